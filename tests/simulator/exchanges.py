# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole exchanges, written to a file for whoever checks them later: request, answer, and which test asked.

Where ``APIOPS_TESTS_EXCHANGES`` names a directory, every simulator writes a file of its own there, one JSON
object a line.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from starlette.types import Message

from tests.simulator.journal import Entry

VARIABLE = "APIOPS_TESTS_EXCHANGES"

# How much of an answer is kept; no answer of a platform is longer, and those of faults are not kept.
_KEPT_BYTES = 1024 * 1024


class Answer:
    """What the application sends, gathered while it does, for the test of the label at its beginning."""

    def __init__(self, label: Mapping[str, Any]) -> None:
        self.label = label
        self.headers: list[tuple[bytes, bytes]] = []
        self.body = b""

    def take(self, message: Message) -> None:
        """Keeps what a message of the application holds."""
        if message["type"] == "http.response.start":
            self.headers = list(message["headers"])
        elif len(self.body) < _KEPT_BYTES:
            self.body += message.get("body", b"")


class Exchanges:
    """The file of one simulator, or none if nobody asked for it."""

    def __init__(self) -> None:
        directory = os.environ.get(VARIABLE)
        self._file = Path(directory) / f"{os.getpid()}.jsonl" if directory else None
        self._label: Mapping[str, Any] = {}

    def label(self, label: Mapping[str, Any]) -> None:
        """From now on exchanges belong to the test of this label."""
        self._label = label

    def begin(self) -> Answer:
        """The answer to come to a request that begins now."""
        return Answer(self._label)

    def write(self, entry: Entry, answer: Answer) -> None:
        """Writes an exchange down; what a fault sends is no answer of the platform and is not given here."""
        if self._file is None or entry.platform not in ("apic", "apinizer"):
            return
        request = {name: value for name, value in entry.described().items() if name != "body"}
        line: dict[str, Any] = {
            **answer.label,
            **request,
            "body": base64.b64encode(entry.body).decode(),
            "answer_headers": {
                name.decode("latin-1").lower(): value.decode("latin-1") for name, value in answer.headers
            },
            "answer_body": base64.b64encode(answer.body).decode(),
        }
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

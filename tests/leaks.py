# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding secrets where they must not be: in what a run printed, wrote or recorded."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

_SECRET_NAME = re.compile(r"(secret|password|token|api_key)$")
_KEY_FILE_NAME = re.compile(r"(private_key_path|client_key)$")


def secrets_of(simulator: Mapping[str, Any]) -> dict[str, str]:
    """The secrets in the simulator's description, as ``{"apic.password": value, ...}``.

    A private key counts as the first line of its PEM that belongs to this key alone.
    """
    return dict(_secrets_below(simulator, ""))


def _secrets_below(value: Mapping[str, Any], place: str) -> Iterator[tuple[str, str]]:
    for name, item in value.items():
        if isinstance(item, dict):
            yield from _secrets_below(item, f"{place}{name}.")
        elif isinstance(item, str) and _SECRET_NAME.search(name):
            yield place + name, item
        elif isinstance(item, str) and _KEY_FILE_NAME.search(name):
            yield place + name, Path(item).read_text(encoding="ascii").splitlines()[2]


def tokens_of(journal: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """What the journal's requests were authorised with, as ``{"Authorization of request 7": value, ...}``."""
    return {
        f"Authorization of request {entry['number']}": entry["headers"]["authorization"].split(" ", 1)[-1]
        for entry in journal
        if entry["headers"].get("authorization")
    }


def leaked(text: str, secrets: Mapping[str, str]) -> list[str]:
    """The names of those ``secrets`` that ``text`` holds, plainly or encoded; never their values."""
    return [name for name, secret in secrets.items() if any(form in text for form in _forms(secret))]


def _forms(secret: str) -> set[str]:
    return {
        secret,
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        repr(secret)[1:-1],
        quote(secret, safe=""),
        quote_plus(secret),
        base64.b64encode(secret.encode()).decode().rstrip("="),
    }

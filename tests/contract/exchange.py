# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An exchange as the simulator wrote it down, and the values in it as a schema takes them."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl


class Unreadable(Exception):
    """A body is not what its media type says."""


@dataclass(frozen=True)
class Body:
    """A body with the header that says what it is."""

    content: bytes
    header: str = ""

    @property
    def media_type(self) -> str:
        """``application/json``, whatever its parameters."""
        return self.header.partition(";")[0].strip().lower()

    def value(self) -> Any:
        """What a schema is about: the JSON, the fields of a form or multipart, otherwise the text."""
        if self.media_type == "application/json":
            try:
                return json.loads(self.content)
            except ValueError:
                raise Unreadable("is no JSON") from None
        if self.media_type == "application/x-www-form-urlencoded":
            return dict(parse_qsl(self.content.decode(), keep_blank_values=True))
        if self.media_type == "multipart/form-data":
            return self._parts()
        return self.content.decode("utf-8", "replace")

    def _parts(self) -> dict[str, list[str]]:
        """The parts by name, each with all of its occurrences."""
        head = f"Content-Type: {self.header}\r\n\r\n".encode()
        message = BytesParser(policy=HTTP).parsebytes(head + self.content)
        if not message.is_multipart():
            raise Unreadable("has no parts")
        parts: dict[str, list[str]] = {}
        for part in message.iter_parts():
            name = part.get_param("name", header="content-disposition")
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            parts.setdefault(str(name), []).append(content.decode("utf-8", "replace"))
        return parts


@dataclass(frozen=True)
class Exchange:
    """A request, its answer (``status`` is None if a fault cut it off or made one up), and whose it was."""

    platform: str
    method: str
    path: str
    query: list[tuple[str, str]] = field(default_factory=list)
    body: Body = Body(b"")
    status: int | None = None
    answer: Body = Body(b"")
    test: str = "(no test)"
    departs: tuple[Mapping[str, str], ...] = ()

    @classmethod
    def read(cls, directory: Path) -> Iterator[Exchange]:
        """All exchanges that simulators wrote into a directory."""
        for file in sorted(directory.glob("*.jsonl")):
            with file.open(encoding="utf-8") as lines:
                for line in lines:
                    yield cls._parsed(json.loads(line))

    @classmethod
    def _parsed(cls, line: Mapping[str, Any]) -> Exchange:
        return cls(
            platform=line["platform"],
            method=line["method"],
            path=line["path"],
            query=parse_qsl(line["query"], keep_blank_values=True),
            body=Body(base64.b64decode(line["body"]), line["headers"].get("content-type", "")),
            status=None if line["fault"] else line["status"],
            answer=Body(
                base64.b64decode(line["answer_body"]), line["answer_headers"].get("content-type", "")
            ),
            test=line.get("test", "(no test)"),
            departs=tuple(line.get("departs", ())),
        )

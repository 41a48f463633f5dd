# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The journal: every request that any platform got, and how it was answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

# How much of a request's body is kept.
KEPT_BYTES = 64 * 1024


@dataclass
class Entry:
    """One request. ``status`` stays None when the connection was cut before any answer."""

    number: int
    platform: str
    listener: str
    method: str
    path: str
    query: str
    headers: list[tuple[bytes, bytes]]
    body: bytes
    body_bytes: int
    at: float
    connection: str
    status: int | None = None
    fault: str | None = None

    def described(self) -> dict[str, Any]:
        """The entry as JSON: header names in lower case, repeated headers joined, the body as text."""
        headers: dict[str, str] = {}
        for raw_name, raw_value in self.headers:
            name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
        return {**vars(self), "headers": headers, "body": self.body.decode("utf-8", "replace")}


class Journal:
    """Entries in the order in which their requests were complete, numbered from 1 since the last clearing."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forgets everything."""
        self._entries: list[Entry] = []
        self._numbers = count(1)

    def add(self, **fields: Any) -> Entry:
        """A new entry of those fields; what becomes of the request is written into it later."""
        entry = Entry(number=next(self._numbers), **fields)
        self._entries.append(entry)
        return entry

    def described(self, filters: Mapping[str, str]) -> list[dict[str, Any]]:
        """The entries that match all ``filters``.

        ``platform``, ``listener``, ``method`` and ``path`` must be equal; ``contains`` is a text that must be
        in path, query, header values or body.
        """
        exact = {name: value for name, value in filters.items() if name != "contains"}
        wanted = filters.get("contains")
        chosen = (
            entry
            for entry in self._entries
            if all(getattr(entry, name) == value for name, value in exact.items())
        )
        described = (entry.described() for entry in chosen)
        return [entry for entry in described if wanted is None or wanted in _text(entry)]


def _text(entry: Mapping[str, Any]) -> str:
    return "\n".join((entry["path"], entry["query"], *entry["headers"].values(), entry["body"]))

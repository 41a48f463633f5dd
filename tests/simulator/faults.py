# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults: what to do wrong, to which requests, and how often."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# The fields of each kind of fault, with what holds when they are not given.
KINDS: Mapping[str, Mapping[str, Any]] = {
    "status": {"status": 500, "headers": {}, "body": "", "content_type": None},
    "reset_before": {},
    "reset_after": {},
    "truncate": {},
    "slow": {"seconds": 0.0, "drip": 0.0},
    "drip": {"seconds": 0.2},
    "html": {"status": 200},
    "redirect": {"location": "/", "status": 302},
    "not_json": {},
    "huge": {"bytes": 100 * 1024 * 1024},
    "endless": {},
    "deep": {"levels": 100_000},
    "gzip_bomb": {"bytes": 1024 * 1024 * 1024},
    "big_header": {"bytes": 1024 * 1024},
}
_SELECTORS = ("platform", "listener", "method", "path", "skip", "times")


@dataclass
class Fault:
    """One fault: it lets ``skip`` matching requests pass, then befalls ``times`` of them (None: all)."""

    kind: str
    platform: str | None = None
    listener: str | None = None
    method: str | None = None
    path: re.Pattern[str] | None = None
    skip: int = 0
    times: int | None = 1
    fields: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def parse(cls, given: Mapping[str, Any]) -> Fault:
        """The fault described by JSON; ``ValueError`` tells what is wrong with it."""
        kind = str(given.get("kind"))
        if kind not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(KINDS)}, not {kind!r}")
        unknown = set(given) - set(_SELECTORS) - set(KINDS[kind]) - {"kind"}
        if unknown:
            raise ValueError(f"a fault of kind {kind} has no {', '.join(sorted(unknown))}")
        selectors = {name: given[name] for name in _SELECTORS if name in given}
        if selectors.get("path") is not None:
            selectors["path"] = re.compile(selectors["path"])
        fields = {name: given.get(name, default) for name, default in KINDS[kind].items()}
        return cls(kind=kind, fields=fields, **selectors)

    def matches(self, platform: str, listener: str, method: str, path: str) -> bool:
        """Whether it is meant for such a request and not used up."""
        return (
            self.times != 0
            and self.platform in (None, platform)
            and self.listener in (None, listener)
            and self.method in (None, method)
            and (self.path is None or bool(self.path.search(path)))
        )


class Faults:
    """The faults in force; the first that is due befalls a request."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def clear(self) -> None:
        """From now on everything goes well."""
        self._faults = []

    def add(self, fault: Fault) -> None:
        """Puts a fault in force, after those that are."""
        self._faults.append(fault)

    def due(self, platform: str, listener: str, method: str, path: str) -> Fault | None:
        """The fault that befalls this request, counted as done."""
        for fault in self._faults:
            if not fault.matches(platform, listener, method, path):
                continue
            if fault.skip:
                fault.skip -= 1
                continue
            if fault.times is not None:
                fault.times -= 1
            return fault
        return None

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the demo says after the two runs: the requests the platforms saw, and the recap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from tests.demo.run import Run

Journal = Sequence[Mapping[str, Any]]


def title(text: str) -> str:
    """A heading, with an empty line before it."""
    return f"\n== {text} =="


def recap_line(name: str, run: Run) -> str:
    """``second run  ok=34 changed=0 failed=0 unreachable=0   9.8 s``."""
    shown = ("ok", "changed", "failed", "unreachable")
    counts = " ".join(f"{name}={run.counts[name]}" for name in shown if name in run.counts) or "no recap"
    return f"  {name:<11} {counts}   {run.seconds:.1f} s"


def exchange_lines(first: Journal, second: Journal) -> Iterator[str]:
    """For each platform and run every request in order, repeated ones as one line with their number."""
    platforms = dict.fromkeys(entry["platform"] for entry in [*first, *second])
    for platform in platforms:
        yield platform
        for name, journal in (("run 1", first), ("run 2", second)):
            exchanges = [_exchange(entry) for entry in journal if entry["platform"] == platform]
            for line, same in groupby(exchanges):
                number = len(list(same))
                yield f"  {name}   {line}" + (f"   {number} times" if number > 1 else "")
                name = " " * len(name)


def _exchange(entry: Mapping[str, Any]) -> str:
    """``call  GET 200 /api/orgs``. A request without a bearer token obtains one, or finds out how to."""
    authorised = entry["headers"].get("authorization", "").startswith("Bearer ")
    purpose = "call" if authorised else "discover" if entry["method"] == "GET" else "token"
    return f"{purpose:<9} {entry['method']:<6} {entry['status'] or 'cut'}  {entry['path']}"

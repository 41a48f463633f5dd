# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can befall a request, and how a test lets it befall one."""

from __future__ import annotations

from typing import Any

from tests.operations.conftest import Run

FAULTS: dict[str, dict[str, Any]] = {
    **{str(status): {"kind": "status", "status": status} for status in (401, 403, 404, 429, 500, 503)},
    "page": {"kind": "html"},
    "page 404": {"kind": "html", "status": 404},
    "reset before": {"kind": "reset_before"},
    "reset after": {"kind": "reset_after"},
    "truncated": {"kind": "truncate"},
    "no JSON": {"kind": "not_json"},
}
# After these the request was processed all the same.
PROCESSED = ("reset_after", "truncate")


def break_one(
    run: Run, fault: dict[str, Any], listener: str, method: str, path: str = "", skip: int = 0
) -> None:
    """Let the fault befall one request from now on."""
    run.simulator.clear_faults()
    run.simulator.fault(**fault, listener=listener, method=method, path=path, skip=skip)


def was_met(run: Run, listener: str) -> bool:
    """Whether a request met a fault since the journal was cleared."""
    return any(each["fault"] for each in run.requests(listener=listener))

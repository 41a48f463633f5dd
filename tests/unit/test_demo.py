# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the demo reads Ansible's recap and tells what the platforms saw."""

from __future__ import annotations

from typing import Any

import pytest

from tests.demo.report import exchange_lines, recap_line
from tests.demo.run import Run

RECAP = """
PLAY RECAP *********************************************************************
localhost  : ok=4    changed={changed}    unreachable=0    failed={failed}    skipped=3    rescued=0
other      : ok=1    changed=0    unreachable=0    failed=0    skipped=0    rescued=0
"""


def run(changed: int = 0, failed: int = 0, rc: int = 0) -> Run:
    return Run(rc, RECAP.format(changed=changed, failed=failed), 1.25)


def test_the_recap_sums_the_hosts() -> None:
    assert run(changed=2).changed == 2
    assert recap_line("second run", run()) == "  second run  ok=5 changed=0 failed=0 unreachable=0   1.2 s"


@pytest.mark.parametrize("bad", [run(failed=1), run(rc=2), Run(0, "no recap at all", 1.0)])
def test_a_run_that_failed_is_not_taken_for_success(bad: Run) -> None:
    assert run().succeeded
    assert not bad.succeeded


def entry(method: str, path: str, status: int | None, **headers: str) -> dict[str, Any]:
    return {"platform": "apic", "method": method, "path": path, "status": status, "headers": headers}


def test_requests_are_told_by_purpose_and_repeated_ones_once() -> None:
    call = entry("GET", "/api/orgs", 200, authorization="Bearer abc")
    first = [entry("GET", "/api/idps", 200), entry("POST", "/api/token", 200), call, call]
    lines = list(exchange_lines(first, [entry("GET", "/api/idps", None)]))
    assert lines == [
        "apic",
        "  run 1   discover  GET    200  /api/idps",
        "          token     POST   200  /api/token",
        "          call      GET    200  /api/orgs   2 times",
        "  run 2   discover  GET    cut  /api/idps",
    ]

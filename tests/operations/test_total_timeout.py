# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The option total_timeout: calls, logins and files that drip, and tries that take too long."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from tests.operations.conftest import Run

# Seconds: what is allowed, and far more than that, but far less than what drips.
LIMIT = 1.5
LATEST = 25.0
TOLD = "within 1.5 s (option total_timeout)"
GROUPS = "/projects/SampleProject/ipGroups/"
DRIPS: dict[str, dict[str, Any]] = {
    "headers": {"kind": "drip"},
    "body": {"kind": "slow", "drip": 1.0},
}
LOGINS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "axway": ("axway_token", "/openid-connect/token$", {}),
    "apic": ("apic_token", "/api/token$", {}),
    "apic realm": ("apic_token", "/identity-providers$", {}),
    "apic_realm": ("apic_realm", "/identity-providers$", {}),
    "apinizer": ("apinizer_token", "/auth/token$", {}),
    "cmf": ("cmf_token", "/token$", {"auth_mode": "exchange", "tenant": "SampleTenant"}),
}


def timed(run: Run, module: str, limit: float = LIMIT, **options: Any) -> dict[str, Any]:
    """The failure of a module that has to give up between the limit and long after it."""
    started = time.monotonic()
    result = run(module, **options)
    assert limit * 0.9 < time.monotonic() - started < LATEST
    assert (result["failed"], result["error"]["kind"]) == (True, "timeout"), result
    assert "\n" not in result["msg"]
    return result


@pytest.mark.parametrize("drip", DRIPS)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_call_that_drips(run: Run, method: str, drip: str) -> None:
    run("apinizer_token")
    run.simulator.fault(path="/ipGroups/$", times=None, **DRIPS[drip])
    call: dict[str, Any] = {
        "path": GROUPS,
        "method": method,
        "body": {"name": "g"} if method == "POST" else None,
    }
    result = timed(run, "apinizer_invoke", total_timeout=LIMIT, timeout=60, **call)
    assert TOLD in result["msg"]
    # Time is up: nothing is sent again, not even what may be.
    assert (result["tries"], len(run.requests(path="/apiops" + GROUPS))) == (1, 1)
    assert result.get("outcome_unknown", False) is (method == "POST")


@pytest.mark.parametrize("drip", DRIPS)
def test_a_file_that_drips_is_not_kept(run: Run, drip: str, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("as it was")
    run("apinizer_token")
    run.simulator.fault(path="/projects/$", times=None, **DRIPS[drip])
    dest = str(tmp_path / "kept")
    timed(run, "apinizer_invoke", path="/projects/", dest=dest, total_timeout=LIMIT, timeout=60)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["as it was"]


@pytest.mark.parametrize("drip", DRIPS)
@pytest.mark.parametrize("login", LOGINS)
def test_a_login_that_drips(run: Run, login: str, drip: str) -> None:
    module, path, options = LOGINS[login]
    run.simulator.fault(path=path, times=None, **DRIPS[drip])
    result = timed(run, module, total_timeout=LIMIT, timeout=60, **options)
    assert TOLD in result["msg"]
    assert result["tries"] == 1
    assert "outcome_unknown" not in result


@pytest.mark.parametrize("module", ["apinizer_token", "apinizer_invoke"])
def test_a_login_has_a_limit_of_its_own(run: Run, module: str) -> None:
    run.simulator.fault(path="/auth/token$", times=None, kind="drip")
    call = {} if module == "apinizer_token" else {"path": "/projects/"}
    result = timed(run, module, 4.0, timeout=1, **call)
    assert "did not answer within 4 s (four times timeout; option total_timeout)" in result["msg"]


def test_all_requests_of_a_login_share_its_limit(run: Run) -> None:
    for path in ("/identity-providers$", "/api/token$"):
        run.simulator.fault(path=path, kind="slow", seconds=3)
    result = timed(run, "apic_token", 5.0, total_timeout=5, timeout=60)
    assert "/api/token" in result["msg"]


def test_a_login_leaves_the_limit_of_the_call_as_it_is(run: Run) -> None:
    for path in ("/auth/token$", "/projects/$"):
        run.simulator.fault(path=path, kind="slow", seconds=2)
    assert run("apinizer_invoke", path="/projects/", total_timeout=3.9)["status"] == 200


def test_calls_have_no_limit_by_default(run: Run) -> None:
    run("apinizer_token")
    run.simulator.fault(path="/projects/$", kind="slow", drip=0.025)
    # Longer than the timeout of a wait, and than four of them.
    started = time.monotonic()
    assert run("apinizer_invoke", path="/projects/", timeout=1)["status"] == 200
    assert time.monotonic() - started > 4


def test_pauses_and_tries_count_together(run: Run) -> None:
    run("apinizer_token")
    fault = {"kind": "status", "status": 503, "headers": {"Retry-After": "2"}, "times": None}
    run.simulator.fault(path="/projects/$", **fault)
    started = time.monotonic()
    result = run("apinizer_invoke", path="/projects/", retries=50, total_timeout=3)
    # The second pause would last beyond the limit, so that there is none.
    assert 2 <= time.monotonic() - started < LATEST
    assert (result["status"], result["tries"]) == (503, 2)
    assert result["msg"].endswith(" The limit of 3 s (option total_timeout) left no time for another try.")


def test_each_page_has_the_limit_anew(run: Run) -> None:
    run("apic_token")
    for name in ("one", "two"):
        body = {"name": name, "title": name}
        run("apic_invoke", method="POST", path="/orgs/test-organization/catalogs", body=body)
    run.simulator.configure(apic={"default_page_size": 1})
    run.simulator.fault(path="/catalogs$", kind="slow", seconds=1, times=None)
    result = run(
        "apic_invoke", path="/orgs/test-organization/catalogs", paginate=True, total_timeout=2.9, timeout=60
    )
    assert (result.get("pages"), result.get("failed")) == (3, None), result


def test_waiting_for_a_turn_does_not_count(run: Run) -> None:
    calls = [{"name": str(number), "path": "/projects/"} for number in range(2)]
    result = run("apinizer_invoke", calls=calls, calls_per_minute=20, total_timeout=2.5)
    assert [call["status"] for call in result["calls"]] == [200, 200]


@pytest.mark.parametrize("value", [0, -1])
def test_a_limit_that_cannot_be(run: Run, value: float) -> None:
    result = run("apinizer_invoke", path="/projects/", total_timeout=value)
    assert result["msg"] == "total_timeout must be a number of seconds above 0."
    assert run.requests() == []

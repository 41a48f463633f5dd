# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of what may be repeated, row by row, against the journal: what the platform saw, how often."""

from __future__ import annotations

import socket
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from tests.operations.conftest import Run

# A place that does not exist: what matters is how often it is asked.
PATH = "/nothing/there"
ASKED = "/api" + PATH

MAY_RUN_TWICE: dict[str, dict[str, Any]] = {
    "GET": {},
    "HEAD": {"method": "HEAD"},
    "OPTIONS": {"method": "OPTIONS"},
    "PUT": {"method": "PUT", "body": {"a": 1}},
    "DELETE": {"method": "DELETE"},
    "POST that reads": {"method": "POST", "body": {"a": 1}, "read_only": True},
    "POST with a key": {"method": "POST", "body": {"a": 1}, "idempotency_key": "once"},
}
MUST_NOT: dict[str, dict[str, Any]] = {
    "POST": {"method": "POST", "body": {"a": 1}},
    "PATCH": {"method": "PATCH", "body": {"a": 1}},
    "POST with a list of statuses": {"method": "POST", "status_code": [200, 201]},
}
NOT_APPLIED: dict[str, dict[str, Any]] = {
    "429": {"kind": "status", "status": 429},
    "503 with Retry-After": {"kind": "status", "status": 503, "headers": {"Retry-After": "0"}},
}
IN_DOUBT: dict[str, dict[str, Any]] = {
    **{str(status): {"kind": "status", "status": status} for status in (408, 500, 502, 503, 504)},
    "timeout": {"kind": "slow", "seconds": 4.0},
    "reset before it was processed": {"kind": "reset_before"},
    "reset after it was processed": {"kind": "reset_after"},
    "truncated answer": {"kind": "truncate"},
}
FINAL: dict[str, dict[str, Any]] = {
    str(status): {"kind": "status", "status": status}
    for status in (400, 403, 404, 405, 409, 412, 422, 501, 505)
}


def patience(fault: dict[str, Any]) -> dict[str, Any]:
    """The option ``timeout``, short only against silence: all else may take what a busy machine takes."""
    return {"timeout": 2} if fault["kind"] == "slow" else {}


def tries(run: Run, call: dict[str, Any], fault: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """How often the platform saw a call that first meets the fault, and the result."""
    run.simulator.fault(platform="apic", path=f"^{ASKED}$", **fault)
    result = run("apic_invoke", path=PATH, **patience(fault), **call)
    seen = len(run.requests(path=ASKED))
    assert result["tries"] == seen, result
    return seen, result


@pytest.mark.parametrize("fault", NOT_APPLIED)
@pytest.mark.parametrize("call", [*MAY_RUN_TWICE, *MUST_NOT])
def test_what_was_not_applied_is_repeated(run: Run, call: str, fault: str) -> None:
    seen, _result = tries(run, {**MAY_RUN_TWICE, **MUST_NOT}[call], NOT_APPLIED[fault])
    assert seen == 2


@pytest.mark.parametrize("fault", IN_DOUBT)
@pytest.mark.parametrize("call", MAY_RUN_TWICE)
def test_what_is_in_doubt_is_repeated_where_it_may_run_twice(run: Run, call: str, fault: str) -> None:
    if call == "HEAD" and fault == "truncated answer":
        fault = "reset after it was processed"
    seen, result = tries(run, MAY_RUN_TWICE[call], IN_DOUBT[fault])
    assert seen == 2
    assert "outcome_unknown" not in result


@pytest.mark.parametrize("fault", IN_DOUBT)
@pytest.mark.parametrize("call", MUST_NOT)
def test_any_other_write_in_doubt_is_never_repeated(run: Run, call: str, fault: str) -> None:
    seen, result = tries(run, MUST_NOT[call], IN_DOUBT[fault])
    assert seen == 1
    assert result["failed"] is True
    assert result["outcome_unknown"] is True
    assert "The outcome is unknown" in result["msg"]


def test_a_deletion_that_was_cut_short_finds_it_gone(run: Run) -> None:
    path = "/management/v1/environments"
    run("axway_invoke", method="POST", path=path, body={"name": "gone", "title": "Gone", "spec": {}})
    run.simulator.fault(platform="axway", method="DELETE", path="/gone$", kind="reset_after")
    result = run("axway_invoke", method="DELETE", path=f"{path}/gone", unless={"exists": False})
    assert not result.get("failed"), result
    assert (result["changed"], result["satisfied"]) == (True, False)
    assert (result["status"], result["tries"]) == (404, 2)
    assert len(run.requests(method="DELETE")) == 2


def test_a_key_that_was_seen_leaves_open_what_became_of_it(run: Run) -> None:
    for fault in (IN_DOUBT["504"], {"kind": "status", "status": 409, "body": {"message": "seen"}}):
        run.simulator.fault(platform="apic", path=f"^{ASKED}$", **fault)
    result = run("apic_invoke", path=PATH, **MAY_RUN_TWICE["POST with a key"])
    assert (result["failed"], result["changed"], result["status"]) == (True, False, 409)
    assert result["outcome_unknown"] is True
    assert result["msg"].endswith(
        " The outcome is unknown: the platform may have acted on an earlier attempt."
    )
    assert len(run.requests(path=ASKED)) == 2


@pytest.mark.parametrize("fault", FINAL)
@pytest.mark.parametrize("call", ["GET", "PUT", "POST", "POST with a key"])
def test_an_answer_is_final(run: Run, call: str, fault: str) -> None:
    seen, _result = tries(run, {**MAY_RUN_TWICE, **MUST_NOT}[call], FINAL[fault])
    assert seen == 1


@pytest.mark.parametrize("call", [*MAY_RUN_TWICE, *MUST_NOT])
def test_a_connection_never_made_is_tried_again(run: Run, call: str) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"https://127.0.0.1:{closed.getsockname()[1]}"
        options = {**MAY_RUN_TWICE, **MUST_NOT}[call]
        result = run("apic_invoke", url=url, token="abcdefgh", path=PATH, retries=2, **options)
    assert (result["error"]["kind"], result["tries"]) == ("connect", 3)
    assert "outcome_unknown" not in result


@pytest.mark.parametrize("call", [*MAY_RUN_TWICE, *MUST_NOT])
def test_a_refused_token_is_renewed_once_and_the_call_repeated(run: Run, call: str) -> None:
    seen, result = tries(
        run, {**MAY_RUN_TWICE, **MUST_NOT}[call], {"kind": "status", "status": 401, "times": 1}
    )
    assert seen == 2
    assert result["error"]["kind"] == "not_found"
    assert len(run.requests(path="/api/token")) == 2


def test_a_token_refused_twice_is_an_auth_failure(run: Run) -> None:
    seen, result = tries(run, {}, {"kind": "status", "status": 401, "times": None})
    assert seen == 2
    assert result["error"]["kind"] == "auth"
    assert "The token was renewed once and refused again." in result["msg"]
    assert len(run.requests(path="/api/token")) == 2


@pytest.mark.parametrize("retries", [0, 1, 4])
def test_retries_bound_it(run: Run, retries: int) -> None:
    run.simulator.fault(platform="apic", path=f"^{ASKED}$", kind="status", status=503, times=None)
    result = run("apic_invoke", path=PATH, retries=retries)
    assert result["tries"] == retries + 1 == len(run.requests(path=ASKED))


# --- each place of a call --------------------------------------------------------------------------------

PASSING = ("503", "reset after it was processed", "truncated answer")


def seen_at(run: Run, part: str) -> int:
    """How often the platform was asked for what has that part in its path and query."""
    return sum(part in f"{entry['path']}?{entry['query']}" for entry in run.requests())


@pytest.mark.parametrize("fault", PASSING)
def test_the_search_for_a_realm_is_repeated(run: Run, fault: str) -> None:
    run.simulator.fault(path="/identity-providers", **IN_DOUBT[fault])
    assert run("apic_invoke", path="/orgs")["status"] == 200
    assert seen_at(run, "/identity-providers") == 2


@pytest.mark.parametrize("fault", PASSING)
def test_a_probe_is_repeated_and_its_write_made_once(run: Run, fault: str) -> None:
    run.simulator.fault(path="/apis/management/v1/environments/one", **IN_DOUBT[fault])
    result = run(
        "axway_invoke",
        method="POST",
        path="/management/v1/environments",
        body={"name": "one", "spec": {}},
        unless={"path": "/management/v1/environments/one"},
    )
    assert result.get("changed") is True, result
    assert seen_at(run, "/environments/one") == 2
    assert len(run.requests(method="POST", path="/apis/management/v1/environments")) == 1


@pytest.mark.parametrize("fault", PASSING)
def test_a_page_is_repeated_alone(run: Run, fault: str) -> None:
    path = "/management/v1/environments"
    calls = [
        {"name": str(number), "method": "POST", "path": path, "body": {"name": f"env-{number}", "spec": {}}}
        for number in range(6)
    ]
    run("axway_invoke", calls=calls)
    run.simulator.clear_journal()
    run.simulator.fault(path="/apis" + path, skip=1, **IN_DOUBT[fault])
    result = run("axway_invoke", path=path, query={"pageSize": 2}, paginate=True)
    assert len(result["json"]) == 6
    assert result["tries"] == seen_at(run, path) == result["pages"] + 1
    assert seen_at(run, "page=2&") + seen_at(run, "&page=2") == 2


@pytest.mark.parametrize("fault", PASSING)
def test_a_poll_is_itself_the_repetition(run: Run, fault: str) -> None:
    run.simulator.fault(path="/api/orgs", times=2, **IN_DOUBT[fault])
    wait = {"path": "/orgs", "that": "total_results", "interval": 0.01, "timeout": 5}
    result = run("apic_invoke", path="/cloud/settings", read_only=True, wait_for=wait)
    assert result["waited_for"]["polls"] == 3
    assert seen_at(run, "/api/orgs") == 3


@pytest.mark.parametrize("fault", PASSING)
def test_a_verification_is_repeated_and_the_write_is_not(run: Run, fault: str) -> None:
    name = "verified"
    organization = run.simulator.description["apic"]["organization"]
    probe = f"/api/catalogs/{organization}/{name}"
    run.simulator.fault(platform="apic", path=probe, skip=1, **IN_DOUBT[fault])
    result = run(
        "apic_invoke",
        method="POST",
        path=f"/orgs/{organization}/catalogs",
        body={"name": name, "title": name},
        unless={"path": f"/catalogs/{organization}/{name}"},
        verify=True,
    )
    assert result.get("changed") is True, result
    assert len(run.requests(path=probe)) == 3
    assert len(run.requests(method="POST", path=f"/api/orgs/{organization}/catalogs")) == 1


# --- logins ----------------------------------------------------------------------------------------------

LOGINS = {
    "axway_token": "/auth/realms/Broker/protocol/openid-connect/token",
    "apic_token": "/api/token",
    "apinizer_token": "/apiops/auth/token",
}


@pytest.mark.parametrize("status", [400, 401])
@pytest.mark.parametrize("module", LOGINS)
def test_a_refused_login_is_final(run: Run, module: str, status: int) -> None:
    run.simulator.fault(path=LOGINS[module], kind="status", status=status, body={"error": "no"}, times=None)
    result = run(module, realm="provider/default-idp-2" if module == "apic_token" else None)
    assert result["error"]["kind"] == "auth", result
    assert result["tries"] == 1
    assert len(run.requests(path=LOGINS[module])) == 1


@pytest.mark.parametrize("fault", ["429", "503", "reset after it was processed"])
@pytest.mark.parametrize("module", LOGINS)
def test_a_login_that_was_not_answered_is_repeated(run: Run, module: str, fault: str) -> None:
    run.simulator.fault(path=LOGINS[module], **{**NOT_APPLIED, **IN_DOUBT}[fault])
    assert run(module)["access_token"]
    assert len(run.requests(path=LOGINS[module])) == 2


@pytest.mark.parametrize("fault", ["503", "reset after it was processed", "timeout"])
def test_an_api_key_whose_exchange_is_in_doubt_is_never_sent_again(run: Run, fault: str) -> None:
    run.simulator.fault(path="/api/token", **IN_DOUBT[fault])
    api_key = run.simulator.description["apic"]["api_key"]
    result = run("apic_token", username=None, password=None, api_key=api_key, **patience(IN_DOUBT[fault]))
    assert result["failed"] is True
    assert len(run.requests(path="/api/token")) == 1


# --- Retry-After -----------------------------------------------------------------------------------------


def in_two_seconds() -> str:
    """A date, which has no fractions of seconds: between one and two seconds from now."""
    return format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("form", ["seconds", "date"])
def test_retry_after_is_waited_for(run: Run, status: int, form: str) -> None:
    value = "1" if form == "seconds" else in_two_seconds()
    started = time.monotonic()
    seen, _result = tries(
        run, MUST_NOT["POST"], {"kind": "status", "status": status, "headers": {"Retry-After": value}}
    )
    assert seen == 2
    assert time.monotonic() - started > 0.8


def test_retry_after_is_waited_for_up_to_the_maximum(run: Run) -> None:
    started = time.monotonic()
    fault = {"kind": "status", "status": 429, "headers": {"Retry-After": "3600"}}
    seen, _result = tries(run, {"retry_max_delay": 0.3}, fault)
    assert seen == 2
    assert 0.3 <= time.monotonic() - started < 60

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many calls in one task: order, names, failures, one token, few connections."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._core.calls import batch
from ansible_collections.apiops.platforms.plugins.module_utils._core.tokens import token as tokens
from tests.operations.conftest import Run


def reads(count: int) -> list[dict[str, Any]]:
    """Calls that read, by name."""
    return [{"name": f"read {number}", "path": "/orgs"} for number in range(count)]


def test_results_keep_their_order_and_share_token_and_connections(run: Run) -> None:
    result = run("apic_invoke", calls=reads(60), concurrency=6)
    assert [each["name"] for each in result["calls"]] == [f"read {number}" for number in range(60)]
    assert all(each["status"] == 200 for each in result["calls"])
    assert result["summary"] == {"calls": 60, "satisfied": 0, "changed": 0, "failed": 0, "not_tried": 0}
    assert result["changed"] is False
    assert len(run.requests(path="/api/token")) == 1
    requests = run.requests(path="/api/orgs")
    assert len(requests) == 60
    assert len({request["connection"] for request in requests}) <= 6


def test_one_failure_stops_the_rest(run: Run) -> None:
    calls = [*reads(2), {"name": "broken", "path": "/none/such"}, {"name": "never", "path": "/orgs"}]
    result = run("apic_invoke", calls=calls)
    assert result["failed"] is True
    assert result["msg"].startswith("1 of 4 calls failed, 1 not tried. broken: GET ")
    assert [each["name"] for each in result["calls"]] == ["read 0", "read 1", "broken"]
    assert [each["failed"] for each in result["calls"]] == [False, False, True]
    assert result["summary"]["not_tried"] == 1
    assert len(run.requests(path="/api/orgs")) == 2


def test_all_are_tried_and_every_failure_is_named(run: Run) -> None:
    calls = [{"name": "first", "path": "/none/a"}, *reads(1), {"name": "last", "path": "/none/b"}]
    result = run("apic_invoke", calls=calls, on_error="continue", concurrency=2)
    assert "2 of 3 calls failed, 0 not tried." in result["msg"]
    assert "first: GET" in result["msg"]
    assert "last: GET" in result["msg"]
    assert result["summary"]["failed"] == 2
    assert len(run.requests(path="/api/orgs")) == 1


def test_what_was_changed_before_a_failure_is_reported(run: Run) -> None:
    organization = run.simulator.description["apic"]["organization"]
    made = {
        "name": "make",
        "method": "POST",
        "path": f"/orgs/{organization}/catalogs",
        "body": {"name": "b", "title": "B"},
    }
    result = run("apic_invoke", calls=[made, {"name": "broken", "path": "/none"}])
    assert result["failed"] is True
    assert result["changed"] is True
    assert result["summary"]["changed"] == 1


def test_a_second_run_is_satisfied(run: Run) -> None:
    organization = run.simulator.description["apic"]["organization"]
    calls = [
        {
            "name": name,
            "method": "POST",
            "path": f"/orgs/{organization}/catalogs",
            "body": {"name": name, "title": name},
            "unless": {"path": f"/catalogs/{organization}/{name}"},
        }
        for name in ("alpha", "beta", "gamma")
    ]
    assert run("apic_invoke", check=True, calls=calls, concurrency=3)["summary"]["changed"] == 3
    assert run("apic_invoke", calls=calls, concurrency=3)["summary"]["changed"] == 3
    second = run("apic_invoke", calls=calls, concurrency=3)
    assert second["changed"] is False
    assert second["summary"]["satisfied"] == 3
    assert len(run.requests(method="POST", path=f"/api/orgs/{organization}/catalogs")) == 3


def test_a_wrong_password_is_tried_once_by_all_calls_together(run: Run) -> None:
    result = run(
        "apic_invoke", password="wrong-password", calls=reads(16), concurrency=8, on_error="continue"
    )
    assert result["error"]["kind"] == "auth"
    assert len(run.requests(path="/api/token")) == 1


def test_many_refused_tokens_make_one_renewal(run: Run) -> None:
    run("apic_token")
    run.simulator.expire_tokens()
    result = run("apic_invoke", calls=reads(50), concurrency=25)
    assert result["summary"]["failed"] == 0
    assert len(run.requests(path="/api/token")) == 2


FORBIDDEN = {"platform": "apic", "path": "^/api/orgs", "kind": "status", "status": 401, "times": None}


@pytest.mark.parametrize("concurrency", [1, 4, 10])
def test_a_refusal_that_a_fresh_token_does_not_cure_makes_one_renewal(run: Run, concurrency: int) -> None:
    run.simulator.fault(**FORBIDDEN)
    calls = [{"name": f"call {number}", "path": f"/orgs/{number}"} for number in range(10)]
    result = run("apic_invoke", calls=calls, concurrency=concurrency, on_error="continue")
    assert [call["error"]["kind"] for call in result["calls"]] == ["auth"] * 10
    assert len(run.requests(path="/api/token")) == 2


def test_the_tasks_after_it_do_not_renew_again(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run.simulator.fault(**FORBIDDEN)
    for _item in range(10):
        result = run("apic_invoke", path="/orgs")
        assert result["error"]["kind"] == "auth"
    assert len(run.requests(path="/api/token")) == 2
    assert "a fresh token was refused as well a moment ago" in result["msg"]
    # Later the token may well have ended.
    monkeypatch.setattr(tokens, "DOUBT_HOLDS", 0.0)
    run("apic_invoke", path="/orgs")
    assert len(run.requests(path="/api/token")) == 3


def test_a_token_that_ends_again_is_renewed_again(run: Run) -> None:
    for _time in range(3):
        assert run("apic_invoke", path="/orgs")["status"] == 200
        run.simulator.expire_tokens()
    assert len(run.requests(path="/api/token")) == 3


def test_diff_of_many(run: Run) -> None:
    calls = [
        {"name": str(number), "method": "POST", "path": "/orgs", "body": {"n": number}} for number in range(3)
    ]
    result = run("apic_invoke", check=True, diff=True, calls=calls)
    shown = [each["after"].split("\n")[2].strip() for each in result["diff"]]
    assert shown == ['"n": 0', '"n": 1', '"n": 2']


def test_how_far_it_is(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "_PROGRESS_EVERY", 0.0)
    run("apic_invoke", calls=[*reads(2), {"name": "broken", "path": "/none"}], on_error="continue")
    assert run.progress == [
        "1 of 3 calls done, 0 failed",
        "2 of 3 calls done, 0 failed",
        "3 of 3 calls done, 1 failed",
    ]


def test_an_interrupt_waits_for_nobody(run: Run) -> None:
    run.simulator.fault(platform="apic", path="/api/orgs", kind="slow", seconds=9, times=None)
    run("apic_token")
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt), interrupted(after=2):
        run("apic_invoke", calls=reads(20), concurrency=2, retries=5)
    assert time.monotonic() - started < 8.5
    time.sleep(9)
    assert len(run.requests(path="/api/orgs")) == 2


def test_an_interrupt_ends_the_pauses(run: Run) -> None:
    run.simulator.fault(
        platform="apic", path="/api/orgs", kind="status", status=429, headers={"Retry-After": "4"}, times=None
    )
    with pytest.raises(KeyboardInterrupt), interrupted(after=2):
        run("apic_invoke", calls=reads(8), concurrency=4)
    time.sleep(3)
    assert len(run.requests(path="/api/orgs")) == 4


@contextmanager
def interrupted(after: float) -> Iterator[None]:
    """Interrupt this thread after so many seconds, as Ctrl-C or the ``timeout`` of a task does."""

    def interrupt(*_arguments: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, after)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""calls_per_minute: requests come no faster, whatever they are made for; logins are none of them."""

from __future__ import annotations

import time

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._core.tokens.store import MemoryStore
from tests.operations.conftest import Run
from tests.operations.test_batch import reads

# Journal and turns go by two clocks of one machine; seconds by which they may differ.
CLOCKS = 0.02


class Recorder(MemoryStore):
    """Lets everyone go at once, and keeps how far apart turns were to be."""

    def __init__(self) -> None:
        super().__init__()
        self.intervals: list[float] = []

    def turn(self, identity: tuple[str, ...], interval: float) -> float:
        """No seconds until the turn comes."""
        del identity
        self.intervals.append(interval)
        return 0.0


def come_no_faster(times: list[float], begin: float, interval: float) -> bool:
    """Whether each comes at its turn, which are an interval apart from ``begin`` on, or is late."""
    turns = (begin + number * interval for number in range(len(times)))
    return all(time >= turn - CLOCKS for time, turn in zip(sorted(times), turns, strict=True))


def test_calls_of_a_task_are_spaced_evenly(run: Run) -> None:
    begin = time.time()
    result = run("apic_invoke", calls=reads(16), concurrency=8, calls_per_minute=600)
    assert result["summary"]["failed"] == 0
    times = [entry["at"] for entry in run.requests(path="/api/orgs")]
    assert len(times) == 16
    assert come_no_faster(times, begin, 0.1)


def test_tasks_share_the_rate(run: Run) -> None:
    run("apic_invoke", path="/orgs")
    started = time.monotonic()
    for _task in range(4):
        run("apic_invoke", path="/orgs", calls_per_minute=120)
    assert time.monotonic() - started > 1.4


def test_other_credentials_have_a_rate_of_their_own(run: Run) -> None:
    run("apic_invoke", path="/orgs", calls_per_minute=1)
    token = run("apic_token")["access_token"]
    started = time.monotonic()
    run("apic_invoke", path="/orgs", token=token, username=None, password=None, calls_per_minute=1)
    assert time.monotonic() - started < 50


def test_probes_polls_and_repetitions_count(run: Run) -> None:
    run.simulator.fault(platform="apic", path="/api/orgs", kind="status", status=503)
    run.turns = recorder = Recorder()
    result = run(
        "apic_invoke",
        path="/orgs",
        read_only=False,
        idempotency_key="once",
        unless={"path": "/orgs", "that": "total_results > `99`"},
        wait_for={"path": "/orgs", "that": "total_results > `0`"},
        calls_per_minute=120,
    )
    # The probe and its repetition, the call, and the poll.
    assert result["status"] == 200
    assert len(run.requests(path="/api/orgs")) == len(recorder.intervals) == 4


def test_pages_count(run: Run) -> None:
    path = "/management/v1/environments"
    bodies = ({"name": f"env-{number}", "spec": {}} for number in range(4))
    calls = [{"name": body["name"], "method": "POST", "path": path, "body": body} for body in bodies]
    run("axway_invoke", calls=calls)
    run.turns = recorder = Recorder()
    result = run("axway_invoke", path=path, query={"pageSize": 2}, paginate=True, calls_per_minute=120)
    assert len(recorder.intervals) == result["pages"] >= 2


def test_logins_take_no_turn(run: Run) -> None:
    started = time.monotonic()
    run("apic_invoke", path="/orgs", calls_per_minute=1)
    assert time.monotonic() - started < 50
    assert len(run.requests(path="/api/token")) == 1


def test_who_waits_for_a_login_misses_no_turn(run: Run) -> None:
    run.simulator.fault(platform="apic", path="/api/token", kind="slow", seconds=1)
    result = run("apic_invoke", calls=reads(11), concurrency=11, calls_per_minute=600)
    assert result["summary"]["failed"] == 0
    (login,) = run.requests(path="/api/token")
    times = [entry["at"] for entry in run.requests(path="/api/orgs")]
    assert come_no_faster(times, login["at"] + 1, 0.1)


def test_who_waits_for_a_renewal_misses_no_turn(run: Run) -> None:
    run("apic_token")
    run.simulator.expire_tokens()
    run.simulator.fault(platform="apic", path="/api/token", kind="slow", seconds=1)
    result = run("apic_invoke", calls=reads(8), concurrency=8, calls_per_minute=300)
    assert result["summary"]["failed"] == 0
    _login, renewal = run.requests(path="/api/token")
    times = [entry["at"] for entry in run.requests(path="/api/orgs") if entry["status"] == 200]
    assert len(times) == 8
    assert come_no_faster(times, renewal["at"] + 1, 0.2)


def test_a_token_that_ends_before_the_turn_comes_is_renewed(run: Run) -> None:
    run.simulator.configure(apic={"token_lifetime": 3})
    result = run("apic_invoke", calls=reads(6), concurrency=6, calls_per_minute=75)
    assert result["summary"]["failed"] == 0
    requests = run.requests(path="/api/orgs")
    # None was sent with a token that is over: each was asked for once.
    assert [entry["status"] for entry in requests] == [200] * 6
    assert len(run.requests(path="/api/token")) > 1


@pytest.mark.parametrize("rate", [25, 600])
def test_a_late_request_makes_no_minute_too_full(run: Run, rate: int) -> None:
    """Were a request sent every sixtieth, one late by a moment would have ``rate`` more in its minute."""
    run.turns = recorder = Recorder()
    run("apic_invoke", path="/orgs", calls_per_minute=rate)
    assert 60.5 < rate * recorder.intervals[0] < 62


@pytest.mark.parametrize("rate", [0, -25])
def test_a_rate_that_is_none(run: Run, rate: int) -> None:
    result = run("apic_invoke", path="/orgs", calls_per_minute=rate)
    assert result["error"]["kind"] == "config"
    assert result["msg"] == "calls_per_minute must be 1 or more."
    assert run.requests() == []

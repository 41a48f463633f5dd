# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a write answered survives whatever fails after it, to be used: the platform may not tell it again."""

from __future__ import annotations

import json
import resource
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._core.fields import MASK
from tests.operations.conftest import OPERATIONS, Run

TOLD = "told-only-once-4711"
CREATED = {"name": "x", "client_secret": TOLD}
CREATE: dict[str, Any] = {"method": "POST", "path": "/apps", "body": {"name": "x"}}
WAIT = {"timeout": 0.1, "interval": 0.1}

FAILING: dict[str, dict[str, Any]] = {
    "verify": {"unless": {"path": "/seen", "that": "name == 'y'"}, "verify": True},
    "verify that is refused": {"unless": {"path": "/later", "that": "name"}, "verify": True},
    "verify that does not fit": {"unless": {"path": "/changing", "that": "abs(n) == `2`"}, "verify": True},
    "wait_for": {"wait_for": {"path": "/seen", "that": "done", **WAIT}},
    "wait_for that is refused": {"wait_for": {"path": "/forbidden", **WAIT}},
    "wait_for that does not fit": {"wait_for": {"path": "/seen", "that": "abs(name) == `1`", **WAIT}},
    "select": {"select": "abs(name)"},
    "dest": {"dest": "/dev/full"},
    "status_code": {"status_code": [200]},
}


@pytest.fixture
def platform(run: Run) -> None:
    """A platform that creates an application, and then makes difficulties."""

    def answer(path: str, status: int, body: Any, times: int | None = None) -> None:
        run.simulator.fault(
            platform="apic", path="/api" + path, kind="status", status=status, body=body, times=times
        )

    answer("/apps", 201, CREATED)
    answer("/seen", 200, {"name": "x"})
    answer("/forbidden", 403, {"message": ["not for you"]})
    answer("/later", 404, {"status": 404, "message": ["no such thing"]}, times=1)
    answer("/later", 403, {"message": ["not for you"]})
    answer("/changing", 200, {"n": 1}, times=1)
    answer("/changing", 200, {"n": "a text"})


@pytest.mark.usefixtures("platform")
@pytest.mark.parametrize("calls", [False, True], ids=["alone", "one of many"])
@pytest.mark.parametrize("case", FAILING)
def test_the_answer_to_a_write_survives_a_failure_after_it(run: Run, case: str, calls: bool) -> None:
    call = {**CREATE, **FAILING[case]}
    result = run("apic_invoke", **({"calls": [{"name": "one", **call}]} if calls else call))
    assert result["failed"], result
    assert result["changed"]
    kept = result["calls"][0] if calls else result
    assert kept["answer"] == {"status": 201, "json": CREATED}
    assert len(run.requests(path="/api/apps")) == 1
    # Nobody but who uses the result sees it.
    assert TOLD not in result["msg"] + kept["msg"] + json.dumps(result["error"])
    operation = OPERATIONS["apic_invoke"]
    assert operation.is_secret(result)
    concealed = operation.concealed(result)
    shown = concealed["calls"][0] if calls else concealed
    assert shown["answer"] == {"status": 201, "json": {"name": "x", "client_secret": MASK}}
    assert TOLD not in json.dumps(concealed)


@pytest.mark.usefixtures("platform")
def test_answers_before_the_call_that_failed_survive(run: Run) -> None:
    calls = [{"name": "one", **CREATE}, {"name": "two", "path": "/forbidden"}]
    result = run("apic_invoke", calls=calls)
    assert result["calls"][0]["json"] == CREATED
    operation = OPERATIONS["apic_invoke"]
    assert operation.is_secret(result)
    concealed = operation.concealed(result)
    assert concealed["calls"][0]["json"] == {"name": "x", "client_secret": MASK}
    assert concealed["calls"][1] == result["calls"][1]


@pytest.mark.parametrize("text", [TOLD, f"client_secret={TOLD}", f"<secret>{TOLD}</secret>"])
def test_a_text_that_a_write_answers_may_be_a_secret(run: Run, text: str) -> None:
    run.simulator.fault(platform="apic", path="/api/apps", kind="status", status=201, body=text, times=None)
    result = run("apic_invoke", **CREATE, wait_for={"path": "/nowhere", **WAIT})
    assert result["answer"] == {"status": 201, "content": text}
    operation = OPERATIONS["apic_invoke"]
    assert operation.is_secret(result)
    assert operation.concealed(result)["answer"] == {"status": 201, "content": MASK}


@pytest.mark.usefixtures("platform")
def test_a_failure_that_tells_no_secret_is_shown(run: Run) -> None:
    calls = [{"name": "one", "path": "/seen"}, {"name": "two", "path": "/forbidden"}]
    for result in (
        run("apic_invoke", calls=calls),
        run("apic_invoke", path="/seen", select="abs(name)"),
        run("apic_invoke", path="/forbidden"),
    ):
        assert result["failed"]
        assert not OPERATIONS["apic_invoke"].is_secret(result)


@pytest.mark.usefixtures("platform")
def test_a_success_is_the_tasks_to_hide(run: Run) -> None:
    result = run("apic_invoke", **CREATE)
    assert result["json"] == CREATED
    assert not OPERATIONS["apic_invoke"].is_secret(result)


def test_a_login_that_fails_keeps_no_answer(run: Run) -> None:
    run.simulator.fault(
        platform="apinizer", path="/apiops/auth/token", kind="status", status=200, body=TOLD, times=None
    )
    result = run("apinizer_invoke", method="POST", path="/projects/", body={})
    assert result["failed"]
    assert "answer" not in result


def test_a_disk_that_fills_while_a_write_answers(run: Run, tmp_path: Path) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    big = {**CREATED, "notes": "x" * 200_000}
    run.simulator.fault(platform="apic", path="/api/apps", kind="status", status=201, body=big, times=None)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
    try:
        result = run("apic_invoke", **CREATE, dest=str(tmp_path / "app"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert result["error"]["kind"] == "config"
    assert result["answer"] == {"status": 201, "json": big}
    assert list(tmp_path.iterdir()) == []

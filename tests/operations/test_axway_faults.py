# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong while objects of Axway Central are read and written: each read and each write, in turn."""

from __future__ import annotations

import multiprocessing
import re
import threading
import time
from collections import Counter
from typing import Any

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._core.exchange.client import Client
from ansible_collections.apiops.platforms.plugins.module_utils._core.http.message import Request, Response
from tests.operations.conftest import Run, actions
from tests.operations.faults import FAULTS, PROCESSED, break_one, was_met
from tests.operations.landscape import IN_LIVE, LANDSCAPE, central, reads, writes

ENVIRONMENT: dict[str, Any] = dict(IN_LIVE)
LIVE = "management/v1/environments/live"


def applied(run: Run, **options: Any) -> dict[str, Any]:
    """The result of the landscape applied without a second try of anything."""
    return run("axway_resource", resources=LANDSCAPE, retries=0, **options)


@pytest.fixture(params=list(FAULTS.values()), ids=list(FAULTS))
def fault(request: pytest.FixtureRequest) -> dict[str, Any]:
    """What befalls a request."""
    return dict(request.param)


def test_no_read_that_fails_is_taken_for_absence(run: Run, fault: dict[str, Any]) -> None:
    """On an empty tenant everything has to be created, if what is there can be told, and else nothing."""
    expected = applied(run, check=True)["requests"]["reads"]
    for number in range(expected):
        break_one(run, fault, "axway_central", "GET", skip=number)
        run.simulator.clear_journal()
        planned = applied(run, check=True)
        assert was_met(run, "axway_central")
        assert writes(run) == []
        # A token is renewed, and a connection that was never used is made again.
        if planned.get("failed"):
            assert planned["error"]["kind"] != "config"
        else:
            assert actions(planned) == ["created"] * 8


def test_every_write_that_fails_is_finished_by_the_next_run(run: Run, fault: dict[str, Any]) -> None:
    """Each run comes one write further; whatever it met, nothing is created twice."""
    clean = applied(run)
    steps = [(each["method"], each["path"]) for each in writes(run)]
    assert len(steps) == 10
    assert clean["requests"] == {"reads": len(reads(run)), "writes": 10}
    run.simulator.reset()
    for method, path in steps:
        break_one(run, fault, "axway_central", method, f"^{re.escape(path)}$")
        result = applied(run)
        if result.get("failed"):
            made = any(not each["fault"] or each["fault"] in PROCESSED for each in writes(run))
            assert result["changed"] or result.get("outcome_unknown") or not made
            assert "not_tried" in result["msg"].replace(" ", "_") or path == steps[-1][1]
        run.simulator.clear_faults()
    assert not applied(run).get("failed")
    created = Counter(
        each["path"]
        for each in writes(run)
        if each["method"] == "POST" and (each["status"] == 201 or each["fault"] in PROCESSED)
    )
    assert set(created.values()) == {1}
    assert len(created) == 8
    run.simulator.clear_journal()
    assert set(actions(applied(run))) == {"unchanged"}
    assert writes(run) == []


def test_every_proof_that_fails_is_a_failure_after_a_write(run: Run, fault: dict[str, Any]) -> None:
    for item, path in (
        (LANDSCAPE[0], "/stages/prod$"),
        (LANDSCAPE[2], "/environments/live$"),
        (LANDSCAPE[3], "/apiservices/pets$"),
    ):
        # The first read of it plans, the second one proves.
        break_one(run, fault, "axway_central", "GET", path, skip=1)
        run.simulator.clear_journal()
        result = run("axway_resource", **item, retries=0)
        assert was_met(run, "axway_central")
        assert result["changed"]
        run.simulator.clear_faults()
        assert actions(run("axway_resource", **item)) == ["unchanged"]


def test_every_deletion_that_fails_is_finished_by_the_next_run(run: Run, fault: dict[str, Any]) -> None:
    applied(run)
    gone: dict[str, Any] = {
        "resources": [{**each, "state": "absent"} for each in LANDSCAPE],
        "order": "dependency",
        # A mapping makes a resource in its asset, which nobody declares.
        "allow": ["delete_children"],
    }
    for number in range(8):
        # Each run deletes one object, and fails at the next.
        break_one(run, fault, "axway_central", "DELETE", skip=min(number, 1))
        deleted = run("axway_resource", **gone, retries=0)
        if not deleted.get("failed"):
            break
        assert deleted["changed"] or number == 0 or deleted.get("outcome_unknown")
    run.simulator.clear_faults()
    run("axway_resource", **gone)
    run.simulator.clear_journal()
    assert set(actions(run("axway_resource", **gone))) == {"unchanged"}
    assert writes(run) == []


def test_a_read_that_fails_while_waiting_tells_what_was_done(run: Run) -> None:
    run("axway_resource", resources=[{**IN_LIVE, "finalizers": [{"name": "agent"}]}])
    gone = [{**IN_LIVE, "state": "absent"}, {"kind": "Category", "name": "animals"}]
    # The first reads plan and prove.
    break_one(
        run,
        {"kind": "status", "status": 500, "times": None},
        "axway_central",
        "GET",
        "/environments/live$",
        skip=2,
    )
    failed = run(
        "axway_resource", resources=gone, allow=["delete_children"], wait=True, wait_timeout=60, retries=0
    )
    assert failed["changed"]
    assert failed["error"]["kind"] == "server"
    assert [each["action"] for each in failed["resources"]] == ["failed", "created"]


# --- two writers -----------------------------------------------------------------------------------------


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Lets somebody else do something once, just before a request of a method goes out."""

    def arranged(method: str, deed: Any) -> None:
        exchange = Client.exchange
        deeds = [deed]

        def exchanged(client: Client, request: Request, *rest: Any) -> Response:
            if request.method == method and deeds:
                deeds.pop()()
            return exchange(client, request, *rest)

        monkeypatch.setattr(Client, "exchange", exchanged)

    return arranged


def put(run: Run, **fields: Any) -> None:
    """Replace fields of the environment, as somebody else does."""
    central(run, LIVE, "PUT", body={**central(run, LIVE), "metadata": {}, **fields})


def test_a_change_between_the_read_and_the_write_survives(run: Run, meanwhile: Any) -> None:
    run("axway_resource", **ENVIRONMENT, spec={"production": False})
    meanwhile("PUT", lambda: put(run, spec={"production": False, "theirs": 1}, tags=["theirs"]))
    changed = run("axway_resource", **ENVIRONMENT, spec={"production": True}, tags=["ours"])
    assert actions(changed) == ["updated"]
    after = central(run, LIVE)
    assert after["spec"] == {"production": True, "theirs": 1}
    assert after["tags"] == ["theirs", "ours"]


def test_a_subresource_that_others_change_meanwhile_survives(run: Run, meanwhile: Any) -> None:
    run("axway_resource", **ENVIRONMENT, subresources={"stages": {"allowed": ["a"]}})
    body = {"stages": {"allowed": ["a"], "theirs": 1}}
    meanwhile("PUT", lambda: central(run, LIVE + "/stages", "PUT", body=body))
    changed = run("axway_resource", **ENVIRONMENT, subresources={"stages": {"allowed": ["a", "b"]}})
    assert actions(changed) == ["updated"]
    assert central(run, LIVE)["stages"] == {"allowed": ["a", "b"], "theirs": 1}


def test_what_others_do_already_is_left(run: Run, meanwhile: Any) -> None:
    run("axway_resource", **ENVIRONMENT, spec={"production": False})
    meanwhile("PUT", lambda: put(run, spec={"production": True}))
    assert actions(run("axway_resource", **ENVIRONMENT, spec={"production": True})) == ["unchanged"]


def test_what_others_create_meanwhile_is_completed(run: Run, meanwhile: Any) -> None:
    body = {"name": "live", "spec": {"theirs": 1}}
    meanwhile("POST", lambda: central(run, "management/v1/environments", "POST", body=body))
    made = run("axway_resource", **ENVIRONMENT, spec={"production": True})
    assert actions(made) == ["updated"]
    assert central(run, LIVE)["spec"] == {"production": True, "theirs": 1}


def test_a_secret_is_sent_in_spite_of_a_conflict(run: Run, meanwhile: Any) -> None:
    run("axway_resource", **ENVIRONMENT)
    secret: dict[str, Any] = {"kind": "Secret", "parent": IN_LIVE, "name": "key"}
    run("axway_resource", **secret, spec={"data": {"a": "1", "b": "2"}})
    path = LIVE + "/secrets/key"
    title = [{"op": "replace", "path": "/title", "value": "Theirs"}]
    headers = {"Content-Type": "application/json-patch+json"}
    meanwhile("PATCH", lambda: central(run, path, "PATCH", body=title, headers=headers))
    sent = run("axway_resource", **secret, spec={"data": {"a": "new"}}, update_secrets="always")
    assert actions(sent) == ["updated"]
    sent_in = [each["body"] for each in writes(run) if "/spec/data" in each["body"]]
    assert all("encrypted" not in each and "/spec/data/b" not in each for each in sent_in)
    assert [each["status"] for each in writes(run) if each["method"] == "PATCH"] == [200, 428, 200]


def test_two_writers_at_once_lose_nothing(run: Run) -> None:
    """Each adds attributes of its own to one object, as fast as it can."""
    run("axway_resource", **ENVIRONMENT)
    failed: list[Any] = []

    def write(name: str) -> None:
        mine = Run(run.simulator)
        for number in range(10):
            word = f"{name}{number}"
            wanted = {**ENVIRONMENT, "attributes": {word: "x"}, "tags": [word]}
            result = mine("axway_resource", **wanted)
            # Who was overtaken three times says so, and comes again.
            while result.get("failed") and "run the task again" in result["msg"]:
                result = mine(
                    "axway_resource",
                    **ENVIRONMENT,
                    attributes={f"{name}{number}": "x"},
                    tags=[f"{name}{number}"],
                )
            if result.get("failed") or not result["changed"]:
                failed.append(result)

    writers = [threading.Thread(target=write, args=(name,)) for name in "ab"]
    for each in writers:
        each.start()
    for each in writers:
        each.join()
    assert failed == []
    wanted = {f"{name}{number}" for name in "ab" for number in range(10)}
    after = central(run, LIVE)
    assert set(after["attributes"]) == wanted
    assert set(after["tags"]) == wanted


# --- killed ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [0, 3, 7])
def test_a_task_that_is_killed_is_finished_by_the_next_run(run: Run, number: int) -> None:
    run.simulator.fault(kind="slow", seconds=60, listener="axway_central", method="POST", skip=number)
    process = multiprocessing.get_context("fork").Process(target=applied, args=(run,))
    process.start()
    while sum(each["method"] == "POST" for each in writes(run)) <= number:
        assert process.is_alive()
        time.sleep(0.02)
    process.kill()
    process.join()
    run.simulator.clear_faults()
    finished = applied(run)
    assert actions(finished).count("created") == 8 - number
    run.simulator.clear_journal()
    assert set(actions(applied(run))) == {"unchanged"}
    assert writes(run) == []

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules by which objects are declared, compared and told, one by one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.operations.conftest import Run, actions
from tests.operations.landscape import IN_LIVE, LANDSCAPE, central, reads, writes

ENVIRONMENT: dict[str, Any] = dict(IN_LIVE)
SERVICE: dict[str, Any] = {"kind": "APIService", "parent": IN_LIVE, "name": "pets"}
LIVE = "management/v1/environments/live"
FINALIZED: dict[str, Any] = {**ENVIRONMENT, "finalizers": [{"name": "agent"}]}


# --- what is declared ------------------------------------------------------------------------------------


def test_the_parent_is_told_as_it_is_declared(run: Run) -> None:
    told = run("axway_resource", resources=[ENVIRONMENT, SERVICE])
    assert [each["parent"] for each in told["resources"]] == [{}, IN_LIVE]


def test_two_places_of_an_object_are_a_mistake(run: Run) -> None:
    document = {**SERVICE, "metadata": {"scope": {"kind": "Environment", "name": "other"}}}
    refused = run("axway_resource", resources=[document])
    assert "parent says Environment live, and metadata.scope Environment other" in refused["msg"]
    same = {**SERVICE, "metadata": {"scope": {**IN_LIVE, "id": "7"}}}
    assert actions(run("axway_resource", resources=[ENVIRONMENT, same])) == ["created", "created"]


def test_defaults_hold_for_one_object_too(run: Run) -> None:
    run("axway_resource", **ENVIRONMENT)
    made = run("axway_resource", kind="APIService", name="pets", defaults={"parent": IN_LIVE, "tags": ["a"]})
    assert made["resource"]["tags"] == ["a"]


def test_a_task_that_wants_all_absent_heeds_no_state_of_a_life_cycle(run: Run) -> None:
    """As ``delete -f`` does with the files from which the objects were made."""
    wanted = [{"kind": "Product", "name": "shop", "state": "draft"}, {"kind": "Category", "name": "a"}]
    run("axway_resource", resources=wanted)
    assert actions(run("axway_resource", resources=wanted, state="absent")) == ["deleted", "deleted"]
    assert actions(run("axway_resource", resources=wanted, state="absent")) == ["unchanged", "unchanged"]
    kept = [wanted[0], {**wanted[1], "state": "present"}]
    assert actions(run("axway_resource", resources=kept, state="absent")) == ["unchanged", "created"]


@pytest.mark.parametrize("order", ["input", "dependency"])
def test_what_is_needed_must_not_be_declared_absent(run: Run, order: str) -> None:
    wanted = [{**ENVIRONMENT, "state": "absent"}, SERVICE]
    refused = run("axway_resource", resources=wanted, order=order)
    assert refused["error"]["kind"] == "config"
    words = "resources: number 2 needs Environment live, which resources: number 1 declares absent"
    assert words in refused["msg"]
    assert run.requests(listener="axway_central") == []


CONTRADICTIONS: list[tuple[Any, Any]] = [(1, True), ("1", 1), ([1], [True]), (None, ""), ([1, 2], [2, 1])]


@pytest.mark.parametrize(("one", "other"), CONTRADICTIONS)
def test_values_that_only_seem_equal_contradict_each_other(run: Run, one: Any, other: Any) -> None:
    wanted = [{**ENVIRONMENT, "spec": {"a": value}} for value in (one, other)]
    refused = run("axway_resource", resources=wanted)
    assert "declare Environment live differently" in refused["msg"]


ODD: list[dict[Any, Any]] = [
    {"subresources": "text"},
    {"subresources": ["icon"]},
    {True: "y"},
    {7: "y"},
    {"metadata": "text"},
    {"tags": {"a": 1}},
    {"owner": ["a"]},
    {"kind": ["Stage"]},
    {"name": ["x"]},
    {"group": ["catalog"]},
    {"state": ["absent"]},
    {"parent": "Environment live"},
    {"parent": {"kind": "Environment", "name": ["live"]}},
]


@pytest.mark.parametrize("odd", ODD, ids=str)
def test_what_is_no_declaration_is_a_mistake_and_no_fault(run: Run, odd: dict[Any, Any]) -> None:
    result = run("axway_resource", resources=[{"kind": "Stage", "name": "x", **odd}])
    if odd != {"metadata": "text"}:
        assert result["error"]["kind"] == "config", result["msg"]
        assert result["msg"].startswith("resources: number 1: ")
    assert writes(run) == [] or not result.get("failed")


WRONG_OPTIONS: dict[str, dict[str, Any]] = {
    "prune: delete needs owner": {"prune": "delete"},
    "owner must not be blank": {"owner": " "},
    "prune_limit must not be below 0": {"owner": "us", "prune": "delete", "prune_limit": -1},
    "wait_timeout must be": {"wait": True, "wait_timeout": 0},
    "concurrency must be from 1 to 64": {"concurrency": 65},
    "resources and src cannot be combined with kind, name": {"resources": []},
}


@pytest.mark.parametrize("words", WRONG_OPTIONS)
def test_an_option_that_cannot_be_is_told_before_anything_is_sent(run: Run, words: str) -> None:
    refused = run("axway_resource", **ENVIRONMENT, **WRONG_OPTIONS[words])
    assert refused["error"]["kind"] == "config"
    assert refused["msg"].startswith(words)
    assert run.requests() == []


PLACEHOLDERS = [
    "****",
    "********",
    "$encrypted$",
    "<known after apply>",
    "<12 bytes, sha256 0123456789abcdef>",
]


@pytest.mark.parametrize("text", PLACEHOLDERS)
def test_what_stands_for_a_value_is_none(run: Run, text: str) -> None:
    for spec in ({"a": text}, {"a": [{"b": text}]}):
        refused = run("axway_resource", **ENVIRONMENT, spec=spec)
        assert "looks like an exported placeholder" in refused["msg"]
        assert refused["error"]["kind"] == "config"


# --- how it is compared ----------------------------------------------------------------------------------


def test_a_null_is_sent_neither_at_the_creation_nor_later(run: Run) -> None:
    wanted: dict[str, Any] = {**ENVIRONMENT, "spec": {"description": None, "on": True, "in": {"deep": None}}}
    assert actions(run("axway_resource", **wanted)) == ["created"]
    assert central(run, LIVE)["spec"] == {"on": True}
    assert actions(run("axway_resource", **wanted)) == ["unchanged"]
    assert "null" not in "".join(each["body"] for each in writes(run))


def test_what_is_not_to_be_compared_is_written_only_once(run: Run) -> None:
    wanted: dict[str, Any] = {**ENVIRONMENT, "compare": {"ignore": ["spec.mine", "spec.deep.mine"]}}
    first = run("axway_resource", **wanted, spec={"mine": 1, "deep": {"mine": 1, "ours": 1}})
    assert (first["action"], first["not_compared"]) == ("created", ["spec.mine", "spec.deep.mine"])
    assert central(run, LIVE)["spec"] == {"mine": 1, "deep": {"mine": 1, "ours": 1}}
    again = run("axway_resource", **wanted, spec={"mine": 2, "deep": {"mine": 2, "ours": 1}})
    assert again["action"] == "unchanged"
    changed = run("axway_resource", **wanted, spec={"mine": 2, "deep": {"mine": 2, "ours": 3}})
    assert changed["changes"] == [{"path": "spec.deep.ours", "before": 1, "after": 3}]
    assert central(run, LIVE)["spec"] == {"mine": 1, "deep": {"mine": 1, "ours": 3}}


def test_what_is_not_to_be_compared_and_not_there_stays_so(run: Run) -> None:
    run("axway_resource", **ENVIRONMENT, spec={"ours": 1})
    wanted: dict[str, Any] = {**ENVIRONMENT, "compare": {"ignore": ["spec.mine", "icon", "attributes.a"]}}
    spec = {"mine": 2, "ours": 2}
    for check in (True, False):
        changed = run("axway_resource", **wanted, spec=spec, attributes={"a": "1", "b": "2"}, check=check)
        assert changed["action"] == "updated", changed["msg"]
    assert central(run, LIVE)["spec"] == {"ours": 2}
    assert central(run, LIVE)["attributes"] == {"b": "2"}


@pytest.mark.parametrize(
    ("compare", "wanted", "action"),
    [
        ({}, [2, 1], "updated"),
        ({"sets": ["spec.list"]}, [2, 1], "unchanged"),
        ({"sets": ["spec.list"]}, [1], "updated"),
        ({"sets": ["spec.*"]}, [2, 1], "unchanged"),
        ({"ordered": ["spec.list"]}, [2, 1], "updated"),
    ],
    ids=str,
)
def test_the_order_of_a_list(run: Run, compare: Any, wanted: list[int], action: str) -> None:
    run("axway_resource", **ENVIRONMENT, spec={"list": [1, 2]})
    changed = run("axway_resource", **ENVIRONMENT, spec={"list": wanted}, compare=compare)
    assert changed["action"] == action
    if action == "updated":
        assert central(run, LIVE)["spec"] == {"list": wanted}


def test_what_is_exact_holds_nothing_else(run: Run) -> None:
    run(
        "axway_resource",
        **ENVIRONMENT,
        spec={"a": 1, "b": 2},
        tags=["x", "y"],
        attributes={"a": "1", "b": "2"},
    )
    exact = {"exact": ["spec", "tags", "attributes"]}
    wanted: dict[str, Any] = {"spec": {"a": 1}, "tags": ["x"], "attributes": {"a": "1"}, "compare": exact}
    changed = run("axway_resource", **ENVIRONMENT, **wanted)
    assert changed["action"] == "updated"
    assert [each["path"] for each in changed["changes"]] == ["attributes.b", "tags", "spec.b"]
    after = central(run, LIVE)
    assert (after["spec"], after["tags"], after["attributes"]) == ({"a": 1}, ["x"], {"a": "1"})
    assert run("axway_resource", **ENVIRONMENT, **wanted)["action"] == "unchanged"


# --- what comes back -------------------------------------------------------------------------------------


def test_secrets_that_are_sent_each_time_are_said_to_be(run: Run) -> None:
    run("axway_resource", **ENVIRONMENT)
    secret: dict[str, Any] = {
        "kind": "Secret",
        "parent": IN_LIVE,
        "name": "key",
        "spec": {"data": {"a": "1234"}},
    }
    run("axway_resource", **secret)
    for check in (True, False):
        sent = run("axway_resource", **secret, update_secrets="always", check=check)
        assert (sent["changed"], sent["changes"]) == (True, [])
        assert sent["note"] == "its secrets are sent each time (update_secrets: always)"


@pytest.mark.parametrize("concurrency", [1, 4])
def test_check_mode_predicts_a_failure_with_what_needs_it(run: Run, concurrency: int) -> None:
    """A group that cannot be read fails, and what is in its objects is not tried."""
    run.simulator.fault(kind="status", status=403, method="GET", path="/environments", times=None)
    wanted = [ENVIRONMENT, SERVICE, {"kind": "Category", "name": "a"}]
    told = [
        run("axway_resource", resources=wanted, on_error="continue", check=check, concurrency=concurrency)
        for check in (True, False)
    ]
    for each in told:
        assert [row["action"] for row in each["resources"]] == ["failed", "not_tried", "created"]
    assert told[0]["summary"] == told[1]["summary"]


def test_a_list_that_is_refused_is_asked_for_once(run: Run) -> None:
    run.simulator.fault(kind="status", status=403, method="GET", path="/categories", times=None)
    wanted = [{"kind": "Category", "name": f"c-{number}"} for number in range(9)]
    failed = run("axway_resource", resources=wanted, on_error="continue")
    assert failed["summary"]["failed"] == 9
    assert len(reads(run)) == 1


def test_what_failed_is_not_tried_as_it_is_declared_again(run: Run) -> None:
    run.simulator.fault(kind="status", status=403, method="POST", path="/environments", times=None)
    wanted = [ENVIRONMENT, {**ENVIRONMENT, "title": "Live"}]
    failed = run("axway_resource", resources=wanted, on_error="continue")
    assert [each["action"] for each in failed["resources"]] == ["failed", "not_tried"]
    assert [each["method"] for each in writes(run)] == ["POST"]


def test_a_life_cycle_that_must_be_walked_is_told_before_anything_is_written(run: Run) -> None:
    asset: dict[str, Any] = {"kind": "Asset", "name": "pets"}
    tag = {"kind": "ReleaseTag", "parent": asset, "name": "one", "spec": {"releaseType": "major"}}
    run("axway_resource", resources=[asset, tag])
    run.simulator.clear_journal()
    gone = [{"kind": "Category", "name": "a"}, {**asset, "state": "absent"}]
    for check in (True, False):
        refused = run("axway_resource", resources=gone, check=check)
        assert refused["error"]["kind"] == "config"
        assert (
            "it is active, and must be archived before it is deleted; set allow: [life_cycle]"
            in refused["msg"]
        )
        assert "1 object is in it" in refused["msg"]
    assert writes(run) == []
    allowed = ["life_cycle", "delete_children"]
    assert actions(run("axway_resource", resources=gone, allow=allowed)) == ["created", "deleted"]


# --- deletions that take time ----------------------------------------------------------------------------


def test_a_deletion_that_was_begun_is_not_begun_again(run: Run) -> None:
    run("axway_resource", resources=[FINALIZED])
    gone: dict[str, Any] = {**ENVIRONMENT, "state": "absent"}
    predicted, made = (run("axway_resource", **gone, check=check) for check in (True, False))
    assert [(each["action"], each["changed"]) for each in (predicted, made)] == [("pending", True)] * 2
    run.simulator.clear_journal()
    for check in (True, False):
        again = run("axway_resource", **gone, check=check)
        assert (again["action"], again["changed"], writes(run)) == ("pending", False, [])
        assert "waits for the finalizers agent" in again["note"]
    late = run("axway_resource", **gone, wait=True, wait_timeout=0.1)
    assert (late["error"]["kind"], late["changed"]) == ("timeout", False)
    assert actions(run("axway_resource", **gone, allow=["force_delete"])) == ["deleted"]


def test_what_is_being_deleted_is_not_taken_for_there(run: Run) -> None:
    run("axway_resource", resources=[FINALIZED])
    run("axway_resource", **ENVIRONMENT, state="absent")
    for check in (True, False):
        refused = run("axway_resource", **ENVIRONMENT, check=check)
        assert refused["error"]["kind"] == "conflict"
        assert "it is being deleted, and waits for the finalizers agent" in refused["msg"]


def test_pruned_objects_are_waited_for(run: Run) -> None:
    kept = {"kind": "Environment", "name": "kept"}
    run("axway_resource", resources=[kept, FINALIZED], owner="us")
    pruned: dict[str, Any] = {"resources": [kept], "owner": "us", "prune": "delete", "prune_limit": 1}
    late = run("axway_resource", **pruned, wait=True, wait_timeout=0.1)
    assert late["error"]["kind"] == "timeout"
    assert late["changed"]
    told = run("axway_resource", **pruned)
    assert [(each["name"], each["action"]) for each in told["resources"]] == [
        ("kept", "unchanged"),
        ("live", "pending"),
    ]


def test_prune_reads_one_list_of_each_group(run: Run) -> None:
    wanted: dict[str, Any] = {"resources": LANDSCAPE, "owner": "us", "prune": "report"}
    run("axway_resource", **wanted)
    run.simulator.clear_journal()
    assert actions(run("axway_resource", **wanted)) == ["unchanged"] * 8
    assert (len(reads(run)), writes(run)) == (8, [])


def test_the_writes_of_one_task(run: Run) -> None:
    """An object, then its subresources one by one, the state last."""
    product: dict[str, Any] = {
        "kind": "Product",
        "name": "shop",
        "spec": {"description": "d"},
        "state": "draft",
        "icon": "data:image/png;base64,AAAA",
        "x-team": {"a": 1},
    }
    run("axway_resource", resources=[product])
    made = [(each["method"], each["path"].rpartition("/")[2]) for each in writes(run)]
    assert made == [("POST", "products"), ("PUT", "icon"), ("PUT", "x-team"), ("PUT", "state")]
    assert json.loads(writes(run)[0]["body"])["spec"] == {"description": "d"}

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects of Axway Central as desired state, by what the simulator was asked."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.operations.conftest import Run, actions
from tests.operations.landscape import IN_LIVE, LANDSCAPE, central, reads, writes

ENVIRONMENT: dict[str, Any] = {"kind": "Environment", "name": "live"}


# --- one object ------------------------------------------------------------------------------------------


def test_an_object_is_created_once(run: Run) -> None:
    wanted: dict[str, Any] = {**ENVIRONMENT, "title": "Live", "spec": {"production": True}}
    first = run("axway_resource", **wanted)
    assert (first["changed"], first["action"]) == (True, "created")
    assert first["resource"]["spec"] == {"production": True}
    assert "metadata" not in first["resource"]
    run.simulator.clear_journal()
    second = run("axway_resource", **wanted)
    assert (second["changed"], second["action"], second["changes"]) == (False, "unchanged", [])
    assert (len(writes(run)), len(reads(run))) == (0, 1)
    assert second["requests"] == {"reads": 1, "writes": 0}


def test_only_what_differs_is_told(run: Run) -> None:
    run("axway_resource", **ENVIRONMENT, title="Live", spec={"production": False, "description": "x"})
    changed = run("axway_resource", **ENVIRONMENT, spec={"production": True}, diff=True)
    assert changed["changes"] == [{"path": "spec.production", "before": False, "after": True}]
    assert changed["resource"]["spec"] == {"production": True, "description": "x"}
    assert changed["resource"]["title"] == "Live"
    (diff,) = changed["diff"]
    assert (diff["before"]["spec"]["production"], diff["after"]["spec"]["production"]) == (False, True)


def test_a_null_unsets_a_field(run: Run) -> None:
    run("axway_resource", **ENVIRONMENT, spec={"production": True, "description": "x"})
    assert actions(run("axway_resource", **ENVIRONMENT, spec={"description": None})) == ["updated"]
    assert central(run, "management/v1/environments/live")["spec"] == {"production": True}
    assert actions(run("axway_resource", **ENVIRONMENT, spec={"description": None})) == ["unchanged"]


def test_what_is_never_null_is_empty(run: Run) -> None:
    run("axway_resource", **ENVIRONMENT, spec={"production": True}, tags=["a"])
    emptied: dict[str, Any] = {"title": None, "spec": None, "attributes": None}
    assert actions(run("axway_resource", resources=[{**ENVIRONMENT, **emptied}])) == ["updated"]
    assert central(run, "management/v1/environments/live")["spec"] == {}
    assert actions(run("axway_resource", resources=[{**ENVIRONMENT, **emptied}])) == ["unchanged"]


def test_a_new_object_is_shown_with_what_is_declared(run: Run) -> None:
    wanted: dict[str, Any] = {**ENVIRONMENT, "spec": {"production": True}}
    for check in (True, False):
        (diff,) = run("axway_resource", check=check, diff=True, **wanted)["diff"]
        identity = {"group": "management", "apiVersion": "v1", "kind": "Environment", "name": "live"}
        assert diff["after"] == {**identity, "title": "live", "spec": {"production": True}}
        assert diff["before"] == {}


def test_what_others_wrote_survives(run: Run) -> None:
    """A replacement clears what it leaves out, so that it has to send what agents and other teams wrote."""
    run("axway_resource", **ENVIRONMENT, attributes={"mine": "1"}, tags=["mine"], spec={"production": True})
    path = "management/v1/environments/live"
    theirs = {
        **central(run, path),
        "attributes": {"mine": "1", "theirs": "2"},
        "tags": ["mine", "theirs"],
        "finalizers": [{"name": "agent"}],
        "spec": {"production": True, "variables": {"a": "b"}},
    }
    central(run, path, "PUT", body={**theirs, "metadata": {}})
    central(run, path + "/x-agent-details", "PUT", body={"x-agent-details": {"hash": "7"}})
    assert actions(
        run("axway_resource", **ENVIRONMENT, title="New", attributes={"mine": "1"}, tags=["mine"])
    ) == ["updated"]
    after = central(run, path)
    assert after["title"] == "New"
    assert {name: after[name] for name in ("attributes", "tags", "finalizers", "spec")} == {
        name: theirs[name] for name in ("attributes", "tags", "finalizers", "spec")
    }
    assert after["x-agent-details"] == {"hash": "7"}


def test_an_object_is_deleted_once(run: Run) -> None:
    run("axway_resource", **ENVIRONMENT)
    gone = run("axway_resource", **ENVIRONMENT, state="absent")
    assert (gone["changed"], gone["action"], gone["resource"]) == (True, "deleted", None)
    run.simulator.clear_journal()
    assert actions(run("axway_resource", **ENVIRONMENT, state="absent")) == ["unchanged"]
    assert writes(run) == []


def test_what_is_in_an_object_that_is_gone_is_gone(run: Run) -> None:
    service: dict[str, Any] = {"kind": "APIService", "parent": IN_LIVE, "name": "pets", "state": "absent"}
    assert actions(run("axway_resource", **service)) == ["unchanged"]
    again = run("axway_resource", resources=[service, {**service, "name": "cats"}])
    assert actions(again) == ["unchanged", "unchanged"]


# --- many ------------------------------------------------------------------------------------------------


def test_a_landscape_is_predicted_made_and_left(run: Run) -> None:
    predicted = run("axway_resource", check=True, resources=LANDSCAPE)
    assert actions(predicted) == ["created"] * 8
    assert writes(run) == []
    made = run("axway_resource", resources=LANDSCAPE)
    assert actions(made) == ["created"] * 8
    assert made["summary"] == predicted["summary"]
    run.simulator.clear_journal()
    again = run("axway_resource", resources=LANDSCAPE)
    assert actions(again) == ["unchanged"] * 8
    assert (len(writes(run)), len(reads(run))) == (0, 8)


@pytest.mark.parametrize("concurrency", [1, 8])
def test_the_order_of_dependency(run: Run, concurrency: int) -> None:
    backwards = [dict(each) for each in reversed(LANDSCAPE)]
    refused = run("axway_resource", resources=backwards)
    assert refused["failed"]
    assert "declare it before, or set order: dependency" in refused["msg"]
    assert run.requests(listener="axway_central") == []
    made = run("axway_resource", resources=backwards, order="dependency", concurrency=concurrency)
    assert actions(made) == ["created"] * 8
    gone = run(
        "axway_resource",
        resources=[{**each, "state": "absent"} for each in LANDSCAPE],
        order="dependency",
        allow=["life_cycle", "delete_children"],
    )
    assert actions(gone) == ["deleted"] * 8


def test_several_objects_of_a_group_are_read_by_one_list(run: Run) -> None:
    many = [{"kind": "Category", "name": f"c-{number}", "title": f"C {number}"} for number in range(150)]
    assert set(actions(run("axway_resource", resources=many))) == {"created"}
    run.simulator.clear_journal()
    assert set(actions(run("axway_resource", resources=many))) == {"unchanged"}
    # A list of 150 comes on two pages.
    assert len(run.requests(listener="axway_central")) == 2


def test_two_declarations_must_not_contradict_each_other(run: Run) -> None:
    refused = run("axway_resource", resources=[{**ENVIRONMENT, "title": "A"}, {**ENVIRONMENT, "title": "B"}])
    assert refused["error"]["kind"] == "config"
    assert "number 1 and resources: number 2 declare Environment live differently" in refused["msg"]
    assert run.requests(listener="axway_central") == []
    joined = run("axway_resource", resources=[{**ENVIRONMENT, "title": "A"}, {**ENVIRONMENT, "tags": ["t"]}])
    assert actions(joined) == ["created", "updated"]
    assert central(run, "management/v1/environments/live")["tags"] == ["t"]


def test_an_object_that_is_declared_again_with_a_state(run: Run) -> None:
    """As the vendor's samples do: a plan, what is in it, and the plan once more, to be made active."""
    plan: dict[str, Any] = {"kind": "ProductPlan", "name": "silver", "spec": {"type": "free"}}
    quota = {"kind": "Quota", "parent": {"kind": "ProductPlan", "name": "silver"}, "name": "calls"}
    wanted = [plan, quota, {**plan, "state": "active"}]
    for order in ("input", "dependency"):
        run.simulator.reset()
        told = [
            run("axway_resource", resources=wanted, order=order, check=check)
            for check in (True, False, True, False)
        ]
        assert actions(told[0]) == actions(told[1]) == ["created", "created", "updated"]
        assert actions(told[2]) == actions(told[3]) == ["unchanged"] * 3
        made = [each["path"] for each in writes(run) if each["method"] == "PUT" or "/quotas" in each["path"]]
        # The plan is made active after its quota is there.
        assert [path.rpartition("/")[2] for path in made] == ["quotas", "state"]


def test_defaults_are_merged_into_each(run: Run) -> None:
    made = run(
        "axway_resource",
        defaults={"kind": "Category", "spec": {"description": "d"}},
        resources=[{"name": "a"}, {"name": "b", "spec": {"x": 1}}, {"name": "c", "state": "absent"}],
    )
    assert actions(made) == ["created", "created", "unchanged"]
    assert made["resources"][1]["resource"]["spec"] == {"description": "d", "x": 1}


@pytest.mark.parametrize("on_error", ["stop", "continue"])
def test_a_failure_names_the_object_and_a_second_run_finishes(run: Run, on_error: str) -> None:
    wanted = [
        {"kind": "Category", "name": "a"},
        {"kind": "Category", "name": "NOT-A-NAME"},
        {"kind": "Category", "name": "z"},
    ]
    failed = run("axway_resource", resources=wanted, on_error=on_error)
    assert failed["failed"]
    assert failed["changed"]
    assert failed["msg"].startswith("Category NOT-A-NAME (resources: number 2): POST ")
    told = [each["action"] for each in failed["resources"]]
    assert told == ["created", "failed", "not_tried" if on_error == "stop" else "created"]
    finished = run("axway_resource", resources=[wanted[0], wanted[2]])
    assert actions(finished) == ["unchanged", "created" if on_error == "stop" else "unchanged"]


def test_what_needs_a_failed_object_is_not_tried(run: Run) -> None:
    service: dict[str, Any] = {
        "kind": "APIService",
        "parent": {"kind": "Environment", "name": "BAD"},
        "name": "pets",
    }
    wanted = [{"kind": "Environment", "name": "BAD"}, service, {"kind": "Category", "name": "a"}]
    failed = run("axway_resource", resources=wanted, on_error="continue")
    assert [each["action"] for each in failed["resources"]] == ["failed", "not_tried", "created"]
    assert failed["resources"][1]["note"] == "not tried, since Environment BAD failed"


# --- documents -------------------------------------------------------------------------------------------


def test_a_document_of_the_vendors_tool(run: Run) -> None:
    document = {
        "group": "management",
        "apiVersion": "v1alpha1",
        "kind": "AssetMapping",
        "name": "pets",
        "metadata": {"scope": {"kind": "Asset", "name": "pets"}, "references": []},
        "attributes": {},
        "finalizers": [],
        "tags": [],
        "spec": {"inputs": {}},
        "languages-fr-fr": {"values": [{"path": "/title", "value": "Animaux"}]},
    }
    asset: dict[str, Any] = {
        "kind": "Asset",
        "name": "pets",
        "icon": "data:image/png;base64,AAAA",
        "state": "draft",
    }
    made = run("axway_resource", resources=[asset, document])
    assert actions(made) == ["created", "created"]
    assert any("deprecated" in warning for warning in run.warnings)
    assert any(
        "kind AssetMapping in Asset is of the group catalog, not management" in warning
        for warning in run.warnings
    )
    assert central(run, "catalog/v1/assets/pets")["icon"] == {"data": "AAAA", "contentType": "image/png"}
    run.simulator.clear_journal()
    assert actions(run("axway_resource", resources=[asset, document])) == ["unchanged", "unchanged"]
    assert writes(run) == []


MISTAKES: list[tuple[dict[str, Any], str]] = [
    ({"name": "x"}, "kind is missing"),
    ({"kind": "Environment"}, "name is missing"),
    ({"kind": "Enviroment", "name": "x"}, "did you mean Environment"),
    ({"kind": "APIService", "name": "x"}, "parent must say which, as {kind: Environment, name: ...}"),
    (
        {"kind": "APIService", "name": "x", "parent": {"kind": "Asset", "name": "y"}},
        "kind APIService is in Environment, not in Asset",
    ),
    (
        {"kind": "Environment", "name": "x", "parent": {"name": "y"}},
        "parent must be a mapping of kind and name",
    ),
    (
        {"kind": "Environment", "name": "x", "titel": "y"},
        "kind Environment has no titel; did you mean title?",
    ),
    (
        {"kind": "Environment", "name": "x", "state": "gone"},
        "state is 'gone'; of kind Environment it is present",
    ),
    ({"kind": "Environment", "name": 12}, "name must be a text, and 12 is none; put it into quotes"),
    ({"kind": "Environment", "name": "x", "tags": "y"}, "tags must be a list"),
    ({"kind": "Environment", "name": "x", "spec": "y"}, "spec must be a mapping"),
    ({"kind": "Environment", "name": "x", "spec": {"a": "********"}}, "looks like an exported placeholder"),
]


@pytest.mark.parametrize(("item", "words"), MISTAKES, ids=[words for _item, words in MISTAKES])
def test_a_mistake_is_told_before_anything_is_written(run: Run, item: dict[str, Any], words: str) -> None:
    refused = run("axway_resource", resources=[{"kind": "Category", "name": "fine"}, item])
    assert refused["error"]["kind"] == "config"
    assert refused["msg"].startswith("resources: number 2: ")
    assert words in refused["msg"]
    assert writes(run) == []


def test_every_mistake_is_told_at_once(run: Run) -> None:
    refused = run("axway_resource", resources=[{"kind": "Category"}, {"name": "x"}, *[{"kind": "Y"}] * 30])
    told = refused["msg"].split(" | ")
    assert told[0].startswith("resources: number 1: name is missing")
    assert told[1].startswith("resources: number 2: kind is missing")
    assert (len(told), told[-1]) == (21, "and 12 more.")


def test_a_parent_that_is_not_there(run: Run) -> None:
    service: dict[str, Any] = {"kind": "APIService", "parent": IN_LIVE, "name": "pets"}
    for resources in ([service], [service, {**service, "name": "cats"}]):
        for check in (True, False):
            refused = run("axway_resource", check=check, resources=resources)
            assert refused["error"]["kind"] == "not_found"
            assert "the Environment live, in which it is to be, does not exist" in refused["msg"]
    assert writes(run) == []


# --- secrets ---------------------------------------------------------------------------------------------


def test_a_secret_is_sent_once_and_never_shown(run: Run) -> None:
    run("axway_resource", **ENVIRONMENT)
    secret: dict[str, Any] = {
        "kind": "Secret",
        "parent": IN_LIVE,
        "name": "key",
        "spec": {"data": {"password": "Tr0ub4dor&3"}},
    }
    made = run("axway_resource", diff=True, **secret)
    assert made["action"] == "created"
    assert made["not_compared"] == ["spec.data"]
    assert "Tr0ub4dor" not in str(made)
    run.simulator.clear_journal()
    again = run("axway_resource", **secret)
    assert (again["changed"], writes(run)) == (False, [])
    # A change that is not about the secret leaves it alone.
    titled = run("axway_resource", **{**secret, "title": "Key"})
    assert titled["action"] == "updated"
    (written,) = writes(run)
    assert written["method"] == "PATCH"
    assert "password" not in written["body"]
    run.simulator.clear_journal()
    sent = run("axway_resource", **secret, update_secrets="always")
    assert sent["changed"]
    assert "Tr0ub4dor" in writes(run)[0]["body"]
    assert "Tr0ub4dor" not in str(sent)


# --- deletions -------------------------------------------------------------------------------------------


def test_a_deletion_with_all_that_is_in_it_must_be_allowed(run: Run) -> None:
    run("axway_resource", resources=LANDSCAPE)
    for check in (True, False):
        refused = run("axway_resource", check=check, **ENVIRONMENT, state="absent")
        assert refused["error"]["kind"] == "config"
        assert (
            "3 objects are in it and would be deleted with it; set allow: [delete_children]" in refused["msg"]
        )
    # Each kind that can be in it is counted by a request, unless the number does not matter.
    assert refused["requests"] == {"reads": 1 + 23, "writes": 0}
    allowed = run("axway_resource", **ENVIRONMENT, state="absent", allow=["delete_children"])
    assert (allowed["action"], allowed["requests"]) == ("deleted", {"reads": 2, "writes": 1})


def test_what_is_deleted_by_name_needs_no_permission(run: Run) -> None:
    service: dict[str, Any] = {"kind": "APIService", "parent": IN_LIVE, "name": "pets"}
    run("axway_resource", resources=[ENVIRONMENT, service])
    gone = [{**each, "state": "absent"} for each in (ENVIRONMENT, service)]
    deleted: dict[str, Any] = {"resources": gone, "order": "dependency", "concurrency": 4}
    assert actions(run("axway_resource", **deleted)) == ["deleted", "deleted"]
    run("axway_resource", resources=[ENVIRONMENT, service])
    run.simulator.fault(kind="status", status=403, method="DELETE", path="/pets$")
    failed = run("axway_resource", **deleted, on_error="continue")
    assert [each["action"] for each in failed["resources"]] == ["not_tried", "failed"]


def test_a_deletion_that_waits_for_finalizers_is_pending(run: Run) -> None:
    run("axway_resource", resources=[{**ENVIRONMENT, "finalizers": [{"name": "agent"}]}])
    pending = run("axway_resource", **ENVIRONMENT, state="absent")
    assert (pending["changed"], pending["action"]) == (True, "pending")
    assert "waits for the finalizers agent" in pending["note"]
    late = run("axway_resource", **ENVIRONMENT, state="absent", wait=True, wait_timeout=0.2)
    assert late["error"]["kind"] == "timeout"
    forced = run("axway_resource", **ENVIRONMENT, state="absent", allow=["force_delete"])
    assert forced["action"] == "deleted"


def test_a_life_cycle_is_walked_only_when_asked(run: Run) -> None:
    asset: dict[str, Any] = {"kind": "Asset", "name": "pets", "spec": {"type": "API"}}
    tag: dict[str, Any] = {
        "kind": "ReleaseTag",
        "parent": asset,
        "name": "r-1",
        "spec": {"releaseType": "major"},
    }
    run("axway_resource", resources=[asset, {**tag, "parent": {"kind": "Asset", "name": "pets"}}])
    refused = run("axway_resource", kind="Asset", name="pets", state="absent", allow=["delete_children"])
    assert refused["failed"]
    assert "must be archived before it is deleted" in refused["msg"]
    walked = run(
        "axway_resource", kind="Asset", name="pets", state="absent", allow=["delete_children", "life_cycle"]
    )
    assert walked["action"] == "deleted"


def test_a_state_is_walked_to_when_asked(run: Run) -> None:
    asset: dict[str, Any] = {"kind": "Asset", "name": "pets"}
    tag = {"kind": "ReleaseTag", "parent": asset, "name": "r-1", "spec": {"releaseType": "major"}}
    run("axway_resource", resources=[asset, tag])
    run.simulator.clear_journal()
    archived = run("axway_resource", **asset, subresources={"state": "archived"}, allow=["life_cycle"])
    assert actions(archived) == ["updated"]
    assert [json.loads(each["body"])["state"] for each in writes(run)] == ["deprecated", "archived"]


def test_a_state_that_the_platform_moved_on_is_left_and_told(run: Run) -> None:
    asset: dict[str, Any] = {
        "kind": "Asset",
        "name": "pets",
        "spec": {"type": "API"},
        "subresources": {"state": "draft"},
    }
    tag: dict[str, Any] = {
        "kind": "ReleaseTag",
        "parent": {"kind": "Asset", "name": "pets"},
        "name": "r-1",
        "spec": {},
    }
    run("axway_resource", resources=[asset, tag])
    run.simulator.clear_journal()
    again = run("axway_resource", resources=[asset, tag])
    assert actions(again) == ["unchanged", "unchanged"]
    assert again["resources"][0]["moved"] == [{"path": "state", "before": "active", "after": "draft"}]
    assert writes(run) == []


# --- prune -----------------------------------------------------------------------------------------------


def test_prune_touches_nothing_without_the_mark(run: Run) -> None:
    categories = [{"kind": "Category", "name": name} for name in ("a", "b", "c")]
    run("axway_resource", resources=categories, owner="team-a")
    run("axway_resource", kind="Category", name="of-others")
    run("axway_resource", kind="Category", name="of-team-b", owner="team-b")
    kept = categories[:1]
    told = run("axway_resource", resources=kept, owner="team-a", prune="report")
    assert [(each["name"], each["action"]) for each in told["resources"]] == [
        ("a", "unchanged"),
        ("b", "unchanged"),
        ("c", "unchanged"),
    ]
    assert not told["changed"]
    refused = run("axway_resource", resources=kept, owner="team-a", prune="delete", prune_limit=1)
    assert "prune would delete 2 objects, and prune_limit allows 1" in refused["msg"]
    pruned = run("axway_resource", resources=kept, owner="team-a", prune="delete", prune_limit=2)
    assert actions(pruned) == ["unchanged", "deleted", "deleted"]
    left = {each["name"] for each in central(run, "catalog/v1/categories")}
    assert left == {"a", "of-others", "of-team-b"}


def test_after_a_failure_nothing_is_pruned(run: Run) -> None:
    categories = [{"kind": "Category", "name": name} for name in ("a", "b")]
    run("axway_resource", resources=categories, owner="team-a")
    wanted = [categories[0], {"kind": "Category", "name": "NOT-A-NAME"}]
    failed = run("axway_resource", resources=wanted, owner="team-a", prune="delete", prune_limit=5)
    assert failed["failed"]
    assert "b" in {each["name"] for each in central(run, "catalog/v1/categories")}


def test_prune_where_nothing_is_yet(run: Run) -> None:
    service: dict[str, Any] = {"kind": "APIService", "parent": IN_LIVE, "name": "pets"}
    wanted: dict[str, Any] = {"resources": [ENVIRONMENT, service], "owner": "team-a", "prune": "delete"}
    for check in (True, False):
        assert actions(run("axway_resource", check=check, **wanted)) == ["created", "created"]


def test_prune_deletes_nothing_of_others_with_its_own(run: Run) -> None:
    environments = [ENVIRONMENT, {"kind": "Environment", "name": "test"}]
    run("axway_resource", resources=environments, owner="team-a")
    theirs: dict[str, Any] = {"kind": "Environment", "name": "test"}
    run("axway_resource", kind="APIService", parent=theirs, name="of-others")
    run.simulator.clear_journal()
    pruned: dict[str, Any] = {"resources": [ENVIRONMENT], "owner": "team-a", "prune": "delete"}
    pruned["prune_limit"] = 9
    for check in (True, False):
        refused = run("axway_resource", check=check, **pruned)
        assert "prune: Environment test: 1 object is in it and would be deleted with it" in refused["msg"]
    assert writes(run) == []
    assert actions(run("axway_resource", **pruned, allow=["delete_children"])) == ["unchanged", "deleted"]


# --- the table of kinds, and export ----------------------------------------------------------------------


def test_a_kind_that_the_table_lacks_is_asked_for(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from ansible_collections.apiops.platforms.plugins.module_utils._platforms.axway import (
        kind_table,
    )

    monkeypatch.delitem(kind_table._BY_NAME, "SupportContact")
    made = run("axway_resource", kind="SupportContact", name="desk", spec={"email": "desk@example.com"})
    assert made.get("action") == "created", made


def test_what_is_exported_and_applied_changes_nothing(run: Run) -> None:
    run("axway_resource", resources=LANDSCAPE)
    exported = []
    for item in LANDSCAPE:
        where = {name: item[name] for name in ("kind", "parent") if name in item}
        found = run("axway_resource_info", **where, export=True)
        assert not found.get("failed"), found["msg"]
        exported += found["resources"]
    names = {(each["kind"], each["name"]) for each in exported}
    assert {(each["kind"], each["name"]) for each in LANDSCAPE} <= names
    assert not any("metadata" in each and "id" in each["metadata"] for each in exported)
    run.simulator.clear_journal()
    again = run("axway_resource", resources=exported, order="dependency")
    assert set(actions(again)) == {"unchanged"}
    assert writes(run) == []

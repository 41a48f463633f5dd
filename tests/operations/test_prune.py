# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing is pruned after a failure: not of a read, not of a write, not of a list that did not come whole."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.apiops.platforms.plugins.plugin_utils import _report
from tests.operations.apic_landscape import ORG
from tests.operations.apinizer_landscape import PARENT, item_of
from tests.operations.conftest import Run
from tests.operations.full import done
from tests.operations.landscape import IN_LIVE

# By platform: what is declared, and the same kind of what is not declared any longer.
CASES: dict[str, tuple[list[dict[str, Any]], dict[str, Any]]] = {
    "axway": (
        [IN_LIVE, *({"kind": "APIService", "parent": IN_LIVE, "name": name} for name in ("one", "two"))],
        {"kind": "APIService", "parent": IN_LIVE, "name": "old"},
    ),
    "apic": (
        [{"kind": "catalog", "parent": ORG, "name": name} for name in ("one", "two")],
        {"kind": "catalog", "parent": ORG, "name": "old"},
    ),
}
PRUNE: dict[str, Any] = {
    "owner": "us",
    "prune": "delete",
    "prune_limit": 5,
    "order": "dependency",
    "retries": 0,
}


def prepared(run: Run, platform: str) -> list[dict[str, Any]]:
    """What is declared, after all of it and the old object were made."""
    declared, old = CASES[platform]
    done(run(f"{platform}_resource", resources=[*declared, old], owner="us"))
    run.simulator.clear_journal()
    return declared


def deletions(run: Run) -> list[str]:
    """What was asked to be deleted."""
    return [each["path"] for each in run.requests(method="DELETE")]


@pytest.mark.parametrize("platform", CASES)
def test_an_error_at_any_read_prunes_nothing(run: Run, platform: str) -> None:
    declared = prepared(run, platform)
    done(run(f"{platform}_resource", check=True, resources=declared, **PRUNE))
    paths = sorted({each["path"] for each in run.requests(method="GET")})
    assert paths
    for path in paths:
        for fault in (
            {"kind": "status", "status": 500},
            {"kind": "status", "status": 403},
            {"kind": "truncate"},
        ):
            run.simulator.fault(path=path, method="GET", times=None, **fault)
            for on_error in ("stop", "continue"):
                failed = run(f"{platform}_resource", resources=declared, on_error=on_error, **PRUNE)
                assert failed["failed"], (path, fault)
            run.simulator.clear_faults()
    assert deletions(run) == []
    pruned = done(run(f"{platform}_resource", resources=declared, **PRUNE))
    assert (pruned["summary"]["deleted"], len(deletions(run))) == (1, 1)
    assert [each["name"] for each in pruned["resources"] if each.get("undeclared")] == ["old"]


@pytest.mark.parametrize("platform", CASES)
@pytest.mark.parametrize("on_error", ["stop", "continue"])
def test_an_error_at_a_write_prunes_nothing(run: Run, platform: str, on_error: str) -> None:
    declared = prepared(run, platform)
    new = {**declared[-1], "name": "new"}
    run.simulator.fault(kind="status", status=500, method="POST", path=".*(apiservices|catalogs)", times=None)
    failed = run(f"{platform}_resource", resources=[*declared, new], on_error=on_error, **PRUNE)
    assert failed["failed"]
    assert failed["summary"]["failed"] == 1
    assert deletions(run) == []


@pytest.mark.parametrize("platform", CASES)
def test_a_report_without_an_owner_has_all_that_is_not_declared(run: Run, platform: str) -> None:
    declared = prepared(run, platform)
    other = {**CASES[platform][1], "name": "of-others"}
    done(run(f"{platform}_resource", resources=[other]))
    run.simulator.clear_journal()
    told = done(run(f"{platform}_resource", resources=declared, prune="report"))
    assert not told["changed"]
    assert {each["name"] for each in told["resources"] if each.get("undeclared")} >= {"old", "of-others"}
    assert deletions(run) == []


def test_apinizer_reports_and_refuses_to_prune(run: Run) -> None:
    done(run("apinizer_resource", resources=[item_of("ip_group"), item_of("ip_group", "other")]))
    told = done(run("apinizer_resource", resources=[item_of("ip_group")], prune="report"))
    assert [each["name"] for each in told["resources"] if each.get("undeclared")] == ["other"]
    refused = run("apinizer_resource", resources=[item_of("ip_group")], **{**PRUNE, "retries": 0})
    assert "have no field for the mark of an owner" in refused["msg"]
    assert deletions(run) == []


@pytest.mark.parametrize("platform", CASES)
def test_a_list_from_which_all_of_a_kind_are_filtered_prunes_none_of_that_kind(
    run: Run, platform: str
) -> None:
    declared = prepared(run, platform)
    others = [each for each in declared if each["kind"] != CASES[platform][1]["kind"]]
    assert done(run(f"{platform}_resource", resources=others, **PRUNE))["summary"]["deleted"] == 0
    assert deletions(run) == []
    assert done(run(f"{platform}_resource", resources=declared, **PRUNE))["summary"]["deleted"] == 1


@pytest.mark.parametrize("platform", CASES)
def test_a_list_that_lost_more_than_the_limit_allows_prunes_nothing(run: Run, platform: str) -> None:
    declared = prepared(run, platform)
    limited = {**PRUNE, "prune_limit": 1}
    for check in (True, False):
        refused = run(f"{platform}_resource", check=check, resources=declared[:-1], **limited)
        assert "prune would delete 2 objects, and prune_limit allows 1" in refused["msg"]
    assert [each for each in run.requests() if each["method"] != "GET" and "token" not in each["path"]] == []


@pytest.mark.parametrize("platform", CASES)
def test_a_plan_over_the_limit_shows_what_it_would_change_and_delete(run: Run, platform: str) -> None:
    """The default limit is 0: who sets `prune: delete` first sees in the plan what would be deleted."""
    declared = prepared(run, platform)
    new = {**declared[-1], "name": "new"}
    limited = {**PRUNE, "prune_limit": 0}
    planned = run(f"{platform}_resource", check=True, diff=True, resources=[*declared, new], **limited)
    assert "prune would delete 1 objects, and prune_limit allows 0" in planned["msg"]
    counted = {name: number for name, number in planned["summary"].items() if number}
    assert counted == {"unchanged": len(declared), "created": 1, "deleted": 1}
    assert [each["name"] for each in planned["resources"] if each.get("undeclared")] == ["old"]
    data = _report.report({platform: planned}, "plan")
    assert data["failed"]
    kind = CASES[platform][1]["kind"]
    assert f"- deleted {kind} old in " in _report.text(data)
    assert f"<b>created</b> {kind} new in " in _report.markdown(data)
    refused = run(f"{platform}_resource", resources=[*declared, new], **limited)
    assert {name for name, number in refused["summary"].items() if number} == {"not_tried"}
    assert not refused["changed"]
    assert "not_tried" not in _report.text(_report.report({platform: refused}, "apply"))
    assert [each for each in run.requests() if each["method"] != "GET" and "token" not in each["path"]] == []


# By platform: where to look, what is declared besides, and an object of whose kind nothing is declared.
GONE: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    "axway": (
        {"kind": "APIService", "parent": IN_LIVE},
        IN_LIVE,
        {"kind": "APIService", "parent": IN_LIVE, "name": "last"},
    ),
    "apic": (
        {"kind": "consumer_group", "parent": {**ORG, "catalog": "one"}},
        {"kind": "catalog", "parent": ORG, "name": "one"},
        {"kind": "consumer_group", "parent": {**ORG, "catalog": "one"}, "name": "last"},
    ),
    "apinizer": (
        {"kind": "connection", "parent": PARENT},
        item_of("ip_group"),
        item_of("connection", "last"),
    ),
}


def found(result: dict[str, Any]) -> bool:
    """Whether the object is told as not declared."""
    return any(each.get("undeclared") and each["name"] == "last" for each in done(result)["resources"])


@pytest.mark.parametrize("platform", GONE)
def test_the_last_object_of_a_kind_is_found_where_the_task_says_to_look(run: Run, platform: str) -> None:
    """A read of that list that fails prunes nothing, and is no report that there is nothing."""
    group, declared, last = GONE[platform]
    module, owner = f"{platform}_resource", None if platform == "apinizer" else "us"
    done(run(module, resources=[declared, last], owner=owner))
    reporting: dict[str, Any] = {"prune": "report", "prune_in": [group], "retries": 0}
    assert not found(run(module, resources=[declared], prune="report"))
    assert found(run(module, check=True, resources=[declared], **reporting))
    assert not found(run(module, resources=[declared, last], **reporting))
    run.simulator.clear_journal()
    done(run(module, check=True, resources=[last], prune="report"))
    paths = {each["path"] for each in run.requests(method="GET") if "login" not in each["path"]}
    pruning = {**PRUNE, "prune_in": [group]}
    for path in paths:
        run.simulator.fault(path=path, method="GET", times=None, kind="status", status=500)
    assert "answered 500" in run(module, resources=[declared], **reporting)["msg"]
    if owner is not None:
        assert "answered 500" in run(module, resources=[declared], **pruning)["msg"]
    run.simulator.clear_faults()
    assert deletions(run) == []
    if owner is None:
        return
    limited = {**pruning, "prune_limit": 0}
    assert "prune would delete 1 objects" in run(module, resources=[declared], **limited)["msg"]
    assert "there is nothing" in run(module, resources=[], **pruning)["msg"]
    assert done(run(module, resources=[declared], **pruning))["summary"]["deleted"] == 1
    assert len(deletions(run)) == 1


@pytest.mark.parametrize("platform", ["axway", "apic"])
def test_where_a_task_says_to_look_may_be_in_what_is_not_there_yet(run: Run, platform: str) -> None:
    group, declared, _last = GONE[platform]
    module = f"{platform}_resource"
    told = done(run(module, check=True, resources=[declared], prune="report", prune_in=[group]))
    assert told["resources"][0]["action"] == "created"
    missing = {"org": ORG["org"], "catalog": "none"} if platform == "apic" else {**IN_LIVE, "name": "none"}
    elsewhere = [{**group, "parent": missing}]
    refused = run(module, check=True, resources=[declared], prune="report", prune_in=elsewhere)
    assert "none, in which it is to be, does not exist" in refused["msg"]


@pytest.mark.parametrize(
    ("group", "words"),
    [
        ({"parent": ORG}, "prune_in: number 1 is a kind and its parent: kind is missing"),
        ({"kind": "catalog", "name": "x"}, "prune_in: number 1 is a kind and its parent: name does not"),
        ({"kind": "catalogue", "parent": ORG}, "prune_in: number 1: "),
    ],
)
def test_mistakes_in_where_to_look(run: Run, group: dict[str, Any], words: str) -> None:
    refused = run("apic_resource", kind="catalog", parent=ORG, name="x", prune="report", prune_in=[group])
    assert refused["error"]["kind"] == "config"
    assert words in refused["msg"]
    assert run.requests(method="POST") == []

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing is pruned after a failure: not of a read, not of a write, not of a list that did not come whole."""

from __future__ import annotations

from typing import Any

import pytest

from tests.operations.apic_landscape import ORG
from tests.operations.apinizer_landscape import item_of
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

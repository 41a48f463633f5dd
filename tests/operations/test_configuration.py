# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans, applications and drift of whole platforms: on an empty one, on a full one, and on one that fails."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ansible_collections.apiops.platforms.plugins.plugin_utils import _report
from tests.operations import apic_landscape, apinizer_landscape, cmf_landscape
from tests.operations.apic_landscape import ORG
from tests.operations.conftest import Run
from tests.operations.full import ALL, done
from tests.operations.landscape import IN_LIVE

DECLARED: dict[str, Any] = {**ALL, "cmf": lambda: cmf_landscape.LANDSCAPE}
# What the kinds of a platform refer to, and what is made of files.
OTHERS: dict[str, Any] = {"apic": apic_landscape.publish, "apinizer": apinizer_landscape.publish}
_READ = re.compile("/(token|verify-client-secret|GetObjectByName|[^/]*login[^/]*)$")


class Platform:
    """One platform and what is declared of it; every report is of one task, as the playbooks make it."""

    def __init__(self, run: Run, name: str) -> None:
        self.run = run
        self.name = name
        self.declared: list[dict[str, Any]] = DECLARED[name]()
        if name in OTHERS:
            OTHERS[name](run)

    def __call__(self, of: str, **options: Any) -> dict[str, Any]:
        """The report: plan, apply or drift."""
        prune = {"prune": "report"} if of == "drift" and self.name != "cmf" else {}
        given = {"resources": self.declared, "order": "dependency", "retries": 0, **prune, **options}
        module = "cmf_object" if self.name == "cmf" else f"{self.name}_resource"
        self.run.simulator.clear_journal()
        result = self.run(module, check=of != "apply", diff=True, **given)
        data = _report.report({self.name: result}, of)
        assert data["failed"] == bool(result.get("failed"))
        for told in (_report.text(data), _report.markdown(data)):
            assert "s3cr3t" not in told
        return data

    def writes(self) -> list[str]:
        """What the last task asked for besides reads and logins."""
        rows = [each for each in self.run.requests() if each["method"] != "GET"]
        return [each["path"] for each in rows if not _READ.search(each["path"])]


def counted(data: dict[str, Any]) -> dict[str, int]:
    """The counts of a report that are not zero."""
    return {name: number for name, number in data["summary"].items() if number}


@pytest.mark.parametrize("name", DECLARED)
def test_an_empty_platform_and_a_full_one(run: Run, name: str) -> None:
    """The plan's counts are those of the apply that follows. On the full platform nothing is written.

    Central itself makes the resources of an asset that a mapping names, before it is their turn.
    """
    platform = Platform(run, name)
    planned = platform("plan")
    assert platform.writes() == []
    assert counted(planned)["created"] > len(platform.declared) / 2
    missing = platform("drift")
    assert platform.writes() == []
    assert missing["summary"]["missing"] == planned["summary"]["created"]
    applied = platform("apply")
    by_itself = 1 if name == "axway" else 0
    foreseen = dict(planned["summary"])
    foreseen.update(created=foreseen["created"] - by_itself, updated=foreseen["updated"] + by_itself)
    assert applied["summary"] == foreseen
    assert len(platform.writes()) >= applied["summary"]["created"]
    for of in ("plan", "apply"):
        assert counted(platform(of)) == {"unchanged": len(platform.declared)}
        assert platform.writes() == []
    found = platform("drift")
    assert platform.writes() == []
    assert {"changed", "missing", "failed", "not_tried"}.isdisjoint(counted(found))


@pytest.mark.parametrize("name", DECLARED)
def test_a_platform_that_fails(run: Run, name: str) -> None:
    """A read that fails is told, and nothing is written; after a write that fails, the next run finishes."""
    platform = Platform(run, name)
    listener = {"axway": "axway_central"}.get(name, name)
    reads = {"method": "POST" if name == "cmf" else "GET", "path": ".*(?<!/me)(?<!/token)"}
    run.simulator.fault(kind="status", status=500, listener=listener, times=None, skip=1, **reads)
    for of in ("plan", "apply", "drift"):
        failed = platform(of)
        assert failed["failed"], of
        assert "500" in failed["platforms"][name]["message"]
        assert platform.writes() == []
    run.simulator.clear_faults()
    created = platform("plan")["summary"]["created"]
    path = ".*/CreateObject" if name == "cmf" else ".*(?<!token)(?<!validate)"
    run.simulator.fault(
        kind="status", status=500, listener=listener, method="POST", path=path, times=None, skip=created // 2
    )
    broken = platform("apply")
    assert broken["failed"]
    assert broken["summary"]["failed"] >= 1
    assert broken["summary"]["created"] < created
    run.simulator.clear_faults()
    assert platform("drift")["summary"]["missing"] > 0
    assert not platform("apply")["failed"]
    assert counted(platform("plan")) == {"unchanged": len(platform.declared)}


# By platform: what is exported, what is in it, and what others have beside it.
BESIDE: dict[str, tuple[dict[str, str], list[dict[str, Any]], dict[str, Any]]] = {
    "axway": (
        {"kind": "Environment", "name": "live"},
        [{"kind": "Environment", "name": "live"}, {"kind": "APIService", "parent": IN_LIVE, "name": "pets"}],
        {"kind": "Environment", "name": "of-others"},
    ),
    "apic": (
        {**ORG, "catalog": "mine"},
        [
            {"kind": "catalog", "parent": ORG, "name": "mine"},
            {"kind": "consumer_group", "parent": {**ORG, "catalog": "mine"}, "name": "pets"},
        ],
        {"kind": "catalog", "parent": ORG, "name": "of-others"},
    ),
}


@pytest.mark.parametrize("name", BESIDE)
def test_drift_tells_nothing_of_what_others_have_beside(run: Run, name: str) -> None:
    """A part is exported; the group that it is in is read whole by drift, and belongs to others too."""
    parent, declared, beside = BESIDE[name]
    inside = {**declared[1], "name": "by-hand"}
    module = f"{name}_resource"
    done(run(module, resources=[*declared, inside, beside]))
    result = run(module, resources=declared, prune="report")

    def unmanaged(**asked: Any) -> list[str]:
        told = _report.report({name: {**result, "asked": asked}}, "drift")
        rows = told["platforms"][name]["resources"]
        assert told["summary"]["unmanaged"] == len(rows)
        return sorted(each["name"] for each in rows)

    whole = unmanaged()
    assert {"by-hand", "of-others"} <= set(whole)
    assert unmanaged(parent={}, prune_in=None) == whole
    assert unmanaged(parent=parent) == ["by-hand"]
    group = {"kind": beside["kind"], **({"parent": beside["parent"]} if "parent" in beside else {})}
    assert "of-others" in unmanaged(parent=parent, prune_in=[group])
    assert unmanaged(parent=parent, prune_in=[{"kind": declared[1]["kind"], "parent": {}}]) == ["by-hand"]
    # What is exported is told itself if nothing declares it.
    result = run(module, resources=[beside], prune="report")
    assert unmanaged(parent=parent) == [list(parent.values())[-1]]

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What RETURN of the modules for objects says of when a key is returned, condition by condition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.operations.conftest import Run
from tests.operations.landscape import IN_LIVE
from tests.operations.test_returned import Holds, failed, keys, returned, succeeded

ACCEPTED = "accepted"


def accepted(*facts: str) -> Holds:
    """A task that declares what can be, whatever comes of it, where these hold."""
    return lambda found: found.issuperset({ACCEPTED, *facts})


CONDITIONS: Mapping[str, Holds] = {
    "failure": failed(),
    "success": succeeded(),
    "when the task was accepted": accepted(),
    "when the task was accepted and declares one object by O(kind) and O(name)": accepted("one"),
    "when the task was accepted, declares one object, and there is additional information": accepted(
        "one", "note"
    ),
    "when the task was accepted, declares one object, and the platform changed its state": accepted(
        "one", "moved"
    ),
    "in diff mode, when the task was accepted": accepted("diff mode"),
    "failure, when the platform may have made the write": failed("unknown"),
}

ASSET: dict[str, Any] = {"kind": "Asset", "name": "pets"}
TAG: dict[str, Any] = {"kind": "ReleaseTag", "parent": ASSET, "name": "one", "spec": {"releaseType": "major"}}
FINALIZED: dict[str, Any] = {**IN_LIVE, "finalizers": [{"name": "agent"}]}
IN_DOUBT: dict[str, Any] = {"kind": "reset_after", "method": "POST"}
LOST: dict[str, Any] = {"kind": "status", "status": 500, "method": "GET", "times": None}
REFUSED: dict[str, Any] = {"kind": "status", "status": 403, "method": "POST"}


@dataclass(frozen=True)
class Scenario:
    """A task, what holds of it, what is there before, and what befalls its requests to Central."""

    module: str
    options: dict[str, Any]
    facts: str = ""
    before: tuple[dict[str, Any], ...] = ()
    faults: tuple[dict[str, Any], ...] = ()

    @property
    def found(self) -> frozenset[str]:
        """What holds, one by one."""
        return frozenset(filter(None, self.facts.split(", ")))


@dataclass(frozen=True)
class Resource(Scenario):
    """A task of axway_resource."""

    module: str = field(default="axway_resource", init=False)


SCENARIOS: dict[str, Scenario] = {
    "one": Resource(IN_LIVE, "accepted, one"),
    "one in check mode": Resource(IN_LIVE, "accepted, one, check mode"),
    "one in diff mode": Resource(IN_LIVE, "accepted, one, diff mode"),
    "one as it is, in diff mode": Resource(IN_LIVE, "accepted, one, diff mode", (IN_LIVE,)),
    "one that is gone": Resource({**IN_LIVE, "state": "absent"}, "accepted, one", (IN_LIVE,)),
    "one that waits": Resource({**IN_LIVE, "state": "absent"}, "accepted, one, note", (FINALIZED,)),
    "one that waits, in check mode": Resource(
        {**IN_LIVE, "state": "absent"}, "accepted, one, note, check mode", (FINALIZED,)
    ),
    "one that was moved on": Resource(
        {**ASSET, "subresources": {"state": "draft"}}, "accepted, one, moved", (ASSET, TAG)
    ),
    "one that is refused": Resource(IN_LIVE, "accepted, one, failure, diff mode", (), (REFUSED,)),
    "one that cannot be read": Resource(IN_LIVE, "accepted, one, failure", (), (LOST,)),
    "one in doubt": Resource(IN_LIVE, "accepted, one, failure, unknown", (), (IN_DOUBT, LOST)),
    "one that is no object": Resource({"kind": "Stage"}, "one, failure, diff mode"),
    "one that needs a permission": Resource(
        {**IN_LIVE, "state": "absent"},
        "accepted, one, failure",
        (IN_LIVE, {"kind": "APIService", "parent": IN_LIVE, "name": "pets"}),
    ),
    "many": Resource({"resources": [IN_LIVE, ASSET]}, "accepted, diff mode"),
    "none of many": Resource({"resources": []}, "accepted"),
    "many that wait": Resource({"resources": [IN_LIVE], "state": "absent"}, "accepted, note", (FINALIZED,)),
    "many that were moved on": Resource(
        {"resources": [{**ASSET, "state": "draft"}]}, "accepted, moved", (ASSET, TAG)
    ),
    "many of which one fails": Resource({"resources": [IN_LIVE, ASSET]}, "accepted, failure", (), (REFUSED,)),
    "many with a mistake": Resource({"resources": [IN_LIVE, {"kind": "Stage"}]}, "failure"),
    "too many to prune": Resource(
        {"resources": [ASSET], "owner": "us", "prune": "delete"},
        "accepted, failure",
        ({**ASSET, "name": "old", "attributes": {"apiops-owner": "us"}},),
    ),
    "objects": Scenario("axway_resource_info", {"kind": "Asset"}, "", (ASSET,)),
    "no objects": Scenario("axway_resource_info", IN_LIVE),
    "exported objects": Scenario("axway_resource_info", {"kind": "Asset", "export": True}, "", (ASSET,)),
    "objects of no kind": Scenario("axway_resource_info", {"kind": "Aset"}, "failure"),
    "objects that cannot be read": Scenario("axway_resource_info", {"kind": "Asset"}, "failure", (), (LOST,)),
    "a release": Scenario("axway_release", ASSET, "", (ASSET,)),
    "a release in check mode": Scenario("axway_release", ASSET, "check mode", (ASSET,)),
    "a release of what does not exist": Scenario("axway_release", ASSET, "failure"),
    "a release of what does not exist, in check mode": Scenario("axway_release", ASSET, "check mode"),
    "a release that is refused": Scenario("axway_release", ASSET, "failure", (ASSET,), (REFUSED,)),
    "a release in doubt": Scenario(
        "axway_release",
        ASSET,
        "failure, unknown",
        (ASSET,),
        (IN_DOUBT, {**LOST, "path": "/releasetags/"}),
    ),
}
MODULES = sorted({scenario.module for scenario in SCENARIOS.values()})


@pytest.mark.parametrize("name", SCENARIOS)
def test_what_is_returned_is_what_the_conditions_say(run: Run, name: str) -> None:
    scenario = SCENARIOS[name]
    for item in scenario.before:
        assert not run("axway_resource", resources=[item]).get("failed")
    for fault in scenario.faults:
        skip = 1 if fault == LOST and "unknown" in scenario.found else 0
        run.simulator.fault(listener="axway_central", skip=skip, **fault)
    modes = {"check": "check mode" in scenario.found, "diff": "diff mode" in scenario.found}
    result = run(scenario.module, retries=0, **modes, **scenario.options)
    assert bool(result.get("failed")) is ("failure" in scenario.found), result
    expected = {
        key for key, condition in returned(scenario.module).items() if CONDITIONS[condition](scenario.found)
    }
    assert keys(result) == expected


@pytest.mark.parametrize("module", MODULES)
def test_each_condition_is_met_and_unmet_somewhere(module: str) -> None:
    scenarios = [scenario for scenario in SCENARIOS.values() if scenario.module == module]
    for condition in set(returned(module).values()):
        met = {CONDITIONS[condition](scenario.found) for scenario in scenarios}
        assert met == {True, False}, condition


def test_conditions_are_those_of_the_documentation() -> None:
    documented = {condition for module in MODULES for condition in returned(module).values()}
    assert set(CONDITIONS) == documented

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What RETURN says of when a key is returned, condition by condition: there where it holds, and nowhere else.

A scenario is a task and what holds of it, in words. What each condition means is said in terms of those.
"""

from __future__ import annotations

import importlib
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.operations.conftest import OPERATIONS, Run

PLACE = "/catalogs/test-organization/new"
NEW: dict[str, Any] = {
    "method": "POST",
    "path": "/orgs/test-organization/catalogs",
    "body": {"name": "new", "title": "New"},
}
ORGS = {"path": "/orgs"}
UNLESS = {"unless": {"path": PLACE}}
MERGE = {"method": "PATCH", "path": PLACE, "merge": True}
LATE = {"path": "/orgs", "that": "nothing", "timeout": 0.1, "interval": 0.05}
# "there" is written before the scenario, so that probes find it.
THERE = "there"

Holds = Callable[[frozenset[str]], bool]


def returned(module: str) -> dict[str, str]:
    """The conditions of a module's RETURN, by key."""
    place = "ansible_collections.apiops.platforms.plugins.modules." + module
    documented = yaml.safe_load(importlib.import_module(place).RETURN)
    return {name: str(entry["returned"]) for name, entry in documented.items()}


def single(*facts: str) -> Holds:
    """A success that is not that of calls, where these hold."""
    return lambda found: not found & {"failure", "calls"} and found.issuperset(facts)


def failed(*facts: str) -> Holds:
    """A failure where these hold."""
    return lambda found: "failure" in found and found.issuperset(facts)


def succeeded(*facts: str) -> Holds:
    """A success where these hold."""
    return lambda found: "failure" not in found and found.issuperset(facts)


# What the conditions mean. Facts are of the task (``calls``, ``check mode``, ``merge``, ...) or of what comes
# of it (``json``, ``written``, ...).
CONDITIONS: Mapping[str, Holds] = {
    "failure": failed(),
    "success": succeeded(),
    "failure, and success without O(calls)": lambda found: "failure" in found or single()(found),
    "success without O(calls)": single(),
    "success, when the answer is JSON and was not saved to O(dest)": single("json"),
    "success, when the answer is not JSON and was not saved to O(dest)": single("text"),
    "failure, and in check mode for a write that was not made": (
        lambda found: "failure" in found or single("predicted")(found)
    ),
    "success, when O(select) is given": single("select"),
    "success, when O(unless) or O(merge) is given": (
        lambda found: single("unless")(found) or single("merge")(found)
    ),
    "success, when O(merge) is given and there are any": single("merge", "not compared"),
    "success, when O(wait_for) is given": single("wait_for"),
    "success, when the answer was fetched page by page": single("pages"),
    "success, when the answer was saved to O(dest)": single("saved"),
    "success in diff mode, when something was or would be written; with O(calls) after a failure too": (
        lambda found: (
            found.issuperset({"diff mode", "written"}) and ("failure" not in found or "calls" in found)
        )
    ),
    "when O(calls) is given, unless the task has a mistake": (
        lambda found: "calls" in found and "mistake" not in found
    ),
    (
        "failure, after a successful write, if the probe does not hold after "
        "the call (O(verify)), an expression or O(unless.contains) does not fit the answer, a probe did not "
        "see all of a list, or O(merge) cannot write what it read"
    ): failed("answer kept"),
    "failure, when the effect is missing after the call (O(verify))": failed("not verified"),
    (
        "failure, when O(wait_for) was not met in time, or a condition does not fit the answer of a probe "
        "after the call"
    ): failed("not met"),
    "failure, when the platform may have made the write": failed("unknown"),
    "success, unless O(state) is V(absent)": succeeded("present"),
    "when something changes or would": succeeded("written"),
    "when it is new": succeeded("new secret"),
    "when the platform generated a new key pair": succeeded("new key"),
}


@dataclass(frozen=True)
class Scenario:
    """A task, and what holds of it. ``fault`` befalls what it sends."""

    module: str
    options: dict[str, Any]
    facts: str = ""
    fault: dict[str, Any] = field(default_factory=dict)

    @property
    def found(self) -> frozenset[str]:
        """What holds, one by one."""
        return frozenset(filter(None, self.facts.split(", ")))


def invoke(options: dict[str, Any], facts: str = "", **fault: Any) -> Scenario:
    """A task of apic_invoke."""
    return Scenario("apic_invoke", options, facts, fault)


CALLS: dict[str, Scenario] = {
    "a read": invoke(ORGS, "json"),
    "a read in diff mode": invoke(ORGS, "json, diff mode"),
    "a text": invoke(ORGS, "text", kind="status", status=200, body="plain"),
    "nothing": invoke(ORGS, "text", kind="status", status=204, body=""),
    "a selection": invoke({**ORGS, "select": "results"}, "json, select"),
    "a selection of nothing": invoke({**ORGS, "select": "nothing"}, "json, select"),
    "pages": invoke({**ORGS, "paginate": True}, "json, pages"),
    "a file": invoke({**ORGS, "dest": "FILE"}, "saved, diff mode, written"),
    "a file in check mode": invoke({**ORGS, "dest": "FILE"}, "saved, diff mode, check mode, written"),
    "no file": invoke({"path": "/orgs/none", "dest": "FILE", "status_code": [200, 404]}, "json, diff mode"),
    "a write": invoke(NEW, "json"),
    "a write in diff mode": invoke(NEW, "json, diff mode, written"),
    "a write in check mode": invoke(NEW, "predicted, check mode, diff mode, written"),
    "a selection in check mode": invoke({**NEW, "select": "id"}, "predicted, check mode, select"),
    "a wait in check mode": invoke({**NEW, "wait_for": {"path": PLACE}}, "predicted, check mode, wait_for"),
    "a refused write that is accepted": invoke({**NEW, "status_code": [201, 409]}, "there, json, diff mode"),
    "a redirect that is a success": invoke(
        NEW, "text, diff mode, written", kind="redirect", location="/api/x", path="catalogs$"
    ),
    "a probe that holds": invoke({**NEW, **UNLESS}, "there, json, unless, diff mode"),
    "a probe that holds, and a selection": invoke(
        {**NEW, **UNLESS, "select": "name", "wait_for": {"path": PLACE}},
        "there, json, unless, select, wait_for",
    ),
    "a probe that holds over pages": invoke(
        {**NEW, "unless": {"path": NEW["path"], "paginate": True, "contains": [{"name": "new"}]}},
        "there, json, unless, pages",
    ),
    "a probe that holds in check mode": invoke(
        {**NEW, **UNLESS}, "there, json, unless, check mode, diff mode"
    ),
    "a probe that does not hold": invoke(
        {**NEW, **UNLESS, "verify": True}, "json, unless, diff mode, written"
    ),
    "a probe that does not hold in check mode": invoke({**NEW, **UNLESS}, "predicted, unless, check mode"),
    "a wait": invoke({**ORGS, "wait_for": {"path": "/orgs"}}, "json, wait_for"),
    "a wait that is not met": invoke({**ORGS, "wait_for": LATE}, "failure, not met"),
    "a wait that is not met after a write": invoke(
        {**NEW, "wait_for": LATE}, "failure, not met, answer kept, diff mode, written"
    ),
    "an update": invoke({**MERGE, "body": {"title": "Newer"}}, "there, json, merge, diff mode, written"),
    "an update in check mode": invoke(
        {**MERGE, "body": {"title": "Newer"}},
        "there, json, predicted, merge, check mode, diff mode, written",
    ),
    "an update of nothing": invoke({**MERGE, "body": {"title": "New"}}, "there, json, merge, diff mode"),
    "an update with a secret": invoke(
        {**MERGE, "body": {"title": "Newer", "metadata": {"password": "secret-1"}}},
        "there, json, merge, not compared",
        kind="status",
        status=200,
        body={"title": "Newer"},
        method="PATCH",
    ),
    "an update that is refused, which is accepted": invoke(
        {**MERGE, "body": {"title": "Newer"}, "status_code": [200, 409]},
        "there, json, merge, diff mode",
        kind="status",
        status=409,
        body={"message": ["no"]},
        method="PATCH",
    ),
    "an update of what does not exist": invoke({**MERGE, "body": {"title": "Newer"}}, "failure"),
    "not verified": invoke(
        {**NEW, "unless": {"path": PLACE, "that": "nothing"}, "verify": True},
        "failure, answer kept, not verified, diff mode, written",
    ),
    "a selection that does not fit": invoke(
        {**ORGS, "select": "keys(total_results)"}, "failure, answer kept"
    ),
    "a probe that does not fit": invoke(
        {**NEW, "unless": {"path": PLACE, "that": "keys(name)"}}, "there, failure, answer kept"
    ),
    "a probe that saw a part": invoke(
        {**NEW, "unless": {"path": "/orgs", "query": {"limit": 1}, "contains": [{"name": "x"}]}},
        "failure, answer kept",
        kind="status",
        status=200,
        body={"total_results": 2, "results": [{"name": "y"}]},
        path="/orgs$",
    ),
    "refused": invoke(NEW, "there, failure"),
    "a mistake": invoke({**NEW, "verify": True}, "failure, mistake"),
    "no path": invoke({}, "failure, mistake"),
    "no address": invoke({**ORGS, "url": None}, "failure, mistake"),
    "no connection": invoke({**ORGS, "url": "https://127.0.0.1:1", "retries": 0}, "failure"),
    "a login that is refused": invoke({**ORGS, "password": "wrong"}, "failure"),
    "a write in doubt": invoke(NEW, "failure, unknown", kind="reset_after", path="catalogs$"),
    "a read in doubt": invoke({**ORGS, "retries": 0}, "failure", kind="reset_after", path="/orgs$"),
    "a success that cannot be read": invoke(NEW, "failure, answer kept", kind="not_json", path="catalogs$"),
}


def tasks_of_calls() -> dict[str, Scenario]:
    """Tasks with ``calls``."""
    first, broken = {"name": "first", **ORGS}, {"name": "second", "path": "/orgs/none"}
    write = {"name": "third", **NEW}
    made = {"kind": "reset_after", "path": "catalogs$"}
    return {
        "calls": invoke({"calls": [first]}, "calls"),
        "calls in diff mode": invoke({"calls": [first]}, "calls, diff mode"),
        "calls that write": invoke({"calls": [first, write]}, "calls, diff mode, written"),
        "calls in check mode": invoke({"calls": [write]}, "calls, diff mode, written, check mode"),
        "calls of which one fails": invoke({"calls": [first, broken]}, "calls, failure, diff mode"),
        "calls of which one fails after a write": invoke(
            {"calls": [write, broken]}, "calls, failure, diff mode, written"
        ),
        "calls of which one is in doubt": invoke({"calls": [write]}, "calls, failure, unknown", **made),
        "calls with a mistake": invoke({"calls": [{"name": "first"}]}, "calls, failure, mistake"),
        "calls without a login": invoke({"calls": [first], "password": "wrong"}, "calls, failure"),
    }


def others() -> dict[str, Scenario]:
    """Tasks of the other modules."""
    scenarios: dict[str, Scenario] = {}
    for platform in ("axway", "apic", "apinizer", "cmf"):
        wrong = {"token": "", "client_secret": None, "url": None, "username": None}
        names = OPERATIONS[f"{platform}_token"].options
        mistake = {name: value for name, value in wrong.items() if name in names}
        scenarios |= {
            f"{platform}: a token": Scenario(f"{platform}_token", {}, "present"),
            f"{platform}: a supplied token": Scenario(f"{platform}_token", {"token": "abcdef"}, "present"),
            f"{platform}: no token": Scenario(f"{platform}_token", mistake, "failure, present"),
        }
    name = {"name": "robot"}
    return {
        **scenarios,
        "signed out": Scenario("apic_token", {"state": "absent"}),
        "a realm": Scenario("apic_realm", {}),
        "no realm": Scenario("apic_realm", {"identity_provider": "none"}, "failure"),
        "accounts": Scenario("axway_service_account_info", {}),
        "no accounts": Scenario("axway_service_account_info", {"client_secret": "x" * 9}, "failure"),
        "an account": Scenario("axway_service_account", name, "written, new secret"),
        "an account in check mode": Scenario("axway_service_account", name, "written, check mode"),
        "an account in diff mode": Scenario("axway_service_account", name, "written, diff mode, new secret"),
        "a secret of the user's": Scenario(
            "axway_service_account",
            {**name, "service_client_secret": "secret-of-mine-1"},
            "written, new secret",
        ),
        "an account by key": Scenario(
            "axway_service_account", {**name, "generate_key": True}, "written, new key"
        ),
        "an account as it is": Scenario("axway_service_account", {"name": "present"}, "account"),
        "tags of an account": Scenario(
            "axway_service_account", {"name": "present", "tags": ["a"]}, "account, written"
        ),
        "an account in a new way": Scenario(
            "axway_service_account", {"name": "present", "rotate": "always"}, "account, written, new secret"
        ),
        "no account": Scenario("axway_service_account", {**name, "state": "absent"}),
        "an account removed": Scenario(
            "axway_service_account", {"name": "present", "state": "absent"}, "account, written"
        ),
        "an account in doubt": Scenario(
            "axway_service_account",
            name,
            "failure, unknown",
            {"kind": "reset_after", "path": "/api/v1/client$", "method": "POST"},
        ),
        "an account that is refused": Scenario(
            "axway_service_account",
            name,
            "failure",
            {"kind": "status", "status": 403, "path": "/api/v1/client$", "method": "POST"},
        ),
    }


SCENARIOS = {**CALLS, **tasks_of_calls(), **others()}
INVOKES = ("axway_invoke", "apic_invoke", "apinizer_invoke", "cmf_invoke")
MODULES = sorted({*INVOKES, *(scenario.module for scenario in SCENARIOS.values())})


def play(run: Run, scenario: Scenario, tmp_path: Path, **options: Any) -> dict[str, Any]:
    """The result of the scenario."""
    found = scenario.found
    if THERE in found:
        run("apic_invoke", **NEW)
    if "account" in found:
        run("axway_service_account", name="present")
    if scenario.fault:
        if "token" not in scenario.fault.get("path", ""):
            # Without a path it befalls the call, not its login.
            run(scenario.module.partition("_")[0] + "_token")
        run.simulator.fault(platform=scenario.module.partition("_")[0], **scenario.fault)
    given: dict[str, Any] = {
        name: str(tmp_path / "file") if value == "FILE" else value
        for name, value in {**scenario.options, **options}.items()
    }
    modes = {"check": "check mode" in found, "diff": "diff mode" in found}
    return run(scenario.module, **modes, **given)


def keys(result: Mapping[str, Any]) -> set[str]:
    """The keys of a result besides those that every module has."""
    return set(result) - {"changed", "failed", "name"}


@pytest.mark.parametrize("name", SCENARIOS)
def test_what_is_returned_is_what_the_conditions_say(run: Run, name: str, tmp_path: Path) -> None:
    scenario = SCENARIOS[name]
    result = play(run, scenario, tmp_path)
    assert bool(result.get("failed")) is ("failure" in scenario.found), result
    conditions = returned(scenario.module)
    expected = {key for key, condition in conditions.items() if CONDITIONS[condition](scenario.found)}
    assert keys(result) == expected


@pytest.mark.parametrize("name", CALLS)
def test_a_call_of_many_returns_what_it_does_alone(run: Run, name: str, tmp_path: Path) -> None:
    scenario = CALLS[name]
    shared = {key: value for key, value in scenario.options.items() if key in ("url", "password", "retries")}
    call = {key: value for key, value in scenario.options.items() if key not in shared}
    if "dest" in call:
        call["dest"] = str(tmp_path / "file")
    many = Scenario(
        "apic_invoke", {**shared, "calls": [{"name": "one", **call}]}, scenario.facts, scenario.fault
    )
    result = play(run, many, tmp_path)
    if "mistake" in scenario.found:
        assert "calls" not in result
        return
    expected = {
        key
        for key, condition in returned("apic_invoke").items()
        if key != "diff" and CONDITIONS[condition](scenario.found)
    }
    assert keys(result["calls"][0]) == expected


@pytest.mark.parametrize("module", MODULES)
def test_each_condition_is_met_and_unmet_somewhere(module: str) -> None:
    alike = "apic_invoke" if module in INVOKES else module
    scenarios = [scenario for scenario in SCENARIOS.values() if scenario.module == alike]
    # Always and never are conditions that nobody would have to be told.
    for condition in set(returned(module).values()):
        met = {CONDITIONS[condition](scenario.found) for scenario in scenarios}
        assert met == {True, False}, condition


def test_conditions_are_those_of_the_documentation() -> None:
    documented = itertools.chain.from_iterable(returned(module).values() for module in MODULES)
    assert set(CONDITIONS) == set(documented)

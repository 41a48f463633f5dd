# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong while a product of API Connect is published, replaced, withdrawn: each request in turn.

Nothing is published twice, nothing that a request failed to find is taken as absent, and the next run
finishes.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._core.tokens.store import MemoryStore
from tests.operations.conftest import Run
from tests.operations.faults import FAULTS, PROCESSED
from tests.operations.pets import Catalog, api, pets

ALL_FAULTS = {**FAULTS, "409": {"kind": "status", "status": 409}}
NEW = {**pets("2.0.0"), "replaces": "previous"}
END = {"name": "pets", "version": "1.0.0", "state": "absent"}
# Each task of a product's life, what is there before it, and what is there after it.
TASKS: dict[str, tuple[list[dict[str, Any]], dict[str, Any], dict[str, str]]] = {
    "publish": ([], pets(), {"pets:1.0.0": "published"}),
    "publish again": ([pets()], {**pets(), "apis": [api(security=[])]}, {"pets:1.0.0": "published"}),
    "replace": ([pets()], NEW, {"pets:1.0.0": "retired", "pets:2.0.0": "published"}),
    "supersede": (
        [pets()],
        {**pets("2.0.0"), "supersedes": {"version": "1.0.0"}},
        {"pets:1.0.0": "deprecated", "pets:2.0.0": "published"},
    ),
    "roll back": (
        [pets(), NEW],
        {**pets(), "replaces": {"version": "2.0.0"}},
        {"pets:1.0.0": "published", "pets:2.0.0": "retired"},
    ),
    "clean up": ([pets(), NEW], END, {"pets:2.0.0": "published"}),
    "withdraw": ([pets()], END, {}),
}


@pytest.fixture(params=list(ALL_FAULTS.values()), ids=list(ALL_FAULTS))
def fault(request: pytest.FixtureRequest) -> dict[str, Any]:
    """What befalls a request."""
    return dict(request.param)


def made(catalog: Catalog) -> Counter[str]:
    """How often each write was made."""
    return Counter(
        f"{each['method']} {re.sub('^.*/sandbox', '', each['path'])}"
        for each in catalog.writes()
        if each["fault"] in PROCESSED or (not each["fault"] and each["status"] < 400)
    )


@pytest.mark.parametrize("name", TASKS)
def test_each_request_that_fails_is_made_good_by_the_next_run(
    run: Run, fault: dict[str, Any], name: str
) -> None:
    before, task, after = TASKS[name]
    catalog = Catalog(run)

    def begin() -> None:
        run.simulator.reset()
        run.store = MemoryStore()
        for each in before:
            catalog.good(**each)
        catalog.forget()

    begin()
    steps = sum(catalog.good(**task)["requests"].values())
    once = made(catalog)
    for number in range(steps):
        begin()
        run.simulator.fault(**fault, platform="apic", path="/(catalogs|drafts|consumer-orgs)/", skip=number)
        broken = catalog(**task, retries=0)
        assert any(each["fault"] for each in run.requests(platform="apic"))
        if broken.get("failed"):
            was_written = sum(made(catalog).values())
            assert broken["changed"] or broken.get("outcome_unknown") or not was_written
            assert not broken["changed"] or "done" in broken
        else:
            assert broken["changed"]
        run.simulator.clear_faults()
        again = catalog.good(**task)
        assert catalog.states() == after
        assert again["changed"] or made(catalog) == once
        assert made(catalog) == once
        assert not catalog.good(**task)["changed"]


def test_a_failure_tells_what_was_done(run: Run) -> None:
    catalog = Catalog(run)
    catalog.good(**pets())
    run.simulator.fault(kind="status", status=500, method="POST", path="/replace$")
    failed = catalog(**NEW)
    assert failed["changed"]
    assert failed["done"] == ["staged pets:2.0.0"]
    assert failed["replaced"] == {"name": "pets", "version": "1.0.0", "state": "published"}
    assert failed["msg"].endswith("[staged pets:2.0.0; pets:1.0.0 is published]")

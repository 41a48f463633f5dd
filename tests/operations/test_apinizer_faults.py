# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong while objects of Apinizer are read and written: each read and each write, in turn."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest

from tests.operations.apinizer_landscape import item_of, reads, writes
from tests.operations.conftest import Run, actions
from tests.operations.faults import FAULTS, break_one, was_met

LANDSCAPE = [
    item_of("environment_variable"),
    item_of("connection"),
    item_of("ip_group"),
    item_of("global_policy"),
    item_of("credential", access=[{"name": "Pets"}]),
]


def applied(run: Run, **options: Any) -> dict[str, Any]:
    """The result of the landscape applied without a second try of anything."""
    return run("apinizer_resource", resources=LANDSCAPE, retries=0, **options)


@pytest.fixture(params=list(FAULTS.values()), ids=list(FAULTS))
def fault(request: pytest.FixtureRequest) -> dict[str, Any]:
    """What befalls a request."""
    return dict(request.param)


def test_no_read_that_fails_is_taken_for_absence(run: Run, fault: dict[str, Any]) -> None:
    """On an empty manager everything has to be created, if what is there can be told, and else nothing."""
    expected = applied(run, check=True)["requests"]["reads"]
    assert expected == len(LANDSCAPE)
    for number in range(expected):
        break_one(run, fault, "apinizer", "GET", "/projects/", skip=number)
        run.simulator.clear_journal()
        planned = applied(run, check=True)
        assert was_met(run, "apinizer")
        assert writes(run) == []
        # A token is renewed, and a connection that was never used is made again.
        if planned.get("failed"):
            assert planned["error"]["kind"] != "config"
        else:
            assert actions(planned) == ["created"] * len(LANDSCAPE)


def test_every_write_that_fails_is_finished_by_the_next_run(run: Run, fault: dict[str, Any]) -> None:
    """Each run comes one write further; whatever it met, nothing is created twice."""
    clean = applied(run)
    steps = [(each["method"], each["path"]) for each in writes(run)]
    assert clean["requests"] == {"reads": len(reads(run)), "writes": len(steps)}
    run.simulator.reset()
    for method, path in steps:
        break_one(run, fault, "apinizer", method, f"^{re.escape(path)}$")
        result = applied(run)
        if result.get("failed"):
            made = any(
                not each["fault"] or each["fault"] in ("reset_after", "truncate") for each in writes(run)
            )
            assert result["changed"] or result.get("outcome_unknown") or not made
        run.simulator.clear_faults()
    assert not applied(run).get("failed")
    created = Counter(
        each["path"]
        for each in writes(run)
        if each["method"] == "POST"
        and (each["status"] == 200 or each["fault"] in ("reset_after", "truncate"))
        and each["fault"] not in ("html", "not_json")
    )
    assert set(created.values()) == {1}
    assert len(created) == len(LANDSCAPE)
    run.simulator.clear_journal()
    assert set(actions(applied(run))) == {"unchanged"}
    assert writes(run) == []


def test_every_proof_that_fails_is_a_failure_after_a_write(run: Run, fault: dict[str, Any]) -> None:
    for item, path in ((LANDSCAPE[0], "/environmentVariables/thing/$"), (LANDSCAPE[2], "/ipGroups/thing/$")):
        # The first read of it plans, the second one proves.
        break_one(run, fault, "apinizer", "GET", path, skip=1)
        run.simulator.clear_journal()
        result = run("apinizer_resource", **item, retries=0)
        assert was_met(run, "apinizer")
        assert result["changed"]
        run.simulator.clear_faults()
        assert actions(run("apinizer_resource", **item)) == ["unchanged"]

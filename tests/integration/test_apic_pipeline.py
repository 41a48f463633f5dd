# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pipeline of the guide, from an empty catalog through every stage of a product's life.

Check mode predicts each run, and a second run changes nothing.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.integration.platforms import environment_of
from tests.integration.plays import Play, PlayRun
from tests.operations.conftest import Run
from tests.operations.pets import Catalog
from tests.playbook import CHECKOUT
from tests.simulator.client import Simulator

pytestmark = pytest.mark.same_on_every_core

EXAMPLES = CHECKOUT / "docs" / "docsite" / "rst" / "examples"
PIPELINE = EXAMPLES / "apic_pipeline.yml"
# Each stage: its variables, what is in the catalog after it, and which version has the subscription.
STAGES: dict[str, tuple[dict[str, Any], dict[str, str], str]] = {
    "new": ({}, {"pets:1.0.0": "published"}, "1.0.0"),
    "superseded": (
        {"my_product": "pets-2.yaml"},
        {"pets:1.0.0": "deprecated", "pets:2.0.0": "published"},
        "2.0.0",
    ),
    "rolled back": ({}, {"pets:1.0.0": "published", "pets:2.0.0": "deprecated"}, "1.0.0"),
    "archived": (
        {"my_old_versions": {"2.0.0": "archived"}},
        {"pets:1.0.0": "published", "pets:2.0.0": "archived"},
        "1.0.0",
    ),
    "cleaned up": ({"my_old_versions": {"2.0.0": "absent"}}, {"pets:1.0.0": "published"}, "1.0.0"),
}


class Pipeline:
    """Runs the pipeline against a simulator."""

    def __init__(self, play: Play, simulator: Simulator) -> None:
        self._play = play
        self.simulator = simulator
        self.catalog = Catalog(Run(simulator))
        organization = self.catalog.home.partition("/")[0]
        self._given = {"my_organization": organization, "my_files": str(EXAMPLES / "apic")}
        self.kept = play.directory / "shop.json"

    def __call__(self, variables: dict[str, Any], check: bool = False) -> PlayRun:
        given = {**self._given, "my_directory": str(self._play.directory), **variables}
        ran = self._play(
            PIPELINE.read_text(encoding="utf-8"),
            extra_vars=given,
            env=environment_of(self.simulator.description),
            check=check,
            diff=True,
        )
        assert ran.rc == 0, ran.output
        return ran

    def writes(self) -> list[str]:
        """What was written since the journal was cleared."""
        return [f"{each['method']} {each['path']}" for each in self.catalog.writes()]


@pytest.fixture
def pipeline(play: Play, fresh_simulator: Simulator) -> Pipeline:
    """The pipeline, and an empty catalog."""
    return Pipeline(play, fresh_simulator)


def changes(ran: PlayRun) -> dict[str, bool]:
    """Whether each task changed something."""
    return {each.task: each.changed for each in ran.results}


def diffs(ran: PlayRun) -> list[Any]:
    """What the product's tasks show as the difference."""
    results = [each.result for each in ran.results if each.action.endswith("apic_product")]
    items = [item for each in results for item in each.get("results", [each])]
    return [each.get("diff") for each in items]


def test_the_pipeline_is_short() -> None:
    tasks = PIPELINE.read_text(encoding="utf-8").partition("  tasks:\n")[2]
    assert len(tasks.splitlines()) < 25


def test_each_stage_is_predicted_and_runs_once(pipeline: Pipeline) -> None:
    secrets = []
    for name, (variables, states, version) in STAGES.items():
        pipeline.catalog.forget()
        predicted = pipeline(variables, check=True)
        assert pipeline.writes() == [], name
        done = pipeline(variables)
        told = changes(done)
        # Credentials are there to be kept only once they were made.
        kept = "Keep its credentials, which API Connect returns only once"
        assert {**changes(predicted), kept: told[kept]} == told, name
        assert any(told.values()), name
        assert diffs(predicted) == diffs(done), name
        assert pipeline.catalog.states() == states, name
        assert pipeline.catalog.subscriptions() == [(f"pets:{version}", "default-plan")], name
        secrets.append(pipeline.kept.read_text(encoding="utf-8"))
        pipeline.catalog.forget()
        assert not any(changes(pipeline(variables)).values()), name
        assert pipeline.writes() == [], name
    assert len(set(secrets)) == 1
    (kept_credentials,) = json.loads(secrets[0])
    assert len(kept_credentials["client_secret"]) == 32


def test_each_stage_runs_on_the_target(pipeline: Pipeline, play: Play) -> None:
    play.variables["apiops_in_process"] = False
    for name, (variables, states, version) in STAGES.items():
        assert any(changes(pipeline(variables)).values()), name
        assert pipeline.catalog.states() == states, name
        assert pipeline.catalog.subscriptions() == [(f"pets:{version}", "default-plan")], name
    assert not any(changes(pipeline(variables)).values())

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands of the guide's pipelines do in a team's repository what the guide says."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.integration.platforms import environment_of
from tests.integration.test_export import writes
from tests.operations.apic_landscape import ORG
from tests.playbook import ANSIBLE_PLAYBOOK, CHECKOUT, environment
from tests.simulator.client import Simulator

pytestmark = pytest.mark.same_on_every_core

EXAMPLES = CHECKOUT / "docs" / "docsite" / "rst" / "examples" / "pipelines"
SECRET = "of-the-store-0815"
LIVE = {"kind": "Environment", "name": "production"}
DECLARED: dict[str, dict[str, Any]] = {
    "apic/catalog.yml": {"kind": "catalog", "parent": ORG, "name": "new"},
    "axway/production.yml": {**LIVE},
    "axway/hook.yml": {
        "kind": "Webhook",
        "parent": LIVE,
        "name": "hook",
        "spec": {
            "url": "https://x.example.com",
            "headers": {"Authorization": "{{ apic_my_organization_keystore_shop_password | default(omit) }}"},
        },
    },
}


class Repository:
    """A team's repository, in which the steps of a job run."""

    def __init__(self, place: Path, simulator: Simulator) -> None:
        self._place = place
        self._simulator = simulator
        jobs = yaml.safe_load((EXAMPLES / "github.yml").read_text(encoding="utf-8"))["jobs"]
        self._steps = {name: [step.get("run", "") for step in job["steps"]] for name, job in jobs.items()}
        variables = (EXAMPLES / "production.yml").read_text(encoding="utf-8")
        shown = yaml.safe_load(variables)["apic_url"]
        url = simulator.description["apic"]["url"]
        (place / "production.yml").write_text(variables.replace(shown, url), encoding="utf-8")
        for name, item in DECLARED.items():
            path = place / "production" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(yaml.safe_dump(item), encoding="utf-8")

    def __call__(self, job: str, **settings: str) -> str:
        """What the steps of a job add to the summary, from the playbook on."""
        steps = self._steps[job]
        (first,) = [number for number, step in enumerate(steps) if "ansible-playbook" in step]
        summary = self._place / f"{job}.summary"
        for command in filter(None, steps[first:]):
            ended = subprocess.run(
                ["bash", "-e", "-c", command],
                cwd=self._place,
                env=environment(
                    self._place,
                    **environment_of(self._simulator.description),
                    PATH=f"{ANSIBLE_PLAYBOOK.parent}{os.pathsep}{os.environ['PATH']}",
                    TARGET="production",
                    GITHUB_STEP_SUMMARY=str(summary),
                    **settings,
                ),
                capture_output=True,
                text=True,
                timeout=400,
                check=False,
            )
            assert ended.returncode == 0, ended.stdout + ended.stderr
        return summary.read_text(encoding="utf-8")

    def summary(self, verb: str) -> dict[str, int]:
        """The counts of a report, without those that are 0."""
        report = json.loads((self._place / f"reports/production/{verb}.json").read_text(encoding="utf-8"))
        return {name: number for name, number in report["summary"].items() if number}


def test_the_jobs_of_a_pipeline_plan_and_apply(fresh_simulator: Simulator, tmp_path: Path) -> None:
    repository = Repository(tmp_path, fresh_simulator)
    # The job of the plan has no secret of an object.
    assert repository("plan").startswith("# production\n## Plan\n")
    assert repository.summary("plan") == {"created": 3}
    assert writes(fresh_simulator) == []
    assert repository("apply-production", SHOP_KEYSTORE_PASSWORD=SECRET).startswith("## Apply\n")
    assert repository.summary("apply") == {"created": 3}
    assert {each["method"] for each in fresh_simulator.journal(contains=SECRET)} == {"POST"}
    repository("plan")
    assert repository.summary("plan") == {"unchanged": 3}

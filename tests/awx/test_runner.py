# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs as AWX runs them: by ansible-runner, from the file of the job template, with what AWX injects."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.awx.jobs import Job, launch
from tests.integration.awx import CALLS, login_methods
from tests.leaks import leaked, secrets_of, tokens_of
from tests.operations.conftest import OPERATIONS
from tests.simulator.client import Simulator

# Of each platform the login with the most secrets. Every one is tried without the runner, in test_awx.py.
METHODS = ["axway key", "apic certificate", "apinizer user", "cmf token"]


def found_in(job: Job, simulator: Simulator) -> list[str]:
    """The names of the secrets and tokens that the job printed or ansible-runner keeps."""
    secrets = {**secrets_of(simulator.description), **tokens_of(simulator.journal())}
    return leaked("\n".join([job.output, *job.kept.values()]), secrets)


@pytest.mark.parametrize("method", METHODS)
def test_a_job_with_what_awx_injects(fresh_simulator: Simulator, tmp_path: Path, method: str) -> None:
    platform, inputs = login_methods(fresh_simulator.description)[method]
    answer = yaml.safe_dump([{"name": "call", **CALLS[platform]}])
    job = launch(platform, inputs, answer, tmp_path / "private")
    assert job.status == "successful", job.output
    called = [entry for entry in fresh_simulator.journal(platform=platform) if "token" not in entry["path"]]
    assert called[-1]["status"] == 200
    assert "playbook_on_stats" in [event["event"] for event in job.events]
    assert found_in(job, fresh_simulator) == []


@pytest.mark.parametrize("method", METHODS)
def test_a_job_with_variables_of_an_attacker(fresh_simulator: Simulator, tmp_path: Path, method: str) -> None:
    """Where a template of somebody else asks for variables after all."""
    platform, inputs = login_methods(fresh_simulator.description)[method]
    option = OPERATIONS[f"{platform}_token"].platform.addresses[0]
    attack = {
        f"{platform}_{option}": fresh_simulator.description["other_origin_url"],
        f"{platform}_validate_certs": False,
    }
    job = launch(platform, inputs, [{"name": "call", **CALLS[platform]}], tmp_path / "private", **attack)
    assert job.status == "failed"
    (failure,) = [event for event in job.events if event["event"] == "runner_on_failed"]
    assert failure["event_data"]["res"]["error"]["kind"] == "config"
    assert fresh_simulator.journal() == []
    assert found_in(job, fresh_simulator) == []


def test_a_job_whose_credential_is_refused(fresh_simulator: Simulator, tmp_path: Path) -> None:
    platform, inputs = login_methods(fresh_simulator.description)["apic user"]
    wrong = "n0t the password!"
    job = launch(platform, {**inputs, "password": wrong}, [], tmp_path / "private")
    assert job.status == "failed"
    (failure,) = [event for event in job.events if event["event"] == "runner_on_failed"]
    assert failure["event_data"]["res"]["error"]["kind"] == "auth"
    refused = [entry for entry in fresh_simulator.journal(platform=platform) if entry["status"] == 401]
    assert len(refused) == 1
    assert found_in(job, fresh_simulator) == []
    assert leaked("\n".join([job.output, *job.kept.values()]), {"password": wrong}) == []

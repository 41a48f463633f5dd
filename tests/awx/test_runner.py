# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs as AWX runs them: by ansible-runner, from the file of the job template, with what AWX injects."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.integration.awx import CALLS, WAYS, injected, ways
from tests.leaks import leaked, secrets_of, tokens_of
from tests.playbook import CHECKOUT, LOCALHOST, environment, write_private
from tests.simulator.client import Simulator

RUNNER = Path(sys.executable).parent / "ansible-runner"


@dataclass(frozen=True)
class Job:
    """A finished job: its status, what was printed, and what ansible-runner keeps of it, by file name.

    The file ``command`` is left out: it holds the environment as it was given, and AWX removes it with the
    directory of the job.
    """

    status: str
    output: str
    kept: dict[str, str]

    @property
    def events(self) -> list[dict[str, Any]]:
        """The events in order, as AWX saves them."""
        found = [
            json.loads(text) for name, text in self.kept.items() if Path(name).parent.name == "job_events"
        ]
        return sorted(found, key=lambda event: int(event["counter"]))


def launch(platform: str, inputs: dict[str, Any], verbosity: int, private: Path) -> Job:
    """A job of the platform's template with a credential of these inputs, its survey left as it is.

    ``private`` is the directory of the job, in which ansible-runner also keeps what comes of it.
    """
    private.mkdir()
    template = yaml.safe_load(
        (CHECKOUT / "extensions" / "awx" / "job_templates" / f"{platform}.yml").read_text(encoding="utf-8")
    )
    env, _ = injected(platform, inputs, private)
    answers = {question["variable"]: question["default"] for question in template["survey_spec"]["spec"]}
    write_private(private / "env" / "envvars", env)
    write_private(
        private / "env" / "extravars",
        {**answers, f"{platform}_calls": [{"name": "call", **CALLS[platform]}]},
    )
    (private / "inventory").mkdir()
    write_private(private / "inventory" / "hosts.json", LOCALHOST)
    (private / "project").symlink_to(CHECKOUT)
    home = private / "home"
    home.mkdir()
    ended = subprocess.run(
        [str(RUNNER), "run", str(private), "--playbook", template["playbook"], "--ident", "job"]
        + (["-" + "v" * verbosity] if verbosity else []),
        env=environment(home, PATH=f"{RUNNER.parent}{os.pathsep}{os.environ['PATH']}"),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    artifacts = private / "artifacts" / "job"
    return Job(
        (artifacts / "status").read_text(encoding="utf-8"),
        ended.stdout + ended.stderr,
        {
            str(path.relative_to(artifacts)): path.read_text(encoding="utf-8")
            for path in artifacts.rglob("*")
            if path.is_file() and path.name != "command"
        },
    )


def found_in(job: Job, simulator: Simulator) -> list[str]:
    """The names of the secrets and tokens that the job printed or ansible-runner keeps."""
    secrets = {**secrets_of(simulator.description), **tokens_of(simulator.journal())}
    return leaked("\n".join([job.output, *job.kept.values()]), secrets)


@pytest.mark.parametrize("way", WAYS)
def test_a_job_with_what_awx_injects(fresh_simulator: Simulator, tmp_path: Path, way: str) -> None:
    platform, inputs = ways(fresh_simulator.description)[way]
    job = launch(platform, inputs, 3, tmp_path / "private")
    assert job.status == "successful", job.output
    called = [entry for entry in fresh_simulator.journal(platform=platform) if "token" not in entry["path"]]
    assert called[-1]["status"] == 200
    assert "playbook_on_stats" in [event["event"] for event in job.events]
    assert found_in(job, fresh_simulator) == []


def test_a_job_whose_credential_is_refused(fresh_simulator: Simulator, tmp_path: Path) -> None:
    platform, inputs = ways(fresh_simulator.description)["apic user"]
    wrong = "n0t the password!"
    job = launch(platform, {**inputs, "password": wrong}, 3, tmp_path / "private")
    assert job.status == "failed"
    (failure,) = [event for event in job.events if event["event"] == "runner_on_failed"]
    assert failure["event_data"]["res"]["error"]["kind"] == "auth"
    refused = [entry for entry in fresh_simulator.journal(platform=platform) if entry["status"] == 401]
    assert len(refused) == 1
    assert found_in(job, fresh_simulator) == []
    assert leaked("\n".join([job.output, *job.kept.values()]), {"password": wrong}) == []

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs jobs as AWX does: by ansible-runner, with the environment that AWX makes of a credential."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.integration.awx import injected
from tests.playbook import CHECKOUT, LOCALHOST, environment, write_private

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

    @property
    def changes(self) -> int:
        """How many tasks changed something."""
        (stats,) = [event for event in self.events if event["event"] == "playbook_on_stats"]
        return sum(stats["event_data"]["changed"].values())


def launch(platform: str, inputs: dict[str, Any], calls: list[dict[str, Any]], private: Path) -> Job:
    """A job of the platform's template with a credential of these inputs, its survey left as it is.

    ``private`` is the directory of the job, in which ansible-runner also keeps what comes of it.
    """
    private.mkdir()
    template = yaml.safe_load(
        (CHECKOUT / "extensions" / "awx" / "job_templates" / f"{platform}.yml").read_text(encoding="utf-8")
    )
    env, _shown = injected(platform, inputs, private)
    answers = {question["variable"]: question["default"] for question in template["survey_spec"]["spec"]}
    write_private(private / "env" / "envvars", env)
    write_private(private / "env" / "extravars", {**answers, f"{platform}_calls": calls})
    (private / "inventory").mkdir()
    write_private(private / "inventory" / "hosts.json", LOCALHOST)
    (private / "project").symlink_to(CHECKOUT)
    home = private / "home"
    home.mkdir()
    ended = subprocess.run(
        [str(RUNNER), "run", str(private), "--playbook", template["playbook"], "--ident", "job", "-vvv"],
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

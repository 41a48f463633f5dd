# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs jobs as AWX does: by ansible-runner, with the environment that AWX makes of a credential."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.awx.kept import Kept, texts_below
from tests.integration.awx import injected
from tests.playbook import CHECKOUT, LOCALHOST, environment, write_private

RUNNER = Path(sys.executable).parent / "ansible-runner"


@dataclass(frozen=True)
class Job(Kept):
    """A finished job; ``output`` is what was printed.

    The file ``command`` is not among those that are kept: it holds the environment as it was given, and AWX
    removes it with the directory of the job.
    """

    output: str


def launch(
    platform: str, inputs: dict[str, Any], calls: list[dict[str, Any]] | str, private: Path, **given: Any
) -> Job:
    """A job of the platform's template with a credential of these inputs, its survey left as it is.

    The ``calls`` are those of the template or, as a text, what the survey was answered; ``given`` are further
    variables, which the template asks nobody for. ``private`` is the directory of the job, in which
    ansible-runner also keeps what comes of it.
    """
    private.mkdir()
    template = yaml.safe_load(
        (CHECKOUT / "extensions" / "awx" / "job_templates" / f"{platform}.yml").read_text(encoding="utf-8")
    )
    env, _shown = injected(platform, inputs, private)
    answers = {question["variable"]: question["default"] for question in template["survey_spec"]["spec"]}
    write_private(private / "env" / "envvars", env)
    write_private(private / "env" / "extravars", {**answers, f"{platform}_calls": calls, **given})
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
        timeout=400,
        check=False,
    )
    kept = texts_below(private / "artifacts" / "job")
    del kept["command"]
    return Job(kept["status"], kept, ended.stdout + ended.stderr)

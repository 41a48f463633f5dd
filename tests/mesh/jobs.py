# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs as AWX has them: packed here, run on an execution node, their results read here again."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ansible_runner
import yaml

from tests.awx.kept import Kept, texts_below
from tests.integration.awx import injected
from tests.mesh.network import Mesh
from tests.mesh.node import Node
from tests.playbook import LOCALHOST, write_private

# The name of every job's playbook.
PLAYBOOK = "site.yml"

# Where ansible-runner keeps what comes back.
_IDENT = "job"

# What a job has if nothing else is said.
LOCAL = ("localhost",)

# Seconds that a job may take.
_TIME_LIMIT = 300


@dataclass(frozen=True)
class Job(Kept):
    """A job as the control node sees it in the end.

    ``explanation`` is what ansible-runner says of a failure of its own.
    """

    explanation: str

    @property
    def hosts(self) -> list[str]:
        """The hosts that something was done on, in order."""
        return sorted(
            {event["event_data"]["host"] for event in self.events if event["event"] == "runner_on_ok"}
        )

    @property
    def output(self) -> str:
        """What Ansible printed, and the explanation: as the message of an assertion."""
        return "\n".join([*(event["stdout"] for event in self.events), self.explanation])


@dataclass(frozen=True)
class Launched:
    """A job that was sent to a node; ``place`` is the directory that the control node has for it."""

    mesh: Mesh
    node: Node
    unit: str
    place: Path

    def finished(self) -> Job:
        """Waits for the job to end, its node to be lost or 300 s to pass, and reads what was sent."""
        deadline = time.monotonic() + _TIME_LIMIT
        self.mesh.save(
            self.unit,
            self.place / "results",
            given_up=lambda: not self.mesh.knows(self.node) or time.monotonic() > deadline,
        )
        statuses: list[dict[str, Any]] = []
        with (self.place / "results").open("rb") as results:
            ended = ansible_runner.run(
                streamer="process",
                _input=results,
                private_data_dir=str(self.place / "kept"),
                ident=_IDENT,
                quiet=True,
                status_handler=lambda data, runner_config: statuses.append(data),
            )
        explanations = [data["job_explanation"] for data in statuses if "job_explanation" in data]
        kept = texts_below(self.place / "kept" / "artifacts" / _IDENT)
        return Job(ended.status, kept, "\n".join(explanations))

    def release(self) -> None:
        """Has receptor forget the job, as AWX does in the end."""
        self.mesh.release(self.unit, self.node)


def launch(
    place: Path,
    mesh: Mesh,
    node: Node,
    playbook: Sequence[Mapping[str, Any]],
    credentials: Mapping[str, Mapping[str, Any]],
    variables: Mapping[str, Any] | None = None,
    hosts: Sequence[str] = LOCAL,
) -> Launched:
    """Packs a job in the new directory ``place`` and sends it to ``node``.

    ``credentials`` are what a user filled in, by platform, and reach the job as AWX injects them. ``hosts``
    are all on the node itself.
    """
    private = place / "private"
    env = prepare(private, node, playbook, credentials, variables, hosts)
    with (place / "payload").open("xb") as payload:
        ansible_runner.run(
            streamer="transmit",
            _output=payload,
            private_data_dir=str(private),
            playbook=PLAYBOOK,
            # As AWX has it: the environment travels before the directory, and is in no file of it.
            envvars=env,
            suppress_env_files=True,
            ident=_IDENT,
            verbosity=3,
        )
    return Launched(mesh, node, mesh.submit(node, place / "payload"), place)


def prepare(
    private: Path,
    node: Node,
    playbook: Sequence[Mapping[str, Any]],
    credentials: Mapping[str, Mapping[str, Any]],
    variables: Mapping[str, Any] | None = None,
    hosts: Sequence[str] = LOCAL,
) -> dict[str, str]:
    """Fills the new private data directory of a job for ``node``; returns what its environment gets."""
    for name in ("project", "inventory", "env"):
        (private / name).mkdir(parents=True)
    (private / "project" / PLAYBOOK).write_text(yaml.safe_dump(list(playbook)), encoding="utf-8")
    (local,) = LOCALHOST["all"]["hosts"].values()
    write_private(private / "inventory" / "hosts.json", {"all": {"hosts": dict.fromkeys(hosts, local)}})
    write_private(private / "env" / "extravars", dict(variables or {}))
    env: dict[str, str] = {}
    for platform, inputs in credentials.items():
        env |= injected(platform, dict(inputs), private)[0]
    # The files of a credential travel with the directory, to where the node unpacks it.
    return {name: value.replace(str(private), str(node.job)) for name, value in env.items()}


def slices(hosts: Sequence[str], number: int) -> list[list[str]]:
    """The hosts as AWX spreads a sliced job: every ``number``-th of the sorted ones."""
    return [sorted(hosts)[first::number] for first in range(number)]

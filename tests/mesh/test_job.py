# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A job of all four roles on an execution node: what it does, and what is kept of it."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.awx.kept import texts_below
from tests.integration.awx import login_methods
from tests.integration.watch import Watch
from tests.leaks import leaked, secrets_of, tokens_of
from tests.mesh.jobs import PLAYBOOK, launch, prepare
from tests.mesh.network import Mesh
from tests.mesh.node import Node
from tests.mesh.playbooks import CALLS, CREDENTIALS, EVERY_ROLE, WRITES
from tests.playbook import write_private
from tests.simulator.client import Simulator

# What ansible-runner itself writes the environment of a job to. AWX removes it with the job's directory.
OF_THE_RUNNER = "command"


def leaky(texts: dict[str, str], secrets: dict[str, str]) -> list[str]:
    """The names of the texts that hold one of the secrets."""
    return [name for name, text in texts.items() if leaked(text, secrets)]


def tokens(simulator: Simulator) -> dict[str, str]:
    """Every token that was issued and every proof that was sent, but for credentials sent as they are."""
    of = simulator.description
    given = {of["apinizer"]["token"], of["cmf"]["token"]}
    issued = {
        f"{name} {n}": each for name, some in simulator.issued_tokens().items() for n, each in enumerate(some)
    }
    found = {**tokens_of(simulator.journal()), **issued}
    return {name: token for name, token in found.items() if token not in given}


def test_a_job_on_a_node(fresh_simulator: Simulator, mesh: Mesh, nodes: list[Node], tmp_path: Path) -> None:
    node = nodes[0]
    secrets = secrets_of(fresh_simulator.description)
    changes = []
    for number, used in zip(("first", "second"), CREDENTIALS, strict=True):
        credentials = dict(login_methods(fresh_simulator.description)[method] for method in used)
        with Watch(node.home, tmp_path / f"{number}-watched") as watch:
            launched = launch(tmp_path / number, mesh, node, EVERY_ROLE, credentials, CALLS)
            job = launched.finished()
        assert job.status == "successful", job.output
        assert mesh.state(launched.unit) == ("Succeeded", "exit status 0")
        changes.append(job.changes)
        issued = tokens(fresh_simulator)
        assert len(issued) >= 3
        assert leaky(job.kept, {**secrets, **issued}) == [OF_THE_RUNNER]
        assert leaky(job.kept, issued) == []
        # What receptor keeps: the payload, which has the credentials, and what came back.
        unit = f"{mesh.control.data.name}/{mesh.control.name}/{launched.unit}"
        kept = texts_below(mesh.control.home)
        assert leaky(kept, secrets) == [f"{unit}/stdin", f"{unit}/stdout"]
        assert leaky(kept, issued) == []
        assert leaked("".join(watch.commands), {**secrets, **issued}) == []
        # While the job runs, its directory on the node holds the credentials. The watch must have seen them.
        assert leaky(watch.files, secrets)
        assert leaky(watch.files, issued) == []
        assert not node.job.exists()
        launched.release()
        for place in (mesh.control, node):
            assert texts_below(place.data) == {}
            assert leaky(texts_below(place.home), {**secrets, **issued}) == []
    assert changes == [WRITES, 0]


PIPE = """
set -o pipefail
ansible-runner transmit "$PRIVATE" --playbook "$PLAYBOOK" --ident job -vvv |
  ansible-runner worker --private-data-dir "$JOB" --delete |
  ansible-runner process "$KEPT" --ident job
"""


def test_three_processes_in_a_pipe(fresh_simulator: Simulator, nodes: list[Node], tmp_path: Path) -> None:
    node = nodes[0]
    credentials = dict(login_methods(fresh_simulator.description)[method] for method in CREDENTIALS[0])
    private, kept = tmp_path / "private", tmp_path / "kept"
    write_private(private / "env" / "envvars", prepare(private, node, EVERY_ROLE, credentials, CALLS))
    settings = {"PRIVATE": private, "PLAYBOOK": PLAYBOOK, "JOB": node.job, "KEPT": kept}
    env = node.environment(**{name: str(value) for name, value in settings.items()})
    ended = subprocess.run(
        ["bash", "-c", PIPE],
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    texts = texts_below(kept)
    assert texts["artifacts/job/status"] == "successful", ended.stdout
    secrets = {**secrets_of(fresh_simulator.description), **tokens(fresh_simulator)}
    assert leaked(ended.stdout + ended.stderr, secrets) == []
    assert leaky(texts, secrets) == [f"artifacts/job/{OF_THE_RUNNER}"]

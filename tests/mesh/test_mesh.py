# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs over the engine of AWX: packed, sent to execution nodes, sliced, and a node that dies in mid-run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.integration.awx import ways
from tests.integration.watch import Watch
from tests.leaks import leaked, secrets_of, tokens_of
from tests.mesh.jobs import launch
from tests.mesh.node import Node
from tests.mesh.playbooks import CALLS, EVERY_ROLE, WRITES
from tests.simulator.client import Simulator

HOSTS = ["host1", "host2", "host3", "host4", "host5", "host6"]

# The credentials of the four roles: each platform's first way to log in, and another.
CREDENTIALS = [
    ["axway secret", "apic user", "apinizer user", "cmf token"],
    ["axway key", "apic key", "apinizer token", "cmf token"],
]

# What ansible-runner itself writes the environment of a job to. AWX removes it with the job's directory.
OF_THE_RUNNER = "command"

# Seconds in which a job must come to a certain point.
PATIENCE = 60


@pytest.fixture
def nodes() -> Iterator[list[Node]]:
    """Two execution nodes. Nothing of them is left after the test."""
    with ExitStack() as stack:
        both = [stack.enter_context(Node()) for _ in range(2)]
        yield both
    assert [node.processes() for node in both] == [[], []]
    assert not any(node.home.exists() for node in both)


def credentials_of(simulator: Simulator, used: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What a user fills in for these ways to log in, by platform."""
    return dict(ways(simulator.description)[way] for way in used)


def leaky(texts: dict[str, str], secrets: dict[str, str]) -> list[str]:
    """The names of the texts that hold one of the secrets."""
    return [name for name, text in texts.items() if leaked(text, secrets)]


def tokens(simulator: Simulator) -> dict[str, str]:
    """Every token that was issued, and that was sent; not the credentials that are sent as they are."""
    of = simulator.description
    given = {of["apinizer"]["token"], of["cmf"]["token"]}
    issued = {
        f"{name} {n}": each for name, some in simulator.issued_tokens().items() for n, each in enumerate(some)
    }
    found = {**tokens_of(simulator.journal()), **issued}
    return {name: token for name, token in found.items() if token not in given}


@pytest.mark.parametrize("used", CREDENTIALS, ids=["secrets", "keys"])
def test_a_job_on_a_node(
    fresh_simulator: Simulator, nodes: list[Node], tmp_path: Path, used: list[str]
) -> None:
    node, _ = nodes
    secrets = secrets_of(fresh_simulator.description)
    credentials = credentials_of(fresh_simulator, used)
    changes = []
    for number in ("first", "second"):
        with Watch(node.home, tmp_path / f"{number}-watched") as watch:
            job = launch(tmp_path / number, node, EVERY_ROLE, credentials, CALLS).finished()
        assert job.status == "successful", job.output
        changes.append(job.changes)
        issued = tokens(fresh_simulator)
        assert len(issued) >= 3
        assert leaky(job.kept, {**secrets, **issued}) == [OF_THE_RUNNER]
        assert leaky(job.kept, issued) == []
        assert leaked("".join(watch.commands), {**secrets, **issued}) == []
        assert leaky(watch.files, issued) == []
        assert not node.job.exists()
    assert changes == [WRITES, 0]

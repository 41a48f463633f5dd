# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A job sliced over two execution nodes, and one of them, or what runs on it, dies in mid-run."""

from __future__ import annotations

import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.integration.awx import login_methods
from tests.mesh.jobs import launch, slices
from tests.mesh.keys import RECEPTOR
from tests.mesh.network import Mesh, until
from tests.mesh.node import Node
from tests.mesh.playbooks import CALLS, CATALOGS, CREDENTIALS, EVERY_ROLE_SLICED, WRITES
from tests.simulator.client import Simulator

HOSTS = ["host1", "host2", "host3", "host4", "host5", "host6"]
CATALOGS_PATH = "/api/orgs/test-organization/catalogs"

# What ansible-runner says when a worker sends no end, and the seconds within which a job ends by that.
ABORTED = "Worker did not produce events or streaming was aborted"
SOON = 30


@pytest.fixture
def credentials(fresh_simulator: Simulator) -> dict[str, dict[str, Any]]:
    """What a user fills in for API Connect."""
    platform, inputs = login_methods(fresh_simulator.description)["apic user"]
    return {platform: inputs}


def creations(simulator: Simulator) -> list[tuple[str, int | None]]:
    """The catalogs that API Connect was asked to create, and with what status it answered each time."""
    requests = simulator.journal(platform="apic", method="POST", path=CATALOGS_PATH)
    return [(json.loads(request["body"])["name"], request["status"]) for request in requests]


def test_a_sliced_job(fresh_simulator: Simulator, mesh: Mesh, nodes: list[Node], tmp_path: Path) -> None:
    credentials = dict(login_methods(fresh_simulator.description)[method] for method in CREDENTIALS[0])
    for number in ("first", "second"):
        launched = [
            launch(
                tmp_path / f"{number}-{node.name}", mesh, node, EVERY_ROLE_SLICED, credentials, CALLS, hosts
            )
            for node, hosts in zip(nodes, slices(HOSTS, 2), strict=True)
        ]
        jobs = [each.finished() for each in launched]
        assert [job.status for job in jobs] == ["successful"] * 2, jobs[0].output + jobs[1].output
        assert [job.hosts for job in jobs] == slices(HOSTS, 2)
        assert [job.changes for job in jobs] == ([3 * WRITES] * 2 if number == "first" else [0, 0])
        logins = Counter(
            entry["platform"] for entry in fresh_simulator.journal() if entry["path"].endswith("/token")
        )
        # One for each slice. The token of CMF is the user's own.
        assert logins == {"axway": 2, "apic": 2, "apinizer": 2}
        fresh_simulator.clear_journal()
        for each in launched:
            each.release()


def test_a_node_that_dies_in_mid_run(
    fresh_simulator: Simulator,
    mesh: Mesh,
    nodes: list[Node],
    tmp_path: Path,
    credentials: dict[str, dict[str, Any]],
) -> None:
    (living, dying), (hosts, others) = nodes, slices(HOSTS, 2)
    first, second, _third = others
    # The second host's catalog is being made, for longer than its node lives even on a slow machine.
    fresh_simulator.fault(kind="slow", seconds=8, platform="apic", method="POST", path=CATALOGS_PATH, skip=1)
    lost = launch(tmp_path / "lost", mesh, dying, CATALOGS, credentials, hosts=others)
    until(lambda: (second, None) in creations(fresh_simulator) and first in mesh.heard(lost.unit))
    launched = launch(tmp_path / "launched", mesh, living, CATALOGS, credentials, hosts=hosts)
    dying.kill()
    assert dying.processes() == []

    died = time.monotonic()
    job = lost.finished()
    assert time.monotonic() - died < SOON
    assert job.status == "error"
    assert ABORTED in job.explanation
    # What it did until then is there to be seen.
    assert first in job.output
    # Receptor goes on hoping for the node; that the control node has no method to it is all that it tells.
    assert mesh.state(lost.unit)[0] == "Running"
    assert not mesh.knows(dying)
    lost.release()
    job = launched.finished()
    assert (job.status, job.changes) == ("successful", 3), job.output
    launched.release()

    # The job of the dead node is launched again, on the other: what was made, or was being made, is found.
    until(lambda: (second, 201) in creations(fresh_simulator))
    again = launch(tmp_path / "again", mesh, living, CATALOGS, credentials, hosts=others)
    job = again.finished()
    assert (job.status, job.changes) == ("successful", 1), job.output
    assert sorted(creations(fresh_simulator)) == [(host, 201) for host in HOSTS]
    again.release()


def test_a_worker_that_dies_on_a_living_node(
    fresh_simulator: Simulator,
    mesh: Mesh,
    nodes: list[Node],
    tmp_path: Path,
    credentials: dict[str, dict[str, Any]],
) -> None:
    node = nodes[0]
    fresh_simulator.fault(kind="slow", seconds=2, platform="apic", method="POST", path=CATALOGS_PATH)
    launched = launch(tmp_path / "launched", mesh, node, CATALOGS, credentials)
    until(lambda: ("localhost", None) in creations(fresh_simulator))
    node.kill(but=RECEPTOR)
    died = time.monotonic()
    job = launched.finished()
    assert time.monotonic() - died < SOON
    assert job.status == "error"
    assert ABORTED in job.explanation
    assert mesh.state(launched.unit) == ("Failed", "signal: killed")
    assert mesh.knows(node)
    launched.release()

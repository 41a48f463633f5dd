# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds for every test: the simulator of the four platforms, and no time limit on an example."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.simulator import exchanges
from tests.simulator.client import Simulator

# An example may take what a busy machine takes; all else is as the profile in use says.
settings.register_profile("patient", settings(), deadline=None)
settings.load_profile("patient")


@pytest.fixture(scope="session")
def simulator() -> Iterator[Simulator]:
    """The simulator, one for the whole session, with whatever state earlier tests left in it."""
    with Simulator.start() as running:
        yield running


@pytest.fixture
def fresh_simulator(simulator: Simulator) -> Simulator:
    """The simulator as if just started: no state, no journal, no faults, the first settings."""
    simulator.reset()
    return simulator


@pytest.fixture(autouse=True)
def _labelled_exchanges(request: pytest.FixtureRequest) -> None:
    """Where exchanges are written down: whose they are, and what in them departs from the description."""
    if exchanges.VARIABLE in os.environ and "simulator" in request.fixturenames:
        departures = [
            {"from": what, "because": mark.kwargs["because"]}
            for mark in request.node.iter_markers("departs")
            for what in mark.args
        ]
        request.getfixturevalue("simulator").label(test=request.node.nodeid, departs=departures)

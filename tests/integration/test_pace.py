# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""calls_per_minute holds for all workers of a run together."""

from __future__ import annotations

import pytest

from tests.integration.platforms import run
from tests.integration.plays import Play
from tests.integration.test_token_store import hosts
from tests.operations.test_pace import come_no_faster
from tests.simulator.client import Simulator

pytestmark = pytest.mark.same_on_every_core

RATE = 600
CALLS = 60


@pytest.mark.parametrize("token_store", ["run", "none"])
def test_twenty_workers_keep_to_one_rate(play: Play, fresh_simulator: Simulator, token_store: str) -> None:
    # All workers wait for it, those of the run's store for a single one: none may then make up for it.
    fresh_simulator.fault(platform="apic", path="/api/token", kind="slow", seconds=1, times=20)
    ran = run(
        play,
        fresh_simulator,
        f"""
        - apiops.platforms.apic_invoke:
            path: /orgs
            calls_per_minute: {RATE}
          loop: [1, 2, 3]
        """,
        inventory=hosts(20),
        forks=20,
        extra_vars={"apiops_token_store": token_store},
    )
    assert ran.rc == 0, ran.output
    times = sorted(entry["at"] for entry in fresh_simulator.journal(path="/api/orgs"))
    assert len(times) == CALLS
    logged_in = min(entry["at"] for entry in fresh_simulator.journal(path="/api/token")) + 1
    assert come_no_faster(times, logged_in, 60 / RATE)
    assert times[-1] - times[0] < 2 * CALLS * 60 / RATE

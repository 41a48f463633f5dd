# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of the tests against software that others made: operations run as in tests/operations."""

from __future__ import annotations

import pytest

from tests.integration.conftest import execution, play
from tests.operations.conftest import Run
from tests.simulator.client import Simulator

pytest.register_assert_rewrite("tests.interop.broker")

__all__ = ["execution", "play", "run"]


@pytest.fixture
def run(fresh_simulator: Simulator) -> Run:
    """Runs operations against a simulator in its first state."""
    return Run(fresh_simulator)

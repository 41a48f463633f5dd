# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of the integration tests: running playbooks, through either door."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.plays import Play


@pytest.fixture
def play(tmp_path: Path) -> Play:
    """Runs playbooks: ``play(plays, ...)`` as ``Play.__call__`` says."""
    return Play(tmp_path)


@pytest.fixture(params=["in process", "module"])
def door(request: pytest.FixtureRequest, play: Play) -> str:
    """Runs the test twice, its playbooks first with the operation in the controller, then as a module.

    Returns which of the two it is.
    """
    play.variables["apiops_in_process"] = request.param == "in process"
    return str(request.param)

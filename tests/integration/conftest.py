# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of the integration tests: running playbooks, in process and on the target."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.plays import Play


@pytest.fixture
def play(tmp_path: Path) -> Play:
    """Runs playbooks: ``play(plays, ...)`` as ``Play.__call__`` says."""
    return Play(tmp_path)


@pytest.fixture(params=["in process", "on the target"])
def execution(request: pytest.FixtureRequest, play: Play) -> str:
    """Runs the test twice, its playbooks first in process, then as a module on the target.

    Returns which of the two it is.
    """
    play.variables["apiops_in_process"] = request.param == "in process"
    return str(request.param)


@pytest.fixture
def home(play: Play) -> Iterator[Path]:
    """The home directory of the runs, with a short name: ansible-core has sockets in it from 2.21 on."""
    with tempfile.TemporaryDirectory(prefix="home-") as directory:
        play.directory = Path(directory)
        yield play.directory


@pytest.fixture
def jobs(play: Play, home: Path) -> Path:
    """The directory of the files of tasks with ``async``, which is below the home of the runs."""
    play.variables["ansible_async_dir"] = str(home / "jobs")
    return home / "jobs"

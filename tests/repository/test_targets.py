# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every module has a target of ansible-test integration, which runs tests of that module and nothing else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.playbook import CHECKOUT

TARGETS = CHECKOUT / "tests" / "integration" / "targets"
MODULES = sorted(path.stem for path in (CHECKOUT / "plugins" / "modules").glob("[a-z]*.py"))


def test_every_module_has_a_target() -> None:
    assert sorted(path.name for path in TARGETS.iterdir()) == MODULES


def test_targets_are_one_script() -> None:
    scripts = {path.read_text("utf-8") for path in TARGETS.glob("*/*")}
    assert len(scripts) == 1
    assert all(path.stat().st_mode & 0o111 for path in TARGETS.glob("*/runme.sh"))


@pytest.fixture(scope="module")
def names() -> list[str]:
    """The tests that targets choose from, as pytest names them."""
    found = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "--collect-only",
            "--quiet",
            "tests/operations",
            "tests/integration",
        ],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [Path(line).name for line in found.stdout.splitlines() if "::" in line]


@pytest.mark.parametrize("module", MODULES)
def test_a_target_has_tests(names: list[str], module: str) -> None:
    assert [name for name in names if module in name]

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The scenario of the guide: molecule tests a role against the simulator, and stops it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from tests.playbook import ANSIBLE_PLAYBOOK, CHECKOUT, COLLECTIONS, environment

SCENARIO = CHECKOUT / "docs" / "docsite" / "rst" / "examples" / "molecule"
TASKS = """
- name: Have an environment
  apiops.platforms.axway_resource:
    kind: Environment
    name: shop
"""


def test_molecule_tests_a_role_against_the_simulator(tmp_path: Path) -> None:
    role = tmp_path / "roles" / "shop"
    (role / "tasks").mkdir(parents=True)
    (role / "tasks" / "main.yml").write_text(TASKS, encoding="utf-8")
    shutil.copytree(SCENARIO, role / "molecule" / "default")
    bin_directory = ANSIBLE_PLAYBOOK.parent
    settings = {
        "APIOPS_CHECKOUT": str(CHECKOUT),
        "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
        "NO_COLOR": "1",
        "PATH": f"{bin_directory}{os.pathsep}{os.environ['PATH']}",
    }
    ended = subprocess.run(
        [str(bin_directory / "molecule"), "test"],
        cwd=role,
        env=environment(tmp_path, **settings),
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    told = ended.stdout + ended.stderr
    assert ended.returncode == 0, told
    changed = re.findall(r"localhost +: ok=\d+ +changed=(\d+)", told)
    # Destroy finds nothing, create, the role twice, and destroy.
    assert changed == ["0", "2", "1", "0", "2"], told
    running = subprocess.run(
        ["pgrep", "--full", f"tests.simulator --directory {tmp_path}"], capture_output=True, check=False
    )
    assert running.returncode == 1

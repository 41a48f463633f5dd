# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The collection can be installed from git, as the README says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import yaml

from tests.playbook import CHECKOUT, environment
from tests.repository.test_release import Copy

FORGE = "https://github.com/apiops/platforms.git"


def test_the_requirements_of_the_readme_install_from_git(tmp_path: Path) -> None:
    repository = tmp_path / "repository"
    repository.mkdir()
    Copy(repository)
    readme = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    (shown,) = (
        block for block in re.findall(r"^```yaml\n(.*?)^```", readme, flags=re.S | re.M) if FORGE in block
    )
    requirements = tmp_path / "requirements.yml"
    requirements.write_text(shown.replace(FORGE, f"file://{repository}"), encoding="utf-8")
    installed = subprocess.run(
        [
            *(str(Path(sys.executable).parent / "ansible-galaxy"), "collection", "install"),
            *("--requirements-file", str(requirements), "--collections-path", str(tmp_path / "collections")),
        ],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert installed.returncode == 0, installed.stdout + installed.stderr
    collection = tmp_path / "collections" / "ansible_collections" / "apiops" / "platforms"
    manifest = yaml.safe_load((collection / "MANIFEST.json").read_text(encoding="utf-8"))
    version = yaml.safe_load((CHECKOUT / "galaxy.yml").read_text(encoding="utf-8"))["version"]
    assert manifest["collection_info"]["version"] == version
    assert (collection / "plugins" / "modules" / "axway_resource.py").is_file()

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The execution environment: ansible-builder finds what the collection needs, and puts it into the image.

ansible-navigator runs a playbook by its settings, without the image.

No image is built, for want of a container engine: what the build would run in it to find the libraries of its
collections is run here instead, on an installed copy.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.integration.platforms import environment_of
from tests.playbook import CHECKOUT, environment
from tests.simulator.client import Simulator

BIN = Path(sys.executable).parent
EXAMPLES = CHECKOUT / "docs" / "docsite" / "rst" / "examples"
DEFINITION = EXAMPLES / "awx" / "execution-environment.yml"


def requirements(text: str) -> set[str]:
    """The requirements in a list for pip, without its comments."""
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return {line for line in lines if line}


NEEDED = requirements((CHECKOUT / "requirements.txt").read_text(encoding="utf-8"))


def run(home: Path, *command: str) -> str:
    """What a command of this environment prints; it must succeed."""
    ended = subprocess.run(
        [str(BIN / command[0]), *command[1:]],
        cwd=CHECKOUT,
        env=environment(home),
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


@pytest.fixture(scope="module")
def collections(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the collection is installed, from its archive."""
    place = tmp_path_factory.mktemp("installed")
    run(place, "ansible-galaxy", "collection", "build", "--output-path", str(place))
    (archive,) = place.glob("*.tar.gz")
    # Forced, since for Ansible the checkout is an installed copy as well.
    run(
        place,
        *("ansible-galaxy", "collection", "install", str(archive), "--force"),
        *("--collections-path", str(place)),
    )
    return place


@pytest.fixture
def context(tmp_path: Path) -> Path:
    """What ansible-builder makes of the guide's definition."""
    place = tmp_path / "context"
    run(
        tmp_path,
        *("ansible-builder", "create", "--file", str(DEFINITION), "--context", str(place)),
        *("--output-filename", "Containerfile"),
    )
    return place


def test_the_collection_says_what_it_needs(collections: Path) -> None:
    found = yaml.safe_load(run(collections, "ansible-builder", "introspect", str(collections)))
    assert {each.partition("#")[0].strip() for each in found["python"]} == NEEDED
    assert found["system"] == []


def test_the_image_gets_what_the_collection_needs(collections: Path, context: Path, tmp_path: Path) -> None:
    definition = yaml.safe_load(DEFINITION.read_text(encoding="utf-8"))["dependencies"]
    galaxy = yaml.safe_load((context / "_build" / "requirements.yml").read_text(encoding="utf-8"))
    assert galaxy == definition["galaxy"]
    containerfile = (context / "Containerfile").read_text(encoding="utf-8")
    for name in ("ansible_core", "ansible_runner"):
        assert definition[name]["package_pip"] in containerfile
    (line,) = [line for line in containerfile.splitlines() if "introspect.py" in line]
    for there, here in {
        "RUN $PYCMD": "python",
        "/output/scripts": str(context / "_build" / "scripts"),
        "/tmp/src": str(tmp_path),
    }.items():
        assert there in line
        line = line.replace(there, here)
    run(tmp_path, *shlex.split(line), str(collections))
    assert requirements((tmp_path / "requirements.txt").read_text(encoding="utf-8")) == NEEDED


def test_navigator_runs_a_playbook_and_keeps_nothing(fresh_simulator: Simulator, tmp_path: Path) -> None:
    place = tmp_path / "repository"
    (place / "platforms" / "axway").mkdir(parents=True)
    declared = {"kind": "Environment", "name": "production"}
    (place / "platforms" / "axway" / "production.yml").write_text(yaml.safe_dump(declared), encoding="utf-8")
    shutil.copy(EXAMPLES / "pipelines" / "ansible-navigator.yml", place)
    ended = subprocess.run(
        [str(BIN / "ansible-navigator"), "run", "apiops.platforms.plan", "--execution-environment", "false"],
        cwd=place,
        env=environment(
            tmp_path,
            **environment_of(fresh_simulator.description),
            PATH=f"{BIN}{os.pathsep}{os.environ['PATH']}",
        ),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "PLAY RECAP" in ended.stdout
    report = json.loads((place / "reports" / "plan.json").read_text(encoding="utf-8"))
    assert report["summary"]["created"] == 1
    assert {path.name for path in place.iterdir()} == {"ansible-navigator.yml", "platforms", "reports"}

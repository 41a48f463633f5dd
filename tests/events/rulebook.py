# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ansible-rulebook, started with the examples of the guide in a directory of its own."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from tests.integration.platforms import environment_of
from tests.playbook import CHECKOUT, COLLECTIONS, LOCALHOST, environment, write_private
from tests.simulator.client import Simulator

EXAMPLES = CHECKOUT / "docs" / "docsite" / "rst" / "examples" / "events"
# Seconds that a busy machine may take.
_PATIENCE = 120.0
_BIN = Path(sys.executable).parent


class Project:
    """A directory with the examples, where they run against a simulator."""

    def __init__(self, simulator: Simulator, place: Path) -> None:
        self.simulator = simulator
        self.place = place / "project"
        shutil.copytree(EXAMPLES, self.place)
        self.home = place / "home"
        self.home.mkdir()
        # JSON is YAML as well.
        self.inventory = write_private(place / "inventory.yml", LOCALHOST)

    def change(self, name: str, old: str, new: str) -> None:
        """Replace a text that an example has."""
        path = self.place / name
        text = path.read_text(encoding="utf-8")
        assert old in text, (name, old)
        path.write_text(text.replace(old, new), encoding="utf-8")

    def environment(self, **settings: str) -> dict[str, str]:
        """The environment of a run, in which the credentials are."""
        given = {
            **environment_of(self.simulator.description),
            "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
            # ansible-rulebook starts ansible-galaxy, ansible-inventory and ansible-playbook.
            "PATH": f"{_BIN}{os.pathsep}{os.environ['PATH']}",
            **settings,
        }
        return environment(self.home, **given)

    def play(self, name: str, **settings: str) -> str:
        """What a playbook prints, which must not fail."""
        done = subprocess.run(
            [str(_BIN / "ansible-playbook"), name],
            cwd=self.place,
            env=self.environment(**settings),
            capture_output=True,
            text=True,
            check=False,
            timeout=_PATIENCE,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


class Rulebook:
    """A run of ansible-rulebook. Nothing of it is left when its ``with`` block ends."""

    _number = 0

    def __init__(self, project: Project, name: str, *options: str, **settings: str) -> None:
        type(self)._number += 1
        self._log = project.home / f"rulebook-{self._number}.log"
        given = ["--rulebook", name, "--inventory", str(project.inventory), *options]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [str(_BIN / "ansible-rulebook"), *given],
                cwd=project.place,
                env=project.environment(**settings),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def __enter__(self) -> Rulebook:
        return self

    def __exit__(self, *_error: object) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    @property
    def output(self) -> str:
        """What it printed so far."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def numbers(self) -> list[int]:
        """The numbers of the events about which the last rule of the example printed a line."""
        return [int(found) for found in re.findall(r"^(\d+) Resource\w+ \w+ \S+$", self.output, flags=re.M)]

    def until(self, holds: Callable[[], bool]) -> None:
        """Waits until something holds; it must not end before."""
        deadline = time.monotonic() + _PATIENCE
        while not holds():
            assert self._process.poll() is None, self.output
            assert time.monotonic() < deadline, self.output
            time.sleep(0.02)

    def ended(self, number: int | None = None) -> tuple[int, float]:
        """Its exit code, and the seconds until it ended, after a signal if one is to be sent."""
        began = time.monotonic()
        if number is not None:
            self._process.send_signal(number)
        return self._process.wait(_PATIENCE), time.monotonic() - began

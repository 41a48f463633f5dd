# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A node of a mesh: what runs on it, and how it dies. For Linux: it reads /proc."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.playbook import environment
from tests.processes import processes, signal_all

RUNNER = Path(sys.executable).parent / "ansible-runner"

# Seconds that killed processes may take to be gone.
_END_SECONDS = 10


class Node:
    """A node with a home of its own. At the end of its ``with`` block it is dead, whatever it was doing.

    ``home`` is the directory, ``job`` the one within it that a job is unpacked to and that goes with it,
    ``data`` the one that receptor keeps units of work in, and ``log`` the file of what it prints.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        # With a short name: there are sockets in it, of receptor, and of ansible-core from 2.21 on.
        self._temporary = tempfile.TemporaryDirectory(prefix=f"{name}-")
        self.home = Path(self._temporary.name)
        self.job = self.home / "job"
        self.data = self.home / "receptor"
        self.log = self.home / "receptor.log"
        self._started: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Node:
        return self

    def __exit__(self, *_error: object) -> None:
        self.kill()
        for process in self._started:
            process.wait()
        self._temporary.cleanup()

    def environment(self, **settings: str) -> dict[str, str]:
        """The environment of what runs on the node, with ``settings`` added."""
        path = f"{RUNNER.parent}{os.pathsep}{os.environ['PATH']}"
        return environment(self.home, PATH=path, **settings)

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """Starts a program that runs until the node dies; what it prints goes to the log."""
        with self.log.open("xb") as log:
            started = subprocess.Popen(
                command,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._started.append(started)
        return started

    def processes(self, but: Path | None = None) -> list[int]:
        """The processes that have the node's home as theirs, except those of the program ``but``."""
        mark = f"HOME={self.home}".encode()

        def is_ours(process: Path) -> bool:
            environ = (process / "environ").read_bytes().split(b"\0")
            return mark in environ and (process / "exe").readlink() != but

        return processes(is_ours)

    def kill(self, but: Path | None = None) -> None:
        """What a power cut does: all that runs on the node is gone at once, except the program ``but``."""
        deadline = time.monotonic() + _END_SECONDS
        while left := self.processes(but):
            signal_all(left, signal.SIGKILL)
            if time.monotonic() > deadline:
                raise RuntimeError(f"processes {left} of the node {self.home} do not end")
            time.sleep(0.01)

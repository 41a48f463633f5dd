# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An execution node: where `ansible-runner worker` runs the jobs it is sent. For Linux: it reads /proc."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType

from tests.playbook import CHECKOUT, environment

RUNNER = Path(sys.executable).parent / "ansible-runner"

# Seconds that killed processes may take to be gone.
_END_SECONDS = 10


class Node:
    """A node with a home of its own. At the end of its ``with`` block it is dead, whatever it was doing.

    ``home`` is the directory, ``job`` the one within it that a job is unpacked to and that goes with it.
    """

    def __init__(self) -> None:
        # With a short name: ansible-core has sockets in it from 2.21 on.
        self._temporary = tempfile.TemporaryDirectory(prefix="node-")
        self.home = Path(self._temporary.name)
        self.job = self.home / "job"
        self._workers: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Node:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.kill()
        self._temporary.cleanup()

    def environment(self, **settings: str) -> dict[str, str]:
        """The environment of what runs on the node, with ``settings`` added."""
        path = f"{RUNNER.parent}{os.pathsep}{os.environ['PATH']}"
        return environment(self.home, PATH=path, **settings)

    def start(self, payload: Path, results: Path) -> subprocess.Popen[bytes]:
        """Starts a worker on a job that was packed; what it sends goes to the new file ``results``."""
        with payload.open("rb") as job, results.open("xb") as sent:
            worker = subprocess.Popen(
                # As AWX starts it: the directory of the job is removed when the job has ended.
                [str(RUNNER), "worker", "--private-data-dir", str(self.job), "--delete"],
                cwd=CHECKOUT,
                env=self.environment(),
                stdin=job,
                stdout=sent,
                stderr=sent,
                start_new_session=True,
            )
        self._workers.append(worker)
        return worker

    def processes(self) -> list[int]:
        """The processes that run on the node: those that have its home as theirs."""
        mark = f"HOME={self.home}".encode()
        found = []
        for entry in os.scandir("/proc"):
            if entry.name.isdigit():
                try:
                    if mark in Path(entry.path, "environ").read_bytes().split(b"\0"):
                        found.append(int(entry.name))
                except OSError:
                    # It is another user's, or has just ended.
                    continue
        return found

    def kill(self) -> None:
        """What a power cut does: all that runs on the node is gone at once."""
        deadline = time.monotonic() + _END_SECONDS
        while processes := self.processes():
            for process in processes:
                _kill(process)
            if time.monotonic() > deadline:
                raise RuntimeError(f"processes {processes} of the node {self.home} do not end")
            time.sleep(0.01)
        for worker in self._workers:
            worker.wait()


def _kill(process: int) -> None:
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        # It ended by itself.
        return

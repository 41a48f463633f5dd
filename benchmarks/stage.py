# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where contenders are measured: the simulator, and ansible-playbook in processes of their own."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.integration.platforms import environment_of
from tests.integration.plays import Play
from tests.playbook import LOCALHOST, variables_of
from tests.simulator.client import Simulator

# A process of its own so small that the peak it reports is that of what it starts.
_LAUNCHER = """
import os, sys
child = os.spawnv(os.P_NOWAIT, sys.argv[2], sys.argv[2:])
_, status, usage = os.wait4(child, 0)
with open(sys.argv[1], "w") as file:
    file.write(str(usage.ru_maxrss * 1024))
sys.exit(os.waitstatus_to_exitcode(status))
"""


@dataclass(frozen=True)
class Ran:
    """One measured run.

    Seconds of its longest task and of the whole process, the size in bytes of its largest process, how many
    calls and logins the platforms saw.
    """

    task: float
    process: float
    peak: int
    calls: int
    logins: int


class Stage:
    """A simulator, and playbooks that find it by their environment."""

    def __init__(self, directory: Path, simulator: Simulator) -> None:
        self.simulator = simulator
        description = simulator.description
        # The realm is given, as it is to `uri`: neither contender has to find it.
        self._environment = {**environment_of(description), "APIC_REALM": description["apic"]["realm"]}
        self._peak = directory / "peak"
        self._play = Play(directory, launcher=(sys.executable, "-S", "-c", _LAUNCHER, str(self._peak)))

    def run(
        self,
        tasks: Sequence[Mapping[str, Any]],
        inventory: Mapping[str, Any] | None = None,
        forks: int = 5,
        **variables: Any,
    ) -> Ran:
        """Run the tasks on all hosts of the inventory, else here; RuntimeError if any of them fails."""
        self.simulator.clear_journal()
        started = time.monotonic()
        ran = self._play(
            [{"hosts": "all", "gather_facts": False, "tasks": list(tasks)}],
            extra_vars={**variables_of(self.simulator.description), **variables},
            env=self._environment,
            inventory=inventory or LOCALHOST,
            forks=forks,
        )
        process = time.monotonic() - started
        if ran.rc:
            raise RuntimeError(ran.output[-3000:])
        journal = self.simulator.journal()
        logins = sum("token" in entry["path"] for entry in journal)
        return Ran(
            max(result.seconds for result in ran.results),
            process,
            int(self._peak.read_text()),
            len(journal) - logins,
            logins,
        )


@contextmanager
def stage() -> Iterator[Stage]:
    """A stage with a simulator in its first state."""
    with TemporaryDirectory(prefix="apiops-bench-") as directory, Simulator.start() as simulator:
        yield Stage(Path(directory), simulator)

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One run of the demo's playbook: shown while it goes, and read for its recap."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.playbook import ANSIBLE_PLAYBOOK, CHECKOUT, environment

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_RECAP = re.compile(r"^\S+\s+:\s+(?P<counts>ok=\d+\s+changed=\d+\s.*\bfailed=\d+.*)$", re.M)
_COUNT = re.compile(r"(\w+)=(\d+)")


@dataclass(frozen=True)
class Run:
    """A finished run: exit code, all it printed (without colours), and its duration in seconds."""

    rc: int
    output: str
    seconds: float

    @property
    def counts(self) -> dict[str, int]:
        """The numbers of Ansible's PLAY RECAP, summed over its hosts; empty if there was none."""
        counts: dict[str, int] = {}
        for line in _RECAP.finditer(self.output):
            for name, number in _COUNT.findall(line["counts"]):
                counts[name] = counts.get(name, 0) + int(number)
        return counts

    @property
    def changed(self) -> int:
        """How many tasks changed something."""
        return self.counts.get("changed", 0)

    @property
    def succeeded(self) -> bool:
        """Whether Ansible says so and its recap, which must be there, agrees."""
        counts = self.counts
        return self.rc == 0 and bool(counts) and not counts["failed"] and not counts.get("unreachable")


def run_playbook(variables: Path, collections: Path, hide_unchanged: bool) -> Run:
    """Runs the collection's playbook ``demo``, passing on what it prints line by line.

    ``variables`` is a file of variables, whose directory serves as the run's home. ``collections`` is where
    Ansible finds the collection.
    """
    colours = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    settings = {
        "ANSIBLE_COLLECTIONS_PATH": str(collections),
        "ANSIBLE_CALLBACK_RESULT_FORMAT": "yaml",
        "ANSIBLE_DISPLAY_SKIPPED_HOSTS": "false",
        "ANSIBLE_DISPLAY_OK_HOSTS": "false" if hide_unchanged else "true",
        "ANSIBLE_FORCE_COLOR" if colours else "ANSIBLE_NOCOLOR": "true",
        "PYTHONUNBUFFERED": "1",
    }
    started = time.monotonic()
    lines = []
    with subprocess.Popen(
        [str(ANSIBLE_PLAYBOOK), "apiops.platforms.demo", f"--extra-vars=@{variables}"],
        cwd=CHECKOUT,
        env=environment(variables.parent, **settings),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    ) as process:
        assert process.stdout
        try:
            for line in process.stdout:
                print(line, end="", flush=True)
                lines.append(line)
        except BaseException:
            process.terminate()
            raise
    return Run(process.returncode, _COLOUR.sub("", "".join(lines)), time.monotonic() - started)

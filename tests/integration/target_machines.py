# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Targets on this machine whose file systems differ from the controller's, and from each other's."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from shlex import quote
from typing import Any

# An ordinary user may mount in a namespace in which it is root.
_UNSHARE = "unshare --mount" if os.geteuid() == 0 else "unshare --mount --map-root-user"


class Targets:
    """Hosts that run modules in a mount namespace of their own.

    ``here`` is a directory that has other files on the controller and on every target.
    """

    def __init__(self, directory: Path) -> None:
        self.here = directory / "here"
        self.here.mkdir()
        self._directory = directory
        self._hosts: dict[str, dict[str, Any]] = {}

    def add(
        self, number: int, files: Mapping[str, str], environment: Mapping[str, str] | None = None
    ) -> None:
        """As many more targets, whose ``here`` holds these files, by name: its text.

        Modules find these variables in their environment.
        """
        for _time in range(number):
            name = f"target{len(self._hosts) + 1}"
            self._hosts[name] = {
                "ansible_connection": "local",
                "ansible_python_interpreter": str(self._interpreter(name, files, environment or {})),
                "apiops_in_process": False,
            }

    @property
    def inventory(self) -> dict[str, Any]:
        """All targets."""
        return {"all": {"hosts": self._hosts}}

    def _interpreter(self, name: str, files: Mapping[str, str], environment: Mapping[str, str]) -> Path:
        there = self.files_of(name)
        there.mkdir(parents=True)
        for file, text in files.items():
            (there / file).write_text(text, encoding="utf-8")
        mount = f"mount --bind {quote(str(there))} {quote(str(self.here))}"
        given = " ".join(quote(f"{name}={value}") for name, value in environment.items())
        run = quote(f'{mount} && exec env {given} {quote(sys.executable)} "$@"')
        interpreter = there.parent / "python"
        interpreter.write_text(f'#!/bin/sh\nexec {_UNSHARE} sh -c {run} python "$@"\n', encoding="utf-8")
        interpreter.chmod(0o700)
        return interpreter

    def files_of(self, name: str) -> Path:
        """Where the controller finds what a target has in ``here``."""
        return self._directory / "targets" / name / "here"

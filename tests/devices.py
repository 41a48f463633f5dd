# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Devices to write to that are not the system's own: a fault, or a mutant, might replace one by a file."""

from __future__ import annotations

import os
import stat
from pathlib import Path

_NUMBERS = {"null": os.makedev(1, 3), "full": os.makedev(1, 7)}


def device(directory: Path, name: str) -> Path:
    """A device like ``/dev/null`` or ``/dev/full`` in a directory.

    It is the system's own where this process may make none: then it may not replace that one either.
    """
    path = directory / name
    try:
        os.mknod(path, stat.S_IFCHR | 0o666, _NUMBERS[name])
        with path.open("rb"):
            return path
    except OSError:
        path.unlink(missing_ok=True)
        return Path("/dev") / name

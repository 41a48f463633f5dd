# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The processes of this machine, found by what /proc tells of them, and ended. For Linux."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path


def processes(matches: Callable[[Path], bool]) -> list[int]:
    """Those whose directory below /proc matches; one that just ended, or is of another user, does not."""
    found = []
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            with suppress(OSError):
                if matches(Path(entry.path)):
                    found.append(int(entry.name))
    return found


def signal_all(numbers: Iterable[int], signal: int) -> None:
    """Sends a signal to processes; one that has ended by itself gets none."""
    for number in numbers:
        with suppress(ProcessLookupError):
            os.kill(number, signal)

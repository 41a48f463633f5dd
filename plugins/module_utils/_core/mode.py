# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a task runs.

PRIVATE to this collection.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable


@dataclass(frozen=True)
class Mode:
    """How the task runs, and whom to tell about progress and oddities."""

    check: bool = False
    diff: bool = False
    progress: Callable[[str], None] = lambda _text: None
    warn: Callable[[str], None] = lambda _text: None

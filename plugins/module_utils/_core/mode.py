# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a task runs.

PRIVATE to this collection.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Callable, Set


@dataclass(frozen=True)
class Mode:
    """How the task runs, and whom to tell about progress and oddities.

    Without ``quotes`` a message repeats nothing of an answer. In check mode ``predicted`` holds the URLs of
    the writes that the calls of the task would have made by now, ``there`` those at which something would be.
    """

    check: bool = False
    diff: bool = False
    progress: Callable[[str], None] = lambda _text: None
    warn: Callable[[str], None] = lambda _text: None
    quotes: bool = True
    predicted: Set[str] = field(default_factory=set)
    there: Set[str] = field(default_factory=set)

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a task runs.

PRIVATE to this collection.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Callable, Set


@dataclass
class Forecast:
    """What the calls of a task in check mode would have done by now.

    ``written`` says that something would have been, ``there`` holds the URLs where there would be something.
    """

    written: bool = False
    there: Set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Mode:
    """How the task runs, and whom to tell about progress and oddities.

    Without ``quotes`` a message repeats nothing of an answer.
    """

    check: bool = False
    diff: bool = False
    progress: Callable[[str], None] = lambda _text: None
    warn: Callable[[str], None] = lambda _text: None
    quotes: bool = True
    forecast: Forecast = field(default_factory=Forecast)

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ansible-runner keeps of a job, on this machine or of one on an execution node."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Kept:
    """How a job ended, and what is kept of it: texts by file name."""

    status: str
    kept: dict[str, str]

    @property
    def events(self) -> list[dict[str, Any]]:
        """The events in order, as AWX saves them."""
        found = [json.loads(text) for name, text in self.kept.items() if name.startswith("job_events/")]
        return sorted(found, key=lambda event: int(event["counter"]))

    @property
    def changes(self) -> int:
        """How many tasks changed something."""
        (stats,) = [event for event in self.events if event["event"] == "playbook_on_stats"]
        return sum(stats["event_data"]["changed"].values())


def texts_below(directory: Path) -> dict[str, str]:
    """The files below a directory: contents by name."""
    return {
        str(path.relative_to(directory)): path.read_text("utf-8", "replace")
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    }

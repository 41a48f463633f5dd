# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file in which an event source keeps up to where it has delivered events.

PRIVATE to this collection.
"""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict, dataclass

from ansible_collections.apiops.platforms.plugins.module_utils._core.errors import config_error


@dataclass(frozen=True)
class Cursor:
    """Up to where the events of a topic were delivered; ``read_at`` is when it was last read (epoch, s)."""

    watch_topic: str
    topic_id: str
    sequence_id: int
    read_at: float


def read(path: str, watch_topic: str) -> Cursor | None:
    """The cursor in a file, if there is one; ``ApiError`` (config) says what is wrong with it."""
    try:
        with open(path, encoding="utf-8") as file:
            cursor = Cursor(**json.load(file))
        numbers = (cursor.sequence_id + 0, cursor.read_at + 0)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise config_error(f"cursor_file {path} cannot be read: {_reason(error)}.") from None
    except (ValueError, TypeError):
        text = "holds no position of an event source; remove it to begin as start says."
        raise config_error(f"cursor_file {path} {text}") from None
    del numbers
    if cursor.watch_topic != watch_topic:
        raise config_error(
            f"cursor_file {path} is that of the watch topic {cursor.watch_topic}, not of {watch_topic}; "
            "give each source a file of its own."
        )
    return cursor


def write(path: str, cursor: Cursor) -> None:
    """Replaces the file at once, by one that only this user can read; ``ApiError`` (config) if it cannot."""
    temporary = ""
    try:
        descriptor, temporary = tempfile.mkstemp(dir=os.path.dirname(path) or ".", prefix=".", suffix=".tmp")
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(asdict(cursor), file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError as error:
        if temporary and os.path.exists(temporary):
            os.unlink(temporary)
        raise config_error(f"cursor_file {path} cannot be written: {_reason(error)}.") from None


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()

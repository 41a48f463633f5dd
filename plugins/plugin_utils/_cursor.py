# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file in which an event source keeps up to where it has delivered events.

PRIVATE to this collection.
"""

from __future__ import annotations

import fcntl
import json
import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from ansible_collections.apiops.platforms.plugins.module_utils._core.errors import config_error
from ansible_collections.apiops.platforms.plugins.plugin_utils._replaced_file import replaced


@dataclass(frozen=True)
class Cursor:
    """Up to where the events of a topic were delivered.

    ``read_at`` is when there were last no more of them (seconds since the epoch).
    """

    watch_topic: str
    topic_id: str
    sequence_id: int
    read_at: float

    @property
    def is_valid(self) -> bool:
        """Whether each field is what a source writes: JSON has booleans, NaN and any number as well."""
        numbers = isinstance(self.sequence_id, int) and isinstance(self.read_at, (int, float))
        numbers = numbers and not any(isinstance(each, bool) for each in (self.sequence_id, self.read_at))
        texts = isinstance(self.watch_topic, str) and isinstance(self.topic_id, str)
        return numbers and texts and self.sequence_id >= 0 and 0 <= self.read_at < math.inf


@contextmanager
def held(path: str) -> Iterator[None]:
    """Keeps other sources away from a file; ``ApiError`` (config) if one has it.

    The system frees it when the process ends. The lock has a file of its own, since each ``write`` replaces
    the other.
    """
    try:
        descriptor = os.open(path + ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise config_error(f"cursor_file {path} cannot be written: {_reason(error)}.") from None
    try:
        _lock(path, descriptor)
        yield
    finally:
        os.close(descriptor)


def _lock(path: str, descriptor: int) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        text = "is in use by another source; give each source a file of its own."
        raise config_error(f"cursor_file {path} {text}") from None
    except OSError as error:
        raise config_error(f"cursor_file {path} cannot be locked: {_reason(error)}.") from None


def read(path: str, watch_topic: str) -> Cursor | None:
    """The cursor in a file, if there is one; ``ApiError`` (config) says what is wrong with it."""
    try:
        with open(path, encoding="utf-8") as file:
            cursor = Cursor(**json.load(file))
        if not cursor.is_valid:
            raise ValueError
    except FileNotFoundError:
        return None
    except OSError as error:
        raise config_error(f"cursor_file {path} cannot be read: {_reason(error)}.") from None
    except (ValueError, TypeError):
        text = "holds no position of an event source; remove it to begin as start says."
        raise config_error(f"cursor_file {path} {text}") from None
    if cursor.watch_topic != watch_topic:
        raise config_error(
            f"cursor_file {path} is that of the watch topic {cursor.watch_topic}, not of {watch_topic}; "
            "give each source a file of its own."
        )
    return cursor


def write(path: str, cursor: Cursor) -> None:
    """Replaces the file at once, by one that only this user can read; ``ApiError`` (config) if it cannot."""
    try:
        with replaced(path) as file:
            json.dump(asdict(cursor), file)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise config_error(f"cursor_file {path} cannot be written: {_reason(error)}.") from None


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that options name: whether they can be read, and what they are.

PRIVATE to this collection.
"""

from __future__ import annotations

import os
from stat import S_ISDIR, S_ISREG
from typing import Any, Tuple

from .errors import ApiError, config_error


def check_readable(what: str, path: str) -> None:
    """Raise ``ApiError`` (config) for a file or directory that does not exist or cannot be read.

    ``what`` names it in the message. The attempt tells: a file that may not be reached looks like one that
    does not exist to whoever only asks whether it exists.
    """
    try:
        mode = os.stat(path).st_mode
        if S_ISDIR(mode):
            # Files of it are opened by name, so that it has to be entered as well.
            os.listdir(path)
            os.stat(os.path.join(path, "."))
        elif S_ISREG(mode):
            with open(path, "rb"):
                pass
    except (OSError, ValueError) as error:
        raise unreadable(what, path, error) from error


def check_file(what: str, path: str) -> None:
    """The same, for what must be a regular file."""
    check_readable(what, path)
    if not os.path.isfile(path):
        kind = "a directory" if os.path.isdir(path) else "a device or a pipe"
        raise config_error("%s %s is %s, not a file." % (what, path, kind))


def unreadable(what: str, path: str, error: Exception) -> ApiError:
    """The error of a file that could not be read; ``what`` names it."""
    if isinstance(error, FileNotFoundError):
        return config_error("%s %s does not exist." % (what, path))
    reason = getattr(error, "strerror", None) or str(error)
    return config_error("%s %s cannot be read: %s." % (what, path, reason.lower()))


def state(path: str) -> Tuple[Any, ...]:
    """What tells a file or directory from another of the same name."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return (path,)
    numbers = (found.st_size, found.st_mtime_ns, found.st_ctime_ns)
    return (path, found.st_mode, found.st_dev, found.st_ino, *numbers)


def state_within(path: str) -> Tuple[Any, ...]:
    """The same; of a directory, that of each of its files besides."""
    try:
        names = sorted(os.listdir(path))
    except (OSError, ValueError):
        names = []
    return (state(path), *(state(os.path.join(path, name)) for name in names))

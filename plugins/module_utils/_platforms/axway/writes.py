# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes of one object of Axway Central: one after the other, and patches.

PRIVATE to this collection.
"""

from __future__ import annotations

from typing import Any, Callable, Dict, List, Mapping, Sequence

from ..._core.compare import ABSENT, Change, Path
from ..._core.errors import ApiError
from ..._core.resources.resource import Object

# A request that writes, given the version of the object that it is to change; returns the answer.
Write = Callable[[Any], Any]


def in_turn(version: Any, writes: Sequence[Write]) -> None:
    """Make the writes of one object, each with the version that the one before left.

    ``ApiError`` tells whether any was made.
    """
    for number, write in enumerate(writes):
        try:
            answer = write(version)
        except ApiError as error:
            if number:
                error.effect = "applied"
            raise
        metadata = answer.get("metadata") if isinstance(answer, dict) else None
        version = (metadata or {}).get("resourceVersion")


def patch(current: Object, changes: Sequence[Change], version: Any) -> List[Dict[str, Any]]:
    """The operations that change fields one by one; what they are in is made where it does not exist."""
    operations: List[Dict[str, Any]] = []
    if version is not None:
        operations.append({"op": "replace", "path": "/metadata/resourceVersion", "value": version})
    for null in _nulls(current, changes):
        operations.append({"op": "replace", "path": _pointer(null), "value": {}})
    for change in changes:
        there = _is_at(current, change.path)
        if _unsets(change):
            if there:
                operations.append({"op": "remove", "path": _pointer(change.path)})
            continue
        if not _is_at(current, change.path[:-1]):
            operations.append({"op": "x-build-object-tree", "path": _pointer(change.path[:-1])})
        operations.append(
            {"op": "replace" if there else "add", "path": _pointer(change.path), "value": change.after}
        )
    return operations


def _unsets(change: Change) -> bool:
    """Whether a field is to go. In a list null is an item like any other."""
    return change.after is ABSENT or (change.after is None and isinstance(change.path[-1], str))


def _nulls(current: Object, changes: Sequence[Change]) -> List[Path]:
    """Where there is a null that something is to be set in, each once."""
    nulls: Dict[Path, None] = {}
    for change in changes:
        if _unsets(change):
            continue
        for end in range(1, len(change.path)):
            if _is_at(current, change.path[:end]) and _at(current, change.path[:end]) is None:
                nulls[change.path[:end]] = None
    return list(nulls)


def _at(value: Any, path: Path) -> Any:
    """What is at a path at which there is something."""
    for name in path:
        value = value[name]
    return value


def _is_at(value: Any, path: Path) -> bool:
    """Whether there is anything at a path."""
    for name in path:
        inside = (
            len(value) > name >= 0
            if isinstance(value, list) and isinstance(name, int)
            else (isinstance(value, Mapping) and name in value)
        )
        if not inside:
            return False
        value = value[name]
    return True


def _pointer(path: Path) -> str:
    """A path as a patch names it (RFC 6901)."""
    return "/" + "/".join(str(step).replace("~", "~0").replace("/", "~1") for step in path)

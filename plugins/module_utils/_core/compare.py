# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON data compared with what is wanted of it: only what is given counts, and nothing passes for another.

A missing field, null and an empty value are three things. A boolean equals no number, and a number equals no
text. Lists are alike when they are as long and alike item by item.

PRIVATE to this collection.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Callable, Dict, Iterator, List, Mapping, Sequence, Tuple, Union

from .fields import without_secrets
from .secrets import MASK

# The names and, in lists, the numbers that lead to a value.
Path = Tuple[Union[str, int], ...]

_PLAIN_NAME = re.compile("[A-Za-z0-9_$@-]+")
# A value longer than this is not quoted whole.
_LONGEST_QUOTE = 60


class _Missing:
    """Stands for what is not there."""

    def __repr__(self) -> str:
        return "missing"


MISSING = _Missing()


@dataclass(frozen=True)
class Difference:
    """A value that is not as wanted; ``before`` is ``MISSING`` where there is none."""

    path: Path
    before: Any
    after: Any


def differences(current: Any, wanted: Any, path: Path = ()) -> List[Difference]:
    """What ``current`` has otherwise than ``wanted``, in the order of ``wanted``."""
    return list(_differences(current, wanted, path))


def _differences(current: Any, wanted: Any, path: Path) -> Iterator[Difference]:
    if isinstance(current, Mapping) and isinstance(wanted, Mapping):
        for name, value in wanted.items():
            yield from _differences(current.get(name, MISSING), value, (*path, name))
    elif isinstance(current, list) and isinstance(wanted, list) and len(current) == len(wanted):
        for number, value in enumerate(wanted):
            yield from _differences(current[number], value, (*path, number))
    elif not _same(current, wanted):
        yield Difference(path, current, wanted)


def _same(current: Any, wanted: Any) -> bool:
    """Whether two values are one; what could be looked into was, unless it is of different kinds."""
    if isinstance(current, (Mapping, list)) or isinstance(current, bool) != isinstance(wanted, bool):
        return False
    return bool(current == wanted)


def not_among(rows: Sequence[Any], wanted: Sequence[Any]) -> List[Any]:
    """The items of ``wanted`` that no row has."""
    return [item for item in wanted if not any(not differences(row, item) for row in rows)]


def merged(current: Any, wanted: Any) -> Any:
    """``current`` with ``wanted`` put into it, mapping by mapping; a list or a null replaces what was."""
    if not isinstance(current, Mapping) or not isinstance(wanted, Mapping):
        return wanted
    return {**current, **{name: merged(current.get(name), value) for name, value in wanted.items()}}


def changes(current: Any, wanted: Any) -> List[Dict[str, Any]]:
    """The differences as ``[{path, before, after}]``, to be shown: secrets are masked.

    There is no ``before`` where the value is missing.
    """
    shown = without_secrets(current), without_secrets(wanted)
    told = []
    for difference in differences(current, wanted):
        change = {"path": place(difference.path)}
        if difference.before is not MISSING:
            change["before"] = at(shown[0], difference.path)
        told.append({**change, "after": at(shown[1], difference.path)})
    return told


def told(change: Mapping[str, Any], mask: Callable[[str], str]) -> str:
    """One of these changes in words; ``mask`` keeps secrets out before a long value is shortened."""
    before = "not there" if "before" not in change else quoted(change["before"], mask)
    return "%s is %s, not %s" % (change["path"] or "it", before, quoted(change["after"], mask))


def place(path: Path) -> str:
    """A path as it is read: ``spec.items[0].name``."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += "[%d]" % step
        elif _PLAIN_NAME.fullmatch(step):
            text += "." + step
        else:
            text += "[%s]" % json.dumps(step, ensure_ascii=False)
    return text.lstrip(".")


def at(value: Any, path: Path) -> Any:
    """What is at a path in data that is shown: a mask where that begins before."""
    for step in path:
        if value == MASK:
            break
        value = value[step]
    return value


def quoted(value: Any, mask: Callable[[str], str]) -> str:
    """A value as a message quotes it."""
    text = mask(json.dumps(value, ensure_ascii=False, default=str))
    return text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + " ..."

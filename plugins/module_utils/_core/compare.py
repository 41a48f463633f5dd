# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares what is there with what is wanted, field by field, and puts the one into the other.

Only the fields that are wanted count. By the rules of a kind some fields compare otherwise; by ``LITERAL``,
which has none, nothing passes for another: a missing field, null and an empty value are three things, a
boolean equals no number, and a number no text.

A path holds the names and, in lists, the numbers that lead to a value. In a rule it is written with dots,
``spec.icon``, and without the numbers; ``*`` stands for any name.

PRIVATE to this collection.
"""

from __future__ import annotations

import base64
import binascii

# Not that of typing, which is slow to ask whether something is one.
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Collection, Dict, FrozenSet, List, Optional, Sequence, Tuple, Union

Path = Tuple[Union[str, int], ...]

# Stands for a field that does not exist, which is another thing than null.
ABSENT: Any = type("Absent", (), {"__repr__": lambda _self: "missing"})()


@dataclass(frozen=True)
class Rules:
    """How the fields of a kind compare; each set holds paths.

    ``ignored`` fields are the server's own. ``secret`` ones are never compared and never shown, but for those
    that are ``proven``: the platform tells whether they hold. ``masked`` is the text that stands for a value
    that a server does not tell. A list is
    ordered, unless its path is among ``sets`` (the order does not count) or ``keyed`` (items are found by the
    value of a field, the path's value here). ``added``: of a set or a mapping, what is there besides may
    stay; ``exact``: it may not. ``binary`` texts are base64 and compare by their bytes. ``unset``: missing,
    null and empty are one.
    ``loose``: a number equals the text that writes it. ``literal``: null is a value like any other; else a
    wanted null means that the field is not to be set, so that it equals a missing one.
    """

    ignored: FrozenSet[str] = frozenset()
    secret: FrozenSet[str] = frozenset()
    proven: FrozenSet[str] = frozenset()
    masked: Optional[str] = None
    sets: FrozenSet[str] = frozenset()
    keyed: Mapping[str, str] = field(default_factory=dict)
    added: FrozenSet[str] = frozenset()
    exact: FrozenSet[str] = frozenset()
    binary: FrozenSet[str] = frozenset()
    unset: FrozenSet[str] = frozenset()
    loose: FrozenSet[str] = frozenset()
    literal: bool = False

    def changed(
        self,
        ignore: Collection[str] = (),
        sets: Collection[str] = (),
        ordered: Collection[str] = (),
        exact: Collection[str] = (),
    ) -> Rules:
        """The rules with what a task says of some paths (its option ``compare``)."""
        return replace(
            self,
            ignored=self.ignored.union(ignore),
            sets=self.sets.union(sets).difference(ordered),
            keyed={path: key for path, key in self.keyed.items() if path not in ordered and path not in sets},
            added=self.added.difference(exact),
            exact=self.exact.union(exact),
        )


# For data of which no kind is known.
LITERAL = Rules(literal=True)


@dataclass(frozen=True)
class Change:
    """A field that is not as wanted: its path, and its value ``before`` and ``after`` (``ABSENT`` for
    none)."""

    path: Path
    before: Any
    after: Any


def differences(current: Any, wanted: Any, rules: Rules = LITERAL, path: Path = ()) -> List[Change]:
    """What of ``wanted`` is otherwise in ``current``, in the order of ``wanted``; an empty list if nothing
    is."""
    if path and (is_incomparable(path, rules) or (rules.masked is not None and current == rules.masked)):
        return []
    if isinstance(wanted, Mapping):
        return _in_mapping(current, wanted, rules, path)
    if isinstance(wanted, (list, tuple)):
        return _in_list(current, list(wanted), rules, path)
    return [] if _same(current, wanted, rules, path) else [Change(path, current, wanted)]


def is_incomparable(path: Path, rules: Rules) -> bool:
    """Whether what is at a path cannot be compared: the server owns it, or never tells it."""
    return matches(path, rules.ignored) or (matches(path, rules.secret) and not matches(path, rules.proven))


def _in_mapping(current: Any, wanted: Mapping[Any, Any], rules: Rules, path: Path) -> List[Change]:
    if not isinstance(current, Mapping):
        if rules.literal:
            return [Change(path, current, wanted)]
        if not wanted and _is_unset(current, rules, path):
            return []
        if current is not ABSENT and current is not None:
            return [Change(path, current, wanted)]
        current = {}
        if not wanted:
            return [Change(path, ABSENT, wanted)]
    found = []
    for name, value in wanted.items():
        found += differences(current.get(name, ABSENT), value, rules, (*path, name))
    if matches(path, rules.exact):
        found += [
            Change((*path, name), value, ABSENT)
            for name, value in current.items()
            if name not in wanted and not matches((*path, name), rules.ignored)
        ]
    return found


def _in_list(current: Any, wanted: List[Any], rules: Rules, path: Path) -> List[Change]:
    if not isinstance(current, (list, tuple)):
        if not wanted and _is_unset(current, rules, path):
            return []
        return [Change(path, current, wanted)]
    present = list(current)
    unordered = _is_unordered(path, rules)
    if not unordered and len(present) == len(wanted):
        pairs = enumerate(zip(present, wanted))
        return [found for at, pair in pairs for found in differences(*pair, rules, (*path, at))]
    if unordered and _holds_all(present, wanted, rules, path):
        return []
    return [Change(path, present, merged(present, wanted, rules, path))]


def _holds_all(current: List[Any], wanted: List[Any], rules: Rules, path: Path) -> bool:
    """Whether each wanted item is among those that are there, and no others, unless they may."""
    if not matches(path, rules.added) and len(current) != len(wanted):
        return False
    left = list(current)
    for item in wanted:
        place = next((at for at, each in enumerate(left) if not differences(each, item, rules, path)), None)
        if place is None:
            return False
        del left[place]
    return True


def merged(current: Any, wanted: Any, rules: Rules = LITERAL, path: Path = ()) -> Any:
    """``current`` with what is ``wanted`` put into it: what a full replacement has to send.

    By ``LITERAL`` a list or a null replaces what was. Else a wanted null removes a field of a mapping, and an
    item of a list that is wanted keeps the fields that the server added to it, as far as it can be
    recognised: by its key, else by its place or by what it holds.
    """
    if path and matches(path, rules.ignored):
        return current
    if rules.literal and not (isinstance(current, Mapping) and isinstance(wanted, Mapping)):
        return wanted
    if isinstance(wanted, Mapping):
        return _merged_mapping(current if isinstance(current, Mapping) else {}, wanted, rules, path)
    if isinstance(wanted, (list, tuple)):
        return _merged_list(list(current) if isinstance(current, (list, tuple)) else [], wanted, rules, path)
    # Another way to write the same value must not replace it.
    return current if _same(current, wanted, rules, path) and current is not ABSENT else wanted


def created(wanted: Mapping[str, Any], rules: Rules) -> Dict[str, Any]:
    """What has to be sent to make an object: no null, and what is never compared as well."""
    return _merged_mapping({}, wanted, replace(rules, ignored=frozenset()), ())


def _merged_mapping(
    current: Mapping[Any, Any], wanted: Mapping[Any, Any], rules: Rules, path: Path
) -> Dict[Any, Any]:
    whole = dict(current)
    if matches(path, rules.exact):
        whole = {
            name: value
            for name, value in current.items()
            if name in wanted or matches((*path, name), rules.ignored)
        }
    for name, value in wanted.items():
        if value is None and not rules.literal:
            whole.pop(name, None)
            continue
        after = merged(current.get(name, ABSENT), value, rules, (*path, name))
        if after is ABSENT:
            continue
        # Of a mapping that does not exist, nothing has to be unset.
        if rules.literal or current.get(name) is not None or after != {} or value == {}:
            whole[name] = after
    return whole


def _merged_list(current: List[Any], wanted: Sequence[Any], rules: Rules, path: Path) -> List[Any]:
    places = _counterparts(current, wanted, rules, path)
    whole = [
        merged(ABSENT if place is None else current[place], item, rules, path)
        for place, item in zip(places, wanted)
    ]
    if not (_is_unordered(path, rules) and matches(path, rules.added)):
        return whole
    # What others added stays where it is.
    after = dict(zip(places, whole))
    kept = [after.get(place, item) for place, item in enumerate(current)]
    return kept + [item for place, item in zip(places, whole) if place is None]


def _counterparts(
    current: Sequence[Any], wanted: Sequence[Any], rules: Rules, path: Path
) -> List[Optional[int]]:
    """For each wanted item the place of the one that it is to become; None for a new one."""
    key = _key_of(path, rules)
    places: List[Optional[int]] = []
    for number, item in enumerate(wanted):
        free = [place for place in range(len(current)) if place not in places]
        if key is not None and isinstance(item, Mapping) and item.get(key) is not None:
            places.append(_with_key(current, free, item[key], key))
        elif _is_unordered(path, rules):
            alike = (place for place in free if not differences(current[place], item, rules, path))
            places.append(next(alike, None))
        else:
            same_place = len(current) == len(wanted) and isinstance(current[number], Mapping)
            places.append(number if same_place and isinstance(item, Mapping) else None)
    return places


def _with_key(current: Sequence[Any], free: Sequence[int], wanted: Any, key: str) -> Optional[int]:
    found = (
        place for place in free if isinstance(current[place], Mapping) and current[place].get(key) == wanted
    )
    return next(found, None)


def not_among(rows: Sequence[Any], wanted: Sequence[Any]) -> List[Any]:
    """The items of ``wanted`` that no row has."""
    return [item for item in wanted if not any(not differences(row, item) for row in rows)]


def decoded(text: str) -> Optional[bytes]:
    """The bytes of a base64 text, of a data URI too; None if it is none."""
    if text.startswith("data:") and ";base64," in text:
        text = text.partition(";base64,")[2]
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None


def _same(current: Any, wanted: Any, rules: Rules, path: Path) -> bool:
    if rules.masked is not None and current == rules.masked:
        return True
    if rules.literal and isinstance(current, (Mapping, list)):
        return False
    if not rules.literal and (wanted is None or wanted == ""):
        # A given null means that the field is not set.
        if wanted is None and (current is None or current is ABSENT):
            return True
        if _is_unset(current, rules, path):
            return True
    if isinstance(current, bool) or isinstance(wanted, bool):
        return type(current) is type(wanted) and current == wanted
    if isinstance(wanted, str) and isinstance(current, str):
        if current == wanted:
            return True
        if matches(path, rules.binary):
            data = decoded(current)
            return data is not None and data == decoded(wanted)
        return False
    if _is_number(current) != _is_number(wanted) and matches(path, rules.loose):
        return str(current) == str(wanted)
    return bool(type(current) is type(wanted) or (_is_number(current) and _is_number(wanted))) and bool(
        current == wanted
    )


def _is_unset(current: Any, rules: Rules, path: Path) -> bool:
    """Whether a field is not set where the kind does not tell missing, null and empty apart."""
    return (current is ABSENT or current in (None, "", [], {})) and matches(path, rules.unset)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_unordered(path: Path, rules: Rules) -> bool:
    return matches(path, rules.sets) or _key_of(path, rules) is not None


def _key_of(path: Path, rules: Rules) -> Optional[str]:
    return next((key for pattern, key in rules.keyed.items() if matches(path, (pattern,))), None)


def matches(path: Path, patterns: Collection[str]) -> bool:
    """Whether one of the patterns names the path."""
    if not patterns:
        return False
    names = [step for step in path if isinstance(step, str)]
    if ".".join(names) in patterns:
        return True
    for pattern in patterns:
        if "*" in pattern:
            steps = pattern.split(".")
            if len(steps) == len(names) and all(step in ("*", name) for step, name in zip(steps, names)):
                return True
    return False

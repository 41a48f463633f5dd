# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares what is there with what is wanted, field by field, by the rules of a kind.

Only the fields that are wanted count. A path names a field by the names that lead to it, joined by dots:
``spec.icon``. In a rule, ``*`` stands for any name, and the items of a list have the path of the list.

PRIVATE to this collection.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass, field, replace
from typing import Any, Collection, Dict, FrozenSet, List, Mapping, Optional, Sequence, Tuple

from ..secrets import MASK

Path = Tuple[str, ...]

# Stands for a field that is not there, which is another thing than null.
ABSENT: Any = type("Absent", (), {"__repr__": lambda _self: "(not set)"})()


@dataclass(frozen=True)
class Rules:
    """How the fields of a kind compare; each set holds paths.

    ``ignored`` fields are the server's own. ``secret`` ones are never compared and never shown. A list is
    ordered, unless its path is among ``sets`` (the order does not count) or ``keyed`` (items are found by the
    value of a field, the path's value here). ``added``: of a set or a mapping, what is there besides may
    stay; ``exact``: it may not. ``binary`` texts are base64 and compare by their bytes. ``unset``: missing,
    null and empty are one.
    ``loose``: a number equals the text that writes it.
    """

    ignored: FrozenSet[str] = frozenset()
    secret: FrozenSet[str] = frozenset()
    sets: FrozenSet[str] = frozenset()
    keyed: Mapping[str, str] = field(default_factory=dict)
    added: FrozenSet[str] = frozenset()
    exact: FrozenSet[str] = frozenset()
    binary: FrozenSet[str] = frozenset()
    unset: FrozenSet[str] = frozenset()
    loose: FrozenSet[str] = frozenset()

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


@dataclass(frozen=True)
class Change:
    """A field that is not as wanted: its path, and its value ``before`` and ``after`` (``ABSENT`` for
    none)."""

    path: Path
    before: Any
    after: Any

    def shown(self, rules: Rules) -> Dict[str, Any]:
        """The change as a result tells it; null stands for a field that is not there."""
        values = {"before": self.before, "after": self.after}
        return {
            "path": ".".join(self.path),
            **{name: shown(value, rules, self.path) for name, value in values.items()},
        }


def differences(current: Any, wanted: Any, rules: Rules, path: Path = ()) -> List[Change]:
    """What of ``wanted`` is otherwise in ``current``; an empty list if nothing is."""
    if path and (_matches(path, rules.ignored) or _matches(path, rules.secret)):
        return []
    if isinstance(wanted, Mapping):
        return _in_mapping(current, wanted, rules, path)
    if isinstance(wanted, (list, tuple)):
        return _in_list(current, list(wanted), rules, path)
    return [] if _same(current, wanted, rules, path) else [Change(path, current, wanted)]


def _in_mapping(current: Any, wanted: Mapping[Any, Any], rules: Rules, path: Path) -> List[Change]:
    if not isinstance(current, Mapping):
        if not wanted and _is_unset(current, rules, path):
            return []
        if current is not ABSENT and current is not None:
            return [Change(path, current, wanted)]
        current = {}
        if not wanted:
            return [Change(path, ABSENT, wanted)]
    found = []
    for name, value in wanted.items():
        found += differences(current.get(name, ABSENT), value, rules, (*path, str(name)))
    if _matches(path, rules.exact):
        found += [
            Change((*path, str(name)), value, ABSENT)
            for name, value in current.items()
            if name not in wanted and not _matches((*path, str(name)), rules.ignored)
        ]
    return found


def _in_list(current: Any, wanted: List[Any], rules: Rules, path: Path) -> List[Change]:
    if not isinstance(current, (list, tuple)):
        if not wanted and _is_unset(current, rules, path):
            return []
        return [Change(path, current, wanted)]
    present = list(current)
    if _pairs(present, wanted, rules, path) is not None:
        return []
    return [Change(path, present, merged(present, wanted, rules, path))]


def _pairs(current: List[Any], wanted: List[Any], rules: Rules, path: Path) -> Optional[List[int]]:
    """For each wanted item the place of the one that is as wanted; None if the lists differ."""
    unordered = _matches(path, rules.sets) or _key_of(path, rules) is not None
    if not _matches(path, rules.added) and len(current) != len(wanted):
        return None
    if not unordered:
        same = all(not differences(*pair, rules, path) for pair in zip(current, wanted))
        return list(range(len(wanted))) if same else None
    left = list(range(len(current)))
    places = []
    for item in wanted:
        place = next((place for place in left if not differences(current[place], item, rules, path)), None)
        if place is None:
            return None
        left.remove(place)
        places.append(place)
    return places


def merged(current: Any, wanted: Any, rules: Rules, path: Path = ()) -> Any:
    """``current`` with what is ``wanted`` put into it: what a full replacement has to send.

    A wanted null removes a field of a mapping. Of a list, an item that is wanted keeps the fields that the
    server added to it, as far as it can be recognised: by its key, else by its place or by what it holds.
    """
    if path and _matches(path, rules.ignored):
        return current
    if isinstance(wanted, Mapping):
        return _merged_mapping(current if isinstance(current, Mapping) else {}, wanted, rules, path)
    if isinstance(wanted, (list, tuple)):
        return _merged_list(list(current) if isinstance(current, (list, tuple)) else [], wanted, rules, path)
    # Another way to write the same value must not replace it.
    return current if _same(current, wanted, rules, path) and current is not ABSENT else wanted


def _merged_mapping(
    current: Mapping[Any, Any], wanted: Mapping[Any, Any], rules: Rules, path: Path
) -> Dict[Any, Any]:
    whole = dict(current)
    if _matches(path, rules.exact):
        whole = {
            name: value
            for name, value in current.items()
            if name in wanted or _matches((*path, str(name)), rules.ignored)
        }
    for name, value in wanted.items():
        if value is None:
            whole.pop(name, None)
        else:
            after = merged(current.get(name, ABSENT), value, rules, (*path, str(name)))
            # Of a mapping that is not there, nothing has to be unset.
            if current.get(name) is not None or after != {} or value == {}:
                whole[name] = after
    return whole


def _merged_list(current: List[Any], wanted: Sequence[Any], rules: Rules, path: Path) -> List[Any]:
    places = _counterparts(current, wanted, rules, path)
    whole = [
        merged(ABSENT if place is None else current[place], item, rules, path)
        for place, item in zip(places, wanted)
    ]
    if not _matches(path, rules.added):
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
        if key is not None:
            places.append(_with_key(current, free, item, key))
        elif _matches(path, rules.sets):
            alike = (place for place in free if not differences(current[place], item, rules, path))
            places.append(next(alike, None))
        else:
            same_place = len(current) == len(wanted) and isinstance(current[number], Mapping)
            places.append(number if same_place and isinstance(item, Mapping) else None)
    return places


def _with_key(current: Sequence[Any], free: Sequence[int], item: Any, key: str) -> Optional[int]:
    wanted = item.get(key) if isinstance(item, Mapping) else None
    found = (
        place
        for place in free
        if isinstance(current[place], Mapping) and wanted is not None and current[place].get(key) == wanted
    )
    return next(found, None)


def shown(value: Any, rules: Rules, path: Path = ()) -> Any:
    """A value as a result or a diff shows it: secrets masked, long binary data as size and digest."""
    if value is ABSENT:
        return None
    if path and _matches(path, rules.secret):
        return None if value is None else MASK
    if isinstance(value, Mapping):
        return {name: shown(item, rules, (*path, str(name))) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [shown(item, rules, path) for item in value]
    if isinstance(value, str) and _matches(path, rules.binary):
        data = decoded(value)
        if data is not None:
            return "<%d bytes, sha256 %s>" % (len(data), hashlib.sha256(data).hexdigest()[:16])
    return value


def not_compared(wanted: Any, rules: Rules, path: Path = ()) -> List[str]:
    """The paths of what is wanted and cannot be compared: secrets, and what the server owns."""
    if path and (_matches(path, rules.ignored) or _matches(path, rules.secret)):
        return [".".join(path)]
    if not isinstance(wanted, Mapping):
        return []
    return [name for key, value in wanted.items() for name in not_compared(value, rules, (*path, str(key)))]


def secrets_of(wanted: Any, rules: Rules, path: Path = ()) -> List[Tuple[Path, Any]]:
    """The secrets in what is wanted: where each is, and its value."""
    if path and _matches(path, rules.secret):
        return [(path, wanted)]
    if not isinstance(wanted, Mapping):
        return []
    return [found for name, value in wanted.items() for found in secrets_of(value, rules, (*path, str(name)))]


def without_secrets_of(wanted: Any, rules: Rules, path: Path = ()) -> Any:
    """What is wanted without its secrets: what an update sends that is not about them."""
    if not isinstance(wanted, Mapping):
        return wanted
    return {
        name: without_secrets_of(value, rules, (*path, str(name)))
        for name, value in wanted.items()
        if not _matches((*path, str(name)), rules.secret)
    }


def decoded(text: str) -> Optional[bytes]:
    """The bytes of a base64 text, of a data URI too; None if it is none."""
    if text.startswith("data:") and ";base64," in text:
        text = text.partition(";base64,")[2]
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None


def _same(current: Any, wanted: Any, rules: Rules, path: Path) -> bool:
    if wanted is None or wanted == "":
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
        if _matches(path, rules.binary):
            data = decoded(current)
            return data is not None and data == decoded(wanted)
        return False
    if _is_number(current) != _is_number(wanted) and _matches(path, rules.loose):
        return str(current) == str(wanted)
    return bool(type(current) is type(wanted) or (_is_number(current) and _is_number(wanted))) and bool(
        current == wanted
    )


def _is_unset(current: Any, rules: Rules, path: Path) -> bool:
    """Whether a field is not set where the kind does not tell missing, null and empty apart."""
    return (current is ABSENT or current in (None, "", [], {})) and _matches(path, rules.unset)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _key_of(path: Path, rules: Rules) -> Optional[str]:
    return next((key for pattern, key in rules.keyed.items() if _matches(path, (pattern,))), None)


def _matches(path: Path, patterns: Collection[str]) -> bool:
    """Whether one of the patterns names the path; ``*`` stands for any one name."""
    if not patterns:
        return False
    if ".".join(path) in patterns:
        return True
    for pattern in patterns:
        if "*" in pattern:
            steps = pattern.split(".")
            if len(steps) == len(path) and all(step in ("*", name) for step, name in zip(steps, path)):
                return True
    return False

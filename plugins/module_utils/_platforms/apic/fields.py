# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fields of API Connect's objects: as the platform tells and takes them, and as a task writes them.

On the wire a reference is an address under a name such as ``owner_url``; a task writes ``owner`` and a name.

PRIVATE to this collection.
"""

from __future__ import annotations

import copy
from typing import Any, Iterator, List, Mapping, Optional, Sequence, Tuple

from ..._core.compare import Rules, matches
from ..._core.errors import ApiError
from ..._core.resources.resource import Object
from . import parts
from .documents import Located, at, holders
from .kinds import OF_ALL, Kind, short
from .references import References

# What the platform tells in place of a secret.
MASKED = "********"


def compared_with(where: Located, raw: Object, wanted: Object, references: References) -> Object:
    """An object as read, with the references and certificates that are wanted as the task writes them.

    What means the same is written the same, so that it compares equal.
    """
    current = copy.deepcopy(raw)
    for path, target in where.kind.references.items():
        *steps, wire = path.split(".")
        name = short(wire)
        for holder, there in _pairs(where.kind, wanted, current, steps):
            if name in holder:
                address = there.pop(wire, None)
                there[name] = _as_wanted(where, target, holder[name], address, references)
    for path in where.kind.certificates:
        *steps, last = path.split(".")
        holder, there = at(wanted, steps), at(current, steps)
        given = isinstance(holder, Mapping) and isinstance(there, dict) and last in holder
        if given and _plain(holder[last]) == _plain(there.get(last)):
            there[last] = holder[last]
    for name in where.kind.archives:
        if parts.same_archive(wanted.get(name), current.get(name)):
            current[name] = wanted[name]
    return current


def _pairs(
    kind: Kind, wanted: Any, current: Any, steps: Sequence[str], path: Tuple[str, ...] = ()
) -> Iterator[Tuple[Object, Object]]:
    """The mappings at a path of names, as wanted and as read; items of lists by their key or their place."""
    if isinstance(wanted, list) and isinstance(current, list):
        key = kind.keyed.get(".".join(path))
        for number, item in enumerate(wanted):
            alike = [each for each in current if key and isinstance(each, dict) and isinstance(item, dict)]
            alike = [each for each in alike if each.get(key) == item.get(key)]
            yield from _pairs(kind, item, (alike or current[number : number + 1] or [None])[0], steps, path)
    elif isinstance(wanted, dict) and isinstance(current, dict) and steps:
        head, *rest = steps
        yield from _pairs(kind, wanted.get(head), current.get(head), rest, (*path, head))
    elif isinstance(wanted, dict) and isinstance(current, dict):
        yield wanted, current


def _as_wanted(where: Located, target: str, wanted: Any, address: Any, references: References) -> Any:
    """An address as a task names it: as it does where it means the same, else by the name it has."""
    if isinstance(address, list):
        given = wanted if isinstance(wanted, list) else []
        return [_as_wanted(where, target, _meant(where, target, given, each, references), each, references)
                for each in address]  # fmt: skip
    if isinstance(address, Mapping):
        address = address.get("url")
    if isinstance(wanted, str) and references.same(target, wanted, address, where.parent):
        return wanted
    return references.name(target, address, where.parent)


def _meant(
    where: Located, target: str, given: List[Any], address: Any, references: References
) -> Optional[str]:
    return next((each for each in given if references.same(target, each, address, where.parent)), None)


def by_names(where: Located, raw: Object, references: References) -> Object:
    """An object with every reference by its name, as an export has it."""
    named = copy.deepcopy(raw)
    for path, target in where.kind.references.items():
        *steps, wire = path.split(".")
        for there in holders(named, steps):
            if there.get(wire):
                there[short(wire)] = _named(where, target, there.pop(wire), references)
    return named


def _named(where: Located, target: str, address: Any, references: References) -> Any:
    """An address, or each of a list, as the name of its object."""
    if isinstance(address, list):
        return [_named(where, target, each, references) for each in address]
    plain = address.get("url") if isinstance(address, Mapping) else address
    return references.name(target, plain, where.parent)


def on_the_wire(where: Located, fields: Object, references: References) -> Object:
    """Fields as the platform takes them: references by their addresses, nothing masked, nothing it owns.

    ``ApiError`` (not_found) names what does not exist.
    """
    body: Object = without_masked(fields)
    for path, target in where.kind.references.items():
        *steps, wire = path.split(".")
        for holder in holders(body, steps):
            if _is_short(holder.get(short(wire), {})):
                value = holder.pop(short(wire))
                holder[wire] = _addressed(where, wire, target, value, references)
    return body


def _addressed(where: Located, wire: str, target: str, value: Any, references: References) -> Any:
    """A name, or each of a list, as the address of its object."""
    name = short(wire)
    if isinstance(value, list):
        return [_address(where, name, target, each, references) for each in value]
    if value is None:
        return None
    address = _address(where, name, target, value, references)
    return {"url": address} if wire == name else address


def _is_short(value: Any) -> bool:
    return value is None or isinstance(value, str) or (isinstance(value, list) and not _has_mappings(value))


def _has_mappings(value: List[Any]) -> bool:
    return any(isinstance(each, Mapping) for each in value)


def _address(where: Located, field: str, target: str, value: str, references: References) -> str:
    found = references.address(target, value, where.parent, fresh=True)
    if found is None:
        raise ApiError("not_found", no_such(field, target, value))
    return found


def no_such(field: str, target: str, value: str) -> str:
    """Why an object cannot be written whose field names what does not exist."""
    return "%s: there is no %s %s; look at the name, or declare the object first." % (
        field,
        target.replace("_", " "),
        value,
    )


def without_masked(value: Any) -> Any:
    """The same without what the platform told masked."""
    if isinstance(value, Mapping):
        return {name: without_masked(item) for name, item in value.items() if item != MASKED}
    if isinstance(value, list):
        return [without_masked(item) for item in value]
    return value


def masked_in(value: Any, path: Tuple[str, ...] = ()) -> Iterator[Tuple[str, ...]]:
    """Where an object holds secrets that the platform masks."""
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from masked_in(item, (*path, str(name)))
    elif value == MASKED:
        yield path


def written(kind: Kind, current: Object, rules: Rules) -> Object:
    """What of an object users write: what a replacement has to send again."""
    kept = {}
    names = {*OF_ALL, *kind.fields, *(short(name) for name in kind.references if "." not in name)}
    for name, value in current.items():
        if name in names and value is not None:
            kept[name] = _without_servers(value, rules, (name,))
    return kept


def _without_servers(value: Any, rules: Rules, path: Tuple[str, ...]) -> Any:
    if not isinstance(value, Mapping):
        return value
    return {
        name: _without_servers(item, rules, (*path, name))
        for name, item in value.items()
        if not matches((*path, name), rules.ignored)
    }


def _plain(value: Any) -> Any:
    """A certificate as text without its line breaks."""
    return "".join(value.split()) if isinstance(value, str) else value

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds all objects below a parent, in the form that ``resources`` takes.

A list that cannot be read is an error: what is left out of an export would count as gone.

PRIVATE to this collection.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod

# Not that of typing, which is slow to ask whether something is one.
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Collection, Dict, Iterator, List, Optional, Sequence, Tuple

from ..compare import Path, Rules, matches
from ..errors import ApiError, listed
from .plan import Group, group_of
from .resource import Declared, Identity, Object, ResourceApi

_LONGEST_LIST = 20


@dataclass(frozen=True)
class Exported:
    """An object in the form that ``resources`` takes, and where in it a secret is left out."""

    identity: Identity
    item: Object
    secrets: Tuple[Path, ...]


@dataclass(frozen=True)
class Export:
    """What was found, and the groups (a kind in a parent) that were read."""

    objects: List[Exported]
    groups: List[Group]


class Landscape(ABC):
    """Where a platform's objects are, and what of them an export cannot tell."""

    #: The kinds that have no list, so that an export cannot find their objects.
    unlisted: Tuple[str, ...] = ()
    #: Kinds that are exported only if they are asked for: the platform's own.
    on_request: Tuple[str, ...] = ()
    #: Where an item holds the fields to which the rules of its kind apply.
    fields_in: Tuple[str, ...] = ("spec",)

    def __init__(self, api: ResourceApi) -> None:
        self.api = api

    @abstractmethod
    def below(self, parent: Mapping[str, str]) -> List[Object]:
        """Items that name the groups directly in a parent. Without a parent, of all; that may ask."""

    @abstractmethod
    def itself(self, parent: Mapping[str, str]) -> Optional[Object]:
        """The item of the object that a parent is; None if no kind declares such objects."""

    def inside(self, identity: Identity) -> List[Object]:
        """Items that name the groups directly in an object. Asks nothing."""
        return self.below({**dict(identity.parent), identity.kind: identity.name})

    def secrets(self, declared: Declared, fields: Object, current: Object) -> List[Path]:
        """Where an object holds secrets, or can hold them. ``fields`` is what is exported of it."""
        return [
            path
            for rule in sorted(declared.rules.secret)
            for path in held(fields, current, tuple(rule.split(".")))
        ]


def exported(
    landscape: Landscape, parent: Mapping[str, str], kinds: Collection[str], exclude: Collection[str]
) -> Export:
    """All objects below a parent, and the parent itself; of ``kinds`` only, if any are given.

    ``ApiError`` names each list that could not be read.
    """
    found = Export([], [])
    errors: List[Tuple[str, ApiError]] = []
    left_out = {*exclude, *(kind for kind in landscape.on_request if kind not in kinds)}
    own = landscape.itself(parent)
    pending = [*([] if own is None else [own]), *landscape.below(parent)]
    while pending:
        item = pending.pop(0)
        declared = landscape.api.declared({"name": "*", **item}, "the task")
        kind = declared.identity.kind
        is_wanted = kind not in left_out and (not kinds or kind in kinds)
        holds = kind not in left_out and item is not own and bool(landscape.inside(declared.identity))
        if not is_wanted and not holds:
            continue
        try:
            rows = _rows(landscape.api, declared)
            if is_wanted:
                found.objects.extend(_exported(landscape, declared, *row) for row in rows.items())
        except ApiError as error:
            name = declared.identity.name.replace("*", "")
            errors.append((str(declared.identity._replace(name=name)), error))
            continue
        if is_wanted and item is not own:
            found.groups.append(group_of(declared.identity))
        for name in rows if holds else ():
            pending += landscape.inside(declared.identity._replace(name=name))
    if errors:
        raise _failed(errors)
    return found


def _rows(api: ResourceApi, declared: Declared) -> Dict[str, Object]:
    """The objects of a group by their names; of a name, that one, which must be there. Asks the platform."""
    name = declared.identity.name
    if name != "*":
        found = api.read_one(declared)
        if found is None:
            raise ApiError("not_found", "it does not exist", advice="look at parent")
        return {name: found}
    return {name: api.completed(declared, row) for name, row in api.read_list(declared).items()}


def _failed(errors: Sequence[Tuple[str, ApiError]]) -> ApiError:
    first = errors[0][1]
    more = len(errors) - _LONGEST_LIST
    return ApiError(
        first.kind,
        "nothing is exported, since not everything could be read: ",
        *listed(errors[:_LONGEST_LIST]),
        *([" | and %d more" % more] if more > 0 else []),
        " To export the rest, name these kinds in exclude.",
        **first.facts,
    )


# --- one object ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _LeftOut:
    """Stands where a secret is left out, while lists are sorted."""


def _exported(landscape: Landscape, declared: Declared, name: str, current: Object) -> Exported:
    item = landscape.api.exported(declared, current)
    fields = at(item, landscape.fields_in)
    for path in landscape.secrets(declared, fields, current):
        put(fields, path, _LeftOut())
    ordered = _in_order(fields, declared.rules)
    secrets: List[Path] = []
    bare = _without_marks(ordered, (), secrets)
    for step in reversed(landscape.fields_in):
        bare = {**item, step: bare}
    identity = declared.identity._replace(name=name)
    return Exported(identity, bare, tuple((*landscape.fields_in, *path) for path in secrets))


def at(value: Any, path: Sequence[Any]) -> Any:
    """What is at a path that is there."""
    for step in path:
        value = value[step]
    return value


def put(fields: Any, path: Path, value: Any) -> None:
    """Put a value at a path; mappings on the way that do not exist are made."""
    *steps, last = path
    for step in steps:
        fields = fields.setdefault(step, {}) if isinstance(fields, dict) else fields[step]
    fields[last] = value


def held(fields: Any, current: Any, rule: Tuple[str, ...], path: Path = ()) -> Iterator[Path]:
    """Where an object holds the secret of a rule, or can: what it would be in is exported, or is there.

    Of a mapping that is secret, each value is one.
    """
    if isinstance(fields, list):
        told = current if isinstance(current, list) and len(current) == len(fields) else [None] * len(fields)
        for number, (item, there) in enumerate(zip(fields, told)):
            yield from held(item, there, rule, (*path, number))
        return
    step, *rest = rule
    there = current.get(step) if isinstance(current, Mapping) else None
    if not rest:
        if isinstance(there, Mapping) and there:
            yield from ((*path, step, str(name)) for name in there)
        else:
            yield (*path, step)
        return
    inside = fields.get(step) if isinstance(fields, Mapping) else None
    if isinstance(inside, (Mapping, list)) or isinstance(there, Mapping):
        yield from held(inside, there, tuple(rest), (*path, step))


def _in_order(value: Any, rules: Rules, path: Tuple[str, ...] = ()) -> Any:
    """The same, with lists of which the order does not count sorted, so that it looks the same each time."""
    if isinstance(value, Mapping):
        return {name: _in_order(item, rules, (*path, str(name))) for name, item in value.items()}
    if not isinstance(value, list):
        return value
    items = [_in_order(item, rules, path) for item in value]
    key = rules.keyed.get(".".join(path))
    if key is not None:
        return sorted(items, key=lambda item: str(item.get(key)) if isinstance(item, Mapping) else "")
    return sorted(items, key=_written) if matches(path, rules.sets) else items


def _written(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)


def _without_marks(value: Any, path: Path, secrets: List[Path]) -> Any:
    """The same without the marks of secrets, of which the paths are added to ``secrets``."""
    if isinstance(value, list):
        return [_without_marks(item, (*path, number), secrets) for number, item in enumerate(value)]
    if not isinstance(value, Mapping):
        return value
    kept = {}
    for name, item in value.items():
        if isinstance(item, _LeftOut):
            secrets.append((*path, name))
            continue
        kept[name] = _without_marks(item, (*path, name), secrets)
    return kept

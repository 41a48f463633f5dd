# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an item of a task declares of an object of Apinizer: its kind, its place, its name and its fields.

PRIVATE to this collection.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace
from typing import Any, FrozenSet, Iterator, List, Mapping, Tuple

from ..._core.errors import config_error
from ..._core.fields import without_secrets
from ..._core.resources.checks import instead_of, kind_named, refuse_placeholders
from ..._core.resources.resource import Declared, Identity, Object
from . import forms
from .kind_table import KINDS
from .kinds import SERVER, Kind, Parts, parent_of

_ITEM = frozenset({"kind", "parent", "name", "spec", "state"})


@dataclass(frozen=True)
class Located:
    """An object's kind and place."""

    kind: Kind
    parent: Parts
    name: str

    @property
    def identity(self) -> Identity:
        """What tells the object from every other."""
        return Identity(self.kind.name, self.parent, self.name)

    @property
    def list_path(self) -> str:
        """Where objects of its kind are listed."""
        return self.kind.list_path(self.parent)

    @property
    def item_path(self) -> str:
        """Where it is itself."""
        return self.kind.item_path(self.parent, self.name)


def read(item: Mapping[str, Any], place: str) -> Declared:
    """What an item declares. ``ApiError`` (config) says what is wrong."""
    where = located(item)
    absent = item.get("state") == "absent"
    wanted, notes = ({}, []) if absent else _wanted(where, item)
    rules = where.kind.rules
    open_secrets = _secret_fields(where.kind, wanted)
    if open_secrets:
        rules = replace(rules, secret=rules.secret | open_secrets)
    return Declared(
        where.identity,
        absent,
        wanted,
        rules,
        place,
        where.kind.rank,
        tuple(_references(where, wanted)),
        tuple(notes),
        row=where,
    )


def located(item: Mapping[str, Any]) -> Located:
    """Where the object of an item is. ``ApiError`` (config) says what is missing."""
    if not item.get("kind"):
        raise config_error("kind is missing: say what kind of object it is.")
    kind = kind_named(str(item["kind"]), KINDS, "Apinizer")
    surplus = sorted(set(item) - _ITEM)
    if surplus:
        raise config_error(
            "%s is no part of an object; fields go into spec, beside kind, parent and name." % surplus[0]
        )
    parent = parent_of(kind, item.get("parent"))
    name = item.get("name")
    if not name:
        raise config_error("name is missing: the objects of kind %s are known by it." % kind.name)
    if not isinstance(name, str):
        raise config_error("name must be a text, and %r is none; put it into quotes." % (name,))
    return Located(kind, parent, name)


def _wanted(where: Located, item: Mapping[str, Any]) -> Tuple[Object, List[str]]:
    """The fields that an item gives, in the form in which they are compared, and what is to be told."""
    kind = where.kind
    spec = item.get("spec") or {}
    if not isinstance(spec, Mapping):
        raise config_error("spec must be a mapping of fields.")
    fields: Object = copy.deepcopy(dict(spec))
    for name in ("name", kind.key):
        if fields.pop(name, where.name) != where.name:
            raise config_error("name is %r, and spec.%s is another; give it once." % (where.name, name))
    servers = [name for name in fields if name in SERVER or name in kind.server]
    notes = [
        "The manager sets %s of kind %s itself, so it is neither compared nor written." % (name, kind.name)
        for name in servers
    ]
    fields = {name: value for name, value in fields.items() if name not in servers}
    for name, value in kind.constants.items():
        if fields.pop(name, value) != value:
            raise config_error("%s of kind %s is always %s." % (name, kind.name, value))
    for name in fields if kind.fields else ():
        if name not in kind.fields:
            hint = instead_of(name, kind.fields)
            raise config_error("kind %s has no field %s%s" % (kind.name, name, hint))
    refuse_placeholders({"spec": fields})
    return forms.compared(kind, fields), notes


def _secret_fields(kind: Kind, wanted: Object) -> FrozenSet[str]:
    """The fields that are secret in an object whose fields depend on its type."""
    if kind.name in forms.UNTOLD:
        # Policies are told by name and type: of the rest, nothing can be compared.
        return frozenset(name for name in wanted if name not in forms.UNTOLD[kind.name])
    if kind.fields:
        return frozenset()
    shown = without_secrets(wanted)
    return frozenset(name for name, value in wanted.items() if shown[name] != value)


def _references(where: Located, wanted: Object) -> Iterator[Identity]:
    for field, target in where.kind.references.items():
        value = wanted.get(field)
        for name in value if isinstance(value, list) else [value]:
            if isinstance(name, str) and name:
                yield Identity(target, where.parent, name)

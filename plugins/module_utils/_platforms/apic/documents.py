# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an item of a task declares of an object of API Connect: its kind, its place, its name and its fields.

PRIVATE to this collection.
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, field
from typing import Any, Dict, Iterator, List, Mapping, Optional, Tuple
from urllib.parse import unquote, urlsplit

from ..._core.errors import ApiError, config_error
from ..._core.resources.checks import instead_of, kind_named, refuse_placeholders
from ..._core.resources.resource import Identity, Object
from . import parts
from .kind_table import KINDS
from .kinds import OF_ALL, Kind, Parts, parent_of, server_fields, short

_ITEM = frozenset({"kind", "parent", "name", "version", "spec", "state"})
# What can be the name of a user; the server makes one of any other username.
_SLUG = re.compile(r"[A-Za-z0-9._-]+")


@dataclass(frozen=True)
class Located:
    """An object's kind and place. ``name`` holds the version as well, ``keys`` the fields that identify it
    besides its name."""

    kind: Kind
    parent: Parts
    name: str
    keys: Mapping[str, str] = field(default_factory=dict)

    @property
    def identity(self) -> Identity:
        """What tells the object from every other."""
        return Identity(self.kind.name, self.parent, self.name)

    @property
    def head(self) -> Object:
        """Name, version and keys, as a new object is sent with."""
        if self.kind.single or self.kind.document:
            return {}
        if self.kind.key in ("name", "username"):
            name, _colon, version = self.name.rpartition(":") if self.kind.versioned else (self.name, "", "")
            named = {"name": name} if _SLUG.fullmatch(name) else {}
            return {**named, **({"version": version} if version else {}), **self.keys}
        return dict(self.keys)


def located(item: Mapping[str, Any]) -> Located:
    """Where the object of an item is. ``ApiError`` (config) says what is missing."""
    if not item.get("kind"):
        raise config_error("kind is missing: say what kind of object it is.")
    kind = kind_named(str(item["kind"]), KINDS, "API Connect")
    parent = parent_of(kind, item.get("parent"))
    spec = item.get("spec") or {}
    if not isinstance(spec, Mapping):
        raise config_error("spec must be a mapping of fields.")
    name = item.get("name")
    if name is not None and not isinstance(name, str):
        raise config_error("name must be a string, and %r is not one; put it in quotes." % name)
    if name == "*":
        return Located(kind, parent, "*")
    if kind.single:
        if name:
            raise config_error("kind %s takes no name: each parent has exactly one." % kind.name)
        return Located(kind, parent, "")
    return of_name(kind, parent, _name(kind, item, spec))


def of_name(kind: Kind, parent: Parts, name: str) -> Located:
    """The object of a name as ``Identity`` holds it."""
    return Located(kind, parent, name, _keys(kind, name))


def _keys(kind: Kind, name: str) -> Dict[str, str]:
    if kind.key == "name" or not kind.key:
        return {}
    first, *others = kind.key.split()
    if not others:
        return {first: name}
    value, _slash, last = name.rpartition("/")
    return {first: value, others[0]: last}


def _name(kind: Kind, item: Mapping[str, Any], spec: Mapping[str, Any]) -> str:
    """The name by which the object is known; of a kind with versions ``name:version``."""
    name, version = item.get("name"), item.get("version")
    if version is not None and not isinstance(version, str):
        raise config_error("version must be a string, and %r is not one; put it in quotes." % version)
    if version and not kind.versioned:
        raise config_error("kind %s has no versions." % kind.name)
    if kind.document:
        name, version = _of_document(kind, spec.get(kind.document), name, version)
    elif not name and kind.key != "name":
        name = "/".join(_of_address(kind, each, spec) for each in kind.key.split())
    if not name:
        raise config_error("name is missing: it identifies an object of kind %s." % kind.name)
    if len(kind.key.split()) > 1 and "/" not in name:
        raise config_error("The name of kind %s is %s." % (kind.name, "/".join(kind.key.upper().split())))
    if not kind.versioned or (not version and ":" in name):
        return str(name)
    if not version:
        raise config_error("version is missing: objects of kind %s have versions." % kind.name)
    return "%s:%s" % (name, version)


def _of_address(kind: Kind, key: str, spec: Mapping[str, Any]) -> str:
    """A field that identifies an object, by the name of what it refers to."""
    value = spec.get(key, spec.get(key + "_url"))
    if not isinstance(value, str) or not value:
        needed = " and ".join(kind.key.split())
        raise config_error("spec must have %s to identify an object of kind %s." % (needed, kind.name))
    if "://" not in value:
        return value
    steps = [unquote(step) for step in urlsplit(value).path.split("/")]
    if key == "product":
        return ":".join(steps[-2:])
    return steps[-1]


def _of_document(kind: Kind, document: Any, name: Any, version: Any) -> Tuple[Any, Any]:
    """Name and version as a whole document has them, which must be those that the item gives."""
    info = document.get("info") if isinstance(document, Mapping) else None
    if not isinstance(info, Mapping):
        return name, version
    own_name = info.get("x-ibm-name") if kind.name == "draft_api" else info.get("name")
    for field_name, given, own in (("name", name, own_name), ("version", version, info.get("version"))):
        if given and own and str(given) != str(own):
            raise config_error(
                "%s is %s, but spec.%s has %s; declare one of them." % (field_name, given, kind.document, own)
            )
    own_version = info.get("version")
    return name or own_name, version or (None if own_version is None else str(own_version))


def wanted(where: Located, item: Mapping[str, Any]) -> Tuple[Object, List[str]]:
    """The fields that an item gives, references by their short names, and what is to be told of others."""
    kind = where.kind
    surplus = sorted(set(item) - _ITEM)
    if surplus:
        raise config_error(
            "%s does not belong beside kind, parent, name and version; put the fields of the object in spec."
            % surplus[0]
        )
    spec = copy.deepcopy(dict(item.get("spec") or {}))
    for name, value in (("name", item.get("name")), ("version", item.get("version"))):
        if spec.get(name) is not None and value and spec[name] != value:
            raise config_error(
                "%s is %r, and spec.%s is %r; declare one of them." % (name, value, name, spec[name])
            )
    _shorten(kind, spec)
    offered = [*OF_ALL, *(short(name) if name in kind.references else name for name in kind.fields)]
    servers = [name for name in server_fields(kind, spec) if name not in offered]
    notes = [
        "%s of kind %s belongs to the server; the module neither compares nor writes it." % (name, kind.name)
        for name in servers
        if name not in ("name", "version")
    ]
    fields = {name: value for name, value in spec.items() if name not in servers}
    for name in fields:
        if name not in offered:
            hint = instead_of(name, offered)
            raise config_error("kind %s has no field %s%s" % (kind.name, name, hint))
    refuse_placeholders({"spec": fields})
    parts.check(kind, fields)
    if kind.change == "map" and not isinstance(fields.get("properties", {}), Mapping):
        raise config_error("spec.properties must map names to strings.")
    return {name: value for name, value in fields.items() if name not in where.keys}, notes


def _shorten(kind: Kind, spec: Object) -> None:
    """Put references under their short names, in place."""
    for path in kind.references:
        *steps, wire = path.split(".")
        for holder in holders(spec, steps):
            _shorten_in(holder, path, wire)


def _shorten_in(holder: Object, path: str, wire: str) -> None:
    name = short(wire)
    if wire != name and wire in holder:
        if name in holder:
            raise config_error(
                "spec has both %s and %s, which are the same field; keep one of them." % (name, wire)
            )
        holder[name] = holder.pop(wire)
    if name in holder:
        holder[name] = _reference(path, name, holder[name])


def _reference(path: str, name: str, value: Any) -> Any:
    """What a reference holds: a name or an address, or a list of them."""
    if value is None:
        return None
    if isinstance(value, Mapping) and isinstance(value.get("url"), str):
        return value["url"]
    if path.endswith("_urls"):
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            return value
        raise config_error("spec: %s must be a list of names or addresses." % name)
    if isinstance(value, str):
        return value
    raise config_error("spec: %s must be a name or an address." % name)


def at(value: Any, steps: List[str]) -> Any:
    """What is at a path of names; None if nothing is."""
    for step in steps:
        if not isinstance(value, Mapping):
            return None
        value = value.get(step)
    return value


def holders(value: Any, steps: List[str]) -> Iterator[Object]:
    """The mappings at a path of names; those in the items of a list as well."""
    if isinstance(value, list):
        for item in value:
            yield from holders(item, steps)
    elif isinstance(value, dict) and steps:
        yield from holders(value.get(steps[0]), steps[1:])
    elif isinstance(value, dict):
        yield value


def referred(where: Located, fields: Object) -> Iterator[Tuple[str, str, str]]:
    """Every reference that is given: the path of its field, what it refers to, and the name or address."""
    for path, target in where.kind.references.items():
        *steps, wire = path.split(".")
        for holder in holders({**where.keys, **fields}, steps):
            value = holder.get(short(wire))
            for each in value if isinstance(value, list) else [value]:
                if isinstance(each, str) and each:
                    yield ".".join([*steps, short(wire)]), target, each


class Known:
    """The objects that a task declares, by kind and name: those that fields refer to may be among them."""

    def __init__(self) -> None:
        self._by_name: Dict[Tuple[str, str], List[Identity]] = {}

    def learn(self, items: List[Mapping[str, Any]]) -> None:
        """Take in what the items declare; their mistakes are told elsewhere."""
        for item in items:
            try:
                where = located(item)
            except ApiError:
                continue
            if item.get("state") != "absent":
                self._by_name.setdefault((where.kind.name, where.name), []).append(where.identity)

    def named(self, target: str, name: str, parent: Parts) -> List[Identity]:
        """The declared objects of a kind and name that can be meant in a place."""
        registry, _slash, last = name.rpartition("/") if target == "user" else ("", "", name)
        given = dict(parent)
        return [
            identity
            for identity in self._by_name.get((target, last), [])
            if all(given.get(part, value) == value for part, value in identity.parent)
            and (not registry or dict(identity.parent).get("user_registry") == registry)
        ]


def references(where: Located, fields: Object, known: Known) -> Iterator[Identity]:
    """What the object needs to be there: what it is in, and what its fields name."""
    if where.parent:
        part, name = where.parent[-1]
        yield Identity(part, where.parent[:-1], name)
    if where.kind.name == "space":
        # There are no spaces until the settings allow them.
        yield Identity("catalog_settings", where.parent, "")
    for _path, target, name in referred(where, fields):
        yield from known.named(target, name, where.parent)


def parent_identity(where: Located) -> Optional[Identity]:
    """The object that one is in, if that is of a kind that can be declared."""
    if not where.parent or where.parent[-1][0] not in KINDS:
        return None
    return Identity(where.parent[-1][0], where.parent[:-1], where.parent[-1][1])

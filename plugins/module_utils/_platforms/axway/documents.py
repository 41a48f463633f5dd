# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents of Axway Central, as its command line tool takes them and as a task writes them, read into
fields.

Sources: the vendor's sample files and its guide to the command line tool.

PRIVATE to this collection.
"""

from __future__ import annotations

import re

# Not that of typing, which is slow to ask whether something is one.
from collections.abc import Mapping
from typing import Any, Dict, Iterator, List, Optional, Tuple

from ..._core.errors import config_error
from ..._core.resources.checks import instead_of, refuse_placeholders
from ..._core.resources.resource import Declared, Identity
from .kind_table import kind_of, kinds_named
from .kinds import REFERENCES, SERVER_SUBRESOURCES, Kind

# The fields of every object that are written with it.
MAIN = ("title", "attributes", "tags", "finalizers", "owner", "spec")
_HEAD = frozenset({"group", "apiVersion", "kind", "name", "metadata", "parent", "state", "subresources"})
# What Central shows in place of a secret.
_MASKS = "x{8,}"
_DATA_URI = re.compile(r"data:(?P<type>[\w.+-]+/[\w.+-]+)?(;[\w=-]+)*;base64,(?P<data>.*)", re.S)


def read(item: Mapping[str, Any], place: str, more: Tuple[Kind, ...] = ()) -> Declared:
    """What an item declares: a task's short form, or the vendor's whole document.

    ``place`` says where it stands. Raises ``ApiError`` (config) for an item that is no object of a known
    kind.
    """
    _check_texts(item)
    name, kind_name = item.get("name"), item.get("kind")
    if not kind_name:
        raise config_error("kind is missing: say what kind of object it is.")
    if name is not None and not isinstance(name, str):
        raise config_error("name must be a text, and %r is none; put it into quotes." % (name,))
    if not name:
        raise config_error("name is missing: the objects of %s are known by it." % kind_name)
    scope = _scope(item)
    kind = kind_of(str(kind_name), item.get("group"), scope[0] if scope else None, more)
    absent = item.get("state") == "absent"
    wanted, notes = ({}, []) if absent else _wanted(item, kind)
    notes += _notes(item, kind, scope, more)
    parent = () if scope is None else (scope,)
    identity = Identity(kind.name, parent, name)
    references = (*_parents(kind, scope, more), *_references(kind, parent, wanted))
    return Declared(
        identity, absent, wanted, kind.rules, place, kind.rank, references, tuple(notes), row=kind
    )


def _check_texts(item: Mapping[str, Any]) -> None:
    """Raise ``ApiError`` (config) for a key or an identifying field that YAML read as something else."""
    for key in item:
        if not isinstance(key, str):
            raise config_error("the key %r is no text; put it into quotes." % key)
    for field in ("kind", "group"):
        if item.get(field) is not None and not isinstance(item[field], str):
            raise config_error("%s must be a text, and %r is none." % (field, item[field]))


def _scope(item: Mapping[str, Any]) -> Optional[Tuple[str, str]]:
    """The kind and name of what the object is in, from ``parent`` or ``metadata.scope``."""
    metadata = item.get("metadata")
    in_document = metadata.get("scope") if isinstance(metadata, Mapping) else None
    places = [_place(given) for given in (item.get("parent"), in_document) if given]
    surplus = set(item.get("parent") or {}) - {"kind", "name"}
    if surplus:
        raise config_error("parent has no %s; it takes kind and name." % sorted(surplus)[0])
    if len(set(places)) > 1:
        raise config_error(
            "parent says %s %s, and metadata.scope %s %s; leave one of them out." % (*places[0], *places[1])
        )
    return places[0] if places else None


def _place(given: Any) -> Tuple[str, str]:
    kind, name = (given.get("kind"), given.get("name")) if isinstance(given, Mapping) else (None, None)
    if not isinstance(kind, str) or not isinstance(name, str) or not kind or not name:
        raise config_error("parent must be a mapping of kind and name.")
    return kind, name


def _notes(
    item: Mapping[str, Any], kind: Kind, scope: Optional[Tuple[str, str]], more: Tuple[Kind, ...]
) -> List[str]:
    notes = []
    version = item.get("apiVersion")
    if version == "v1alpha1" and kind.version != "v1alpha1":
        notes.append("apiVersion v1alpha1 is deprecated; the objects are read and written as v1.")
    group = item.get("group")
    if group and group != kind.group and scope:
        notes.append(
            "kind %s in %s is of the group %s, not %s; it is read and written there."
            % (kind.name, scope[0], kind.group, group)
        )
    elif group and group != kind.group:
        notes.append(
            "kind %s is of the group %s, not %s; it is read and written there."
            % (kind.name, kind.group, group)
        )
    return notes


def _wanted(item: Mapping[str, Any], kind: Kind) -> Tuple[Dict[str, Any], List[str]]:
    """The fields that the item gives, in Central's shape, and what is to be told of those left out."""
    fields = {name: item[name] for name in MAIN if name in item}
    further = {name: value for name, value in item.items() if name not in _HEAD and name not in MAIN}
    subresources = item.get("subresources") or {}
    if not isinstance(subresources, Mapping):
        raise config_error("subresources must be a mapping.")
    further.update(subresources)
    if item.get("state") not in (None, "present", "absent"):
        if "state" not in kind.subresources:
            raise config_error(
                "state is %r; of kind %s it is present or absent." % (item["state"], kind.name)
            )
        further["state"] = item["state"]
    if fields.get("title", "") is None:
        # The server sets one by itself.
        del fields["title"]
    notes = []
    for name, value in further.items():
        if name in SERVER_SUBRESOURCES:
            notes.append("%s is the server's own; it is not compared nor written." % name)
        elif name in kind.subresources or name.startswith(("x-", "languages")):
            fields[name] = value
        else:
            offered = [*MAIN, *sorted(kind.subresources - SERVER_SUBRESOURCES)]
            raise config_error("kind %s has no %s%s" % (kind.name, name, instead_of(name, offered)))
    for name in ("attributes", "spec"):
        if fields.get(name) is not None and not isinstance(fields[name], Mapping):
            raise config_error("%s must be a mapping." % name)
    if not isinstance(fields.get("owner"), (type(None), str, Mapping)):
        raise config_error("owner must be the name of a team, or a mapping.")
    for name in ("tags", "finalizers"):
        if fields.get(name) is not None and not isinstance(fields[name], list):
            raise config_error("%s must be a list." % name)
    refuse_placeholders(fields, _MASKS)
    return {name: _normal(name, value) for name, value in fields.items()}, notes


def _normal(name: str, value: Any) -> Any:
    """A field as Central tells it: an icon that is a data URI is its type and its data."""
    if name == "icon":
        return _icon(value)
    if name == "spec" and isinstance(value, Mapping) and "icon" in value:
        return {**value, "icon": _icon(value["icon"])}
    return value


def _icon(value: Any) -> Any:
    if isinstance(value, Mapping) and isinstance(value.get("data"), str):
        return (
            {**_icon(value["data"]), **{key: item for key, item in value.items() if key != "data"}}
            if (_DATA_URI.fullmatch(value["data"].strip()))
            else value
        )
    found = _DATA_URI.fullmatch(value.strip()) if isinstance(value, str) else None
    if not found:
        return value
    return {"data": "".join(found["data"].split()), "contentType": found["type"] or "image/png"}


def _parents(kind: Kind, scope: Optional[Tuple[str, str]], more: Tuple[Kind, ...]) -> Iterator[Identity]:
    if scope is not None and kinds_named(scope[0], more):
        yield Identity(scope[0], (), scope[1])


def _references(
    kind: Kind, parent: Tuple[Tuple[str, str], ...], wanted: Mapping[str, Any]
) -> Iterator[Identity]:
    """The objects that fields name: in the same parent where their kind is in one, else at the top."""
    for path, referred in REFERENCES.get(kind.name, {}).items():
        top = any(not each.scopes for each in kinds_named(referred))
        for name in _values(wanted, path.split(".")):
            yield Identity(referred, () if top else parent, name)
    # A mapping of an asset names objects of an environment by their paths.
    inputs = (wanted.get("spec") or {}).get("inputs") if kind.name == "AssetMapping" else None
    if isinstance(inputs, Mapping):
        for field, referred in (
            ("apiService", "APIService"),
            ("apiServiceRevision", "APIServiceRevision"),
            ("apiServiceInstance", "APIServiceInstance"),
        ):
            steps = str(inputs.get(field) or "").split("/")
            if len(steps) == 3:
                yield Identity(referred, (("Environment", steps[1]),), steps[2])


def _values(value: Any, steps: List[str]) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _values(item, steps)
    elif not steps:
        if isinstance(value, str) and value:
            yield value
    elif isinstance(value, Mapping):
        yield from _values(value.get(steps[0]), steps[1:])

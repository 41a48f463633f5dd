# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an item of a task declares of an object of the MES: its type, its name and its properties.

PRIVATE to this collection.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Dict, FrozenSet, List, Optional, Tuple

from ..._core.compare import Rules
from ..._core.errors import config_error
from ..._core.fields import without_secrets
from ..._core.resources.checks import refuse_placeholders
from ..._core.resources.resource import Declared, Identity, Object
from .values import SERVER, is_reference, short_type

_ITEM = frozenset({"kind", "name", "types", "spec", "state", "ignore_last_service_id"})
_EXAMPLE = "Cmf.Navigo.BusinessObjects.Material, Cmf.Navigo.BusinessObjects"
_SHORT = re.compile(r"[A-Za-z_]\w*")
_WHOLE = re.compile(r"([A-Za-z_][\w.]*\.)?(?P<kind>[A-Za-z_]\w*)\s*,\s*[A-Za-z_][\w.]*")


@dataclass(frozen=True)
class Named:
    """An object by its type and name. ``types`` are whole types by their short names.

    ``ignores_others``: it is written even if somebody else has changed it meanwhile.
    """

    kind: str
    name: str
    types: Tuple[Tuple[str, str], ...]
    ignores_others: bool = False

    @property
    def identity(self) -> Identity:
        """What tells the object from every other."""
        return Identity(self.kind, (), self.name)

    @property
    def type(self) -> Optional[str]:
        """Its whole type; None if the task does not say it."""
        return self.whole_type(self.kind)

    def whole_type(self, kind: str) -> Optional[str]:
        """The whole type of a short name, or of itself; None if the task does not say it."""
        return kind if _WHOLE.fullmatch(kind) else dict(self.types).get(kind)

    def missing_type(self, kind: str, what: str) -> str:
        """That something cannot be written without the whole type of a kind."""
        close = difflib.get_close_matches(kind, dict(self.types), 1)
        hint = "did you mean %s?" % close[0] if close else "types: {%s: '%s'}" % (kind, _whole_example(kind))
        return "%s needs the whole type of %s; give it in types, %s" % (
            what,
            kind,
            hint if close else "as in %s." % hint,
        )


def read(item: Mapping[str, Any], place: str) -> Declared:
    """What an item declares. ``ApiError`` (config) says what is wrong."""
    named = _named(item)
    absent = item.get("state") == "absent"
    wanted, notes = ({}, []) if absent else _wanted(named, item)
    rules = Rules(ignored=SERVER, secret=_secret_names(wanted))
    return Declared(named.identity, absent, wanted, rules, place, notes=tuple(notes), row=named)


def kind_of(given: Any) -> str:
    """The short name of a type that is given short or whole. ``ApiError`` (config) if it is neither."""
    if not given:
        raise config_error("kind is missing: say the type of the object, such as Material.")
    text = str(given).strip()
    if not _SHORT.fullmatch(text) and not _WHOLE.fullmatch(text):
        raise config_error("kind %r is no type; write it as Material or as %s." % (text, _EXAMPLE))
    return short_type(text)


def _named(item: Mapping[str, Any]) -> Named:
    kind = kind_of(item.get("kind"))
    surplus = sorted(set(item) - _ITEM)
    if surplus:
        raise config_error(
            "%s is no part of an object; properties go into spec, beside kind and name." % surplus[0]
        )
    name = item.get("name")
    if not name:
        raise config_error("name is missing: objects of the MES are known by it.")
    if not isinstance(name, str):
        raise config_error("name must be a text, and %r is none; put it into quotes." % (name,))
    ignores = item.get("ignore_last_service_id")
    if ignores not in (None, True, False):
        raise config_error("ignore_last_service_id must be true or false.")
    types = _types(item.get("types"))
    given = str(item["kind"]).strip()
    if _WHOLE.fullmatch(given):
        types = {**types, kind: given}
    return Named(kind, name, tuple(types.items()), bool(ignores))


def _types(given: Any) -> Dict[str, str]:
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise config_error("types must be a mapping, such as {Material: '%s'}." % _EXAMPLE)
    types = {}
    for kind, whole in given.items():
        found = _WHOLE.fullmatch(str(whole).strip())
        if found is None or found["kind"] != kind:
            raise config_error(
                "types: %s is %r; give the whole type with its assembly, such as %s."
                % (kind, whole, _whole_example(str(kind)))
            )
        types[str(kind)] = str(whole).strip()
    return types


def _whole_example(kind: str) -> str:
    return _EXAMPLE.replace(".Material,", ".%s," % kind)


def _wanted(named: Named, item: Mapping[str, Any]) -> Tuple[Object, List[str]]:
    """The properties that an item gives, and what is to be told of them."""
    spec = item.get("spec") or {}
    if not isinstance(spec, Mapping):
        raise config_error("spec must be a mapping of properties.")
    given = {str(name): value for name, value in spec.items()}
    if given.pop("Name", named.name) != named.name:
        raise config_error("name is %r, and spec.Name is another; give it once." % named.name)
    servers = [name for name in given if name in SERVER or name.startswith("$")]
    notes = ["%s is the MES's own; it is not compared nor written." % name for name in servers]
    fields = {name: _value(named, name, value) for name, value in given.items() if name not in servers}
    refuse_placeholders({"spec": fields})
    return fields, notes


def _value(named: Named, name: str, value: Any) -> Any:
    """A plain value, or a reference with its whole type where the task says that."""
    if is_reference(value):
        surplus = sorted(set(value) - {"$type", "Name"})
        if surplus:
            raise config_error(
                "spec.%s refers to an object; it takes $type and Name, not %s." % (name, surplus[0])
            )
        kind = value.get("$type")
        if kind is None:
            return {"Name": value["Name"]}
        return {"$type": named.whole_type(str(kind)) or str(kind), "Name": value["Name"]}
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, (Mapping, list)):
        raise config_error(
            "spec.%s is a %s; only texts, numbers, true, false, null and references ($type, Name) can be "
            "declared. Write it with cmf_invoke."
            % (name, "list" if isinstance(value, list) else "mapping without Name")
        )
    raise config_error("spec.%s is %s; put it into quotes." % (name, value))


def _secret_names(wanted: Object) -> FrozenSet[str]:
    """The properties that are secret by their names."""
    hidden = without_secrets(wanted)
    return frozenset(name for name, value in wanted.items() if hidden[name] != value)

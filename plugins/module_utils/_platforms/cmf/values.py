# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects of the MES as data: what only the MES writes, references, and values that say the same.

PRIVATE to this collection.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Dict, Iterator, Optional, Tuple

from ..._core.compare import ABSENT
from ..._core.fields import without_secrets
from ..._core.resources.resource import Object

# What only the MES writes: it is neither compared nor sent with a new object.
SERVER = frozenset(
    {
        "Id",
        "CreatedBy",
        "CreatedOn",
        "ModifiedBy",
        "ModifiedOn",
        "LastServiceHistoryId",
        "LastOperationHistorySeq",
        "LastOperationHistorySequence",
        "ObjectLocked",
        "LockType",
        "UniversalState",
        "SystemState",
        "DefinitionId",
        "Version",
    }
)
# The state of what is terminated, as a number or as a word.
_TERMINATED = ("4", "Terminated")
_REFERENCE = ("$type", "Name")


def is_terminated(found: Object) -> bool:
    """Whether an object is terminated: it is there, and stays as it is."""
    return str(found.get("UniversalState")) in _TERMINATED


def short_type(kind: str) -> str:
    """``Material``, of ``Cmf.Navigo.BusinessObjects.Material, Cmf.Navigo.BusinessObjects`` as of itself."""
    return kind.partition(",")[0].strip().rpartition(".")[2]


def is_plain(value: Any) -> bool:
    """Whether a value can be compared and written: a text, number, truth value, null or reference."""
    return not isinstance(value, (Mapping, list)) or is_reference(value)


def is_reference(value: Any) -> bool:
    """Whether a value refers to another object."""
    return isinstance(value, Mapping) and isinstance(value.get("Name"), str)


def told(found: Object, wanted: Mapping[str, Any]) -> Object:
    """The object as it compares with what is wanted.

    Its values are written as the wanted ones are where both say the same.
    """
    by_id = _numbered(found)
    current = {name: _referred(value, by_id) for name, value in found.items()}
    for name, value in wanted.items():
        if name in current:
            current[name] = _as_wanted(current[name], value)
    return current


def shown(found: Object) -> Object:
    """The object as results and diffs show it: without what only the MES writes; references by name."""
    by_id = _numbered(found)
    kept = {
        name: _summary(_referred(value, by_id))
        for name, value in found.items()
        if name not in SERVER and not name.startswith("$")
    }
    cleaned: Object = without_secrets(kept)
    return cleaned


def property_of(found: Object, name: str) -> Any:
    """A property of an object as it was read; null where it has none."""
    return _referred(found.get(name), _numbered(found))


def whole(found: Object) -> Object:
    """The object as the MES tells it, without the numbers of its parts; references to these are by name."""
    by_id = _numbered(found)
    cleaned: Object = without_secrets(_without_numbers(found, by_id))
    return cleaned


def exported(found: Object) -> Object:
    """The properties that a task can declare."""
    hidden = without_secrets(found)
    return {
        name: value
        for name, value in shown(found).items()
        if name != "Name" and value is not None and is_plain(value) and hidden[name] == found[name]
    }


def sent(current: Any, wanted: Any) -> Any:
    """What to send for a property: a wanted name becomes a reference where the object has one."""
    if not isinstance(current, Mapping) or wanted is None:
        return wanted
    reference = wanted if isinstance(wanted, Mapping) else {"Name": str(wanted)}
    kind = reference.get("$type") or current.get("$type")
    return {**({"$type": kind} if kind else {}), "Name": reference["Name"]}


def _as_wanted(current: Any, wanted: Any) -> Any:
    if isinstance(current, Mapping):
        return _reference_as_wanted(current, wanted)
    if isinstance(wanted, Mapping):
        return {**wanted, "Name": current} if isinstance(current, str) else current
    return wanted if _same_value(current, wanted) else current


def _reference_as_wanted(current: Mapping[str, Any], wanted: Any) -> Any:
    name = current.get("Name")
    if isinstance(wanted, Mapping):
        written = {each: current.get(each, ABSENT) for each in wanted}
        if short_type(str(written.get("$type"))) == short_type(str(wanted.get("$type"))):
            written.update({each: wanted[each] for each in wanted if each == "$type"})
        return {each: value for each, value in written.items() if value is not ABSENT}
    if name is None or wanted is None:
        return dict(current)
    return wanted if str(wanted) == name else name


def _same_value(current: Any, wanted: Any) -> bool:
    """Whether a number and a text say the same; the MES writes many numbers as texts."""
    numbers = [each for each in (current, wanted) if _is_number(each)]
    if not numbers or any(isinstance(each, bool) for each in (current, wanted)):
        return False
    values = [_number(each) for each in (current, wanted)]
    return values[0] is not None and values[0] == values[1]


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _number(value: Any) -> Optional[Decimal]:
    if not _is_number(value) and not isinstance(value, str):
        return None
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _summary(value: Any) -> Any:
    """A reference as a task writes it; anything else without the numbers of its parts."""
    if is_reference(value):
        return {name: value[name] for name in _REFERENCE if name in value}
    return _without_numbers(value, {})


def _without_numbers(value: Any, by_id: Mapping[str, Any]) -> Any:
    if isinstance(value, list):
        return [_without_numbers(item, by_id) for item in value]
    if not isinstance(value, Mapping):
        return value
    if "$ref" in value:
        # Not the part itself, which may hold this reference to it.
        return _summary_of_part(_referred(value, by_id))
    return {name: _without_numbers(item, by_id) for name, item in value.items() if name != "$id"}


def _summary_of_part(value: Mapping[str, Any]) -> Dict[str, Any]:
    return {name: value[name] for name in ("$type", "Id", "Name", "$ref") if name in value}


def _referred(value: Any, by_id: Mapping[str, Any]) -> Any:
    """What a value stands for that only names the number of another part (``$ref``)."""
    return by_id.get(str(value["$ref"]), value) if isinstance(value, Mapping) and "$ref" in value else value


def _numbered(found: Object) -> Dict[str, Any]:
    """The parts of an object by their numbers, if it refers to any by number."""
    parts = list(_parts(found))
    if not any("$ref" in part for part in parts):
        return {}
    return {str(part["$id"]): part for part in parts if "$id" in part}


def _parts(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        yield value
    inner: Tuple[Any, ...] = tuple(value.values()) if isinstance(value, Mapping) else ()
    for item in value if isinstance(value, list) else inner:
        if isinstance(item, (Mapping, list)):
            yield from _parts(item)

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The MES's objects by type and name, and the faults it throws about them.

Source: public clients, which know Db20001, Db20005 and Val50046, the members that the MES sets by itself, and
the number of a state that is terminated; other codes are guesses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from itertools import count
from typing import Any

Entity = dict[str, Any]

ACTIVE, TERMINATED = 2, 4
# What of an object only the MES writes.
_SERVER = frozenset(
    {
        "Id",
        "CreatedBy",
        "CreatedOn",
        "ModifiedBy",
        "ModifiedOn",
        "LastServiceHistoryId",
        "LastOperationHistorySeq",
        "UniversalState",
        "ObjectLocked",
        "Version",
    }
)
_USER = "SampleTenant\\apiops"


class Fault(Exception):
    """A fault: its code (``CmfExceptionType``), the kind of exception, and what it says."""

    def __init__(self, code: str, kind: str, text: str) -> None:
        super().__init__(text)
        self.code, self.kind, self.text = code, kind, text

    @property
    def content(self) -> dict[str, Any]:
        """The JSON of it."""
        code = {"Name": self.code, "SubCode": {"Name": self.kind}}
        return {"Code": code, "Reason": {"Text": self.text}, "Message": self.text}


def missing_field(name: str) -> Fault:
    """A mandatory property was not given."""
    return Fault("Val50001", "MissingMandatoryFieldCmfException", f"The mandatory field {name} is missing.")


def invalid(text: str) -> Fault:
    """The input cannot be understood, or asks for what the object's state forbids."""
    return Fault("Val50002", "InvalidObjectStateCmfException", text)


def short_type(name: Any) -> str:
    """``Material``, of ``Cmf.Navigo.BusinessObjects.Material, Cmf.Navigo.BusinessObjects`` as of itself."""
    return str(name).partition(",")[0].rpartition(".")[2]


class Objects:
    """What the MES holds. Ids are texts; ``LastServiceHistoryId`` grows with every change."""

    def __init__(self) -> None:
        self._ids = count(2004231200000000001)
        self._changes = count(2004231300000000001)
        self._by_type: dict[str, dict[str, Entity]] = {}
        for kind, names in _AT_FIRST.items():
            for name in names:
                self.create(kind, {"Name": name, **_OF_KIND.get(kind, {})})

    def create(self, kind: str, given: Mapping[str, Any]) -> Entity:
        """A new object; Db20005 if there is one of that type and name."""
        name = given.get("Name")
        if not name:
            raise missing_field("Name")
        known = self._of_type(kind)
        if name in known:
            words = f"The data for object {name} of type {kind} already exists."
            raise Fault("Db20005", "ObjectAlreadyExistsCmfException", words)
        own = self._taken(kind, given)
        known[name] = {
            "$type": full_type(kind),
            "Id": str(next(self._ids)),
            "UniversalState": ACTIVE,
            "ObjectLocked": False,
            "Version": 1,
            "CreatedBy": _USER,
            "CreatedOn": now(),
            **dict.fromkeys(_MEMBERS.get(kind, ())),
            **own,
            "LastOperationHistorySeq": "0",
        }
        return self.changed(known[name])

    def by_name(self, kind: str, name: Any) -> Entity:
        """The object of that name; Db20001 if there is none."""
        if not name:
            raise missing_field("Name")
        found = self._of_type(kind).get(str(name))
        if found is None:
            raise _not_found(kind, name)
        return found

    def by_id(self, kind: str, identity: Any) -> Entity:
        """The object of that id; Db20001 if there is none."""
        for entity in self.all(kind):
            if entity["Id"] == str(identity):
                return entity
        raise _not_found(kind, identity)

    def all(self, kind: str) -> Iterable[Entity]:
        """Every object of a type, oldest first."""
        return self._of_type(kind).values()

    def changed(self, entity: Entity, **values: Any) -> Entity:
        """The object with new values, stamped anew."""
        stamps = {
            "ModifiedBy": _USER,
            "ModifiedOn": now(),
            "LastServiceHistoryId": str(next(self._changes)),
            "LastOperationHistorySeq": str(int(entity["LastOperationHistorySeq"]) + 1),
        }
        entity.update(values, **stamps)
        return entity

    def update(self, given: Mapping[str, Any], ignore_stale: bool) -> Entity:
        """Writes a whole object back; Val50046 if it was changed since it was loaded."""
        entity = self.fresh(given, ignore_stale)
        if entity["UniversalState"] == TERMINATED:
            raise invalid(f"The object {entity['Name']} is terminated and cannot be changed.")
        return self.changed(entity, **self._taken(short_type(entity["$type"]), given))

    def terminate(self, given: Mapping[str, Any], ignore_stale: bool) -> Entity:
        """Terminates an object, which stays, and so does its name."""
        entity = self.fresh(given, ignore_stale)
        if entity["UniversalState"] == TERMINATED:
            raise invalid(f"The object {entity['Name']} is already terminated.")
        return self.changed(entity, UniversalState=TERMINATED)

    def fresh(self, given: Mapping[str, Any], ignore_stale: bool = False) -> Entity:
        """The object that is sent back whole; Val50046 if it was changed since it was loaded."""
        kind = short_type(given.get("$type"))
        entity = self.by_name(kind, given.get("Name"))
        stale = given.get("LastServiceHistoryId") != entity["LastServiceHistoryId"]
        if stale and not ignore_stale:
            words = f"The data for object {entity['Name']} of type {kind} has been changed by another user."
            raise Fault("Val50046", "DataChangedSinceLastViewedCmfException", words)
        return entity

    def _of_type(self, kind: str) -> dict[str, Entity]:
        """The objects of a type by name; a ``Fault`` if the MES has no such type."""
        if kind not in _TYPES and not kind.startswith("Custom"):
            raise invalid(f"The entity type {kind} does not exist.")
        return self._by_type.setdefault(kind, {})

    def _taken(self, kind: str, given: Mapping[str, Any]) -> Entity:
        """What the MES takes of what is sent: no members that it does not know, and references by name."""
        members = _MEMBERS.get(kind)
        return {
            name: self._referred(value)
            for name, value in given.items()
            if not name.startswith("$")
            and name not in _SERVER
            and (members is None or name in members or name == "Name")
        }

    def _referred(self, value: Any) -> Any:
        """A number as a text, a reference with the id of its object; Db20001 if that does not exist."""
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        if not isinstance(value, Mapping) or "$type" not in value or not value.get("Name"):
            return value
        found = self.by_name(short_type(value["$type"]), value["Name"])
        return {"$type": found["$type"], "Id": found["Id"], "Name": found["Name"]}


def _not_found(kind: str, name: Any) -> Fault:
    words = f"The data for object {name} of type {kind} was not found."
    return Fault("Db20001", "ObjectNotFoundCmfException", words)


def full_type(kind: str) -> str:
    """The whole ``$type`` of a kind of objects."""
    space = "Cmf.Foundation" if kind in _OF_FOUNDATION else "Cmf.Navigo"
    space = "Cmf.Custom.amsOSRAM" if kind.startswith("Custom") else space
    return f"{space}.BusinessObjects.{kind}, {space}.BusinessObjects"


def now() -> str:
    """This moment, as the MES writes it."""
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


_AT_FIRST = {
    "Product": ("Product-01", "Product-02"),
    "Flow": ("Flow-01",),
    "Resource": ("Etcher-01", "Etcher-02"),
    "Container": ("Carrier-01", "Carrier-02"),
    "Parameter": ("Temperature",),
    "Material": ("Lot-0001", "Lot-0002", "Lot-0003"),
}
_OF_FOUNDATION = frozenset({"MasterDataPackage", "IntegrationEntry", "Parameter"})
_TYPES = frozenset({*_AT_FIRST, *_OF_FOUNDATION, "Site", "Facility", "Step", "Reason"})
# The members of some types, besides those that only the MES writes. What else is sent, it passes over.
_MEMBERS: Mapping[str, tuple[str, ...]] = {
    "Material": (
        "Description",
        "Type",
        "PrimaryQuantity",
        "Priority",
        "IsTemplate",
        "DueDate",
        "Product",
        "Flow",
        "Resource",
        "CarrierId",
        "SystemState",
        "Attributes",
        "ApiPassword",
    ),
    "Product": ("Description", "Type", "Yield", "IsEnabled"),
}
_OF_KIND: Mapping[str, Mapping[str, Any]] = {
    "Material": {
        "SystemState": "Queued",
        "PrimaryQuantity": "25",
        "Product": {"$type": full_type("Product"), "Name": "Product-01"},
        "Flow": {"$type": full_type("Flow"), "Name": "Flow-01"},
        "Attributes": {"Priority": "Normal"},
    },
    "Resource": {"SystemState": "Idle"},
    "Container": {"Resource": None},
}

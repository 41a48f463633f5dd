# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The MES's objects by type and name, and the faults it throws about them.

Source: the vendor's public clients, which know Db20001, Db20005 and Val50046; other codes are guesses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import count
from typing import Any

Entity = dict[str, Any]


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
        known = self._by_type.setdefault(kind, {})
        if name in known:
            words = f"The data for object {name} of type {kind} already exists."
            raise Fault("Db20005", "ObjectAlreadyExistsCmfException", words)
        given = {key: value for key, value in given.items() if not key.startswith("$")}
        space = "Cmf.Custom.amsOSRAM" if kind.startswith("Custom") else "Cmf.Navigo"
        known[name] = {
            "$type": f"{space}.BusinessObjects.{kind}, {space}.BusinessObjects",
            "Id": str(next(self._ids)),
            "UniversalState": "Created",
            "ObjectLocked": False,
            "Version": 1,
            **given,
            "LastOperationHistorySeq": "1",
        }
        return self.changed(known[name])

    def by_name(self, kind: str, name: Any) -> Entity:
        """The object of that name; Db20001 if there is none."""
        if not name:
            raise missing_field("Name")
        found = self._by_type.get(kind, {}).get(str(name))
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
        return self._by_type.get(kind, {}).values()

    def changed(self, entity: Entity, **values: Any) -> Entity:
        """The object with new values, stamped anew."""
        entity.update(values, LastServiceHistoryId=str(next(self._changes)))
        return entity

    def update(self, given: Mapping[str, Any], ignore_stale: bool) -> Entity:
        """Writes a whole object back; Val50046 if it was changed since it was loaded."""
        kind = short_type(given.get("$type"))
        entity = self.by_name(kind, given.get("Name"))
        stale = given.get("LastServiceHistoryId") != entity["LastServiceHistoryId"]
        if stale and not ignore_stale:
            words = f"The data for object {entity['Name']} of type {kind} has been changed by another user."
            raise Fault("Val50046", "DataChangedSinceLastViewedCmfException", words)
        own = {key: value for key, value in given.items() if not key.startswith("$") and key != "Id"}
        return self.changed(entity, **own)


def _not_found(kind: str, name: Any) -> Fault:
    words = f"The data for object {name} of type {kind} was not found."
    return Fault("Db20001", "ObjectNotFoundCmfException", words)


_AT_FIRST = {
    "Material": ("Lot-0001", "Lot-0002", "Lot-0003"),
    "Resource": ("Etcher-01", "Etcher-02"),
    "Container": ("Carrier-01", "Carrier-02"),
    "Flow": ("Flow-01",),
    "Product": ("Product-01",),
    "Parameter": ("Temperature",),
}
_OF_KIND: Mapping[str, Mapping[str, Any]] = {
    "Material": {
        "SystemState": "Queued",
        "PrimaryQuantity": "25",
        "Product": "Product-01",
        "Flow": "Flow-01",
        "Attributes": {"Priority": "Normal"},
    },
    "Resource": {"SystemState": "Idle"},
    "Container": {"Resource": None},
}

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Master data packages: files by their checksums, and how a package is validated and loaded.

Source: a public client that was tested against MES 10.2.7.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from tests.simulator.cmf_objects import Entity, Objects, invalid, now, short_type

_UNTIL_PERFORMED = ("Operation", "Result", "StartDate", "EndDate", "Configuration", "Log")
_TYPE = (
    "Cmf.Foundation.BusinessObjects.MasterDataLoader.UserFriendlyObjectType, Cmf.Foundation.BusinessObjects"
)


class Behaviour(Protocol):
    """The settings by which services answer."""

    data_platform_errors: bool
    package_reads: int
    package_load: int
    package_errors: tuple[str, ...]


class Packages:
    """What was uploaded, and which packages are being executed."""

    def __init__(self, objects: Objects, behaviour: Callable[[], Behaviour]) -> None:
        self._objects = objects
        self._behaviour = behaviour
        #: The checksums of what was uploaded.
        self.files: set[str] = set()
        # How often a package that is being executed was read.
        self._reads: dict[str, int] = {}

    def upload(self, content: bytes) -> str:
        """Keeps a file; its checksum."""
        checksum = hashlib.sha256(content).hexdigest().upper()
        self.files.add(checksum)
        return checksum

    def check(self, wanted: Mapping[str, Any]) -> None:
        """A ``Fault`` for a package whose file is not described as it must be, or was not uploaded."""
        file = wanted.get("Package")
        if short_type(wanted.get("$type")) != "MasterDataPackage" or not isinstance(file, Mapping):
            return
        if not isinstance(file.get("Size"), str):
            raise invalid("Error converting value to type of member Size.")
        if file.get("Checksum") not in self.files:
            raise invalid(f"There is no upload of the file {file.get('Filename')}.")

    def types(self) -> list[dict[str, Any]]:
        """What is in a package."""
        return [
            {"$type": _TYPE, "ObjectType": name, "ObjectModelType": 2, "ObjectDescription": name}
            for name in ("Product", "Step")
        ]

    def perform(self, package: Entity, operation: Any) -> dict[str, Any]:
        """Begins to execute a package."""
        if package["Id"] in self._reads:
            raise invalid(f"The package {package['Name']} is running.")
        values: Entity = {f"LastExecution{name}": None for name in _UNTIL_PERFORMED}
        values.update(LastExecutionOperation=int(operation or 0), LastExecutionStartDate=now())
        self._reads[package["Id"]] = 0
        return {"MasterDataPackage": self._objects.changed(package, **values), "Message": "Queued."}

    def as_it_is(self, entity: Entity) -> Entity:
        """The object as it is told now: one that is being executed may have come to its end."""
        reads = self._reads.get(entity["Id"])
        if reads is None:
            return entity
        behaviour = self._behaviour()
        self._reads[entity["Id"]] = reads + 1
        if reads < behaviour.package_reads:
            return entity
        del self._reads[entity["Id"]]
        loads = entity["LastExecutionOperation"] == behaviour.package_load
        return self._objects.changed(
            entity,
            LastExecutionEndDate=now(),
            LastExecutionResult=1 if behaviour.package_errors else 0,
            LastExecutionLog=json.dumps([_log(behaviour.package_errors, loads)]),
        )


def _log(errors: tuple[str, ...], loads: bool) -> dict[str, Any]:
    counted = 2 if loads and not errors else 0
    return {
        "Name": "Product",
        "State": 3 if errors else 2,
        "Messages": list(errors),
        "CreatedObjectsCounter": counted,
        "UpdatedObjectsCounter": 0,
        "SkippedObjectsCounter": 0,
    }

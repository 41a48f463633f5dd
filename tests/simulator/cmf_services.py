# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The MES's services: product services, and those of the custom controller ``amsOSRAM``.

Sources: the vendor's page on invoking a service exposed on API; its public clients.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from tests.simulator.cmf_objects import Entity, Objects, invalid, missing_field, short_type
from tests.simulator.cmf_packages import Behaviour, Packages
from tests.simulator.cmf_queries import result_of

Input = Mapping[str, Any]
Output = dict[str, Any]

_PRODUCT = "Cmf.Foundation.BusinessOrchestration"
_CUSTOM = "Cmf.Custom.amsOSRAM.Orchestration"


@dataclass(frozen=True)
class Service:
    """One service: what it does with its input, the type of that, and whether GET may call it."""

    controller: str
    name: str
    run: Callable[[Services, Input], Output]
    namespace: str
    assembly: str
    input_type: str
    reads: bool = False
    # A custom service knows its input by the type only.
    typed: bool = False

    @property
    def type(self) -> str:
        """What ``$type`` of the input must be."""
        return f"{self.namespace}.InputObjects.{self.input_type}, {self.assembly}"

    def output(self, payload: Output) -> Output:
        """The whole answer: ``$id`` and ``$type`` first."""
        kind = f"{self.namespace}.OutputObjects.{self.name}Output, {self.assembly}"
        numbers = count(1)
        output: Output = _numbered({"$type": kind, **payload}, numbers)
        return output


def _numbered(value: Any, numbers: Iterator[int]) -> Any:
    """The same with ``$id`` first in every object that has a type, counted as they are written."""
    if isinstance(value, list):
        return [_numbered(item, numbers) for item in value]
    if not isinstance(value, Mapping):
        return value
    first = {"$id": str(next(numbers))} if "$type" in value else {}
    return {**first, **{name: _numbered(item, numbers) for name, item in value.items() if name != "$id"}}


class Services:
    """The services over one set of objects."""

    def __init__(self, objects: Objects, behaviour: Callable[[], Behaviour]) -> None:
        self._objects = objects
        self._behaviour = behaviour
        self._packages = Packages(objects, behaviour)

    def get_by_name(self, given: Input) -> Output:
        """``GetObjectByName {Name, Type}``."""
        found = self._objects.by_name(_type_of(given), given.get("Name"))
        return {"Instance": self._packages.as_it_is(found)}

    def get_by_id(self, given: Input) -> Output:
        """``GetObjectById {Id, Type}``."""
        found = self._objects.by_id(_type_of(given), given.get("Id"))
        return {"Instance": self._packages.as_it_is(found)}

    def get_by_filter(self, given: Input) -> Output:
        """``GetObjectsByFilter {Type, Filters: [{Name, Value}], PageNumber, PageSize}``."""
        filters = given.get("Filters") or []
        chosen = [
            entity
            for entity in self._objects.all(_type_of(given))
            if all(entity.get(each.get("Name")) == each.get("Value") for each in filters)
        ]
        size = int(given.get("PageSize") or len(chosen) or 1)
        first = (int(given.get("PageNumber") or 1) - 1) * size
        return {"Objects": chosen[first : first + size], "TotalRows": len(chosen)}

    def create(self, given: Input) -> Output:
        """``CreateObject {Object}``; the object's own ``$type`` says what it is."""
        wanted = _object_of(given)
        self._packages.check(wanted)
        return {"Object": self._objects.create(short_type(wanted["$type"]), wanted)}

    def update(self, given: Input) -> Output:
        """``FullUpdateObject {Object, IgnoreLastServiceId}``."""
        ignore_stale = given.get("IgnoreLastServiceId") is True
        return {"Object": self._objects.update(_object_of(given), ignore_stale)}

    def terminate(self, given: Input) -> Output:
        """``TerminateObject {Object, IgnoreLastServiceId}``: it stays, terminated."""
        ignore_stale = given.get("IgnoreLastServiceId") is True
        return {"Object": self._objects.terminate(_object_of(given), ignore_stale)}

    def file_exists(self, given: Input) -> Output:
        """``FileExists {Checksum}``."""
        return {"FileExists": _needed(given, "Checksum") in self._packages.files}

    def upload(self, content: bytes) -> str:
        """``UploadFile``: the checksum of the file, by which it is known from now on."""
        return self._packages.upload(content)

    def execute_query(self, given: Input) -> Output:
        """``ExecuteQuery {QueryObject}``: a data set of XML."""
        return result_of(_needed(given, "QueryObject"), self._objects)

    def post_event(self, given: Input) -> Output:
        """``PostEvent``: what went wrong is told with HTTP 200."""
        if self._behaviour().data_platform_errors:
            errors = [{"Message": "The event could not be queued: the topic is not available."}]
            return {"HasErrors": True, "ErrorList": errors}
        return {"HasErrors": False, "ErrorList": []}

    def material_in(self, given: Input) -> Output:
        """``MaterialIn {MaterialName, ResourceName, CarrierId, SubResourceOrder}``."""
        material, resource = self._material_and_resource(given)
        if material["SystemState"] == "InProcess":
            raise invalid(f"The material {material['Name']} is already in process.")
        self._objects.changed(resource, SystemState="Processing")
        place = {"Resource": resource["Name"], "CarrierId": given.get("CarrierId")}
        return {"Material": self._objects.changed(material, SystemState="InProcess", **place)}

    def material_out(self, given: Input) -> Output:
        """``MaterialOut {MaterialName, ResourceName, CarrierId}``."""
        material, resource = self._material_and_resource(given)
        if material["SystemState"] != "InProcess" or material.get("Resource") != resource["Name"]:
            raise invalid(f"The material {material['Name']} is not in process at {resource['Name']}.")
        self._objects.changed(resource, SystemState="Idle")
        return {"Material": self._objects.changed(material, SystemState="Processed", Resource=None)}

    def receive_erp_message(self, given: Input) -> Output:
        """``CustomReceiveERPMessage {MessageType, Message}``: every call makes another integration entry."""
        message = {name: _needed(given, name) for name in ("MessageType", "Message")}
        entry = {"Name": str(uuid.uuid4()), **message, "SystemState": "Received", "IsRetriable": True}
        return {"Result": self._objects.create("IntegrationEntry", entry)}

    def material_attributes(self, given: Input) -> Output:
        """``CustomGetMaterialAttributes {MaterialName}``."""
        material = self._objects.by_name("Material", _needed(given, "MaterialName"))
        return {"Attributes": material.get("Attributes", {})}

    def flow_information(self, given: Input) -> Output:
        """``GetFlowInformationForERP``; its input is a ``CustomGetFlowInformationForERPInput {FlowName}``."""
        flow = self._objects.by_name("Flow", given.get("FlowName") or "Flow-01")
        return {
            "Result": {"Flow": flow["Name"], "Version": flow["Version"], "Steps": ["Etching", "Inspection"]}
        }

    def package_types(self, given: Input) -> Output:
        """``GetMasterDataPackageObjectTypes {MasterDataPackage}``, which is the whole object, fresh."""
        self._objects.fresh(_needed(given, "MasterDataPackage"))
        return {"ObjectTypes": self._packages.types()}

    def perform_package(self, given: Input) -> Output:
        """``PerformMasterDataPackage {MasterDataPackage, ExecutionOperation, ...}``: it returns at once."""
        package = self._objects.fresh(_needed(given, "MasterDataPackage"))
        return self._packages.perform(package, given.get("ExecutionOperation"))

    def dock_container(self, given: Input) -> Output:
        """``DockContainer {Container, Resource}``, both as references with ``$type`` and ``Name``."""
        container = self._referred(given, "Container")
        resource = self._referred(given, "Resource")
        if container["Resource"]:
            raise invalid(f"The container {container['Name']} is already docked at {container['Resource']}.")
        return {"Container": self._objects.changed(container, Resource=resource["Name"])}

    def _material_and_resource(self, given: Input) -> tuple[Entity, Entity]:
        material = self._objects.by_name("Material", _needed(given, "MaterialName"))
        return material, self._objects.by_name("Resource", _needed(given, "ResourceName"))

    def _referred(self, given: Input, name: str) -> Entity:
        reference = _needed(given, name)
        if not isinstance(reference, dict):
            raise invalid(f"{name} must be a reference with $type and Name.")
        return self._objects.by_name(name, reference.get("Name"))


def _needed(given: Input, name: str) -> Any:
    if not given.get(name):
        raise missing_field(name)
    return given[name]


def _type_of(given: Input) -> str:
    return short_type(_needed(given, "Type"))


def _object_of(given: Input) -> Mapping[str, Any]:
    wanted = _needed(given, "Object")
    if not isinstance(wanted, dict) or "$type" not in wanted:
        raise invalid("Object must be an object with its $type.")
    return wanted


def _generic(name: str, run: Callable[[Services, Input], Output], reads: bool = False) -> Service:
    return _product("GenericService", name, run, reads)


def _product(
    controller: str, name: str, run: Callable[[Services, Input], Output], reads: bool = False
) -> Service:
    space = f"{_PRODUCT}.{controller}Management"
    return Service(controller, name, run, space, _PRODUCT, f"{name}Input", reads)


def _custom(
    name: str,
    run: Callable[[Services, Input], Output],
    input_type: str | None = None,
    reads: bool = False,
) -> Service:
    own_input = input_type or f"{name}Input"
    return Service("amsOSRAM", name, run, _CUSTOM, _CUSTOM, own_input, reads, typed=True)


SERVICES = (
    _generic("GetObjectByName", Services.get_by_name, reads=True),
    _generic("GetObjectById", Services.get_by_id, reads=True),
    _generic("GetObjectsByFilter", Services.get_by_filter, reads=True),
    _generic("CreateObject", Services.create),
    _generic("FullUpdateObject", Services.update),
    _generic("TerminateObject", Services.terminate),
    _generic("FileExists", Services.file_exists),
    Service(
        "DataPlatform",
        "PostEvent",
        Services.post_event,
        "Cmf.Foundation.BusinessOrchestration.DataPlatform",
        _PRODUCT,
        "PostEventInput",
    ),
    _product("MasterData", "GetMasterDataPackageObjectTypes", Services.package_types),
    _product("MasterData", "PerformMasterDataPackage", Services.perform_package),
    _product("Query", "ExecuteQuery", Services.execute_query),
    _custom("MaterialIn", Services.material_in),
    _custom("MaterialOut", Services.material_out),
    _custom("CustomReceiveERPMessage", Services.receive_erp_message),
    _custom("CustomGetMaterialAttributes", Services.material_attributes, reads=True),
    _custom(
        "GetFlowInformationForERP",
        Services.flow_information,
        "CustomGetFlowInformationForERPInput",
        reads=True,
    ),
    _custom("DockContainer", Services.dock_container),
)

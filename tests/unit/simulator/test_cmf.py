# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The MES: its personal and exchanged tokens, custom and product services, faults."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from typing import Any

import pytest
import requests

from tests.simulator.client import Simulator
from tests.unit.simulator.conftest import Client

CUSTOM = "Cmf.Custom.amsOSRAM.Orchestration"
GENERIC = "Cmf.Foundation.BusinessOrchestration"
LOT = {"MaterialName": "Lot-0001", "ResourceName": "Etcher-01"}


def custom(mes: Client, service: str, input_type: str | None = None, **properties: Any) -> requests.Response:
    """Calls a service of the custom controller as the source page shows it."""
    kind = f"{CUSTOM}.InputObjects.{input_type or service + 'Input'}, {CUSTOM}"
    return mes.post(f"/api/amsOSRAM/{service}", json={"$type": kind, **properties})


def generic(mes: Client, service: str, **properties: Any) -> requests.Response:
    """Calls a product service."""
    kind = f"{GENERIC}.GenericServiceManagement.InputObjects.{service}Input, {GENERIC}"
    return mes.post(f"/api/GenericService/{service}", json={"$id": "1", "$type": kind, **properties})


def fault(answer: requests.Response, status: int = 400) -> str:
    """The code of a fault."""
    body = answer.json()
    assert answer.status_code == status
    assert set(body) == {"Code", "Reason", "Message"}
    assert set(body["Code"]) == {"Name", "SubCode"}
    assert body["Reason"]["Text"] == body["Message"]
    return str(body["Code"]["Name"])


def test_the_call_of_the_source_page(mes: Client) -> None:
    body = custom(mes, "MaterialIn", **LOT, CarrierId="Carrier-01").json()
    assert list(body)[:2] == ["$id", "$type"]
    assert body["Material"]["SystemState"] == "InProcess"
    loaded = generic(mes, "GetObjectByName", Name="Lot-0001", Type="Material").json()["Instance"]
    assert loaded == body["Material"]
    assert "already in process" in custom(mes, "MaterialIn", **LOT).json()["Message"]
    assert custom(mes, "MaterialOut", **LOT).json()["Material"]["SystemState"] == "Processed"
    fault(custom(mes, "MaterialOut", **LOT))


def test_the_personal_token_is_a_jwt(description: dict[str, Any]) -> None:
    payload = description["cmf"]["token"].split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    names = {"clientId", "tenantName", "strategyId", "sub", "scope", "iat", "exp", "aud", "iss"}
    assert names <= set(claims)
    assert claims["tenantName"] == description["cmf"]["tenant"]


def exchange(mes: Client, description: dict[str, Any], **changes: str) -> requests.Response:
    """Exchanges the personal token at the Security Portal, which discovery leads to."""
    own = description["cmf"]
    discovery = f"{own['security_portal_url']}/tenant/{own['tenant']}/.well-known/openid-configuration"
    endpoint = mes.get(discovery).json()["token_endpoint"]
    form = {"client_id": "MES", "grant_type": "refresh_token", "refresh_token": own["token"]}
    return mes.post(endpoint, data={**form, **changes}, headers={"Authorization": None})


def test_exchange(fresh_simulator: Simulator, mes: Client, description: dict[str, Any]) -> None:
    body = exchange(mes, description).json()
    assert (body["token_type"], body["expires_in"]) == ("bearer", 3000)
    fresh_simulator.configure(cmf={"direct_accepted": False})
    refused = custom(mes, "MaterialIn", **LOT)
    assert (refused.status_code, refused.content) == (401, b"")
    assert refused.headers["www-authenticate"] == 'Bearer error="invalid_token"'
    mes.authorise(body["access_token"])
    assert custom(mes, "MaterialIn", **LOT).status_code == 200
    fresh_simulator.expire_tokens()
    assert custom(mes, "MaterialOut", **LOT).status_code == 401


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"client_id": "other"}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"refresh_token": "wrong"}, 401, "invalid_grant"),
    ],
)
def test_refused_exchanges(
    mes: Client, description: dict[str, Any], changes: dict[str, str], status: int, error: str
) -> None:
    answer = exchange(mes, description, **changes)
    assert (answer.status_code, answer.json()["error"]) == (status, error)


def test_an_unknown_tenant(mes: Client, description: dict[str, Any]) -> None:
    portal = description["cmf"]["security_portal_url"]
    assert mes.get(portal + "/tenant/Other/.well-known/openid-configuration").status_code == 404
    assert mes.post(portal + "/api/tenant/Other/oauth2/token", data={}).status_code == 404


def test_access_tokens_end(fresh_simulator: Simulator, mes: Client, description: dict[str, Any]) -> None:
    fresh_simulator.configure(cmf={"token_lifetime": 0.1, "opaque_tokens": True, "omit_expires_in": True})
    body = exchange(mes, description).json()
    assert "expires_in" not in body
    assert "." not in body["access_token"]
    time.sleep(0.15)
    mes.authorise(body["access_token"])
    assert custom(mes, "MaterialIn", **LOT).status_code == 401


@pytest.mark.parametrize(
    "text",
    [
        '{"MaterialName": "Lot-0001", "$type": "%s"}',
        '{"$id": "1", "MaterialName": "Lot-0001", "$type": "%s"}',
        '{"MaterialName": "Lot-0001"}',
        '{"$type": "%s", "Reference": {"Name": "x", "$type": "y"}}',
        '{"$type": "Other, Other"}',
        "[]",
        "{",
    ],
)
def test_an_input_that_cannot_be_read(mes: Client, text: str) -> None:
    kind = f"{CUSTOM}.InputObjects.MaterialInInput, {CUSTOM}"
    body = text.replace("%s", kind)
    answer = mes.post("/api/amsOSRAM/MaterialIn", data=body, headers={"Content-Type": "application/json"})
    assert fault(answer) == "Val50002"
    assert generic(mes, "GetObjectByName", Name="Lot-0001", Type="Material").json()["Instance"][
        "SystemState"
    ] == ("Queued")


def test_routes_in_any_case_but_of_services_that_are(mes: Client) -> None:
    body = {"Name": "Lot-0001", "Type": "Cmf.Navigo.BusinessObjects.Material"}
    assert mes.post("/api/genericservice/GETOBJECTBYNAME", json=body).status_code == 200
    assert mes.post("/api/amsOSRAM/None", json={}).status_code == 404
    assert mes.post("/api/amsOSRAM/MaterialIn", data="x").status_code == 415
    assert mes.get("/api/amsOSRAM/MaterialIn").status_code == 405


def test_reads_by_get(mes: Client) -> None:
    query = {"Name": "Lot-0001", "Type": "Material", "LevelsToLoad": "1"}
    instance = mes.get("/api/GenericService/GetObjectByName", params=query).json()["Instance"]
    query = {"Id": instance["Id"], "Type": "Material"}
    assert mes.get("/api/GenericService/GetObjectById", params=query).json()["Instance"] == instance


def test_every_erp_message_makes_an_entry(mes: Client) -> None:
    message = {"MessageType": "Order", "Message": "<xml/>"}
    names = {custom(mes, "CustomReceiveERPMessage", **message).json()["Result"]["Name"] for _turn in range(2)}
    assert len(names) == 2
    filters = [{"Name": "MessageType", "Value": "Order"}]
    found = generic(mes, "GetObjectsByFilter", Type="IntegrationEntry", Filters=filters).json()
    assert (found["TotalRows"], {entry["Name"] for entry in found["Objects"]}) == (2, names)
    assert fault(custom(mes, "CustomReceiveERPMessage", MessageType="Order")) == "Val50001"


def test_other_custom_services(mes: Client) -> None:
    flow = custom(mes, "GetFlowInformationForERP", "CustomGetFlowInformationForERPInput", FlowName="Flow-01")
    assert flow.json()["Result"]["Flow"] == "Flow-01"
    assert fault(custom(mes, "GetFlowInformationForERP", FlowName="Flow-01")) == "Val50002"
    attributes = custom(mes, "CustomGetMaterialAttributes", MaterialName="Lot-0001").json()
    assert attributes["Attributes"] == {"Priority": "Normal"}
    space = "Cmf.Navigo.BusinessObjects"
    references: dict[str, Any] = {
        kind: {"$type": f"{space}.{kind}, {space}", "Name": name}
        for kind, name in (("Container", "Carrier-01"), ("Resource", "Etcher-01"))
    }
    assert custom(mes, "DockContainer", **references).json()["Container"]["Resource"] == "Etcher-01"
    assert "already docked" in custom(mes, "DockContainer", **references).json()["Message"]


@pytest.mark.parametrize("status", [400, 404, 500, 200])
def test_faults_about_objects(fresh_simulator: Simulator, mes: Client, status: int) -> None:
    fresh_simulator.configure(cmf={"fault_status": status})
    missing = generic(mes, "GetObjectByName", Name="none", Type="Material")
    assert fault(missing, status) == "Db20001"
    wanted = {"$type": "Cmf.Navigo.BusinessObjects.Product, Cmf.Navigo.BusinessObjects", "Name": "P"}
    assert generic(mes, "CreateObject", Object=wanted).json()["Object"]["Name"] == "P"
    again = generic(mes, "CreateObject", Object=wanted)
    assert fault(again, status) == "Db20005"
    assert again.json()["Message"] == "The data for object P of type Product already exists."


def test_stale_objects(mes: Client) -> None:
    loaded = generic(mes, "GetObjectByName", Name="Lot-0002", Type="Material").json()["Instance"]
    first = generic(mes, "FullUpdateObject", Object={**loaded, "PrimaryQuantity": "24"}).json()["Object"]
    assert first["PrimaryQuantity"] == "24"
    stale = {**loaded, "PrimaryQuantity": "23"}
    assert fault(generic(mes, "FullUpdateObject", Object=stale)) == "Val50046"
    forced = generic(mes, "FullUpdateObject", IgnoreLastServiceId=True, Object=stale)
    assert forced.json()["Object"]["PrimaryQuantity"] == "23"
    assert fault(generic(mes, "TerminateObject", Object=loaded)) == "Val50046"
    terminated = generic(mes, "TerminateObject", Object=forced.json()["Object"]).json()["Object"]
    assert terminated["UniversalState"] == 4
    assert "already terminated" in generic(mes, "TerminateObject", Object=terminated).json()["Message"]
    assert "is terminated" in generic(mes, "FullUpdateObject", Object=terminated).json()["Message"]


def test_objects_are_numbered_and_references_are_found(mes: Client) -> None:
    answer = generic(mes, "GetObjectByName", Name="Lot-0001", Type="Material").json()
    instance = answer["Instance"]
    assert (answer["$id"], instance["$id"], instance["Product"]["$id"]) == ("1", "2", "3")
    assert instance["Product"]["Name"] == "Product-01"
    other = {"$type": instance["Product"]["$type"], "Name": "none"}
    assert fault(generic(mes, "FullUpdateObject", Object={**instance, "Product": other})) == "Db20001"
    other["Name"] = "Product-02"
    changed = generic(mes, "FullUpdateObject", Object={**instance, "Product": other, "Nothing": 1})
    assert changed.json()["Object"]["Product"]["Id"] != instance["Product"]["Id"]
    assert "Nothing" not in changed.json()["Object"]
    assert fault(generic(mes, "GetObjectByName", Name="x", Type="Matrial")) == "Val50002"


def package(mes: Client, content: bytes = b"rows", **file: Any) -> requests.Response:
    """Creates a package of an uploaded file."""
    checksum = mes.post("/api/GenericService/UploadFile", files={"file": ("data.xlsx", content)}).text
    space = "Cmf.Foundation.BusinessObjects"
    held = {"Filename": "data.xlsx", "Size": str(len(content)), "Checksum": checksum, **file}
    wanted = {
        "$type": f"{space}.MasterDataPackage, {space}",
        "Name": "P",
        "Type": "Generic",
        "Revision": None,
    }
    held = {"$type": f"{space}.CmfFile, {space}", **held}
    return generic(mes, "CreateObject", Object={**wanted, "Package": held})


def master_data(mes: Client, service: str, **properties: Any) -> requests.Response:
    """Calls a service of packages."""
    kind = f"{GENERIC}.MasterDataManagement.InputObjects.{service}Input, {GENERIC}"
    return mes.post(f"/api/MasterData/{service}", json={"$type": kind, **properties})


def test_a_package_is_executed(fresh_simulator: Simulator, mes: Client) -> None:
    fresh_simulator.configure(cmf={"package_reads": 1, "package_errors": ["Row 2: no such product."]})
    assert "Size" in package(mes, Size=4).json()["Message"]
    assert "upload" in package(mes, Checksum="0" * 64).json()["Message"]
    stale = package(mes).json()["Object"]
    checksum = stale["Package"]["Checksum"]
    assert generic(mes, "FileExists", Checksum=checksum).json()["FileExists"] is True
    assert generic(mes, "FileExists", Checksum="0" * 64).json()["FileExists"] is False
    types = master_data(mes, "GetMasterDataPackageObjectTypes", MasterDataPackage=stale).json()["ObjectTypes"]
    assert {"ObjectType", "ObjectModelType", "ObjectDescription"} <= set(types[0])
    told = {"MasterDataPackage": stale, "ExecutionConfiguration": json.dumps(types)}
    begun = master_data(mes, "PerformMasterDataPackage", **told, ExecutionOperation=0).json()
    assert begun["MasterDataPackage"]["LastExecutionEndDate"] is None
    assert fault(master_data(mes, "PerformMasterDataPackage", **told, ExecutionOperation=0)) == "Val50046"
    told["MasterDataPackage"] = begun["MasterDataPackage"]
    assert "running" in master_data(mes, "PerformMasterDataPackage", **told, ExecutionOperation=0).text
    query = {"Id": stale["Id"], "Type": "MasterDataPackage", "LevelsToLoad": "1"}
    found = [mes.get("/api/GenericService/GetObjectById", params=query).json()["Instance"] for _time in "12"]
    assert found[0]["LastExecutionEndDate"] is None
    assert found[1]["LastExecutionEndDate"] >= found[1]["LastExecutionStartDate"]
    assert (found[1]["LastExecutionOperation"], found[1]["LastExecutionResult"]) == (0, 1)
    assert json.loads(found[1]["LastExecutionLog"])[0]["Messages"] == ["Row 2: no such product."]


def test_a_query_answers_a_data_set(mes: Client) -> None:
    fields = [{"Name": "Name", "Alias": "Lot"}, {"Name": "PrimaryQuantity"}, {"Name": "Description"}]
    filters = [{"Name": "Name", "Value": "Lot-0002"}]
    query = {"EntityTypeName": "Material", "Query": {"Fields": fields, "Filters": filters}}
    answer = mes.post("/api/Query/ExecuteQuery", json={"QueryObject": query}).json()
    assert answer["TotalRows"] == 1
    assert (
        "<Lot>Lot-0002</Lot><PrimaryQuantity>25</PrimaryQuantity></T_Result>"
        in answer["NgpDataSet"]["DataXML"]
    )
    assert 'name="PrimaryQuantity" type="xs:decimal"' in answer["NgpDataSet"]["XMLSchema"]


def test_pages(mes: Client) -> None:
    pages = [
        generic(mes, "GetObjectsByFilter", Type="Material", PageNumber=number, PageSize=2).json()
        for number in (1, 2, 3)
    ]
    assert [len(page["Objects"]) for page in pages] == [2, 1, 0]
    assert {page["TotalRows"] for page in pages} == {3}


def test_errors_with_200(fresh_simulator: Simulator, mes: Client) -> None:
    path = "/api/DataPlatform/PostEvent"
    assert mes.post(path, json={"Event": {}}).json()["HasErrors"] is False
    fresh_simulator.configure(cmf={"data_platform_errors": True})
    answer = mes.post(path, json={"Event": {}})
    assert (answer.status_code, answer.json()["HasErrors"]) == (200, True)
    assert answer.json()["ErrorList"]


@pytest.mark.parametrize("field", ["file", "attachment-file"])
def test_upload(mes: Client, field: str) -> None:
    content = bytes(range(256)) * 10
    answer = mes.post("/api/GenericService/UploadFile", files={field: ("data.bin", content)})
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.text == hashlib.sha256(content).hexdigest().upper()
    assert fault(mes.post("/api/GenericService/UploadFile", files={"other": ("x", b"x")})) == "Val50001"

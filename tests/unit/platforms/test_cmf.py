# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Critical Manufacturing MES: composed inputs, faults by their code, pages in the body."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._core.calls.call import Call
from ansible_collections.apiops.platforms.plugins.module_utils._core.errors import ApiError
from ansible_collections.apiops.platforms.plugins.module_utils._core.exchange.platform import Platform
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.cmf.platform import INVOKE, Cmf
from tests.unit.core.fakes import filled


def cmf(**given: Any) -> Cmf:
    """An MES at mes.example."""
    return Cmf(filled(Cmf.options, {"url": "https://mes.example", "token": "personal", **given}))


def composed(platform: Platform | None = None, /, **given: Any) -> tuple[str, Any]:
    """The URL and the body of a call."""
    call = Call.build(platform or cmf(), filled(INVOKE.options, given))
    return call.url, call.params.get("body")


def test_a_custom_service() -> None:
    properties = {"MaterialName": "M1", "Alpha": 1, "$id": "1"}
    url, body = composed(controller="amsOSRAM", service="MaterialIn", properties=properties)
    assert url == "https://mes.example/api/amsOSRAM/MaterialIn"
    assert list(body.items()) == [
        ("$id", "1"),
        (
            "$type",
            "Cmf.Custom.amsOSRAM.Orchestration.InputObjects.MaterialInInput, "
            "Cmf.Custom.amsOSRAM.Orchestration",
        ),
        ("MaterialName", "M1"),
        ("Alpha", 1),
    ]


@pytest.mark.parametrize(
    ("given", "named"),
    [
        (
            {"input_type": "XInput"},
            "Cmf.Custom.c.Orchestration.InputObjects.XInput, Cmf.Custom.c.Orchestration",
        ),
        ({"namespace": "A.B"}, "A.B.InputObjects.sInput, A.B"),
        ({"assembly": "D"}, "Cmf.Custom.c.Orchestration.InputObjects.sInput, D"),
        ({"namespace": "A.B", "assembly": "D", "input_type": "X"}, "A.B.InputObjects.X, D"),
        ({"type": "Whole.Name, Assembly", "namespace": "A"}, "Whole.Name, Assembly"),
    ],
)
def test_the_type_of_the_input(given: dict[str, str], named: str) -> None:
    assert composed(controller="c", service="s", **given)[1] == {"$type": named}


def test_nested_objects_have_their_type_first_and_keep_their_order() -> None:
    inner = {"Name": "M", "$type": "T, A", "$id": "2", "List": [{"b": 1, "$type": "U"}]}
    body = composed(controller="c", service="s", type="X", properties={"Material": inner})[1]
    assert list(body["Material"]) == ["$id", "$type", "Name", "List"]
    assert list(body["Material"]["List"][0]) == ["$type", "b"]


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"controller": "c"},
        {"service": "s"},
        {"path": "a/b", "controller": "c", "service": "s"},
        {"controller": "c", "service": "s", "properties": {}, "body": {}},
        {"controller": "c", "service": "s", "properties": {}, "src": "/etc/hostname"},
        {"path": "a/b", "properties": {"x": 1}},
        {"path": "a/b", "type": "T", "body": {}},
    ],
    ids=str,
)
def test_what_cannot_be_composed(given: dict[str, Any]) -> None:
    with pytest.raises(ApiError) as caught:
        composed(**given)
    assert caught.value.kind == "config"


@pytest.mark.parametrize("path", ["GenericService/GetObjectByName", "/api/GenericService/GetObjectByName"])
@pytest.mark.parametrize("url", ["https://mes.example", "https://mes.example/", "https://mes.example/api"])
def test_product_services(path: str, url: str) -> None:
    assert (
        composed(cmf(url=url), path=path, body={})[0]
        == "https://mes.example/api/GenericService/GetObjectByName"
    )


def test_names_are_encoded() -> None:
    assert composed(controller="a/b", service="c d")[0] == "https://mes.example/api/a%2Fb/c%20d"


@pytest.mark.parametrize(
    "url", ["https://mes.example", "https://mes.example/api", "https://mes.example:8443/"]
)
def test_the_portal_is_beside_the_api(url: str) -> None:
    grant = cmf(url=url, auth_mode="exchange", tenant="T 1").grant()
    host = url.removesuffix("/api").rstrip("/")
    assert host + "/SecurityPortal/api/tenant/T%201/oauth2/token" in grant.identity


FAULT = {
    "Code": {"Name": "Db20001", "SubCode": {"Name": "x"}},
    "Reason": {"Text": "Object M not found."},
    "Message": "m",
}


@pytest.mark.parametrize("status", [200, 400, 404, 500])
@pytest.mark.parametrize(
    ("code", "kind"), [("Db20001", "not_found"), ("Db20005", "conflict"), ("Val50046", "conflict")]
)
def test_faults_by_code_whatever_the_status(status: int, code: str, kind: str) -> None:
    refused = cmf().read_refusal(status, {**FAULT, "Code": {"Name": code}})
    assert refused is not None
    assert (refused.kind, refused.code, refused.description) == (kind, code, "Object M not found.")


@pytest.mark.parametrize("status", [200, 400, 404])
def test_a_fault_of_another_code_is_never_absence(status: int) -> None:
    # Which HTTP status a fault comes with is not documented: it says nothing of the object.
    refused = cmf().read_refusal(status, {**FAULT, "Code": {"Name": "Val12345"}})
    assert refused is not None
    assert refused.kind == "rejected"


@pytest.mark.parametrize(
    ("listed", "words"),
    [
        ([{"Message": "a"}, {"Text": "b"}, "c", {"Other": 1}], 'a; b; c; {"Other": 1}'),
        (3, None),
        ("not a list", "not a list"),
        ({"$values": [{"Message": "a"}]}, None),
        ([None, 5], None),
    ],
    ids=str,
)
def test_an_output_with_errors(listed: Any, words: str | None) -> None:
    refused = cmf().read_refusal(200, {"HasErrors": True, "ErrorList": listed})
    assert refused is not None
    assert (refused.kind, refused.code) == ("rejected", "HasErrors")
    assert words is None or refused.description == words


@pytest.mark.parametrize("listed", [[], None])
def test_an_output_with_errors_that_lists_none(listed: Any) -> None:
    refused = cmf().read_refusal(200, {"HasErrors": True, "ErrorList": listed})
    assert refused is not None
    assert (refused.description, refused.note) == (None, "the output has errors and lists none")


@pytest.mark.parametrize(
    "answer", [{"HasErrors": False, "ErrorList": []}, {"Code": "x"}, {"Instance": {}}, [], "x", 5]
)
def test_outputs_that_are_no_refusal(answer: Any) -> None:
    assert cmf().read_refusal(200, answer) is None

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Axway Amplify: its regions and services, how its services say no, and how they page."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._core.calls.call import Call
from ansible_collections.apiops.platforms.plugins.module_utils._core.http.message import Request
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.axway.platform import (
    INVOKE,
    Axway,
    CentralPager,
    PlatformPager,
)
from tests.unit.core.fakes import Answer, client, filled

ENDPOINT = "https://login.axway.com/auth/realms/Broker/protocol/openid-connect/token"
SECRET = {"client_id": "sa", "client_secret": "s3cret"}


def axway(**given: Any) -> Axway:
    """Amplify with the options given."""
    return Axway(filled(Axway.options, given))


def login_url(**given: Any) -> str:
    """Where a login goes."""
    platform = axway(**SECRET, **given)
    anonymous, fake, _pauses = client(platform, Answer(body={"access_token": "a"}))
    platform.grant().acquire(anonymous.exchange)
    return fake.sent[0].url


REGIONS = {
    "us": ("login.axway.com", "platform.axway.com", "apicentral.axway.com"),
    "eu": ("login.axway.com", "platform.axway.com", "central.eu-fr.axway.com"),
    "ap": ("login.axway.com", "platform.axway.com", "central.ap-sg.axway.com"),
    "eu2": ("login.eu-fr.axway.com", "platform.eu-fr.axway.com", "engage.eu-fr.axway.com"),
}


@pytest.mark.parametrize("region", REGIONS)
def test_the_addresses_of_a_region(region: str) -> None:
    login, platform_host, central = REGIONS[region]
    platform = axway(region=region)
    assert platform.base({}) == "https://%s/apis" % central
    assert platform.base({"service": "central"}) == "https://%s/apis" % central
    assert platform.base({"service": "traceability"}) == "https://%s/api/traceability/v1" % central
    assert platform.base({"service": "platform"}) == "https://%s/api/v1" % platform_host
    assert login_url(region=region) == ENDPOINT.replace("login.axway.com", login)


def test_the_region_is_us_unless_given() -> None:
    assert axway().base({}) == "https://apicentral.axway.com/apis"


@pytest.mark.parametrize(
    ("option", "service", "url"),
    [
        ("central_url", "central", "https://own.example:8443/x/apis"),
        ("central_url", "traceability", "https://own.example:8443/x/api/traceability/v1"),
        ("platform_url", "platform", "https://own.example:8443/x/api/v1"),
    ],
)
def test_an_address_overrides_its_region(option: str, service: str, url: str) -> None:
    platform = axway(**{"region": "eu2", option: "https://own.example:8443/x/"})
    assert platform.base({"service": service}) == url
    other = "platform" if option == "central_url" else "central"
    assert "eu-fr.axway.com" in platform.base({"service": other})


def test_the_address_of_the_login_overrides_its_region() -> None:
    url = login_url(region="eu2", auth_url="https://own.example/")
    assert url == ENDPOINT.replace("login.axway.com", "own.example")


@pytest.mark.parametrize("path", ["management/v1/environments", "/apis/management/v1/environments"])
def test_a_path_as_documentation_prints_it(path: str) -> None:
    call = Call.build(axway(), filled(INVOKE.options, {"path": path}))
    assert call.url == "https://apicentral.axway.com/apis/management/v1/environments"


def test_the_tenant_goes_along_when_it_is_given() -> None:
    assert axway(tenant_id="123").headers() == {"Accept": "application/json", "X-Axway-Tenant-Id": "123"}
    assert axway().headers() == {"Accept": "application/json"}


@pytest.mark.parametrize("status", [200, 400, 401])
@pytest.mark.parametrize(
    ("more", "words", "kind", "code"),
    [
        ({"code": 401}, "Sign-in Required", "auth", "401"),
        ({"code": 401, "internalCode": 235}, "IdP required", "auth", "235"),
        ({"code": 403}, "You do not have access privileges to view this content.", "forbidden", "403"),
        ({"code": 404}, "Resource Not Found", "not_found", "404"),
        ({"code": 400}, "A client with this Client ID already exists.", "conflict", "400"),
        ({"code": 400}, "That team name already exists.", "conflict", "400"),
        ({"code": 400}, "Legacy clients cannot be modified.", "rejected", "400"),
        ({"code": 400, "internalCode": 77}, '"x" is a required parameter.', "rejected", "77"),
    ],
    ids=str,
)
def test_a_refusal_of_the_platform_by_the_code_in_its_body(
    status: int, more: dict[str, int], words: str, kind: str, code: str
) -> None:
    refusal = axway().read_refusal(status, {"success": False, "description": words, **more})
    assert refusal is not None
    assert (refusal.kind, refusal.code, refusal.description) == (kind, code, words)


@pytest.mark.parametrize(
    ("status", "answer", "kind", "words"),
    [
        (404, {"success": False, "description": "gone"}, "not_found", "gone"),
        (404, {"success": False, "description": "gone", "code": "E_GONE"}, "not_found", "gone"),
        (200, {"success": False}, "rejected", None),
        (200, {"success": False, "message": "said so", "code": 200}, "rejected", "said so"),
        (500, {"success": False, "message": "said so"}, "server", "said so"),
        (400, {"description": "no success in it", "code": 404}, "not_found", "no success in it"),
    ],
    ids=str,
)
def test_a_refusal_of_the_platform_without_such_a_code(
    status: int, answer: dict[str, Any], kind: str, words: str | None
) -> None:
    refusal = axway().read_refusal(status, answer)
    assert refusal is not None
    assert (refusal.kind, refusal.description) == (kind, words)


def central_error(status: Any = 404, **more: Any) -> dict[str, Any]:
    """An entry of Central's errors."""
    return {
        "status": status,
        "title": "Not found error",
        "detail": "Resource env_name of kind Environment not found.",
        "meta": {"instanceId": "i", "tenantId": "t", "authenticatedUserId": "u", "transactionId": "tr-1"},
        **more,
    }


def test_a_refusal_of_central() -> None:
    answer = Answer(404, {"errors": [central_error()]})
    platform = axway()
    response = answer.to(Request("GET", "https://apicentral.axway.com/apis/x", {}, read_only=True))
    refusal = platform.refusal(response)
    assert refusal is not None
    error = platform.failure(response, refusal)
    assert (error.kind, error.code, error.request_id) == ("not_found", "Not found error", "tr-1")
    assert error.description == "Resource env_name of kind Environment not found."


@pytest.mark.parametrize(
    ("status", "errors", "kind", "words"),
    [
        (400, [central_error(404, detail="gone")], "not_found", "gone"),
        (400, [central_error("404", detail="gone")], "not_found", "gone"),
        (409, [central_error(None, detail="it is there")], "conflict", "it is there"),
        (428, [central_error(428, detail="stale")], "conflict", "stale"),
        (403, [{"title": "only a title"}], "forbidden", "only a title"),
        (400, [central_error(400, detail="a"), {"title": "b"}, "odd"], "rejected", "a; b"),
        (500, ["odd"], "server", None),
        (404, [{"meta": "odd", "detail": ["listed", "words"]}], "not_found", "listed; words"),
    ],
    ids=str,
)
def test_refusals_of_central(status: int, errors: list[Any], kind: str, words: str | None) -> None:
    refusal = axway().read_refusal(status, {"errors": errors})
    assert refusal is not None
    assert (refusal.kind, refusal.description) == (kind, words)


@pytest.mark.parametrize("errors", [[central_error(400, detail="a"), {}], [{}, {"detail": "a"}]], ids=str)
def test_errors_of_central_without_words_leave_no_trace(errors: list[Any]) -> None:
    refusal = axway().read_refusal(400, {"errors": errors})
    assert refusal is not None
    assert refusal.description == "a"


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (200, {"success": True, "result": [], "metadata": {}}),
        (200, {"errors": [], "name": "x"}),
        (200, {"errors": [{"status": 500}], "name": "x"}),
        (200, {"error": "data", "description": "data"}),
        (200, [{"success": False}]),
        (404, []),
        (500, {"unknown": 1}),
        (500, {"errors": []}),
        (500, {"errors": "text"}),
    ],
    ids=str,
)
def test_answers_that_are_no_error_body(status: int, answer: Any) -> None:
    assert axway().read_refusal(status, answer) is None


def test_pages_of_central() -> None:
    pager = axway().pager({})
    assert isinstance(pager, CentralPager)
    assert isinstance(axway().pager({"service": "central"}), CentralPager)
    assert pager.rows([1, 2]) == [1, 2]
    assert pager.rows({"name": "x"}) is None
    assert pager.whole([1], [1, 2]) == [1, 2]
    assert pager.total([1], {"x-axway-total-count": "41"}) == 41
    assert pager.total([1], {"x-axway-total-count": "many"}) is None
    assert pager.total([1], {}) is None


def test_pages_of_the_platform() -> None:
    pager = axway().pager({"service": "platform"})
    assert isinstance(pager, PlatformPager)
    metadata = {"count": 2, "limit": 2, "matched": 5, "page": 1, "pages": 3, "skip": 0}
    answer = {"success": True, "result": [1, 2], "metadata": metadata}
    assert pager.rows(answer) == [1, 2]
    assert pager.rows({"success": True, "result": {"guid": "x"}}) is None
    assert pager.rows([1]) is None
    assert pager.total(answer, {}) == 5
    assert pager.total({"result": [1]}, {}) == 0
    assert pager.total({"result": [1], "metadata": {"page": 1}}, {}) is None
    assert pager.whole(answer, [1, 2, 3]) == {**answer, "result": [1, 2, 3]}


@pytest.mark.parametrize("pager", [CentralPager(), PlatformPager()], ids=["central", "platform"])
@pytest.mark.parametrize(
    ("query", "following"),
    [
        (None, {"page": 3}),
        ({"pageSize": 50, "limit": 50}, {"pageSize": 50, "limit": 50, "page": 3}),
        ({"page": 4}, {"page": 6}),
        ({"page": "4"}, {"page": 6}),
        ({"page": "x"}, {"page": 3}),
    ],
    ids=str,
)
def test_the_next_page(
    pager: CentralPager | PlatformPager, query: dict[str, Any] | None, following: dict[str, Any]
) -> None:
    call = {"path": "/x", "query": query}
    assert pager.following(call, 2, 40) == {"path": "/x", "query": following}
    assert call["query"] == query


def test_traceability_is_not_paged() -> None:
    assert axway().pager({"service": "traceability"}) is None
    assert "traceability" in (axway().unpageable({"service": "traceability"}) or "")
    assert axway().unpageable({"service": "central"}) is None
    assert axway().unpageable({}) is None

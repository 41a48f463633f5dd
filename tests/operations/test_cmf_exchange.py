# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The exchange of CMF's personal token: at the usual place or a discovered one, and again when it is over."""

from __future__ import annotations

from typing import Any

import pytest

from tests.operations.conftest import Run

USUAL = "/SecurityPortal/api/tenant/SampleTenant/oauth2/token"
DISCOVERY = "/SecurityPortal/tenant/SampleTenant/.well-known/openid-configuration"
EXCHANGE: dict[str, Any] = {"auth_mode": "exchange", "tenant": "SampleTenant"}
CALL: dict[str, Any] = {
    "controller": "amsOSRAM",
    "service": "CustomGetMaterialAttributes",
    "properties": {"MaterialName": "Lot-1"},
    "read_only": True,
}


def paths(run: Run) -> list[str]:
    """What was asked."""
    return [entry["path"] for entry in run.requests(platform="cmf")]


def test_a_refused_access_token_is_renewed_once(run: Run) -> None:
    run.simulator.configure(cmf={"direct_accepted": False})
    first = run("cmf_invoke", **CALL, **EXCHANGE)
    run.simulator.expire_tokens()
    again = run("cmf_invoke", **CALL, **EXCHANGE)
    call = "/api/amsOSRAM/CustomGetMaterialAttributes"
    # A material that does not exist is the platform's own answer: the calls came through.
    assert first["error"]["kind"] == again["error"]["kind"] == "not_found"
    assert (first["tries"], again["tries"]) == (1, 2)
    assert paths(run) == [USUAL, call, call, USUAL, call]


def test_an_exchange_that_is_refused_meanwhile(run: Run) -> None:
    run("cmf_token", **EXCHANGE)
    run.simulator.expire_tokens()
    run.simulator.configure(cmf={"personal_token_revoked": True, "direct_accepted": False})
    result = run("cmf_invoke", **CALL, **EXCHANGE)
    url = run.given["cmf"]["url"]
    assert result["error"]["kind"] == "auth"
    assert result["msg"] == (
        f"No token for the owner of the personal token, SampleTenant\\apiops: POST {url}{USUAL} answered 401 "
        'Unauthorized, "The refresh token is not valid" (code invalid_grant); look at token (from the '
        "task), and oauth_client_id, and at tenant and url (from the task)."
    )
    assert paths(run).count(USUAL) == 2


def test_a_direct_token_that_wants_the_exchange(run: Run) -> None:
    run.simulator.configure(cmf={"direct_accepted": False})
    result = run("cmf_invoke", **CALL)
    assert result["error"]["kind"] == "auth"
    assert "or the platform wants auth_mode: exchange" in result["msg"]


def test_the_endpoint_is_discovered_where_it_is_not_at_its_usual_place(run: Run) -> None:
    run.simulator.configure(cmf={"token_endpoint": "discovered"})
    result = run("cmf_token", **EXCHANGE)
    assert result["access_token"]
    assert paths(run) == [USUAL, DISCOVERY, "/SecurityPortal/tenant/SampleTenant/token"]
    assert run("cmf_token", **EXCHANGE)["reused"] is True


@pytest.mark.parametrize(
    "answer",
    [
        {"kind": "status", "status": 405, "headers": {"Allow": "GET"}},
        {"kind": "status", "status": 404, "body": {"statusCode": 404, "error": "Not Found"}},
        {"kind": "html"},
        {"kind": "html", "status": 404},
        {"kind": "html", "status": 405},
    ],
    ids=str,
)
def test_a_place_that_is_no_token_endpoint(run: Run, answer: dict[str, Any]) -> None:
    run.simulator.configure(cmf={"token_endpoint": "discovered"})
    run.simulator.fault(path=USUAL, **answer)
    result = run("cmf_token", **EXCHANGE)
    assert result["access_token"]
    assert paths(run) == [USUAL, DISCOVERY, "/SecurityPortal/tenant/SampleTenant/token"]


@pytest.mark.parametrize("status", [400, 401, 404, 405])
def test_a_refusal_in_the_words_of_oauth_is_final(run: Run, status: int) -> None:
    run.simulator.configure(cmf={"token_endpoint": "discovered"})
    body = {"error": "invalid_request", "error_description": "No such tenant"}
    run.simulator.fault(path=USUAL, kind="status", status=status, body=body)
    result = run("cmf_token", **EXCHANGE)
    assert (result["status"], result["error"]["code"]) == (status, "invalid_request")
    assert '"No such tenant" (code invalid_request); ' in result["msg"]
    assert paths(run) == [USUAL]


@pytest.mark.parametrize(("status", "kind"), [(401, "auth"), (403, "auth"), (400, "auth"), (500, "server")])
def test_a_page_that_says_no_is_final(run: Run, status: int, kind: str) -> None:
    run.simulator.configure(cmf={"token_endpoint": "discovered"})
    run.simulator.fault(path=USUAL, kind="html", status=status, times=None)
    result = run("cmf_token", **EXCHANGE, retries=0)
    assert result["error"]["kind"] == kind
    assert paths(run) == [USUAL]


@pytest.mark.parametrize(
    ("usual", "discovery", "came", "kind"),
    [
        ({"status": 404}, {"status": 404}, "answered 404, and so did {discovery}", "auth"),
        ({"status": 405}, {"status": 404}, "answered 405, and {discovery} 404", "protocol"),
        (
            {"kind": "html"},
            {"kind": "html"},
            "answered 200, an HTML page, and so did {discovery}",
            "protocol",
        ),
        (
            {"kind": "html", "status": 404},
            {"status": 404},
            "answered 404, an HTML page, and {discovery} 404",
            "protocol",
        ),
        ({"status": 404}, {"kind": "html"}, "answered 404, and {discovery} 200, an HTML page", "auth"),
    ],
    ids=str,
)
def test_an_endpoint_that_is_nowhere(
    run: Run, usual: dict[str, Any], discovery: dict[str, Any], came: str, kind: str
) -> None:
    run.simulator.fault(path=USUAL, **{"kind": "status", **usual})
    run.simulator.fault(path=DISCOVERY, **{"kind": "status", **discovery})
    result = run("cmf_token", **EXCHANGE)
    url = run.given["cmf"]["url"]
    assert result["msg"] == (
        f"No token: {url}{USUAL} {came.format(discovery=url + DISCOVERY)}; look at tenant and "
        "security_portal_url."
    )
    assert result["error"]["kind"] == kind
    assert paths(run) == [USUAL, DISCOVERY]


@pytest.mark.parametrize(
    ("endpoint", "named"),
    [
        ("elsewhere", "https://elsewhere.invalid/tenant/SampleTenant/token, of another origin"),
        ("untold", "none"),
    ],
)
def test_an_endpoint_that_cannot_be_used(run: Run, endpoint: str, named: str) -> None:
    run.simulator.configure(cmf={"token_endpoint": endpoint})
    result = run("cmf_token", **EXCHANGE)
    url = run.given["cmf"]["url"]
    assert result["error"]["kind"] == "protocol"
    assert result["msg"] == (
        f"No token: of token endpoints the discovery document {url}{DISCOVERY} names {named}; look at "
        "security_portal_url."
    )
    assert paths(run) == [USUAL, DISCOVERY]


@pytest.mark.parametrize("endpoint", ["https://h:99999/x", "https://[::1/x", "https://[h]:x/"])
def test_an_endpoint_that_is_no_address(run: Run, endpoint: str) -> None:
    run.simulator.fault(path=USUAL, kind="status", status=404)
    run.simulator.fault(path=DISCOVERY, kind="status", status=200, body={"token_endpoint": endpoint})
    result = run("cmf_token", **EXCHANGE)
    assert result["error"]["kind"] == "protocol"
    assert " names one that is no address; look at security_portal_url." in result["msg"]
    assert paths(run) == [USUAL, DISCOVERY]


def test_a_portal_that_is_not_there(run: Run) -> None:
    url = run.given["cmf"]["url"]
    result = run("cmf_token", security_portal_url=url + "/Nowhere", **EXCHANGE)
    usual, discovery = (url + path.replace("SecurityPortal", "Nowhere") for path in (USUAL, DISCOVERY))
    assert result["msg"] == (
        f"No token: {usual} answered 404, and so did {discovery}; look at tenant and security_portal_url."
    )
    assert result["error"]["kind"] == "auth"
    assert len(paths(run)) == 2

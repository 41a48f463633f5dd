# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whom the user's headers reach: every request to the origin that a module is about, and no other."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._core.operations.session import Context
from tests.operations.conftest import Run
from tests.operations.test_answers import failed
from tests.operations.test_cmf_exchange import CALL, DISCOVERY, EXCHANGE, USUAL

KEY = {"X-Gateway-Key": "key-of-the-gateway"}
LOGIN = "/auth/realms/Broker/protocol/openid-connect/token"
ENVIRONMENTS = "/management/v1/environments"
# What says something of one request, and would spoil another.
OF_ONE_CALL = {
    "Accept": "text/csv",
    "Content-Type": "text/plain",
    "Content-Language": "tlh",
    "If-Match": "*",
    "If-None-Match": "*",
    "If-Modified-Since": "Mon, 01 Jan 2024 00:00:00 GMT",
    "If-Unmodified-Since": "Mon, 01 Jan 2024 00:00:00 GMT",
    "If-Range": "x",
    "Range": "bytes=0-1",
    "Idempotency-Key": "once",
}


_ORGS: dict[str, dict[str, Any]] = {"call": {"path": "/orgs"}, "login": {}}


def at_shared_origin(run: Run, **below: str) -> dict[str, Any]:
    """Options by which addresses are at one origin that serves all platforms, each below it as given."""
    tls = run.simulator.description["tls"]
    addresses = {name: tls["mutual_url"] + path for name, path in below.items()}
    return {**addresses, "client_cert": tls["client_cert"], "client_key": tls["client_key"]}


def axway_at_one_origin(run: Run) -> dict[str, Any]:
    """Options by which login, platform and Central are at one origin."""
    return at_shared_origin(run, auth_url="", platform_url="", central_url="")


def reached(run: Run) -> dict[str, bool]:
    """Whether the key came with them, by the paths that were asked."""
    came: dict[str, bool] = {}
    for entry in run.requests():
        assert came.setdefault(entry["path"], "x-gateway-key" in entry["headers"]) == (
            "x-gateway-key" in entry["headers"]
        )
        assert entry["headers"].get("x-gateway-key") in (None, KEY["X-Gateway-Key"])
    return came


def succeeded(result: dict[str, Any]) -> None:
    """It did."""
    assert not result.get("failed"), result["msg"]


# --- modules that call -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("one_origin", "login"), [(False, False), (True, True)])
def test_axway_invoke(run: Run, one_origin: bool, login: bool) -> None:
    places = axway_at_one_origin(run) if one_origin else {}
    succeeded(run("axway_invoke", path=ENVIRONMENTS, headers=KEY, paginate=True, **places))
    assert reached(run) == {LOGIN: login, "/apis" + ENVIRONMENTS: True}


def test_axway_invoke_whose_login_is_where_another_service_is(run: Run) -> None:
    platform = run.given["axway"]["platform_url"]
    run.simulator.fault(listener="axway_platform", path=LOGIN, kind="status", status=500, times=None)
    run("axway_invoke", path=ENVIRONMENTS, headers=KEY, auth_url=platform, retries=0)
    assert reached(run) == {LOGIN: False}
    run.simulator.clear_journal()
    run("axway_invoke", service="platform", path="/client", headers=KEY, auth_url=platform, retries=0)
    assert reached(run) == {LOGIN: True}


def test_apic_invoke(run: Run) -> None:
    probe = {"path": "/orgs", "that": "total_results"}
    given: dict[str, Any] = {"path": "/cloud/settings", "wait_for": probe, "headers": KEY}
    succeeded(run("apic_invoke", **given))
    asked = ("/api/cloud/provider/identity-providers", "/api/token", "/api/cloud/settings", "/api/orgs")
    assert reached(run) == dict.fromkeys(asked, True)


def test_apinizer_invoke(run: Run) -> None:
    succeeded(run("apinizer_invoke", path="/projects/", headers=KEY))
    assert reached(run) == {"/apiops/auth/token": True, "/apiops/projects/": True}


@pytest.mark.parametrize("elsewhere", [False, True])
def test_cmf_invoke(run: Run, elsewhere: bool) -> None:
    portal = at_shared_origin(run, security_portal_url="/SecurityPortal") if elsewhere else {}
    run("cmf_invoke", headers=KEY, **CALL, **EXCHANGE, **portal)
    assert reached(run) == {USUAL: not elsewhere, "/api/amsOSRAM/CustomGetMaterialAttributes": True}


def test_headers_of_one_call_go_with_that_call_alone(run: Run) -> None:
    calls: list[dict[str, Any]] = [
        {"name": "plain", "path": "/orgs"},
        {"name": "with one", "path": "/cloud/settings", "headers": KEY},
        {"name": "without", "path": "/me", "headers": {"X-Of-All": None}},
    ]
    succeeded(run("apic_invoke", calls=calls, headers={"X-Of-All": "1"}))
    came = reached(run)
    assert [path for path, with_key in came.items() if with_key] == ["/api/cloud/settings"]
    of_all = {entry["path"]: "x-of-all" in entry["headers"] for entry in run.requests()}
    assert of_all == {**dict.fromkeys(came, True), "/api/me": False}


# --- modules for service accounts ------------------------------------------------------------------------


@pytest.mark.parametrize("one_origin", [False, True])
@pytest.mark.parametrize("state", ["present", "absent"])
def test_axway_service_account(run: Run, one_origin: bool, state: str) -> None:
    places = axway_at_one_origin(run) if one_origin else {}
    # Of an opaque token the login service tells whose it is.
    run.simulator.configure(axway={"opaque_tokens": True})
    succeeded(run("axway_service_account", name="robot", **places))
    run.simulator.clear_journal()
    run.store = Context().store
    succeeded(run("axway_service_account", name="robot", headers=KEY, rotate="always", state=state, **places))
    came = reached(run)
    account = run.requests(platform="axway")[-1]
    assert account["method"] == ("PUT" if state == "present" else "DELETE")
    elsewhere = {path for path in came if path.startswith("/auth/")}
    assert elsewhere == {LOGIN, LOGIN.replace("token", "userinfo")}
    assert came == {path: one_origin or path not in elsewhere for path in came}
    assert len(came) >= 4


@pytest.mark.parametrize("one_origin", [False, True])
def test_axway_service_account_info(run: Run, one_origin: bool) -> None:
    places = axway_at_one_origin(run) if one_origin else {}
    succeeded(run("axway_service_account_info", headers=KEY, org_id="100", **places))
    assert reached(run) == {LOGIN: one_origin, "/api/v1/client": True}


# --- modules whose requests are logins, lists of identity providers, or the way out ----------------------


@pytest.mark.parametrize(
    ("module", "given", "asked"),
    [
        ("axway_token", {}, (LOGIN,)),
        ("apic_token", {}, ("/api/cloud/provider/identity-providers", "/api/token")),
        ("apic_realm", {}, ("/api/cloud/provider/identity-providers",)),
        ("apinizer_token", {}, ("/apiops/auth/token",)),
        ("cmf_token", EXCHANGE, (USUAL,)),
    ],
)
def test_modules_that_ask_for_a_token_or_a_realm(
    run: Run, module: str, given: dict[str, Any], asked: tuple[str, ...]
) -> None:
    succeeded(run(module, headers=KEY, **given))
    assert reached(run) == dict.fromkeys(asked, True)


def test_cmf_token_with_a_portal_elsewhere(run: Run) -> None:
    run.simulator.configure(cmf={"token_endpoint": "discovered"})
    portal = at_shared_origin(run, security_portal_url="/SecurityPortal")
    run("cmf_token", headers=KEY, **EXCHANGE, **portal)
    came = reached(run)
    assert set(came) >= {USUAL, DISCOVERY}
    assert all(came.values())


def test_apic_token_signs_out(run: Run) -> None:
    succeeded(run("apic_token"))
    run.simulator.clear_journal()
    result = run("apic_token", state="absent", headers=KEY)
    assert result["changed"] is True
    assert reached(run) == {"/api/me/sign-out": True}


# --- headers of one call ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("module", "given"),
    [
        ("apic_invoke", {"path": "/orgs"}),
        ("apinizer_invoke", {"path": "/projects/"}),
        ("cmf_invoke", {**CALL, **EXCHANGE}),
        ("axway_token", {}),
        ("apic_token", {}),
        ("apic_realm", {}),
        ("apinizer_token", {}),
        ("cmf_token", EXCHANGE),
        ("axway_service_account_info", {}),
    ],
)
def test_what_is_about_one_request_goes_with_calls_alone(
    run: Run, module: str, given: dict[str, Any]
) -> None:
    run(module, headers={**OF_ONE_CALL, **KEY}, **given)
    seen = run.requests()
    assert seen
    declared = [entry for entry in seen if entry["path"].endswith(("/orgs", "/projects/", "Attributes"))]
    assert len(declared) == module.endswith("_invoke")
    for entry in seen:
        came = {name for name, value in OF_ONE_CALL.items() if entry["headers"].get(name.lower()) == value}
        assert came == (set(OF_ONE_CALL) if entry in declared else set()), entry["path"]


# --- values ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "sent"), [(True, "true"), (False, "false"), (7, "7"), (1.5, "1.5"), ("é", "é")]
)
@pytest.mark.parametrize("place", ["call", "login"])
def test_a_value_is_sent_as_a_parameter_is(run: Run, value: object, sent: str, place: str) -> None:
    succeeded(
        run("apic_token" if place == "login" else "apic_invoke", **_ORGS[place], headers={"X-A": value})
    )
    came = {entry["headers"]["x-a"].encode("latin-1").decode() for entry in run.requests()}
    assert came == {sent}


@pytest.mark.parametrize(
    "value", [{"hidden-name": "hidden-value"}, ["hidden-value"], "hidden-\udcff-value"], ids=ascii
)
@pytest.mark.parametrize("place", ["call", "login"])
def test_a_value_that_is_no_text_is_refused_by_the_header_s_name(run: Run, value: object, place: str) -> None:
    result = run("apic_token" if place == "login" else "apic_invoke", **_ORGS[place], headers={"X-A": value})
    message = failed(result, "config")
    assert message.startswith("headers.X-A ")
    assert "hidden" not in str(result)
    assert run.requests() == []

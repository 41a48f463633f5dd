# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Axway's service accounts: which one is meant, in which organization, and what is told of them."""

from __future__ import annotations

import importlib
import json
from typing import Any

import pytest
import yaml

from tests.operations.accounts import CLIENT, Accounts
from tests.simulator.axway_accounts import new_key_pair

# --- which account -----------------------------------------------------------------------------------------


def test_two_accounts_of_a_name(account: Accounts) -> None:
    first = account()["service_account"]
    account("other")
    second = account.info(name="other")[0]
    account("robot", guid=second["guid"], allow_rename=True)
    result = account.fails(description="which")
    assert result["error"]["kind"] == "conflict"
    second_client_id = f"robot_{second['guid']}"
    assert result["msg"] == (
        f"2 service accounts are named 'robot': {first['client_id']} (guid {first['guid']}), "
        f"{second_client_id} (guid {second['guid']}); choose one with guid or service_client_id."
    )
    assert account(guid=first["guid"], description="this")["changed"] is True
    assert account(service_client_id=second_client_id, description="that")["changed"] is True
    assert account.info(guid=first["guid"])[0]["description"] == "this"


def test_an_account_on_a_later_page_is_found(account: Accounts) -> None:
    for number in range(101):
        account.run(
            "axway_invoke",
            service="platform",
            method="POST",
            path="/client",
            body={"name": f"n{number:03}", "org_guid": "100", "type": "secret", "secret": "s"},
        )
    account("n100", description="found")
    assert account("n100")["changed"] is False
    assert len(account.info()) == 103
    assert [row["name"] for row in account.info(term="n09")] == [f"n09{digit}" for digit in range(10)]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (
            {"result": [], "metadata": {"matched": 3, "page": 1, "pages": 1}},
            "page 1 was empty after 0 of 3 rows, so the others are missing; the list is needed whole",
        ),
        (
            {"result": ["0d1f0d8c-7c0b-4b8e-9d0b-0a6c0d8c7c0b"], "metadata": {"matched": 1}},
            "the list in result holds what is no mapping",
        ),
        ({"result": {"name": "robot"}}, "the answer holds no list in result"),
    ],
    ids=["empty", "shape", "no list"],
)
def test_a_list_that_is_not_whole_tells_of_no_absence(
    account: Accounts, body: dict[str, Any], reason: str
) -> None:
    account.run.simulator.fault(
        platform="axway",
        path=CLIENT + "$",
        method="GET",
        kind="status",
        status=200,
        body={"success": True, **body},
        times=None,
    )
    for options in ({}, {"state": "absent"}):
        result = account.fails(**options)
        assert result["error"]["kind"] == "protocol"
        assert f"{CLIENT} answered 200, but {reason}" in result["msg"]
    assert account.writes() == []


def test_a_list_that_ends_before_its_total_tells_of_no_absence(account: Accounts) -> None:
    rows = [{"guid": str(number), "name": f"n{number}"} for number in range(2)]
    for page in (rows, []):
        body = {"success": True, "result": page, "metadata": {"matched": 3, "pages": 2}}
        account.run.simulator.fault(
            platform="axway", path=CLIENT + "$", method="GET", kind="status", status=200, body=body
        )
    result = account.fails()
    assert "page 2 was empty after 2 of 3 rows, so the others are missing" in result["msg"]
    assert len(account.run.requests(platform="axway", path=CLIENT)) == 2


def test_a_list_that_ends_before_its_end_makes_no_second_account(account: Accounts) -> None:
    page = {"success": True, "result": [{"guid": "1-2", "name": "first"}], "metadata": {"matched": 3}}
    account.run.simulator.fault(
        platform="axway", path=CLIENT + "$", method="GET", kind="status", status=200, body=page, times=2
    )
    result = account.fails()
    assert result["error"]["kind"] == "protocol"
    url = account.run.given["axway"]["platform_url"] + CLIENT
    assert result["msg"] == (
        f"GET {url} answered 200, but page 2 repeated the one before, so it was the last asked for; 1 of 3 "
        "rows; the list is needed whole: run the task again, and look at platform_url and proxy."
    )


def test_a_team_on_a_later_page_is_found(account: Accounts) -> None:
    for number in range(100):
        account.run(
            "axway_invoke", service="platform", method="POST", path="/team", body={"name": f"t{number:02}"}
        )
    (team,) = account(teams=[{"name": "t99", "roles": ["consumer"]}])["service_account"]["teams"]
    assert team["name"] == "t99"
    assert account(teams=[{"guid": team["guid"], "roles": ["consumer"]}])["changed"] is False
    assert len(account.run.requests(path="/api/v1/team", method="GET")) == 4


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"name": None}, "Give the name, guid or service_client_id of the service account."),
        ({"guid": "a", "service_client_id": "b"}, "guid and service_client_id are mutually exclusive."),
        ({"public_key": "p", "generate_key": True}, "public_key and generate_key are mutually exclusive."),
        (
            {"service_client_secret": "s", "generate_key": True},
            "service_client_secret and generate_key are mutually exclusive.",
        ),
        ({"generate_key": True, "auth_type": "secret"}, "generate_key is not for auth_type secret."),
        (
            {"service_client_secret": "s", "auth_type": "certificate"},
            "service_client_secret is not for auth_type certificate.",
        ),
        (
            {"public_key": "p"},
            "public_key is not in PEM format: it must begin with -----BEGIN PUBLIC KEY----- or the like.",
        ),
        (
            {"public_key": ""},
            "public_key is not in PEM format: it must begin with -----BEGIN PUBLIC KEY----- or the like.",
        ),
        (
            {"teams": [{"name": "Default Team", "roles": ["consumer"]}, {"name": "Default Team"}]},
            "teams: the team Default Team is given twice; give it once, with all its roles.",
        ),
        ({"teams": [{"roles": []}]}, "teams: each needs either a name or a guid."),
        ({"teams": [{"name": "a", "guid": "b"}]}, "teams: each needs either a name or a guid."),
        (
            {"auth_type": "certificate"},
            "A new service account of auth_type certificate needs public_key or generate_key.",
        ),
        (
            {"roles": ["developer", "king", "queen"]},
            "roles: the platform offers no role king, queen; it offers: administrator (Administrator), "
            "api_central_admin (Engage Admin), developer (Developer).",
        ),
        (
            {"teams": [{"name": "Default Team", "roles": ["king"]}]},
            "teams: the platform offers no role king; it offers: api_access (API Access), catalog_manager "
            "(Catalog Manager), consumer (Consumer).",
        ),
        (
            {"teams": [{"name": "Nobody"}]},
            "teams: the organization 100 has no team with the name 'Nobody'; it has: Default Team.",
        ),
        (
            {"name": None, "guid": "1-2"},
            "No service account has the guid 1-2; look at it, at platform_url and at the organization. A "
            "client id changes when its account is renamed, a guid never.",
        ),
        (
            {"name": None, "service_client_id": "x_1"},
            "No service account has the service_client_id x_1; look at it, at platform_url and at the "
            "organization. A client id changes when its account is renamed, a guid never.",
        ),
    ],
)
@pytest.mark.parametrize("check", [False, True])
def test_mistakes(account: Accounts, options: dict[str, Any], words: str, check: bool) -> None:
    given = {"name": "robot", **options}
    assert account.fails(check=check, **given)["msg"] == words


# --- the organization --------------------------------------------------------------------------------------


def test_the_organization_may_be_given(account: Accounts) -> None:
    guid = account.run.simulator.description["axway"]["org_guid"]
    account(org_id=guid)
    assert account(org_id="100")["changed"] is False
    refused = account.run("axway_service_account", name="robot", org_id="200")
    assert refused["error"]["kind"] == "forbidden"
    assert "You do not have access privileges to view this content." in refused["msg"]


def test_of_a_token_that_is_opaque_the_login_service_tells(account: Accounts) -> None:
    account.run.simulator.configure(axway={"opaque_tokens": True})
    assert account()["changed"] is True
    (asked,) = account.run.requests(path="/auth/realms/Broker/protocol/openid-connect/userinfo")
    assert asked["status"] == 200
    assert account()["changed"] is False


# --- info --------------------------------------------------------------------------------------------------


def test_info(account: Accounts) -> None:
    robot = account(roles=["developer"], description="Deploys")["service_account"]
    account("signer", generate_key=True)
    assert [row["name"] for row in account.info()] == ["sa-test", "sa-key", "robot", "signer"]
    assert [row["name"] for row in account.info(roles=["developer"])] == ["robot"]
    assert [row["name"] for row in account.info(auth_type="certificate")] == ["sa-key", "signer"]
    assert [row["name"] for row in account.info(name="rob")] == []
    assert [row["guid"] for row in account.info(name="robot")] == [robot["guid"]]
    (whole,) = account.info(service_client_id=robot["client_id"])
    assert whole == {**robot, "teams": []}
    assert account.info(guid="1-2") == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"guid": "a", "service_client_id": "b"}, "guid and service_client_id are mutually exclusive."),
        ({"guid": "a", "term": "b"}, "term and roles are for lists, not for one account."),
        ({"service_client_id": "a", "roles": ["b"]}, "term and roles are for lists, not for one account."),
    ],
)
def test_mistakes_about_info(account: Accounts, options: dict[str, Any], words: str) -> None:
    assert account.run("axway_service_account_info", **options)["msg"] == words
    assert account.run.requests() == []


@pytest.mark.parametrize("errors_as_400", [False, True])
def test_refusals_with_the_status_in_the_body(account: Accounts, errors_as_400: bool) -> None:
    account.run.simulator.configure(axway={"errors_as_400": errors_as_400})
    assert account.info(guid="1-2") == []
    assert account()["changed"] is True
    assert account(state="absent")["changed"] is True
    assert account(state="absent")["changed"] is False


def test_a_secret_that_the_platform_quotes_is_masked(account: Accounts) -> None:
    body = json.dumps({"success": False, "description": "no wonderful-secret here", "code": 400})
    account.run.simulator.fault(
        platform="axway", path=CLIENT, method="POST", kind="status", status=400, body=body
    )
    result = account.run("axway_service_account", name="robot", service_client_secret="wonderful-secret")
    assert result["failed"] is True
    assert result["error"]["description"].startswith("no ")
    assert "wonderful-secret" not in json.dumps(result)


def test_a_secret_that_the_platform_returns_is_told_by_one_name_only(account: Accounts) -> None:
    answer = {"guid": "1-2", "client_id": "robot_1-2", "name": "robot", "secret": "made by the platform"}
    body = json.dumps({"success": True, "result": answer})
    account.run.simulator.fault(
        platform="axway", path=CLIENT, method="POST", kind="status", status=200, body=body
    )
    result = account()
    assert result["client_secret"] == "made by the platform"
    assert "made by the platform" not in json.dumps({**result, "client_secret": ""})


def returns(module: str) -> dict[str, Any]:
    """What a module documents to return."""
    code = importlib.import_module(f"ansible_collections.apiops.platforms.plugins.modules.{module}")
    documented: dict[str, Any] = yaml.safe_load(code.RETURN)
    return documented


def test_what_is_returned_is_documented(account: Accounts) -> None:
    whole = account(teams=[], public_key=new_key_pair()[1], description="Signs")["service_account"]
    (listed,) = account.info(name="robot")
    lost = {"platform": "axway", "path": CLIENT, "method": "POST", "kind": "reset_after"}
    results = [account("new"), account("signer", generate_key=True), account.fails("new", roles=["king"])]
    account.run.simulator.fault(**lost)
    results.append(account.run("axway_service_account", name="lost"))
    documented = returns("axway_service_account")
    assert {name for result in results for name in result} - {"changed", "failed"} == set(documented)
    assert set(documented["service_account"]["contains"]) <= set(whole)

    forbidden = account.run("axway_service_account_info", org_id="200")
    documented = returns("axway_service_account_info")
    assert set(forbidden) - {"changed", "failed"} | {"service_accounts"} == set(documented)
    described = documented["service_accounts"]["contains"]
    assert set(described) - {"description", "public_key", "teams"} <= set(listed)
    assert set(described) <= set(account.info(guid=whole["guid"])[0])

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Axway behind the login: the source page's calls, service accounts, Central's resources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.simulator.client import Simulator
from tests.unit.simulator.conftest import Client
from tests.unit.simulator.test_axway_login import GRANT, TOKEN, assertion_form, secret_form, told

ENVIRONMENTS = "/apis/management/v1/environments"


@pytest.fixture
def bearer(login: Client, description: dict[str, Any]) -> str:
    """An access token."""
    return str(login.post(TOKEN, data=secret_form(description["axway"])).json()["access_token"])


@pytest.fixture
def platform(description: dict[str, Any], bearer: str) -> Iterator[Client]:
    """A client of the Platform API, logged in."""
    with Client(description["axway"]["platform_url"], description["ca_path"]) as client:
        client.authorise(bearer)
        yield client


@pytest.fixture
def central(description: dict[str, Any], bearer: str) -> Iterator[Client]:
    """A client of Central, logged in."""
    with Client(description["axway"]["central_url"], description["ca_path"]) as client:
        client.authorise(bearer)
        yield client


def new_account(platform: Client, simulator: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A service account as the answer to its creation tells it."""
    given = {"name": "robot", "org_guid": simulator["axway"]["org_guid"], "type": "secret", **fields}
    answer = platform.post("/api/v1/client", json=given)
    assert answer.status_code == 200, answer.text
    result: dict[str, Any] = answer.json()["result"]
    return result


def test_the_calls_of_the_source_page(platform: Client, central: Client) -> None:
    environments = central.get("/apis/management/v1alpha1/environments")
    assert (environments.json(), environments.headers["x-axway-total-count"]) == ([], "0")
    summary = "/api/traceability/v1/traceability/summary?groupBy=proxyId&groupBy=proxyRevision"
    rows = central.get(f"{summary}&count=10&offset=0&from=1668895561864&to=1669500361864").json()
    assert len(rows) == 10
    assert {"proxyId", "proxyRevision"} <= set(rows[0])
    answer = platform.get("/api/v1/env").json()
    assert answer["success"] is True
    assert answer["result"][0]["name"] == "Production"


@pytest.mark.parametrize("query", ["", "?groupBy=proxyId,proxyRevision", "?groupBy=proxyId&groupBy=x"])
def test_group_by_must_be_repeated(central: Client, query: str) -> None:
    answer = central.get("/api/traceability/v1/traceability/summary" + query)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["detail"].startswith("groupBy must be repeated")


def test_without_a_good_token(platform: Client, central: Client) -> None:
    for value in (None, "Bearer wrong", "Basic eDp5"):
        headers = {"Authorization": value}
        answer = platform.get("/api/v1/env", headers=headers)
        assert answer.status_code == 401
        assert answer.json() == {"success": False, "description": "Sign-in Required", "code": 401}
        answer = central.get(ENVIRONMENTS, headers=headers)
        assert (answer.status_code, answer.json()["errors"][0]["status"]) == (401, 401)


def test_rate_limit(fresh_simulator: Simulator, platform: Client, central: Client) -> None:
    fresh_simulator.configure(axway={"rate_limit": 3, "rate_limit_seconds": 60})
    calls = [platform.get("/api/v1/env"), central.get(ENVIRONMENTS), platform.get("/api/v1/env")]
    assert [answer.status_code for answer in calls] == [200, 200, 200]
    refused = central.get(ENVIRONMENTS)
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 61


def test_session(fresh_simulator: Simulator, platform: Client, description: dict[str, Any]) -> None:
    assert platform.get("/api/v1/auth/findSession").json() == {"success": True, "result": None}
    fresh_simulator.configure(axway={"platform_session": True})
    result = platform.get("/api/v1/auth/findSession").json()["result"]
    assert result["org"]["guid"] == description["axway"]["org_guid"]
    assert platform.get("/api/v1/org/100").json()["result"]["org_id"] == 100


def test_life_of_a_service_account(platform: Client, login: Client, description: dict[str, Any]) -> None:
    made = new_account(platform, description, secret="first", roles=["api_central_admin"], description="d")
    assert "secret" not in made
    assert made["client_id"] == f"robot_{made['guid']}"
    (listed,) = platform.get("/api/v1/client?org_id=100&term=robot").json()["result"]
    assert "description" not in listed
    assert platform.get(f"/api/v1/client/{made['client_id']}").json()["result"]["description"] == "d"

    form = {**GRANT, "client_id": made["client_id"], "client_secret": "first"}
    token = login.post(TOKEN, data=form).json()["access_token"]

    path = f"/api/v1/client/{made['guid']}"
    assert platform.put(path, json={"secret": "second"}).status_code == 200
    assert login.post(TOKEN, data=form).status_code == 401
    form["client_secret"] = "second"
    assert login.post(TOKEN, data=form).status_code == 200

    renamed = platform.put(path, json={"name": "machine"}).json()["result"]
    assert renamed["client_id"] == f"machine_{made['guid']}"
    assert login.post(TOKEN, data=form).status_code == 401
    form["client_id"] = renamed["client_id"]
    assert login.post(TOKEN, data=form).status_code == 200

    deleted = platform.delete(path)
    assert (deleted.status_code, deleted.content) == (204, b"")
    missing = platform.get(path)
    assert missing.status_code == 404
    assert missing.json() == {"success": False, "description": "Resource Not Found", "code": 404}
    assert login.post(TOKEN, data=form).status_code == 401
    assert platform.get("/api/v1/env", headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_a_generated_secret_is_told_once(
    platform: Client, login: Client, description: dict[str, Any]
) -> None:
    made = new_account(platform, description)
    form = {**GRANT, "client_id": made["client_id"], "client_secret": made["secret"]}
    assert login.post(TOKEN, data=form).status_code == 200
    assert "secret" not in platform.get(f"/api/v1/client/{made['guid']}").json()["result"]


def test_a_generated_key_logs_in(
    platform: Client, login: Client, description: dict[str, Any], tmp_path: Any
) -> None:
    made = new_account(platform, description, type="certificate", generateKey=True)
    (tmp_path / "key.pem").write_text(made["privateKey"], encoding="ascii")
    own = {
        **description["axway"],
        "key_client_id": made["client_id"],
        "private_key_path": str(tmp_path / "key.pem"),
    }
    assert login.post(TOKEN, data=assertion_form(own)).status_code == 200
    file = platform.get(f"/api/v1/client/{made['guid']}/json").json()
    whole = platform.get(f"/api/v1/client/{made['guid']}").json()["result"]
    assert (file["clientId"], file["publicKey"]) == (made["client_id"], whole["publicKey"])
    secret = {**GRANT, "client_id": made["client_id"], "client_secret": "x"}
    assert told(login.post(TOKEN, data=secret))[2] == "Parameter client_assertion_type is missing"


@pytest.mark.parametrize(
    ("changes", "words", "internal"),
    [
        ({"name": None}, '"name" is a required parameter.', 77),
        ({"type": None}, '"type" is a required parameter.', 77),
        ({"type": "magic"}, '"type" contained an invalid value.', 74),
        ({"roles": ["emperor"]}, '"roles" contained an invalid value.', 74),
        ({"teams": [{"guid": "none", "roles": []}]}, '"teams" contained an invalid value.', 74),
        ({"colour": "blue"}, '"colour" contained an invalid value.', 74),
        ({"type": "certificate"}, '"publicKey" is a required parameter.', 77),
        ({"type": "certificate", "publicKey": "no key"}, '"publicKey" contained an invalid value.', 74),
        ({"secret": "x", "generateKey": True}, '"publicKey" contained an invalid value.', 74),
    ],
)
def test_an_account_that_cannot_be(
    platform: Client, description: dict[str, Any], changes: dict[str, Any], words: str, internal: int
) -> None:
    given = {"name": "robot", "org_guid": description["axway"]["org_guid"], "type": "secret", **changes}
    answer = platform.post("/api/v1/client", json=given)
    assert answer.status_code == 400
    expected = {"success": False, "description": words, "code": 400, "internalCode": internal}
    assert answer.json() == expected


def test_an_account_of_another_organization(platform: Client) -> None:
    given = {"name": "robot", "org_guid": "other", "type": "secret"}
    assert platform.post("/api/v1/client", json=given).json()["code"] == 403
    assert platform.get("/api/v1/client").json()["internalCode"] == 77


def test_refusals_by_400_and_unique_names(
    fresh_simulator: Simulator, platform: Client, description: dict[str, Any]
) -> None:
    fresh_simulator.configure(axway={"errors_as_400": True, "unique_account_names": True})
    missing = platform.get("/api/v1/client/none")
    assert (missing.status_code, missing.json()["code"]) == (400, 404)
    new_account(platform, description)
    given = {"name": "robot", "org_guid": description["axway"]["org_guid"], "type": "secret"}
    again = platform.post("/api/v1/client", json=given)
    assert again.json()["description"] == "A client with this Client ID already exists."


def test_teams_and_roles(platform: Client, description: dict[str, Any]) -> None:
    roles = {role["id"] for role in platform.get("/api/v1/role").json()["result"] if role["client"]}
    assert "api_central_admin" in roles
    team = platform.post("/api/v1/team", json={"name": "Blue"}).json()["result"]
    assert platform.post("/api/v1/team", json={"name": "Blue"}).json()["description"] == (
        "That team name already exists."
    )
    made = new_account(platform, description, teams=[{"guid": team["guid"], "roles": ["consumer"]}])
    users = platform.get(f"/api/v1/team/{team['guid']}").json()["result"]["users"]
    assert users == [{"guid": made["guid"], "roles": ["consumer"], "type": "client"}]
    default = description["axway"]["team_guid"]
    assert platform.delete(f"/api/v1/team/{default}").status_code == 400
    assert platform.delete(f"/api/v1/team/{team['guid']}").status_code == 204


def test_accounts_are_paged(platform: Client, description: dict[str, Any]) -> None:
    for number in range(5):
        new_account(platform, description, name=f"robot-{number}")
    answer = platform.get("/api/v1/client?org_id=100&limit=2&page=2&sort=name&term=robot").json()
    assert [account["name"] for account in answer["result"]] == ["robot-2", "robot-3"]
    assert answer["metadata"] == {"count": 2, "limit": 2, "matched": 5, "page": 2, "pages": 3, "skip": 2}


def test_life_of_an_environment(central: Client) -> None:
    made = central.post(ENVIRONMENTS, json={"name": "env-1", "title": "One", "spec": {"production": True}})
    assert made.status_code == 201
    again = central.post(ENVIRONMENTS, json={"name": "env-1"})
    assert (again.status_code, again.json()["errors"][0]["status"]) == (409, 409)

    path, resource = f"{ENVIRONMENTS}/env-1", made.json()
    assert (resource["kind"], resource["apiVersion"], resource["spec"]) == (
        "Environment",
        "v1",
        {"production": True},
    )
    updated = central.put(path, json={**resource, "title": "Two"})
    assert (updated.status_code, updated.json()["title"]) == (200, "Two")
    stale = central.put(path, json={**resource, "title": "Three"})
    assert (stale.status_code, stale.json()["errors"][0]["status"]) == (428, 428)
    del resource["metadata"]["resourceVersion"]
    assert central.put(path, json=resource).status_code == 200

    old_version = central.get("/apis/management/v1alpha1/environments/env-1").json()
    assert (old_version["apiVersion"], old_version["metadata"]["acl"]) == ("v1alpha1", [])
    assert central.delete(path).status_code == 204
    missing = central.get(path)
    assert missing.status_code == 404
    error = missing.json()["errors"][0]
    assert error["detail"] == "Resource env-1 of kind Environment not found."
    assert error["meta"]["transactionId"]
    assert central.delete(path).status_code == 404
    assert central.put(path, json={}).status_code == 404


def test_environments_are_paged_and_queried(central: Client) -> None:
    for number in range(25):
        central.post(
            ENVIRONMENTS, json={"name": f"env-{number:02}", "attributes": {"parity": str(number % 2)}}
        )
    first = central.get(ENVIRONMENTS)
    assert (len(first.json()), first.headers["x-axway-total-count"]) == (20, "25")
    second = central.get(ENVIRONMENTS, params={"page": 2, "pageSize": 10}).json()
    assert [resource["name"] for resource in second] == [f"env-{number}" for number in range(10, 20)]
    assert central.head(ENVIRONMENTS).headers["x-axway-total-count"] == "25"
    named = central.get(ENVIRONMENTS, params={"query": "name==ENV-03"})
    assert [resource["name"] for resource in named.json()] == ["env-03"]
    some = central.get(ENVIRONMENTS, params={"query": 'name=="env-1*";attributes.parity==1'})
    assert some.headers["x-axway-total-count"] == "5"
    assert central.get(ENVIRONMENTS, params={"query": "name=="}).status_code == 400


def test_scoped_resources(central: Client) -> None:
    services = f"{ENVIRONMENTS}/env-1/apiservices"
    assert central.post(services, json={"name": "petstore"}).status_code == 404
    central.post(ENVIRONMENTS, json={"name": "env-1"})
    made = central.post(services, json={"name": "petstore", "title": "Pets"})
    assert made.status_code == 201
    assert made.json()["metadata"]["scope"]["name"] == "env-1"
    assert central.post(services, json={"name": "petstore"}).status_code == 409
    everywhere = central.get("/apis/management/v1/apiservices").json()
    assert [service["name"] for service in everywhere] == ["petstore"]
    assert central.get(f"{services}/petstore").json()["title"] == "Pets"
    central.delete(f"{ENVIRONMENTS}/env-1")
    assert central.get("/apis/management/v1/apiservices").json() == []


def test_subresources_and_patches(central: Client) -> None:
    central.post(ENVIRONMENTS, json={"name": "env-1", "finalizers": [{"name": "agent"}]})
    path = f"{ENVIRONMENTS}/env-1"
    details = {"x-agent-details": {"key": "value"}}
    assert central.put(f"{path}/x-agent-details", json=details).status_code == 200
    assert central.get(path).json()["x-agent-details"] == {"key": "value"}
    central.put(path, json={"title": "Kept", "finalizers": [{"name": "agent"}]})
    assert central.get(path).json()["x-agent-details"] == {"key": "value"}

    assert central.delete(path).status_code == 204
    assert central.get(path).json()["metadata"]["state"] == "DELETING"
    patch = [{"op": "remove", "path": "/finalizers/0"}]
    headers = {"Content-Type": "application/json-patch+json"}
    assert central.patch(path, json=patch).status_code == 415
    assert central.patch(path, json=patch, headers=headers).status_code == 200
    assert central.get(path).status_code == 404


def test_unknown_paths(platform: Client, central: Client) -> None:
    assert platform.get("/api/v1/none").json()["code"] == 404
    assert central.get("/apis/management/v1/nones").json()["errors"][0]["status"] == 404
    assert central.get("/apis/management/v9/environments").status_code == 404
    assert central.post(ENVIRONMENTS, json={"name": "Not Allowed"}).status_code == 400
    assert central.post(ENVIRONMENTS, data="{").json()["errors"][0]["status"] == 400


def test_teams_for_those_who_are_no_administrators(central: Client) -> None:
    answer = central.get("/api/v1/platformTeams", params={"query": 'name=="Default Team"'}).json()
    assert [team["name"] for team in answer] == ["Default Team"]

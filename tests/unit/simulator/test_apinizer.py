# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Apinizer: tokens, envelopes and refusals, proxies and their deployments, smaller objects."""

from __future__ import annotations

import json
import time
from datetime import datetime
from typing import Any

import pytest
import requests

from tests.simulator.client import Simulator
from tests.unit.simulator.conftest import Client

PROJECT = "/apiops/projects/SampleProject/"
PROXIES = PROJECT + "apiProxies/"
TOKEN = "/apiops/auth/token"
WITH_PASSWORD = "policy-ws-security-username"


def form(description: dict[str, Any], **changes: str) -> dict[str, str]:
    """The form of a token request."""
    own = description["apinizer"]
    user = {"client_id": own["username"], "client_secret": own["password"]}
    return {"grant_type": "client_credentials", **user, **changes}


def proxy(name: str = "pets", **fields: Any) -> dict[str, Any]:
    """The body that creates a proxy."""
    return {
        "apiProxyName": name,
        "apiProxyCreationType": "OPEN_API",
        "specUrl": "https://specifications.invalid/pets.json",
        **fields,
    }


def refusal(answer: requests.Response, status: int = 400) -> str:
    """The words of a refusal."""
    body = answer.json()
    assert (answer.status_code, body["status"]) == (status, "FAILURE")
    return str(body["resultMessage"])


def test_the_flow_of_the_source_page(manager: Client, description: dict[str, Any]) -> None:
    answer = manager.post(TOKEN, data=form(description), headers={"Authorization": None})
    assert answer.headers["content-type"] == "application/json;charset=UTF-8"
    body = answer.json()
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 3600)
    manager.authorise(body["access_token"])
    assert manager.get("/apiops/test/hello/you").text == "Hello you"


def test_the_personal_token_is_used_as_it_is(fresh_simulator: Simulator, manager: Client) -> None:
    answer = manager.get("/apiops/test/hello/you")
    assert (answer.text, answer.headers["content-type"]) == ("Hello you", "text/plain; charset=utf-8")
    fresh_simulator.configure(apinizer={"personal_token_revoked": True})
    assert refusal(manager.get("/apiops/test/hello/you"), 401) == "Token is not valid!"


@pytest.mark.departs(
    "apinizer POST /apiops/auth/token: body: application/json ",
    because="it is refused",
)
def test_refused_tokens(manager: Client, description: dict[str, Any]) -> None:
    wrong = manager.post(TOKEN, data=form(description, client_secret="wrong"))
    assert wrong.status_code == 401
    assert wrong.json() == {"error": "unauthorized_client", "error_description": "Bad credentials"}
    words = "GrantType value must be client_credentials!"
    for answer in (
        manager.post(TOKEN, data=form(description, grant_type="password")),
        manager.post(TOKEN, json=form(description)),
    ):
        assert answer.status_code == 400
        assert answer.json() == {"error": "unsupported_grant_type", "error_description": words}


def test_bad_tokens(fresh_simulator: Simulator, manager: Client, description: dict[str, Any]) -> None:
    path = "/apiops/projects/"
    nothing = manager.get(path, headers={"Authorization": None})
    assert refusal(nothing, 401) == "Empty Key! Client must be authenticated to access this resource."
    assert refusal(manager.get(path, headers={"Authorization": "Bearer x"}), 401) == "Token is not valid!"
    fresh_simulator.configure(apinizer={"token_lifetime": 0.1, "omit_expires_in": True})
    body = manager.post(TOKEN, data=form(description)).json()
    assert "expires_in" not in body
    time.sleep(0.15)
    manager.authorise(body["access_token"])
    assert refusal(manager.get(path), 401) == "Token was expired!"
    assert manager.get("/apiops/test/healthcheck", headers={"Authorization": None}).text == "OK"


@pytest.mark.departs(
    "apinizer GET /apiops/auth/token/ ",
    "apinizer GET /apiops/projects ",
    "apinizer GET /apiops/projects/SampleProject/apiProxies ",
    "apinizer GET /apiops/projects/SampleProject/ipGroups/g ",
    because="there is nothing at a path without its slash, or with one too many",
)
@pytest.mark.parametrize(
    "path", ["/apiops/projects", PROXIES.rstrip("/"), PROJECT + "ipGroups/g", TOKEN + "/", "/apiops/none/"]
)
def test_slashes_matter(manager: Client, path: str) -> None:
    answer = manager.get(path)
    assert (answer.status_code, answer.content) == (404, b"")


def test_projects_and_environments(manager: Client) -> None:
    projects = manager.get("/apiops/projects/").json()
    assert (projects["status"], projects["resultCount"]) == ("SUCCESS", 1)
    assert projects["resultList"][0]["name"] == "SampleProject"
    environments = manager.get(PROJECT + "environments/").json()["resultList"]
    assert [environment["name"] for environment in environments] == ["test", "production"]
    assert refusal(manager.get("/apiops/projects/Other/apiProxies/")) == (
        "Project (Other) is not found or user does not have privilege to access it!"
    )


def test_life_of_a_proxy(manager: Client) -> None:
    assert refusal(manager.get(PROXIES + "pets/")) == "ApiProxy (name: pets) is not found!"
    assert manager.post(PROXIES + "url/", json=proxy()).json() == {
        "status": "SUCCESS",
        "deploymentResult": None,
    }
    assert refusal(manager.post(PROXIES + "url/", json=proxy())) == "ApiProxy (name: pets) is already exist!"
    assert refusal(manager.put(PROXIES + "url/", json=proxy("dogs"))) == (
        "ApiProxy (name: dogs) can not be reparsed because it is not exist. First create it!"
    )
    assert refusal(manager.put(PROXIES + "url/", json=proxy())) == "reParse value must be true!"
    again = proxy(reParse=True, apiProxyDescription="New")
    assert manager.put(PROXIES + "url/", json=again).json()["status"] == "SUCCESS"
    alone = manager.get(PROXIES + "pets/").json()["resultList"][0]
    assert (alone["apiType"], alone["sharingType"], alone["description"]) == ("REST", "PROJECT", "New")
    listed = manager.get(PROXIES).json()
    assert (listed["resultCount"], listed["resultList"][0]["type"]) == (1, "REST")
    assert manager.delete(PROXIES + "pets/").json()["status"] == "SUCCESS"
    assert manager.get(PROXIES).json()["resultCount"] == 0


@pytest.mark.departs(
    "apinizer POST /apiops/projects/{projectName}/apiProxies/url/: body: .specUrl is null",
    because="it is refused",
)
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"apiProxyName": ""}, "apiProxyName value can not be empty!"),
        ({"specUrl": None}, "specUrl value can not be empty!"),
        (
            {"deploy": True, "deployTargetEnvironmentNameList": ["none"]},
            "Environment (name: none) was not found!",
        ),
    ],
)
def test_a_proxy_that_cannot_be(manager: Client, changes: dict[str, Any], words: str) -> None:
    assert refusal(manager.post(PROXIES + "url/", json=proxy(**changes))) == words
    assert manager.get(PROXIES).json()["resultCount"] == 0


@pytest.mark.departs(
    "apinizer POST /apiops/projects/{projectName}/apiProxies/file/: body: .specFile is required",
    because="it is refused",
)
def test_a_proxy_from_a_file(manager: Client) -> None:
    given = proxy()
    del given["specUrl"]
    files = {
        "metadata": (None, json.dumps(given), "application/json"),
        "specFile": ("pets.json", '{"openapi": "3.0.3"}', "application/json"),
    }
    assert manager.post(PROXIES + "file/", files=files).json()["status"] == "SUCCESS"
    specification = manager.get(PROXIES + "pets/spec/").json()
    assert specification["importedContentOfBackendApi"] == '{"openapi": "3.0.3"}'
    assert "specFile" in refusal(manager.post(PROXIES + "file/", files={"metadata": files["metadata"]}))


def test_deployments(manager: Client) -> None:
    manager.post(PROXIES + "url/", json=proxy())
    status = PROXIES + "pets/environments/test/deploy-status/"
    assert manager.get(status).json()["resultList"][0]["deployed"] is False
    answer = manager.post(PROXIES + "pets/environments/test/").json()
    assert answer["deploymentResult"]["success"] is True
    assert answer["deploymentResult"]["detailList"][0]["envName"] == "test"
    deployed = manager.get(status).json()["resultList"][0]
    assert (deployed["deployed"], deployed["redeployRequired"], deployed["revision"]) == (True, False, 1)
    assert datetime.fromisoformat(deployed["lastDeployTime"]).tzinfo
    manager.put(PROXIES + "url/", json=proxy(reParse=True))
    assert manager.get(status).json()["resultList"][0]["redeployRequired"] is True
    listed = manager.get(PROXIES + "pets/").json()["resultList"][0]["deploymentList"]
    assert listed == [{"environmentName": "test", "deployed": True, "redeployRequired": True}]
    assert manager.delete(PROXIES + "pets/environments/test/").json()["status"] == "SUCCESS"
    assert "is not deployed" in refusal(manager.delete(PROXIES + "pets/environments/test/"))
    assert "was not found" in refusal(manager.post(PROXIES + "pets/environments/none/"))


@pytest.mark.parametrize("shape", ["detailList", "deploymentResults", "environmentResults"])
def test_a_deployment_that_fails_with_200(fresh_simulator: Simulator, manager: Client, shape: str) -> None:
    manager.post(PROXIES + "url/", json=proxy())
    fresh_simulator.configure(apinizer={"deployments_fail": True, "deployment_shape": shape})
    answer = manager.post(PROXIES + "pets/environments/test/")
    body = answer.json()
    assert (answer.status_code, body["status"]) == (200, "SUCCESS")
    assert body["deploymentResult"]["success"] is False
    assert body["deploymentResult"][shape][0]["success"] is False
    status = manager.get(PROXIES + "pets/environments/test/deploy-status/").json()
    assert status["resultList"][0]["deployed"] is False


@pytest.mark.departs(
    "apinizer GET /apiops/projects/{projectName}/apiProxies/: 200: .success ",
    "apinizer GET /apiops/projects/{projectName}/apiProxies/{apiProxyName}/: 400: .success ",
    because="older managers answer so",
)
def test_the_older_envelope(fresh_simulator: Simulator, manager: Client) -> None:
    fresh_simulator.configure(apinizer={"envelope": "success"})
    assert manager.get(PROXIES).json() == {"success": True, "resultList": [], "resultCount": 0}
    answer = manager.get(PROXIES + "none/")
    assert answer.status_code == 400
    assert answer.json() == {"success": False, "resultMessage": "ApiProxy (name: none) is not found!"}


def test_permissions(fresh_simulator: Simulator, manager: Client) -> None:
    manager.post(PROXIES + "url/", json=proxy())
    fresh_simulator.configure(apinizer={"denied": ["MANAGE", "DEPLOY_UNDEPLOY", "EXPORT_IMPORT"]})
    words = "User does not have required permission for this operation!"
    assert refusal(manager.post(PROXIES + "url/", json=proxy("other"))) == words
    assert refusal(manager.post(PROXIES + "pets/environments/test/")) == words
    assert "required EXPORT_IMPORT permission" in refusal(manager.get(PROXIES + "pets/export/"))
    assert manager.get(PROXIES).status_code == 200


def test_the_route_on_the_gateways(manager: Client) -> None:
    manager.post(PROXIES + "url/", json=proxy(clientRoute={"relativePathList": ["/pets"]}))
    path = PROXIES + "pets/environments/test/"
    before = manager.get(path + "route-health/").json()["resultList"][0]
    assert (before["routeActive"], before["podsResponded"], before["podsActive"]) == (False, 2, 0)
    manager.post(path)
    after = manager.get(path + "route-health/").json()["resultList"][0]
    assert (after["routeActive"], after["servedPath"], after["podsActive"]) == (True, "/pets", 2)
    assert [pod["routeActive"] for pod in after["pods"]] == [True, True]


def test_export_and_import(manager: Client) -> None:
    manager.post(PROXIES + "url/", json=proxy(apiProxyDescription="First"))
    exported = manager.get(PROXIES + "pets/export/?encrypt=false&withDependencies=true")
    assert exported.headers["content-type"] == "application/octet-stream"
    assert exported.content.startswith(b"PK")
    assert manager.get(PROXIES + "pets/export/").content == exported.content
    manager.put(PROXIES + "url/", json=proxy(reParse=True, apiProxyDescription="Second"))
    package = {
        "apiProxyExportFile": ("pets.zip", exported.content, "application/zip"),
        "metadata": (None, '{"deploy": false}', "application/json"),
    }
    assert manager.put(PROXIES + "pets/import/", files=package).json()["status"] == "SUCCESS"
    assert manager.get(PROXIES + "pets/").json()["resultList"][0]["description"] == "First"
    alone = {"apiProxyExportFile": package["apiProxyExportFile"]}
    assert "resultList" not in manager.post(PROXIES + "import/", files=alone).json()
    assert manager.get(PROXIES + "pets_1/").status_code == 200
    for name, content in (("pets.txt", exported.content), ("pets.zip", b"no package")):
        wrong = {"apiProxyExportFile": (name, content, "application/zip")}
        assert "apiProxyExportFile" in refusal(manager.post(PROXIES + "import/", files=wrong))


@pytest.mark.departs(
    "apinizer DELETE /apiops/projects/{projectName}/apiProxies/{apiProxyName}/policies/{policyName}/: body: ",
    because="it is refused",
)
def test_policies_are_removed_with_a_body(manager: Client) -> None:
    manager.post(PROXIES + "url/", json=proxy())
    path = PROXIES + "pets/policies/limit/"
    place = {"targetScope": "ALL", "targetPipeline": "REQUEST", "deploy": False}
    body = {"operationMetadata": place, "policy": {"type": "policy-api-based-throttling"}}
    assert manager.post(path, json=body).json()["status"] == "SUCCESS"
    assert "already exist" in refusal(manager.post(path, json=body))
    other = {"operationMetadata": place, "policy": {"type": "policy-script"}}
    assert refusal(manager.put(path, json=other)) == "Policy type can not be changed!"
    late = {"operationMetadata": {**place, "targetPipeline": "RESPONSE"}, "policy": {"type": "policy-script"}}
    manager.post(PROXIES + "pets/policies/late/", json=late)
    alone = manager.get(PROXIES + "pets/?withPolicies=true").json()["resultList"][0]
    names = {"requestPolicyList": ["limit"], "responsePolicyList": ["late"], "errorPolicyList": []}
    assert {field: [policy["name"] for policy in alone[field]] for field in names} == names
    of_policies = manager.get(PROXIES + "pets/policies/").json()["resultList"]
    assert [row["name"] for row in of_policies] == ["pets"]
    assert of_policies[0]["requestPolicyList"] == [{"type": "policy-api-based-throttling"}]
    assert "requestPolicyList" not in manager.get(PROXIES + "pets/").json()["resultList"][0]
    assert refusal(manager.delete(path)).startswith("The body is not JSON")
    assert manager.delete(path, json={"operationMetadata": place}).json()["status"] == "SUCCESS"
    assert manager.get(PROXIES + "pets/policies/").json()["resultList"][0]["requestPolicyList"] == []


def test_environment_variables(manager: Client) -> None:
    path = PROJECT + "environmentVariables/secret/"
    values = [{"environmentName": "test", "value": "hidden", "visible": False}]
    body = {"name": "secret", "global": False, "environmentValueList": values}
    assert refusal(manager.get(path)) == "Environment variable (name: secret) was not found!"
    made = manager.post(path, json=body).json()
    assert made["deploymentResult"]["success"] is True
    assert "already exists" in refusal(manager.post(path, json=body))
    assert manager.get(path).json()["resultList"][0]["environmentValueList"][0]["value"] is None
    assert manager.put(path, json=body).json()["status"] == "SUCCESS"
    assert manager.delete(path).json()["status"] == "SUCCESS"
    assert "was not found" in refusal(manager.delete(path))


def test_ip_groups(manager: Client) -> None:
    groups = PROJECT + "ipGroups/"
    assert refusal(manager.get(groups + "g/")) == "IP Group (name: g) does not exist in project!"
    manager.post(groups, json={"name": "g", "ipList": ["192.0.2.1"]})
    assert refusal(manager.post(groups, json={"name": "g"})) == (
        "An IP Group with same name (g) already exists in project!"
    )

    def addresses(answer: requests.Response) -> list[str]:
        assert set(answer.json()) == {"status", "deploymentResult"}
        found: list[str] = manager.get(groups + "g/").json()["resultList"][0]["ipList"]
        return found

    added = manager.post(groups + "g/ips/", json={"ipList": ["192.0.2.1", "192.0.2.2"]})
    assert addresses(added) == ["192.0.2.1", "192.0.2.2"]
    taken = manager.delete(groups + "g/ips/", json={"ipList": ["192.0.2.1", "192.0.2.9"]})
    assert addresses(taken) == ["192.0.2.2"]
    assert addresses(manager.put(groups + "g/ips/", json={"ipList": ["192.0.2.3"]})) == ["192.0.2.3"]
    assert refusal(manager.post(groups + "g/ips/", json={"ipList": []})) == "ipList value can not be empty!"
    assert addresses(manager.put(groups + "g/", json={"name": "g", "description": "d"})) == []


def test_credentials(manager: Client) -> None:
    path = PROJECT + "credentials/"
    user = {"username": "u", "email": "u@simulator.invalid", "fullName": "U", "password": "secret"}
    assert refusal(manager.post(path, json={**user, "email": ""})) == "email value can not be empty!"
    assert "resultList" not in manager.post(path, json=user).json()
    assert manager.get(path).json()["resultList"] == [{**user, "password": None}]
    assert "already used by another credential" in refusal(manager.post(path, json=user))
    access = {"credentialAccessList": [{"name": "pets", "type": "API_PROXY"}]}
    assert manager.put(path + "u/access/", json=access).json()["status"] == "SUCCESS"
    assert refusal(manager.put(path + "u/access/", json=access)) == (
        "Credential (username:u) has already access to API Proxy (name:pets)!"
    )
    assert manager.get(path + "u/access/").json()["resultList"] == access["credentialAccessList"]
    manager.delete(path + "u/access/", json=access)
    assert manager.get(path + "u/access/").json()["resultList"] == []
    assert "secret" not in manager.get(path).text
    assert manager.patch(path + "u/", json={"password": "new"}).json()["status"] == "SUCCESS"
    assert manager.delete(path + "u/").json()["status"] == "SUCCESS"


@pytest.mark.departs(
    "apinizer GET /apiops/projects/{projectName}/connections/: query: type is required",
    because="it is refused",
)
def test_connections_are_upserted(manager: Client) -> None:
    path = PROJECT + "connections/mail/"
    body = {"type": "email", "name": "mail", "password": "secret"}
    assert refusal(manager.get(path)) == "Connection (name: mail) is not found!"
    for _turn in range(2):
        assert manager.post(path, json=body).json()["status"] == "SUCCESS"
    assert refusal(manager.get(PROJECT + "connections/")) == "type value can not be empty!"
    listed = manager.get(PROJECT + "connections/?type=email").json()
    assert (listed["resultCount"], listed["resultList"][0]["password"]) == (1, None)
    assert manager.get(path).json()["resultList"][0]["password"] == "secret"
    manager.put(path, json={"type": "email", "name": "post"})
    assert manager.get(PROJECT + "connections/post/").json()["resultList"][0]["enabled"] is True


def made_from_file(manager: Client, *paths: str, method: str = "post") -> None:
    """A proxy with these endpoints, or the same read anew."""
    content = json.dumps({"openapi": "3.0.3", "paths": {path: {"get": {}} for path in paths}})
    files = {
        "metadata": (None, json.dumps({**proxy(), "reParse": method == "put"}), "application/json"),
        "specFile": ("pets.json", content, "application/json"),
    }
    assert getattr(manager, method)(PROXIES + "file/", files=files).json()["status"] == "SUCCESS"


def policy_of(endpoint: str | None = None, **metadata: Any) -> dict[str, Any]:
    """The body that writes a policy."""
    place: dict[str, Any] = {"targetScope": "ALL", "targetPipeline": "REQUEST", "deploy": False, **metadata}
    if endpoint:
        place.update(targetScope="ENDPOINT", targetEndpoint=endpoint, targetEndpointHTTPMethod="GET")
    return {"operationMetadata": place, "policy": {"type": WITH_PASSWORD, "password": "x"}}


def policies_told(manager: Client) -> dict[str, Any]:
    """The proxy with its policies."""
    return dict(manager.get(PROXIES + "pets/?withPolicies=true").json()["resultList"][0])


def test_policies_have_an_order_and_go_with_their_endpoint(
    fresh_simulator: Simulator, manager: Client
) -> None:
    made_from_file(manager, "/cats", "/dogs")
    for name, body in (("a", policy_of()), ("b", policy_of()), ("c", policy_of(order=1))):
        assert manager.post(PROXIES + f"pets/policies/{name}/", json=body).json()["status"] == "SUCCESS"
    manager.post(PROXIES + "pets/policies/of-cats/", json=policy_of("/cats"))
    assert "was not found" in refusal(manager.post(PROXIES + "pets/policies/x/", json=policy_of("/none")))
    told = policies_told(manager)
    assert [policy["name"] for policy in told["requestPolicyList"]] == ["c", "a", "b"]
    assert told["requestPolicyList"][0]["password"] is None
    assert [policy["name"] for policy in told["endpointList"][0]["requestPolicyList"]] == ["of-cats"]
    fresh_simulator.configure(apinizer={"policies_told": "basic"})
    assert policies_told(manager)["requestPolicyList"][0] == {"name": "c", "type": WITH_PASSWORD}
    made_from_file(manager, "/dogs", method="put")
    assert [each["endpoint"] for each in policies_told(manager)["endpointList"]] == ["/dogs"]
    assert len(policies_told(manager)["requestPolicyList"]) == 3
    fresh_simulator.configure(apinizer={"parsing_drops_policies": True})
    made_from_file(manager, "/dogs", method="put")
    assert policies_told(manager)["requestPolicyList"] == []


def test_a_rollback_brings_the_definition_back(fresh_simulator: Simulator, manager: Client) -> None:
    manager.post(PROXIES + "url/", json=proxy(apiProxyDescription="First"))
    environment, histories = PROXIES + "pets/environments/test/", PROXIES + "pets/deploy-histories/"
    manager.post(environment, json={"description": "v1", "persistent": True})
    manager.put(PROXIES + "url/", json=proxy(apiProxyDescription="Second", reParse=True))
    manager.post(environment)
    records = manager.get(histories).json()["resultList"]
    assert [(each["revision"], each["description"]) for each in records] == [
        (2, "Deployed by APIOPS Api"),
        (1, "v1"),
    ]
    assert manager.get(histories + "1/").json()["resultList"] == records[1:]
    done = manager.post(histories + "1/rollback/").json()
    assert done["resultMessage"] == "API Proxy rolled back successfully to deploy history revision (1)."
    assert manager.get(PROXIES + "pets/").json()["resultList"][0]["description"] == "First"
    assert manager.get(environment + "deploy-status/").json()["resultList"][0]["redeployRequired"] is True
    deployed = manager.post(histories + "2/rollback/?environmentName=test").json()
    assert deployed["resultMessage"].endswith("Deployed to environment: test")
    fresh_simulator.configure(apinizer={"deployments_fail": True})
    failed = manager.post(histories + "1/rollback/?environmentName=test").json()
    assert failed["resultMessage"].endswith("but deployment failed: Connection refused")
    assert (
        refusal(manager.post(histories + "9/rollback/")) == "Rollback failed for deploy history revision (9)!"
    )


def test_a_pod_that_does_not_follow_leaves_an_orphan(fresh_simulator: Simulator, manager: Client) -> None:
    manager.post(PROXIES + "url/", json=proxy())
    environment = PROXIES + "pets/environments/test/"
    health = environment + "route-health/"
    fresh_simulator.configure(apinizer={"stale_pods": ["127.0.0.2"]})
    manager.post(environment)
    partial = manager.get(health).json()["resultList"][0]
    assert (partial["routeActive"], partial["podsActive"], partial["inconsistent"]) == (False, 1, True)
    fresh_simulator.configure(apinizer={"stale_pods": ["127.0.0.1"]})
    assert manager.delete(environment).json()["status"] == "SUCCESS"
    orphan = manager.get(health).json()["resultList"][0]
    assert (orphan["deployedInManager"], orphan["podsActive"]) == (False, 1)
    fresh_simulator.configure(apinizer={"stale_pods": [], "silent_pods": True})
    silent = manager.get(health).json()["resultList"][0]
    assert (silent["podsResponded"], silent["pods"], silent["inconsistent"]) == (0, [], False)
    assert manager.delete(environment).json()["status"] == "SUCCESS"
    assert "is not deployed" in refusal(manager.delete(environment))


@pytest.mark.departs(
    "apinizer GET /apiops/projects/{projectName}/apiProxies/{apiProxyName}/deploy-histories/: 404",
    "apinizer GET /apiops/projects/{projectName}/apiProxies/{apiProxyName}/environments/{environmentName}"
    "/deploy-status/: 404",
    "apinizer PATCH /apiops/projects/{projectName}/apiProxies/{apiProxyName}/settings/client-route/: 404",
    because="older managers have no such addresses",
)
def test_settings_within_a_field_or_bare_and_older_managers(
    fresh_simulator: Simulator, manager: Client
) -> None:
    manager.post(PROXIES + "url/", json=proxy())
    path = PROXIES + "pets/settings/client-route/"
    for body in ({"relativePathList": ["/a"]}, {"clientRoute": {"relativePathList": ["/a"]}}):
        assert manager.patch(path, json=body).json()["status"] == "SUCCESS"
        told = manager.get(PROXIES + "pets/").json()["resultList"][0]
        assert told["clientRoute"] == {"relativePathList": ["/a"]}
    assert manager.patch(PROXIES + "pets/settings/hide-spec-file/true/").json()["status"] == "SUCCESS"
    fresh_simulator.configure(apinizer={"version": "2026.01"})
    for answer in (manager.patch(path, json={}), manager.get(PROXIES + "pets/deploy-histories/")):
        assert (answer.status_code, answer.content) == (404, b"")
    assert manager.get(PROXIES + "pets/environments/test/deploy-status/").status_code == 404

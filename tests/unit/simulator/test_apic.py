# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""API Connect: the article's flow, its grants and refusals, and the objects of the management API."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
import requests

from tests.simulator.client import Simulator
from tests.unit.simulator.conftest import Client

CATALOG = "/api/catalogs/test-organization/sandbox"
PRODUCT = """
product: 1.0.0
info: {name: pets, title: Pets, version: 1.0.0}
apis: {pets: {$ref: pets.yaml}}
plans: {default: {title: Default}}
"""
API = '{"openapi": "3.0.3", "info": {"title": "Pets", "version": "1.0.0", "x-ibm-name": "pets"}}'


@pytest.fixture
def own(description: dict[str, Any]) -> dict[str, Any]:
    """What the description says of API Connect."""
    apic: dict[str, Any] = description["apic"]
    return apic


def grant(own: dict[str, Any], grant_type: str, **fields: Any) -> dict[str, Any]:
    """The body of a token request."""
    clients = {name: own[name] for name in ("client_id", "client_secret")}
    return {**clients, "grant_type": grant_type, **fields}


def password(own: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The body of the article's token request."""
    user = {name: own[name] for name in ("username", "password", "realm")}
    return {**grant(own, "password", **user), **changes}


def claims_of(token: str) -> dict[str, Any]:
    """The claims, not verified."""
    payload = token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return claims


def refusal(answer: requests.Response) -> tuple[int, str]:
    """Status and first message, which are where the description of the API has them."""
    body = answer.json()
    assert set(body) == {"status", "message", "errors"}
    assert body["status"] == answer.status_code
    assert answer.headers["x-request-id"]
    return answer.status_code, body["message"][0]


def publish(org: Client, path: str = "/publish", product: str = PRODUCT) -> requests.Response:
    """Publishes a product with its API."""
    files = [
        ("product", ("product.yaml", product, "application/yaml")),
        ("openapi", ("pets.json", API, "application/json")),
    ]
    return org.post(CATALOG + path, files=files)


def test_the_flow_of_the_article(apic: Client, own: dict[str, Any]) -> None:
    found = apic.get("/api/cloud/provider/identity-providers").json()
    assert (found["total_results"], found["results"][0]["name"]) == (1, "default-idp-2")
    realm = "provider/" + found["results"][0]["name"]
    answer = apic.post("/api/token", json=password(own, realm=realm)).json()
    assert (answer["token_type"], answer["expires_in"]) == ("Bearer", 28800)
    claims = claims_of(answer["access_token"])
    expected = {"namespace", "aud", "sub", "exp", "iat", "jti", "user_registry_url", "id_token", "scopes"}
    assert expected <= set(claims)
    assert (claims["iss"], claims["grant_type"]) == ("IBM API Connect", "password")
    assert (claims["realm"], claims["username"]) == (realm, own["username"])
    assert claims["exp"] - claims["iat"] == 28800
    apic.authorise(answer["access_token"])
    assert apic.get("/api/me").json()["username"] == own["username"]
    orgs = apic.get("/api/orgs").json()
    assert (orgs["total_results"], orgs["results"][0]["name"]) == (1, own["organization"])


@pytest.mark.departs(
    "apic POST /token: body: .colour ",
    "apic POST /token: body: .grant_type is str",
    "apic POST /token: body: .realm is null",
    because="it is refused",
)
@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"password": "wrong"}, 401),
        ({"username": "nobody"}, 401),
        ({"realm": "provider/other"}, 401),
        ({"realm": "admin/default-idp-1"}, 401),
        ({"client_secret": "wrong"}, 401),
        ({"realm": None}, 400),
        ({"grant_type": "magic"}, 400),
        ({"colour": "blue"}, 400),
    ],
)
def test_refused_logins(apic: Client, own: dict[str, Any], changes: dict[str, Any], status: int) -> None:
    assert refusal(apic.post("/api/token", json=password(own, **changes)))[0] == status


@pytest.mark.departs(
    "apic POST /token: body: application/x-www-form-urlencoded ",
    "apic POST /token: body: is no JSON",
    because="it is refused",
)
def test_only_json_is_taken(apic: Client, own: dict[str, Any]) -> None:
    assert refusal(apic.post("/api/token", data=password(own)))[0] == 415
    headers = {"Content-Type": "application/json"}
    assert refusal(apic.post("/api/token", data="{", headers=headers))[0] == 400


def test_the_account_locks_after_five_wrong_passwords(apic: Client, own: dict[str, Any]) -> None:
    for _turn in range(4):
        apic.post("/api/token", json=password(own, password="wrong"))
    assert apic.post("/api/token", json=password(own)).status_code == 200
    for _turn in range(5):
        apic.post("/api/token", json=password(own, password="wrong"))
    assert "locked" in refusal(apic.post("/api/token", json=password(own)))[1]


def test_the_administrator_has_a_realm_of_their_own(apic: Client, own: dict[str, Any]) -> None:
    user = {"username": own["admin_username"], "password": own["admin_password"]}
    answer = apic.post("/api/token", json=password(own, realm="admin/default-idp-1", **user))
    apic.authorise(answer.json()["access_token"])
    assert apic.get("/api/cloud/settings").json()["access_token_expires_in"] == 28800
    assert refusal(apic.get("/api/orgs"))[0] == 401
    assert apic.post("/api/cloud/orgs", json={"name": "second"}).status_code == 201


def test_other_identity_providers(fresh_simulator: Simulator, apic: Client, own: dict[str, Any]) -> None:
    listed = [
        {"name": "sso", "title": "SSO", "registry_type": "oidc", "default": True, "realm": "provider/sso"},
        {"name": "old", "title": "Version 2018, without realm", "registry_type": "lur", "default": False},
    ]
    fresh_simulator.configure(apic={"identity_providers": {"provider": listed}})
    assert apic.get("/api/cloud/provider/identity-providers").json()["results"] == listed
    assert apic.get("/api/cloud/admin/identity-providers").json() == {"total_results": 0, "results": []}
    assert apic.post("/api/token", json=password(own, realm="provider/sso")).status_code == 401
    assert apic.post("/api/token", json=password(own, realm="provider/old")).status_code == 200
    assert apic.post("/api/token", json=password(own)).status_code == 401


def test_api_key(fresh_simulator: Simulator, apic: Client, own: dict[str, Any]) -> None:
    fresh_simulator.configure(apic={"api_key_single_use": True})
    body = grant(own, "api_key", api_key=own["api_key"])
    answer = apic.post("/api/token", json=body)
    assert claims_of(answer.json()["access_token"])["grant_type"] == "api_key"
    assert apic.post("/api/token", json=body).status_code == 401
    apic.authorise(answer.json()["access_token"])
    made = apic.post("/api/cloud/api-keys", json={"name": "k", "client_type": "toolkit", "description": "d"})
    assert made.status_code == 201
    again = grant(own, "api_key", api_key=made.json()["api_key"])
    assert apic.post("/api/token", json=again).status_code == 200
    assert "api_key" not in apic.get("/api/cloud/api-keys/k").json()


def test_client_credentials(apic: Client, own: dict[str, Any]) -> None:
    apic.authorise(apic.post("/api/token", json=grant(own, "client_credentials")).json()["access_token"])
    assert apic.get("/api/orgs").status_code == 200


def test_refresh_token(fresh_simulator: Simulator, apic: Client, own: dict[str, Any]) -> None:
    assert "refresh_token" not in apic.post("/api/token", json=password(own)).json()
    fresh_simulator.configure(apic={"refresh_token_enabled": True, "token_algorithm": "RS256"})
    first = apic.post("/api/token", json=password(own)).json()
    assert first["refresh_expires_in"] > 28800
    body = grant(own, "refresh_token", refresh_token=first["refresh_token"], realm=own["realm"])
    second = apic.post("/api/token", json=body).json()
    assert second["access_token"] != first["access_token"]
    assert apic.post("/api/token", json={**body, "realm": "provider/other"}).status_code == 401
    apic.authorise(second["access_token"])
    assert apic.post("/api/me/sign-out").status_code == 204
    assert refusal(apic.get("/api/me"))[0] == 401
    assert apic.post("/api/token", json=body).status_code == 401


def test_below_a_path_prefix_and_for_consumers(apic: Client, own: dict[str, Any]) -> None:
    prefix = "/integration/apis/ns/instance"
    assert apic.get(f"{prefix}/api/cloud/provider/identity-providers").json()["total_results"] == 1
    token = apic.post(f"{prefix}/api/token", json=password(own)).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    assert apic.get(f"{prefix}/api/orgs", headers=headers).json()["total_results"] == 1

    context = {"X-IBM-Consumer-Context": "test-organization.sandbox"}
    assert refusal(apic.get("/consumer-api/consumer/identity-providers"))[0] == 400
    found = apic.get("/consumer-api/consumer/identity-providers", headers=context).json()["results"]
    assert found[0]["realm"] == "consumer:test-organization:sandbox/sandbox-idp"
    body = password(own, realm=found[0]["realm"])
    assert apic.post("/consumer-api/token", json=body, headers=context).status_code == 200


@pytest.mark.departs(
    "apic PATCH /catalogs/{org}/{catalog}: body: .name is not allowed",
    "apic PATCH /catalogs/{org}/{catalog}: body: .id Tried to write read-only property",
    because="one is refused, the other overlooked",
)
def test_life_of_a_catalog(org: Client, own: dict[str, Any]) -> None:
    path = f"/api/orgs/{own['organization']}/catalogs"
    made = org.post(path, json={"name": "test", "title": "Test"})
    assert made.status_code == 201
    assert made.json()["url"].startswith(own["url"] + "/api/catalogs/")
    assert refusal(org.post(path, json={"name": "TEST"})) == (
        409,
        "The catalog with the name 'TEST' already exists.",
    )
    one = f"/api/catalogs/{own['organization']}/test"
    assert org.get(one).json()["id"] == made.json()["id"]
    assert org.get(made.json()["url"]).json()["name"] == "test"
    assert org.patch(one, json={"title": "New", "id": "ignored"}).json()["title"] == "New"
    assert refusal(org.patch(one, json={"name": "other"}))[0] == 400
    assert org.get(one + "/settings").json()["production_mode"] is False
    assert org.put(one + "/settings", json={"production_mode": True}).json()["production_mode"] is True
    assert org.get(one + "/settings").json()["production_mode"] is True
    assert "settings" not in org.get(one).json()
    assert org.delete(one).json()["name"] == "test"
    assert refusal(org.get(one)) == (404, "The catalog 'test' was not found.")
    assert refusal(org.get("/api/catalogs/none/test")) == (404, "The org 'none' was not found.")


def test_lists_are_paged(fresh_simulator: Simulator, org: Client, own: dict[str, Any]) -> None:
    path = f"/api/orgs/{own['organization']}/catalogs"
    for number in range(5):
        org.post(path, json={"name": f"c{number}"})
    page = org.get(path + "?offset=2&limit=2&fields=name").json()
    assert page == {"total_results": 6, "results": [{"name": "c1"}, {"name": "c2"}]}
    assert len(org.get(path).json()["results"]) == 6
    fresh_simulator.configure(apic={"default_page_size": 4})
    assert len(org.get(path).json()["results"]) == 4


def test_duplicates_by_400(fresh_simulator: Simulator, org: Client, own: dict[str, Any]) -> None:
    fresh_simulator.configure(apic={"duplicates_as_400": True})
    answer = org.post(f"/api/orgs/{own['organization']}/catalogs", json={"name": "sandbox"})
    assert refusal(answer) == (400, "The catalog with the name 'sandbox' already exists.")


@pytest.mark.departs(
    "apic PATCH /catalogs/{org}/{catalog}/products/{product-name}/{product-version}: body: .state is str",
    because="it is refused",
)
def test_life_of_a_product(org: Client) -> None:
    staged = publish(org, "/stage")
    assert (staged.status_code, staged.json()["state"]) == (201, "staged")
    published = publish(org)
    assert (published.status_code, published.json()["state"]) == (201, "published")
    listed = org.get(f"{CATALOG}/products").json()
    assert [(row["name"], row["version"]) for row in listed["results"]] == [("pets", "1.0.0")]
    assert org.get(f"{CATALOG}/products/pets").json()["total_results"] == 1
    one = f"{CATALOG}/products/pets/1.0.0"
    product = org.get(one).json()
    assert product["plans"] == [{"name": "default", "title": "Default"}]
    (api,) = product["apis"]
    assert set(api) == {"id", "name", "title", "version", "state", "url"}
    assert (api["name"], api["version"], api["state"]) == ("pets", "1.0.0", "online")
    assert org.get(api["url"]).json()["id"] == api["id"]
    assert org.get(f"{CATALOG}/apis/pets/1.0.0").json()["url"] == api["url"]
    assert org.get(f"{CATALOG}/apis/pets").json()["total_results"] == 1
    assert org.get(f"{CATALOG}/apis?fields=name,state").json()["results"] == [
        {"name": "pets", "state": "online"}
    ]
    assert refusal(org.delete(one))[0] == 400
    assert refusal(org.patch(one, json={"state": "lost"}))[0] == 400
    retired = org.patch(product["url"], json={"state": "retired"}).json()
    assert (retired["state"], retired["apis"][0]["state"]) == ("retired", "offline")
    assert org.delete(one).status_code == 200
    assert refusal(org.get(one))[0] == 404
    assert refusal(org.get(f"{CATALOG}/products/pets"))[0] == 404


def test_a_product_by_its_own_address(org: Client) -> None:
    url = publish(org, "/stage").json()["url"]
    assert org.get(url).json()["name"] == "pets"
    assert org.patch(url, json={"title": "New"}).json()["title"] == "New"
    assert refusal(org.delete(f"{CATALOG}/products/pets"))[0] == 400
    assert org.delete(url).json()["name"] == "pets"
    assert refusal(org.get(url))[0] == 404


def test_life_of_a_draft(org: Client) -> None:
    drafts = "/api/orgs/test-organization/drafts/draft-apis"
    made = org.post(drafts, json={"draft_api": json.loads(API)})
    assert (made.status_code, made.json()["name"], made.json()["version"]) == (201, "pets", "1.0.0")
    assert refusal(org.post(drafts, files={"openapi": ("pets.json", API, "application/json")}))[0] == 409
    one = f"{drafts}/pets/1.0.0"
    assert org.get(one).json() == org.get(made.json()["url"]).json() == made.json()
    assert org.get(f"{drafts}/pets").json()["total_results"] == 1
    assert org.patch(one, json={"summary": "Animals"}).json()["summary"] == "Animals"
    assert org.delete(one).status_code == 200
    assert org.get(drafts).json() == {"total_results": 0, "results": []}


@pytest.mark.departs(
    "apic POST /orgs/{org}/catalogs: body: .colour ",
    "apic PATCH /catalogs/{org}/{catalog}: body: .name ",
    "apic PATCH /catalogs/{org}/{catalog}: body: .settings ",
    "apic PUT /catalogs/{org}/{catalog}/settings: body: .colour ",
    "apic PATCH /catalogs/{org}/{catalog}/products/{product-name}/{product-version}: body: .supersedes ",
    "apic PATCH /catalogs/{org}/{catalog}/products/{product-name}/{product-version}: body: .colour ",
    "apic PATCH /catalogs/{org}/{catalog}/apis/{api-name}/{api-version}: body: .version ",
    "apic POST /cloud/api-keys: body: .description ",
    because="it is refused",
)
@pytest.mark.parametrize(
    ("method", "path", "body", "field"),
    [
        ("POST", "/api/orgs/test-organization/catalogs", {"name": "c", "colour": "red"}, "colour"),
        ("PATCH", CATALOG, {"name": "sandbox"}, "name"),
        ("PATCH", CATALOG, {"settings": {}}, "settings"),
        ("PUT", f"{CATALOG}/settings", {"colour": "red"}, "colour"),
        ("PATCH", f"{CATALOG}/products/pets/1.0.0", {"supersedes": []}, "supersedes"),
        ("PATCH", f"{CATALOG}/products/pets/1.0.0", {"colour": "red"}, "colour"),
        ("PATCH", f"{CATALOG}/apis/pets/1.0.0", {"version": "2.0.0"}, "version"),
        ("POST", "/api/cloud/api-keys", {"client_type": "toolkit"}, "description"),
    ],
)
def test_fields_that_are_refused(
    org: Client, method: str, path: str, body: dict[str, Any], field: str
) -> None:
    publish(org)
    status, words = refusal(org.request(method, path, json=body))
    assert status == 400
    assert f"The property {field} " in words


@pytest.mark.departs(
    "apic GET /catalogs/{org}/{catalog}/products: query: limit is str",
    "apic GET /catalogs/{org}/{catalog}/products: query: offset is str",
    "apic GET /cloud/provider/identity-providers: query: limit is str",
    "apic GET /cloud/provider/identity-providers: query: offset is str",
    because="it is refused",
)
@pytest.mark.parametrize("path", [f"{CATALOG}/products", "/api/cloud/provider/identity-providers"])
@pytest.mark.parametrize("name", ["limit", "offset"])
def test_pages_are_numbers(org: Client, path: str, name: str) -> None:
    assert refusal(org.get(f"{path}?{name}=abc")) == (
        400,
        f"The parameter {name} must be a number, not 'abc'.",
    )


@pytest.mark.departs(
    "apic POST /catalogs/{org}/{catalog}/publish: body: .product is required",
    "apic POST /catalogs/{org}/{catalog}/publish: body: .openapi is required",
    "apic POST /catalogs/{org}/{catalog}/publish: body: application/json is not described",
    "apic POST /catalogs/{org}/{catalog}/publish: body: has a part that is neither",
    because="it is refused",
)
def test_publishing_what_cannot_be(org: Client) -> None:
    assert refusal(org.post(CATALOG + "/publish", json={}))[0] == 415
    only_api = [("openapi", ("pets.json", API, "application/json"))]
    assert refusal(org.post(CATALOG + "/publish", files=only_api))[1] == "The part product is missing"
    only_product = [("product", ("product.yaml", PRODUCT, "application/yaml"))]
    assert refusal(org.post(CATALOG + "/publish", files=only_product))[0] == 400
    assert refusal(publish(org, product="info: {"))[0] == 400
    org.put(CATALOG + "/settings", json={"production_mode": True})
    assert publish(org).status_code == 201
    assert refusal(publish(org))[0] == 409


@pytest.mark.departs(
    "apic POST /catalogs/{org}/{catalog}/consumer-orgs: body: .owner_url is required",
    because="it is refused",
)
def test_consumers(org: Client) -> None:
    assert refusal(org.post(f"{CATALOG}/consumer-orgs", json={"name": "buyers"}))[0] == 400
    given = {"name": "buyers", "owner_url": "https://localhost/api/user"}
    assert org.post(f"{CATALOG}/consumer-orgs", json=given).status_code == 201
    buyers = "/api/consumer-orgs/test-organization/sandbox/buyers"
    app = org.post(f"{buyers}/apps", json={"name": "shop"}).json()
    assert app["client_secret"]
    shop = "/api/apps/test-organization/sandbox/buyers/shop"
    assert "client_secret" not in org.get(shop).json()
    wanted = {"product_url": publish(org).json()["url"], "plan": "default"}
    made = org.post(f"{shop}/subscriptions", json=wanted)
    assert made.status_code == 201
    again = refusal(org.post(f"{shop}/subscriptions", json=wanted))
    assert again == (409, "The application is already subscribed to the plan of this product.")
    assert org.delete(f"{shop}/subscriptions/{made.json()['id']}").status_code == 200
    assert org.get(f"{shop}/subscriptions").json()["total_results"] == 0


def test_an_own_registration_logs_in(apic: Client, own: dict[str, Any]) -> None:
    user = {"username": own["admin_username"], "password": own["admin_password"]}
    answer = apic.post("/api/token", json=password(own, realm="admin/default-idp-1", **user))
    apic.authorise(answer.json()["access_token"])
    pair = {"client_id": "mine", "client_secret": "secret"}
    made = apic.post("/api/cloud/registrations", json={"name": "mine", "client_type": "toolkit", **pair})
    assert (made.status_code, made.json()["client_secret"]) == (201, "********")
    assert apic.post("/api/token", json=password(own, **pair)).status_code == 200


@pytest.mark.departs(
    "apic DELETE /api/orgs is not described",
    because="it is refused",
)
def test_unknown_paths_and_methods(org: Client) -> None:
    assert refusal(org.get("/api/none"))[0] == 404
    assert refusal(org.delete("/api/orgs"))[0] == 405
    assert refusal(org.get("/api/me", headers={"Authorization": None}))[0] == 401

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Axway's login: every way in, and every refusal."""

from __future__ import annotations

import base64
import time
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import requests
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from tests.simulator.client import Simulator
from tests.unit.simulator.conftest import Client

REALM = "/auth/realms/Broker"
TOKEN = REALM + "/protocol/openid-connect/token"
GRANT = {"grant_type": "client_credentials"}
JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@pytest.fixture
def own(description: dict[str, Any]) -> dict[str, Any]:
    """What the description says of Axway."""
    axway: dict[str, Any] = description["axway"]
    return axway


def secret_form(own: Mapping[str, Any], **changes: str) -> dict[str, str]:
    """The form that logs the account with a secret in."""
    return {**GRANT, "client_id": own["client_id"], "client_secret": own["client_secret"], **changes}


def assertion_form(own: Mapping[str, Any], **changes: Any) -> dict[str, str]:
    """The form that logs the account with a key in; ``changes`` are to the claims."""
    now = int(time.time())
    claims = {
        "aud": own["auth_url"] + TOKEN,
        "iss": own["key_client_id"],
        "sub": own["key_client_id"],
        "iat": now,
        "exp": now + 60,
        "jti": str(uuid.uuid4()),
    }
    key = RSAKey.import_key(Path(own["private_key_path"]).read_bytes())
    signed = jwt.encode({"alg": "RS256", "typ": "JWT"}, {**claims, **changes}, key)
    return {**GRANT, "client_assertion": signed, "client_assertion_type": JWT_BEARER}


def basic(client_id: str, secret: str) -> dict[str, str]:
    """The header of HTTP Basic authentication."""
    return {"Authorization": "Basic " + base64.b64encode(f"{client_id}:{secret}".encode()).decode()}


def told(answer: requests.Response) -> tuple[int, str, str]:
    """Status, error and description."""
    body = answer.json()
    return answer.status_code, body["error"], body.get("error_description", "")


def test_secret_in_the_form(login: Client, own: dict[str, Any]) -> None:
    answer = login.post(TOKEN, data=secret_form(own, scope="openid")).json()
    assert {name: value for name, value in answer.items() if name != "access_token"} == {
        "expires_in": 1800,
        "refresh_expires_in": 0,
        "token_type": "bearer",
        "not-before-policy": 1571719187,
        "scope": "openid email profile",
    }
    keys = KeySet.import_key_set(login.get(REALM + "/protocol/openid-connect/certs").json())
    token = jwt.decode(answer["access_token"], keys)
    assert token.header["alg"] == "RS256"
    assert token.claims["iss"] == login.url + REALM
    assert token.claims["azp"] == own["client_id"]
    assert token.claims["orgId"] == own["org_id"]
    assert token.claims["exp"] - token.claims["iat"] == 1800


def test_secret_by_basic_must_be_percent_encoded(login: Client, own: dict[str, Any]) -> None:
    encoded = basic(quote(own["client_id"], safe=""), quote(own["client_secret"], safe=""))
    assert login.post(TOKEN, data=GRANT, headers=encoded).status_code == 200
    plain = basic(own["client_id"], own["client_secret"])
    assert login.post(TOKEN, data=GRANT, headers=plain).status_code == 401
    newline = basic(own["client_id"], quote(own["client_secret"], safe="") + "\n")
    assert login.post(TOKEN, data=GRANT, headers=newline).status_code == 401


def test_the_form_wins_over_basic(login: Client, own: dict[str, Any]) -> None:
    answer = login.post(TOKEN, data=secret_form(own), headers=basic("other", "wrong"))
    assert answer.status_code == 200


@pytest.mark.parametrize("audience", [TOKEN, REALM])
def test_signed_assertion(login: Client, own: dict[str, Any], audience: str) -> None:
    assert login.post(TOKEN, data=assertion_form(own, aud=login.url + audience)).status_code == 200


def test_an_assertion_is_for_one(login: Client, own: dict[str, Any]) -> None:
    form = assertion_form(own, aud=[login.url + REALM, "https://elsewhere.invalid"])
    assert told(login.post(TOKEN, data=form)) == (400, "invalid_client", "Multiple audiences not allowed")


def test_signed_assertion_as_the_agents_make_it(login: Client, own: dict[str, Any]) -> None:
    form = assertion_form(own, iss=f"{JWT_BEARER}:{own['key_client_id']}", aud=login.url + REALM)
    assert login.post(TOKEN, data=form).status_code == 200


def test_an_assertion_is_good_once(login: Client, own: dict[str, Any]) -> None:
    form = assertion_form(own)
    assert login.post(TOKEN, data=form).status_code == 200
    assert told(login.post(TOKEN, data=form)) == (400, "invalid_client", "Token reuse detected")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"exp": 1_700_000_000}, "Token is not active"),
        ({"exp": None}, "Token exp claim is required"),
        ({"iat": 4_000_000_000}, "Token was issued in the future"),
        ({"aud": "https://elsewhere.invalid"}, "Invalid token audience"),
        ({"aud": ["https://elsewhere.invalid", "other"]}, "Invalid token audience"),
        ({"jti": None}, "Token jti claim is required"),
    ],
)
def test_a_bad_assertion(login: Client, own: dict[str, Any], changes: dict[str, Any], words: str) -> None:
    form = assertion_form(own, **changes)
    assert told(login.post(TOKEN, data=form)) == (400, "invalid_client", words)


def test_an_assertion_signed_by_another_key(login: Client, own: dict[str, Any]) -> None:
    claims = jwt.decode(
        assertion_form(own)["client_assertion"],
        RSAKey.import_key(Path(own["public_key_path"]).read_bytes()),
    ).claims
    forged = jwt.encode({"alg": "RS256"}, claims, RSAKey.generate_key(2048))
    form = {**GRANT, "client_assertion": forged, "client_assertion_type": JWT_BEARER}
    words = "Client authentication with signed JWT failed: Signature on JWT token failed validation"
    assert told(login.post(TOKEN, data=form)) == (400, "invalid_client", words)


_INVALID = "Invalid client or Invalid client credentials"


def test_an_assertion_of_nobody(login: Client, own: dict[str, Any]) -> None:
    form = assertion_form(own)
    for changed in (
        assertion_form(own, iss="other"),
        assertion_form(own, iss="other", sub="other"),
        {**form, "client_id": "other"},
        {**form, "client_assertion": "no.jwt"},
        {**form, "client_assertion_type": "other"},
    ):
        assert told(login.post(TOKEN, data=changed)) == (401, "invalid_client", _INVALID)


def test_the_other_kind_of_credential(login: Client, own: dict[str, Any]) -> None:
    form = assertion_form(own, iss=own["client_id"], sub=own["client_id"])
    assert told(login.post(TOKEN, data=form)) == (401, "invalid_client", _INVALID)
    form["client_id"] = own["client_id"]
    assert told(login.post(TOKEN, data=form)) == (401, "unauthorized_client", _INVALID)
    form = secret_form(own, client_id=own["key_client_id"])
    words = "Parameter client_assertion_type is missing"
    assert told(login.post(TOKEN, data=form)) == (400, "invalid_client", words)


@pytest.mark.parametrize(
    ("style", "changes", "expected"),
    [
        ("current", {"client_secret": "x"}, (401, "unauthorized_client", _INVALID)),
        ("current", {"client_id": "x"}, (401, "invalid_client", _INVALID)),
        ("older", {"client_secret": "x"}, (400, "unauthorized_client", "Invalid client secret")),
        ("older", {"client_id": "x"}, (400, "invalid_client", "Could not find client")),
        ("current", {"grant_type": "password"}, (400, "unsupported_grant_type", "Unsupported grant_type")),
    ],
)
def test_refusals(
    fresh_simulator: Simulator,
    login: Client,
    own: dict[str, Any],
    style: str,
    changes: dict[str, str],
    expected: tuple[int, str, str],
) -> None:
    fresh_simulator.configure(axway={"login_errors": style})
    assert told(login.post(TOKEN, data=secret_form(own, **changes))) == expected


def test_malformed_requests(login: Client, own: dict[str, Any]) -> None:
    no_grant = (400, "invalid_request", "Missing form parameter: grant_type")
    assert told(login.post(TOKEN, json=secret_form(own))) == no_grant
    assert told(login.post(TOKEN, data={"client_id": own["client_id"]})) == no_grant
    assert told(login.post(TOKEN, data=GRANT)) == (401, "invalid_client", _INVALID)
    assert login.post(TOKEN.replace("Broker", "Other"), data=GRANT).json() == {
        "error": "Realm does not exist"
    }
    unreadable = login.post(TOKEN, data=GRANT, headers={"Authorization": "Basic %%%"})
    assert told(unreadable) == (401, "invalid_client", _INVALID)


def test_user_info_and_discovery(login: Client, own: dict[str, Any]) -> None:
    found = login.get(REALM + "/.well-known/openid-configuration").json()
    assert found["issuer"] == login.url + REALM
    assert found["token_endpoint"] == login.url + TOKEN
    nobody = login.get(found["userinfo_endpoint"])
    assert (nobody.status_code, nobody.content) == (401, b"")
    assert nobody.headers["www-authenticate"] == 'Bearer realm="Broker"'
    login.authorise(login.post(found["token_endpoint"], data=secret_form(own)).json()["access_token"])
    user = login.get(found["userinfo_endpoint"]).json()
    assert user["org_guid"] == own["org_guid"]
    assert user["email"]


def test_token_settings(fresh_simulator: Simulator, login: Client, own: dict[str, Any]) -> None:
    fresh_simulator.configure(axway={"opaque_tokens": True, "omit_expires_in": True, "token_lifetime": 1})
    answer = login.post(TOKEN, data=secret_form(own)).json()
    assert "." not in answer["access_token"]
    assert "expires_in" not in answer
    login.authorise(answer["access_token"])
    user_info = REALM + "/protocol/openid-connect/userinfo"
    assert login.get(user_info).status_code == 200
    time.sleep(1.05)
    ended = login.get(user_info)
    assert (ended.status_code, ended.content) == (401, b"")
    assert ended.headers["www-authenticate"] == (
        'Bearer realm="Broker", error="invalid_token", error_description="Token verification failed"'
    )

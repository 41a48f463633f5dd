# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The realm that Axway's login has, in a Keycloak: its clients, and operations that log in to it."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import trustme
from joserfc import jwt
from joserfc.jwk import RSAKey

from ansible_collections.apiops.platforms.plugins.module_utils._core.operations.session import Context
from tests.interop.keycloak import Keycloak, client, direct, realm_of
from tests.leaks import key_line, leaked
from tests.operations.conftest import performed

REALM = "Broker"
TOKEN = "/auth/realms/%s/protocol/openid-connect/token"
JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
SECRET = 'a+b&c=d%/\\ü "€:'
SPECIAL_ID = "sä:+&=% /x"
RESOURCE = ("resource-server", "the secret of the resource server")


@dataclass(frozen=True)
class Lane:
    """The server, and the private keys whose public ones are registered with it, as PEM."""

    keycloak: Keycloak
    key: str
    certified_key: str


@contextmanager
def running() -> Iterator[Lane]:
    """A Keycloak with every client of the tests; nothing of it is left afterwards."""
    key = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, auto_kid=True)
    leaf = trustme.CA().issue_cert("sa-certificate.invalid", key_type=trustme.KeyType.RSA)
    certificate = "".join(leaf.cert_chain_pems[0].bytes().decode().splitlines()[1:-1])
    keys = json.dumps({"keys": [key.as_dict(private=False)]})
    realm = realm_of(
        REALM,
        client("sa-secret", secret=SECRET),
        client(SPECIAL_ID, secret=SECRET),
        client("sa-disabled", secret=SECRET, enabled=False),
        client("sa-bare", secret=SECRET, serviceAccountsEnabled=False),
        client("sa-public", publicClient=True),
        signing_client("sa-key", {"use.jwks.string": "true", "jwks.string": keys}),
        signing_client("sa-certificate", {"jwt.credential.certificate": certificate}),
        *(calling_client(f"sa-{seconds}s", seconds) for seconds in (2, 3, 600)),
        client(RESOURCE[0], secret=RESOURCE[1]),
    )
    with Keycloak(realm) as keycloak:
        yield Lane(keycloak, key.as_pem(private=True).decode(), leaf.private_key_pem.bytes().decode())


def signing_client(client_id: str, attributes: Mapping[str, str]) -> dict[str, Any]:
    """A client that has a public key registered."""
    return client(client_id, clientAuthenticatorType="client-jwt", attributes=dict(attributes))


def calling_client(client_id: str, seconds: int) -> dict[str, Any]:
    """A client whose tokens are meant for the resource server, and live that long."""
    mapper = {
        "name": "audience",
        "protocol": "openid-connect",
        "protocolMapper": "oidc-audience-mapper",
        "config": {"included.client.audience": RESOURCE[0], "access.token.claim": "true"},
    }
    attributes = {"access.token.lifespan": str(seconds)}
    return client(client_id, secret=SECRET, attributes=attributes, protocolMappers=[mapper])


class Run:
    """Runs operations against Keycloak: as ``sa-secret``, unless options say otherwise."""

    def __init__(self, lane: Lane) -> None:
        self.lane = lane
        self.given = {
            "auth_url": lane.keycloak.url.removesuffix("/auth"),
            "ca_path": lane.keycloak.ca_path,
            "client_id": "sa-secret",
            "client_secret": SECRET,
            "retry_delay": 0.01,
        }
        self.by_key = {"client_id": "sa-key", "client_secret": None, "private_key": lane.key}
        lane.keycloak.forget()

    def __call__(self, module: str = "axway_token", **options: Any) -> dict[str, Any]:
        """The result; an option given as None is left out."""
        return performed(module, {**self.given, **options}, Context())

    def logins(self, realm: str = REALM) -> list[int]:
        """How the requests for a token were answered, by Keycloak's own record."""
        return [seen.status for seen in self.lane.keycloak.requests(TOKEN % realm)]

    def accepted(self, **options: Any) -> dict[str, Any]:
        """The result of axway_token, which got one by one request."""
        result = self(**options)
        assert "failed" not in result, result["msg"]
        assert self.logins() == [200]
        assert result["claims"]["iss"] == f"{self.lane.keycloak.url}/realms/{REALM}"
        return result

    def refused(self, status: int, code: str | None, words: str, **options: Any) -> str:
        """The message of axway_token, refused so; asked for once, and no secret told."""
        self.lane.keycloak.forget()
        result = self(**options)
        assert result["failed"] is True
        told = {"kind": "auth", "code": code, "description": words, "request_id": None}
        assert result["error"] == told
        assert (result["status"], result["tries"]) == (status, 1)
        message: str = result["msg"]
        assert "\n" not in message
        assert f'"{words}"' in message
        realm = options.get("auth_realm", REALM)
        endpoint = f"{self.given['auth_url']}{TOKEN % realm}"
        client_id = options.get("client_id", self.given["client_id"])
        assert message.startswith(f"No token for the client {client_id}: POST {endpoint} answered {status} ")
        assert self.logins(realm) == [status]
        secrets = {"secret": SECRET, "key": key_line(self.lane.key)}
        assert leaked(json.dumps(result, ensure_ascii=False), secrets) == []
        return message


@dataclass(frozen=True)
class Side:
    """A login server, Keycloak or the simulator, with an account that has a secret and one that has a key."""

    url: str
    ca_path: str
    client_id: str
    client_secret: str
    key_client_id: str
    key: str

    def post(
        self, form: Mapping[str, str] | None, headers: Mapping[str, str] | None = None, realm: str = REALM
    ) -> tuple[int, str | None, str | None, str | None]:
        """Status, error, description and challenge of the answer to the form; to JSON if there is none."""
        with direct(self.ca_path) as session:
            answer = session.post(
                self.url + TOKEN % realm,
                data=dict(form) if form is not None else None,
                json={} if form is None else None,
                headers=dict(headers or {}),
                timeout=120,
            )
        told = answer.json() if answer.content else {}
        challenge = answer.headers.get("www-authenticate")
        return answer.status_code, told.get("error"), told.get("error_description"), challenge

    def by_secret(self, **changes: str) -> dict[str, str]:
        """The form that logs the account with a secret in."""
        own = {"client_id": self.client_id, "client_secret": self.client_secret}
        return {"grant_type": "client_credentials", **own, **changes}

    def by_key(self, fields: Mapping[str, str] | None = None, **claims: Any) -> dict[str, str]:
        """The form that logs the account with a key in; ``claims`` are changed, and left out if None."""
        now = int(time.time())
        usual = {
            "aud": self.url + TOKEN % REALM,
            "iss": self.key_client_id,
            "sub": self.key_client_id,
            "iat": now,
            "exp": now + 60,
            "jti": str(uuid.uuid4()),
        }
        said = {name: value for name, value in {**usual, **claims}.items() if value is not None}
        assertion = jwt.encode({"alg": "RS256", "typ": "JWT"}, said, RSAKey.import_key(self.key))
        form = {"client_assertion": assertion, "client_assertion_type": JWT_BEARER}
        return {"grant_type": "client_credentials", **form, **(fields or {})}

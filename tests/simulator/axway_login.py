# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Axway's login: the token endpoint of realm ``Broker`` and what a client finds beside it.

Sources: the vendor's guide to authorizing calls; its public SDK; for refusals the login server's own project.
"""

from __future__ import annotations

import base64
import binascii
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import unquote_plus

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from tests.simulator.axway_accounts import ORG_ID, ORG_NAME, AxwaySettings, Directory
from tests.simulator.platform import (
    Handler,
    Platform,
    Refused,
    application,
    form_fields,
    is_form,
    no_store,
    of_the_moment,
)
from tests.simulator.tokens import BadToken

REALM = "Broker"
_ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_NOT_BEFORE_POLICY = 1571719187
# How far the clocks may differ.
_SKEW_SECONDS = 15

# Per refusal: status, error and description, of current and of older versions.
_INVALID = "Invalid client or Invalid client credentials"
_SIGNED = "Client authentication with signed JWT failed: "
_REFUSALS: Mapping[str, Mapping[str, tuple[int, str, str]]] = {
    "current": {
        "secret": (401, "unauthorized_client", _INVALID),
        "client": (401, "invalid_client", _INVALID),
        "no client": (401, "invalid_client", _INVALID),
        "issuer": (401, "invalid_client", _INVALID),
        "no assertion": (400, "invalid_client", "Parameter client_assertion_type is missing"),
        "signature": (400, "invalid_client", _SIGNED + "Signature on JWT token failed validation"),
        "assertion": (400, "invalid_client", "%s"),
    },
    "older": {
        "secret": (400, "unauthorized_client", "Invalid client secret"),
        "client": (400, "invalid_client", "Could not find client"),
        "no client": (400, "invalid_client", "Missing client_id parameter"),
        "issuer": (400, "invalid_client", _SIGNED + "Issuer mismatch. The issuer should match the subject"),
        "no assertion": (400, "invalid_client", "Parameter client_assertion_type is missing"),
        "signature": (400, "invalid_client", _SIGNED + "Signature on JWT token failed validation"),
        "assertion": (400, "invalid_client", _SIGNED + "%s"),
    },
}


class Login:
    """Logs service accounts in."""

    def __init__(self, platform: Platform[AxwaySettings], directory: Directory) -> None:
        self._platform = platform
        self._directory = directory
        self._used: set[str] = set()

    async def token(self, request: Request) -> Response:
        """``POST .../token``: client_credentials, the client by form, by Basic or by signed JWT."""
        fields = await form_fields(request) if is_form(request) else {}
        grant_type = fields.get("grant_type")
        if grant_type is None:
            return _error(400, "invalid_request", "Missing form parameter: grant_type")
        if grant_type != "client_credentials":
            return _error(400, "unsupported_grant_type", "Unsupported grant_type")
        own_issuer = issuer(request)
        client = self._client(request.headers.get("authorization"), fields, own_issuer)
        return self._issued(client, fields, own_issuer)

    def _issued(self, account: Mapping[str, Any], fields: Mapping[str, str], own_issuer: str) -> Response:
        scope = " ".join(dict.fromkeys((*fields.get("scope", "").split(), "email", "profile")))
        claims = {
            "iss": own_issuer,
            "aud": "broker",
            "sub": account["guid"],
            "typ": "Bearer",
            "azp": account["client_id"],
            "scope": scope,
            "email": f"service-account-{account['client_id']}@simulator.invalid",
            "guid": account["guid"],
            "clientId": account["client_id"],
            "identity_provider": "platform",
            "orgId": ORG_ID,
        }
        token = self._platform.tokens.issue(account["guid"], claims, self._platform.settings)
        others = {"refresh_expires_in": 0, "token_type": "bearer", "not-before-policy": _NOT_BEFORE_POLICY}
        return no_store(self._platform.token_fields(token, **others, scope=scope))

    def _client(
        self, authorization: str | None, fields: Mapping[str, str], own_issuer: str
    ) -> Mapping[str, Any]:
        """The account that the form names, or else the header."""
        if "client_assertion" in fields:
            return self._by_assertion(fields, own_issuer)
        client_id, secret = fields.get("client_id"), fields.get("client_secret")
        if client_id is None or secret is None:
            basic = _basic(authorization) if authorization else None
            client_id, secret = basic or (client_id, secret)
        if not client_id:
            raise self._refused("no client")
        account = self._directory.account(client_id)
        if account is None or client_id != account["client_id"]:
            raise self._refused("client")
        if account["type"] != "secret":
            raise self._refused("no assertion")
        if secret != account["secret"]:
            raise self._refused("secret")
        return account

    def _by_assertion(self, fields: Mapping[str, str], own_issuer: str) -> Mapping[str, Any]:
        """A JWT of the shape that the CLI signs, or of the one that the agents sign."""
        assertion = fields["client_assertion"]
        claims = _unverified(assertion)
        if claims is None or fields.get("client_assertion_type") != _ASSERTION_TYPE:
            raise self._refused("client")
        client_id = claims.get("sub")
        if claims.get("iss") not in (client_id, f"{_ASSERTION_TYPE}:{client_id}"):
            raise self._refused("issuer")
        account = self._directory.account(str(client_id))
        if account is None or not client_id == account["client_id"] == fields.get("client_id", client_id):
            raise self._refused("client")
        if account["type"] != "certificate":
            raise self._refused("secret" if "client_id" in fields else "client")
        if not _signed_by(assertion, account["publicKey"]):
            raise self._refused("signature")
        self._check_claims(claims, own_issuer)
        return account

    def _check_claims(self, claims: Mapping[str, Any], own_issuer: str) -> None:
        audience = claims.get("aud")
        named = audience if isinstance(audience, list) else [audience]
        if not {own_issuer, own_issuer + "/protocol/openid-connect/token"} & set(named):
            raise self._refused("assertion", "Invalid token audience")
        if len(named) > 1:
            raise self._refused("assertion", "Multiple audiences not allowed")
        now, ends, issued = time.time(), claims.get("exp"), claims.get("iat", 0)
        if not isinstance(ends, (int, float)):
            raise self._refused("assertion", "Token exp claim is required")
        if ends + _SKEW_SECONDS < now:
            raise self._refused("assertion", "Token is not active")
        if issued - _SKEW_SECONDS > now:
            raise self._refused("assertion", "Token was issued in the future")
        identity = claims.get("jti")
        if not identity:
            raise self._refused("assertion", "Token jti claim is required")
        if identity in self._used:
            raise self._refused("assertion", "Token reuse detected")
        self._used.add(identity)

    def _refused(self, case: str, words: str = "") -> Refused:
        status, error, description = _REFUSALS[self._platform.settings.login_errors][case]
        return Refused(_error(status, error, description % words if "%" in description else description))

    async def user_info(self, request: Request) -> Response:
        """``GET .../userinfo``: the account behind the bearer."""
        try:
            holder = self._platform.holder(request)
        except BadToken:
            told = ', error="invalid_token", error_description="Token verification failed"'
            challenge = f'Bearer realm="{REALM}"' + (told if "authorization" in request.headers else "")
            return Response(status_code=401, headers={"www-authenticate": challenge})
        own = {name: holder.claims[name] for name in ("sub", "email", "guid")}
        organization = {"org_guid": self._directory.identity.org_guid, "org_name": ORG_NAME}
        return JSONResponse({**own, "email_verified": False, **organization})

    async def certificates(self, request: Request) -> Response:
        """``GET .../certs``: the keys that tokens are signed with."""
        return JSONResponse(self._platform.signer.key_set)

    async def discovery(self, request: Request) -> Response:
        """``GET .../.well-known/openid-configuration``."""
        own_issuer = issuer(request)
        below = own_issuer + "/protocol/openid-connect"
        return JSONResponse(
            {
                "issuer": own_issuer,
                "authorization_endpoint": f"{below}/auth",
                "token_endpoint": f"{below}/token",
                "userinfo_endpoint": f"{below}/userinfo",
                "jwks_uri": f"{below}/certs",
                "grant_types_supported": [
                    "authorization_code",
                    "refresh_token",
                    "password",
                    "client_credentials",
                ],
                "response_types_supported": ["code", "token"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "token_endpoint_auth_methods_supported": [
                    "private_key_jwt",
                    "client_secret_basic",
                    "client_secret_post",
                ],
                "scopes_supported": ["openid", "email", "profile"],
            }
        )


def application_of(login: Callable[[], Login]) -> ASGIApp:
    """The ASGI application; ``login`` is called for the ``Login`` of the moment."""

    def in_realm(method: Callable[[Login, Request], Awaitable[Response]]) -> Handler:
        handler = of_the_moment(login, method)

        async def answered(request: Request) -> Response:
            if request.path_params["realm"] != REALM:
                return _error(404, "Realm does not exist")
            return await handler(request)

        return answered

    realm = "/auth/realms/{realm}"
    below = realm + "/protocol/openid-connect"
    routes = [
        Route(below + "/token", in_realm(Login.token), methods=["POST"]),
        Route(below + "/userinfo", in_realm(Login.user_info), methods=["GET", "POST"]),
        Route(below + "/certs", in_realm(Login.certificates)),
        Route(realm + "/.well-known/openid-configuration", in_realm(Login.discovery)),
    ]
    return application(routes, _no_path)


def issuer(request: Request) -> str:
    """The address of the realm as the client reached it."""
    return f"https://{request.headers['host']}/auth/realms/{REALM}"


async def _no_path(request: Request) -> Response:
    return _error(404, "Unable to find matching target resource method")


def _error(status: int, error: str, description: str | None = None) -> Response:
    described = {"error_description": description} if description else {}
    return no_store({"error": error, **described}, status)


def _basic(header: str) -> tuple[str, str] | None:
    """Id and secret, each of which was percent-encoded before they were joined (RFC 6749, section 2.3.1)."""
    scheme, _space, encoded = header.partition(" ")
    try:
        pair = base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    client_id, colon, secret = pair.partition(":")
    return (unquote_plus(client_id), unquote_plus(secret)) if scheme.lower() == "basic" and colon else None


def _unverified(assertion: str) -> Mapping[str, Any] | None:
    """The claims of a JWT; None if it is none."""
    try:
        payload = assertion.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (IndexError, ValueError):
        return None
    return claims if isinstance(claims, dict) else None


def _signed_by(assertion: str, public_key: str) -> bool:
    try:
        jws.deserialize_compact(assertion, RSAKey.import_key(public_key), algorithms=["RS256"])
    except JoseError:
        return False
    return True

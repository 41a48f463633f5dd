# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""API Connect, the way in: identity providers, and the grants of ``POST /api/token``.

Sources: the vendor's article on getting an OAuth token for the REST interface; its OpenAPI description.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.simulator.platform import Platform, Refused, json_object, no_store
from tests.simulator.tokens import TokenSettings

ORGANIZATION = "test-organization"
CATALOG = "sandbox"

_PASSWORD_REGISTRIES = ("lur", "ldap", "authurl")
_TRIES_BEFORE_LOCK = 5
_REFRESH_SECONDS = 30 * 24 * 3600
_GRANT_TYPES = (
    "password",
    "client_credentials",
    "authorization_code",
    "urn:ietf:params:oauth:grant-type:jwt-bearer",
    "refresh_token",
    "api_key",
)
_TOKEN_FIELDS = {
    "username",
    "password",
    "assertion",
    "realm",
    "client_id",
    "client_secret",
    "code",
    "refresh_token",
    "api_key",
    "scope",
    "grant_type",
}
_SCOPES = [
    "cloud:view",
    "cloud:manage",
    "provider-org:view",
    "provider-org:manage",
    "org:view",
    "org:manage",
    "drafts:view",
    "drafts:edit",
    "child:view",
    "child:create",
    "child:manage",
    "product:view",
    "product:stage",
    "product:manage",
    "approval:view",
    "approval:manage",
    "api-analytics:view",
    "api-analytics:manage",
    "consumer-org:view",
    "consumer-org:manage",
    "app:view:all",
    "app:manage:all",
    "my:view",
    "my:manage",
    "webhook:view",
]


def _providers() -> dict[str, list[dict[str, Any]]]:
    return {
        "provider": [local_registry("provider", "default-idp-2", "API Manager User Registry")],
        "admin": [local_registry("admin", "default-idp-1", "Cloud Manager User Registry")],
    }


def local_registry(scope: str, name: str, title: str) -> dict[str, Any]:
    """An identity provider as version 10 lists a local user registry."""
    return {
        "name": name,
        "title": title,
        "registry_type": "lur",
        "user_managed": True,
        "default": True,
        "realm": f"{scope}/{name}",
        "oidc_type": None,
    }


@dataclass
class ApicSettings(TokenSettings):
    """How this API Connect differs from the one at the start.

    ``identity_providers`` are listed by scope as given, and decide which realms take a password.
    ``default_page_size`` bounds a list that was asked for without ``limit`` (None: it comes whole).
    ``consumers_wait``: who logs in to a portal waits to be approved, as after signing up.
    ``creations_redirect``: who creates an object is led to it by 302, as the description has it beside 201.
    ``duplicates_as_400`` tells a duplicate by 400 and words, as some versions do.
    ``gateways_behind``: so many looks at a product find that its gateways have not processed it.
    ``migrations_behind``: so many looks at subscriptions find that they have not moved to another product.
    ``gateways_fail``: they cannot take it. ``tells_service_status``: a product tells what they say.
    ``tells_documents`` and ``validates``: documents have an address of their own, and are validated.
    ``unknown_paths``: objects whose path has one of these steps are of another version; it knows none.
    ``public_url`` begins the addresses of objects, where it is another than is called.
    """

    token_lifetime: float = 28800
    token_algorithm: Literal["HS256", "RS256"] = "HS256"
    identity_providers: dict[str, list[dict[str, Any]]] = field(default_factory=_providers)
    api_key_single_use: bool = False
    refresh_token_enabled: bool = False
    default_page_size: int | None = None
    duplicates_as_400: bool = False
    consumers_wait: bool = False
    creations_redirect: bool = False
    gateways_behind: int = 0
    migrations_behind: int = 0
    gateways_fail: bool = False
    tells_service_status: bool = True
    tells_documents: bool = True
    validates: bool = True
    unknown_paths: tuple[str, ...] = ()
    public_url: str | None = None


@dataclass(frozen=True)
class Credentials:
    """Everything that can log in, made anew for every run."""

    username: str
    password: str
    admin_username: str
    admin_password: str
    client_id: str
    client_secret: str
    consumer_client_id: str
    consumer_client_secret: str
    api_key: str


def new_credentials() -> Credentials:
    """Credentials whose characters trip whoever quotes, formats or encodes by hand."""
    unique = secrets.token_hex
    return Credentials(
        username="chrisp",
        password=f"p%2B+ö\"'\\&=#ß?/:;{{}}$€ {unique(6)}",
        admin_username="admin",
        admin_password=f'7iron-hide\'s "Größe" 100%+\\n{unique(6)}',
        client_id=f"{unique(4)}-{unique(2)}-{unique(2)}-{unique(2)}-{unique(6)}",
        client_secret=f"{unique(4)}-{unique(2)}-{unique(2)}-{unique(2)}-{unique(6)}",
        consumer_client_id=f"{unique(4)}-{unique(2)}-{unique(2)}-{unique(2)}-{unique(6)}",
        consumer_client_secret=f"{unique(4)}-{unique(2)}-{unique(2)}-{unique(2)}-{unique(6)}",
        api_key=f"{unique(4)}-{unique(2)}-{unique(2)}-{unique(2)}-{unique(6)}",
    )


def refused(status: int, *words: str) -> Refused:
    """An error as the OpenAPI description has it: ``message`` and ``errors`` are lists."""
    body = {"status": status, "message": list(words), "errors": list(words)}
    return Refused(JSONResponse(body, status))


def number(query: Mapping[str, str], name: str, default: int) -> int:
    """The number in a query parameter; 400 for what is none."""
    text = query.get(name)
    if text is None:
        return default
    if not text.isdecimal():
        raise refused(400, f"The parameter {name} must be a number, not '{text}'.")
    return int(text)


class Login:
    """Identity providers and tokens. The claims of a token are those of the article's sample."""

    def __init__(self, platform: Platform[ApicSettings], credentials: Credentials) -> None:
        self._platform = platform
        self._credentials = credentials
        self._wrong: dict[str, int] = {}
        self._used_keys: set[str] = set()
        self._refresh: dict[str, tuple[str, str]] = {}
        self.api_keys = {credentials.api_key: f"provider/{_providers()['provider'][0]['name']}"}
        self.clients = {
            credentials.client_id: credentials.client_secret,
            credentials.consumer_client_id: credentials.consumer_client_secret,
        }

    async def identity_providers(self, request: Request) -> Response:
        """``GET /api/cloud/{scope}/identity-providers``: no authentication."""
        providers = self._platform.settings.identity_providers.get(request.path_params["scope"], [])
        first = number(request.query_params, "offset", 0)
        whole = self._platform.settings.default_page_size or len(providers)
        size = number(request.query_params, "limit", whole)
        chosen = providers[first : first + size]
        return JSONResponse({"total_results": len(providers), "results": chosen})

    async def consumer_identity_providers(self, request: Request) -> Response:
        """``GET /consumer-api/consumer/identity-providers``: the catalog is in a header."""
        realm = self._consumer_realm(request)
        provider = {**local_registry("", f"{CATALOG}-idp", "Sandbox Catalog User Registry"), "realm": realm}
        return JSONResponse({"total_results": 1, "results": [provider]})

    async def token(self, request: Request) -> Response:
        """``POST /api/token``: JSON only."""
        given = await self._token_request(request)
        return self._granted(given, self._realms())

    async def consumer_token(self, request: Request) -> Response:
        """``POST /consumer-api/token``: for the catalog in the header."""
        given = await self._token_request(request)
        realm = self._consumer_realm(request)
        if self._platform.settings.consumers_wait:
            return JSONResponse({"message": "The account awaits approval"}, 201)
        return self._granted(given, {realm: {"registry_type": "lur"}})

    def sign_out(self, username: str) -> None:
        """Ends the user's refresh tokens."""
        self._refresh = {token: whom for token, whom in self._refresh.items() if whom[0] != username}

    async def _token_request(self, request: Request) -> dict[str, Any]:
        if not request.headers.get("content-type", "").startswith("application/json"):
            raise refused(415, "Unsupported Media Type: the request must be application/json")
        given = await json_object(request, lambda words: refused(400, words))
        unknown = sorted(set(given) - _TOKEN_FIELDS)
        if unknown:
            raise refused(400, f"The property {unknown[0]} is not allowed in the request")
        if given.get("grant_type") not in _GRANT_TYPES:
            raise refused(400, "The grant_type is missing or not one of " + ", ".join(_GRANT_TYPES))
        client_id, secret = given.get("client_id"), given.get("client_secret")
        if client_id not in self.clients or self.clients[client_id] != secret:
            raise refused(401, "Invalid client id or client secret.")
        return given

    def _realms(self) -> dict[str, Mapping[str, Any]]:
        return {
            provider.get("realm") or f"{scope}/{provider['name']}": provider
            for scope, providers in self._platform.settings.identity_providers.items()
            for provider in providers
        }

    def _granted(self, given: Mapping[str, Any], realms: Mapping[str, Mapping[str, Any]]) -> Response:
        grant_type = given["grant_type"]
        if grant_type == "password":
            return self._issued(given, self._by_password(given, realms), given["realm"])
        if grant_type == "api_key":
            realm = self._by_api_key(given)
            return self._issued(given, self._credentials.username, realm)
        if grant_type == "client_credentials":
            return self._issued(given, f"client:{given['client_id']}", None)
        if grant_type == "refresh_token":
            return self._issued(given, *self._by_refresh_token(given))
        raise refused(400, f"The grant_type {grant_type} is not enabled")

    def _by_password(self, given: Mapping[str, Any], realms: Mapping[str, Mapping[str, Any]]) -> str:
        for name in ("username", "password", "realm"):
            if not given.get(name):
                raise refused(400, f"The property {name} is required for the grant type password")
        username, realm = str(given["username"]), given["realm"]
        if realm not in realms:
            raise refused(401, f"The realm {realm} was not found")
        if realms[realm].get("registry_type") not in _PASSWORD_REGISTRIES:
            raise refused(401, f"The realm {realm} does not support the grant type password")
        if self._wrong.get(username, 0) >= _TRIES_BEFORE_LOCK:
            raise refused(401, "The account is locked because of too many failed tries to sign in")
        own = self._credentials
        admin = str(realm).startswith("admin/")
        pair = (own.admin_username, own.admin_password) if admin else (own.username, own.password)
        if (username, given["password"]) != pair:
            self._wrong[username] = self._wrong.get(username, 0) + 1
            raise refused(401, "Invalid username or password.")
        self._wrong.pop(username, None)
        return username

    def _by_api_key(self, given: Mapping[str, Any]) -> str:
        key = str(given.get("api_key"))
        if key not in self.api_keys or key in self._used_keys:
            raise refused(401, "The API key is not valid, has expired or was used already")
        if self._platform.settings.api_key_single_use:
            self._used_keys.add(key)
        return self.api_keys[key]

    def _by_refresh_token(self, given: Mapping[str, Any]) -> tuple[str, str]:
        whose = self._refresh.get(str(given.get("refresh_token")))
        if (
            not self._platform.settings.refresh_token_enabled
            or whose is None
            or given.get("realm") != whose[1]
        ):
            raise refused(401, "The refresh token is not valid")
        return whose

    def _issued(self, given: Mapping[str, Any], username: str, realm: str | None) -> Response:
        registry = (
            "/api/user-registries/f41a539e-a721-4e7c-a08b-95fd34dd2c7b/c20aca9c-b105-40d8-8f4f-30e8d1adca19"
        )
        claims = {
            "namespace": "f41a539e-a721-4e7c-a08b-95fd34dd2c7b:c20aca9c-b105-40d8-8f4f-30e8d1adca19",
            "aud": "/api/cloud/registrations/6ecde099-877f-4118-aacc-2a19fe830d04",
            "sub": f"{registry}/users/{username}",
            "iss": "IBM API Connect",
            "grant_type": given["grant_type"],
            "user_registry_url": registry,
            "realm": realm,
            "username": username,
            "id_token": self._platform.signer.signed(
                {"username": username, "iat": int(time.time())}, "HS256"
            ),
            "scopes": _SCOPES,
        }
        settings = self._platform.settings
        token = self._platform.tokens.issue(username, claims, settings, settings.token_algorithm)
        others = self._refresh_fields(given, username, realm)
        return no_store(self._platform.token_fields(token, token_type="Bearer", **others))

    def _refresh_fields(self, given: Mapping[str, Any], username: str, realm: str | None) -> dict[str, Any]:
        if not self._platform.settings.refresh_token_enabled or realm is None:
            return {}
        token = given.get("refresh_token") or secrets.token_urlsafe(32)
        self._refresh[token] = (username, realm)
        return {"refresh_token": token, "refresh_expires_in": _REFRESH_SECONDS}

    def check_context(self, request: Request) -> None:
        """Refuses a request that does not say by its header of which catalog's portal it is."""
        if request.headers.get("x-ibm-consumer-context") != f"{ORGANIZATION}.{CATALOG}":
            raise refused(400, "The header X-IBM-Consumer-Context is missing or names no catalog")

    def _consumer_realm(self, request: Request) -> str:
        self.check_context(request)
        return f"consumer:{ORGANIZATION}:{CATALOG}/{CATALOG}-idp"

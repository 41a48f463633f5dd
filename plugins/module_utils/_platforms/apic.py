# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""IBM API Connect: identity providers, tokens and the management REST API.

Sources: the vendor's article on getting an OAuth token for the REST interface, its published OpenAPI
description, and public clients where both are silent.

PRIVATE to this collection.
"""

from __future__ import annotations

import re
from typing import Any, Dict, List, Mapping, Optional, Tuple

from .._core import document
from .._core.address import base_url, join
from .._core.body import json_body
from .._core.errors import ApiError, config_error
from .._core.grants import ask_for_token, surrounded_by_space
from .._core.http import Request, Response
from .._core.operation import Context, InvokeOperation, Operation, Session, TokenOperation
from .._core.options import Option, Options, Params, http_options
from .._core.paging import CallParams, Pager, Pages, count, first, with_query
from .._core.platform import Platform, how_to_set
from .._core.refusal import Refusal, first_text, kind_of
from .._core.secrets import Secrets
from .._core.token import Ask, Grant, Token, read_token

# The registries whose users have a password that the token endpoint takes.
PASSWORD_REGISTRIES = ("lur", "ldap", "authurl")

# Far more identity providers than anyone has.
_MOST_PAGES = 100

_REALM = re.compile(r"(provider|admin)/[^/\s]+")


class Apic(Platform):
    """One API Connect management server with the credentials of one task."""

    name = "apic"
    title = "API Connect"
    options = {
        "url": Option(environment=("APIC_URL",)),
        "scope": Option(default="provider", choices=("provider", "admin"), environment=("APIC_SCOPE",)),
        "identity_provider": Option(environment=("APIC_IDENTITY_PROVIDER",)),
        "realm": Option(environment=("APIC_REALM",)),
        "username": Option(environment=("APIC_USERNAME",)),
        "password": Option(secret=True, environment=("APIC_PASSWORD",)),
        "api_key": Option(secret=True, environment=("APIC_API_KEY",)),
        "refresh_token": Option(secret=True, environment=("APIC_REFRESH_TOKEN",)),
        "client_id": Option(environment=("APIC_CLIENT_ID",)),
        "client_secret": Option(secret=True, environment=("APIC_CLIENT_SECRET",)),
        "grant_type": Option(choices=("password", "api_key", "client_credentials", "refresh_token")),
        "token": Option(secret=True, environment=("APIC_TOKEN",)),
    }
    ways = (("username", "password"), ("api_key",), ("refresh_token",), ("token",))
    hints = {
        "auth": "look at the realm and scope of the account: a token of admin is no good for provider calls",
        "not_found": "look at the path and the names in it, and whether url is that of the platform API",
    }

    def base(self, call: Params) -> str:
        return self.address() + "/api"

    def token_details(self) -> Dict[str, Any]:
        return {"realm": self.params.get("realm")}

    def pager(self, call: Params) -> Optional[Pager]:
        return OffsetPager()

    def address(self) -> str:
        """The address without the ``/api`` that the toolkit's credentials file puts at its end."""
        self.need("url")
        address = base_url("url", self.params["url"])
        return address[: -len("/api")] if address.endswith("/api") else address

    def grant(self) -> Grant:
        grant_type = self._grant_type()
        needed = {
            "password": ("username", "password"),
            "api_key": ("api_key",),
            "refresh_token": ("refresh_token",),
            "client_credentials": (),
        }
        self.need("url", *needed[grant_type], "client_id", "client_secret")
        return ApicGrant(self, grant_type)

    def read_refusal(self, status: int, answer: Any) -> Optional[Refusal]:
        """``{"status", "message": [...], "errors": [...]}``; each of the two may be a text or be missing."""
        if status < 400 or not isinstance(answer, dict):
            return None
        errors, message = first_text(answer.get("errors")), first_text(answer.get("message"))
        parts = [part for part in (message, errors if errors != message else None) if part]
        words = "; ".join(parts) or first_text(answer.get("error_description"), answer.get("error"))
        kind = kind_of(status)
        # Of a duplicate some versions say 400, and tell it only in words.
        if status == 400 and words and re.search(r"already (exists|subscribed)", words):
            kind = "conflict"
        return Refusal(kind, first_text(answer.get("error"), answer.get("status")), words)

    def _grant_type(self) -> str:
        given = self.params
        if given.get("grant_type"):
            return str(given["grant_type"])
        if given.get("api_key"):
            return "api_key"
        if given.get("username") or given.get("password"):
            return "password"
        if given.get("refresh_token"):
            return "refresh_token"
        if given.get("client_id") and given.get("client_secret"):
            return "client_credentials"
        ways = [
            how_to_set(name, self.options[name])
            for name in ("username", "password", "client_id", "client_secret")
        ]
        raise config_error(
            "API Connect needs %s; or instead of user and password %s; or a token."
            % (", ".join(ways), how_to_set("api_key", self.options["api_key"]))
        )


class ApicGrant:
    """The grants of ``POST /api/token``. It takes JSON only, and those of users need their realm."""

    def __init__(self, platform: Apic, grant_type: str) -> None:
        given = platform.params
        self._platform = platform
        self._grant_type = grant_type
        self._endpoint = platform.address() + "/api/token"
        self._fields = {
            name: given[name]
            for name in {
                "password": ("username", "password", "client_id", "client_secret"),
                "api_key": ("api_key", "client_id", "client_secret"),
                "refresh_token": ("refresh_token", "client_id", "client_secret"),
                "client_credentials": ("client_id", "client_secret"),
            }[grant_type]
        }
        self._realm = checked_realm(given["realm"]) if given.get("realm") else None
        where = self._realm or "%s?%s" % (given["scope"], given.get("identity_provider") or "")
        self.identity = ("apic", self._endpoint, grant_type, where, *self._fields.values())
        self.secrets: Tuple[str, ...] = ()
        # How often a key may be exchanged is a setting of the server's.
        self.single_use = grant_type == "api_key"

    def acquire(self, ask: Ask) -> Token:
        """A token, its realm in ``details``. Discovers the realm first where it is needed and not given."""
        fields = {"grant_type": self._grant_type, **self._fields}
        details: Dict[str, Any] = {"realm": self._realm}
        if self._grant_type in ("password", "refresh_token"):
            details["realm"] = fields["realm"] = self._realm or self._discovered(ask)
        request = Request(
            "POST",
            self._endpoint,
            {"Accept": "application/json"},
            json_body(fields),
            # An exchange whose outcome is in doubt may have used up the key.
            repeatable=not self.single_use,
        )
        hint = "look at %s%s" % (
            {
                "password": "username, password, realm (%s), client_id and client_secret" % details["realm"],
                "api_key": "api_key (it may be used up or expired), client_id and client_secret",
                "refresh_token": "refresh_token (it may be switched off), realm, client_id and client_secret",
                "client_credentials": "client_id and client_secret",
            }[self._grant_type],
            surrounded_by_space(**self._fields),
        )
        return read_token(ask_for_token(ask, request, hint), **details)

    def _discovered(self, ask: Ask) -> str:
        given = self._platform.params
        providers = identity_providers(self._platform, given["scope"], ask)
        return str(pick(providers, given["scope"], given.get("identity_provider"), None)["realm"])


class OffsetPager(Pager):
    """``total_results`` and ``results``, fetched by ``offset``; how many a page holds the server decides."""

    def rows(self, answer: Any) -> Optional[List[Any]]:
        rows = answer.get("results") if isinstance(answer, dict) else None
        return rows if isinstance(rows, list) else None

    def whole(self, answer: Any, rows: List[Any]) -> Any:
        return {**answer, "results": rows}

    def total(self, answer: Any, headers: Mapping[str, str]) -> Optional[int]:
        return count(answer.get("total_results"))

    def following(self, call: CallParams, page: int, fetched: int) -> CallParams:
        return with_query(call, offset=first(call, "query", "offset", 0) + fetched)


class ProviderPager(OffsetPager):
    """The same; a list of identity providers that does not say how long it is comes whole."""

    def total(self, answer: Any, headers: Mapping[str, str]) -> Optional[int]:
        return super().total(answer, headers) or 0


class RealmOperation(Operation):
    """Lists the identity providers of a scope, without logging in, and picks one.

    It takes the credentials as well, unused, so that one set of module defaults serves all modules.
    """

    logs_in = False

    @property
    def options(self) -> Options:
        registry_type = Option(choices=("lur", "ldap", "authurl", "oidc"))
        return {**Apic.options, "registry_type": registry_type, **http_options("APIC")}

    def execute(self, params: Params, context: Context, secrets: Secrets) -> Dict[str, Any]:
        platform = Apic(params)
        scope = params["scope"]
        providers = identity_providers(
            platform, scope, Session(platform, context, secrets).anonymous.exchange
        )
        picked = pick(providers, scope, params.get("identity_provider"), params.get("registry_type"))
        return {
            "changed": False,
            "realm": picked["realm"],
            "identity_provider": picked,
            "identity_providers": providers,
            "scope": scope,
        }


def checked_realm(realm: str) -> str:
    """The realm, or ``ApiError`` (config) when it is not of the form ``<scope>/<name>``."""
    if not _REALM.fullmatch(realm):
        raise config_error(
            "realm %r is malformed: it must be provider/NAME or admin/NAME, as apic_realm returns it." % realm
        )
    return realm


def identity_providers(platform: Apic, scope: str, ask: Ask) -> List[Dict[str, Any]]:
    """The identity providers of a scope as the server lists them, all pages, each with its ``realm``.

    Versions before 10 leave ``realm`` out; it is then ``<scope>/<name>``.
    """
    path = "/api/cloud/%s/identity-providers" % scope
    url = platform.address() + path

    def fetch(call: CallParams) -> Tuple[Response, Any]:
        place = join(platform.address(), path, {}, call.get("query") or {})
        response = ask(Request("GET", place, platform.headers(), read_only=True, repeatable=True))
        return response, document.json_of(response)

    pages = Pages(ProviderPager(), fetch, {}, _MOST_PAGES)
    response, answer = pages.responses[0], pages.answer
    results = answer.get("results") if isinstance(answer, dict) else None
    if not isinstance(results, list):
        raise ApiError(
            "protocol",
            "GET %s answered %d without a list of identity providers (content type %s); look at url: it must "
            "be the platform API of API Connect." % (url, response.status, response.content_type or "none"),
            status=response.status,
            method="GET",
            url=url,
            attempts=response.attempts,
        )
    named = [provider for provider in results if isinstance(provider, dict) and provider.get("name")]
    return [
        {**provider, "realm": provider.get("realm") or "%s/%s" % (scope, provider["name"])}
        for provider in named
    ]


def pick(
    providers: List[Dict[str, Any]], scope: str, name: Optional[str], registry_type: Optional[str]
) -> Dict[str, Any]:
    """The provider to log in with: by name, by type, the default if it takes a password, or the only such.

    Raises ``ApiError`` (config) listing the candidates when that decides nothing.
    """
    with_password = [
        provider for provider in providers if provider.get("registry_type") in PASSWORD_REGISTRIES
    ]
    if name:
        candidates = [provider for provider in providers if provider["name"] == name]
        wanted = "is named %r" % name
    elif registry_type:
        candidates = [provider for provider in providers if provider.get("registry_type") == registry_type]
        wanted = "is of registry type %s" % registry_type
    else:
        default = [provider for provider in with_password if provider.get("default")]
        candidates = default if len(default) == 1 else with_password
        wanted = "takes a password"
    if len(candidates) == 1:
        return candidates[0]
    listed = ", ".join(
        "%s (%s%s)" % (item["name"], item.get("registry_type"), ", default" if item.get("default") else "")
        for item in providers
    )
    raise config_error(
        "%s identity provider of scope %s %s; choose one by identity_provider or realm. The candidates: %s."
        % ("No" if not candidates else "More than one", scope, wanted, listed or "none")
    )


REALM = RealmOperation("apic_realm", Apic)
TOKEN = TokenOperation("apic_token", Apic)
INVOKE = InvokeOperation("apic_invoke", Apic)

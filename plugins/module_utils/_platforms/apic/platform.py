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
from typing import Any, Dict, List, Optional, Tuple

from ..._core.calls.answer import Result
from ..._core.errors import ApiError, config_error
from ..._core.exchange.paging import Pager
from ..._core.exchange.platform import Platform, how_to_set
from ..._core.exchange.refusal import Refusal, first_text, kind_of
from ..._core.http.address import base_url, redirect_target
from ..._core.http.body import json_body
from ..._core.http.message import Request, Response
from ..._core.operations.invoke_operation import InvokeOperation
from ..._core.operations.operation import Operation, TokenOperation
from ..._core.operations.session import Context, Session
from ..._core.options import Option, Options, Params, http_options
from ..._core.redaction import Secrets
from ..._core.tokens.grants import Login, ask_for_token, surrounded_by_space
from ..._core.tokens.source import SuppliedToken
from ..._core.tokens.token import Ask, Grant, Token, read_token
from .credentials import SUPPLIED, with_credentials_file
from .lists import OffsetPager, Scope, pick

# How the addresses end that the toolkit's credentials file has, and where the two APIs begin.
_API, _CONSUMER_API = "/api", "/consumer-api"

_CATALOG = re.compile(r"[^/.:\s]+/[^/.:\s]+")

# What a sign-out may answer: the vendor's description has 204 and 302.
_SIGNED_OUT = frozenset({200, 204, 302})


class Apic(Platform):
    """One API Connect management server with the credentials of one task."""

    name = "apic"
    title = "API Connect"
    options = {
        "url": Option(environment=("APIC_URL",)),
        "scope": Option(
            default="provider", choices=("provider", "admin", "consumer"), environment=("APIC_SCOPE",)
        ),
        "catalog": Option(environment=("APIC_CATALOG",)),
        "identity_provider": Option(environment=("APIC_IDENTITY_PROVIDER",)),
        "realm": Option(environment=("APIC_REALM",)),
        "username": Option(environment=("APIC_USERNAME",)),
        "password": Option(secret=True, environment=("APIC_PASSWORD",)),
        "api_key": Option(secret=True, environment=("APIC_API_KEY",)),
        "refresh_token": Option(secret=True, environment=("APIC_REFRESH_TOKEN",)),
        "client_id": Option(environment=("APIC_CLIENT_ID",)),
        "client_secret": Option(secret=True, environment=("APIC_CLIENT_SECRET",)),
        "credentials_file": Option("path", environment=("APIC_CREDENTIALS_FILE",)),
        "grant_type": Option(
            choices=("password", "api_key", "client_credentials", "refresh_token"),
            environment=("APIC_GRANT_TYPE",),
        ),
        "token": Option(secret=True, environment=("APIC_TOKEN",)),
    }
    credential_sets = (("username", "password"), ("api_key",), ("refresh_token",), ("token",))
    supersedes = {
        "client_id": ("token",),
        "client_secret": ("token",),
        "credentials_file": (*SUPPLIED, "token"),
        "grant_type": ("token",),
        **dict.fromkeys(("username", "password", "api_key", "refresh_token"), ("grant_type",)),
    }
    locating = ("url", "credentials_file")
    secret_files = ("credentials_file",)
    hints = {
        "auth": "look at the realm and scope of the account: a token of admin is no good for provider calls",
        "not_found": "look at the path and the names in it, and whether url is that of the platform API",
    }
    token_hint = (
        "it may have ended, or be of another installation or scope (a token of admin is no good for provider "
        "calls)"
    )

    def __init__(self, params: Params) -> None:
        super().__init__(with_credentials_file(params))
        self._client_of_file = not params.get("client_id") and not params.get("client_secret")

    def secrets_used(self) -> List[str]:
        """The pair of client id and secret is the file's, or the file holds no secret that is used."""
        unused = "client_secret" if self._client_of_file else "credentials_file"
        return [name for name in super().secrets_used() if name != unused]

    def base(self, call: Params) -> str:
        return self.scope().base

    def headers(self) -> Dict[str, str]:
        return {**super().headers(), **self.scope().headers}

    def scope(self) -> Scope:
        """Whose API is used; ``ApiError`` (config) when url or catalog is missing or malformed."""
        name = self.params["scope"]
        if name != "consumer":
            return Scope(self._address() + _API, name, {})
        self.need("catalog")
        catalog = str(self.params["catalog"])
        if not _CATALOG.fullmatch(catalog):
            raise config_error("catalog %r is malformed: it must be ORG/CATALOG, by their names." % catalog)
        organization, _slash, catalog = catalog.partition("/")
        return Scope(
            self._address() + _CONSUMER_API,
            "consumer:%s:%s" % (organization, catalog),
            {"X-IBM-Consumer-Context": "%s.%s" % (organization, catalog)},
        )

    def token_details(self) -> Dict[str, Any]:
        return {"realm": self.params.get("realm")}

    def pager(self, call: Params) -> Optional[Pager]:
        return OffsetPager()

    def _address(self) -> str:
        self.need("url")
        address = base_url("url", self.params["url"])
        for end in (_API, _CONSUMER_API):
            if address.endswith(end):
                return address[: -len(end)]
        return address

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
        code = first_text(answer.get("error"), answer.get("status"))
        # A gateway in between answers in JSON as well, such as {"message": "no Route matched"}.
        own = "status" in answer or any(isinstance(answer.get(name), list) for name in ("message", "errors"))
        return Refusal(kind, code, words, from_platform=own)

    def fulfilled(self, response: Response) -> bool:
        """Beside 201 the vendor's description has 302, which leads to the object that was made or changed."""
        request, location = response.request, response.headers.get("location", "").strip()
        if response.status != 302 or request.method not in ("POST", "PATCH") or not location:
            return False
        target, below = redirect_target(request.url, location), self.base({}) + "/"
        return target is not None and target.startswith(below) and target != below

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
        choices = [
            how_to_set(name, self.options[name])
            for name in ("username", "password", "client_id", "client_secret")
        ]
        raise config_error(
            "API Connect needs %s; or instead of user and password %s; or a token. To log in as the client "
            "itself, which is no user, set %s to client_credentials."
            % (
                ", ".join(choices),
                how_to_set("api_key", self.options["api_key"]),
                how_to_set("grant_type", self.options["grant_type"]),
            )
        )


class ApicGrant:
    """The grants of the token endpoint. It takes JSON only, and those of users need their realm."""

    def __init__(self, platform: Apic, grant_type: str) -> None:
        given = platform.params
        self._platform = platform
        self._grant_type = grant_type
        self._scope = platform.scope()
        self._endpoint = self._scope.base + "/token"
        self._fields = {
            name: given[name]
            for name in {
                "password": ("username", "password", "client_id", "client_secret"),
                "api_key": ("api_key", "client_id", "client_secret"),
                "refresh_token": ("refresh_token", "client_id", "client_secret"),
                "client_credentials": ("client_id", "client_secret"),
            }[grant_type]
        }
        self._realm = self._scope.checked(given["realm"]) if given.get("realm") else None
        where = self._realm or "%s?%s" % (self._scope.name, given.get("identity_provider") or "")
        self.identity = ("apic", self._endpoint, self._scope.name, grant_type, where, *self._fields.values())
        self.secrets: Tuple[str, ...] = (str(given["client_secret"]),)
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
            self._platform.headers(),
            json_body(fields),
            # An exchange whose outcome is in doubt may have used up the key.
            repeatable=not self.single_use,
        )
        login = self._login(details["realm"])
        try:
            return read_token(ask_for_token(ask, request, login), **details)
        except ApiError as error:
            if error.effect == "unknown" and self.single_use:
                error.notes.append(
                    "If the key is for a single use, it may be used up now; create another then."
                )
            # So the portal's own client reads it: who signed up is told so until the account is approved.
            if error.kind == "protocol" and error.status == 201:
                raise ApiError(
                    "auth",
                    "POST %s answered 201 without one" % self._endpoint,
                    subject=login.subject,
                    advice="the account waits until it is approved in the catalog",
                    **error.facts,
                ) from error
            raise

    def _login(self, realm: Optional[str]) -> Login:
        fields = [*self._fields, "realm"] if realm else [*self._fields]
        notes = {
            "api_key": "(it may be used up or expired)",
            "refresh_token": "(it may be switched off)",
            "realm": realm or "",
        }
        client = "the client %s" % self._fields["client_id"]
        account = {
            "password": "the user %s" % self._fields.get("username"),
            "api_key": "the owner of the API key, by %s" % client,
            "refresh_token": "the owner of the refresh token, by %s" % client,
            "client_credentials": client,
        }[self._grant_type]
        credentials = self._platform.options_text(*fields, **notes) + surrounded_by_space(**self._fields)
        return Login(account, credentials, self._platform.options_text("url"))

    def _discovered(self, ask: Ask) -> str:
        name = self._platform.params.get("identity_provider")
        return str(pick(self._scope.identity_providers(ask), self._scope.name, name, None)["realm"])


class RealmOperation(Operation):
    """Lists the identity providers of a scope, without logging in, and picks one.

    It takes the credentials as well, unused, so that one set of module defaults serves all modules.
    """

    @property
    def options(self) -> Options:
        registry_type = Option(choices=("lur", "ldap", "authurl", "oidc"))
        return {**Apic.options, "registry_type": registry_type, **http_options("APIC")}

    def execute(self, params: Params, context: Context, secrets: Secrets) -> Dict[str, Any]:
        platform = Apic(params)
        scope = platform.scope()
        providers = scope.identity_providers(Session(platform, context, secrets).anonymous.exchange)
        picked = pick(providers, scope.name, params.get("identity_provider"), params.get("registry_type"))
        return {
            "changed": False,
            "realm": picked["realm"],
            "identity_provider": picked,
            "identity_providers": providers,
            "scope": params["scope"],
        }


class ApicTokenOperation(TokenOperation):
    """The same, and the way out: ``state: absent`` signs out, so that the token is good for nothing more."""

    @property
    def options(self) -> Options:
        return {**super().options, "state": Option(default="present", choices=("present", "absent"))}

    def execute(self, params: Params, context: Context, secrets: Secrets) -> Result:
        if params["state"] == "present":
            return super().execute(params, context, secrets)
        platform = Apic(params)
        supplied = platform.supplied_token()
        token = Token(supplied) if supplied else context.store.kept(platform.grant().identity)
        # Nobody logs in to sign out.
        changed = token is not None and _signed_out(platform, context, secrets, token)
        if token and not context.mode.check:
            context.store.forget(token.access_token)
        return {"changed": changed}


def _signed_out(platform: Apic, context: Context, secrets: Secrets, token: Token) -> bool:
    """Sign the token's user out; False if the token was no good any more, which check mode does not see."""
    secrets.add(token.access_token)
    if context.mode.check:
        return True
    session = Session(platform, context, secrets)
    url = platform.base({}) + "/me/sign-out"
    request = Request("POST", url, platform.headers(), repeatable=True)
    try:
        session.authorised(SuppliedToken(token.access_token)).exchange(request, _SIGNED_OUT)
    except ApiError as error:
        if error.kind == "auth":
            # Refused after an attempt in doubt, which ended it then.
            return error.effect == "unknown"
        raise
    return True


REALM = RealmOperation("apic_realm", Apic)
TOKEN = ApicTokenOperation("apic_token", Apic)
INVOKE = InvokeOperation("apic_invoke", Apic)

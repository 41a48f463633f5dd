# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Axway Amplify: service accounts, the Platform API, Central and Traceability.

Sources: the vendor's guide to authorizing calls to the platform services, and its public SDK and API
descriptions where the guide is silent.

PRIVATE to this collection.
"""

from __future__ import annotations

import base64
import os
from functools import partial
from typing import Any, Callable, Dict, List, Mapping, Optional, Tuple
from urllib.parse import quote, quote_plus, urlsplit

from ..._core.errors import config_error
from ..._core.exchange.paging import CallParams, Pager, count, first, with_query
from ..._core.exchange.platform import Platform, how_to_set
from ..._core.exchange.refusal import Refusal, first_text, kind_of
from ..._core.http.address import base_url, clear_text_warning, in_clear_text
from ..._core.http.body import form_body, fresh_form
from ..._core.http.message import Request
from ..._core.http.retry import RetryPolicy
from ..._core.operations.invoke_operation import InvokeOperation
from ..._core.operations.operation import TokenOperation
from ..._core.options import Option, Params
from ..._core.tokens import assertion
from ..._core.tokens.grants import Login, RequestGrant, SignedGrant, surrounded_by_space, token_request
from ..._core.tokens.token import Grant
from .cli import CliGrant

# Per region: login, platform and Central hosts, as the vendor's agents have them.
_LOGIN, _PLATFORM = "https://login.axway.com", "https://platform.axway.com"
REGIONS: Mapping[str, Mapping[str, str]] = {
    "us": {"auth_url": _LOGIN, "platform_url": _PLATFORM, "central_url": "https://apicentral.axway.com"},
    "eu": {"auth_url": _LOGIN, "platform_url": _PLATFORM, "central_url": "https://central.eu-fr.axway.com"},
    "ap": {"auth_url": _LOGIN, "platform_url": _PLATFORM, "central_url": "https://central.ap-sg.axway.com"},
    "eu2": {
        "auth_url": "https://login.eu-fr.axway.com",
        "platform_url": "https://platform.eu-fr.axway.com",
        "central_url": "https://engage.eu-fr.axway.com",
    },
}

# Below which address each service answers.
SERVICES: Mapping[str, Tuple[str, str]] = {
    "central": ("central_url", "/apis"),
    "traceability": ("central_url", "/api/traceability/v1"),
    "platform": ("platform_url", "/api/v1"),
}

# The vendor's SDK asks for this scope with every login by form.
_SCOPE = "openid"
# How it says that an assertion is not good yet, or no more.
_OF_TIME = ("Token is not active", "Token was issued in the future")


class Axway(Platform):
    """Axway Amplify with the service account of one task."""

    name = "axway"
    title = "Axway Amplify"
    options = {
        "client_id": Option(environment=("AXWAY_CLIENT_ID",)),
        "client_secret": Option(secret=True, environment=("AXWAY_CLIENT_SECRET",)),
        "private_key": Option(secret=True),
        "private_key_path": Option("path", environment=("AXWAY_PRIVATE_KEY_PATH",)),
        "private_key_passphrase": Option(secret=True),
        "auth_method": Option(
            choices=("client_secret_post", "client_secret_basic", "private_key_jwt", "cli")
        ),
        "cli_path": Option("path", "axway", environment=("AXWAY_CLI_PATH",)),
        "audience": Option(),
        "auth_realm": Option(default="Broker"),
        "region": Option(default="us", choices=tuple(REGIONS), environment=("AXWAY_REGION",)),
        "auth_url": Option(environment=("AXWAY_AUTH_URL",)),
        "platform_url": Option(environment=("AXWAY_PLATFORM_URL",)),
        "central_url": Option(environment=("AXWAY_CENTRAL_URL",)),
        "tenant_id": Option(environment=("AXWAY_TENANT_ID",)),
        "token": Option(secret=True, environment=("AXWAY_TOKEN",)),
    }
    credential_sets = (("client_secret",), ("private_key",), ("private_key_path",), ("token",))
    supersedes = dict.fromkeys(("client_id", "private_key_passphrase", "auth_method"), ("token",))
    call_options = {"service": Option(choices=tuple(SERVICES))}
    addressing = ("service",)
    addresses = ("auth_url", "platform_url", "central_url")
    locating = (*addresses, "region")
    secret_files = ("private_key_path",)
    programs = ("cli_path",)
    hints = {
        "forbidden": "look at the roles of the service account, and at tenant_id",
        "rate_limited": "Axway allows a client 25 calls a minute by default",
    }

    def token_details(self) -> Dict[str, Any]:
        return {"org": None}

    def base(self, call: Params) -> str:
        option, below = SERVICES[call.get("service") or "central"]
        return self._address(option) + below

    def destinations(self) -> Dict[str, str]:
        return {name: self._address(name) for name in self.addresses}

    def headers(self) -> Dict[str, str]:
        tenant = self.params.get("tenant_id")
        return {**super().headers(), **({"X-Axway-Tenant-Id": tenant} if tenant else {})}

    def warning(self) -> Optional[str]:
        """Of the credentials that the Axway CLI sends, nobody else sees where they go."""
        if self.params.get("auth_method") != "cli" or self.supplied_token():
            return None
        address = self._address("auth_url")
        return clear_text_warning("auth_url", address) if in_clear_text(address) else None

    def pager(self, call: Params) -> Optional[Pager]:
        service = call.get("service") or "central"
        if service == "traceability":
            return None
        return CentralPager() if service == "central" else PlatformPager()

    def document(self, call: Params, answer: Any) -> Any:
        platform = call.get("service") == "platform" and isinstance(answer, dict)
        return answer.get("result") if platform else answer

    def unpageable(self, call: Params) -> Optional[str]:
        if call.get("service") != "traceability":
            return None
        return (
            "paginate is not for service traceability: how its answers are paged is not documented; use its "
            "own query parameters."
        )

    def grant(self) -> Grant:
        method = self._auth_method()
        self.need("client_id")
        if method == "cli":
            return self._by_cli()
        if method == "private_key_jwt":
            return self._by_key()
        self.need("client_secret")
        return self._by_form() if method == "client_secret_post" else self._by_basic()

    def read_refusal(self, status: int, answer: Any) -> Optional[Refusal]:
        """Three shapes: OAuth (login), ``success: false`` (platform), ``errors`` (Central)."""
        if not isinstance(answer, dict):
            return None
        errors = answer.get("errors")
        if isinstance(errors, list) and errors and status >= 400:
            return _central_refusal(status, errors)
        if answer.get("success") is False or (status >= 400 and "description" in answer):
            return _platform_refusal(status, answer)
        if status >= 400 and "error" in answer:
            return _login_refusal(status, answer)
        return None

    def _address(self, option: str) -> str:
        return base_url(option, self.params.get(option) or REGIONS[self.params["region"]][option])

    def _origin(self, option: str) -> str:
        """The option that decided on an address: its own, or the region."""
        return option if self.params.get(option) else "region"

    def user_info_endpoint(self) -> str:
        """Where the login service tells whose a token is."""
        return self._realm_address() + "/protocol/openid-connect/userinfo"

    def _realm_address(self) -> str:
        return "%s/auth/realms/%s" % (self._address("auth_url"), quote(self.params["auth_realm"], safe=""))

    def _token_endpoint(self) -> str:
        return self._realm_address() + "/protocol/openid-connect/token"

    def _auth_method(self) -> str:
        given = self.params
        has_key = given.get("private_key") is not None or given.get("private_key_path") is not None
        if given.get("auth_method"):
            return str(given["auth_method"])
        if given.get("client_secret"):
            return "client_secret_post"
        if has_key:
            return "private_key_jwt"
        missing = [how_to_set(name, self.options[name]) for name in ("client_id",) if not given.get(name)]
        missing.append(how_to_set("client_secret", self.options["client_secret"]))
        raise config_error(
            "Axway Amplify needs %s; or instead of a secret %s; or a token."
            % (" and ".join(missing), how_to_set("private_key_path", self.options["private_key_path"]))
        )

    def _by_form(self) -> Grant:
        client_id, secret = self.params["client_id"], self.params["client_secret"]
        fields = {
            "client_id": client_id,
            "client_secret": secret,
            "grant_type": "client_credentials",
            "scope": _SCOPE,
        }
        return self._grant(
            ("form", client_id, secret), (secret,), token_request(self._token_endpoint(), form_body(fields))
        )

    def _by_basic(self) -> Grant:
        """RFC 6749, section 2.3.1: id and secret are form-encoded before they are joined."""
        client_id, secret = self.params["client_id"], self.params["client_secret"]
        pair = "%s:%s" % (quote_plus(client_id), quote_plus(secret))
        basic = base64.b64encode(pair.encode()).decode()
        body = form_body({"grant_type": "client_credentials"})
        request = token_request(self._token_endpoint(), body, Authorization="Basic " + basic)
        return self._grant(("basic", client_id, secret), (secret, basic), request)

    def _by_cli(self) -> Grant:
        """The vendor's tool takes address, credentials and certificates from its configuration."""
        given = self.params
        if not any(given.get(name) for name in ("client_secret", "private_key", "private_key_path")):
            raise config_error(
                "auth_method cli needs %s, private_key or private_key_path."
                % how_to_set("client_secret", self.options["client_secret"])
            )
        key = None if given.get("client_secret") else self._private_key().pem
        if key and "ENCRYPTED" in key:
            raise config_error(
                "The Axway CLI does not take an encrypted key; use auth_method private_key_jwt."
            )
        if given.get("ca_path") and os.path.isdir(given["ca_path"]):
            raise config_error("The Axway CLI takes a file as ca_path, not a directory.")
        if given.get("client_cert"):
            raise config_error("The Axway CLI cannot use client_cert; use another auth_method.")
        secret = {} if key else {"clientSecret": given["client_secret"]}
        auth = {
            "baseUrl": self._address("auth_url"),
            "platformUrl": self._address("platform_url"),
            "realm": given["auth_realm"],
            "clientId": given["client_id"],
            **secret,
            # Nothing is kept where the token is handed over.
            "tokenStoreType": "memory",
        }
        proxy = {"httpProxy": given["proxy"], "httpsProxy": given["proxy"]} if given.get("proxy") else {}
        settings = {
            "auth": auth,
            "network": {"strictSSL": given["validate_certs"], **proxy},
            "update": {"check": False},
        }
        return CliGrant(
            ("axway", "cli", given["cli_path"], *map(str, auth.values()), key or ""),
            (*secret.values(), *filter(None, (key, _password(given.get("proxy"))))),
            given["cli_path"],
            settings,
            (self._origin("auth_url"), self._origin("platform_url")),
            self._login(),
            key,
            given.get("ca_path"),
            RetryPolicy.from_params(given).for_login(given["timeout"]).deadline,
        )

    def _private_key(self) -> assertion.PrivateKey:
        return assertion.private_key(
            self.params.get("private_key"),
            self.params.get("private_key_path"),
            self.params.get("private_key_passphrase"),
        )

    def _by_key(self) -> Grant:
        client_id = self.params["client_id"]
        key = self._private_key()
        audience = self.params.get("audience") or self._token_endpoint()

        def fields() -> Dict[str, Any]:
            return {
                "client_assertion": assertion.signed(key, client_id, audience),
                "client_assertion_type": assertion.TYPE,
                "client_id": client_id,
                "grant_type": "client_credentials",
                "scope": _SCOPE,
            }

        request = token_request(self._token_endpoint(), fresh_form(fields))
        kind = partial(SignedGrant, of_time=_OF_TIME)
        return self._grant(("key", client_id, key.pem, audience), (), request, kind)

    def _grant(
        self,
        identity: Tuple[str, ...],
        secrets: Tuple[str, ...],
        request: Request,
        kind: Callable[..., RequestGrant] = RequestGrant,
    ) -> Grant:
        return kind(("axway", request.url, *identity), secrets, request, self._login())

    def _login(self) -> Login:
        method = self._auth_method()
        by_key = method == "private_key_jwt" or (method == "cli" and not self.params.get("client_secret"))
        key = "private_key" if self.params.get("private_key") is not None else "private_key_path"
        proof = key if by_key else "client_secret"
        names = ["client_id", proof, *(["audience"] if method == "private_key_jwt" else [])]
        notes = {"private_key_path": str(self.params.get("private_key_path"))}
        address = self.options_text(self._origin("auth_url"), "auth_realm")
        texts = {name: str(self.params[name]) for name in ("client_id", "client_secret") if name in names}
        return Login(
            "the client %s" % self.params["client_id"],
            "%s, and at %s%s" % (self.options_text(*names, **notes), address, surrounded_by_space(**texts)),
            address,
        )


class CentralPager(Pager):
    """Central: a bare array; ``page`` from 1, ``pageSize``; the total in ``X-Axway-Total-Count``."""

    def total(self, answer: Any, headers: Mapping[str, str]) -> Optional[int]:
        return count(headers.get("x-axway-total-count"))

    def following(self, call: CallParams, page: int, fetched: int) -> CallParams:
        return with_query(call, page=first(call, "query", "page", 1) + page)

    def is_whole(self, call: CallParams) -> bool:
        return first(call, "query", "page", 1) <= 1


class PlatformPager(CentralPager):
    """Platform API: ``result`` with ``metadata`` of ``page``, ``pages`` and ``matched``."""

    list_name = "result"

    def total(self, answer: Any, headers: Mapping[str, str]) -> Optional[int]:
        metadata = answer.get("metadata")
        if not isinstance(metadata, dict):
            # Lists that are not paged carry no metadata: they come whole.
            return 0
        return count(metadata.get("matched"))


def _password(proxy: Optional[str]) -> Optional[str]:
    return urlsplit(proxy or "").password


def _login_refusal(status: int, answer: Dict[str, Any]) -> Refusal:
    """The code and description of OAuth; what is no matter of OAuth's has words in the place of the code."""
    code, words = first_text(answer["error"]), first_text(answer.get("error_description"))
    if code and not words and " " in code:
        code, words = None, code
    return Refusal(kind_of(status), code, words)


def _central_refusal(status: int, errors: List[Any]) -> Refusal:
    head = errors[0] if isinstance(errors[0], dict) else {}
    meta = head.get("meta") if isinstance(head.get("meta"), dict) else {}
    told = [
        first_text(error.get("detail"), error.get("title")) for error in errors if isinstance(error, dict)
    ]
    words = "; ".join(text for text in told if text)
    return Refusal(
        kind_of(count(head.get("status")) or status),
        first_text(head.get("title"), head.get("status")),
        words or None,
        first_text((meta or {}).get("transactionId")),
    )


def _platform_refusal(status: int, answer: Dict[str, Any]) -> Refusal:
    """The status is in the body: the platform may send it with another one, or with 200."""
    words = first_text(answer.get("description"), answer.get("message"))
    own = count(answer.get("code")) or 0
    kind = kind_of(own if 400 <= own < 600 else (status if status >= 400 else 400))
    if words and "already exists" in words:
        kind = "conflict"
    return Refusal(kind, first_text(answer.get("internalCode"), answer.get("code")), words)


TOKEN = TokenOperation("axway_token", Axway)
INVOKE = InvokeOperation("axway_invoke", Axway)

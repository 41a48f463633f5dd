# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Critical Manufacturing MES: personal tokens, custom and product services.

Sources: the vendor's page on invoking a service exposed on API, and its public clients where the page
is silent.

PRIVATE to this collection.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Optional, Tuple
from urllib.parse import quote

from ..._core.calls.call import READ_METHODS
from ..._core.errors import ApiError, config_error
from ..._core.exchange.paging import CallParams, Pager, count, first
from ..._core.exchange.platform import Platform
from ..._core.exchange.refusal import HTML_PAGE, Refusal, first_text, kind_of
from ..._core.http import document
from ..._core.http.address import base_url, origin, without_query
from ..._core.http.body import form_body
from ..._core.http.message import Request
from ..._core.operations.invoke_operation import InvokeOperation
from ..._core.operations.operation import TokenOperation
from ..._core.options import Option, Params
from ..._core.tokens.grants import Login, ask_for_token, token_request
from ..._core.tokens.token import Ask, Grant, Token, read_token

# What the platform's fault codes mean, whatever HTTP status carries them.
_FAULTS: Mapping[str, Any] = {
    "Db20001": "not_found",
    "Db20005": "conflict",
    "Val50046": "conflict",
}
_DAY = 86400
_INPUT_OPTIONS = ("properties", "input_type", "type")
# What Json.NET must read before anything else of an object, in this order.
_METADATA = ("$id", "$type")


class Cmf(Platform):
    """One MES installation with the personal token of one task."""

    name = "cmf"
    title = "Critical Manufacturing MES"
    options = {
        "url": Option(environment=("CMF_URL",)),
        "token": Option(secret=True, environment=("CMF_TOKEN",)),
        "auth_mode": Option(default="direct", choices=("direct", "exchange")),
        "tenant": Option(environment=("CMF_TENANT",)),
        "security_portal_url": Option(environment=("CMF_SECURITY_PORTAL_URL",)),
        "oauth_client_id": Option(default="MES"),
        "warn_expiry_days": Option("int", 7),
    }
    call_options = {
        "controller": Option(),
        "service": Option(),
        "input_type": Option(),
        "namespace": Option(),
        "assembly": Option(),
        "type": Option(),
        "properties": Option("dict"),
    }
    addressing = ("controller", "namespace", "assembly")
    addresses = locating = ("url", "security_portal_url")
    default_method = "POST"
    hints = {
        "auth": "look at token (its end, that it was not revoked), and at tenant",
        "conflict": "it exists already, or was changed meanwhile: load it anew, or set IgnoreLastServiceId",
    }
    token_hint = (
        "it may have ended, have been revoked or be of another installation, or the platform wants "
        "auth_mode: exchange"
    )

    def base(self, call: Params) -> str:
        return self.address() + "/api"

    def address(self) -> str:
        """The address of the installation, without the ``/api`` of its services."""
        self.need("url")
        address = base_url("url", self.params["url"])
        return address[: -len("/api")] if address.endswith("/api") else address

    def destinations(self) -> Dict[str, str]:
        """The portal is at the address of the MES where it has none of its own."""
        given = super().destinations()
        return {**given, **{name: given["url"] for name in self.addresses if "url" in given}, **given}

    def pager(self, call: Params) -> Optional[Pager]:
        return BodyPager()

    def unpageable(self, call: Params) -> Optional[str]:
        if isinstance(call.get("body"), dict):
            return None
        return (
            "paginate counts the pages in the input of the service; give that as properties, or as a mapping "
            "in body."
        )

    def supplied_token(self) -> Optional[str]:
        self.need("url", "token")
        token = super().supplied_token()
        return None if self.params["auth_mode"] == "exchange" else token

    def grant(self) -> Grant:
        """The personal token is a refresh token; the Security Portal gives a short access token for it."""
        self.need("url", "token", "tenant")
        return PortalGrant(
            portal=base_url(
                "security_portal_url",
                self.params.get("security_portal_url") or self.address() + "/SecurityPortal",
            ),
            tenant=self.params["tenant"],
            client_id=self.params["oauth_client_id"],
            personal=self.params["token"].strip(),
            login=self._login(),
        )

    def _login(self) -> Login:
        """Whose token it is, its claims tell."""
        subject = (Token(self.params["token"].strip()).claims or {}).get("sub")
        address = self.options_text(
            "tenant", "security_portal_url" if self.params.get("security_portal_url") else "url"
        )
        return Login(
            "the owner of the personal token" + (", %s" % subject if isinstance(subject, str) else ""),
            "%s, and at %s" % (self.options_text("token", "oauth_client_id"), address),
            address,
        )

    def warning(self) -> Optional[str]:
        """That the personal token, a JWT, ends soon. One that never lived longer is no personal one."""
        token = Token((self.params.get("token") or "").strip())
        days: int = self.params["warn_expiry_days"]
        soon = token.remaining is not None and token.remaining < days * _DAY
        if not soon or (token.lifetime is not None and token.lifetime <= days * _DAY):
            return None
        when = "ends at %s, in less than %d days (warn_expiry_days)" % (token.expires_at, days)
        if not token.remaining:
            when = "ended at %s" % token.expires_at
        return "The personal access token of %s %s; create another and replace it." % (self.title, when)

    def locates(self, call: Params) -> bool:
        return call.get("service") is not None

    def compose(self, call: Dict[str, Any]) -> Dict[str, Any]:
        """Path and body out of controller, service and input; ``$type`` always comes first."""
        path = call.get("path")
        if path and call.get("service"):
            raise config_error("path and service are mutually exclusive.")
        if not path and not (call.get("controller") and call.get("service")):
            raise config_error("give controller and service, or path (with body).")
        service = "/".join(quote(call[name], safe="") for name in ("controller", "service") if not path)
        return {**call, "path": path or service, "body": metadata_first(self._body(call))}

    def read_refusal(self, status: int, answer: Any) -> Optional[Refusal]:
        """A fault (``Code``, ``Reason``, ``Message``), or an output with ``HasErrors``."""
        if not isinstance(answer, dict):
            return None
        code = answer.get("Code")
        if isinstance(code, dict) and "Name" in code and ("Reason" in answer or "Message" in answer):
            return _fault(status, code, answer)
        if answer.get("HasErrors") is True:
            listed = answer.get("ErrorList")
            words = "; ".join(
                _error_text(error) for error in (listed if isinstance(listed, list) else [listed]) if error
            )
            note = None if words else "the output has errors and lists none"
            return Refusal("rejected", "HasErrors", words or None, note=note)
        if status >= 400:
            told = (answer.get(name) for name in ("Message", "message", "error_description", "title"))
            return Refusal(kind_of(status), first_text(answer.get("error")), first_text(*told))
        return None

    def _body(self, call: Params) -> Any:
        """What to send: the body as given, or the input object that the call describes."""
        described = [name for name in _INPUT_OPTIONS if call.get(name) is not None]
        given = [name for name in ("body", "src") if call.get(name) is not None]
        if described and given:
            raise config_error("%s are mutually exclusive." % " and ".join((", ".join(described), given[0])))
        empty = not given and not call.get("path") and call["method"] not in READ_METHODS
        return self._input(call) if described or empty else call.get("body")

    def _input(self, call: Params) -> Dict[str, Any]:
        """The input object: its type, then the properties in the order given."""
        return {"$type": call.get("type") or self._type(call), **(call.get("properties") or {})}

    def _type(self, call: Params) -> str:
        controller = call.get("controller")
        namespace = call.get("namespace") or (controller and "Cmf.Custom.%s.Orchestration" % controller)
        input_type = call.get("input_type") or (call.get("service") and "%sInput" % call["service"])
        if not namespace or not input_type:
            raise config_error("the input has no type: give type, or namespace and input_type.")
        return "%s.InputObjects.%s, %s" % (namespace, input_type, call.get("assembly") or namespace)


@dataclass(frozen=True)
class PortalGrant:
    """A short access token for the personal one, by the Security Portal at the address ``portal``.

    Where the token endpoint is not at its usual place, as on older installations that have the portal on a
    port of its own, the portal's OpenID Connect discovery document tells it. A refusal of the endpoint itself
    is final.
    """

    portal: str
    tenant: str
    client_id: str
    personal: str
    login: Login
    secrets: Tuple[str, ...] = ()
    single_use: bool = False

    @property
    def identity(self) -> Tuple[str, ...]:
        return ("cmf", self._usual(), self.client_id, self.personal)

    def acquire(self, ask: Ask) -> Token:
        """A new access token; ``ApiError`` of kind ``auth`` when the portal refuses."""
        try:
            return self._exchanged(ask, self._usual())
        except ApiError as error:
            if not _is_elsewhere(error):
                raise
            return self._exchanged(ask, self._discovered(ask, error))

    def _exchanged(self, ask: Ask, endpoint: str) -> Token:
        fields = {
            "client_id": self.client_id,
            "grant_type": "refresh_token",
            "refresh_token": self.personal,
        }
        return read_token(ask_for_token(ask, token_request(endpoint, form_body(fields)), self.login))

    def _discovered(self, ask: Ask, missing: ApiError) -> str:
        """The token endpoint that the discovery document names; it must be of the portal's origin."""
        url = self._below("tenant/%s/.well-known/openid-configuration")
        try:
            response = ask(
                Request("GET", url, {"Accept": "application/json"}, read_only=True, repeatable=True)
            )
        except ApiError as error:
            if _is_elsewhere(error):
                raise _nowhere(missing, error) from error
            raise
        answer = document.json_of(response)
        endpoint = answer.get("token_endpoint") if isinstance(answer, dict) else None
        try:
            if isinstance(endpoint, str) and origin(endpoint) == origin(self.portal):
                return endpoint
            named = "%s, of another origin" % without_query(endpoint) if isinstance(endpoint, str) else "none"
        except ValueError:
            named = "one that is no address"
        raise ApiError(
            "protocol",
            "of token endpoints the discovery document %s names %s" % (url, named),
            subject="No token",
            advice="look at security_portal_url",
            status=response.status,
            method="GET",
            url=url,
            tries=response.tries,
        )

    def _usual(self) -> str:
        return self._below("api/tenant/%s/oauth2/token")

    def _below(self, path: str) -> str:
        return "%s/%s" % (self.portal, path % quote(self.tenant, safe=""))


class BodyPager(Pager):
    """``PageNumber`` and ``PageSize`` in the input; ``TotalRows`` and one list in the output."""

    def rows(self, answer: Any) -> Optional[List[Any]]:
        name = self._list_name(answer)
        return None if name is None else list(answer[name])

    def whole(self, answer: Any, rows: List[Any]) -> Any:
        return {**answer, self._list_name(answer): rows}

    def total(self, answer: Any, headers: Mapping[str, str]) -> Optional[int]:
        return count(answer.get("TotalRows"))

    def following(self, call: CallParams, page: int, fetched: int) -> CallParams:
        place = self._place(call)
        given = call.get(place) or {}
        return {**call, place: {**given, "PageNumber": first(call, place, "PageNumber", 1) + page}}

    def is_whole(self, call: CallParams) -> bool:
        return first(call, self._place(call), "PageNumber", 1) <= 1

    @staticmethod
    def _place(call: CallParams) -> str:
        """Which option holds the input."""
        return "body" if isinstance(call.get("body"), dict) else "properties"

    @staticmethod
    def _list_name(answer: Any) -> Optional[str]:
        if not isinstance(answer, dict):
            return None
        lists = [name for name, value in answer.items() if isinstance(value, list) and name not in _NOT_ROWS]
        return lists[0] if len(lists) == 1 else None


_NOT_ROWS = ("FeedbackMessages", "ErrorList")


def metadata_first(body: Any) -> Any:
    """The body with ``$id`` and ``$type`` before everything else; the rest keeps its order."""
    if isinstance(body, str):
        return body
    if isinstance(body, list):
        return [metadata_first(item) for item in body]
    if not isinstance(body, dict):
        return body
    first = {name: body[name] for name in _METADATA if name in body}
    return {**first, **{name: metadata_first(value) for name, value in body.items() if name not in first}}


def _fault(status: int, code: Dict[str, Any], answer: Dict[str, Any]) -> Refusal:
    name = first_text(code.get("Name"))
    reason = answer.get("Reason")
    text = first_text(reason.get("Text")) if isinstance(reason, dict) else first_text(reason)
    kind = _FAULTS.get(name or "") or kind_of(status)
    # What a status means with a fault is not documented: absence is told by the code alone.
    if kind == "not_found" and name not in _FAULTS:
        kind = "rejected"
    return Refusal(kind, name, first_text(answer.get("Message")) if text is None else text)


def _error_text(error: Any) -> str:
    if isinstance(error, dict):
        words = first_text(*(error.get(name) for name in ("Message", "Text", "Description", "ErrorMessage")))
        return words or json.dumps(error, ensure_ascii=False)
    return str(error)


def _is_elsewhere(error: ApiError) -> bool:
    """Whether what answered is a web server or application, and not what was asked for.

    OAuth has words of its own for a refusal (RFC 6749, section 5.2): ``invalid_grant``, never "Not Found".
    """
    if re.fullmatch("[a-z_]+", error.code or ""):
        return False
    return error.status in (404, 405) or (error.kind == "protocol" and error.is_page)


def _nowhere(endpoint: ApiError, discovery: ApiError) -> ApiError:
    """The error of the token endpoint, with what its discovery brought."""
    first, second = (
        "%s%s" % (error.status, ", " + HTML_PAGE if error.is_page else "") for error in (endpoint, discovery)
    )
    so_did = "so did %s" % discovery.url if first == second else "%s %s" % (discovery.url, second)
    return ApiError(
        "auth" if endpoint.kind == "auth" else "protocol",
        "%s answered %s, and %s" % (endpoint.url, first, so_did),
        subject="No token",
        advice="look at tenant and security_portal_url",
        **endpoint.facts,
    )


TOKEN = TokenOperation("cmf_token", Cmf)
INVOKE = InvokeOperation("cmf_invoke", Cmf)

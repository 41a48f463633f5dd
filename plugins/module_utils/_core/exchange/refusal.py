# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How an answer says no: the platform's words, sorted into a kind, told in one line.

PRIVATE to this collection.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Collection, Dict, List, Mapping, Optional

from ..errors import ApiError, Effect, Kind, Part, Quote, one_line
from ..http import document
from ..http.address import without_query
from ..http.message import Response

_BY_STATUS: Dict[int, Kind] = {
    401: "auth",
    403: "forbidden",
    404: "not_found",
    408: "timeout",
    409: "conflict",
    410: "not_found",
    412: "conflict",
    428: "conflict",
    429: "rate_limited",
}

HINTS: Mapping[Kind, str] = {
    "auth": "look at the credentials, or at whether this token is meant for this service",
    "forbidden": "look at the roles and permissions of the account",
    "not_found": "look at the path and the names in it",
    "conflict": "it exists already, or was changed in the meantime",
    "rate_limited": "the platform limits the rate of requests; look at calls_per_minute",
    "rejected": "look at path, query and body",
    "server": "look at the platform's own log",
    "timeout": "the platform was too slow; try again or raise timeout",
    "protocol": "look at the address, and for a proxy or a login page in between",
}

# The note on an answer that is a page.
HTML_PAGE = "an HTML page"

# The platform's words are quoted up to this many characters.
_LONGEST_QUOTE = 500


@dataclass(frozen=True)
class Refusal:
    """An answer that means no. ``code`` and ``description`` are the platform's own, where it gave any.

    Our own words are ``note``, on what came back, and ``hint``, what to look at if not what the kind says.
    ``effect`` is what the platform did nevertheless, where that is known;
    ``from_platform`` says that the words are the platform's own, and not those of whatever stands between.
    """

    kind: Kind
    code: Optional[str] = None
    description: Optional[str] = None
    request_id: Optional[str] = None
    effect: Effect = "none"
    from_platform: bool = True
    note: Optional[str] = None
    hint: Optional[str] = None


def wrong_answer(response: Response, reason: str, advice: str) -> ApiError:
    """The error for a success that does not hold what was asked for; ``advice`` is what to look at."""
    url = without_query(response.request.url)
    return ApiError(
        "protocol",
        "%s %s answered %d, but %s" % (response.request.method, url, response.status, reason),
        advice=advice,
        status=response.status,
        method=response.request.method,
        url=url,
        tries=response.tries,
    )


def kind_of(status: int) -> Kind:
    """The kind that an HTTP status alone stands for, where the answer says no."""
    if status >= 500:
        return "server"
    if status >= 400:
        return _BY_STATUS.get(status, "rejected")
    return "rejected" if 200 <= status < 300 else "protocol"


def first_text(*values: Any) -> Optional[str]:
    """The first that is a text, a number, or a list of such; lists are joined."""
    for value in values:
        if isinstance(value, (list, tuple)):
            value = "; ".join(str(item) for item in value if isinstance(item, (str, int)))
        if isinstance(value, (str, int, float)) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()
    return None


def request_id_of(headers: Mapping[str, str]) -> Optional[str]:
    """The id under which the server's logs know the exchange, from the usual headers."""
    names = ("x-request-id", "x-correlation-id", "x-transaction-id", "x-global-transaction-id")
    return next((headers[name] for name in names if headers.get(name)), None)


def from_text(response: Response) -> Refusal:
    """The refusal in an answer that is not the platform's JSON: a page, a text, or nothing."""
    kind = kind_of(response.status)
    words = note = None
    if document.is_html(response):
        # A page is no word of the platform's: it must not be taken for absence.
        kind = "protocol" if kind == "not_found" or response.status < 400 else kind
        note = HTML_PAGE
    elif response.body.strip():
        words = document.text_of(response)
    # An answer to HEAD has no words, whoever gave it.
    return Refusal(kind, description=words, from_platform=response.request.method == "HEAD", note=note)


def from_problem(response: Response, answer: Any) -> Optional[Refusal]:
    """The refusal in a problem of RFC 9457, which web frameworks and gateways answer; None if it is none.

    It is no word of the platform's: a route that a gateway does not know says nothing about an object.
    """
    if response.content_type != "application/problem+json" or response.status < 400:
        return None
    if not isinstance(answer, dict):
        return None
    parts = [first_text(answer.get(name)) for name in ("title", "detail")]
    # Of single fields, as ASP.NET lists them: the messages by field.
    fields = answer.get("errors")
    for name, messages in fields.items() if isinstance(fields, dict) else ():
        told = first_text(messages)
        parts.append("%s: %s" % (name, told) if told else None)
    code = first_text(answer.get("type"))
    return Refusal(
        kind_of(response.status),
        None if code == "about:blank" else code,
        first_text(list(filter(None, parts))),
        first_text(answer.get("traceId")),
        from_platform=False,
    )


def failure(response: Response, refusal: Refusal, hint: Optional[str]) -> ApiError:
    """The refusal as an ``ApiError``: what was asked, what came back, what to look at.

    Long words are shortened, so secrets in them must be masked before: half a secret is none to a redactor.
    """
    url = without_query(response.request.url)
    words = one_line(refusal.description or "")
    if len(words) > _LONGEST_QUOTE:
        words = words[:_LONGEST_QUOTE] + " ..."
    parts: List[Part] = ["%s %s answered %d" % (response.request.method, url, response.status)]
    answered = " " + response.reason if response.reason else ""
    if refusal.note:
        answered += ", " + refusal.note
    if words:
        answered += '%s "%s"' % (":" if refusal.note else ",", words)
    if refusal.code and refusal.code not in words and refusal.code != str(response.status):
        answered += " (code %s)" % refusal.code
    if response.body and (refusal.kind == "protocol" or not document.looks_like_json(response)):
        answered += " (content type %s)" % (response.content_type or "none")
    request_id = refusal.request_id or request_id_of(response.headers)
    if request_id:
        answered += " (request id %s)" % request_id
    if answered:
        parts.append(Quote(answered))
    error = ApiError(
        refusal.kind,
        *parts,
        advice=refusal.hint or hint or HINTS.get(refusal.kind, "look at the task"),
        effect="none" if response.request.read_only else refusal.effect,
        status=response.status,
        method=response.request.method,
        url=url,
        code=refusal.code,
        description=words or None,
        request_id=request_id,
        tries=response.tries,
    )
    error.from_platform, error.is_page = refusal.from_platform, refusal.note == HTML_PAGE
    return error


def unexpected(response: Response, accept: Collection[int]) -> Refusal:
    """The refusal of a success that is not one of the statuses the user declares to be it."""
    listed = ", ".join(str(status) for status in sorted(accept))
    made = "" if response.request.read_only else ", and the write was made"
    return Refusal("rejected", effect="applied", hint="status_code allows only %s%s" % (listed, made))

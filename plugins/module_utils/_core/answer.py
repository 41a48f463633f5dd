# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers as tasks return them, and as failures tell them.

PRIVATE to this collection.
"""

from __future__ import annotations

from typing import Any, Dict, Mapping, Optional, Tuple

from . import document
from .address import without_query
from .call import Call
from .client import Client
from .errors import ApiError, Kind, config_error
from .fields import without_secrets
from .http import Response
from .paging import Pages
from .platform import Platform
from .refusal import request_id_of
from .secrets import MASK

Result = Dict[str, Any]


def failure_after(
    call: Call, result: Result, kind: Kind, text: str, quotes: Optional[Mapping[str, str]] = None
) -> ApiError:
    """A failure after the answer of a call, which is kept: it may not come twice."""
    url = without_query(call.url)
    error = ApiError(
        kind,
        "%s %s answered %s, %s." % (call.method, url, result["status"], text),
        status=result["status"],
        method=call.method,
        url=url,
        tries=result["tries"],
        quotes=quotes,
    )
    error.details["answer"] = told_of(result)
    return error


def check_pages(platform: Platform, call: Call) -> None:
    """Raise ``ApiError`` (config) if the call asks for pages that cannot be fetched."""
    reason = platform.unpageable(call.params) if call.params.get("paginate") else None
    if reason:
        raise config_error(reason)


def fetched_pages(client: Client, platform: Platform, call: Call, max_pages: int) -> Tuple[Result, Pages]:
    """All pages of the list that a read answers, as one result."""

    def fetch(params: Dict[str, Any]) -> Tuple[Response, Any]:
        page = Call.build(platform, params, read_only=True)
        response = client.exchange(page.request(), call.accept)
        return response, document.json_of(response)

    pager = platform.pager(call.params)
    if pager is None:
        raise config_error("paginate: it is not known how this list is paged.")
    pages = Pages(pager, fetch, dict(call.written), max_pages)
    result = result_of(call, pages.responses[0])
    result["pages"] = len(pages.responses)
    result["tries"] = sum(response.tries for response in pages.responses)
    result["elapsed"] = round(sum(response.elapsed for response in pages.responses), 3)
    if pages.answer is not None:
        result["json"] = pages.answer
    return result, pages


def unanswered(call: Call) -> Result:
    """The keys of an answer, for a write that check mode does not make."""
    nothing: Result = {"status": None, "headers": {}, "elapsed": 0.0, "tries": 0, "request_id": None}
    return {**nothing, "method": call.method, "url": call.shown_url}


def nothing_there(call: Call, seen: Result) -> ApiError:
    """What an update will meet where a probe saw that there is nothing."""
    url = without_query(call.url)
    return ApiError(
        "not_found",
        "%s %s would change nothing: GET answered %s, there is no such thing; look at the path and the names "
        "in it." % (call.method, url, seen["status"]),
        status=seen["status"],
        method=call.method,
        url=url,
        tries=seen["tries"],
    )


def head_of(call: Call, response: Response) -> Result:
    """What a result says of an answer besides its body."""
    headers = dict(response.headers)
    if "set-cookie" in headers:
        headers["set-cookie"] = MASK
    return {
        "changed": False,
        "status": response.status,
        "url": call.shown(response.request.url),
        "headers": headers,
        "elapsed": round(response.elapsed, 3),
        "tries": response.tries,
        "request_id": request_id_of(response.headers),
    }


def result_of(call: Call, response: Response) -> Result:
    """An answer as a task result: ``json`` where it is JSON, else ``content``."""
    result = head_of(call, response)
    text = document.text_of(response)
    try:
        if text.strip() and (document.looks_like_json(response) or text.lstrip()[:1] in "{["):
            result["json"] = document.value_of(response)
            return result
    except document.NotJson:
        pass
    result["content"] = text
    return result


def data_of(result: Result) -> Any:
    return result["json"] if "json" in result else result.get("content")


def answer_of(result: Result) -> Result:
    return {name: result[name] for name in ("status", "json", "content") if name in result}


def told_of(result: Result) -> Result:
    """The answer as a failure tells it, which is shown at any verbosity."""
    told: Result = without_secrets(answer_of(result))
    return told

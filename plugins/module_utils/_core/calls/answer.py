# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers as tasks return them, and as failures tell them.

PRIVATE to this collection.
"""

from __future__ import annotations

from typing import Any, Dict, Tuple

from ..errors import ApiError, Kind, Part, config_error
from ..exchange.client import Client
from ..exchange.paging import Pages, fetch_pages
from ..exchange.platform import Platform
from ..exchange.refusal import request_id_of
from ..fields import MASK, secrets_in_data, without_secrets
from ..http import document
from ..http.address import without_query
from ..http.message import Response
from .call import Call

Result = Dict[str, Any]

# What holds an answer in results, and what the answer to one of several calls is in.
_HOLDERS = frozenset({"answer", "waited_for"})
_ANSWERS = _HOLDERS | {"json", "content", "selected"}


def failure_after(call: Call, result: Result, kind: Kind, *parts: Part, advice: str) -> ApiError:
    """A failure after the answer of a call, which is kept: it may not come twice."""
    url = without_query(call.url)
    error = ApiError(
        kind,
        "%s %s answered %s, " % (call.method, url, result["status"]),
        *parts,
        advice=advice,
        status=result["status"],
        method=call.method,
        url=url,
        tries=result["tries"],
    )
    error.details["answer"] = told_of(result)
    return error


def keep_answer(error: ApiError, written: Result) -> None:
    """Let a failure after a write tell what that answered, whole: it may not be told again.

    What it tells of another answer, as that to a probe, is then the last one.
    """
    other = error.details.get("answer")
    if other is not None and other != told_of(written):
        error.details.setdefault("last_answer", other)
    error.details["answer"] = answer_of(written)


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
    pages = fetch_pages(pager, fetch, dict(call.written), max_pages)
    result = result_of(call, pages.responses[0])
    result["pages"] = len(pages.responses)
    result["tries"] = sum(response.tries for response in pages.responses)
    result["elapsed"] = round(sum(response.elapsed for response in pages.responses), 3)
    if pages.answer is not None:
        result["json"] = pages.answer
    return result, pages


def nothing_there(call: Call, seen: Result) -> ApiError:
    """What an update will meet where a probe saw that there is nothing."""
    url = without_query(call.url)
    return ApiError(
        "not_found",
        "%s %s has nothing to change: GET answered %s, so the object does not exist"
        % (call.method, url, seen["status"]),
        advice="look at the path and the names in it",
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
    return {**head_of(call, response), **document.data_in(response)}


def data_of(result: Result) -> Any:
    return result["json"] if "json" in result else result.get("content")


def answer_of(result: Result) -> Result:
    return {name: result[name] for name in ("status", "json", "content") if name in result}


def told_of(result: Result) -> Result:
    """The answer as a failure tells it, which is shown at any verbosity."""
    told: Result = without_secrets(answer_of(result))
    return told


def without_told_secrets(result: Result) -> Result:
    """A failed result with asterisks for what is secret in an answer, by its name or as a text of a write."""
    shown: Result = {}
    for name, value in result.items():
        if name == "calls":
            value = [without_told_secrets(each) for each in value]
        elif name in _ANSWERS:
            value = _shown(name, value, bool(result.get("changed")))
        shown[name] = value
    return shown


def _shown(name: str, answered: Any, written: bool) -> Any:
    if name in _HOLDERS:
        return {
            key: _shown(key, item, written) if key in _ANSWERS else item for key, item in answered.items()
        }
    if isinstance(answered, str):
        secret = written or any(secrets_in_data(answered))
        return MASK if secret and answered.strip() else answered
    return without_secrets(answered)

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests about objects of API Connect: reads and writes, counted, and lists read whole.

PRIVATE to this collection.
"""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Optional

from ..._core.errors import ApiError
from ..._core.exchange.client import Client, CountedExchanges
from ..._core.exchange.paging import CallParams, fetch_pages
from ..._core.exchange.refusal import wrong_answer
from ..._core.http import document
from ..._core.http.address import join
from ..._core.http.body import Body, json_body
from ..._core.http.message import Request, Response
from ..._core.resources.resource import Object
from .lists import OffsetPager
from .platform import Apic

# More than any organization needs.
_MOST_PAGES = 1000
# What to look at where an answer is not API Connect's.
ADDRESS = "look at url: is it that of the platform API?"

Query = Optional[Mapping[str, Any]]


class ApicRequests:
    """Requests to the management API. ``counts`` are those made, by ``reads`` and ``writes``."""

    def __init__(self, platform: Apic, client: Client) -> None:
        self._platform = platform
        self._client = CountedExchanges(client)
        self.base = platform.base({})
        self.counts = self._client.counts

    def rows(self, path: str, query: Query = None) -> List[Object]:
        """The objects of a list, every page of it."""

        def fetch(call: CallParams) -> Any:
            response = self._exchange("GET", path, call.get("query"))
            return response, document.json_of(response)

        pages = fetch_pages(OffsetPager(), fetch, {"query": dict(query or {})}, _MOST_PAGES)
        rows = OffsetPager().rows(pages.answer)
        if rows is None or not all(isinstance(row, dict) for row in rows):
            raise wrong_answer(pages.responses[-1], "the answer is no list of objects", ADDRESS)
        # What is not in a part of the list may be there all the same.
        if pages.warning:
            raise wrong_answer(pages.responses[-1], pages.warning.rstrip("."), ADDRESS)
        return rows

    def number(self, path: str, query: Query = None) -> int:
        """How many objects a list has."""
        response = self._exchange("GET", path, {**(query or {}), "limit": "1"})
        answer = document.json_of(response)
        total = answer.get("total_results") if isinstance(answer, dict) else None
        if not isinstance(total, int):
            raise wrong_answer(response, "the answer does not say how many there are", ADDRESS)
        return total

    def one(self, path: str, query: Query = None) -> Optional[Object]:
        """The object at a path; None if the platform says that it does not exist."""
        try:
            return _object(self._exchange("GET", path, query))
        except ApiError as error:
            if error.is_absence:
                return None
            raise

    def content(self, path: str, content_type: str) -> Optional[bytes]:
        """The file of a type that is at a path; None if the platform says that there is none."""
        try:
            response = self._exchange("GET", path, None, accept=content_type)
        except ApiError as error:
            if error.is_absence:
                return None
            raise
        if response.content_type != content_type:
            raise wrong_answer(response, "the answer is not of type %s" % content_type, ADDRESS)
        return response.body

    def asked(self, path: str, body: Object, query: Query = None) -> Object:
        """The object that answers a POST which changes nothing."""
        return _object(self._exchange("POST", path, query, json_body(body), read_only=True))

    def holds(self, path: str, body: Object) -> bool:
        """Whether the platform confirms what a body says; this changes nothing."""
        try:
            self._exchange("POST", path, None, json_body(body), read_only=True)
        except ApiError as error:
            if error.kind == "rejected" and error.from_platform and error.status in (400, 422):
                return False
            raise
        return True

    def write(self, method: str, path: str, body: Any = None, query: Query = None) -> Response:
        """Write, once: a write in doubt is read back rather than sent again."""
        return self.send(method, path, None if body is None else json_body(body), query)

    def send(self, method: str, path: str, body: Optional[Body], query: Query = None) -> Response:
        """The same with a body of another form."""
        return self._exchange(method, path, query, body)

    def _exchange(
        self,
        method: str,
        path: str,
        query: Query,
        body: Optional[Body] = None,
        read_only: bool = False,
        accept: str = "application/json",
    ) -> Response:
        read_only = read_only or method == "GET"
        headers = {"Accept": accept, **self._platform.headers()}
        url = join(self.base, path, {}, dict(query or {}))
        request = Request(method, url, headers, body, read_only=read_only, repeatable=read_only)
        return self._client.exchange(request)


def _object(response: Response) -> Object:
    answer = document.json_of(response)
    if not isinstance(answer, dict):
        raise wrong_answer(response, "the answer is no object", ADDRESS)
    return answer


def told_of(response: Response) -> Dict[str, Any]:
    """The object that a write answered with, or where a redirect leads to; else nothing."""
    location = response.headers.get("location", "")
    if response.status == 302 and location:
        return {"url": location}
    answer = document.json_of(response) if response.status != 204 else None
    return answer if isinstance(answer, dict) else {}

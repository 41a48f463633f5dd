# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests about objects of API Connect: reads and writes, counted, and lists read whole.

PRIVATE to this collection.
"""

from __future__ import annotations

import threading
from typing import Any, Dict, List, Mapping, Optional

from ..._core.errors import ApiError
from ..._core.exchange.client import Client
from ..._core.exchange.paging import CallParams, fetch_pages
from ..._core.http import document
from ..._core.http.address import join, without_query
from ..._core.http.body import json_body
from ..._core.http.message import Request, Response
from ..._core.resources.resource import Object
from .lists import OffsetPager
from .platform import Apic

# More than any organization needs.
_MOST_PAGES = 1000


class ApicRequests:
    """Requests to the management API. ``counts`` are those made, by ``reads`` and ``writes``."""

    def __init__(self, platform: Apic, client: Client) -> None:
        self._platform = platform
        self._client = client
        self._lock = threading.Lock()
        self.base = platform.base({})
        self.counts = {"reads": 0, "writes": 0}

    def rows(self, path: str, query: Optional[Mapping[str, str]] = None) -> List[Object]:
        """The objects of a list, every page of it."""

        def fetch(call: CallParams) -> Any:
            response = self._exchange("GET", path, call.get("query") or {})
            return response, document.json_of(response)

        pages = fetch_pages(OffsetPager(), fetch, {"query": dict(query or {})}, _MOST_PAGES)
        rows = OffsetPager().rows(pages.answer)
        if rows is None or not all(isinstance(row, dict) for row in rows):
            raise self.unreadable(pages.responses[-1], "the answer is no list of objects")
        # What is not in a part of the list may be there all the same.
        if pages.warning:
            raise self.unreadable(pages.responses[-1], pages.warning.rstrip("."))
        return rows

    def number(self, path: str) -> int:
        """How many objects a list has."""
        response = self._exchange("GET", path, {"limit": "1"})
        answer = document.json_of(response)
        total = answer.get("total_results") if isinstance(answer, dict) else None
        if not isinstance(total, int):
            raise self.unreadable(response, "the answer does not say how many there are")
        return total

    def one(self, path: str, query: Optional[Mapping[str, str]] = None) -> Optional[Object]:
        """The object at a path; None if the platform says that it is not there."""
        try:
            response = self._exchange("GET", path, query or {})
        except ApiError as error:
            if error.is_absence:
                return None
            raise
        answer = document.json_of(response)
        if not isinstance(answer, dict):
            raise self.unreadable(response, "the answer is no object")
        return answer

    def write(
        self, method: str, path: str, body: Any = None, query: Optional[Mapping[str, str]] = None
    ) -> Response:
        """Write, once: a write in doubt is read back rather than sent again."""
        return self._exchange(method, path, query or {}, body)

    def holds(self, path: str, body: Object) -> bool:
        """Whether the platform confirms what a body says; this changes nothing."""
        try:
            self._exchange("POST", path, {}, body, read_only=True)
        except ApiError as error:
            if error.kind == "rejected" and error.from_platform and error.status in (400, 422):
                return False
            raise
        return True

    def _exchange(
        self, method: str, path: str, query: Mapping[str, Any], body: Any = None, read_only: bool = False
    ) -> Response:
        read_only = read_only or method == "GET"
        with self._lock:
            self.counts["reads" if read_only else "writes"] += 1
        data = None if body is None else json_body(body)
        headers = {"Accept": "application/json", **self._platform.headers()}
        url = join(self.base, path, {}, dict(query))
        request = Request(method, url, headers, data, read_only=read_only, repeatable=read_only)
        return self._client.exchange(request)

    def unreadable(self, response: Response, reason: str) -> ApiError:
        """The error for an answer that is not what was asked for."""
        url = without_query(response.request.url)
        return ApiError(
            "protocol",
            "%s %s answered %d, but %s" % (response.request.method, url, response.status, reason),
            advice="look at url: is it that of the platform API?",
            status=response.status,
            method=response.request.method,
            url=url,
            tries=response.tries,
        )


def told_of(response: Response) -> Dict[str, Any]:
    """The object that a write answered with, or where a redirect leads to; else nothing."""
    location = response.headers.get("location", "")
    if response.status == 302 and location:
        return {"url": location}
    answer = document.json_of(response) if response.status != 204 else None
    return answer if isinstance(answer, dict) else {}

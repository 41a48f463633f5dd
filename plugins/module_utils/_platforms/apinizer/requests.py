# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests about objects of Apinizer: reads and writes, counted.

PRIVATE to this collection.
"""

from __future__ import annotations

from typing import Any, Callable, List, Mapping, Optional

from ..._core.errors import ApiError
from ..._core.exchange.client import Client, CountedExchanges
from ..._core.exchange.refusal import wrong_answer
from ..._core.http import document
from ..._core.http.address import join
from ..._core.http.body import Body, json_body
from ..._core.http.message import Request, Response
from ..._core.resources.resource import Object
from .kinds import Kind
from .platform import Apinizer, WholeList

# What to look at where an answer is not a manager's.
ADDRESS = "look at url: is it that of a manager?"

Query = Optional[Mapping[str, str]]
OpenSink = Callable[[Response], Optional[Callable[[bytes], None]]]


class ApinizerRequests:
    """Requests to the Management API. ``counts`` are those made, by ``reads`` and ``writes``."""

    def __init__(self, platform: Apinizer, client: Client) -> None:
        self._platform = platform
        self._client = CountedExchanges(client)
        self._base = platform.base({})
        self.counts = self._client.counts

    def rows(self, path: str, kind: Kind, query: Query = None) -> List[Object]:
        """The objects of a list, which comes whole."""
        response = self._read(path, kind, query)
        rows = WholeList().rows(document.json_of(response))
        if rows is None or not all(isinstance(row, dict) for row in rows):
            raise wrong_answer(response, "the answer is no list of objects", ADDRESS)
        return rows

    def one(self, path: str, kind: Kind) -> Optional[Object]:
        """The object at a path; None if the manager says that it does not exist."""
        try:
            response = self._read(path, kind)
        except ApiError as error:
            if is_absence(error, kind):
                return None
            raise
        answer = document.json_of(response)
        if kind.bare:
            found = answer if isinstance(answer, dict) and kind.key in answer else None
        else:
            rows = WholeList().rows(answer)
            found = rows[0] if rows is not None and len(rows) == 1 and isinstance(rows[0], dict) else None
        if found is None:
            raise wrong_answer(response, "the answer is not the object that was asked for", ADDRESS)
        return found

    def answer(self, path: str, query: Query = None, sink: Optional[OpenSink] = None) -> Response:
        """The answer to a read of what is no object of a kind; ``sink`` says where its body goes."""
        return self._exchange("GET", path, query, sink=sink)

    def write(self, method: str, path: str, body: Any = None, query: Query = None) -> None:
        """Write, once: a write in doubt is read back rather than sent again. No answer tells the object."""
        self.send(method, path, None if body is None else json_body(body), query)

    def send(self, method: str, path: str, body: Optional[Body], query: Query = None) -> None:
        """The same with a body of another form."""
        self._exchange(method, path, query, body)

    def _read(self, path: str, kind: Kind, query: Query = None) -> Response:
        try:
            return self._exchange("GET", path, query)
        except ApiError as error:
            # An empty 404 says that there is no such address, which says nothing of the object.
            if error.status in (404, 405) and error.from_platform and not kind.bare:
                raise _untold(error, kind) from None
            raise

    def _exchange(
        self,
        method: str,
        path: str,
        query: Query,
        body: Optional[Body] = None,
        sink: Optional[OpenSink] = None,
    ) -> Response:
        read_only = method == "GET"
        headers = {"Accept": "application/json", **self._platform.headers()}
        url = join(self._base, path, {}, dict(query or {}))
        request = Request(method, url, headers, body, read_only, read_only, sink)
        return self._client.exchange(request)


def is_absence(error: ApiError, kind: Kind) -> bool:
    """Whether the manager itself says that an object does not exist, and not the project that it is in."""
    if not error.is_absence:
        return False
    if kind.bare and error.status == 404:
        return True
    return error.status == 400 and not (error.description or "").startswith("Project")


def _untold(error: ApiError, kind: Kind) -> ApiError:
    """The error for objects that a manager cannot tell, so that nothing can be compared with them."""
    older = ", like all managers before %s" % kind.since if kind.since else ""
    text = "GET %s answered %d: this manager does not return objects of kind %s%s"
    return ApiError(
        "rejected",
        text % (error.url, error.status or 0, kind.name, older),
        advice="look at its version, or write them with apinizer_invoke",
        **error.facts,
    )

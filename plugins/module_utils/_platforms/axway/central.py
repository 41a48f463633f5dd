# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests to Axway Central: reads and writes, counted, and lists read whole.

PRIVATE to this collection.
"""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Optional, Tuple
from urllib.parse import quote

from ..._core.errors import config_error
from ..._core.exchange.client import Client, CountedExchanges
from ..._core.exchange.paging import CallParams, fetch_pages
from ..._core.exchange.refusal import wrong_answer
from ..._core.http import document
from ..._core.http.address import join
from ..._core.http.body import json_body
from ..._core.http.message import Request, Response
from ..._core.resources.resource import Object
from .kinds import Kind
from .platform import Axway, CentralPager

# The most that one answer lists, and more answers than any organization needs.
_PAGE_SIZE = 100
_MOST_PAGES = 1000
# What to look at where an answer is not Central's.
ADDRESS = "look at central_url: is it that of Central?"


class CentralRequests:
    """Requests to Central's API server. ``counts`` are those made, by ``reads`` and ``writes``.

    ``languages`` says whether to ask for translations, which are told on request only.
    """

    def __init__(self, platform: Axway, client: Client) -> None:
        self._platform = platform
        self._client = CountedExchanges(client)
        self._base = platform.base({"service": "central"})
        self.languages = False
        self.counts = self._client.counts

    def rows(
        self, path: str, page_size: int = _PAGE_SIZE, most_pages: int = _MOST_PAGES
    ) -> Tuple[List[Object], int]:
        """The objects of a list and their number, which may be more where ``most_pages`` ends it."""
        languages = {"resourceLanguageCode": "*"} if self.languages else {}

        def fetch(call: CallParams) -> Tuple[Response, Any]:
            url = join(self._base, path, {}, call.get("query") or {})
            response = self._client.exchange(self._request("GET", url, None))
            return response, document.json_of(response)

        pages = fetch_pages(
            CentralPager(), fetch, {"query": {"pageSize": page_size, **languages}}, most_pages
        )
        rows = CentralPager().rows(pages.answer)
        last = pages.responses[-1]
        total = CentralPager().total(pages.answer, pages.responses[0].headers)
        if rows is None or not all(isinstance(row, dict) and row.get("name") for row in rows):
            raise wrong_answer(last, "the answer is no list of objects", ADDRESS)
        # What is not in a part of the list may be there all the same.
        if pages.warning and most_pages > 1:
            raise wrong_answer(last, pages.warning.rstrip("."), ADDRESS)
        return rows, len(rows) if total is None else total

    def ask(self, method: str, path: str, body: Any = None, **how: Any) -> Any:
        return document.json_of(self.exchange(method, path, body, **how))

    def exchange(
        self,
        method: str,
        path: str,
        body: Any = None,
        query: Optional[Mapping[str, Any]] = None,
        content_type: str = "application/json",
    ) -> Response:
        url = join(self._base, path, {}, query or {})
        return self._client.exchange(self._request(method, url, body, content_type))

    def _request(self, method: str, url: str, body: Any, content_type: str = "application/json") -> Request:
        data = None if body is None else json_body(body)
        headers = dict(self._platform.headers())
        if data is not None:
            headers["Content-Type"] = content_type
        read_only = method == "GET"
        # A write in doubt is read back rather than sent again.
        return Request(method, url, headers, data, read_only=read_only, repeatable=read_only)

    def team(self, name: str) -> str:
        """The id of a team, by its name."""
        url = self._base[: -len("/apis")] + "/api/v1/platformTeams"
        query = {"query": 'name=="%s"' % name.replace("\\", "\\\\").replace('"', '\\"')}
        response = self._client.exchange(
            self._request("GET", join(url, "/", {}, query).replace("/?", "?"), None)
        )
        answer = document.json_of(response)
        teams = [each for each in answer if isinstance(each, dict)] if isinstance(answer, list) else []
        found = [str(team["guid"]) for team in teams if team.get("name") == name and team.get("guid")]
        if len(found) != 1:
            number = "%d teams are" % len(found) if found else "no team is"
            raise config_error("owner: %s named %r; look at the name of the team." % (number, name))
        return found[0]

    def events(self, topic: str, **query: Any) -> List[Object]:
        """The events of a watch topic, as the query selects them."""
        base = self._base[: -len("/apis")] + "/events"
        url = join(base, "/management/v1/watchtopics/{name}", {"name": topic}, query)
        response = self._client.exchange(self._request("GET", url, None))
        answer = document.json_of(response)
        if not isinstance(answer, list) or not all(isinstance(each, dict) for each in answer):
            raise wrong_answer(response, "the answer is no list of events", ADDRESS)
        return answer

    def defined(self) -> Tuple[Kind, ...]:
        """The kinds that the platform itself defines."""
        groups, _total = self.rows("/definitions/v1/groups")
        kinds: Dict[Tuple[str, str], Kind] = {}
        for group in groups:
            rows, _total = self.rows("/definitions/v1/groups/%s/resources" % quote(group["name"], safe=""))
            for row in rows:
                _add_defined(kinds, str(group["name"]), row.get("spec") or {})
        return tuple(kinds.values())


def _add_defined(kinds: Dict[Tuple[str, str], Kind], group: str, spec: Mapping[str, Any]) -> None:
    name, plural = spec.get("kind"), spec.get("plural")
    if not isinstance(name, str) or not isinstance(plural, str):
        return
    known = kinds.get((group, name))
    scope = (spec.get("scope") or {}).get("kind")
    scopes = (*(known.scopes if known else ()), *((str(scope),) if scope else ()))
    subresources = frozenset((spec.get("subResources") or {}).get("names") or ())
    kinds[group, name] = Kind(group, name, plural, 150, scopes, subresources, "v1")

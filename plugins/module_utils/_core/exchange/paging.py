# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fetching a list page by page, until it ends, repeats itself or reaches a bound.

PRIVATE to this collection.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, Callable, ClassVar, Dict, List, Mapping, Optional, Tuple

from ..http.message import Response

CallParams = Dict[str, Any]
Fetch = Callable[[CallParams], Tuple[Response, Any]]


_NEXT = re.compile(r""";\s*rel\s*=\s*("[^"]*\bnext\b|next\b)""", re.IGNORECASE)


class Pager(ABC):
    """How one platform service pages its lists.

    ``list_name`` is the field of an answer that holds its rows; without it the answer is the list.
    """

    list_name: ClassVar[Optional[str]] = None

    def rows(self, answer: Any) -> Optional[List[Any]]:
        """The rows of one answer, or None when it is no list."""
        rows = answer
        if self.list_name is not None:
            rows = answer.get(self.list_name) if isinstance(answer, dict) else None
        return rows if isinstance(rows, list) else None

    def whole(self, answer: Any, rows: List[Any]) -> Any:
        """The first answer with all ``rows`` in it: the platform's own envelope."""
        return rows if self.list_name is None else {**answer, self.list_name: rows}

    @abstractmethod
    def total(self, answer: Any, headers: Mapping[str, str]) -> Optional[int]:
        """How many rows there are in all, where the platform says so."""

    @abstractmethod
    def following(self, call: CallParams, page: int, fetched: int) -> CallParams:
        """The call for the next page, after ``page`` pages (from 1) brought ``fetched`` rows."""

    def is_whole(self, call: CallParams) -> bool:
        """Whether the call asks for the list from its beginning: the total counts what is before it too."""
        return True


@dataclass
class Pages:
    """All pages of a list as one: ``responses``, ``answer``, and a ``warning`` where rows are missing.

    ``incomplete`` says that the platform has more rows than those, for whatever reason.
    """

    responses: List[Response]
    answer: Any
    warning: Optional[str] = None
    incomplete: bool = False


def fetch_pages(pager: Pager, fetch: Fetch, call: CallParams, max_pages: int) -> Pages:
    """Fetch a list page by page, until it ends, repeats itself or ``max_pages`` were read."""
    response, answer = fetch(call)
    pages = Pages([response], answer)
    rows = pager.rows(answer)
    if rows is None:
        pages.warning = "the answer contains no list, or several; there may be more rows."
        return pages
    gathered, previous = list(rows), rows
    total = pager.total(answer, response.headers)
    while previous and (total is None or len(gathered) < total):
        if len(pages.responses) >= max_pages:
            pages.warning = "stopped after max_pages (%d); there may be more rows." % max_pages
            pages.incomplete = True
            break
        response, answer = fetch(pager.following(call, len(pages.responses), len(gathered)))
        pages.responses.append(response)
        number, rows = len(pages.responses), pager.rows(answer)
        if rows is None:
            pages.warning = "page %d was no list; rows may be missing." % number
            pages.incomplete = True
            break
        # A server that ignores the paging parameters sends the same page for ever.
        if rows and rows == previous:
            known = "" if total is None else "; %d of %d rows" % (len(gathered), total)
            text = "page %d repeated the one before, so it was the last asked for%s."
            pages.warning = text % (number, known)
            break
        gathered += rows
        previous = rows
        # An empty page does not know of those before it.
        if rows:
            total = pager.total(answer, response.headers)
    fewer = total is not None and len(gathered) < total
    if fewer and not previous and pager.is_whole(call):
        text = "page %d was empty after %d of %d rows, so the others are missing."
        pages.warning = text % (len(pages.responses), len(gathered), total)
    pages.incomplete = pages.incomplete or fewer
    pages.answer = pager.whole(pages.answer, gathered)
    return pages


def announces_more(headers: Mapping[str, str]) -> bool:
    """Whether an answer links to a next page (RFC 8288)."""
    return bool(_NEXT.search(headers.get("link", "")))


def with_query(call: CallParams, **parameters: Any) -> CallParams:
    """The call with query parameters set."""
    return {**call, "query": {**(call.get("query") or {}), **parameters}}


def count(value: Any) -> Optional[int]:
    """A number of rows or pages out of an answer, a header or a query; None where it is none."""
    try:
        return max(0, int(value))
    except (TypeError, ValueError, OverflowError):
        return None


def first(call: CallParams, place: str, parameter: str, default: int) -> int:
    """Where the user lets the paging begin: a parameter in ``query``, ``body`` or ``properties``."""
    found = count((call.get(place) or {}).get(parameter))
    return default if found is None else found

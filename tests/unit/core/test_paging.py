# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Paging: every row once and in order, an end whatever the server does, a word where rows are missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._core.exchange.paging import (
    CallParams,
    Pager,
    Pages,
    announces_more,
    count,
    fetch_pages,
    first,
    with_query,
)
from ansible_collections.apiops.platforms.plugins.module_utils._core.http.message import Request, Response
from tests.unit.core.fakes import Answer


class Numbered(Pager):
    """Rows under ``rows``, a total under ``total``, pages by number."""

    list_name = "rows"

    def total(self, answer: Any, headers: Mapping[str, str]) -> int | None:
        return count(answer.get("total")) if isinstance(answer, dict) else None

    def is_whole(self, call: CallParams) -> bool:
        return "page" not in call

    def following(self, call: CallParams, page: int, fetched: int) -> CallParams:
        return {**call, "page": page + 1, "fetched": fetched}


class Server:
    """Gives the pages one after the other, the last for ever, and remembers what was asked."""

    def __init__(self, *answers: Any) -> None:
        self._answers = list(answers)
        self.asked: list[CallParams] = []

    def __call__(self, call: CallParams) -> tuple[Response, Any]:
        assert len(self.asked) < 100, "this never ends"
        self.asked.append(call)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        return Answer(body=answer).to(Request("GET", "https://good.example/x", {})), answer


def page(*rows: Any, total: Any = None, **more: Any) -> dict[str, Any]:
    """One answer."""
    return {"rows": list(rows), "total": total, **more}


def gathered(*answers: Any, max_pages: int = 50) -> tuple[Pages, Server]:
    """All pages a server gives, and the server."""
    server = Server(*answers)
    return fetch_pages(Numbered(), server, {"path": "/x"}, max_pages), server


def test_every_row_once_and_in_order() -> None:
    pages, server = gathered(page(1, 2, total=5), page(3, 4, total=5), page(5, total=5))
    assert pages.answer["rows"] == [1, 2, 3, 4, 5]
    assert pages.warning is None
    assert len(pages.responses) == 3
    assert server.asked == [
        {"path": "/x"},
        {"path": "/x", "page": 2, "fetched": 2},
        {"path": "/x", "page": 3, "fetched": 4},
    ]


def test_the_envelope_is_that_of_the_first_answer() -> None:
    pages, _server = gathered(page(1, total=2, next="here"), page(2, total=2, next=None))
    assert pages.answer == {"rows": [1, 2], "total": 2, "next": "here"}


@pytest.mark.parametrize(
    "answer", [page(1, 2, total=2), page(1, 2, total=1), page(total=0), page(total=None)], ids=str
)
def test_one_page_is_all(answer: dict[str, Any]) -> None:
    pages, server = gathered(answer)
    assert (pages.answer, pages.warning, len(server.asked)) == (answer, None, 1)


@pytest.mark.parametrize("answer", [{"name": "x"}, [1, 2], "text", None, 5], ids=repr)
def test_an_answer_that_is_no_list_is_left_as_it_is_and_told_of(answer: Any) -> None:
    pages, server = gathered(answer)
    warning = "the answer contains no list, or several; there may be more rows."
    assert (pages.answer, pages.warning, len(server.asked)) == (answer, warning, 1)


def test_without_a_total_an_empty_page_ends_it() -> None:
    pages, server = gathered(page(1, 2), page(3), page())
    assert pages.answer["rows"] == [1, 2, 3]
    assert (pages.warning, len(server.asked)) == (None, 3)


def test_a_total_that_grows_meanwhile() -> None:
    pages, _server = gathered(page(1, total=2), page(2, total=3), page(3, total=3))
    assert pages.answer["rows"] == [1, 2, 3]
    assert pages.warning is None


def test_a_total_that_shrinks_meanwhile() -> None:
    pages, server = gathered(page(1, 2, total=4), page(3, total=3))
    assert pages.answer["rows"] == [1, 2, 3]
    assert (pages.warning, len(server.asked)) == (None, 2)


def test_a_total_that_is_missing_later() -> None:
    pages, _server = gathered(page(1, total=2), page(2), page())
    assert (pages.answer["rows"], pages.warning) == ([1, 2], None)


@pytest.mark.parametrize("last", [page(total=5), page(), page(total=0), page(total=2)], ids=str)
def test_an_end_short_of_the_total_is_told(last: dict[str, Any]) -> None:
    pages, server = gathered(page(1, 2, total=5), last)
    assert pages.answer["rows"] == [1, 2]
    warning = "page 2 was empty after 2 of 5 rows, so the others are missing."
    assert (pages.warning, len(server.asked)) == (warning, 2)


def test_a_first_page_without_any_of_its_rows_is_told() -> None:
    pages, server = gathered(page(total=3))
    warning = "page 1 was empty after 0 of 3 rows, so the others are missing."
    assert (pages.warning, len(server.asked)) == (warning, 1)


def test_a_server_that_ignores_paging_and_tells_no_total() -> None:
    pages, server = gathered(page(1, 2))
    assert pages.answer["rows"] == [1, 2]
    warning = "page 2 repeated the one before, so it was the last asked for."
    assert (pages.warning, len(server.asked)) == (warning, 2)


def test_a_server_that_ignores_paging_although_there_is_more() -> None:
    pages, server = gathered(page(1, 2, total=9))
    assert pages.answer["rows"] == [1, 2]
    warning = "page 2 repeated the one before, so it was the last asked for; 2 of 9 rows."
    assert (pages.warning, len(server.asked)) == (warning, 2)


@pytest.mark.parametrize("total", [9, None])
@pytest.mark.parametrize("most", [1, 2, 3])
def test_max_pages_bounds_it_and_says_so(total: int | None, most: int) -> None:
    answers = [page(number, total=total) for number in range(9)]
    pages, server = gathered(*answers, max_pages=most)
    assert pages.answer["rows"] == list(range(most))
    assert len(pages.responses) == len(server.asked) == most
    assert pages.warning == "stopped after max_pages (%d); there may be more rows." % most


def test_the_last_page_allowed_may_be_the_last_one() -> None:
    pages, _server = gathered(page(1, total=2), page(2, total=2), max_pages=2)
    assert (pages.answer["rows"], pages.warning) == ([1, 2], None)


@pytest.mark.parametrize("last", [{"message": "busy"}, [], None], ids=repr)
def test_a_later_answer_that_is_no_list_does_not_pass_for_the_end(last: Any) -> None:
    pages, _server = gathered(page(1, 2, total=5), last)
    assert pages.answer["rows"] == [1, 2]
    assert pages.warning is not None


def test_an_empty_page_ends_it_whatever_the_total_says() -> None:
    # The total counts the rows before the page the user began with, too.
    server = Server(page(4, 5, total=5), page(total=5))
    pages = fetch_pages(Numbered(), server, {"path": "/x", "page": 2}, 50)
    assert (pages.answer["rows"], pages.warning) == ([4, 5], None)
    assert len(server.asked) == 2


def test_the_first_answer_is_not_changed() -> None:
    answer = page(1, total=2)
    gathered(answer, page(2, total=2))
    assert answer == page(1, total=2)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (5, 5),
        ("5", 5),
        (" 5 ", 5),
        (5.9, 5),
        (-3, 0),
        ("-3", 0),
        (0, 0),
        (None, None),
        ("", None),
        ("many", None),
        ("5.5", None),
        ([], None),
        ({}, None),
        (float("inf"), None),
        (float("nan"), None),
    ],
    ids=repr,
)
def test_numbers_of_rows(value: Any, number: int | None) -> None:
    assert count(value) == number


@pytest.mark.parametrize(
    ("call", "number"),
    [
        ({"query": {"page": 4}}, 4),
        ({"query": {"page": "4"}}, 4),
        ({"query": {"page": 0}}, 0),
        ({"query": {"page": "x"}}, 1),
        ({"query": {"page": None}}, 1),
        ({"query": {}}, 1),
        ({"query": None}, 1),
        ({}, 1),
    ],
    ids=str,
)
def test_where_the_user_lets_it_begin(call: CallParams, number: int) -> None:
    assert first(call, "query", "page", 1) == number


def test_query_parameters_are_set_on_a_copy() -> None:
    call: CallParams = {"path": "/x", "query": {"a": 1, "page": 1}}
    assert with_query(call, page=2) == {"path": "/x", "query": {"a": 1, "page": 2}}
    assert call == {"path": "/x", "query": {"a": 1, "page": 1}}
    assert with_query({"query": None}, page=2) == {"query": {"page": 2}}


@pytest.mark.parametrize(
    ("answers", "max_pages", "incomplete"),
    [
        ([page(1, total=2), page(2, total=2)], 50, False),
        ([page(1), page(2), page()], 50, False),
        ([page(1), page(1)], 50, False),
        ([page(1), page(2), page(3)], 2, True),
        ([page(1), "no list"], 50, True),
        ([page(1, total=3), page(2, total=3), page(total=0)], 50, True),
        ([page(1, total=3), page(1, total=3)], 50, True),
    ],
    ids=str,
)
def test_whether_there_are_more_rows_than_came(answers: list[Any], max_pages: int, incomplete: bool) -> None:
    assert gathered(*answers, max_pages=max_pages)[0].incomplete is incomplete


@pytest.mark.parametrize(
    ("link", "more"),
    [
        ('<https://good.example/x?page=2>; rel="next"', True),
        ('<https://good.example/a>; rel="prev", <https://good.example/b>; title="b"; REL=next', True),
        ('<https://good.example/b>; rel = "last next"', True),
        ('<https://good.example/next>; rel="last"', False),
        ("<https://good.example/b>; rel=nextdoor", False),
        ("", False),
    ],
)
def test_an_answer_that_links_to_a_next_page(link: str, more: bool) -> None:
    assert announces_more({"link": link}) is more
    assert announces_more({}) is False

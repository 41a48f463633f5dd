# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a status alone stands for, and the words of an answer that says no."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._core.exchange.refusal import (
    HTML_PAGE,
    first_text,
    from_text,
    kind_of,
    request_id_of,
)
from ansible_collections.apiops.platforms.plugins.module_utils._core.http.message import Request, Response

KINDS = {
    "protocol": (100, 300, 302, 304, 399),
    "auth": (401,),
    "forbidden": (403,),
    "not_found": (404, 410),
    "timeout": (408,),
    "conflict": (409, 412, 428),
    "rate_limited": (429,),
    "rejected": (200, 204, 299, 400, 402, 405, 406, 411, 413, 415, 418, 422, 499),
    "server": (500, 501, 502, 503, 504, 511, 599),
}


@pytest.mark.parametrize(
    ("status", "kind"), [(status, kind) for kind, statuses in KINDS.items() for status in statuses]
)
def test_the_kind_of_a_status(status: int, kind: str) -> None:
    assert kind_of(status) == kind


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ((None, "", "  ", [], {}, "a", "b"), "a"),
        ((True, False, 7), "7"),
        ((0.5,), "0.5"),
        ((["a", 7, {}, None, "b"], "c"), "a; 7; b"),
        (([{}], "c"), "c"),
        ((" a ",), "a"),
        ((None, {}), None),
    ],
    ids=str,
)
def test_the_first_text(values: tuple[Any, ...], text: str | None) -> None:
    assert first_text(*values) == text


def test_the_id_of_a_request() -> None:
    assert request_id_of({"x-request-id": "", "x-transaction-id": "t", "x-global-transaction-id": "g"}) == "t"
    assert request_id_of({"x-correlation-id": "c", "x-request-id": "r"}) == "r"
    assert request_id_of({}) is None


@pytest.mark.parametrize(
    ("method", "status", "content_type", "body", "expected"),
    [
        ("GET", 404, "text/html", b"<html>", ("protocol", None, False, HTML_PAGE)),
        ("GET", 500, "text/html", b"<html>", ("server", None, False, HTML_PAGE)),
        ("GET", 404, "text/plain", b"no such thing", ("not_found", "no such thing", False, None)),
        ("GET", 404, "", b" ", ("not_found", None, False, None)),
        ("HEAD", 404, "", b"", ("not_found", None, True, None)),
    ],
)
def test_an_answer_that_is_not_json(
    method: str, status: int, content_type: str, body: bytes, expected: tuple[Any, ...]
) -> None:
    request = Request(method, "https://good.example/")
    refusal = from_text(Response(request, status, "", {"content-type": content_type}, body))
    assert (refusal.kind, refusal.description, refusal.from_platform, refusal.note) == expected

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON answers: exact where JSON is exact, refused where it is hostile, and never a crash."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.apiops.platforms.plugins.module_utils._core.http.document import (
    DEEPEST,
    NotJson,
    data_in,
    is_html,
    is_unwanted_page,
    json_of,
    looks_like_json,
    parse,
    text_of,
    value_of,
)
from ansible_collections.apiops.platforms.plugins.module_utils._core.http.message import Request, Response


def response(body: bytes, content_type: str | None = "application/json") -> Response:
    """An answer with this body."""
    headers = {} if content_type is None else {"content-type": content_type}
    return Response(Request("GET", "https://good.example/"), 200, "OK", headers, body)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("9007199254740993", 2**53 + 1),
        ("-9223372036854775809", -(2**63) - 1),
        ("1" * 4000, int("1" * 4000)),
        ("0.1", 0.1),
        ("1.0", 1.0),
        ("1e3", 1000.0),
        ("null", None),
        ('{"a": 1, "a": 2}', {"a": 2}),
        ('"\\u00fc\\ud83d\\ude00"', "ü😀"),
        ("[]", []),
    ],
)
def test_values(text: str, value: object) -> None:
    read = parse(text)
    assert read == value
    assert type(read) is type(value)


def test_keys_keep_their_order() -> None:
    assert list(parse('{"$type": 1, "z": 2, "a": 3}')) == ["$type", "z", "a"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "{",
        "[1,]",
        "{'a': 1}",
        "{} {}",
        "NaN",
        "[Infinity]",
        "[-Infinity]",
        "1" * 1_000_000,
        "0." + "1" * 1_000_000,
        "[" * 100_000,
        "[" * 100_000 + "]" * 100_000,
        '{"a":' * 100_000 + "1" + "}" * 100_000,
        "[" * (DEEPEST + 2) + "]" * (DEEPEST + 2),
    ],
    ids=lambda text: text[:10],
)
def test_what_is_not_json(text: str) -> None:
    with pytest.raises(NotJson):
        parse(text)


@pytest.mark.parametrize("text", ["[1e999]", "[-1e999]", '{"total_results": 1e400}'])
def test_a_number_too_large_to_hold_does_not_become_infinity(text: str) -> None:
    # Infinity is no JSON: no result that holds one can be written.
    try:
        value = parse(text)
    except NotJson:
        return
    json.dumps(value, allow_nan=False)


def test_depth_that_is_allowed() -> None:
    assert parse("[" * DEEPEST + "]" * DEEPEST) is not None


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        ("ü".encode(), "application/json", "ü"),
        ("ü".encode(), None, "ü"),
        ("ü".encode(), "application/json;charset=UTF-8", "ü"),
        ("ü".encode("latin-1"), "application/json; charset=ISO-8859-1", "ü"),
        ("ü".encode("utf-16"), "application/json; charset=utf-16", "ü"),
        ("ü".encode("utf-16-le"), 'application/json; charset="utf-16le"', "ü"),
        ("\ufeffü".encode(), "application/json", "ü"),
        ("\ufeffü".encode(), "application/json; charset=utf-8", "ü"),
        ("\ufeffü".encode("utf-16-le"), "application/json; charset=utf-16le", "ü"),
        ("ü".encode(), "application/json; charset=nonsense", "ü"),
        (b"a\xffb", "application/json", "a\ufffdb"),
        (b"", "application/json", ""),
    ],
)
def test_text(body: bytes, content_type: str | None, text: str) -> None:
    assert text_of(response(body, content_type)) == text


@pytest.mark.parametrize(
    "charset",
    ["idna", "punycode", "undefined", "hex", "rot13", "unicode_escape", "x" * 10_000, "\x00", "..", "ü", ""],
    ids=lambda charset: ascii(charset[:20]),
)
def test_hostile_charsets_are_no_crash(charset: str) -> None:
    text_of(response(b'{"a": "\xfc"}', "application/json; charset=" + charset))


@pytest.mark.parametrize("charset", ["unicode_escape", "raw_unicode_escape", "utf-7", "punycode", "idna"])
def test_codecs_that_are_no_charsets_do_not_rewrite_an_answer(charset: str) -> None:
    body = b'{"a": "+AGE- \\\\u0041"}'
    assert json_of(response(body, "application/json; charset=" + charset)) == json.loads(body)


def test_an_empty_answer_is_no_value() -> None:
    assert json_of(response(b"")) is None
    assert json_of(response(b"  ")) is None


@pytest.mark.parametrize(
    ("body", "content_type", "html"),
    [
        (b"<!DOCTYPE html>", "text/html; charset=utf-8", True),
        (b"hello", "TEXT/HTML", True),
        (b"\xef\xbb\xbf\n <!doctype HTML>", "application/json", True),
        (b"<HTML>", None, True),
        (b"<?xml", "application/xhtml+xml", True),
        (b"{}", "application/json", False),
        (b'"<html>"', "application/json", False),
        (b"", None, False),
    ],
)
def test_html(body: bytes, content_type: str | None, html: bool) -> None:
    assert is_html(response(body, content_type)) is html


@pytest.mark.parametrize(
    ("body", "content_type", "json_like"),
    [
        (b"", "application/json;charset=UTF-8", True),
        (b"", "application/problem+json", True),
        (b"{}", "text/plain", False),
        (b" [", None, True),
        (b"OK", None, False),
    ],
)
def test_what_looks_like_json(body: bytes, content_type: str | None, json_like: bool) -> None:
    assert looks_like_json(response(body, content_type)) is json_like


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(VALUES)
def test_what_was_written_is_what_is_read(value: object) -> None:
    assert parse(json.dumps(value)) == value


@given(st.binary(max_size=50), st.sampled_from(["utf-8", "utf-16", "utf-32", "latin-1", "shift_jis", "big5"]))
def test_no_bytes_are_a_crash(body: bytes, charset: str) -> None:
    json_of(response(body, "application/json; charset=" + charset))


@pytest.mark.parametrize(
    ("body", "content_type", "data"),
    [
        (b'{"a": 1}', "application/json", {"json": {"a": 1}}),
        (b'"text"', "application/problem+json", {"json": "text"}),
        (b" [1]", "text/plain", {"json": [1]}),
        (b"[1", "application/json", {"content": "[1"}),
        (b"{not json}", None, {"content": "{not json}"}),
        (b"7", "text/plain", {"content": "7"}),
        (b" \n", "application/json", {"content": " \n"}),
        (b"", None, {"content": ""}),
    ],
)
def test_what_an_answer_holds(body: bytes, content_type: str | None, data: dict[str, Any]) -> None:
    assert data_in(response(body, content_type)) == data


@pytest.mark.parametrize("body", [b"", b" \r\n"])
def test_an_empty_answer_has_no_value(body: bytes) -> None:
    assert value_of(response(body)) is None


def test_a_value_is_read_once() -> None:
    answer = response(b"[1]")
    assert value_of(answer) is value_of(answer)


@pytest.mark.parametrize(
    ("accept", "content_type", "unwanted"),
    [
        ({}, "text/html", True),
        ({"Accept": "application/json"}, "text/html", True),
        ({"Accept": "application/json"}, "application/json", False),
        ({"accept": "TEXT/HTML"}, "text/html", False),
        ({"Accept": "text/html", "ACCEPT": "application/json"}, "text/html", True),
        ({"Accept": "application/json", "accept": "application/xhtml+xml"}, "text/html", False),
    ],
    ids=str,
)
def test_a_page_that_was_not_asked_for(accept: dict[str, str], content_type: str, unwanted: bool) -> None:
    request = Request("GET", "https://good.example/", accept)
    assert is_unwanted_page(Response(request, 200, "", {"content-type": content_type}, b"x")) is unwanted

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens: their claims, their life by what the platform said, the moment they are renewed."""

from __future__ import annotations

import base64
import json
from typing import Any
from unittest.mock import Mock

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._core.errors import ApiError
from ansible_collections.apiops.platforms.plugins.module_utils._core.http.message import Request
from ansible_collections.apiops.platforms.plugins.module_utils._core.tokens import source as source_file
from ansible_collections.apiops.platforms.plugins.module_utils._core.tokens import token as token_file
from ansible_collections.apiops.platforms.plugins.module_utils._core.tokens.source import (
    GrantedToken,
    SuppliedToken,
)
from ansible_collections.apiops.platforms.plugins.module_utils._core.tokens.store import MemoryStore
from ansible_collections.apiops.platforms.plugins.module_utils._core.tokens.token import (
    DOUBT_HOLDS,
    Token,
    read_token,
)
from tests.unit.core.fakes import Answer

# 2026-01-02T03:04:05Z in epoch seconds.
NOW = 1767323045.0


class Time:
    """Stands in for the module ``time``; both clocks stand still until told otherwise."""

    def __init__(self) -> None:
        self.epoch = NOW
        self.machine = 500.0

    def time(self) -> float:
        """Epoch seconds."""
        return self.epoch

    def monotonic(self) -> float:
        """Seconds since some point in the past."""
        return self.machine

    def passes(self, seconds: float) -> None:
        """Let time go by."""
        self.epoch += seconds
        self.machine += seconds


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Time:
    """The clock of the tokens."""
    stopped = Time()
    for file in (source_file, token_file):
        monkeypatch.setattr(file, "time", stopped)
    return stopped


def segment(value: bytes) -> str:
    """A segment of a JWT."""
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def jwt(claims: Any) -> str:
    """A JWT with these claims, its signature worthless."""
    return "%s.%s.c2ln" % (segment(b'{"alg":"RS256"}'), segment(json.dumps(claims).encode()))


def read(answer: Any, **details: Any) -> Token:
    """The token of an answer of a token endpoint."""
    body = answer if isinstance(answer, Answer) else Answer(body=answer)
    return read_token(body.to(Request("POST", "https://good.example/token", {})), **details)


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "ü€😀", "exp": 1, "scopes": ["a"], "nested": {"x": None}},
        {"n": 12345678901234567890},
        {},
        {"padding": "a"},
        {"padding": "ab"},
        {"padding": "abc"},
    ],
    ids=str,
)
def test_claims_are_decoded(claims: dict[str, Any]) -> None:
    assert Token(jwt(claims)).claims == claims


@pytest.mark.parametrize(
    "text",
    [
        "",
        "opaque",
        "a.b",
        "..",
        "a.b.c",
        "a.b.c.d",
        "a.b.c.d.e",
        "a.!!!!.c",
        "a.\x00\x00.c",
        "a.ü.c",
        "a.\udcff.c",
        "a." + segment(b"\xff\xfe") + ".c",
        "a." + segment(b"not json") + ".c",
        "a." + segment(b"") + ".c",
        "a." + segment(b'{"cut off": ') + ".c",
        "a." + segment(b'{"exp": NaN}') + ".c",
        "a." + segment(b'{"exp": 1e999}') + ".c",
        "a." + segment(b'{"n": ' + b"9" * 5000 + b"}") + ".c",
        "a." + segment(b'{"d": ' + b"[" * 5000 + b"]" * 5000 + b"}") + ".c",
        "a." + segment(b'{"d": ' + b"[" * 300 + b"]" * 300 + b"}") + ".c",
        jwt({"exp": 1}) + ".d.e",
        jwt([1, 2]),
        jwt("text"),
        jwt(None),
        jwt(5),
    ],
    ids=lambda text: repr(text)[:40],
)
def test_what_is_no_jwt_has_no_claims(text: str) -> None:
    token = Token.issued(text)
    assert (token.claims, token.expires_at, token.remaining, token.fresh) == (None, None, None, True)


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        (1800, 1800.0),
        ("1800", 1800.0),
        (" 1800 ", 1800.0),
        (1800.5, 1800.5),
        ("1800.5", 1800.5),
        (1, 1.0),
        (0, None),
        (-5, None),
        ("-5", None),
        (None, None),
        ("", None),
        ("soon", None),
        ("nan", None),
        ("inf", None),
        (1e300, None),
        (10**400, None),
        ([], None),
        ({"seconds": 5}, None),
    ],
    ids=repr,
)
def test_expires_in_of_every_sort(given: Any, seconds: float | None) -> None:
    token = read(Answer(body=json.dumps({"access_token": "x", "expires_in": given}).encode()))
    assert token.expires_in == seconds
    assert (token.renew_at is None) == (seconds is None)


def test_expires_in_that_is_absent() -> None:
    token = read({"access_token": "x"})
    assert (token.expires_in, token.renew_at, token.expires_at, token.remaining) == (None, None, None, None)


@pytest.mark.parametrize(
    ("life", "margin"),
    [(28800, 60), (1800, 60), (601, 60), (600, 60), (590, 59), (300, 30), (60, 6), (10, 1), (1, 0.1)],
)
def test_it_is_renewed_a_minute_or_a_tenth_before_its_end(clock: Time, life: float, margin: float) -> None:
    token = Token.issued("x", expires_in=life)
    assert token.renew_at == pytest.approx(clock.machine + life - margin)
    clock.passes(life - margin - 0.01)
    assert token.fresh
    clock.passes(0.02)
    assert not token.fresh


def test_its_life_by_its_claim(clock: Time) -> None:
    token = Token.issued(jwt({"exp": NOW + 600}))
    assert (token.expires_in, token.remaining) == (None, 600)
    assert token.renew_at == pytest.approx(clock.machine + 540)


def test_what_the_answer_says_counts_before_the_claim(clock: Time) -> None:
    token = Token.issued(jwt({"exp": NOW + 600}), expires_in=1800)
    assert (token.remaining, token.expires_at) == (1800, "2026-01-02T03:34:05Z")
    assert token.renew_at == pytest.approx(clock.machine + 1740)


def test_a_claim_that_is_over_is_a_clock_that_is_wrong() -> None:
    # Were it believed, every single call would log in anew.
    token = Token.issued(jwt({"exp": NOW - 10}))
    assert (token.fresh, token.remaining, token.expires_at) == (True, 0, "2026-01-02T03:03:55Z")


def test_a_clock_that_is_set_does_not_change_its_life(clock: Time) -> None:
    token = Token.issued("x", expires_in=1800)
    clock.epoch += 100_000
    assert token.fresh
    clock.epoch -= 200_000
    clock.machine += 1800
    assert not token.fresh


@pytest.mark.parametrize(
    "end",
    [-1, -1e20, 1e20, 253402300800, 10**30, True, "1767323045", None, [NOW], {"at": NOW}],
    ids=repr,
)
def test_ends_that_are_none(end: Any) -> None:
    token = Token.issued(jwt({"exp": end}))
    assert (token.expires_at, token.remaining, token.renew_at) == (None, None, None)


@pytest.mark.parametrize(
    ("end", "text"),
    [
        (0, "1970-01-01T00:00:00Z"),
        (NOW, "2026-01-02T03:04:05Z"),
        (NOW + 0.9, "2026-01-02T03:04:05Z"),
        (253402300799, "9999-12-31T23:59:59Z"),
    ],
)
def test_when_it_ends(end: float, text: str) -> None:
    assert Token(jwt({"exp": end})).expires_at == text


def test_what_is_left_goes_down_to_nothing(clock: Time) -> None:
    token = Token.issued("x", expires_in=100.4)
    assert (token.remaining, token.expires_at) == (100, "2026-01-02T03:05:45Z")
    clock.passes(99)
    assert token.remaining == 1
    clock.passes(1000)
    assert (token.remaining, token.expires_at) == (0, "2026-01-02T03:05:45Z")


def test_a_life_beyond_all_calendars_is_no_crash() -> None:
    token = Token.issued("x", expires_in=9e11)
    assert (token.expires_at, token.remaining, token.fresh) == (None, None, True)


@pytest.mark.parametrize(
    ("given", "read_as"),
    [
        ("Bearer", "Bearer"),
        ("bearer", "Bearer"),
        ("BEARER", "Bearer"),
        (None, "Bearer"),
        ("", "Bearer"),
        ("DPoP", "DPoP"),
    ],
)
def test_its_type(given: str | None, read_as: str) -> None:
    assert read({"access_token": "x", "token_type": given}).token_type == read_as


@pytest.mark.parametrize(("given", "read_as"), [("a b", "a b"), (None, None), (["a"], None), (5, None)])
def test_its_scope(given: Any, read_as: str | None) -> None:
    assert read({"access_token": "x", "scope": given}).scope == read_as


def test_what_the_grant_learned_is_kept() -> None:
    assert read({"access_token": "x"}, realm="provider/x").details == {"realm": "provider/x"}


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"access_token": None},
        {"access_token": ""},
        {"access_token": 5},
        {"access_token": ["x"]},
        {"token": "x"},
        [{"access_token": "x"}],
        "x",
        Answer(204),
        Answer(200, "<html>access_token", "text/html"),
        Answer(200, b'{"access_token": ', "application/json"),
    ],
    ids=str,
)
def test_an_answer_without_a_token(answer: Any) -> None:
    with pytest.raises(ApiError, match="without an access_token") as caught:
        read(answer)
    assert (caught.value.kind, caught.value.url) == ("protocol", "https://good.example/token")


def test_it_survives_as_plain_json() -> None:
    token = Token.issued(
        jwt({"exp": NOW}), expires_in=1800, scope="s", details={"realm": "provider/x", "more": [1]}
    )
    assert Token(**json.loads(json.dumps(token.to_dict()))) == token


def test_a_supplied_token_is_used_as_it_is() -> None:
    source = SuppliedToken(" x\n")
    assert source.current().access_token == "x"
    assert source.current().fresh
    assert source.renew(source.current(), again=False) == "The token was supplied, so it is not renewed."


class Numbered:
    """A grant whose tokens are numbered."""

    identity = ("a",)
    secrets = ()
    single_use = False

    def __init__(self) -> None:
        self.count = 0

    def acquire(self, ask: Any) -> Token:
        self.count += 1
        return Token("token-%d" % self.count)


def test_a_token_that_replaced_a_refused_one_is_not_replaced_in_its_turn(clock: Time) -> None:
    """Whoever first meets it, in whatever thread: the one that had it renewed may not know yet."""
    source = GrantedToken(Numbered(), Mock(), MemoryStore(), Mock())
    first = source.current()
    assert source.renew(first, again=False) is None
    second = source.current()
    assert second.access_token == "token-2"
    assert source.renew(first, again=False) is None
    assert source.current() == second
    assert "not renewed" in (source.renew(second, again=False) or "")
    clock.epoch += DOUBT_HOLDS
    assert source.renew(second, again=False) is None
    assert source.current().access_token == "token-3"


def test_tokens_among_its_claims() -> None:
    inner = jwt({"sub": "someone"})
    token = Token(jwt({"id_token": inner, "name": "a.b.c", "number": 1, "list": [inner]}))
    assert token.nested_tokens == (inner,)
    assert Token("opaque").nested_tokens == ()

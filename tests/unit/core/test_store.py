# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens kept: of many who ask at once one acquires, and no credential gets another's token."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._core.errors import ApiError
from ansible_collections.apiops.platforms.plugins.module_utils._core.tokens import store as stores
from ansible_collections.apiops.platforms.plugins.module_utils._core.tokens.store import MemoryStore
from ansible_collections.apiops.platforms.plugins.module_utils._core.tokens.token import Token
from tests.unit.core.fakes import Clock


class Login:
    """Acquires tokens, slowly, and counts them."""

    def __init__(self, seconds: float = 0.0, error: ApiError | None = None) -> None:
        self.count = 0
        self._seconds = seconds
        self._error = error
        self._lock = threading.Lock()

    def __call__(self) -> Token:
        with self._lock:
            self.count += 1
            number = self.count
        time.sleep(self._seconds)
        if self._error is not None:
            raise self._error
        return Token.issued("token-%d" % number, expires_in=3600)


def test_fifty_at_once_make_one_login() -> None:
    store, login = MemoryStore(), Login(0.05)
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda _n: store.obtain(("a",), login, None), range(50)))
    assert login.count == 1
    assert {token.access_token for token, _reused in answers} == {"token-1"}
    assert sorted(reused for _token, reused in answers) == [False] + [True] * 49


def test_fifty_whose_token_was_refused_make_one_renewal() -> None:
    store, login = MemoryStore(), Login(0.02)
    store.obtain(("a",), login, None)
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda _n: store.obtain(("a",), login, "token-1"), range(50)))
    assert login.count == 2
    assert {token.access_token for token, _reused in answers} == {"token-2"}


def test_fifty_at_once_get_one_refusal() -> None:
    store, login = MemoryStore(), Login(0.02, ApiError("auth", "no", status=401))

    def ask(_number: int) -> str:
        with pytest.raises(ApiError) as caught:
            store.obtain(("a",), login, None)
        return caught.value.kind

    with ThreadPoolExecutor(50) as pool:
        assert set(pool.map(ask, range(50))) == {"auth"}
    assert login.count == 1


def test_other_credentials_do_not_wait_nor_share() -> None:
    store, begun, other_has_one = MemoryStore(), threading.Event(), threading.Event()

    def slow() -> Token:
        begun.set()
        assert other_has_one.wait(10), "the other waited for this login"
        return Token("slow")

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(store.obtain, ("a", "secret"), slow, None)
        assert begun.wait(10)
        quick = store.obtain(("a", "changed"), Login(), None)
        other_has_one.set()
        slow_token, quick_token = waiting.result()[0], quick[0]
    assert (slow_token.access_token, quick_token.access_token) == ("slow", "token-1")


def test_a_failure_frees_the_way() -> None:
    store = MemoryStore()
    for error in (ApiError("connect", "no"), RuntimeError("bug")):

        def fail(error: Exception = error) -> Token:
            raise error

        with pytest.raises(type(error)):
            store.obtain(("a",), fail, None)
    assert store.obtain(("a",), Login(), None)[0].access_token == "token-1"


def test_a_token_about_to_end_is_not_handed_out() -> None:
    store = MemoryStore()
    ending = Token("old", renew_at=time.monotonic() - 1)
    store.obtain(("a",), lambda: ending, None)
    assert store.obtain(("a",), Login(), None)[0].access_token == "token-1"


def test_details_survive() -> None:
    store = MemoryStore()
    store.obtain(("a",), lambda: Token("x", scope="s", details={"realm": "provider/x"}), None)
    token, reused = store.obtain(("a",), Login(), None)
    assert (token.details, token.scope, reused) == ({"realm": "provider/x"}, "s", True)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The time of stores."""
    clock = Clock()
    monkeypatch.setattr(stores, "time", clock)
    return clock


@pytest.mark.usefixtures("clock")
def test_turns_are_an_interval_apart() -> None:
    store = MemoryStore()
    assert [store.turn(("a",), 10) for _turn in range(4)] == [0, 10, 20, 30]
    assert store.turn(("b",), 10) == 0


def test_a_turn_not_taken_is_not_saved_up(clock: Clock) -> None:
    store = MemoryStore()
    store.turn(("a",), 10)
    clock.sleep(35)
    assert [store.turn(("a",), 10) for _turn in range(3)] == [0, 10, 20]


def test_a_token_that_came_while_another_is_forgotten_stays() -> None:
    class Renewing(MemoryStore):
        """One whose token is renewed by somebody else just before the right to change it is had."""

        @contextmanager
        def _held(self, key: Any) -> Iterator[None]:
            if self._records:
                self._write(key, {"token": Token("new").to_dict()})
            with super()._held(key):
                yield

    store = Renewing()
    store.keep(("a",), Token("old"))
    store.forget("old")
    kept = store.kept(("a",))
    assert kept is not None
    assert kept.access_token == "new"


def test_what_is_forgotten_is_that_token_alone() -> None:
    store = MemoryStore()
    for name in ("a", "b"):
        store.keep((name,), Token("of " + name))
    store.forget("of a")
    assert store.kept(("a",)) is None
    assert store.obtain(("a",), Login(), None)[0].access_token == "token-1"
    assert store.obtain(("b",), Login(), None)[0].access_token == "of b"

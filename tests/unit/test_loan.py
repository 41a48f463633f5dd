# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens lent to modules on targets: what a module tells of them holds for the whole run."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._core.errors import ApiError, Quote
from ansible_collections.apiops.platforms.plugins.module_utils._core.tokens.store import (
    BorrowedStore,
    KeyedStore,
    TokenNeeded,
)
from ansible_collections.apiops.platforms.plugins.module_utils._core.tokens.token import Token
from ansible_collections.apiops.platforms.plugins.plugin_utils._loan import Run, Sealed, with_lent_token

IDENTITY = ("apic", "https://good.example", "user", "password")
TASK = ("apic", "host1")


def module(execute: Callable[[BorrowedStore], dict[str, Any]]) -> Run:
    """A module that does this with its store, through JSON as between two machines."""

    def run(loan: Mapping[str, Any]) -> Sealed:
        store = BorrowedStore(json.loads(json.dumps(loan)))
        try:
            result = execute(store)
        except ApiError as error:
            result = error.to_result()
        except TokenNeeded as needed:
            result = {"failed": True}
            store.returned["needed"] = {"identity": needed.identity, "login": needed.login}
        return result, json.loads(json.dumps(store.returned))

    return run


def refused() -> Token:
    """A login with a wrong password."""
    raise ApiError("auth", "wrong password.")


def never() -> Token:
    """A login that nobody asked for."""
    raise AssertionError("a login that was not to be")


def calling(acquire: Callable[[], Token]) -> Run:
    """A module that calls a service; one that logs in if need be."""
    return module(lambda store: {"by": store.obtain(IDENTITY, acquire, None)[0].access_token})


def test_one_module_logs_in_and_all_call_by_its_token() -> None:
    store = KeyedStore(b"key")
    log_in = calling(lambda: Token("new"))
    for host in "host1", "host2", "host1":
        assert with_lent_token(store, ("apic", host), calling(never), log_in) == {"by": "new"}
        log_in = calling(never)
    token = store.kept(IDENTITY)
    assert token
    assert token.access_token == "new"


def test_a_module_is_lent_the_token_at_once_where_it_named_its_credentials_before() -> None:
    store = KeyedStore(b"key")
    loans = []

    def run(loan: Mapping[str, Any]) -> Sealed:
        loans.append(loan["token"])
        return calling(never)(loan)

    for _task in range(2):
        with_lent_token(store, TASK, run, calling(lambda: Token("new")))
    assert [loan and loan["access_token"] for loan in loans] == [None, "new", "new"]


def test_a_host_that_named_no_credentials_is_lent_nothing() -> None:
    store = KeyedStore(b"key")
    store.keep(IDENTITY, Token("of others"))
    loans = []

    def run(loan: Mapping[str, Any]) -> Sealed:
        loans.append(loan["token"])
        return {"changed": False}, {}

    with_lent_token(store, TASK, run, calling(never))
    assert loans == [None]


def test_credentials_that_were_changed_on_the_target_are_named_anew() -> None:
    store = KeyedStore(b"key")
    with_lent_token(store, TASK, calling(never), calling(lambda: Token("old")))
    other = (*IDENTITY[:3], "another password")
    call = module(lambda given: {"by": given.obtain(other, never, None)[0].access_token})
    log_in = module(lambda given: {"by": given.obtain(other, lambda: Token("new"), None)[0].access_token})
    assert with_lent_token(store, TASK, call, log_in) == {"by": "new"}


def test_a_login_by_other_credentials_than_the_task_named_is_an_error() -> None:
    store = KeyedStore(b"key")
    log_in = module(lambda given: {"by": given.obtain(("other",), lambda: Token("x"), None)[0].access_token})
    result = with_lent_token(store, TASK, calling(never), log_in)
    assert result["error"]["kind"] == "config"
    assert "changed while the task logged in" in result["msg"]
    assert store.kept(IDENTITY) is None


def test_a_renewal_that_was_refused_holds_for_the_next_task() -> None:
    store = KeyedStore(b"key")
    store.keep(IDENTITY, Token("ended"))
    renewing = module(lambda given: {"by": given.obtain(IDENTITY, refused, "ended")[0].access_token})
    store.remember(TASK, str(store._key(IDENTITY)))
    assert with_lent_token(store, TASK, renewing, calling(never))["msg"] == "wrong password."
    assert with_lent_token(store, TASK, calling(never), calling(never))["msg"] == "wrong password."


def test_a_refused_login_is_told_to_all() -> None:
    store = KeyedStore(b"key")
    for log_in in calling(refused), calling(never):
        result = with_lent_token(store, TASK, calling(never), log_in)
        assert (result["failed"], result["error"]["kind"], result["msg"]) == (True, "auth", "wrong password.")


def test_a_refusal_kept_for_others_quotes_nothing_where_it_must_not() -> None:
    store = KeyedStore(b"key")

    def refuse() -> Token:
        raise ApiError("auth", "refused, ", Quote("told by the platform", "..."))

    with_lent_token(store, TASK, calling(never), calling(refuse))
    other = (store, ("apic", "host2"), calling(never), calling(never))
    assert with_lent_token(*other, quotes=False)["msg"] == "refused, ...."
    assert "told by the platform" in with_lent_token(*other)["msg"]


@pytest.mark.parametrize("listed", [[], ["of the call"]])
def test_the_warnings_of_a_login_are_shown(listed: list[str]) -> None:
    store = KeyedStore(b"key")

    def log_in(loan: Mapping[str, Any]) -> Sealed:
        result, told = calling(lambda: Token("new"))(loan)
        return {**result, "warnings": ["of the login"]}, told

    def run(loan: Mapping[str, Any]) -> Sealed:
        result, told = calling(never)(loan)
        return {**result, "warnings": listed}, told

    result = with_lent_token(store, TASK, run, log_in)
    assert result["warnings"] == ["of the login", *listed]

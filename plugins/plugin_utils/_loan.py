# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How modules on targets share the logins of the run.

A module that needs a token and was lent none ends before it sends anything (``TokenNeeded``) and returns a
digest of its credentials, which only who has them can make. If the run holds a token for that digest, the
module runs again with it. Else the token module of the platform logs in there, and others with that digest
wait.
The run remembers the digest for the next task of this host with these credentials, which is lent the token at
once. A token that a module renewed or signed out, and a login that was refused, come back with its result.

PRIVATE to this collection.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.apiops.platforms.plugins.module_utils._core.errors import ApiError, config_error
from ansible_collections.apiops.platforms.plugins.module_utils._core.tokens.store import KeyedStore
from ansible_collections.apiops.platforms.plugins.module_utils._core.tokens.token import Token

Result = dict[str, Any]
# The result of a module, and what ``BorrowedStore.returned`` holds; nothing if it did not run.
Sealed = tuple[Result, Mapping[str, Any]]
# Runs a module with a loan.
Run = Callable[[Mapping[str, Any]], Sealed]


def with_lent_token(
    store: KeyedStore, task: tuple[str, ...], run: Run, log_in: Run, quotes: bool = True
) -> Result:
    """The result of a task's module, which is lent the token of ``store``.

    ``task`` is all by which the credentials of the task on its target differ from those of others. ``run``
    runs its module, and ``log_in`` the token module of its platform, which may be the same. Without
    ``quotes`` a refusal that another task met repeats nothing of what was answered.
    """
    named = store.whose(task)
    result, returned = run(_loan(store, named, store.kept(named) if named else None))
    needed = returned.get("needed")
    logins: list[Result] = []
    if needed:
        named = needed["identity"]
        store.remember(task, named)
        try:
            token = _obtained(store, named, log_in, logins) if needed["login"] else store.kept(named)
        except ApiError as error:
            # Of a module that did not run to its end, its own result says more.
            return logins[0] if logins and logins[0].get("failed") else error.to_result(quotes)
        if logins and run is log_in:
            return logins[0]
        result, returned = run(_loan(store, named, token))
    if returned.get("token"):
        store.keep(returned["identity"], Token.borrowed(returned["token"]))
    if returned.get("refused"):
        store.keep(returned["identity"], ApiError.from_dict(returned["refused"]))
    if returned.get("forgotten"):
        store.forget(returned["forgotten"])
    warnings = [warning for login in logins for warning in login.get("warnings", [])]
    return {**result, "warnings": [*warnings, *result.get("warnings", [])]} if warnings else result


def _obtained(store: KeyedStore, named: str, log_in: Run, logins: list[Result]) -> Token:
    """The token of the run. Of several tasks at once, one logs in, and its result joins ``logins``."""

    def acquire() -> Token:
        result, returned = log_in({**_loan(store, named, None), "log_in": True})
        logins.append(result)
        if returned.get("refused"):
            raise ApiError.from_dict(returned["refused"])
        if result.get("failed"):
            raise config_error("The task could not log in.")
        if returned["identity"] != named:
            raise config_error("The credentials on the target changed while the task logged in.")
        return Token.borrowed(returned["token"])

    return store.obtain(named, acquire, None)[0]


def _loan(store: KeyedStore, named: str | None, token: Token | None) -> Mapping[str, Any]:
    return {
        "key": store.secret.hex(),
        "identity": named,
        "token": token.lent() if token else None,
        "log_in": False,
    }

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How modules on targets share the logins of the run.

A module that needs a token and was lent none ends before it sends anything and returns a digest of its
credentials, which only who has them can make. If the run holds a token for that digest, the module runs
again with it. Else the token module of the platform logs in on that target, and others with that digest wait.
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
# The result of a module, and what ``BorrowedStore.returned`` says; nothing if it did not run.
Sealed = tuple[Result, Mapping[str, Any]]
# Runs a module with a loan.
Run = Callable[[Mapping[str, Any]], Sealed]


class Lender:
    """Lends the tokens of ``store`` to the module of one task.

    ``task`` is all by which the credentials of the task on its target differ from those of others. ``run``
    runs its module, and ``log_in`` the token module of its platform, which may be the same.
    """

    def __init__(self, store: KeyedStore, task: tuple[str, ...], run: Run, log_in: Run) -> None:
        self._store = store
        self._task = task
        self._run = run
        self._log_in = log_in
        self._login: Result = {}

    def result(self) -> Result:
        """The result of the module."""
        named = self._store.whose(self._task)
        result, told = self._run(self._loan(named, self._store.kept(named) if named else None))
        if told.get("lacks_token"):
            named = told["identity"]
            self._store.remember(self._task, named)
            try:
                token = self._obtained(named) if told["lacks_login"] else self._store.kept(named)
            except ApiError as error:
                # Of a module that did not run to its end, its own result says more.
                return self._login if self._login.get("failed") else error.to_result()
            if self._login and self._run is self._log_in:
                return self._login
            if token is not None:
                result, told = self._run(self._loan(named, token))
        self._take_back(told)
        return self._with_warnings(result)

    def _obtained(self, named: str) -> Token:
        """The token of the run. Of several tasks at once, one logs in."""

        def acquire() -> Token:
            result, told = self._log_in({**self._loan(named, None), "log_in": True})
            self._login = result
            if told.get("refused"):
                raise ApiError.from_dict(told["refused"])
            if result.get("failed"):
                raise config_error("The task could not log in.")
            if told["identity"] != named:
                raise config_error("The credentials on the target changed while the task logged in.")
            return Token.borrowed(told["token"])

        return self._store.obtain(named, acquire, None)[0]

    def _loan(self, named: str | None, token: Token | None) -> Mapping[str, Any]:
        return {
            "key": self._store.secret.hex(),
            "identity": named,
            "token": token.lent() if token else None,
            "log_in": False,
        }

    def _take_back(self, told: Mapping[str, Any]) -> None:
        if told.get("token"):
            self._store.keep(told["identity"], Token.borrowed(told["token"]))
        if told.get("refused"):
            self._store.keep_refusal(told["identity"], ApiError.from_dict(told["refused"]))
        if told.get("forgotten"):
            self._store.forget(told["forgotten"])

    def _with_warnings(self, result: Result) -> Result:
        """The result, with the warnings of the login that was made for it."""
        warnings = self._login.get("warnings")
        return {**result, "warnings": [*warnings, *result.get("warnings", [])]} if warnings else result

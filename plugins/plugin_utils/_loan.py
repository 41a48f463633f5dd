# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The run's token, lent to a module on its target; a token that the module acquires comes back the same way.

PRIVATE to this collection.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.apiops.platforms.plugins.module_utils._core.errors import ApiError
from ansible_collections.apiops.platforms.plugins.module_utils._core.store import (
    Identity,
    MemoryStore,
    digest,
)
from ansible_collections.apiops.platforms.plugins.module_utils._core.token import Token

# The result of a module, and the token it returned.
Sealed = tuple[dict[str, Any], "dict[str, Any] | None"]
# Runs the module with a loan.
Run = Callable[[Mapping[str, Any]], Sealed]


class Loan:
    """What one task lends. ``identity`` is whose token it is, as far as the controller can tell.

    The module compares: its environment may have other credentials, and then it makes no use of the loan.
    """

    def __init__(self, store: MemoryStore, identity: Identity) -> None:
        self._store = store
        self._identity = identity
        self._result: dict[str, Any] = {}

    def for_call(self, run: Run) -> dict[str, Any]:
        """The result of a module that calls: with the token the run holds, or with one it acquires."""
        try:
            held = self._store.held(self._identity)
        except ApiError as error:
            return error.to_result()
        result, returned = run(self._given(held))
        if returned is not None:
            self._store.keep(self._identity, Token.borrowed(returned))
        return result

    def for_first_call(self, run: Run, log_in: Run) -> dict[str, Any]:
        """The same after a login, where the run holds no token.

        A call may take long: others wait for the login alone.
        """
        try:
            self._obtained(log_in)
        except ApiError as error:
            # A login that went well and brought no token was by other credentials: the module makes its own.
            if not self._result or self._result.get("failed"):
                return self._result or error.to_result()
        return self.for_call(run)

    def for_token(self, run: Run) -> dict[str, Any]:
        """The result of a token module."""
        try:
            token, reused = self._obtained(run)
        except ApiError as error:
            return self._result or error.to_result()
        return run(self._given(token))[0] if reused else self._result

    def _obtained(self, log_in: Run) -> tuple[Token, bool]:
        """The token of the run, and whether it was there. Of several tasks at once, one logs in."""

        def acquire() -> Token:
            self._result, returned = log_in(self._given(None))
            if returned is None:
                raise _error_of(self._result)
            return Token.borrowed(returned)

        return self._store.obtain(self._identity, acquire, None)

    def for_end(self, run: Run) -> dict[str, Any]:
        """The result of a token module that ends the token the run holds, which is then forgotten."""
        held = self._store.kept(self._identity)
        result, _returned = run(self._given(held))
        if held is not None and not result.get("failed"):
            self._store.forget(held.access_token)
        return result

    def for_forecast(self, run: Run) -> dict[str, Any]:
        """The result of one that only says whether it would."""
        return run(self._given(self._store.kept(self._identity)))[0]

    def _given(self, token: Token | None) -> dict[str, Any]:
        secret = os.urandom(32)
        return {
            "secret": secret.hex(),
            "key": digest(secret, self._identity),
            "token": token.lent() if token else None,
        }


class Threshold(MemoryStore):
    """Lets nobody in: an operation that comes to it has nothing left to do before its login."""

    reached = False

    def obtain(
        self, identity: Identity, acquire: Callable[[], Token], refused: str | None
    ) -> tuple[Token, bool]:
        """Raises ``ApiError`` always."""
        self.reached = True
        raise ApiError("config", "No token is to be had here.", outcome="unsent")


def _error_of(result: Mapping[str, Any]) -> ApiError:
    """A failed result as the error it was made of, so that a refusal can be kept for who asks next."""
    error = dict(result.get("error") or {})
    kind = error.pop("kind", "config")
    where = {name: result.get(name) for name in ("status", "method", "url")}
    arguments: dict[str, Any] = {**where, **error}
    return ApiError(kind, str(result.get("msg", "")), **arguments)

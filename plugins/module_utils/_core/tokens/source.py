# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a client draws its tokens from: one that was supplied, or a grant and a store.

PRIVATE to this collection.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any, Callable, Dict, Optional, Protocol, Tuple

from ..errors import ApiError
from .store import MemoryStore
from .token import Ask, Grant, Token


class TokenSource(Protocol):
    """What a client draws its bearer from."""

    @property
    def identity(self) -> Tuple[str, ...]:
        """Whose tokens these are, as that of a grant."""

    def current(self) -> Token:
        """The token to use now."""

    def renew(self, refused: Token, again: bool) -> Optional[str]:
        """Replace a token that the server refused; if not, the reason as a sentence.

        ``again`` says that this one had come in place of another that was refused.
        """


class SuppliedToken:
    """A token the user gave: used as it is, never renewed."""

    def __init__(self, access_token: str) -> None:
        self._token = Token(access_token.strip())
        self.identity = ("supplied", self._token.access_token)

    def current(self) -> Token:
        return self._token

    def renew(self, refused: Token, again: bool) -> str:
        del again
        ends = "; by its claim it ends %s" % refused.expires_at if refused.expires_at else ""
        return "The token was supplied, so it is not renewed%s." % ends


class GrantedToken:
    """A token obtained by a grant, kept in a store, renewed before it ends and when it is refused.

    ``mask`` hides the secrets of the login: its refusal is kept for other tasks, which do not know them.
    """

    def __init__(
        self,
        grant: Grant,
        login: Callable[[], Ask],
        store: MemoryStore,
        learn: Callable[[str], None],
        mask: Callable[[str], str] = str,
    ) -> None:
        self._mask = mask
        self.identity = grant.identity
        self._grant = grant
        self._login = login
        self._store = store
        self._learn = learn
        self.reused = False
        self._token: Optional[Token] = None
        self._refusal: Optional[Dict[str, Any]] = None
        # What came last in place of a token that was refused, doubted from its beginning.
        self._replacement: Optional[Token] = None

    def current(self) -> Token:
        # Without a look into the store for every call: it is shared by processes, and takes its time.
        token = self._token
        return token if token is not None and token.fresh else self._obtain(None)

    def renew(self, refused: Token, again: bool) -> Optional[str]:
        if again:
            doubted = replace(refused, doubted_at=time.time())
            self._store.doubt(self.identity, doubted)
            if self._token is not None and self._token.access_token == refused.access_token:
                self._token = doubted
            return "The token was renewed once and refused again."
        # Another thread may have found out meanwhile, or had it renewed and be about to.
        known = [token for token in (self._token, self._replacement, refused) if token is not None]
        if any(token.doubted and token.access_token == refused.access_token for token in known):
            return "The token was not renewed: a fresh token was refused as well a moment ago."
        self._obtain(refused.access_token)
        return None

    def _obtain(self, refused: Optional[str]) -> Token:
        self._token = None
        if self._refusal is not None:
            raise ApiError.from_dict(self._refusal)
        try:
            token, self.reused = self._store.obtain(self.identity, lambda: self._acquired(refused), refused)
        except ApiError as error:
            if error.kind == "not_found":
                # Where to log in does not exist: it must not be taken for what is called being absent.
                error.kind = "auth"
            if error.kind == "auth" or (error.effect == "unknown" and self._grant.single_use):
                # Final for this task: the next of its calls must not log in with the same credentials.
                self._refusal = error.to_dict()
            raise
        self._learn(token.access_token)
        self._token = token
        return token

    def _acquired(self, refused: Optional[str]) -> Token:
        try:
            token = self._grant.acquire(self._login())
        except ApiError as error:
            error.mask(self._mask)
            raise
        if refused is not None:
            self._replacement = replace(token, doubted_at=time.time())
        return token

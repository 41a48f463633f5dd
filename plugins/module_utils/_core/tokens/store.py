# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens kept for who needs them next; of several who ask at once, one asks the platform (single flight).

``MemoryStore`` keeps them for the threads of one process, the ``RunStore`` of the action plugins for all
workers of a run, and ``BorrowedStore`` is what a module on a target has of that: one token at most, under a
digest of the credentials that only who has them can make. A module that needs another ends by ``TokenNeeded``
before it sends anything, and its action plugin runs it again with that one. A refused login is kept for a
moment, so that nobody repeats it and locks the account. Turns of calls are kept here too.

PRIVATE to this collection.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
from collections import defaultdict
from contextlib import contextmanager
from typing import Any, Callable, DefaultDict, Dict, Iterator, List, Mapping, Optional, Tuple, Union

from ..errors import ApiError
from .token import Token

# Seconds in which a refused login is not tried again: the forks of a run do not start all at once.
REFUSAL_HOLDS = 5.0

# Whose token it is, secret included; or the digest of that, by which a target names it.
Identity = Union[Tuple[str, ...], str]
Record = Dict[str, Any]


class MemoryStore:
    """Keeps tokens in the memory of one process, for all its threads.

    A record is a token (``token``), a login the platform refused (``refused``, which holds ``until`` a time
    on the monotonic clock), the time of the last turn taken (``turn``) or the identity that a task on a
    target named (``whose``). Another place to keep records is a subclass with its own ``_held``, ``_keys``,
    ``_read`` and ``_write``.
    """

    def __init__(self) -> None:
        self._records: Dict[Any, Record] = {}
        self._locks: DefaultDict[Any, threading.Lock] = defaultdict(threading.Lock)
        self._guard = threading.Lock()

    def obtain(
        self, identity: Identity, acquire: Callable[[], Token], refused: Optional[str]
    ) -> Tuple[Token, bool]:
        """A fresh token other than ``refused``: a kept one (and True), else the acquired one (and False).

        Of several who ask at once for the same identity, one acquires. Raises what ``acquire`` raises.

        A refused login holds for all who ask within ``REFUSAL_HOLDS``: repeating it would lock accounts.
        """
        key = self._key(identity)
        with self._held(key):
            token = self._usable(key)
            if token is not None and token.access_token != refused:
                return token, True
            try:
                token = acquire()
            except ApiError as error:
                if error.kind == "auth":
                    self._write(key, _record(error))
                raise
            self._write(key, _record(token))
            return token, False

    def kept(self, identity: Identity) -> Optional[Token]:
        """The fresh token kept for that identity; a login that was refused left none."""
        try:
            return self._usable(self._key(identity))
        except ApiError:
            return None

    def keep(self, identity: Identity, outcome: Union[Token, ApiError]) -> None:
        """Keep what a login elsewhere brought: the token, or that the platform refused it."""
        key = self._key(identity)
        with self._held(key):
            self._write(key, _record(outcome))

    def whose(self, task: Tuple[str, ...]) -> Optional[str]:
        """The identity that this task, or another of its kind, named on its target; None before it did."""
        record = self._read(self._key(task)) or {}
        return record.get("whose")

    def remember(self, task: Tuple[str, ...], identity: str) -> None:
        """Keep the identity that a task named."""
        self._write(self._key(task), {"whose": identity})

    def doubt(self, identity: Identity, token: Token) -> None:
        """Keep in place of the same token this one, which tells that it was refused."""
        key = self._key(identity)
        with self._held(key):
            if self._keeps(key, token.access_token):
                self._write(key, _record(token))

    def forget(self, access_token: str) -> None:
        """Keep that token no longer, whosever it is."""
        for key in self._keys():
            if self._keeps(key, access_token):
                with self._held(key):
                    # Another one may be there meanwhile.
                    if self._keeps(key, access_token):
                        # A record of a refusal that is over: it says nothing.
                        self._write(key, {"refused": {}, "until": 0.0})

    def _keeps(self, key: Any, access_token: str) -> bool:
        kept = (self._read(key) or {}).get("token")
        return bool(kept and kept["access_token"] == access_token)

    def _usable(self, key: Any) -> Optional[Token]:
        kept = self._read(key)
        if kept is None:
            return None
        if "token" in kept:
            token = Token(**kept["token"])
            return token if token.fresh else None
        if time.monotonic() < kept["until"]:
            raise ApiError.from_dict(kept["refused"])
        return None

    def turn(self, identity: Tuple[str, ...], interval: float) -> float:
        """Take the next turn; the seconds until it comes.

        Turns of one ``identity`` are at least ``interval`` seconds apart, whoever takes them.
        """
        key = self._key(("turn", *identity))
        with self._held(key):
            now = time.monotonic()
            kept = self._read(key)
            at = max(now, kept["turn"] + interval) if kept else now
            self._write(key, {"turn": at})
        return float(at - now)

    def _key(self, identity: Identity) -> Any:
        return identity

    @contextmanager
    def _held(self, key: Any) -> Iterator[None]:
        """The right to ask the platform for this key, for as long as the context lasts."""
        with self._guard:
            lock = self._locks[key]
        with lock:
            yield

    def _keys(self) -> List[Any]:
        return list(self._records)

    def _read(self, key: Any) -> Optional[Record]:
        return self._records.get(key)

    def _write(self, key: Any, record: Record) -> None:
        self._records[key] = record


class KeyedStore(MemoryStore):
    """Holds digests of identities, under a ``secret``: never the credentials they are made of."""

    def __init__(self, secret: bytes) -> None:
        super().__init__()
        self.secret = secret

    def _key(self, identity: Identity) -> str:
        if isinstance(identity, str):
            return identity
        return hmac.new(self.secret, json.dumps(identity).encode(), hashlib.sha256).hexdigest()


class TokenNeeded(BaseException):
    """Ends a module on its target, as ``SystemExit`` does: it was not lent the token of this ``identity``.

    ``login`` says that it would have to log in if the run has none either.
    """

    def __init__(self, identity: str, login: bool) -> None:
        super().__init__(identity, login)
        self.identity = identity
        self.login = login


class BorrowedStore(KeyedStore):
    """What a module on its target has of the run's store: at most one token, lent for one identity.

    Of the ``loan``, ``key`` is the secret of the run's store, ``identity`` and ``token`` are what is lent,
    and ``log_in`` says whether the module may log in if the token it needs was not lent. ``returned`` is
    what goes back to the run: a new ``token``, as ``Token.lent`` gives it, or the error by which a login was
    ``refused``, of an ``identity``; and the access token that is to be ``forgotten``.
    """

    def __init__(self, loan: Mapping[str, Any]) -> None:
        super().__init__(bytes.fromhex(loan["key"]))
        self._lent_for: Optional[str] = loan["identity"]
        self._may_log_in = bool(loan["log_in"])
        self.returned: Dict[str, Any] = {}
        if loan["token"] is not None:
            self._records[loan["identity"]] = _record(Token.borrowed(loan["token"]))

    def obtain(
        self, identity: Identity, acquire: Callable[[], Token], refused: Optional[str]
    ) -> Tuple[Token, bool]:
        """The token lent, or another in place of one that was refused; raises ``TokenNeeded``."""
        key = self._key(identity)
        if self._read(key) is None and not self._may_log_in:
            raise TokenNeeded(key, login=True)
        return super().obtain(identity, acquire, refused)

    def kept(self, identity: Identity) -> Optional[Token]:
        """The token lent, if any; raises ``TokenNeeded`` where it was lent for another identity."""
        key = self._key(identity)
        if key != self._lent_for:
            raise TokenNeeded(key, login=False)
        return super().kept(identity)

    def forget(self, access_token: str) -> None:
        """Tell the run as well."""
        self.returned["forgotten"] = access_token
        super().forget(access_token)

    def _write(self, key: str, record: Record) -> None:
        super()._write(key, record)
        self.returned.update(identity=key, token=None, refused=record.get("refused"))
        if "token" in record:
            self.returned["token"] = Token(**record["token"]).lent()


def _record(outcome: Union[Token, ApiError]) -> Record:
    """The record of a token, or of a login that the platform refused."""
    if isinstance(outcome, Token):
        return {"token": outcome.to_dict()}
    return {"refused": outcome.to_dict(), "until": time.monotonic() + REFUSAL_HOLDS}

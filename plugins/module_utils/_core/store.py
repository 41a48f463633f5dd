# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens kept for who needs them next; of several who ask at once, one asks the platform (single flight).

And the turns of calls that must not come too fast.

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
from typing import Any, Callable, DefaultDict, Dict, Iterator, List, Mapping, Optional, Tuple

from .errors import ApiError
from .token import Token

# Seconds in which a refused login is not tried again: the forks of a run do not start all at once.
REFUSAL_HOLDS = 5.0

Identity = Tuple[str, ...]
Record = Dict[str, Any]


class MemoryStore:
    """Keeps tokens in the memory of one process, for all its threads.

    A record is a token (``token``), a login the platform refused (``refused``, which holds ``until`` a time
    on the monotonic clock) or the time of the last turn taken (``turn``). Another place to keep records is a
    subclass with its own ``_held``, ``_keys``, ``_read`` and ``_write``.
    """

    def __init__(self) -> None:
        self._records: Dict[Any, Record] = {}
        self._locks: DefaultDict[Any, threading.Lock] = defaultdict(threading.Lock)
        self._guard = threading.Lock()

    def obtain(
        self, identity: Identity, acquire: Callable[[], Token], refused: Optional[str]
    ) -> Tuple[Token, bool]:
        """As ``TokenStore`` says; raises what ``acquire`` raises.

        A refused login holds for all who ask within ``REFUSAL_HOLDS``: repeating it would lock accounts.
        """
        key = self._key(identity)
        with self._held(key):
            token = self._usable(key)
            if token is not None and token.access_token != refused:
                return token, True
            return self._acquired(key, acquire), False

    def held(self, identity: Identity) -> Optional[Token]:
        """The fresh token kept for that identity; raises a refusal that still holds."""
        return self._usable(self._key(identity))

    def kept(self, identity: Identity) -> Optional[Token]:
        """The same for who will not log in; a login that was refused left none."""
        try:
            return self.held(identity)
        except ApiError:
            return None

    def keep(self, identity: Identity, token: Token) -> None:
        """Keep a token that was acquired elsewhere."""
        key = self._key(identity)
        with self._held(key):
            self._write(key, {"token": token.to_dict()})

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
            raise ApiError(**kept["refused"])
        return None

    def turn(self, identity: Identity, interval: float) -> float:
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

    def _acquired(self, key: Any, acquire: Callable[[], Token]) -> Token:
        try:
            token = acquire()
        except ApiError as error:
            if error.kind == "auth":
                until = time.monotonic() + REFUSAL_HOLDS
                self._write(key, {"refused": {**error.to_arguments(), "tries": 0}, "until": until})
            raise
        self._write(key, {"token": token.to_dict()})
        return token

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
        self._secret = secret

    def _key(self, identity: Identity) -> str:
        return digest(self._secret, identity)


class BorrowedStore(KeyedStore):
    """What a module on its target has of the run's store: at most one token, lent for one identity.

    ``lent`` is what ``Loan.given`` returned.
    """

    def __init__(self, lent: Mapping[str, Any]) -> None:
        super().__init__(bytes.fromhex(lent["secret"]))
        self._lent = lent
        if lent["token"] is not None:
            self._write(lent["key"], {"token": Token.borrowed(lent["token"]).to_dict()})

    def returned(self) -> Optional[Dict[str, Any]]:
        """The token acquired for the identity of the loan, as ``Token.lent`` gives it; None without one."""
        record = self._read(self._lent["key"]) or {}
        if "token" not in record:
            return None
        token = Token(**record["token"])
        before = self._lent["token"]
        return None if before and before["access_token"] == token.access_token else token.lent()


def digest(secret: bytes, identity: Identity) -> str:
    """The identity as a text that tells nothing of it to who has not both."""
    return hmac.new(secret, json.dumps(identity).encode(), hashlib.sha256).hexdigest()

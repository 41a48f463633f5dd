# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens kept for who needs them next; of several who ask at once, one asks the platform (single flight).

``MemoryStore`` keeps them for the threads of one process, the ``RunStore`` of the action plugins for all
workers of a run, and ``BorrowedStore`` is what a module on a target has of that: one token at most, under a
digest of the credentials that only who has them can make. A refused login is kept for a moment, so that
nobody repeats it and locks the account. Turns of calls that must not come too fast are kept here too.

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

from ..errors import ApiError, config_error
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
            return self._acquired(key, acquire), False

    def kept(self, identity: Identity) -> Optional[Token]:
        """The fresh token kept for that identity; a login that was refused left none."""
        try:
            return self._usable(self._key(identity))
        except ApiError:
            return None

    def keep(self, identity: Identity, token: Token) -> None:
        """Keep a token that was acquired elsewhere."""
        key = self._key(identity)
        with self._held(key):
            self._write(key, {"token": token.to_dict()})

    def keep_refusal(self, identity: Identity, error: ApiError) -> None:
        """Keep that the platform refused a login elsewhere."""
        key = self._key(identity)
        with self._held(key):
            self._write(key, _refusal(error))

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

    def _acquired(self, key: Any, acquire: Callable[[], Token]) -> Token:
        try:
            token = acquire()
        except ApiError as error:
            if error.kind == "auth":
                self._write(key, _refusal(error))
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
        self.secret = secret

    def _key(self, identity: Identity) -> str:
        if isinstance(identity, str):
            return identity
        return hmac.new(self.secret, json.dumps(identity).encode(), hashlib.sha256).hexdigest()


class BorrowedStore(KeyedStore):
    """What a module on its target has of the run's store: at most one token, lent for one identity.

    Of the ``loan``, ``key`` is the secret of the run's store, ``identity`` and ``token`` are what is lent,
    and ``log_in`` says whether the module may log in if the token it needs was not lent.
    """

    def __init__(self, loan: Mapping[str, Any]) -> None:
        super().__init__(bytes.fromhex(loan["key"]))
        self._may_log_in = bool(loan["log_in"])
        self._identity: Optional[str] = None
        self._lacks_login = False
        self._forgotten: Optional[str] = None
        if loan["token"] is not None:
            self._write(loan["identity"], {"token": Token.borrowed(loan["token"]).to_dict()})
        self._before = dict(self._records)

    def obtain(
        self, identity: Identity, acquire: Callable[[], Token], refused: Optional[str]
    ) -> Tuple[Token, bool]:
        """The token lent, or another in place of one that was refused.

        Raises ``ApiError`` (config) where none was lent and the module may not log in: it comes to this
        before anything was sent.
        """
        self._identity = self._key(identity)
        if self._read(self._identity) is None and not self._may_log_in:
            self._lacks_login = True
            raise config_error("The credentials on the target changed while the task ran.")
        return super().obtain(identity, acquire, refused)

    def kept(self, identity: Identity) -> Optional[Token]:
        """The token lent."""
        self._identity = self._key(identity)
        return super().kept(identity)

    def forget(self, access_token: str) -> None:
        """Tell the run as well."""
        self._forgotten = access_token
        super().forget(access_token)

    def returned(self) -> Dict[str, Any]:
        """What goes back to the run.

        The ``identity`` whose token the module asked for; whether it ``lacks_token``, and ``lacks_login`` for
        that reason; a new ``token``, as ``Token.lent`` gives it; the error by which a login
        was ``refused``; and the access token that is to be ``forgotten``.
        """
        record = self._read(self._identity) or {}
        new = record if record != self._before.get(self._identity) else {}
        return {
            "identity": self._identity,
            "lacks_token": self._identity is not None and not record,
            "lacks_login": self._lacks_login,
            "token": Token(**new["token"]).lent() if "token" in new else None,
            "refused": new.get("refused") or None,
            "forgotten": self._forgotten,
        }


def _refusal(error: ApiError) -> Record:
    """The record of a login that the platform refused."""
    until = time.monotonic() + REFUSAL_HOLDS
    return {"refused": error.to_dict(), "until": until}

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The deadline of a whole exchange, which the sockets keep.

The timeout of a socket is for each wait alone: a server that sends a byte now and then is never late.

PRIVATE to this collection.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from contextlib import contextmanager
from typing import Any, Iterator, Optional

# Of each thread, as ``end``: until when its sockets may wait, by the monotonic clock.
_running = threading.local()


class Deadline:
    """What an exchange may take altogether, in seconds; None is no limit. ``option`` says where it is set."""

    def __init__(self, seconds: Optional[float] = None, option: str = "option total_timeout") -> None:
        self._seconds = seconds
        self._option = option
        self._spent = 0.0

    def __str__(self) -> str:
        return "%g s (%s)" % (self._seconds or 0, self._option)

    @property
    def left(self) -> Optional[float]:
        """Seconds that are left."""
        return None if self._seconds is None else max(0.0, self._seconds - self._spent)

    @property
    def is_over(self) -> bool:
        """Whether nothing is left."""
        return self.left == 0

    def allows(self, seconds: float) -> bool:
        """Whether more than that is left."""
        return self.left is None or self.left > seconds

    def spend(self, seconds: float) -> None:
        """Leave that much less."""
        self._spent += seconds

    @contextmanager
    def running(self) -> Iterator[None]:
        """Spend what passes within, where the sockets of this thread wait no longer than is left."""
        started = time.monotonic()
        _running.end = None if self.left is None else started + self.left
        try:
            yield
        finally:
            _running.end = None
            self.spend(time.monotonic() - started)


@contextmanager
def _in_time(sock: socket.socket) -> Iterator[None]:
    """Let the socket wait for as long as its timeout and the limit allow; raise ``socket.timeout`` if not."""
    end = getattr(_running, "end", None)
    if end is None:
        yield
        return
    left = end - time.monotonic()
    if left <= 0:
        raise socket.timeout("timed out")
    patience = sock.gettimeout()
    sock.settimeout(left if patience is None else min(patience, left))
    try:
        yield
    finally:
        sock.settimeout(patience)


class LimitedSocket(socket.socket):
    """A socket that keeps the limit of its thread's exchange. One call of these waits only once."""

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        with _in_time(self):
            return super().recv_into(*args, **kwargs)

    def recv(self, *args: Any, **kwargs: Any) -> bytes:
        with _in_time(self):
            return super().recv(*args, **kwargs)

    def send(self, *args: Any, **kwargs: Any) -> int:
        with _in_time(self):
            return super().send(*args, **kwargs)

    def sendall(self, *args: Any, **kwargs: Any) -> None:
        with _in_time(self):
            super().sendall(*args, **kwargs)

    @classmethod
    def over(cls, sock: socket.socket) -> LimitedSocket:
        """The same connection as such a socket; the one given is of no use afterwards."""
        timeout = sock.gettimeout()
        limited = cls(sock.family, sock.type, sock.proto, fileno=sock.detach())
        limited.settimeout(timeout)
        return limited


class LimitedTlsSocket(LimitedSocket, ssl.SSLSocket):
    """The same with TLS, as ``SSLContext.sslsocket_class``."""

    def do_handshake(self, *args: Any, **kwargs: Any) -> None:
        with _in_time(self):
            super().do_handshake(*args, **kwargs)

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The limit of a whole exchange, against servers that are never silent for long, and never done."""

from __future__ import annotations

import contextlib
import io
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import trustme

from ansible_collections.apiops.platforms.plugins.module_utils._core.errors import ApiError
from ansible_collections.apiops.platforms.plugins.module_utils._core.http.body import raw_body
from ansible_collections.apiops.platforms.plugins.module_utils._core.http.deadline import Deadline
from ansible_collections.apiops.platforms.plugins.module_utils._core.http.message import (
    Request,
    Response,
    TransportSettings,
)
from ansible_collections.apiops.platforms.plugins.module_utils._core.http.transport import Transport

# What the tests allow, in seconds: far more than any wait alone, far less than any server here goes on for.
LIMIT = 1.0
LATEST = 20.0
GOES_ON = 60.0
PAUSE = 0.1

Behaviour = Callable[[socket.socket], None]


def drip(connection: socket.socket, beginning: bytes = b"", more: bytes = b".") -> None:
    """Send a byte now and then: those of the beginning, then ``more`` over and over."""
    end = time.monotonic() + GOES_ON
    text = beginning
    while time.monotonic() < end:
        for byte in text:
            connection.sendall(bytes((byte,)))
            time.sleep(PAUSE)
        text = more


def after_request(connection: socket.socket, sent: bytes, beginning: bytes = b"", more: bytes = b".") -> None:
    """Take a request, answer its beginning at once, and let the rest drip."""
    connection.recv(65536)
    connection.sendall(sent)
    drip(connection, beginning, more)


def status_line(connection: socket.socket) -> None:
    after_request(connection, b"", b"HTTP/1.1 200 OK", b" ")


def headers(connection: socket.socket) -> None:
    after_request(connection, b"HTTP/1.1 200 OK\r\n", more=b"x-more: to come\r\n")


def body(connection: socket.socket) -> None:
    after_request(connection, b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n")


def body_until_the_end(connection: socket.socket) -> None:
    after_request(connection, b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n")


def chunks(connection: socket.socket) -> None:
    after_request(connection, b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", more=b"1\r\nx\r\n")


def reading(connection: socket.socket) -> None:
    """Take the request in small pieces."""
    end = time.monotonic() + GOES_ON
    while time.monotonic() < end and connection.recv(1024):
        time.sleep(PAUSE)


def handshake(connection: socket.socket) -> None:
    """Where TLS is expected, let one record of it drip."""
    connection.recv(65536)
    drip(connection, b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc")


@dataclass
class Server:
    """A server of one behaviour, with TLS or without."""

    behaviour: Behaviour
    context: ssl.SSLContext | None = None
    connection: socket.socket | None = None

    @contextlib.contextmanager
    def running(self) -> Iterator[str]:
        """Its address, as long as it runs; then it drops its client."""
        scheme = "https" if self.context else "http"
        with socket.create_server(("127.0.0.1", 0)) as listening:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            serving = threading.Thread(target=self._serve, args=(listening,))
            serving.start()
            yield f"{scheme}://127.0.0.1:{listening.getsockname()[1]}"
            if self.connection:
                self.connection.close()
            serving.join()

    def _serve(self, listening: socket.socket) -> None:
        # The client goes at some time, and is then written to no more.
        with contextlib.suppress(OSError):
            connection = listening.accept()[0]
            connection.settimeout(GOES_ON)
            if self.context:
                connection = self.context.wrap_socket(connection, server_side=True)
            self.connection = connection
            self.behaviour(connection)


@pytest.fixture(scope="module")
def certified(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, str]:
    """The context of a server with a certificate, and the file with who issued it."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    path: Path = tmp_path_factory.mktemp("tls") / "ca.pem"
    authority.cert_pem.write_to_path(path)
    return context, str(path)


def failure(request: Request, limit: float = LIMIT, **settings: Any) -> ApiError:
    """The error of an exchange with that limit, which is kept."""
    transport = Transport(TransportSettings(timeout=GOES_ON, **settings))
    started = time.monotonic()
    with pytest.raises(ApiError) as caught:
        transport.send(request, Deadline(limit))
    assert limit * 0.9 < time.monotonic() - started < LATEST
    return caught.value


class Endless(io.RawIOBase):
    """A body of a file, of which there is enough."""

    def read(self, size: int | None = -1) -> bytes:
        return b"x" * (size or 1)


def endless_body() -> tuple[Any, dict[str, str]]:
    """The body of a request that is never sent to the end."""
    return Endless(), {"Content-Length": str(10**9)}


@pytest.mark.parametrize("tls", [False, True], ids=["plain", "tls"])
@pytest.mark.parametrize(
    ("behaviour", "words"),
    [
        (status_line, "took the request but did not answer within 1 s (option total_timeout)"),
        (headers, "took the request but did not answer within 1 s (option total_timeout)"),
        (body, "status 200, but the answer did not end within 1 s (option total_timeout)"),
        (body_until_the_end, "status 200, but the answer did not end within 1 s (option total_timeout)"),
        (chunks, "status 200, but the answer did not end within 1 s (option total_timeout)"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_an_answer_that_drips(
    behaviour: Behaviour, words: str, tls: bool, certified: tuple[ssl.SSLContext, str]
) -> None:
    server = Server(behaviour, certified[0] if tls else None)
    with server.running() as address:
        error = failure(Request("GET", address + "/"), ca_path=certified[1])
    assert (error.kind, error.effect) == ("timeout", "unknown")
    assert words in error.message


@pytest.mark.parametrize("tls", [False, True], ids=["plain", "tls"])
@pytest.mark.parametrize("streamed", [False, True], ids=["bytes", "file"])
def test_a_request_that_is_taken_in_small_pieces(
    streamed: bool, tls: bool, certified: tuple[ssl.SSLContext, str]
) -> None:
    sent: Any = endless_body if streamed else raw_body("x" * 50_000_000)
    with Server(reading, certified[0] if tls else None).running() as address:
        error = failure(Request("POST", address + "/", body=sent), ca_path=certified[1])
    assert (error.kind, error.effect) == ("timeout", "unknown")
    assert "within 1 s (option total_timeout)" in error.message


def test_a_handshake_that_drips_carried_nothing() -> None:
    with Server(handshake).running() as address:
        error = failure(Request("GET", address.replace("http:", "https:") + "/"))
    assert (error.kind, error.effect) == ("timeout", "none")
    assert "no connection to 127.0.0.1:" in error.message
    assert "within 1 s (option total_timeout); look at address, port and firewall" in error.message


@pytest.mark.parametrize("behaviour", [status_line, headers], ids=["status line", "headers"])
def test_a_proxy_whose_tunnel_drips_carried_nothing(behaviour: Behaviour) -> None:
    with Server(behaviour).running() as address:
        error = failure(Request("POST", "https://platform.invalid/"), proxy=address)
    assert (error.kind, error.effect) == ("timeout", "none")


def test_a_proxy_with_tls_that_drips(
    certified: tuple[ssl.SSLContext, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # What is trusted of a proxy is what the system trusts.
    monkeypatch.setenv("SSL_CERT_FILE", certified[1])
    with Server(headers, certified[0]).running() as address:
        error = failure(Request("POST", "https://platform.invalid/"), proxy=address)
    assert (error.kind, error.effect) == ("timeout", "none")


def test_a_limit_holds_for_one_exchange_alone(certified: tuple[ssl.SSLContext, str]) -> None:
    def answer(connection: socket.socket) -> None:
        for _request in range(2):
            connection.recv(65536)
            time.sleep(2 * LIMIT)
            connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")

    transport = Transport(TransportSettings(timeout=GOES_ON, ca_path=certified[1]))
    with Server(answer, certified[0]).running() as address:
        request = Request("GET", address + "/")
        # The same connection, with a limit first and none afterwards.
        answered: list[Response] = [transport.send(request, Deadline(LATEST)), transport.send(request)]
    transport.close()
    assert [response.body for response in answered] == [b"ok", b"ok"]


def test_the_timeout_of_each_wait_stays(certified: tuple[ssl.SSLContext, str]) -> None:
    def silent(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.recv(1)

    transport = Transport(TransportSettings(timeout=1, ca_path=certified[1]))
    with Server(silent, certified[0]).running() as address, pytest.raises(ApiError) as caught:
        transport.send(Request("GET", address + "/"), Deadline(GOES_ON))
    assert "did not answer within 1 s (option timeout)" in caught.value.message


def test_what_is_spent_is_left_no_more() -> None:
    limit = Deadline(10)
    limit.spend(4)
    assert (limit.left, limit.allows(5.9), limit.allows(6.0), limit.is_over) == (6, True, False, False)
    limit.spend(7)
    assert (limit.left, limit.allows(0), limit.is_over) == (0, False, True)
    none = Deadline()
    none.spend(10**9)
    assert (none.left, none.allows(10**9), none.is_over) == (None, True, False)

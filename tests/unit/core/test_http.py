# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The transport: what it refuses, and how its failures read."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
import urllib3.exceptions

from ansible_collections.apiops.platforms.plugins.module_utils._core.errors import ApiError
from ansible_collections.apiops.platforms.plugins.module_utils._core.http.failures import before_answer
from ansible_collections.apiops.platforms.plugins.module_utils._core.http.message import (
    Request,
    TransportSettings,
)
from ansible_collections.apiops.platforms.plugins.module_utils._core.http.transport import Transport
from tests.simulator import certificates

NOWHERE = "http://127.0.0.1:1/"


def failure(request: Request, **settings: Any) -> ApiError:
    """The error of sending it."""
    with pytest.raises(ApiError) as caught:
        Transport(TransportSettings(timeout=2, **settings)).send(request)
    return caught.value


def test_a_refused_connection_names_host_and_port() -> None:
    error = failure(Request("GET", NOWHERE))
    assert (error.kind, error.effect) == ("connect", "none")
    assert "127.0.0.1:1" in error.message


def hang_up(client: socket.socket) -> None:
    """End a connection after the client's greeting, as a server does that is being stopped."""
    client.recv(65536)


def cut(client: socket.socket) -> None:
    """Reset it, as what stands between does."""
    client.recv(1)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def keep_silent(client: socket.socket) -> None:
    """Say nothing until the client gives up."""
    while client.recv(65536):
        pass


@pytest.mark.parametrize(
    ("end", "kind", "words"),
    [
        (hang_up, "tls", "the TLS handshake with 127.0.0.1:"),
        (cut, "connect", "closed the connection before it answered"),
        (keep_silent, "timeout", "no connection to 127.0.0.1:"),
    ],
)
def test_a_connection_that_ends_in_the_handshake_carried_nothing(
    end: Callable[[socket.socket], None], kind: str, words: str
) -> None:
    def serve() -> None:
        with server.accept()[0] as client:
            end(client)

    with socket.create_server(("127.0.0.1", 0)) as server:
        serving = threading.Thread(target=serve)
        serving.start()
        error = failure(Request("GET", f"https://127.0.0.1:{server.getsockname()[1]}/"))
        serving.join()
    assert (error.kind, error.effect) == (kind, "none")
    assert words in error.message


def test_one_whose_tls_ends_later_was_cut() -> None:
    """OpenSSL tells of it so where the server hung up while a request was written."""
    with pytest.raises(ssl.SSLEOFError) as end:
        raise ssl.SSLEOFError(ssl.SSL_ERROR_EOF, "EOF occurred in violation of protocol (_ssl.c:2427)")
    tls = urllib3.exceptions.SSLError(end.value)
    wrapped = urllib3.exceptions.MaxRetryError(None, "/", tls)  # type: ignore[arg-type]
    error = before_answer(requests.exceptions.SSLError(wrapped), Request("GET", NOWHERE), TransportSettings())
    assert (error.kind, error.effect) == ("connect", "unknown")
    assert "127.0.0.1:1 closed the connection before it answered" in error.message


def test_an_alert_after_the_handshake_is_one_of_tls(tmp_path: Path) -> None:
    """By TLS 1.3 the client is through before the server has seen that it shows no certificate."""
    files = certificates.make(tmp_path)

    def serve() -> None:
        with server.accept()[0] as client:
            # Without a wrapped socket, which would be closed with the alert: then it may get lost.
            came, goes = ssl.MemoryBIO(), ssl.MemoryBIO()
            tls = files.contexts["mutual"].wrap_bio(came, goes, server_side=True)
            while True:
                try:
                    tls.do_handshake()
                except ssl.SSLWantReadError:
                    client.sendall(goes.read())
                    came.write(client.recv(65536))
                except ssl.SSLError:
                    client.sendall(goes.read())
                    break
            while client.recv(65536):
                pass

    with socket.create_server(("127.0.0.1", 0)) as server:
        serving = threading.Thread(target=serve)
        serving.start()
        request = Request("POST", f"https://localhost:{server.getsockname()[1]}/")
        error = failure(request, ca_path=str(files.ca_path))
        serving.join()
    assert (error.kind, error.effect) == ("tls", "none")
    assert error.message.endswith("; look at client_cert: the server may ask for a certificate.")


@pytest.mark.parametrize(
    "proxy",
    [
        "http://user:pa55word@127.0.0.1:99999",
        "http://user:pa55word@127.0.0.1:port",
        "http://user:pa55word@",
        "user:pa55word@127.0.0.1",
        "ftp://user:pa55word@127.0.0.1:1",
        "http://user:pa55word@127.0.0.1:1",
        "http://[::1",
    ],
)
@pytest.mark.parametrize("url", [NOWHERE, "https://127.0.0.1:1/"])
def test_a_proxy_that_does_not_serve(proxy: str, url: str) -> None:
    error = failure(Request("GET", url), proxy=proxy)
    assert error.kind in ("config", "connect")
    assert error.effect == "none"
    assert "pa55word" not in error.message


@pytest.mark.parametrize(
    ("url", "no_proxy", "words"),
    [
        ("http://[::1]:1/", "", "no connection through the environment's proxy"),
        ("http://[::1]:1/", "127.0.0.1", "no connection through the environment's proxy"),
        ("http://[::1]:1/", "fd00::2,::1", "no connection to [::1]:1 ("),
        ("http://[fd00::2]:8080/", "127.0.0.1", "no connection through the environment's proxy"),
    ],
)
def test_the_environment_s_proxy_and_an_ipv6_address(
    monkeypatch: pytest.MonkeyPatch, url: str, no_proxy: str, words: str
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("no_proxy", no_proxy)
    error = failure(Request("GET", url))
    assert (error.kind, error.effect) == ("connect", "none")
    assert words in error.message


def test_a_proxy_is_named_as_an_address() -> None:
    error = failure(Request("GET", "http://apic.invalid/"), proxy="http://[::1]:1")
    assert "no connection through the proxy [::1]:1" in error.message


@pytest.mark.parametrize(
    "bad",
    [
        {"timeout": 0.0},
        {"timeout": -1.0},
        {"timeout": float("nan")},
        {"timeout": float("inf")},
        {"client_key": "/x"},
    ],
    ids=str,
)
def test_settings_that_cannot_be(bad: dict[str, Any]) -> None:
    given = {
        "validate_certs": True,
        "ca_path": None,
        "client_cert": None,
        "client_key": None,
        "proxy": None,
        "timeout": 30.0,
    }
    with pytest.raises(ApiError) as caught:
        TransportSettings.from_params({**given, **bad})
    assert caught.value.kind == "config"


@pytest.mark.parametrize("value", ["hidden-value\nx", "hidden-value\r\nX: y"])
def test_a_header_is_not_repeated_in_a_message(value: str) -> None:
    assert "hidden-value" not in failure(Request("GET", NOWHERE, {"X-Key": value})).message

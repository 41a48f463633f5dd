# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each kind of fault on the wire, and which requests it befalls."""

from __future__ import annotations

import json
import os
import socket
import ssl
import time
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from tests.simulator.client import Simulator
from tests.unit.simulator.conftest import Client

HELLO = "/apiops/test/hello/you"
GROUPS = "/apiops/projects/SampleProject/ipGroups/"


def test_a_status(fresh_simulator: Simulator, manager: Client) -> None:
    fresh_simulator.fault(kind="status", status=429, headers={"Retry-After": "1"}, body={"error": "no"})
    answer = manager.get(HELLO)
    assert (answer.status_code, answer.headers["retry-after"], answer.json()) == (429, "1", {"error": "no"})
    assert answer.headers["content-type"] == "application/json"
    assert manager.get(HELLO).status_code == 200


def test_a_status_with_text(fresh_simulator: Simulator, manager: Client) -> None:
    fresh_simulator.fault(kind="status", status=503, body="busy", content_type="text/x")
    answer = manager.get(HELLO)
    assert (answer.status_code, answer.text, answer.headers["content-type"]) == (503, "busy", "text/x")


def test_resets_are_tcp_resets(fresh_simulator: Simulator, description: dict[str, Any]) -> None:
    fresh_simulator.fault(kind="reset_before")
    context = ssl.create_default_context(cafile=description["ca_path"])
    port = urlsplit(description["apic"]["url"]).port or 0
    raw = socket.create_connection(("127.0.0.1", port), 5)
    below = socket.socket(fileno=os.dup(raw.fileno()))
    below.settimeout(5)
    with below, context.wrap_socket(raw, server_hostname="localhost") as connection:
        connection.sendall(b"GET /api/me HTTP/1.1\r\nHost: localhost\r\n\r\n")
        with pytest.raises(ConnectionResetError):
            _read_to_the_end(below)
    (entry,) = fresh_simulator.journal()
    assert (entry["status"], entry["fault"]) == (None, "reset_before")


def _read_to_the_end(connection: socket.socket) -> None:
    """Reads what TLS itself still has to say, until there is no more."""
    while connection.recv(65536):
        pass


@pytest.mark.parametrize(("kind", "groups"), [("reset_before", 0), ("reset_after", 1)])
def test_a_reset_before_or_after(fresh_simulator: Simulator, manager: Client, kind: str, groups: int) -> None:
    fresh_simulator.fault(kind=kind, method="POST")
    with pytest.raises(requests.exceptions.ConnectionError):
        manager.post(GROUPS, json={"name": "g"})
    assert manager.get(GROUPS).json()["resultCount"] == groups
    (entry,) = fresh_simulator.journal(method="POST")
    assert (entry["status"], entry["fault"]) == (None, kind)


def test_a_truncated_answer(fresh_simulator: Simulator, manager: Client) -> None:
    fresh_simulator.fault(kind="truncate", method="POST")
    # An older urllib3 does not complain by itself.
    with suppress(requests.exceptions.ChunkedEncodingError):
        answer = manager.post(GROUPS, json={"name": "g"})
        assert len(answer.content) < int(answer.headers["content-length"])
    manager.close()
    assert manager.get(GROUPS).json()["resultCount"] == 1


def test_a_slow_answer(fresh_simulator: Simulator, manager: Client) -> None:
    fresh_simulator.fault(kind="slow", seconds=0.3)
    started = time.monotonic()
    assert manager.get(HELLO).text == "Hello you"
    assert time.monotonic() - started >= 0.3
    fresh_simulator.fault(kind="slow", seconds=2)
    with pytest.raises(requests.exceptions.ReadTimeout):
        manager.get(HELLO, timeout=0.2)


def test_a_dripping_answer(fresh_simulator: Simulator, manager: Client) -> None:
    fresh_simulator.fault(kind="slow", drip=0.15)
    started = time.monotonic()
    # No single read takes as long as the timeout.
    assert manager.get(HELLO, timeout=1).text == "Hello you"
    assert time.monotonic() - started >= 9 * 0.15


def test_dripping_headers(fresh_simulator: Simulator, description: dict[str, Any]) -> None:
    fresh_simulator.fault(kind="drip", seconds=0.1)
    address = urlsplit(description["apinizer"]["url"])
    context = ssl.create_default_context(cafile=description["ca_path"])
    with (
        socket.create_connection((address.hostname, address.port), timeout=30) as plain,
        context.wrap_socket(plain, server_hostname=address.hostname) as client,
    ):
        client.sendall(b"GET /apiops/auth/hello HTTP/1.1\r\nHost: simulator\r\n\r\n")
        pieces = [client.recv(100) for _turn in range(12)]
    assert b"".join(pieces).startswith(b"HTTP/1.1 20")
    assert {len(piece) for piece in pieces} == {1}


def test_a_login_page(fresh_simulator: Simulator, manager: Client) -> None:
    fresh_simulator.fault(kind="html")
    answer = manager.get(HELLO)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.text.startswith("<!DOCTYPE html>")


def test_a_redirect(fresh_simulator: Simulator, manager: Client, description: dict[str, Any]) -> None:
    elsewhere = description["other_origin_url"] + "/there"
    fresh_simulator.fault(kind="redirect", location=elsewhere, status=307)
    answer = manager.get(HELLO, allow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (307, elsewhere)


def test_no_json(fresh_simulator: Simulator, manager: Client) -> None:
    fresh_simulator.fault(kind="not_json")
    answer = manager.get(HELLO)
    assert answer.headers["content-type"] == "application/json"
    with pytest.raises(json.JSONDecodeError):
        json.loads(answer.text)


def test_a_huge_answer(fresh_simulator: Simulator, manager: Client) -> None:
    fresh_simulator.fault(kind="huge", bytes=3_000_000)
    answer = manager.get(HELLO)
    assert len(answer.content) == 3_000_000
    assert set(json.loads(answer.content)) == {"x"}


def test_an_endless_answer(fresh_simulator: Simulator, manager: Client) -> None:
    fresh_simulator.fault(kind="endless")
    with manager.get(HELLO, stream=True) as answer:
        assert answer.headers["transfer-encoding"] == "chunked"
        got = 0
        for piece in answer.iter_content(65536):
            got += len(piece)
            if got > 5_000_000:
                break
    assert manager.get(HELLO).status_code == 200


def test_a_deep_answer(fresh_simulator: Simulator, manager: Client) -> None:
    fresh_simulator.fault(kind="deep", levels=50_000)
    assert manager.get(HELLO).text == "[" * 50_000 + "]" * 50_000


def test_a_gzip_bomb(fresh_simulator: Simulator, manager: Client) -> None:
    fresh_simulator.fault(kind="gzip_bomb", bytes=20_000_000)
    answer = manager.get(HELLO)
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) < 50_000
    assert len(answer.content) == 20_000_000
    assert set(json.loads(answer.content)) == {"0"}


def test_a_big_header(fresh_simulator: Simulator, manager: Client) -> None:
    fresh_simulator.fault(kind="big_header", bytes=1000)
    assert len(manager.get(HELLO).headers["x-padding"]) == 1000
    fresh_simulator.fault(kind="big_header", bytes=100_000)
    with pytest.raises(requests.exceptions.ConnectionError, match=r"LineTooLong|header line"):
        manager.get(HELLO)


def test_faults_choose_their_requests(fresh_simulator: Simulator, manager: Client, mes: Client) -> None:
    fresh_simulator.fault(kind="status", status=500, platform="cmf", times=None)
    fresh_simulator.fault(kind="status", status=501, listener="apinizer", path="/hello/.*u$", skip=1, times=2)
    fresh_simulator.fault(kind="status", status=502, method="DELETE")
    assert [manager.get(HELLO).status_code for _turn in range(4)] == [200, 501, 501, 200]
    assert manager.get("/apiops/test/healthcheck").status_code == 200
    assert manager.delete(HELLO).status_code == 502
    assert [mes.get("/api/a/b").status_code for _turn in range(3)] == [500, 500, 500]
    fresh_simulator.clear_faults()
    assert mes.get("/api/a/b").status_code == 404

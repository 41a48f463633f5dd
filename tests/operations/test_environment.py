# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What lies between a task and its platform: proxies, .netrc, redirects, versions of TLS."""

from __future__ import annotations

import gc
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import trustme

from ansible_collections.apiops.platforms.plugins.module_utils._core import operation
from tests.operations.conftest import Run
from tests.operations.test_answers import failed

# Pools are dropped here to end their connections; an older urllib3 leaves that to Python's collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

ORGS: dict[str, Any] = {"path": "/orgs"}
PROXY_USER = "proxy-user:proxy-secret-9"


# --- proxies ---------------------------------------------------------------------------------------------


@dataclass
class Proxy:
    """A running proxy: its address, and what it has connected."""

    port: int
    log: Path

    @property
    def url(self) -> str:
        """Its URL, without credentials."""
        return f"http://127.0.0.1:{self.port}"

    def connected(self, address: str) -> int:
        """How many tunnels to the host and port of that URL it has made and ended."""
        return self.log.read_text(encoding="utf-8").count("CONNECT " + address.removeprefix("https://"))


@contextmanager
def running_proxy(directory: Path, *options: str) -> Iterator[Proxy]:
    """A proxy server in a process group of its own, ended with the context."""
    directory.mkdir()
    port_file, log = directory / "port", directory / "log"
    command = [sys.executable, "-m", "proxy", "--hostname", "127.0.0.1", "--port", "0"]
    command += ["--num-workers", "1", "--num-acceptors", "1", "--port-file", str(port_file)]
    with (directory / "output").open("wb") as output:
        process = subprocess.Popen(
            [*command, "--log-file", str(log), "--data-dir", str(directory / "data"), *options],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        end = time.monotonic() + 30
        while not (port_file.exists() and port_file.read_text().strip()):
            assert process.poll() is None, (directory / "output").read_text()
            assert time.monotonic() < end, "the proxy did not start"
            time.sleep(0.05)
        yield Proxy(int(port_file.read_text().split()[0]), log)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """A proxy that serves everybody."""
    with running_proxy(tmp_path_factory.mktemp("proxy") / "open") as running:
        yield running


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No proxy and no home of whoever runs the tests; nothing open after it."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    yield
    operation._pool.cache_clear()
    gc.collect()


def through(proxy: Proxy, run: Run) -> int:
    """How many tunnels to API Connect the proxy has made. It tells of one when it has ended."""
    operation._pool.cache_clear()
    time.sleep(0.5)
    return proxy.connected(run.given["apic"]["url"])


def test_a_proxy_of_the_task(run: Run, proxy: Proxy) -> None:
    before = through(proxy, run)
    assert run("apic_invoke", proxy=proxy.url, **ORGS)["status"] == 200
    assert through(proxy, run) > before


def test_a_proxy_of_the_environment(run: Run, proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    before = through(proxy, run)
    monkeypatch.setenv("https_proxy", proxy.url)
    assert run("apic_invoke", **ORGS)["status"] == 200
    assert through(proxy, run) > before


def test_a_host_that_needs_no_proxy(run: Run, proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    before = through(proxy, run)
    monkeypatch.setenv("https_proxy", proxy.url)
    monkeypatch.setenv("no_proxy", "localhost,127.0.0.1")
    assert run("apic_invoke", **ORGS)["status"] == 200
    assert through(proxy, run) == before


def test_the_task_s_proxy_counts_more_than_the_environment(
    run: Run, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    before = through(proxy, run)
    assert run("apic_invoke", proxy=proxy.url, **ORGS)["status"] == 200
    assert through(proxy, run) > before


def test_a_proxy_that_asks_who_is_there(run: Run, tmp_path: Path) -> None:
    with running_proxy(tmp_path / "closed", "--basic-auth", PROXY_USER) as proxy:
        message = failed(run("apic_invoke", proxy=proxy.url, retries=0, **ORGS), "connect")
        assert "407" in message
        known = proxy.url.replace("://", f"://{PROXY_USER}@")
        assert run("apic_invoke", proxy=known, **ORGS)["status"] == 200
        wrong = proxy.url.replace("://", "://proxy-user:another-secret-9@")
        refused = run("apic_invoke", proxy=wrong, retries=0, **ORGS)
        assert "407" in failed(refused, "connect")
        assert "another-secret-9" not in str(refused)


# --- .netrc ----------------------------------------------------------------------------------------------


def test_netrc_is_never_read(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine 127.0.0.1 login netrc-user password netrc-secret\n", encoding="utf-8")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    assert run("apic_invoke", **ORGS)["status"] == 200
    sent = [entry["headers"].get("authorization", "") for entry in run.requests()]
    assert len(sent) == 3
    assert not [value for value in sent if value.startswith("Basic")]


# --- redirects -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("options", [{}, {"paginate": True}, {"unless": ORGS, "method": "POST"}])
def test_authorization_never_leaves_its_origin(run: Run, status: int, options: dict[str, Any]) -> None:
    elsewhere = run.simulator.description["other_origin_url"]
    run.simulator.fault(
        platform="apic", path="/api/orgs", kind="redirect", location=elsewhere + "/api/orgs", status=status
    )
    message = failed(run("apic_invoke", **ORGS, **options), "protocol")
    assert "another origin, where the token must not go" in message
    assert run.requests(listener="other_origin") == []


@pytest.mark.parametrize("path", ["/api/token", "/identity-providers"])
def test_no_login_is_redirected(run: Run, path: str) -> None:
    elsewhere = run.simulator.description["other_origin_url"]
    run.simulator.fault(path=path, kind="redirect", location=elsewhere + path, status=307)
    failed(run("apic_invoke", **ORGS), "protocol")
    assert run.requests(listener="other_origin") == []


# --- TLS -------------------------------------------------------------------------------------------------


@contextmanager
def server(context: ssl.SSLContext) -> Iterator[str]:
    """A server that answers every request with an empty JSON object; its URL."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=_serve, args=(listening, context), daemon=True)
        thread.start()
        yield f"https://127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(5)
    assert not thread.is_alive()


def _serve(listening: socket.socket, context: ssl.SSLContext) -> None:
    while True:
        try:
            raw, _address = listening.accept()
        except OSError:
            return
        try:
            with raw, context.wrap_socket(raw, server_side=True) as connection:
                connection.recv(65536)
                connection.sendall(
                    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                    b"Content-Length: 2\r\nConnection: close\r\n\r\n{}"
                )
        except OSError:
            continue


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated:DeprecationWarning")
@pytest.mark.parametrize(
    ("version", "accepted"),
    [(ssl.TLSVersion.TLSv1_1, False), (ssl.TLSVersion.TLSv1_2, True), (ssl.TLSVersion.TLSv1_3, True)],
)
def test_tls_1_2_is_the_least(run: Run, tmp_path: Path, version: ssl.TLSVersion, accepted: bool) -> None:
    authority = trustme.CA()
    run.ca_path = str(tmp_path / "ca.pem")
    authority.cert_pem.write_to_path(run.ca_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("DEFAULT@SECLEVEL=0")
    context.minimum_version = context.maximum_version = version
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with server(context) as url:
        result = run("apic_invoke", url=url, token="abcdefgh", retries=0, **ORGS)
    if accepted:
        assert result["json"] == {}
    else:
        assert "TLS 1.2" in failed(result, "tls")

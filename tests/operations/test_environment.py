# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What lies between a task and its platform: proxies, .netrc, redirects, versions of TLS."""

from __future__ import annotations

import gc
import os
import re
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

from ansible_collections.apiops.platforms.plugins.module_utils._core.operations import session
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
    session._transport.cache_clear()
    gc.collect()


def through(proxy: Proxy, run: Run) -> int:
    """How many tunnels to API Connect the proxy has made. It tells of one when it has ended."""
    session._transport.cache_clear()
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


@contextmanager
def cutting(*answers: bytes) -> Iterator[tuple[str, list[bytes]]]:
    """A server that takes a request, gives the next of the answers if there is one, and hangs up; its URL.

    It gathers the requests that it took whole.
    """
    taken: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=_cut, args=(listening, taken, answers), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", taken
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(60)
    assert not thread.is_alive()


def _cut(listening: socket.socket, taken: list[bytes], answers: tuple[bytes, ...]) -> None:
    while True:
        try:
            connection, _address = listening.accept()
        except OSError:
            return
        with connection, connection.makefile("rb") as stream:
            head = b"".join(iter(lambda: stream.readline().rstrip(b"\r\n"), b""))
            length = re.search(rb"(?i)content-length: *(\d+)", head)
            taken.append(head + stream.read(int(length[1]) if length else 0))
            connection.sendall(answers[len(taken) - 1] if len(taken) <= len(answers) else b"")


WRITES: dict[str, dict[str, Any]] = {
    "POST": {"method": "POST", "body": {"name": "a", "title": "a"}},
    "PATCH": {"method": "PATCH", "body": {"title": "a"}},
}


def in_doubt(result: dict[str, Any]) -> str:
    """The message of a write that was sent once, and of which nobody knows what became."""
    message = failed(result, "connect")
    assert result["outcome_unknown"] is True
    assert result["tries"] == 1
    assert "no connection through" not in message
    return message


@pytest.mark.parametrize("method", WRITES)
@pytest.mark.parametrize("how", ["task", "environment"])
def test_a_write_cut_behind_a_proxy_is_sent_once(
    run: Run, proxy: Proxy, monkeypatch: pytest.MonkeyPatch, method: str, how: str
) -> None:
    run.simulator.fault(platform="apic", path="/api/orgs", method=method, kind="reset_after", times=None)
    given: dict[str, Any] = {"proxy": proxy.url} if how == "task" else {}
    if how == "environment":
        monkeypatch.setenv("https_proxy", proxy.url)
    in_doubt(run("apic_invoke", **WRITES[method], **given, **ORGS))
    assert len(run.requests(path="/api/orgs")) == 1


def test_a_read_cut_behind_a_proxy_is_repeated(run: Run, proxy: Proxy) -> None:
    run.simulator.fault(platform="apic", path="/api/orgs", kind="reset_after", times=2)
    assert run("apic_invoke", proxy=proxy.url, **ORGS)["tries"] == 3


def test_a_service_account_whose_answer_is_cut_behind_a_proxy_is_made_once(run: Run, proxy: Proxy) -> None:
    run.simulator.fault(platform="axway", path="/client$", method="POST", kind="reset_after", times=None)
    result = run("axway_service_account", proxy=proxy.url, name="twin")
    in_doubt(result)
    assert len(run.requests(platform="axway", method="POST", path="/api/v1/client")) == 1


@pytest.mark.parametrize("method", WRITES)
def test_a_write_cut_by_a_proxy_without_tunnel_is_sent_once(run: Run, method: str) -> None:
    with cutting() as (proxy, taken):
        given: dict[str, Any] = {"url": "http://apic.invalid", "token": "abcdefgh", "proxy": proxy}
        in_doubt(run("apic_invoke", **WRITES[method], **given, **ORGS))
    assert len(taken) == 1


def test_a_write_cut_behind_a_proxy_without_tunnel_is_sent_once(run: Run, proxy: Proxy) -> None:
    with cutting() as (url, taken):
        result = run("apic_invoke", url=url, token="abcdefgh", proxy=proxy.url, **WRITES["POST"], **ORGS)
    assert result["outcome_unknown"] is True, result
    assert len(taken) == 1


def test_an_api_key_cut_by_a_proxy_is_exchanged_once(run: Run) -> None:
    with cutting() as (proxy, taken):
        given: dict[str, Any] = {
            "username": None,
            "password": None,
            "api_key": "single-use-key",
            "proxy": proxy,
        }
        message = in_doubt(run("apic_token", url="http://apic.invalid", **given))
    assert "it may be used up now" in message
    assert len(taken) == 1


@pytest.mark.parametrize("method", WRITES)
def test_a_write_that_no_proxy_took_is_tried_again(run: Run, method: str) -> None:
    refusal = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    with cutting(refusal, refusal, refusal) as (proxy, taken):
        given: dict[str, Any] = {
            "url": "https://apic.invalid",
            "token": "abcdefgh",
            "proxy": proxy,
            "retries": 2,
        }
        result = run("apic_invoke", **WRITES[method], **given, **ORGS)
    assert "(tunnel connection failed: 502" in failed(result, "connect").lower()
    assert "outcome_unknown" not in result
    assert result["tries"] == 3 == len(taken)


@pytest.mark.parametrize("url", ["http://apic.invalid", "https://apic.invalid"])
@pytest.mark.parametrize("method", WRITES)
def test_a_write_whose_proxy_is_not_there_is_tried_again(run: Run, method: str, url: str) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        proxy = f"http://127.0.0.1:{closed.getsockname()[1]}"
        given: dict[str, Any] = {"url": url, "token": "abcdefgh", "proxy": proxy, "retries": 2}
        result = run("apic_invoke", **WRITES[method], **given, **ORGS)
    message = failed(result, "connect")
    assert message.endswith(
        f": no connection through the proxy {proxy[7:]} (connection refused); look at proxy."
    )
    assert (result["tries"], result.get("outcome_unknown")) == (3, None)


@pytest.mark.parametrize("url", ["http://apic.invalid", "https://apic.invalid"])
def test_a_proxy_that_speaks_no_tls_got_nothing(run: Run, url: str) -> None:
    proxy = run.simulator.description["control_url"].replace("http:", "https:")
    result = run("apic_invoke", url=url, token="abcdefgh", proxy=proxy, retries=0, **WRITES["POST"], **ORGS)
    assert result["failed"] is True
    assert "outcome_unknown" not in result


def test_a_proxy_of_the_environment_that_is_not_there(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:1")
    message = failed(run("apic_invoke", token="abcdefgh", retries=0, **ORGS), "connect")
    assert message.endswith(
        ": no connection through the environment's proxy (connection refused); look at the variables "
        "http_proxy, https_proxy and no_proxy."
    )


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

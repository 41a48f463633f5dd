# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which proxy the environment names for a URL."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Mapping
from pathlib import Path

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._core.http.proxies import (
    environment_proxy,
    exempt,
)

PROXY = "http://proxy.example:3128"
OTHER = "http://other.example:3128"


@pytest.mark.parametrize(
    ("variables", "url", "expected"),
    [
        ({}, "https://a.example", None),
        ({"https_proxy": PROXY}, "https://a.example", PROXY),
        ({"HTTPS_PROXY": PROXY}, "https://a.example", PROXY),
        ({"https_proxy": PROXY}, "http://a.example", None),
        ({"https_proxy": PROXY, "HTTPS_PROXY": OTHER}, "https://a.example", PROXY),
        ({"https_proxy": "", "HTTPS_PROXY": OTHER}, "https://a.example", None),
        ({"all_proxy": PROXY}, "https://a.example", PROXY),
        ({"ALL_PROXY": PROXY}, "http://a.example", PROXY),
        ({"all_proxy": OTHER, "http_proxy": PROXY}, "http://a.example", PROXY),
        ({"all_proxy": OTHER, "http_proxy": ""}, "http://a.example", None),
        ({"HTTP_PROXY": PROXY}, "http://a.example", PROXY),
        ({"HTTP_PROXY": PROXY, "REQUEST_METHOD": "GET"}, "http://a.example", None),
        ({"http_proxy": PROXY, "REQUEST_METHOD": "GET"}, "http://a.example", PROXY),
        ({"https_proxy": PROXY, "no_proxy": "a.example"}, "https://a.example", None),
        ({"https_proxy": PROXY, "NO_PROXY": "a.example"}, "https://a.example", None),
        ({"https_proxy": PROXY, "no_proxy": "", "NO_PROXY": "a.example"}, "https://a.example", PROXY),
        ({"all_proxy": PROXY, "no_proxy": "*"}, "https://a.example", None),
        ({"https_proxy": PROXY + " "}, "https://a.example", PROXY),
    ],
    ids=str,
)
def test_the_variables(
    monkeypatch: pytest.MonkeyPatch, variables: Mapping[str, str], url: str, expected: str | None
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "request_method"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert environment_proxy(url) == expected


@pytest.mark.parametrize(
    ("no_proxy", "host", "port", "expected"),
    [
        ("", "a.example", 443, False),
        (" , ", "a.example", 443, False),
        ("*", "a.example", 443, True),
        ("*", "10.0.0.1", 443, True),
        ("b.example *", "a.example", 443, True),
        # names
        ("example", "a.example", 443, True),
        ("a.example", "a.example", 443, True),
        ("A.Example", "a.example", 443, True),
        ("a.example.", "a.example", 443, True),
        ("a.example", "a.example.", 443, True),
        ("a.example", "ba.example", 443, False),
        ("a.example", "b.a.example", 443, True),
        (".a.example", "b.a.example", 443, True),
        (".a.example", "a.example", 443, True),
        (".a.example", "ba.example", 443, False),
        ("*.a.example", "b.a.example", 443, True),
        ("*.a.example", "ba.example", 443, False),
        ("b.example,a.example", "a.example", 443, True),
        ("b.example a.example", "a.example", 443, True),
        ("localhost", "localhost", 443, True),
        (".", "a.example", 443, False),
        ("a.example:8443", "a.example", 8443, True),
        ("a.example:8443", "a.example", 443, False),
        (".example:8443", "a.example", 8443, True),
        # IPv4
        ("10.0.0.1", "10.0.0.1", 443, True),
        ("10.0.0.1", "10.0.0.10", 443, False),
        ("0.0.1", "10.0.0.1", 443, False),
        ("10.0.0.1:8443", "10.0.0.1", 8443, True),
        ("10.0.0.1:8443", "10.0.0.1", 443, False),
        ("10.0.0.0/8", "10.200.0.1", 443, True),
        ("10.0.0.5/8", "10.200.0.1", 443, True),
        ("10.0.0.0/8", "11.0.0.1", 443, False),
        ("10.0.0.0/8", "a.example", 443, False),
        ("10.0.0.0/8", "fd00::1", 443, False),
        ("10.0.0.0/8:8443", "10.0.0.1", 8443, True),
        ("10.0.0.0/8:8443", "10.0.0.1", 443, False),
        ("0.0.0.0/0", "10.0.0.1", 443, True),
        ("10.0.0.0/99", "10.0.0.1", 443, False),
        # IPv6
        ("::1", "::1", 443, True),
        ("0:0:0:0:0:0:0:1", "::1", 443, True),
        ("[::1]", "::1", 443, True),
        ("[::1]:8443", "::1", 8443, True),
        ("[::1]:8443", "::1", 443, False),
        ("FD00::2", "fd00::2", 443, True),
        ("fd00::2", "fd00::20", 443, False),
        ("fd00::/8", "fd12::1", 443, True),
        ("fd00::/8", "fe80::1", 443, False),
        ("fd00::/8", "10.0.0.1", 443, False),
        ("[fd00::]/8", "fd12::1", 443, True),
        ("[fd00::/8]", "fd12::1", 443, True),
        ("[fd00::/8]:8443", "fd12::1", 8443, True),
        ("[fd00::/8]:8443", "fd12::1", 443, False),
        ("fe80::/10", "fe80::1%25eth0", 443, True),
        ("fe80::1", "fe80::1%25eth0", 443, True),
        ("10.0.0.0/8", "::ffff:10.0.0.1", 443, True),
        ("::/0", "fd00::1", 443, True),
        # what is none
        ("a:b:c", "::1", 443, False),
        ("http://a.example", "a.example", 443, False),
    ],
    ids=str,
)
def test_the_entries_of_no_proxy(no_proxy: str, host: str, port: int, expected: bool) -> None:
    assert exempt(host, port, no_proxy) is expected


@pytest.mark.parametrize("host", ["[::1]", "127.0.0.1", "a.invalid"])
def test_the_port_of_an_entry_is_that_of_the_url(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setenv("http_proxy", PROXY)
    monkeypatch.setenv("no_proxy", f"{host}:1,{host}:80")
    assert environment_proxy(f"http://{host}:1/x") is None
    assert environment_proxy(f"http://{host}:2/x") == PROXY
    assert environment_proxy(f"http://{host}/x") is None


# Python on macOS asks the module _scproxy for the system's settings, which ends a process that was forked.
MACOS = """
import os, sys
import socket, ssl, tempfile, subprocess, uuid
system, sys.platform = sys.platform, "darwin"
import urllib.request
sys.platform = system
import requests
from ansible_collections.apiops.platforms.plugins.module_utils._core.errors import ApiError
from ansible_collections.apiops.platforms.plugins.module_utils._core.http.message import (
    Request, TransportSettings,
)
from ansible_collections.apiops.platforms.plugins.module_utils._core.http.transport import Transport

child = os.fork()
if not child:
    for url in ("http://127.0.0.1:1/", "https://127.0.0.1:1/", "http://[::1]:1/"):
        try:
            {look_up}
        except ApiError as error:
            assert "no connection to" in error.message, error.message
    os._exit(7)
print(os.waitpid(child, 0)[1])
"""
SCPROXY = """
import os

_AT_IMPORT = os.getpid()


def _get_proxies():
    if os.getpid() != _AT_IMPORT:
        os.abort()
    return {}


def _get_proxy_settings():
    return _get_proxies()
"""


@pytest.mark.parametrize(
    ("look_up", "expected"),
    [
        ("Transport(TransportSettings(timeout=2)).send(Request('GET', url))", 7 << 8),
        # The stand-in tells who asks it.
        ("requests.utils.get_environ_proxies(url)", signal.SIGABRT),
    ],
    ids=["ours", "requests"],
)
def test_a_fork_on_macos_does_not_ask_the_system(tmp_path: Path, look_up: str, expected: int) -> None:
    (tmp_path / "_scproxy.py").write_text(textwrap.dedent(SCPROXY), encoding="utf-8")
    proxies = ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "ftp_proxy")
    environment = {name: value for name, value in os.environ.items() if name.lower() not in proxies}
    environment["PYTHONPATH"] = os.pathsep.join([str(tmp_path), *filter(None, sys.path)])
    ran = subprocess.run(
        [sys.executable, "-c", MACOS.format(look_up=look_up)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert int(ran.stdout) & ~0x80 == expected, ran.stderr

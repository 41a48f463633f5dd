# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A gigabyte up or down keeps the process small: bodies are streamed, never gathered."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.playbook import CHECKOUT

GIGABYTE = 1 << 30
LIMIT = 150 * 1000 * 1000
_PIECE = bytes(1 << 20)

# Runs one call in a process of its own and tells its largest size in bytes.
_CHILD = """
import json, sys
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.apiops.platforms.plugins.module_utils._argument_spec import argument_spec
from ansible_collections.apiops.platforms.plugins.module_utils._core.operations.session import Context
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apic.platform import INVOKE
params = ArgumentSpecValidator(argument_spec(INVOKE.options)).validate(json.loads(sys.argv[1]))
result = INVOKE.run(params.validated_parameters, Context())
assert result["status"] == 200, result
# Not getrusage, which counts what the parent had when it forked.
(peak,) = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM:")]
print(int(peak) * 1024)
"""


class _Bulk(BaseHTTPRequestHandler):
    """Takes whatever is posted and gives a gigabyte."""

    protocol_version = "HTTP/1.1"
    received: list[int]

    def do_POST(self) -> None:
        left = int(self.headers["Content-Length"])
        self.received.append(left)
        while left:
            left -= len(self.rfile.read(min(left, len(_PIECE))))
        self._head(0)

    def do_GET(self) -> None:
        self._head(GIGABYTE)
        for _piece in range(GIGABYTE // len(_PIECE)):
            self.wfile.write(_PIECE)

    def log_message(self, format: str, *arguments: object) -> None:
        pass

    def _head(self, length: int) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/octet-stream")
        self.send_header("Content-Length", str(length))
        self.end_headers()


@pytest.fixture
def bulk() -> Iterator[tuple[str, list[int]]]:
    """The address of the server, and the lengths it was sent."""
    received: list[int] = []
    handler = type("Bulk", (_Bulk,), {"received": received})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", received
        server.shutdown()


@pytest.fixture
def gigabyte(tmp_path: Path) -> Path:
    """A file of that size that takes no room."""
    path = tmp_path / "gigabyte.bin"
    with path.open("wb") as file:
        file.truncate(GIGABYTE)
    return path


def largest_size(options: str) -> int:
    """The most memory, in bytes, that a process needs for a call with these options (JSON)."""
    path = f"import sys; sys.path.insert(0, {str(CHECKOUT / '.cache/collections')!r})"
    ran = subprocess.run(
        [sys.executable, "-c", path + _CHILD, options],
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return int(ran.stdout)


def test_upload(bulk: tuple[str, list[int]], gigabyte: Path) -> None:
    url, received = bulk
    options = f'{{"url": "{url}", "token": "abcdefgh", "method": "POST", "path": "/x", "src": "{gigabyte}"}}'
    assert largest_size(options) < LIMIT
    assert received == [GIGABYTE]


def test_multipart_upload(bulk: tuple[str, list[int]], gigabyte: Path) -> None:
    url, received = bulk
    body = f'{{"metadata": {{"deploy": false}}, "file": {{"path": "{gigabyte}"}}}}'
    options = (
        f'{{"url": "{url}", "token": "abcdefgh", "method": "POST", "path": "/x", "body_format": "multipart", '
        f'"body": {body}}}'
    )
    assert largest_size(options) < LIMIT
    assert GIGABYTE < received[0] < GIGABYTE + 1000


def test_download(bulk: tuple[str, list[int]], tmp_path: Path) -> None:
    url, _received = bulk
    dest = tmp_path / "down.bin"
    options = f'{{"url": "{url}", "token": "abcdefgh", "path": "/x", "dest": "{dest}"}}'
    assert largest_size(options) < LIMIT
    assert dest.stat().st_size == GIGABYTE
    dest.unlink()

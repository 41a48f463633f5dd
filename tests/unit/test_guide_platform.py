# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The platform that the guide adds: its one file is enough for tokens, probes, refusals and pages."""

from __future__ import annotations

import importlib.util
import json
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._core.operations.operation import Operation
from ansible_collections.apiops.platforms.plugins.module_utils._core.operations.session import Context
from ansible_collections.apiops.platforms.plugins.plugin_utils._arguments import validated
from tests.playbook import CHECKOUT

Run = Callable[..., dict[str, Any]]

_PLACE = "ansible_collections.apiops.platforms.plugins.module_utils._platforms.example.platform"


class _Server(BaseHTTPRequestHandler):
    """That platform in small."""

    asked: list[str]

    def do_GET(self) -> None:
        place = urlsplit(self.path)
        self.asked.append(f"GET {self.path} {self.headers['Authorization']}")
        if place.path in ("/v1/things", "/v1/uncounted"):
            start = int(parse_qs(place.query).get("from", ["0"])[0])
            total = {"total": 5} if place.path == "/v1/things" else {}
            self._answer({"rows": [1, 2, 3, 4, 5][start : start + 2], **total})
        else:
            self._answer({"ok": False, "reason": "absent", "text": "no such thing"})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append(f"POST {self.path} {body}")
        if body.get("key") == "wrong" or self.path == "/v1/locked":
            self._answer({"ok": False, "reason": "denied", "text": "not for you"})
        else:
            self._answer({"access_token": "bearer-1", "expires_in": 60} if "key" in body else {"ok": True})

    def log_message(self, format: str, *arguments: object) -> None:
        pass

    def _answer(self, value: Any) -> None:
        data = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """The address of that platform, and what it is asked."""
    asked: list[str] = []
    handler = type("Server", (_Server,), {"asked": asked})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as serving:
        thread = threading.Thread(target=serving.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{serving.server_port}", asked
        serving.shutdown()
        thread.join()


@pytest.fixture
def example(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The guide's file, where a platform belongs."""
    path = CHECKOUT / "docs" / "docsite" / "rst" / "examples" / "platform.py"
    specification = importlib.util.spec_from_file_location(_PLACE, path)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    folder = _PLACE.rpartition(".")[0]
    monkeypatch.setitem(sys.modules, folder, ModuleType(folder))
    monkeypatch.setitem(sys.modules, _PLACE, module)
    specification.loader.exec_module(module)
    return module


@pytest.fixture
def run(example: ModuleType, server: tuple[str, list[str]]) -> Run:
    """Runs an operation of that file: ``TOKEN`` or ``INVOKE``."""
    context = Context()

    def run(name: str, **options: Any) -> dict[str, Any]:
        operation: Operation = getattr(example, name)
        params, mistake = validated(operation, {"url": server[0], "key": "secret-key", **options})
        assert not mistake
        return operation.run(params, context)

    return run


def test_one_file_is_a_platform(run: Run, server: tuple[str, list[str]]) -> None:
    _address, asked = server
    assert run("TOKEN")["access_token"] == "bearer-1"
    listed = run("INVOKE", path="/things", paginate=True)
    assert listed["json"] == {"rows": [1, 2, 3, 4, 5], "total": 5}
    made = run("INVOKE", method="POST", path="/things", body={}, unless={"path": "/things/x"})
    assert (made["changed"], made["satisfied"]) == (True, False)
    missing = run("INVOKE", path="/things/x")
    assert missing["error"]["kind"] == "not_found"
    assert '"no such thing" (code absent)' in missing["msg"]
    assert [line for line in asked if "login" in line] == ["POST /v1/login {'key': 'secret-key'}"]
    assert all(line.endswith(" Bearer bearer-1") for line in asked if line.startswith("GET"))


@pytest.mark.parametrize("path", ["/things", "/uncounted"])
@pytest.mark.parametrize("start", [None, 0, 1, 2, 3, 4, 5])
def test_it_pages_from_where_the_user_begins(run: Run, path: str, start: int | None) -> None:
    query = None if start is None else {"from": start}
    listed = run("INVOKE", path=path, paginate=True, **({"query": query} if query else {}))
    assert listed["json"]["rows"] == [1, 2, 3, 4, 5][start or 0 :]


def test_it_takes_a_refusal_with_200_for_one(run: Run) -> None:
    result = run("INVOKE", method="POST", path="/locked", body={})
    assert (result["failed"], result["error"]["kind"], result["changed"]) == (True, "rejected", False)
    assert '"not for you" (code denied)' in result["msg"]


def test_it_takes_a_refused_login_for_one(run: Run, server: tuple[str, list[str]]) -> None:
    result = run("TOKEN", key="wrong")
    assert (result["failed"], result["error"]["kind"]) == (True, "auth")
    assert "look at key (from the task), and at url (from the task)" in result["msg"]
    assert len(server[1]) == 1

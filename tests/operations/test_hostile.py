# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers that would hurt: each ends in bounded time and memory, as an error of the right kind."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.apiops.platforms.plugins.module_utils._core.tokens.token import Token
from tests.operations.conftest import Run
from tests.playbook import CHECKOUT

# What an answer may take: seconds of the processor, which depend little on what else the machine does,
# seconds until it counts as hanging, and bytes by which the process may grow: an old urllib3 takes 213 MB
# for a bomb.
SOON = 20
HANGS = 300
LARGEST = 300 * 1000 * 1000

_CHILD = """
import importlib, json, sys, time
from ansible_collections.apiops.platforms.plugins.module_utils._core.operations.session import Context
from ansible_collections.apiops.platforms.plugins.plugin_utils._arguments import validated
module, given = json.load(sys.stdin)
plugin = importlib.import_module("ansible_collections.apiops.platforms.plugins.modules." + module)
(operation,) = [value for value in vars(plugin).values() if hasattr(value, "execute")]
params, mistake = validated(operation, given)


def memory(of):
    (kibibytes,) = [line.split()[1] for line in open("/proc/self/status") if line.startswith(of + ":")]
    return int(kibibytes) * 1024


before = memory("VmRSS")
result = operation.run(params, Context())
result.pop("json", None), result.pop("content", None)
print(json.dumps([result, memory("VmHWM") - before, time.process_time()]))
"""


def bounded(run: Run, module: str, **options: Any) -> dict[str, Any]:
    """The result of a module in a process of its own, which must not grow nor take long."""
    given = {"ca_path": run.ca_path, "timeout": HANGS, "retry_delay": 0.01, **options}
    params = {**run.given[module.partition("_")[0]], **given}
    ran = subprocess.run(
        [sys.executable, "-c", _CHILD],
        input=json.dumps([module, params]),
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": f"{CHECKOUT}{os.pathsep}{CHECKOUT / '.cache' / 'collections'}"},
        check=False,
        timeout=HANGS,
    )
    assert ran.returncode == 0, ran.stderr
    result, growth, seconds = json.loads(ran.stdout)
    assert seconds < SOON
    assert growth < LARGEST
    assert "Traceback" not in ran.stderr
    assert "internal error" not in str(result), result
    return dict(result)


PLACES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "login": ("apinizer_token", "/apiops/auth/token", {}),
    "call": ("apinizer_invoke", "/apiops/projects/", {"path": "/projects/"}),
    "refusal": ("apinizer_invoke", "/apiops/projects/", {"path": "/projects/", "status_code": [204]}),
}
HOSTILE: dict[str, tuple[dict[str, Any], str]] = {
    "100 MB": ({"kind": "huge"}, "larger than 64 MiB"),
    "an endless stream": ({"kind": "endless"}, "larger than 64 MiB"),
    "a bomb of a gigabyte": ({"kind": "gzip_bomb"}, "larger than 64 MiB"),
    "100,000 levels": ({"kind": "deep"}, "JSON that cannot be read"),
    "a header of a megabyte": ({"kind": "big_header"}, ""),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("place", PLACES)
def test_a_hostile_answer(run: Run, place: str, name: str) -> None:
    module, path, options = PLACES[place]
    fault, words = HOSTILE[name]
    run.simulator.fault(path=path, times=None, **fault)
    result = bounded(run, module, retries=0, **options)
    assert result["failed"] is True, result
    assert result["error"]["kind"] in ("protocol", "connect")
    assert words in result["msg"]
    assert len(result["msg"]) < 1000
    assert len(run.requests(path=path)) == 1


@pytest.mark.parametrize("name", ["100 MB", "an endless stream"])
def test_a_hostile_answer_that_is_no_success_goes_to_no_file(run: Run, name: str, tmp_path: Path) -> None:
    run.simulator.fault(path="/apiops/projects/", times=None, **HOSTILE[name][0])
    dest = str(tmp_path / "answer")
    result = bounded(run, "apinizer_invoke", path="/projects/", dest=dest, status_code=[204], retries=0)
    assert result["error"]["kind"] == "protocol"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("place", ["login", "call"])
@pytest.mark.parametrize(
    "number", ["1" * 1_000_000, "-" + "9" * 1_000_000, "1." + "3" * 1_000_000, "1e999999"]
)
def test_a_number_of_a_million_digits(run: Run, place: str, number: str) -> None:
    module, path, options = PLACES[place]
    run.simulator.fault(
        path=path,
        kind="status",
        status=200,
        content_type="application/json",
        body='{"access_token": "abcdefgh", "expires_in": %s}' % number,
        times=None,
    )
    result = bounded(run, module, **options)
    if result.get("failed"):
        assert result["error"]["kind"] == "protocol"
        assert len(result["msg"]) < 1000


def jwt(payload: bytes) -> str:
    """A text of the form of a JWT with that payload."""
    return "e30." + base64.urlsafe_b64encode(payload).decode().rstrip("=") + ".c2ln"


GARBAGE = {
    "no base64": "a.%%%.c",
    "no JSON": jwt(b"\xff\xfe not json"),
    "no object": jwt(b"[1, 2]"),
    "deep": jwt(b"[" * 100_000),
    "exp a text": jwt(b'{"exp": "tomorrow"}'),
    "exp without end": jwt(b'{"exp": 1e400}'),
    "exp of a million digits": jwt(b'{"exp": ' + b"9" * 100_000 + b"}"),
    "exp below nothing": jwt(b'{"exp": -5}'),
    "exp null": jwt(b'{"exp": null}'),
    "twice": jwt(b'{"exp": 1, "exp": 2}'),
    "nan": jwt(b'{"exp": NaN}'),
}


@pytest.mark.parametrize("name", GARBAGE)
def test_a_jwt_of_garbage_is_a_token_all_the_same(run: Run, name: str) -> None:
    run.simulator.fault(
        path="/apiops/auth/token", kind="status", status=200, body={"access_token": GARBAGE[name]}
    )
    result = run("apinizer_token")
    assert result["access_token"] == GARBAGE[name]
    assert "internal error" not in str(result)
    json.dumps(result, allow_nan=False)


@given(st.text())
def test_any_text_can_be_a_token(text: str) -> None:
    token = Token.issued(text)
    json.dumps([token.claims, token.expires_at, token.remaining])


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    )
)
def test_any_claims_can_be_in_a_token(claims: Any) -> None:
    for payload in (claims, {"exp": claims}):
        token = Token.issued(jwt(json.dumps(payload).encode()))
        assert token.expires_at is None or token.expires_at.endswith("Z")
        assert token.remaining is None or token.remaining >= 0

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Toy: tokens, probes, refusals and pages."""

from __future__ import annotations

import pytest

from tests.operations.conftest import Run


def test_a_token_serves_all_calls(run: Run) -> None:
    assert run("toy_token")["expires_in"] <= 60
    assert run("toy_invoke", path="/things", paginate=True)["json"]["total"] == 5
    made = run("toy_invoke", method="POST", path="/things", body={"name": "x"}, unless={"path": "/things/x"})
    assert (made["changed"], made["satisfied"]) == (True, False)
    again = run("toy_invoke", method="POST", path="/things", body={"name": "x"}, unless={"path": "/things/x"})
    assert (again["changed"], again["satisfied"]) == (False, True)
    assert len(run.requests(path="/v1/login")) == 1


@pytest.mark.parametrize("path", ["/things", "/uncounted"])
@pytest.mark.parametrize("start", range(6))
def test_pages_from_where_the_user_begins(run: Run, path: str, start: int) -> None:
    listed = run("toy_invoke", path=path, paginate=True, query={"from": start} if start else None)
    assert listed["json"]["rows"] == ["car", "doll", "kite", "robot", "train"][start:]


@pytest.mark.parametrize(
    ("method", "path", "kind", "words"),
    [
        ("GET", "/things/x", "not_found", '"no such thing" (code absent)'),
        ("POST", "/locked", "rejected", '"not for you" (code denied)'),
    ],
)
def test_refusals_with_200(run: Run, method: str, path: str, kind: str, words: str) -> None:
    result = run("toy_invoke", method=method, path=path)
    assert (result["failed"], result["changed"], result["error"]["kind"]) == (True, False, kind)
    assert words in result["msg"]


def test_a_refused_login(run: Run) -> None:
    result = run("toy_token", api_key="wrong")
    assert (result["failed"], result["error"]["kind"]) == (True, "auth")
    assert "look at api_key (from the task), and at url (from the task)" in result["msg"]
    assert len(run.requests(path="/v1/login")) == 1

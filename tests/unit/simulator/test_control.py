# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The journal, settings and the new beginning."""

from __future__ import annotations

import time

import pytest

from tests.simulator.client import Simulator
from tests.unit.simulator.conftest import Client


def test_the_journal_tells_all_of_a_request(fresh_simulator: Simulator, mes: Client) -> None:
    before = time.time()
    mes.post("/api/none/ä%2Fb?a=1&a=%20", data="\xff\x00text".encode("latin-1"), headers={"X-One": "Two"})
    (entry,) = fresh_simulator.journal()
    assert entry["number"] == 1
    assert (entry["platform"], entry["listener"], entry["method"]) == ("cmf", "cmf", "POST")
    assert entry["path"] == "/api/none/%C3%A4%2Fb"
    assert entry["query"] == "a=1&a=%20"
    assert entry["headers"]["x-one"] == "Two"
    assert entry["body"] == "\ufffd\x00text"
    assert entry["body_bytes"] == 6
    assert entry["status"] == 404
    assert entry["fault"] is None
    assert before <= entry["at"] <= time.time()
    assert entry["connection"].startswith("127.0.0.1:")


def test_the_journal_keeps_the_beginning_of_a_long_body(fresh_simulator: Simulator, mes: Client) -> None:
    mes.post("/api/x/y", data=b"x" * 100_000)
    (entry,) = fresh_simulator.journal()
    assert (len(entry["body"]), entry["body_bytes"]) == (65536, 100_000)


def test_the_journal_is_filtered(fresh_simulator: Simulator, mes: Client, manager: Client) -> None:
    manager.get("/apiops/test/healthcheck")
    manager.get("/apiops/test/hello/you")
    mes.post("/api/x/y", data="needle")
    assert len(fresh_simulator.journal()) == 3
    assert len(fresh_simulator.journal(platform="apinizer")) == 2
    assert len(fresh_simulator.journal(method="POST")) == 1
    assert len(fresh_simulator.journal(path="/apiops/test/hello/you")) == 1
    assert [entry["platform"] for entry in fresh_simulator.journal(contains="needle")] == ["cmf"]
    assert fresh_simulator.journal(platform="apinizer", method="POST") == []
    with pytest.raises(ValueError, match="no filter colour"):
        fresh_simulator.journal(colour="blue")
    fresh_simulator.clear_journal()
    assert fresh_simulator.journal() == []


def test_connections_are_kept(fresh_simulator: Simulator, manager: Client) -> None:
    for _turn in range(5):
        manager.get("/apiops/test/healthcheck")
    assert len({entry["connection"] for entry in fresh_simulator.journal()}) == 1


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"cloud": {}}, "cloud is none"),
        ({"apic": {"colour": "blue"}}, "apic has no setting colour"),
        ({"axway": {"login_errors": "none"}}, "axway.login_errors is one of current, older"),
    ],
)
def test_a_wrong_setting_is_refused(
    fresh_simulator: Simulator, settings: dict[str, dict[str, str]], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        fresh_simulator.configure(**settings)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"kind": "none"}, "kind must be one of"),
        ({}, "kind must be one of"),
        ({"kind": "html", "seconds": 1}, "a fault of kind html has no seconds"),
    ],
)
def test_a_wrong_fault_is_refused(fresh_simulator: Simulator, fault: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        fresh_simulator.fault(**fault)


def test_a_new_beginning_forgets_everything(fresh_simulator: Simulator, org: Client) -> None:
    fresh_simulator.configure(apic={"token_lifetime": 1})
    fresh_simulator.fault(kind="html", times=None)
    fresh_simulator.reset()
    assert fresh_simulator.journal() == []
    answer = org.get("/api/me")
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/json"


def test_tokens_expire_on_demand(fresh_simulator: Simulator, org: Client, manager: Client) -> None:
    assert org.get("/api/me").status_code == 200
    fresh_simulator.expire_tokens()
    assert org.get("/api/me").status_code == 401
    # The personal token is not one that was issued.
    assert manager.get("/apiops/test/hello/you").text == "Hello you"

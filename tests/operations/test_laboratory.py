# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fault laboratory: every fault at every point of every flow ends soon, as an error of the right kind."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.operations.conftest import Run

# Seconds in which a flow with a fault in it has to end.
SOON = 20


@dataclass(frozen=True)
class Point:
    """One request of a flow: which path it has, and how many of that path come before it."""

    module: str
    path: str
    options: Callable[[Run], dict[str, Any]]
    skip: int = 0
    writes: bool = False
    # A poll outlasts what may pass; then the wait itself runs out.
    waits: bool = False


def given(**options: Any) -> Callable[[Run], dict[str, Any]]:
    """Options that need nothing of the simulator."""
    return lambda _run: options


def exchange(run: Run) -> dict[str, Any]:
    """CMF with a token exchanged at its portal."""
    return {"auth_mode": "exchange", "tenant": run.simulator.description["cmf"]["tenant"], **MATERIAL}


ENVIRONMENTS = "/management/v1/environments"
MATERIAL: dict[str, Any] = {
    "controller": "GenericService",
    "service": "GetObjectByName",
    "namespace": "Cmf.Foundation.BusinessOrchestration.GenericServiceManagement",
    "assembly": "Cmf.Foundation.BusinessOrchestration",
    "properties": {"Name": "Lot-0001", "Type": "Material", "IgnoreLastServiceId": True},
    "read_only": True,
}
CREATE: dict[str, Any] = {
    "method": "POST",
    "path": ENVIRONMENTS,
    "body": {"name": "one", "spec": {}},
    "unless": {"path": ENVIRONMENTS + "/one"},
    "verify": True,
}
WAIT = {"path": "/orgs", "that": "total_results", "timeout": 0.5, "interval": 0.05}

POINTS = {
    "axway login": Point("axway_invoke", "/openid-connect/token", given(path=ENVIRONMENTS)),
    "apic login": Point("apic_invoke", "/api/token", given(path="/orgs")),
    "apinizer login": Point("apinizer_invoke", "/apiops/auth/token", given(path="/projects/")),
    "cmf exchange": Point("cmf_invoke", "/oauth2/token", exchange),
    "realm": Point("apic_invoke", "/identity-providers", given(path="/orgs")),
    "realm alone": Point("apic_realm", "/identity-providers", given()),
    "axway call": Point("axway_invoke", "/environments", given(path=ENVIRONMENTS)),
    "apic call": Point("apic_invoke", "/api/orgs", given(path="/orgs")),
    "apinizer call": Point("apinizer_invoke", "/apiops/projects/", given(path="/projects/")),
    "cmf call": Point("cmf_invoke", "/GetObjectByName", given(**MATERIAL)),
    "probe": Point("axway_invoke", "/environments/one", given(**CREATE)),
    "write": Point("axway_invoke", "/environments$", given(**CREATE), writes=True),
    "verification": Point("axway_invoke", "/environments/one", given(**CREATE), skip=1),
    "page 1": Point("apic_invoke", "/api/orgs", given(path="/orgs", paginate=True, query={"limit": 1})),
    "poll": Point("apic_invoke", "/api/orgs", given(path="/cloud/settings", wait_for=WAIT), waits=True),
    "one of many": Point(
        "apic_invoke",
        "/api/orgs",
        given(calls=[{"name": str(n), "path": "/orgs"} for n in range(4)], concurrency=2),
        skip=2,
    ),
}


@dataclass(frozen=True)
class Trouble:
    """A fault, for ever, and the kinds of error it may be told as."""

    kinds: frozenset[str]
    fault: dict[str, Any] = field(default_factory=dict)
    # Whether a write that met it may have been applied.
    doubt: bool = False


def trouble(kinds: str, doubt: bool = False, **fault: Any) -> Trouble:
    """The fault, and its kinds in one text."""
    return Trouble(frozenset(kinds.split()), {"times": None, **fault}, doubt)


TROUBLES = {
    "400": trouble("rejected auth", kind="status", status=400, body={"message": "no"}),
    "401": trouble("auth", kind="status", status=401, body={"message": "no"}),
    "403": trouble("forbidden auth", kind="status", status=403, body={"message": "no"}),
    "409": trouble("conflict rejected auth", kind="status", status=409, body={"message": "no"}),
    "429": trouble("rate_limited", kind="status", status=429, headers={"Retry-After": "0"}),
    "500": trouble("server", doubt=True, kind="status", status=500, body={"message": "no"}),
    "503": trouble("server", doubt=True, kind="status", status=503, body="busy"),
    "reset before": trouble("connect", doubt=True, kind="reset_before"),
    "reset after": trouble("connect", doubt=True, kind="reset_after"),
    "truncated": trouble("protocol connect", doubt=True, kind="truncate"),
    "silence": trouble("timeout", doubt=True, kind="slow", seconds=2.0),
    "a page": trouble("protocol", kind="html", status=200),
    "a page of a proxy": trouble("server protocol", doubt=True, kind="html", status=502),
    "a redirect": trouble(
        "protocol", doubt=True, kind="redirect", location="https://127.0.0.1:9/", status=302
    ),
    "no JSON": trouble("protocol", kind="not_json"),
    "deep JSON": trouble("protocol", kind="deep"),
    "a header of a megabyte": trouble("protocol connect", doubt=True, kind="big_header"),
}


@pytest.mark.parametrize("name", TROUBLES)
@pytest.mark.parametrize("place", POINTS)
def test_a_fault(run: Run, place: str, name: str) -> None:
    point, fault = POINTS[place], TROUBLES[name]
    run.simulator.fault(path=point.path, skip=point.skip, **fault.fault)
    started = time.monotonic()
    patience: dict[str, Any] = {"timeout": 0.5} if name == "silence" else {}
    result = run(point.module, retries=1, **patience, **point.options(run))
    assert time.monotonic() - started < SOON
    assert "Traceback" not in str(result)
    assert "fault of its own" not in str(result), result
    assert result["failed"] is True, result
    assert "\n" not in result["msg"]
    kinds = fault.kinds | ({"timeout"} if point.waits else set())
    assert result["error"]["kind"] in kinds, result
    if point.writes:
        asked = [entry for entry in run.requests(method="POST") if entry["path"].endswith("/environments")]
        # What was not applied may be sent again; a refused token is renewed once.
        assert len(asked) == (2 if name in ("401", "429") else 1)
        assert result.get("outcome_unknown", False) is fault.doubt


@pytest.mark.parametrize("body", [[[]], [], {}, 7, "text", None, {"results": 7}, {"access_token": 7}])
@pytest.mark.parametrize(
    "place", ["axway login", "apic login", "apinizer login", "cmf exchange", "realm", "realm alone"]
)
def test_json_of_another_shape_is_no_token_and_no_realm(run: Run, place: str, body: Any) -> None:
    point = POINTS[place]
    text = json.dumps(body)
    run.simulator.fault(
        path=point.path, kind="status", status=200, body=text, content_type="application/json", times=None
    )
    result = run(point.module, **point.options(run))
    assert result["failed"] is True
    assert "fault of its own" not in result["msg"]
    # An empty list of realms is an answer, though none that helps.
    assert result["error"]["kind"] in ({"protocol", "config"} if "realm" in place else {"protocol"}), result


@pytest.mark.parametrize("body", [[[]], [], {}, 7, "text", None, {"results": 7}, {"total_results": "many"}])
@pytest.mark.parametrize("place", ["axway call", "apic call", "apinizer call", "page 1", "poll"])
def test_json_of_another_shape_is_an_answer_of_a_call(run: Run, place: str, body: Any) -> None:
    point = POINTS[place]
    text = json.dumps(body)
    run.simulator.fault(
        path=point.path, kind="status", status=200, body=text, content_type="application/json", times=None
    )
    result = run(point.module, **point.options(run))
    assert "fault of its own" not in str(result), result
    if place == "poll":
        assert result.get("failed") is not True or result["error"]["kind"] in ("timeout", "protocol")
    elif not result.get("failed"):
        assert result["json"] == body
    else:
        assert result["error"]["kind"] == "protocol"

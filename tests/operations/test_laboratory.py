# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fault laboratory: every fault at every point of every flow ends soon, as an error of the right kind."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.operations.conftest import Run

# Seconds in which a flow with a fault in it has to end, on a busy machine too: what hangs takes longer.
SOON = 100


@dataclass(frozen=True)
class Point:
    """One request of a flow: which path it has, and how many of that path come before it."""

    module: str
    path: str
    options: Callable[[Run], dict[str, Any]]
    skip: int = 0
    writes: bool = False
    logs_in: bool = False
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
    "axway login": Point("axway_invoke", "/openid-connect/token", given(path=ENVIRONMENTS), logs_in=True),
    "apic login": Point("apic_invoke", "/api/token", given(path="/orgs"), logs_in=True),
    "apinizer login": Point("apinizer_invoke", "/apiops/auth/token", given(path="/projects/"), logs_in=True),
    "cmf exchange": Point("cmf_invoke", "/oauth2/token", exchange, logs_in=True),
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
    """A fault, for ever, and the kind of error that it is told as."""

    kind: str
    fault: dict[str, Any] = field(default_factory=dict)
    # The kind where it meets a login, if another.
    at_login: str = ""
    # Whether a wait outlasts it.
    passes: bool = False
    # Whether a write that met it may have been applied.
    doubt: bool = False

    def kind_at(self, point: Point) -> str:
        """The kind of error that a flow ends with which met it there."""
        if point.waits and self.passes:
            return "timeout"
        return self.kind_at_login if point.logs_in else self.kind

    @property
    def kind_at_login(self) -> str:
        """The kind of error that a login ends with which met it."""
        return self.at_login or self.kind


def refusal(kind: str, status: int, at_login: str = "") -> Trouble:
    """The platform's own no."""
    return Trouble(kind, {"kind": "status", "status": status, "body": {"message": "no"}}, at_login)


def passing(told: str, doubt: bool = True, **fault: Any) -> Trouble:
    """What may be over a moment later."""
    return Trouble(told, fault, passes=True, doubt=doubt)


REDIRECT = {"kind": "redirect", "location": "https://127.0.0.1:9/"}
TROUBLES = {
    "400": refusal("rejected", 400, at_login="auth"),
    "401": refusal("auth", 401),
    "403": refusal("forbidden", 403, at_login="auth"),
    "409": refusal("conflict", 409),
    "429": passing("rate_limited", doubt=False, kind="status", status=429, headers={"Retry-After": "0"}),
    "500": passing("server", kind="status", status=500, body={"message": "no"}),
    "503": passing("server", kind="status", status=503, body="busy"),
    "reset before": passing("connect", kind="reset_before"),
    "reset after": passing("connect", kind="reset_after"),
    "truncated": passing("protocol", kind="truncate"),
    "silence": passing("timeout", kind="slow", seconds=3.0),
    "a page": Trouble("protocol", {"kind": "html", "status": 200}),
    "a page of a proxy": passing("server", kind="html", status=502),
    "a redirect": Trouble("protocol", {**REDIRECT, "status": 302}, doubt=True),
    "a redirect for good": Trouble("protocol", {**REDIRECT, "status": 308}),
    "no JSON": Trouble("protocol", {"kind": "not_json"}),
    "deep JSON": Trouble("protocol", {"kind": "deep"}),
    "a header of a megabyte": passing("connect", kind="big_header"),
}


@pytest.mark.parametrize("name", TROUBLES)
@pytest.mark.parametrize("place", POINTS)
def test_a_fault(run: Run, place: str, name: str) -> None:
    point, trouble = POINTS[place], TROUBLES[name]
    run.simulator.fault(path=point.path, skip=point.skip, times=None, **trouble.fault)
    started = time.monotonic()
    patience: dict[str, Any] = {"timeout": 1, "retries": 0} if name == "silence" else {"retries": 1}
    result = run(point.module, **patience, **point.options(run))
    assert time.monotonic() - started < SOON
    assert "Traceback" not in str(result)
    assert "internal error" not in str(result), result
    assert result["failed"] is True, result
    assert "\n" not in result["msg"]
    assert result["error"]["kind"] == trouble.kind_at(point), result
    if point.writes:
        writes = [entry for entry in run.requests(method="POST") if entry["path"].endswith("/environments")]
        # What was not applied may be sent again; a refused token is renewed once.
        assert len(writes) == (2 if name in ("401", "429") else 1)
        assert result.get("outcome_unknown", False) is trouble.doubt


def asked(run: Run, point: Point) -> int:
    """How often that request was made."""
    return sum(bool(re.search(point.path, entry["path"])) for entry in run.requests())


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
    assert result["error"]["kind"] == "protocol", result
    assert " answered 200 without a" in result["msg"]
    assert asked(run, point) == 1


@pytest.mark.parametrize("body", [[[]], [], {}, 7, "text", None, {"results": 7}, {"total_results": "many"}])
@pytest.mark.parametrize("place", ["axway call", "apic call", "apinizer call", "cmf call", "page 1", "poll"])
def test_json_of_another_shape_is_an_answer_of_a_call(run: Run, place: str, body: Any) -> None:
    point = POINTS[place]
    text = json.dumps(body)
    run.simulator.fault(
        path=point.path, kind="status", status=200, body=text, content_type="application/json", times=None
    )
    result = run(point.module, **point.options(run))
    if not point.waits:
        assert not result.get("failed"), result
        assert result["json"] == body
        assert asked(run, point) == 1
        assert len(run.warnings) == (place == "page 1")
    elif body == {"total_results": "many"}:
        assert result["waited_for"] == {"polls": 1, "status": 200, "json": body}
    else:
        assert result["error"]["kind"] == "timeout", result
        assert result["last_answer"] == {"status": 200, "json": body}

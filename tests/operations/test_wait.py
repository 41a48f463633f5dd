# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A wait that is not met says how it was answered last: the status, and the platform's words."""

from __future__ import annotations

from typing import Any

import pytest

from tests.operations.conftest import Run
from tests.operations.test_answers import failed

ORGS = {"path": "/orgs"}


def waited(run: Run, module: str, path: str, read: dict[str, Any], **probe: Any) -> dict[str, Any]:
    """A read that waits for something which never comes."""
    wait = {"path": path, "method": "GET", "timeout": 0.2, "interval": 0.05, **probe}
    return run(module, **read, wait_for=wait)


@pytest.mark.parametrize(
    ("module", "path", "read"),
    [
        ("apic_invoke", "/no/such/route", ORGS),
        ("axway_invoke", "/no/such/route", {"path": "/management/v1/environments"}),
        ("apinizer_invoke", "/no/such/route/", {"path": "/projects/"}),
        ("cmf_invoke", "/no/such/route", {"path": "/api/any", "method": "GET"}),
    ],
)
def test_a_route_that_is_not_there(run: Run, module: str, path: str, read: dict[str, Any]) -> None:
    run.simulator.fault(platform="cmf", path="/api/any$", kind="status", status=200, body={})
    result = waited(run, module, path, read, that="state == 'ready'")
    message = failed(result, "timeout")
    assert "404" in message
    assert '(the answer: "")' not in message
    assert result["status"] == 404


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (404, {"status": 404, "message": ["No such route"]}, '(status 404, the answer: "No such route")'),
        (404, {"status": 404}, '(status 404, the answer: "404")'),
        (200, {"state": "new"}, '(status 200, the answer: {"state": "new"})'),
        (204, "", "(status 204, the answer: empty)"),
    ],
    ids=str,
)
@pytest.mark.parametrize("condition", [{"that": "state == 'done'"}, {"contains": {"state": "done"}}], ids=str)
def test_the_last_answer(run: Run, condition: dict[str, Any], status: int, body: Any, told: str) -> None:
    run.simulator.fault(platform="apic", path="/late", kind="status", status=status, body=body, times=None)
    result = waited(run, "apic_invoke", "/late", ORGS, **condition)
    if result["error"]["kind"] == "timeout":
        assert told in result["msg"]
    else:
        # What is no mapping is never one that contains something.
        assert (status, "contains" in condition) == (204, True)
    assert result["status"] == status


@pytest.mark.parametrize("condition", [{"that": "a"}, {"contains": {"a": 1}}, {"contains": [1]}], ids=str)
def test_words_of_what_is_no_answer_of_the_platforms(run: Run, condition: dict[str, Any]) -> None:
    run.simulator.fault(
        platform="apic", path="/late", kind="status", status=404, body="default backend", times=None
    )
    message = failed(waited(run, "apic_invoke", "/late", ORGS, **condition), "timeout")
    assert '/api/late answered 404 Not Found, "default backend"' in message

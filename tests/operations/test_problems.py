# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Problems of RFC 9457, as gateways and web frameworks answer them: read, and no word of the platform's."""

from __future__ import annotations

import pytest

from tests.operations.conftest import Run
from tests.operations.test_answers import failed

PROBLEM = {
    "type": "https://gateway.invalid/problems/quota",
    "title": "Over quota",
    "detail": "Ask again later",
}


@pytest.mark.parametrize("module", ["axway_invoke", "apic_invoke", "apinizer_invoke", "cmf_invoke"])
def test_a_problem_of_a_gateway_is_read(run: Run, module: str) -> None:
    run.simulator.fault(
        platform=module.partition("_")[0],
        path="/gone",
        kind="status",
        status=422,
        body={**PROBLEM, "status": 422, "errors": {"Name": ["too long", "not unique"]}, "traceId": "00-1"},
        content_type="application/problem+json; charset=utf-8",
    )
    result = run(module, path="/gone", method="GET")
    words = "Over quota; Ask again later; Name: too long; not unique"
    assert f'"{words}" (code {PROBLEM["type"]})' in failed(result, "rejected")
    assert (result["error"]["description"], result["error"]["request_id"]) == (words, "00-1")


@pytest.mark.parametrize("module", ["axway_invoke", "apic_invoke", "apinizer_invoke", "cmf_invoke"])
def test_a_problem_is_not_the_platforms_word_of_absence(run: Run, module: str) -> None:
    run.simulator.fault(
        platform=module.partition("_")[0],
        path="/gone",
        kind="status",
        status=404,
        body={"type": "about:blank", "title": "Not Found", "status": 404},
        content_type="application/problem+json",
    )
    result = run(module, path="/gone", method="POST", body={}, unless={"path": "/gone", "method": "GET"})
    assert '"Not Found"; ' in failed(result, "not_found")
    assert result["error"]["code"] is None
    assert len(run.requests(method="POST", contains="/gone")) == 0

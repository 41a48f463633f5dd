# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults while objects of API Connect are written: nothing is written twice, and a second run finishes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.operations.apic_landscape import writes
from tests.operations.conftest import Run, actions
from tests.operations.test_apic_resources import LANDSCAPE

# The creations of the landscape; what there is one of is put and patched.
CREATIONS = [number for number, each in enumerate(LANDSCAPE) if "name" in each]


@pytest.mark.parametrize("kind", ["reset_before", "reset_after", "truncate", "html"])
@pytest.mark.parametrize("number", range(len(CREATIONS)))
def test_a_creation_in_doubt_is_not_repeated_and_a_second_run_finishes(
    run: Run, number: int, kind: str
) -> None:
    run.simulator.fault(platform="apic", path="^/api/(?!token)", method="POST", kind=kind, skip=number)
    first = run("apic_resource", resources=LANDSCAPE, retries=1)
    made = [each["path"] for each in writes(run) if each["method"] == "POST" and each["fault"]]
    assert len(made) == 1
    if not first.get("failed"):
        # What was made all the same is found by reading it.
        assert set(actions(first)) == {"created"}
    run.simulator.clear_journal()
    second = run("apic_resource", resources=LANDSCAPE)
    assert set(actions(second)) <= {"created", "unchanged"}
    assert set(actions(run("apic_resource", resources=LANDSCAPE))) == {"unchanged"}


@pytest.mark.parametrize("body", [{"message": "no Route matched with those values"}, {"error": "Not Found"}])
def test_the_404_of_a_gateway_is_no_absence(run: Run, body: dict[str, str]) -> None:
    """It is not in the form of API Connect, which tells its status and lists its messages."""
    run.simulator.fault(
        platform="apic", kind="status", status=404, body=body, path="/api/catalogs", times=None
    )
    place: dict[str, Any] = {"kind": "catalog", "parent": {"org": "test-organization"}, "name": "sandbox"}
    for state in ("present", "absent"):
        result = run("apic_resource", **place, state=state)
        assert result["error"]["kind"] == "not_found", result
        assert not result["changed"]
    product: dict[str, Any] = {"catalog": "test-organization/sandbox", "name": "pets", "version": "1.0.0"}
    assert run("apic_product", **product, state="absent")["status"] == 404
    assert [
        each for each in run.requests(platform="apic") if each["method"] in ("PUT", "DELETE", "PATCH")
    ] == []

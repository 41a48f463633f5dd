# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong while objects and packages of the MES are read and written: each request, in turn."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.operations.cmf_landscape import (
    CODES,
    LANDSCAPE,
    LOT,
    package_file,
    reads,
    services,
    writes,
    written,
)
from tests.operations.conftest import Run, actions
from tests.operations.faults import FAULTS, PROCESSED, break_one, was_met


def applied(run: Run, **options: Any) -> dict[str, Any]:
    """The result of the landscape applied without a second try of anything."""
    return run("cmf_object", resources=LANDSCAPE, retries=0, **options)


def processed(run: Run, service: str) -> int:
    """How often the MES did what a service asks, whatever became of the answer."""
    made = (each for each in writes(run) if each["path"].endswith("/" + service))
    return sum(
        (each["fault"] in PROCESSED or not each["fault"]) and each["status"] in (None, 200) for each in made
    )


@pytest.fixture(params=list(FAULTS.values()), ids=list(FAULTS))
def fault(request: pytest.FixtureRequest) -> dict[str, Any]:
    """What befalls a request."""
    return dict(request.param)


def test_no_read_that_fails_is_taken_for_absence(run: Run, fault: dict[str, Any]) -> None:
    """Of a MES without them all has to be created, if what is there can be told, and else nothing."""
    for number in range(len(LANDSCAPE)):
        break_one(run, fault, "cmf", "POST", "GetObjectByName", skip=number)
        run.simulator.clear_journal()
        planned = applied(run, check=True)
        assert was_met(run, "cmf")
        assert writes(run) == []
        if planned.get("failed"):
            assert planned["error"]["kind"] != "config"
        else:
            assert actions(planned) == ["created"] * len(LANDSCAPE)
        break_one(run, fault, "cmf", "POST", "GetObjectByName")
        found = run("cmf_object_info", kind="Material", name="Lot-0001", retries=0)
        assert found.get("failed") or found["resources"]


def test_a_404_that_is_no_fault_is_no_absence(run: Run) -> None:
    """Neither that of another application, nor a fault of another code."""
    bodies: list[Any] = [
        {"Message": "No HTTP resource was found."},
        {"Code": {"Name": "Db20009"}, "Message": "The data was not found."},
        {"title": "Not Found", "status": 404},
        "",
    ]
    for body in bodies:
        run.simulator.clear_faults()
        run.simulator.fault(kind="status", status=404, body=body, listener="cmf", times=None)
        assert applied(run, check=True)["failed"]
        assert run("cmf_object_info", kind="Material", name="none")["failed"]


TASKS: list[dict[str, Any]] = [
    {"resources": LANDSCAPE},
    {**LOT, "spec": {"PrimaryQuantity": 24}},
    {**LOT, "spec": {}, "state": "absent"},
]
WRITES = {"CreateObject": 2, "FullUpdateObject": 1, "TerminateObject": 1}


def test_every_request_that_fails_is_finished_by_the_next_run(run: Run, fault: dict[str, Any]) -> None:
    """Each request of a clean run fails once; nothing is made twice, and what was made is told."""
    for task in TASKS:
        run("cmf_object", **task)
    names = services(run)
    assert Counter(written(run)) == WRITES
    for number in range(len(names)):
        run.simulator.reset()
        run.simulator.fault(**fault, listener="cmf", skip=number)
        for task in TASKS:
            before = Counter({service: processed(run, service) for service in WRITES})
            result = run("cmf_object", **task, retries=0)
            if result.get("failed"):
                made = Counter({service: processed(run, service) for service in WRITES}) - before
                assert result["changed"] or result.get("outcome_unknown") or not made, result
                assert not run("cmf_object", **task).get("failed")
        assert was_met(run, "cmf")
        assert {service: processed(run, service) for service in WRITES} == WRITES


def loaded(run: Run, file: Path, **options: Any) -> dict[str, Any]:
    """The result of a package loaded without a second try of anything."""
    options = {"operation_codes": CODES, "validate": True, "retries": 0, **options}
    return run("cmf_master_data", src=str(file), **options)


def test_every_request_of_a_package_that_fails_is_finished_by_the_next_run(
    run: Run, tmp_path: Path, fault: dict[str, Any]
) -> None:
    """Whatever it is, the package is created once, validated, and loaded once."""
    file = package_file(tmp_path)
    clean = loaded(run, file)
    assert clean["requests"] == {"reads": len(reads(run)), "writes": len(writes(run))}
    for number in range(len(services(run))):
        run.simulator.reset()
        run.simulator.fault(**fault, listener="cmf", skip=number)
        result = loaded(run, file)
        assert was_met(run, "cmf")
        before = [processed(run, name) for name in ("UploadFile", "CreateObject", "PerformMasterDataPackage")]
        if result.get("failed"):
            assert result["changed"] or result.get("outcome_unknown") or not any(before)
            assert "Traceback" not in result["msg"]
        run.simulator.clear_faults()
        done = loaded(run, file)
        assert not done.get("failed"), done["msg"]
        assert processed(run, "CreateObject") == 1
        begun = [each for each in writes(run) if each["path"].endswith("PerformMasterDataPackage")]
        codes = ["0" if '"ExecutionOperation": 0' in each["body"] else "1" for each in begun]
        assert processed(run, "PerformMasterDataPackage") == 2, codes
        run.simulator.clear_journal()
        assert not loaded(run, file)["changed"]
        assert writes(run) == []

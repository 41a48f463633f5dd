# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Master data packages of the MES: uploaded, validated, loaded once, awaited."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.operations.cmf_landscape import CODES, instance, package_file, sent, services, writes, written
from tests.operations.conftest import Run
from tests.operations.test_returned import keys, returned
from tests.playbook import CHECKOUT

CHECKSUM = hashlib.sha256(b"rows").hexdigest()
NAME = f"master-data-{CHECKSUM[:12]}"
LOADS = ["UploadFile", "CreateObject", "PerformMasterDataPackage"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file to load."""
    return package_file(tmp_path)


def load(run: Run, file: Path, **options: Any) -> dict[str, Any]:
    """The result of loading it."""
    return run("cmf_master_data", **{"src": str(file), "operation_codes": CODES, **options})


def test_a_package_is_loaded_once(run: Run, file: Path) -> None:
    predicted = load(run, file, check=True, diff=True)
    assert services(run) == ["GetObjectByName", "FileExists"]
    done = load(run, file, diff=True)
    for result in (predicted, done):
        assert not result.get("failed"), result["msg"]
        assert (result["changed"], result["action"], result["uploaded"]) == (True, "loaded", True)
        assert (result["package"], result["checksum"]) == (NAME, CHECKSUM.upper())
    assert predicted["diff"] == done["diff"]
    assert written(run) == LOADS
    assert done["log"] == [
        {"name": "Product", "failed": False, "messages": [], "created": 2, "updated": 0, "skipped": 0}
    ]
    run.simulator.clear_journal()
    for check in (True, False):
        again = load(run, file, check=check, diff=True)
        assert (again["changed"], again["action"], writes(run)) == (False, "unchanged", [])
        assert "diff" not in again
    assert services(run) == ["GetObjectByName"] * 2


def test_the_requests_are_those_of_the_live_client(run: Run, file: Path) -> None:
    load(run, file)
    upload, create, perform = writes(run)
    assert 'name="file"; filename="master-data.xlsx"' in upload["body"]
    made = sent(create)["Object"]
    assert made["$type"] == "Cmf.Foundation.BusinessObjects.MasterDataPackage, Cmf.Foundation.BusinessObjects"
    assert (made["Name"], made["Type"], made["Revision"]) == (NAME, "Generic", None)
    assert made["Package"]["Size"] == "4"
    assert made["Package"]["Checksum"] == CHECKSUM.upper()
    given = sent(perform)
    assert next(iter(given)) == "$type"
    assert (given["ExecutionOperation"], given["IsToPerformImmediate"]) == (0, True)
    assert [each["ObjectType"] for each in json.loads(given["ExecutionConfiguration"])] == ["Product", "Step"]
    assert given["MasterDataPackage"]["LastServiceHistoryId"]
    assert "IgnoreLastServiceId" not in given


def test_another_content_is_another_package(run: Run, file: Path) -> None:
    load(run, file)
    file.write_bytes(b"other rows")
    other = load(run, file)
    assert other["changed"]
    assert other["package"] != NAME
    named = load(run, file, name="weekly")
    assert named["package"] == "weekly-" + hashlib.sha256(b"other rows").hexdigest()[:12]
    assert (named["changed"], named["uploaded"]) == (True, False)


@pytest.mark.parametrize("codes", [{"load": 0, "validate": 1}, {"load": 1, "validate": 0}])
def test_a_package_is_validated_before_it_is_loaded(run: Run, file: Path, codes: dict[str, int]) -> None:
    run.simulator.configure(cmf={"package_load": codes["load"]})
    done = load(run, file, operation_codes=codes, validate=True)
    assert done["action"] == "loaded"
    operations = [sent(each)["ExecutionOperation"] for each in writes(run)[2:]]
    assert operations == [codes["validate"], codes["load"]]
    assert done["log"][0]["created"] == 2


def test_what_does_not_validate_is_not_loaded(run: Run, file: Path) -> None:
    run.simulator.configure(cmf={"package_errors": ["Row 2: no such product.", "Row 3: no name."]})
    failed = load(run, file, validate=True)
    assert failed["failed"]
    assert failed["changed"]
    assert failed["error"]["kind"] == "rejected"
    assert 'validated with errors, "Product: Row 2: no such product., Row 3: no name."' in failed["msg"]
    assert failed["log"][0]["failed"]
    assert instance(run, "MasterDataPackage", NAME)["LastExecutionOperation"] == 1
    run.simulator.configure(cmf={"package_errors": []})
    assert load(run, file, validate=True)["action"] == "loaded"
    assert written(run) == [*LOADS, *["PerformMasterDataPackage"] * 2]


def test_a_load_that_failed_is_made_again_by_the_next_run(run: Run, file: Path) -> None:
    run.simulator.configure(cmf={"package_errors": ["Row 2: no such product."]})
    failed = load(run, file)
    assert "was loaded with errors" in failed["msg"]
    assert "no such product" not in load(run, file, quotes=False)["msg"]
    run.simulator.configure(cmf={"package_errors": []})
    run.simulator.clear_journal()
    assert load(run, file)["changed"]
    assert written(run) == ["PerformMasterDataPackage"]
    assert not load(run, file)["changed"]


def test_a_load_that_failed_without_a_log(run: Run, file: Path) -> None:
    run.simulator.configure(cmf={"package_errors": ["Row 2: no such product."]})
    load(run, file)
    wordless = {
        **instance(run, "MasterDataPackage", NAME),
        "LastExecutionStartDate": "2030-01-01T00:00:00Z",
        "LastExecutionEndDate": "2030-01-01T00:00:01Z",
        "LastExecutionLog": None,
    }
    answer: dict[str, Any] = {"status": 200, "body": {"Instance": wordless}}
    run.simulator.fault(kind="status", **answer, listener="cmf", path="GetObjectById", skip=1)
    assert "with errors, and its log names none; look at it in the MES" in load(run, file)["msg"]


def test_the_end_is_awaited(run: Run, file: Path) -> None:
    run.simulator.configure(cmf={"package_reads": 2})
    done = load(run, file)
    assert done["action"] == "loaded"
    assert "waiting for the package " + NAME in run.progress


def test_a_run_that_was_cut_off_goes_on_waiting_and_loads_nothing_twice(run: Run, file: Path) -> None:
    run.simulator.configure(cmf={"package_reads": 9})
    failed = load(run, file, wait_timeout=0.01)
    assert failed["error"]["kind"] == "timeout"
    assert failed["changed"]
    assert "run the task again to go on waiting" in failed["msg"]
    predicted = load(run, file, check=True)
    assert (predicted["changed"], predicted["action"]) == (False, "unchanged")
    run.simulator.configure(cmf={"package_reads": 3})
    run.simulator.clear_journal()
    done = load(run, file)
    assert (done["changed"], done["action"]) == (False, "unchanged")
    assert writes(run) == []


def test_what_others_begin_meanwhile_is_awaited(
    run: Run, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ansible_collections.apiops.platforms.plugins.module_utils._platforms.cmf.requests import CmfRequests

    write = CmfRequests.write
    others: list[dict[str, Any]] = []

    def late(self: CmfRequests, controller: str, service: str, given: Any) -> None:
        if service == "PerformMasterDataPackage" and not others:
            others.append({"begun": True})
            assert load(run, file)["action"] == "loaded"
        write(self, controller, service, given)

    monkeypatch.setattr(CmfRequests, "write", late)
    done = load(run, file)
    assert not done.get("failed"), done["msg"]
    statuses = [each["status"] for each in writes(run) if each["path"].endswith("PerformMasterDataPackage")]
    assert statuses.count(200) == 1


def test_the_codes_of_operations_must_be_given(run: Run, file: Path) -> None:
    """Without them nothing is sent, not even in check mode: a guess might load."""
    for check in (True, False):
        failed = load(run, file, operation_codes=None, check=check)
        assert failed["error"]["kind"] == "config"
        assert "operation_codes is missing, and installations of the MES differ" in failed["msg"]
        assert "\n" not in failed["msg"]
    assert services(run) == []


MISTAKES: dict[str, tuple[dict[str, Any], str]] = {
    "codes that are one": ({"operation_codes": {"load": 1, "validate": 1}}, "are both 1"),
    "no code to validate": ({"operation_codes": {"load": 0}, "validate": True}, "operation_codes.validate"),
    "no file": ({"src": "/nowhere/data.xlsx"}, "src /nowhere/data.xlsx does not exist."),
    "a directory": ({"src": "/"}, "is a directory, not a file"),
    "no time": ({"wait_timeout": 0}, "wait_timeout must be a number of seconds above 0"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes_are_told_in_one_line(run: Run, file: Path, name: str) -> None:
    options, words = MISTAKES[name]
    failed = load(run, file, **options)
    assert failed["error"]["kind"] == "config"
    assert words in failed["msg"]
    assert "\n" not in failed["msg"]
    assert services(run) == []


ALWAYS = ("failure", "failure, when the platform may have made the write")


def test_what_is_returned_is_what_the_documentation_says(run: Run, file: Path) -> None:
    conditions = returned("cmf_master_data")

    def expected(*met: str) -> set[str]:
        return {name for name, condition in conditions.items() if condition in met}

    of_file, shown = "when the file was read", "in diff mode, when the package was loaded"
    assert keys(load(run, file, src="/nowhere")) == expected("failure")
    run.simulator.fault(kind="reset_after", listener="cmf", path="CreateObject")
    run.simulator.fault(kind="status", status=500, listener="cmf", path="GetObjectByName", skip=1)
    doubtful = load(run, file, retries=0)
    assert doubtful["outcome_unknown"]
    assert keys(doubtful) == expected(of_file, *ALWAYS)
    assert keys(load(run, file, check=True, diff=True)) == expected("success", of_file, shown)
    assert keys(load(run, file, diff=True)) == expected("success", of_file, shown)
    assert keys(load(run, file, diff=True)) == expected("success", of_file)
    assert set(conditions.values()) == {"success", of_file, shown, *ALWAYS}


def test_an_empty_file_is_refused(run: Run, file: Path) -> None:
    file.write_bytes(b"")
    assert f"src {file} is empty." in load(run, file)["msg"]


def test_a_package_that_is_terminated_or_of_another_file_is_told(run: Run, file: Path) -> None:
    load(run, file)
    found = instance(run, "MasterDataPackage", NAME)
    other = {**found, "Package": {**found["Package"], "Checksum": "0" * 64}}
    run.simulator.fault(kind="status", status=200, body={"Instance": other}, listener="cmf")
    assert "is there with another file" in load(run, file)["msg"]
    untold = {**found, "LastExecutionOperation": None}
    run.simulator.fault(kind="status", status=200, body={"Instance": untold}, listener="cmf")
    assert "does not return by which operation" in load(run, file)["msg"]
    run("cmf_object", kind="MasterDataPackage", name=NAME, state="absent")
    run.simulator.clear_journal()
    failed = load(run, file)
    assert f"The package {NAME} is terminated, and the MES keeps its name" in failed["msg"]
    assert writes(run) == []


def test_a_file_that_arrives_as_another_is_told(run: Run, file: Path) -> None:
    answer = {"status": 200, "body": "0" * 64, "content_type": "text/plain"}
    run.simulator.fault(kind="status", **answer, listener="cmf", path="UploadFile")
    failed = load(run, file)
    assert "UploadFile answered another checksum" in failed["msg"]
    assert failed["changed"]
    assert written(run) == ["UploadFile"]


def test_a_package_without_anything_to_load_is_told(run: Run, file: Path) -> None:
    body = {"ObjectTypes": [], "TotalRows": 0}
    run.simulator.fault(kind="status", status=200, body=body, listener="cmf", path="ObjectTypes")
    assert "finds nothing to load in master-data.xlsx" in load(run, file)["msg"]


# Loads a file in a process of its own and tells that process's largest size in bytes.
_CHILD = """
import json, sys
from ansible_collections.apiops.platforms.plugins.module_utils._core.operations.session import Context
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.cmf.master_data import MASTER_DATA
from ansible_collections.apiops.platforms.plugins.plugin_utils._arguments import validated
params, mistake = validated(MASTER_DATA, json.loads(sys.argv[1]))
assert not mistake, mistake
result = MASTER_DATA.run(params, Context())
assert result["uploaded"], result
(peak,) = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM:")]
print(int(peak) * 1024)
"""


def _largest_size(run: Run, file: Path) -> int:
    given = {**run.given["cmf"], "ca_path": run.ca_path, "src": str(file), "operation_codes": CODES}
    path = f"import sys; sys.path.insert(0, {str(CHECKOUT / '.cache/collections')!r})"
    command = [sys.executable, "-c", path + _CHILD, json.dumps(given)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=400, check=False)
    assert ran.returncode == 0, ran.stderr
    return int(ran.stdout)


def test_an_upload_is_streamed(run: Run, file: Path) -> None:
    """A file of 64 megabytes takes hardly more memory than one of a few bytes."""
    small = _largest_size(run, file)
    with file.open("wb") as big:
        big.truncate(64 << 20)
    assert _largest_size(run, file) - small < 16 << 20

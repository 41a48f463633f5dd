# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guide's pipeline of the MES, and objects of files, in process and as modules on a target."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from docs.examples import code_of
from tests.integration.platforms import environment_of, run
from tests.integration.plays import Play, PlayRun
from tests.leaks import leaked
from tests.playbook import CHECKOUT
from tests.simulator.client import Simulator

PIPELINE = CHECKOUT / "docs" / "docsite" / "rst" / "examples" / "cmf_pipeline.yml"
WRITES = ("CreateObject", "FullUpdateObject", "TerminateObject", "UploadFile", "PerformMasterDataPackage")
SECRET = {"password": "s3cr3t-p4ssword-4711"}


def writes(simulator: Simulator) -> list[str]:
    """The services that were called and that write."""
    names = (each["path"].rpartition("/")[2] for each in simulator.journal(listener="cmf"))
    return [name for name in names if name in WRITES]


def test_the_pipeline_is_short() -> None:
    _head, tasks = code_of(PIPELINE).split("  tasks:\n")
    assert len(tasks.splitlines()) < 15


@pytest.mark.first_and_last_core
@pytest.mark.usefixtures("execution")
def test_the_pipeline_of_the_guide(play: Play, fresh_simulator: Simulator) -> None:
    package = play.directory / "master-data.xlsx"
    package.write_bytes(b"rows")
    (pipeline,) = yaml.safe_load(code_of(PIPELINE))

    def ran(quantity: int = 25, **modes: Any) -> PlayRun:
        pipeline["tasks"][0]["apiops.platforms.cmf_object"]["spec"]["PrimaryQuantity"] = quantity
        # On a target the module reads the file there.
        variables = {"my_package": str(package), **play.variables}
        environment = environment_of(fresh_simulator.description)
        done = play([{**pipeline, "hosts": "all"}], extra_vars=variables, env=environment, **modes)
        assert done.rc == 0, done.output
        return done

    predicted, made, again = ran(check=True, diff=True), ran(diff=True), ran()
    names = [task["name"] for task in pipeline["tasks"]]
    for name in names[:2]:
        results = [each.of(name).result for each in (predicted, made, again)]
        assert [each["changed"] for each in results] == [True, True, False]
        assert all(each["diff"] for each in results[:2])
    assert writes(fresh_simulator) == [
        "CreateObject",
        "UploadFile",
        "CreateObject",
        "PerformMasterDataPackage",
    ]
    rows = made.of(names[3]).result["msg"]
    assert {"Lot": "Lot-Pipeline", "Quantity": 25} in rows
    fresh_simulator.clear_journal()
    assert ran(24, check=True).of(names[0]).result["action"] == "updated"
    assert ran(24).of(names[0]).result["changes"] == [
        {"path": "PrimaryQuantity", "before": "25", "after": 24}
    ]
    assert writes(fresh_simulator) == ["FullUpdateObject"]


TASKS = """
    - &objects
      name: Objects
      apiops.platforms.cmf_object:
        src: "{{ files }}"
      diff: true
      register: told
    - ansible.builtin.debug: {var: told}
    - <<: *objects
      name: Again
    - name: Found
      apiops.platforms.cmf_object_info: {kind: Material, name: Lot-0009, export: true}
    - name: Mistaken
      apiops.platforms.cmf_object_info: {kind: Matrial, name: Lot-0009}
      ignore_errors: true
    - name: No codes
      apiops.platforms.cmf_master_data: {src: nowhere.xlsx}
      ignore_errors: true
    - name: No data set
      ansible.builtin.debug: {msg: "{{ told | apiops.platforms.cmf_rows }}"}
      ignore_errors: true
"""
FILE = """
kind: Material
name: Lot-0009
types: {Material: "Cmf.Navigo.BusinessObjects.Material, Cmf.Navigo.BusinessObjects"}
spec: {ApiPassword: "{{ given.password }}", Product: {$type: "{{ product }}", Name: Product-01}}
"""


@pytest.mark.usefixtures("execution")
def test_objects_of_files(play: Play, fresh_simulator: Simulator) -> None:
    files = Path(play.directory) / "mes"
    files.mkdir()
    (files / "lot.yml").write_text(FILE, encoding="utf-8")
    product = "Cmf.Navigo.BusinessObjects.Product, Cmf.Navigo.BusinessObjects"
    play.variables.update(given=SECRET, files=str(files), product=product)
    ran = run(play, fresh_simulator, TASKS, verbosity=4)
    assert [ran.of(name).result["changed"] for name in ("Objects", "Again")] == [True, False]
    assert ran.of("Found").result["resources"][0]["spec"] == {
        "Product": {"$type": product, "Name": "Product-01"}
    }
    assert leaked(ran.output, SECRET) == []
    assert SECRET["password"] in fresh_simulator.journal(listener="cmf", contains="CreateObject")[0]["body"]
    assert "is it a type of this MES?" in ran.of("Mistaken").result["msg"]
    assert "operation_codes is missing" in ran.of("No codes").result["msg"]
    assert "cmf_rows: the input is the result of a task; give its json" in ran.of("No data set").result["msg"]


@pytest.mark.same_on_every_core
def test_the_role_has_objects_before_it_calls(play: Play, fresh_simulator: Simulator) -> None:
    files = Path(play.directory) / "mes"
    files.mkdir()
    (files / "lot.yml").write_text(FILE, encoding="utf-8")
    product = "Cmf.Navigo.BusinessObjects.Product, Cmf.Navigo.BusinessObjects"
    play.variables.update(given=SECRET, product=product)
    call = {"path": "GenericService/GetObjectByName", "body": {"Name": "Lot-0009", "Type": "Material"}}
    given = {
        "cmf_resources": [{"kind": "Material", "name": "Lot-0001", "spec": {"PrimaryQuantity": 24}}],
        "cmf_resources_src": str(files),
        "cmf_calls": [{"name": "there", **call, "read_only": True}],
    }
    told = "{{ cmf_resources_results | map(attribute='action') + [cmf_results.there.json.Instance.Name] }}"
    tasks = [{"name": "Told", "ansible.builtin.debug": {"msg": told}}]
    plays = [{"hosts": "all", "gather_facts": False, "roles": ["apiops.platforms.cmf"], "tasks": tasks}]
    environment = environment_of(fresh_simulator.description)
    ran = play(plays, extra_vars=given, env=environment)
    assert ran.rc == 0, ran.output
    assert ran.of("Told").result["msg"] == ["updated", "created", "Lot-0009"]

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Policies of a gateway: a document and a ZIP archive. And kinds that a version of API Connect lacks."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apic.kind_table import KINDS
from tests.operations.apic_landscape import SANDBOX, archive, item_of, landscape, reads, writes
from tests.operations.conftest import Run, actions

POLICY = item_of(KINDS["policy"], "gateway")
SPEC: dict[str, Any] = POLICY["spec"]


@pytest.fixture
def made(run: Run) -> Run:
    """A gateway with the policy."""
    run("apic_resource", resources=landscape(KINDS["policy"], "gateway"))
    assert run("apic_resource", **POLICY)["action"] == "created"
    run.simulator.clear_journal()
    return run


def applied(run: Run, **fields: Any) -> tuple[dict[str, Any], list[str]]:
    """The result with these fields declared, and the types of what was sent."""
    run.simulator.clear_journal()
    result = run("apic_resource", **{**POLICY, "spec": {**SPEC, **fields}})
    assert not result.get("failed"), result["msg"]
    sent = [each["headers"]["content-type"].partition(";")[0] for each in writes(run)]
    return result, sent


def test_archives_with_the_same_files_are_the_same(made: Run) -> None:
    result, sent = applied(made, implementation=archive({"thing.yaml": "x"}, day=2))
    assert (result["action"], sent) == ("unchanged", [])


def test_a_changed_archive_is_sent_with_its_document(made: Run) -> None:
    result, sent = applied(made, implementation=archive({"thing.yaml": "y"}))
    assert (result["action"], sent) == ("updated", ["multipart/form-data"])
    (change,) = result["changes"]
    assert change["path"] == "implementation"
    assert change["before"].startswith("<119 bytes, sha256 ")
    assert change["after"].startswith("<119 bytes, sha256 ")
    result, sent = applied(made, implementation=archive({"thing.yaml": "y"}))
    assert (result["action"], sent) == ("unchanged", [])


def test_a_changed_document_and_a_changed_title_are_sent_apart(made: Run) -> None:
    document = {**SPEC["policy"], "description": "New."}
    result, sent = applied(made, policy=document, title="New")
    assert (result["action"], sent) == ("updated", ["multipart/form-data", "application/json"])
    assert [each["path"] for each in result["changes"]] == ["policy.description", "title"]
    assert applied(made, policy=document, title="New")[1] == []


def test_a_changed_title_sends_neither_document_nor_archive(made: Run) -> None:
    made("apic_resource", **{**POLICY, "spec": {"title": "New"}})
    (sent,) = writes(made)
    assert sent["body"] == '{"title": "New"}'
    assert not [each for each in reads(made) if each["path"].endswith(("/document", "/implementation"))]


def test_what_a_form_cannot_hold_is_finished_by_the_next_run(run: Run) -> None:
    run("apic_resource", resources=landscape(KINDS["policy"], "gateway"))
    run.simulator.fault(platform="apic", method="PATCH", path="/policies/", kind="status", status=403)
    failed = run("apic_resource", **POLICY)
    assert failed["changed"]
    assert failed["error"]["kind"] == "forbidden"
    run.simulator.clear_faults()
    finished = run("apic_resource", **POLICY)
    assert [each["path"] for each in finished["changes"]] == ["metadata.mine"]
    assert run("apic_resource", **POLICY)["action"] == "unchanged"


@pytest.mark.parametrize("content", ["no base64!", "bm8gYXJjaGl2ZQ=="])
def test_what_is_no_archive_is_refused(run: Run, content: str) -> None:
    refused = run("apic_resource", **{**POLICY, "spec": {**SPEC, "implementation": content}})
    assert "spec.implementation must be a ZIP archive in base64" in refused["msg"]
    assert writes(run) == []


@pytest.mark.parametrize("number", [1, 2])
def test_a_kind_that_the_version_lacks_is_told(run: Run, number: int) -> None:
    run.simulator.configure(apic={"unknown_paths": ["configured-portal-services"]})
    portals = [
        {"kind": "configured_portal_service", "parent": SANDBOX, "name": name}
        for name in ("portal", "other")[:number]
    ]
    refused = run("apic_resource", resources=portals)
    assert "this version of API Connect may not have kind configured_portal_service" in refused["msg"]
    assert "in which it is to be" not in refused["msg"]
    assert refused["status"] == 404
    gone = run("apic_resource", resources=[{**each, "state": "absent"} for each in portals])
    assert actions(gone) == ["unchanged"] * number

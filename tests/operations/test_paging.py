# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Paging: every row once, in the platform's own envelope, and an end to it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.operations.conftest import Run

GENERIC_SERVICE: dict[str, Any] = {
    "namespace": "Cmf.Foundation.BusinessOrchestration.GenericServiceManagement",
    "assembly": "Cmf.Foundation.BusinessOrchestration",
}


def test_apic_by_offset(run: Run) -> None:
    organization = run.simulator.description["apic"]["organization"]
    path = f"/orgs/{organization}/catalogs"
    calls = [
        {"name": str(number), "method": "POST", "path": path, "body": {"name": f"c{number}", "title": "C"}}
        for number in range(12)
    ]
    run("apic_invoke", calls=calls, concurrency=4)
    run.simulator.clear_journal()
    result = run("apic_invoke", path=path, query={"limit": 5}, paginate=True)
    assert result["json"]["total_results"] == len(result["json"]["results"]) >= 12
    names = [row["name"] for row in result["json"]["results"]]
    assert len(set(names)) == len(names)
    requests = run.requests(path="/api" + path)
    assert [request["query"] for request in requests[:3]] == [
        "limit=5",
        "limit=5&offset=5",
        "limit=5&offset=10",
    ]
    assert result["pages"] == len(requests) == -(-len(names) // 5)


def test_axway_central_by_number(run: Run) -> None:
    path = "/management/v1/environments"
    calls = [
        {"name": str(number), "method": "POST", "path": path, "body": {"name": f"env-{number}", "spec": {}}}
        for number in range(7)
    ]
    run("axway_invoke", calls=calls)
    run.simulator.clear_journal()
    result = run("axway_invoke", path=path, query={"pageSize": 3}, paginate=True)
    names = [row["name"] for row in result["json"]]
    assert {f"env-{number}" for number in range(7)} <= set(names)
    assert len(set(names)) == len(names)
    assert len(run.requests(path="/apis" + path)) == -(-len(names) // 3)


def test_a_server_that_ignores_the_parameters(run: Run) -> None:
    run.simulator.fault(
        platform="axway",
        path="/apis/management/v1/environments",
        kind="status",
        status=200,
        body=[{"name": "one"}],
        times=None,
    )
    result = run("axway_invoke", path="/management/v1/environments", paginate=True)
    assert result["json"] == [{"name": "one"}]
    assert len(run.requests(platform="axway", method="GET")) == 2


@pytest.mark.parametrize(
    ("module", "options", "body", "words"),
    [
        ("axway_invoke", {"path": "/x"}, {"items": [1, 2]}, "contains no list"),
        (
            "axway_invoke",
            {"service": "platform", "path": "/x"},
            {"success": True, "result": [], "metadata": {"matched": 3}},
            "page 1 was empty after 0 of 3 rows",
        ),
        (
            "cmf_invoke",
            {"controller": "A", "service": "B", "read_only": True},
            {"Rows": [1, 2], "Columns": ["a"], "TotalRows": 400},
            "contains no list, or several",
        ),
        ("apic_invoke", {"path": "/x"}, {"total_results": 3, "results": []}, "empty after 0 of 3 rows"),
    ],
    ids=str,
)
def test_rows_that_are_missing_are_told(
    run: Run, module: str, options: dict[str, Any], body: dict[str, Any], words: str
) -> None:
    run.simulator.fault(path="/[xB]$", kind="status", status=200, body=body)
    result = run(module, paginate=True, **options)
    assert not result.get("failed"), result
    assert (result["json"], result["pages"]) == (body, 1)
    assert len(run.warnings) == 1
    assert words in run.warnings[0]


@pytest.mark.parametrize(
    ("module", "options", "body"),
    [
        ("axway_invoke", {"path": "/x", "query": {"page": 2}}, []),
        (
            "axway_invoke",
            {"service": "platform", "path": "/x", "query": {"page": "2"}},
            {"success": True, "result": [], "metadata": {"matched": 3}},
        ),
        (
            "cmf_invoke",
            {"controller": "A", "service": "B", "read_only": True, "properties": {"PageNumber": 2}},
            {"Rows": [], "TotalRows": 4},
        ),
        (
            "apic_invoke",
            {"path": "/x", "query": {"offset": 3}},
            {"total_results": 3, "results": []},
        ),
    ],
    ids=str,
)
def test_nothing_is_missing_of_a_list_that_was_to_begin_later(
    run: Run, module: str, options: dict[str, Any], body: Any
) -> None:
    headers = {"X-Axway-Total-Count": "3"}
    run.simulator.fault(path="/[xB]$", kind="status", status=200, body=body, headers=headers)
    result = run(module, paginate=True, **options)
    assert (result["json"], run.warnings) == (body, [])


def test_max_pages_bounds_it_and_says_so(run: Run) -> None:
    organization = run.simulator.description["apic"]["organization"]
    path = f"/orgs/{organization}/catalogs"
    calls = [
        {"name": str(number), "method": "POST", "path": path, "body": {"name": f"c{number}", "title": "C"}}
        for number in range(6)
    ]
    run("apic_invoke", calls=calls)
    result = run("apic_invoke", path=path, query={"limit": 2}, paginate=True, max_pages=2)
    assert len(result["json"]["results"]) == 4
    assert result["pages"] == 2
    assert "max_pages (2)" in run.warnings[0]


def test_a_token_that_ends_between_pages_is_renewed(run: Run) -> None:
    run.simulator.fault(
        platform="apic", path="/api/orgs$", kind="status", status=401, body={"message": ["expired"]}, skip=1
    )
    run.simulator.fault(
        platform="apic", path="/api/orgs$", kind="status", status=200, body=page([{"name": "a"}], 2)
    )
    result = run("apic_invoke", path="/orgs", paginate=True)
    assert not result.get("failed"), result
    assert len(run.requests(path="/api/token")) == 2


def page(rows: list[dict[str, Any]], total: int) -> dict[str, Any]:
    """A page in APIC's envelope."""
    return {"total_results": total, "results": rows}


def test_cmf_by_page_number_in_the_input(run: Run) -> None:
    properties = {"PageSize": 2, "Type": "Material"}
    calls = [
        {
            "name": str(number),
            "controller": "GenericService",
            "service": "CreateObject",
            **GENERIC_SERVICE,
            "properties": {
                "Object": {
                    "$type": "Cmf.Navigo.BusinessObjects.Material, Cmf.Navigo.BusinessObjects",
                    "Name": f"Lot-{number}",
                }
            },
        }
        for number in range(5)
    ]
    made = run("cmf_invoke", calls=calls)
    assert not made.get("failed"), made
    run.simulator.clear_journal()
    result = run(
        "cmf_invoke",
        controller="GenericService",
        service="GetObjectsByFilter",
        **GENERIC_SERVICE,
        properties=properties,
        read_only=True,
        paginate=True,
    )
    assert not result.get("failed"), result
    (rows,) = [value for value in result["json"].values() if isinstance(value, list)]
    assert len(rows) == result["json"]["TotalRows"] >= 5
    assert len(run.requests(platform="cmf")) == -(-len(rows) // 2)


TYPED = {"$type": "Cmf.A.InputObjects.GetInput, Cmf.A", "PageSize": 1}


@pytest.mark.parametrize(
    "given",
    [
        {"path": "/A/Get", "body": json.dumps(TYPED)},
        {"path": "/A/Get", "body": [TYPED]},
        {"path": "/A/Get"},
        {"path": "/A/Get", "method": "GET", "query": {"PageNumber": 1}},
        {"controller": "A", "service": "Get", "method": "GET"},
        {"path": "/A/Get", "src": "/etc/hostname"},
    ],
    ids=str,
)
def test_cmf_pages_are_counted_in_an_input(run: Run, given: dict[str, Any]) -> None:
    result = run("cmf_invoke", read_only=True, paginate=True, **given)
    assert result["error"]["kind"] == "config"
    assert result["msg"] == (
        "paginate counts the pages in the input of the service; give that as properties, or as a mapping "
        "in body."
    )
    assert run.requests() == []


@pytest.mark.parametrize(
    "given",
    [
        {"path": "/A/Get", "body": TYPED},
        {"path": "/A/Get", "type": TYPED["$type"]},
        {"path": "/A/Get", "type": TYPED["$type"], "properties": {"PageSize": 1}},
        {"controller": "A", "service": "Get"},
        {"controller": "A", "service": "Get", "method": "GET", "properties": {"PageSize": 1}},
    ],
    ids=str,
)
def test_cmf_pages_however_the_input_is_given(run: Run, given: dict[str, Any]) -> None:
    for number in (1, 2):
        body = {"Rows": [number], "TotalRows": 2}
        run.simulator.fault(path="/A/Get$", kind="status", status=200, body=body)
    result = run("cmf_invoke", read_only=True, paginate=True, **given)
    assert result["json"] == {"Rows": [1, 2], "TotalRows": 2}
    first, second = (json.loads(request["body"]) for request in run.requests(path="/api/A/Get"))
    assert second == {**first, "PageNumber": 2}
    assert next(iter(second)) == "$type"


def test_apinizer_lists_come_whole(run: Run) -> None:
    result = run("apinizer_invoke", path="/projects/", paginate=True)
    assert result["json"]["resultList"]
    assert len(run.requests(path="/apiops/projects/")) == 1

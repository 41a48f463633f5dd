# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a write changed anything, by the status it was answered with: accepted refusals and redirects."""

from __future__ import annotations

from typing import Any

import pytest

from tests.operations.conftest import Run

ENVIRONMENTS = "/management/v1/environments"
CATALOG: dict[str, Any] = {
    "method": "POST",
    "path": "/orgs/{org}/catalogs",
    "path_params": {"org": "test-organization"},
    "body": {"name": "new", "title": "New"},
}


def answered(run: Run, status: int, method: str = "POST", **options: Any) -> dict[str, Any]:
    """A write that Apinizer answers with this status, which ``status_code`` lists."""
    run.simulator.fault(platform="apinizer", path="/projects/x/", kind="status", status=status, body={"a": 1})
    return run(
        "apinizer_invoke", method=method, path="/projects/x/", status_code=[200, status], body={}, **options
    )


def test_a_refused_duplicate_that_is_accepted_changed_nothing(run: Run) -> None:
    call: dict[str, Any] = {
        "method": "POST",
        "path": ENVIRONMENTS,
        "body": {"name": "twin", "title": "Twin", "spec": {}},
        "status_code": [200, 201, 409],
    }
    first, second = run("axway_invoke", **call), run("axway_invoke", diff=True, **call)
    assert (first["status"], first["changed"]) == (201, True)
    assert (second["status"], second["changed"], "diff" in second) == (409, False, False)
    assert not second.get("failed")
    assert second["json"]["errors"]


@pytest.mark.parametrize(
    ("status", "changed"),
    [
        *((status, True) for status in (202, 302, 408, 500, 502, 503, 504)),
        *((status, False) for status in (304, 400, 404, 409, 410, 412, 422, 429, 501)),
    ],
)
def test_whether_an_accepted_status_means_a_change(run: Run, status: int, changed: bool) -> None:
    result = answered(run, status)
    assert (result["status"], result["changed"]) == (status, changed)
    assert len(run.requests(method="POST", path="/apiops/projects/x/")) == 1


@pytest.mark.parametrize("status", [404, 410])
def test_a_deletion_that_finds_nothing_changed_nothing(run: Run, status: int) -> None:
    assert answered(run, status, method="DELETE")["changed"] is False


@pytest.mark.parametrize("status", [404, 409])
def test_an_earlier_try_in_doubt_may_have_changed_something(run: Run, status: int) -> None:
    run.simulator.fault(platform="apinizer", path="/projects/x/", kind="reset_before")
    result = answered(run, status, method="DELETE")
    assert (result["tries"], result["changed"]) == (2, True)


def test_in_calls_only_what_changed_something_counts(run: Run) -> None:
    body = {"name": "twin", "title": "Twin", "spec": {}}
    call = {"method": "POST", "path": ENVIRONMENTS, "body": body, "status_code": [201, 409]}
    result = run("axway_invoke", calls=[{"name": name, **call} for name in ("first", "second")])
    assert [entry["changed"] for entry in result["calls"]] == [True, False]
    assert (result["changed"], result["summary"]["changed"]) == (True, 1)


def test_an_accepted_refusal_is_verified_all_the_same(run: Run) -> None:
    run.simulator.fault(platform="apinizer", method="GET", kind="status", status=200, body={"a": 0}, times=2)
    result = answered(run, 409, unless={"that": "a == `1`"}, verify=True)
    assert (result["failed"], result["error"]["kind"], result["changed"]) == (True, "conflict", False)
    assert len(run.requests(method="GET", path="/apiops/projects/x/")) == 2


def test_an_expression_that_does_not_fit_an_accepted_refusal_speaks_of_no_write(run: Run) -> None:
    result = answered(run, 409, select="keys(a)")
    assert (result["failed"], result["changed"]) == (True, False)
    assert "write was made" not in result["msg"]


# --- redirects after a write -----------------------------------------------------------------------------


def test_api_connect_may_lead_to_what_it_created(run: Run) -> None:
    run.simulator.configure(apic={"creations_redirect": True})
    created = run("apic_invoke", **CATALOG, unless={"path": "/catalogs/{org}/new"}, verify=True)
    assert not created.get("failed"), created
    assert (created["status"], created["changed"], created["content"]) == (302, True, "")
    place = created["headers"]["location"]
    assert run("apic_invoke", path=place)["json"]["name"] == "new"
    asked = run.requests(path="/api/catalogs/test-organization/new")
    assert [request["method"] for request in asked] == ["GET", "GET"]
    again = run("apic_invoke", **CATALOG, unless={"path": "/catalogs/{org}/new"})
    assert (again["status"], again["changed"]) == (200, False)


def led_to(run: Run, platform: str, location: str, method: str = "POST", status: int = 302) -> dict[str, Any]:
    """The result of a write that was answered by a redirect."""
    run.simulator.fault(
        platform=platform, method=method, path="x/?$", kind="redirect", location=location, status=status
    )
    return run(f"{platform}_invoke", method=method, path="/projects/x/", body={})


@pytest.mark.parametrize("method", ["POST", "PATCH"])
@pytest.mark.parametrize("location", ["/api/projects/x", "y", "{origin}/api/projects/y"])
def test_what_the_description_has_is_a_success(run: Run, method: str, location: str) -> None:
    origin = run.given["apic"]["url"].removesuffix("/api")
    result = led_to(run, "apic", location.format(origin=origin), method)
    assert (result.get("failed"), result.get("status"), result["changed"]) == (None, 302, True), result
    assert len(run.requests(contains="projects")) == 1


@pytest.mark.parametrize(
    ("platform", "location", "method", "status", "unknown"),
    [
        ("apinizer", "/apiops/projects/x", "POST", 302, True),
        ("cmf", "/api/x", "POST", 303, True),
        ("apic", "https://login.invalid/", "POST", 302, True),
        ("apic", "/auth/login?from=%2Fapi%2Fprojects", "POST", 302, True),
        ("apic", "/api/projects/y", "POST", 303, True),
        ("apic", "", "POST", 302, True),
        ("apic", "/api/", "POST", 302, True),
        ("apic", "/api/projects/y", "PUT", 302, True),
        ("apic", "/api/projects/y", "DELETE", 302, True),
        ("apic", "/api/projects/y", "POST", 301, False),
        ("apic", "/api/projects/y", "POST", 308, False),
    ],
)
def test_of_any_other_redirect_the_outcome_is_unknown(
    run: Run, platform: str, location: str, method: str, status: int, unknown: bool
) -> None:
    result = led_to(run, platform, location, method, status)
    assert (result["failed"], result["error"]["kind"], result["status"]) == (True, "protocol", status)
    assert "a write never follows a redirect" in result["msg"]
    assert (result.get("outcome_unknown", False), "outcome is unknown" in result["msg"]) == (unknown, unknown)
    assert len([request for request in run.requests() if request["path"].endswith("/x/")]) == 1


def test_status_code_leaves_out_the_redirect_that_the_description_has(run: Run) -> None:
    run.simulator.configure(apic={"creations_redirect": True})
    result = run("apic_invoke", **CATALOG, status_code=[201])
    assert (result["failed"], result["changed"], result["error"]["kind"]) == (True, True, "rejected")
    assert "status_code allows only 201, and the write was made" in result["msg"]


def test_a_token_endpoint_that_leads_elsewhere_gives_no_token(run: Run) -> None:
    run.simulator.fault(platform="apic", path="/api/token$", kind="redirect", location="/api/token/1")
    result = run("apic_token")
    assert (result["failed"], result["error"]["kind"]) == (True, "protocol")
    assert "a redirect to" in result["msg"]

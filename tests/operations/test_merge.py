# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Merging: an update changes what it names and nothing else, once, and says what."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._core.fields import MASK
from tests.operations.conftest import Run

PATH = "/management/v1/environments/test-eu"
OTHERS = {
    "title": "Test, Europe",
    "attributes": {"cost-centre": "4711"},
    "tags": ["prod"],
    "spec": {"description": "Old", "production": True, "icon": {"data": "x"}},
}


@pytest.fixture
def environment(run: Run) -> dict[str, Any]:
    """An environment with more in it than the update names."""
    body = {"name": "test-eu", **OTHERS}
    made = run("axway_invoke", method="POST", path="/management/v1/environments", body=body)
    run.simulator.clear_journal()
    answer: dict[str, Any] = made["json"]
    return answer


def update(run: Run, check: bool = False, diff: bool = False, **more: Any) -> dict[str, Any]:
    """The update of its description."""
    options: dict[str, Any] = {"body": {"spec": {"description": "New"}}, **more}
    return run("axway_invoke", check, diff, method="PUT", path=PATH, merge=True, **options)


def puts(run: Run) -> list[dict[str, Any]]:
    """The bodies of the PUTs."""
    return [json.loads(entry["body"]) for entry in run.requests(method="PUT")]


def test_the_rest_survives(run: Run, environment: dict[str, Any]) -> None:
    result = update(run, verify=True)
    assert (result["changed"], result["satisfied"], result["status"]) == (True, False, 200), result
    assert result["json"]["spec"] == {**OTHERS["spec"], "description": "New"}  # type: ignore[dict-item]
    for name in ("title", "attributes", "tags", "finalizers"):
        assert result["json"][name] == environment[name]
    assert puts(run)[0]["metadata"]["resourceVersion"] == environment["metadata"]["resourceVersion"]


def test_a_second_run_writes_nothing(run: Run, environment: dict[str, Any]) -> None:
    update(run)
    run.simulator.clear_journal()
    again = update(run, verify=True)
    assert (again["changed"], again["satisfied"], again["json"]["name"]) == (False, True, "test-eu")
    assert [entry["method"] for entry in run.requests(path="/apis" + PATH)] == ["GET"]
    assert "diff" not in update(run, diff=True)


def test_check_mode_predicts_the_run(run: Run, environment: dict[str, Any]) -> None:
    select = "{name: name, description: spec.description}"
    predicted = update(run, check=True, diff=True, select=select)
    assert puts(run) == []
    made = update(run, diff=True, select=select)
    for name in ("changed", "satisfied", "diff", "selected"):
        assert predicted[name] == made[name], name
    assert predicted["json"]["spec"] == made["json"]["spec"]
    assert set(made) - set(predicted) == set()
    again = update(run, check=True, select=select)
    assert (again["changed"], again["selected"]) == (False, made["selected"])


def test_the_diff_shows_the_fields_that_change(run: Run, environment: dict[str, Any]) -> None:
    body = {"title": "Test, Europe", "tags": ["prod", "eu"], "spec": {"description": "New", "region": "eu"}}
    diff = update(run, check=True, diff=True, body=body)["diff"]
    assert json.loads(diff["before"]) == {"tags": ["prod"], "spec": {"description": "Old"}}
    assert json.loads(diff["after"]) == {
        "tags": ["prod", "eu"],
        "spec": {"description": "New", "region": "eu"},
    }
    assert diff["before_header"].startswith("PUT https://")


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_what_is_not_there_is_an_error(run: Run, check: bool, method: str) -> None:
    result = run("axway_invoke", check, method=method, path=PATH, body={"title": "x"}, merge=True)
    assert (result["error"]["kind"], result["status"], result["changed"]) == ("not_found", 404, False)
    assert [entry["method"] for entry in run.requests(path="/apis" + PATH)] == ["GET"]


def test_a_patch_sends_the_body_alone(run: Run) -> None:
    organization = run.simulator.description["apic"]["organization"]
    body = {"name": "nightly", "title": "Nightly"}
    run("apic_invoke", method="POST", path=f"/orgs/{organization}/catalogs", body=body)
    options: dict[str, Any] = {
        "method": "PATCH",
        "path": "/catalogs/{org}/nightly",
        "path_params": {"org": organization},
        "body": {"title": "Nightly", "summary": "new"},
        "merge": True,
        "verify": True,
    }
    assert run("apic_invoke", **options)["changed"] is True
    assert run("apic_invoke", **options)["changed"] is False
    patches = run.requests(method="PATCH")
    assert [json.loads(entry["body"]) for entry in patches] == [options["body"]]


def test_an_object_that_was_changed_meanwhile_is_read_again(run: Run, environment: dict[str, Any]) -> None:
    run.simulator.fault(
        platform="axway",
        method="PUT",
        path="test-eu",
        kind="status",
        status=428,
        body={"errors": [{"status": 428, "title": "Precondition required", "detail": "stale"}]},
        times=2,
    )
    assert update(run)["changed"] is True
    assert [entry["method"] for entry in run.requests(path="/apis" + PATH)] == ["GET", "PUT"] * 3


def test_a_conflict_that_stays_is_one(run: Run, environment: dict[str, Any]) -> None:
    body = {"errors": [{"status": 428, "title": "Precondition required", "detail": "stale"}]}
    run.simulator.fault(
        platform="axway", method="PUT", path="test-eu", kind="status", status=428, body=body, times=None
    )
    result = update(run)
    assert (result["error"]["kind"], result["changed"]) == ("conflict", False)
    assert len(puts(run)) == 3


def test_a_write_in_doubt_that_was_made_is_a_change(run: Run, environment: dict[str, Any]) -> None:
    run.simulator.fault(platform="axway", method="PUT", path="test-eu", kind="reset_after", times=1)
    result = update(run)
    assert not result.get("failed"), result
    assert result["changed"] is True
    assert run("axway_invoke", path=PATH)["json"]["spec"]["description"] == "New"


def test_a_field_that_the_platform_does_not_keep_is_told(run: Run, environment: dict[str, Any]) -> None:
    kept = {**environment, "spec": {**environment["spec"]}}
    run.simulator.fault(platform="axway", method="PUT", path="test-eu", kind="status", status=200, body=kept)
    result = update(run, verify=True)
    assert (result["error"]["kind"], result["changed"]) == ("conflict", True)
    assert 'spec.description is "Old", not "New"' in result["msg"]
    assert result["verified"]["json"]["name"] == "test-eu"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"method": "POST"}, "merge is for PUT and PATCH"),
        ({"method": "DELETE"}, "merge is for PUT and PATCH"),
        ({"unless": {"that": "a"}}, "merge and unless are mutually exclusive"),
        ({"body": None}, "merge needs body"),
        ({"body": {}}, "merge needs body"),
        ({"body": [1]}, "merge needs body"),
        ({"body": '{"a": 1}'}, "merge needs body"),
        ({"body_format": "form"}, "merge needs body"),
        ({"body": {"password": "x-1234"}}, "body contains only secrets, which merge cannot compare"),
        (
            {"body": {"a": {"password": "****"}}},
            "body.a.password looks like a placeholder for a secret",
        ),
        ({"body": {"a": ["$encrypted$"]}}, "body.a[0] looks like"),
        ({"dest": "/tmp/none"}, "merge cannot be combined with dest or read_only"),
        ({"read_only": True}, "merge cannot be combined with dest or read_only"),
    ],
    ids=str,
)
def test_a_merge_that_cannot_be_meant_sends_nothing(run: Run, options: dict[str, Any], words: str) -> None:
    given: dict[str, Any] = {"method": "PUT", "path": "/x", "body": {"a": 1}, "merge": True, **options}
    result = run("axway_invoke", **given)
    assert result["error"]["kind"] == "config"
    assert words in result["msg"]
    assert run.requests() == []


def holds(run: Run, answer: Any, **headers: str) -> None:
    """Let Central answer reads of an object with this, and take any write of it."""
    for method in ("GET", "PUT", "PATCH"):
        run.simulator.fault(
            platform="axway",
            method=method,
            path="/x$",
            kind="status",
            status=200,
            body=answer,
            headers=headers,
            times=None,
        )


def put(
    run: Run, body: dict[str, Any], check: bool = False, diff: bool = False, **more: Any
) -> dict[str, Any]:
    """An update of that object."""
    given: dict[str, Any] = {"method": "PUT", "path": "/x", "body": body, "merge": True, **more}
    return run("axway_invoke", check, diff, **given)


def test_secrets_are_not_compared_and_go_with_what_is(run: Run) -> None:
    holds(run, {"name": "x", "client_secret": "old-secret-1", "title": "T"})
    body = {"client_secret": "new-secret-2", "title": "T"}
    same = put(run, body)
    assert (same["changed"], same["not_compared"]) == (False, ["client_secret"])
    result = put(run, {**body, "title": "U"}, diff=True)
    assert puts(run) == [{"name": "x", "client_secret": "new-secret-2", "title": "U"}]
    assert "client_secret" not in str(result["diff"])
    assert "new-secret-2" not in str(result)


def test_a_secret_in_a_field_that_changes_is_masked_in_the_diff(run: Run) -> None:
    holds(run, {"env": [{"name": "DB_PASSWORD", "value": "old-secret-1"}]})
    body = {"env": [{"name": "DB_PASSWORD", "value": "new-secret-2"}, {"name": "A", "value": "1"}]}
    result = put(run, body, check=True, diff=True)
    assert MASK in result["diff"]["after"]
    assert MASK in result["diff"]["before"]
    assert "secret-" not in str(result["diff"])


@pytest.mark.parametrize("shown", ["****", "********", "$encrypted$", "•••••"])
def test_what_is_shown_in_place_of_a_secret_is_not_written_back(run: Run, shown: str) -> None:
    holds(run, {"title": "T", "auth": {"keys": [{"key": shown}]}})
    result = put(run, {"title": "U"})
    assert (result["error"]["kind"], result["changed"]) == ("config", False)
    assert "does not return auth.keys[0].key, which a PUT would overwrite" in result["msg"]
    assert puts(run) == []
    assert put(run, {"title": "T"})["changed"] is False
    assert put(run, {"title": "U", "auth": {"keys": [{"key": "real"}]}})["changed"] is True
    assert put(run, {"title": "U"}, method="PATCH")["changed"] is True


@pytest.mark.parametrize(
    ("etag", "given", "sent"),
    [
        ('"v1"', {}, '"v1"'),
        ('W/"v1"', {}, None),
        ('"v1"', {"if-match": '"mine"'}, '"mine"'),
        (None, {}, None),
    ],
)
@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_the_write_is_on_condition_of_what_was_read(
    run: Run, method: str, etag: str | None, given: dict[str, str], sent: str | None
) -> None:
    holds(run, {"title": "T"}, **({"ETag": etag} if etag else {}))
    assert put(run, {"title": "U"}, method=method, headers=given)["changed"] is True
    requests = run.requests(path="/apis/x")
    assert [entry["headers"].get("if-match") for entry in requests] == [None, sent]


def test_an_etag_that_is_stale_is_read_again(run: Run) -> None:
    run.simulator.fault(platform="axway", method="PUT", path="/x$", kind="status", status=412, body={})
    holds(run, {"title": "T"}, ETag='"v1"')
    result = put(run, {"title": "U"})
    assert [entry["method"] for entry in run.requests(path="/apis/x")] == ["GET", "PUT", "GET", "PUT"], result


@pytest.mark.parametrize(
    ("current", "body", "changed"),
    [
        ({"a": 1}, {"b": None}, False),
        ({"a": 1}, {"a": None}, True),
        ({"a": None}, {"a": None}, False),
        ({"a": 1}, {"b": {"c": None}}, False),
        ({"a": 1}, {"b": {}}, True),
        ({"a": 1}, {"a": "1"}, True),
        ({"a": 1}, {"a": True}, True),
        ({"a": [1, 2]}, {"a": [2, 1]}, True),
        ({"a": [{"b": 1, "id": 2}]}, {"a": [{"b": 1}]}, False),
    ],
    ids=str,
)
def test_what_differs(run: Run, current: dict[str, Any], body: dict[str, Any], changed: bool) -> None:
    holds(run, current)
    assert put(run, body)["changed"] is changed
    assert len(puts(run)) == changed


@pytest.mark.parametrize("answer", [[{"a": 1}], "text", []], ids=str)
def test_what_is_no_object_is_not_merged_with(run: Run, answer: Any) -> None:
    holds(run, answer)
    result = put(run, {"a": 1})
    assert result["error"]["kind"] == "config"
    assert "no object to merge with" in result["msg"]
    assert puts(run) == []


def test_an_object_in_the_envelope_of_the_axway_platform(run: Run) -> None:
    holds(run, {"success": True, "result": {"a": 1, "b": 2}})
    assert put(run, {"a": 3}, service="platform")["changed"] is True
    assert puts(run) == [{"a": 3, "b": 2}]


def apinizer(run: Run, row: dict[str, Any], body: dict[str, Any], **more: Any) -> dict[str, Any]:
    """An update of an object of Apinizer, which comes as the one row of a list."""
    answer = {"status": "SUCCESS", "resultList": [row], "resultCount": 1}
    run.simulator.fault(platform="apinizer", path="/x/$", kind="status", status=200, body=answer, times=None)
    return run("apinizer_invoke", method="PUT", path="/x/", body=body, merge=True, **more)


def test_an_object_in_the_envelope_of_apinizer(run: Run) -> None:
    group = {"name": "partners", "ipList": ["192.0.2.1"], "description": "old"}
    result = apinizer(run, group, {"description": "new"}, select="name")
    assert result["changed"] is True, result
    assert puts(run) == [{**group, "description": "new"}]
    assert apinizer(run, group, {"description": "old"})["changed"] is False


@pytest.mark.parametrize(
    ("row", "body", "untold"),
    [
        (
            {"name": "v", "d": "", "values": [{"value": None, "visible": False}]},
            {"d": "new"},
            "values[0].value",
        ),
        ({"name": "v", "globalValue": None, "globalVisible": False}, {"name": "w"}, "globalValue"),
        ({"username": "u", "password": None}, {"username": "w"}, "password"),
    ],
    ids=str,
)
def test_what_apinizer_does_not_tell_is_not_overwritten(
    run: Run, row: dict[str, Any], body: dict[str, Any], untold: str
) -> None:
    result = apinizer(run, row, body)
    assert f"does not return {untold}," in result["msg"]
    assert puts(run) == []


def test_headers_of_the_write_do_not_go_with_the_read(run: Run) -> None:
    holds(run, {"a": 1})
    headers = {"Content-Type": "application/merge-patch+json", "If-None-Match": "*", "X-Custom": "kept"}
    assert put(run, {"a": 2}, headers=headers, query={"force": "true"})["changed"] is True
    read, write = run.requests(path="/apis/x")
    assert (read["query"], write["query"]) == ("", "force=true")
    assert "if-none-match" not in read["headers"]
    assert write["headers"]["content-type"] == "application/merge-patch+json"
    assert read["headers"]["x-custom"] == write["headers"]["x-custom"] == "kept"


def nightly() -> list[dict[str, Any]]:
    """An environment that is made unless it is there, and then updated."""
    return [
        {
            "name": "environment",
            "method": "POST",
            "path": "/management/v1/environments",
            "body": {"name": "test-eu", "spec": {"description": "Old"}},
            "unless": {"path": PATH},
            "wait_for": {"path": PATH, "timeout": 5.0, "interval": 0.1},
            "select": "name",
        },
        {
            "name": "description",
            "method": "PUT",
            "path": PATH,
            "body": {"spec": {"description": "New"}},
            "merge": True,
            "select": "spec.description",
        },
        {
            "name": "title",
            "method": "PUT",
            "path": PATH,
            "body": {"name": "test-eu", "title": "T", "spec": {"description": "New"}},
            "unless": {"contains": {"title": "T"}},
        },
        {
            "name": "ready",
            "path": "/management/v1/environments",
            "wait_for": {"path": PATH, "timeout": 5.0, "interval": 0.1},
        },
    ]


def test_check_mode_knows_what_the_calls_before_would_have_made(run: Run) -> None:
    predicted = run("axway_invoke", check=True, calls=nightly())
    assert not predicted.get("failed"), predicted
    assert [call["changed"] for call in predicted["calls"]] == [True, True, True, False]
    assert predicted["calls"][1]["selected"] == "New"
    assert predicted["calls"][0]["waited_for"] == predicted["calls"][3]["waited_for"] == {"polls": 0}
    assert any("check mode wrote nothing" in text for text in run.progress)
    made = run("axway_invoke", calls=nightly())
    assert [call["changed"] for call in made["calls"]] == [True, True, True, False]
    for before, after in zip(predicted["calls"], made["calls"], strict=True):
        assert set(after) - {"json", "content"} <= set(before)
    again = run("axway_invoke", check=True, calls=[nightly()[0], nightly()[1], nightly()[3]])
    assert again["changed"] is False, again

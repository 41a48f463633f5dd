# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Probe, verify and wait: what makes a write one that can be stated again."""

from __future__ import annotations

from typing import Any

import pytest

from tests.operations.conftest import Run

CATALOG = "/catalogs/{org}/{name}"


def catalog(run: Run, name: str = "nightly", **more: Any) -> dict[str, Any]:
    """The options that make a catalog unless it is there."""
    return {
        "method": "POST",
        "path": "/orgs/{org}/catalogs",
        "path_params": {"org": run.simulator.description["apic"]["organization"], "name": name},
        "body": {"name": name, "title": name.title()},
        **more,
    }


def stated(run: Run, name: str = "nightly", **more: Any) -> dict[str, Any]:
    """The same with its probe."""
    organization = run.simulator.description["apic"]["organization"]
    probe = {"path": CATALOG, "path_params": {"org": organization, "name": name}}
    options = catalog(run, name, unless=probe, **more)
    options["path_params"] = {"org": organization}
    return options


def writes(run: Run) -> list[str]:
    """Method and path of the writes the simulator saw, logins apart."""
    return [
        f"{entry['method']} {entry['path']}"
        for entry in run.requests()
        if entry["method"] not in ("GET", "HEAD") and not entry["path"].endswith("/token")
    ]


def test_a_write_is_made_once(run: Run) -> None:
    first, second = run("apic_invoke", **stated(run)), run("apic_invoke", **stated(run))
    assert (first["changed"], first["satisfied"], first["status"]) == (True, False, 201)
    assert (second["changed"], second["satisfied"], second["status"]) == (False, True, 200)
    assert second["json"]["name"] == "nightly"
    assert len(writes(run)) == 1


def test_check_mode_predicts_and_writes_nothing(run: Run) -> None:
    predicted = run("apic_invoke", check=True, diff=True, **stated(run))
    assert predicted["changed"] is True
    assert writes(run) == []
    made = run("apic_invoke", diff=True, **stated(run))
    assert made["diff"] == predicted["diff"]
    assert run("apic_invoke", check=True, **stated(run))["changed"] is False


def test_a_probe_that_is_refused_is_no_absence(run: Run) -> None:
    run.simulator.fault(
        platform="apic",
        method="GET",
        path="/api/catalogs/",
        kind="status",
        status=403,
        body={"message": ["No"]},
    )
    result = run("apic_invoke", **stated(run))
    assert result["error"]["kind"] == "forbidden"
    assert writes(run) == []


def test_a_probe_that_fails_is_no_absence(run: Run) -> None:
    run.simulator.fault(
        platform="apic", method="GET", path="/api/catalogs/", kind="html", status=502, times=None
    )
    result = run("apic_invoke", retries=1, **stated(run))
    assert result["error"]["kind"] == "server"
    assert writes(run) == []


def test_a_condition(run: Run) -> None:
    organization = run.simulator.description["apic"]["organization"]
    options = catalog(
        run, "weekly", unless={"path": f"/orgs/{organization}/catalogs", "that": "results[?name=='weekly']"}
    )
    options["path_params"] = {"org": organization}
    assert run("apic_invoke", **options)["changed"] is True
    assert run("apic_invoke", **options)["changed"] is False


def test_deletion_unless_it_is_gone(run: Run) -> None:
    run("apic_invoke", **stated(run))
    organization = run.simulator.description["apic"]["organization"]
    delete: dict[str, Any] = {
        "method": "DELETE",
        "path": CATALOG,
        "path_params": {"org": organization, "name": "nightly"},
        "unless": {"exists": False},
    }
    assert run("apic_invoke", **delete)["changed"] is True
    again = run("apic_invoke", **delete)
    assert (again["changed"], again["satisfied"]) == (False, True)
    assert [write.split()[0] for write in writes(run)] == ["POST", "DELETE"]


def test_verify_holds(run: Run) -> None:
    result = run("apic_invoke", verify=True, **stated(run))
    assert result["changed"] is True
    assert (
        len(run.requests(path="/api/catalogs/%s/nightly" % run.simulator.description["apic"]["organization"]))
        == 2
    )


def test_verify_that_does_not_hold_fails_with_both_answers(run: Run) -> None:
    options = stated(run)
    options["unless"]["that"] = "title == 'Another'"
    result = run("apic_invoke", verify=True, **options)
    assert result["failed"] is True
    assert result["changed"] is True
    assert result["error"]["kind"] == "conflict"
    assert "does not hold" in result["msg"]
    assert result["answer"]["status"] == 201
    assert result["verified"]["json"]["title"] == "Nightly"


def test_wait_until_it_holds(run: Run) -> None:
    organization = run.simulator.description["apic"]["organization"]
    run.simulator.fault(
        platform="apic",
        method="GET",
        path="/nightly$",
        kind="status",
        status=404,
        body={"message": ["no"]},
        times=2,
    )
    options = catalog(run)
    options["path_params"] = {"org": organization}
    wait = {"path": f"/catalogs/{organization}/nightly", "that": "name == 'nightly'", "interval": 0.05}
    result = run("apic_invoke", wait_for=wait, **options)
    assert result["waited_for"]["polls"] == 3
    assert result["changed"] is True
    assert len(run.progress) == 2
    assert "poll 1" in run.progress[0]


def test_wait_outlasts_being_told_to_slow_down(run: Run) -> None:
    run.simulator.fault(
        platform="apic",
        path="/api/orgs",
        kind="status",
        status=429,
        headers={"Retry-After": "0"},
        body={},
        times=3,
    )
    result = run(
        "apic_invoke",
        path="/cloud/settings",
        retries=0,
        wait_for={"path": "/orgs", "that": "total_results >= `0`", "interval": 0.05, "timeout": 5},
    )
    assert result["waited_for"]["polls"] == 4


def test_wait_in_vain_ends_with_the_last_answer(run: Run) -> None:
    wait = {"path": "/orgs", "that": "total_results > `1000`", "interval": 0.05, "timeout": 0.2}
    result = run("apic_invoke", path="/orgs", wait_for=wait)
    assert result["error"]["kind"] == "timeout"
    assert result["changed"] is False
    assert "total_results" in result["last_answer"]["json"]
    assert "'total_results > `1000`' does not hold" in result["msg"]


def test_a_token_that_ends_while_waiting_is_renewed(run: Run) -> None:
    run("apic_token")
    run.simulator.expire_tokens()
    wait = {"path": "/orgs", "that": "total_results", "interval": 0.05, "timeout": 5}
    assert run("apic_invoke", path="/orgs", wait_for=wait)["waited_for"]["polls"] == 1
    assert len(run.requests(path="/api/token")) == 2


def test_secrets_in_a_body_are_masked_in_the_diff(run: Run) -> None:
    body = {
        "name": "x",
        "client_secret": "abc",
        "nested": [{"password": "def"}],
        "title": run.given["apic"]["password"],
    }
    result = run("apic_invoke", check=True, diff=True, method="POST", path="/orgs", body=body)
    shown = result["diff"]["after"]
    assert "POST" in shown
    assert '"name": "x"' in shown
    assert not any(secret in shown for secret in ("abc", "def", run.given["apic"]["password"]))


@pytest.mark.parametrize("that", ["missing", "`0`", "`[]`", "`{}`", "''", "`false`"])
def test_what_does_not_hold(run: Run, that: str) -> None:
    probe = {"path": "/orgs", "that": that}
    assert (
        run("apic_invoke", check=True, method="POST", path="/orgs", body={}, unless=probe)["changed"] is True
    )


@pytest.mark.parametrize(
    ("body", "content_type"), [("default backend - 404", "text/plain"), ("", "text/plain")]
)
def test_a_404_that_is_not_the_platforms_is_no_absence(run: Run, body: str, content_type: str) -> None:
    run.simulator.fault(
        platform="apic",
        method="GET",
        path="/api/catalogs/",
        kind="status",
        status=404,
        body=body,
        content_type=content_type,
    )
    assert run("apic_invoke", **stated(run))["error"]["kind"] == "not_found"
    assert writes(run) == []


@pytest.mark.parametrize(
    ("module", "login", "path"),
    [
        ("apic_invoke", "/identity-providers", "/catalogs/a/b"),
        ("apic_invoke", "/token", "/catalogs/a/b"),
        ("apinizer_invoke", "/auth/token", "/projects/a/apiProxies/b/"),
        ("axway_invoke", "/openid-connect/token", "/management/v1/environments/a"),
    ],
)
def test_a_login_that_is_not_there_is_no_absence(run: Run, module: str, login: str, path: str) -> None:
    run.simulator.fault(path=login, kind="status", status=404, body={"error": "Realm does not exist"})
    result = run(module, method="DELETE", path=path, unless={"exists": False})
    assert result["failed"] is True
    assert result["error"]["kind"] == "auth"
    assert login in result["msg"]
    assert "; look at " in result["msg"]
    assert all(path not in request["path"] for request in run.requests())


def test_a_listed_status_does_not_hide_a_refusal(run: Run) -> None:
    run.simulator.fault(
        platform="apinizer",
        path="/projects/",
        kind="status",
        status=200,
        body={"status": "FAILURE", "resultMessage": "x is not found!"},
    )
    assert run("apinizer_invoke", path="/projects/", status_code=[200])["error"]["kind"] == "not_found"


CONDITIONAL = {
    "If-None-Match": "*",
    "If-Match": '"1"',
    "if-unmodified-since": "Sat, 28 Nov 2026 00:00:00 GMT",
    "Range": "bytes=0-9",
    "Prefer": "return=minimal",
    "X-HTTP-Method-Override": "PATCH",
    "Idempotency-Key": "one",
    "Content-Type": "application/merge-patch+json",
    "X-Custom": "kept",
}


def test_headers_about_one_request_go_with_the_call_and_not_with_its_probes(run: Run) -> None:
    probe = {"path": "/orgs", "that": "results[?name=='none-such']"}
    run.simulator.fault(
        platform="apic", method="POST", path="/api/x", kind="status", status=200, body={"name": "x"}
    )
    result = run(
        "apic_invoke",
        method="POST",
        path="/x",
        body={},
        headers=CONDITIONAL,
        unless=probe,
        wait_for={"path": "/orgs"},
    )
    assert result["changed"] is True, result
    sent = {entry["path"]: entry["headers"] for entry in run.requests(platform="apic")}
    names = {name.lower() for name in CONDITIONAL}
    assert names <= set(sent["/api/x"])
    probes = [entry["headers"] for entry in run.requests(path="/api/orgs")]
    assert len(probes) == 2
    assert all(names.intersection(headers) == {"x-custom"} for headers in probes)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "patch"])
@pytest.mark.parametrize("unless", [{}, {"exists": True}, {"path": "/orgs/x"}], ids=str)
def test_an_update_unless_it_is_there_is_refused(run: Run, method: str, unless: dict[str, Any]) -> None:
    result = run("apic_invoke", method=method, path="/orgs/x", body={"title": "X"}, unless=unless)
    assert result["error"]["kind"] == "config"
    assert "say what must differ" in result["msg"]
    assert run.requests() == []


def test_an_update_only_of_what_is_there(run: Run) -> None:
    organization = run.simulator.description["apic"]["organization"]
    path = f"/catalogs/{organization}/none"
    result = run("apic_invoke", method="PATCH", path=path, body={"title": "X"}, unless={"exists": False})
    assert (result["changed"], result["satisfied"]) == (False, True)
    assert writes(run) == []


def environments(run: Run, count: int = 40) -> None:
    """As many environments in Axway Central."""
    calls = [
        {
            "name": f"env-{number}",
            "method": "POST",
            "path": "/management/v1/environments",
            "body": {"name": f"env-{number}", "title": f"It's {number}", "spec": {}},
        }
        for number in range(count)
    ]
    assert not run("axway_invoke", calls=calls, concurrency=8).get("failed")
    run.simulator.clear_journal()


def another(name: str, **unless: Any) -> dict[str, Any]:
    """Options that make an environment unless the list has it."""
    path = "/management/v1/environments"
    return {
        "method": "POST",
        "path": path,
        "body": {"name": name, "spec": {}},
        "unless": {"path": path, **unless},
    }


CONDITIONS: list[dict[str, Any]] = [{"that": "[?name=='env-39']"}, {"contains": [{"name": "env-39"}]}]


@pytest.mark.parametrize("condition", CONDITIONS, ids=str)
def test_a_probe_over_one_page_of_several_is_no_absence(run: Run, condition: dict[str, Any]) -> None:
    environments(run)
    result = run("axway_invoke", **another("env-39", **condition))
    assert (result["error"]["kind"], result["changed"]) == ("config", False)
    assert "20 of " in result["msg"]
    assert "set unless.paginate: true" in result["msg"]
    assert writes(run) == []


@pytest.mark.parametrize("condition", CONDITIONS, ids=str)
def test_a_probe_pages(run: Run, condition: dict[str, Any]) -> None:
    environments(run)
    result = run("axway_invoke", **another("env-39", paginate=True, **condition))
    assert (result["changed"], result["satisfied"]) == (False, True), result
    assert len(run.requests(path="/apis/management/v1/environments")) >= 2
    assert writes(run) == []
    made = run("axway_invoke", **another("env-40", paginate=True, that="[?name=='env-40']"), verify=True)
    assert made["changed"] is True


def test_what_the_first_page_holds_is_there(run: Run) -> None:
    environments(run)
    names = [row["name"] for row in run("axway_invoke", path="/management/v1/environments")["json"]]
    for condition in ({"that": f"[?name=='{names[0]}']"}, {"contains": [{"name": names[0]}]}):
        assert run("axway_invoke", **another(names[0], **condition))["satisfied"] is True
    assert writes(run) == []


@pytest.mark.parametrize(
    "that", ["!([?name=='env-39'])", "length([?name=='env-39']) == `0`", "[?name=='env-39'] == `[]`"]
)
def test_a_condition_that_holds_for_want_of_rows_is_not_believed(run: Run, that: str) -> None:
    environments(run)
    options: dict[str, Any] = {
        "method": "DELETE",
        "path": "/management/v1/environments/env-39",
        "unless": {"path": "/management/v1/environments", "that": that},
    }
    result = run("axway_invoke", **options)
    assert result["error"]["kind"] == "config"
    assert "more of them may tell otherwise" in result["msg"]
    options["unless"]["paginate"] = True
    assert run("axway_invoke", **options)["changed"] is True


def test_a_condition_on_the_total_needs_no_rows(run: Run) -> None:
    run("apic_invoke", **stated(run))
    organization = run.simulator.description["apic"]["organization"]
    probe = {
        "path": f"/orgs/{organization}/catalogs",
        "query": {"limit": 1},
        "that": "total_results > `1`",
    }
    options = catalog(run, "third")
    options["path_params"] = {"org": organization}
    assert run("apic_invoke", unless=probe, **options)["satisfied"] is True


Case = tuple[str, dict[str, Any], Any, dict[str, str]]
PAGES: list[Case] = [
    ("apic_invoke", {"path": "/x"}, {"total_results": 3, "results": [{"name": "a"}]}, {}),
    ("axway_invoke", {"path": "/x"}, [{"name": "a"}], {"X-Axway-Total-Count": "3"}),
    (
        "axway_invoke",
        {"path": "/x"},
        [{"name": "a"}],
        {"Link": '</x?page=1>; rel="prev", </x?page=2>; rel=next'},
    ),
    (
        "axway_invoke",
        {"path": "/x", "service": "platform"},
        {"success": True, "result": [{"name": "a"}], "metadata": {"page": 1, "matched": 3}},
        {},
    ),
    (
        "axway_invoke",
        {"path": "/x", "service": "traceability"},
        [{"name": "a"}],
        {"Link": '</x>; rel="first next"'},
    ),
    (
        "cmf_invoke",
        {"controller": "A", "service": "x", "properties": {"PageSize": 1}},
        {"Rows": [{"name": "a"}], "TotalRows": 3},
        {},
    ),
]


@pytest.mark.parametrize(("module", "probe", "body", "headers"), PAGES, ids=str)
def test_a_list_that_goes_on_is_no_absence_on_any_platform(
    run: Run, module: str, probe: dict[str, Any], body: Any, headers: dict[str, str]
) -> None:
    run.simulator.fault(path="/x$", kind="status", status=200, body=body, headers=headers, times=None)
    write: dict[str, Any] = {"method": "POST", "path": "/y", "body": {}}
    for name in ("env-39", "a"):
        unless = {**probe, "contains": [{"name": name}]}
        result = run(module, **write, unless=unless)
        assert not any(entry["path"].endswith("/y") for entry in run.requests())
        if name == "a":
            assert result["satisfied"] is True
        else:
            assert result["error"]["kind"] == "config"
            assert "unless.paginate" in result["msg"]
    options = {name: value for name, value in probe.items() if name != "path"}
    found = run(module, path=probe.get("path"), read_only=True, wait_for=unless, **options)
    assert found["waited_for"]["polls"] == 1
    late = {**probe, "contains": [{"name": "z"}], "timeout": 100}
    result = run(module, path=probe.get("path"), read_only=True, wait_for=late, **options)
    assert (result["error"]["kind"], result["changed"]) == ("config", False)


def test_a_whole_list_of_apinizer_is_absence(run: Run) -> None:
    body = {"status": "SUCCESS", "resultList": [{"name": "a"}], "resultCount": 1}
    run.simulator.fault(platform="apinizer", path="/x/$", kind="status", status=200, body=body, times=None)
    run.simulator.fault(platform="apinizer", path="/y/$", kind="status", status=200, body={}, times=None)
    options: dict[str, Any] = {"method": "POST", "path": "/y/", "body": {}}
    for name, satisfied in (("a", True), ("b", False)):
        probe = {"path": "/x/", "contains": [{"name": name}]}
        assert run("apinizer_invoke", unless=probe, **options)["satisfied"] is satisfied


def test_a_probe_that_may_not_read_to_the_end_is_no_absence(run: Run) -> None:
    environments(run, 45)
    probe = another("env-99", paginate=True, contains=[{"name": "env-99"}])
    result = run("axway_invoke", max_pages=2, **probe)
    assert result["error"]["kind"] == "protocol"
    assert "max_pages (2)" in result["msg"]
    assert writes(run) == []


# --- contains ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("title", ["Peter's", "x' || name == 'nightly", '"quoted"', "`1`", "üñí"])
def test_data_is_no_expression(run: Run, title: str) -> None:
    run("apic_invoke", **stated(run))
    organization = run.simulator.description["apic"]["organization"]
    options: dict[str, Any] = {
        "method": "PATCH",
        "path": f"/catalogs/{organization}/nightly",
        "body": {"title": title},
        "unless": {"contains": {"title": title}},
        "verify": True,
    }
    assert run("apic_invoke", **options)["changed"] is True
    assert run("apic_invoke", **options)["changed"] is False


@pytest.mark.parametrize(
    ("contains", "holds"),
    [
        ({"name": "a"}, True),
        ({"spec": {"on": True}}, True),
        ({"spec": {"on": 1}}, False),
        ({"spec": {"count": 3}}, True),
        ({"spec": {"count": "3"}}, False),
        ({"spec": {"none": None}}, True),
        ({"spec": {"missing": None}}, False),
        ({"spec": {"none": ""}}, False),
        ({"tags": ["a", "b"]}, True),
        ({"tags": ["b", "a"]}, False),
        ({"tags": ["a"]}, False),
        ({"list": [{"n": 1}]}, True),
    ],
    ids=str,
)
def test_what_an_answer_contains(run: Run, contains: dict[str, Any], holds: bool) -> None:
    body = {
        "name": "a",
        "spec": {"on": True, "count": 3, "none": None},
        "tags": ["a", "b"],
        "list": [{"n": 1, "id": "x"}],
    }
    run.simulator.fault(platform="apic", path="/api/x$", kind="status", status=200, body=body)
    options: dict[str, Any] = {"method": "PUT", "path": "/y", "body": {}}
    result = run("apic_invoke", check=True, unless={"path": "/x", "contains": contains}, **options)
    assert (result["satisfied"], result["changed"]) == (holds, not holds), result


def test_that_and_contains_must_both_hold(run: Run) -> None:
    body = {"name": "a", "n": 1}
    run.simulator.fault(platform="apic", path="/api/x$", kind="status", status=200, body=body, times=None)
    options: dict[str, Any] = {"method": "PUT", "path": "/y", "body": {}}
    for that, name in (("n == `1`", "b"), ("n == `2`", "a")):
        probe = {"path": "/x", "that": that, "contains": {"name": name}}
        assert run("apic_invoke", check=True, unless=probe, **options)["satisfied"] is False
    probe = {"path": "/x", "that": "n == `1`", "contains": {"name": "a"}}
    assert run("apic_invoke", check=True, unless=probe, **options)["satisfied"] is True


@pytest.mark.parametrize(
    ("contains", "words"),
    [
        ([{"name": "a"}], "unless.contains is a list, but the answer has none"),
        ({"name": "a"}, "unless.contains is a mapping, but the answer is not"),
    ],
    ids=str,
)
def test_contains_of_another_kind_than_the_answer_is_no_absence(run: Run, contains: Any, words: str) -> None:
    body = {"name": "b"} if isinstance(contains, list) else [{"name": "b"}]
    run.simulator.fault(platform="apic", path="/api/x$", kind="status", status=200, body=body)
    result = run(
        "apic_invoke", method="POST", path="/y", body={}, unless={"path": "/x", "contains": contains}
    )
    assert result["error"]["kind"] == "config"
    assert words in result["msg"]
    assert writes(run) == []


@pytest.mark.parametrize(
    "probe",
    [
        {"contains": {}},
        {"contains": []},
        {"contains": "name"},
        {"contains": {"a": 1}, "exists": False},
        {"that": 'status == "SUCCESS"'},
        {"that": "deployed == true"},
    ],
    ids=str,
)
@pytest.mark.parametrize("option", ["unless", "wait_for"])
def test_a_probe_that_cannot_be_meant_sends_nothing(run: Run, option: str, probe: dict[str, Any]) -> None:
    given: dict[str, Any] = {"method": "POST", "path": "/x", "body": {}, option: {"path": "/y", **probe}}
    result = run("apic_invoke", **given)
    assert result["error"]["kind"] == "config"
    assert run.requests() == []


def test_verify_names_the_first_field_that_differs(run: Run) -> None:
    options = stated(run)
    options["unless"]["contains"] = {"name": "nightly", "title": "Another"}
    result = run("apic_invoke", verify=True, **options)
    assert (result["error"]["kind"], result["changed"]) == ("conflict", True)
    assert 'title is "Nightly", not "Another"' in result["msg"]


def test_what_contains_a_secret_is_quoted_without_it(run: Run) -> None:
    options = stated(run)
    options["unless"]["contains"] = {"client_secret": "hush-hush-1", "title": run.given["apic"]["password"]}
    result = run("apic_invoke", verify=True, **options)
    assert "client_secret is missing, not" in result["msg"]
    assert "hush-hush-1" not in str(result)
    options["unless"]["contains"] = {"title": run.given["apic"]["password"] + "x" * 100}
    assert run.given["apic"]["password"][:8] not in str(run("apic_invoke", verify=True, **options))


# --- check mode ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_an_update_of_what_is_not_there_fails_in_check_mode_as_in_the_run(
    run: Run, method: str, check: bool
) -> None:
    path = "/management/v1/environments/none"
    unless = {"contains": {"title": "T"}}
    result = run("axway_invoke", check, method=method, path=path, body={"title": "T"}, unless=unless)
    assert (result["error"]["kind"], result["status"], result["method"]) == ("not_found", 404, method)
    assert result["changed"] is False


def test_an_update_predicts_what_it_selects(run: Run) -> None:
    run("apic_invoke", **stated(run))
    organization = run.simulator.description["apic"]["organization"]
    options: dict[str, Any] = {
        "method": "PATCH",
        "path": f"/catalogs/{organization}/nightly",
        "body": {"title": "New"},
        "unless": {"contains": {"title": "New"}},
        "select": "{id: id, title: title}",
    }
    predicted = run("apic_invoke", check=True, **options)
    made = run("apic_invoke", **options)
    again = run("apic_invoke", check=True, **options)
    assert predicted["changed"] is made["changed"] is True
    assert predicted["selected"] == made["selected"] == again["selected"]
    assert set(made) <= set(predicted)
    assert (predicted["status"], predicted["tries"]) == (None, 0)


def test_a_creation_selects_nothing_in_check_mode(run: Run) -> None:
    predicted = run("apic_invoke", check=True, select="length(name)", **stated(run))
    assert (predicted["changed"], predicted["selected"]) == (True, None)


def test_a_wait_after_a_predicted_write_is_not_begun(run: Run) -> None:
    options = stated(run, wait_for={"path": "/orgs", "that": "none", "timeout": 60.0})
    predicted = run("apic_invoke", check=True, **options)
    assert (predicted["changed"], predicted["waited_for"]) == (True, {"polls": 0})
    assert run.requests(path="/api/orgs") == []
    assert "check mode wrote nothing" in run.progress[0]


def test_a_login_that_is_refused_ends_a_wait(run: Run) -> None:
    no = {"kind": "status", "status": 401, "body": {"message": "no"}, "times": None}
    run.simulator.fault(platform="apic", path="/api/orgs", **no)
    run.simulator.fault(platform="apic", path="/api/token", skip=1, **no)
    wait = {"path": "/orgs", "that": "total_results", "interval": 0.01, "timeout": 300}
    result = run("apic_invoke", path="/cloud/settings", wait_for=wait)
    assert result["error"]["kind"] == "auth"
    assert len(run.requests(path="/api/orgs")) == 1
    assert len(run.requests(path="/api/token")) == 2


@pytest.mark.parametrize("status", [404, 410])
def test_what_the_platform_says_is_gone_is_not_there(run: Run, status: int) -> None:
    gone = {"status": status, "message": ["gone"], "errors": []}
    run.simulator.fault(platform="apic", path="/nightly", kind="status", status=status, body=gone)
    result = run("apic_invoke", **stated(run))
    assert (result["satisfied"], result["status"]) == (False, 201)

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a call shows of the secrets it sends: nothing in URL, diff or failure; its answer as it came."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import quote

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._core.fields import MASK
from tests.operations.conftest import Run

SENT = "s3nt/with it"


def echo(run: Run, words: str, status: int = 400) -> None:
    """Let the next call be refused with these words."""
    run.simulator.fault(
        platform="apic", path="/api/orgs", kind="status", status=status, body={"message": [words]}
    )


@pytest.mark.parametrize(
    "call",
    [
        {"body": {"client_secret": SENT}},
        {"body": json.dumps({"client_secret": SENT})},
        {"body": {"env": [{"name": "DB_PASSWORD", "value": SENT}]}},
        {"body": [{"op": "add", "path": "/password", "value": SENT}]},
        {"body": {"password": SENT}, "body_format": "form"},
        {"body": {"password": {"content": SENT}}, "body_format": "multipart"},
        {"body": "password=" + quote(SENT), "body_format": "raw"},
        {"body": f"user: a\n- sshKey: '{SENT}'\n", "body_format": "raw"},
        {"body": f"USER=a\nexport DB_PASSWORD={SENT}\n", "body_format": "raw"},
        {"body": f"<s:a><s:bindPwd t='x'>{SENT}</s:bindPwd></s:a>", "body_format": "raw"},
        {"body": f"<a><entry key='otp' value='{SENT}'/></a>", "body_format": "raw"},
        {"query": {"api_key": SENT}},
        {"path": "/orgs?api_key=" + quote(SENT)},
        {"path": "/orgs/{password}", "path_params": {"password": SENT}},
        {"headers": {"X-Api-Key": SENT}},
        {"unless": {"method": "POST", "path": "/orgs", "body": {"password": SENT}}},
        {"calls": [{"name": "one", "method": "POST", "path": "/orgs", "body": {"password": SENT}}]},
    ],
)
@pytest.mark.parametrize(
    "form",
    [str, quote, lambda text: base64.b64encode(text.encode()).decode()],
    ids=["plain", "url", "base64"],
)
def test_a_secret_of_the_request_is_not_quoted(run: Run, call: dict[str, Any], form: Any) -> None:
    echo(run, f"cannot take {form(SENT)} here")
    alone = {} if "calls" in call else {"method": "POST", "path": "/orgs"}
    result = run("apic_invoke", **{**alone, **call})
    assert result["failed"]
    assert f"cannot take {MASK} here" in result["msg"]
    assert SENT not in json.dumps(result)


CONDITIONS = [
    f"spec.bindPwd == '{SENT}'",
    f'[?pin == `"{SENT}"`]',
    f"'{SENT}' == authKey",
    f"contains(auth_key, '{SENT}')",
    f"name == 'x' && (otp != '{SENT}' && otp == '')",
]


@pytest.mark.parametrize("that", CONDITIONS)
@pytest.mark.parametrize("verify", [True, False], ids=["unless", "wait_for"])
def test_a_secret_in_a_condition_is_not_quoted(run: Run, that: str, verify: bool) -> None:
    run.simulator.fault(
        platform="apic", path="/api/orgs", kind="status", status=200, body={"auth_key": "x"}, times=None
    )
    probe: dict[str, Any] = {"path": "/orgs", "that": that}
    asked: dict[str, Any] = (
        {"unless": probe} if verify else {"wait_for": {**probe, "timeout": 0.1, "interval": 0.1}}
    )
    result = run("apic_invoke", method="POST", path="/orgs", verify=verify, **asked)
    assert "does not hold" in result["msg"]
    assert MASK in result["msg"]
    assert SENT not in json.dumps(result)


@pytest.mark.parametrize(
    "that", [f"pin == '{SENT}'s'", f'clientSecret == "{SENT}"', f"pin == '{SENT}", f'"pin" == {SENT}"']
)
@pytest.mark.parametrize("option", ["unless", "select"])
def test_a_secret_in_a_mistaken_condition_is_not_quoted(run: Run, that: str, option: str) -> None:
    asked = {"select": that} if option == "select" else {"unless": {"path": "/orgs", "that": that}}
    result = run("apic_invoke", method="POST", path="/orgs", **asked)
    assert result["error"]["kind"] == "config"
    assert MASK in result["msg"]
    assert SENT not in json.dumps(result)


def test_a_success_is_returned_as_it_came(run: Run) -> None:
    echo(run, f"kept {SENT}", status=200)
    result = run("apic_invoke", method="POST", path="/orgs", body={"client_secret": SENT})
    assert result["json"] == {"message": [f"kept {SENT}"]}


@pytest.mark.departs(
    "apic POST /orgs/{org}/catalogs: query: ",
    "apic POST /orgs/{org}/catalogs: body: .metadata.credentials ",
    "apic POST /orgs/{org}/catalogs: 201: .metadata.credentials ",
    because="what is secret by its name, wherever it is",
)
@pytest.mark.parametrize("check", [True, False])
def test_url_and_diff_hide_secret_parameters(run: Run, check: bool) -> None:
    path = f"/orgs/{run.simulator.description['apic']['organization']}/catalogs"
    result = run(
        "apic_invoke",
        method="POST",
        path=path,
        query={"api_key": SENT, "dry": True},
        body={"name": "one", "metadata": {"credentials": [{"key": "password", "value": SENT}]}},
        check=check,
        diff=True,
    )
    assert result["url"].endswith(f"/api{path}?api_key={MASK}&dry=true")
    shown = result["diff"]["after"]
    assert shown.startswith(f"POST {result['url']}\n")
    assert json.loads(shown.partition("\n")[2]) == {
        "name": "one",
        "metadata": {"credentials": [{"key": "password", "value": MASK}]},
    }


@pytest.mark.departs(
    "apic GET /orgs: query: api_key ",
    because="what is secret by its name, wherever it is",
)
def test_the_url_of_a_read_hides_secret_parameters(run: Run) -> None:
    result = run("apic_invoke", path="/orgs", query={"api_key": SENT})
    assert result["url"].endswith(f"/api/orgs?api_key={MASK}")
    assert run.requests(path="/api/orgs")[0]["query"] == "api_key=s3nt%2Fwith+it"


@pytest.mark.parametrize("form", ["plain", "in the query", "beside a name"])
@pytest.mark.parametrize("check", [True, False])
def test_url_and_diff_hide_secrets_in_path_params(run: Run, check: bool, form: str) -> None:
    run.simulator.fault(platform="apic", path="/api/keys", kind="status", status=200, body={})
    path, path_params, shown = {
        "plain": ("/keys/{api_key}/x", {"api_key": SENT}, f"/keys/{MASK}/x"),
        "in the query": ("/keys?of={password}&n={n}", {"password": SENT, "n": 1}, f"/keys?of={MASK}&n=1"),
        "beside a name": (
            "/keys/{name}/{value}",
            {"name": "api_key", "value": SENT},
            f"/keys/api_key/{MASK}",
        ),
    }[form]
    result = run(
        "apic_invoke", method="POST", path=path, path_params=path_params, body={}, check=check, diff=True
    )
    assert result["url"].endswith("/api" + shown)
    assert result["diff"]["after"].startswith(f"POST {result['url']}\n")
    if not check:
        assert any("s3nt%2Fwith" in sent["path"] + sent["query"] for sent in run.requests())


def test_the_url_of_a_redirect_hides_secrets_in_path_params(run: Run) -> None:
    place = "/api/keys/" + quote(SENT, safe="")
    run.simulator.fault(
        platform="apic", path="/api/keys", kind="status", status=307, headers={"Location": place + "/"}
    )
    run.simulator.fault(platform="apic", path="/api/keys", kind="status", status=200, body={})
    result = run("apic_invoke", path="/keys/{api_key}", path_params={"api_key": SENT})
    assert result["url"].endswith(f"/api/keys/{MASK}/")


def test_the_url_of_a_probe_hides_secrets_in_path_params(run: Run) -> None:
    run.simulator.fault(
        platform="apic",
        path="/api/keys",
        kind="status",
        status=404,
        body={"status": 404, "message": ["none"]},
    )
    result = run(
        "apic_invoke",
        method="DELETE",
        path="/keys/{api_key}",
        path_params={"api_key": SENT},
        unless={"exists": False},
    )
    assert result["satisfied"] is True
    assert result["url"].endswith(f"/api/keys/{MASK}")


def test_progress_hides_what_a_failure_hides(run: Run) -> None:
    for body in ({}, {}, {"done": True}):
        run.simulator.fault(platform="apic", path="/api/keys", kind="status", status=200, body=body)
    result = run(
        "apic_invoke",
        path="/keys/{api_key}",
        path_params={"api_key": SENT},
        wait_for={"that": "done", "interval": 0.01, "timeout": 300},
    )
    assert result["waited_for"]["polls"] == 2
    (line,) = run.progress
    assert f"/api/keys/{MASK}: poll 1, " in line


def test_a_warning_hides_what_a_failure_hides(run: Run) -> None:
    page = {"total_results": 9, "results": [{"name": "a"}]}
    run.simulator.fault(platform="apic", path="/api/keys", kind="status", status=200, body=page, times=None)
    run(
        "apic_invoke",
        path="/keys/{api_key}",
        path_params={"api_key": SENT},
        paginate=True,
        max_pages=1,
    )
    (warning,) = run.warnings
    assert f"/api/keys/{MASK}: " in warning


def test_a_number_sent_as_a_secret_does_not_come_back(run: Run) -> None:
    kept = {"password": 87654321, "state": "x"}
    run.simulator.fault(platform="apic", path="/api/users", kind="status", status=200, body=kept, times=None)
    result = run(
        "apic_invoke",
        method="POST",
        path="/users",
        body={"password": 87654321},
        unless={"that": "state == 'y'", "path": "/users"},
        verify=True,
    )
    assert result["verified"]["json"] == {"password": MASK, "state": "x"}
    assert "87654321" not in json.dumps(result)


@pytest.mark.parametrize("password", ["default", "chrisp", "provider"])
def test_a_password_that_is_a_word_leaves_the_result_usable(run: Run, password: str) -> None:
    granted = {"access_token": "opaque-token-1", "token_type": "Bearer", "expires_in": 60}
    run.simulator.fault(platform="apic", path="/api/token", kind="status", status=200, body=granted)
    found = {"name": password, "results": [{"name": f"{password}-idp-1"}]}
    run.simulator.fault(platform="apic", path="/api/orgs", kind="status", status=200, body=found)
    assert run("apic_token", password=password)["realm"] == "provider/default-idp-2"
    assert run("apic_invoke", password=password, path="/orgs")["json"] == found


def test_a_refused_password_that_is_a_word_is_not_repeated(run: Run) -> None:
    words = {"message": "The password rosebud is wrong"}
    run.simulator.fault(platform="apic", path="/api/token", kind="status", status=401, body=words)
    refused = run("apic_token", password="rosebud")
    assert f"The password {MASK} is wrong" in refused["msg"]
    assert "rosebud" not in json.dumps(refused)

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

from ansible_collections.apiops.platforms.plugins.module_utils._core.secrets import MASK
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


def test_a_success_is_returned_as_it_came(run: Run) -> None:
    echo(run, f"kept {SENT}", status=200)
    result = run("apic_invoke", method="POST", path="/orgs", body={"client_secret": SENT})
    assert result["json"] == {"message": [f"kept {SENT}"]}


@pytest.mark.parametrize("check", [True, False])
def test_url_and_diff_hide_secret_parameters(run: Run, check: bool) -> None:
    path = f"/orgs/{run.simulator.description['apic']['organization']}/catalogs"
    result = run(
        "apic_invoke",
        method="POST",
        path=path,
        query={"api_key": SENT, "dry": True},
        body={"name": "one", "title": "One", "credentials": [{"key": "password", "value": SENT}]},
        check=check,
        diff=True,
    )
    assert result["url"].endswith(f"/api{path}?api_key={MASK}&dry=true")
    shown = result["diff"]["after"]
    assert shown.startswith(f"POST {result['url']}\n")
    assert json.loads(shown.partition("\n")[2]) == {
        "name": "one",
        "title": "One",
        "credentials": [{"key": "password", "value": MASK}],
    }


def test_the_url_of_a_read_hides_secret_parameters(run: Run) -> None:
    result = run("apic_invoke", path="/orgs", query={"api_key": SENT})
    assert result["url"].endswith(f"/api/orgs?api_key={MASK}")
    assert run.requests(path="/api/orgs")[0]["query"] == "api_key=s3nt%2Fwith+it"


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

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Axway's own SDK and our modules at the same simulator: what one creates, the other sees.

It proves the simulator faithful where the SDK looks: login by secret and key, session, organization, teams,
service accounts. And ``auth_method: cli`` against a program that is built on the SDK, as the vendor's is.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.operations.conftest import Run
from tests.playbook import CHECKOUT, environment

PACKAGE = CHECKOUT / ".cache" / "node" / "axway_sdk"
# Seconds that a run of the SDK may take.
LIMIT = 120


class Sdk:
    """Runs the SDK against the simulator, as the service account with the secret or that with the key."""

    def __init__(self, run: Run, home: Path) -> None:
        of = run.simulator.description["axway"]
        addresses = {"baseUrl": of["auth_url"], "platformUrl": of["platform_url"], "realm": "Broker"}
        store = {"tokenStoreType": "memory"}
        self._env = environment(home, AXWAY_TELEMETRY_DISABLED="1", NODE_EXTRA_CA_CERTS=run.ca_path)
        self.by_secret = {
            **addresses,
            **store,
            "clientId": of["client_id"],
            "clientSecret": of["client_secret"],
        }
        self.by_key = {
            **addresses,
            **store,
            "clientId": of["key_client_id"],
            "secretFile": of["private_key_path"],
        }

    def __call__(self, *steps: list[Any], auth: dict[str, Any] | None = None) -> dict[str, Any]:
        """The account that logged in, and the result of each step."""
        asked = {"auth": auth or self.by_secret, "network": {"strictSSL": True}, "steps": list(steps)}
        done = subprocess.run(
            ["node", str(PACKAGE / "client.mjs")],
            input=json.dumps(asked),
            env=self._env,
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer


@pytest.fixture
def sdk(run: Run, tmp_path: Path) -> Sdk:
    """Runs Axway's SDK, in a home of its own."""
    return Sdk(run, tmp_path)


def accounts(run: Run, **options: Any) -> list[dict[str, Any]]:
    """What axway_service_account_info lists."""
    result = run("axway_service_account_info", **options)
    assert not result.get("failed"), result["msg"]
    return list(result["service_accounts"])


def test_the_sdk_logs_in(sdk: Sdk, run: Run) -> None:
    of = run.simulator.description["axway"]
    for auth in (sdk.by_secret, sdk.by_key):
        account = sdk(auth=auth)["account"]
        assert account["org"]["guid"] == of["org_guid"]
        assert account["auth"]["clientId"] == auth["clientId"]
    sent = run.requests(path="/auth/realms/Broker/protocol/openid-connect/token")
    assert [entry["status"] for entry in sent] == [200, 200]


def test_the_module_logs_in_as_the_sdk_does(sdk: Sdk, run: Run) -> None:
    sdk()
    run("axway_token")
    theirs, ours = run.requests(path="/auth/realms/Broker/protocol/openid-connect/token")
    assert ours["body"] == theirs["body"]
    assert ours["headers"]["content-type"] == theirs["headers"]["content-type"]
    assert "authorization" not in theirs["headers"] | ours["headers"]


def test_what_the_sdk_creates_the_module_sees(sdk: Sdk, run: Run) -> None:
    run.simulator.configure(axway={"platform_session": True})
    team = run.simulator.description["axway"]["team_guid"]
    wanted = {
        "name": "from-sdk",
        "desc": "made by the SDK",
        "secret": "s3cret of the SDK",
        "roles": ["api_central_admin"],
        "teams": [{"guid": team, "roles": ["api_access"]}],
    }
    (created,) = sdk(["create", wanted])["results"]
    (seen,) = accounts(run, guid=created["guid"])
    assert seen["client_id"] == created["client_id"]
    assert seen["description"] == "made by the SDK"
    assert seen["auth_type"] == "secret"
    assert seen["roles"] == ["api_central_admin"]
    assert [(each["guid"], each["roles"]) for each in seen["teams"]] == [(team, ["api_access"])]
    same: dict[str, Any] = {"description": "made by the SDK", "roles": ["api_central_admin"]}
    assert run("axway_service_account", name="from-sdk", **same)["changed"] is False
    given = {"client_id": created["client_id"], "client_secret": "s3cret of the SDK"}
    assert "access_token" in run("axway_token", **given)

    renamed, removed = sdk(
        ["update", {"client": seen, "name": "renamed", "desc": "other"}],
        ["remove", {"guid": seen["guid"], "client_id": f"renamed_{seen['guid']}"}],
    )["results"]
    assert renamed["name"] == "renamed"
    assert removed["guid"] == seen["guid"]
    assert accounts(run, guid=seen["guid"]) == []


def test_what_the_module_creates_the_sdk_sees(sdk: Sdk, run: Run) -> None:
    run.simulator.configure(axway={"platform_session": True})
    ours = run(
        "axway_service_account",
        name="from-module",
        description="made by the module",
        roles=["developer"],
        teams=[{"name": "Default Team", "roles": ["consumer"]}],
    )
    guid = ours["service_account"]["guid"]
    listed, found = sdk(["list"], ["find", guid])["results"]
    assert "from-module" in [each["name"] for each in listed]
    assert found["description"] == "made by the module"
    assert found["roles"] == ["developer"]
    assert [(each["name"], each["roles"]) for each in found["teams"]] == [("Default Team", ["consumer"])]

    auth = {**sdk.by_secret, "clientId": found["client_id"], "clientSecret": ours["client_secret"]}
    assert sdk(auth=auth)["account"]["auth"]["clientId"] == found["client_id"]
    run("axway_service_account", name="from-module", state="absent")
    (left,) = sdk(["list"])["results"]
    assert "from-module" not in [each["name"] for each in left]


def test_a_key_pair_of_the_platform_serves_the_sdk(sdk: Sdk, run: Run, tmp_path: Path) -> None:
    ours = run("axway_service_account", name="signer", generate_key=True)
    file = tmp_path / "key.pem"
    file.write_text(ours["private_key"], "utf-8")
    auth = {**sdk.by_key, "clientId": ours["service_account"]["client_id"], "secretFile": str(file)}
    assert sdk(auth=auth)["account"]["auth"]["authenticator"] == "SignedJWT"


# --- in place of the command line tool ---------------------------------------------------------------------


@pytest.fixture
def tool(tmp_path: Path) -> str:
    """A program ``axway`` that is built on the SDK."""
    program = tmp_path / "axway"
    program.write_text(f'#!/bin/sh\nexec node "{PACKAGE}/axway.mjs" "$@"\n', "utf-8")
    program.chmod(0o700)
    return str(program)


def test_auth_method_cli(run: Run, tool: str) -> None:
    result = run("axway_token", auth_method="cli", cli_path=tool)
    of = run.simulator.description["axway"]
    assert result["claims"]["iss"]
    assert result["org"]["guid"] == of["org_guid"]
    assert 1700 < result["expires_in"] <= 1800
    called = run("axway_invoke", auth_method="cli", cli_path=tool, service="platform", path="/env")
    assert called["status"] == 200
    assert len(run.requests(path="/auth/realms/Broker/protocol/openid-connect/token")) == 1


def test_auth_method_cli_with_a_key(run: Run, tool: str) -> None:
    of = run.simulator.description["axway"]
    given = {"client_id": of["key_client_id"], "private_key_path": of["private_key_path"]}
    result = run("axway_token", auth_method="cli", cli_path=tool, client_secret=None, **given)
    assert result["access_token"]


def test_auth_method_cli_is_refused(run: Run, tool: str) -> None:
    result = run("axway_token", auth_method="cli", cli_path=tool, client_secret="wrong")
    assert result["error"]["kind"] == "auth"
    assert "Response code 401" in result["error"]["description"]
    assert len(run.requests(path="/auth/realms/Broker/protocol/openid-connect/token")) == 1


def test_auth_method_cli_verifies_certificates(run: Run, tool: str) -> None:
    result = run("axway_token", auth_method="cli", cli_path=tool, ca_path=None)
    assert result["error"]["kind"] == "tls"

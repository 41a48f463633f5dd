# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every documented way to log in, through the roles: a playbook for each platform logs in and calls."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from tests.integration.plays import Play
from tests.login_methods import LOGIN_METHODS
from tests.operations import axway_cli
from tests.operations.conftest import Run
from tests.simulator.client import Simulator

Variables = Mapping[str, Any]

CALLS: Mapping[str, Variables] = {
    "axway": {"service": "platform", "path": "/env"},
    "apic": {"path": "/me"},
    "apinizer": {"path": "/projects/"},
    "cmf": {"path": "/DataCollection/GetNothing", "read_only": True, "status_code": [404]},
}
TOKEN_ENDPOINTS = {
    "axway": "/auth/realms/Broker/protocol/openid-connect/token",
    "apic": "/api/token",
    "apinizer": "/apiops/auth/token",
    "cmf": "/SecurityPortal/api/tenant/SampleTenant/oauth2/token",
}


def axway_ways(simulator: Simulator, directory: Path) -> dict[str, Variables]:
    of = simulator.description["axway"]
    key = Path(of["private_key_path"]).read_bytes()
    encrypted = load_pem_private_key(key, None).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"pass phrase")
    )
    program = directory / "axway"
    program.write_text(f"#!{sys.executable}\n" + Path(axway_cli.__file__).read_text("utf-8"), "utf-8")
    program.chmod(0o700)
    secret = {"client_id": of["client_id"], "client_secret": of["client_secret"]}
    return {
        "secret in the form": secret,
        "secret by basic": {**secret, "auth_method": "client_secret_basic"},
        "key in a file": {"client_id": of["key_client_id"], "private_key_path": of["private_key_path"]},
        "encrypted key": {
            "client_id": of["key_client_id"],
            "private_key": encrypted.decode(),
            "private_key_passphrase": "pass phrase",
        },
        "command line tool": {**secret, "auth_method": "cli", "cli_path": str(program)},
        "token": {"token": Run(simulator)("axway_token")["access_token"]},
    }


def apic_ways(simulator: Simulator, directory: Path) -> dict[str, Variables]:
    of = simulator.description["apic"]
    client = {"client_id": of["client_id"], "client_secret": of["client_secret"]}
    user = {"username": of["username"], "password": of["password"]}
    consumer = {"client_id": of["consumer_client_id"], "client_secret": of["consumer_client_secret"]}
    file = directory / "credentials.json"
    content = {
        "toolkit": {"endpoint": of["url"] + "/api", **client},
        "consumer_toolkit": {"endpoint": of["url"] + "/consumer-api", **consumer},
    }
    file.write_text(json.dumps(content), "utf-8")
    by_file = {"url": None, "credentials_file": str(file)}
    simulator.configure(apic={"refresh_token_enabled": True})
    login = {**client, **user, "realm": of["realm"], "grant_type": "password"}
    tokens = Run(simulator)("apic_invoke", method="POST", path="/token", read_only=True, body=login)["json"]
    return {
        "user": {**client, **user},
        "user of a realm": {**client, **user, "realm": of["realm"]},
        "administrator": {
            **client,
            "scope": "admin",
            "username": of["admin_username"],
            "password": of["admin_password"],
        },
        "api key": {**client, "api_key": of["api_key"]},
        "client": {**client, "grant_type": "client_credentials"},
        "refresh token": {**client, "refresh_token": tokens["refresh_token"]},
        "token": {"token": tokens["access_token"]},
        "credentials file": {**by_file, **user, "sign_out": True},
        "user of a portal": {
            **by_file,
            **user,
            "scope": "consumer",
            "catalog": "{organization}/{catalog}".format(**of),
        },
    }


def apinizer_ways(simulator: Simulator, directory: Path) -> dict[str, Variables]:
    del directory
    of = simulator.description["apinizer"]
    return {
        "user": {"username": of["username"], "password": of["password"]},
        "personal token": {"token": of["token"]},
    }


def cmf_ways(simulator: Simulator, directory: Path) -> dict[str, Variables]:
    del directory
    of = simulator.description["cmf"]
    return {
        "personal token": {"token": of["token"]},
        "exchange": {"token": of["token"], "auth_mode": "exchange", "tenant": of["tenant"]},
    }


GIVEN = {"axway": axway_ways, "apic": apic_ways, "apinizer": apinizer_ways, "cmf": cmf_ways}


@pytest.mark.parametrize("platform", LOGIN_METHODS)
def test_every_way_in(play: Play, fresh_simulator: Simulator, tmp_path: Path, platform: str) -> None:
    of = fresh_simulator.description[platform]
    addresses = {
        name: of[name] for name in of if name == "url" or name.endswith(("auth_url", "platform_url"))
    }
    tasks = []
    methods = GIVEN[platform](fresh_simulator, tmp_path)
    # By the tool and a key it is the vendor's own that goes, in tests/interop.
    assert set(LOGIN_METHODS[platform]) ^ set(methods) <= {"command line tool with a key"}
    expected = CALLS[platform].get("status_code", [200])[0]
    for name, method in methods.items():
        given = {**addresses, "ca_path": fresh_simulator.description["ca_path"], **method}
        variables = {f"{platform}_{option}": value for option, value in given.items() if value is not None}
        # An application is no user.
        application = given.get("grant_type") == "client_credentials"
        call = {"name": "call", **CALLS[platform], **({"path": "/cloud/permissions"} if application else {})}
        tasks += [
            {
                "name": name,
                "ansible.builtin.include_role": {"name": f"apiops.platforms.{platform}"},
                "vars": {**variables, f"{platform}_calls": [call]},
            },
            {
                "name": f"Status of {name}",
                "ansible.builtin.assert": {"that": f"{platform}_results.call.status == {expected}"},
            },
        ]
    env = {"STAND_IN_NOTES": str(tmp_path / "notes")}
    ran = play([{"hosts": "all", "gather_facts": False, "tasks": tasks}], env=env)
    assert ran.rc == 0, ran.output
    assert {ran.of(f"Status of {name}").status for name in methods} == {"ok"}
    journal = fresh_simulator.journal(platform=platform)
    logins = [
        entry for entry in journal if entry["path"].endswith(TOKEN_ENDPOINTS[platform].rpartition("/")[2])
    ]
    assert {entry["status"] for entry in logins} == {200}

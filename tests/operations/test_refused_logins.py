# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A refused login says whose it is, and where the credentials came from, on every platform and way."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.operations.conftest import Run

_CLIENT = ("client_id", "client_secret")


class Way(NamedTuple):
    """A way to log in: its options, whose login it is, and which option holds the address."""

    platform: str
    credentials: tuple[str, ...]
    account: str
    address: tuple[str, ...]
    further: Mapping[str, Any]


LOGIN_METHODS = {
    "axway, form": Way("axway", _CLIENT, "the client x-client_id", ("auth_url",), {}),
    "axway, basic": Way(
        "axway", _CLIENT, "the client x-client_id", ("auth_url",), {"auth_method": "client_secret_basic"}
    ),
    "axway, key": Way(
        "axway", ("client_id", "private_key_path"), "the client x-client_id", ("auth_url",), {}
    ),
    "apic, user": Way(
        "apic",
        ("username", "password", *_CLIENT),
        "the user x-username",
        ("url",),
        {"realm": "provider/default-idp-2"},
    ),
    "apic, key": Way(
        "apic", ("api_key", *_CLIENT), "the owner of the API key, by the client x-client_id", ("url",), {}
    ),
    "apic, refresh token": Way(
        "apic",
        ("refresh_token", *_CLIENT),
        "the owner of the refresh token, by the client x-client_id",
        ("url",),
        {"realm": "provider/default-idp-2"},
    ),
    "apic, client": Way(
        "apic", _CLIENT, "the client x-client_id", ("url",), {"grant_type": "client_credentials"}
    ),
    "apinizer": Way("apinizer", ("username", "password"), "the user x-username", ("url",), {}),
    "cmf": Way(
        "cmf",
        ("token",),
        "the owner of the personal token",
        ("url",),
        {"auth_mode": "exchange", "tenant": "SampleTenant"},
    ),
}
SECRETS = {"client_secret", "password", "api_key", "refresh_token", "token"}


def given(run: Run, way: Way) -> dict[str, str]:
    """The credentials of a way, wrong ones."""
    wrong = {name: f"x-{name}" for name in way.credentials}
    if "private_key_path" in wrong:
        wrong["private_key_path"] = run.simulator.description["axway"]["private_key_path"]
    return wrong


def unset(run: Run, way: Way) -> dict[str, Any]:
    """What the tests give otherwise."""
    return dict.fromkeys(set(run.given[way.platform]) - set(way.address))


@pytest.mark.parametrize("way", LOGIN_METHODS.values(), ids=LOGIN_METHODS)
def test_credentials_of_the_task(run: Run, way: Way) -> None:
    result = run(f"{way.platform}_token", **{**unset(run, way), **given(run, way), **way.further})
    assert result["error"]["kind"] == "auth"
    assert result["msg"].startswith(f"No token for {way.account}: POST "), result["msg"]
    assert "(from the task)" in result["msg"].partition("; look at ")[2]
    assert "environment" not in result["msg"]
    assert all(name in result["msg"] for name in way.credentials)
    for name in SECRETS.intersection(way.credentials):
        assert f"x-{name}" not in json.dumps(result)


@pytest.mark.parametrize("way", LOGIN_METHODS.values(), ids=LOGIN_METHODS)
def test_credentials_of_the_environment(run: Run, monkeypatch: pytest.MonkeyPatch, way: Way) -> None:
    for name, value in given(run, way).items():
        monkeypatch.setenv(f"{way.platform}_{name}".upper(), value)
    result = run(f"{way.platform}_token", **{**unset(run, way), **way.further})
    assert result["error"]["kind"] == "auth"
    look = result["msg"].partition("; look at ")[2]
    variables = [f"{way.platform}_{name}".upper() for name in way.credentials]
    listed = " and ".join(filter(None, (", ".join(variables[:-1]), variables[-1])))
    plural = "s" if len(variables) > 1 else ""
    assert f"(from the environment variable{plural} {listed})" in look


def test_credentials_of_several_origins(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "credentials.json"
    toolkit = {"endpoint": run.given["apic"]["url"], "client_id": "of-the-file", "client_secret": "wrong"}
    file.write_text(json.dumps({"toolkit": toolkit}), encoding="utf-8")
    monkeypatch.setenv("APIC_PASSWORD", "wrong-password")
    names: dict[str, Any] = dict.fromkeys(("url", "client_id", "client_secret", "password"))
    result = run("apic_token", credentials_file=str(file), realm="provider/default-idp-2", **names)
    assert result["msg"].partition("; ")[2] == (
        "look at username (from the task), password (from the environment variable APIC_PASSWORD), client_id "
        f"and client_secret (from the file {file}), and realm provider/default-idp-2 (from the task)."
    )


@pytest.mark.parametrize("way", [name for name in LOGIN_METHODS if name != "cmf"])
def test_where_nothing_answers_the_address_is_to_be_looked_at(run: Run, way: str) -> None:
    platform, _credentials, _account, address, further = LOGIN_METHODS[way]
    run.simulator.fault(method="POST", kind="status", status=404, body={}, times=None)
    wrong = {**unset(run, LOGIN_METHODS[way]), **given(run, LOGIN_METHODS[way]), **further}
    result = run(f"{platform}_token", **wrong)
    assert result["error"]["kind"] == "auth"
    look = result["msg"].partition("; look at ")[2]
    assert look.startswith(address[0])
    assert look.endswith(": no token endpoint is there.")
    assert "password" not in look
    assert "secret" not in look


def test_a_supplied_token_that_is_refused(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APIC_TOKEN", "refused-token")
    result = run("apic_invoke", path="/orgs", **unset(run, LOGIN_METHODS["apic, user"]))
    assert "look at token (from the environment variable APIC_TOKEN): it may have ended" in result["msg"]

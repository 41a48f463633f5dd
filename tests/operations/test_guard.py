# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Credentials of the environment stay with its address, whatever a launch variable tries."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._core.http.address import origin_url
from ansible_collections.apiops.platforms.plugins.module_utils._core.operations.session import Context
from ansible_collections.apiops.platforms.plugins.plugin_utils._arguments import validated
from tests.operations import axway_cli
from tests.operations.conftest import OPERATIONS, Run, performed
from tests.operations.test_environment import cutting

# By way to log in: what the environment holds, by option.
LOGIN_METHODS: Mapping[str, tuple[str, ...]] = {
    "axway secret": ("client_id", "client_secret"),
    "axway key": ("client_id", "private_key_path"),
    "axway token": ("token",),
    "apic user": ("username", "password", "client_id", "client_secret"),
    "apic key": ("api_key", "client_id", "client_secret"),
    "apic client": ("client_id", "client_secret"),
    "apic refresh token": ("refresh_token", "client_id", "client_secret"),
    "apic file": ("username", "password", "credentials_file"),
    "apic file alone": ("credentials_file",),
    "apic token": ("token",),
    "apinizer user": ("username", "password"),
    "apinizer token": ("token",),
    "cmf token": ("token",),
    "cmf exchange": ("token", "tenant"),
}
# What the task says besides, so that it goes that way.
SAID: Mapping[str, dict[str, Any]] = {
    "apic client": {"grant_type": "client_credentials"},
    "apic refresh token": {"realm": "provider/default-idp-2"},
    "apic file alone": {"grant_type": "client_credentials"},
    "cmf exchange": {"auth_mode": "exchange"},
}
ADDRESSES: Mapping[str, tuple[str, ...]] = {
    "axway": ("auth_url", "platform_url", "central_url"),
    "apic": ("url",),
    "apinizer": ("url",),
    "cmf": ("url", "security_portal_url"),
}
CALLS: Mapping[str, dict[str, Any]] = {
    "axway": {"path": "/management/v1/environments"},
    "apic": {"path": "/orgs"},
    "apinizer": {"path": "/projects/"},
    "cmf": {"path": "/x", "read_only": True},
}
SECRETS = {
    "client_secret": "s3cret-of-the-environment",
    "password": "passw0rd-of-the-environment",
    "api_key": "key-of-the-environment",
    "refresh_token": "refresh-of-the-environment",
    "token": "token-of-the-environment",
}


class Owned:
    """An environment that holds both credentials and address, and tasks that run in it."""

    def __init__(self, run: Run, monkeypatch: pytest.MonkeyPatch, directory: Path) -> None:
        self.run = run
        self.monkeypatch = monkeypatch
        self.elsewhere = run.simulator.description["other_origin_url"]
        self._directory = directory

    def set(self, platform: str, **values: str) -> None:
        """Variables of the environment, by option."""
        for name, value in values.items():
            (variable,) = OPERATIONS[f"{platform}_token"].options[name].environment
            self.monkeypatch.setenv(variable, value)

    def log_in(self, way: str) -> str:
        """The environment of a way to log in, with the address beside it; the platform."""
        platform = way.partition(" ")[0]
        of = self.run.simulator.description[platform]
        known = {**SECRETS, "client_id": "the-client", "username": "someone", "tenant": "SampleTenant"}
        known["credentials_file"] = self.credentials_file(of.get("url", ""))
        known["private_key_path"] = self.run.simulator.description["axway"]["private_key_path"]
        self.set(platform, **{name: known[name] for name in LOGIN_METHODS[way]})
        if "file alone" not in way:
            self.set(platform, **{name: of[name] for name in ADDRESSES[platform]})
        self.set(platform, ca_path=self.run.ca_path)
        return platform

    def credentials_file(self, url: str) -> str:
        """A credentials file of API Connect for an address."""
        section = {"endpoint": url + "/api", "client_id": "the-client", "client_secret": "of-the-file"}
        path = self._directory / f"credentials-{abs(hash(url))}.json"
        path.write_text(json.dumps({"toolkit": section, "consumer_toolkit": section}), encoding="utf-8")
        return str(path)

    def refusal(self, module: str, **given: Any) -> str:
        """Why a task is refused; it must be before anything is sent."""
        params, mistake = validated(OPERATIONS[module], given)
        if not mistake:
            result = OPERATIONS[module].run(params, self.run_context())
            assert "error" in result, result
            mistake = f"SENT: {result}"
        assert self.run.requests() == []
        for secret in (*SECRETS.values(), "of-the-file"):
            assert secret not in mistake
        return mistake

    def run_context(self) -> Context:
        """That of a task of the run."""
        return Context(store=self.run.store)


@pytest.fixture
def owned(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Owned:
    """An environment with nothing in it yet."""
    return Owned(run, monkeypatch, tmp_path)


def modules(platform: str) -> list[str]:
    """All modules of a platform."""
    return [name for name in OPERATIONS if name.startswith(platform + "_")]


def task(module: str, way: str) -> dict[str, Any]:
    """The arguments of a task that leaves address and credentials to the environment."""
    platform = way.partition(" ")[0]
    options = OPERATIONS[module].options
    said = {name: value for name, value in SAID.get(way, {}).items() if name in options}
    required = {name: (*option.choices, "x")[0] for name, option in options.items() if option.required}
    return {"retries": 0, **required, **said, **(CALLS[platform] if module.endswith("_invoke") else {})}


EVERY = [(way, module) for way in LOGIN_METHODS for module in modules(way.partition(" ")[0])]


@pytest.mark.parametrize(("way", "module"), EVERY)
def test_another_origin_is_refused(owned: Owned, way: str, module: str) -> None:
    platform = owned.log_in(way)
    for option in ADDRESSES[platform]:
        message = owned.refusal(module, **{option: owned.elsewhere}, **task(module, way))
        assert message.startswith(
            f"{option} leads to {origin_url(owned.elsewhere)}, but the environment supplies "
        )
        assert origin_url(owned.run.simulator.description[platform][option]) in message
        assert f" set {platform.upper()}_ALLOW_OVERRIDE=true where" in message
        assert any(f"{platform.upper()}_{name}".upper() in message for name in LOGIN_METHODS[way])


@pytest.mark.parametrize(("way", "module"), EVERY)
def test_the_way_to_the_origin_is_the_environment_s_too(owned: Owned, way: str, module: str) -> None:
    owned.log_in(way)
    given = task(module, way)
    with cutting() as (proxy, taken):
        assert owned.refusal(module, proxy=proxy, **given).startswith(f"proxy leads through {proxy}, but ")
    assert taken == []
    message = owned.refusal(module, validate_certs=False, **given)
    assert message.startswith("validate_certs is false, but the environment supplies ")
    message = owned.refusal(module, ca_path=__file__, **given)
    assert message.startswith("ca_path is not that of the environment, but ")


@pytest.mark.parametrize("way", [way for way in LOGIN_METHODS if "file alone" not in way])
def test_http_is_another_origin(owned: Owned, way: str) -> None:
    platform = owned.log_in(way)
    option = ADDRESSES[platform][0]
    clear = owned.run.simulator.description[platform][option].replace("https:", "http:")
    assert " leads to http://" in owned.refusal(f"{platform}_token", **{option: clear}, **SAID.get(way, {}))


@pytest.mark.parametrize("address", ["with a path", "in capitals", "with a slash"])
def test_the_same_origin_may_be_written_otherwise(owned: Owned, address: str) -> None:
    of = owned.run.given["apinizer"]
    owned.set("apinizer", ca_path=owned.run.ca_path, **of)
    written = {
        "with a path": of["url"] + "/apiops",
        "in capitals": of["url"].replace("https", "HTTPS"),
        "with a slash": of["url"] + "/",
    }[address]
    same = {"url": written, "ca_path": owned.run.ca_path, "validate_certs": True}
    assert performed("apinizer_token", same, owned.run_context())["access_token"]


def test_what_is_blank_is_not_given(owned: Owned) -> None:
    owned.set("apinizer", ca_path=owned.run.ca_path, **owned.run.given["apinizer"])
    blanks = dict.fromkeys(("url", "username", "client_secret", "proxy", "validate_certs", "timeout"), "")
    nothing = dict.fromkeys(("token", "retries", "headers"))
    params, mistake = validated(OPERATIONS["apinizer_token"], {**blanks, **nothing})
    assert mistake == ""
    assert params["retries"] == 3
    assert OPERATIONS["apinizer_token"].run(params, owned.run_context())["access_token"]


# --- credentials of the task's own ----------------------------------------------------------------------


@pytest.mark.parametrize("platform", ADDRESSES)
def test_the_task_s_own_credentials_go_where_it_says(owned: Owned, platform: str) -> None:
    for way in [way for way in LOGIN_METHODS if way.startswith(platform) and "file" not in way]:
        owned.log_in(way)
    for option in ADDRESSES[platform]:
        owned.set(platform, **{option: owned.elsewhere})
    result = owned.run(f"{platform}_token")
    assert result.get("access_token"), result
    assert owned.run.requests(listener="other_origin") == []


def test_a_token_of_the_task_is_its_own(owned: Owned) -> None:
    owned.log_in("apic file")
    given = {"url": owned.elsewhere, "token": "mine-alone", "path": "/orgs", "ca_path": owned.run.ca_path}
    assert performed("apic_invoke", given, owned.run_context())["status"] == 200
    (sent,) = owned.run.requests(listener="other_origin")
    assert sent["headers"]["authorization"] == "Bearer mine-alone"


@pytest.mark.parametrize(
    ("way", "own", "variables"),
    [
        # An account is no good without the client that logs in for it.
        ("apic user", {"username": "me", "password": "mine"}, "APIC_CLIENT_SECRET"),
        ("apic user", {"client_id": "me", "client_secret": "mine"}, "APIC_PASSWORD"),
        ("apic file", {"username": "me", "password": "mine"}, "APIC_CREDENTIALS_FILE"),
        ("apinizer user", {"username": "me"}, "APINIZER_PASSWORD"),
        ("apinizer user", {"client_id": "me"}, "APINIZER_PASSWORD"),
        ("axway secret", {"client_id": "me"}, "AXWAY_CLIENT_SECRET"),
        ("axway key", {"client_id": "me", "audience": "https://login.axway.com"}, "AXWAY_PRIVATE_KEY_PATH"),
        ("cmf exchange", {"tenant": "Mine", "oauth_client_id": "mine"}, "CMF_TOKEN"),
    ],
)
def test_half_of_the_credentials_does_not_do(
    owned: Owned, way: str, own: dict[str, str], variables: str
) -> None:
    platform = owned.log_in(way)
    option = ADDRESSES[platform][0]
    message = owned.refusal(f"{platform}_token", **{option: owned.elsewhere}, **own, **SAID.get(way, {}))
    assert f"but the environment supplies {variables} for " in message


def test_the_environment_s_own_file_is_no_credential_of_the_task(owned: Owned, tmp_path: Path) -> None:
    owned.log_in("axway key")
    path = Path(owned.run.simulator.description["axway"]["private_key_path"])
    link = tmp_path / "link.pem"
    link.symlink_to(path)
    for same in (str(path), f"{path.parent}/../{path.parent.name}/{path.name}", str(link)):
        message = owned.refusal(
            "axway_token", auth_url=owned.elsewhere, client_id="me", private_key_path=same
        )
        assert "AXWAY_PRIVATE_KEY_PATH" in message


def test_a_file_of_the_task_leads_elsewhere(owned: Owned) -> None:
    owned.log_in("apic user")
    message = owned.refusal("apic_token", credentials_file=owned.credentials_file(owned.elsewhere))
    assert message.startswith(f"credentials_file leads to {origin_url(owned.elsewhere)}, but ")
    assert "APIC_PASSWORD" in message


def test_the_environment_s_file_serves_every_scope(owned: Owned) -> None:
    owned.log_in("apic file")
    path = Path(owned.credentials_file(owned.run.given["apic"]["url"]))
    sections = json.loads(path.read_text(encoding="utf-8"))
    sections["consumer_toolkit"]["endpoint"] = owned.elsewhere + "/consumer-api"
    path.write_text(json.dumps(sections), encoding="utf-8")
    owned.monkeypatch.delenv("APIC_URL")
    params, mistake = validated(OPERATIONS["apic_token"], {"scope": "consumer", "catalog": "a/b"})
    assert mistake == ""
    assert params["url"] is None


# --- Axway's regions and program ------------------------------------------------------------------------


def test_another_region_is_another_origin(owned: Owned) -> None:
    owned.set("axway", client_id="x", client_secret=SECRETS["client_secret"], region="us")
    message = owned.refusal("axway_token", region="eu2")
    assert message.startswith("region leads to https://login.eu-fr.axway.com:443, but ")
    assert "https://login.axway.com:443" in message


def test_a_region_that_decides_nothing_may_be_given(owned: Owned) -> None:
    owned.set("axway", ca_path=owned.run.ca_path, region="us", **owned.run.given["axway"])
    assert performed("axway_token", {"region": "eu"}, owned.run_context())["access_token"]


def program(directory: Path) -> Path:
    """A stand-in for Axway's program that notes that it ran."""
    path = directory / "evil-axway"
    note = f"def main() -> int:\n    open({str(directory / 'ran')!r}, 'w').close()\n"
    text = Path(axway_cli.__file__).read_text(encoding="utf-8").replace("def main() -> int:\n", note)
    path.write_text(f"#!{sys.executable}\n{text}", encoding="utf-8")
    path.chmod(0o700)
    return path


@pytest.mark.parametrize("way", ["axway secret", "axway key"])
def test_another_program_gets_no_credentials(owned: Owned, tmp_path: Path, way: str) -> None:
    owned.log_in(way)
    evil = program(tmp_path)
    message = owned.refusal("axway_token", auth_method="cli", cli_path=str(evil))
    assert message.startswith("cli_path is another program than axway, but ")
    assert not (tmp_path / "ran").exists()


def test_the_program_of_the_environment_is_used(owned: Owned, tmp_path: Path) -> None:
    own = program(tmp_path)
    owned.set("axway", ca_path=owned.run.ca_path, cli_path=str(own), **owned.run.given["axway"])
    assert performed("axway_token", {"auth_method": "cli"}, owned.run_context())["access_token"]
    assert (tmp_path / "ran").exists()


# --- where it does not hold -----------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["true", "True", "yes", "1"])
def test_the_environment_may_allow_it(owned: Owned, value: str) -> None:
    owned.log_in("apic token")
    owned.monkeypatch.setenv("APIC_ALLOW_OVERRIDE", value)
    given = {"url": owned.elsewhere, "path": "/orgs", "ca_path": owned.run.ca_path}
    assert performed("apic_invoke", given, owned.run_context())["status"] == 200
    assert len(owned.run.requests(listener="other_origin")) == 1


@pytest.mark.parametrize("value", ["false", "", "0", "perhaps"])
def test_it_is_allowed_by_true_alone(owned: Owned, value: str) -> None:
    owned.log_in("apic token")
    owned.monkeypatch.setenv("APIC_ALLOW_OVERRIDE", value)
    owned.monkeypatch.setenv("CMF_ALLOW_OVERRIDE", "true")
    assert " leads to " in owned.refusal("apic_token", url=owned.elsewhere)


def test_no_option_allows_it() -> None:
    assert not [name for name, operation in OPERATIONS.items() if "allow_override" in operation.options]


def test_an_environment_without_an_address_binds_nothing(owned: Owned) -> None:
    owned.set("apinizer", username="someone", password=owned.run.given["apinizer"]["password"])
    params, mistake = validated(
        OPERATIONS["apinizer_token"], {"url": owned.elsewhere, "validate_certs": False, "proxy": "http://p:1"}
    )
    assert mistake == ""
    assert params["password"]


def test_an_environment_without_a_secret_binds_nothing(owned: Owned) -> None:
    owned.set("apic", url=owned.elsewhere, username="someone", ca_path=__file__)
    assert owned.run("apic_token")["access_token"]


def test_a_proxy_of_the_environment_may_be_given_again(owned: Owned) -> None:
    owned.log_in("apinizer user")
    owned.set("apinizer", proxy="http://user:pass@proxy.example:3128")
    for same in ("http://proxy.example:3128", "http://user:pass@PROXY.example:3128/"):
        assert validated(OPERATIONS["apinizer_token"], {"proxy": same})[1] == ""
    message = validated(OPERATIONS["apinizer_token"], {"proxy": "http://me:hidden@proxy.example:3129"})[1]
    assert message.startswith("proxy leads through http://proxy.example:3129, but ")
    assert "hidden" not in message


def test_an_environment_that_verifies_nothing_may_be_said_again(owned: Owned) -> None:
    owned.log_in("apinizer user")
    owned.set("apinizer", validate_certs="no")
    assert validated(OPERATIONS["apinizer_token"], {"validate_certs": False})[1] == ""

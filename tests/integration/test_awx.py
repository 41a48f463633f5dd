# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The AWX credential types: AWX's own code makes environments of them, with which the playbooks run."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from awx_plugins.interfaces._temporary_private_credential_api import Credential
from awx_plugins.interfaces._temporary_private_inject_api import inject_credential

from ansible_collections.apiops.platforms.plugins.module_utils._core.options import variables_of
from tests.integration.plays import Play
from tests.leaks import leaked, secrets_of
from tests.operations.conftest import OPERATIONS
from tests.playbook import CHECKOUT
from tests.simulator.client import Simulator

TYPES = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in sorted((CHECKOUT / "extensions" / "awx" / "credential_types").glob("*.yml"))
}
# Where AWX's jobs see their private directory.
_IN_CONTAINER = "/runner"

CALLS: dict[str, dict[str, Any]] = {
    "axway": {"path": "/management/v1/environments"},
    "apic": {"path": "/orgs"},
    "apinizer": {"path": "/projects/"},
    "cmf": {
        "controller": "GenericService",
        "service": "GetObjectByName",
        "namespace": "Cmf.Foundation.BusinessOrchestration.GenericServiceManagement",
        "assembly": "Cmf.Foundation.BusinessOrchestration",
        "properties": {"Name": "Lot-0001", "Type": "Material", "IgnoreLastServiceId": True},
        "read_only": True,
    },
}


def injected(platform: str, inputs: dict[str, Any], directory: Path) -> tuple[dict[str, str], dict[str, str]]:
    """The environment that AWX gives to a job with such a credential, and the one it shows of it."""
    (directory / "env").mkdir()
    credential_type = SimpleNamespace(**TYPES[platform], managed=False, custom_injectors=None)
    env: dict[str, Any] = {}
    shown: dict[str, Any] = {}
    inject_credential(credential_type, Credential(inputs), env, shown, [], str(directory))
    return {name: value.replace(_IN_CONTAINER, str(directory)) for name, value in env.items()}, shown


def ways(description: dict[str, Any]) -> dict[str, tuple[str, dict[str, Any]]]:
    """What a user would fill in, for each way to log in."""
    ca = Path(description["ca_path"]).read_text(encoding="ascii")

    def of(platform: str, *names: str, **further: Any) -> tuple[str, dict[str, Any]]:
        return platform, {"ca": ca, **{name: description[platform][name] for name in names}, **further}

    urls = ("auth_url", "platform_url", "central_url")
    key = Path(description["axway"]["private_key_path"]).read_text(encoding="ascii")
    return {
        "axway secret": of("axway", "client_id", "client_secret", *urls, region="us"),
        "axway key": of("axway", *urls, client_id=description["axway"]["key_client_id"], private_key=key),
        "apic user": of("apic", "url", "username", "password", "client_id", "client_secret"),
        "apic key": of("apic", "url", "api_key", "client_id", "client_secret", scope="provider"),
        "apinizer user": of("apinizer", "url", "username", "password"),
        "apinizer token": of("apinizer", "url", "token"),
        "cmf token": of("cmf", "url", "token", "tenant"),
    }


WAYS = [
    "axway secret",
    "axway key",
    "apic user",
    "apic key",
    "apinizer user",
    "apinizer token",
    "cmf token",
]


@pytest.mark.parametrize("platform", TYPES)
def test_every_injected_variable_is_one_of_an_option(platform: str) -> None:
    options = OPERATIONS[f"{platform}_token"].options
    assert set(TYPES[platform]["injectors"]["env"]) <= set(variables_of(options))
    for entry in TYPES[platform]["inputs"]["fields"]:
        option = options.get(entry["id"])
        if option is not None:
            assert entry.get("secret", False) is option.secret
            assert set(entry.get("choices", option.choices)) == set(option.choices)
        assert entry["help_text"].endswith(".")


@pytest.mark.parametrize("way", WAYS)
def test_a_playbook_runs_with_what_awx_injects(
    play: Play, fresh_simulator: Simulator, tmp_path: Path, way: str
) -> None:
    platform, inputs = ways(fresh_simulator.description)[way]
    private = tmp_path / "private"
    private.mkdir()
    env, shown = injected(platform, inputs, private)
    ran = play(
        (CHECKOUT / "playbooks" / f"{platform}.yml").read_text(encoding="utf-8"),
        extra_vars={f"{platform}_calls": [{"name": "call", **CALLS[platform]}]},
        env=env,
    )
    assert ran.rc == 0, ran.output
    called = [entry for entry in fresh_simulator.journal(platform=platform) if "token" not in entry["path"]]
    assert called[-1]["status"] == 200
    secrets = secrets_of(fresh_simulator.description)
    assert leaked(ran.output, secrets) == []
    # A key is in a file, of which AWX shows the name.
    assert leaked(str(shown), secrets) == []


def test_there_is_a_type_for_every_platform() -> None:
    assert set(TYPES) == {name.partition("_")[0] for name in OPERATIONS}
    assert all(type_["kind"] == "cloud" and type_["description"] for type_ in TYPES.values())

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What AWX does to a job: makes its environment of a credential, by AWX's own code."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import yaml
from awx_plugins.interfaces._temporary_private_credential_api import Credential
from awx_plugins.interfaces._temporary_private_inject_api import inject_credential

from tests.playbook import CHECKOUT

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
    (directory / "env").mkdir(exist_ok=True)
    credential_type = SimpleNamespace(**TYPES[platform], managed=False, custom_injectors=None)
    env: dict[str, Any] = {}
    shown: dict[str, Any] = {}
    inject_credential(credential_type, Credential(inputs), env, shown, [], str(directory))
    return {name: value.replace(_IN_CONTAINER, str(directory)) for name, value in env.items()}, shown


def login_methods(description: dict[str, Any]) -> dict[str, tuple[str, dict[str, Any]]]:
    """What a user would fill in, for each method to log in."""
    ca = Path(description["ca_path"]).read_text(encoding="ascii")

    def of(platform: str, *names: str, **further: Any) -> tuple[str, dict[str, Any]]:
        return platform, {"ca": ca, **{name: description[platform][name] for name in names}, **further}

    urls = ("auth_url", "platform_url", "central_url")
    key = Path(description["axway"]["private_key_path"]).read_text(encoding="ascii")
    tls = description["tls"]
    certificate = {
        "certificate": Path(tls["client_cert"]).read_text(encoding="ascii"),
        "certificate_key": Path(tls["client_key"]).read_text(encoding="ascii"),
    }
    return {
        "axway secret": of("axway", "client_id", "client_secret", *urls, region="us"),
        "axway key": of("axway", *urls, client_id=description["axway"]["key_client_id"], private_key=key),
        "apic user": of("apic", "url", "username", "password", "client_id", "client_secret"),
        "apic client": of("apic", "url", "client_id", "client_secret", grant_type="client_credentials"),
        "apic key": of("apic", "url", "api_key", "client_id", "client_secret", scope="provider"),
        "apic certificate": of(
            *("apic", "username", "password", "client_id", "client_secret"),
            url=tls["mutual_url"],
            **certificate,
        ),
        "apinizer user": of("apinizer", "url", "username", "password"),
        "apinizer token": of("apinizer", "url", "token"),
        "cmf token": of("cmf", "url", "token", "tenant"),
    }


LOGIN_METHODS = [
    "axway secret",
    "axway key",
    "apic user",
    "apic client",
    "apic key",
    "apic certificate",
    "apinizer user",
    "apinizer token",
    "cmf token",
]

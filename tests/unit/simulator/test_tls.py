# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates that are right, and those that are wrong in one way each."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.simulator.client import Simulator
from tests.unit.simulator.conftest import TIMEOUT, Client


@pytest.mark.parametrize(
    ("listener", "words"),
    [
        ("expired_url", "certificate has expired"),
        ("wrong_name_url", "Hostname mismatch|doesn't match"),
        ("unknown_ca_url", "unable to get local issuer|self.signed"),
    ],
)
def test_a_wrong_certificate(description: dict[str, Any], listener: str, words: str) -> None:
    with (
        Client(description["tls"][listener], description["ca_path"]) as client,
        pytest.raises(requests.exceptions.SSLError, match=words),
    ):
        client.get("/api/me")


def test_mutual_tls(fresh_simulator: Simulator, description: dict[str, Any]) -> None:
    tls = description["tls"]
    with Client(tls["mutual_url"], description["ca_path"]) as client:
        with pytest.raises(requests.exceptions.ConnectionError):
            client.get("/apiops/test/healthcheck")
        assert fresh_simulator.journal() == []
        client.cert = (tls["client_cert"], tls["client_key"])
        assert client.get("/apiops/test/healthcheck").text == "OK"


@pytest.mark.parametrize(
    ("path", "platform"),
    [
        ("/apiops/test/healthcheck", "apinizer"),
        ("/api/cloud/provider/identity-providers", "apic"),
        ("/api/v1/role", "axway"),
        ("/auth/realms/Broker/protocol/openid-connect/certs", "axway"),
        ("/apis/management/v1/environments", "axway"),
        ("/api/amsOSRAM/MaterialIn", "cmf"),
        ("/api/GenericService/GetObjectByName", "cmf"),
        ("/SecurityPortal/api/users/me", "cmf"),
    ],
)
def test_every_platform_is_behind_mutual_tls(
    fresh_simulator: Simulator, description: dict[str, Any], path: str, platform: str
) -> None:
    tls = description["tls"]
    with Client(tls["mutual_url"], description["ca_path"]) as client:
        client.get(path, cert=(tls["client_cert"], tls["client_key"]))
    (entry,) = fresh_simulator.journal()
    assert (entry["platform"], entry["listener"]) == (platform, "tls_mutual")


def test_plain_http_is_not_answered(description: dict[str, Any]) -> None:
    with pytest.raises(requests.exceptions.ConnectionError):
        requests.get(description["apic"]["url"].replace("https", "http"), timeout=TIMEOUT)


def test_the_other_origin_notes_what_it_gets(fresh_simulator: Simulator, description: dict[str, Any]) -> None:
    with Client(description["other_origin_url"], description["ca_path"]) as client:
        client.authorise("secret")
        assert client.put("/any/where", data="x").json() == {"origin": "other"}
    (entry,) = fresh_simulator.journal(platform="other")
    assert (entry["listener"], entry["headers"]["authorization"]) == ("other_origin", "Bearer secret")

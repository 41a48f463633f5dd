# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of the simulator's own tests: plain HTTP clients of each platform, without the collection."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.simulator.client import Simulator

TIMEOUT = 10


class Client(requests.Session):
    """A session below one address, which trusts the simulator's authority alone."""

    def __init__(self, url: str, ca_path: str) -> None:
        super().__init__()
        self.url = url
        self.verify = ca_path
        self.trust_env = False

    def request(self, method: Any, url: Any, *args: Any, **kwargs: Any) -> requests.Response:
        """Sends to an absolute address, or to one below that of the client."""
        kwargs.setdefault("timeout", TIMEOUT)
        absolute = url if url.startswith("https://") else self.url + url
        return super().request(method, absolute, *args, **kwargs)

    def authorise(self, token: str) -> None:
        """Sends the token with every further request."""
        self.headers["Authorization"] = f"Bearer {token}"


@pytest.fixture
def description(fresh_simulator: Simulator) -> dict[str, Any]:
    """Where the simulator is and who may log in; everything is as at the start."""
    return fresh_simulator.description


@pytest.fixture
def login(description: dict[str, Any]) -> Iterator[Client]:
    """A client of Axway's login."""
    with Client(description["axway"]["auth_url"], description["ca_path"]) as client:
        yield client


@pytest.fixture
def apic(description: dict[str, Any]) -> Iterator[Client]:
    """A client of API Connect that has not logged in."""
    with Client(description["apic"]["url"], description["ca_path"]) as client:
        yield client


@pytest.fixture
def manager(description: dict[str, Any]) -> Iterator[Client]:
    """A client of Apinizer with the personal token."""
    with Client(description["apinizer"]["url"], description["ca_path"]) as client:
        client.authorise(description["apinizer"]["token"])
        yield client


@pytest.fixture
def mes(description: dict[str, Any]) -> Iterator[Client]:
    """A client of the MES with the personal token."""
    with Client(description["cmf"]["url"], description["ca_path"]) as client:
        client.authorise(description["cmf"]["token"])
        yield client


@pytest.fixture
def org(apic: Client, description: dict[str, Any]) -> Client:
    """A client of API Connect, logged in as provider."""
    own = description["apic"]
    given = {name: own[name] for name in ("username", "password", "realm", "client_id", "client_secret")}
    apic.authorise(apic.post("/api/token", json={**given, "grant_type": "password"}).json()["access_token"])
    return apic

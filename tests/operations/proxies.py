# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An API proxy of Apinizer as tests declare it, and what the simulator was asked about it."""

from __future__ import annotations

from typing import Any

from tests.operations.apinizer_landscape import apinizer, reads, writes
from tests.operations.conftest import Run
from tests.simulator.apinizer import PROJECT

P = f"/apiops/projects/{PROJECT}/apiProxies/"
SPECIFICATION: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "Pets", "version": "1.0.0"},
    "paths": {
        "/pets": {"get": {"responses": {"200": {"description": "All pets"}}}},
        "/cats": {"get": {"responses": {"200": {"description": "All cats"}}}},
    },
}
SETTINGS: dict[str, Any] = {
    "client_route": {"relativePathList": ["/pets"], "methodList": ["GET", "POST"]},
    "addresses": {"routingAddressList": [{"address": "https://pets.example.com", "weight": 100}]},
    "metadata": {"description": "Pets of the shop."},
}


def limit(name: str = "limit", **spec: Any) -> dict[str, Any]:
    """A policy that limits requests."""
    fields = {"messageCountForInterval": 100, "throttlingInterval": "ONE_MINUTE", **spec}
    return {"name": name, "type": "policy-api-based-throttling", "spec": fields}


def pets(**options: Any) -> dict[str, Any]:
    """The options of a proxy that is deployed to the test environment."""
    return {
        "specification": SPECIFICATION,
        "settings": SETTINGS,
        "policies": [limit()],
        "environments": ["test"],
        **options,
    }


class Proxy:
    """The module for one proxy at the simulator's manager, and what somebody else asks there."""

    def __init__(self, run: Run, name: str = "pets") -> None:
        self.run = run
        self.name = name

    def __call__(self, **options: Any) -> dict[str, Any]:
        """The result of the module."""
        return self.run("apinizer_proxy", **{"project": PROJECT, "name": self.name, **options})

    def good(self, **options: Any) -> dict[str, Any]:
        """The result, which must be no failure."""
        result = self(**options)
        assert not result.get("failed"), result["msg"]
        return result

    def ask(self, path: str = "", method: str = "GET", **options: Any) -> Any:
        """What the manager answers somebody else, below the proxy."""
        return apinizer(self.run, f"/projects/{PROJECT}/apiProxies/{self.name}/{path}", method, **options)

    def told(self) -> dict[str, Any]:
        """The proxy as the manager tells it."""
        (row,) = self.ask("?withPolicies=true")["resultList"]
        return dict(row)

    def forget(self) -> None:
        """Begin a new journal."""
        self.run.simulator.clear_journal()

    def writes(self) -> list[str]:
        """The writes since, as method and path below the proxies."""
        return [f"{each['method']} {each['path'].removeprefix(P)}" for each in writes(self.run)]

    def reads(self) -> int:
        """How many reads there were since."""
        return len(reads(self.run))

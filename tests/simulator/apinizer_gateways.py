# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Apinizer's gateways: how their API proxies are called, and what they answer.

A gateway serves the definition that was deployed to it last, at the paths of its specification.

Source: the vendor's published API reference.
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tests.simulator.apinizer_rows import PROJECT, Section

_ROOT = "/apigateway"


class Gateways(Section):
    """A gateway for each environment, below the address of the manager."""

    async def invoke_info(self, request: Request) -> Response:
        """Where a proxy is called in each environment there is; older managers do not tell it."""
        self.manager.since("2026.09")
        proxy = self.manager.proxies.named(request.path_params["proxy"])
        route = proxy["given"].get("clientRoute") or {}
        rows = [
            {
                "environmentName": name,
                "gatewayBaseUrl": f"{str(request.base_url).rstrip('/')}/gateways/{name}",
                "rootContext": _ROOT,
                "fullPaths": [_ROOT + path for path in route.get("relativePathList") or []],
                "methods": sorted({each["httpMethod"] for each in proxy["endpoints"]}),
                "schemes": ["https"],
                "deployed": name in proxy["deployments"],
            }
            for name in self.manager.settings.environments
        ]
        return self.manager.success(rows)

    @property
    def open_route(self) -> BaseRoute:
        """The route of the gateways themselves, which want no token of the manager."""
        return Route("/gateways/{environment}" + _ROOT + "/{path:path}", self._call)

    async def _call(self, request: Request) -> Response:
        environment, path = request.path_params["environment"], "/" + request.path_params["path"]
        for proxy in self.manager.proxies.everyone():
            deployed = [
                each for each in proxy["history"] if each["environment"] == environment and each["deploy"]
            ]
            if environment in proxy["deployments"] and deployed:
                last: dict[str, Any] = deployed[-1]
                if path in _paths(last["definition"]):
                    return JSONResponse({"proxy": proxy["name"], "revision": last["revision"]})
        return JSONResponse({"error": "There is no such route."}, 404)

    TABLE = {("GET", PROJECT + "apiProxies/{proxy}/invoke-info/"): "invoke_info"}


def _paths(definition: dict[str, Any]) -> set[str]:
    """The paths that a definition serves: those of its endpoints below those of its route."""
    bases = (definition["given"].get("clientRoute") or {}).get("relativePathList") or []
    return {base + each["endpoint"] for base in bases for each in definition["endpoints"]}

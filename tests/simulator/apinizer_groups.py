# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where groups of Apinizer's API proxies are deployed, and the history of that.

Source: the vendor's published API reference.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response

from tests.simulator import apinizer_documents as documents
from tests.simulator.apinizer_rows import PROJECT, Section

if TYPE_CHECKING:
    from tests.simulator.apinizer import Apinizer

_GROUP = PROJECT + "apiProxyGroups/{name}/"


class GroupDeployments(Section):
    """The records of the deployments of each group, the oldest first."""

    def __init__(self, manager: Apinizer) -> None:
        super().__init__(manager)
        self._records: dict[str, list[dict[str, Any]]] = {}

    def _of(self, request: Request) -> list[dict[str, Any]]:
        return self._records.setdefault(self.manager.limits.group(request)["name"], [])

    async def environments(self, request: Request) -> Response:
        """Those that the group was ever deployed to."""
        last = {record["environment"]: record["deploy"] for record in self._of(request)}
        rows = [
            {"name": name, "type": "TEST", "deployed": deployed, "redeployRequired": False}
            for name, deployed in last.items()
        ]
        return self.manager.success(rows)

    async def change(self, request: Request) -> Response:
        """Deploy the group to an environment, or take it from there."""
        self.manager.permit("DEPLOY_UNDEPLOY")
        records = self._of(request)
        name = self.manager.environment(request.path_params["environment"])
        given = await self.manager.body(request) if await request.body() else {}
        if not self.manager.settings.deployments_fail:
            records.append(
                {
                    "revision": len(records) + 1,
                    "username": "apiops",
                    "date": documents.now(),
                    "description": given.get("description") or "Deployed by APIOPS Api",
                    "environment": name,
                    "deploy": request.method == "POST",
                    "persistent": bool(given.get("persistent")),
                }
            )
        return self.manager.success(deploymentResult=self.manager.deployed([name]))

    async def histories(self, request: Request) -> Response:
        """The records, the newest first; managers before 2026.04 have none."""
        self.manager.since("2026.04")
        return self.manager.success(list(reversed(self._of(request))))

    TABLE = {
        ("GET", _GROUP + "environments/"): "environments",
        ("POST", _GROUP + "environments/{environment}/"): "change",
        ("DELETE", _GROUP + "environments/{environment}/"): "change",
        ("GET", _GROUP + "deploy-histories/"): "histories",
    }

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Promotions of Apinizer: executions of mappings, which people make in the manager's pages.

An execution goes one step further each time that it is looked at. Source: the vendor's OpenAPI description.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.simulator import apinizer_documents as documents
from tests.simulator.apinizer_rows import Rows, Section

if TYPE_CHECKING:
    from tests.simulator.apinizer import Apinizer

_EXECUTIONS = "/apiops/promotion/executions"
_STEPS = 2


class Promotions(Section):
    """The executions so far, by their ids."""

    def __init__(self, manager: Apinizer) -> None:
        super().__init__(manager)
        self._rows: Rows = {}

    async def execute(self, request: Request) -> Response:
        """One execution for each mapping; their ids come back."""
        given = await self.written(request, "mappingNames", "executionName")
        mappings = self.manager.settings.promotion_mappings
        for name in given["mappingNames"]:
            if name not in mappings:
                raise self.manager.refused(f"Promotion mapping (name: {name}) was not found!")
        made = [self._started(name, given) for name in given["mappingNames"]]
        return self.manager.success(made)

    def _started(self, mapping: str, given: dict[str, Any]) -> str:
        number = f"execution-{len(self._rows) + 1}"
        self._rows[number] = {
            "id": number,
            "executionId": number,
            "mappingName": mapping,
            "approvalRequired": self.manager.settings.promotion_approval,
            "progress": 0,
            "currentStep": 0,
            "totalSteps": _STEPS,
            "executionName": given["executionName"],
            "executionDescription": given.get("executionDescription"),
            "startedAt": documents.now(),
        }
        return number

    async def read(self, request: Request) -> Response:
        """One of them, bare; there is no field of its state."""
        name = request.path_params["name"]
        if name not in self._rows:
            raise self.manager.refused(f"Execution (id: {name}) was not found!")
        row = self._rows[name]
        waits = row["approvalRequired"] and not self.manager.settings.promotion_approved_by
        if not waits and "completedAt" not in row and "errorMessage" not in row:
            self._go_on(row)
        return JSONResponse({name: value for name, value in row.items() if value is not None})

    def _go_on(self, row: dict[str, Any]) -> None:
        row["approvedBy"] = self.manager.settings.promotion_approved_by or None
        row["currentStep"] += 1
        row["progress"] = 100 * row["currentStep"] // _STEPS
        if row["currentStep"] == _STEPS:
            failure = self.manager.settings.promotion_fails
            row["completedAt"] = documents.now()
            row.update({"errorMessage": failure, "errorDetail": f"Step 2: {failure}"} if failure else {})

    TABLE = {
        ("POST", _EXECUTIONS): "execute",
        ("GET", _EXECUTIONS + "/{name}"): "read",
    }

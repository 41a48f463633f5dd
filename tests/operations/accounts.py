# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs Axway's modules for service accounts, and tells what they wrote."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.operations.conftest import Run

CLIENT = "/api/v1/client"


class Accounts:
    """Runs the two modules."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def __call__(self, name: str | None = "robot", **options: Any) -> dict[str, Any]:
        """The result of axway_service_account, which succeeded."""
        result = self.run("axway_service_account", name=name, **options)
        assert not result.get("failed"), result["msg"]
        return result

    def fails(self, name: str | None = "robot", **options: Any) -> dict[str, Any]:
        """The result of axway_service_account, which failed and wrote nothing."""
        before = self.writes()
        result = self.run("axway_service_account", name=name, **options)
        assert result.get("failed")
        assert result["changed"] is False
        assert self.writes() == before
        assert "\n" not in result["msg"]
        return result

    def info(self, **options: Any) -> list[dict[str, Any]]:
        """What axway_service_account_info lists."""
        result = self.run("axway_service_account_info", **options)
        assert not result.get("failed"), result["msg"]
        assert result["changed"] is False
        return list(result["service_accounts"])

    def writes(self) -> list[tuple[str, str]]:
        """The writes to service accounts that the simulator saw."""
        return [
            (entry["method"], entry["path"])
            for entry in self.run.requests(platform="axway")
            if entry["method"] != "GET" and entry["path"].startswith(CLIENT)
        ]

    def sent(self) -> Mapping[str, Any]:
        """The body of the last of them."""
        bodies = [e["body"] for e in self.run.requests(platform="axway") if e["method"] in ("POST", "PUT")]
        body: Mapping[str, Any] = json.loads(bodies[-1])
        return body

    def logs_in(self, result: Mapping[str, Any]) -> bool:
        """Whether an account can log in with what a result told."""
        given = {"client_id": result["service_account"]["client_id"], "client_secret": None}
        if "client_secret" in result:
            given["client_secret"] = result["client_secret"]
        else:
            given["private_key"] = result["private_key"]
        return "access_token" in self.run("axway_token", **given)

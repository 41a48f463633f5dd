# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rate limit control lists and groups of API proxies, of which some parts are written apart.

Source: the vendor's published API reference.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response

from tests.simulator.apinizer_rows import PROJECT, Rows, Section

if TYPE_CHECKING:
    from tests.simulator.apinizer import Apinizer

_RLCL = PROJECT + "rlcl/"
_GROUPS = PROJECT + "apiProxyGroups/"
_LISTS = {"credentials": "credentialNameList", "endpoints": "endpointRateLimitList"}
_NO_RLCL = "RLCL (%s) is not found!"
_NO_GROUP = "API Proxy Group (%s) is not found!"
# What of an endpoint's limit is told.
_TOLD = (
    "apiProxyName",
    "endpointName",
    "permittedMessageCount",
    "timeIntervalPeriodLength",
    "timeInterval",
    "enabled",
)


class Limits(Section):
    """Those objects, by name."""

    def __init__(self, manager: Apinizer) -> None:
        super().__init__(manager)
        self._lists: Rows = {}
        self._groups: Rows = {}
        self._members: dict[str, list[str]] = {}

    # Rate limit control lists: older managers do not tell them.

    async def list_rlcl(self, request: Request) -> Response:
        """All, by a few of their fields, or whole."""
        self.manager.since("2026.09")
        whole = request.query_params.get("withDetails") == "true"
        names = ("name", "description", "enabled")
        rows = [
            _limits(row) if whole else {name: row.get(name) for name in names} for row in self._lists.values()
        ]
        return self.manager.success(rows)

    async def read_rlcl(self, request: Request) -> Response:
        """One, whole."""
        self.manager.since("2026.09")
        return self.manager.success([_limits(self.one(self._lists, request, _NO_RLCL))])

    async def create_rlcl(self, request: Request) -> Response:
        """Its fields but for the lists and the condition."""
        given = await self.written(request, "name")
        if given["name"] in self._lists:
            raise self.manager.refused(f"An RLCL with same name ({given['name']}) already exists in project!")
        lists: dict[str, Any] = {field: [] for field in _LISTS.values()}
        self._lists[given["name"]] = {"enabled": True, **given, **lists, "condition": None}
        return self.done()

    async def update_rlcl(self, request: Request) -> Response:
        """What is left out stays."""
        given = await self.written(request)
        self.one(self._lists, request, _NO_RLCL).update(given)
        return self.done()

    async def delete_rlcl(self, request: Request) -> Response:
        """With all that is in it."""
        return self.removed(self._lists, request, _NO_RLCL)

    async def change_list(self, request: Request) -> Response:
        """PUT replaces a list, POST adds to it, DELETE takes away from it; none takes an empty one."""
        field = _LISTS[request.url.path.rstrip("/").rpartition("/")[2]]
        given = await self.written(request, field)
        row = self.one(self._lists, request, _NO_RLCL)
        if request.method == "PUT":
            row[field] = given[field]
        elif request.method == "POST":
            row[field] = [*row[field], *given[field]]
        else:
            row[field] = [item for item in row[field] if item not in given[field]]
            if field == "endpointRateLimitList":
                gone = [_limit(item) for item in given[field]]
                row[field] = [item for item in row[field] if _limit(item) not in gone]
        return self.done()

    async def change_condition(self, request: Request) -> Response:
        """PUT wants one to be there."""
        row = self.one(self._lists, request, _NO_RLCL)
        if request.method == "DELETE":
            self.manager.permit("MANAGE")
            row["condition"] = None
            return self.done()
        given = await self.written(request, "conditionRuleList")
        if request.method == "PUT" and row["condition"] is None:
            raise self.manager.refused("Condition is not found in RLCL!")
        row["condition"] = given
        return self.done()

    # Groups of API proxies.

    async def list_groups(self, request: Request) -> Response:
        """All of them; there is no way to ask for one."""
        names = (
            ("name", "description")
            if self.manager.settings.brief_groups
            else ("name", "description", "clientRoute")
        )
        rows = [{name: row[name] for name in names if name in row} for row in self._groups.values()]
        return self.manager.success(rows)

    async def create_group(self, request: Request) -> Response:
        """Without members."""
        given = await self.written(request, "name", "clientRoute")
        if given["name"] in self._groups:
            raise self.manager.refused(
                f"ApiProxyGroup: ({given['name']}) is already created! Try update operation."
            )
        self._groups[given["name"]] = given
        self._members[given["name"]] = []
        return self.manager.success()

    async def update_group(self, request: Request) -> Response:
        """Replaces it; its members stay."""
        given = await self.written(request, "name", "clientRoute")
        if given["name"] not in self._groups:
            raise self.manager.refused(_NO_GROUP % given["name"])
        self._groups[given["name"]] = given
        return self.manager.success()

    async def delete_group(self, request: Request) -> Response:
        """The proxies in it stay."""
        self.removed(self._groups, request, _NO_GROUP)
        return self.manager.success()

    async def change_members(self, request: Request) -> Response:
        """To add or to remove twice does nothing."""
        self.manager.permit("MANAGE")
        group = self.one(self._groups, request, _NO_GROUP)
        proxy = self.manager.proxies.known(request.path_params["proxy"])
        members = [name for name in self._members[group["name"]] if name != proxy]
        self._members[group["name"]] = [*members, proxy] if request.method == "POST" else members
        return self.manager.success()

    def group(self, request: Request) -> dict[str, Any]:
        """The group that the path names."""
        return self.one(self._groups, request, _NO_GROUP)

    async def list_members(self, request: Request) -> Response:
        """The proxies of a group; older managers do not tell them."""
        self.manager.since("2026.09")
        group = self.one(self._groups, request, _NO_GROUP)
        rows = [{"id": f"id-of-{name}", "name": name} for name in self._members[group["name"]]]
        return self.manager.success(rows)

    TABLE = {
        ("GET", _RLCL): "list_rlcl",
        ("POST", _RLCL): "create_rlcl",
        ("GET", _RLCL + "{name}/"): "read_rlcl",
        ("PUT", _RLCL + "{name}/"): "update_rlcl",
        ("DELETE", _RLCL + "{name}/"): "delete_rlcl",
        **{
            (method, f"{_RLCL}{{name}}/{part}/"): "change_list"
            for part in _LISTS
            for method in ("PUT", "POST", "DELETE")
        },
        **{(method, _RLCL + "{name}/condition/"): "change_condition" for method in ("PUT", "POST", "DELETE")},
        ("GET", _GROUPS): "list_groups",
        ("POST", _GROUPS): "create_group",
        ("PUT", _GROUPS): "update_group",
        ("DELETE", _GROUPS + "{name}/"): "delete_group",
        ("POST", _GROUPS + "{name}/apiProxies/{proxy}/"): "change_members",
        ("DELETE", _GROUPS + "{name}/apiProxies/{proxy}/"): "change_members",
        ("GET", _GROUPS + "{name}/proxies/forpromotion"): "list_members",
    }


def _limit(item: dict[str, Any]) -> dict[str, Any]:
    return {name: item[name] for name in _TOLD if name in item}


def _limits(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "endpointRateLimitList": [_limit(item) for item in row["endpointRateLimitList"]]}

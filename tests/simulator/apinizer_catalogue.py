# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects of an Apinizer project that are told as they were sent, or by little more than their names.

Global policies and groups of them, objects of the AI gateway, and organizations of credentials.

Source: the vendor's published API reference.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.simulator import apinizer_vectors as vectors
from tests.simulator.apinizer_rows import PROJECT, Rows, Section

if TYPE_CHECKING:
    from tests.simulator.apinizer import Apinizer

_POLICIES = {"globalPolicies": "Global policy", "policyGroups": "Policy group"}
_PRESETS = {
    "ai-dlp-presets": "AI DLP preset",
    "ai-privacy-presets": "AI privacy preset",
    "ai-prompt-guard-presets": "AI prompt guard preset",
}
_MODELS = {
    "llm-provider-definitions": "Provider definition",
    "llm-models": "Model",
    "llm-providers": "LLM provider",
    "knowledge-bases": "Knowledge base",
    "vector-dbs": "Vector DB connection",
}
_ORGANIZATIONS = PROJECT + "credential-organizations/"
_SETTINGS = "/apiops/settings/"


class Catalogue(Section):
    """Those objects, by their kind, place and name."""

    def __init__(self, manager: Apinizer) -> None:
        super().__init__(manager)
        self._rows: dict[tuple[str, str | None], Rows] = {}

    def _of(self, request: Request) -> tuple[str, Rows]:
        """The path of a kind, and its objects in the place that is asked about."""
        project = request.path_params.get("project")
        kind = request.url.path.split("/")[3 if project is None else 4]
        return kind, self._rows.setdefault((kind, project), {})

    # Global policies and policy groups: told by name and type.

    async def list_policies(self, request: Request) -> Response:
        """All of a kind."""
        kind, rows = self._of(request)
        return self.manager.success([_descriptor(kind, row) for row in rows.values()])

    async def read_policy(self, request: Request) -> Response:
        """One of them; its name may be written in upper or lower case."""
        kind, _rows = self._of(request)
        return self.manager.success([_descriptor(kind, self._policy(request))])

    def _policy(self, request: Request) -> dict[str, Any]:
        kind, rows = self._of(request)
        name = request.path_params["name"]
        found = [row for other, row in rows.items() if other.lower() == name.lower()]
        if not found:
            raise self.manager.refused(f"{_POLICIES[kind]} (name: {name}) was not found!")
        return found[0]

    async def create_policy(self, request: Request) -> Response:
        """A secret in it is kept as it is."""
        kind, rows = self._of(request)
        given = await self.written(request, "_class", "name")
        if any(name.lower() == given["name"].lower() for name in rows):
            raise self.manager.refused(f"{_POLICIES[kind]} (name: {given['name']}) already exists!")
        rows[given["name"]] = {"id": f"id-{len(rows)}", **given}
        return self.manager.success([_descriptor(kind, given)])

    async def update_policy(self, request: Request) -> Response:
        """Replaces it; its type stays."""
        kind, _rows = self._of(request)
        given, old = await self.written(request, "_class"), self._policy(request)
        if given["_class"] != old["_class"]:
            raise self.manager.refused("_class does not match the type of the existing policy!")
        kept = {"id": old["id"], "name": old["name"]}
        old.clear()
        old.update({**given, **kept})
        return self.manager.success([_descriptor(kind, old)])

    async def delete_policy(self, request: Request) -> Response:
        """Of either kind."""
        self.manager.permit("MANAGE")
        _kind, rows = self._of(request)
        del rows[self._policy(request)["name"]]
        return self.manager.success()

    # Objects of the AI gateway: a creation is an upsert, and what is secret is not told.

    async def list_rows(self, request: Request) -> Response:
        """All of a kind."""
        _kind, rows = self._of(request)
        return self.manager.success([_masked(row) for row in rows.values()])

    async def read_row(self, request: Request) -> Response:
        """One of them."""
        return self.manager.success([_masked(self.one(*self._found(request)))])

    def _found(self, request: Request) -> tuple[Rows, Request, str]:
        kind, rows = self._of(request)
        return rows, request, {**_PRESETS, **_MODELS}[kind] + " (name: %s) was not found!"

    async def write_row(self, request: Request) -> Response:
        """Creates or replaces it; a blank secret keeps what is there."""
        kind, rows = self._of(request)
        given, name = await self.written(request), request.path_params["name"]
        if given.get("name", name).lower() != name.lower():
            raise self.manager.refused("name in path does not match name in body!")
        if request.method == "PUT":
            self.one(*self._found(request))
        old = rows.get(name, {})
        if kind == "vector-dbs":
            for needed in ("_class", "dbType", "transport"):
                if not given.get(needed):
                    raise self.manager.refused(f"{needed} value can not be empty!")
            rows[name] = {**vectors.kept(old, given), "name": name, "builtIn": False}
            return self.done()
        secrets = {field: old.get(field) for field in ("apiKey", "apiSecret") if not given.get(field)}
        of_all = {} if kind == "knowledge-bases" else {"builtIn": False}
        rows[name] = {**given, **secrets, "name": name, **of_all}
        return self.done()

    async def delete_row(self, request: Request) -> Response:
        """Of any of these kinds."""
        return self.removed(*self._found(request))

    # Organizations of credentials: no envelope, no list, and secret metadata that is not told.

    async def read_organization(self, request: Request) -> Response:
        """One of them."""
        return JSONResponse(_organization(self._one_organization(request)))

    def _one_organization(self, request: Request) -> dict[str, Any]:
        _kind, rows = self._of(request)
        name = request.path_params["name"]
        if name not in rows:
            raise self.manager.nothing()
        return rows[name]

    async def create_organization(self, request: Request) -> Response:
        """An object comes back, without what is secret in it."""
        _kind, rows = self._of(request)
        given = await self.written(request, "code", "nameDefault")
        if given["code"] in rows:
            raise self.manager.nothing(409)
        rows[given["code"]] = given
        return JSONResponse(_organization(given), 201)

    async def update_organization(self, request: Request) -> Response:
        """Blank names keep those that are there, metadata are replaced, blank secrets in them are kept."""
        given = await self.written(request)
        old = self._one_organization(request)
        kept = {item["key"]: item.get("value") for item in old.get("metadata") or [] if item.get("secret")}
        metadata = [
            {**item, "value": kept.get(item["key"])} if item.get("secret") and not item.get("value") else item
            for item in given.get("metadata") or []
        ]
        names = {name: given[name] for name in ("nameDefault", "nameSecondary") if given.get(name)}
        parent = given.get("parentOrganizationCode")
        old.update({**names, "parentOrganizationCode": parent, "metadata": metadata})
        return JSONResponse(_organization(old))

    async def delete_organization(self, request: Request) -> Response:
        """Nothing comes back."""
        self.manager.permit("MANAGE")
        _kind, rows = self._of(request)
        self._one_organization(request)
        del rows[request.path_params["name"]]
        return Response(status_code=204)

    TABLE = {
        **{("GET", f"{PROJECT}{kind}/"): "list_policies" for kind in _POLICIES},
        **{("POST", f"{PROJECT}{kind}/"): "create_policy" for kind in _POLICIES},
        **{("GET", f"{PROJECT}{kind}/{{name}}/"): "read_policy" for kind in _POLICIES},
        **{("PUT", f"{PROJECT}{kind}/{{name}}/"): "update_policy" for kind in _POLICIES},
        **{("DELETE", f"{PROJECT}{kind}/{{name}}/"): "delete_policy" for kind in _POLICIES},
        **{
            (method, f"{place}{kind}/{path}"): handler
            for place, kinds in ((PROJECT, {**_PRESETS, **_MODELS}), (_SETTINGS, _PRESETS))
            for kind in kinds
            for method, path, handler in (
                ("GET", "", "list_rows"),
                ("GET", "{name}/", "read_row"),
                ("POST", "{name}/", "write_row"),
                ("PUT", "{name}/", "write_row"),
                ("DELETE", "{name}/", "delete_row"),
            )
        },
        ("POST", _ORGANIZATIONS): "create_organization",
        ("GET", _ORGANIZATIONS + "{name}"): "read_organization",
        ("PUT", _ORGANIZATIONS + "{name}"): "update_organization",
        ("DELETE", _ORGANIZATIONS + "{name}"): "delete_organization",
    }


def _descriptor(kind: str, row: dict[str, Any]) -> dict[str, Any]:
    named: dict[str, Any] = {name: row[name] for name in ("id", "name") if name in row}
    if kind == "policyGroups":
        return {**named, "targetPipeline": row.get("targetPipeline", "REQUEST")}
    return {**named, "policyType": row["_class"], "policyTypeLabel": row["_class"]}


def _masked(row: dict[str, Any]) -> dict[str, Any]:
    if "transport" in row:
        return vectors.returned(row)
    hidden = ("apiKey", "apiSecret", "serviceAccountJson", "_class")
    told = {name: value for name, value in row.items() if name not in hidden and value is not None}
    if "_class" in row:
        told.update({f"{name}Set": bool(row.get(name)) for name in ("apiKey", "apiSecret")})
    return told


def _organization(row: dict[str, Any]) -> dict[str, Any]:
    metadata = [
        {name: value for name, value in item.items() if name != "value" or not item.get("secret")}
        for item in row.get("metadata") or []
    ]
    return {**{name: value for name, value in row.items() if value is not None}, "metadata": metadata}

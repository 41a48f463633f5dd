# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Apinizer's smaller objects: environment variables, IP groups, credentials with their access, connections.

Source: the vendor's published API reference.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response

from tests.simulator.platform import Handler, of_the_moment

if TYPE_CHECKING:
    from tests.simulator.apinizer import Apinizer

_PROJECT = "/apiops/projects/{project}/"
_VARIABLES = _PROJECT + "environmentVariables/"
_GROUPS = _PROJECT + "ipGroups/"
_CREDENTIALS = _PROJECT + "credentials/"
_CONNECTIONS = _PROJECT + "connections/"

Rows = dict[str, dict[str, Any]]


class Objects:
    """Those objects of the project, by name."""

    def __init__(self, manager: Apinizer) -> None:
        self._manager = manager
        self.variables: Rows = {}
        self.groups: Rows = {}
        self._credentials: Rows = {}
        self._access: dict[str, list[dict[str, str]]] = {}
        self._connections: Rows = {}

    @staticmethod
    def routes(objects: Callable[[], Objects]) -> Iterator[tuple[str, Handler, str]]:
        """Path, handler and method of every route; ``objects`` gives those of the moment."""
        table: dict[tuple[str, str], Callable[[Objects, Request], Awaitable[Response]]] = {
            ("GET", _VARIABLES): Objects._list_variables,
            ("GET", _VARIABLES + "{name}/"): Objects._read_variable,
            ("POST", _VARIABLES + "{name}/"): Objects._create_variable,
            ("PUT", _VARIABLES + "{name}/"): Objects._update_variable,
            ("DELETE", _VARIABLES + "{name}/"): Objects._delete_variable,
            ("GET", _GROUPS): Objects._list_groups,
            ("POST", _GROUPS): Objects._create_group,
            ("GET", _GROUPS + "{name}/"): Objects._read_group,
            ("PUT", _GROUPS + "{name}/"): Objects._update_group,
            ("DELETE", _GROUPS + "{name}/"): Objects._delete_group,
            ("POST", _GROUPS + "{name}/ips/"): Objects._change_addresses,
            ("PUT", _GROUPS + "{name}/ips/"): Objects._change_addresses,
            ("DELETE", _GROUPS + "{name}/ips/"): Objects._change_addresses,
            ("GET", _CREDENTIALS): Objects._list_credentials,
            ("POST", _CREDENTIALS): Objects._create_credential,
            ("PUT", _CREDENTIALS): Objects._update_credential,
            ("PATCH", _CREDENTIALS + "{name}/"): Objects._change_password,
            ("DELETE", _CREDENTIALS + "{name}/"): Objects._delete_credential,
            ("GET", _CREDENTIALS + "{name}/access/"): Objects._read_access,
            ("PUT", _CREDENTIALS + "{name}/access/"): Objects._grant_access,
            ("DELETE", _CREDENTIALS + "{name}/access/"): Objects._withdraw_access,
            ("GET", _CONNECTIONS): Objects._list_connections,
            ("GET", _CONNECTIONS + "{name}/"): Objects._read_connection,
            ("POST", _CONNECTIONS + "{name}/"): Objects._put_connection,
            ("PUT", _CONNECTIONS + "{name}/"): Objects._update_connection,
            ("DELETE", _CONNECTIONS + "{name}/"): Objects._delete_connection,
        }
        for (method, path), handler in table.items():
            yield path, of_the_moment(objects, handler), method

    def _one(self, rows: Rows, request: Request, missing: str) -> dict[str, Any]:
        """The object that the path names; ``missing`` says that there is none of that name."""
        name = request.path_params["name"]
        if name not in rows:
            raise self._manager.refused(missing % name)
        return rows[name]

    async def _written(self, request: Request) -> dict[str, Any]:
        """The body of a write, which the user must be permitted to make."""
        self._manager.permit("MANAGE")
        return await self._manager.body(request)

    def _removed(self, rows: Rows, request: Request, missing: str) -> Response:
        self._manager.permit("MANAGE")
        self._one(rows, request, missing)
        del rows[request.path_params["name"]]
        return self._done()

    def _done(self) -> Response:
        """The answer to a write: what became of its deployment, and no object."""
        return self._manager.success(deploymentResult=self._manager.everywhere())

    # Environment variables: deployed with every change; values that are not visible read back as null.

    _NO_VARIABLE = "Environment variable (name: %s) was not found!"

    async def _list_variables(self, request: Request) -> Response:
        return self._manager.success([_masked(variable) for variable in self.variables.values()])

    async def _read_variable(self, request: Request) -> Response:
        return self._manager.success([_masked(self._one(self.variables, request, self._NO_VARIABLE))])

    async def _create_variable(self, request: Request) -> Response:
        given, name = await self._written(request), request.path_params["name"]
        if name in self.variables:
            raise self._manager.refused(f"Environment variable (name: {name}) already exists!")
        return self._keep_variable(name, given)

    async def _update_variable(self, request: Request) -> Response:
        given = await self._written(request)
        self._one(self.variables, request, self._NO_VARIABLE)
        return self._keep_variable(request.path_params["name"], given)

    def _keep_variable(self, name: str, given: dict[str, Any]) -> Response:
        places = [value["environmentName"] for value in given.get("environmentValueList") or []]
        for place in places:
            self._manager.environment(place)
        self.variables[name] = _with_values(given, self.variables.get(name, {}), name)
        return self._manager.success(deploymentResult=self._manager.deployed(places))

    async def _delete_variable(self, request: Request) -> Response:
        return self._removed(self.variables, request, self._NO_VARIABLE)

    # IP groups.

    _NO_GROUP = "IP Group (name: %s) does not exist in project!"

    async def _list_groups(self, request: Request) -> Response:
        self._manager.since("2026.09")
        return self._manager.success(list(self.groups.values()))

    async def _read_group(self, request: Request) -> Response:
        self._manager.since("2026.09")
        return self._manager.success([self._one(self.groups, request, self._NO_GROUP)])

    async def _create_group(self, request: Request) -> Response:
        given = await self._written(request)
        name = given.get("name")
        if not name:
            raise self._manager.refused("name value can not be empty!")
        if name in self.groups:
            raise self._manager.refused(f"An IP Group with same name ({name}) already exists in project!")
        self.groups[name] = {"description": None, "ipList": [], **given}
        return self._done()

    async def _update_group(self, request: Request) -> Response:
        """Replaces it: without ``ipList`` the group is empty afterwards."""
        given, old = await self._written(request), self._one(self.groups, request, self._NO_GROUP)
        old.update({"description": None, "ipList": [], **given, "name": old["name"]})
        return self._done()

    async def _delete_group(self, request: Request) -> Response:
        return self._removed(self.groups, request, self._NO_GROUP)

    async def _change_addresses(self, request: Request) -> Response:
        """POST adds and DELETE takes away, both whether it was there or not; PUT replaces."""
        given, group = await self._written(request), self._one(self.groups, request, self._NO_GROUP)
        named, old = given.get("ipList"), group["ipList"]
        if not named:
            raise self._manager.refused("ipList value can not be empty!")
        if request.method == "POST":
            group["ipList"] = [*old, *(address for address in named if address not in old)]
        elif request.method == "DELETE":
            group["ipList"] = [address for address in old if address not in named]
        else:
            group["ipList"] = list(named)
        return self._done()

    # Credentials: their passwords are never told; what they may access is granted one by one.

    _NO_CREDENTIAL = "Credential (username: %s) was not found!"
    _CREDENTIAL_NEEDS = ("email", "fullName", "username", "password")

    async def _list_credentials(self, request: Request) -> Response:
        rows = [{**credential, "password": None} for credential in self._credentials.values()]
        return self._manager.success(rows)

    async def _create_credential(self, request: Request) -> Response:
        given = await self._complete_credential(request)
        if given["username"] in self._credentials:
            raise self._manager.refused(
                "This username is already used by another credential. Username must be unique across ALL "
                "projects!"
            )
        self._credentials[given["username"]] = given
        self._access[given["username"]] = []
        return self._done()

    async def _update_credential(self, request: Request) -> Response:
        given = await self._complete_credential(request)
        name = given["username"]
        if name not in self._credentials:
            raise self._manager.refused(self._NO_CREDENTIAL % name)
        self._credentials[name].update(given)
        return self._done()

    async def _complete_credential(self, request: Request) -> dict[str, Any]:
        given = await self._written(request)
        for name in self._CREDENTIAL_NEEDS:
            if not given.get(name):
                raise self._manager.refused(f"{name} value can not be empty!")
        return given

    async def _change_password(self, request: Request) -> Response:
        given = await self._written(request)
        credential = self._one(self._credentials, request, self._NO_CREDENTIAL)
        if not given.get("password"):
            raise self._manager.refused("password value can not be empty!")
        credential["password"] = given["password"]
        return self._done()

    async def _delete_credential(self, request: Request) -> Response:
        return self._removed(self._credentials, request, self._NO_CREDENTIAL)

    async def _read_access(self, request: Request) -> Response:
        return self._manager.success(self._held(request))

    def _held(self, request: Request) -> list[dict[str, str]]:
        """The rows of what a credential may access."""
        credential = self._one(self._credentials, request, self._NO_CREDENTIAL)
        return self._access[credential["username"]]

    async def _grants(self, request: Request) -> list[dict[str, str]]:
        given = (await self._written(request)).get("credentialAccessList") or []
        return [{"name": grant["name"], "type": grant.get("type", "API_PROXY")} for grant in given]

    async def _grant_access(self, request: Request) -> Response:
        grants, held = await self._grants(request), self._held(request)
        for grant in grants:
            if grant in held:
                kind = "API Proxy Group" if grant["type"] == "API_PROXY_GROUP" else "API Proxy"
                raise self._manager.refused(
                    f"Credential (username:{request.path_params['name']}) has already access to {kind} "
                    f"(name:{grant['name']})!"
                )
            held.append(grant)
        return self._done()

    async def _withdraw_access(self, request: Request) -> Response:
        grants, held = await self._grants(request), self._held(request)
        held[:] = [grant for grant in held if grant not in grants]
        return self._done()

    # Connections: POST is an upsert, PUT can rename; one alone tells its secrets, the list does not.

    _NO_CONNECTION = "Connection (name: %s) is not found!"

    async def _list_connections(self, request: Request) -> Response:
        kind = request.query_params.get("type")
        if not kind:
            raise self._manager.refused("type value can not be empty!")
        rows = [row for row in self._connections.values() if row.get("type") == kind]
        return self._manager.success(
            [{**row, **({"password": None} if "password" in row else {})} for row in rows]
        )

    async def _read_connection(self, request: Request) -> Response:
        return self._manager.success([self._one(self._connections, request, self._NO_CONNECTION)])

    async def _put_connection(self, request: Request) -> Response:
        given, name = await self._written(request), request.path_params["name"]
        if not given.get("type"):
            raise self._manager.refused("type value can not be empty!")
        self._connections[name] = {"deployToWorker": True, "enabled": True, **given, "name": name}
        return self._done()

    async def _update_connection(self, request: Request) -> Response:
        given = await self._written(request)
        old = self._one(self._connections, request, self._NO_CONNECTION)
        del self._connections[old["name"]]
        old.update(given)
        self._connections[old["name"]] = old
        return self._done()

    async def _delete_connection(self, request: Request) -> Response:
        return self._removed(self._connections, request, self._NO_CONNECTION)


def _with_values(given: dict[str, Any], old: dict[str, Any], name: str) -> dict[str, Any]:
    """A variable as it is kept: null keeps a value, and what is empty clears it."""
    values = {item["environmentName"]: item.get("value") for item in old.get("environmentValueList") or []}
    items = [
        {
            **item,
            "value": values.get(item["environmentName"]) if item.get("value") is None else item["value"],
            "visible": item.get("visible", False),
        }
        for item in given.get("environmentValueList") or []
    ]
    value = given.get("globalValue")
    kept = {"globalValue": old.get("globalValue") if value is None else value}
    told = {name: value for name, value in {**given, **kept}.items() if value is not None}
    return {"globalVisible": True, **told, "name": name, "environmentValueList": items}


def _masked(variable: dict[str, Any]) -> dict[str, Any]:
    values = [
        {**value, "value": value.get("value") if value.get("visible", True) else None}
        for value in variable.get("environmentValueList") or []
    ]
    hidden = {} if variable.get("globalVisible", True) else {"globalValue": None}
    return {**variable, **hidden, "environmentValueList": values}

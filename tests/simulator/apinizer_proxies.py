# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Apinizer's API proxies: made from a specification, deployed to environments, exported and imported.

Source: the vendor's published API reference.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Awaitable, Callable, Iterator
from typing import TYPE_CHECKING, Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.simulator import apinizer_deployments as deployments
from tests.simulator import apinizer_documents as documents
from tests.simulator import apinizer_policies as policies
from tests.simulator.platform import Handler, of_the_moment

if TYPE_CHECKING:
    from tests.simulator.apinizer import Apinizer

_TYPES = ("OPEN_API", "SWAGGER", "WSDL", "REVERSE_PROXY", "EMPTY_API")
_FROM_SPECIFICATION = _TYPES[:3]
_BASE = "/apiops/projects/{project}/apiProxies/"
_ONE = _BASE + "{proxy}/"


class Proxies:
    """The proxies of the project: by name what was given, its policies, and the deployments of it."""

    def __init__(self, manager: Apinizer) -> None:
        self._manager = manager
        self._proxies: dict[str, dict[str, Any]] = {}

    @staticmethod
    def routes(proxies: Callable[[], Proxies]) -> Iterator[tuple[str, Handler, str]]:
        """Path, handler and method of every route; ``proxies`` gives those of the moment."""
        table: dict[tuple[str, str], Callable[[Proxies, Request], Awaitable[Response]]] = {
            ("GET", _BASE): Proxies._list,
            ("POST", _BASE + "url/"): Proxies._create,
            ("PUT", _BASE + "url/"): Proxies._update,
            ("POST", _BASE + "file/"): Proxies._create,
            ("PUT", _BASE + "file/"): Proxies._update,
            ("POST", _BASE + "import/"): Proxies._import_new,
            ("GET", _ONE): Proxies._read,
            ("DELETE", _ONE): Proxies._delete,
            ("GET", _ONE + "full"): Proxies._read,
            ("GET", _ONE + "spec/"): Proxies._specification,
            ("GET", _ONE + "export/"): Proxies._export,
            ("PUT", _ONE + "import/"): Proxies._import_over,
            ("PATCH", _ONE + "settings/{setting}/"): Proxies._set,
            ("PATCH", _ONE + "settings/{setting}/{value}/"): Proxies._set,
            ("GET", _ONE + "policies/"): Proxies._policies,
            ("POST", _ONE + "policies/{policy}/"): Proxies._write_policy,
            ("PUT", _ONE + "policies/{policy}/"): Proxies._write_policy,
            ("DELETE", _ONE + "policies/{policy}/"): Proxies._write_policy,
            ("POST", _ONE + "environments/{environment}/"): Proxies._deploy,
            ("DELETE", _ONE + "environments/{environment}/"): Proxies._undeploy,
            ("GET", _ONE + "environments/{environment}/deploy-status/"): Proxies._deploy_status,
            ("GET", _ONE + "environments/{environment}/route-health/"): Proxies._route_health,
            ("GET", _ONE + "deploy-histories/"): Proxies._histories,
            ("GET", _ONE + "deploy-histories/{revision:int}/"): Proxies._histories,
            ("POST", _ONE + "deploy-histories/{revision:int}/rollback/"): Proxies._roll_back,
        }
        for (method, path), handler in table.items():
            yield path, of_the_moment(proxies, handler), method

    def _named(self, request: Request) -> dict[str, Any]:
        return self.named(request.path_params["proxy"])

    def named(self, name: str) -> dict[str, Any]:
        """The proxy of that name."""
        if name not in self._proxies:
            raise self._manager.refused(f"ApiProxy (name: {name}) is not found!")
        return self._proxies[name]

    def everyone(self) -> list[dict[str, Any]]:
        """All of them."""
        return list(self._proxies.values())

    def known(self, name: str) -> str:
        """The name, if there is such a proxy."""
        if name not in self._proxies:
            raise self._manager.refused(
                f"ApiProxy ({name}) is not found or user does not have privilege to access it!"
            )
        return name

    async def _list(self, request: Request) -> Response:
        return self._manager.success([documents.summary(proxy) for proxy in self._proxies.values()])

    async def _read(self, request: Request) -> Response:
        proxy = self._named(request)
        told = documents.described(proxy)
        if request.query_params.get("withPolicies") == "true":
            told.update(self._told_policies(proxy, self._manager.settings.policies_told))
        return self._manager.success([told])

    async def _create(self, request: Request) -> Response:
        given, specification = await self._given(request)
        name = given["apiProxyName"]
        if name in self._proxies:
            raise self._manager.refused(f"ApiProxy (name: {name}) is already exist!")
        targets = self._targets(given)
        self._proxies[name] = {
            "name": name,
            "given": given,
            "specification": specification,
            "endpoints": documents.endpoints_of(specification),
            "settings": {},
            "policies": [],
            "deployments": {},
            "routes": {},
            "history": [],
        }
        return self._saved(self._proxies[name], targets)

    async def _update(self, request: Request) -> Response:
        given, specification = await self._given(request)
        name = given["apiProxyName"]
        if name not in self._proxies:
            raise self._manager.refused(
                f"ApiProxy (name: {name}) can not be reparsed because it is not exist. First create it!"
            )
        if given["apiProxyCreationType"] == "EMPTY_API":
            raise self._manager.refused("ApiProxy of type EMPTY_API can not be reparsed!")
        if given.get("reParse") is not True:
            raise self._manager.refused("reParse value must be true!")
        proxy, targets = self._proxies[name], self._targets(given)
        if proxy["given"]["apiProxyCreationType"] != given["apiProxyCreationType"]:
            raise self._manager.refused("ApiProxy type can not be changed!")
        proxy["given"].update({key: value for key, value in given.items() if value not in (None, "")})
        proxy["specification"] = specification or proxy["specification"]
        proxy["endpoints"] = documents.endpoints_of(proxy["specification"])
        policies.of_new_endpoints(proxy, self._manager.settings.parsing_drops_policies)
        deployments.redeploy_required(proxy)
        return self._saved(proxy, targets)

    async def _given(self, request: Request) -> tuple[dict[str, Any], str | None]:
        """What a proxy is to be made of: the description, and the specification if it was sent along."""
        manager = self._manager
        manager.permit("MANAGE")
        specification = None
        if request.url.path.endswith("/file/"):
            async with request.form() as form:
                given = _loaded(form.get("metadata"))
                files = [part for part in form.getlist("specFile") if isinstance(part, UploadFile)]
                specification = (await files[0].read()).decode("utf-8", "replace") if files else None
            if given is None or not files:
                raise manager.refused("metadata and specFile values can not be empty!")
        else:
            given = await manager.body(request)
        if not given.get("apiProxyName"):
            raise manager.refused("apiProxyName value can not be empty!")
        kind = given.get("apiProxyCreationType")
        if kind not in _TYPES:
            raise manager.refused("apiProxyCreationType value must be one of " + ", ".join(_TYPES) + "!")
        if kind in _FROM_SPECIFICATION and not given.get("specUrl") and specification is None:
            raise manager.refused("specUrl value can not be empty!")
        return given, specification

    def _targets(self, given: dict[str, Any]) -> list[str]:
        """The environments to deploy to, all of which must exist before anything is changed."""
        if not given.get("deploy"):
            return []
        self._manager.permit("DEPLOY_UNDEPLOY")
        return [
            self._manager.environment(name) for name in given.get("deployTargetEnvironmentNameList") or []
        ]

    def _saved(self, proxy: dict[str, Any], targets: list[str]) -> Response:
        return self._manager.success(deploymentResult=self._deployment(proxy, targets))

    def _deployment(
        self, proxy: dict[str, Any], targets: list[str], record: dict[str, Any] | None = None
    ) -> dict[str, Any] | None:
        for name in targets:
            deployments.deploy(self._manager, proxy, name, record or {})
        return self._manager.deployed(targets)

    async def _delete(self, request: Request) -> Response:
        self._manager.permit("MANAGE")
        proxy = self._named(request)
        del self._proxies[proxy["name"]]
        return self._manager.success(deploymentResult=self._manager.deployed(list(proxy["deployments"])))

    async def _deploy(self, request: Request) -> Response:
        self._manager.permit("DEPLOY_UNDEPLOY")
        proxy = self._named(request)
        name = self._manager.environment(request.path_params["environment"])
        record = await self._record(request)
        return self._manager.success(deploymentResult=self._deployment(proxy, [name], record))

    async def _undeploy(self, request: Request) -> Response:
        self._manager.permit("DEPLOY_UNDEPLOY")
        proxy = self._named(request)
        name = self._manager.environment(request.path_params["environment"])
        deployments.undeploy(self._manager, proxy, name, await self._record(request))
        return self._manager.success(deploymentResult=self._manager.deployed([name]))

    async def _record(self, request: Request) -> dict[str, Any]:
        """What a deployment is to leave in the history; the body may be left out."""
        return await self._manager.body(request) if await request.body() else {}

    async def _histories(self, request: Request) -> Response:
        self._manager.since("2026.04")
        records, revision = deployments.records(self._named(request)), request.path_params.get("revision")
        if revision is None:
            return self._manager.success(records)
        found = [record for record in records if record["revision"] == revision]
        if not found:
            raise self._manager.refused(f"Deploy history revision ({revision}) is not found!")
        return self._manager.success(found)

    async def _roll_back(self, request: Request) -> Response:
        """The definition is that of the revision; it is deployed only where the query says so."""
        manager = self._manager
        manager.since("2026.04")
        manager.permit("MANAGE")
        proxy, revision = self._named(request), request.path_params["revision"]
        environment = request.query_params.get("environmentName")
        if environment:
            manager.permit("DEPLOY_UNDEPLOY")
            manager.environment(environment)
        deployments.roll_back(manager, proxy, revision)
        done = "API Proxy rolled back successfully"
        if environment and manager.settings.deployments_fail:
            return manager.success(resultMessage=f"{done} but deployment failed: Connection refused")
        if environment:
            deployments.deploy(manager, proxy, environment, {})
        words = f" Deployed to environment: {environment}" if environment else ""
        return manager.success(resultMessage=f"{done} to deploy history revision ({revision}).{words}")

    async def _deploy_status(self, request: Request) -> Response:
        self._manager.since("2026.09")
        proxy = self._named(request)
        name = self._manager.environment(request.path_params["environment"])
        none = {"deployed": False, "lastDeployTime": None, "revision": None, "redeployRequired": False}
        return self._manager.success([proxy["deployments"].get(name, none)])

    async def _specification(self, request: Request) -> Response:
        proxy = self._named(request)
        content = proxy["specification"]
        return JSONResponse({} if content is None else {"importedContentOfBackendApi": content})

    async def _route_health(self, request: Request) -> Response:
        self._manager.since("2026.09")
        proxy = self._named(request)
        name = self._manager.environment(request.path_params["environment"])
        return self._manager.success([deployments.route_health(self._manager, proxy, name)])

    async def _set(self, request: Request) -> Response:
        self._manager.since("2026.04")
        self._manager.permit("MANAGE")
        proxy, given = self._named(request), await self._record(request)
        targets = self._targets(given)
        in_path = {"value": request.path_params["value"]} if "value" in request.path_params else {}
        documents.apply_setting(proxy, request.path_params["setting"], {**given, **in_path})
        deployments.redeploy_required(proxy)
        return self._manager.success(deploymentResult=self._deployment(proxy, targets))

    @staticmethod
    def _told_policies(proxy: dict[str, Any], how: str) -> dict[str, Any]:
        endpoints = [{**each, **policies.told(proxy, each, how)} for each in proxy["endpoints"]]
        return {**policies.told(proxy, None, how), "endpointList": endpoints}

    async def _policies(self, request: Request) -> Response:
        """The proxy with its policies by pipeline. They are without names there."""
        proxy = self._named(request)
        return self._manager.success([{**documents.summary(proxy), **self._told_policies(proxy, "nameless")}])

    async def _write_policy(self, request: Request) -> Response:
        """A removal needs a body too, which says where the policy is."""
        self._manager.permit("MANAGE")
        proxy, given = self._named(request), await self._manager.body(request)
        policies.write(self._manager, proxy, request.method, request.path_params["policy"], given)
        deployments.redeploy_required(proxy)
        return self._manager.success(deploymentResult=self._policy_deployment(proxy, given))

    def _policy_deployment(self, proxy: dict[str, Any], given: dict[str, Any]) -> dict[str, Any] | None:
        """Policies are deployed unless ``deploy`` is false, to where the proxy is if no place is given."""
        metadata = given["operationMetadata"]
        targets = metadata.get("deployTargetEnvironmentNameList") or list(proxy["deployments"])
        return self._deployment(proxy, targets if metadata.get("deploy", True) else [])

    async def _export(self, request: Request) -> Response:
        name = request.path_params["proxy"]
        if "EXPORT_IMPORT" in self._manager.settings.denied:
            raise self._manager.refused(
                f"User does not have required EXPORT_IMPORT permission for API_MANAGEMENT (object: {name})!"
            )
        proxy = {**self._named(request), "deployments": {}, "routes": {}, "history": []}
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
            # A fixed time, so that an unchanged proxy gives an unchanged package.
            package.writestr(zipfile.ZipInfo("apiProxy.json"), json.dumps(proxy, ensure_ascii=False))
        headers = {"content-disposition": f'attachment; filename="{name}.zip"'}
        return Response(packed.getvalue(), 200, headers, "application/octet-stream")

    async def _import_new(self, request: Request) -> Response:
        """A name that is taken gets a suffix."""
        proxy, targets = await self._imported(request)
        wanted, number = proxy["name"], 1
        while proxy["name"] in self._proxies:
            proxy["name"], number = f"{wanted}_{number}", number + 1
        self._proxies[proxy["name"]] = proxy
        return self._saved(proxy, targets)

    async def _import_over(self, request: Request) -> Response:
        old = self._named(request)
        proxy, targets = await self._imported(request)
        proxy.update({name: old[name] for name in ("name", "deployments", "routes", "history")})
        self._proxies[old["name"]] = proxy
        deployments.redeploy_required(proxy)
        return self._saved(proxy, targets)

    async def _imported(self, request: Request) -> tuple[dict[str, Any], list[str]]:
        self._manager.permit("EXPORT_IMPORT")
        async with request.form() as form:
            part, metadata = form.get("apiProxyExportFile"), _loaded(form.get("metadata"))
            if not isinstance(part, UploadFile) or not (part.filename or "").endswith(".zip"):
                raise self._manager.refused("apiProxyExportFile must be a .zip file!")
            packed = await part.read()
        try:
            with zipfile.ZipFile(io.BytesIO(packed)) as package:
                proxy: dict[str, Any] = json.loads(package.read("apiProxy.json"))
        except (zipfile.BadZipFile, KeyError, ValueError):
            raise self._manager.refused("apiProxyExportFile is not a valid export!") from None
        return proxy, self._targets(metadata or {})


def _loaded(part: Any) -> dict[str, Any] | None:
    """The JSON object in a text part of a form."""
    try:
        value = json.loads(part)
    except (TypeError, ValueError):
        return None
    return value if isinstance(value, dict) else None

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Axway Central: the resources of its API server below ``/apis``.

Sources: the vendor's guide to authorizing calls; its public documentation of the API server.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.simulator import rsql
from tests.simulator.json_patch import BadPatch, patched
from tests.simulator.platform import Refused, json_object, whole_number

_UNSCOPED = {
    "management": {
        "environments": "Environment",
        "integrations": "Integration",
        "watchtopics": "WatchTopic",
        "identityproviders": "IdentityProvider",
    },
    "catalog": {
        "assets": "Asset",
        "products": "Product",
        "productplans": "ProductPlan",
        "categories": "Category",
        "stages": "Stage",
        "applications": "Application",
        "subscriptions": "Subscription",
        "marketplaces": "Marketplace",
    },
}
# Below which plural these live.
_SCOPED = {
    "apiservices": ("APIService", "environments"),
    "apiservicerevisions": ("APIServiceRevision", "environments"),
    "apiserviceinstances": ("APIServiceInstance", "environments"),
    "accessrequests": ("AccessRequest", "environments"),
    "accessrequestdefinitions": ("AccessRequestDefinition", "environments"),
    "credentials": ("Credential", "environments"),
    "credentialrequestdefinitions": ("CredentialRequestDefinition", "environments"),
    "managedapplications": ("ManagedApplication", "environments"),
    "discoveryagents": ("DiscoveryAgent", "environments"),
    "traceabilityagents": ("TraceabilityAgent", "environments"),
    "secrets": ("Secret", "environments"),
    "webhooks": ("Webhook", "environments"),
    "resourcehooks": ("ResourceHook", "integrations"),
    "quotas": ("Quota", "productplans"),
    "releasetags": ("ReleaseTag", "products"),
}
_VERSIONS = ("v1", "v1alpha1")
_MAIN = ("title", "attributes", "finalizers", "tags", "owner", "spec")
_NAME = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
_TITLES = {
    400: "Bad request error",
    401: "Unauthorized error",
    404: "Not found error",
    409: "Conflict error",
    428: "Precondition required error",
}

Resource = dict[str, Any]
Key = tuple[str, str, str | None, str]


def refused(status: int, detail: str) -> Refused:
    """Central's body of errors, with the ids that support asks for."""
    meta = {
        "instanceId": "simulator",
        "tenantId": "100",
        "authenticatedUserId": "service-account",
        "transactionId": str(uuid.uuid4()),
    }
    error = {"status": status, "title": _TITLES.get(status, "Error"), "detail": detail, "meta": meta}
    return Refused(JSONResponse({"errors": [error]}, status))


class Central:
    """The resources, by group, plural, scope and name. Versions of a group show the same ones."""

    def __init__(self) -> None:
        self._resources: dict[Key, Resource] = {}
        self._changes = 0

    async def collection(self, request: Request) -> Response:
        """``/{group}/{version}/{plural}``, and the same below a scope: GET and POST."""
        params = request.path_params
        kind = self._kind(params["group"], params["version"], params["plural"])
        self._check_scope(params, kind)
        if request.method == "POST":
            return await self._create(request, kind)
        return self._list(request, params)

    async def item(self, request: Request) -> Response:
        """One resource: GET, PUT, PATCH and DELETE."""
        key, resource = self._found(request.path_params)
        if request.method == "PUT":
            return await self._replace(request, resource)
        if request.method == "PATCH":
            return await self._patch(request, resource)
        if request.method == "DELETE":
            return self._delete(request, key, resource)
        return JSONResponse(_shown(resource, request.path_params["version"]))

    async def below(self, request: Request) -> Response:
        """``/{group}/{version}/{plural}/{name}/{third}``: resources of a scope, or a subresource."""
        params = request.path_params
        if params["third"] in _SCOPED:
            scoped = {"scope": params["plural"], "scope_name": params["name"], "plural": params["third"]}
            request.scope["path_params"] = {**params, **scoped}
            return await self.collection(request)
        if request.method not in ("GET", "PUT", "PATCH"):
            raise refused(405, f"Method {request.method} is not allowed here.")
        return await self.subresource(request, params["third"])

    async def subresource(self, request: Request, name: str | None = None) -> Response:
        """``.../{name}/{sub}``: GET; PUT with ``{"<sub>": value}``; PATCH."""
        _key, resource = self._found(request.path_params)
        sub = name or request.path_params["sub"]
        if request.method == "PATCH":
            return await self._patch(request, resource)
        if request.method == "PUT":
            given = await json_object(request, _bad_request)
            if sub not in given:
                raise refused(400, f"The body has no {sub}.")
            self._stamp(resource, **{sub: given[sub]})
        return JSONResponse(_shown(resource, request.path_params["version"]))

    def _list(self, request: Request, params: Mapping[str, Any]) -> Response:
        query = request.query_params
        chosen = [
            resource
            for key, resource in self._resources.items()
            if key[:2] == (params["group"], params["plural"]) and params.get("scope_name") in (None, key[2])
        ]
        if query.get("query"):
            try:
                wanted = rsql.parse(query["query"])
            except rsql.BadQuery as error:
                raise refused(400, str(error)) from None
            chosen = [resource for resource in chosen if wanted(resource)]
        size = whole_number(query.get("pageSize"), 20, 1)
        first = (whole_number(query.get("page"), 1, 1) - 1) * size
        shown = [_shown(resource, params["version"]) for resource in chosen[first : first + size]]
        return JSONResponse(shown, headers={"x-axway-total-count": str(len(chosen))})

    async def _create(self, request: Request, kind: str) -> Response:
        params, given = request.path_params, await json_object(request, _bad_request)
        scope = self._scope(params, given)
        name = given.get("name") or str(uuid.uuid4())
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise refused(400, f"The name {name} must match {_NAME.pattern}.")
        scope_name = scope["name"] if scope else None
        key = (params["group"], params["plural"], scope_name, name)
        if key in self._resources:
            raise refused(409, f"Resource {name} of kind {kind} already exists.")
        place = "/".join((params["plural"], name))
        if scope:
            place = "/".join((_SCOPED[params["plural"]][1], scope["name"], place))
        audit = {"createTimestamp": _now(), "createUserId": "service-account"}
        resource: Resource = {
            "group": params["group"],
            "kind": kind,
            "name": name,
            "title": name,
            "metadata": {
                "id": uuid.uuid4().hex,
                "audit": audit,
                **({"scope": scope} if scope else {}),
                "references": [],
                "place": place,
            },
            "attributes": {},
            "finalizers": [],
            "tags": [],
            "spec": {},
            **{name: value for name, value in given.items() if name in _MAIN},
        }
        self._stamp(resource)
        self._resources[key] = resource
        return JSONResponse(_shown(resource, params["version"]), 201)

    async def _replace(self, request: Request, resource: Resource) -> Response:
        given = await json_object(request, _bad_request)
        self._check_version(given.get("metadata") or {}, resource)
        empty = {"title": resource["name"], "attributes": {}, "finalizers": [], "tags": [], "spec": {}}
        resource.pop("owner", None)
        self._stamp(resource, **{**empty, **{name: given[name] for name in _MAIN if name in given}})
        self._drop_if_finished(request.path_params, resource)
        return JSONResponse(_shown(resource, request.path_params["version"]))

    async def _patch(self, request: Request, resource: Resource) -> Response:
        if not request.headers.get("content-type", "").startswith("application/json-patch+json"):
            raise refused(415, "The media type must be application/json-patch+json.")
        try:
            changed = patched(resource, await request.json())
        except (BadPatch, ValueError) as error:
            raise refused(400, str(error)) from None
        self._check_version(changed["metadata"], resource)
        same = {name: resource[name] for name in ("group", "kind", "name", "metadata")}
        self._stamp(resource, **{**changed, **same})
        self._drop_if_finished(request.path_params, resource)
        return JSONResponse(_shown(resource, request.path_params["version"]))

    def _delete(self, request: Request, key: Key, resource: Resource) -> Response:
        """Finalizers keep a resource in state DELETING until they are gone, unless the deletion is forced."""
        if resource["finalizers"] and request.query_params.get("forceDelete") != "true":
            resource["metadata"]["state"] = "DELETING"
            self._stamp(resource)
        else:
            self._drop(key)
        return Response(status_code=204)

    def _drop(self, key: Key) -> None:
        _group, plural, _scope, name = key
        self._resources = {
            other: resource
            for other, resource in self._resources.items()
            if other != key and not (other[2] == name and _SCOPED.get(other[1], ("", ""))[1] == plural)
        }

    def _drop_if_finished(self, params: Mapping[str, Any], resource: Resource) -> None:
        if resource["metadata"].get("state") == "DELETING" and not resource["finalizers"]:
            self._drop(self._found(params)[0])

    def _stamp(self, resource: Resource, **values: Any) -> None:
        self._changes += 1
        resource.update(values)
        resource["metadata"]["resourceVersion"] = str(self._changes)
        resource["metadata"]["audit"].update(modifyTimestamp=_now(), modifyUserId="service-account")

    def _found(self, params: Mapping[str, Any]) -> tuple[Key, Resource]:
        kind = self._kind(params["group"], params["version"], params["plural"])
        key = (params["group"], params["plural"], params.get("scope_name"), params["name"])
        self._check_scope(params, kind)
        if key not in self._resources:
            raise refused(404, f"Resource {params['name']} of kind {kind} not found.")
        return key, self._resources[key]

    def _kind(self, group: str, version: str, plural: str) -> str:
        if plural in _SCOPED and version in _VERSIONS:
            return _SCOPED[plural][0]
        if plural not in _UNSCOPED.get(group, {}) or version not in _VERSIONS:
            raise refused(404, f"Resource {plural} of group {group} and version {version} not found.")
        return _UNSCOPED[group][plural]

    def _check_scope(self, params: Mapping[str, Any], kind: str) -> None:
        """The scope in the path must be of the right kind, and be there."""
        if not params.get("scope"):
            return
        group, scope, name = params["group"], params["scope"], params["scope_name"]
        if _SCOPED.get(params["plural"], ("", ""))[1] != scope:
            raise refused(404, f"Resource of kind {kind} is not scoped by {scope}.")
        if (group, scope, None, name) not in self._resources:
            raise refused(404, f"Resource {name} of kind {_UNSCOPED[group][scope]} not found.")

    def _scope(self, params: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any] | None:
        """The scope of a new resource as its metadata tells it: from the path, or from the body."""
        if params["plural"] not in _SCOPED:
            return None
        plural = _SCOPED[params["plural"]][1]
        in_body = ((given.get("metadata") or {}).get("scope") or {}).get("name")
        name = params.get("scope_name") or in_body
        scope = self._resources.get((params["group"], plural, None, str(name)))
        if scope is None:
            raise refused(404 if name else 400, f"The scope {name} of the resource was not found.")
        link = f"/{params['group']}/{params['version']}/{plural}/{name}"
        return {"id": scope["metadata"]["id"], "kind": scope["kind"], "name": name, "selfLink": link}

    @staticmethod
    def _check_version(metadata: Mapping[str, Any], resource: Resource) -> None:
        """Left out, the version on the server does not matter."""
        sent, current = metadata.get("resourceVersion"), resource["metadata"]["resourceVersion"]
        if sent is not None and str(sent) != current:
            raise refused(428, f"Resource version {sent} is stale; the current one is {current}.")


def _bad_request(words: str) -> Refused:
    return refused(400, words)


def _shown(resource: Resource, version: str) -> Resource:
    """The resource as that version of its group shows it."""
    metadata = {name: value for name, value in resource["metadata"].items() if name != "place"}
    metadata["selfLink"] = f"/{resource['group']}/{version}/{resource['metadata']['place']}"
    if version == "v1alpha1":
        metadata["acl"] = []
    return {"group": resource["group"], "apiVersion": version, **resource, "metadata": metadata}


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "+0000"

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Axway Central: the resources of its API server below ``/apis``.

Sources: the vendor's guide to authorizing calls; its public documentation of the API server.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.simulator import rsql
from tests.simulator.axway_accounts import AxwaySettings
from tests.simulator.axway_events import WatchTopics
from tests.simulator.axway_kinds import KINDS, Kind
from tests.simulator.json_patch import BadPatch, patched
from tests.simulator.platform import Refused, json_object, whole_number

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
# Group, plural, the plural and the name of the scope, name.
Key = tuple[str, str, str | None, str | None, str]

_KINDS = {(kind.group, kind.plural): kind for kind in KINDS}
_BY_NAME = {(kind.group, kind.name): kind for kind in KINDS}
_PLURALS = {kind.plural for kind in KINDS if kind.scopes}
# Those whose life is a sequence of states.
_LIVING = {"Asset", "Product", "ProductPlan", "ReleaseTag"}
_STATES = ("draft", "active", "deprecated", "archived")


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

    def __init__(self, settings: Callable[[], AxwaySettings]) -> None:
        self._settings = settings
        self._topics = WatchTopics()
        self._resources: dict[Key, Resource] = {}
        self._changes = 0
        # An organization has a marketplace before anybody makes one.
        self._add(_BY_NAME["catalog", "Marketplace"], None, "marketplace", {})

    async def collection(self, request: Request) -> Response:
        """``/{group}/{version}/{plural}``, and the same below a scope: GET and POST."""
        params = request.path_params
        if params["group"] == "definitions" and request.method == "GET":
            told = self._definitions(params)
            if told is not None:
                return _page(request, told)
        kind = self._kind(params)
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
        return JSONResponse(_shown(resource, request))

    async def below(self, request: Request) -> Response:
        """``/{group}/{version}/{plural}/{name}/{third}``: resources of a scope, or a subresource."""
        params = request.path_params
        if params["third"] in _PLURALS:
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
            return await self._patch(request, resource, sub)
        if request.method == "PUT":
            given = await json_object(request, _bad_request)
            if sub not in given:
                raise refused(400, f"The body has no {sub}.")
            if sub not in _BY_NAME[resource["group"], resource["kind"]].subresources and not sub.startswith(
                ("x-", "languages")
            ):
                raise refused(404, f"Resource of kind {resource['kind']} has no subresource {sub}.")
            # Clients of the vendor send no version here; one that is sent is taken to count.
            self._check_version(given.get("metadata") or {}, resource)
            self._stamp(resource, **{sub: given[sub]})
            self._record("SubResourceUpdated", resource, sub)
        return JSONResponse(_shown(resource, request))

    async def events(self, request: Request) -> Response:
        """``/events/management/v1/watchtopics/{name}``: the events of a topic, by ``sort`` and ``query``."""
        name, query = request.path_params["name"], request.query_params
        topic = self._resources.get(("management", "watchtopics", None, None, name))
        if topic is None:
            raise refused(404, f"Resource {name} of kind WatchTopic not found.")
        rows = self._topics.listed(topic["metadata"]["id"], self._settings().events_kept_seconds)
        wanted = _parsed(query.get("query") or "sequenceID>0")
        order = query.get("sort", "sequenceID")
        if order not in ("sequenceID", "sequenceID,ASC", "sequenceID,DESC"):
            raise refused(400, f"Events cannot be sorted by {order}.")
        chosen = [row for row in rows if wanted(row["metadata"])]
        return _page(request, chosen[::-1] if order.endswith("DESC") else chosen)

    def _record(self, kind: str, resource: Resource, sub: str | None = None) -> None:
        """A write, for the watch topics that select it."""
        topics = [each for key, each in self._resources.items() if key[:2] == ("management", "watchtopics")]
        shown = {**resource, "metadata": _metadata_of(resource, "v1")}
        self._topics.record(topics, kind, shown, sub, self._settings().events_per_write)

    def _definitions(self, params: Mapping[str, Any]) -> list[Resource] | None:
        """The groups, or the kinds of one; their ``spec`` says where the resources are."""
        groups = sorted({kind.group for kind in KINDS})
        if params["plural"] == "groups":
            made = [each for key, each in self._resources.items() if key[:2] == ("definitions", "groups")]
            return [{"name": group, "spec": {}} for group in groups] + made
        if params["plural"] == "resources" and params.get("scope_name") in groups:
            return [
                _definition(kind, scope)
                for kind in KINDS
                if kind.group == params["scope_name"]
                for scope in (kind.scopes or (None,))
            ]
        return None

    def _list(self, request: Request, params: Mapping[str, Any]) -> Response:
        query = request.query_params
        scope = (params.get("scope"), params.get("scope_name"))
        chosen = [
            resource
            for key, resource in self._resources.items()
            if key[:2] == (params["group"], params["plural"]) and scope in ((None, None), key[2:4])
        ]
        if query.get("query"):
            wanted = _parsed(query["query"])
            chosen = [resource for resource in chosen if wanted(resource)]
        return _page(request, [_shown(resource, request) for resource in chosen])

    async def _create(self, request: Request, kind: Kind) -> Response:
        params, given = request.path_params, await json_object(request, _bad_request)
        scope = self._scope(params, given, kind)
        name = given.get("name") or str(uuid.uuid4())
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise refused(400, f"The name {name} must match {_NAME.pattern}.")
        scope_plural = _BY_NAME[kind.group, scope["kind"]].plural if scope else None
        if (kind.group, kind.plural, scope_plural, scope["name"] if scope else None, name) in self._resources:
            raise refused(409, f"Resource {name} of kind {kind.name} already exists.")
        resource = self._add(kind, scope, name, {key: given[key] for key in _MAIN if key in given})
        self._released(resource)
        self._mapped(resource)
        return JSONResponse(_shown(resource, request), 201)

    def _add(self, kind: Kind, scope: Resource | None, name: str, given: Mapping[str, Any]) -> Resource:
        """A new resource, as the server completes it."""
        scope_plural = _BY_NAME[kind.group, scope["kind"]].plural if scope else None
        place = "/".join((kind.plural, name))
        if scope:
            place = "/".join((str(scope_plural), scope["name"], place))
        audit = {"createTimestamp": _now(), "createUserId": "service-account"}
        resource: Resource = {
            "group": kind.group,
            "kind": kind.name,
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
            **given,
        }
        if kind.name in _LIVING:
            resource["state"] = "draft"
        self._stamp(resource)
        key = (kind.group, kind.plural, scope_plural, scope["name"] if scope else None, name)
        self._resources[key] = resource
        self._record("ResourceCreated", resource)
        return resource

    def _released(self, tag: Resource) -> None:
        """A release tag makes a release of its asset or product, which becomes active by it."""
        if tag["kind"] != "ReleaseTag":
            return
        scope = tag["metadata"]["scope"]
        kind = _BY_NAME["catalog", scope["kind"]]
        owner = self._resources["catalog", kind.plural, None, None, scope["name"]]
        major, minor, patch = map(int, (owner.get("latestrelease") or {}).get("version", "0.0.0").split("."))
        version = {
            "major": (major + 1, 0, 0),
            "minor": (major, minor + 1, 0),
            "patch": (major, minor, patch + 1),
        }[tag["spec"].get("releaseType", "major")]
        text = ".".join(map(str, version))
        name = f"{scope['name']}-{text}"
        self._add(
            _BY_NAME["catalog", f"{kind.name}Release"],
            None,
            name,
            {"spec": {"version": text, kind.name.lower(): scope["name"], "releaseTag": tag["name"]}},
        )
        tag["status"] = {"level": "Success", "reasons": []}
        tag["state"] = "active"
        self._stamp(owner, state="active", latestrelease={"name": name, "version": text})
        self._record("SubResourceUpdated", owner, "state")

    def _mapped(self, mapping: Resource) -> None:
        """A mapping of an asset makes the resource of the asset that it maps."""
        if mapping["kind"] != "AssetMapping" or mapping["group"] != "catalog":
            return
        title = str((mapping["spec"].get("inputs") or {}).get("assetResourceTitle") or mapping["name"])
        name = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
        kind = _BY_NAME["catalog", "AssetResource"]
        key = (kind.group, kind.plural, "assets", mapping["metadata"]["scope"]["name"], name)
        if key not in self._resources:
            self._add(kind, dict(mapping["metadata"]["scope"]), name, {"title": title})

    async def _replace(self, request: Request, resource: Resource) -> Response:
        given = await json_object(request, _bad_request)
        self._check_version(given.get("metadata") or {}, resource)
        empty = {"title": resource["name"], "attributes": {}, "finalizers": [], "tags": [], "spec": {}}
        resource.pop("owner", None)
        self._stamp(resource, **{**empty, **{name: given[name] for name in _MAIN if name in given}})
        self._record("ResourceUpdated", resource)
        self._drop_if_finished(request.path_params, resource)
        return JSONResponse(_shown(resource, request))

    async def _patch(self, request: Request, resource: Resource, sub: str | None = None) -> Response:
        if not request.headers.get("content-type", "").startswith("application/json-patch+json"):
            raise refused(415, "The media type must be application/json-patch+json.")
        try:
            changed = patched(resource, await request.json())
        except (BadPatch, ValueError) as error:
            raise refused(400, str(error)) from None
        self._check_version(changed["metadata"], resource)
        same = {name: resource[name] for name in ("group", "kind", "name", "metadata")}
        self._stamp(resource, **{**changed, **same})
        self._record("SubResourceUpdated" if sub else "ResourceUpdated", resource, sub)
        self._drop_if_finished(request.path_params, resource)
        return JSONResponse(_shown(resource, request))

    def _delete(self, request: Request, key: Key, resource: Resource) -> Response:
        """Finalizers keep a resource in state DELETING until they are gone, unless the deletion is forced."""
        if resource["kind"] in ("Asset", "Product") and resource.get("state") in ("active", "deprecated"):
            raise refused(
                400,
                f"Resource {resource['name']} of kind {resource['kind']} must be archived before "
                "it is deleted.",
            )
        if resource["finalizers"] and request.query_params.get("forceDelete") != "true":
            resource["metadata"]["state"] = "DELETING"
            self._stamp(resource)
            self._record("ResourceUpdated", resource)
        else:
            self._drop(key)
        return Response(status_code=204)

    def _drop(self, key: Key) -> None:
        """Remove a resource with all that is in it."""
        _group, plural, _scope, _scope_name, name = key
        gone = self._resources.pop(key, None)
        if gone is not None:
            self._record("ResourceDeleted", gone)
        inside = [other for other in self._resources if other[0] == key[0] and other[2:4] == (plural, name)]
        for other in inside:
            self._drop(other)

    def _drop_if_finished(self, params: Mapping[str, Any], resource: Resource) -> None:
        if resource["metadata"].get("state") == "DELETING" and not resource["finalizers"]:
            self._drop(self._found(params)[0])

    def _stamp(self, resource: Resource, **values: Any) -> None:
        self._changes += 1
        resource.update(values)
        resource["metadata"]["resourceVersion"] = str(self._changes)
        resource["metadata"]["audit"].update(modifyTimestamp=_now(), modifyUserId="service-account")

    def _found(self, params: Mapping[str, Any]) -> tuple[Key, Resource]:
        kind = self._kind(params)
        key = (
            params["group"],
            params["plural"],
            params.get("scope"),
            params.get("scope_name"),
            params["name"],
        )
        self._check_scope(params, kind)
        if key not in self._resources:
            raise refused(404, f"Resource {params['name']} of kind {kind.name} not found.")
        return key, self._resources[key]

    def _kind(self, params: Mapping[str, Any]) -> Kind:
        group, version, plural = params["group"], params["version"], params["plural"]
        kind = _KINDS.get((group, plural))
        if kind is None or version not in _VERSIONS:
            raise refused(404, f"Resource {plural} of group {group} and version {version} not found.")
        return kind

    def _check_scope(self, params: Mapping[str, Any], kind: Kind) -> None:
        """The scope in the path must be of the right kind, and be there."""
        if not params.get("scope"):
            return
        group, plural, name = params["group"], params["scope"], params["scope_name"]
        scope = _KINDS.get((group, plural))
        if scope is None or scope.name not in kind.scopes:
            raise refused(404, f"Resource of kind {kind.name} is not scoped by {plural}.")
        if (group, plural, None, None, name) not in self._resources:
            raise refused(404, f"Resource {name} of kind {scope.name} not found.")

    def _scope(self, params: Mapping[str, Any], given: Mapping[str, Any], kind: Kind) -> Resource | None:
        """The scope of a new resource as its metadata tells it: from the path, or from the body."""
        if not kind.scopes:
            return None
        in_body = (given.get("metadata") or {}).get("scope") or {}
        plural = (
            params.get("scope")
            or _BY_NAME.get((kind.group, in_body.get("kind") or kind.scopes[0]), kind).plural
        )
        name = params.get("scope_name") or in_body.get("name")
        scope = self._resources.get((kind.group, plural, None, None, str(name)))
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


def _definition(kind: Kind, scope: str | None) -> Resource:
    """A kind as the definitions tell it; of one that can be in several, there is one for each."""
    spec: Resource = {"kind": kind.name, "plural": kind.plural}
    if scope:
        spec["scope"] = {"kind": scope}
    if kind.subresources:
        spec["subResources"] = {"names": sorted(kind.subresources)}
    return {"name": f"{kind.plural}-{scope or 'top'}".lower(), "spec": spec}


def _page(request: Request, rows: list[Resource]) -> Response:
    """One page of a list, its whole number in a header, and a link to the next page."""
    query = request.query_params
    size = whole_number(query.get("pageSize"), 20, 1)
    number = whole_number(query.get("page"), 1, 1)
    headers = {"x-axway-total-count": str(len(rows))}
    if number * size < len(rows):
        following = request.url.include_query_params(page=number + 1, pageSize=size)
        headers["link"] = f'<{following.path}?{following.query}>; rel="next"'
    return JSONResponse(rows[(number - 1) * size : number * size], headers=headers)


def _parsed(query: str) -> rsql.Predicate:
    try:
        return rsql.parse(query)
    except rsql.BadQuery as error:
        raise refused(400, str(error)) from None


def _bad_request(words: str) -> Refused:
    return refused(400, words)


def _shown(resource: Resource, request: Request) -> Resource:
    """The resource as that version of its group shows it. Translations come only to who asks for them."""
    version = request.path_params["version"]
    metadata = _metadata_of(resource, version)
    if version == "v1alpha1":
        metadata["acl"] = []
    languages = "resourceLanguageCode" in request.query_params
    kept = {name: value for name, value in resource.items() if languages or not name.startswith("languages-")}
    if resource["kind"] == "Secret" and "data" in resource["spec"]:
        # What GET shows of a secret is not documented; that it is encrypted is.
        hidden = dict.fromkeys(resource["spec"]["data"], "encrypted")
        kept["spec"] = {**resource["spec"], "data": hidden}
    return {"group": resource["group"], "apiVersion": version, **kept, "metadata": metadata}


def _metadata_of(resource: Resource, version: str) -> Resource:
    metadata = {name: value for name, value in resource["metadata"].items() if name != "place"}
    return {**metadata, "selfLink": f"/{resource['group']}/{version}/{resource['metadata']['place']}"}


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "+0000"

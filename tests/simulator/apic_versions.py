# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""API Connect's versioned objects: by id, or by name and version. A name alone lists its versions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from tests.simulator import apic_objects as objects
from tests.simulator import apic_products as products
from tests.simulator.apic_login import refused
from tests.simulator.apic_objects import Kind, Node
from tests.simulator.platform import Handler, json_object

if TYPE_CHECKING:
    from tests.simulator.apic import Apic

Deed = Callable[[Request, Node], Awaitable[Response]]


def routes(apic: Apic) -> list[BaseRoute]:
    """The routes of products, of the APIs of a catalog, and of drafts of APIs."""
    drafts = objects.DRAFT_API.list_path
    return [
        *_routes(apic, objects.PRODUCT, {"PATCH": products.change, "DELETE": products.delete}),
        *_routes(apic, objects.API, {"PATCH": _change}),
        *_routes(apic, objects.DRAFT_API, {"PATCH": _change, "DELETE": _delete}),
        apic.route(drafts, _create_draft(apic), "POST"),
    ]


def _routes(apic: Apic, kind: Kind, deeds: Mapping[str, Deed]) -> list[BaseRoute]:
    one = f"{kind.list_path}/{{name_or_id}}"
    each = f"{one}/{{version}}"
    found: list[BaseRoute] = [
        apic.route(kind.list_path, apic.listing(kind)),
        apic.route(one, _read_one_or_versions(apic, kind)),
    ]
    found.append(apic.route(each, _with(apic, kind, _read)))
    for method, deed in deeds.items():
        found += [apic.route(path, _with(apic, kind, deed), method) for path in (one, each)]
    return found


def _with(apic: Apic, kind: Kind, deed: Deed) -> Handler:
    """The deed, done to the object that the path names."""

    async def handler(request: Request) -> Response:
        return await deed(request, _named(apic, request, kind))

    return handler


def _named(apic: Apic, request: Request, kind: Kind) -> Node:
    parent = apic.found(request, kind.parent)
    name, version = request.path_params["name_or_id"], request.path_params.get("version")
    if version is None:
        node = next((node for node in parent.of(kind) if node.document["id"] == name), None)
        if node is None and any(node.name.lower() == name.lower() for node in parent.of(kind)):
            raise refused(400, "The parameter confirm is required: that is about all versions.")
    else:
        node = parent.find_version(kind, name, version)
    if node is None:
        raise refused(404, f"The {kind.type} '{name}{':' + version if version else ''}' was not found.")
    return node


def _read_one_or_versions(apic: Apic, kind: Kind) -> Handler:
    async def handler(request: Request) -> Response:
        name = request.path_params["name_or_id"]
        nodes = apic.found(request, kind.parent).of(kind)
        versions = [node.document for node in nodes if node.name.lower() == name.lower()]
        if versions:
            return JSONResponse(objects.page(versions, request.query_params, None))
        return await _read(request, _named(apic, request, kind))

    return handler


async def _read(request: Request, node: Node) -> Response:
    return JSONResponse(objects.trimmed(node.document, request.query_params))


async def _change(request: Request, node: Node) -> Response:
    assert node.kind
    changes = await json_object(request, lambda words: refused(400, words))
    node.kind.fields.check_change(changes)
    node.update({name: value for name, value in changes.items() if name != "draft_api"})
    return JSONResponse(node.document)


async def _delete(request: Request, node: Node) -> Response:
    node.remove()
    return JSONResponse(node.document)


def _create_draft(apic: Apic) -> Handler:
    """A draft from its definition, as JSON or as a part of a form. The definition itself is not told."""

    async def handler(request: Request) -> Response:
        kind, org = objects.DRAFT_API, apic.found(request, objects.ORG)
        if request.headers.get("content-type", "").startswith("multipart/form-data"):
            async with request.form() as form:
                definition = await products.document(form.get("openapi"), "openapi")
        else:
            given = await json_object(request, lambda words: refused(400, words))
            kind.fields.check_new(given)
            definition = given.get("draft_api") or {}
        name, version, title = products.identity(definition)
        if org.find_version(kind, name, version):
            raise refused(apic.duplicate, f"The draft_api '{name}:{version}' already exists.")
        node = org.add(kind, {"name": name, "version": version, "title": title}, apic.base)
        return JSONResponse(node.document, 201)

    return handler

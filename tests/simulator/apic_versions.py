# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""API Connect's versioned objects: by id, or by name and version. A name alone lists its versions.

Products and APIs are in a catalog, and below a space of it as far as they are in that.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from tests.simulator import apic_lifecycle as lifecycle
from tests.simulator import apic_objects as objects
from tests.simulator import apic_products as products
from tests.simulator.apic_login import refused
from tests.simulator.apic_objects import Kind, Node
from tests.simulator.apic_products import Place
from tests.simulator.platform import Handler, json_object

if TYPE_CHECKING:
    from tests.simulator.apic import Apic

Deed = Callable[[Request, Node], Awaitable[Response]]


def routes(apic: Apic) -> list[BaseRoute]:
    """The routes of products, of the APIs of a catalog, and of drafts."""
    drafts = objects.DRAFT_API.list_path
    found: list[BaseRoute] = []
    for place in (objects.CATALOG.item_path, objects.SPACE.item_path):
        found += _of_products(apic, place)
    return [
        *found,
        apic.route("/cloud/devops/resource-service-statuses", _statuses(apic)),
        apic.route(
            f"{objects.ORG.item_path}/drafts/draft-products/validate", _validate(apic, "product"), "POST"
        ),
        apic.route(f"{drafts}/validate", _validate(apic, "api"), "POST"),
        *routes_of(apic, objects.DRAFT_API, drafts, {"PATCH": _change, "DELETE": _delete}),
        apic.route(drafts, _create_draft(apic), "POST"),
    ]


def _of_products(apic: Apic, place: str) -> list[BaseRoute]:
    """The routes of products and their APIs in a catalog or a space."""
    product, api = objects.PRODUCT, objects.API
    verbs: dict[str, Deed] = {
        "replace": partial(_succeed, apic, "replace"),
        "supersede": partial(_succeed, apic, "supersede"),
        "set-migration-target": _then_told(lifecycle.set_target),
        "execute-migration-target": partial(_migrate, apic),
    }
    found = [
        *routes_of(
            apic,
            product,
            f"{place}/products",
            {"PATCH": partial(_change_product, apic), "DELETE": _delete_product},
        ),
        *routes_of(apic, api, f"{place}/apis", {"PATCH": _change}),
        apic.route(f"{place}/subscriptions", _subscriptions(apic)),
        apic.route(f"{place}/publish", _publish(apic, "published"), "POST"),
        apic.route(f"{place}/stage", _publish(apic, "staged"), "POST"),
    ]
    for kind in (product, api):
        for one in addresses(f"{place}/{kind.plural}"):
            found.append(apic.route(f"{one}/document", with_named(apic, kind, partial(_document, apic))))
    for verb, deed in verbs.items():
        for one in addresses(f"{place}/products"):
            found.append(apic.route(f"{one}/{verb}", with_named(apic, product, deed), "POST"))
    return found


def addresses(path: str) -> tuple[str, str]:
    """The paths of one object below that of its list: by name and version, and by id."""
    return f"{path}/{{name_or_id}}/{{version}}", f"{path}/{{name_or_id}}"


def routes_of(apic: Apic, kind: Kind, path: str, deeds: Mapping[str, Deed]) -> list[BaseRoute]:
    """The routes by which the objects of a kind are listed and read, and those of the deeds."""
    each, one = addresses(path)
    found: list[BaseRoute] = [
        apic.route(path, _list(apic, kind)),
        apic.route(one, _read_one_or_versions(apic, kind)),
        apic.route(each, with_named(apic, kind, partial(_read, apic))),
    ]
    for method, deed in deeds.items():
        found += [apic.route(address, with_named(apic, kind, deed), method) for address in (one, each)]
    return found


def place_of(apic: Apic, request: Request) -> Place:
    """The catalog or space that a path names."""
    space = apic.found(request, objects.SPACE) if "spaces" in request.path_params else None
    return Place(apic.found(request, objects.CATALOG), space)


def _nodes(apic: Apic, request: Request, kind: Kind) -> list[Node]:
    """The objects of a kind that are to be seen where the path leads."""
    if kind.parent is not objects.CATALOG:
        return apic.found(request, kind.parent).of(kind)
    place = place_of(apic, request)
    return [node for node in place.catalog.of(kind) if place.holds(node)]


def with_named(apic: Apic, kind: Kind, deed: Deed) -> Handler:
    """The deed, done to the object that the path names."""

    async def handler(request: Request) -> Response:
        return await deed(request, _named(apic, request, kind))

    return handler


def _named(apic: Apic, request: Request, kind: Kind) -> Node:
    nodes = _nodes(apic, request, kind)
    name, version = request.path_params["name_or_id"], request.path_params.get("version")
    if version is None:
        node = next((node for node in nodes if node.document["id"] == name), None)
        if node is None and any(node.name.lower() == name.lower() for node in nodes):
            raise refused(400, "The parameter confirm is required: that is about all versions.")
    else:
        of_name = [node for node in nodes if node.name.lower() == name.lower()]
        node = next((node for node in of_name if node.document["version"] == version), None)
    if node is None:
        raise refused(404, f"The {kind.type} '{name}{':' + version if version else ''}' was not found.")
    return node


def _list(apic: Apic, kind: Kind) -> Handler:
    async def handler(request: Request) -> Response:
        rows = [node.document for node in _nodes(apic, request, kind)]
        return JSONResponse(objects.page(rows, request.query_params, apic.settings.default_page_size))

    return handler


def _read_one_or_versions(apic: Apic, kind: Kind) -> Handler:
    async def handler(request: Request) -> Response:
        name = request.path_params["name_or_id"]
        nodes = _nodes(apic, request, kind)
        versions = [node.document for node in nodes if node.name.lower() == name.lower()]
        if versions:
            return JSONResponse(objects.page(versions, request.query_params, None))
        return await _read(apic, request, _named(apic, request, kind))

    return handler


async def _read(apic: Apic, request: Request, node: Node) -> Response:
    told = objects.trimmed(node.document, request.query_params)
    added = request.query_params.get("fields", "")
    if node.kind is objects.PRODUCT and "add(service_status)" in added and apic.settings.tells_service_status:
        told["service_status"] = _status(apic, node)
    for field in ("catalog_product", "catalog_api"):
        if f"add({field})" in added:
            told[field] = node.settings["document"]
    return JSONResponse(told)


def _status(apic: Apic, product: Node) -> list[dict[str, Any]]:
    settings = apic.settings
    return products.gateway_statuses(product, settings.gateways_behind, settings.gateways_fail)


def _statuses(apic: Apic) -> Handler:
    """``GET /cloud/devops/resource-service-statuses``: what gateways say of the object at an address."""

    async def handler(request: Request) -> Response:
        url = request.query_params.get("resource_url")
        found = [node for node in apic.every(objects.PRODUCT) if node.document["url"] == url]
        rows = [row for node in found for row in _status(apic, node)]
        told = [
            {name: row[name] for name in row if name != "status"} | {"state": row["status"]} for row in rows
        ]
        return JSONResponse({"total_results": len(told), "results": told})

    return handler


async def _document(apic: Apic, request: Request, node: Node) -> Response:
    """The document as it was published."""
    if not apic.settings.tells_documents:
        raise refused(404, f"Cannot GET {request.url.path}")
    return JSONResponse(node.settings["document"])


def _validate(apic: Apic, kind: str) -> Handler:
    """``POST .../validate`` takes a draft, keeps nothing, and says what is wrong with it."""

    async def handler(request: Request) -> Response:
        apic.found(request, objects.ORG)
        if not apic.settings.validates:
            raise refused(404, f"Cannot POST {request.url.path}")
        given = await json_object(request, lambda words: refused(400, words))
        content = given.get(f"draft_{kind}")
        if not isinstance(content, dict):
            raise refused(400, f"The property draft_{kind} is required.")
        errors = [] if isinstance(content.get("info"), dict) else ["info is missing"]
        if kind == "product" and not content.get("plans"):
            errors.append("A product needs a plan")
        if kind == "api" and "paths" not in content:
            errors.append("paths is missing")
        warnings = [] if kind == "product" or content.get("paths") else ["The API has no path"]
        result = "error" if errors else "warning" if warnings else "success"
        return JSONResponse({"result": result, "messages": [], "errors": errors, "warnings": warnings})

    return handler


def _publish(apic: Apic, state: str) -> Handler:
    async def handler(request: Request) -> Response:
        node = await products.publish(request, place_of(apic, request), apic.base, state)
        if apic.settings.creations_redirect:
            return Response(status_code=302, headers={"location": node.document["url"]})
        return JSONResponse(node.document, 201)

    return handler


def _subscriptions(apic: Apic) -> Handler:
    """``GET .../subscriptions`` of all applications, of a product and a plan where the query names them."""

    async def handler(request: Request) -> Response:
        catalog = place_of(apic, request).catalog
        for product in catalog.of(objects.PRODUCT):
            lifecycle.go_on_migrating(product)
        rows = [node.document for node in lifecycle.all_subscriptions(catalog)]
        for field in ("product_url", "plan"):
            wanted = request.query_params.get(field)
            rows = [row for row in rows if wanted is None or row[field] == wanted]
        return JSONResponse(objects.page(rows, request.query_params, apic.settings.default_page_size))

    return handler


async def _succeed(apic: Apic, verb: str, request: Request, node: Node) -> Response:
    await lifecycle.succeed(request, node, verb, apic.base)
    return JSONResponse(node.document)


async def _migrate(apic: Apic, _request: Request, node: Node) -> Response:
    lifecycle.execute_target(node, apic.settings.migrations_behind)
    return JSONResponse(node.document)


def _then_told(deed: Callable[[Request, Node], Awaitable[None]]) -> Deed:
    async def told(request: Request, node: Node) -> Response:
        await deed(request, node)
        return JSONResponse(node.document)

    return told


async def _change_product(apic: Apic, request: Request, node: Node) -> Response:
    await lifecycle.change(request, node, apic.base)
    return JSONResponse(node.document)


async def _delete_product(request: Request, node: Node) -> Response:
    lifecycle.delete(node)
    return JSONResponse(node.document)


async def _change(request: Request, node: Node) -> Response:
    assert node.kind
    changes = await json_object(request, lambda words: refused(400, words))
    node.kind.fields.check_change(changes)
    node.update(changes)
    return JSONResponse(objects.trimmed(node.document, {}))


async def _delete(request: Request, node: Node) -> Response:
    node.remove()
    return JSONResponse(objects.trimmed(node.document, {}))


def _create_draft(apic: Apic) -> Handler:
    """A draft from its definition, as JSON or as a part of a form. The definition is told on request."""

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
        told = {"name": name, "version": version, "title": title, "draft_api": definition}
        node = org.add(kind, told, apic.base)
        return JSONResponse(objects.trimmed(node.document, {}), 201)

    return handler

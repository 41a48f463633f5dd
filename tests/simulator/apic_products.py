# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""API Connect's products: publishing and staging them, and their life afterwards."""

from __future__ import annotations

from typing import Any

import yaml
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.simulator.apic_login import refused
from tests.simulator.apic_objects import PRODUCT, Node
from tests.simulator.platform import json_object

_STATES = ("staged", "published", "deprecated", "retired", "archived")


async def publish(request: Request, catalog: Node, base: str, state: str) -> Response:
    """``POST .../publish`` and ``.../stage``: multipart, a part ``product`` and parts ``openapi``."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise refused(415, "Unsupported Media Type: the request must be multipart/form-data")
    async with request.form() as form:
        product = await _document(form.get("product"), "product")
        apis = [await _document(part, "openapi") for part in form.getlist("openapi")]
    references = product.get("apis") or {}
    if len(apis) < sum("$ref" in api for api in references.values() if isinstance(api, dict)):
        raise refused(400, "The product refers to an API that is not among the openapi parts")
    info = product.get("info") or {}
    if not info.get("name") or not info.get("version"):
        raise refused(400, "The product has no info.name or no info.version")
    name, version = str(info["name"]), str(info["version"])
    old = find(catalog, name, version)
    if old and (catalog.document.get("settings") or {}).get("production_mode"):
        raise refused(409, f"The product {name}:{version} is already published")
    if old:
        old.remove()
    given = {
        "name": name,
        "version": version,
        "title": info.get("title", name),
        "state": state,
        "plans": [{"name": plan} for plan in product.get("plans") or {}],
        "apis": [api.get("info", {}) for api in apis],
        "catalog_url": catalog.document["url"],
    }
    return JSONResponse(catalog.add(PRODUCT, given, base).document, 201)


def find(catalog: Node, name: str, version: str) -> Node | None:
    """The product of that name and version."""
    for node in catalog.of(PRODUCT):
        if node.name.lower() == name.lower() and node.document["version"] == version:
            return node
    return None


async def change(request: Request, product: Node) -> Response:
    """``PATCH`` of a product: its state, above all."""
    changes = await json_object(request, lambda words: refused(400, words))
    if changes.get("state", _STATES[0]) not in _STATES:
        raise refused(400, "The state must be one of " + ", ".join(_STATES))
    product.update({name: value for name, value in changes.items() if name not in ("name", "version")})
    return JSONResponse(product.document)


async def delete(product: Node) -> Response:
    """``DELETE`` of a product, which must not be on offer any more."""
    if product.document["state"] == "published":
        raise refused(400, "A published product cannot be deleted: deprecate or retire it first")
    product.remove()
    return JSONResponse(product.document)


async def _document(part: Any, name: str) -> dict[str, Any]:
    """The YAML or JSON document in a part of the form."""
    if part is None:
        raise refused(400, f"The part {name} is missing")
    text = await part.read() if isinstance(part, UploadFile) else part
    try:
        document = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise refused(400, f"The part {name} is neither YAML nor JSON: {error}") from None
    if not isinstance(document, dict):
        raise refused(400, f"The part {name} is no document")
    return document

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""API Connect's products: publishing and staging them with their APIs, and their life afterwards."""

from __future__ import annotations

from typing import Any

import yaml
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.simulator.apic_login import refused
from tests.simulator.apic_objects import API, PRODUCT, Node
from tests.simulator.platform import json_object

# What becomes of the APIs of a product in each of its states.
_STATES = {
    "staged": "staged",
    "published": "online",
    "deprecated": "online",
    "retired": "offline",
    "archived": "offline",
}
_TOLD_OF_AN_API = ("id", "name", "title", "version", "state", "url")


async def publish(request: Request, catalog: Node, base: str, state: str) -> Response:
    """``POST .../publish`` and ``.../stage``: multipart, a part ``product`` and parts ``openapi``."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise refused(415, "Unsupported Media Type: the request must be multipart/form-data")
    async with request.form() as form:
        product = await document(form.get("product"), "product")
        apis = [await document(part, "openapi") for part in form.getlist("openapi")]
    references = product.get("apis") or {}
    if len(apis) < sum("$ref" in api for api in references.values() if isinstance(api, dict)):
        raise refused(400, "The product refers to an API that is not among the openapi parts")
    info = product.get("info") or {}
    if not info.get("name") or not info.get("version"):
        raise refused(400, "The product has no info.name or no info.version")
    name, version = str(info["name"]), str(info["version"])
    old = catalog.find_version(PRODUCT, name, version)
    if old and catalog.settings.get("production_mode"):
        raise refused(409, f"The product {name}:{version} is already published")
    nodes = [_api(catalog, api, base) for api in apis]
    if old:
        old.remove()
    given = {
        "name": name,
        "version": version,
        "title": info.get("title", name),
        "state": state,
        "plans": [_plan(plan, content) for plan, content in (product.get("plans") or {}).items()],
        "api_urls": [node.document["url"] for node in nodes],
    }
    made = catalog.add(PRODUCT, given, base)
    _tell_of_apis(made)
    return JSONResponse(made.document, 201)


def _plan(name: str, content: Any) -> dict[str, Any]:
    title = content.get("title") if isinstance(content, dict) else None
    return {"name": name, "title": title or name}


def _api(catalog: Node, definition: dict[str, Any], base: str) -> Node:
    """The API of that definition in the catalog, where each name and version is there once."""
    name, version, title = identity(definition)
    found = catalog.find_version(API, name, version)
    if found:
        found.update({"title": title})
        return found
    kind = "openapi3" if "openapi" in definition else "openapi2"
    given = {"name": name, "version": version, "title": title, "api_type": "rest", "oai_version": kind}
    return catalog.add(API, given, base)


def identity(definition: dict[str, Any]) -> tuple[str, str, str]:
    """Name, version and title of an API by its definition."""
    info = definition.get("info") or {}
    title = str(info.get("title", ""))
    name = info.get("x-ibm-name") or title.lower().replace(" ", "-")
    if not name or not info.get("version"):
        raise refused(400, "The API has no info.title or no info.version")
    return str(name), str(info["version"]), title


def _tell_of_apis(product: Node) -> None:
    """Gives the product's APIs the state that goes with its own, and has it tell of them."""
    assert product.parent
    mine = [node for node in product.parent.of(API) if node.document["url"] in product.document["api_urls"]]
    for node in mine:
        node.update({"state": _STATES[product.document["state"]]})
    product.document["apis"] = [{name: node.document[name] for name in _TOLD_OF_AN_API} for node in mine]


async def change(request: Request, product: Node) -> Response:
    """``PATCH`` of a product: its state, above all."""
    changes = await json_object(request, lambda words: refused(400, words))
    PRODUCT.fields.check_change(changes)
    if changes.get("state", "staged") not in _STATES:
        raise refused(400, "The state must be one of " + ", ".join(_STATES))
    product.update({name: value for name, value in changes.items() if name not in ("name", "version")})
    _tell_of_apis(product)
    return JSONResponse(product.document)


async def delete(request: Request, product: Node) -> Response:
    """``DELETE`` of a product, which must not be on offer any more."""
    if product.document["state"] == "published":
        raise refused(400, "A published product cannot be deleted: deprecate or retire it first")
    product.remove()
    return JSONResponse(product.document)


async def document(part: Any, name: str) -> dict[str, Any]:
    """The YAML or JSON document in a part of the form."""
    if part is None:
        raise refused(400, f"The part {name} is missing")
    text = await part.read() if isinstance(part, UploadFile) else part
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise refused(400, f"The part {name} is neither YAML nor JSON: {error}") from None
    if not isinstance(content, dict):
        raise refused(400, f"The part {name} is no document")
    return content

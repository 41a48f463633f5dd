# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""API Connect's products: publishing and staging them with their APIs, and what is told of them.

A product and an API keep their documents as they came, at an address of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml
from starlette.datastructures import UploadFile
from starlette.requests import Request

from tests.simulator.apic_lifecycle import needs_approval, subscriptions_of, tell_of_apis
from tests.simulator.apic_login import refused
from tests.simulator.apic_objects import API, CONFIGURED_GATEWAY_SERVICE, CONSUMER_ORG, PRODUCT, Node

# Who sees a product of which its document does not say that.
_VISIBLE = {"view": {"type": "public"}, "subscribe": {"type": "authenticated"}}


@dataclass(frozen=True)
class Place:
    """Where products are published: a catalog, or a space of it."""

    catalog: Node
    space: Node | None = None

    def holds(self, node: Node) -> bool:
        """Whether a product or API is to be seen here: a catalog shows those of its spaces as well."""
        return self.space is None or self.space.document["url"] in node.document.get("space_urls", ())

    @property
    def space_urls(self) -> dict[str, Any]:
        """The field that says in which space something is."""
        return {"space_urls": [self.space.document["url"]]} if self.space else {}


async def publish(request: Request, place: Place, base: str, state: str) -> Node:
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
    catalog = place.catalog
    there = catalog.find_version(PRODUCT, name, version)
    if there and (there.name != name or not place.holds(there)):
        raise refused(409, f"duplicate key value violates unique constraint: {name}:{version}")
    if there and catalog.settings.get("production_mode"):
        raise refused(409, f"The product {name}:{version} is already published")
    gateways = _gateways(catalog, request.query_params.get("gateway_services"))
    nodes = [_api(place, api, base) for api in apis]
    given = {
        "name": name,
        "version": version,
        "title": info.get("title", name),
        "plans": [_plan(plan, content) for plan, content in (product.get("plans") or {}).items()],
        "api_urls": [node.document["url"] for node in nodes],
        "gateway_service_urls": gateways,
        "visibility": _visibility(catalog, product.get("visibility") or _VISIBLE),
        **place.space_urls,
    }
    if there is None:
        there = catalog.add(PRODUCT, {**given, "state": "pending"}, base)
    elif request.query_params.get("migrate_subscriptions") != "true":
        for subscription in subscriptions_of(there):
            subscription.remove()
    there.update(given)
    there.settings["document"] = product
    if not needs_approval(there, state, base):
        there.update({"state": state})
    tell_of_apis(there)
    return there


def _plan(name: str, content: Any) -> dict[str, Any]:
    title = content.get("title") if isinstance(content, dict) else None
    return {"name": name, "title": title or name}


def _gateways(catalog: Node, names: str | None) -> list[str]:
    """The addresses of the gateway services of those names; of all where none is named."""
    known = {
        node.name: node.document["gateway_service_url"] for node in catalog.of(CONFIGURED_GATEWAY_SERVICE)
    }
    wanted = names.split(",") if names else list(known)
    for name in wanted:
        if name not in known:
            raise refused(404, f"The gateway service '{name}' was not found.")
    return [known[name] for name in wanted]


def _visibility(catalog: Node, written: Mapping[str, Any]) -> dict[str, Any]:
    """Who sees a product and may subscribe to it, with addresses for the names of organizations."""
    told = {}
    for side, fields in written.items():
        told[side] = {"type": fields["type"], "enabled": fields.get("enabled", True)}
        orgs = [catalog.find(CONSUMER_ORG, str(name)) for name in fields.get("orgs") or ()]
        if orgs:
            told[side]["org_urls"] = [node.document["url"] for node in orgs if node]
        groups = [
            node
            for node in catalog.children.get("consumer-groups", ())
            if node.name in (fields.get("tags") or ())
        ]
        if groups:
            told[side]["group_urls"] = [node.document["url"] for node in groups]
    return told


def _api(place: Place, definition: dict[str, Any], base: str) -> Node:
    """The API of that definition in the catalog, where each name and version is there once."""
    name, version, title = identity(definition)
    catalog = place.catalog
    found = catalog.find_version(API, name, version)
    if found and found.settings["document"] != definition and catalog.settings.get("production_mode"):
        raise refused(409, f"The API {name}:{version} is already published with other content")
    if found:
        found.update({"title": title})
    else:
        kind = "openapi3" if "openapi" in definition else "openapi2"
        given = {"name": name, "version": version, "title": title, "api_type": "rest", "oai_version": kind}
        found = catalog.add(API, {**given, **place.space_urls}, base)
    found.settings["document"] = definition
    return found


def identity(definition: dict[str, Any]) -> tuple[str, str, str]:
    """Name, version and title of an API by its definition."""
    info = definition.get("info") or {}
    title = str(info.get("title", ""))
    name = info.get("x-ibm-name") or title.lower().replace(" ", "-")
    if not name or not info.get("version"):
        raise refused(400, "The API has no info.title or no info.version")
    return str(name), str(info["version"]), title


def gateway_statuses(product: Node, behind: int, failed: bool) -> list[dict[str, Any]]:
    """What the gateways say of a product that runs; the first looks find them ``behind``."""
    if product.document["state"] not in ("published", "deprecated"):
        return []
    product.settings["looks"] = product.settings.get("looks", 0) + 1
    processed = product.settings["looks"] > behind
    when = product.document["updated_at"]
    row = {"status": "published-failed" if failed else "published", "created_at": when, "sent_at": when}
    done = {"processed_at": when} if processed else {"status": "sent"}
    return [{"service_url": url, **row, **done} for url in product.document["gateway_service_urls"]]


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

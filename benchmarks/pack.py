# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sample pack of Axway Central, of the size of the vendor's own: from stages to a published product.

`requests_of` are those that the vendor's tool makes for a document, each time it is applied.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from typing import Any

Document = dict[str, Any]

_ICON = "data:image/png;base64," + base64.b64encode(bytes(600)).decode()
_DEFINITION = base64.b64encode(b'{"openapi": "3.0.0"}' * 100).decode()
_ENVIRONMENTS = ("dev", "test", "prod")
_PLACES = {
    "management": {
        "AccessRequestDefinition": "accessrequestdefinitions",
        "APIService": "apiservices",
        "APIServiceInstance": "apiserviceinstances",
        "APIServiceRevision": "apiservicerevisions",
        "CredentialRequestDefinition": "credentialrequestdefinitions",
        "Environment": "environments",
    },
    "catalog": {
        "Asset": "assets",
        "AssetMapping": "assetmappings",
        "Category": "categories",
        "CategoryVisibility": "categoryvisibility",
        "Document": "documents",
        "DocumentResource": "documentresources",
        "Marketplace": "marketplaces",
        "Product": "products",
        "ProductOverview": "productoverviews",
        "ProductPlan": "productplans",
        "PublishedProduct": "publishedproducts",
        "Quota": "quotas",
        "ReleaseTag": "releasetags",
        "Resource": "resources",
        "Stage": "stages",
        "StageVisibility": "stagevisibility",
        "SubscriptionRequestDefinition": "subscriptionrequestdefinitions",
    },
}
# What is written with the object; everything else is a subresource, written apart.
_HEAD = ("kind", "name", "metadata", "title", "tags", "attributes", "spec")


def documents() -> list[Document]:
    """The documents, each after what it refers to."""
    return [*_foundations(), *_services(), *_product()]


def _document(kind: str, name: str, scope: tuple[str, str] | None = None, **fields: Any) -> Document:
    place = {"metadata": {"scope": {"kind": scope[0], "name": scope[1]}}} if scope else {}
    french = {"values": [{"path": "/title", "value": f"Le {name}"}]}
    texts = {"title": name.title(), "tags": ["sample"], "languages-fr-fr": french}
    return {"kind": kind, "name": name, **place, **texts, **fields}


def _foundations() -> Iterator[Document]:
    for name in _ENVIRONMENTS:
        yield _document("Stage", name, icon=_ICON)
    for name in ("animals", "food"):
        yield _document("Category", name, icon=_ICON, spec={"description": f"All {name}."})
    market = ("Marketplace", "marketplace")
    yield _document("CategoryVisibility", "all-categories", market, spec={"visible": True})
    yield _document("StageVisibility", "all-stages", market, spec={"visible": True})
    yield _document("SubscriptionRequestDefinition", "billing", spec={"schema": {"type": "object"}})


def _services() -> Iterator[Document]:
    for name in _ENVIRONMENTS:
        scope = ("Environment", name)
        yield _document("Environment", name, spec={"production": name == "prod"}, stages={"allowed": [name]})
        yield _document("AccessRequestDefinition", "scopes", scope, spec={"schema": {"type": "object"}})
        yield _document("CredentialRequestDefinition", "key", scope, spec={"schema": {"type": "object"}})
        yield _document("APIService", "pets", scope, spec={"description": "Pets."})
        definition = {"type": "oas3", "value": _DEFINITION}
        revision = {"apiService": "pets", "definition": definition}
        yield _document("APIServiceRevision", "pets-1", scope, spec=revision)
        endpoint = {"host": f"{name}.example.com", "port": 443, "protocol": "https"}
        instance = {"apiServiceRevision": "pets-1", "endpoint": [endpoint]}
        yield _document("APIServiceInstance", "pets-1", scope, spec=instance, lifecycle={"stage": name})


def _product() -> Iterator[Document]:
    asset, product, plan = ("Asset", "pets"), ("Product", "shop"), ("ProductPlan", "silver")
    yield _document("Asset", "pets", spec={"type": "API", "categories": ["animals"]}, icon=_ICON)
    for name in _ENVIRONMENTS:
        inputs = {"stage": name, "apiService": f"management/{name}/pets"}
        yield _document("AssetMapping", f"pets-{name}", asset, spec={"inputs": inputs})
    yield _document("ReleaseTag", "pets-1", asset, spec={"releaseType": "major"})
    for name in ("help", "terms"):
        yield _document("DocumentResource", name, spec={"data": {"type": "text", "content": name}})
    sold = {"assets": [{"name": "pets"}], "categories": ["animals"], "description": "All about pets."}
    yield _document("Product", "shop", spec=sold, icon=_ICON)
    for name in ("first-steps", "reference"):
        yield _document("Resource", name, product, spec={"data": {"type": "text", "content": name}})
        yield _document("Document", name, product, spec={"sections": [{"title": name}]})
    yield _document("ProductOverview", "overview", product, spec={"documents": ["first-steps"]})
    yield _document("ReleaseTag", "shop-1", product, spec={"releaseType": "major"})
    paid = _document("ProductPlan", "silver", spec={"product": "shop", "type": "paid"})
    yield paid
    yield _document("Quota", "calls", plan, spec={"unit": "transactions"})
    yield {**paid, "state": "active"}
    market = ("Marketplace", "marketplace")
    yield _document("PublishedProduct", "shop", market, spec={"product": {"name": "shop"}})


def requests_of(document: Mapping[str, Any]) -> list[tuple[str, str, Any]]:
    """A GET, a POST or a PUT (``WRITE``), and a PUT of each subresource: method, path and body."""
    scope = (document.get("metadata") or {}).get("scope") or {}
    group = next(group for group, kinds in _PLACES.items() if document["kind"] in kinds)
    place = f"/apis/{group}/v1"
    if scope:
        place += f"/{_PLACES[group][scope['kind']]}/{scope['name']}"
    item = f"{place}/{_PLACES[group][document['kind']]}/{document['name']}"
    main = {name: document[name] for name in _HEAD if name in document}
    parts = [
        ("PUT", f"{item}/{name}", {name: value}) for name, value in document.items() if name not in _HEAD
    ]
    return [("GET", item, None), ("WRITE", item, main), *parts]

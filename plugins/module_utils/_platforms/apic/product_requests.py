# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests about the products of a catalog or space: reads and writes, counted.

PRIVATE to this collection.
"""

from __future__ import annotations

import json
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple
from urllib.parse import quote

from ..._core.errors import ApiError
from ..._core.exchange.client import Client
from ..._core.http.body import MultipartBody
from .platform import Apic
from .product_documents import Document, Documents
from .requests import ApicRequests

Object = Dict[str, Any]


class CatalogRequests:
    """Requests to one catalog or space. ``counts`` are those made, by ``reads`` and ``writes``."""

    def __init__(self, platform: Apic, client: Client, catalog: str, space: Optional[str]) -> None:
        self._api = ApicRequests(platform, client)
        self.counts = self._api.counts
        organization, _slash, name = catalog.partition("/")
        self._names = {"org": organization, "catalog": name, "space": space}
        self._catalog = "/catalogs/{org}/{catalog}"
        self._place = "/spaces/{org}/{catalog}/{space}" if space else self._catalog
        self.title = "catalog %s" % catalog + (", space %s" % space if space else "")

    # --- reading -----------------------------------------------------------------------------------------

    def is_there(self) -> bool:
        """Whether the catalog or space is there."""
        return self._found(self._place) is not None

    def product(self, name: str, version: str) -> Optional[Object]:
        """A product, with what its gateways say of it; None if it does not exist."""
        found = self._api.one(self._product(name, version), {"fields": "add(service_status)"})
        if found is None:
            return None
        if found.get("name") != name or found.get("version") != version:
            raise ApiError(
                "conflict",
                "The %s has this product as %s:%s. Names that differ in case only are one to API Connect; "
                "write it that way." % (self.title, found.get("name"), found.get("version")),
            )
        return found

    def versions(self, name: str) -> List[Object]:
        """All versions of a product; an empty list if there is none."""
        try:
            return self._api.rows(self._path(self._place + "/products/{name}", name=name))
        except ApiError as error:
            if error.is_absence:
                return []
            raise

    def product_document(self, name: str, version: str) -> Optional[Document]:
        return self._document("products", "catalog_product", name, version)

    def api_document(self, api: str) -> Optional[Document]:
        """The definition of an API, by ``name:version``; None if it does not exist."""
        name, _colon, version = api.rpartition(":")
        return self._document("apis", "catalog_api", name, version)

    def products_with(self, api: str) -> List[str]:
        """The products that have an API, as ``name:version``."""
        name, _colon, version = api.rpartition(":")
        found = self._found(self._place + "/apis/{name}/{version}", name=name, version=version)
        if found is None:
            return []
        products = [
            self._found("/catalogs/{org}/{catalog}/products/{id}", id=_last_segment(url))
            for url in found.get("product_urls") or []
        ]
        return sorted("%s:%s" % (each["name"], each["version"]) for each in products if each)

    def production_mode(self) -> bool:
        """Whether the catalog refuses to publish a version of a product a second time."""
        settings = self._found(self._catalog + "/settings")
        return bool((settings or {}).get("production_mode"))

    def number_of_subscriptions(self, product: Mapping[str, Any], plan: Optional[str] = None) -> int:
        """How many subscriptions there are to a product, or to a plan of it."""
        query = {"product_url": product["url"], **({"plan": plan} if plan else {})}
        return self._api.number(self._path(self._place + "/subscriptions"), query)

    def gateways(self) -> Dict[str, str]:
        """The address of each gateway service of the catalog or space, by its name."""
        rows = self._api.rows(self._path(self._place + "/configured-gateway-services"))
        return {str(row["name"]): str(row.get("gateway_service_url") or row.get("url")) for row in rows}

    def consumer_org(self, name: str) -> Optional[str]:
        """The address of a consumer organization."""
        found = self._found("/consumer-orgs/{org}/{catalog}/{name}", name=name)
        return None if found is None else str(found["url"])

    def consumer_group(self, name: str) -> Optional[str]:
        """The address of a group of consumer organizations."""
        found = self._found(self._place + "/consumer-groups/{name}", name=name)
        return None if found is None else str(found["url"])

    def gateway_statuses(self, product: Mapping[str, Any]) -> Optional[List[Object]]:
        """What gateways say of a product that does not tell it itself; None if nobody may know."""
        try:
            rows = self._api.rows("/cloud/devops/resource-service-statuses", {"resource_url": product["url"]})
        except ApiError as error:
            if error.kind in ("forbidden", "not_found") and error.from_platform:
                return None
            raise
        return [{**row, "status": row.get("state")} for row in rows]

    def validated(self, kind: str, content: Document) -> Optional[Object]:
        """What the server says against a product or API that it does not keep; None if it cannot tell."""
        space = self._names["space"]
        query = {"catalog_name": self._names["catalog"], **({"space_name": space} if space else {})}
        path = self._path("/orgs/{org}/drafts/draft-%ss/validate" % kind)
        try:
            return self._api.asked(path, {"draft_" + kind: content}, query)
        except ApiError as error:
            if error.kind in ("forbidden", "not_found") and error.from_platform:
                return None
            raise

    # --- writing -----------------------------------------------------------------------------------------

    def publish(self, verb: str, documents: Documents, query: Mapping[str, Any]) -> None:
        """Publish or stage (the ``verb``) a product with its APIs."""
        body = MultipartBody(
            {
                "product": _part("product", documents.product),
                "openapi": [_part("openapi", each) for each in documents.apis.values()],
            }
        )
        self._api.send("POST", self._path("%s/%s" % (self._place, verb)), body, query)

    def change(self, name: str, version: str, fields: Mapping[str, Any]) -> None:
        """Change fields of a product, such as its state."""
        self._api.write("PATCH", self._product(name, version), dict(fields))

    def succeed(
        self, verb: str, new: Tuple[str, str], old: Mapping[str, Any], plans: Mapping[str, str]
    ) -> None:
        """Have the new product, by name and version, replace or supersede (the ``verb``) the old one.

        The path names the new one and the body the old one. The other way round would retire the new one.
        """
        self._api.write("POST", "%s/%s" % (self._product(*new), verb), _mapping(old, plans))

    def set_target(self, old: Mapping[str, Any], new: Mapping[str, Any], plans: Mapping[str, str]) -> None:
        """Make the new product the migration target of the old one. Here the path names the old one."""
        self._api.write("POST", self._of(old) + "/set-migration-target", _mapping(new, plans))

    def migrate(self, old: Mapping[str, Any]) -> None:
        """Migrate all subscriptions of the old product to its migration target."""
        self._api.write("POST", self._of(old) + "/execute-migration-target")

    def delete(self, name: str, version: str) -> None:
        self._api.write("DELETE", self._product(name, version))

    # --- requests ----------------------------------------------------------------------------------------

    def _product(self, name: str, version: str) -> str:
        """Where a product is."""
        return self._path(self._place + "/products/{name}/{version}", name=name, version=version)

    def _of(self, product: Mapping[str, Any]) -> str:
        return self._product(str(product["name"]), str(product["version"]))

    def _path(self, path: str, **names: str) -> str:
        """A path with these names and those of the catalog in it."""
        given = {**self._names, **names}
        return path.format_map({name: quote(str(value), safe="") for name, value in given.items()})

    def _found(self, path: str, query: Optional[Mapping[str, Any]] = None, **names: str) -> Optional[Object]:
        """The object there; None if the platform says that there is none."""
        return self._api.one(self._path(path, **names), query)

    def _document(self, plural: str, field: str, name: str, version: str) -> Optional[Document]:
        path = "%s/%s/{name}/{version}" % (self._place, plural)
        found = self._found(path + "/document", name=name, version=version)
        if found is not None:
            return found
        # Older versions tell the document with the object only.
        whole = self._found(path, {"fields": "add(%s)" % field}, name=name, version=version)
        return None if whole is None else whole.get(field)


def addresses_differ(current: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether two sets of addresses are of other objects."""
    return {_last_segment(url) for url in current} != {_last_segment(url) for url in wanted}


def _last_segment(url: str) -> str:
    return str(url).rstrip("/").rpartition("/")[2]


def _mapping(product: Mapping[str, Any], plans: Mapping[str, str]) -> Dict[str, Any]:
    """A product and, for each plan of the old one, the plan of the new one."""
    pairs = [{"source": source, "target": target} for source, target in plans.items()]
    return {"product_url": product["url"], "plans": pairs}


def _part(name: str, content: Document) -> Mapping[str, str]:
    return {
        "content": json.dumps(content, ensure_ascii=False),
        "filename": name + ".json",
        "content_type": "application/json",
    }

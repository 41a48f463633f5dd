# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests about the products of a catalog or space: reads and writes, counted.

PRIVATE to this collection.
"""

from __future__ import annotations

import json
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

from ..._core.errors import ApiError
from ..._core.exchange.client import Client
from ..._core.exchange.paging import CallParams, fetch_pages
from ..._core.http import document
from ..._core.http.address import join, without_query
from ..._core.http.body import Body, MultipartBody, json_body
from ..._core.http.message import Request, Response
from .lists import OffsetPager
from .platform import Apic
from .product_documents import Document, Documents

Object = Dict[str, Any]

# Far more pages than a catalog has products of one name.
_MOST_PAGES = 100


class CatalogRequests:
    """Requests to one catalog or space. ``counts`` are those made, by ``reads`` and ``writes``."""

    def __init__(self, platform: Apic, client: Client, catalog: str, space: Optional[str]) -> None:
        self._platform = platform
        self._client = client
        self._base = platform.base({})
        organization, _slash, name = catalog.partition("/")
        self._names = {"org": organization, "catalog": name, "space": space}
        self._catalog = "/catalogs/{org}/{catalog}"
        self._place = "/spaces/{org}/{catalog}/{space}" if space else self._catalog
        self.title = "catalog %s" % catalog + (", space %s" % space if space else "")
        self.counts = {"reads": 0, "writes": 0}

    # --- reading -----------------------------------------------------------------------------------------

    def is_there(self) -> bool:
        """Whether the catalog or space is there."""
        return self._found(self._place) is not None

    def product(self, name: str, version: str) -> Optional[Object]:
        """A product, with what its gateways say of it; None if it is not there."""
        found = self._found(
            self._place + "/products/{name}/{version}",
            {"fields": "add(service_status)"},
            name=name,
            version=version,
        )
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
            return self._rows(self._place + "/products/{name}", {}, name=name)[0]
        except ApiError as error:
            if error.is_absence:
                return []
            raise

    def product_document(self, name: str, version: str) -> Optional[Document]:
        return self._document("products", "catalog_product", name, version)

    def api_document(self, api: str) -> Optional[Document]:
        """The definition of an API, by ``name:version``; None if it is not there."""
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
        query = {"product_url": product["url"], "limit": 1, **({"plan": plan} if plan else {})}
        return self._rows(self._place + "/subscriptions", query, most_pages=1)[1]

    def gateways(self) -> Dict[str, str]:
        """The address of each gateway service of the catalog or space, by its name."""
        rows, _total = self._rows(self._place + "/configured-gateway-services", {})
        return {str(row["name"]): str(row.get("gateway_service_url") or row.get("url")) for row in rows}

    def consumer_org(self, name: str) -> Optional[str]:
        """The address of a consumer organization."""
        found = self._found("/consumer-orgs/{org}/{catalog}/{name}", name=name)
        return None if found is None else str(found["url"])

    def gateway_statuses(self, product: Mapping[str, Any]) -> Optional[List[Object]]:
        """What gateways say of a product that does not tell it itself; None if nobody may know."""
        try:
            rows, _total = self._rows(
                "/cloud/devops/resource-service-statuses", {"resource_url": product["url"]}
            )
        except ApiError as error:
            if error.kind in ("forbidden", "not_found") and error.from_platform:
                return None
            raise
        return [{**row, "status": row.get("state")} for row in rows]

    def validated(self, kind: str, content: Document) -> Optional[Object]:
        """What the server says against a product or API that it does not keep; None if it cannot tell."""
        space = self._names["space"]
        query = {"catalog_name": self._names["catalog"], **({"space_name": space} if space else {})}
        request = self._request(
            "POST",
            "/orgs/{org}/drafts/draft-%ss/validate" % kind,
            query,
            json_body({"draft_" + kind: content}),
        )
        request.read_only = request.repeatable = True
        self.counts["reads"] += 1
        try:
            return self._object(self._client.exchange(request))
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
        self._write("POST", "%s/%s" % (self._place, verb), query, body)

    def change(self, name: str, version: str, fields: Mapping[str, Any]) -> None:
        """Change fields of a product, such as its state."""
        path = self._place + "/products/{name}/{version}"
        self._write("PATCH", path, {}, json_body(fields), name=name, version=version)

    def succeed(
        self, verb: str, new: Tuple[str, str], old: Mapping[str, Any], plans: Mapping[str, str]
    ) -> None:
        """Have the new product, by name and version, replace or supersede (the ``verb``) the old one.

        The path names the new one and the body the old one. The other way round would retire the new one.
        """
        pairs = [{"source": source, "target": target} for source, target in plans.items()]
        body = json_body({"product_url": old["url"], "plans": pairs})
        path = self._place + "/products/{name}/{version}/" + verb
        self._write("POST", path, {}, body, name=new[0], version=new[1])

    def delete(self, name: str, version: str) -> None:
        path = self._place + "/products/{name}/{version}"
        self._write("DELETE", path, {}, None, name=name, version=version)

    # --- requests ----------------------------------------------------------------------------------------

    def _write(
        self, method: str, path: str, query: Mapping[str, Any], body: Optional[Body], **names: str
    ) -> None:
        self.counts["writes"] += 1
        self._client.exchange(self._request(method, path, query, body, **names))

    def _found(self, path: str, query: Optional[Mapping[str, Any]] = None, **names: str) -> Optional[Object]:
        """The object there; None if the platform says that there is none."""
        self.counts["reads"] += 1
        try:
            return self._object(self._client.exchange(self._request("GET", path, query or {}, None, **names)))
        except ApiError as error:
            if error.is_absence:
                return None
            raise

    def _document(self, plural: str, field: str, name: str, version: str) -> Optional[Document]:
        path = "%s/%s/{name}/{version}" % (self._place, plural)
        found = self._found(path + "/document", name=name, version=version)
        if found is not None:
            return found
        # Older versions tell the document with the object only.
        whole = self._found(path, {"fields": "add(%s)" % field}, name=name, version=version)
        return None if whole is None else whole.get(field)

    def _rows(
        self, path: str, query: Mapping[str, Any], most_pages: int = _MOST_PAGES, **names: str
    ) -> Tuple[List[Object], int]:
        """The rows of a list, and how many there are in all."""

        def fetch(call: CallParams) -> Tuple[Response, Any]:
            self.counts["reads"] += 1
            response = self._client.exchange(self._request("GET", path, call["query"], None, **names))
            return response, document.json_of(response)

        pager = OffsetPager()
        pages = fetch_pages(pager, fetch, {"query": dict(query)}, most_pages)
        rows, last = pager.rows(pages.answer), pages.responses[-1]
        if rows is None or not all(isinstance(row, dict) for row in rows):
            raise _unreadable(last, "the answer is no list")
        if pages.warning and most_pages > 1:
            raise _unreadable(last, pages.warning.rstrip("."))
        total = pager.total(pages.answer, {})
        return rows, len(rows) if total is None else total

    def _request(
        self, method: str, path: str, query: Mapping[str, Any], body: Optional[Body], **names: str
    ) -> Request:
        given: Mapping[str, Any] = {**self._names, **names}
        params = {name: value for name, value in given.items() if "{%s}" % name in path}
        url = join(self._base, path, params, query)
        read_only = method == "GET"
        # A write in doubt is read back rather than sent again.
        return Request(
            method, url, dict(self._platform.headers()), body, read_only=read_only, repeatable=read_only
        )

    @staticmethod
    def _object(response: Response) -> Object:
        answer = document.json_of(response)
        if not isinstance(answer, dict):
            raise _unreadable(response, "the answer is no object")
        return answer


def addresses_differ(current: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether two sets of addresses are of other objects."""
    return {_last_segment(url) for url in current} != {_last_segment(url) for url in wanted}


def _last_segment(url: str) -> str:
    return str(url).rstrip("/").rpartition("/")[2]


def _part(name: str, content: Document) -> Mapping[str, str]:
    return {
        "content": json.dumps(content, ensure_ascii=False),
        "filename": name + ".json",
        "content_type": "application/json",
    }


def _unreadable(response: Response, reason: str) -> ApiError:
    url = without_query(response.request.url)
    return ApiError(
        "protocol",
        "%s %s answered %d, but %s; look at url: is it that of the platform API?"
        % (response.request.method, url, response.status, reason),
        status=response.status,
        method=response.request.method,
        url=url,
        tries=response.tries,
    )

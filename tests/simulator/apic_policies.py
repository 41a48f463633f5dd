# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""API Connect's policies of a configured gateway service: a document and a ZIP archive, sent as a form.

Source: the vendor's OpenAPI description.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from tests.simulator import apic_products as products
from tests.simulator import apic_versions as versions
from tests.simulator.apic_login import refused
from tests.simulator.apic_objects import Kind, Node
from tests.simulator.platform import Handler, json_object

if TYPE_CHECKING:
    from tests.simulator.apic import Apic

_FORM = "multipart/form-data"


def routes(apic: Apic, kind: Kind) -> Iterator[BaseRoute]:
    """The routes of the policies of a gateway in a catalog or a space."""
    for address in versions.addresses(kind.list_path):
        yield apic.route(f"{address}/document", versions.with_named(apic, kind, _document))
        yield apic.route(f"{address}/implementation", versions.with_named(apic, kind, _implementation))
    deeds = {"PATCH": _change, "DELETE": _delete}
    yield from versions.routes_of(apic, kind, kind.list_path, deeds)
    yield apic.route(kind.list_path, _create(apic, kind), "POST")


async def _form(request: Request) -> dict[str, Any]:
    """The parts of the form that are there: the document, and the bytes of the archive."""
    async with request.form() as form:
        parts: dict[str, Any] = {}
        if "policy" in form:
            parts["policy"] = await products.document(form["policy"], "policy")
        if "implementation" in form:
            part = form["implementation"]
            content = await part.read() if isinstance(part, UploadFile) else part.encode()
            if not zipfile.is_zipfile(io.BytesIO(content)):
                raise refused(400, "The implementation is no ZIP archive.")
            parts["implementation"] = content
        surplus = set(form) - {"policy", "implementation", "policy_kind"}
    if surplus:
        raise refused(400, f"The part {min(surplus)} is not allowed in the request.")
    return parts


def _create(apic: Apic, kind: Kind) -> Handler:
    async def handler(request: Request) -> Response:
        parent = apic.found(request, kind.parent)
        if not request.headers.get("content-type", "").startswith(_FORM):
            raise refused(400, "A policy must be sent as multipart/form-data.")
        parts = await _form(request)
        info = parts.get("policy", {}).get("info") or {}
        if not info.get("name") or not info.get("version") or "implementation" not in parts:
            raise refused(400, "A policy needs info.name, info.version and an implementation.")
        name, version = str(info["name"]), str(info["version"])
        if parent.find_version(kind, name, version):
            raise refused(apic.duplicate, f"The policy '{name}:{version}' already exists.")
        told = {"name": name, "version": version, "title": info.get("title", name), "custom": True}
        node = parent.add(kind, told, apic.base)
        node.hidden.update(parts)
        if apic.settings.creations_redirect:
            return Response(status_code=302, headers={"location": node.document["url"]})
        return JSONResponse(node.document, 201)

    return handler


async def _change(request: Request, node: Node) -> Response:
    assert node.kind
    if request.headers.get("content-type", "").startswith(_FORM):
        parts = await _form(request)
        info = parts.get("policy", {}).get("info") or {}
        if info and (info.get("name"), info.get("version")) != (node.name, node.document["version"]):
            raise refused(400, "The name or the version of the document differs.")
        node.hidden.update(parts)
        node.update({"title": info["title"]} if info.get("title") else {})
    else:
        changes = await json_object(request, lambda words: refused(400, words))
        node.kind.fields.check_change(changes)
        node.update(changes)
    return JSONResponse(node.document)


async def _delete(request: Request, node: Node) -> Response:
    node.remove()
    return JSONResponse(node.document)


async def _document(request: Request, node: Node) -> Response:
    return JSONResponse(node.hidden["policy"])


async def _implementation(request: Request, node: Node) -> Response:
    return Response(node.hidden["implementation"], media_type="application/zip")

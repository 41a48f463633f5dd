# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""API Connect's Cloud Manager: its organization ``admin`` with zones, services, mail servers, TLS profiles.

Sources: the schemas in the vendor's OpenAPI description, the pages of its toolkit, and public scripts that
configure a new cloud.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from tests.simulator import apic_kinds as kinds
from tests.simulator import apic_objects as objects
from tests.simulator.apic_objects import Kind, Node
from tests.simulator.apic_schemas import SCHEMAS
from tests.simulator.platform import Handler

if TYPE_CHECKING:
    from tests.simulator.apic import Apic

ADMIN = "admin"
_PATHS = ("/cloud/settings", "/cloud/orgs", "/cloud/registrations")


def _below(parent: Kind, type_name: str, plural: str) -> Kind:
    return Kind(type_name, plural, SCHEMAS[type_name], parent, below=f"{parent.item_path}/{plural}")


_ZONE = _below(objects.ORG, "availability_zone", "availability-zones")
_SERVICES = [
    _below(_ZONE, "gateway_service", "gateway-services"),
    _below(_ZONE, "portal_service", "portal-services"),
    _below(_ZONE, "analytics_service", "analytics-services"),
]
_MAIL_SERVER = _below(objects.ORG, "mail_server", "mail-servers")
_TLS_SERVER_PROFILE = _below(objects.ORG, "tls_server_profile", "tls-server-profiles")


def populate(apic: Apic, root: Node) -> None:
    """The organization of Cloud Manager, with the zone that it has from the start and the registries."""
    admin = root.add(objects.ORG, {"name": ADMIN, "title": "Cloud Admin", "org_type": "admin"}, apic.base)
    admin.add(_ZONE, {"name": "availability-zone-default", "management": True}, apic.base)
    admin.add(kinds.USER_REGISTRY, {"name": "api-manager-lur", "registry_type": "lur"}, apic.base)


def routes(apic: Apic) -> Iterator[BaseRoute]:
    """The routes of Cloud Manager's kinds, and of the services as organizations see them."""
    for kind in (_ZONE, *_SERVICES, _MAIL_SERVER):
        yield from kinds.below_routes(apic, kind)
    yield from kinds.versioned_routes(apic, _TLS_SERVER_PROFILE)
    for seen, service in zip((kinds.GATEWAY_SERVICE, kinds.PORTAL_SERVICE), _SERVICES, strict=False):
        yield apic.route(seen.list_path, _services(apic, seen, service))


def _services(apic: Apic, seen: Kind, service: Kind) -> Handler:
    """Lists the services that an organization sees; Cloud Manager's sees those of its zones."""

    async def handler(request: Request) -> Response:
        org = apic.found(request, objects.ORG)
        nodes = [*org.of(seen), *(node for zone in org.of(_ZONE) for node in zone.of(service))]
        size = apic.settings.default_page_size
        return JSONResponse(objects.page([node.document for node in nodes], request.query_params, size))

    return handler


def own_organizations(apic: Apic) -> Handler:
    """Lists the organizations of who asks: a provider's, without that of Cloud Manager."""

    async def handler(request: Request) -> Response:
        nodes = [node for node in apic.every(objects.ORG) if node.name != ADMIN]
        size = apic.settings.default_page_size
        return JSONResponse(objects.page([node.document for node in nodes], request.query_params, size))

    return handler


def is_for_cloud_manager(apic: Apic, request: Request, path: str) -> bool:
    """Whether who logged in to Cloud Manager may ask for the path."""
    own = path.startswith(("/cloud", "/me")) or path == objects.ORG.item_path
    return own or _is_in_its_organization(apic, request)


def is_for_nobody_else(apic: Apic, request: Request, path: str) -> bool:
    """Whether only who logged in to Cloud Manager may ask that."""
    writes = path.startswith(_PATHS) and request.method != "GET"
    return writes or _is_in_its_organization(apic, request)


def _is_in_its_organization(apic: Apic, request: Request) -> bool:
    (admin,) = (node for node in apic.every(objects.ORG) if node.name == ADMIN)
    return request.path_params.get("orgs") in (ADMIN, admin.document["id"])

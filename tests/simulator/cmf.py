# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Critical Manufacturing MES: services below ``/api`` for a personal or an exchanged token; Security Portal.

Sources: the vendor's page on invoking a service exposed on API; its public clients.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from tests.simulator.cmf_objects import Fault, Objects, invalid, missing_field
from tests.simulator.cmf_services import SERVICES, Service, Services
from tests.simulator.platform import Platform, Refused, application, form_fields, is_form, no_store
from tests.simulator.tokens import BadToken, Signer, TokenSettings, bearer

TENANT = "SampleTenant"
_CLIENT_ID = "MES"
_PERSONAL_SECONDS = 365 * 24 * 3600

_BY_ROUTE = {(service.controller.lower(), service.name.lower()): service for service in SERVICES}


@dataclass
class CmfSettings(TokenSettings):
    """How this MES differs from the one at the start.

    ``fault_status`` is the HTTP status of faults. ``direct_accepted`` takes the personal token itself as
    bearer. ``data_platform_errors`` lets PostEvent answer ``HasErrors`` with 200. ``token_endpoint``: at
    the usual place of the portal, or where only the discovery document tells, if it does.

    A package is executed when it was read ``package_reads`` times since. The operation of the number
    ``package_load`` loads it, the other one validates it. ``package_errors`` are what it says of its rows.
    """

    token_lifetime: float = 3000
    fault_status: int = 400
    direct_accepted: bool = True
    personal_token_revoked: bool = False
    data_platform_errors: bool = False
    package_reads: int = 0
    package_load: int = 0
    package_errors: tuple[str, ...] = ()
    token_endpoint: Literal["usual", "discovered", "elsewhere", "untold"] = "usual"


class Cmf(Platform[CmfSettings]):
    """One MES with one user, who has a personal token."""

    name = "cmf"
    given = ("url", "token")

    def __init__(self, signer: Signer, directory: Path) -> None:
        now = int(time.time())
        self._personal_token = signer.signed(
            {
                "clientId": _CLIENT_ID,
                "tenantName": TENANT,
                "strategyId": "local",
                "sub": f"{TENANT}\\apiops",
                "scope": None,
                "jti": str(uuid.uuid4()),
                "iat": now,
                "exp": now + _PERSONAL_SECONDS,
                "aud": "AuthPortal",
                "iss": "AuthPortal",
            }
        )
        super().__init__(signer, CmfSettings())

    def reset(self) -> None:
        super().reset()
        self._services = Services(Objects(), lambda: self.settings)

    def describe(self, url: str) -> dict[str, Any]:
        """The part of simulator.json that is about the MES."""
        portal = f"{url}/SecurityPortal"
        return {"url": url, "token": self._personal_token, "tenant": TENANT, "security_portal_url": portal}

    def application(self) -> ASGIApp:
        """The ASGI application."""
        portal = "/SecurityPortal"
        routes = [
            Route("/api/{controller}/{service}", self._call, methods=["GET", "POST"]),
            Route(portal + "/api/tenant/{tenant}/oauth2/token", self._token, methods=["POST"]),
            Route(portal + "/tenant/{tenant}/token", self._token_elsewhere, methods=["POST"]),
            Route(portal + "/tenant/{tenant}/.well-known/openid-configuration", self._discovery),
            Route(portal + "/api/users/me", self._user),
        ]
        return application(routes, self._no_path)

    async def _call(self, request: Request) -> Response:
        """``POST /api/<Controller>/<Service>``, in whatever case; reads also by GET with a query."""
        self._admit(request)
        route = (request.path_params["controller"].lower(), request.path_params["service"].lower())
        if route == ("genericservice", "uploadfile") and request.method == "POST":
            return await self._upload(request)
        service = _BY_ROUTE.get(route)
        if service is None:
            return Response(status_code=404)
        if request.method == "GET" and not service.reads:
            return Response(status_code=405, headers={"allow": "POST"})
        try:
            given = await self._input(request, service)
            return JSONResponse(service.output(service.run(self._services, given)))
        except Fault as fault:
            return JSONResponse(fault.content, self.settings.fault_status)

    async def _input(self, request: Request, service: Service) -> Mapping[str, Any]:
        if request.method == "GET":
            return dict(request.query_params)
        if not request.headers.get("content-type", "").startswith("application/json"):
            raise Refused(Response(status_code=415))
        return read_input(await request.body(), service)

    def _admit(self, request: Request) -> None:
        token = bearer(request.headers)
        settings = self.settings
        if token == self._personal_token and settings.direct_accepted and not settings.personal_token_revoked:
            return
        try:
            self.holder(request)
        except BadToken:
            challenge = "Bearer" if token is None else 'Bearer error="invalid_token"'
            raise Refused(Response(status_code=401, headers={"www-authenticate": challenge})) from None

    async def _upload(self, request: Request) -> Response:
        """``UploadFile``: multipart; the answer is the SHA-256 of the file as plain text."""
        async with request.form() as form:
            part = form.get("file", form.get("attachment-file"))
            if not isinstance(part, UploadFile):
                return JSONResponse(missing_field("file").content, self.settings.fault_status)
            content = await part.read()
        return PlainTextResponse(self._services.upload(content))

    async def _token(self, request: Request) -> Response:
        """The personal token is a refresh token; a short access token comes back for it."""
        if self.settings.token_endpoint != "usual":
            return Response(status_code=404)
        return await self._exchanged(request)

    async def _token_elsewhere(self, request: Request) -> Response:
        if self.settings.token_endpoint != "discovered":
            return Response(status_code=404)
        return await self._exchanged(request)

    async def _exchanged(self, request: Request) -> Response:
        if request.path_params["tenant"] != TENANT:
            return _oauth_error(404, "invalid_request", "Tenant not found")
        fields = await form_fields(request) if is_form(request) else {}
        if fields.get("client_id") != _CLIENT_ID:
            return _oauth_error(401, "invalid_client", "Client authentication failed")
        if fields.get("grant_type") != "refresh_token":
            return _oauth_error(400, "unsupported_grant_type", "The grant type is not supported")
        personal = fields.get("refresh_token")
        if personal != self._personal_token or self.settings.personal_token_revoked:
            return _oauth_error(401, "invalid_grant", "The refresh token is not valid")
        claims = {
            "clientId": _CLIENT_ID,
            "tenantName": TENANT,
            "sub": f"{TENANT}\\apiops",
            "iss": "AuthPortal",
        }
        token = self.tokens.issue("apiops", claims, self.settings)
        return no_store(self.token_fields(token, refresh_token=personal, token_type="bearer"))

    async def _discovery(self, request: Request) -> Response:
        tenant = request.path_params["tenant"]
        if tenant != TENANT:
            return Response(status_code=404)
        portal = f"https://{request.headers['host']}/SecurityPortal"
        return JSONResponse(
            {
                "issuer": f"{portal}/tenant/{tenant}",
                "token_endpoint": {
                    "usual": f"{portal}/api/tenant/{tenant}/oauth2/token",
                    "discovered": f"{portal}/tenant/{tenant}/token",
                    "elsewhere": f"https://elsewhere.invalid/tenant/{tenant}/token",
                    "untold": None,
                }[self.settings.token_endpoint],
                "userinfo_endpoint": f"{portal}/api/users/me",
                "grant_types_supported": ["authorization_code", "refresh_token"],
            }
        )

    async def _user(self, request: Request) -> Response:
        self._admit(request)
        return JSONResponse({"sub": f"{TENANT}\\apiops", "username": "apiops", "tenantName": TENANT})

    async def _no_path(self, request: Request) -> Response:
        return Response(status_code=404)


def read_input(body: bytes, service: Service) -> Mapping[str, Any]:
    """The input object; a ``Fault`` unless its ``$type`` comes first (``$id`` may precede it) and is right.

    Where the service takes one concrete type only, ``$type`` may be missing.
    """
    try:
        given = json.loads(body)
    except ValueError as error:
        raise invalid(f"The input is not JSON: {error}") from None
    if not isinstance(given, dict):
        raise invalid("The input is not a JSON object.")
    _check_order(given)
    kind = given.get("$type")
    if kind is None and service.typed:
        raise invalid("The input has no $type, so it could not be deserialized.")
    if kind is not None and "".join(str(kind).split()) != "".join(service.type.split()):
        raise invalid(f"Error resolving type specified in JSON '{kind}'. Path '$type'.")
    return given


def _check_order(value: Any) -> None:
    """Json.NET reads metadata properties only where they precede all others."""
    if isinstance(value, list):
        for item in value:
            _check_order(item)
    if isinstance(value, dict):
        names = list(value)
        if "$type" in names and names[: names.index("$type")] not in ([], ["$id"]):
            raise invalid("Could not create an instance: $type must precede all other properties.")
        for item in value.values():
            _check_order(item)


def _oauth_error(status: int, error: str, words: str) -> Response:
    return no_store({"error": error, "error_description": words}, status)

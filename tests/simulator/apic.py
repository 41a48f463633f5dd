# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""IBM API Connect: the management REST API below ``/api``, also with a path before that as in Cloud Paks.

Sources: the vendor's article on getting an OAuth token for the REST interface; its OpenAPI description.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.simulator import apic_cloud, apic_fields, apic_kinds, apic_lifecycle, apic_versions
from tests.simulator import apic_objects as objects
from tests.simulator.apic_login import (
    CATALOG,
    ORGANIZATION,
    ApicSettings,
    Login,
    new_credentials,
    refused,
)
from tests.simulator.apic_objects import Kind, Node, parameter
from tests.simulator.apic_schemas import SCHEMAS
from tests.simulator.platform import Handler, Platform, application, json_object, of_the_moment
from tests.simulator.tokens import BadToken, Signer, bearer

_NOT_AUTHORISED = "You are not authorized to perform this operation; sign in with a valid token."


class Apic(Platform[ApicSettings]):
    """One management server with an organization, a catalog, and a user for each of the two scopes."""

    name = "apic"
    given = ("url", "username", "password", "client_id", "client_secret")
    login = "/api/token"

    def __init__(self, signer: Signer, directory: Path) -> None:
        self._credentials = new_credentials()
        self._url = ""
        super().__init__(signer, ApicSettings())

    def reset(self) -> None:
        super().reset()
        self._login = Login(self, self._credentials)
        self._root = Node(None)
        self._cloud_settings: dict[str, Any] = {
            "type": "cloud_setting",
            "access_token_expires_in": 28800,
            "refresh_token_enabled": False,
            "api_key_enabled": True,
            "api_key_expires_in": 300,
            "api_key_multiple_uses": True,
        }
        apic_cloud.populate(self, self._root)
        organization = {"name": ORGANIZATION, "title": "Test Organization", "org_type": "provider"}
        org = self._root.add(objects.ORG, organization, self.base)
        org.add(objects.CATALOG, {"name": CATALOG, "title": "Sandbox"}, self.base)
        apic_kinds.populate(self, org, self._credentials.username)

    def describe(self, url: str) -> dict[str, Any]:
        """The part of simulator.json that is about API Connect."""
        self._url = url
        self.reset()
        realm = "provider/default-idp-2"
        place = {"organization": ORGANIZATION, "catalog": CATALOG}
        return {"url": url, **asdict(self._credentials), "realm": realm, **place}

    def application(self) -> ASGIApp:
        """The ASGI application."""
        api = self._routes()
        routes = [
            Mount("/api", routes=api),
            Mount("/integration/apis/{namespace}/{instance}/api", routes=api),
            Route(
                "/consumer-api/consumer/identity-providers",
                self._login_handler(Login.consumer_identity_providers),
            ),
            Route("/consumer-api/token", self._login_handler(Login.consumer_token), methods=["POST"]),
            self.route("/consumer-api/me", self._me),
            self.route("/consumer-api/me/sign-out", self._sign_out, "POST"),
        ]
        return _with_request_id(application(routes, _no_path, _no_method))

    @property
    def base(self) -> str:
        """What the addresses of all objects begin with."""
        return (self.settings.public_url or self._url) + "/api"

    def _routes(self) -> list[BaseRoute]:
        routes: list[BaseRoute] = [
            Route("/cloud/{scope}/identity-providers", self._login_handler(Login.identity_providers)),
            Route("/token", self._login_handler(Login.token), methods=["POST"]),
            self.route("/me", self._me),
            self.route("/me/sign-out", self._sign_out, "POST"),
            self.route("/cloud/settings", self._read_cloud_settings),
            self.route("/cloud/settings", self._write_cloud_settings, "PUT"),
            self.route("/orgs", apic_cloud.own_organizations(self)),
            *apic_cloud.routes(self),
            *self._collection(objects.ORG, "/cloud"),
            *self._items(objects.ORG),
        ]
        for kind in (objects.REGISTRATION, objects.API_KEY):
            routes += [*self._collection(kind, "/cloud"), *self._items(kind, "/cloud")]
        for kind in (objects.CATALOG, objects.CONSUMER_ORG, objects.APP, objects.SUBSCRIPTION):
            routes += [*self._collection(kind), *self._items(kind)]
        catalog = objects.CATALOG.item_path
        return [
            *routes,
            self.route(f"{catalog}/settings", self._read_settings),
            self.route(f"{catalog}/settings", self._write_settings, "PUT"),
            self.route(objects.TASK.list_path, self.listing(objects.TASK)),
            self.route(objects.TASK.item_path, self.read(objects.TASK)),
            self.route(objects.TASK.item_path, self._decide, "PATCH"),
            *apic_versions.routes(self),
            *apic_kinds.routes(self),
        ]

    def _collection(self, kind: Kind, below: str = "") -> list[BaseRoute]:
        return [
            self.route(below + kind.list_path, self.listing(kind)),
            self.route(below + kind.list_path, self._create(kind), "POST"),
        ]

    def _items(self, kind: Kind, below: str = "") -> list[BaseRoute]:
        item = below + kind.item_path
        return [
            self.route(item, self.read(kind)),
            self.route(item, self._change(kind), "PATCH"),
            self.route(item, self.delete(kind), "DELETE"),
        ]

    def route(self, path: str, handler: Handler, method: str = "GET") -> Route:
        """A route below ``/api`` that wants a token."""

        async def authorised(request: Request) -> Response:
            self._admit(request, path)
            if set(path.split("/")).intersection(self.settings.unknown_paths):
                return await _no_path(request)
            return await handler(request)

        return Route(path, authorised, methods=[method])

    def _login_handler(self, method: Callable[[Login, Request], Awaitable[Response]]) -> Handler:
        return of_the_moment(lambda: self._login, method)

    def _admit(self, request: Request, path: str) -> None:
        try:
            realm = self.holder(request).claims["realm"] or ""
        except BadToken:
            raise refused(401, _NOT_AUTHORISED) from None
        consumers = path.startswith("/consumer-api")
        if consumers:
            self._login.check_context(request)
        if realm.startswith("consumer:") != consumers:
            raise refused(401, _NOT_AUTHORISED)
        if realm.startswith("admin/") and not apic_cloud.is_for_cloud_manager(self, request, path):
            raise refused(401, _NOT_AUTHORISED)
        if realm.startswith("provider/") and apic_cloud.is_for_nobody_else(self, request, path):
            raise refused(403, "You do not have the permission to perform this operation.")
        # By its description that is the user who logged in, and an application is none.
        if not realm and path == "/me":
            raise refused(401, _NOT_AUTHORISED)

    def found(self, request: Request, kind: Kind | None) -> Node:
        """The object that the path names; the root for None. 404 says what there is not."""
        node = self._root
        for each in kind.line if kind else ():
            name = request.path_params[parameter(each)]
            found = node.find(each, name)
            if found is None:
                raise refused(404, f"The {each.type} '{name}' was not found.")
            node = found
        return node

    def every(self, kind: Kind) -> list[Node]:
        """The objects of a kind wherever they are."""
        nodes = [self._root]
        for each in kind.line:
            nodes = [below for node in nodes for below in node.of(each)]
        return nodes

    def listing(self, kind: Kind) -> Handler:
        """Lists the objects of a kind below what the path names."""

        async def handler(request: Request) -> Response:
            rows = [node.document for node in self.found(request, kind.parent).of(kind)]
            size = self.settings.default_page_size
            return JSONResponse(objects.page(rows, request.query_params, size))

        return handler

    def _create(self, kind: Kind) -> Handler:
        async def handler(request: Request) -> Response:
            parent = self.found(request, kind.parent)
            given = await json_object(request, lambda words: refused(400, words))
            self._check_new(kind, parent, given)
            node = parent.add(kind, given, self.base)
            told_once = self._told_once(node)
            if self.settings.creations_redirect:
                return Response(status_code=302, headers={"location": node.document["url"]})
            return JSONResponse({**node.document, **told_once}, 201)

        return handler

    @property
    def duplicate(self) -> int:
        """The status of a refusal because it exists already."""
        return 400 if self.settings.duplicates_as_400 else 409

    def _check_new(self, kind: Kind, parent: Node, given: Mapping[str, Any]) -> None:
        kind.fields.check_new(given)
        if kind is objects.SUBSCRIPTION:
            self.check_subscription(parent, kind, given)
        elif not given.get("name") and not given.get("title"):
            raise refused(400, "The property name is required.")
        elif given.get("name") and parent.find(kind, str(given["name"])):
            raise refused(self.duplicate, f"The {kind.type} with the name '{given['name']}' already exists.")

    def check_subscription(self, app: Node, kind: Kind, given: Mapping[str, Any]) -> None:
        """Refuses a second subscription to a plan."""
        same = ("product_url", "plan")
        if any(all(node.document[name] == given[name] for name in same) for node in app.of(kind)):
            raise refused(
                self.duplicate, "The application is already subscribed to the plan of this product."
            )

    def _told_once(self, node: Node) -> dict[str, Any]:
        """What only the answer to the creation tells. Registrations and API keys can log in from now on."""
        if node.kind is objects.APP:
            return apic_kinds.told_of_app(self, node)
        if node.kind is objects.REGISTRATION:
            node.hidden["client_secret"] = node.document["client_secret"]
            self._login.clients[node.document["client_id"]] = node.document["client_secret"]
            node.document["client_secret"] = "********"
        if node.kind is objects.API_KEY:
            key = str(uuid.uuid4())
            self._login.api_keys[key] = "provider/default-idp-2"
            return {"api_key": key}
        return {}

    def read(self, kind: Kind) -> Handler:
        """Tells the object that the path names."""

        async def handler(request: Request) -> Response:
            return JSONResponse(objects.trimmed(self.found(request, kind).document, request.query_params))

        return handler

    def _change(self, kind: Kind) -> Handler:
        async def handler(request: Request) -> Response:
            node = self.found(request, kind)
            changes = await json_object(request, lambda words: refused(400, words))
            kind.fields.check_change(changes)
            node.update(changes)
            return JSONResponse(node.document)

        return handler

    def delete(self, kind: Kind) -> Handler:
        """Deletes the object that the path names, and tells it once more."""

        async def handler(request: Request) -> Response:
            node = self.found(request, kind)
            node.remove()
            return JSONResponse(node.document)

        return handler

    async def _decide(self, request: Request) -> Response:
        task = self.found(request, objects.TASK)
        await apic_lifecycle.decide(request, task)
        return JSONResponse(task.document)

    async def _read_settings(self, request: Request) -> Response:
        return JSONResponse(self._settings_of(self.found(request, objects.CATALOG)))

    async def _write_settings(self, request: Request) -> Response:
        catalog = self.found(request, objects.CATALOG)
        changes = await json_object(request, lambda words: refused(400, words))
        apic_fields.CATALOG_SETTINGS.check_change(changes)
        catalog.settings.update(
            {name: value for name, value in changes.items() if name not in apic_fields.IGNORED}
        )
        return JSONResponse(self._settings_of(catalog))

    def _settings_of(self, catalog: Node) -> dict[str, Any]:
        document = catalog.document
        return {
            "type": "catalog_setting",
            "api_version": "2.0.0",
            "production_mode": False,
            "spaces_enabled": False,
            **catalog.settings,
            **{name: document[name] for name in ("org_url", "created_at", "updated_at")},
            "catalog_url": document["url"],
            "url": document["url"] + "/settings",
        }

    async def _read_cloud_settings(self, request: Request) -> Response:
        return JSONResponse(self._cloud_settings)

    async def _write_cloud_settings(self, request: Request) -> Response:
        given = await json_object(request, lambda words: refused(400, words))
        SCHEMAS["cloud_setting"].check_change(given)
        kept = {name: value for name, value in given.items() if name not in apic_fields.IGNORED}
        self._cloud_settings.update(kept)
        for name in [name for name, value in kept.items() if value is None]:
            del self._cloud_settings[name]
        return JSONResponse(self._cloud_settings)

    async def _me(self, request: Request) -> Response:
        holder = self.holder(request)
        _scope, _slash, provider = (holder.claims["realm"] or "").partition("/")
        return JSONResponse(
            {
                "type": "me",
                "api_version": "2.0.0",
                "state": "enabled",
                "username": holder.subject,
                **({"identity_provider": provider} if provider else {}),
                "name": holder.subject,
                "email": f"{holder.subject}@simulator.invalid",
                "force_password_change": False,
                "url": self.base + "/me",
            }
        )

    async def _sign_out(self, request: Request) -> Response:
        self._login.sign_out(self.holder(request).subject)
        self.tokens.revoke(bearer(request.headers) or "")
        return Response(status_code=204)


async def _no_path(request: Request) -> Response:
    return refused(404, f"Cannot {request.method} {request.url.path}").answer


async def _no_method(request: Request) -> Response:
    return refused(405, f"The method {request.method} is not allowed here").answer


def _with_request_id(inner: ASGIApp) -> ASGIApp:
    async def outer(scope: Scope, receive: Receive, send: Send) -> None:
        async def numbered(message: Message) -> None:
            if message["type"] == "http.response.start":
                identity = (b"x-request-id", secrets.token_hex(16).encode())
                message = {**message, "headers": [*message["headers"], identity]}
            await send(message)

        await inner(scope, receive, numbered)

    return outer

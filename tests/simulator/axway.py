# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Axway Amplify: login, Platform API, Central and Traceability over one set of service accounts.

Sources: the vendor's guide to authorizing calls; its public SDK and API descriptions.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from tests.simulator import axway_login, axway_traceability, rsql
from tests.simulator.axway_accounts import ORG_ID, AxwaySettings, Directory, Identity
from tests.simulator.axway_central import Central
from tests.simulator.axway_central import refused as central_refused
from tests.simulator.axway_login import Login
from tests.simulator.axway_platform import PlatformApi
from tests.simulator.platform import Handler, Platform, Refused, application, of_the_moment
from tests.simulator.tokens import BadToken, Signer

Refusal = Callable[[int, str], Refused]
PlatformMethod = Callable[[PlatformApi, Request], Awaitable[Response]]
CentralMethod = Callable[[Central, Request], Awaitable[Response]]

_ANY = ["GET", "POST", "PUT", "PATCH", "DELETE"]


class Axway(Platform[AxwaySettings]):
    """One organization with an account that logs in by secret and one that logs in by key."""

    name = "axway"
    given = ("auth_url", "platform_url", "central_url", "client_id", "client_secret")
    login = "/auth/realms/Broker/protocol/openid-connect/token"

    def __init__(self, signer: Signer, directory: Path) -> None:
        self._identity = Identity.make(directory)
        super().__init__(signer, AxwaySettings())

    def reset(self) -> None:
        super().reset()
        accounts = Directory(self._identity)
        self._login = Login(self, accounts)
        self._api = PlatformApi(self, accounts)
        self._central = Central(lambda: self.settings)
        self._calls: dict[str, deque[float]] = {}

    def describe(self, auth_url: str, platform_url: str, central_url: str) -> dict[str, Any]:
        """The part of simulator.json that is about Axway."""
        identity = self._identity
        return {
            "auth_url": auth_url,
            "platform_url": platform_url,
            "central_url": central_url,
            "client_id": identity.secret_account["client_id"],
            "client_secret": identity.secret_account["secret"],
            "org_guid": identity.org_guid,
            "org_id": ORG_ID,
            "tenant_id": str(ORG_ID),
            "team_guid": identity.team_guid,
            "key_client_id": identity.key_account["client_id"],
            "private_key_path": str(identity.private_key_path),
            "public_key_path": str(identity.public_key_path),
        }

    def sites(self) -> dict[str, ASGIApp]:
        return {
            "axway_auth": self.login_application(),
            "axway_platform": self.platform_application(),
            "axway_central": self.central_application(),
        }

    def login_application(self) -> ASGIApp:
        """The application behind ``auth_url``."""
        return axway_login.application_of(lambda: self._login)

    def platform_application(self) -> ASGIApp:
        """The application behind ``platform_url``."""

        def refuse(status: int, words: str) -> Refused:
            return self._api.refused(status, words)

        def route(path: str, method: PlatformMethod, *methods: str) -> BaseRoute:
            handler = self._admitted(of_the_moment(lambda: self._api, method), refuse, "Sign-in Required")
            return Route("/api/v1" + path, handler, methods=list(methods or ("GET",)))

        routes = [
            route("/auth/findSession", PlatformApi.session),
            route("/env", PlatformApi.environments),
            route("/org/{org}", PlatformApi.organization),
            Route("/api/v1/role", of_the_moment(lambda: self._api, PlatformApi.roles)),
            route("/team", PlatformApi.teams, "GET", "POST"),
            route("/team/{guid}", PlatformApi.team, "GET", "PUT", "DELETE"),
            route("/client", PlatformApi.accounts, "GET", "POST"),
            route("/client/{client}", PlatformApi.account, "GET", "PUT", "DELETE"),
            route("/client/{client}/json", PlatformApi.account_file),
        ]
        return application(routes, _not_found(refuse, "Resource Not Found"))

    def central_application(self) -> ASGIApp:
        """The application behind ``central_url``."""

        def route(path: str, method: CentralMethod, *methods: str) -> BaseRoute:
            handler = self._in_central(of_the_moment(lambda: self._central, method))
            return Route("/apis/{group}/{version}" + path, handler, methods=list(methods))

        scoped = "/{scope}/{scope_name}/{plural}"
        item = ("GET", "PUT", "PATCH", "DELETE")
        routes = [
            route("/{plural}", Central.collection, "GET", "POST"),
            route("/{plural}/{name}", Central.item, *item),
            route("/{plural}/{name}/{third}", Central.below, *_ANY),
            route(scoped + "/{name}", Central.item, *item),
            route(scoped + "/{name}/{sub}", Central.subresource, "GET", "PUT", "PATCH"),
            Route(
                "/events/management/v1/watchtopics/{name}",
                self._in_central(of_the_moment(lambda: self._central, Central.events)),
            ),
            Route("/api/v1/platformTeams", self._in_central(self._teams)),
            Route(
                "/api/traceability/v1/traceability/summary",
                self._in_central(axway_traceability.summary),
            ),
        ]
        return application(routes, _not_found(central_refused, "The requested resource was not found."))

    def _in_central(self, handler: Handler) -> Handler:
        return self._admitted(handler, central_refused, "The access token is missing, invalid or expired.")

    def _admitted(self, handler: Handler, refuse: Refusal, unauthorised: str) -> Handler:
        """The handler for those who carry a good token and have not called too often."""

        async def admitted(request: Request) -> Response:
            try:
                subject = self.holder(request).subject
            except BadToken:
                raise refuse(401, unauthorised) from None
            wait = self._too_soon(subject)
            if wait:
                refused = refuse(429, "Too many requests. The rate limit of the client is exceeded.")
                refused.answer.headers["retry-after"] = str(wait)
                raise refused
            return await handler(request)

        return admitted

    def _too_soon(self, subject: str) -> int:
        """How many seconds the client must wait, by the rate limit; 0 if it may call, which then counts."""
        settings, now = self.settings, time.monotonic()
        if settings.rate_limit is None:
            return 0
        calls = self._calls.setdefault(subject, deque())
        while calls and calls[0] <= now - settings.rate_limit_seconds:
            calls.popleft()
        if len(calls) >= settings.rate_limit:
            return int(calls[0] + settings.rate_limit_seconds - now) + 1
        calls.append(now)
        return 0

    async def _teams(self, request: Request) -> Response:
        """``GET /api/v1/platformTeams``: teams by name, for those who may not ask the Platform API."""
        wanted = rsql.parse(request.query_params.get("query", "name==*"))
        return JSONResponse([team for team in self._api.team_names() if wanted(team)])


def _not_found(refuse: Refusal, words: str) -> Callable[[Request], Awaitable[Response]]:
    async def answered(request: Request) -> Response:
        return refuse(404, words).answer

    return answered

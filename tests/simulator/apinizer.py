# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Apinizer: tokens and the Management API below ``/apiops``, where most paths end with a slash.

Sources: the vendor's page on the token endpoint; its published API reference.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from tests.simulator.apinizer_catalogue import Catalogue
from tests.simulator.apinizer_gateways import Gateways
from tests.simulator.apinizer_groups import GroupDeployments
from tests.simulator.apinizer_limits import Limits
from tests.simulator.apinizer_objects import Objects
from tests.simulator.apinizer_packages import Packages
from tests.simulator.apinizer_promotions import Promotions
from tests.simulator.apinizer_proxies import Proxies
from tests.simulator.apinizer_secrets import Secrets
from tests.simulator.platform import (
    Handler,
    Platform,
    Refused,
    application,
    form_fields,
    is_form,
    json_object,
)
from tests.simulator.tokens import BadToken, Holder, Reason, Signer, TokenSettings, bearer

PROJECT = "SampleProject"
ENVIRONMENTS = ("test", "production")

_JSON = "application/json;charset=UTF-8"
_BAD_TOKEN: dict[Reason, str] = {
    "unknown": "Token is not valid!",
    "revoked": "Token is not valid!",
    "expired": "Token was expired!",
}


@dataclass
class ApinizerSettings(TokenSettings):
    """How this manager differs from the one at the start.

    ``envelope`` is ``status`` (current) or ``success`` (older). ``deployments_fail`` saves in the manager but
    fails on the gateways; ``deployment_shape`` is how the outcome is told: by ``detailList``,
    ``deploymentResults`` or ``environmentResults``. ``denied`` lists the actions (``MANAGE``,
    ``DEPLOY_UNDEPLOY``, ``EXPORT_IMPORT``) for which the user has no permission. ``project`` is the only one
    there is, ``environments`` are all there are. ``version`` is that of the manager: before 2026.09, IP
    groups, rate limit control lists and the members of groups are not told, nor the deployment of a proxy and
    the health of its route; before 2026.04, there is no history, and no setting is changed alone.

    ``stale_pods`` take neither deployments nor their end, though the manager says so; ``silent_pods`` says
    that no pod answers. ``parsing_drops_policies``: they are gone once a specification is read anew.
    ``policies_told`` is how a proxy tells its policies: whole, their names and types, or without names.
    ``brief_groups``: groups of proxies are returned without their routes, as the vendor's page says; its
    description has them.

    ``promotion_mappings`` are those there are. ``promotion_approval``: an execution waits until
    ``promotion_approved_by`` names somebody. ``promotion_fails`` is the message of one that fails.
    """

    token_lifetime: float = 3600
    envelope: Literal["status", "success"] = "status"
    deployments_fail: bool = False
    deployment_shape: Literal["detailList", "deploymentResults", "environmentResults"] = "detailList"
    denied: list[str] = field(default_factory=list)
    personal_token_revoked: bool = False
    project: str = PROJECT
    brief_groups: bool = False
    promotion_mappings: list[str] = field(default_factory=lambda: ["to-production"])
    promotion_approval: bool = False
    promotion_approved_by: str = ""
    promotion_fails: str = ""
    environments: list[str] = field(default_factory=lambda: list(ENVIRONMENTS))
    version: Literal["2026.09", "2026.04", "2026.01"] = "2026.09"
    stale_pods: list[str] = field(default_factory=list)
    silent_pods: bool = False
    parsing_drops_policies: bool = False
    policies_told: Literal["whole", "basic", "nameless"] = "whole"


class Apinizer(Platform[ApinizerSettings]):
    """One manager with a project, two environments and one user, who has a personal token too."""

    name = "apinizer"
    given = ("url", "username", "password")
    login = "/apiops/auth/token"

    def __init__(self, signer: Signer, directory: Path) -> None:
        unique = secrets.token_hex(6)
        self._username = "apiops"
        self._password = f"ğ+%41 &='\"\\;/ß{unique}"
        self._personal_token = "apnz_" + secrets.token_urlsafe(32)
        super().__init__(signer, ApinizerSettings())

    def reset(self) -> None:
        super().reset()
        self.proxies = Proxies(self)
        self.objects = Objects(self)
        self.secrets = Secrets(self)
        self.catalogue = Catalogue(self)
        self.limits = Limits(self)
        self.gateways = Gateways(self)
        self.promotions = Promotions(self)
        self.group_deployments = GroupDeployments(self)
        self.packages = Packages(self)

    def describe(self, url: str) -> dict[str, Any]:
        """The part of simulator.json that is about Apinizer."""
        return {
            "url": url,
            "username": self._username,
            "password": self._password,
            "token": self._personal_token,
            "project": PROJECT,
            "environments": list(ENVIRONMENTS),
        }

    def application(self) -> ASGIApp:
        """The ASGI application."""
        open_routes: list[BaseRoute] = [
            Route("/apiops/auth/token", self._token, methods=["POST"]),
            Route("/apiops/test/healthcheck", self._health),
            self.gateways.open_route,
        ]
        routes = [
            self.route("/apiops/test/hello/{name}", self._hello),
            self.route("/apiops/projects/", self._projects),
            self.route("/apiops/environments/", self._environments),
            self.route("/apiops/projects/{project}/environments/", self._environments),
        ]
        routes += [self.route(*route) for route in Proxies.routes(lambda: self.proxies)]
        routes += [self.route(*route) for route in Objects.routes(lambda: self.objects)]
        routes += [self.route(*route) for route in Secrets.routes(lambda: self.secrets)]
        routes += [self.route(*route) for route in Catalogue.routes(lambda: self.catalogue)]
        routes += [self.route(*route) for route in Limits.routes(lambda: self.limits)]
        routes += [self.route(*route) for route in Gateways.routes(lambda: self.gateways)]
        routes += [self.route(*route) for route in Promotions.routes(lambda: self.promotions)]
        routes += [self.route(*route) for route in GroupDeployments.routes(lambda: self.group_deployments)]
        routes += [self.route(*route) for route in Packages.routes(lambda: self.packages)]
        return application([*open_routes, *routes], self._no_path)

    def route(self, path: str, handler: Handler, method: str = "GET") -> BaseRoute:
        """A route that wants a token and, where its path names a project, one that there is."""

        async def admitted(request: Request) -> Response:
            self.holder(request)
            project = request.path_params.get("project", self.settings.project)
            if project != self.settings.project:
                raise self.refused(
                    f"Project ({project}) is not found or user does not have privilege to access it!"
                )
            return await handler(request)

        return Route(path, admitted, methods=[method])

    def holder(self, request: Request) -> Holder:
        """The user; 401 in the manager's words without a token that is good."""
        token = bearer(request.headers)
        if token is None:
            words = "Empty Key! Client must be authenticated to access this resource."
            raise self.refused(words, 401)
        if token == self._personal_token and not self.settings.personal_token_revoked:
            return Holder(self._username, {}, float("inf"))
        try:
            return self.tokens.holder(token)
        except BadToken as bad:
            raise self.refused(_BAD_TOKEN[bad.reason], 401) from None

    def success(self, rows: Sequence[Any] | None = None, **others: Any) -> Response:
        """The envelope of success with its rows."""
        listed = {} if rows is None else {"resultList": list(rows), "resultCount": len(rows)}
        if self.settings.envelope == "success":
            return self._json({"success": True, **listed, **others})
        return self._json({"status": "SUCCESS", **listed, **others})

    def refused(self, words: str, status: int = 400) -> Refused:
        """The envelope of failure: nearly everything is told by 400."""
        if self.settings.envelope == "success":
            return Refused(self._json({"success": False, "resultMessage": words}, status))
        return Refused(self._json({"status": "FAILURE", "resultMessage": words}, status))

    @staticmethod
    def nothing(status: int = 404) -> Refused:
        """An answer without words: where there is no such address, and of a few kinds no such object."""
        return Refused(Response(status_code=status))

    def since(self, version: str) -> None:
        """Refuses what only later managers tell: they have no such address."""
        if self.settings.version < version:
            raise self.nothing()

    def permit(self, action: str) -> None:
        """Refuses if the user may not do that kind of action."""
        if action in self.settings.denied:
            raise self.refused("User does not have required permission for this operation!")

    async def body(self, request: Request) -> dict[str, Any]:
        """The JSON object in the body."""
        return await json_object(request, self.refused)

    def everywhere(self) -> dict[str, Any] | None:
        """What became of something that is deployed to all environments by itself."""
        return self.deployed(self.settings.environments)

    def environment(self, name: str) -> str:
        """The name, if there is such an environment."""
        if name not in self.settings.environments:
            raise self.refused(f"Environment (name: {name}) was not found!")
        return name

    def deployed(self, environments: Sequence[str]) -> dict[str, Any] | None:
        """What became of a deployment to those environments, in the shape that is set; None if to none."""
        if not environments:
            return None
        good = not self.settings.deployments_fail
        words = "Deployed successfully." if good else "Connection refused: worker pod is not reachable"
        if self.settings.deployment_shape == "detailList":
            details = [
                {
                    "envName": name,
                    "podName": f"worker-{name}-0",
                    "podIp": "127.0.0.1",
                    "success": good,
                    "detail": words,
                    "responseTime": 12,
                }
                for name in environments
            ]
            return {"success": good, "responseTime": 12, "detailList": details}
        results = [{"environmentName": name, "success": good, "message": words} for name in environments]
        if self.settings.deployment_shape == "deploymentResults":
            return {"success": good, "deploymentResults": results}
        return {"success": good, "message": words, "environmentResults": results}

    async def _token(self, request: Request) -> Response:
        fields = await form_fields(request) if is_form(request) else {}
        if fields.get("grant_type") != "client_credentials":
            words = "GrantType value must be client_credentials!"
            return self._json({"error": "unsupported_grant_type", "error_description": words}, 400)
        if (fields.get("client_id"), fields.get("client_secret")) != (self._username, self._password):
            words = "Bad credentials"
            return self._json({"error": "unauthorized_client", "error_description": words}, 401)
        token = self.tokens.issue(self._username, {"sub": self._username}, self.settings)
        return self._json(self.token_fields(token, token_type="Bearer"))

    async def _health(self, request: Request) -> Response:
        return PlainTextResponse("OK")

    async def _hello(self, request: Request) -> Response:
        return PlainTextResponse(f"Hello {request.path_params['name']}")

    async def _projects(self, request: Request) -> Response:
        project: dict[str, Any] = {
            "id": "6523f0a1c2d3e4f5a6b7c8d9",
            "name": self.settings.project,
            "description": "All there is",
            "relativePath": "",
            "enableRelativePath": False,
            "tags": [],
        }
        return self.success([project])

    async def _environments(self, request: Request) -> Response:
        kinds = {"test": "TEST", "production": "PRODUCTION"}
        rows = [
            {
                "id": f"6523f0a1c2d3e4f5a6b7c8e{number}",
                "name": name,
                "description": f"Gateways of {name}",
                "type": kinds.get(name, "SANDBOX"),
                "accessUrl": f"https://{name}.simulator.invalid",
                "status": "PUBLISHED",
            }
            for number, name in enumerate(self.settings.environments)
        ]
        return self.success(rows)

    async def _no_path(self, request: Request) -> Response:
        self.holder(request)
        return Response(status_code=404)

    @staticmethod
    def _json(content: Any, status: int = 200) -> Response:
        answer = JSONResponse(content, status)
        answer.headers["content-type"] = _JSON
        return answer

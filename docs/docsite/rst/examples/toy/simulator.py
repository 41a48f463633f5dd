# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Toy in small."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from tests.simulator.platform import Platform, application
from tests.simulator.tokens import BadToken, Signer, TokenSettings

_PAGE = 2


class Toy(Platform[TokenSettings]):
    """One installation with one user, who has a key, and five things at the start."""

    name = "toy"
    given = ("url", "api_key")
    login = "/v1/login"

    def __init__(self, signer: Signer, directory: Path) -> None:
        self._key = secrets.token_urlsafe(32)
        super().__init__(signer, TokenSettings(token_lifetime=60))

    def reset(self) -> None:
        super().reset()
        self._things = ["car", "doll", "kite", "robot", "train"]

    def describe(self, url: str) -> dict[str, Any]:
        """The part of simulator.json that is about Toy."""
        return {"url": url, "api_key": self._key}

    def application(self) -> ASGIApp:
        """The ASGI application."""
        routes = [
            Route("/v1/login", self._log_in, methods=["POST"]),
            Route("/v1/things", self._list),
            Route("/v1/uncounted", self._list),
            Route("/v1/things", self._make, methods=["POST"]),
            Route("/v1/things/{name}", self._show),
            Route("/v1/locked", self._locked, methods=["POST"]),
        ]
        return application(routes, self._no_path)

    async def _log_in(self, request: Request) -> Response:
        if json.loads(await request.body()).get("key") != self._key:
            return self._refused("denied", "no such key")
        return JSONResponse(self.token_fields(self.tokens.issue("user", {}, self.settings)))

    async def _list(self, request: Request) -> Response:
        start = int(request.query_params.get("from", 0))
        total = {} if request.url.path.endswith("uncounted") else {"total": len(self._things)}
        return self._answer(request, {"rows": self._things[start : start + _PAGE], **total})

    async def _make(self, request: Request) -> Response:
        self._things.append(json.loads(await request.body())["name"])
        return self._answer(request, {"ok": True})

    async def _show(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in self._things:
            return self._refused("absent", "no such thing")
        return self._answer(request, {"name": name})

    async def _locked(self, request: Request) -> Response:
        return self._refused("denied", "not for you")

    async def _no_path(self, request: Request) -> Response:
        return Response(status_code=404)

    def _answer(self, request: Request, content: dict[str, Any]) -> Response:
        try:
            self.holder(request)
        except BadToken:
            return JSONResponse({"ok": False, "reason": "token", "text": "log in"}, 401)
        return JSONResponse(content)

    @staticmethod
    def _refused(reason: str, text: str) -> Response:
        return JSONResponse({"ok": False, "reason": reason, "text": text})

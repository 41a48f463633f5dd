# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control API, plain HTTP on loopback: the journal, faults, settings, and a new beginning."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from tests.simulator.exchanges import Exchanges
from tests.simulator.faults import Fault, Faults
from tests.simulator.journal import Journal
from tests.simulator.platform import Platform

_DONE: Mapping[str, Any] = {"ok": True}
_FILTERS = ("platform", "listener", "method", "path", "contains")


class Control:
    """What tests ask of the simulator. Every answer is JSON; a mistake is 400 ``{"error": text}``."""

    def __init__(
        self,
        journal: Journal,
        faults: Faults,
        exchanges: Exchanges,
        platforms: Mapping[str, Platform[Any]],
    ) -> None:
        self._journal = journal
        self._faults = faults
        self._exchanges = exchanges
        self._platforms = platforms

    def application(self) -> Starlette:
        """The ASGI application."""
        routes = [
            Route("/health", self._health, methods=["GET"]),
            Route("/journal", self._read_journal, methods=["GET"]),
            Route("/journal", self._clear_journal, methods=["DELETE"]),
            Route("/reset", self._reset, methods=["POST"]),
            Route("/faults", self._add_fault, methods=["POST"]),
            Route("/faults", self._clear_faults, methods=["DELETE"]),
            Route("/settings", self._configure, methods=["POST"]),
            Route("/label", self._label, methods=["POST"]),
            Route("/tokens", self._issued_tokens, methods=["GET"]),
            Route("/tokens/expire", self._expire_tokens, methods=["POST"]),
        ]
        return Starlette(routes=routes, exception_handlers={ValueError: _mistake})

    async def _health(self, request: Request) -> JSONResponse:
        return JSONResponse(_DONE)

    async def _read_journal(self, request: Request) -> JSONResponse:
        filters = dict(request.query_params)
        unknown = sorted(set(filters) - set(_FILTERS))
        if unknown:
            raise ValueError(f"the journal has no filter {', '.join(unknown)}; it has {', '.join(_FILTERS)}")
        return JSONResponse(self._journal.described(filters))

    async def _clear_journal(self, request: Request) -> JSONResponse:
        self._journal.clear()
        return JSONResponse(_DONE)

    async def _reset(self, request: Request) -> JSONResponse:
        self._journal.clear()
        self._faults.clear()
        for platform in self._platforms.values():
            platform.reset()
        return JSONResponse(_DONE)

    async def _add_fault(self, request: Request) -> JSONResponse:
        self._faults.add(Fault.parse(await request.json()))
        return JSONResponse(_DONE)

    async def _clear_faults(self, request: Request) -> JSONResponse:
        self._faults.clear()
        return JSONResponse(_DONE)

    async def _configure(self, request: Request) -> JSONResponse:
        changes = await request.json()
        unknown = sorted(set(changes) - set(self._platforms))
        if unknown:
            raise ValueError(f"settings are given by platform; {', '.join(unknown)} is none")
        for name, settings in changes.items():
            self._platforms[name].configure(settings)
        return JSONResponse(_DONE)

    async def _label(self, request: Request) -> JSONResponse:
        self._exchanges.label(await request.json())
        return JSONResponse(_DONE)

    async def _issued_tokens(self, request: Request) -> JSONResponse:
        return JSONResponse({name: platform.tokens.issued() for name, platform in self._platforms.items()})

    async def _expire_tokens(self, request: Request) -> JSONResponse:
        for platform in self._platforms.values():
            platform.tokens.expire()
        return JSONResponse(_DONE)


async def _mistake(request: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"error": str(error)}, 400)

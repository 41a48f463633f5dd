# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A service whose callers need a token that Keycloak holds good: it asks Keycloak at every call."""

from __future__ import annotations

import socket
import threading
import time
from typing import NamedTuple

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ansible_collections.apiops.platforms.plugins.module_utils._core.tokens.token import Token
from tests.interop.keycloak import Keycloak, direct

_LIMIT_SECONDS = 120


class Served(NamedTuple):
    """A call as it was answered: its token's id, and the status."""

    token: str
    status: int


class ResourceServer:
    """Answers any path on loopback, by TLS, until the end of its ``with`` block.

    It introspects as the client ``client_id``; a call takes ``seconds``. After the calls whose numbers are in
    ``revoke_after`` (from 1) it has Keycloak revoke the token, as the client ``holder``, id and secret.
    """

    def __init__(self, keycloak: Keycloak, realm: str, client_id: str, client_secret: str) -> None:
        self.seconds = 0.0
        self.revoke_after: set[int] = set()
        self.holder = ("", "")
        self.served: list[Served] = []
        self._endpoint = f"{keycloak.url}/realms/{realm}/protocol/openid-connect"
        self._ca_path = keycloak.ca_path
        self._own = (client_id, client_secret)
        application = Starlette(routes=[Route("/{path:path}", self._answer, methods=["GET", "POST"])])
        self._server = uvicorn.Server(
            uvicorn.Config(
                application,
                log_level="warning",
                lifespan="off",
                ws="none",
                ssl_certfile=keycloak.certificate,
                ssl_keyfile=keycloak.key,
            )
        )
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = "https://127.0.0.1:%d" % self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]})

    def __enter__(self) -> ResourceServer:
        self._thread.start()
        deadline = time.monotonic() + _LIMIT_SECONDS
        while not self._server.started:
            if time.monotonic() > deadline or not self._thread.is_alive():
                self._stop()
                raise RuntimeError("the resource server did not start")
            time.sleep(0.01)
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop()

    def _stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(_LIMIT_SECONDS)
        self._socket.close()
        if self._thread.is_alive():
            raise RuntimeError("the resource server does not end")

    def _answer(self, request: Request) -> Response:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        time.sleep(self.seconds)
        status = 200 if self._asked("token/introspect", self._own, token)["active"] else 401
        self.served.append(Served(str((Token(token).claims or {}).get("jti")), status))
        if len(self.served) in self.revoke_after:
            self._asked("revoke", self.holder, token)
        # Nothing is left open that would have to be closed at the end, with nobody at the other side.
        return JSONResponse({"number": len(self.served)}, status, {"connection": "close"})

    def _asked(self, endpoint: str, client: tuple[str, str], token: str) -> dict[str, bool]:
        fields = {"client_id": client[0], "client_secret": client[1], "token": token}
        with direct(self._ca_path) as session:
            answer = session.post(f"{self._endpoint}/{endpoint}", data=fields, timeout=_LIMIT_SECONDS)
        answer.raise_for_status()
        told: dict[str, bool] = answer.json() if answer.content else {}
        return told

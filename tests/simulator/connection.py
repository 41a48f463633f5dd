# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP connections that an application can cut, and listeners that accept them."""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
from email.utils import formatdate
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

# Longer than any pause between two tasks of a play, so that a client's pooled connection stays good.
_KEEP_ALIVE_SECONDS = 300


class Connection(HttpToolsProtocol):
    """uvicorn's connection, which the application finds in its scope as ``simulator.connection``."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        application = self.app

        async def within_reach(scope: Scope, receive: Receive, send: Send) -> None:
            async def dated(message: Message) -> None:
                if message["type"] == "http.response.start":
                    now = formatdate(usegmt=True).encode()
                    message = {**message, "headers": [*message.get("headers", []), (b"date", now)]}
                await send(message)

            scope["simulator.connection"] = self
            await application(scope, receive, dated)

        self.app = within_reach

    def reset(self) -> None:
        """Cuts the connection at once, without a farewell: the client sees a TCP reset."""
        raw = self.transport.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()


async def listen(application: ASGIApp, context: ssl.SSLContext | None) -> tuple[asyncio.Server, int]:
    """Serves the application on a free port of 127.0.0.1; returns the server and its port."""
    config = Config(
        application,
        interface="asgi3",
        http=Connection,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
    )
    config.load()
    state = ServerState()
    server = await asyncio.get_running_loop().create_server(
        lambda: Connection(config, state, {}), "127.0.0.1", 0, ssl=context, backlog=1024
    )
    return server, int(server.sockets[0].getsockname()[1])

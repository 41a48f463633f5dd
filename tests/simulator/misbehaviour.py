# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each kind of fault on the wire: what the client gets instead of the answer, or as its answer."""

from __future__ import annotations

import asyncio
import json
import struct
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.simulator.connection import Connection
from tests.simulator.faults import Fault

_CHUNK = 64 * 1024
_LOGIN_PAGE = (
    b"<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><form method='post'>"
    b"<input name='user'><input name='password' type='password'></form></body></html>\n"
)


@dataclass(frozen=True)
class Exchange:
    """A request that a fault befalls: the application that would answer it, and the way to the client."""

    application: ASGIApp
    scope: Scope
    receive: Receive
    send: Send

    @property
    def connection(self) -> Connection:
        """The connection, which can be cut."""
        return cast(Connection, self.scope["simulator.connection"])

    async def processed(self) -> tuple[Message, bytes]:
        """Lets the application answer, and keeps the answer: its start, and its body."""
        messages: list[Message] = []

        async def keep(message: Message) -> None:
            messages.append(message)

        await self.application(self.scope, self.receive, keep)
        return messages[0], b"".join(message.get("body", b"") for message in messages[1:])

    async def start(self, status: int, headers: Mapping[str, str]) -> None:
        """Sends status and headers."""
        encoded = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
        await self.send({"type": "http.response.start", "status": status, "headers": encoded})

    async def answer(self, status: int, content_type: str, body: bytes, **headers: str) -> None:
        """Sends a whole answer."""
        length = str(len(body))
        await self.start(status, {"content-type": content_type, "content-length": length, **headers})
        await self.send({"type": "http.response.body", "body": body})

    async def stream(self, pieces: AsyncIterator[bytes]) -> None:
        """Sends a body piece by piece, as long as the client is there."""
        async for piece in pieces:
            if self.connection.transport.is_closing():
                return
            await self.send({"type": "http.response.body", "body": piece, "more_body": True})
            await asyncio.sleep(0)
        await self.send({"type": "http.response.body", "body": b""})

    async def gone(self) -> None:
        """Waits until the connection is no more."""
        while (await self.receive())["type"] != "http.disconnect":
            pass


async def commit(fault: Fault, exchange: Exchange) -> None:
    """Lets the fault befall the request."""
    await _DEEDS[fault.kind](exchange, **fault.fields)


async def _status(
    exchange: Exchange, status: int, headers: Mapping[str, str], body: Any, content_type: str | None
) -> None:
    if isinstance(body, str):
        text, default = body, "text/plain; charset=utf-8"
    else:
        text, default = json.dumps(body, ensure_ascii=False), "application/json"
    await exchange.answer(status, content_type or default, text.encode(), **headers)


async def _reset_before(exchange: Exchange) -> None:
    exchange.connection.reset()
    await exchange.gone()


async def _reset_after(exchange: Exchange) -> None:
    await exchange.processed()
    await _reset_before(exchange)


async def _truncate(exchange: Exchange) -> None:
    start, body = await exchange.processed()
    promised = str(len(body) + 100).encode()
    headers = [(name, value) for name, value in start["headers"] if name != b"content-length"]
    await exchange.send({**start, "headers": [*headers, (b"content-length", promised)]})
    sent = body[: (len(body) + 1) // 2]
    await exchange.send({"type": "http.response.body", "body": sent, "more_body": True})
    exchange.connection.transport.close()
    await exchange.gone()


async def _slow(exchange: Exchange, seconds: float, drip: float) -> None:
    await asyncio.sleep(seconds)
    start, body = await exchange.processed()
    await exchange.send(start)
    if not drip:
        await exchange.send({"type": "http.response.body", "body": body})
        return

    async def drops() -> AsyncIterator[bytes]:
        for at in range(len(body)):
            await asyncio.sleep(drip)
            yield body[at : at + 1]

    await exchange.stream(drops())


async def _drip(exchange: Exchange, seconds: float) -> None:
    transport = exchange.connection.transport
    while not transport.is_closing():
        for byte in b"HTTP/1.1 200 OK\r\nx-more: to come\r\n":
            # Not as an answer of the server's, which sends all headers at once.
            transport.write(bytes((byte,)))
            await asyncio.sleep(seconds)


async def _html(exchange: Exchange, status: int) -> None:
    await exchange.answer(status, "text/html; charset=utf-8", _LOGIN_PAGE)


async def _redirect(exchange: Exchange, location: str, status: int) -> None:
    await exchange.answer(status, "text/plain", b"", location=location)


async def _not_json(exchange: Exchange) -> None:
    await exchange.answer(200, "application/json", b'{"results": [{"name": "half')


async def _huge(exchange: Exchange, **fields: int) -> None:
    size = fields["bytes"]

    async def text() -> AsyncIterator[bytes]:
        yield b'"'
        for remaining in range(size - 2, 0, -_CHUNK):
            yield b"x" * min(_CHUNK, remaining)
        yield b'"'

    await exchange.start(200, {"content-type": "application/json", "content-length": str(max(size, 2))})
    await exchange.stream(text())


async def _endless(exchange: Exchange) -> None:
    async def forever() -> AsyncIterator[bytes]:
        yield b'{"results": ['
        while True:
            yield b'{"name": "again"}, ' * 1000

    await exchange.start(200, {"content-type": "application/json"})
    await exchange.stream(forever())


async def _deep(exchange: Exchange, levels: int) -> None:
    await exchange.answer(200, "application/json", b"[" * levels + b"]" * levels)


async def _gzip_bomb(exchange: Exchange, **fields: int) -> None:
    body = await asyncio.to_thread(_bomb, fields["bytes"])
    headers = {"content-encoding": "gzip"}
    await exchange.answer(200, "application/json", body, **headers)


@lru_cache(maxsize=1)
def _bomb(size: int) -> bytes:
    """A JSON text of ``size`` bytes, compressed by gzip."""
    piece = b"0" * (1024 * 1024)
    times, rest = divmod(size - 2, len(piece))
    packer = zlib.compressobj(level=6, wbits=-15)
    start, packed, end = (
        packer.compress(part) + packer.flush(flush)
        for part, flush in (
            (b'"', zlib.Z_FULL_FLUSH),
            # From one full flush to the next, the same text is compressed to the same bytes.
            (piece, zlib.Z_FULL_FLUSH),
            (piece[:rest] + b'"', zlib.Z_FINISH),
        )
    )
    check = zlib.crc32(b'"')
    for _piece in range(times):
        check = zlib.crc32(piece, check)
    check = zlib.crc32(piece[:rest] + b'"', check)
    head = b"\x1f\x8b\x08" + bytes(6) + b"\xff"
    return head + start + packed * times + end + struct.pack("<LL", check, size)


async def _big_header(exchange: Exchange, **fields: int) -> None:
    headers = {"x-padding": "x" * fields["bytes"]}
    await exchange.answer(200, "application/json", b"{}", **headers)


_DEEDS: Mapping[str, Callable[..., Awaitable[None]]] = {
    "status": _status,
    "reset_before": _reset_before,
    "reset_after": _reset_after,
    "truncate": _truncate,
    "slow": _slow,
    "drip": _drip,
    "html": _html,
    "redirect": _redirect,
    "not_json": _not_json,
    "huge": _huge,
    "endless": _endless,
    "deep": _deep,
    "gzip_bomb": _gzip_bomb,
    "big_header": _big_header,
}

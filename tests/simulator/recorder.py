# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands before every platform: it writes the journal and lets faults happen."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Protocol

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.simulator import misbehaviour
from tests.simulator.exchanges import Exchanges
from tests.simulator.faults import Faults
from tests.simulator.journal import KEPT_BYTES, Journal


@dataclass(frozen=True)
class Site:
    """A platform's application, under the name that the journal gives it."""

    platform: str
    application: ASGIApp

    def at(self, path: str) -> Site:
        """Itself, whatever the path."""
        return self


class Sites(Protocol):
    """What a listener serves: one site, or several apart by their paths."""

    def at(self, path: str) -> Site:
        """The site that a path belongs to."""


@dataclass(frozen=True)
class Recorder:
    """The application of one listener."""

    listener: str
    sites: Sites
    journal: Journal
    faults: Faults
    exchanges: Exchanges

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await _whole_body(receive)
        site, path = self.sites.at(scope["path"]), scope["raw_path"].decode("latin-1")
        entry = self.journal.add(
            platform=site.platform,
            listener=self.listener,
            method=scope["method"],
            path=path,
            query=scope["query_string"].decode("latin-1"),
            headers=scope["headers"],
            body=body[:KEPT_BYTES],
            body_bytes=len(body),
            at=time.time(),
            connection="%s:%d" % scope["client"],
        )
        unread = True
        answer = self.exchanges.begin()

        async def replay() -> Message:
            nonlocal unread
            if not unread:
                return await receive()
            unread = False
            return {"type": "http.request", "body": body, "more_body": False}

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                entry.status = message["status"]
            answer.take(message)
            await send(message)

        fault = self.faults.due(site.platform, self.listener, scope["method"], path)
        if fault is None:
            await site.application(scope, replay, noted)
            self.exchanges.write(entry, answer)
            return
        entry.fault = fault.kind
        self.exchanges.write(entry, answer)
        await misbehaviour.commit(fault, misbehaviour.Exchange(site.application, scope, replay, noted))


async def _whole_body(receive: Receive) -> bytes:
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)

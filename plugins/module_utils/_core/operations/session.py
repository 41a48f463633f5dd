# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task's way to its platform: the transport, the token source, the pace, the headers of the user.

PRIVATE to this collection.
"""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import (
    Any,
    Callable,
    Iterable,
    Mapping,
    Optional,
    Tuple,
)

from ..errors import config_error
from ..exchange.client import Client
from ..exchange.platform import Platform
from ..http.address import clear_text_warning, in_clear_text, origin
from ..http.message import Request, TransportSettings, checked_headers, for_other_requests
from ..http.retry import RetryPolicy
from ..http.tls import files_state
from ..http.transport import Transport
from ..mode import Mode
from ..redaction import Secrets
from ..tokens.source import GrantedToken, SuppliedToken, TokenSource
from ..tokens.store import MemoryStore

# Seconds over which a rate of calls a minute is spread: the one more is for a request that is on its way
# longer than those after it, so that they too arrive no faster.
_WINDOW = 61.0


@dataclass(frozen=True)
class Context:
    """What an operation runs with: how the task runs, where tokens are kept, and turns of calls."""

    mode: Mode = field(default_factory=Mode)
    store: MemoryStore = field(default_factory=MemoryStore)
    turns: MemoryStore = field(default_factory=MemoryStore)


def _headers_by_url(
    given: Mapping[str, str], addresses: Optional[Iterable[str]]
) -> Callable[[str], Mapping[str, str]]:
    """Which of the user's headers go with a request that is no declared call."""
    general = for_other_requests(given)
    # What a module asks by itself, it wants answered in one way.
    headers = {name: value for name, value in general.items() if name.lower() != "accept"}
    origins = None if addresses is None else {origin(address) for address in addresses}
    return lambda url: headers if origins is None or origin(url) in origins else {}


def _clear_text_watch(platform: Platform, warn: Callable[[str], None]) -> Callable[[Request], None]:
    """Warns, once, when a secret goes where all on the way can read it."""
    first = threading.Semaphore(1)

    def watch(request: Request) -> None:
        # What has neither a token nor a body to log in with is a question that anybody may ask.
        secret = "Authorization" in request.headers or request.body is not None
        if secret and in_clear_text(request.url) and first.acquire(blocking=False):
            warn(clear_text_warning(platform.address_option(request.url), request.url))

    return watch


class Session:
    """One task's way to its platform: the transport, the token source, the secrets to mask.

    The user's headers are for ``addresses``: they go with what is asked at the origin of one of them. None
    means with all that is asked, as where a login is all that a task is about.
    """

    def __init__(
        self,
        platform: Platform,
        context: Context,
        secrets: Secrets,
        addresses: Optional[Iterable[str]] = None,
        connections: int = 1,
    ) -> None:
        self.platform = platform
        self._context = context
        self._secrets = secrets
        settings = TransportSettings.from_params(platform.params)
        files = files_state(settings.ca_path, settings.client_cert, settings.client_key)
        transport = _transport(settings, connections, os.getpid(), files)
        self._policy = RetryPolicy.from_params(platform.params)
        headers = _headers_by_url(checked_headers(platform.params.get("headers")), addresses)
        self.anonymous = Client(
            platform,
            transport,
            self._policy.for_login(platform.params["timeout"]),
            mask=secrets.failures.mask,
            headers=headers,
            watch=_clear_text_watch(platform, context.mode.warn),
        )

    def tokens(self) -> TokenSource:
        """The token supplied, or the way to obtain one; ``ApiError`` (config) names what is missing."""
        supplied = self.platform.supplied_token()
        warning = self.platform.warning()
        if warning:
            self._context.mode.warn(warning)
        if supplied is not None:
            return SuppliedToken(supplied)
        grant = self.platform.grant()
        for part in grant.secrets:
            self._secrets.add(part)
        secrets = self._secrets
        return GrantedToken(
            grant, self.anonymous.login, self._context.store, secrets.add, secrets.failures.mask
        )

    def client(self) -> Client:
        """A client that authorises its requests, as fast as ``calls_per_minute`` lets it."""
        return self.authorised(self.tokens())

    def authorised(self, tokens: TokenSource) -> Client:
        """The same, by these tokens."""
        client = replace(self.anonymous, policy=self._policy, tokens=tokens)
        rate = self.platform.params.get("calls_per_minute")
        if rate is None:
            return client
        if rate < 1:
            raise config_error("calls_per_minute must be 1 or more.")
        identity = (self.platform.name, *tokens.identity)
        return replace(client, turn=lambda: self._context.turns.turn(identity, _WINDOW / rate))


@lru_cache(maxsize=16)
def _transport(
    settings: TransportSettings, connections: int, process: int, files: Tuple[Any, ...]
) -> Transport:
    """One pool for all tasks of a process that reach their server the same way; a fork gets its own.

    So does a task whose certificates are other ones, though in files of the same names.
    """
    del process, files
    return Transport(settings, connections)

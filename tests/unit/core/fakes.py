# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stand-ins for the network and the clock: scripted answers, a record of what was sent, no waiting."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, cast

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._core.calls import probe
from ansible_collections.apiops.platforms.plugins.module_utils._core.errors import ApiError, Effect, Kind
from ansible_collections.apiops.platforms.plugins.module_utils._core.exchange.client import Client
from ansible_collections.apiops.platforms.plugins.module_utils._core.exchange.platform import Platform
from ansible_collections.apiops.platforms.plugins.module_utils._core.http.deadline import Deadline
from ansible_collections.apiops.platforms.plugins.module_utils._core.http.message import Request, Response
from ansible_collections.apiops.platforms.plugins.module_utils._core.http.retry import RetryPolicy
from ansible_collections.apiops.platforms.plugins.module_utils._core.http.transport import Transport
from ansible_collections.apiops.platforms.plugins.module_utils._core.mode import Mode
from ansible_collections.apiops.platforms.plugins.module_utils._core.operations import session
from ansible_collections.apiops.platforms.plugins.module_utils._core.operations.operation import Operation
from ansible_collections.apiops.platforms.plugins.module_utils._core.operations.session import Context
from ansible_collections.apiops.platforms.plugins.module_utils._core.options import Option
from ansible_collections.apiops.platforms.plugins.module_utils._core.tokens.source import TokenSource
from ansible_collections.apiops.platforms.plugins.module_utils._core.tokens.store import MemoryStore
from ansible_collections.apiops.platforms.plugins.module_utils._core.tokens.token import Token
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apic.platform import Apic

JSON = "application/json"


@dataclass(frozen=True)
class Answer:
    """An answer to give: ``body`` is bytes as they are, a text, or a value to write as JSON."""

    status: int = 200
    body: Any = b""
    content_type: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def to(self, request: Request) -> Response:
        """The response to ``request``, whose sink takes the body as the real transport has it."""
        data, kind = self.body, self.content_type
        if not isinstance(data, bytes):
            kind = kind or ("text/plain" if isinstance(data, str) else JSON)
            data = data.encode() if isinstance(data, str) else json.dumps(data).encode()
        headers = {name.lower(): value for name, value in self.headers.items()}
        if kind is not None:
            headers["content-type"] = kind
        response = Response(request, self.status, "", headers)
        sink = request.open_sink(response) if request.open_sink else None
        if sink:
            sink(data)
        response.saved, response.body = sink is not None, data
        return response


@dataclass(frozen=True)
class Failure:
    """A failure of the connection to raise, made anew each time; after a status line, if there is one."""

    kind: Kind
    effect: Effect = "none"
    transient: bool = True
    status: int | None = None


def refused_connection() -> Failure:
    """Never connected."""
    return Failure("connect")


def cut_after_sending() -> Failure:
    """Sent, and no word of what became of it."""
    return Failure("connect", "unknown")


@dataclass(frozen=True)
class Sent:
    """One request as it went out."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes


Script = Answer | Failure | Callable[[Request], Answer | Failure]


class FakeTransport:
    """Answers by script: the last entry goes on for ever, unless ``exact``. Safe to share by threads."""

    def __init__(self, *script: Script, exact: bool = False) -> None:
        self.sent: list[Sent] = []
        self._script = list(script)
        self._exact = exact
        self._lock = threading.Lock()

    def send(self, request: Request, deadline: Deadline | None = None) -> Response:
        """The next of the script, at once."""
        del deadline
        data, headers = request.body() if request.body else (b"", {})
        if hasattr(data, "read"):
            data = data.read()
        with self._lock:
            self.sent.append(Sent(request.method, request.url, {**headers, **request.headers}, data))
            if not self._script:
                raise AssertionError("nothing more was expected, yet %s %s" % (request.method, request.url))
            step = self._script[0] if len(self._script) == 1 and not self._exact else self._script.pop(0)
        if not isinstance(step, (Answer, Failure)):
            step = step(request)
        if isinstance(step, Failure):
            raise ApiError(
                step.kind,
                "it failed.",
                effect="none" if request.read_only else step.effect,
                transient=step.transient,
                status=step.status,
                method=request.method,
            )
        return step.to(request)

    def paths(self) -> list[str]:
        """Method and URL without origin of all that was sent."""
        return ["%s %s" % (sent.method, sent.url.split("://", 1)[-1].partition("/")[2]) for sent in self.sent]


def transport(*script: Script, exact: bool = False) -> tuple[FakeTransport, Transport]:
    """A fake, and the same as the type that is asked for."""
    fake = FakeTransport(*script, exact=exact)
    return fake, cast(Transport, fake)


class Tokens:
    """A token source that counts how often it was renewed."""

    identity = ("fake",)

    def __init__(self, renewable: bool = True) -> None:
        self._renewable = renewable
        self.renewals = 0

    def current(self) -> Token:
        return Token("token-%d" % self.renewals)

    def renew(self, refused: Token, again: bool) -> str | None:
        if again:
            return "The token was renewed once and refused again."
        self.renewals += self._renewable
        return None if self._renewable else "It is not renewable."


def client(
    platform: Platform,
    *script: Script,
    tokens: TokenSource | None = None,
    retries: int = 3,
    exact: bool = False,
) -> tuple[Client, FakeTransport, list[float]]:
    """A client over a fake transport, what it sends, and the pauses it takes instead of sleeping."""
    fake, typed = transport(*script, exact=exact)
    pauses: list[float] = []
    policy = RetryPolicy(retries, 0.5, 30.0)
    return Client(platform, typed, policy, tokens, sleep=pauses.append), fake, pauses


def apic(**given: Any) -> Apic:
    """An API Connect below https://good.example/api whose token is supplied."""
    return Apic(filled(Apic.options, {"url": "https://good.example", "token": "supplied-token", **given}))


def filled(options: Mapping[str, Option], given: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters as Ansible's validation leaves them: every option there, defaults filled in."""
    unknown = set(given) - set(options)
    assert not unknown, unknown
    params: dict[str, Any] = {}
    for name, option in options.items():
        value = given.get(name, option.default)
        if option.suboptions is not None and isinstance(value, dict):
            value = filled(option.suboptions, value)
        elif option.suboptions is not None and isinstance(value, list):
            value = [filled(option.suboptions, item) for item in value]
        params[name] = value
    return params


class Clock:
    """Time that passes only by sleeping; stands in for the module ``time``."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.pauses: list[float] = []

    def monotonic(self) -> float:
        """Seconds since some point in the past."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let ``seconds`` pass, at once."""
        assert len(self.pauses) < 10_000, "this never ends"
        self.pauses.append(seconds)
        self.now += seconds


class Runner:
    """Runs operations over a fake transport, as tasks would; one token store for all of them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.store = MemoryStore()
        self.clock = Clock()
        self.progress: list[str] = []
        self.warnings: list[str] = []
        self._monkeypatch = monkeypatch
        monkeypatch.setattr(session, "Client", partial(Client, sleep=self.clock.sleep))
        monkeypatch.setattr(probe, "time", self.clock)

    def script(self, *script: Script, exact: bool = False) -> FakeTransport:
        """Answer like this from now on."""
        fake, typed = transport(*script, exact=exact)
        self._monkeypatch.setattr(session, "_transport", lambda *_given: typed)
        return fake

    def __call__(
        self, operation: Operation, /, check: bool = False, diff: bool = False, **given: Any
    ) -> dict[str, Any]:
        """The task result."""
        mode = Mode(check, diff, self.progress.append, self.warnings.append)
        return operation.run(filled(operation.options, given), Context(mode, self.store))

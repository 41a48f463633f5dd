# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Operations: what a module does, declared and run without knowing Ansible. Both doors open onto this.

PRIVATE to this collection.
"""

from __future__ import annotations

import os
import threading
import traceback
from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import (
    Any,
    Callable,
    ClassVar,
    Collection,
    Dict,
    Iterable,
    Mapping,
    Optional,
    Protocol,
    Tuple,
    Type,
)

from .address import clear_text_warning, in_clear_text, origin
from .answer import Result, tells_secrets, without_told_secrets
from .batch import Batch
from .body import fits
from .call import call_options, named
from .client import Client
from .errors import ApiError, config_error
from .guard import check_overrides
from .http import Request, Transport, TransportSettings, checked_headers, for_other_requests
from .invoke import Invocation
from .mode import Mode
from .options import Option, Options, Params, http_options, secrets_in, texts_in
from .platform import Platform
from .retry import RetryPolicy
from .secrets import MASK, Redactor, Secrets
from .store import MemoryStore
from .token import GrantedToken, SuppliedToken, Token, TokenSource, TokenStore

# Seconds over which a rate of calls a minute is spread: the one more is for a request that is on its way
# longer than those after it, so that they too arrive no faster.
_WINDOW = 61.0


# How the calls of a task are made.
_PACE: Options = {
    "concurrency": Option("int", 1),
    "on_error": Option(default="stop", choices=("stop", "continue")),
    "calls_per_minute": Option("int"),
}


class Turns(Protocol):
    """Keeps the turns of calls that must not come too fast."""

    def turn(self, identity: Tuple[str, ...], interval: float) -> float:
        """Take the next turn of that identity; the seconds until it comes."""


@dataclass(frozen=True)
class Context:
    """What a door lends to an operation: how the task runs, where tokens are kept, and turns of calls."""

    mode: Mode = field(default_factory=Mode)
    store: TokenStore = field(default_factory=MemoryStore)
    turns: Turns = field(default_factory=MemoryStore)


class _Headers:
    """Which of the user's headers go with a request that is no declared call."""

    def __init__(self, given: Mapping[str, str], addresses: Optional[Iterable[str]]) -> None:
        general = for_other_requests(given)
        # What a module asks by itself, it wants answered in one way.
        self._headers = {name: value for name, value in general.items() if name.lower() != "accept"}
        self._origins = None if addresses is None else {origin(address) for address in addresses}

    def __call__(self, url: str) -> Mapping[str, str]:
        return self._headers if self._origins is None or origin(url) in self._origins else {}


class _Watch:
    """Warns, once, when a secret goes where all on the way can read it."""

    def __init__(self, platform: Platform, warn: Callable[[str], None]) -> None:
        self._platform = platform
        self._warn = warn
        self._lock = threading.Lock()
        self._told = False

    def __call__(self, request: Request) -> None:
        # What has neither a token nor a body to log in with is a question that anybody may ask.
        secret = "Authorization" in request.headers or request.body is not None
        if not secret or not in_clear_text(request.url):
            return
        with self._lock:
            told, self._told = self._told, True
        if not told:
            option = self._platform.address_option(request.url)
            self._warn(clear_text_warning(option, request.url))


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
        transport = _transport(TransportSettings.from_params(platform.params), connections)
        self._policy = RetryPolicy.from_params(platform.params)
        headers = _Headers(checked_headers(platform.params.get("headers")), addresses)
        self.anonymous = Client(
            platform,
            transport,
            self._policy.for_login(platform.params["timeout"]),
            mask=secrets.failures.mask,
            headers=headers,
            watch=_Watch(platform, context.mode.warn),
        )

    def tokens(self) -> TokenSource:
        """The token supplied, or the way to obtain one; ``ApiError`` (config) names what is missing."""
        supplied = self.platform.supplied_token()
        remark = self.platform.remark()
        if remark:
            self._context.mode.warn(remark)
        if supplied is not None:
            return SuppliedToken(supplied)
        grant = self.platform.grant()
        for part in grant.secrets:
            self._secrets.add(part)
        return GrantedToken(grant, self.anonymous.login, self._context.store, self._secrets.add)

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


def _transport(settings: TransportSettings, connections: int) -> Transport:
    """One pool for all tasks of a process that reach their server the same way; a fork gets its own.

    So does a task whose certificates are other ones, though in files of the same names.
    """
    return _pool(settings, connections, os.getpid(), settings.files_state())


@lru_cache(maxsize=16)
def _pool(settings: TransportSettings, connections: int, process: int, files: Tuple[Any, ...]) -> Transport:
    return Transport(settings, connections)


class Operation(ABC):
    """What one module does. ``options`` are all it takes.

    ``yields_token``: its result is a token. ``yields`` names the results that are secrets, and asked for:
    they are not masked, and the doors keep them off the screen. ``yields_once`` says that they cannot be
    asked for again.
    """

    yields_token: ClassVar[bool] = False
    yields: ClassVar[Tuple[str, ...]] = ()
    yields_once: ClassVar[bool] = False

    def __init__(self, name: str, platform: Type[Platform]) -> None:
        self.name = name
        self.platform = platform

    @property
    @abstractmethod
    def options(self) -> Options:
        """The options, by name."""

    @property
    def credentials(self) -> Options:
        """Those of them by which a token is obtained."""
        return {**self.platform.options, **http_options(self.platform.name.upper())}

    @property
    def unset_by_blank(self) -> Options:
        """Those of them that count as not given where they are blank."""
        return self.credentials

    @abstractmethod
    def execute(self, params: Params, context: Context, secrets: Secrets) -> Result:
        """Do it; raises ``ApiError``."""

    def settled(self, params: Params, given: Collection[str], environment: Params) -> Dict[str, Any]:
        """The parameters without credentials of the environment that rival those ``given`` in the task.

        ``given`` are the names of the options as the task writes them, ``environment`` what the environment
        supplies, by option. Raises ``ApiError`` (config) if its secrets would be sent elsewhere.
        """
        names = {name for name, option in self.options.items() if {name, *option.aliases}.intersection(given)}
        chosen = [way for way in self.platform.ways if names.intersection(way)]
        rivals = [name for way in self.platform.ways if chosen and way not in chosen for name in way]
        displaced = [other for name in names for other in self.platform.displaces.get(name, ())]
        dropped = {*rivals, *displaced} - names
        kept = {name: None if name in dropped else value for name, value in params.items()}
        check_overrides(self.platform, self.credentials, kept, names, environment)
        return kept

    def run(self, params: Params, context: Context) -> Result:
        """The task result for validated ``params``, secrets masked; with ``failed`` and ``msg`` if it failed.

        Never raises.
        """
        secrets = Secrets(texts_in(self.platform.options, params))
        try:
            for secret in secrets_in(self.options, params):
                secrets.add(secret)
            return self.masked(self.execute(params, _discreet(context, secrets), secrets), secrets.results)
        except ApiError as error:
            failure = error
        except Exception as fault:
            failure = ApiError("protocol", self._bug(fault), outcome="unknown")
        if not context.mode.quotes:
            failure.message = failure.without_quotes()
        return dict(secrets.failures.scrub(failure.to_result()))

    def masked(self, result: Result, redactor: Redactor) -> Result:
        """The result as it may leave the operation."""
        asked = {name: result.pop(name) for name in self.yields if name in result}
        return {**redactor.scrub(result), **asked}

    def secrets_of(self, result: Result) -> Tuple[str, ...]:
        """The secrets that a result holds because they were asked for."""
        return tuple(str(result[name]) for name in self.yields if result.get(name))

    def is_secret(self, result: Result) -> bool:
        """Whether a result must not be shown: what was asked for, or what a failure keeps of an answer."""
        return bool(self.secrets_of(result)) or bool(result.get("failed") and tells_secrets(result))

    def concealed(self, result: Result) -> Result:
        """The result without its secrets, for where it is written to a file."""
        shown = without_told_secrets(result) if result.get("failed") else result
        return {name: MASK if value and name in self.yields else value for name, value in shown.items()}

    def _bug(self, error: Exception) -> str:
        place = traceback.extract_tb(error.__traceback__)[-1]
        return "%s met a fault of its own: %s in %s, line %s (%s). Please report it with this line." % (
            self.name,
            type(error).__name__,
            os.path.basename(place.filename),
            place.lineno,
            " ".join(str(error).split()),
        )


class TokenOperation(Operation):
    """Obtains a token, or hands back the one the run holds."""

    yields_token = True
    yields = ("access_token",)

    @property
    def options(self) -> Options:
        return self.credentials

    def execute(self, params: Params, context: Context, secrets: Secrets) -> Result:
        platform = self.platform(params)
        source = Session(platform, context, secrets).tokens()
        token = source.current()
        for carried in token.carried:
            secrets.add(carried)
        reused = source.reused if isinstance(source, GrantedToken) else True
        return {"changed": False, "reused": reused, **platform.token_details(), **described(token)}


class InvokeOperation(Operation):
    """Calls services: one call, or many of ``calls``."""

    @property
    def options(self) -> Options:
        platform = self.platform
        single = call_options(platform.call_options, platform.default_method)
        return {
            **self.credentials,
            **single,
            "calls": Option(
                "list",
                elements="dict",
                suboptions={"name": Option(required=True), "headers": Option("dict"), **single},
            ),
            **_PACE,
        }

    @property
    def unset_by_blank(self) -> Options:
        return {**self.credentials, **_PACE}

    def execute(self, params: Params, context: Context, secrets: Secrets) -> Result:
        platform = self.platform(params)
        concurrency = concurrency_of(params)
        if params.get("calls") is None:
            invocation = Invocation(platform, params)
            _keep(invocation, secrets)
            session = Session(platform, context, secrets, [invocation.call.url])
            return invocation.perform(_for_calls(session), context.mode)
        invocations = self._invocations(platform, params)
        for _name, invocation in invocations:
            _keep(invocation, secrets)
        addresses = [invocation.call.url for _name, invocation in invocations]
        session = Session(platform, context, secrets, addresses, concurrency)
        batch = Batch(invocations, concurrency, params["on_error"] == "stop")
        return batch.perform(_for_calls(session), context.mode)

    def _invocations(self, platform: Platform, params: Params) -> Tuple[Tuple[str, Invocation], ...]:
        alone = sorted(
            name
            for name, option in call_options(platform.call_options, platform.default_method).items()
            # What comes from the environment, each of the calls has as well.
            if params.get(name) != option.default and not any(map(os.environ.get, option.environment))
        )
        if alone:
            raise config_error("calls excludes %s beside it; give them in each call." % ", ".join(alone))
        shared = params.get("headers") or {}
        prepared = []
        for call in named(params["calls"]):
            headers = {**_fitting(shared, call), **(call.get("headers") or {})}
            try:
                prepared.append((call["name"], Invocation(platform, {**call, "headers": headers})))
            except ApiError as error:
                raise config_error("call %r: %s" % (call["name"], error.message)) from error
        return tuple(prepared)


def described(token: Token) -> Dict[str, Any]:
    """A token as the token modules return it; ``expires_in`` in seconds from now."""
    return {
        "access_token": token.access_token,
        "token_type": token.token_type,
        "expires_in": token.remaining,
        "expires_at": token.expires_at,
        "scope": token.scope,
        "claims": token.claims,
        **token.details,
    }


def _fitting(shared: Mapping[str, Any], call: Params) -> Mapping[str, Any]:
    """The headers of all calls, less a ``Content-Type`` by which this call's body could not be read."""
    return {
        name: value
        for name, value in shared.items()
        if name.lower() != "content-type" or call.get("src") or fits(str(value), call["body_format"])
    }


def _for_calls(session: Session) -> Client:
    """A client for calls, which bring the user's headers themselves: each may have others."""
    return replace(session.client(), headers=lambda _url: {})


def _discreet(context: Context, secrets: Secrets) -> Context:
    """The same, whose progress and warnings are masked as failures are: they too quote what is sent."""
    mode, mask = context.mode, secrets.failures.mask
    masked = replace(
        mode, progress=lambda text: mode.progress(mask(text)), warn=lambda text: mode.warn(mask(text))
    )
    return replace(context, mode=masked)


def _keep(invocation: Invocation, secrets: Secrets) -> None:
    for secret in invocation.secrets():
        secrets.add_sent(secret)


def concurrency_of(params: Params) -> int:
    """How many requests a task makes at once; ``ApiError`` (config) for a number that cannot be."""
    concurrency: Optional[int] = params.get("concurrency")
    if concurrency is None or not 1 <= concurrency <= 64:
        raise config_error("concurrency must be from 1 to 64.")
    return concurrency

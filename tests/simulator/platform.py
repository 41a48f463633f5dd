# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every simulated platform is made of: settings, tokens, state that can begin anew, refusals."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import fields, replace
from typing import Any, ClassVar, Generic, Literal, TypeVar, get_args, get_origin, get_type_hints

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from tests.simulator.tokens import BadToken, Holder, Signer, Tokens, TokenSettings, bearer

Handler = Callable[[Request], Awaitable[Response]]
StateT = TypeVar("StateT")
SettingsT = TypeVar("SettingsT", bound=TokenSettings)


class Refused(Exception):
    """The platform says no: a handler raises it, and its answer is sent."""

    def __init__(self, answer: Response) -> None:
        super().__init__(answer.status_code)
        self.answer = answer


class Platform(Generic[SettingsT]):
    """One platform: its settings, which can be changed while it runs, and its state.

    ``given`` names what of ``describe`` the tests give to tasks, as options: its address and credentials.
    ``login`` is the path of its token endpoint, if a login with these asks one.
    """

    name: ClassVar[str]
    given: ClassVar[tuple[str, ...]]
    login: ClassVar[str] = ""

    def __init__(self, signer: Signer, settings: SettingsT) -> None:
        self.signer = signer
        self._first_settings = settings
        self.reset()

    def reset(self) -> None:
        """State, tokens and settings as at the start."""
        self.settings = replace(self._first_settings)
        self.tokens = Tokens(self.signer)

    def sites(self) -> dict[str, ASGIApp]:
        """What it serves, by the names of the listeners."""
        return {self.name: self.application()}

    def application(self) -> ASGIApp:
        """What its only listener serves."""
        raise NotImplementedError

    def describe(self, *addresses: Any, **named: Any) -> dict[str, Any]:
        """The part of simulator.json about it, given the addresses of its sites in their order."""
        raise NotImplementedError

    def configure(self, changes: Mapping[str, Any]) -> None:
        """Changes settings by name; ``ValueError`` for an unknown name or a value that is no choice."""
        known = {field.name for field in fields(self.settings)}
        unknown = sorted(set(changes) - known)
        if unknown:
            raise ValueError(
                f"{self.name} has no setting {', '.join(unknown)}; it has {', '.join(sorted(known))}"
            )
        hints = get_type_hints(type(self.settings))
        for name, value in changes.items():
            if get_origin(hints[name]) is Literal and value not in get_args(hints[name]):
                raise ValueError(
                    f"{self.name}.{name} is one of {', '.join(get_args(hints[name]))}, not {value!r}"
                )
        self.settings = replace(self.settings, **changes)

    def holder(self, request: Request) -> Holder:
        """Whose token the request carries; ``BadToken`` if none that is good."""
        token = bearer(request.headers)
        if token is None:
            raise BadToken("unknown")
        return self.tokens.holder(token)

    def token_fields(self, token: str, **others: Any) -> dict[str, Any]:
        """The body of a token endpoint's answer, with or without ``expires_in`` as set."""
        lifetime = {} if self.settings.omit_expires_in else {"expires_in": self._whole_lifetime()}
        return {"access_token": token, **lifetime, **others}

    def _whole_lifetime(self) -> int:
        return int(self.settings.token_lifetime)


def application(
    routes: Iterable[BaseRoute], unknown_path: Handler, unknown_method: Handler | None = None
) -> Starlette:
    """The application of those routes, which has the platform's own words for unknown ones."""

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, Refused)
        return error.answer

    async def no_path(request: Request, error: Exception) -> Response:
        return await unknown_path(request)

    async def no_method(request: Request, error: Exception) -> Response:
        return await (unknown_method or unknown_path)(request)

    built = Starlette(
        routes=list(routes), exception_handlers={Refused: refused, 404: no_path, 405: no_method}
    )
    built.router.redirect_slashes = False
    return built


def of_the_moment(
    current: Callable[[], StateT], method: Callable[[StateT, Request], Awaitable[Response]]
) -> Handler:
    """A method as a handler: of the object that is ``current`` then, which a reset replaces."""

    async def handler(request: Request) -> Response:
        return await method(current(), request)

    return handler


def no_store(content: Mapping[str, Any], status: int = 200) -> JSONResponse:
    """A JSON answer of a token endpoint, which nobody may keep."""
    return JSONResponse(content, status, {"cache-control": "no-store", "pragma": "no-cache"})


def is_form(request: Request) -> bool:
    """Whether the body claims to be an urlencoded form."""
    return request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded")


async def form_fields(request: Request) -> dict[str, str]:
    """The text fields of a form; the last of several with one name."""
    form = await request.form()
    return {name: value for name, value in form.items() if isinstance(value, str)}


async def json_object(request: Request, refusal: Callable[[str], Refused]) -> dict[str, Any]:
    """The JSON object in the body; otherwise the ``refusal`` of a text that says what is wrong."""
    try:
        value = json.loads(await request.body())
    except ValueError as error:
        raise refusal(f"The body is not JSON: {error}") from None
    if not isinstance(value, dict):
        raise refusal("The body is not a JSON object")
    return value


def whole_number(text: str | None, default: int, least: int = 0) -> int:
    """The number in a query parameter, or the default if it is none or too small."""
    return int(text) if text and text.isdecimal() and int(text) >= least else default

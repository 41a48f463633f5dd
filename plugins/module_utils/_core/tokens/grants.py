# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A grant that is one request to a token endpoint, as nearly every platform has it.

PRIVATE to this collection.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import List, Optional, Tuple

from ..errors import ApiError
from ..http.body import Body
from ..http.message import Request, Response
from .token import Ask, Token, read_token

# Seconds that the clocks may differ: what servers allow, and as much as a request may take.
_TOLERATED = 15

# What OAuth says where the secret is not the matter (RFC 6749, section 5.2). Not
# ``unauthorized_client``, which platforms say of a wrong secret as well.
_OF_RIGHTS = frozenset({"invalid_scope", "unsupported_grant_type"})
_RIGHTS = "look at what the platform lets this account do, at its grant types and scopes"


@dataclass(frozen=True)
class Login:
    """What a refused login says besides the platform's words.

    ``account`` is whose login it is; ``credentials`` and ``address`` are what to look at, the latter where
    there is no token endpoint.
    """

    account: str
    credentials: str
    address: str

    @property
    def subject(self) -> str:
        """What a refusal is about."""
        return "No token for %s" % self.account

    def advice(self, status: Optional[int], code: Optional[str] = None) -> str:
        """What to look at where the platform refused so."""
        if code in _OF_RIGHTS:
            return _RIGHTS
        if status in (404, 405, 410):
            return "look at %s: no token endpoint is there" % self.address
        return "look at " + self.credentials


@dataclass(frozen=True)
class RequestGrant:
    """A token for one request."""

    identity: Tuple[str, ...]
    secrets: Tuple[str, ...]
    request: Request
    login: Login
    single_use: bool = False

    def acquire(self, ask: Ask) -> Token:
        """A new token; ``ApiError`` of kind ``auth`` when the endpoint refuses."""
        return read_token(ask_for_token(ask, self.request, self.login))


@dataclass(frozen=True)
class SignedGrant(RequestGrant):
    """One whose request says when it was signed: a clock that is wrong makes the endpoint refuse it.

    ``of_time`` are words by which the endpoint then says so, for a server that tells no time of its own.
    """

    of_time: Tuple[str, ...] = ()

    def acquire(self, ask: Ask) -> Token:
        """The same; the error names a clock that is off."""
        try:
            return super().acquire(ask)
        except ApiError as error:
            if error.kind == "auth":
                error.notes += self._clock_notes(error.clock_ahead, error.description or "")
            raise

    def _clock_notes(self, off: Optional[float], words: str) -> List[str]:
        if off is not None and abs(off) > _TOLERATED:
            found = "%d s %s" % (abs(round(off)), "ahead of" if off > 0 else "behind")
            return ["The clock of this machine is %s that of the server; set it right." % found]
        if any(phrase in words for phrase in self.of_time):
            return [
                "The request was signed just now, so the clock of this machine or of the server is wrong."
            ]
        return []


def token_request(endpoint: str, body: Body, **headers: str) -> Request:
    """The request for a token. Until it is refused it may be repeated: a second token does no harm."""
    return Request("POST", endpoint, {"Accept": "application/json", **headers}, body, repeatable=True)


def ask_for_token(ask: Ask, request: Request, login: Login) -> Response:
    """The answer of a token endpoint. Its refusal is final: accounts lock when a login is repeated."""
    try:
        return ask(request)
    except ApiError as error:
        # Some platforms refuse in their own words with a status of success.
        refused = error.from_platform and error.status == 200 and error.kind not in ("protocol", "server")
        if refused or error.status in (400, 401, 403) or error.kind == "not_found":
            error.kind = "auth"
            error.subject, error.advice = login.subject, login.advice(error.status, error.code)
        raise


def surrounded_by_space(**secrets: str) -> str:
    """A note on secrets with white space around them, as files and ``echo`` leave it; else nothing."""
    names = [name for name, value in secrets.items() if value != value.strip()]
    return ", and that %s begins or ends with white space" % " and ".join(names) if names else ""

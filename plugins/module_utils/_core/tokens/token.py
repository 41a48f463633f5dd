# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens: the value, and the grant that obtains one.

PRIVATE to this collection.
"""

from __future__ import annotations

import base64
import binascii
import time
from dataclasses import asdict, dataclass, field
from datetime import datetime, timezone
from typing import Any, Callable, Dict, Mapping, Optional, Protocol, Tuple

from ..errors import ApiError
from ..http import document
from ..http.message import Request, Response

# Renewed this long before the end, or a tenth of its life if that is less.
MARGIN = 60.0

# Seconds in which a token is not renewed once more that was renewed in vain: it is the call that is refused.
DOUBT_HOLDS = 300.0

_ISO = "%Y-%m-%dT%H:%M:%SZ"
# The end of the year 9999, in epoch seconds: what a date can still be written for.
_LATEST = 253402300800.0


@dataclass(frozen=True)
class Token:
    """A bearer token. ``issued_at`` is in epoch seconds, ``renew_at`` on the machine's monotonic clock.

    ``details`` holds what else the grant learned (the realm of APIC); plain JSON values only.
    ``doubted_at`` is when it was refused though it had just replaced a refused one, in epoch seconds.
    """

    access_token: str
    token_type: str = "Bearer"
    expires_in: Optional[float] = None
    scope: Optional[str] = None
    issued_at: float = field(default_factory=time.time)
    renew_at: Optional[float] = None
    details: Dict[str, Any] = field(default_factory=dict)
    doubted_at: Optional[float] = None

    @classmethod
    def issued(cls, access_token: str, expires_in: Optional[float] = None, **fields: Any) -> Token:
        """A token just obtained; its life is ``expires_in`` seconds, else until the ``exp`` it carries."""
        now = time.time()
        token = cls(access_token, expires_in=expires_in, issued_at=now, **fields)
        end = token._claimed("exp")
        life = expires_in if expires_in is not None or end is None else end - now
        if life is None or life <= 0:
            return token
        return cls(**{**token.to_dict(), "renew_at": time.monotonic() + life - min(MARGIN, life / 10)})

    @property
    def fresh(self) -> bool:
        """Whether it need not be renewed yet; a token of unknown life is used until it is refused."""
        return self.renew_at is None or time.monotonic() < self.renew_at

    @property
    def doubted(self) -> bool:
        """Whether another would be refused as well, for all that is known."""
        return self.doubted_at is not None and 0 <= time.time() - self.doubted_at < DOUBT_HOLDS

    @property
    def claims(self) -> Optional[Dict[str, Any]]:
        """The claims of a JWT, decoded and not verified; None for an opaque token."""
        segments = self.access_token.split(".")
        if len(segments) != 3:
            return None
        try:
            payload = base64.urlsafe_b64decode(segments[1] + "=" * (-len(segments[1]) % 4))
            claims = document.parse(payload.decode("utf-8"))
        except (binascii.Error, ValueError):
            return None
        return claims if isinstance(claims, dict) else None

    @property
    def nested_tokens(self) -> Tuple[str, ...]:
        """The tokens among its claims, such as the ``id_token`` of API Connect: secrets as it is one."""
        values = [value for value in (self.claims or {}).values() if isinstance(value, str)]
        return tuple(value for value in values if Token(value).claims is not None)

    @property
    def expires_at(self) -> Optional[str]:
        """When it ends, ISO 8601 in UTC; None where neither ``expires_in`` nor its claims tell."""
        end = self._end()
        return None if end is None else datetime.fromtimestamp(int(end), timezone.utc).strftime(_ISO)

    @property
    def remaining(self) -> Optional[int]:
        """Seconds from now to its end, 0 when it is over; None where unknown."""
        end = self._end()
        return None if end is None else max(0, round(end - time.time()))

    @property
    def lifetime(self) -> Optional[float]:
        """Seconds from its beginning (the claim ``iat``) to its end (``exp``); None where one is missing."""
        begin, end = self._claimed("iat"), self._claimed("exp")
        return None if begin is None or end is None else end - begin

    def _end(self) -> Optional[float]:
        """Its end in epoch seconds, by ``expires_in`` or else by its ``exp`` claim."""
        end = self.issued_at + self.expires_in if self.expires_in is not None else self._claimed("exp")
        return end if end is not None and 0 <= end < _LATEST else None

    def _claimed(self, name: str) -> Optional[float]:
        """A time in epoch seconds that a claim tells."""
        value: Any = (self.claims or {}).get(name)
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        return float(value) if is_number and 0 <= value < _LATEST else None

    def to_dict(self) -> Dict[str, Any]:
        """The token as plain JSON values, for a store; ``Token(**...)`` makes it again."""
        return asdict(self)

    def lent(self) -> Dict[str, Any]:
        """The token for another machine, whose monotonic clock is another: ``borrowed`` makes it again."""
        renew_in = None if self.renew_at is None else self.renew_at - time.monotonic()
        return {**self.to_dict(), "renew_at": None, "renew_in": renew_in}

    @classmethod
    def borrowed(cls, lent: Mapping[str, Any]) -> Token:
        """The token that another machine lent, or gave back."""
        fields = {name: value for name, value in lent.items() if name != "renew_in"}
        renew_in = lent["renew_in"]
        renew_at = None if renew_in is None else time.monotonic() + renew_in
        return cls(**{**fields, "renew_at": renew_at})


Ask = Callable[[Request], Response]


class Grant(Protocol):
    """A way to obtain a token.

    ``identity`` names everything that makes its token different from another's, secret included: it is
    only ever digested. ``acquire`` asks the platform, through ``ask`` (an exchange without
    authorisation), and raises ``ApiError`` of kind ``auth`` when it is refused.
    """

    @property
    def identity(self) -> Tuple[str, ...]:
        """What tells its token from every other's."""

    @property
    def secrets(self) -> Tuple[str, ...]:
        """What must not show, beyond the secret options."""

    @property
    def single_use(self) -> bool:
        """Whether the credentials may be good for one exchange only."""

    def acquire(self, ask: Ask) -> Token:
        """A new token."""


def read_token(response: Response, **details: Any) -> Token:
    """The token of an OAuth 2 token answer (RFC 6749, section 5.1).

    ``token_type`` and ``expires_in`` may be missing, and ``expires_in`` may be a text of digits.
    Raises ``ApiError`` (protocol) when there is no ``access_token``.
    """
    answer = document.json_of(response)
    access_token = answer.get("access_token") if isinstance(answer, dict) else None
    if not isinstance(answer, dict) or not isinstance(access_token, str) or not access_token:
        raise ApiError(
            "protocol",
            "%s %s answered %d without an access_token (content type %s)"
            % (
                response.request.method,
                response.request.url,
                response.status,
                response.content_type or "none",
            ),
            advice="look at the address: is it the platform's API?",
            status=response.status,
            method=response.request.method,
            url=response.request.url,
            tries=response.tries,
        )
    scope = answer.get("scope")
    token_type = str(answer.get("token_type") or "Bearer")
    return Token.issued(
        access_token,
        expires_in=_seconds(answer.get("expires_in")),
        token_type="Bearer" if token_type.lower() == "bearer" else token_type,
        scope=scope if isinstance(scope, str) else None,
        details=details,
    )


def _seconds(value: Any) -> Optional[float]:
    try:
        seconds = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return seconds if 0 < seconds < 1e10 else None

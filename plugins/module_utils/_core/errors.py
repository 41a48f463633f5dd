# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can go wrong, in one class: its kind, what was asked, what came back, what to look at.

PRIVATE to this collection.
"""

from __future__ import annotations

from typing import Any, Dict, Literal, Mapping, Optional

from .text import one_line

Kind = Literal[
    "config",
    "connect",
    "tls",
    "timeout",
    "auth",
    "forbidden",
    "not_found",
    "conflict",
    "rate_limited",
    "rejected",
    "server",
    "protocol",
]

# How much of an exchange took place before it failed:
# "unsent": the server certainly never saw the request; "unknown": it may have acted on it;
# "answered": it said what it did, so repeating brings nothing new.
Outcome = Literal["unsent", "unknown", "answered"]


class ApiError(Exception):
    """A request that could not be made, was cut short, or was refused.

    ``message`` is one line for the operator, ``code`` and ``description`` are the platform's own words,
    ``status`` is the HTTP status or None when no answer arrived, ``url`` carries no credentials,
    ``retry_after`` is how long the server asks to wait, ``clock_ahead`` how far the clock of this machine is
    ahead of the server's (both seconds, None if it does not tell), ``details`` are further result keys,
    ``from_platform`` says that the platform itself refused, in its own words, ``note`` is what this
    collection says of the answer, ``quotes`` are the parts of the message that repeat an answer, each with
    what may stand in its place, ``outcome_unknown`` says that a write may have been applied.
    """

    def __init__(
        self,
        kind: Kind,
        message: str,
        *,
        outcome: Outcome = "answered",
        status: Optional[int] = None,
        method: Optional[str] = None,
        url: Optional[str] = None,
        code: Optional[str] = None,
        description: Optional[str] = None,
        request_id: Optional[str] = None,
        tries: int = 0,
        quotes: Optional[Mapping[str, str]] = None,
    ) -> None:
        super().__init__(message)
        self.kind: Kind = kind
        self.message = message
        self.outcome: Outcome = outcome
        self.status = status
        self.method = method
        self.url = url
        self.code = code
        self.description = description
        self.request_id = request_id
        self.tries = tries
        self.quotes: Dict[str, str] = dict(quotes or {})
        self.retry_after: Optional[float] = None
        self.clock_ahead: Optional[float] = None
        self.from_platform = False
        self.note: Optional[str] = None
        self.outcome_unknown = False
        self.details: Dict[str, Any] = {}

    def __str__(self) -> str:
        return self.message

    def came_after_the_write(self) -> None:
        """Tell that the platform made the write, and that only what came after it failed."""
        self.details["changed"] = True
        self.message += " The write was made all the same: look at what became of it before it is made again."

    def to_arguments(self) -> Dict[str, Any]:
        """Plain JSON values from which ``ApiError(**...)`` makes it again."""
        return {
            "kind": self.kind,
            "message": self.message,
            "outcome": self.outcome,
            "status": self.status,
            "method": self.method,
            "url": self.url,
            "code": self.code,
            "description": self.description,
            "request_id": self.request_id,
            "tries": self.tries,
            "quotes": self.quotes,
        }

    def without_quotes(self) -> str:
        """The message, repeating nothing of an answer."""
        text = self.message
        # The longest first: one may be part of another.
        for quote in sorted(self.quotes, key=len, reverse=True):
            text = text.replace(quote, self.quotes[quote])
        return text

    def to_result(self) -> Dict[str, Any]:
        """A failed task's result: ``msg`` on one line, ``error``, and where it happened."""
        return {
            "changed": False,
            "failed": True,
            "msg": one_line(self.message),
            "error": {
                "kind": self.kind,
                "code": _shown(self.code),
                "description": _shown(self.description),
                "request_id": _shown(self.request_id),
            },
            "status": self.status,
            "method": self.method,
            "url": self.url,
            "tries": self.tries,
            **({"outcome_unknown": True} if self.outcome_unknown else {}),
            **self.details,
        }


def _shown(words: Optional[str]) -> Optional[str]:
    return None if words is None else one_line(words)


def config_error(message: str, quotes: Optional[Mapping[str, str]] = None) -> ApiError:
    """A mistake in the task itself, found before anything was sent."""
    return ApiError("config", message, outcome="unsent", quotes=quotes)

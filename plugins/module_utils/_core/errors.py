# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can go wrong, in one class: its kind, what was asked, what came back, what to look at.

PRIVATE to this collection.
"""

from __future__ import annotations

import re
from typing import (
    Any,
    Callable,
    Dict,
    Iterable,
    List,
    Literal,
    Mapping,
    NamedTuple,
    Optional,
    Sequence,
    Tuple,
    Union,
)

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

# What a request did to the platform, or a task to its files: nothing, nobody knows, or what was asked, at
# least in part. A request that only reads does nothing.
Effect = Literal["none", "unknown", "applied"]

_MADE = "The write was made nevertheless; look at its result before you repeat it."
# C0 and C1 move a terminal's cursor, colour it or ring it; the others turn the direction of what is read.
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
UNKNOWN = "The outcome is unknown: the platform may have acted on it."


class Quote(NamedTuple):
    """Words of a platform in a message, and what stands there for a task with ``no_log``."""

    words: str
    instead: str = ""


Part = Union[str, Quote]


class ApiError(Exception):
    """A request that could not be made, was cut short, or was refused.

    The message has a ``subject`` ("No token for ..."), ``parts`` that say what happened, ``advice`` what to
    look at, and ``notes``, whole sentences. It becomes one line in ``to_result``.

    ``code`` and ``description`` are the platform's own words, ``status`` is the HTTP status or None when no
    answer arrived, ``url`` carries no credentials, ``retry_after`` is how long the server asks to wait,
    ``clock_ahead`` how far the clock of this machine is ahead of the server's (both seconds, None if it does
    not tell), ``details`` are further result keys. ``effect`` is what the request did, ``transient`` says
    that the same request may succeed a moment later, ``from_platform`` that the platform itself refused, and
    not what stands between, ``is_page`` that a web page was answered.
    """

    def __init__(
        self,
        kind: Kind,
        *parts: Part,
        subject: str = "",
        advice: str = "",
        effect: Effect = "none",
        transient: bool = False,
        status: Optional[int] = None,
        method: Optional[str] = None,
        url: Optional[str] = None,
        code: Optional[str] = None,
        description: Optional[str] = None,
        request_id: Optional[str] = None,
        tries: int = 0,
    ) -> None:
        super().__init__(kind)
        self.kind: Kind = kind
        self.parts = parts
        self.subject = subject
        self.advice = advice
        self.notes: List[str] = []
        self.effect: Effect = effect
        self.transient = transient
        self.status = status
        self.method = method
        self.url = url
        self.code = code
        self.description = description
        self.request_id = request_id
        self.tries = tries
        self.retry_after: Optional[float] = None
        self.clock_ahead: Optional[float] = None
        self.from_platform = False
        self.is_page = False
        self.details: Dict[str, Any] = {}

    def __str__(self) -> str:
        return self.message

    @property
    def message(self) -> str:
        """The whole message."""
        return self.text(quotes=True)

    @property
    def is_absence(self) -> bool:
        """Whether the platform itself says that there is no such thing."""
        return self.kind == "not_found" and self.from_platform

    @property
    def facts(self) -> Dict[str, Any]:
        """Where it happened and what the platform said: arguments for an error about the same."""
        names = ("status", "method", "url", "code", "description", "request_id", "tries")
        return {name: getattr(self, name) for name in names}

    def whole(self) -> List[Part]:
        """All of the message: the parts of another that repeats it."""
        whole: List[Part] = ["%s: " % self.subject] if self.subject else []
        whole += self.parts
        if self.advice:
            whole.append("; %s" % self.advice)
        last = whole[-1] if whole else ""
        ends = (last if isinstance(last, str) else last.words).endswith((".", "?", "!", "]"))
        return [*whole, *([] if ends else ["."]), *(" %s" % note for note in self.notes)]

    def text(self, quotes: bool) -> str:
        """The message; without ``quotes`` it repeats nothing of an answer."""
        return "".join(
            part if isinstance(part, str) else part.words if quotes else part.instead for part in self.whole()
        )

    def follows_write(self) -> None:
        """Tell that the platform made the write, and that only what came after it failed."""
        self.effect = "applied"
        self.notes.append(_MADE)

    def leaves_unknown(self) -> None:
        """Tell that nobody knows what became of a write that seemed to be made, and is not to be seen."""
        if self.effect == "applied":
            self.effect = "unknown"
            self.notes = [UNKNOWN if note == _MADE else note for note in self.notes]

    def mask(self, mask: Callable[[str], str]) -> None:
        """Mask secrets in all that it says, where it goes to who does not know them."""
        self.parts = tuple(
            mask(part) if isinstance(part, str) else Quote(mask(part.words), mask(part.instead))
            for part in self.parts
        )
        self.subject, self.advice = mask(self.subject), mask(self.advice)
        self.notes = [mask(note) for note in self.notes]
        self.code = mask(self.code) if self.code else self.code
        self.description = mask(self.description) if self.description else self.description

    def to_dict(self) -> Dict[str, Any]:
        """Plain JSON values from which ``from_dict`` makes it again."""
        names = ("kind", "parts", "subject", "advice", "notes", "effect", "transient", "is_page")
        return {**{name: getattr(self, name) for name in names}, **self.facts}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> ApiError:
        """The error again, as one of which nothing was sent yet."""
        given = dict(values)
        notes, is_page = given.pop("notes"), given.pop("is_page")
        parts = [part if isinstance(part, str) else Quote(*part) for part in given.pop("parts")]
        error = cls(given.pop("kind"), *parts, **{**given, "tries": 0})
        error.notes.extend(notes)
        error.is_page = is_page
        return error

    def to_result(self, quotes: bool = True) -> Dict[str, Any]:
        """A failed task's result: ``msg`` on one line, ``error``, and where it happened."""
        words = {"code": self.code, "description": self.description, "request_id": self.request_id}
        said = {name: text if text is None else one_line(text) for name, text in words.items()}
        return {
            "changed": self.effect == "applied",
            "failed": True,
            "msg": one_line(self.text(quotes)),
            "error": {"kind": self.kind, **said},
            "status": self.status,
            "method": self.method,
            "url": self.url,
            "tries": self.tries,
            **({"outcome_unknown": True} if self.effect == "unknown" else {}),
            **self.details,
        }


def one_line(text: str) -> str:
    """The text on one line, white space run together; U+FFFD for characters that steer how it is shown."""
    return _UNFIT.sub("\ufffd", " ".join(text.split()))


def listed(errors: Sequence[Tuple[str, ApiError]]) -> List[Part]:
    """The messages of several errors, each after its name, as the parts of one."""
    parts: List[Part] = []
    for name, error in errors:
        parts += [" | "] if parts else []
        parts += ["%s: " % name, *error.whole()]
    return parts


def overall(errors: Iterable[ApiError]) -> Effect:
    """What several failures leave unknown. What was done their results tell."""
    return "unknown" if any(error.effect == "unknown" for error in errors) else "none"


def config_error(*parts: Part) -> ApiError:
    """A mistake in the task itself, found before anything was sent."""
    return ApiError("config", *parts)

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests and responses as data, the settings of a transport, and the headers that a user may set.

PRIVATE to this collection.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any, Callable, Dict, Mapping, Optional

from ..errors import ApiError, config_error
from .address import plain_text
from .body import Body

# What a method or the name of a header may be (RFC 9110, section 5.6.2).
HTTP_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_HEADER_VALUE = re.compile(r"[^\x00\r\n]*")
_OF_ONE_REQUEST = re.compile(
    r"(content|if)-.*|range|expect|prefer|digest|idempotency-key|x-http-method(-override)?|x-method-override",
    re.IGNORECASE,
)
_OWN_HEADERS = frozenset({"authorization", "host", "content-length", "transfer-encoding", "connection"})


def checked_headers(given: Optional[Mapping[str, Any]]) -> Dict[str, str]:
    """The user's headers as texts; ``ApiError`` (config) for one that is ours to set, or that is no header.

    The message does not repeat a value: it may be a key.
    """
    headers = {
        str(name): plain_text(value, "headers.%s" % name)
        for name, value in (given or {}).items()
        if value is not None
    }
    for name, value in headers.items():
        if name.strip().lower() in _OWN_HEADERS:
            raise config_error("headers must not set %s; the collection sets it itself." % name.strip())
        if not HTTP_TOKEN.fullmatch(name):
            raise config_error("headers: %r is not a valid header name." % name)
        if not _HEADER_VALUE.fullmatch(value) or value != value.strip():
            raise config_error("headers: the value of %s contains a line break, or spaces around it." % name)
    return headers


def for_other_requests(headers: Mapping[str, str]) -> Dict[str, str]:
    """The headers without those that are about one request: its body, its condition, its range, its method.

    A read that goes with a write has none of them: ``If-None-Match: *`` would have it answered with 304.
    """
    return {name: value for name, value in headers.items() if not _OF_ONE_REQUEST.fullmatch(name)}


def clock_ahead(headers: Mapping[str, str]) -> Optional[float]:
    """By how many seconds the clock here is ahead of the server's ``Date``; None without a usable one."""
    try:
        return time.time() - parsedate_to_datetime(headers["date"]).timestamp()
    except (KeyError, TypeError, ValueError, IndexError, OverflowError):
        return None


@dataclass
class Request:
    """What is to be sent. ``body`` can be opened again for every attempt.

    ``read_only`` says that it changes nothing, ``repeatable`` that sending it twice does no more than
    sending it once. ``open_sink`` is asked with the status and headers of the answer, and may return what
    takes the body piece by piece, instead of memory.
    """

    method: str
    url: str
    headers: Dict[str, str] = field(default_factory=dict)
    body: Optional[Body] = None
    read_only: bool = False
    repeatable: bool = False
    open_sink: Optional[Callable[[Response], Optional[Callable[[bytes], None]]]] = None


@dataclass
class Response:
    """What came back: lower-case header names, the body without its content encoding.

    ``elapsed`` is in seconds. ``saved`` says that a sink took the body; a large one is then not in ``body``.
    ``kept`` is room for what was read out of it. ``refused`` says that the platform did not do what it was
    asked, though the user accepts the status; ``unsaved`` is why the body of an answer to a write did not go
    where it should.
    """

    request: Request
    status: int
    reason: str
    headers: Dict[str, str]
    body: bytes = b""
    elapsed: float = 0.0
    tries: int = 1
    saved: bool = False
    refused: bool = False
    unsaved: Optional[ApiError] = None
    kept: Dict[str, Any] = field(default_factory=dict)

    @property
    def content_type(self) -> str:
        """The media type alone, in lower case."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()


@dataclass(frozen=True)
class TransportSettings:
    """How to reach a server. ``timeout`` is in seconds, to connect and between reads."""

    validate_certs: bool = True
    ca_path: Optional[str] = None
    client_cert: Optional[str] = None
    client_key: Optional[str] = None
    proxy: Optional[str] = None
    timeout: float = 30.0

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> TransportSettings:
        """The settings out of a module's validated options; raises ``ApiError`` (config) on bad ones."""
        settings = cls(**{name: params[name] for name in cls.__dataclass_fields__})
        if not 0 < settings.timeout < 86400:
            raise config_error("timeout must be a number of seconds above 0 and below a day.")
        if settings.client_key and not settings.client_cert:
            raise config_error("client_key needs client_cert, the certificate that belongs to it.")
        return settings

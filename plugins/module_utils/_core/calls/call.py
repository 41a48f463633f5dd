# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A call as the user declares it, checked and composed before anything is sent.

PRIVATE to this collection.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, FrozenSet, Iterator, Optional
from urllib.parse import urlsplit

from ..errors import config_error
from ..exchange.platform import Platform
from ..fields import secrets_in_data, without_secret_parameters
from ..http import body as bodies
from ..http.address import join
from ..http.body import Body
from ..http.message import HTTP_TOKEN, Request, checked_headers
from ..options import Option, Options, Params
from ..redaction import Redactor

READ_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
REPEATABLE_METHODS = READ_METHODS | {"PUT", "DELETE"}


def probe_options(platform_options: Options) -> Options:
    """The options of ``unless``."""
    return {
        "method": Option(),
        "path": Option("str"),
        "path_params": Option("dict"),
        "query": Option("dict"),
        "body": Option("raw"),
        "body_format": Option(default="json", choices=("json", "form", "multipart", "raw")),
        "status_code": Option("list", elements="int"),
        "that": Option(),
        "contains": Option("raw"),
        "paginate": Option("bool", False),
        "exists": Option("bool"),
        **platform_options,
    }


def call_options(platform_options: Options, default_method: str) -> Options:
    """The options of one call; those of the platform besides the common ones included."""
    probe = probe_options(platform_options)
    return {
        "method": Option(default=default_method),
        "path": Option("str"),
        "path_params": Option("dict"),
        "query": Option("dict"),
        "body": Option("raw"),
        "body_format": probe["body_format"],
        "src": Option("path"),
        "dest": Option("path"),
        "mode": Option("raw"),
        "owner": Option("str"),
        "group": Option("str"),
        "unsafe_writes": Option("bool", False, environment=("ANSIBLE_UNSAFE_WRITES",)),
        "status_code": Option("list", elements="int"),
        "read_only": Option("bool"),
        "idempotency_key": Option("str"),
        "unless": Option("dict", suboptions=probe),
        "merge": Option("bool", False),
        "verify": Option("bool", False),
        "wait_for": Option(
            "dict",
            suboptions={**probe, "timeout": Option("float", 300.0), "interval": Option("float", 5.0)},
        ),
        "paginate": Option("bool", False),
        "max_pages": Option("int", 1000),
        "select": Option("str"),
        **platform_options,
    }


@dataclass(frozen=True)
class Call:
    """One request to the platform, ready to be made as often as needed.

    ``accept`` are the statuses the user declares a success; ``written`` is what the user wrote and
    ``params`` that with the platform's part filled in.
    """

    written: Params
    params: Dict[str, Any]
    method: str
    url: str
    headers: Dict[str, str]
    body: Optional[Body]
    accept: FrozenSet[int]
    read_only: bool
    repeatable: bool

    @classmethod
    def build(cls, platform: Platform, params: Params, read_only: Optional[bool] = None) -> Call:
        """The call that ``params`` declare, or ``ApiError`` (config). ``read_only`` overrides theirs."""
        composed = platform.compose({**params, "method": method_of(params, platform)})
        method = composed["method"]
        url = join(
            platform.base(composed),
            composed["path"],
            composed.get("path_params") or {},
            composed.get("query") or {},
        )
        if read_only is None:
            read_only = composed.get("read_only")
        if read_only is None:
            read_only = method in READ_METHODS
        key = composed.get("idempotency_key")
        headers = {**platform.headers(), **checked_headers(composed.get("headers"))}
        if key:
            headers["Idempotency-Key"] = key
        body = _body(composed, headers)
        return cls(
            written=params,
            params=composed,
            method=method,
            url=url,
            headers=headers,
            body=body,
            accept=frozenset(composed.get("status_code") or ()),
            read_only=read_only,
            repeatable=read_only or method in REPEATABLE_METHODS or bool(key),
        )

    @property
    def shown_url(self) -> str:
        """The URL as a result shows it."""
        return self.shown(self.url)

    def shown(self, url: str) -> str:
        """A URL at which the call arrived, as a result shows it: it may have been redirected."""
        redactor = Redactor()
        for secret in secrets_in_data(self.params.get("path_params")):
            redactor.add(secret)
        return redactor.mask(without_secret_parameters(url))

    def secrets(self) -> Iterator[str]:
        """What is secret by its name in what the call sends."""
        for part in ("body", "query", "path_params", "headers"):
            yield from secrets_in_data(self.params.get(part))
        yield from secrets_in_data(urlsplit(self.url).query)

    def request(self) -> Request:
        """The request to send, without its authorisation."""
        return Request(self.method, self.url, dict(self.headers), self.body, self.read_only, self.repeatable)


def method_of(params: Params, platform: Platform) -> str:
    """The method of a call in upper case; ``ApiError`` (config) for what is none."""
    written = str(params.get("method") or platform.default_method)
    if not HTTP_TOKEN.fullmatch(written):
        raise config_error("method %r is not an HTTP method; use one such as GET or POST." % written)
    method = written.upper()
    if method in ("CONNECT", "TRACE"):
        raise config_error("method %s is not supported." % method)
    return method


def _body(params: Params, headers: Dict[str, str]) -> Optional[Body]:
    """What to send. The ``Content-Type`` of parts is taken out of ``headers``: it needs their boundary."""
    value, form = params.get("body"), params.get("body_format") or "json"
    if params.get("src") is not None:
        if value is not None:
            raise config_error("src and body are mutually exclusive.")
        if form in ("form", "multipart"):
            raise config_error("src is sent as it is, so body_format must not be %s." % form)
        return bodies.file_body(params["src"])
    if value is None:
        return None
    names = [name for name in headers if name.lower() == "content-type"]
    content_type = headers[names[-1]] if names else None
    if content_type is not None and not bodies.fits(content_type, form):
        raise config_error(
            "headers: Content-Type %s does not fit body_format %s; leave one of them out."
            % (content_type, form)
        )
    if form == "json":
        written = isinstance(value, str) and value.lstrip()[:1] in ("{", "[")
        return bodies.written_json(value) if written else bodies.json_body(value)
    if form == "raw":
        return bodies.raw_body(value)
    if not isinstance(value, dict):
        raise config_error("body must be a mapping of fields when body_format is %s." % form)
    if form == "form":
        return bodies.form_body(value, "body.")
    for name in names:
        del headers[name]
    return bodies.MultipartBody(value, content_type or "multipart/form-data")

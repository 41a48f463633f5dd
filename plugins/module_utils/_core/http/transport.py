# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One exchange over HTTP: a request goes out, a response comes back or an ``ApiError`` says why not.

Knows nothing of tokens, retries or platforms. Built on requests.

PRIVATE to this collection.
"""

from __future__ import annotations

import time
import warnings
import weakref
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import Any, Dict, Iterator, Mapping, Optional

from ..errors import ApiError
from . import failures
from .deadline import Deadline
from .message import Request, Response, TransportSettings
from .proxies import check_proxy, environment_proxy
from .tls import ContextAdapter, tls_context

with suppress(ImportError):  # reported before anything here is used
    import requests

# What an answer kept in memory may measure; more belongs in a file.
LARGEST_BODY = 64 * 1024 * 1024
# Of an answer that went to a sink, one no larger is kept as well: a refusal can be read from it.
LARGEST_SAVED_COPY = 1024 * 1024
# Small, since an older urllib3 decompresses all it reads at once, which may be a thousand times as much.
_CHUNK = 64 * 1024
_DEFAULT_HEADERS = {"Accept-Encoding": "gzip, deflate", "User-Agent": "apiops.platforms (Ansible)"}


class Transport:
    """A pool of connections with one set of settings. Safe to share by threads."""

    def __init__(self, settings: TransportSettings, connections: int = 10) -> None:
        self.settings = settings
        if settings.proxy:
            check_proxy(settings.proxy)
        context = tls_context(
            settings.validate_certs, settings.ca_path, settings.client_cert, settings.client_key
        )
        # Requests' adapter without its session: no cookies, no .netrc, nothing of the environment that is not
        # asked for below, and less work for each call.
        self._adapter = ContextAdapter(context, connections)
        # Older versions of urllib3 leave the connections of a pool that nobody holds to the collector.
        weakref.finalize(self, self._adapter.close)
        if not settings.validate_certs:
            warnings.filterwarnings("ignore", message="Unverified HTTPS request")

    def send(self, request: Request, deadline: Optional[Deadline] = None) -> Response:
        """Send once, follow nothing, and read the whole answer, within the deadline.

        Raises ``ApiError`` of kind ``connect``, ``tls``, ``timeout``, ``protocol`` or ``config``, its
        ``effect`` telling whether the server may have acted on the request.
        """
        started = time.monotonic()
        data: Any
        data, headers = request.body() if request.body else (None, {})
        try:
            response = self._exchange(request, data, headers, deadline or Deadline())
        finally:
            if hasattr(data, "close"):
                data.close()
        response.elapsed = time.monotonic() - started
        return response

    def close(self) -> None:
        """End the connections kept for later; the next request opens new ones."""
        self._adapter.close()

    def _exchange(
        self, request: Request, data: Any, headers: Mapping[str, str], deadline: Deadline
    ) -> Response:
        patience = self.settings.timeout
        try:
            with deadline.running():
                answer = self._adapter.send(
                    _prepared(request, data, headers),
                    stream=True,
                    timeout=(patience if deadline.left is None else min(patience, deadline.left), patience),
                    verify=self.settings.validate_certs,
                    proxies=self._proxies(request.url),
                )
        except (requests.RequestException, OSError, ValueError, TypeError) as error:
            if deadline.is_over:
                raise failures.out_of_time(error, request, deadline) from error
            raise failures.before_answer(error, request, self.settings) from error
        response = Response(
            request,
            answer.status_code,
            answer.reason or "",
            {name.lower(): value for name, value in answer.headers.items()},
        )
        try:
            with answer, deadline.running():
                self._read(answer, response)
        except (requests.RequestException, OSError) as error:
            if deadline.is_over:
                raise failures.out_of_time(error, request, deadline, response.status) from error
            raise failures.during_answer(error, response, self.settings) from error
        return response

    def _proxies(self, url: str) -> Dict[str, str]:
        proxy = self.settings.proxy or environment_proxy(url)
        return {"http": proxy, "https": proxy} if proxy else {}

    def _read(self, answer: Any, response: Response) -> None:
        sink = None
        with _saving(response):
            sink = response.request.open_sink(response) if response.request.open_sink else None
        keep = LARGEST_SAVED_COPY if sink else LARGEST_BODY
        chunks, size = [], 0
        # Before its version 2, urllib3 takes a body cut short for a whole one.
        answer.raw.enforce_content_length = True
        for chunk in answer.iter_content(_CHUNK):
            size += len(chunk)
            if sink and response.unsaved is None:
                with _saving(response):
                    sink(chunk)
            elif not sink and size > keep:
                raise failures.too_large(response, keep)
            if size <= keep:
                chunks.append(chunk)
        response.saved = sink is not None
        response.body = b"".join(chunks) if size <= keep else b""


@contextmanager
def _saving(response: Response) -> Iterator[None]:
    """Within it, a failure to save ends a read; of a write, the rest of the answer is read.

    It may not be told again.
    """
    try:
        yield
    except ApiError as error:
        if response.request.read_only:
            raise
        response.unsaved = error


def _prepared(request: Request, data: Any, headers: Mapping[str, str]) -> Any:
    """The request as requests sends it; its own headers count for more than those of the body."""
    merged = {
        name.lower(): (name, value)
        for given in (_DEFAULT_HEADERS, headers, request.headers)
        for name, value in given.items()
    }
    prepared = requests.PreparedRequest()
    prepared.prepare_method(request.method)
    prepared.url = _quoted(request.url)
    prepared.prepare_headers({name: value.encode("utf-8") for name, value in merged.values()})
    prepared.prepare_body(data, None)
    return prepared


@lru_cache(maxsize=1024)
def _quoted(url: str) -> str:
    """The URL as it goes over the wire. Kept, since loops and waits ask the same again and again."""
    prepared = requests.PreparedRequest()
    prepared.prepare_url(url, None)
    return str(prepared.url)

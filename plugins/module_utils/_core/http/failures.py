# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Transport failures in the operator's words: where it stopped, and what to look at.

PRIVATE to this collection.
"""

from __future__ import annotations

import os
import re
import ssl
from traceback import walk_tb
from typing import Any, Iterator, List, Optional, Tuple, Type, TypeVar
from urllib.parse import urlsplit

from ..errors import ApiError, Effect, Kind
from .address import host_and_port, without_query
from .deadline import Deadline
from .message import Request, Response, TransportSettings

try:
    import requests
    import urllib3.exceptions
except ImportError:  # reported before anything here is used
    pass

_E = TypeVar("_E", bound=BaseException)

_UNREACHED = "look at address, port and firewall"
_CERTIFICATE = "client_cert: the server may ask for a certificate"
# What OpenSSL calls a certificate whose issuer it does not know, or does not trust (x509_vfy.h): X509_V_ERR_
# UNABLE_TO_GET_ISSUER_CERT, DEPTH_ZERO_SELF_SIGNED_CERT, SELF_SIGNED_CERT_IN_CHAIN,
# UNABLE_TO_GET_ISSUER_CERT_LOCALLY and UNABLE_TO_VERIFY_LEAF_SIGNATURE.
_OF_ISSUER = (2, 18, 19, 20, 21)


def before_answer(error: BaseException, request: Request, settings: TransportSettings) -> ApiError:
    """The failure of an exchange of which no status line arrived."""
    server = host_and_port(request.url)
    certificate = _cause(error, ssl.SSLCertVerificationError)
    if certificate:
        said, remedy = _certificate(certificate, server, settings)
        return _failure(request, "tls", said, remedy)
    if isinstance(error, requests.exceptions.ProxyError) and _kept_out(error):
        named, advice = "the environment's proxy", "the variables http_proxy, https_proxy and no_proxy"
        if settings.proxy:
            named, advice = "the proxy %s" % host_and_port(settings.proxy), "proxy"
        text = "no connection through %s (%s)" % (named, _root(error))
        return _failure(request, "connect", text, "look at " + advice, transient=True)
    # Before TLS is agreed on, the request certainly went nowhere.
    in_handshake = _is_within(error, "do_handshake")
    if isinstance(error, requests.exceptions.SSLError) and (
        in_handshake or not _cause(error, ssl.SSLEOFError)
    ):
        text = "the TLS handshake with %s failed (%s)" % (server, _root(error))
        return _failure(request, "tls", text, "look at " + _handshake_advice(error))
    if isinstance(error, requests.exceptions.Timeout) and (
        in_handshake or isinstance(error, requests.exceptions.ConnectTimeout)
    ):
        text = "no connection to %s within %g s" % (server, settings.timeout)
        return _failure(request, "timeout", text, _UNREACHED, transient=True)
    if isinstance(error, requests.exceptions.Timeout):
        text = "%s took the request but did not answer within %g s (option timeout)" % (
            server,
            settings.timeout,
        )
        return _failure(request, "timeout", text, transient=True, effect="unknown")
    if _cause(error, urllib3.exceptions.NewConnectionError):
        text = "no connection to %s (%s)" % (server, _root(error))
        return _failure(request, "connect", text, _UNREACHED, transient=True)
    if isinstance(error, requests.exceptions.ConnectionError):
        text = "%s closed the connection before it answered (%s)" % (server, _root(error))
        advice = "look at " + _cut_advice(request, settings)
        effect: Effect = "none" if in_handshake else "unknown"
        return _failure(request, "connect", text, advice, transient=True, effect=effect)
    return _failure(request, "config", "the request cannot be sent as it is (%s)" % _root(error))


def out_of_time(
    error: BaseException, request: Request, deadline: Deadline, status: Optional[int] = None
) -> ApiError:
    """The failure of an exchange that took all the time it may; with the status, if the answer had begun."""
    server = host_and_port(request.url)
    effect: Effect = "unknown"
    advice = ""
    if status is not None:
        text = "status %d, but the answer did not end within %s" % (status, deadline)
    elif isinstance(error, requests.exceptions.ConnectTimeout) or _is_within(
        error, "do_handshake", "_tunnel"
    ):
        effect, advice = "none", _UNREACHED
        text = "no connection to %s within %s" % (server, deadline)
    else:
        text = "%s took the request but did not answer within %s" % (server, deadline)
    return _failure(request, "timeout", text, advice, transient=True, effect=effect, status=status)


def _kept_out(error: BaseException) -> bool:
    """Whether the proxy was not reached or made no tunnel, so that the request certainly went nowhere.

    Of a connection that was cut later, urllib3 says as well that it could not connect to the proxy.
    """
    before = (
        urllib3.exceptions.NewConnectionError,
        urllib3.exceptions.ConnectTimeoutError,
        urllib3.exceptions.SSLError,
    )
    return any(
        isinstance(link, before)
        or (isinstance(link, OSError) and str(link).startswith("Tunnel connection failed"))
        for link in _walk(error, context=False)
    )


def _is_within(error: BaseException, *functions: str) -> bool:
    """Whether one of these functions was at work when it was raised."""
    return any(
        frame.f_code.co_name in functions
        for link in _walk(error)
        for frame, _line in walk_tb(link.__traceback__)
    )


def _handshake_advice(error: BaseException) -> str:
    # With TLS 1.3 the server's word on the certificate comes after the handshake, as an alert.
    if re.search("certificate.required|bad.certificate", str(error), re.IGNORECASE):
        return _CERTIFICATE
    return "whether the port speaks TLS 1.2 or later, and not http://"


def _cut_advice(request: Request, settings: TransportSettings) -> str:
    """What makes a server hang up without a word."""
    if urlsplit(request.url).scheme == "http":
        return "the address: its port may want https://"
    if settings.client_cert:
        return "the server, and whether it accepts the certificate in client_cert"
    return _CERTIFICATE


def during_answer(error: BaseException, response: Response, settings: TransportSettings) -> ApiError:
    """The failure of an exchange whose answer began but did not arrive whole."""
    request = response.request
    head = "status %d, but " % response.status
    if isinstance(error, requests.exceptions.ContentDecodingError):
        text = head + "the answer is not in the encoding it announces (%s)" % _root(error)
        return _failure(request, "protocol", text, effect=_made(response), status=response.status)
    kind: Kind = "protocol"
    text = "the answer ended too early"
    if _cause(error, urllib3.exceptions.ReadTimeoutError):
        kind, text = "timeout", "the answer stopped for %g s (option timeout)" % settings.timeout
    return _failure(request, kind, head + text, transient=True, effect="unknown", status=response.status)


def too_large(response: Response, limit: int) -> ApiError:
    """The answer is larger than what is kept in memory; ``limit`` in bytes."""
    # Who made a write must not take the advice for one to make it again.
    advice = "give dest to save it" if response.request.read_only else "with dest it would have been saved"
    text = "the answer is larger than %d MiB" % (limit // 1024**2)
    effect, status = _made(response), response.status
    return _failure(response.request, "protocol", text, advice + " to a file", effect=effect, status=status)


def _made(response: Response) -> Effect:
    """What a request did whose answer has a status, and a body that cannot be read."""
    return "applied" if 200 <= response.status < 300 else "none"


def _failure(
    request: Request,
    kind: Kind,
    text: str,
    advice: str = "",
    *,
    transient: bool = False,
    effect: Effect = "none",
    status: Optional[int] = None,
) -> ApiError:
    url = without_query(request.url)
    return ApiError(
        kind,
        "%s %s: %s" % (request.method, url, text),
        advice=advice,
        effect="none" if request.read_only else effect,
        transient=transient,
        status=status,
        method=request.method,
        url=url,
    )


def _certificate(
    error: ssl.SSLCertVerificationError, server: str, settings: TransportSettings
) -> Tuple[str, str]:
    """OpenSSL's verdict, and where the remedy is: the CA, the host name, or the server."""
    reason = error.verify_message or str(error)
    lower = reason.lower()
    if "expired" in lower or "not yet valid" in lower:
        remedy = "the server's certificate must be renewed (or a clock is wrong)"
    elif "mismatch" in lower or "not valid for" in lower:
        remedy = "look at the host name in the URL: the certificate is for other names"
    elif error.verify_code not in _OF_ISSUER:
        remedy = "the server needs another certificate"
    elif settings.ca_path:
        remedy = "look at ca_path: %s does not contain the CA that issued it" % settings.ca_path
    else:
        remedy = "set ca_path to the CA that issued it"
        named = os.environ.get("SSL_CERT_FILE")
        remedy += "; SSL_CERT_FILE, %s, does not contain it" % named if named else ""
    return "the certificate of %s was not accepted: %s" % (server, reason.rstrip(".")), remedy


def _walk(error: BaseException, context: bool = True) -> Iterator[BaseException]:
    """The error and those in it, outermost first: requests and urllib3 nest by arguments.

    Also, unless there is to be no ``context``, what was being handled when each was raised.
    """
    seen = set()
    pending: List[Any] = [error]
    while pending:
        current = pending.pop(0)
        if not isinstance(current, BaseException) or id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        pending += [getattr(current, "reason", None), *current.args]
        pending += [current.__cause__, current.__context__] if context else []


def _cause(error: BaseException, kind: Type[_E]) -> Optional[_E]:
    return next((link for link in _walk(error) if isinstance(link, kind)), None)


def _root(error: BaseException) -> str:
    """The innermost reason in few words, without the object addresses of the libraries around it."""
    for link in _walk(error):
        # The exceptions of requests are OSErrors too, but carry no system error.
        if isinstance(link, OSError) and link.strerror:
            return link.strerror.lower()
    if _cause(error, requests.exceptions.InvalidHeader):
        return "a header contains characters that are not allowed there"
    # What stands before an @ are credentials.
    innermost = list(_walk(error, context=False))[-1]
    text = re.sub(r"[^\s/'\"]*@", "", str(innermost))
    return (text.split(": ", 1)[-1] if "object at 0x" in text else text) or type(innermost).__name__

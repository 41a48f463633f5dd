# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS as this collection wants it: verified, the system's roots or the given CA alone, TLS 1.2 at least.

PRIVATE to this collection.
"""

from __future__ import annotations

import os
import ssl
from functools import lru_cache
from typing import Any, Dict, List, Optional, Tuple

from ..errors import config_error
from ..files import check_readable, state, state_within
from .deadline import LimitedSocket, LimitedTlsSocket

try:
    import certifi
    from requests.adapters import HTTPAdapter
except ImportError:  # reported before anything here is used
    HTTPAdapter = object  # type: ignore[assignment, misc]


# Python has its name from 3.10 on.
_PARTIAL_CHAIN = 0x80000
_SYSTEM = "The list of trusted authorities"
_BEGIN = b"-----BEGIN "


def tls_context(
    verify: bool, ca_path: Optional[str], client_cert: Optional[str], client_key: Optional[str]
) -> ssl.SSLContext:
    """A client context. ``ca_path`` (file or directory) replaces the system's roots.

    Raises ``ApiError`` of kind ``config`` for files that are missing or hold no usable certificate or key.
    """
    context = _Context(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    elif ca_path:
        _load(context, "ca_path", ca_path)
        # What the user trusts need not be a root: an intermediate is enough, and so is the server's own.
        context.verify_flags |= _PARTIAL_CHAIN
    else:
        for name, path in _default_roots():
            _load(context, name, path)
    if client_cert:
        _load_client_certificate(context, client_cert, client_key)
    return context


def files_state(
    ca_path: Optional[str], client_cert: Optional[str], client_key: Optional[str]
) -> Tuple[Any, ...]:
    """What the files are of which such a context is made: another state, another context.

    The system's roots are always among them: a proxy that uses TLS itself is verified by them. What
    installs one changes the directory too, whose hundreds of files need no look.
    """
    roots = _default_roots()
    named = [client_cert, client_key, ca_path, *(path for name, path in roots if name != _SYSTEM)]
    system = [path for name, path in roots if name == _SYSTEM]
    return (*(state_within(path) for path in named if path), *(state(path) for path in system))


class _Context(ssl.SSLContext):
    """Checks the certificate of an address too: urllib3 before its version 2 does not say which it is."""

    sslsocket_class = LimitedTlsSocket

    def wrap_socket(self, sock: Any, *args: Any, **kwargs: Any) -> ssl.SSLSocket:
        if self.check_hostname and kwargs.get("server_hostname") is None:
            kwargs["server_hostname"] = sock.getpeername()[0]
        return super().wrap_socket(sock, *args, **kwargs)


def _default_roots() -> List[Tuple[str, str]]:
    """The system's roots, files and directories, each with what names it; those of certifi if there are none.

    SSL_CERT_FILE and SSL_CERT_DIR name others, as for every program that uses OpenSSL; one that is empty
    counts as not set.
    """
    paths = ssl.get_default_verify_paths()
    file = os.environ.get(paths.openssl_cafile_env)
    directories = os.environ.get(paths.openssl_capath_env)
    roots = []
    if file:
        roots.append((paths.openssl_cafile_env, file))
    elif os.path.exists(paths.openssl_cafile):
        roots.append((_SYSTEM, paths.openssl_cafile))
    name = paths.openssl_capath_env if directories else _SYSTEM
    roots += [
        (name, path) for path in (directories or paths.openssl_capath).split(os.pathsep) if _has_files(path)
    ]
    return roots or [(_SYSTEM, certifi.where())]


def _has_files(directory: str) -> bool:
    try:
        return bool(os.listdir(directory))
    except OSError:
        return False


def _load(context: ssl.SSLContext, name: str, path: str) -> None:
    """Trust the authorities of a file or directory, which ``name`` names."""
    check_readable(name, path)
    try:
        if os.path.isdir(path):
            context.load_verify_locations(capath=path)
        else:
            context.load_verify_locations(cafile=path)
    except (OSError, ssl.SSLError) as error:
        raise config_error(
            "%s %s contains no readable CA certificate in PEM format (%s)%s."
            % (name, path, error, _line_ends(path))
        ) from error


def _load_client_certificate(context: ssl.SSLContext, client_cert: str, client_key: Optional[str]) -> None:
    check_readable("client_cert", client_cert)
    if client_key:
        check_readable("client_key", client_key)
    try:
        # An encrypted key must fail, not ask for its passphrase on a terminal nobody watches.
        context.load_cert_chain(client_cert, client_key, password="")
    except (OSError, ssl.SSLError) as error:
        raise config_error(
            "client_cert %s and client_key %s cannot be used together (%s); both must be PEM, the key "
            "unencrypted and that of the certificate%s."
            % (
                client_cert,
                client_key or "(in client_cert)",
                error,
                _line_ends(client_cert) or _line_ends(client_key or client_cert),
            )
        ) from error


def _line_ends(path: str) -> str:
    """A note on a file with a text from a variable that lost its line ends; else nothing."""
    if not os.path.isfile(path):
        return ""
    with open(path, "rb") as file:
        text = file.read(65536).strip()
    lost = text.startswith(_BEGIN) and b"\n" not in text
    return "; %s is a single line, but a PEM file has many" % path if lost else ""


class ContextAdapter(HTTPAdapter):
    """A requests adapter whose connections, direct or through a proxy, use one TLS context.

    Their sockets keep the limit of an exchange.
    """

    def __init__(self, context: ssl.SSLContext, connections: int) -> None:
        self._context = context
        super().__init__(pool_connections=connections, pool_maxsize=connections)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, ssl_context=self._context, **kwargs)
        _limit_connections(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        if proxy.lower().startswith("https:"):
            kwargs["proxy_ssl_context"] = tls_context(True, None, None, None)
        manager = super().proxy_manager_for(proxy, ssl_context=self._context, **kwargs)
        _limit_connections(manager)
        return manager

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """The context already says what is trusted; requests must not add its own roots."""


def _limit_connections(manager: Any) -> None:
    pools: Dict[str, Any] = manager.pool_classes_by_scheme
    manager.pool_classes_by_scheme = {scheme: _limited(pool) for scheme, pool in pools.items()}


@lru_cache(maxsize=None)
def _limited(pool: Any) -> Any:
    """A class of connection pools like that one, whose sockets keep the limit of an exchange."""
    if getattr(pool.ConnectionCls, "limited", False):
        return pool
    connection = pool.ConnectionCls

    def connected(self: Any) -> LimitedSocket:
        return LimitedSocket.over(connection._new_conn(self))

    members = {"_new_conn": connected, "limited": True}
    return type(pool.__name__, (pool,), {"ConnectionCls": type(connection.__name__, (connection,), members)})

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
from typing import Any, Dict, Optional

from .errors import config_error
from .limit import LimitedSocket, LimitedTlsSocket

try:
    import certifi
    from requests.adapters import HTTPAdapter
except ImportError:  # the doors report it before anything here is used
    HTTPAdapter = object  # type: ignore[assignment, misc]


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
        _load_ca(context, ca_path)
    else:
        _load_default_roots(context)
    if client_cert:
        _load_client_certificate(context, client_cert, client_key)
    return context


class _Context(ssl.SSLContext):
    """Checks the certificate of an address too: urllib3 before its version 2 does not say which it is."""

    sslsocket_class = LimitedTlsSocket

    def wrap_socket(self, sock: Any, *args: Any, **kwargs: Any) -> ssl.SSLSocket:
        if self.check_hostname and kwargs.get("server_hostname") is None:
            kwargs["server_hostname"] = sock.getpeername()[0]
        return super().wrap_socket(sock, *args, **kwargs)


def _load_ca(context: ssl.SSLContext, ca_path: str) -> None:
    if not os.path.exists(ca_path):
        raise config_error("ca_path %s does not exist." % ca_path)
    try:
        if os.path.isdir(ca_path):
            context.load_verify_locations(capath=ca_path)
        else:
            context.load_verify_locations(cafile=ca_path)
    except (OSError, ssl.SSLError) as error:
        raise config_error(
            "ca_path %s holds no CA certificate in PEM form that can be read (%s)." % (ca_path, error)
        ) from error


def _load_default_roots(context: ssl.SSLContext) -> None:
    """The system's roots; those of certifi where the system has none."""
    paths = ssl.get_default_verify_paths()
    if paths.cafile or (paths.capath and os.listdir(paths.capath)):
        context.set_default_verify_paths()
    else:
        context.load_verify_locations(cafile=certifi.where())


def _load_client_certificate(context: ssl.SSLContext, client_cert: str, client_key: Optional[str]) -> None:
    for name, path in (("client_cert", client_cert), ("client_key", client_key)):
        if path and not os.path.exists(path):
            raise config_error("%s %s does not exist." % (name, path))
    try:
        # An encrypted key must fail, not ask for its passphrase on a terminal nobody watches.
        context.load_cert_chain(client_cert, client_key, password="")
    except (OSError, ssl.SSLError) as error:
        raise config_error(
            "client_cert %s and client_key %s cannot be used together (%s); both must be PEM, the key "
            "unencrypted and that of the certificate."
            % (client_cert, client_key or "(in client_cert)", error)
        ) from error


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

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Proxies: the one an option gives, and the one the environment's variables name for a URL.

The variables alone count. Python's ``urllib`` would ask macOS for its settings, which ends a forked process,
and what it and requests make of ``no_proxy`` knows neither IPv6 networks nor the port beside an address.

PRIVATE to this collection.
"""

from __future__ import annotations

import os
import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Optional, Tuple, Union
from urllib.parse import urlsplit

from ..errors import config_error
from .address import origin

_ENTRY = re.compile(r"(?P<host>\[[^\]]*\]|[^:]*|[^:]*:[^:]*:.*)(?::(?P<port>[0-9]+))?")


def check_proxy(value: str) -> None:
    """Raise ``ApiError`` (config) for a proxy URL that cannot be used, without repeating its credentials."""
    try:
        parts = urlsplit(value)
        usable = parts.scheme.lower() in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise config_error("proxy is not the URL of a proxy; write http://HOST:PORT")


def environment_proxy(url: str) -> Optional[str]:
    """The proxy that the environment names for a URL; None where the URL is to be reached without one."""
    scheme, host, port = origin(url)
    if exempt(host, port, _variable("no_proxy") or ""):
        return None
    named = _variable(scheme + "_proxy")
    return (_variable("all_proxy") if named is None else named) or None


def _variable(name: str) -> Optional[str]:
    """The variable in lower case, or else in upper case; one that is empty is set, to nothing."""
    # A web server passes what a client calls "Proxy" to a CGI program as HTTP_PROXY.
    names = (name,) if name == "http_proxy" and "REQUEST_METHOD" in os.environ else (name, name.upper())
    values = (os.environ.get(each) for each in names)
    return next((value.strip() for value in values if value is not None), None)


def exempt(host: str, port: int, no_proxy: str) -> bool:
    """Whether the entries of ``no_proxy``, separated by commas or spaces, include a host and its port.

    An entry is a name, which stands for all names that end in it too, an address, or a network
    (``10.0.0.0/8``, ``fd00::/8``); with ``:port`` it stands for that port alone. A lone ``*`` includes all.
    """
    name = host.lower().rstrip(".")
    return any(_includes(entry, name, port) for entry in re.split(r"[\s,]+", no_proxy.lower()) if entry)


def _includes(entry: str, host: str, port: int) -> bool:
    if entry == "*":
        return True
    listed, only_port = _parts(entry)
    if only_port is not None and only_port != port:
        return False
    address = _address(host)
    if address is None:
        name = re.sub(r"^\*?\.", "", listed).rstrip(".")
        return bool(name) and ("." + host).endswith("." + name)
    if "/" not in listed:
        return address == _address(listed)
    try:
        return address in ip_network(listed, strict=False)
    except ValueError:
        return False


def _parts(entry: str) -> Tuple[str, Optional[int]]:
    """The host or network of an entry, and its port if it has one."""
    found = _ENTRY.fullmatch(entry)
    if not found:
        return entry, None
    port = found.group("port")
    return found.group("host").replace("[", "").replace("]", ""), int(port) if port else None


def _address(host: str) -> Optional[Union[IPv4Address, IPv6Address]]:
    """The IP address that a host is, without its zone; an IPv4 address in the form of IPv6 as IPv4."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address

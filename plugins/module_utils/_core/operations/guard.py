# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Credentials of the environment stay with the address that the environment names beside them.

Whoever may set variables of a job, as in AWX, could otherwise have them sent to a server of their own.

PRIVATE to this collection.
"""

from __future__ import annotations

import os
from typing import Any, Collection, Iterator, Type

from ..errors import config_error
from ..exchange.platform import Platform
from ..http.address import origin_url, same_origin
from ..http.proxies import check_proxy
from ..options import Options, Params

# What decides on the way to an address, besides the platform's own options.
_WAY = ("proxy", "validate_certs", "ca_path")


def check_overrides(
    platform: Type[Platform], options: Options, params: Params, given: Collection[str], environment: Params
) -> None:
    """Raise ``ApiError`` (config) if the task sends secrets of the environment elsewhere, or another way.

    ``options`` are those by which the task reaches its platform, ``given`` the names of the options that the
    task gives, ``environment`` what the environment supplies, by option.
    """
    if not any(name in environment for name in platform.locating):
        return
    wanted = platform(params)
    secrets = [name for name in wanted.secrets_used() if _is_supplied(name, wanted, given, environment)]
    if not secrets:
        return
    decisive = {*_WAY, *platform.locating, *platform.secret_files, *platform.programs}
    alone = platform({**params, **{name: environment.get(name, options[name].default) for name in decisive}})
    mistake = next(_mistakes(wanted, alone, given), None)
    if mistake is None:
        return
    variables = (alone.options[name].environment[0] for name in secrets)
    homes = dict.fromkeys(origin_url(address) for address in alone.destinations().values())
    raise config_error(
        "%s, but the environment supplies %s for %s only; nothing was "
        "sent. Give the credentials in the task too, or set %s=true where these variables are set."
        % (mistake, " and ".join(variables), " and ".join(homes), alone.allow_override())
    )


def _is_supplied(name: str, platform: Platform, given: Collection[str], environment: Params) -> bool:
    """Whether a secret is the environment's. It is so too where the task names the environment's own file."""
    if name not in environment:
        return False
    if name not in given:
        return True
    return name in platform.secret_files and _same_file(platform.params[name], environment[name])


def _mistakes(wanted: Platform, alone: Platform, given: Collection[str]) -> Iterator[str]:
    """What the task says otherwise than the environment alone, where that matters to a secret."""
    homes = alone.destinations()
    for option, address in wanted.destinations().items():
        if option in homes and not same_origin(homes[option], address):
            blamed = next((name for name in (option, *wanted.locating) if name in given), option)
            yield "%s leads to %s" % (blamed, origin_url(address))
    proxy = wanted.params["proxy"]
    if proxy and "proxy" in given:
        check_proxy(proxy)
        if not same_origin(alone.params["proxy"] or "", proxy):
            yield "proxy leads through %s" % origin_url(proxy)
    if alone.params["validate_certs"] and not wanted.params["validate_certs"]:
        yield "validate_certs is false"
    trusted = alone.params["ca_path"]
    if trusted and not _same_file(wanted.params["ca_path"], trusted):
        yield "ca_path is not that of the environment"
    for option in wanted.programs:
        if wanted.params[option] != alone.params[option]:
            yield "%s is another program than %s" % (option, alone.params[option])


def _same_file(first: Any, second: Any) -> bool:
    try:
        return os.path.samefile(first, second)
    except (OSError, TypeError, ValueError):
        return bool(first == second)

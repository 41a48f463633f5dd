# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The creation of an API proxy that takes more than one request.

No manager returns all settings, so a later run could not see that one was never sent. Until all are, the
description of the proxy says so.

PRIVATE to this collection.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Mapping, Optional

from ..._core.resources.resource import Object
from .proxy_wish import Wish

_UNFINISHED = "Not finished: apinizer_proxy has not sent all of its settings yet."
_DESCRIPTION = "settings.metadata.description"
# What of the settings is sent with the specification.
_SENT = {"addresses": {"routingAddressList"}, "metadata": {"description"}}


def is_unfinished(proxy: Optional[Mapping[str, Any]]) -> bool:
    """Whether the proxy says that its creation is not finished."""
    return proxy is not None and proxy.get("description") == _UNFINISHED


def finished(wish: Wish, proxy: Optional[Object]) -> Wish:
    """The wish, with the description as the last setting where that has to say that all were sent."""
    if not _takes_more(wish) or not (proxy is None or is_unfinished(proxy)):
        return wish
    settings = {name: fields for name, fields in wish.settings.items() if name != "metadata"}
    settings["metadata"] = {"description": "", **wish.settings.get("metadata", {})}
    return replace(wish, settings=settings, ignore=wish.ignore - {_DESCRIPTION})


def first_description(wish: Wish) -> str:
    """The description that a new proxy is created with."""
    if _takes_more(wish):
        return _UNFINISHED
    return str(wish.settings.get("metadata", {}).get("description") or "")


def _takes_more(wish: Wish) -> bool:
    """Whether settings have to be sent after the proxy is there."""
    return any(
        name != "client_route" and set(fields) - _SENT.get(name, set())
        for name, fields in wish.settings.items()
    )

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a vector database is reached: sent as a mapping, returned as fields beside the others.

PRIVATE to this collection.
"""

from __future__ import annotations

from typing import Any, Dict, Mapping, Optional

from ..._core.resources.resource import Object

# By the family of a transport: the name of a field that is sent, and the one that is returned for it.
_COMMON = {"connectTimeoutMs": "connectTimeoutMs", "requestTimeoutMs": "requestTimeoutMs"}
_FAMILIES: Mapping[str, Mapping[str, str]] = {
    "jdbc": {"jdbcUrl": "jdbcUrl", "username": "jdbcUsername", "jdbcSchema": "jdbcSchema"},
    "http": {name: name for name in ("endpoint", "apiVersion", "authScheme", "authHeaderName", "regionCode")},
    "redis": {"uri": "redisUri", "username": "redisUsername"},
}
_POOL = {
    "minimumIdle": "poolMinimumIdle",
    "maximumPoolSize": "poolMaximumPoolSize",
    "connectionTimeoutMs": "poolConnectionTimeoutMs",
    "idleTimeoutMs": "poolIdleTimeoutMs",
    "maxLifetimeMs": "poolMaxLifetimeMs",
}
# Secrets, and whether there are any.
_LEFT_OUT = ("jdbcPassword", "apiKey", "apiSecret", "redisPassword")


def nested(raw: Object) -> Object:
    """A vector database as Apinizer returns it, in the form in which it is sent; without secrets."""
    family = raw.get("family")
    names = {**_COMMON, **_FAMILIES.get(str(family), {})}
    transport = {"family": family, **_given(raw, names)}
    pool = _given(raw, _POOL)
    if pool:
        transport["pool"] = pool
    every = {*_COMMON, *_POOL.values(), *(name for each in _FAMILIES.values() for name in each.values())}
    hidden = {*_LEFT_OUT, *(name + "Set" for name in _LEFT_OUT)}
    rest = {name: value for name, value in raw.items() if name not in every | hidden | {"family"}}
    return {**rest, "transport": transport}


def _given(raw: Mapping[str, Any], names: Mapping[str, str]) -> Dict[str, Any]:
    return {name: raw[other] for name, other in names.items() if raw.get(other) is not None}


def is_another_family(current: Optional[Mapping[str, Any]], wanted: Mapping[str, Any]) -> bool:
    """Whether a transport becomes one of another family, which keeps no secret of the old one."""
    return "family" in wanted and wanted["family"] != (current or {}).get("family")

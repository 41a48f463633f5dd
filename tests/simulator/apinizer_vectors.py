# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Vector databases of an Apinizer project: sent with a transport, returned without one and without secrets.

Source: the vendor's published API reference.
"""

from __future__ import annotations

from typing import Any

# By the family of a transport: the field that is returned for one that is sent.
_RETURNED = {
    "jdbc": {"jdbcUrl": "jdbcUrl", "username": "jdbcUsername"},
    "http": {name: name for name in ("endpoint", "apiVersion", "authScheme", "authHeaderName", "regionCode")},
    "redis": {"uri": "redisUri", "username": "redisUsername"},
}
_SECRETS = {
    "jdbc": {"password": "jdbcPasswordSet"},
    "http": {"apiKey": "apiKeySet", "apiSecret": "apiSecretSet"},
    "redis": {"password": "redisPasswordSet"},
}
_POOL = ("minimumIdle", "maximumPoolSize", "connectionTimeoutMs", "idleTimeoutMs", "maxLifetimeMs")


def kept(old: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """A vector database as it is stored: a blank secret keeps the old one, unless the family changes."""
    transport, before = given["transport"], old.get("transport") or {}
    family = transport["family"]
    secrets = {
        name: before.get(name) if before.get("family") == family else None
        for name in _SECRETS[family]
        if not transport.get(name)
    }
    defaults = {"enabled": True, "distanceMetric": "COSINE", "maxBatchSize": 100}
    return {**defaults, **given, "transport": {**transport, **secrets}}


def returned(row: dict[str, Any]) -> dict[str, Any]:
    """A vector database as it is returned: one level of fields, and whether there are secrets."""
    transport = row["transport"]
    family, pool = transport["family"], transport.get("pool") or {}
    flat = {name: value for name, value in row.items() if name not in ("transport", "_class")}
    flat["family"] = family
    flat.update({name: transport.get(name) for name in ("connectTimeoutMs", "requestTimeoutMs")})
    flat.update({other: transport.get(name) for name, other in _RETURNED[family].items()})
    flat.update({other: bool(transport.get(name)) for name, other in _SECRETS[family].items()})
    flat.update({f"pool{name[0].upper()}{name[1:]}": pool.get(name) for name in _POOL})
    return {name: value for name, value in flat.items() if value is not None}

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the rows of the table of kinds are written.

PRIVATE to this collection.
"""

from __future__ import annotations

from typing import Any, Tuple

from .kinds import Kind

Rows = Tuple[Kind, ...]
# Places, as rows name them.
CATALOG = "catalog space"
# Fields of several kinds that refer to other kinds.
VISIBILITY = {"visibility.group_urls": "consumer_group", "visibility.org_urls": "org"}
ENDPOINT = "tls_client_profile"


def kind(name: str, plural: str, rank: int, places: str, fields: str = "", **more: Any) -> Kind:
    """A row; several names stand in one text, separated by spaces."""
    for field in ("server", "fixed", "unread", "secret", "proven", "sets", "certificates", "archives"):
        more[field] = frozenset(more.get(field, "").split())
    for field in ("required", "once", "inside"):
        given = more.get(field, "")
        more[field] = given if isinstance(given, tuple) else tuple(given.split())
    return Kind(name, plural, rank, tuple(places.split()), tuple(fields.split()), **more)


def settings(name: str, plural: str, rank: int, places: str, fields: str, **more: Any) -> Kind:
    return kind(name, plural, rank, places, fields, change="put", key="", **more)


def configured(
    name: str, plural: str, target: str, places: str = CATALOG, fields: str = "", **more: Any
) -> Kind:
    """A kind that makes an object of the organization available; it is known by that one's name."""
    return kind(
        "configured_" + name,
        plural,
        38,
        places,
        "%s_url %s" % (target, fields),
        references={target + "_url": target},
        key=target,
        change="recreate",
        required=target,
        **more,
    )

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Axway answers beside Central's API server: summaries of the traffic.

Source: the vendor's guide to authorizing calls, which shows the request; the answer's shape is a guess.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.simulator.axway_central import refused

_GROUPS = ("proxyId", "proxyRevision", "proxyName", "envId", "status")


async def summary(request: Request) -> Response:
    """``GET .../summary?groupBy=&groupBy=&count=&offset=&from=&to=``; ``groupBy`` is repeated, not joined."""
    query = request.query_params
    groups = query.getlist("groupBy")
    if len(groups) < 2 or not set(groups) <= set(_GROUPS):
        raise refused(400, "groupBy must be repeated, each time with one of " + ", ".join(_GROUPS) + ".")
    for name in ("count", "offset", "from", "to"):
        if not query.get(name, "0").isdecimal():
            raise refused(400, f"{name} must be a number.")
    count, offset = int(query.get("count", "10")), int(query.get("offset", "0"))
    rows = [
        {**{group: f"{group}-{number}" for group in groups}, "count": 100 - number, "failed": number}
        for number in range(25)
    ]
    return JSONResponse(rows[offset : offset + count])

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the objects of API Connect are, for ``apic_export``.

PRIVATE to this collection.
"""

from __future__ import annotations

from typing import List, Mapping, Optional

from ..._core.errors import config_error
from ..._core.exchange.client import Client
from ..._core.operations.export_operation import ExportOperation
from ..._core.resources.export import Landscape
from ..._core.resources.resource import Object
from .kind_table import KINDS
from .kinds import PLACES
from .platform import Apic
from .requests import ApicRequests
from .resources import ApicResources


class ApicLandscape(Landscape):
    """Organizations, their catalogs, and what is in these."""

    def __init__(self, platform: Apic, client: Client) -> None:
        super().__init__(ApicResources(platform, client))
        self._requests = ApicRequests(platform, client)

    def below(self, parent: Mapping[str, str]) -> List[Object]:
        kinds = [kind for kind in KINDS.values() if kind.place(parent) is not None]
        found: List[Object] = [{"kind": kind.name, "parent": dict(parent)} for kind in kinds]
        for row in [] if parent else self._requests.rows("/orgs"):
            found += self.below({"org": str(row["name"])})
        return found

    def itself(self, parent: Mapping[str, str]) -> Optional[Object]:
        places = [parts for parts, _path in PLACES.values() if set(parts) == set(parent)]
        if parent and not places:
            known = ", ".join(sorted("{%s}" % ", ".join(parts) for parts, _path in PLACES.values() if parts))
            raise config_error("parent has the parts %s; it takes one of %s." % (", ".join(parent), known))
        kind = places[0][-1] if places and places[0] else ""
        if kind not in KINDS:
            return None
        around = {name: value for name, value in parent.items() if name != kind}
        return {"kind": kind, "parent": around, "name": parent[kind]}


EXPORT = ExportOperation("apic_export", Apic, ApicLandscape, list(KINDS))

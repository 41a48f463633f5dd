# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the objects of Axway Central are, for ``axway_export``.

PRIVATE to this collection.
"""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Optional

from ..._core.exchange.client import Client
from ..._core.operations.export_operation import ExportOperation
from ..._core.resources.export import Landscape
from ..._core.resources.resource import Identity, Object
from .kind_table import KINDS
from .platform import Axway
from .resources import AxwayResources


class AxwayLandscape(Landscape):
    """Kinds of the top, and those that are in an object of another kind."""

    fields_in = ()
    # By these Central describes itself.
    on_request = tuple(kind.name for kind in KINDS if kind.group == "definitions" and not kind.scopes)

    def __init__(self, platform: Axway, client: Client) -> None:
        super().__init__(AxwayResources(platform, client))

    def below(self, parent: Mapping[str, str]) -> List[Object]:
        scope = parent.get("kind")
        place: Dict[str, Any] = {"parent": dict(parent)} if parent else {}
        return [
            {"group": kind.group, "kind": kind.name, **place}
            for kind in KINDS
            if (scope in kind.scopes if scope else not kind.scopes)
        ]

    def itself(self, parent: Mapping[str, str]) -> Optional[Object]:
        return {"kind": parent["kind"], "name": parent.get("name")} if parent.get("kind") else None

    def inside(self, identity: Identity) -> List[Object]:
        return self.below({"kind": identity.kind, "name": identity.name})


EXPORT = ExportOperation("axway_export", Axway, AxwayLandscape, [kind.name for kind in KINDS])

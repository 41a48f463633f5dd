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
from ..._core.resources.resource import Identity, Object
from .kind_table import KINDS
from .kinds import PLACES, Kind
from .platform import Apic
from .requests import ApicRequests
from .resources import ApicResources

# Kinds that the organization of Cloud Manager has as provider organizations have them.
_OF_BOTH = frozenset(
    (
        *("keystore", "truststore", "truststore_entry", "tls_client_profile", "user_registry", "user"),
        *("oauth_provider", "role", "member", "api_key"),
    )
)


class ApicLandscape(Landscape):
    """Organizations, their catalogs, and what is in these; of ``scope: admin`` what is Cloud Manager's."""

    def __init__(self, platform: Apic, client: Client) -> None:
        super().__init__(ApicResources(platform, client))
        self._requests = ApicRequests(platform, client)
        self._is_admin = platform.params["scope"] == "admin"
        self.unlisted = tuple(kind.name for kind in KINDS.values() if not self._has(kind))

    def _has(self, kind: Kind) -> bool:
        if self._is_admin:
            return kind.scope == "admin" or kind.name in _OF_BOTH
        return kind.scope != "admin"

    def below(self, parent: Mapping[str, str]) -> List[Object]:
        kinds = [kind for kind in KINDS.values() if kind.place(parent) is not None and self._has(kind)]
        found: List[Object] = [{"kind": kind.name, "parent": dict(parent)} for kind in kinds]
        for name in [] if parent else self._organizations():
            found += self.below({"org": name})
        return found

    def _organizations(self) -> List[str]:
        if self._is_admin:
            return ["admin"]
        return [str(row["name"]) for row in self._requests.rows("/orgs")]

    def inside(self, identity: Identity) -> List[Object]:
        # Who is at work in Cloud Manager does not see what is in the organizations of providers.
        return [] if identity.kind == "org" else super().inside(identity)

    def itself(self, parent: Mapping[str, str]) -> Optional[Object]:
        places = [parts for parts, _path in PLACES.values() if set(parts) == set(parent)]
        if parent and not places:
            known = ", ".join(sorted("{%s}" % ", ".join(parts) for parts, _path in PLACES.values() if parts))
            raise config_error("parent has the parts %s; it takes one of %s." % (", ".join(parent), known))
        kind = places[0][-1] if places and places[0] else ""
        if kind not in KINDS or not self._has(KINDS[kind]):
            return None
        around = {name: value for name, value in parent.items() if name != kind}
        return {"kind": kind, "parent": around, "name": parent[kind]}


EXPORT = ExportOperation("apic_export", Apic, ApicLandscape, list(KINDS))

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the objects of Apinizer are, for ``apinizer_export``.

PRIVATE to this collection.
"""

from __future__ import annotations

from typing import Any, Iterator, List, Mapping, Optional

from ..._core.compare import Path
from ..._core.errors import config_error
from ..._core.exchange.client import Client
from ..._core.fields import MASK, is_secret_name
from ..._core.operations.export_operation import ExportOperation
from ..._core.resources.export import Landscape, held
from ..._core.resources.resource import Declared, Identity, Object
from .kind_table import KINDS
from .platform import Apinizer
from .requests import ApinizerRequests
from .resources import ApinizerResources

# Values that are hidden bear other names while they are compared.
_HIDDEN = ("hiddenGlobalValue", "environmentValueList.hiddenValue", "metadata.secretValue")


class ApinizerLandscape(Landscape):
    """What belongs to no project, and the projects with what is in them."""

    unlisted = tuple(kind.name for kind in KINDS.values() if not kind.listed)

    def __init__(self, platform: Apinizer, client: Client) -> None:
        super().__init__(ApinizerResources(platform, client))
        self._requests = ApinizerRequests(platform, client)

    def below(self, parent: Mapping[str, str]) -> List[Object]:
        surplus = sorted(set(parent) - {"project"})
        if surplus:
            raise config_error("parent is {project}, or left out: %s does not belong there." % surplus[0])
        listed = [kind for kind in KINDS.values() if kind.listed]
        if parent:
            return [{"kind": kind.name, "parent": dict(parent)} for kind in listed]
        everywhere: List[Object] = [{"kind": kind.name} for kind in listed if kind.everywhere]
        projects = self._requests.rows("/projects/", KINDS["environment_variable"])
        return everywhere + [item for row in projects for item in self.below({"project": str(row["name"])})]

    def itself(self, parent: Mapping[str, str]) -> Optional[Object]:
        return None

    def inside(self, identity: Identity) -> List[Object]:
        return []

    def secrets(self, declared: Declared, fields: Object, current: Object) -> List[Path]:
        rules = sorted(declared.rules.secret.difference(_HIDDEN))
        paths = [path for rule in rules for path in held(fields, current, tuple(rule.split(".")))]
        if fields.get("globalVisible") is False:
            paths.append(("globalValue",))
        return [*paths, *_hidden_items(fields), *(_named(current) if not declared.row.kind.fields else ())]


def _hidden_items(fields: Object) -> Iterator[Path]:
    for name, flag, hides in (("environmentValueList", "visible", False), ("metadata", "secret", True)):
        items: Any = fields.get(name)
        for number, item in enumerate(items if isinstance(items, list) else []):
            if isinstance(item, Mapping) and item.get(flag) is hides:
                yield (name, number, "value")


def _named(current: Object) -> Iterator[Path]:
    """Fields that are secret by their names, of an object of which the fields depend on its type."""
    for name, value in current.items():
        if value == MASK or is_secret_name(name):
            yield (name,)


EXPORT = ExportOperation("apinizer_export", Apinizer, ApinizerLandscape, list(KINDS))

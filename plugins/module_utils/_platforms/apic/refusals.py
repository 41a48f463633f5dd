# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why an object of API Connect is not written as declared, found before anything is written.

PRIVATE to this collection.
"""

from __future__ import annotations

from typing import Collection, List, Optional

from ..._core.compare import Change, differences
from ..._core.resources.checks import refusal_of_children, refusal_of_recreation
from ..._core.resources.resource import Declared, Identity, Object
from . import documents, fields, owners
from .documents import Known, Located
from .kind_table import KINDS
from .kinds import EVERYTHING, Kind
from .references import References
from .requests import ApicRequests


class Refusals:
    """What a task allows, what it declares, and what its earlier steps delete (``gone``)."""

    def __init__(
        self,
        requests: ApicRequests,
        references: References,
        known: Known,
        allow: Collection[str],
        gone: Collection[Identity],
    ) -> None:
        self._api = requests
        self._references = references
        self._known = known
        self._allow = allow
        self._gone = gone

    def of(self, declared: Declared, current: Optional[Object], item: str) -> Optional[str]:
        """Why the object at the path ``item`` must not be written; None if it may."""
        where: Located = declared.row
        if declared.absent:
            if not where.kind.deletable:
                return "kind %s cannot be deleted." % where.kind.name
            return self._surplus(where, item)
        lacking = self._lacking(where, declared.wanted)
        if lacking:
            return lacking
        if current is None:
            given = {**declared.wanted, **where.keys}
            missing = [name for name in where.kind.required if given.get(name) in (None, "")]
            return "a new %s needs %s." % (where.kind.name, ", ".join(missing)) if missing else None
        return self._unchangeable(declared, current, item)

    def _lacking(self, where: Located, wanted: Object) -> Optional[str]:
        """Why a reference leads nowhere: what it names is neither there nor declared."""
        for field, target, value in documents.referred(where, wanted):
            if self._known.named(target, value, where.parent):
                continue
            found = self._references.address(target, value, where.parent)
            if found is None and not self._references.may_come(target, where.parent):
                return fields.no_such(field, target, value)
        return None

    def _unchangeable(self, declared: Declared, current: Object, item: str) -> Optional[str]:
        """Why an object cannot be changed as wanted, or not without a permission."""
        kind: Kind = declared.row.kind
        changes = differences(current, declared.wanted, declared.rules)
        anew = needs_recreation(kind, changes)
        if anew and "recreate" not in self._allow:
            return refusal_of_recreation(anew)
        if anew:
            return self._surplus(declared.row, item)
        owner = str(declared.wanted.get(owners.OWNER) or "")
        moves = kind.transferred and owner and any(change.path == (owners.OWNER,) for change in changes)
        if moves and owners.member(self._api, self._references, declared.row, item, owner) is None:
            return owners.no_member(declared.row, owner)
        for top in {change.path[0] for change in changes}:
            for path in fields.masked_in(current.get(str(top)), (str(top),)):
                if len(path) > 1 and documents.at(declared.wanted, list(path)) is None:
                    return "API Connect takes all of %s together, with its secret; add %s to spec." % (
                        top,
                        ".".join(path),
                    )
        return None

    def _surplus(self, where: Located, item: str) -> Optional[str]:
        """Why an object must not be deleted: what would go with it."""
        if "delete_children" in self._allow:
            return None
        if where.kind.inside == EVERYTHING:
            return "everything in it would be deleted with it; set allow: [delete_children] to do so."
        inside = (*where.parent, (where.kind.name, where.name))
        going = [each for each in self._gone if each.parent == inside and each.kind in where.kind.inside]
        there = sum(self._api.number("%s/%s" % (item, plural)) for plural in _plurals(where.kind))
        return refusal_of_children(there - len(going))


def _plurals(kind: Kind) -> List[str]:
    """The names of the lists of what is in an object of a kind."""
    return [KINDS[name].plural if name in KINDS else name + "s" for name in kind.inside]


def needs_recreation(kind: Kind, changes: List[Change]) -> str:
    """The fields that differ and that only a new object can have; nothing where there are none."""
    names = [str(change.path[0]) for change in changes]
    if kind.change != "recreate":
        names = [name for name in names if name in kind.fixed]
    return ", ".join(dict.fromkeys(names))

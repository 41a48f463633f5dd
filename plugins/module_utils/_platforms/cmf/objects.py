# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects of the MES, read and written whole.

An object is changed by sending back what was read, with its stamps: the MES then refuses to overwrite what
somebody else has changed meanwhile. What is deleted is terminated, and keeps its name.

Sources: public clients of the services.

PRIVATE to this collection.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any, Collection, Dict, List, Optional

from ..._core.changes import secrets_of
from ..._core.compare import Change, differences
from ..._core.errors import ApiError, config_error
from ..._core.exchange.client import Client
from ..._core.resources.resource import Declared, Identity, Object, ResourceApi
from . import documents, values
from .documents import Named
from .platform import Cmf
from .requests import CmfRequests

_GENERIC = "GenericService"
_IS_TERMINATED = (
    "it is terminated, and the MES keeps its name: a terminated object is neither changed nor created again; "
    "declare another name."
)


class CmfObjects(ResourceApi):
    """The objects of a MES, one by one: it has no proven list of them."""

    list_from = sys.maxsize

    def __init__(self, platform: Cmf, client: Client) -> None:
        self._api = CmfRequests(platform, client)
        # Each as it was read last, which an update sends back.
        self._read: Dict[Identity, Object] = {}
        self.requests = self._api.counts

    # --- what is declared --------------------------------------------------------------------------------

    def learn(self, items: List[Mapping[str, Any]]) -> None:
        """There is nothing to ask."""

    def declared(self, item: Mapping[str, Any], place: str) -> Declared:
        return documents.read(item, place)

    # --- reading -----------------------------------------------------------------------------------------

    def read_list(self, declared: Declared) -> Dict[str, Object]:
        raise config_error("objects of the MES are read one by one; give their names.")

    def read_one(self, declared: Declared) -> Optional[Object]:
        named: Named = declared.row
        found = self._api.by_name(named.kind, named.name)
        if found is None:
            return None
        self._read[declared.identity] = found
        if not values.is_terminated(found):
            return values.told(found, declared.wanted)
        if declared.absent:
            return None
        raise ApiError("conflict", _IS_TERMINATED)

    def pending(self, declared: Declared, current: Optional[Object]) -> Optional[str]:
        return "the MES has not terminated it yet" if declared.absent and current is not None else None

    # --- what must not be done ---------------------------------------------------------------------------

    def refusal(
        self,
        declared: Declared,
        current: Optional[Object],
        allow: Collection[str],
        gone: Collection[Identity],
    ) -> Optional[str]:
        if declared.absent:
            return None
        named: Named = declared.row
        if current is None:
            if named.type is None:
                return named.missing_type(named.kind, "a new %s" % named.kind)
            return _untyped(named, {}, declared.wanted, list(declared.wanted))
        changed = [str(change.path[0]) for change in differences(current, declared.wanted, declared.rules)]
        return _untyped(named, self._read[declared.identity], declared.wanted, changed)

    # --- showing -----------------------------------------------------------------------------------------

    def predicted(self, declared: Declared, after: Object) -> Object:
        return {"Name": declared.row.name, **after}

    def shown(self, current: Object) -> Object:
        return values.shown(current)

    # --- writing -----------------------------------------------------------------------------------------

    def create(self, declared: Declared) -> Dict[str, Any]:
        named: Named = declared.row
        refused = self.refusal(declared, None, (), ())
        if refused:
            raise config_error(refused)
        given = {name: value for name, value in declared.wanted.items() if value is not None}
        self._api.write(
            _GENERIC, "CreateObject", {"Object": {"$type": named.type, "Name": named.name, **given}}
        )
        return {}

    def update(
        self,
        declared: Declared,
        current: Object,
        changes: List[Change],
        secrets: bool,
        allow: Collection[str],
    ) -> None:
        found = self._read[declared.identity]
        names = [str(change.path[0]) for change in changes]
        names += [str(path[0]) for path, _value in secrets_of(declared.wanted, declared.rules) if secrets]
        whole = {**found, **{name: _sent(declared, found, name) for name in names}}
        self._api.write(_GENERIC, "FullUpdateObject", {"Object": whole, **_ignoring(declared.row)})

    def delete(self, declared: Declared, current: Object, allow: Collection[str]) -> None:
        given = {"Object": self._read[declared.identity], **_ignoring(declared.row)}
        self._api.write(_GENERIC, "TerminateObject", given)


def _sent(declared: Declared, found: Object, name: str) -> Any:
    return values.sent(values.property_of(found, name), declared.wanted[name])


def _ignoring(named: Named) -> Dict[str, bool]:
    """What makes the MES overwrite what others changed; nothing unless the task asks for it."""
    return {"IgnoreLastServiceId": True} if named.ignores_others else {}


def _untyped(named: Named, found: Object, wanted: Object, names: Collection[str]) -> Optional[str]:
    """Why properties cannot be written: a reference of unknown type, or a value that is not plain."""
    for name in names:
        current, value = values.property_of(found, name), wanted[name]
        if not values.is_plain(current):
            return "%s of this object is not plain; change it with cmf_invoke." % name
        if not isinstance(value, Mapping) or (isinstance(current, Mapping) and "$type" not in value):
            continue
        kind = str(value.get("$type") or "")
        if not kind:
            return "%s refers to another object; give its $type beside its Name." % name
        if named.whole_type(kind) is None:
            return named.missing_type(kind, name)
    return None

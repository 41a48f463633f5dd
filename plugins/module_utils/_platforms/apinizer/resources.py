# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects of an Apinizer manager, read and written by its Management API.

Sources: the vendor's OpenAPI description, and its published reference.

PRIVATE to this collection.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any, Collection, Dict, List, Mapping, Optional, Set, Tuple

from ..._core.compare import Change, differences
from ..._core.errors import ApiError, config_error
from ..._core.exchange.client import Client
from ..._core.operations.resource_operation import ResourceInfoOperation, ResourceOperation
from ..._core.resources.checks import refusal_of_recreation
from ..._core.resources.resource import Declared, Identity, Object, ResourceApi
from . import documents, forms
from .documents import Located
from .kinds import Kind
from .parts import Parts, Write, in_turn
from .platform import Apinizer
from .proxy import PROXY
from .requests import ApinizerRequests, is_absence
from .writes import Writes, lacks_for_change

# Connections are listed by their types.
CONNECTION_TYPES = (
    "activeMq",
    "database",
    "elasticsearch",
    "email",
    "ftp",
    "graylog",
    "kafka",
    "ldap",
    "linux-script",
    "logback",
    "rabbitMq",
    "snmp",
    "syslog",
    "webhook",
)


class ApinizerResources(ResourceApi):
    """The objects of an Apinizer manager, by the table of kinds."""

    def __init__(self, platform: Apinizer, client: Client) -> None:
        self._api = ApinizerRequests(platform, client)
        self._parts = Parts(self._api)
        self._writes = Writes(self._api, self._parts)
        self._known: Set[Identity] = set()
        # The groups of which all objects count, and not only those that are declared.
        self._whole: Set[Any] = set()
        # The types of the connections of a group that are declared; None for one that is to be gone.
        self._types: Set[Tuple[Any, Optional[str]]] = set()
        self.requests = self._api.counts

    # --- what is declared --------------------------------------------------------------------------------

    def learn(self, items: List[Mapping[str, Any]]) -> None:
        for item in items:
            try:
                declared = documents.read(item, "")
            except ApiError:
                # The mistakes are told elsewhere.
                continue
            if declared.identity.name == "*":
                self._whole.add(declared.identity[:2])
                continue
            self._known.add(declared.identity)
            if declared.identity.kind == "connection":
                self._types.add((declared.identity.parent, declared.wanted.get("type")))

    def declared(self, item: Mapping[str, Any], place: str) -> Declared:
        return documents.read(item, place)

    def with_mark(self, declared: Declared, owner: str) -> Declared:
        raise config_error(
            "Objects of Apinizer have no field for the mark of an owner, so owner and prune cannot be used; "
            "leave them out."
        )

    def of_object(self, like: Declared, name: str, current: Object) -> Declared:
        where = replace(like.row, name=name)
        return replace(like, identity=where.identity, absent=True, wanted={}, references=(), row=where)

    # --- reading -----------------------------------------------------------------------------------------

    def read_list(self, declared: Declared) -> Dict[str, Object]:
        where: Located = declared.row
        kind = where.kind
        if not kind.listed:
            return self._one_by_one(where)
        if kind.name == "connection":
            return self._connections(where)
        query = {"withDetails": "true"} if kind.name == "rlcl" else {}
        rows = self._api.rows(where.list_path, kind, query)
        return {str(row.get(kind.key)): row for row in rows}

    def _connections(self, where: Located) -> Dict[str, Object]:
        types = {name for parent, name in self._types if parent == where.parent}
        whole = where.name == "*" or where.identity[:2] in self._whole
        if None in types and not whole:
            return self._one_by_one(where)
        asked = CONNECTION_TYPES if whole else sorted(str(name) for name in types)
        rows = [row for name in asked for row in self._api.rows(where.list_path, where.kind, {"type": name})]
        return {str(row.get("name")): row for row in rows}

    def _one_by_one(self, where: Located) -> Dict[str, Object]:
        """The objects of a group that are declared, where there is no list of them."""
        if where.name == "*":
            raise config_error(
                "Apinizer has no list of kind %s; give the name of the object." % where.kind.name
            )
        names = [each.name for each in self._known if each[:2] == where.identity[:2]]
        found = {name: self._told(replace(where, name=name)) for name in names}
        return {name: row for name, row in found.items() if row is not None}

    def read_one(self, declared: Declared) -> Optional[Object]:
        raw = self._told(declared.row)
        return None if raw is None else self.completed(declared, raw)

    def _told(self, where: Located) -> Optional[Object]:
        """The object as the manager tells it; None if it says that it does not exist."""
        kind = where.kind
        if not kind.alone:
            rows = self._api.rows(where.list_path, kind)
            return next((row for row in rows if row.get(kind.key) == where.name), None)
        found = self._api.one(where.item_path, kind)
        name = None if found is None else str(found.get(kind.key, where.name))
        if name is not None and name != where.name:
            raise config_error(
                "it exists as %s, and Apinizer ignores upper and lower case in names of this kind; write it "
                "like that." % name
            )
        return found

    def completed(self, declared: Declared, listed: Object) -> Object:
        where: Located = declared.row
        if where.name == "*":
            where = replace(where, name=str(listed.get(where.kind.key)))
        current = forms.told(where.kind, listed, declared.wanted)
        return current if declared.absent else self._parts.read(where, current, declared.wanted)

    # --- what must not be done ---------------------------------------------------------------------------

    def refusal(
        self,
        declared: Declared,
        current: Optional[Object],
        allow: Collection[str],
        gone: Collection[Identity],
    ) -> Optional[str]:
        kind: Kind = declared.row.kind
        if declared.absent:
            return None
        if current is None:
            missing = [name for name in kind.required if declared.wanted.get(name) in (None, "", [], {})]
            return "a new %s needs %s." % (kind.name, ", ".join(missing)) if missing else None
        changes = differences(current, declared.wanted, declared.rules)
        return _unchangeable(declared, current, changes, allow)

    # --- showing -----------------------------------------------------------------------------------------

    def predicted(self, declared: Declared, after: Object) -> Object:
        return {declared.row.kind.key: declared.row.name, **after}

    def shown(self, current: Object) -> Object:
        return {name: value for name, value in current.items() if name not in ("id", "projectId")}

    def exported(self, declared: Declared, current: Object) -> Object:
        where: Located = declared.row
        return {
            "kind": where.kind.name,
            "parent": dict(where.parent),
            "name": str(current.get(where.kind.key)),
            "spec": forms.exported(where.kind, current),
        }

    # --- writing -----------------------------------------------------------------------------------------

    def create(self, declared: Declared) -> Dict[str, Any]:
        where: Located = declared.row
        # A creation would replace what somebody else has made meanwhile, or what is there of another type.
        if where.kind.upserts and self._api.one(where.item_path, where.kind) is not None:
            raise ApiError("conflict", "%s already exists; look at its type." % (declared.identity,))
        _made(self._writes.of_new(declared))
        return {}

    def update(
        self,
        declared: Declared,
        current: Object,
        changes: List[Change],
        secrets: bool,
        allow: Collection[str],
    ) -> None:
        refused = _unchangeable(declared, current, changes, allow)
        if refused:
            raise config_error(refused)
        if _fixed_in(declared.row.kind, changes):
            _made([partial(self._delete, declared.row), *self._writes.of_new(declared)])
            return
        _made(self._writes.of_change(declared, current, changes, secrets))

    def delete(self, declared: Declared, current: Object, allow: Collection[str]) -> None:
        _made([partial(self._delete, declared.row)])

    def _delete(self, where: Located) -> None:
        try:
            self._api.write("DELETE", where.item_path)
        except ApiError as error:
            if not is_absence(error, where.kind):
                raise


def _made(writes: List[Write]) -> None:
    """Make the writes of one object. No manager returns whether it is deployed, which a failure says."""
    try:
        in_turn(writes)
    except ApiError as error:
        if error.code == "deploymentResult":
            error.notes.append(
                "The manager does not return this state, so a second run finds nothing to do. Once the "
                "gateway takes deployments, change the object, or write it again with apinizer_invoke."
            )
        raise


def _fixed_in(kind: Kind, changes: List[Change]) -> str:
    """The fields that differ and that only a new object can have; nothing where there are none."""
    names = [str(change.path[0]) for change in changes if change.path[0] in kind.fixed]
    return ", ".join(dict.fromkeys(names))


def _unchangeable(
    declared: Declared, current: Object, changes: List[Change], allow: Collection[str]
) -> Optional[str]:
    """Why an object cannot be changed as wanted, or not without a permission."""
    kind: Kind = declared.row.kind
    fixed = _fixed_in(kind, changes)
    if fixed and "recreate" not in allow:
        return refusal_of_recreation(fixed)
    if fixed:
        return None
    if kind.name == "jwk" and changes and "detach" not in allow:
        source = current.get("sourceUrl") or current.get("sourceId")
        if source:
            return (
                "Apinizer cuts a changed JWK off from the certificate, key or address that it is made from, "
                "and no longer updates it with that; set allow: [detach] to permit it."
            )
    if kind.name == "environment_variable":
        return _unclear(current, declared.wanted)
    return lacks_for_change(declared, current, changes)


def _unclear(current: Object, wanted: Object) -> Optional[str]:
    """Why a global value cannot be compared: it is hidden, and the task does not say that it is to be."""
    if current.get("globalVisible") is False and "globalValue" in wanted and "globalVisible" not in wanted:
        return "globalValue is hidden and cannot be compared; give globalVisible, true or false, with it."
    return None


RESOURCE = ResourceOperation(
    "apinizer_resource", Apinizer, ApinizerResources, {}, ("detach", "recreate"), (PROXY,)
)
RESOURCE_INFO = ResourceInfoOperation("apinizer_resource_info", Apinizer, ApinizerResources, {})

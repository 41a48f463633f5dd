# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects of Axway Central, read and written by its API server.

Sources: the vendor's guide to the API server, its public agent SDK and the guide to its command line tool.

PRIVATE to this collection.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any, Collection, Dict, List, Mapping, Optional, Tuple
from urllib.parse import quote

from ..._core.changes import secrets_of, without_secrets_of
from ..._core.compare import ABSENT, Change, created, merged
from ..._core.errors import ApiError
from ..._core.exchange.client import Client
from ..._core.exchange.refusal import wrong_answer
from ..._core.http import document
from ..._core.operations.resource_operation import ResourceInfoOperation, ResourceOperation
from ..._core.options import Option, Options
from ..._core.resources.checks import refusal_of_children
from ..._core.resources.resource import Declared, Identity, Object, ResourceApi
from . import documents
from .central import ADDRESS, CentralRequests
from .kind_table import KINDS, kinds_named
from .kinds import ARCHIVED_FIRST, LIFE_CYCLE, LIVING, SERVER_SUBRESOURCES, Kind
from .platform import Axway
from .writes import Write, in_turn, patch

# States in which the kinds that are archived first cannot be deleted.
_IN_USE = ("active", "deprecated")
# The attribute by which prune knows the objects of an owner.
_MARK = "apiops-owner"


class AxwayResources(ResourceApi):
    """Central's objects, by the table of kinds or, for kinds that it lacks, the platform's definitions."""

    def __init__(self, platform: Axway, client: Client) -> None:
        self._central = CentralRequests(platform, client)
        self._more: Tuple[Kind, ...] = ()
        self._teams: Dict[str, str] = {}
        self.requests = self._central.counts

    # --- what is declared --------------------------------------------------------------------------------

    def learn(self, items: List[Mapping[str, Any]]) -> None:
        """Ask the platform for the kinds that the table lacks, and for the teams that are named."""
        names = {item["kind"] for item in items if isinstance(item.get("kind"), str)}
        if any(not kinds_named(name) for name in names):
            self._more = self._central.defined()
        self._central.languages = any(str(field).startswith("languages") for item in items for field in item)
        for item in items:
            owner = item.get("owner")
            name = owner.get("name") if isinstance(owner, Mapping) else owner
            if isinstance(name, str) and name not in self._teams:
                self._teams[name] = self._central.team(name)

    def declared(self, item: Mapping[str, Any], place: str) -> Declared:
        owner = item.get("owner")
        name = owner.get("name") if isinstance(owner, Mapping) else owner
        if isinstance(name, str):
            item = {**item, "owner": {"type": "team", "id": self._teams[name]}}
        return documents.read(item, place, self._more)

    def with_mark(self, declared: Declared, owner: str) -> Declared:
        attributes = {**(declared.wanted.get("attributes") or {}), _MARK: owner}
        return replace(declared, wanted={**declared.wanted, "attributes": attributes})

    def marked(self, current: Object, owner: str) -> bool:
        return bool((current.get("attributes") or {}).get(_MARK) == owner)

    def of_object(self, like: Declared, name: str, current: Object) -> Declared:
        identity = like.identity._replace(name=name)
        return replace(like, identity=identity, absent=True, wanted={}, place="prune", references=())

    # --- reading -----------------------------------------------------------------------------------------

    def read_list(self, declared: Declared) -> Dict[str, Object]:
        rows, _total = self._central.rows(self._collection(declared))
        return {str(row["name"]): row for row in rows}

    def read_one(self, declared: Declared) -> Optional[Object]:
        query = {"resourceLanguageCode": "*"} if self._central.languages else {}
        try:
            response = self._central.exchange("GET", self._item(declared), query=query)
        except ApiError as error:
            if error.is_absence:
                return None
            raise
        answer = document.json_of(response)
        if not isinstance(answer, dict) or answer.get("name") != declared.identity.name:
            raise wrong_answer(response, "the answer is not the object that was asked for", ADDRESS)
        return dict(answer)

    def parent_is_there(self, declared: Declared) -> bool:
        place = self._collection(declared).rpartition("/")[0]
        if not declared.identity.parent:
            return True
        try:
            self._central.ask("GET", place)
        except ApiError as error:
            if error.is_absence:
                return False
            raise
        return True

    def refusal(
        self,
        declared: Declared,
        current: Optional[Object],
        allow: Collection[str],
        gone: Collection[Identity],
    ) -> Optional[str]:
        if not declared.absent or current is None:
            return None
        state = current.get("state")
        reasons = []
        if declared.identity.kind in ARCHIVED_FIRST and state in _IN_USE and "life_cycle" not in allow:
            text = "it is %s, and must be archived before it is deleted; set allow: [life_cycle] to do so."
            reasons.append(text % state)
        number = 0 if "delete_children" in allow else self._number_inside(declared, gone)
        return " ".join([*reasons, *filter(None, [refusal_of_children(number)])]) or None

    def _number_inside(self, declared: Declared, gone: Collection[Identity]) -> int:
        """How many objects are in the declared one, but for those ``gone`` before."""
        place = (declared.identity.kind, declared.identity.name)
        counted = sum(
            self._number_in(declared, kind) for kind in KINDS if declared.identity.kind in kind.scopes
        )
        return counted - sum(identity.parent[-1:] == (place,) for identity in gone)

    def moved(self, declared: Declared, changes: List[Change]) -> List[Change]:
        """A state that the platform has left behind: a release makes a draft active."""
        return [
            change
            for change in changes
            if declared.identity.kind in LIVING
            and change.path == ("state",)
            and change.before in LIFE_CYCLE
            and change.after in LIFE_CYCLE
            and LIFE_CYCLE.index(change.before) > LIFE_CYCLE.index(change.after)
        ]

    def pending(self, declared: Declared, current: Optional[Object]) -> Optional[str]:
        if current is not None and (declared.absent or self.is_going(current, ())):
            finalizers = ", ".join(_text(each) for each in current.get("finalizers") or [])
            return "it is being deleted, and waits for the finalizers %s" % (finalizers or "of the platform")
        return None

    def is_going(self, current: Object, allow: Collection[str]) -> bool:
        state = (current.get("metadata") or {}).get("state")
        return state == "DELETING" and "force_delete" not in allow

    def lingers(self, current: Object, allow: Collection[str]) -> bool:
        return bool(current.get("finalizers")) and "force_delete" not in allow

    def parent_shown(self, identity: Identity) -> Dict[str, str]:
        return dict(zip(("kind", "name"), identity.parent[-1])) if identity.parent else {}

    def predicted(self, declared: Declared, after: Object) -> Object:
        scope = self.parent_shown(declared.identity)
        return {
            **_head(declared),
            **({"metadata": {"scope": scope}} if scope else {}),
            "title": declared.identity.name,
            **after,
        }

    def shown(self, current: Object) -> Object:
        kept = {name: value for name, value in current.items() if name not in SERVER_SUBRESOURCES}
        metadata = kept.pop("metadata", None) or {}
        scope = metadata.get("scope")
        if scope:
            kept["metadata"] = {"scope": {name: scope.get(name) for name in ("kind", "name")}}
        return kept

    def exported(self, declared: Declared, current: Object) -> Object:
        kind: Kind = declared.row
        fields = without_secrets_of(self.shown(current), declared.rules)
        head = {"group": kind.group, "apiVersion": kind.version, "kind": kind.name, "name": current["name"]}
        kept = {
            name: value for name, value in fields.items() if name not in head and value not in (None, [], {})
        }
        return {**head, **kept}

    # --- writing -----------------------------------------------------------------------------------------

    def create(self, declared: Declared) -> Dict[str, Any]:
        wanted = created(declared.wanted, declared.rules)
        main = {name: wanted[name] for name in documents.MAIN if name in wanted}
        body = {**_head(declared), **main}
        parts = {name: value for name, value in wanted.items() if name not in documents.MAIN}
        in_turn(
            None,
            [
                lambda _version: self._central.ask("POST", self._collection(declared), body),
                *self._subresource_writes(declared, parts),
            ],
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
        if secrets:
            changes = [*changes, *_secret_changes(declared)]
        main = [change for change in changes if change.path[0] in documents.MAIN]
        names = {str(change.path[0]) for change in changes} - set(documents.MAIN)
        secret = set(declared.wanted) - set(without_secrets_of(declared.wanted, declared.rules))
        parts = {
            # What is shown of a secret must not be written back.
            name: declared.wanted[name]
            if name in secret
            else merged(current.get(name, ABSENT), declared.wanted[name], declared.rules, (name,))
            for name in names
        }
        writes = self._subresource_writes(declared, parts)
        if "state" in names and declared.identity.kind in LIVING and "life_cycle" in allow:
            before = _states_between(current.get("state"), str(declared.wanted["state"]))[:-1]
            put = [partial(self._put_subresource, declared, "state", state) for state in before]
            writes = [*writes[:-1], *put, writes[-1]]
        if main:
            writes.insert(0, lambda version: self._write_main(declared, current, main, version))
        in_turn((current.get("metadata") or {}).get("resourceVersion"), writes)

    def delete(self, declared: Declared, current: Object, allow: Collection[str]) -> None:
        writes: List[Write] = []
        if declared.identity.kind in LIVING and "life_cycle" in allow:
            writes += [
                partial(self._put_subresource, declared, "state", state)
                for state in _states_between(current.get("state"), "archived")
            ]
        query = {"forceDelete": "true"} if "force_delete" in allow else {}
        writes.append(lambda _version: self._central.ask("DELETE", self._item(declared), query=query))
        try:
            in_turn(None, writes)
        except ApiError as error:
            if not error.is_absence:
                raise

    def _write_main(self, declared: Declared, current: Object, changes: List[Change], version: Any) -> Any:
        """Replace the object. One that holds secrets is patched: a replacement would lose or send them."""
        if declared.row.hides_secrets:
            return self._patch(declared, current, changes, version)
        wanted = {name: declared.wanted[name] for name in documents.MAIN if name in declared.wanted}
        present = {name: current[name] for name in documents.MAIN if name in current}
        body = merged(present, wanted, declared.rules)
        metadata = {"resourceVersion": version} if version is not None else {}
        return self._central.ask(
            "PUT", self._item(declared), {**_head(declared), "metadata": metadata, **body}
        )

    def _patch(self, declared: Declared, current: Object, changes: List[Change], version: Any) -> Any:
        """Change fields one by one; what they are in is made where it does not exist."""
        operations = patch(current, changes, version)
        return self._central.ask(
            "PATCH", self._item(declared), operations, content_type="application/json-patch+json"
        )

    def _subresource_writes(self, declared: Declared, parts: Mapping[str, Any]) -> List[Write]:
        """A request for each; the state last, since it may close what comes before."""
        return [
            partial(self._put_subresource, declared, name, parts[name])
            for name in sorted(parts, key=lambda name: (name == "state", name))
        ]

    def _put_subresource(self, declared: Declared, name: str, value: Any, version: Any) -> Any:
        path = "%s/%s" % (self._item(declared), quote(name, safe=""))
        metadata = {"metadata": {"resourceVersion": version}} if version is not None else {}
        return self._central.ask("PUT", path, {name: value, **metadata})

    # --- requests ----------------------------------------------------------------------------------------

    def _collection(self, declared: Declared) -> str:
        kind: Kind = declared.row
        place = "/%s/%s" % (kind.group, kind.version)
        for scope, name in declared.identity.parent:
            place += "/%s/%s" % (self._plural_of(scope, kind), quote(name, safe=""))
        return "%s/%s" % (place, kind.plural)

    def _item(self, declared: Declared) -> str:
        return "%s/%s" % (self._collection(declared), quote(declared.identity.name, safe=""))

    def _plural_of(self, scope: str, kind: Kind) -> str:
        named = kinds_named(scope, self._more)
        return next((each.plural for each in named if each.group == kind.group), named[0].plural)

    def _number_in(self, declared: Declared, kind: Kind) -> int:
        """How many objects of a kind are in the declared one."""
        scope: Kind = declared.row
        if kind.group != scope.group:
            return 0
        path = "%s/%s" % (self._item(declared), kind.plural)
        _rows, total = self._central.rows(path, page_size=1, most_pages=1)
        return total


def _states_between(now: Any, state: str) -> List[str]:
    """The states to set from the present one to the last one wanted."""
    if now not in LIFE_CYCLE or state not in LIFE_CYCLE:
        return [state]
    following = LIFE_CYCLE[LIFE_CYCLE.index(now) + 1 : LIFE_CYCLE.index(state) + 1]
    # A draft becomes active by a release only.
    return [each for each in following if not (now == "draft" and each == "active")]


def _head(declared: Declared) -> Object:
    """What identifies the object in a body."""
    kind: Kind = declared.row
    return {
        "group": kind.group,
        "apiVersion": kind.version,
        "kind": kind.name,
        "name": declared.identity.name,
    }


def _secret_changes(declared: Declared) -> List[Change]:
    """The secrets that are wanted, as changes; of a mapping of secrets those that are given."""
    found = []
    for path, value in secrets_of(declared.wanted, declared.rules):
        if isinstance(value, Mapping) and len(path) > 1:
            found += [Change((*path, name), ABSENT, item) for name, item in value.items()]
        else:
            found.append(Change(path, ABSENT, value))
    return found


def _text(value: Any) -> str:
    return str(value.get("name", value)) if isinstance(value, Mapping) else str(value)


_OWN: Options = {
    "group": Option(),
    "title": Option(),
    "attributes": Option("dict"),
    "tags": Option("list", elements="str"),
    "subresources": Option("dict"),
}
RESOURCE = ResourceOperation(
    "axway_resource", Axway, AxwayResources, _OWN, ("delete_children", "force_delete", "life_cycle")
)
RESOURCE_INFO = ResourceInfoOperation("axway_resource_info", Axway, AxwayResources, {"group": Option()})

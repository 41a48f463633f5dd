# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects of API Connect, read and written by the management API.

Source: the vendor's OpenAPI description.

PRIVATE to this collection.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Collection, Dict, List, Mapping, Optional, Tuple
from urllib.parse import quote

from ..._core.changes import secrets_of, without_secrets_of
from ..._core.compare import ABSENT, Change, merged
from ..._core.errors import ApiError, config_error
from ..._core.exchange.client import Client
from ..._core.resources.resource import Declared, Identity, Object, ResourceApi
from . import documents, fields, owners, parts, told_once
from .documents import Known, Located
from .kinds import SERVER, Kind, path_of_parent
from .platform import Apic
from .references import References, tail
from .refusals import Refusals, needs_recreation
from .requests import ADDRESS, ApicRequests, told_of

# The metadata by which prune knows the objects of an owner.
_MARK = "apiops_owner"
# In place of a secret that is not the one wanted; it is never shown.
_ANOTHER = "(another)"


class ApicResources(ResourceApi):
    """The objects of an API Connect management server, by the table of kinds."""

    def __init__(self, platform: Apic, client: Client) -> None:
        self._api = ApicRequests(platform, client)
        self._references = References(self._api)
        self._known = Known()
        # Objects that are known by something else than their names, by their ids.
        self._ids: Dict[Identity, str] = {}
        self.requests = self._api.counts

    # --- what is declared --------------------------------------------------------------------------------

    def learn(self, items: List[Mapping[str, Any]]) -> None:
        self._known.learn(items)

    def declared(self, item: Mapping[str, Any], place: str) -> Declared:
        where = documents.located(item)
        wanted, notes = documents.wanted(where, item)
        absent = item.get("state") == "absent"
        wanted = {} if absent else wanted
        return Declared(
            where.identity,
            absent,
            wanted,
            where.kind.rules,
            place,
            where.kind.rank,
            tuple(documents.references(where, wanted, self._known)),
            tuple(notes),
            row=where,
        )

    def with_mark(self, declared: Declared, owner: str) -> Declared:
        if declared.row.kind.single:
            return declared
        metadata = {**(declared.wanted.get("metadata") or {}), _MARK: owner}
        return replace(declared, wanted={**declared.wanted, "metadata": metadata})

    def marked(self, current: Object, owner: str) -> bool:
        return bool((current.get("metadata") or {}).get(_MARK) == owner)

    def of_object(self, like: Declared, name: str, current: Object) -> Declared:
        where = documents.of_name(like.row.kind, like.row.parent, name)
        return replace(
            like,
            identity=where.identity,
            absent=True,
            wanted={},
            place="prune",
            references=tuple(documents.references(where, {}, self._known)),
            row=where,
        )

    # --- reading -----------------------------------------------------------------------------------------

    def read_list(self, declared: Declared) -> Dict[str, Object]:
        where: Located = declared.row
        if where.kind.single:
            found = self._the_one(where)
            return {} if found is None else {"": found}
        try:
            return self._listed(where)
        except ApiError as error:
            if error.is_absence and not declared.absent and self.parent_is_there(declared):
                raise _not_known(where.kind, error) from error
            raise

    def _listed(self, where: Located) -> Dict[str, Object]:
        """The objects of a place as they are told, by the names by which they are known."""
        listed = {}
        for row in self._api.rows(where.kind.list_path(where.parent), _heavy(where.kind)):
            name = self._name_of(where, row)
            listed[name] = row
            if where.kind.key != "name" and row.get("id"):
                self._ids[replace(where, name=name).identity] = str(row["id"])
        return listed

    def _name_of(self, where: Located, row: Object) -> str:
        """The name by which an object is known in its place."""
        kind = where.kind
        if kind.key == "name":
            name = str(row.get("name"))
            return "%s:%s" % (name, row.get("version")) if kind.versioned else name
        values = []
        for key in kind.key.split():
            target = kind.references.get(key + "_url")
            address = row.get(key + "_url")
            if target is None:
                values.append(str(row.get(key)))
                continue
            known = self._references.name(target, address, where.parent)
            versioned = "%s:%s" % (row.get("name"), row.get("version")) if kind.versioned else row.get("name")
            # What it refers to may be hidden from who asks; it bears the same name as a rule.
            values.append(str(versioned if known == address else known))
        return "/".join(values)

    def _the_one(self, where: Located) -> Optional[Object]:
        found = self._api.one(where.kind.list_path(where.parent))
        if found is None or where.kind.change != "map":
            return found
        return {"properties": found}

    def read_one(self, declared: Declared) -> Optional[Object]:
        found = self._found(declared.row)
        return None if found is None else self._compared(declared, found)

    def _found(self, where: Located) -> Optional[Object]:
        kind = where.kind
        if kind.single:
            return self._the_one(where)
        if kind.key == "name":
            return self._checked(where, self._api.one(self._item(where), _heavy(kind)))
        known = self._ids.get(where.identity)
        if known is not None:
            return self._api.one(kind.item_path(where.parent, known), _heavy(kind))
        if kind.key == "username":
            # The server names users by their usernames as a rule.
            guess = self._api.one(kind.item_path(where.parent, where.name))
            if guess is not None and guess.get("username") == where.name:
                self._ids[where.identity] = str(guess.get("id") or where.name)
                return guess
        try:
            return self._listed(where).get(where.name)
        except ApiError as error:
            if error.is_absence:
                return None
            raise

    def _checked(self, where: Located, found: Optional[Object]) -> Optional[Object]:
        if found is None:
            return None
        name = self._name_of(where, found)
        if name == where.name:
            return found
        if name.lower() == where.name.lower():
            raise config_error(
                "API Connect has it as %s, and does not tell apart names that differ in case only; write "
                "the name that way." % name
            )
        raise ApiError(
            "protocol",
            "GET %s%s answered with %s %s" % (self._api.base, self._item(where), where.kind.name, name),
            advice=ADDRESS,
        )

    def completed(self, declared: Declared, listed: Object) -> Object:
        where: Located = declared.row
        lacks = where.kind.document not in {"", *where.kind.parts, *listed}
        if lacks and where.name != "*":
            listed = self._found(where) or listed
        return self._compared(declared, listed)

    def _compared(self, declared: Declared, raw: Object) -> Object:
        """An object as read, in the form in which it is compared with what is wanted."""
        told = parts.read(self._api, declared.row.kind, self._item(declared.row), declared.wanted)
        current = fields.compared_with(declared.row, {**raw, **told}, declared.wanted, self._references)
        for name in declared.row.kind.proven:
            if declared.wanted.get(name):
                current[name] = self._proven(declared, current, name)
        return current

    def _proven(self, declared: Declared, current: Object, name: str) -> Any:
        """A secret as far as the platform tells it: it says whether the one that is wanted holds."""
        wanted = declared.wanted[name]
        path = "%s/verify-%s" % (self._item(declared.row), name.replace("_", "-"))
        holds = self._api.holds(path, {"client_id": current.get("client_id"), name: wanted})
        return wanted if holds else _ANOTHER

    def parent_is_there(self, declared: Declared) -> bool:
        if not declared.identity.parent:
            return True
        return self._api.one(path_of_parent(declared.identity.parent)) is not None

    def refusal(
        self,
        declared: Declared,
        current: Optional[Object],
        allow: Collection[str],
        gone: Collection[Identity],
    ) -> Optional[str]:
        refusals = Refusals(self._api, self._references, self._known, allow, gone)
        return refusals.of(declared, current, self._item(declared.row))

    def moved(self, declared: Declared, changes: List[Change]) -> List[Change]:
        """A state that waits for an approval."""
        return [change for change in changes if change.path == ("state",) and change.before == "pending"]

    def pending(self, declared: Declared, current: Optional[Object]) -> Optional[str]:
        if declared.absent or current is None:
            return None
        if current.get("state") != "pending" and not current.get("state_pending"):
            return None
        return "it waits for an approval"

    def predicted(self, declared: Declared, after: Object) -> Object:
        return {**declared.row.head, **after}

    def shown(self, current: Object) -> Object:
        servers = SERVER - {"name", "version"}
        return {name: value for name, value in current.items() if name not in servers}

    def exported(self, declared: Declared, current: Object) -> Object:
        kind: Kind = declared.row.kind
        name = self._name_of(declared.row, current) if not kind.single else ""
        where = documents.of_name(kind, declared.row.parent, name)
        current = {**current, **parts.read(self._api, kind, self._item(where), kind.parts)}
        named = fields.by_names(where, current, self._references)
        spec = without_secrets_of(fields.written(kind, named, declared.rules), declared.rules)
        kept = {
            field: value
            for field, value in fields.without_masked(spec).items()
            if value not in (None, "", [], {}) and field not in kind.unread and field not in where.keys
        }
        head: Object = {"kind": kind.name, "parent": dict(where.parent)}
        if kind.versioned:
            head["name"], _colon, head["version"] = name.rpartition(":")
        elif " " in kind.key:
            kept = {**where.keys, **kept}
        elif not kind.single:
            head["name"] = name
        return {**head, "spec": kept}

    # --- writing -----------------------------------------------------------------------------------------

    def create(self, declared: Declared) -> Dict[str, Any]:
        where: Located = declared.row
        wanted = {name: value for name, value in declared.wanted.items() if value is not None}
        if where.kind.change == "map":
            wanted = dict(wanted.get("properties") or {})
        path = where.kind.list_path(where.parent)
        if where.kind.parts:
            self._api.send("POST", path, parts.form(where.kind, wanted))
            self._references.forget(path)
            self._finish(where, _others(where.kind, wanted))
            return {}
        body = fields.on_the_wire(where, {**where.head, **wanted}, self._references)
        method = "POST"
        if not where.kind.deletable:
            # It came into being with what it is in.
            method = "PATCH" if where.kind.change == "map" else "PUT"
        try:
            answer = told_of(self._api.write(method, path, body))
        except ApiError as error:
            if error.is_absence:
                raise _not_known(where.kind, error) from error
            raise
        self._references.forget(path)
        if where.kind.key != "name":
            identity = str(answer.get("id") or tail(str(answer.get("url", ""))).rpartition("/")[2])
            if identity:
                self._ids[where.identity] = identity
        told = told_once.told(where.kind, answer)
        if told_once.is_lost(where.kind, {**wanted, **told}):
            told.update(told_once.renewed(self._api, where, self._item(where)))
        return told

    def foretold(
        self, declared: Declared, current: Optional[Object], changes: List[Change]
    ) -> Tuple[str, ...]:
        where: Located = declared.row
        is_new = current is None or needs_recreation(where.kind, changes)
        return where.kind.once[-1:] if is_new and told_once.is_lost(where.kind, declared.wanted) else ()

    def lost(self, declared: Declared, told: Mapping[str, Any]) -> Optional[str]:
        where: Located = declared.row
        return told_once.untold(where, self._item(where), declared.wanted, told)

    def update(
        self,
        declared: Declared,
        current: Object,
        changes: List[Change],
        secrets: bool,
        allow: Collection[str],
    ) -> Optional[Dict[str, Any]]:
        where: Located = declared.row
        if needs_recreation(where.kind, changes):
            return self._recreated(declared, current)
        if where.kind.change == "map":
            self._write_properties(where, changes)
            return None
        if secrets:
            changes = [*changes, *_secret_changes(declared)]
        wanted = {str(change.path[0]): None for change in changes}
        for name in wanted:
            value = declared.wanted.get(name)
            there = fields.without_masked(current.get(name, ABSENT))
            wanted[name] = merged(there, value, declared.rules, (name,))
        if where.kind.change == "put":
            whole = {**fields.written(where.kind, current, declared.rules), **wanted}
            query = {"force": "true"} if "force" in allow else {}
            body = fields.on_the_wire(where, whole, self._references)
            self._api.write("PUT", where.kind.list_path(where.parent), body, query)
            return None
        sent = fields.written(where.kind, wanted, declared.rules)
        sent.update({name: None for name, value in wanted.items() if value is None})
        if any(name in where.kind.parts for name in sent):
            self._api.send("PATCH", self._item(where), parts.form(where.kind, declared.wanted))
            self._finish(where, _others(where.kind, sent))
        elif where.kind.transferred and sent.get(owners.OWNER):
            owner = sent.pop(owners.OWNER)
            owners.transfer(self._api, self._references, where, self._item(where), owner)
            self._finish(where, sent)
        else:
            self._change(where, sent)
        return None

    def _change(self, where: Located, sent: Object) -> None:
        self._api.write("PATCH", self._item(where), fields.on_the_wire(where, sent, self._references))

    def _finish(self, where: Located, sent: Object) -> None:
        """Change what a form cannot hold, after the form did a part of the work."""
        try:
            if sent:
                self._change(where, sent)
        except ApiError as error:
            error.effect = "applied"
            raise

    def _recreated(self, declared: Declared, current: Object) -> Dict[str, Any]:
        self.delete(declared, current, ())
        try:
            return self.create(declared)
        except ApiError as error:
            error.effect = "applied"
            error.notes.append("The old object is deleted; run the task again to create the new one.")
            raise

    def _write_properties(self, where: Located, changes: List[Change]) -> None:
        """Properties are set by one request, and each is unset by one of its own."""
        path = where.kind.list_path(where.parent)
        given: Dict[str, Any] = {}
        for change in changes:
            if len(change.path) == 1:
                given.update(change.after or {})
            else:
                given[str(change.path[1])] = None if change.after is ABSENT else change.after
        values = {name: value for name, value in given.items() if value is not None}
        if values:
            self._api.write("PATCH", path, values)
        done = bool(values)
        for name in [name for name, value in given.items() if value is None]:
            try:
                self._api.write("DELETE", "%s/%s" % (path, quote(name, safe="")))
            except ApiError as error:
                if not error.is_absence:
                    if done:
                        error.effect = "applied"
                    raise
            done = True

    def delete(self, declared: Declared, current: Object, allow: Collection[str]) -> None:
        where: Located = declared.row
        try:
            self._api.write("DELETE", self._item(where))
        except ApiError as error:
            if not error.is_absence:
                raise
        self._ids.pop(where.identity, None)
        self._references.forget(where.kind.list_path(where.parent))

    def _item(self, where: Located) -> str:
        return where.kind.item_path(where.parent, self._ids.get(where.identity, where.name))


def _heavy(kind: Kind) -> Dict[str, str]:
    """The query that asks for a whole document, which is left out otherwise."""
    return {"fields": "add(%s)" % kind.document} if kind.document and not kind.parts else {}


def _others(kind: Kind, sent: Object) -> Object:
    """The fields that are no parts of a form."""
    return {name: value for name, value in sent.items() if name not in kind.parts}


def _not_known(kind: Kind, error: ApiError) -> ApiError:
    """The error of a server that has no address for the objects of a kind."""
    error.advice = (
        "this version of API Connect may not have kind %s; look at the page of the kinds" % kind.name
    )
    # What it would be in is there, so that nothing is absent.
    error.from_platform = False
    return error


def _secret_changes(declared: Declared) -> List[Change]:
    """The secrets that are wanted, as changes."""
    return [Change(path, ABSENT, value) for path, value in secrets_of(declared.wanted, declared.rules)]

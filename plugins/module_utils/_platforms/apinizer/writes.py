# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The requests that create and change objects of Apinizer.

PRIVATE to this collection.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Dict, List, Optional

from ..._core.compare import Change, created, merged
from ..._core.fields import secrets_in_data
from ..._core.http.body import MultipartBody
from ..._core.resources.resource import Declared, Object
from . import forms
from .documents import Located
from .kinds import NOT_RETURNED, Kind
from .parts import Parts, Write
from .requests import ApinizerRequests
from .transports import is_another_family

# Keys that are made of a certificate or a key are made anew when that changes; they would be cleared else.
_REFRESH = {"jwkUpdateAction": "UPDATE", "updateScope": "SAME_PROJECT"}
# What an item of these lists cannot be sent without.
_WHOLE = {"cryptoKeyInfoEnvironmentList": ("content",), "keyStoreEnvironmentList": ("file", "password")}


class Writes:
    """What has to be sent, object by object."""

    def __init__(self, api: ApinizerRequests, parts: Parts) -> None:
        self._api = api
        self._parts = parts

    def of_new(self, declared: Declared) -> List[Write]:
        """The requests that create an object."""
        where: Located = declared.row
        kind = where.kind
        wanted = created(declared.wanted, declared.rules)
        main = {name: value for name, value in wanted.items() if name not in kind.parts}
        parts = {name: declared.wanted[name] for name in kind.parts if declared.wanted.get(name)}
        if kind.name == "certificate":
            form = _form(main, {"certificateName": where.name})
            first: Write = partial(self._api.send, "POST", where.list_path, form)
        else:
            place = where.item_path if kind.in_path else where.list_path
            if kind.bare:
                place = place.rstrip("/") + "/"
            first = partial(self._api.write, "POST", place, self._body(where, main))
        writes = [first]
        if kind.name in forms.UNTOLD and any(secrets_in_data(main)):
            # A creation keeps a secret as it is; an update encrypts it.
            writes.append(partial(self._api.write, "PUT", where.item_path, self._body(where, main)))
        return [*writes, *self._parts.writes(where, {}, parts)]

    def of_change(
        self, declared: Declared, current: Object, changes: List[Change], secrets: bool
    ) -> List[Write]:
        """The requests that make what is there as wanted."""
        where: Located = declared.row
        kind = where.kind
        changed = {str(change.path[0]) for change in changes}
        parts = {name: declared.wanted[name] for name in kind.parts if name in changed}
        writes: List[Write] = []
        if secrets or changed - set(kind.parts):
            writes.append(partial(self._write_main, declared, current, changes, secrets))
        return [*writes, *self._parts.writes(where, current, parts)]

    def _write_main(self, declared: Declared, current: Object, changes: List[Change], secrets: bool) -> None:
        where: Located = declared.row
        kind = where.kind
        wanted = {name: value for name, value in declared.wanted.items() if name not in kind.parts}
        query = _REFRESH if kind.refreshes else {}
        main = {str(change.path[0]) for change in changes} - set(kind.parts)
        if kind.name == "credential" and not main:
            body = {"username": where.name, "password": wanted["password"]}
            self._api.write("PATCH", where.item_path, body)
        elif kind.name in forms.UNTOLD:
            self._api.write("PUT", where.item_path, self._body(where, wanted))
        elif kind.change == "given":
            self._api.write("PUT", where.item_path, _given(declared, current, main, secrets), query)
        elif kind.name == "certificate":
            form = _form(merged(current, wanted, declared.rules), {})
            self._api.send("PUT", where.item_path, form, query)
        else:
            whole = self._whole(declared, current, wanted, secrets)
            place = where.list_path if kind.change == "list" else where.item_path
            self._api.write("PUT", place, self._body(where, whole))

    def _whole(self, declared: Declared, current: Object, wanted: Object, secrets: bool) -> Object:
        """What replaces the object: what is there, and what is wanted in it."""
        where: Located = declared.row
        kind = where.kind
        present = {name: value for name, value in current.items() if name not in kind.parts}
        if kind.name == "connection":
            # A list hides what an update would lose.
            present = self._api.one(where.item_path, kind) or present
        if is_another_family(present.get("transport"), wanted.get("transport") or {}):
            # Nothing of the old one belongs into it.
            present.pop("transport")
        if not (secrets or kind.name == "credential"):
            wanted = forms.secrets_that_belong(current, wanted, kind, declared.rules)
        whole: Object = merged(present, wanted, declared.rules)
        return whole

    @staticmethod
    def _body(where: Located, fields: Object) -> Object:
        kind = where.kind
        named = {kind.key: where.name} if kind.key != "code" or "code" not in fields else {}
        return {**kind.constants, **named, **forms.sent(kind, fields)}


def _form(fields: Object, named: Dict[str, str]) -> MultipartBody:
    """A certificate as the parts of a form."""
    pem = {
        "filename": "certificate.pem",
        "content_type": "application/x-pem-file",
        "content": fields["pemEncodedFile"],
    }
    environments = ",".join(str(name) for name in fields.get("environmentList") or [])
    texts = {name: str(fields.get(name) or "") for name in ("alias", "certificateDescription")}
    return MultipartBody({**named, **texts, "environmentList": environments, "pemEncodedFile": pem})


def _given(declared: Declared, current: Object, changed: Any, secrets: bool) -> Object:
    """The fields that an update names, where it leaves the others."""
    rules = declared.rules
    body: Object = {"name": declared.identity.name}
    names = [name for name in declared.wanted if name in changed or (secrets and _holds_secret(name, rules))]
    for name in names:
        value = declared.wanted[name]
        if name in _WHOLE:
            body[name] = value or []
        else:
            after = merged({name: current.get(name)}, {name: value}, rules).get(name)
            body[name] = "" if after is None else after
    return body


def _holds_secret(name: str, rules: Any) -> bool:
    return any(path == name or path.startswith(name + ".") for path in rules.secret)


def lacks_for_change(declared: Declared, current: Object, changes: List[Change]) -> Optional[str]:
    """Why a change cannot be sent: the manager takes it only with a secret that the task does not give."""
    kind: Kind = declared.row.kind
    main = [str(change.path[0]) for change in changes if change.path[0] not in kind.parts]
    if kind.name == "credential" and main and not declared.wanted.get("password"):
        return (
            "Apinizer changes %s of a credential only together with its password, and does not return it; "
            "give password." % ", ".join(dict.fromkeys(main))
        )
    if kind.name == "policy_group" and main and "policyList" not in declared.wanted:
        return (
            "Apinizer replaces a policy group as a whole, and does not return its policies; give policyList."
        )
    lost = [name for name in kind.untold if current.get(name) == NOT_RETURNED and name not in declared.wanted]
    if main and lost:
        return "Apinizer replaces a %s as a whole, and this manager does not return its %s; give it." % (
            kind.name,
            " and ".join(lost),
        )
    for name in main:
        inner = _WHOLE.get(name, ())
        items = declared.wanted.get(name) or [] if inner else []
        lacking = [secret for item in items for secret in inner if not item.get(secret)]
        if lacking:
            return (
                "Apinizer changes %s only with %s of each environment, and does not return it; give it."
                % (
                    name,
                    " and ".join(dict.fromkeys(lacking)),
                )
            )
    return None

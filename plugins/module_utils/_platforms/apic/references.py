# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the fields of API Connect's objects refer to: addresses on the wire, names in a task.

Addresses compare by the object that they lead to, whatever host they name.

PRIVATE to this collection.
"""

from __future__ import annotations

import threading
from typing import Any, Dict, List, Mapping, Optional, Set, Tuple
from urllib.parse import quote, unquote, urlsplit

from ..._core.errors import ApiError
from ..._core.resources.resource import Object
from .kind_table import KINDS, LISTS
from .kinds import PLACES, Parts, path_of_parent
from .requests import ApicRequests

_INTEGRATION = "integration/"
# The organization of Cloud Manager, in which the services, mail servers and registries of the cloud are.
ADMIN = "admin"


class References:
    """Finds objects by name, and the names of objects, by lists that are read once."""

    def __init__(self, requests: ApicRequests) -> None:
        self._requests = requests
        self._lists: Dict[str, List[Object]] = {}
        # Lists of what is in something that does not exist.
        self._missing: Set[str] = set()
        self._lock = threading.Lock()

    def forget(self, path: str) -> None:
        """A list has changed; it is read again when it is needed."""
        with self._lock:
            self._lists.pop(path, None)

    def address(self, target: str, value: str, parent: Parts, fresh: bool = False) -> Optional[str]:
        """The address of what a name or an address means; None if there is no such object.

        ``fresh``: what did not exist when a list was read may exist now.
        """
        if target.startswith(_INTEGRATION):
            kind = target[len(_INTEGRATION) :]
            address = "%s/cloud/integrations/%s/%s" % (self._requests.base, kind, quote(value, safe=""))
            return value if _is_address(value) else address
        for again in (False, True) if fresh else (False,):
            row = self._row(target, value, parent, again)
            if row is not None:
                return str(row["url"])
        return value if _is_address(value) else None

    def may_come(self, target: str, parent: Parts) -> bool:
        """Whether what was not found may be there later: what it would be in does not exist yet itself.

        Products are published by others.
        """
        return target == "product" or any(path in self._missing for path in self._paths(target, "", parent))

    def same(self, target: str, value: str, address: Any, parent: Parts) -> bool:
        """Whether a name or an address means the object of an address."""
        if not isinstance(address, str):
            return False
        found = self.address(target, value, parent)
        return found is not None and _is_same(found, address)

    def name(self, target: str, address: Any, parent: Parts) -> Any:
        """The name of the object of an address, as ``address`` takes it; the address if it has none."""
        if not isinstance(address, str):
            return address
        if target.startswith(_INTEGRATION):
            return unquote(tail(address).rpartition("/")[2])
        for path in self._paths(target, "", parent):
            for row in self._rows(path):
                found = _object_in(row)
                if _is_same(str(found.get("url", "")), address):
                    name = _names(target, found, path)[0]
                    return self._told_apart(name, address, parent) if target == "user" else name
        return address

    def _told_apart(self, username: str, address: str, parent: Parts) -> str:
        """A username, with its registry where it alone means another user."""
        if self.same("user", username, address, parent):
            return username
        registry = tail(address).rpartition("/users/")[0]
        return "%s/%s" % (self.name("user_registry", registry, parent), username)

    def _row(self, target: str, value: str, parent: Parts, again: bool) -> Optional[Object]:
        registry = value.rpartition("/")[0] if target == "user" and not _is_address(value) else ""
        for path in self._paths(target, registry, parent, again):
            if again:
                self.forget(path)
            for row in self._rows(path):
                found = _object_in(row)
                if not found.get("url"):
                    continue
                if value in _names(target, found, path) or _leads_to(value, target, found, path):
                    return found
        return None

    def _rows(self, path: str) -> List[Object]:
        """The objects of a list; none if the platform says that what it is in does not exist."""
        with self._lock:
            if path not in self._lists:
                try:
                    self._lists[path] = self._requests.rows(path)
                except ApiError as error:
                    if not error.is_absence:
                        raise
                    self._missing.add(path)
                    self._lists[path] = []
            return self._lists[path]

    def _paths(self, target: str, registry: str, parent: Parts, again: bool = False) -> List[str]:
        """The lists in which an object of a kind can be that is referred to from a place."""
        # What is in nothing refers to objects of the organization of Cloud Manager.
        given = {"org": ADMIN, **dict(parent)}
        if target == "user":
            return self._users(registry, given, again)
        if target == "org" and given["org"] == ADMIN:
            return [KINDS["org"].list_path(())]
        if target in LISTS:
            return [LISTS[target].format_map(_quoted(given))]
        if target == "role":
            return [path_of_parent(parent) + "/roles"]
        if target == "product":
            around = [place for place in ("space", "catalog") if place in given]
            return [PLACES[place][1].format_map(_quoted(given)) + "/products" for place in around]
        kind = KINDS[target]
        fitting = [name for name in kind.places if set(PLACES[name][0]) <= set(given)]
        inner = max(fitting, key=lambda name: len(PLACES[name][0]), default="")
        if not inner:
            return []
        return [kind.list_path(tuple((part, given[part]) for part in PLACES[inner][0]))]

    def _users(self, registry: str, given: Mapping[str, str], again: bool) -> List[str]:
        """The lists of users: those of the catalog's registries, the members, those of the organization."""
        org = quote(given["org"], safe="")
        if registry:
            return ["/user-registries/%s/%s/users" % (org, quote(registry, safe=""))]
        paths = []
        if "catalog" in given:
            catalog = quote(given["catalog"], safe="")
            configured = "/catalogs/%s/%s/configured-catalog-user-registries" % (org, catalog)
            if again:
                self.forget(configured)
            for row in self._rows(configured):
                if isinstance(row.get("user_registry_url"), str):
                    paths.append(tail(row["user_registry_url"]) + "/users")
        return [*paths, "/orgs/%s/members" % org, *self._registries(org, again)]

    def _registries(self, org: str, again: bool) -> List[str]:
        path = "/orgs/%s/user-registries" % org
        if again:
            self.forget(path)
        return [tail(str(row["url"])) + "/users" for row in self._rows(path) if row.get("url")]


def tail(address: str) -> str:
    """An address below the API: what is the same whatever host names it."""
    path = urlsplit(address).path.rstrip("/")
    _before, api, after = path.partition("/api/")
    return "/" + after if api else path


def _is_address(value: str) -> bool:
    return "://" in value or value.startswith("/")


def _is_same(one: str, other: str) -> bool:
    """Whether two addresses lead to one object: by their paths, or by the id at their end."""
    if tail(one) == tail(other):
        return True
    last = tail(one).rpartition("/")[2]
    return last == tail(other).rpartition("/")[2] and len(last) >= 32


def _object_in(row: Object) -> Object:
    """A member stands for its user."""
    user = row.get("user")
    return user if row.get("type") == "member" and isinstance(user, dict) else row


def _names(target: str, found: Object, path: str) -> Tuple[str, ...]:
    """The names by which an object is known, the best first."""
    name = str(found.get("name"))
    if target == "user":
        username = str(found.get("username") or name)
        registry = unquote(path.rpartition("/users")[0].rpartition("/")[2])
        return (username, name, "%s/%s" % (registry, username))
    if target == "permission":
        return ("/".join(tail(str(found.get("url", ""))).split("/")[-2:]), name)
    if target == "product" or (target in KINDS and KINDS[target].versioned):
        return ("%s:%s" % (name, found.get("version")),)
    return (name,)


def _leads_to(value: str, target: str, found: Object, path: str) -> bool:
    """Whether an address leads to an object, by its id or by its name."""
    if not _is_address(value):
        return False
    if _is_same(value, str(found["url"])):
        return True
    steps = [unquote(step) for step in tail(value).split("/")]
    return any(":".join(steps[-2:]) == name or steps[-1] == name for name in _names(target, found, path))


def _quoted(given: Mapping[str, str]) -> Dict[str, str]:
    return {name: quote(value, safe="") for name, value in given.items()}

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects of Axway Central, read and written by its API server.

Sources: the vendor's guide to the API server, its public agent SDK and the guide to its command line tool.

PRIVATE to this collection.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Collection, Dict, List, Mapping, Optional, Tuple
from urllib.parse import quote

from .._core import document
from .._core.address import join, without_query
from .._core.body import BytesBody, json_body
from .._core.client import Client
from .._core.errors import ApiError, config_error
from .._core.http import Request, Response
from .._core.options import Option, Options
from .._core.paging import CallParams, Pages
from .._core.resources.compare import ABSENT, Change, merged, without_secrets_of
from .._core.resources.operation import ResourceInfoOperation, ResourceOperation
from .._core.resources.resource import Declared, Object, ResourceApi
from . import axway_documents as documents
from .axway import Axway, CentralPager
from .axway_kinds import KINDS, LIFE_CYCLE, LIVING, SERVER_SUBRESOURCES, Kind, kinds_named

# The most that one answer lists, and more answers than any organization needs.
_PAGE_SIZE = 100
_MOST_PAGES = 1000
# The attribute by which prune knows the objects of an owner.
_MARK = "apiops-owner"


class AxwayResources(ResourceApi):
    """Central's objects, by the table of kinds or, for kinds that it lacks, the platform's definitions."""

    allowed = {
        "delete_children": "delete an object with all that is in it",
        "force_delete": "delete in spite of finalizers, which agents may still need",
        "life_cycle": "take an object through the states before the one wanted, or before its deletion",
    }

    def __init__(self, platform: Axway, client: Client) -> None:
        self._platform = platform
        self._client = client
        self._base = platform.base({"service": "central"})
        self._more: Tuple[Kind, ...] = ()
        self._teams: Dict[str, str] = {}
        # Translations are told on request only.
        self._languages = False
        self.requests = {"reads": 0, "writes": 0}

    # --- what is declared --------------------------------------------------------------------------------

    def learn(self, items: List[Mapping[str, Any]]) -> None:
        """Ask the platform for the kinds that the table lacks, and for the teams that are named."""
        names = {str(item.get("kind")) for item in items if item.get("kind")}
        if any(not kinds_named(name) for name in names):
            self._more = self._defined()
        self._languages = any(str(field).startswith("languages") for item in items for field in item)
        for item in items:
            owner = item.get("owner")
            name = owner.get("name") if isinstance(owner, Mapping) else owner
            if isinstance(name, str) and name not in self._teams:
                self._teams[name] = self._team(name)

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
        rows, _total = self._rows(self._collection(declared))
        return {str(row["name"]): row for row in rows}

    def read_one(self, declared: Declared) -> Optional[Object]:
        query = {"resourceLanguageCode": "*"} if self._languages else {}
        try:
            answer = self._ask("GET", self._item(declared), query=query)
        except ApiError as error:
            if error.kind == "not_found" and error.spoken:
                return None
            raise
        return _mapping(answer)

    def parent_is_there(self, declared: Declared) -> bool:
        place = self._collection(declared).rpartition("/")[0]
        if not declared.identity.parent:
            return True
        try:
            self._ask("GET", place)
        except ApiError as error:
            if error.kind == "not_found" and error.spoken:
                return False
            raise
        return True

    def refusal(self, declared: Declared, current: Optional[Object], allow: Collection[str]) -> Optional[str]:
        if not declared.absent or current is None or "delete_children" in allow:
            return None
        number = sum(
            self._number_in(declared, kind) for kind in KINDS if declared.identity.kind in kind.scopes
        )
        if number == 0:
            return None
        return (
            "%d objects are in it and would be deleted with it; set allow: [delete_children] to do so"
            % number
        )

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
        if declared.absent and current is not None:
            finalizers = ", ".join(_text(each) for each in current.get("finalizers") or [])
            return "it is being deleted, and waits for the finalizers %s" % (finalizers or "of the platform")
        return None

    def predicted(self, declared: Declared, after: Object) -> Object:
        kind: Kind = declared.row
        scope = (
            dict(zip(("kind", "name"), declared.identity.parent[-1])) if declared.identity.parent else None
        )
        head = {
            "group": kind.group,
            "apiVersion": kind.version,
            "kind": kind.name,
            "name": declared.identity.name,
        }
        return {
            **head,
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
        kind: Kind = declared.row
        wanted = {name: value for name, value in declared.wanted.items() if value is not None}
        body = {
            "name": declared.identity.name,
            **{key: wanted[key] for key in documents.MAIN if key in wanted},
        }
        body = {"group": kind.group, "apiVersion": kind.version, "kind": kind.name, **body}
        self._ask("POST", self._collection(declared), body)
        self._write_subresources(declared, {}, [name for name in wanted if name not in documents.MAIN])
        return {}

    def update(self, declared: Declared, current: Object, changes: List[Change], secrets: bool) -> None:
        names = {change.path[0] for change in changes}
        secret_names = set(declared.wanted) - set(without_secrets_of(declared.wanted, declared.rules))
        main = [name for name in documents.MAIN if name in names]
        if main or (secrets and declared.row.hides_secrets):
            self._write_main(declared, current, [each for each in changes if each.path[0] in main], secrets)
        parts = {name for name in names if name not in documents.MAIN}
        if secrets:
            parts |= {name for name in secret_names if name not in documents.MAIN}
        self._write_subresources(declared, current, sorted(parts))

    def delete(self, declared: Declared, current: Object, allow: Collection[str]) -> None:
        if declared.identity.kind in LIVING and "life_cycle" in allow:
            self._to_state(declared, current, "archived")
        query = {"forceDelete": "true"} if "force_delete" in allow else {}
        try:
            self._ask("DELETE", self._item(declared), query=query)
        except ApiError as error:
            if not (error.kind == "not_found" and error.spoken):
                raise

    def _write_main(self, declared: Declared, current: Object, changes: List[Change], secrets: bool) -> None:
        """Replace the object. One that holds secrets is patched: a replacement would lose or send them."""
        version = (current.get("metadata") or {}).get("resourceVersion")
        if declared.row.hides_secrets and not secrets:
            self._patch(declared, version, changes)
            return
        wanted = {name: declared.wanted[name] for name in documents.MAIN if name in declared.wanted}
        present = {name: current[name] for name in documents.MAIN if name in current}
        body = merged(present, wanted, declared.rules)
        kind: Kind = declared.row
        head = {
            "group": kind.group,
            "apiVersion": kind.version,
            "kind": kind.name,
            "name": declared.identity.name,
            "metadata": {"resourceVersion": version} if version is not None else {},
        }
        self._ask("PUT", self._item(declared), {**head, **body})

    def _patch(self, declared: Declared, version: Any, changes: List[Change]) -> None:
        operations: List[Dict[str, Any]] = []
        if version is not None:
            operations.append({"op": "replace", "path": "/metadata/resourceVersion", "value": version})
        for change in changes:
            path = "/" + "/".join(step.replace("~", "~0").replace("/", "~1") for step in change.path)
            if change.after is ABSENT or change.after is None:
                operations.append({"op": "remove", "path": path})
            else:
                known = change.before is not ABSENT
                operations.append({"op": "replace" if known else "add", "path": path, "value": change.after})
        self._ask("PATCH", self._item(declared), operations, content_type="application/json-patch+json")

    def _write_subresources(self, declared: Declared, current: Object, names: List[str]) -> None:
        """Each by a request of its own; the state last, since it may close what comes before."""
        for name in sorted(names, key=lambda name: (name == "state", name)):
            value = merged(current.get(name, ABSENT), declared.wanted[name], declared.rules, (name,))
            if name == "state" and declared.identity.kind in LIVING:
                self._to_state(declared, current, str(value), walked=False)
                continue
            self._put_subresource(declared, name, value)

    def _put_subresource(self, declared: Declared, name: str, value: Any) -> None:
        self._ask("PUT", "%s/%s" % (self._item(declared), quote(name, safe="")), {name: value})

    def _to_state(self, declared: Declared, current: Object, state: str, walked: bool = True) -> None:
        """Set a state of the life cycle; ``walked`` goes through those before it."""
        now = current.get("state")
        if not walked or now not in LIFE_CYCLE or state not in LIFE_CYCLE:
            self._put_subresource(declared, "state", state)
            return
        for each in LIFE_CYCLE[LIFE_CYCLE.index(now) + 1 : LIFE_CYCLE.index(state) + 1]:
            if now == "draft" and each == "active":
                continue
            self._put_subresource(declared, "state", each)

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
        _rows, total = self._rows(path, page_size=1, most_pages=1)
        return total

    def _rows(
        self, path: str, page_size: int = _PAGE_SIZE, most_pages: int = _MOST_PAGES
    ) -> Tuple[List[Object], int]:
        """The objects of a list and their number, which may be more where ``most_pages`` ends it."""
        languages = {"resourceLanguageCode": "*"} if self._languages else {}

        def fetch(call: CallParams) -> Tuple[Response, Any]:
            self.requests["reads"] += 1
            url = join(self._base, path, {}, call.get("query") or {})
            response = self._client.exchange(self._request("GET", url, None))
            return response, document.json_of(response)

        pages = Pages(CentralPager(), fetch, {"query": {"pageSize": page_size, **languages}}, most_pages)
        rows = CentralPager().rows(pages.answer)
        last = pages.responses[-1]
        total = CentralPager().total(pages.answer, pages.responses[0].headers)
        if rows is None or not all(isinstance(row, dict) and row.get("name") for row in rows):
            raise _unreadable(last, "the answer is no list of objects")
        # What is not in a part of the list may be there all the same.
        if pages.warning and most_pages > 1:
            raise _unreadable(last, pages.warning.rstrip("."))
        return rows, len(rows) if total is None else total

    def _ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        query: Optional[Mapping[str, Any]] = None,
        content_type: str = "application/json",
    ) -> Any:
        self.requests["reads" if method == "GET" else "writes"] += 1
        url = join(self._base, path, {}, query or {})
        response = self._client.exchange(self._request(method, url, body, content_type))
        return document.json_of(response)

    def _request(self, method: str, url: str, body: Any, content_type: str = "application/json") -> Request:
        data: Optional[BytesBody] = None if body is None else json_body(body)
        headers = dict(self._platform.headers())
        if data is not None:
            headers["Content-Type"] = content_type
        read_only = method == "GET"
        # A write in doubt is read back rather than sent again.
        return Request(method, url, headers, data, read_only=read_only, repeatable=read_only)

    def _team(self, name: str) -> str:
        """The id of a team, by its name."""
        url = self._base[: -len("/apis")] + "/api/v1/platformTeams"
        query = {"query": 'name=="%s"' % name.replace("\\", "\\\\").replace('"', '\\"')}
        self.requests["reads"] += 1
        response = self._client.exchange(
            self._request("GET", join(url, "/", {}, query).replace("/?", "?"), None)
        )
        answer = document.json_of(response)
        teams = [each for each in answer if isinstance(each, dict)] if isinstance(answer, list) else []
        found = [str(team["guid"]) for team in teams if team.get("name") == name and team.get("guid")]
        if len(found) != 1:
            raise config_error(
                "owner: %d teams are named %r; look at the name of the team." % (len(found), name)
            )
        return found[0]

    def _defined(self) -> Tuple[Kind, ...]:
        """The kinds that the platform itself defines."""
        groups, _total = self._rows("/definitions/v1/groups")
        kinds: Dict[Tuple[str, str], Kind] = {}
        for group in groups:
            rows, _total = self._rows("/definitions/v1/groups/%s/resources" % quote(group["name"], safe=""))
            for row in rows:
                _add_defined(kinds, str(group["name"]), row.get("spec") or {})
        return tuple(kinds.values())


def _add_defined(kinds: Dict[Tuple[str, str], Kind], group: str, spec: Mapping[str, Any]) -> None:
    name, plural = spec.get("kind"), spec.get("plural")
    if not isinstance(name, str) or not isinstance(plural, str):
        return
    known = kinds.get((group, name))
    scope = (spec.get("scope") or {}).get("kind")
    scopes = (*(known.scopes if known else ()), *((str(scope),) if scope else ()))
    subresources = frozenset((spec.get("subResources") or {}).get("names") or ())
    kinds[group, name] = Kind(group, name, plural, 150, scopes, subresources, "v1")


def _mapping(answer: Any) -> Object:
    return dict(answer) if isinstance(answer, Mapping) else {}


def _text(value: Any) -> str:
    return str(value.get("name", value)) if isinstance(value, Mapping) else str(value)


def _unreadable(response: Response, reason: str) -> ApiError:
    url = without_query(response.request.url)
    return ApiError(
        "protocol",
        "%s %s answered %d, but %s; look at central_url: is it that of Central?"
        % (response.request.method, url, response.status, reason),
        status=response.status,
        method=response.request.method,
        url=url,
        tries=response.tries,
    )


_OWN: Options = {
    "group": Option(),
    "title": Option(),
    "attributes": Option("dict"),
    "tags": Option("list", elements="str"),
    "subresources": Option("dict"),
}
RESOURCE = ResourceOperation("axway_resource", Axway, AxwayResources, _OWN, AxwayResources.allowed)
RESOURCE_INFO = ResourceInfoOperation("axway_resource_info", Axway, AxwayResources, {"group": Option()})

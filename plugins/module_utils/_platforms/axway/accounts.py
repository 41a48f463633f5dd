# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Axway's Platform API, as far as service accounts need it: the organization, accounts, teams, roles.

Sources: the vendor's API description and public SDK.

PRIVATE to this collection.
"""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Optional, Tuple
from urllib.parse import quote

from ..._core.errors import UNKNOWN, ApiError, config_error
from ..._core.exchange.client import Client
from ..._core.exchange.paging import CallParams, fetch_pages
from ..._core.exchange.refusal import wrong_answer
from ..._core.http import document
from ..._core.http.address import join
from ..._core.http.body import json_body
from ..._core.http.message import Request, Response
from .platform import Axway, PlatformPager

# The most of anything that one answer lists, and far more answers than any organization needs.
_PAGE_SIZE = 100
_MOST_PAGES = 1000

_ANOTHER_SERVICE = "look at platform_url: is it that of the platform?"
# An account that is not in a part of the list would be made a second time.
_INCOMPLETE = "the list is needed whole: run the task again, and look at platform_url and proxy"

Account = Dict[str, Any]
Team = Dict[str, Any]

# What the API calls otherwise than the options of the modules.
_RENAMED = {"type": "auth_type", "publicKey": "public_key"}
# What an answer may hold once, and a result only under a name of its own.
_SECRETS = ("secret", "privateKey")


class AxwayAccounts(Axway):
    """Axway Amplify, as far as a task about service accounts sees it: without paths, queries and bodies."""

    hints = {
        **Axway.hints,
        "not_found": "look at org_id and platform_url; if it was removed meanwhile, run the task again",
        "conflict": "it exists already, or was changed meanwhile: run the task again",
        "rejected": "look at the options of the task",
    }


class Accounts:
    """The service accounts of one organization: that of the caller, if ``org_id`` is None.

    The failure of a write that may have been applied has the ``effect`` "unknown".
    """

    def __init__(self, platform: Axway, client: Client, org_id: Optional[str]) -> None:
        self._client = client
        self._platform = platform
        self._base = platform.base({"service": "platform"})
        self._org_id = org_id

    def organization(self) -> str:
        """The guid or number of the organization, as given; else asks for it, by the token."""
        if not self._org_id:
            self._org_id = self._own_organization()
        return self._org_id

    def listed(self, **filters: Any) -> List[Account]:
        """The accounts that match the filters of the API, short: without description, key and teams."""
        rows = self._rows("client", org_id=self.organization(), limit=_PAGE_SIZE, **filters)
        return [shown(row) for row in rows]

    def view(self, identifier: str) -> Optional[Account]:
        """The account with that guid or client id, whole but for its teams; None if there is none."""
        try:
            return shown(self._mapping("GET", _one("client", identifier)))
        except ApiError as error:
            if error.is_absence:
                return None
            raise

    def create(self, fields: Mapping[str, Any]) -> Tuple[Account, Dict[str, Any]]:
        """The new account, and what the answer tells only once: ``privateKey`` or ``secret``."""
        organization = self._mapping("GET", _one("org", self.organization()))
        return self._written("POST", "client", {**fields, "org_guid": organization.get("guid")})

    def update(self, guid: str, fields: Mapping[str, Any]) -> Tuple[Account, Dict[str, Any]]:
        """The changed account, and what the answer tells only once."""
        return self._written("PUT", _one("client", guid), fields)

    def remove(self, guid: str) -> None:
        """Remove the account; one that is gone meanwhile is removed as well."""
        try:
            self._client.exchange(self._request("DELETE", _one("client", guid)))
        except ApiError as error:
            if not error.is_absence:
                raise

    def teams(self) -> List[Team]:
        """Every team of the organization, with its members in ``users``."""
        return self._rows("team", org_id=self.organization())

    def client_roles(self) -> Dict[str, str]:
        """The names of the roles that a service account can have in its organization, by their id."""
        return _named([role for role in self._rows("role") if role.get("client")])

    def team_roles(self) -> Dict[str, str]:
        """The names of the roles that it can have in a team, by their id."""
        return _named(self._rows("role", team="true"))

    def _own_organization(self) -> str:
        """A token of the platform's tells it in ``orgId``; the login service tells it of any token."""
        tokens = self._client.tokens
        claims = (tokens.current().claims if tokens else None) or {}
        if claims.get("orgId"):
            return str(claims["orgId"])
        url = self._platform.user_info_endpoint()
        user = document.json_of(self._client.exchange(_read(url, self._platform)))
        guid = user.get("org_guid") if isinstance(user, dict) else None
        if not guid:
            raise config_error("org_id is missing: neither the token nor %s tells the organization." % url)
        return str(guid)

    def _rows(self, path: str, **query: Any) -> List[Dict[str, Any]]:
        def fetch(call: CallParams) -> Tuple[Response, Any]:
            url = join(self._base, path, {}, call.get("query") or {})
            response = self._client.exchange(_read(url, self._platform))
            return response, document.json_of(response)

        pages = fetch_pages(PlatformPager(), fetch, {"query": query}, _MOST_PAGES)
        rows = PlatformPager().rows(pages.answer)
        last = pages.responses[-1]
        if rows is None:
            raise wrong_answer(last, "the answer holds no list in result", _ANOTHER_SERVICE)
        # What is not on a list that is not whole may be there all the same.
        if pages.warning:
            raise wrong_answer(last, pages.warning.rstrip("."), _INCOMPLETE)
        if not all(isinstance(row, dict) for row in rows):
            raise wrong_answer(last, "the list in result holds what is no mapping", _ANOTHER_SERVICE)
        return rows

    def _mapping(self, method: str, path: str, fields: Optional[Mapping[str, Any]] = None) -> Dict[str, Any]:
        response = self._client.exchange(self._request(method, path, fields))
        answer = document.json_of(response)
        result = answer.get("result") if isinstance(answer, dict) else None
        if not isinstance(result, dict):
            raise wrong_answer(response, "the answer holds no mapping in result", _ANOTHER_SERVICE)
        return result

    def _written(self, method: str, path: str, fields: Mapping[str, Any]) -> Tuple[Account, Dict[str, Any]]:
        try:
            result = self._mapping(method, path, fields)
        except ApiError as error:
            # A success that is not what was asked for: the platform may have given it.
            success = error.status is not None and error.status < 300
            if error.kind == "protocol" and success and error.effect == "none":
                error.effect = "unknown"
                error.notes.append(UNKNOWN)
            raise
        return shown(result), {name: result[name] for name in _SECRETS if result.get(name)}

    def _request(self, method: str, path: str, fields: Optional[Mapping[str, Any]] = None) -> Request:
        url = join(self._base, path, {}, {})
        body = None if fields is None else json_body(dict(fields))
        read_only = method == "GET"
        return Request(
            method, url, self._platform.headers(), body, read_only=read_only, repeatable=method != "POST"
        )


def shown(account: Mapping[str, Any]) -> Account:
    """An account of the API as results show it: in the words of the options, and without secrets."""
    return {_RENAMED.get(name, name): value for name, value in account.items() if name not in _SECRETS}


def _named(roles: List[Dict[str, Any]]) -> Dict[str, str]:
    return {str(role.get("id")): str(role.get("name")) for role in roles if not role.get("disabled")}


def _one(collection: str, identifier: str) -> str:
    return "%s/%s" % (collection, quote(identifier, safe=""))


def _read(url: str, platform: Axway) -> Request:
    return Request("GET", url, platform.headers(), read_only=True, repeatable=True)

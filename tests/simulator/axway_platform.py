# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Axway's Platform API below ``/api/v1``: session, environments, organization, teams, roles, accounts.

Sources: the vendor's guide to authorizing calls; its public SDK and API descriptions.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import RSAKey
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.simulator.axway_accounts import ORG_ID, ORG_NAME, AxwaySettings, Directory, new_key_pair, now
from tests.simulator.platform import Platform, Refused, json_object, whole_number

_PAGE_SIZE = 100
_NEVER_LISTED = {"secret", "publicKey", "description"}
_PROPERTIES = {
    "name",
    "org_guid",
    "type",
    "description",
    "secret",
    "publicKey",
    "generateKey",
    "roles",
    "teams",
    "tags",
}
_CLIENT_ROLES = {
    "administrator": "Administrator",
    "developer": "Developer",
    "api_central_admin": "Engage Admin",
}
_TEAM_ROLES = {"api_access": "API Access", "catalog_manager": "Catalog Manager", "consumer": "Consumer"}


class PlatformApi:
    """Its handlers; who calls was checked before."""

    def __init__(self, platform: Platform[AxwaySettings], directory: Directory) -> None:
        self._platform = platform
        self._directory = directory

    def refused(self, status: int, description: str, internal_code: int | None = None) -> Refused:
        """``success: false`` with the status in the body, and on the wire unless that is always 400."""
        internal = {} if internal_code is None else {"internalCode": internal_code}
        body = {"success": False, "description": description, "code": status, **internal}
        return Refused(JSONResponse(body, 400 if self._platform.settings.errors_as_400 else status))

    async def session(self, request: Request) -> Response:
        """``GET /auth/findSession``: null for a service account, unless set to answer as for a user."""
        if not self._platform.settings.platform_session:
            return _success(None)
        organization = self._organization()
        session = {"org": organization, "orgs": [organization], "role": "administrator"}
        user = {"guid": self._platform.holder(request).subject, "email": "user@simulator.invalid"}
        return _success({**session, "roles": ["administrator"], "user": user})

    async def environments(self, request: Request) -> Response:
        """``GET /env``."""
        environment = {
            "guid": self._directory.identity.team_guid,
            "name": "Production",
            "isProduction": True,
            "governance": "Customer Managed",
            "org_guid": self._directory.identity.org_guid,
            "type": "integration",
            "created": "2026-01-01T00:00:00.000Z",
        }
        return _success([environment])

    async def organization(self, request: Request) -> Response:
        """``GET /org/{guid or id}``."""
        self._check_org(request.path_params["org"])
        return _success(self._organization())

    async def roles(self, request: Request) -> Response:
        """``GET /role``, without authentication; ``team=true`` for the roles in teams."""
        client = [_role(key, name, client=True) for key, name in _CLIENT_ROLES.items()]
        team = [_role(key, name, client=False) for key, name in _TEAM_ROLES.items()]
        return _success(team if request.query_params.get("team") == "true" else [*client, *team])

    async def teams(self, request: Request) -> Response:
        """``GET`` and ``POST /team``."""
        teams = self._directory.teams
        if request.method == "GET":
            return self._listed(list(teams.values()), request.query_params)
        given = await self._body(request)
        self._needed(given, "name")
        self._check_team_name(given["name"])
        team = self._directory.new_team(given)
        teams[team["guid"]] = team
        return _success(team)

    def team_names(self) -> list[dict[str, Any]]:
        """Every team, as short as Central tells it."""
        names = ("guid", "name", "default")
        return [{name: team[name] for name in names} for team in self._directory.teams.values()]

    async def team(self, request: Request) -> Response:
        """``GET``, ``PUT`` and ``DELETE /team/{guid}``."""
        team = self._directory.teams.get(request.path_params["guid"])
        if team is None:
            raise self.refused(404, "Resource Not Found")
        if request.method == "PUT":
            given = await self._body(request)
            if given.get("name", team["name"]) != team["name"]:
                self._check_team_name(given["name"])
            team.update({name: given[name] for name in ("name", "desc", "tags", "default") if name in given})
        if request.method == "DELETE":
            if team["default"]:
                raise self.refused(400, "The default team cannot be deleted.")
            del self._directory.teams[team["guid"]]
            return Response(status_code=204)
        return _success(team)

    async def accounts(self, request: Request) -> Response:
        """``GET /client?org_id=`` and ``POST /client``."""
        if request.method == "POST":
            return await self._create(request)
        query = request.query_params
        self._check_org(self._needed(query, "org_id"))
        term, roles = query.get("term", "").lower(), set(query.getlist("roles") + query.getlist("roles[]"))
        chosen = [
            {name: value for name, value in account.items() if name not in _NEVER_LISTED}
            for account in self._directory.accounts.values()
            if term in account["name"].lower() and (not roles or roles & set(account["roles"]))
        ]
        return self._listed(chosen, query)

    async def account(self, request: Request) -> Response:
        """``GET``, ``PUT`` and ``DELETE /client/{guid or client id}``."""
        account = self._found(request)
        if request.method == "PUT":
            return await self._update(request, account)
        if request.method == "DELETE":
            self._directory.join(account, [])
            del self._directory.accounts[account["guid"]]
            self._platform.tokens.revoke_all_of(account["guid"])
            return Response(status_code=204)
        return _success(_shown(account))

    async def account_file(self, request: Request) -> Response:
        """``GET /client/{guid}/json``: what an agent needs; of certificate accounts only."""
        account = self._found(request)
        if account["type"] != "certificate":
            raise self.refused(404, "Resource Not Found")
        key = RSAKey.import_key(account["publicKey"], {"alg": "RS256"})
        key.ensure_kid()
        return JSONResponse(
            {
                "clientId": account["client_id"],
                "kid": key.kid,
                "name": account["name"],
                "publicKey": account["publicKey"],
                "tokenUrl": "/auth/realms/Broker/protocol/openid-connect/token",
            }
        )

    async def _create(self, request: Request) -> Response:
        given = await self._body(request)
        for name in ("name", "org_guid", "type"):
            self._needed(given, name)
        self._check_org(given["org_guid"])
        if given["type"] not in ("secret", "certificate"):
            raise self._invalid("type")
        self._check(given)
        same_name = any(each["name"] == given["name"] for each in self._directory.accounts.values())
        if same_name and self._platform.settings.unique_account_names:
            raise self.refused(400, "A client with this Client ID already exists.")
        key_fields, told_once = self._new_authentication(given, given["type"])
        creator = self._platform.holder(request).subject
        plain = {name: value for name, value in given.items() if name not in ("teams", "generateKey")}
        account = self._directory.new_account({**plain, **key_fields}, creator)
        self._directory.join(account, given.get("teams") or [])
        return _success({**_written(account), **told_once})

    async def _update(self, request: Request, account: dict[str, Any]) -> Response:
        given = await self._body(request)
        if {"org_guid", "type"} & set(given):
            raise self._invalid("type" if "type" in given else "org_guid")
        self._check(given)
        changes_key = bool({"secret", "publicKey", "generateKey"} & set(given))
        key_fields, told_once = self._new_authentication(given, account["type"]) if changes_key else ({}, {})
        plain = {name: value for name, value in given.items() if name in ("description", "roles", "tags")}
        account.update({**plain, **key_fields, "updated": now()})
        if given.get("name", account["name"]) != account["name"]:
            self._directory.rename(account, given["name"])
        if "teams" in given:
            self._directory.join(account, given["teams"])
        return _success({**_written(account), **told_once})

    def _new_authentication(
        self, given: Mapping[str, Any], kind: str
    ) -> tuple[dict[str, str], dict[str, str]]:
        """The secret or public key to keep, and what must be told now because it never is again."""
        if kind == "secret":
            if given.get("publicKey") or given.get("generateKey"):
                raise self._invalid("publicKey")
            secret = given.get("secret") or secrets.token_urlsafe(24)
            return {"secret": secret}, {} if given.get("secret") else {"secret": secret}
        if given.get("secret"):
            raise self._invalid("secret")
        if given.get("generateKey"):
            private, public = new_key_pair()
            return {"publicKey": public}, {"privateKey": private}
        try:
            RSAKey.import_key(self._needed(given, "publicKey"))
        except (JoseError, ValueError):
            raise self._invalid("publicKey") from None
        return {"publicKey": given["publicKey"]}, {}

    def _check(self, given: Mapping[str, Any]) -> None:
        unknown = sorted(set(given) - _PROPERTIES)
        if unknown:
            raise self._invalid(unknown[0])
        if "name" in given and not (isinstance(given["name"], str) and given["name"].strip()):
            raise self._invalid("name")
        for name in ("roles", "tags", "teams"):
            if not isinstance(given.get(name, []), list):
                raise self._invalid(name)
        if len(set(given.get("tags", []))) < len(given.get("tags", [])):
            raise self._invalid("tags")
        if not set(given.get("roles", [])) <= set(_CLIENT_ROLES):
            raise self._invalid("roles")
        if len(given.get("tags", [])) > 30:
            raise self._invalid("tags")
        for team in given.get("teams", []):
            if team.get("guid") not in self._directory.teams or not set(team.get("roles") or []) <= set(
                _TEAM_ROLES
            ):
                raise self._invalid("teams")

    def _needed(self, given: Mapping[str, Any], name: str) -> str:
        if not given.get(name):
            raise self.refused(400, f'"{name}" is a required parameter.', 77)
        return str(given[name])

    def _invalid(self, name: str) -> Refused:
        return self.refused(400, f'"{name}" contained an invalid value.', 74)

    def _check_org(self, guid_or_id: str) -> None:
        if guid_or_id not in (self._directory.identity.org_guid, str(ORG_ID)):
            raise self.refused(403, "You do not have access privileges to view this content.")

    def _check_team_name(self, name: str) -> None:
        if any(team["name"] == name for team in self._directory.teams.values()):
            raise self.refused(400, "That team name already exists.")

    def _found(self, request: Request) -> dict[str, Any]:
        account = self._directory.account(request.path_params["client"])
        if account is None:
            raise self.refused(404, "Resource Not Found")
        return account

    async def _body(self, request: Request) -> dict[str, Any]:
        return await json_object(request, lambda words: self.refused(400, words))

    def _listed(self, rows: Sequence[Mapping[str, Any]], query: Mapping[str, str]) -> Response:
        limit = min(whole_number(query.get("limit"), _PAGE_SIZE, 1), _PAGE_SIZE)
        page = whole_number(query.get("page"), 1, 1)
        skip = whole_number(query.get("skip"), (page - 1) * limit)
        order = query.get("sort")
        if order in ("client_id", "name"):
            rows = sorted(rows, key=lambda row: str(row[order]))
        chosen = rows[skip : skip + limit]
        metadata = {
            "count": len(chosen),
            "limit": limit,
            "matched": len(rows),
            "page": page,
            "pages": -(-len(rows) // limit),
            "skip": skip,
        }
        return JSONResponse({"success": True, "result": list(chosen), "metadata": metadata})

    def _organization(self) -> dict[str, Any]:
        return {
            "guid": self._directory.identity.org_guid,
            "org_id": ORG_ID,
            "name": ORG_NAME,
            "region": "US",
            "active": True,
            "entitlements": {},
            "subscriptions": [],
            "users": [],
            "teams": list(self._directory.teams.values()),
        }


def _success(result: Any) -> Response:
    return JSONResponse({"success": True, "result": result})


def _shown(account: Mapping[str, Any]) -> dict[str, Any]:
    """An account without its secret, which is told once at most."""
    return {name: value for name, value in account.items() if name != "secret"}


def _written(account: Mapping[str, Any]) -> dict[str, Any]:
    """An account as the answer to a write has it: short, as in a list."""
    return {name: value for name, value in account.items() if name not in _NEVER_LISTED}


def _role(key: str, name: str, client: bool) -> dict[str, Any]:
    return {
        "id": key,
        "name": name,
        "client": client,
        "org": True,
        "team": not client,
        "default": False,
        "disabled": False,
        "entitlement": None,
        # Null where no subscription is needed: an empty list would mean that none will do.
        "subscription": None,
        "required_default_roles": [],
    }

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fields of Axway's service accounts as tasks give them and as the API has them: teams, roles, keys.

PRIVATE to this collection.
"""

from __future__ import annotations

import re
import textwrap
from typing import Any, Dict, List, Mapping, Optional

from ..._core.errors import ApiError, Quote, config_error
from .accounts import Account, Team

PEM = re.compile(r"\s*(-----BEGIN [A-Z ]+-----)(.*)(-----END [A-Z ]+-----)\s*", re.S)


def meant_team(given: Mapping[str, Any], teams: List[Team], org_id: str) -> Team:
    """The team that is meant; raises ``ApiError``, which lists those there are."""
    option = "guid" if given.get("guid") else "name"
    matching = [team for team in teams if team.get(option) == given[option]]
    if len(matching) == 1:
        return matching[0]
    if matching:
        guids = ", ".join(str(team.get("guid")) for team in matching)
        raise ApiError(
            "conflict",
            "teams: several are named %r; say which by guid: " % given["name"],
            Quote(guids, "..."),
        )
    known = ", ".join(sorted(str(team.get("name")) for team in teams)) or "none"
    raise config_error(
        "teams: the organization %s has no team with the %s %r; it has: " % (org_id, option, given[option]),
        Quote(known, "..."),
    )


def check_offered(option: str, wanted: Any, offered: Mapping[str, str]) -> None:
    """Raise ``ApiError`` (config), for a wanted role that is none of ``offered``, names by id."""
    unknown = sorted(set(wanted) - set(offered))
    if unknown:
        listed = ", ".join("%s (%s)" % (role, offered[role]) for role in sorted(offered)) or "none"
        raise config_error(
            "%s: the platform offers no role %s; it offers: " % (option, ", ".join(unknown)),
            Quote(listed, "..."),
        )


def with_teams(account: Account, teams: List[Team]) -> Account:
    """The account with its teams, each with guid, name and the account's roles in it."""
    memberships = [
        {"guid": team.get("guid"), "name": team.get("name"), "roles": list(member.get("roles") or [])}
        for team in teams
        for member in team.get("users") or []
        if member.get("guid") == account.get("guid")
    ]
    return {**account, "teams": memberships}


def in_api(fields: Mapping[str, Any]) -> Dict[str, Any]:
    """Fields in the words of the API."""
    renamed = {"public_key": "publicKey", "auth_type": "type"}
    api = {renamed.get(name, name): value for name, value in fields.items()}
    if "teams" in api:
        api["teams"] = [{"guid": team["guid"], "roles": team["roles"]} for team in api["teams"]]
    return api


def once_each(values: List[Any]) -> List[Any]:
    """The values in their order, each once."""
    return list(dict.fromkeys(values))


def normal(pem: Optional[str]) -> str:
    """A key's PEM without what its meaning does not depend on: space, and where its lines end."""
    parts = PEM.fullmatch(pem or "")
    if parts is None:
        return pem or ""
    head, content, end = parts.groups()
    return "\n".join([head, *textwrap.wrap("".join(content.split()), 64), end, ""])

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Axway's organization, teams and service accounts: the state that login and Platform API share.

Sources: the vendor's guide to authorizing calls; its public SDK and API descriptions.
"""

from __future__ import annotations

import re
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.simulator.certificates import write_private
from tests.simulator.tokens import TokenSettings

ORG_ID = 100
ORG_NAME = "Test Organization"


@dataclass
class AxwaySettings(TokenSettings):
    """How this Axway differs from the one at the start.

    ``login_errors`` is ``current`` or ``older``, as versions of the login server tell refusals.
    ``errors_as_400`` gives Platform API refusals HTTP 400, their own status in the body alone.
    ``platform_session`` lets findSession answer as for a user. ``unique_account_names`` refuses a second
    account of a name. ``rate_limit`` is how many calls a client has in ``rate_limit_seconds`` (None: any).
    Watch topics keep events for ``events_kept_seconds``, and record ``events_per_write`` for each write.
    """

    token_lifetime: float = 1800
    login_errors: Literal["current", "older"] = "current"
    errors_as_400: bool = False
    platform_session: bool = False
    unique_account_names: bool = False
    rate_limit: int | None = None
    rate_limit_seconds: float = 60
    events_kept_seconds: float = 7 * 24 * 3600
    events_per_write: int = 1


@dataclass(frozen=True)
class Identity:
    """What stays the same from start to end: the organization and the accounts it begins with."""

    org_guid: str
    team_guid: str
    secret_account: Mapping[str, Any]
    key_account: Mapping[str, Any]
    private_key_path: Path
    public_key_path: Path

    @classmethod
    def make(cls, directory: Path) -> Identity:
        """A new one; the key pair of the account that logs in by key goes to ``directory``."""
        private, public = new_key_pair()
        secret = f"sëcr+t/%2F&=:? {secrets.token_hex(8)}"
        return cls(
            org_guid=str(uuid.uuid4()),
            team_guid=str(uuid.uuid4()),
            secret_account=_account("sa-test", "secret", secret=secret),
            key_account=_account("sa-key", "certificate", publicKey=public),
            private_key_path=write_private(directory / "axway-private-key.pem", private.encode()),
            public_key_path=write_private(directory / "axway-public-key.pem", public.encode()),
        )


@dataclass
class Directory:
    """The accounts and teams of the moment, by guid."""

    identity: Identity
    accounts: dict[str, dict[str, Any]] = field(default_factory=dict)
    teams: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for account in (self.identity.secret_account, self.identity.key_account):
            self.accounts[account["guid"]] = {**account, "org_guid": self.identity.org_guid}
        guid = self.identity.team_guid
        self.teams[guid] = self.new_team({"guid": guid, "name": "Default Team", "default": True})

    def account(self, guid_or_client_id: str) -> dict[str, Any] | None:
        """The account of that guid or client id."""
        for account in self.accounts.values():
            if guid_or_client_id in (account["guid"], account["client_id"]):
                return account
        return None

    def new_account(self, given: Mapping[str, Any], creator: str) -> dict[str, Any]:
        """A new account of a name and type, with whatever else was given."""
        account = {**_account(given["name"], given["type"]), "created_by": creator, **given}
        self.accounts[account["guid"]] = account
        return account

    def rename(self, account: dict[str, Any], name: str) -> None:
        """A new name means another client id; the old one is good for nothing any more."""
        account.update(name=name, client_id=client_id(name, account["guid"]))

    def new_team(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """A team as the API tells it, not yet among the others."""
        return {
            "guid": str(uuid.uuid4()),
            "desc": "",
            "default": False,
            "tags": [],
            "users": [],
            "created": now(),
            **given,
            "org_guid": self.identity.org_guid,
        }

    def join(self, account: Mapping[str, Any], memberships: list[Mapping[str, Any]]) -> None:
        """Makes the account a member of exactly these teams: ``[{"guid", "roles"}]``."""
        for team in self.teams.values():
            team["users"] = [user for user in team["users"] if user["guid"] != account["guid"]]
        for membership in memberships:
            roles = membership.get("roles") or []
            user = {"guid": account["guid"], "roles": roles, "type": "client"}
            self.teams[membership["guid"]]["users"].append(user)


def client_id(name: str, guid: str) -> str:
    """``<name>_<guid>``."""
    return re.sub(r"[^A-Za-z0-9-]+", "-", name) + "_" + guid


def new_key_pair() -> tuple[str, str]:
    """A private and a public RSA key as PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return private.decode(), public.decode()


def now() -> str:
    """The time as the Platform API writes it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _account(name: str, kind: str, **more: Any) -> dict[str, Any]:
    guid = str(uuid.uuid4())
    return {
        "client_id": client_id(name, guid),
        "guid": guid,
        "name": name,
        "description": "",
        "type": kind,
        "roles": ["api_central_admin"],
        "tags": [],
        "created": now(),
        "updated": now(),
        "created_by": None,
        **more,
    }

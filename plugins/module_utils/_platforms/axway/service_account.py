# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Axway's service accounts as desired state, and listed.

They compare by the rules of objects, and share no more with these: an account is found by guid, client id or
name, is renamed, and has secrets that are made anew and told once.

Sources: the vendor's API description, its guide to managing service accounts, and its public SDK.

PRIVATE to this collection.
"""

from __future__ import annotations

from secrets import token_urlsafe
from typing import Any, Callable, Dict, List, Mapping, Optional, Tuple

from ..._core.calls.answer import Result
from ..._core.compare import Rules, differences
from ..._core.errors import ApiError, Quote, config_error
from ..._core.mode import Mode
from ..._core.operations.operation import Operation
from ..._core.operations.session import Context, Session
from ..._core.options import Option, Options, Params, http_options
from ..._core.redaction import Secrets
from .account_fields import PEM, check_offered, in_api, meant_team, normal, once_each, with_teams
from .accounts import Account, Accounts, AxwayAccounts, Team
from .platform import Axway

Fields = Dict[str, Any]

_TYPES = ("secret", "certificate")
_FINDING: Options = {"guid": Option(), "service_client_id": Option(), "name": Option(), "org_id": Option()}
_COMMON: Options = {**Axway.options, **http_options("AXWAY"), "calls_per_minute": Option("int")}

# What a platform tells once, and the result as well.
_GENERATED = {"secret": "client_secret", "privateKey": "private_key"}
# The order of roles, tags and teams does not count, and what was never set is empty.
_RULES = Rules(
    sets=frozenset({"roles", "tags", "teams", "teams.roles"}), unset=frozenset({"*", "teams.roles"})
)
# In place of a secret that nobody may read, where a change of it is shown.
_RENEWED = "(new)"


class ServiceAccountOperation(Operation):
    """Has a service account be as the task says, or not be."""

    secret_results = ("client_secret", "private_key")
    one_time_secret = True

    @property
    def options(self) -> Options:
        return {
            **_COMMON,
            **_FINDING,
            "state": Option(default="present", choices=("present", "absent")),
            "description": Option(),
            "auth_type": Option(choices=_TYPES),
            "service_client_secret": Option(secret=True),
            "public_key": Option(),
            "generate_key": Option("bool", False),
            "roles": Option("list", elements="str"),
            "teams": Option(
                "list",
                elements="dict",
                suboptions={
                    "name": Option(),
                    "guid": Option(),
                    "roles": Option("list", elements="str", default=[]),
                },
            ),
            "tags": Option("list", elements="str"),
            "rotate": Option(default="never", choices=("never", "always")),
            "allow_rename": Option("bool", False),
        }

    def execute(self, params: Params, context: Context, secrets: Secrets) -> Result:
        _check(params)
        platform = AxwayAccounts(params)
        accounts = _accounts(platform, context, secrets)
        account = found(accounts, params)
        if params["state"] == "absent":
            return _absent(accounts, account, params.get("name"), context.mode)
        if account is not None:
            return _Update(accounts, params, account, secrets).perform(context.mode)
        return _Creation(accounts, params, secrets).perform(context.mode)


class ServiceAccountInfoOperation(Operation):
    """Lists service accounts, or shows one."""

    @property
    def options(self) -> Options:
        return {
            **_COMMON,
            **_FINDING,
            "term": Option(),
            "roles": Option("list", elements="str"),
            "auth_type": Option(choices=_TYPES),
        }

    def execute(self, params: Params, context: Context, secrets: Secrets) -> Result:
        identifier = _identifier(params)
        if identifier and (params.get("term") or params.get("roles")):
            raise config_error("term and roles are for lists, not for one account.")
        platform = AxwayAccounts(params)
        accounts = _accounts(platform, context, secrets)
        if identifier:
            account = accounts.view(identifier)
            rows = [] if account is None else [with_teams(account, accounts.teams())]
        else:
            filters = {name: params[name] for name in ("term", "roles") if params.get(name)}
            rows = accounts.listed(**filters)
        exact = {name: params[name] for name in ("name", "auth_type") if params.get(name)}
        chosen = [row for row in rows if not differences(row, exact)]
        return {"changed": False, "service_accounts": chosen}


def _accounts(platform: AxwayAccounts, context: Context, secrets: Secrets) -> Accounts:
    session = Session(platform, context, secrets, [platform.base({"service": "platform"})])
    return Accounts(platform, session.client(), platform.params.get("org_id"))


def _identifier(params: Params) -> Optional[str]:
    """The guid or client id that the task gives; raises ``ApiError`` (config) if it gives both."""
    if params.get("guid") and params.get("service_client_id"):
        raise config_error("guid and service_client_id are mutually exclusive.")
    return params.get("guid") or params.get("service_client_id")


def found(accounts: Accounts, params: Params) -> Optional[Account]:
    """The one account that the task is about, whole; None if there is none of that name or to remove.

    Raises ``ApiError``: ``not_found`` if none has the guid or client id though one is to be present,
    ``conflict`` if several have the name.
    """
    identifier = _identifier(params)
    if identifier:
        account = accounts.view(identifier)
        if account is None and params["state"] == "present":
            option = "guid" if params.get("guid") else "service_client_id"
            raise ApiError(
                "not_found",
                "No service account has the %s %s; look at it, at platform_url and at the organization. A "
                "client id changes when its account is renamed, a guid never." % (option, identifier),
            )
        return account
    named = [row for row in accounts.listed() if row.get("name") == params["name"]]
    if len(named) > 1:
        listed = ", ".join("%s (guid %s)" % (row.get("client_id"), row.get("guid")) for row in named)
        raise ApiError(
            "conflict",
            "%d service accounts are named %r: " % (len(named), params["name"]),
            Quote(listed, "..."),
            advice="choose one with guid or service_client_id",
        )
    return accounts.view(str(named[0]["guid"])) if named else None


class _Step:
    """What creation and update have in common: the wanted fields, checked by what the platform offers."""

    def __init__(self, accounts: Accounts, params: Params, secrets: Secrets) -> None:
        self.accounts = accounts
        self.params = params
        self._secrets = secrets

    def wanted(self) -> Dict[str, Any]:
        """The fields that the task gives, in the words of the options."""
        names = ("name", "description", "roles", "tags", "public_key")
        wanted = {name: self.params[name] for name in names if self.params.get(name) is not None}
        for name, value in wanted.items():
            if isinstance(value, list):
                wanted[name] = once_each(value)
        if "public_key" in wanted:
            wanted["public_key"] = normal(wanted["public_key"])
        return wanted

    def memberships(self, teams: List[Team]) -> List[Dict[str, Any]]:
        """The wanted teams, each with guid, name and roles."""
        if not self.params["teams"]:
            return []
        organization = self.accounts.organization()
        meant = [(meant_team(given, teams, organization), given) for given in self.params["teams"]]
        guids = [team["guid"] for team, _given in meant]
        for team, _given in meant:
            if guids.count(team["guid"]) > 1:
                raise config_error(
                    "teams: the team %s is given twice; give it once, with all its roles." % team.get("name")
                )
        return [
            {"guid": team["guid"], "name": team.get("name"), "roles": once_each(given["roles"])}
            for team, given in meant
        ]

    def check_roles(self, changes: Mapping[str, Any], current: Mapping[str, Any]) -> None:
        """Raise ``ApiError`` (config) for a role that is not held already and that is not offered."""
        wanted = set(changes.get("roles") or []) - set(current.get("roles") or [])
        if wanted:
            check_offered("roles", wanted, self.accounts.client_roles())
        held = {role for team in current.get("teams") or [] for role in team["roles"]}
        wanted = {role for team in changes.get("teams") or [] for role in team["roles"]} - held
        if wanted:
            check_offered("teams", wanted, self.accounts.team_roles())

    def new_secret(self) -> str:
        """The secret to set: the task's, or a fresh one."""
        secret = str(self.params.get("service_client_secret") or token_urlsafe(32))
        self._secrets.add(secret)
        return secret

    def write(
        self, send: Callable[[Fields], Tuple[Account, Fields]], fields: Fields, fresh: List[str], lost: str
    ) -> Tuple[Account, Fields]:
        """Write the fields and secrets made ``fresh``; the account as answered, and these secrets.

        ``lost`` is said of a secret that nobody knows, where it was set, or may have been, without an answer.
        """
        own = {"secret": self.new_secret()} if "secret" in fresh else {}
        generated = {"generateKey": True} if "privateKey" in fresh else {}
        try:
            account, told = send({**fields, **own, **generated})
        except ApiError as error:
            if error.effect != "none" and fresh and not self.params.get("service_client_secret"):
                error.notes.append(lost % _GENERATED[fresh[0]].replace("_", " "))
            raise
        return account, {**own, **told}

    def result(
        self, account: Account, once: Mapping[str, Any], before: Mapping[str, Any], changes: Mapping[str, Any]
    ) -> Result:
        """The result of a change; ``once`` is what was set or told, in the words of the API."""
        for secret in once.values():
            self._secrets.add(str(secret))
        told = {_GENERATED[name]: value for name, value in once.items()}
        diff = {"before": dict(before), "after": {**before, **changes}}
        return {"changed": True, "service_account": account, **told, "diff": diff}


class _Creation(_Step):
    """A new account, by one request."""

    def perform(self, mode: Mode) -> Result:
        params = self.params
        if not params.get("name"):
            raise config_error("name is missing: a new service account needs one.")
        auth_type = _auth_type(params) or "secret"
        if auth_type == "certificate" and not (params.get("public_key") or params["generate_key"]):
            raise config_error(
                "A new service account of auth_type certificate needs public_key or generate_key."
            )
        account = {**self.wanted(), "auth_type": auth_type}
        if params.get("teams") is not None:
            account["teams"] = self.memberships(self.accounts.teams() if params["teams"] else [])
        self.check_roles(account, {})
        if mode.check:
            return self.result(account, {}, {}, account)
        fresh = ["secret"] if auth_type == "secret" else ["privateKey"] if params["generate_key"] else []
        lost = "If the account was made, nobody knows its %s: run the task again with rotate: always."
        created, once = self.write(self.accounts.create, in_api(account), fresh, lost)
        return self.result({**account, **created}, once, {}, account)


class _Update(_Step):
    """Changes to an account, by one request at most."""

    def __init__(self, accounts: Accounts, params: Params, account: Account, secrets: Secrets) -> None:
        super().__init__(accounts, params, secrets)
        self.account = account

    def perform(self, mode: Mode) -> Result:
        self._check_unchangeable()
        before, wanted = dict(self.account), self.wanted()
        before["public_key"] = normal(before.get("public_key"))
        if self.params.get("teams") is not None:
            teams = self.accounts.teams()
            before = with_teams(before, teams)
            wanted["teams"] = self.memberships(teams)
        differing = {change.path[0] for change in differences(before, wanted, _RULES)}
        changes = {name: value for name, value in wanted.items() if name in differing}
        self.check_roles(changes, before)
        fresh = self._fresh()
        if not changes and not fresh:
            return {"changed": False, "service_account": self._account(wanted)}
        compared = {name: before.get(name) for name in changes}
        renewed = {_GENERATED[name]: _RENEWED for name in fresh}
        account = self._foreseen({**self._account(wanted), **changes}, changes, fresh)
        if mode.check:
            return self.result(account, {}, compared, {**changes, **renewed})
        lost = "If its %s was replaced, the old one has ended and nobody knows the new: run the task again."
        guid = str(self.account["guid"])
        updated, once = self.write(
            lambda fields: self.accounts.update(guid, fields), in_api(changes), fresh, lost
        )
        return self.result({**account, **updated}, once, compared, {**changes, **renewed})

    def _account(self, wanted: Mapping[str, Any]) -> Account:
        teams = {"teams": wanted["teams"]} if "teams" in wanted else {}
        return {**self.account, **teams}

    @staticmethod
    def _foreseen(account: Account, changes: Mapping[str, Any], fresh: List[str]) -> Account:
        """The account without what the platform makes anew, and tells or does not."""
        anew = {"client_id"} if "name" in changes else set()
        if "public_key" in changes:
            anew |= {"key_id"}
        if "privateKey" in fresh:
            anew |= {"key_id", "public_key"}
        return {name: value for name, value in account.items() if name not in anew}

    def _fresh(self) -> List[str]:
        """Which secret to make anew, in the words of the API; a public key is a field to compare."""
        if self.params["rotate"] != "always" or self.params.get("public_key"):
            return []
        return ["secret" if self.account.get("auth_type") == "secret" else "privateKey"]

    def _check_unchangeable(self) -> None:
        account, params = self.account, self.params
        wanted, has = _auth_type(params), account.get("auth_type")
        if wanted and wanted != has:
            raise config_error(
                "The auth_type of the service account %s is %s, and Axway cannot change it to %s; remove the "
                "account and create it again, or give the new one another name."
                % (account.get("client_id"), has, wanted)
            )
        name = params.get("name")
        if not name or name == account.get("name"):
            return
        if not params["allow_rename"]:
            raise config_error(
                "The service account with the guid %s is named %r, not %r. Renaming it gives it another "
                "client id, and the old one ends at once: set allow_rename if that is meant."
                % (account.get("guid"), account.get("name"), name)
            )
        if not params.get("guid"):
            raise config_error("allow_rename needs guid: the client id of the account ends with its name.")


def _absent(accounts: Accounts, account: Optional[Account], name: Optional[str], mode: Mode) -> Result:
    if account is None:
        return {"changed": False, "service_account": None}
    if name and name != account.get("name"):
        raise config_error(
            "The service account with the guid %s is named %r, not %r. Give the guid or the name of the "
            "account to remove, or both of the same account."
            % (account.get("guid"), account.get("name"), name)
        )
    if not mode.check:
        accounts.remove(str(account["guid"]))
    return {"changed": True, "service_account": None, "diff": {"before": account, "after": {}}}


def _check(params: Params) -> None:
    """Raise ``ApiError`` (config) for what cannot be right whatever the platform has."""
    if not _identifier(params) and not params.get("name"):
        raise config_error("Give the name, guid or service_client_id of the service account.")
    given = [name for name in ("service_client_secret", "public_key", "generate_key") if params.get(name)]
    if len(given) > 1:
        raise config_error("%s are mutually exclusive." % " and ".join(given))
    implied = _implied(params)
    if implied and params.get("auth_type") not in (None, implied):
        raise config_error("%s is not for auth_type %s." % (given[0], params["auth_type"]))
    pem = params.get("public_key")
    if pem is not None and "PRIVATE KEY" in pem:
        raise config_error("public_key contains a private key; give the public key.")
    if pem is not None and not PEM.fullmatch(pem):
        raise config_error(
            "public_key is not in PEM format: it must begin with -----BEGIN PUBLIC KEY----- or the like."
        )
    for team in params.get("teams") or []:
        if bool(team.get("name")) == bool(team.get("guid")):
            raise config_error("teams: each needs either a name or a guid.")


def _auth_type(params: Params) -> Optional[str]:
    return params.get("auth_type") or _implied(params)


def _implied(params: Params) -> Optional[str]:
    if params.get("public_key") or params.get("generate_key"):
        return "certificate"
    return "secret" if params.get("service_client_secret") else None


SERVICE_ACCOUNT = ServiceAccountOperation("axway_service_account", Axway)
SERVICE_ACCOUNT_INFO = ServiceAccountInfoOperation("axway_service_account_info", Axway)

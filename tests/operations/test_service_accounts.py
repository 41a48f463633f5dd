# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Axway's service accounts: created, found, changed, rotated, renamed, removed, by how many requests."""

from __future__ import annotations

import importlib
import json
from collections.abc import Mapping
from typing import Any

import pytest
import yaml

from tests.operations.conftest import Run
from tests.simulator.axway_accounts import new_key_pair

CLIENT = "/api/v1/client"


class Accounts:
    """Runs the two modules."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def __call__(self, name: str | None = "robot", **options: Any) -> dict[str, Any]:
        """The result of axway_service_account, which succeeded."""
        result = self.run("axway_service_account", name=name, **options)
        assert not result.get("failed"), result["msg"]
        return result

    def fails(self, name: str | None = "robot", **options: Any) -> dict[str, Any]:
        """The result of axway_service_account, which failed and wrote nothing."""
        before = self.writes()
        result = self.run("axway_service_account", name=name, **options)
        assert result.get("failed")
        assert result["changed"] is False
        assert self.writes() == before
        assert "\n" not in result["msg"]
        return result

    def info(self, **options: Any) -> list[dict[str, Any]]:
        """What axway_service_account_info lists."""
        result = self.run("axway_service_account_info", **options)
        assert not result.get("failed"), result["msg"]
        assert result["changed"] is False
        return list(result["service_accounts"])

    def writes(self) -> list[tuple[str, str]]:
        """The writes to service accounts that the simulator saw."""
        return [
            (entry["method"], entry["path"])
            for entry in self.run.requests(platform="axway")
            if entry["method"] != "GET" and entry["path"].startswith(CLIENT)
        ]

    def sent(self) -> Mapping[str, Any]:
        """The body of the last of them."""
        bodies = [e["body"] for e in self.run.requests(platform="axway") if e["method"] in ("POST", "PUT")]
        body: Mapping[str, Any] = json.loads(bodies[-1])
        return body

    def logs_in(self, result: Mapping[str, Any]) -> bool:
        """Whether an account can log in with what a result told."""
        given = {"client_id": result["service_account"]["client_id"], "client_secret": None}
        if "client_secret" in result:
            given["client_secret"] = result["client_secret"]
        else:
            given["private_key"] = result["private_key"]
        return "access_token" in self.run("axway_token", **given)


@pytest.fixture
def account(run: Run) -> Accounts:
    """The modules, with a simulator in its first state."""
    return Accounts(run)


# --- creation ----------------------------------------------------------------------------------------------


def test_a_new_account_is_told_its_secret_once(account: Accounts) -> None:
    first = account(description="Deploys", roles=["developer"], tags=["ci", "eu"])
    assert first["changed"] is True
    assert account.writes() == [("POST", CLIENT)]
    assert account.logs_in(first)
    assert first["service_account"]["auth_type"] == "secret"
    assert first["service_account"]["description"] == "Deploys"
    assert first["service_account"]["client_id"].startswith("robot_")
    assert "secret" not in first["service_account"]

    second = account(description="Deploys", roles=["developer"], tags=["eu", "ci"])
    assert second["changed"] is False
    assert "client_secret" not in second
    assert "diff" not in second
    assert second["service_account"] == first["service_account"]
    assert account.writes() == [("POST", CLIENT)]


def test_own_secret(account: Accounts) -> None:
    result = account(service_client_secret="own pässword/1")
    assert result["client_secret"] == "own pässword/1"
    assert account.logs_in(result)
    # It cannot be read, so it is not compared.
    assert account(service_client_secret="another")["changed"] is False


def test_generated_key(account: Accounts) -> None:
    result = account(generate_key=True)
    assert result["private_key"].startswith("-----BEGIN PRIVATE KEY-----")
    assert result["service_account"]["auth_type"] == "certificate"
    assert "privateKey" not in result["service_account"]
    assert account.logs_in(result)
    again = account(generate_key=True)
    assert again["changed"] is False
    assert "private_key" not in again


def test_own_key_pair(account: Accounts) -> None:
    private, public = new_key_pair()
    result = account(public_key=public)
    assert account.logs_in({**result, "private_key": private})
    assert "private_key" not in result
    # However its lines end.
    assert account(public_key="  " + public.strip().replace("\n", "\r\n "))["changed"] is False
    first, *content, last = public.split("\n")[:-1]
    assert account(public_key="\n".join([first, "".join(content), last]))["changed"] is False
    other_private, other_public = new_key_pair()
    changed = account(public_key=other_public)
    assert changed["changed"] is True
    assert changed["diff"]["before"] == {"public_key": public}
    assert changed["diff"]["after"] == {"public_key": other_public}
    assert account.logs_in({**changed, "private_key": other_private})


def test_a_private_key_in_place_of_the_public_one(account: Accounts) -> None:
    private, public = new_key_pair()
    for given in (private, public + private):
        result = account.fails(public_key=given)
        assert result["msg"] == "public_key holds a private key; the public key of the pair is needed."
        assert private.split("\n")[1] not in json.dumps(result)
    assert account.run.requests() == []


def test_creation_asks_no_more_than_it_must(account: Accounts) -> None:
    account()
    paths = [(entry["method"], entry["path"]) for entry in account.run.requests(platform="axway")]
    organization = "/api/v1/org/100"
    assert paths[1:] == [("GET", CLIENT), ("GET", organization), ("POST", CLIENT)]
    account()
    paths = [(entry["method"], entry["path"]) for entry in account.run.requests(platform="axway")][4:]
    assert [method for method, _path in paths] == ["GET", "GET"]


def test_check_mode_predicts_and_writes_nothing(account: Accounts) -> None:
    wanted: dict[str, Any] = {"description": "Deploys", "roles": ["developer"]}
    predicted = account(check=True, **wanted)
    assert predicted["changed"] is True
    assert "client_secret" not in predicted
    assert account.writes() == []
    done = account(**wanted)
    assert done["changed"] is True
    assert predicted["diff"] == done["diff"]
    assert predicted["service_account"].items() <= done["service_account"].items()
    assert account(check=True, **wanted)["changed"] is False
    changed = account(check=True, description="Other")
    assert changed["changed"] is True
    assert changed["diff"] == {"before": {"description": "Deploys"}, "after": {"description": "Other"}}
    assert changed["service_account"]["description"] == "Other"
    assert account(check=True, state="absent")["changed"] is True
    assert account.writes() == [("POST", CLIENT)]


ANSWERS: list[dict[str, Any]] = [
    {"kind": "reset_after"},
    {"kind": "truncate"},
    {"kind": "html"},
    {"kind": "not_json"},
    {"kind": "status", "status": 204, "body": ""},
    {"kind": "status", "status": 200, "body": {"success": True, "result": []}},
]


@pytest.mark.parametrize("answer", ANSWERS, ids=str)
@pytest.mark.parametrize(
    ("options", "what"),
    [
        ({}, "client secret"),
        ({"generate_key": True}, "private key"),
        ({"service_client_secret": "known-4711"}, None),
    ],
    ids=["secret", "key", "own secret"],
)
def test_a_creation_whose_answer_is_lost(
    account: Accounts, answer: dict[str, Any], options: dict[str, Any], what: str | None
) -> None:
    account.run.simulator.fault(platform="axway", path=CLIENT, method="POST", **answer)
    result = account.run("axway_service_account", name="robot", **options)
    assert result["failed"] is True
    assert result["outcome_unknown"] is True
    words = " The outcome is unknown: the platform may have acted on it"
    remark = f" If the account was made, nobody knows its {what}: run the task again with rotate: always."
    remark = remark if what else ""
    assert result["msg"].partition(words)[2] in ("." + remark, ", so it was not sent again." + remark)
    assert account.writes() == [("POST", CLIENT)]


def test_a_creation_whose_outcome_is_unknown_is_not_repeated(account: Accounts) -> None:
    account.run.simulator.fault(platform="axway", path=CLIENT, method="POST", kind="reset_after")
    assert account.run("axway_service_account", name="robot")["outcome_unknown"] is True
    assert account.writes() == [("POST", CLIENT)]
    # The one after it finds what was made, and what it advised gives a secret that is known.
    assert account()["changed"] is False
    assert account.logs_in(account(rotate="always"))


@pytest.mark.parametrize("answer", ANSWERS, ids=str)
@pytest.mark.parametrize("given", ["secret", "key", "own secret", "description"])
def test_a_change_whose_answer_is_lost(account: Accounts, answer: dict[str, Any], given: str) -> None:
    account(generate_key=given == "key")
    account.run.simulator.fault(platform="axway", path=CLIENT + "/", method="PUT", times=None, **answer)
    options: dict[str, Any] = {
        "own secret": {"rotate": "always", "service_client_secret": "known-4711"},
        "description": {"description": "Deploys"},
    }.get(given, {"rotate": "always"})
    result = account.run("axway_service_account", name="robot", **options)
    assert result["failed"] is True
    assert result["outcome_unknown"] is True
    what = {"secret": "client secret", "key": "private key"}.get(given)
    remark = " If its %s was replaced, the old one has ended and nobody knows the new: run the task again."
    words = " The outcome is unknown: the platform may have acted on it."
    assert result["msg"].endswith(words + (remark % what if what else ""))


def test_what_another_did_meanwhile(account: Accounts) -> None:
    account()
    body = {"success": False, "description": "Resource Not Found", "code": 404}
    gone = {"platform": "axway", "kind": "status", "status": 404, "body": body}
    account.run.simulator.fault(path=CLIENT + "/", method="PUT", **gone)
    result = account.run("axway_service_account", name="robot", description="Deploys")
    assert result["msg"].endswith(
        '"Resource Not Found"; look at org_id and platform_url; if it was removed meanwhile, run the task '
        "again."
    )
    # One that is gone between the list and the look at it is made anew.
    account.run.simulator.fault(path=CLIENT + "/", method="GET", **gone)
    assert "client_secret" in account()


def test_an_account_that_another_made_meanwhile(account: Accounts) -> None:
    account()
    account.run.simulator.configure(axway={"unique_account_names": True})
    body = {"success": True, "result": []}
    account.run.simulator.fault(
        platform="axway", path=CLIENT + "$", method="GET", kind="status", status=200, body=body
    )
    result = account.run("axway_service_account", name="robot")
    assert result["error"]["kind"] == "conflict"
    assert result["msg"].endswith(
        '"A client with this Client ID already exists."; it is there already, or was changed meanwhile: run '
        "the task again."
    )
    assert account()["changed"] is False


def test_what_the_platform_rejects(account: Accounts) -> None:
    result = account.run("axway_service_account", name="robot", tags=[str(number) for number in range(31)])
    assert result["msg"].endswith(
        '""tags" contained an invalid value." (code 74); look at the options of the task.'
    )


# --- changes -----------------------------------------------------------------------------------------------


def test_only_what_differs_is_sent(account: Accounts) -> None:
    account(description="Deploys", roles=["developer"], tags=["ci"])
    result = account(description="Deploys", roles=["developer", "administrator"], tags=["ci"])
    assert result["changed"] is True
    assert account.sent() == {"roles": ["developer", "administrator"]}
    assert result["diff"] == {
        "before": {"roles": ["developer"]},
        "after": {"roles": ["developer", "administrator"]},
    }
    assert result["service_account"]["roles"] == ["developer", "administrator"]
    assert "client_secret" not in result


def test_what_is_left_out_stays_and_what_is_empty_goes(account: Accounts) -> None:
    account(description="Deploys", tags=["ci"])
    assert account()["changed"] is False
    result = account(description="", tags=[])
    assert account.sent() == {"description": "", "tags": []}
    assert result["changed"] is True
    assert account(description="", tags=[])["changed"] is False


def test_what_is_given_twice_is_sent_once(account: Accounts) -> None:
    twice: dict[str, Any] = {"tags": ["b", "a", "b"], "roles": ["developer", "developer"]}
    team = {"name": "Default Team", "roles": ["consumer", "consumer"]}
    account(**twice, teams=[team])
    assert (account.sent()["tags"], account.sent()["roles"]) == (["b", "a"], ["developer"])
    assert account.sent()["teams"][0]["roles"] == ["consumer"]
    assert account(**twice, teams=[team])["changed"] is False


def test_teams_by_name_and_guid(account: Accounts) -> None:
    guid = account.run.simulator.description["axway"]["team_guid"]
    by_name = [{"name": "Default Team", "roles": ["api_access", "consumer"]}]
    first = account(teams=by_name)
    assert first["service_account"]["teams"] == [
        {"guid": guid, "name": "Default Team", "roles": ["api_access", "consumer"]}
    ]
    assert account(teams=[{"guid": guid, "roles": ["consumer", "api_access"]}])["changed"] is False
    changed = account(teams=[{"guid": guid, "roles": ["consumer"]}])
    assert account.sent() == {"teams": [{"guid": guid, "roles": ["consumer"]}]}
    assert changed["diff"]["after"]["teams"][0]["roles"] == ["consumer"]
    assert account.info(guid=first["service_account"]["guid"])[0]["teams"][0]["roles"] == ["consumer"]
    gone = account(teams=[])
    assert gone["changed"] is True
    assert account(teams=[])["changed"] is False
    assert account.info(guid=first["service_account"]["guid"])[0]["teams"] == []


def test_rotation(account: Accounts) -> None:
    first = account()
    rotated = account(rotate="always")
    assert rotated["changed"] is True
    assert set(account.sent()) == {"secret"}
    assert rotated["client_secret"] != first["client_secret"]
    assert account.logs_in(rotated)
    assert not account.logs_in(first)
    assert rotated["service_account"]["client_id"] == first["service_account"]["client_id"]
    own = account(rotate="always", service_client_secret="my own")
    assert own["client_secret"] == "my own"
    predicted = account(rotate="always", check=True)
    assert predicted["changed"] is True
    assert "client_secret" not in predicted
    assert account.logs_in(own)


def test_rotation_of_a_key(account: Accounts) -> None:
    first = account(generate_key=True)
    assert "public_key" not in account(rotate="always", check=True)["service_account"]
    rotated = account(rotate="always")
    assert account.sent() == {"generateKey": True}
    assert account.logs_in(rotated)
    assert not account.logs_in(first)
    # That of the pair before would be wrong.
    assert "public_key" not in rotated["service_account"]


def test_rename(account: Accounts) -> None:
    first = account()
    guid = first["service_account"]["guid"]
    refused = account.fails("machine", guid=guid)
    assert refused["msg"] == (
        f"The service account with the guid {guid} is named 'robot', not 'machine'. Renaming it gives it "
        "another client id, and the old one ends at once: set allow_rename if that is meant."
    )
    by_client_id = account.fails(
        "machine", service_client_id=first["service_account"]["client_id"], allow_rename=True
    )
    assert by_client_id["msg"] == "allow_rename needs guid: the client id of the account ends with its name."
    predicted = account("machine", guid=guid, allow_rename=True, check=True)
    assert predicted["service_account"]["name"] == "machine"
    # The platform gives it another.
    assert "client_id" not in predicted["service_account"]
    renamed = account("machine", guid=guid, allow_rename=True)
    assert renamed["changed"] is True
    assert renamed["service_account"]["client_id"] == f"machine_{guid}"
    assert account("machine", guid=guid, allow_rename=True)["changed"] is False
    gone = account.fails("machine", service_client_id=first["service_account"]["client_id"])
    assert gone["error"]["kind"] == "not_found"


def test_the_type_cannot_change(account: Accounts) -> None:
    client_id = account()["service_account"]["client_id"]
    public = new_key_pair()[1]
    for options in ({"auth_type": "certificate"}, {"generate_key": True}, {"public_key": public}):
        assert account.fails(**options)["msg"] == (
            f"The auth_type of the service account {client_id} is secret, and Axway cannot change it to "
            "certificate; remove the account and create it anew, or give the new one another name."
        )


def test_removal(account: Accounts) -> None:
    first = account()
    result = account(state="absent")
    assert result["changed"] is True
    assert result["service_account"] is None
    assert result["diff"]["before"]["guid"] == first["service_account"]["guid"]
    assert result["diff"]["after"] == {}
    assert account(state="absent")["changed"] is False
    assert account(None, guid=first["service_account"]["guid"], state="absent")["changed"] is False
    assert not account.logs_in(first)


def test_a_removal_that_was_cut_short_is_repeated(account: Accounts) -> None:
    account()
    account.run.simulator.fault(
        platform="axway", path=CLIENT + "/*", method="DELETE", kind="reset_after", times=1
    )
    assert account(state="absent")["changed"] is True
    assert [method for method, _path in account.writes()] == ["POST", "DELETE", "DELETE"]


# --- which account -----------------------------------------------------------------------------------------


def test_two_accounts_of_a_name(account: Accounts) -> None:
    first = account()["service_account"]
    account("other")
    second = account.info(name="other")[0]
    account("robot", guid=second["guid"], allow_rename=True)
    result = account.fails(description="which")
    assert result["error"]["kind"] == "conflict"
    second_client_id = f"robot_{second['guid']}"
    assert result["msg"] == (
        f"2 service accounts are named 'robot': {first['client_id']} (guid {first['guid']}), "
        f"{second_client_id} (guid {second['guid']}); say by guid or service_client_id which is meant."
    )
    assert account(guid=first["guid"], description="this")["changed"] is True
    assert account(service_client_id=second_client_id, description="that")["changed"] is True
    assert account.info(guid=first["guid"])[0]["description"] == "this"


def test_an_account_on_a_later_page_is_found(account: Accounts) -> None:
    for number in range(101):
        account.run(
            "axway_invoke",
            service="platform",
            method="POST",
            path="/client",
            body={"name": f"n{number:03}", "org_guid": "100", "type": "secret", "secret": "s"},
        )
    account("n100", description="found")
    assert account("n100")["changed"] is False
    assert len(account.info()) == 103
    assert [row["name"] for row in account.info(term="n09")] == [f"n09{digit}" for digit in range(10)]


def test_a_team_on_a_later_page_is_found(account: Accounts) -> None:
    for number in range(100):
        account.run(
            "axway_invoke", service="platform", method="POST", path="/team", body={"name": f"t{number:02}"}
        )
    (team,) = account(teams=[{"name": "t99", "roles": ["consumer"]}])["service_account"]["teams"]
    assert team["name"] == "t99"
    assert account(teams=[{"guid": team["guid"], "roles": ["consumer"]}])["changed"] is False
    assert len(account.run.requests(path="/api/v1/team", method="GET")) == 4


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"name": None}, "Say which service account: name, guid or service_client_id is missing."),
        ({"guid": "a", "service_client_id": "b"}, "guid and service_client_id exclude each other."),
        ({"public_key": "p", "generate_key": True}, "public_key and generate_key exclude each other."),
        (
            {"service_client_secret": "s", "generate_key": True},
            "service_client_secret and generate_key exclude each other.",
        ),
        ({"generate_key": True, "auth_type": "secret"}, "generate_key is not for auth_type secret."),
        (
            {"service_client_secret": "s", "auth_type": "certificate"},
            "service_client_secret is not for auth_type certificate.",
        ),
        (
            {"public_key": "p"},
            "public_key is no PEM: it must begin with -----BEGIN PUBLIC KEY----- or the like.",
        ),
        (
            {"public_key": ""},
            "public_key is no PEM: it must begin with -----BEGIN PUBLIC KEY----- or the like.",
        ),
        (
            {"teams": [{"name": "Default Team", "roles": ["consumer"]}, {"name": "Default Team"}]},
            "teams: the team Default Team is given twice; give it once, with all its roles.",
        ),
        ({"teams": [{"roles": []}]}, "teams: each needs either a name or a guid."),
        ({"teams": [{"name": "a", "guid": "b"}]}, "teams: each needs either a name or a guid."),
        (
            {"auth_type": "certificate"},
            "A new service account of auth_type certificate needs public_key or generate_key.",
        ),
        (
            {"roles": ["developer", "king", "queen"]},
            "roles: the platform offers no role king, queen; it offers: administrator (Administrator), "
            "api_central_admin (Engage Admin), developer (Developer).",
        ),
        (
            {"teams": [{"name": "Default Team", "roles": ["king"]}]},
            "teams: the platform offers no role king; it offers: api_access (API Access), catalog_manager "
            "(Catalog Manager), consumer (Consumer).",
        ),
        (
            {"teams": [{"name": "Nobody"}]},
            "teams: the organization 100 has no team with the name 'Nobody'; it has: Default Team.",
        ),
        (
            {"name": None, "guid": "1-2"},
            "No service account has the guid 1-2; look at it, at platform_url and at the organization. A "
            "client id changes when its account is renamed, a guid never.",
        ),
        (
            {"name": None, "service_client_id": "x_1"},
            "No service account has the service_client_id x_1; look at it, at platform_url and at the "
            "organization. A client id changes when its account is renamed, a guid never.",
        ),
    ],
)
@pytest.mark.parametrize("check", [False, True])
def test_mistakes(account: Accounts, options: dict[str, Any], words: str, check: bool) -> None:
    given = {"name": "robot", **options}
    assert account.fails(check=check, **given)["msg"] == words


# --- the organization --------------------------------------------------------------------------------------


def test_the_organization_may_be_given(account: Accounts) -> None:
    guid = account.run.simulator.description["axway"]["org_guid"]
    account(org_id=guid)
    assert account(org_id="100")["changed"] is False
    refused = account.run("axway_service_account", name="robot", org_id="200")
    assert refused["error"]["kind"] == "forbidden"
    assert "You do not have access privileges to view this content." in refused["msg"]


def test_of_a_token_that_is_opaque_the_login_service_tells(account: Accounts) -> None:
    account.run.simulator.configure(axway={"opaque_tokens": True})
    assert account()["changed"] is True
    (asked,) = account.run.requests(path="/auth/realms/Broker/protocol/openid-connect/userinfo")
    assert asked["status"] == 200
    assert account()["changed"] is False


# --- info --------------------------------------------------------------------------------------------------


def test_info(account: Accounts) -> None:
    robot = account(roles=["developer"], description="Deploys")["service_account"]
    account("signer", generate_key=True)
    assert [row["name"] for row in account.info()] == ["sa-test", "sa-key", "robot", "signer"]
    assert [row["name"] for row in account.info(roles=["developer"])] == ["robot"]
    assert [row["name"] for row in account.info(auth_type="certificate")] == ["sa-key", "signer"]
    assert [row["name"] for row in account.info(name="rob")] == []
    assert [row["guid"] for row in account.info(name="robot")] == [robot["guid"]]
    (whole,) = account.info(service_client_id=robot["client_id"])
    assert whole == {**robot, "teams": []}
    assert account.info(guid="1-2") == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"guid": "a", "service_client_id": "b"}, "guid and service_client_id exclude each other."),
        ({"guid": "a", "term": "b"}, "term and roles are for lists, not for one account."),
        ({"service_client_id": "a", "roles": ["b"]}, "term and roles are for lists, not for one account."),
    ],
)
def test_mistakes_about_info(account: Accounts, options: dict[str, Any], words: str) -> None:
    assert account.run("axway_service_account_info", **options)["msg"] == words
    assert account.run.requests() == []


@pytest.mark.parametrize("errors_as_400", [False, True])
def test_refusals_with_the_status_in_the_body(account: Accounts, errors_as_400: bool) -> None:
    account.run.simulator.configure(axway={"errors_as_400": errors_as_400})
    assert account.info(guid="1-2") == []
    assert account()["changed"] is True
    assert account(state="absent")["changed"] is True
    assert account(state="absent")["changed"] is False


def test_a_secret_that_the_platform_quotes_is_masked(account: Accounts) -> None:
    body = json.dumps({"success": False, "description": "no wonderful-secret here", "code": 400})
    account.run.simulator.fault(
        platform="axway", path=CLIENT, method="POST", kind="status", status=400, body=body
    )
    result = account.run("axway_service_account", name="robot", service_client_secret="wonderful-secret")
    assert result["failed"] is True
    assert result["error"]["description"].startswith("no ")
    assert "wonderful-secret" not in json.dumps(result)


def test_a_secret_that_the_platform_returns_is_told_by_one_name_only(account: Accounts) -> None:
    answer = {"guid": "1-2", "client_id": "robot_1-2", "name": "robot", "secret": "made by the platform"}
    body = json.dumps({"success": True, "result": answer})
    account.run.simulator.fault(
        platform="axway", path=CLIENT, method="POST", kind="status", status=200, body=body
    )
    result = account()
    assert result["client_secret"] == "made by the platform"
    assert "made by the platform" not in json.dumps({**result, "client_secret": ""})


def returns(module: str) -> dict[str, Any]:
    """What a module documents to return."""
    code = importlib.import_module(f"ansible_collections.apiops.platforms.plugins.modules.{module}")
    documented: dict[str, Any] = yaml.safe_load(code.RETURN)
    return documented


def test_what_is_returned_is_documented(account: Accounts) -> None:
    whole = account(teams=[], public_key=new_key_pair()[1], description="Signs")["service_account"]
    (listed,) = account.info(name="robot")
    lost = {"platform": "axway", "path": CLIENT, "method": "POST", "kind": "reset_after"}
    results = [account("new"), account("signer", generate_key=True), account.fails("new", roles=["king"])]
    account.run.simulator.fault(**lost)
    results.append(account.run("axway_service_account", name="lost"))
    documented = returns("axway_service_account")
    assert {name for result in results for name in result} - {"changed", "failed"} == set(documented)
    assert set(documented["service_account"]["contains"]) <= set(whole)

    forbidden = account.run("axway_service_account_info", org_id="200")
    documented = returns("axway_service_account_info")
    assert set(forbidden) - {"changed", "failed"} | {"service_accounts"} == set(documented)
    described = documented["service_accounts"]["contains"]
    assert set(described) - {"description", "public_key", "teams"} <= set(listed)
    assert set(described) <= set(account.info(guid=whole["guid"])[0])

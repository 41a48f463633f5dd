# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Axway's service accounts: created, changed, rotated, renamed, removed, by how many requests."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.operations.accounts import CLIENT, Accounts
from tests.simulator.axway_accounts import new_key_pair

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
        assert result["msg"] == "public_key contains a private key; give the public key."
        assert private.split("\n")[1] not in json.dumps(result)
    assert account.run.requests() == []


@pytest.mark.parametrize("check", [False, True])
def test_the_id_of_a_key_goes_with_it(account: Accounts, check: bool) -> None:
    there = account(public_key=new_key_pair()[1])["service_account"]
    whole = {**there, "type": "certificate", "publicKey": there["public_key"], "key_id": "k-1"}
    account.run.simulator.fault(
        platform="axway",
        path=f"{CLIENT}/{there['guid']}$",
        method="GET",
        kind="status",
        status=200,
        body={"success": True, "result": whole},
        times=2,
    )
    assert account(description="Signs", check=True)["service_account"]["key_id"] == "k-1"
    assert "key_id" not in account(public_key=new_key_pair()[1], check=check)["service_account"]


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
    note = f" If the account was made, nobody knows its {what}: run the task again with rotate: always."
    note = note if what else ""
    assert result["msg"].partition(words)[2] in ("." + note, ", so it was not sent again." + note)
    assert account.writes() == [("POST", CLIENT)]


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_a_write_whose_answer_cannot_be_read_was_made(account: Accounts, method: str) -> None:
    if method == "PUT":
        account()
    account.run.simulator.fault(platform="axway", path=CLIENT, method=method, kind="not_json")
    result = account.run("axway_service_account", name="robot", rotate="always")
    assert (result["failed"], result["changed"]) == (True, True)
    assert "outcome_unknown" not in result
    lost = {
        "POST": "If the account was made, nobody knows its client secret: run the task again with rotate: "
        "always.",
        "PUT": "If its client secret was replaced, the old one has ended and nobody knows the new: run the "
        "task again.",
    }[method]
    assert result["msg"].endswith(
        f" The write was made nevertheless; look at its result before you repeat it. {lost}"
    )


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
    note = " If its %s was replaced, the old one has ended and nobody knows the new: run the task again."
    words = " The outcome is unknown: the platform may have acted on it."
    assert result["msg"].endswith(words + (note % what if what else ""))


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
        '"A client with this Client ID already exists."; it exists already, or was changed meanwhile: run '
        "the task again."
    )
    assert account()["changed"] is False


def offers(account: Accounts, *roles: dict[str, Any]) -> None:
    """Lets the platform offer these roles in its next list."""
    answer = {"kind": "status", "status": 200, "body": {"success": True, "result": list(roles)}}
    account.run.simulator.fault(platform="axway", path="/api/v1/role$", method="GET", **answer)


ADMINISTRATOR = {"id": "administrator", "name": "Administrator", "client": True, "disabled": False}
API_ACCESS = {"id": "api_access", "name": "API Access", "client": False, "disabled": False}


def test_a_role_that_is_disabled_is_not_offered(account: Accounts) -> None:
    offers(account, ADMINISTRATOR, {"id": "developer", "name": "Developer", "client": True, "disabled": True})
    assert account.fails(roles=["developer"])["msg"] == (
        "roles: the platform offers no role developer; it offers: administrator (Administrator)."
    )


def test_roles_that_are_held_may_stay_though_no_longer_offered(account: Accounts) -> None:
    team = {"name": "Default Team", "roles": ["consumer"]}
    account(roles=["developer"], teams=[team])
    offers(account, ADMINISTRATOR)
    assert account(roles=["developer", "administrator"])["changed"] is True
    offers(account, API_ACCESS)
    assert account(teams=[{**team, "roles": ["consumer", "api_access"]}])["changed"] is True


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


def test_rotation_does_not_replace_a_key_that_the_task_gives(account: Accounts) -> None:
    private, public = new_key_pair()
    first = account(public_key=public)
    again = account(public_key=public, rotate="always")
    assert again["changed"] is False
    assert account.logs_in({**first, "private_key": private})
    other_private, other_public = new_key_pair()
    replaced = account(public_key=other_public, rotate="always")
    assert account.sent() == {"publicKey": other_public}
    assert "private_key" not in replaced
    assert account.logs_in({**replaced, "private_key": other_private})


def test_rotation_replaces_a_key_whoever_made_it(account: Accounts) -> None:
    private, public = new_key_pair()
    first = account(public_key=public)
    predicted = account(rotate="always", check=True)
    assert predicted["diff"] == {"before": {}, "after": {"private_key": "(new)"}}
    rotated = account(rotate="always")
    assert account.sent() == {"generateKey": True}
    assert account.logs_in(rotated)
    assert not account.logs_in({**first, "private_key": private})


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
            "certificate; remove the account and create it again, or give the new one another name."
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


@pytest.mark.parametrize("check", [False, True])
def test_an_account_of_another_name_is_not_removed(account: Accounts, check: bool) -> None:
    there = account()["service_account"]
    for identifier in ({"guid": there["guid"]}, {"service_client_id": there["client_id"]}):
        # That it may be renamed does not say that it may go.
        for further in ({}, {"allow_rename": True}):
            refused = account.fails("machine", **identifier, **further, state="absent", check=check)
            assert refused["error"]["kind"] == "config"
            assert refused["msg"] == (
                f"The service account with the guid {there['guid']} is named 'robot', not 'machine'. Give "
                "the guid or the name of the account to remove, or both of the same account."
            )
    assert account("robot", guid=there["guid"], state="absent")["changed"] is True
    assert account("machine", guid=there["guid"], state="absent")["changed"] is False


def test_a_removal_that_was_cut_short_is_repeated(account: Accounts) -> None:
    account()
    account.run.simulator.fault(
        platform="axway", path=CLIENT + "/*", method="DELETE", kind="reset_after", times=1
    )
    assert account(state="absent")["changed"] is True
    assert [method for method, _path in account.writes()] == ["POST", "DELETE", "DELETE"]

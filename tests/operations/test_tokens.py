# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens by the documented flows: what is sent, what comes back, and that a refusal is asked for once."""

from __future__ import annotations

import base64
import json
import re
import time
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, unquote_plus

import pytest

from ansible_collections.apiops.platforms.plugins.plugin_utils._arguments import validated
from tests.operations.conftest import OPERATIONS, Run

TOKEN_PATHS = {
    "axway_token": "/auth/realms/Broker/protocol/openid-connect/token",
    "apic_token": "/api/token",
    "apinizer_token": "/apiops/auth/token",
}


def test_axway_secret_in_the_form(run: Run) -> None:
    result = run("axway_token")
    (request,) = run.requests(path=TOKEN_PATHS["axway_token"])
    sent = parse_qs(request["body"], strict_parsing=True)
    assert sent == {
        "client_id": [run.given["axway"]["client_id"]],
        "client_secret": [run.given["axway"]["client_secret"]],
        "grant_type": ["client_credentials"],
        "scope": ["openid"],
    }
    assert "authorization" not in request["headers"]
    assert result["changed"] is False
    assert result["reused"] is False
    assert result["token_type"] == "Bearer"
    assert 1790 < result["expires_in"] <= 1800
    assert result["claims"]["iss"]
    assert result["access_token"].count(".") == 2


def test_axway_secret_by_basic_without_newline(run: Run) -> None:
    result = run("axway_token", auth_method="client_secret_basic")
    (request,) = run.requests(path=TOKEN_PATHS["axway_token"])
    assert request["body"] == "grant_type=client_credentials"
    pair = base64.b64decode(request["headers"]["authorization"].removeprefix("Basic ")).decode()
    assert [unquote_plus(part) for part in pair.split(":")] == [
        run.given["axway"]["client_id"],
        run.given["axway"]["client_secret"],
    ]
    assert result["access_token"]


def test_axway_private_key(run: Run) -> None:
    axway = run.simulator.description["axway"]
    result = run(
        "axway_token",
        client_secret=None,
        client_id=axway["key_client_id"],
        private_key_path=axway["private_key_path"],
    )
    assert result["access_token"]
    (request,) = run.requests(path=TOKEN_PATHS["axway_token"])
    assert "client_secret" not in request["body"]


@pytest.mark.parametrize(("seconds", "words"), [(600, "600 s ahead of"), (-600, "600 s behind")])
def test_axway_private_key_with_a_clock_that_is_wrong(
    run: Run, monkeypatch: pytest.MonkeyPatch, seconds: int, words: str
) -> None:
    right = time.time
    monkeypatch.setattr(time, "time", lambda: right() + seconds)
    axway = run.simulator.description["axway"]
    given = {"client_id": axway["key_client_id"], "private_key_path": axway["private_key_path"]}
    result = run("axway_token", client_secret=None, **given)
    assert result["error"]["kind"] == "auth"
    said = re.sub("(599|601) s", "600 s", result["msg"])
    assert said.endswith(f" The clock of this machine is {words} that of the server; set it right.")
    assert len(run.requests(path=TOKEN_PATHS["axway_token"])) == 1


def test_a_right_clock_is_not_mentioned(run: Run) -> None:
    axway = run.simulator.description["axway"]
    given = {"client_id": "unknown", "private_key_path": axway["private_key_path"]}
    assert "clock" not in run("axway_token", client_secret=None, **given)["msg"]


def test_axway_realm_that_there_is_not(run: Run) -> None:
    result = run("axway_token", auth_realm="Nope")
    address = run.given["axway"]["auth_url"] + TOKEN_PATHS["axway_token"].replace("Broker", "Nope")
    assert result["msg"] == (
        f"No token for the client {run.given['axway']['client_id']}: POST {address} answered 404 Not Found, "
        '"Realm does not exist"; look at auth_url and auth_realm (from the task): no token endpoint is there.'
    )
    assert result["error"]["kind"] == "auth"
    assert (result["error"]["code"], result["error"]["description"]) == (None, "Realm does not exist")
    assert len(run.requests()) == 1


@pytest.mark.parametrize(
    ("module", "options"),
    [
        ("axway_service_account", {"guid": "0d1f0d8c-7c0b-4b8e-9d0b-0a6c0d8c7c0b", "state": "absent"}),
        ("axway_invoke", {"method": "DELETE", "path": "/x", "unless": {"path": "/x"}}),
        ("axway_invoke", {"method": "POST", "path": "/x", "unless": {"path": "/x"}}),
        ("axway_invoke", {"path": "/x", "wait_for": {"path": "/x", "timeout": 1, "interval": 0.01}}),
    ],
)
@pytest.mark.parametrize("check", [False, True])
def test_no_realm_is_not_taken_for_nothing_there(
    run: Run, module: str, options: dict[str, Any], check: bool
) -> None:
    result = run(module, check=check, auth_realm="Nope", **options)
    assert result.get("failed"), result
    assert result["error"]["kind"] == "auth"
    assert len(run.requests()) == 1


def test_no_list_of_realms_is_not_taken_for_nothing_there(run: Run) -> None:
    url = run.given["apic"]["url"] + "/nowhere"
    result = run("apic_invoke", url=url, method="DELETE", path="/x", unless={"path": "/x"})
    assert result.get("failed"), result
    assert result["error"]["kind"] == "auth"
    assert len(run.requests()) == 1


def test_apic_password_with_the_realm_discovered(run: Run) -> None:
    result = run("apic_token")
    assert result["realm"] == run.simulator.description["apic"]["realm"]
    assert 28790 < result["expires_in"] <= 28800
    discovery, login = run.requests(platform="apic")
    assert discovery["path"] == "/api/cloud/provider/identity-providers"
    assert "authorization" not in discovery["headers"]
    assert login["headers"]["content-type"] == "application/json"


def test_apic_realm_given_is_not_discovered(run: Run) -> None:
    run("apic_token", realm="provider/default-idp-2")
    assert [request["path"] for request in run.requests(platform="apic")] == ["/api/token"]


def test_apic_realm_on_another_page(run: Run) -> None:
    providers = [
        {"name": f"idp-{number}", "title": "IDP", "registry_type": "oidc", "realm": f"provider/idp-{number}"}
        for number in range(4)
    ]
    providers.append({"name": "last", "title": "Last", "registry_type": "lur", "realm": "provider/last"})
    run.simulator.configure(apic={"default_page_size": 2, "identity_providers": {"provider": providers}})
    result = run("apic_realm")
    assert result["realm"] == "provider/last"
    assert len(result["identity_providers"]) == 5
    queries = [entry["query"] for entry in run.requests(path="/api/cloud/provider/identity-providers")]
    assert queries == ["", "offset=2", "offset=4"]


def test_apinizer_form(run: Run) -> None:
    result = run("apinizer_token")
    (request,) = run.requests(platform="apinizer")
    assert request["headers"]["content-type"] == "application/x-www-form-urlencoded"
    assert parse_qs(request["body"]) == {
        "grant_type": ["client_credentials"],
        "client_id": [run.given["apinizer"]["username"]],
        "client_secret": [run.given["apinizer"]["password"]],
    }
    assert result["access_token"]


def test_cmf_personal_token_is_used_as_it_is(run: Run) -> None:
    result = run("cmf_token")
    assert result["access_token"] == run.given["cmf"]["token"]
    assert result["reused"] is True
    assert run.requests() == []


def test_cmf_exchange(run: Run) -> None:
    result = run("cmf_token", auth_mode="exchange", tenant=run.simulator.description["cmf"]["tenant"])
    assert result["access_token"] != run.given["cmf"]["token"]
    (request,) = run.requests(platform="cmf")
    assert parse_qs(request["body"])["grant_type"] == ["refresh_token"]


@pytest.mark.parametrize("module", ["axway_token", "apic_token", "apinizer_token"])
def test_a_token_is_asked_for_once(run: Run, module: str) -> None:
    first, second = run(module), run(module)
    assert second["access_token"] == first["access_token"]
    assert (first["reused"], second["reused"]) == (False, True)
    assert len(run.requests(path=TOKEN_PATHS[module])) == 1


@pytest.mark.parametrize(
    ("module", "wrong", "words"),
    [
        ("axway_token", {"client_secret": "wrong-secret"}, "client_id"),
        ("apic_token", {"password": "wrong-password"}, "realm provider/default-idp-2"),
        ("apinizer_token", {"password": "wrong-password"}, "Bad credentials"),
    ],
)
def test_a_refused_login_is_not_repeated(run: Run, module: str, wrong: dict[str, Any], words: str) -> None:
    result = run(module, **wrong)
    assert result["failed"] is True
    assert result["error"]["kind"] == "auth"
    assert words in result["msg"]
    assert not any(value in str(result) for value in wrong.values())
    assert len(run.requests(path=TOKEN_PATHS[module])) == 1


@pytest.mark.parametrize("status", [200, 400, 401])
@pytest.mark.parametrize(
    "answer",
    [
        {"status": "FAILURE", "resultMessage": "Bad credentials"},
        {"success": False, "message": "Bad credentials"},
        {"error": "unauthorized_client", "error_description": "Bad credentials"},
    ],
    ids=["status", "success", "error"],
)
def test_apinizer_refuses_in_each_of_its_envelopes(run: Run, status: int, answer: dict[str, Any]) -> None:
    run.simulator.fault(platform="apinizer", kind="status", status=status, body=answer, times=None)
    reason = {200: "OK", 400: "Bad Request", 401: "Unauthorized"}[status]
    code = " (code unauthorized_client)" if "error" in answer else ""
    for _time in range(2):
        result = run("apinizer_token", password="wrong-password")
        assert result["error"]["kind"] == "auth"
        assert result["msg"] == (
            f"No token for the user {run.given['apinizer']['username']}: "
            f"POST {run.given['apinizer']['url']}/apiops/auth/token answered {status} {reason}, "
            f'"Bad credentials"{code}; look at username and password (from the task), which are those of a '
            "user of the management console, and at url (from the task)."
        )
    # It is final for the run, with whatever status it comes.
    assert len(run.requests(path=TOKEN_PATHS["apinizer_token"])) == 1


def test_a_secret_with_a_newline_is_remarked_on(run: Run) -> None:
    result = run("axway_token", client_secret=run.given["axway"]["client_secret"] + "\n")
    assert result["error"]["kind"] == "auth"
    assert "client_secret begins or ends with white space" in result["msg"]


@pytest.mark.parametrize(
    ("module", "missing", "words"),
    [
        ("axway_token", "client_secret", "AXWAY_CLIENT_SECRET"),
        ("axway_token", "client_id", "AXWAY_CLIENT_ID"),
        ("apic_token", "password", "APIC_PASSWORD"),
        ("apic_token", "client_id", "APIC_CLIENT_ID"),
        ("apic_token", "url", "APIC_URL"),
        ("apinizer_token", "username", "APINIZER_USERNAME"),
        ("apinizer_token", "url", "APINIZER_URL"),
        ("cmf_token", "token", "CMF_TOKEN"),
        ("cmf_token", "url", "CMF_URL"),
    ],
)
def test_missing_credentials_name_their_variable(run: Run, module: str, missing: str, words: str) -> None:
    options: dict[str, Any] = {missing: None}
    result = run(module, **options)
    assert result["error"]["kind"] == "config"
    assert f"the option {missing} (or the environment variable {words})" in result["msg"]
    assert run.requests() == []


@pytest.mark.parametrize(
    ("module", "variable", "path"),
    [
        ("apic_token", "APIC_TOKEN", TOKEN_PATHS["apic_token"]),
        ("apic_token", "APIC_API_KEY", TOKEN_PATHS["apic_token"]),
        ("apinizer_token", "APINIZER_TOKEN", TOKEN_PATHS["apinizer_token"]),
        ("axway_token", "AXWAY_TOKEN", TOKEN_PATHS["axway_token"]),
        ("axway_token", "AXWAY_PRIVATE_KEY_PATH", TOKEN_PATHS["axway_token"]),
    ],
)
def test_what_the_task_gives_wins_over_the_environment(
    run: Run, monkeypatch: pytest.MonkeyPatch, module: str, variable: str, path: str
) -> None:
    monkeypatch.setenv(variable, "/of/the/environment")
    result = run(module)
    assert result.get("access_token"), result
    (request,) = run.requests(path=path)
    assert "environment" not in request["body"]


@pytest.mark.parametrize(
    "given",
    [{"username": None, "password": None, "api_key": "api_key"}, {}],
    ids=["api_key", "user"],
)
def test_the_grant_of_the_task_wins_over_that_of_the_environment(
    run: Run, monkeypatch: pytest.MonkeyPatch, given: dict[str, Any]
) -> None:
    monkeypatch.setenv("APIC_GRANT_TYPE", "client_credentials")
    of = run.simulator.description["apic"]
    result = run("apic_token", **{name: value and of[value] for name, value in given.items()})
    assert result.get("access_token"), result
    (request,) = run.requests(path=TOKEN_PATHS["apic_token"])
    assert json.loads(request["body"])["grant_type"] == ("api_key" if given else "password")


def test_nobody_becomes_the_client_without_asking_for_it(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A password that was forgotten must not make a task see what another account sees."""
    result = run("apic_invoke", path="/orgs", username=None, password=None)
    assert result["error"]["kind"] == "config"
    assert "APIC_USERNAME" in result["msg"]
    assert "APIC_GRANT_TYPE) to client_credentials" in result["msg"]
    assert run.requests() == []
    monkeypatch.setenv("APIC_GRANT_TYPE", "client_credentials")
    assert run("apic_invoke", path="/orgs", username=None, password=None)["status"] == 200


SECRET = {"client_id": "client_id", "client_secret": "client_secret"}
KEY = {"client_id": "key_client_id", "private_key_path": "private_key_path"}
USER = {"username": "username", "password": "password"}
# Ways to log in, as the keys of the simulator's description, and an option of each that the task gives alone.
SPLIT: list[tuple[str, dict[str, str], dict[str, Any]]] = [
    ("axway", SECRET, {"client_id": None}),
    ("axway", SECRET, {"client_secret": None}),
    ("axway", SECRET, {"auth_method": "client_secret_basic"}),
    ("axway", KEY, {"client_id": None}),
    ("axway", KEY, {"private_key_path": None}),
    ("axway", KEY, {"private_key_passphrase": "not needed"}),
    ("apic", SECRET, {"grant_type": "client_credentials"}),
    ("apic", {**SECRET, **USER}, {"client_id": None}),
    ("apic", {**SECRET, **USER}, {"client_secret": None}),
    ("apic", {**SECRET, **USER}, {"username": None}),
    ("apic", {**SECRET, **USER}, {"password": None}),
    ("apic", {**SECRET, "api_key": "api_key"}, {"api_key": None}),
    ("apinizer", USER, {"username": None}),
    ("apinizer", USER, {"password": None}),
]


@pytest.mark.parametrize(("platform", "way", "alone"), SPLIT, ids=str)
def test_one_credential_in_the_task_keeps_out_a_token_of_the_environment(
    run: Run, monkeypatch: pytest.MonkeyPatch, platform: str, way: dict[str, str], alone: dict[str, Any]
) -> None:
    known = run.simulator.description[platform]
    unset: dict[str, Any] = {name: None for name in {**SECRET, **USER} if name in run.given[platform]}
    given = {name: known[way[name]] if value is None else value for name, value in alone.items()}
    for name in set(way) - set(alone):
        monkeypatch.setenv(f"{platform}_{name}".upper(), known[way[name]])
    monkeypatch.setenv(f"{platform.upper()}_TOKEN", "of-the-environment")
    result = run(f"{platform}_token", **{**unset, **given})
    assert result.get("access_token") not in (None, "of-the-environment"), result
    assert len(run.requests(path=TOKEN_PATHS[f"{platform}_token"])) == 1


@pytest.mark.parametrize(
    ("module", "option", "value"),
    [
        ("apic_token", "realm", "provider/default-idp-2"),
        ("apic_token", "scope", "provider"),
        ("axway_token", "region", "eu"),
        ("axway_token", "tenant_id", "100"),
        ("apinizer_token", "timeout", 10),
    ],
)
def test_what_is_no_credential_leaves_the_token_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, module: str, option: str, value: Any
) -> None:
    monkeypatch.setenv(module.upper(), "of-the-environment")
    params, mistake = validated(OPERATIONS[module], {option: value})
    assert (params["token"], mistake) == ("of-the-environment", "")


@pytest.mark.parametrize(
    ("module", "options"),
    [
        ("apic_token", {"refresh_token": "x"}),
        ("apic_token", {"credentials_file": "/x"}),
        ("apic_token", {"grant_type": "password"}),
        ("axway_token", {"private_key": "x"}),
        ("axway_token", {"auth_method": "cli"}),
        ("apinizer_token", {"client_id": "x"}),
        ("apinizer_token", {"client_secret": "x"}),
    ],
)
def test_a_token_of_the_task_counts_beside_other_credentials(
    monkeypatch: pytest.MonkeyPatch, module: str, options: dict[str, Any]
) -> None:
    operation = OPERATIONS[module]
    monkeypatch.setenv(module.upper(), "of-the-environment")
    assert validated(operation, options)[0]["token"] is None
    assert validated(operation, {**options, "token": "of-the-task"})[0]["token"] == "of-the-task"


@pytest.mark.parametrize("alone", [{"auth_mode": "exchange"}, {"tenant": "SampleTenant"}], ids=str)
def test_a_personal_token_of_the_environment_is_exchanged(
    run: Run, monkeypatch: pytest.MonkeyPatch, alone: dict[str, Any]
) -> None:
    # It is no rival there, but what the way of logging in begins with.
    of = run.simulator.description["cmf"]
    monkeypatch.setenv("CMF_TOKEN", of["token"])
    monkeypatch.setenv("CMF_TENANT", of["tenant"])
    exchanged = run("cmf_token", token=None, **{"auth_mode": "exchange", **alone})
    assert exchanged["access_token"] != of["token"]
    assert len(run.requests(path="/SecurityPortal/api/tenant/SampleTenant/oauth2/token")) == 1


def test_a_supplied_token_still_tells_its_realm(run: Run) -> None:
    result = run("apic_token", token="abcdefgh", username=None, password=None, realm="provider/x")
    assert (result["access_token"], result["realm"]) == ("abcdefgh", "provider/x")
    assert run("apic_token", token="abcdefgh", username=None, password=None)["realm"] is None


LOGIN_METHODS: list[tuple[str, dict[str, Any]]] = [
    ("axway", {}),
    ("axway", {"auth_method": "client_secret_basic"}),
    ("axway", {"client_secret": None, "client_id": "key_client_id", "private_key_path": "private_key_path"}),
    ("apic", {}),
    ("apic", {"username": None, "password": None, "api_key": "api_key"}),
    ("apic", {"grant_type": "client_credentials"}),
    ("apinizer", {}),
    ("apinizer", {"username": None, "password": None, "token": "token"}),
    ("cmf", {}),
    ("cmf", {"auth_mode": "exchange", "tenant": "tenant"}),
]


@pytest.mark.parametrize(("platform", "way"), LOGIN_METHODS, ids=str)
def test_every_way_tells_the_same(run: Run, platform: str, way: dict[str, Any]) -> None:
    known = run.simulator.description[platform]
    result = run(f"{platform}_token", **{name: known.get(value, value) for name, value in way.items()})
    own = {"axway": {"org"}, "apic": {"realm"}}.get(platform, set())
    told = {"access_token", "token_type", "expires_in", "expires_at", "scope", "claims", "reused", "changed"}
    assert set(result) == told | own
    assert (result["changed"], result["token_type"]) == (False, "Bearer")
    if result["expires_in"] is None:
        # Of a personal token that is no JWT nothing tells when it ends.
        assert (result["expires_at"], result["claims"]) == (None, None)
        return
    end = datetime.strptime(result["expires_at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert abs((end - datetime.now(UTC)).total_seconds() - result["expires_in"]) < 3
    assert result["claims"]["exp"] > time.time()


# --- the end of a personal token -------------------------------------------------------------------------

DAY = 86400


def personal_token(begin: float | None, end: float | None) -> str:
    """A JWT that lives from ``begin`` to ``end``, in days from now; None leaves the claim out."""
    now = int(time.time())
    given = {"iat": begin, "exp": end}
    claims = {name: now + int(days * DAY) for name, days in given.items() if days is not None}
    return "e30.%s.c2ln" % base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")


@pytest.mark.parametrize("begin", [-300, None])
def test_the_end_of_a_personal_token_is_warned_of(run: Run, begin: float | None) -> None:
    result = run("cmf_token", token=personal_token(begin, 3))
    assert run.warnings == [
        "The personal access token of Critical Manufacturing MES ends at %s, in less than 7 days "
        "(warn_expiry_days); create another and replace it." % result["expires_at"]
    ]
    assert "failed" not in result


def test_a_personal_token_that_has_ended_is_told_so(run: Run) -> None:
    result = run("cmf_token", token=personal_token(-300, -1))
    assert run.warnings == [
        "The personal access token of Critical Manufacturing MES ended at %s; create another and replace it."
        % result["expires_at"]
    ]
    assert result["expires_in"] == 0


@pytest.mark.parametrize(
    ("begin", "end", "days"),
    [(-300, 30, 7), (-300, 3, 2), (-300, 3, 0), (-300, None, 7), (-0.1, 0.1, 7)],
    ids=["far", "not near enough", "never", "no end", "short-lived from the first"],
)
def test_other_ends_are_not(run: Run, begin: float | None, end: float | None, days: int) -> None:
    run("cmf_token", token=personal_token(begin, end), warn_expiry_days=days)
    assert run.warnings == []


def test_the_end_is_warned_of_where_the_token_is_exchanged(run: Run) -> None:
    run("cmf_token", token=personal_token(-300, 3), auth_mode="exchange", tenant="x", retries=0)
    assert len(run.warnings) == 1

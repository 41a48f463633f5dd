# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Axway's login is a Keycloak: every way in and every refusal at a real one, and tokens that end in mid-run.

Its own record counts the requests, and the simulator is held to its words.
"""

from __future__ import annotations

import base64
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import pytest
import requests

from tests.integration.plays import Play, PlayRun
from tests.interop.broker import REALM, RESOURCE, SECRET, SPECIAL_ID, TOKEN, Lane, Run, Side, running
from tests.interop.resource_server import ResourceServer
from tests.leaks import key_line, leaked
from tests.playbook import LOCALHOST
from tests.simulator.certificates import write_private
from tests.simulator.client import Simulator

BY_SECRET = ("client_secret_post", "client_secret_basic")
INVALID = "Invalid client or Invalid client credentials"


@pytest.fixture(scope="session")
def lane() -> Iterator[Lane]:
    """A Keycloak with every client of these tests; nothing of it is left afterwards."""
    with running() as lane:
        yield lane
    assert lane.keycloak.processes() == []
    with pytest.raises(requests.ConnectionError):
        requests.get(lane.keycloak.url, timeout=5)


@pytest.fixture
def run(lane: Lane) -> Run:
    """Runs operations against Keycloak, whose record begins anew."""
    return Run(lane)


@pytest.fixture
def sides(lane: Lane, fresh_simulator: Simulator) -> tuple[Side, Side]:
    """Keycloak and the simulator."""
    url, ca_path = lane.keycloak.url.removesuffix("/auth"), lane.keycloak.ca_path
    of = fresh_simulator.description["axway"]
    key = Path(of["private_key_path"]).read_text("ascii")
    return (
        Side(url, ca_path, "sa-secret", SECRET, "sa-key", lane.key),
        Side(
            of["auth_url"],
            fresh_simulator.description["ca_path"],
            of["client_id"],
            of["client_secret"],
            of["key_client_id"],
            key,
        ),
    )


# --- every way in ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("client_id", ["sa-secret", SPECIAL_ID])
@pytest.mark.parametrize("method", BY_SECRET)
def test_a_secret_of_special_characters(run: Run, method: str, client_id: str) -> None:
    result = run.accepted(auth_method=method, client_id=client_id)
    assert result["claims"]["azp"] == client_id
    assert result["token_type"] == "Bearer"
    assert 1790 < result["expires_in"] <= 1800


@pytest.mark.parametrize(
    ("written", "status"),
    [(SECRET, 400), (SECRET.replace("%", "%25"), 401), (quote_plus(SECRET), 200)],
)
def test_within_basic_a_secret_is_form_encoded(sides: tuple[Side, Side], written: str, status: int) -> None:
    """As it is written for the shell it is another one, or none: the plus is a space, the percent a fault."""
    basic = base64.b64encode(f"sa-secret:{written}".encode()).decode()
    form = {"grant_type": "client_credentials"}
    assert sides[0].post(form, {"Authorization": "Basic " + basic})[0] == status


@pytest.mark.parametrize("audience", [None, "", "/protocol/openid-connect/token"])
def test_a_registered_key(run: Run, audience: str | None) -> None:
    """By default the assertion is for the token endpoint, as that of the vendor's tools."""
    named = None if audience is None else f"{run.lane.keycloak.url}/realms/{REALM}{audience}"
    assert run.accepted(**run.by_key, audience=named)["claims"]["azp"] == "sa-key"


def test_a_registered_certificate(run: Run) -> None:
    given = {**run.by_key, "client_id": "sa-certificate", "private_key": run.lane.certified_key}
    assert run.accepted(**given)["claims"]["azp"] == "sa-certificate"


# --- every refusal -----------------------------------------------------------------------------------------

ADVICE = (
    "; look at client_id and client_secret (from the task), and at auth_url (from the task), and auth_realm."
)
ADVICE_ON_KEY = "; look at client_id and private_key"
ADVICE_ON_AUDIENCE = "; look at client_id, private_key and audience (from the task)"
NO_REALM = "; look at auth_url and auth_realm (from the task): no token endpoint is there."
NO_SERVICE = "Client not enabled to retrieve service account"
NO_CONFIDENCE = "Public client not allowed to retrieve service account"
NO_ASSERTION = "Parameter client_assertion_type is missing"


@pytest.mark.parametrize("method", BY_SECRET)
@pytest.mark.parametrize(
    ("changes", "status", "code", "words"),
    [
        ({"client_secret": "wrong"}, 401, "unauthorized_client", INVALID),
        ({"client_id": "sa-nobody"}, 401, "invalid_client", INVALID),
        ({"client_id": "sa-disabled"}, 401, "invalid_client", INVALID),
        ({"client_id": "sa-bare"}, 401, "unauthorized_client", NO_SERVICE),
        ({"client_id": "sa-public"}, 401, "unauthorized_client", NO_CONFIDENCE),
        ({"client_id": "sa-key"}, 400, "invalid_client", NO_ASSERTION),
        ({"auth_realm": "Nowhere"}, 404, None, "Realm does not exist"),
    ],
)
def test_a_secret_is_refused(
    run: Run, method: str, changes: dict[str, str], status: int, code: str | None, words: str
) -> None:
    message = run.refused(status, code, words, auth_method=method, **changes)
    assert message.endswith(NO_REALM if status == 404 else f"(code {code})" + ADVICE)


def test_a_secret_with_a_newline(run: Run) -> None:
    message = run.refused(401, "unauthorized_client", INVALID, client_secret=SECRET + "\n")
    assert message.endswith(", and that client_secret begins or ends with white space.")


@pytest.mark.parametrize(
    ("changes", "status", "code", "words"),
    [
        ({"client_id": "sa-nobody"}, 401, "invalid_client", INVALID),
        ({"client_id": "sa-disabled"}, 401, "invalid_client", INVALID),
        ({"client_id": "sa-secret"}, 401, "unauthorized_client", INVALID),
        (
            {"client_id": "sa-certificate"},
            400,
            "invalid_client",
            "Client authentication with signed JWT failed: Signature on JWT token failed validation",
        ),
        ({"audience": "https://elsewhere.invalid"}, 400, "invalid_client", "Invalid token audience"),
        ({"auth_realm": "Nowhere"}, 404, None, "Realm does not exist"),
    ],
)
def test_a_key_is_refused(
    run: Run, changes: dict[str, str], status: int, code: str | None, words: str
) -> None:
    message = run.refused(status, code, words, **{**run.by_key, **changes})
    advice = ADVICE_ON_AUDIENCE if "audience" in changes else ADVICE_ON_KEY
    assert (NO_REALM if status == 404 else f"(code {code})" + advice) in message


def test_an_assertion_is_used_once(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    same = uuid.uuid4()
    monkeypatch.setattr(uuid, "uuid4", lambda: same)
    run.accepted(**run.by_key)
    message = run.refused(400, "invalid_client", "Token reuse detected", **run.by_key)
    assert ADVICE_ON_KEY in message
    monkeypatch.undo()
    run.lane.keycloak.forget()
    run.accepted(**run.by_key)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-90, "Token is not active"),
        (-86400, "Token is not active"),
        (30, "Token was issued in the future"),
        (86400, "Token was issued in the future"),
    ],
)
def test_a_clock_that_is_off(run: Run, monkeypatch: pytest.MonkeyPatch, seconds: int, words: str) -> None:
    """Keycloak does not tell its time in a header, so by how much the clock is off cannot be told."""
    right = time.time
    monkeypatch.setattr(time, "time", lambda: right() + seconds)
    message = run.refused(400, "invalid_client", words, **run.by_key)
    assert ADVICE_ON_KEY in message
    assert message.endswith(
        " The request was signed just now, so the clock of this machine or of the server is wrong."
    )


@pytest.mark.parametrize("seconds", [-30, 10])
def test_a_clock_that_is_a_little_off(run: Run, monkeypatch: pytest.MonkeyPatch, seconds: int) -> None:
    right = time.time
    monkeypatch.setattr(time, "time", lambda: right() + seconds)
    run.accepted(**run.by_key)


def test_a_certificate_that_is_not_trusted(run: Run) -> None:
    result = run(ca_path=None)
    assert result["error"]["kind"] == "tls"
    assert run.logins() == []


# --- the simulator says the same -------------------------------------------------------------------------


Form = Callable[[Side], Mapping[str, str] | None]
OTHERS: Mapping[str, Form] = {
    "right secret": lambda side: side.by_secret(),
    "wrong secret": lambda side: side.by_secret(client_secret="wrong"),
    "unknown client": lambda side: side.by_secret(client_id="sa-nobody"),
    "a secret where there is a key": lambda side: side.by_secret(client_id=side.key_client_id),
    "no secret": lambda side: {"grant_type": "client_credentials", "client_id": side.client_id},
    "no client": lambda side: {"grant_type": "client_credentials"},
    "no grant": lambda side: {"client_id": side.client_id},
    "unknown grant": lambda side: side.by_secret(grant_type="other"),
    "no form": lambda side: None,
}
SIGNED: Mapping[str, Callable[[Side], Mapping[str, Any]]] = {
    "right": lambda side: {},
    "for the realm": lambda side: {"aud": f"{side.url}/auth/realms/{REALM}"},
    "for elsewhere": lambda side: {"aud": "https://elsewhere.invalid"},
    "for several": lambda side: {"aud": [side.url + TOKEN % REALM, "https://elsewhere.invalid"]},
    "for several elsewhere": lambda side: {"aud": ["https://a.invalid", "https://b.invalid"]},
    "for nobody": lambda side: {"aud": None},
    "of nobody": lambda side: {"iss": "sa-nobody", "sub": "sa-nobody"},
    "by another": lambda side: {"iss": "sa-nobody"},
    "on another": lambda side: {"sub": "sa-nobody"},
    "where there is a secret": lambda side: {"iss": side.client_id, "sub": side.client_id},
    "without id": lambda side: {"jti": None},
    "without beginning": lambda side: {"iat": None},
    "without end": lambda side: {"exp": None},
    "that ended": lambda side: {"exp": 1_700_000_000},
    "of the future": lambda side: {"iat": 4_000_000_000, "exp": 4_000_000_060},
}
FIELDS: Mapping[str, Mapping[str, str]] = {
    "no JWT": {"client_assertion": "no.jwt"},
    "of another type": {"client_assertion_type": "other"},
    "for another client": {"client_id": "sa-nobody"},
}


def alike(sides: tuple[Side, Side], form: Form) -> None:
    """Both answer the same to the form."""
    theirs, ours = (side.post(form(side)) for side in sides)
    assert ours == theirs


@pytest.mark.parametrize("case", OTHERS)
def test_the_simulator_answers_alike(sides: tuple[Side, Side], case: str) -> None:
    alike(sides, OTHERS[case])


@pytest.mark.parametrize("named", [True, False], ids=["client named", "client not named"])
@pytest.mark.parametrize("case", SIGNED)
def test_the_simulator_answers_alike_to_an_assertion(
    sides: tuple[Side, Side], case: str, named: bool
) -> None:
    """Whether the form names the client, as that of the vendor's tools does, makes a difference."""

    def form(side: Side) -> Mapping[str, str]:
        claims = SIGNED[case](side)
        own = {"client_id": claims.get("sub", side.key_client_id)} if named else {}
        return side.by_key(own, **claims)

    alike(sides, form)


@pytest.mark.parametrize("case", FIELDS)
def test_the_simulator_answers_alike_to_what_is_no_assertion(sides: tuple[Side, Side], case: str) -> None:
    alike(sides, lambda side: side.by_key(FIELDS[case]))


def test_the_simulator_answers_alike_to_the_same_assertion(sides: tuple[Side, Side]) -> None:
    theirs, ours = ([side.post(form), side.post(form)] for side in sides for form in [side.by_key()])
    assert ours == theirs
    assert [answer[0] for answer in theirs] == [200, 400]


def test_the_simulator_answers_alike_to_other_basic_and_realms(sides: tuple[Side, Side]) -> None:
    form = {"grant_type": "client_credentials"}
    for headers, realm in (
        ({"Authorization": "Basic %%%"}, REALM),
        ({"Authorization": "Basic " + base64.b64encode(b"sa-nobody:x").decode()}, REALM),
        ({}, "Nowhere"),
    ):
        theirs, ours = (side.post(form, headers, realm) for side in sides)
        assert ours == theirs


# --- tokens that end in mid-run ----------------------------------------------------------------------------


@pytest.fixture
def resource(lane: Lane) -> Iterator[ResourceServer]:
    """A service that asks Keycloak about every token; nobody listens afterwards."""
    with ResourceServer(lane.keycloak, REALM, *RESOURCE) as server:
        yield server


def calls(number: int) -> list[dict[str, Any]]:
    """Calls to Central, which ``central_url`` says is the resource server."""
    return [{"name": f"call {index}", "path": f"/things/{index}"} for index in range(number)]


def test_short_lived_tokens_are_renewed_between_calls(run: Run, resource: ResourceServer) -> None:
    resource.seconds = 0.6
    result = run("axway_invoke", client_id="sa-2s", central_url=resource.url, calls=calls(8))
    assert "failed" not in result, result["msg"]
    assert [each["status"] for each in result["calls"]] == [200] * 8
    tokens = list(dict.fromkeys(served.token for served in resource.served))
    assert len(tokens) >= 3
    assert run.logins() == [200] * len(tokens)
    # A token that ended on its way was refused, and its call came back with the next.
    assert sum(each["tries"] for each in result["calls"]) == len(resource.served)
    assert sum(served.status == 200 for served in resource.served) == 8


def test_a_token_that_is_revoked_is_renewed_once(run: Run, resource: ResourceServer) -> None:
    resource.holder, resource.revoke_after = ("sa-600s", SECRET), {2}
    result = run("axway_invoke", client_id="sa-600s", central_url=resource.url, calls=calls(4))
    assert "failed" not in result, result["msg"]
    assert [each["tries"] for each in result["calls"]] == [1, 1, 2, 1]
    assert [served.status for served in resource.served] == [200, 200, 401, 200, 200]
    assert [served.token == resource.served[0].token for served in resource.served] == [True] * 3 + [
        False
    ] * 2
    assert run.logins() == [200, 200]


def test_a_token_of_another_audience_is_refused_after_one_renewal(run: Run, resource: ResourceServer) -> None:
    result = run("axway_invoke", central_url=resource.url, path="/things")
    assert result["error"]["kind"] == "auth"
    assert result["msg"].endswith(" The token was renewed once and refused again.")
    assert [served.status for served in resource.served] == [401, 401]
    assert run.logins() == [200, 200]


# --- as playbooks ----------------------------------------------------------------------------------------


def played(play: Play, run: Run, tasks: list[dict[str, Any]], **options: Any) -> PlayRun:
    """The run of a playbook whose tasks find Keycloak by module defaults; it told no secret at -vvv."""
    defaults = {name: value for name, value in run.given.items() if name != "client_secret"}
    book = {
        "hosts": "all",
        "gather_facts": False,
        "module_defaults": {
            "group/apiops.platforms.axway": {**defaults, "client_secret": "{{ the_secret }}"}
        },
        "tasks": tasks,
    }
    ran = play([book], extra_vars={"the_secret": SECRET}, verbosity=3, **options)
    assert leaked(ran.output, {"secret": SECRET, "key": key_line(run.lane.key)}) == []
    return ran


@pytest.mark.usefixtures("execution")
def test_the_role_outlives_its_tokens(play: Play, run: Run, resource: ResourceServer) -> None:
    resource.seconds = 0.5
    given = {"auth_url": run.given["auth_url"], "ca_path": run.given["ca_path"], "central_url": resource.url}
    role = {
        **{f"axway_{name}": value for name, value in given.items()},
        "axway_client_id": "sa-3s",
        "axway_client_secret": "{{ the_secret }}",
        "axway_calls": calls(8),
    }
    ran = played(
        play,
        run,
        [
            {"ansible.builtin.include_role": {"name": "apiops.platforms.axway"}, "vars": role},
            {
                "name": "All were made",
                "ansible.builtin.assert": {
                    "that": "axway_results.values() | map(attribute='status') | list == [200] * 8"
                },
            },
        ],
    )
    assert ran.rc == 0, ran.output
    tokens = {served.token for served in resource.served}
    assert len(tokens) >= 2
    # On a machine that is busy the token of the first task ends before the first call.
    assert run.logins() in ([200] * len(tokens), [200] * (len(tokens) + 1))


@pytest.mark.usefixtures("execution")
def test_tasks_share_the_token_that_replaced_a_revoked_one(
    play: Play, run: Run, resource: ResourceServer
) -> None:
    resource.holder, resource.revoke_after = ("sa-600s", SECRET), {1}
    call = {"client_id": "sa-600s", "central_url": resource.url, "path": "/things"}
    ran = played(play, run, [{"apiops.platforms.axway_invoke": call}] * 3)
    assert ran.rc == 0, ran.output
    assert [served.status for served in resource.served] == [200, 401, 200, 200]
    assert run.logins() == [200, 200]


@pytest.mark.usefixtures("execution")
def test_a_key_in_a_playbook(play: Play, run: Run, tmp_path: Path) -> None:
    path = write_private(tmp_path / "key.pem", run.lane.key.encode())
    given = {"client_id": "sa-key", "private_key_path": str(path), "auth_method": "private_key_jwt"}
    ran = played(
        play,
        run,
        [
            {"apiops.platforms.axway_token": given, "register": "token"},
            {"ansible.builtin.assert": {"that": "token.claims.azp == 'sa-key'"}},
        ],
    )
    assert ran.rc == 0, ran.output
    assert run.logins() == [200]


def test_a_wrong_secret_on_many_hosts_is_asked_for_once(play: Play, run: Run) -> None:
    hosts = {f"host{index}": LOCALHOST["all"]["hosts"]["localhost"] for index in range(8)}
    task = {"name": "Token", "apiops.platforms.axway_token": {"client_secret": "wrong"}}
    ran = played(play, run, [task], inventory={"all": {"hosts": hosts}}, forks=8)
    assert ran.rc == 2, ran.output
    assert [each.result["error"]["description"] for each in ran.results] == [INVALID] * 8
    assert run.logins() == [401]

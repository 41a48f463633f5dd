# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Our modules at a certified OpenID provider that is not Keycloak: nothing depends on that one's manners.

The provider tells a refused client less than it knows; what it knows is in its journal, so that each case is
seen to be refused for the reason that it is about.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlencode
from uuid import UUID

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from ansible_collections.apiops.platforms.plugins.module_utils._core.operations.session import Context
from tests.interop.oidc_provider import CONNECT, REALM, OpenIdProvider, end, running_provider
from tests.leaks import key_line, leaked, tokens_of
from tests.operations.conftest import performed

# All that a secret may hold here and HTTP Basic, forms or JSON would take for something else.
SECRET = "s3 cr+et:%2F/&=?#\"'\\~"
KEY = RSAKey.generate_key(2048, parameters={"use": "sig", "alg": "RS256"})
OTHER_KEY = RSAKey.generate_key(2048, parameters={"use": "sig", "alg": "RS256"})
METADATA = {"grant_types": ["client_credentials"], "redirect_uris": [], "response_types": []}
BY_SECRET = {**METADATA, "client_secret": SECRET, "token_endpoint_auth_method": "client_secret_post"}
BY_BASIC = {**BY_SECRET, "token_endpoint_auth_method": "client_secret_basic"}
BY_KEY = {
    **METADATA,
    "token_endpoint_auth_method": "private_key_jwt",
    "jwks": {"keys": [KEY.as_dict(private=False)]},
}
CLIENTS: Mapping[str, Mapping[str, Any]] = {
    "form": BY_SECRET,
    "basic: 50% + /more": BY_BASIC,
    "key": BY_KEY,
    "signed": BY_SECRET,
    "brief": BY_SECRET,
    "brief and signed": BY_SECRET,
    "out of date": {**BY_SECRET, "client_secret_expires_at": 1},
    "other scope": {**BY_SECRET, "scope": "offline_access"},
    "other grant": {**BY_SECRET, "grant_types": ["refresh_token"]},
}
BRIEF = 2
SETTINGS = {
    "clients": [{"client_id": name, **metadata} for name, metadata in CLIENTS.items()],
    "lifetimes": {"brief": BRIEF, "brief and signed": BRIEF},
    "signed": ["signed", "brief and signed"],
}
ENVIRONMENTS: dict[str, Any] = {"path": "/management/v1/environments"}
SERVED = "/apis" + ENVIRONMENTS["path"]


def pem(key: RSAKey) -> str:
    """A private key as the modules take it."""
    return key.as_pem(private=True).decode()


BASIC: dict[str, Any] = {
    "client_id": "basic: 50% + /more",
    "client_secret": SECRET,
    "auth_method": "client_secret_basic",
}
FORM: dict[str, Any] = {"client_id": "form", "client_secret": SECRET}
SIGNED: dict[str, Any] = {"client_id": "key", "private_key": pem(KEY)}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenIdProvider]:
    """The provider, with whatever earlier tests left in it."""
    with running_provider(tmp_path_factory.mktemp("provider"), SETTINGS) as provider:
        yield provider


@pytest.fixture
def provider(running: OpenIdProvider) -> OpenIdProvider:
    """The provider with an empty journal."""
    running.forget()
    return running


class Run:
    """Runs Axway's modules against the provider. One token store serves all runs of a test."""

    def __init__(self, provider: OpenIdProvider) -> None:
        self._given = {
            "auth_url": provider.url,
            "central_url": provider.url,
            "ca_path": str(provider.ca_path),
            "retry_delay": 0.01,
        }
        self._context = Context()

    def __call__(self, module: str, **options: Any) -> dict[str, Any]:
        """The result of a module."""
        return performed(module, {**self._given, **options}, self._context)


@pytest.fixture
def run(provider: OpenIdProvider) -> Run:
    """Runs Axway's modules, none of which holds a token yet."""
    return Run(provider)


def statuses(entries: list[dict[str, Any]]) -> list[int]:
    """How requests of the journal were answered."""
    return [entry["status"] for entry in entries]


def lives(result: Mapping[str, Any], seconds: int) -> bool:
    """Whether a token was just issued for that time, by both what the result tells."""
    ends = datetime.fromisoformat(result["expires_at"])
    left = (ends - datetime.now(UTC)).total_seconds()
    return seconds - 5 < left <= seconds and seconds - 5 < result["expires_in"] <= seconds


# --- tokens ------------------------------------------------------------------------------------------------


def test_the_provider_is_where_axways_is(provider: OpenIdProvider, run: Run) -> None:
    told = provider.ask(REALM + "/.well-known/openid-configuration")
    assert told["issuer"] == provider.url + REALM
    assert told["token_endpoint"] == provider.url + CONNECT + "/token"
    assert told["token_endpoint_auth_methods_supported"]
    run("axway_token", **FORM)
    assert len(provider.logins()) == 1


@pytest.mark.parametrize("given", [FORM, BASIC, SIGNED], ids=["form", "basic", "key"])
def test_an_opaque_token(provider: OpenIdProvider, run: Run, given: dict[str, Any]) -> None:
    result = run("axway_token", **given)
    assert result["claims"] is None
    assert result["token_type"] == "Bearer"
    assert lives(result, 1800)
    (login,) = provider.logins()
    sent = parse_qs(login["body"])
    # By HTTP Basic no scope is asked for, as in the vendor's guide.
    assert result["scope"] == sent.get("scope", [None])[0] == (None if given is BASIC else "openid")
    assert ("authorization" in login["headers"]) is (given is BASIC)
    assert ("client_secret" in sent) is (given is FORM)
    assert ("client_assertion" in sent) is (given is SIGNED)
    called = run("axway_invoke", **given, **ENVIRONMENTS)
    assert called["json"] == {"path": SERVED}
    assert len(provider.logins()) == 1


def test_a_token_that_is_a_jwt(provider: OpenIdProvider, run: Run) -> None:
    given = {**FORM, "client_id": "signed"}
    result = run("axway_token", **given)
    keys = KeySet.import_key_set(provider.ask(CONNECT + "/certs"))
    verified = jwt.decode(result["access_token"], keys, algorithms=["RS256"])
    assert verified.header["typ"] == "at+jwt"
    assert result["claims"] == verified.claims
    assert result["claims"]["client_id"] == "signed"
    assert lives(result, 1800)
    # The answer names no scope: none of those asked for is one of the service's.
    assert result["scope"] is None
    assert run("axway_invoke", **given, **ENVIRONMENTS)["status"] == 200
    assert len(provider.logins()) == 1


@pytest.mark.parametrize("audience", [None, REALM, CONNECT + "/token"])
def test_the_audiences_that_are_accepted(provider: OpenIdProvider, run: Run, audience: str | None) -> None:
    option = {} if audience is None else {"audience": provider.url + audience}
    assert "access_token" in run("axway_token", **SIGNED, **option)
    (login,) = provider.logins()
    (assertion,) = parse_qs(login["body"])["client_assertion"]
    claims = jwt.decode(assertion, KEY, algorithms=["RS256"]).claims
    assert claims["aud"] == provider.url + (audience or CONNECT + "/token")


def test_a_login_whose_answer_is_lost_is_repeated_with_a_new_assertion(
    provider: OpenIdProvider, run: Run
) -> None:
    provider.lose_an_answer()
    assert "access_token" in run("axway_token", **SIGNED)
    lost, answered = provider.logins()
    assert "reason" not in lost | answered
    assert lost["body"] != answered["body"]


# --- refusals ----------------------------------------------------------------------------------------------

FAILED = "client authentication failed"
OTHER_METHOD = (
    "the provided authentication mechanism does not match the registered client authentication method"
)
OTHER_AUDIENCE = "audience (aud) must equal the endpoint url, issuer identifier or token endpoint url"


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({**FORM, "client_secret": "wr0ng secret"}, "invalid secret provided"),
        ({**BASIC, "client_secret": "wr0ng secret"}, "invalid secret provided"),
        ({**FORM, "client_id": "nobody"}, "client not found"),
        ({**BASIC, "client_id": "nobody"}, "client not found"),
        ({**SIGNED, "client_id": "nobody"}, "client not found"),
        ({**SIGNED, "private_key": pem(OTHER_KEY)}, "signature verification failed"),
        ({**SIGNED, "audience": "https://elsewhere.invalid/token"}, OTHER_AUDIENCE),
        ({**FORM, "client_id": "key"}, OTHER_METHOD),
        ({**SIGNED, "client_id": "form"}, OTHER_METHOD),
    ],
    ids=[
        "wrong secret",
        "wrong secret by basic",
        "unknown client",
        "unknown client by basic",
        "unknown client with a key",
        "wrong key",
        "wrong audience",
        "secret in place of a key",
        "key in place of a secret",
    ],
)
def test_a_client_that_does_not_prove_itself(
    provider: OpenIdProvider, run: Run, given: dict[str, Any], reason: str
) -> None:
    result = run("axway_token", **given)
    (login,) = refused(provider, result, given)
    assert login["reason"] == reason
    assert login["status"] == result["status"] == 401
    assert (result["error"]["code"], result["error"]["description"]) == ("invalid_client", FAILED)
    assert f'answered 401 Unauthorized, "{FAILED}" (code invalid_client); look at ' in result["msg"]
    assert "clock" not in result["msg"]


@pytest.mark.parametrize(
    ("client_id", "code", "words"),
    [
        ("out of date", "invalid_client", "could not authenticate the client - its client secret is expired"),
        ("other scope", "invalid_scope", "requested scope is not allowed"),
        ("other grant", "invalid_request", "requested grant type is not allowed for this client"),
    ],
)
def test_a_client_that_may_not(
    provider: OpenIdProvider, run: Run, client_id: str, code: str, words: str
) -> None:
    given = {**FORM, "client_id": client_id}
    result = run("axway_token", **given)
    (login,) = refused(provider, result, given)
    assert login["status"] == result["status"] == 400
    assert (result["error"]["code"], result["error"]["description"]) == (code, words)
    assert f'answered 400 Bad Request, "{words}" (code {code}); look at ' in result["msg"]


def refused(
    provider: OpenIdProvider, result: Mapping[str, Any], given: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """The logins of a result that is a refusal, in one line and without a secret."""
    assert result["failed"] is True
    assert result["error"]["kind"] == "auth"
    assert result["tries"] == 1
    assert "\n" not in result["msg"]
    assert result["url"] == provider.url + CONNECT + "/token"
    secrets = {name: given[name] for name in ("client_secret",) if name in given}
    if "private_key" in given:
        secrets["private_key"] = key_line(given["private_key"])
    sent = tokens_of(provider.journal())
    assert leaked(json.dumps(result), {**secrets, **sent}) == []
    return provider.logins()


def test_a_refusal_is_final_for_all_calls(provider: OpenIdProvider, run: Run) -> None:
    calls = [{"name": str(number), **ENVIRONMENTS} for number in range(4)]
    given = {**FORM, "client_secret": "wr0ng secret"}
    result = run("axway_invoke", **given, calls=calls, concurrency=4, on_error="continue")
    assert result["summary"]["failed"] == 4
    (login,) = provider.journal()
    assert login["path"] == CONNECT + "/token"


def test_an_assertion_that_was_used_before(
    provider: OpenIdProvider, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    once = UUID(int=uuid.uuid4().int)
    monkeypatch.setattr(uuid, "uuid4", lambda: once)
    first = run("axway_token", **SIGNED)
    assert "access_token" in first
    again = Run(provider)("axway_token", **SIGNED)
    accepted, login = refused(provider, again, SIGNED)
    assert accepted["status"] == 200
    assert login["reason"] == "client assertion tokens must only be used once"
    assert again["error"]["description"] == FAILED


def test_an_assertion_of_a_clock_that_is_behind(
    provider: OpenIdProvider, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = time.time
    monkeypatch.setattr(time, "time", lambda: right() - 600)
    result = run("axway_token", **SIGNED)
    (login,) = refused(provider, result, SIGNED)
    assert login["reason"] == "jwt expired"
    assert result["error"]["description"] == FAILED
    assert " s behind that of the server; set it right." in result["msg"]


# --- renewal -----------------------------------------------------------------------------------------------


def test_tokens_that_end_in_mid_run(provider: OpenIdProvider, run: Run) -> None:
    given = {**FORM, "client_id": "brief"}
    calls, until = 0, time.monotonic() + 2 * BRIEF
    while time.monotonic() < until:
        assert run("axway_invoke", **given, **ENVIRONMENTS)["status"] == 200
        calls += 1
        time.sleep(0.1)
    answers, logins = statuses(provider.journal(SERVED)), statuses(provider.logins())
    assert answers.count(200) == calls
    # They end at a whole second, so that one may live shorter than is told: it is refused once.
    assert answers.count(401) == len(answers) - calls < len(logins)
    assert set(logins) == {200}
    assert 2 <= len(logins) <= 4


@pytest.mark.parametrize("client_id", ["brief", "brief and signed"])
def test_a_token_that_ended_unnoticed_is_renewed_once(
    provider: OpenIdProvider, run: Run, monkeypatch: pytest.MonkeyPatch, client_id: str
) -> None:
    given = {**FORM, "client_id": client_id}
    first = run("axway_token", **given)
    # As when the machine slept: its monotonic clock stood still.
    awake = time.monotonic
    time.sleep(BRIEF)
    monkeypatch.setattr(time, "monotonic", lambda: awake() - BRIEF)
    result = run("axway_invoke", **given, **ENVIRONMENTS)
    assert result["status"] == 200
    assert result["tries"] == 2
    assert statuses(provider.journal(SERVED)) == [401, 200]
    assert statuses(provider.logins()) == [200, 200]
    assert first["access_token"] not in json.dumps(result)


def test_a_token_that_was_revoked_is_renewed_once_for_all(provider: OpenIdProvider, run: Run) -> None:
    token = run("axway_token", **FORM)["access_token"]
    form = {"client_id": "form", "client_secret": SECRET, "token": token}
    provider.ask(CONNECT + "/revoke", urlencode(form).encode())
    calls = [{"name": str(number), **ENVIRONMENTS} for number in range(8)]
    result = run("axway_invoke", **FORM, calls=calls, concurrency=4)
    assert result["summary"]["failed"] == 0
    assert sorted(set(statuses(provider.journal(SERVED)))) == [200, 401]
    assert len(provider.logins()) == 2


def test_a_token_that_is_refused_again_is_not_renewed_again(provider: OpenIdProvider, run: Run) -> None:
    # A token of client_credentials is nobody's: the provider itself refuses to tell whose it is.
    result = run("axway_invoke", **FORM, path=provider.url + CONNECT + "/userinfo")
    assert result["error"]["kind"] == "auth"
    assert result["error"]["code"] == "invalid_token"
    assert result["error"]["description"] == "invalid token provided"
    assert result["msg"].endswith("The token was renewed once and refused again.")
    assert statuses(provider.journal(CONNECT + "/userinfo")) == [401, 401]
    assert statuses(provider.logins()) == [200, 200]


# --- the server --------------------------------------------------------------------------------------------


def test_the_server_ends_with_its_input(tmp_path_factory: pytest.TempPathFactory) -> None:
    with running_provider(tmp_path_factory.mktemp("provider"), SETTINGS) as provider:
        assert end(provider.process) == 0

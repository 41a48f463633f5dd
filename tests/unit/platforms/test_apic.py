# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""API Connect: which identity provider, what each grant sends, what its error bodies mean, its pages."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._core.calls.call import Call
from ansible_collections.apiops.platforms.plugins.module_utils._core.errors import ApiError
from ansible_collections.apiops.platforms.plugins.module_utils._core.tokens.token import Token
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apic.lists import OffsetPager, pick
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apic.platform import (
    INVOKE,
    REALM,
    Apic,
)
from tests.unit.core.fakes import Answer, FakeTransport, Runner, Script, client, cut_after_sending, filled

URL = "https://apim.example"
CLIENT = {"client_id": "toolkit", "client_secret": "toolkit secret"}
USER = {"username": "jürgen", "password": 'q"uo\\te %+ü', **CLIENT}
ANSWER = Answer(body={"access_token": "a", "token_type": "Bearer", "expires_in": 28800})


def apic(**given: Any) -> Apic:
    """API Connect at apim.example with credentials, without a token."""
    return Apic(filled(Apic.options, {"url": URL, **given}))


def acquired(platform: Apic, *script: Script) -> tuple[Token, FakeTransport]:
    """The token of the platform's grant, and what was sent for it."""
    anonymous, fake, _pauses = client(platform, *script)
    return platform.grant().acquire(anonymous.exchange), fake


def idp(name: str, registry_type: str, default: bool = False, **more: Any) -> dict[str, Any]:
    """An identity provider with its realm."""
    return {
        "name": name,
        "registry_type": registry_type,
        "default": default,
        "realm": "provider/" + name,
        **more,
    }


def listed(*providers: dict[str, Any]) -> Answer:
    """The answer that lists identity providers."""
    return Answer(body={"total_results": len(providers), "results": list(providers)})


def refused(**given: Any) -> ApiError:
    """Why no grant can be made of these credentials."""
    with pytest.raises(ApiError) as caught:
        apic(**given).grant()
    assert (caught.value.kind, caught.value.effect) == ("config", "none")
    return caught.value


LUR, LDAP, URL_REGISTRY = idp("local", "lur"), idp("staff", "ldap"), idp("legacy", "authurl")
OIDC = idp("sso", "oidc")
LDAP_DEFAULT, OIDC_DEFAULT = idp("staff", "ldap", True), idp("sso", "oidc", True)


@pytest.mark.parametrize(
    ("providers", "name", "registry_type", "picked"),
    [
        ([LUR, LDAP_DEFAULT], "local", None, "local"),
        ([LUR, OIDC_DEFAULT], "sso", None, "sso"),
        ([LUR, LDAP_DEFAULT], "local", "ldap", "local"),
        ([LUR, LDAP_DEFAULT], None, "lur", "local"),
        ([LUR, OIDC], None, "oidc", "sso"),
        ([LUR, LDAP_DEFAULT], None, None, "staff"),
        ([LUR, LDAP_DEFAULT, OIDC], None, None, "staff"),
        ([OIDC_DEFAULT, LUR], None, None, "local"),
        ([OIDC_DEFAULT, URL_REGISTRY], None, None, "legacy"),
        ([OIDC, LDAP], None, None, "staff"),
        ([LUR], None, None, "local"),
    ],
    ids=[
        "by name, not the default",
        "by name, whatever its type",
        "the name before the type",
        "by type, not the default",
        "by type, without a password",
        "the default",
        "the default among others",
        "the only one with a password, the default has none",
        "the only one with a password, by URL",
        "the only one with a password, no default",
        "the only one",
    ],
)
def test_the_one_picked(
    providers: list[dict[str, Any]], name: str | None, registry_type: str | None, picked: str
) -> None:
    assert pick(providers, "provider", name, registry_type)["name"] == picked


@pytest.mark.parametrize(
    ("providers", "name", "registry_type", "words"),
    [
        ([LUR, LDAP_DEFAULT], "Local", None, "No identity provider of scope provider is named 'Local'"),
        ([LUR], None, "ldap", "No identity provider of scope provider is of registry type ldap"),
        ([LUR, idp("other", "lur", True)], None, "lur", "More than one identity provider"),
        ([LUR, LDAP], None, None, "More than one identity provider of scope provider takes a password"),
        ([OIDC_DEFAULT, LUR, LDAP], None, None, "More than one identity provider"),
        ([LDAP_DEFAULT, idp("other", "lur", True)], None, None, "More than one identity provider"),
        ([OIDC_DEFAULT], None, None, "No identity provider of scope provider takes a password"),
        ([], None, None, "The candidates: none"),
    ],
    ids=str,
)
def test_nothing_is_picked_by_guessing(
    providers: list[dict[str, Any]], name: str | None, registry_type: str | None, words: str
) -> None:
    with pytest.raises(ApiError) as caught:
        pick(providers, "provider", name, registry_type)
    assert caught.value.kind == "config"
    assert words in caught.value.message
    for provider in providers:
        assert "%s (%s" % (provider["name"], provider["registry_type"]) in caught.value.message


def test_the_candidates_show_which_is_the_default() -> None:
    with pytest.raises(ApiError, match=r"sso \(oidc, default\), local \(lur\), staff \(ldap\)"):
        pick([OIDC_DEFAULT, LUR, LDAP], "provider", None, None)


def test_a_realm_the_server_leaves_out_is_scope_and_name() -> None:
    platform = apic(scope="admin")
    anonymous, fake, _pauses = client(
        platform, listed({"name": "default-idp-1"}, idp("x", "lur", realm="admin/y"), {"title": "no name"})
    )
    providers = platform.scope().identity_providers(anonymous.exchange)
    assert [provider["realm"] for provider in providers] == ["admin/default-idp-1", "admin/y"]
    assert fake.paths() == ["GET api/cloud/admin/identity-providers"]
    assert "Authorization" not in fake.sent[0].headers


@pytest.mark.parametrize(
    "answer",
    [Answer(body={"results": "none"}), Answer(body=[]), Answer(body="hello"), Answer(204)],
    ids=str,
)
def test_a_list_of_providers_that_is_none(answer: Answer) -> None:
    platform = apic()
    anonymous, _fake, _pauses = client(platform, answer)
    with pytest.raises(ApiError) as caught:
        platform.scope().identity_providers(anonymous.exchange)
    assert caught.value.kind == "protocol"


def test_the_realm_module_needs_no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    run = Runner(monkeypatch)
    fake = run.script(listed(OIDC_DEFAULT, LUR))
    result = run(REALM, url=URL)
    assert (result["realm"], result["scope"], result["changed"]) == ("provider/local", "provider", False)
    assert result["identity_provider"] == LUR
    assert result["identity_providers"] == [OIDC_DEFAULT, LUR]
    assert fake.paths() == ["GET api/cloud/provider/identity-providers"]


@pytest.mark.parametrize("realm", ["provider/default-idp-2", "admin/default-idp-1", "provider/a.b_c-d"])
def test_realms_as_they_are(realm: str) -> None:
    assert apic().scope().checked(realm) == realm


@pytest.mark.parametrize(
    "realm",
    [
        "default-idp-2",
        "provider/",
        "/default-idp-2",
        "consumer:o:c/idp",
        "Provider/x",
        "provider/a/b",
        "provider/a b",
        " provider/x",
        "provider/x\n",
    ],
    ids=repr,
)
def test_realms_that_are_none(realm: str) -> None:
    assert "realm" in refused(realm=realm, **USER).message


def test_the_password_grant() -> None:
    token, fake = acquired(apic(realm="provider/default-idp-2", **USER), ANSWER)
    assert fake.paths() == ["POST api/token"]
    assert json.loads(fake.sent[0].body) == {
        "grant_type": "password",
        "realm": "provider/default-idp-2",
        **USER,
    }
    assert fake.sent[0].headers["Content-Type"] == "application/json"
    assert fake.sent[0].headers["Accept"] == "application/json"
    assert "Authorization" not in fake.sent[0].headers
    assert (token.access_token, token.expires_in) == ("a", 28800)
    assert token.details == {"realm": "provider/default-idp-2"}


def test_the_api_key_grant_has_no_realm() -> None:
    _token, fake = acquired(apic(api_key="k", **CLIENT), ANSWER)
    assert json.loads(fake.sent[0].body) == {"grant_type": "api_key", "api_key": "k", **CLIENT}


def test_the_client_credentials_grant_has_nothing_else() -> None:
    token, fake = acquired(apic(grant_type="client_credentials", **CLIENT), ANSWER)
    assert json.loads(fake.sent[0].body) == {"grant_type": "client_credentials", **CLIENT}
    assert token.details == {"realm": None}


def test_the_refresh_token_grant_has_its_realm() -> None:
    _token, fake = acquired(apic(refresh_token="r", realm="admin/x", **CLIENT), ANSWER)
    body = {"grant_type": "refresh_token", "refresh_token": "r", "realm": "admin/x", **CLIENT}
    assert json.loads(fake.sent[0].body) == body


@pytest.mark.parametrize("given", [USER, {"refresh_token": "r", **CLIENT}], ids=["password", "refresh_token"])
def test_a_realm_not_given_is_discovered(given: dict[str, str]) -> None:
    token, fake = acquired(apic(**given), listed(OIDC_DEFAULT, LUR), ANSWER)
    assert fake.paths() == ["GET api/cloud/provider/identity-providers", "POST api/token"]
    assert json.loads(fake.sent[1].body)["realm"] == "provider/local"
    assert token.details == {"realm": "provider/local"}


def test_a_realm_is_discovered_by_the_name_of_its_provider() -> None:
    platform = apic(scope="admin", identity_provider="sso", **USER)
    _token, fake = acquired(platform, listed(OIDC_DEFAULT, LUR), ANSWER)
    assert json.loads(fake.sent[1].body)["realm"] == "provider/sso"


def test_no_password_is_sent_where_the_realm_is_open() -> None:
    anonymous, fake, _pauses = client(apic(**USER), listed(LUR, LDAP))
    with pytest.raises(ApiError):
        apic(**USER).grant().acquire(anonymous.exchange)
    assert [sent.method for sent in fake.sent] == ["GET"]


@pytest.mark.parametrize(
    ("given", "grant_type"),
    [
        (USER, "password"),
        ({"refresh_token": "r", **USER}, "password"),
        ({"api_key": "k", **CLIENT}, "api_key"),
        ({"api_key": "k", "refresh_token": "r", **USER}, "api_key"),
        ({"refresh_token": "r", **CLIENT}, "refresh_token"),
        ({"grant_type": "client_credentials", **USER}, "client_credentials"),
        ({"grant_type": "password", "api_key": "k", **USER}, "password"),
        ({"grant_type": "refresh_token", "refresh_token": "r", **USER}, "refresh_token"),
    ],
    ids=str,
)
def test_the_grant_by_what_is_given(given: dict[str, str], grant_type: str) -> None:
    _token, fake = acquired(apic(realm="provider/x", **given), ANSWER)
    assert json.loads(fake.sent[0].body)["grant_type"] == grant_type


@pytest.mark.parametrize(
    ("given", "variables"),
    [
        ({}, ["APIC_USERNAME", "APIC_PASSWORD", "APIC_CLIENT_ID", "APIC_CLIENT_SECRET", "APIC_API_KEY"]),
        (CLIENT, ["APIC_USERNAME", "APIC_PASSWORD", "APIC_API_KEY", "APIC_GRANT_TYPE"]),
        ({"client_id": "x"}, ["APIC_CLIENT_SECRET"]),
        ({"username": "u", **CLIENT}, ["APIC_PASSWORD"]),
        ({"password": "p", **CLIENT}, ["APIC_USERNAME"]),
        ({"username": "u", "password": "p"}, ["APIC_CLIENT_ID", "APIC_CLIENT_SECRET"]),
        ({"api_key": "k", "client_id": "x"}, ["APIC_CLIENT_SECRET"]),
        ({"grant_type": "api_key", **CLIENT}, ["APIC_API_KEY"]),
        ({"grant_type": "refresh_token", **CLIENT}, ["APIC_REFRESH_TOKEN"]),
        ({"url": None, **USER}, ["APIC_URL"]),
    ],
    ids=str,
)
def test_what_is_missing_is_named_with_its_variable(given: dict[str, Any], variables: list[str]) -> None:
    message = refused(**given).message
    assert [variable for variable in variables if variable not in message] == []


def test_an_api_key_whose_exchange_is_in_doubt_is_not_exchanged_again() -> None:
    platform = apic(api_key="k", **CLIENT)
    anonymous, fake, _pauses = client(platform, cut_after_sending())
    with pytest.raises(ApiError):
        platform.grant().acquire(anonymous.exchange)
    assert len(fake.sent) == 1
    assert platform.grant().single_use


def test_other_grants_may_be_repeated() -> None:
    platform = apic(realm="provider/x", **USER)
    _token, fake = acquired(platform, cut_after_sending(), Answer(503), ANSWER)
    assert len(fake.sent) == 3
    assert not platform.grant().single_use


@pytest.mark.parametrize("status", [400, 401, 403])
def test_a_refused_login_is_final_and_says_what_to_look_at(status: int) -> None:
    platform = apic(realm="provider/x", **{**USER, "password": "secret\n"})
    anonymous, fake, _pauses = client(platform, Answer(status, {"status": status, "message": ["no"]}))
    with pytest.raises(ApiError) as caught:
        platform.grant().acquire(anonymous.exchange)
    assert (caught.value.kind, caught.value.status, len(fake.sent)) == ("auth", status, 1)
    for words in (
        "No token for the user jürgen: ",
        "realm provider/x",
        "password begins or ends with white space",
    ):
        assert words in caught.value.message


def test_every_credential_tells_tokens_apart() -> None:
    several: list[dict[str, Any]] = [
        {"realm": "provider/x", **USER},
        {"realm": "admin/x", **USER},
        {**USER},
        {"scope": "admin", **USER},
        {"identity_provider": "x", **USER},
        {"realm": "provider/x", **USER, "password": "other"},
        {"realm": "provider/x", **USER, "client_secret": "other"},
        {"realm": "provider/x", **USER, "url": "https://other.example"},
        {"api_key": "k", **CLIENT},
        {"grant_type": "client_credentials", **CLIENT},
    ]
    assert len({apic(**given).grant().identity for given in several}) == len(several)


@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize("suffix", ["", "/api"])
@pytest.mark.parametrize("prefix", ["", "/integration/apis/ns/instance", "/api/v10"])
def test_addresses_as_they_are_given(prefix: str, suffix: str, slash: str) -> None:
    platform = apic(url=URL + prefix + suffix + slash, grant_type="client_credentials", **CLIENT)
    assert platform.base({}) == URL + prefix + "/api"
    _token, fake = acquired(platform, ANSWER)
    assert fake.sent[0].url == URL + prefix + "/api/token"


@pytest.mark.parametrize("path", ["/orgs/{org}", "orgs/{org}", "/api/orgs/{org}"])
def test_a_path_as_documentation_prints_it(path: str) -> None:
    given = filled(INVOKE.options, {"path": path, "path_params": {"org": "a b/c"}})
    assert Call.build(apic(), given).url == URL + "/api/orgs/a%20b%2Fc"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"status": 404, "message": ["not", "here"], "errors": ["gone"]}, "not; here; gone"),
        ({"status": 404, "message": ["same"], "errors": ["same"]}, "same"),
        ({"status": 404, "message": "as a text", "errors": "so too"}, "as a text; so too"),
        ({"status": 404, "message": ["only it"]}, "only it"),
        ({"status": 404, "errors": ["only they"]}, "only they"),
        ({"status": 404, "message": [], "errors": []}, None),
        ({"status": 404, "message": None, "errors": None}, None),
        ({"status": 404}, None),
        ({"status": 404, "message": ['["twice encoded"]']}, '["twice encoded"]'),
        ({"status": 404, "message": [{"text": "an object"}, "a text"]}, "a text"),
        ({"status": 404, "error": "e", "error_description": "described"}, "described"),
    ],
    ids=str,
)
def test_error_bodies(answer: dict[str, Any], words: str | None) -> None:
    told = apic().read_refusal(404, answer)
    assert told is not None
    assert (told.kind, told.description) == ("not_found", words)
    assert told.code == answer.get("error", "404")


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, "rejected"),
        (401, "auth"),
        (403, "forbidden"),
        (404, "not_found"),
        (409, "conflict"),
        (422, "rejected"),
        (429, "rate_limited"),
        (500, "server"),
    ],
)
def test_what_a_status_stands_for(status: int, kind: str) -> None:
    told = apic().read_refusal(status, {"status": status, "message": ["something"]})
    assert told is not None
    assert told.kind == kind


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 400, "message": ["The catalog already exists."]},
        {"status": 400, "message": "x already exists"},
        {"status": 400, "errors": ["no", "The app is already subscribed to this plan."]},
    ],
    ids=str,
)
def test_a_duplicate_that_some_versions_tell_with_400(answer: dict[str, Any]) -> None:
    told = apic().read_refusal(400, answer)
    assert told is not None
    assert told.kind == "conflict"


def test_the_words_of_a_duplicate_change_no_other_status() -> None:
    told = apic().read_refusal(500, {"message": ["it already exists"]})
    assert told is not None
    assert told.kind == "server"


@pytest.mark.parametrize(
    ("status", "answer"),
    [(200, {"status": 500, "message": ["data"], "errors": ["data"]}), (404, ["x"]), (500, "text")],
    ids=str,
)
def test_answers_that_are_no_error_body(status: int, answer: Any) -> None:
    assert apic().read_refusal(status, answer) is None


def test_pages_by_offset() -> None:
    pager = apic().pager({})
    assert isinstance(pager, OffsetPager)
    answer = {"total_results": 5, "results": [1, 2], "more": True}
    assert pager.rows(answer) == [1, 2]
    assert pager.total(answer, {}) == 5
    assert pager.whole(answer, [1, 2, 3]) == {"total_results": 5, "results": [1, 2, 3], "more": True}


@pytest.mark.parametrize("answer", [{"name": "x"}, {"results": {"a": 1}}, [1], "text", None], ids=str)
def test_answers_that_are_no_list(answer: Any) -> None:
    assert OffsetPager().rows(answer) is None


@pytest.mark.parametrize(
    ("query", "following"),
    [
        (None, {"offset": 20}),
        ({"limit": 10, "fields": "name"}, {"limit": 10, "fields": "name", "offset": 20}),
        ({"offset": 5}, {"offset": 25}),
        ({"offset": "5"}, {"offset": 25}),
    ],
    ids=str,
)
def test_the_next_offset(query: dict[str, Any] | None, following: dict[str, Any]) -> None:
    call = {"path": "/orgs", "query": query}
    assert OffsetPager().following(call, 2, 20) == {"path": "/orgs", "query": following}
    assert call["query"] == query

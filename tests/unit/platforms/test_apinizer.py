# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Apinizer: what its words mean, since its statuses say little; its login; deployments that failed."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._core.errors import ApiError
from ansible_collections.apiops.platforms.plugins.module_utils._core.exchange.refusal import Refusal
from ansible_collections.apiops.platforms.plugins.module_utils._core.http.message import Request
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apinizer.platform import Apinizer
from tests.unit.core.fakes import Answer, client, cut_after_sending, filled

URL = "https://manager.example"
USER = {"username": "jürgen", "password": "p&=+ %ü"}
PROXY = URL + "/apiops/projects/P/apiProxies/x/"


def apinizer(**given: Any) -> Apinizer:
    """A manager at manager.example."""
    return Apinizer(filled(Apinizer.options, {"url": URL, **given}))


def told(status: int, answer: Any) -> Refusal:
    """What an answer says against the call."""
    refusal = apinizer().read_refusal(status, answer)
    assert refusal is not None
    return refusal


def failure(words: str) -> dict[str, str]:
    """The platform's envelope of a failure."""
    return {"status": "FAILURE", "resultMessage": words}


def read(answer: Answer, url: str = PROXY) -> Refusal | None:
    """What a whole answer to a GET says against it."""
    return apinizer().refusal(answer.to(Request("GET", url, {}, read_only=True)))


NOT_FOUND = [
    "ApiProxy (name: x) is not found!",
    "Project (X) was not found!",
    "Environment tester does not exist in the project!",
    "ApiProxy can not be reparsed because it is not exist. First create it!",
    "APIPROXY (NAME: X) IS NOT FOUND!",
]
FORBIDDEN = [
    "User does not have required permission for this operation!",
    "User does not have required EXPORT_IMPORT permission for IDENTITY (object: x)!",
    "User is not authorized for this operation!",
]
AMBIGUOUS = "Project (X) is not found or user does not have privilege to access it!"
EXISTS = [
    "ApiProxy (name: x) is already exist!",
    "An IP Group with same name (x) already exists in project!",
    "Environment variable (name: X) already exists!",
    "ApiProxyGroup: (X) is already created! Use update operation.",
    "Keystore (name: x) is already exist! Try update operation instead.",
    "This username is already used by another credential. A username must be unique across ALL projects.",
    "Credential (username:u) has already access to API Proxy (name:MyAPI)!",
]


@pytest.mark.parametrize("status", [200, 400])
@pytest.mark.parametrize(
    ("words", "kind"),
    [
        *((words, "not_found") for words in NOT_FOUND),
        *((words, "forbidden") for words in FORBIDDEN),
        (AMBIGUOUS, "forbidden"),
        *((words, "conflict") for words in EXISTS),
        ("apiProxyName field can not be empty!", "rejected"),
        ("The request body contains nothing known", "rejected"),
    ],
    ids=str,
)
def test_a_failure_by_its_words(status: int, words: str, kind: str) -> None:
    refusal = told(status, failure(words))
    assert (refusal.kind, refusal.description, refusal.effect) == (kind, words, "none")


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("ApiProxy (name: permission-api) is not found!", "not_found"),
        ("ApiProxy (name: privileges) is already exist!", "conflict"),
    ],
)
def test_the_name_of_an_object_says_nothing(words: str, kind: str) -> None:
    assert told(400, failure(words)).kind == kind


@pytest.mark.parametrize(
    "words",
    [
        AMBIGUOUS,
        AMBIGUOUS.replace("privilege", "permission"),
        AMBIGUOUS.upper(),
        "Project X is not found (or user does not have privilege to access it)!",
    ],
    ids=str,
)
@pytest.mark.parametrize("envelope", ["status", "success", "error"])
def test_what_is_ambiguous_is_never_absence(envelope: str, words: str) -> None:
    envelopes: dict[str, dict[str, Any]] = {
        "status": {"status": "FAILURE", "resultMessage": words},
        "success": {"success": False, "message": words},
        "error": {"error": "bad_request", "error_description": words},
    }
    assert told(400, envelopes[envelope]).kind == "forbidden"


@pytest.mark.parametrize(
    ("status", "answer", "kind", "code", "words"),
    [
        (
            400,
            {
                "error": "unsupported_grant_type",
                "error_description": "GrantType value must be client_credentials!",
            },
            "rejected",
            "unsupported_grant_type",
            "GrantType value must be client_credentials!",
        ),
        (
            401,
            {"error": "unauthorized_client", "error_description": "Bad credentials"},
            "auth",
            "unauthorized_client",
            "Bad credentials",
        ),
        (
            500,
            {"error": "server_error", "error_description": "An unexpected error occurred"},
            "server",
            "server_error",
            "An unexpected error occurred",
        ),
        (401, failure("Bad credentials"), "auth", None, "Bad credentials"),
        (401, failure("Token was expired!"), "auth", None, "Token was expired!"),
        (401, failure("User not found!"), "auth", None, "User not found!"),
        (500, failure("Something is not found!"), "server", None, "Something is not found!"),
        (403, failure("no"), "forbidden", None, "no"),
        (404, {"message": "no such organization"}, "not_found", None, "no such organization"),
        (409, {"message": "it is there"}, "conflict", None, "it is there"),
        (
            400,
            {"success": False, "error": "duplicate_name", "message": "The name already exists"},
            "conflict",
            "duplicate_name",
            "The name already exists",
        ),
        (
            429,
            {"error": "rate_limit_exceeded", "retry_after": 5},
            "rate_limited",
            "rate_limit_exceeded",
            None,
        ),
        (200, {"success": False, "message": "it is not found"}, "not_found", None, "it is not found"),
        (200, {"success": False}, "rejected", None, None),
        (200, {"error": "server_error"}, "rejected", "server_error", None),
        (400, {}, "rejected", None, None),
        (400, {"status": "SUCCESS", "resultMessage": "or not"}, "rejected", None, "or not"),
    ],
    ids=str,
)
def test_refusals_of_every_shape(
    status: int, answer: dict[str, Any], kind: str, code: str | None, words: str | None
) -> None:
    refusal = told(status, answer)
    assert (refusal.kind, refusal.code, refusal.description) == (kind, code, words)


@pytest.mark.parametrize(
    "answer",
    [
        {"status": "SUCCESS", "resultList": [{"name": "x"}], "resultCount": 1},
        {"status": "SUCCESS", "resultMessage": "ApiProxy (x) was not found in the cache, and fetched."},
        {"success": True, "resultList": [], "resultCount": 0},
        {"access_token": "x", "expires_in": 3600, "error": None, "error_description": None},
        {"status": "SUCCESS", "deploymentResult": None},
        {"status": "SUCCESS", "deploymentResult": {"success": True, "detailList": [{"success": True}]}},
        {"code": "org", "name": "a bare object", "status": "PUBLISHED"},
        [{"status": "FAILURE"}],
        "OK",
    ],
    ids=str,
)
def test_answers_that_are_no_refusal(answer: Any) -> None:
    assert apinizer().read_refusal(200, answer) is None


DEPLOYED = {"envName": "test", "podName": "w-0", "podIp": "10.0.0.1", "success": True, "detail": "Deployed"}
UNDEPLOYED = {"envName": "prod", "podName": "w-1", "podIp": "10.0.0.2", "success": False, "detail": "no pod"}


@pytest.mark.parametrize(
    ("result", "words"),
    [
        ({**UNDEPLOYED, "detailList": [DEPLOYED, UNDEPLOYED]}, "prod, pod w-1: no pod"),
        ({**UNDEPLOYED, "detailList": []}, "prod, pod w-1: no pod"),
        ({**UNDEPLOYED, "detailList": None}, "prod, pod w-1: no pod"),
        ({**UNDEPLOYED, "detailList": [{**UNDEPLOYED, "detail": None}]}, "prod, pod w-1"),
        (
            {
                "success": False,
                "deploymentResults": [
                    {"environmentName": "test", "success": False, "message": "refused"},
                    {"environmentName": "prod", "success": False, "message": "timeout"},
                    {"environmentName": "dev", "success": True, "message": "fine"},
                ],
            },
            "test: refused; prod: timeout",
        ),
        (
            {
                "success": False,
                "message": "Deployment failed",
                "environmentResults": [{"environmentName": "prod", "success": False, "message": "timeout"}],
            },
            "prod: timeout",
        ),
        ({"success": False, "message": "Deployment failed", "environmentResults": []}, "Deployment failed"),
        ({"success": False}, None),
        ({"success": True, "detailList": [DEPLOYED, UNDEPLOYED]}, "prod, pod w-1: no pod"),
        (
            {"success": True, "detailList": [{**DEPLOYED, "detailList": [DEPLOYED, UNDEPLOYED]}]},
            "prod, pod w-1: no pod",
        ),
        (
            {
                "success": False,
                "detailList": [{"envName": "prod", "success": False, "detailList": [DEPLOYED, UNDEPLOYED]}],
            },
            "prod, pod w-1: no pod",
        ),
        (
            {"success": True, "deploymentResults": [{"environmentName": "prod", "success": False}]},
            "prod",
        ),
        (
            {"success": True, "environmentResults": [{"environmentName": "prod", "success": False}]},
            "prod",
        ),
    ],
    ids=str,
)
def test_a_deployment_that_failed_with_200(result: dict[str, Any], words: str | None) -> None:
    refusal = told(200, {"status": "SUCCESS", "resultMessage": "Saved", "deploymentResult": result})
    assert (refusal.kind, refusal.code, refusal.effect) == ("server", "deploymentResult", "applied")
    assert (refusal.description, refusal.note) == (words, "saved in the manager, but not deployed")


@pytest.mark.parametrize(
    "result",
    [
        {"success": False, "message": "no worker", "environmentResults": [{"success": True}]},
        {**UNDEPLOYED, "detail": "no worker", "detailList": [DEPLOYED]},
    ],
    ids=str,
)
def test_the_word_of_the_whole_deployment_where_no_part_failed(result: dict[str, Any]) -> None:
    refusal = told(200, {"status": "SUCCESS", "deploymentResult": result})
    assert "no worker" in (refusal.description or "")


def test_a_rollback_that_was_not_deployed() -> None:
    words = "API Proxy rolled back successfully but deployment failed: no pod answered"
    refusal = told(200, {"status": "SUCCESS", "resultMessage": words})
    assert (refusal.kind, refusal.effect) == ("server", "applied")


def test_a_failure_to_deploy_is_told_before_anything_else() -> None:
    refusal = told(
        400, {**failure("ApiProxy (name: x) is not found!"), "deploymentResult": {"success": False}}
    )
    assert (refusal.kind, refusal.effect) == ("not_found", "none")


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        (PROXY, "not_found"),
        (PROXY + "?withPolicies=true", "not_found"),
        (PROXY.rstrip("/"), "rejected"),
        (PROXY.rstrip("/") + "?x=/", "rejected"),
    ],
)
def test_an_empty_404_where_the_slash_is_missing_is_no_absence(url: str, kind: str) -> None:
    refusal = read(Answer(404), url)
    assert refusal is not None
    assert refusal.kind == kind


def test_a_404_that_says_so_is_absence_even_without_the_slash() -> None:
    refusal = read(Answer(404, failure("x")), URL + "/apiops/credential-organizations/x")
    assert refusal is not None
    assert refusal.kind == "not_found"


@pytest.mark.parametrize("status", [200, 404])
def test_a_page_is_no_word_of_the_platform(status: int) -> None:
    refusal = read(Answer(status, "<!DOCTYPE html><p>is not found", "text/html"))
    assert refusal is not None
    assert refusal.kind == "protocol"


def test_a_plain_text_is_a_success() -> None:
    assert read(Answer(200, "OK"), URL + "/apiops/test/healthcheck") is None


def test_the_login_is_a_form() -> None:
    platform = apinizer(**USER)
    answer = Answer(200, {"access_token": "a"}, "application/json;charset=UTF-8")
    anonymous, fake, _pauses = client(platform, cut_after_sending(), answer)
    token = platform.grant().acquire(anonymous.exchange)
    assert (token.access_token, token.token_type, token.expires_in) == ("a", "Bearer", None)
    assert fake.paths() == ["POST apiops/auth/token"] * 2
    sent = fake.sent[1]
    assert dict(parse_qsl(sent.body.decode(), strict_parsing=True)) == {
        "grant_type": "client_credentials",
        "client_id": USER["username"],
        "client_secret": USER["password"],
    }
    assert sent.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert sent.headers["Accept"] == "application/json"
    assert "Authorization" not in sent.headers


SPACE = (
    "look at username and password, which are those of a user of the management console, and at url, and "
    "that password begins or ends with white space."
)


@pytest.mark.parametrize(
    ("answer", "advice"),
    [
        (Answer(401, {"error": "unauthorized_client", "error_description": "Bad credentials"}), SPACE),
        (Answer(401, failure("Bad credentials")), SPACE),
        (
            Answer(400, {"error": "unsupported_grant_type", "error_description": "GrantType value must be"}),
            "look at what the platform lets this account do, at its grant types and scopes.",
        ),
    ],
    ids=str,
)
def test_a_refused_login_is_final(answer: Answer, advice: str) -> None:
    platform = apinizer(username="u", password="p\n")
    anonymous, fake, _pauses = client(platform, answer)
    with pytest.raises(ApiError) as caught:
        platform.grant().acquire(anonymous.exchange)
    assert (caught.value.kind, len(fake.sent)) == ("auth", 1)
    assert caught.value.message.endswith("; " + advice)


@pytest.mark.parametrize(
    ("given", "variables"),
    [
        ({}, ["APINIZER_USERNAME", "APINIZER_PASSWORD", "APINIZER_TOKEN"]),
        ({"username": "u"}, ["APINIZER_PASSWORD"]),
        ({"password": "p"}, ["APINIZER_USERNAME"]),
        ({"url": None, **USER}, ["APINIZER_URL"]),
    ],
    ids=str,
)
def test_what_is_missing_is_named_with_its_variable(given: dict[str, Any], variables: list[str]) -> None:
    with pytest.raises(ApiError) as caught:
        apinizer(**given).grant()
    assert caught.value.kind == "config"
    assert [variable for variable in variables if variable not in caught.value.message] == []


@pytest.mark.parametrize("url", [URL, URL + "/", URL + "/apiops", URL + "/apiops/"])
def test_addresses_as_they_are_given(url: str) -> None:
    assert apinizer(url=url).base({}) == URL + "/apiops"


def test_lists_come_whole() -> None:
    pager = apinizer().pager({})
    assert pager is not None
    answer = {"status": "SUCCESS", "resultList": [1, 2], "resultCount": 2}
    assert pager.rows(answer) == [1, 2]
    assert pager.rows({"status": "SUCCESS"}) is None
    assert pager.rows([1]) is None
    assert pager.total(answer, {}) == 0
    assert pager.whole(answer, []) == {**answer, "resultList": []}


@pytest.mark.parametrize(
    ("answer", "document"),
    [
        ({"resultList": [{"name": "x"}]}, {"name": "x"}),
        ({"resultList": [{"name": "x"}, {"name": "y"}]}, None),
        ({"resultList": []}, None),
        ({"code": "x"}, {"code": "x"}),
    ],
    ids=str,
)
def test_the_object_in_an_answer(answer: Any, document: Any) -> None:
    assert apinizer().document({}, answer) == document


@pytest.mark.parametrize(
    ("fields", "write_only"),
    [
        ({"password": None}, ["password"]),
        ({"password": "x"}, []),
        ({"value": None, "visible": False}, ["value"]),
        ({"value": None, "visible": True}, []),
        ({"value": None}, []),
        ({"value": "x", "visible": False}, []),
        ({"visible": False}, []),
        ({"globalValue": None, "globalVisible": False}, ["globalValue"]),
    ],
    ids=str,
)
def test_values_that_are_not_told(fields: dict[str, Any], write_only: list[str]) -> None:
    assert apinizer().write_only(fields) == write_only

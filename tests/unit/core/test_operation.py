# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole operations over a fake network: logins counted, secrets masked, failures that are results."""

from __future__ import annotations

import base64
import json
import time
from typing import Any
from urllib.parse import parse_qs

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from ansible_collections.apiops.platforms.plugins.module_utils._core.http.message import Request
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apic import platform as apic
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.axway import platform as axway
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.cmf import platform as cmf
from tests.unit.core.fakes import Answer, Failure, Runner, Script, cut_after_sending

PASSWORD = "correct horse; battery/staple"
LOGIN: dict[str, Any] = {
    "url": "https://good.example",
    "realm": "provider/default-idp-2",
    "username": "someone",
    "password": PASSWORD,
    "client_id": "toolkit",
    "client_secret": "toolkit-secret",
}
KEY: dict[str, Any] = {
    "url": "https://good.example",
    "api_key": "single-use-key",
    "client_id": "toolkit",
    "client_secret": "toolkit-secret",
}
SUPPLIED: dict[str, Any] = {"url": "https://good.example", "token": "supplied-token-1234"}
GRANTED = Answer(200, {"access_token": "granted-token", "token_type": "Bearer", "expires_in": 28800})
ORGS = Answer(200, {"total_results": 0, "results": []})


def by_path(**answers: Script) -> Script:
    """Answers by the last segment of the path; lists of answers are not needed here."""

    def answer(request: Request) -> Answer | Failure:
        step = answers[request.url.partition("?")[0].rpartition("/")[2]]
        return step if isinstance(step, (Answer, Failure)) else step(request)

    return answer


def calls(number: int, **more: Any) -> list[dict[str, Any]]:
    """So many calls by name."""
    return [{"name": "call %d" % index, "path": "/orgs", **more} for index in range(number)]


def asked(run_paths: list[str], path: str) -> int:
    """How often a path was asked for."""
    return sum(sent.endswith(path) for sent in run_paths)


@pytest.mark.parametrize("status", [400, 401])
@pytest.mark.parametrize("concurrency", [1, 4])
def test_a_refused_login_is_asked_once_for_all_calls_of_a_task(
    run: Runner, status: int, concurrency: int
) -> None:
    # Accounts lock: a wrong password must not be tried once for each call.
    fake = run.script(by_path(token=Answer(status, {"message": ["no"]}), orgs=ORGS))
    result = run(apic.INVOKE, **LOGIN, calls=calls(20), concurrency=concurrency, on_error="continue")
    assert result["failed"] is True
    assert result["error"]["kind"] == "auth"
    assert asked(fake.paths(), "/token") == 1


@pytest.mark.parametrize("script", [cut_after_sending(), Answer(500), Answer(502), Answer(504)], ids=str)
def test_a_single_use_key_in_doubt_is_exchanged_once_in_a_task(run: Runner, script: Script) -> None:
    fake = run.script(by_path(token=script, orgs=ORGS))
    result = run(apic.INVOKE, **KEY, calls=calls(5), on_error="continue")
    assert result["failed"] is True
    assert asked(fake.paths(), "/token") == 1


@pytest.mark.parametrize("script", [cut_after_sending(), Answer(500)], ids=str)
def test_a_single_use_key_in_doubt_is_not_exchanged_again_by_waiting(run: Runner, script: Script) -> None:
    key = by_path(token=script, orgs=ORGS, settings=ORGS)
    fake = run.script(key)
    wait = {"path": "/orgs", "that": "total_results", "timeout": 20.0, "interval": 5.0}
    run(apic.INVOKE, **KEY, path="/cloud/settings", wait_for=wait)
    assert asked(fake.paths(), "/token") == 1


def test_a_password_login_in_doubt_is_repeated(run: Runner) -> None:
    fake = run.script(cut_after_sending(), Answer(503), GRANTED, ORGS)
    assert run(apic.INVOKE, **LOGIN, path="/orgs")["status"] == 200
    assert asked(fake.paths(), "/token") == 3


def test_one_login_for_many_calls(run: Runner) -> None:
    fake = run.script(by_path(token=GRANTED, orgs=ORGS))
    result = run(apic.INVOKE, **LOGIN, calls=calls(40), concurrency=8)
    assert result["summary"] == {"calls": 40, "satisfied": 0, "changed": 0, "failed": 0, "not_tried": 0}
    assert asked(fake.paths(), "/token") == 1
    assert run(apic.TOKEN, **LOGIN)["reused"] is True


def test_many_calls_whose_token_is_refused_renew_it_once(run: Runner) -> None:
    def orgs(request: Request) -> Answer:
        return ORGS if request.headers["Authorization"] == "Bearer second" else Answer(401)

    names = iter(["first", "second", "third", "fourth"])

    def token(_request: Request) -> Answer:
        return Answer(200, {"access_token": next(names), "expires_in": 28800})

    fake = run.script(by_path(token=token, orgs=orgs))
    result = run(apic.INVOKE, **LOGIN, calls=calls(50), concurrency=25)
    assert result["summary"]["failed"] == 0
    assert asked(fake.paths(), "/token") == 2


def test_an_assertion_is_used_once_even_when_the_login_is_repeated(run: Runner) -> None:
    key = rsa.generate_private_key(65537, 2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    fake = run.script(Answer(502), cut_after_sending(), GRANTED)
    assert "failed" not in run(axway.TOKEN, client_id="sa", private_key=pem, auth_url="https://good.example")
    assertions = [parse_qs(sent.body.decode())["client_assertion"][0] for sent in fake.sent]
    claims = [json.loads(base64.urlsafe_b64decode(text.split(".")[1] + "==")) for text in assertions]
    assert len({claim["jti"] for claim in claims}) == len(claims) == 3


def test_the_platform_says_401_in_a_body_of_another_status(run: Runner) -> None:
    # The vendor's description files these errors under HTTP 400, with the real code in the body.
    ended = Answer(400, {"success": False, "description": "Sign-in Required", "code": 401})
    login: dict[str, Any] = {
        "client_id": "sa",
        "client_secret": "its-secret",
        "platform_url": "https://good.example",
    }
    fake = run.script(GRANTED, ended, GRANTED, Answer(200, {"success": True, "result": []}), exact=True)
    result = run(axway.INVOKE, **login, service="platform", path="/role")
    assert "failed" not in result
    assert len(fake.sent) == 4


@pytest.mark.parametrize("operation", [apic.TOKEN, apic.REALM], ids=lambda operation: operation.name)
def test_extra_headers_go_with_every_request_of_a_module(run: Runner, operation: Any) -> None:
    providers = Answer(200, {"results": [{"name": "x", "registry_type": "lur", "default": True}]})
    fake = run.script(lambda request: providers if request.method == "GET" else GRANTED)
    given = {**LOGIN, "realm": None, "headers": {"X-Gateway-Key": "abc"}}
    assert "failed" not in run(operation, **given)
    assert {sent.headers.get("X-Gateway-Key") for sent in fake.sent} == {"abc"}


@pytest.mark.parametrize(
    "name",
    [
        "Authorization",
        "authorization",
        "Authorization ",
        "\tauthorization",
        "Authorization\t",
        "Host",
        "X Y",
        "",
        "X:Y",
        "X\r\nY",
    ],
)
def test_headers_that_may_not_be_set(run: Runner, name: str) -> None:
    fake = run.script(ORGS)
    result = run(apic.INVOKE, **SUPPLIED, path="/orgs", headers={name: "Basic eDp5"})
    assert result["error"]["kind"] == "config"
    assert fake.sent == []


@pytest.mark.parametrize("value", ["very-private\r\nX: y", "very-private\n", " very-private"])
def test_a_header_that_cannot_be_sent_is_refused_first_and_not_repeated(run: Runner, value: str) -> None:
    fake = run.script(GRANTED, ORGS)
    result = run(apic.INVOKE, **LOGIN, path="/orgs", headers={"X-Api-Key": value})
    assert result["error"]["kind"] == "config"
    assert "very-private" not in str(result)
    assert fake.sent == []


@pytest.mark.parametrize("name", ["Accept", "accept", "ACCEPT"])
def test_html_is_an_answer_when_it_was_asked_for(run: Runner, name: str) -> None:
    run.script(Answer(200, "<html>report</html>", "text/html"))
    result = run(apic.INVOKE, **SUPPLIED, path="/report", headers={name: "text/html"})
    assert result.get("content") == "<html>report</html>"


# --- what counts as success -------------------------------------------------------------------------


def test_only_the_statuses_listed_are_successes(run: Runner) -> None:
    run.script(Answer(200, {"id": 1}))
    result = run(apic.INVOKE, **SUPPLIED, method="POST", path="/orgs", body={}, status_code=[201])
    assert result["failed"] is True
    assert result["status"] == 200


# --- secrets ---------------------------------------------------------------------------------------


def test_a_secret_at_the_end_of_what_is_quoted_is_not_cut_into_an_unmasked_half(run: Runner) -> None:
    secret = "0123456789abcdefghijklmnopqrstuvwxyz"
    for filling in range(440, 505):
        run.script(Answer(400, {"message": ["x" * filling + secret]}))
        result = run(apic.INVOKE, **{**SUPPLIED, "token": secret}, path="/orgs")
        assert secret[:8] not in str(result), filling


def test_a_secret_at_the_end_of_an_unmet_answer(run: Runner) -> None:
    secret = "0123456789abcdefghijklmnopqrstuvwxyz"
    for filling in range(240, 300):
        run.script(Answer(200, {"x": "x" * filling + secret}))
        wait = {"path": "/orgs", "that": "never", "timeout": 1.0, "interval": 1.0}
        result = run(apic.INVOKE, **{**SUPPLIED, "token": secret}, path="/orgs", wait_for=wait)
        assert result["error"]["kind"] == "timeout"
        assert secret[:8] not in str(result), filling


@pytest.mark.parametrize("secret", ["two  spaces here", "tab\tinside it", "line\nbreak in"])
def test_a_message_made_one_line_still_shows_no_secret(run: Runner, secret: str) -> None:
    run.script(Answer(401, {"message": ["The password '%s' is wrong." % secret]}))
    result = run(apic.TOKEN, **{**LOGIN, "password": secret})
    assert result["failed"] is True
    assert " ".join(secret.split()) not in result["msg"]
    assert " ".join(secret.split()) not in str(result["error"]["description"])


def test_nothing_of_the_login_is_in_a_failure(run: Runner) -> None:
    def echo(request: Request) -> Answer:
        assert request.body is not None
        return Answer(400, b"You sent: " + request.body()[0], "text/plain")

    run.script(echo)
    result = run(apic.TOKEN, **LOGIN)
    assert result["failed"] is True
    assert PASSWORD not in str(result)
    assert "toolkit-secret" not in str(result)


# --- in clear text ---------------------------------------------------------------------------------

AXWAY: dict[str, Any] = {"client_id": "sa", "client_secret": "its-secret", "path": "/x"}
EXCHANGE: dict[str, Any] = {
    "url": "https://mes.example",
    "token": "personal-token",
    "auth_mode": "exchange",
    "tenant": "SampleTenant",
    "security_portal_url": "http://portal.example:8083/SecurityPortal",
}


def in_clear_text(option: str, address: str) -> list[str]:
    """The warnings of a task whose secrets go to that address."""
    words = "is %s: credentials and tokens go there in clear text. Use https://"
    return ["%s %s." % (option, words % address)]


@pytest.mark.parametrize(
    ("operation", "given", "option", "address"),
    [
        (apic.TOKEN, {**LOGIN, "url": "http://apic.example"}, "url", "http://apic.example:80"),
        (
            apic.INVOKE,
            {**SUPPLIED, "url": "HTTP://[fd00::2]:8080", "path": "/x"},
            "url",
            "http://[fd00::2]:8080",
        ),
        (
            apic.INVOKE,
            {**LOGIN, "url": "http://apic.example/api", "calls": calls(20), "concurrency": 8},
            "url",
            "http://apic.example:80",
        ),
        (
            apic.TOKEN,
            {**SUPPLIED, "url": "http://10.1.2.3", "state": "absent"},
            "url",
            "http://10.1.2.3:80",
        ),
        (axway.INVOKE, {**AXWAY, "auth_url": "http://login.example"}, "auth_url", "http://login.example:80"),
        (axway.INVOKE, {**AXWAY, "central_url": "http://c.example"}, "central_url", "http://c.example:80"),
        (
            axway.TOKEN,
            {**AXWAY, "path": None, "auth_method": "client_secret_basic", "auth_url": "http://login.example"},
            "auth_url",
            "http://login.example:80",
        ),
        (cmf.TOKEN, EXCHANGE, "security_portal_url", "http://portal.example:8083"),
    ],
)
def test_secrets_in_clear_text_are_warned_of_once(
    run: Runner, operation: Any, given: dict[str, Any], option: str, address: str
) -> None:
    run.script(lambda request: GRANTED if request.url.endswith("/token") else Answer(200, {}))
    assert "failed" not in run(
        operation, **{name: value for name, value in given.items() if value is not None}
    )
    assert run.warnings == in_clear_text(option, address)


@pytest.mark.parametrize(
    ("operation", "given"),
    [
        (apic.TOKEN, LOGIN),
        *(
            (apic.TOKEN, {**LOGIN, "url": "http://%s:8080" % host})
            for host in ("localhost", "127.0.0.9", "[::1]")
        ),
        (axway.INVOKE, {**AXWAY, "platform_url": "http://unused.example"}),
        (cmf.TOKEN, {**SUPPLIED, "url": "http://nothing-is-sent.example"}),
    ],
)
def test_what_nobody_can_read_is_not_warned_of(run: Runner, operation: Any, given: dict[str, Any]) -> None:
    run.script(GRANTED)
    assert "failed" not in run(operation, **given)
    assert run.warnings == []


def test_a_list_of_identity_providers_needs_no_secret(run: Runner) -> None:
    run.script(Answer(200, {"results": [{"name": "x", "registry_type": "lur", "default": True}]}))
    assert "failed" not in run(apic.REALM, **{**LOGIN, "realm": None, "url": "http://apic.example"})
    assert run.warnings == []


def test_the_axway_cli_sends_the_credentials_in_clear_text(run: Runner) -> None:
    cli: dict[str, Any] = {
        "auth_method": "cli",
        "cli_path": "/nowhere/axway",
        "auth_url": "http://login.example",
    }
    run(axway.TOKEN, client_id="sa", client_secret="its-secret", **cli)
    assert run.warnings == in_clear_text("auth_url", "http://login.example:80")


# --- never a traceback -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        {"access_token": "\ud800\udc00\ud800", "expires_in": 60},
        {"access_token": "a\r\nb: c", "expires_in": 60},
        {"access_token": "", "expires_in": 60},
        {"access_token": 5},
        {"access_token": None},
        {"access_token": ["x"]},
        {"access_token": "abcd", "expires_in": "soon"},
        {"access_token": "abcd", "expires_in": -1},
        {"access_token": "abcd", "expires_in": 10**400},
        {"access_token": "abcd", "expires_in": True, "token_type": {"a": 1}, "scope": 5},
        {"access_token": "e30.%s.x" % base64.urlsafe_b64encode(b'{"exp": ' + b"9" * 400 + b"}").decode()},
        {"access_token": "e30.%s.x" % base64.urlsafe_b64encode(b'{"exp": 1e999}').decode()},
        {"access_token": "e30.%s.x" % base64.urlsafe_b64encode(b'{"exp": "x"}').decode()},
        {"access_token": "e30.%s.x" % base64.urlsafe_b64encode(b"[" * 5000).decode()},
        {"access_token": "e30.\u00fc\u00fc.x"},
        {"access_token": ".."},
        [],
        "text",
        None,
        {"error": "x"},
    ],
    ids=lambda answer: ascii(answer)[:40],
)
def test_token_answers_of_all_sorts(run: Runner, answer: object) -> None:
    run.script(Answer(200, json.dumps(answer).encode(), "application/json"))
    result = run(apic.TOKEN, **LOGIN)
    assert "internal error" not in result.get("msg", ""), result
    json.dumps(result, allow_nan=False)
    if "failed" in result:
        assert result["error"]["kind"] in ("protocol", "auth")
        assert result["tries"] == 1


def test_a_fault_of_our_own_is_a_failure_like_any_other(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: object) -> None:
        raise RuntimeError("this cannot\nbe, says " + PASSWORD)

    monkeypatch.setattr(apic.TOKEN, "execute", broken)
    result = run(apic.TOKEN, **LOGIN)
    assert result["msg"].startswith(
        "apic_token failed with an internal error: RuntimeError in test_operation.py, "
    )
    assert result["msg"].endswith("(this cannot be, says ********). Please report it with this line.")
    assert result["error"] == {"kind": "protocol", "code": None, "description": None, "request_id": None}
    assert (result["failed"], result["changed"], result["tries"]) == (True, False, 0)
    assert (result["status"], result["method"], result["url"]) == (None, None, None)


@pytest.mark.parametrize("option", ["password", "client_secret", "username"])
@pytest.mark.parametrize("value", ["of\udce4ther", "half \ud800 pair"])
def test_credentials_that_are_no_text(run: Runner, option: str, value: str) -> None:
    run.script(GRANTED)
    result = run(apic.TOKEN, **{**LOGIN, option: value})
    assert result["error"]["kind"] == "config"


def test_a_form_login_with_credentials_that_are_no_text(run: Runner) -> None:
    run.script(GRANTED)
    result = run(axway.TOKEN, client_id="sa", client_secret="of\udce4ther")
    assert result["error"]["kind"] == "config"


@pytest.mark.parametrize(
    "wait",
    [
        {"timeout": float("nan")},
        {"interval": float("nan")},
        {"timeout": float("inf")},
        {"timeout": 0.0},
        {"interval": -1.0},
    ],
    ids=str,
)
def test_waits_that_cannot_be(run: Runner, wait: dict[str, float]) -> None:
    fake = run.script(ORGS)
    result = run(apic.INVOKE, **SUPPLIED, path="/orgs", wait_for={"path": "/orgs", "that": "never", **wait})
    assert result["error"]["kind"] == "config"
    assert fake.sent == []


def test_a_token_of_nothing_but_space_is_missing(run: Runner) -> None:
    fake = run.script(ORGS)
    result = run(apic.INVOKE, **{**SUPPLIED, "token": "  \n"}, path="/orgs")
    assert result["error"]["kind"] == "config"
    assert fake.sent == []


@pytest.mark.parametrize(
    "beside",
    [{"paginate": True}, {"verify": True}, {"method": "POST"}, {"path": "/x"}, {"max_pages": 3}],
    ids=str,
)
def test_call_options_beside_calls_are_refused(run: Runner, beside: dict[str, Any]) -> None:
    run.script(ORGS)
    result = run(apic.INVOKE, **SUPPLIED, calls=calls(1), **beside)
    assert result["error"]["kind"] == "config"


def test_an_expired_personal_token_is_told_with_its_end(run: Runner) -> None:
    claims = base64.urlsafe_b64encode(json.dumps({"exp": 1700000000}).encode()).rstrip(b"=").decode()
    run.script(Answer(401))
    given: dict[str, Any] = {
        "url": "https://good.example",
        "token": "e30.%s.sig" % claims,
        "controller": "a",
        "service": "b",
    }
    result = run(cmf.INVOKE, **given)
    assert result["error"]["kind"] == "auth"
    assert "2023-11-14T22:13:20Z" in result["msg"]


def test_a_token_result(run: Runner) -> None:
    run.script(GRANTED)
    before = time.time()
    result = run(apic.TOKEN, **LOGIN)
    assert result["changed"] is False
    assert result["access_token"] == "granted-token"
    assert (result["token_type"], result["reused"], result["realm"]) == ("Bearer", False, LOGIN["realm"])
    assert 28790 <= result["expires_in"] <= 28800
    ends = time.mktime(time.strptime(result["expires_at"], "%Y-%m-%dT%H:%M:%SZ")) - time.timezone
    assert abs(ends - before - 28800) < 5


def test_what_one_call_did_is_not_said_of_another(run: Runner) -> None:
    """The first call writes, and its wait then finds the login refused; the second never goes out."""
    logins = iter([GRANTED, Answer(401, {"message": ["locked"]})])
    gone = by_path(orgs=Answer(201, {"name": "x"}), x=Answer(401), token=lambda _request: next(logins))
    fake = run.script(gone)
    wait = {"path": "/orgs/x"}
    first = {"name": "first", "method": "POST", "path": "/orgs", "body": {}, "wait_for": wait}
    second = {"name": "second", "method": "POST", "path": "/orgs", "body": {}}
    result = run(apic.INVOKE, **LOGIN, calls=[first, second], on_error="continue")
    assert [path for path in fake.paths() if path.endswith("orgs")] == ["POST api/orgs"]
    assert [call["changed"] for call in result["calls"]] == [True, False]
    assert result["summary"]["changed"] == 1

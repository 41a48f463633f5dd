# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers that mean no, and answers that never came: the right kind, the platform's own words, one line."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from tests.operations.conftest import Run

ORGS: dict[str, Any] = {"path": "/orgs"}


def failed(result: dict[str, Any], kind: str) -> str:
    """The message of a failure of that kind, which is one line without a traceback."""
    assert result["failed"] is True, result
    assert result["error"]["kind"] == kind, result
    assert "\n" not in result["msg"]
    assert "Traceback" not in str(result)
    return str(result["msg"])


def test_html_where_json_is_spoken(run: Run) -> None:
    run.simulator.fault(platform="apic", path="/api/orgs", kind="html", status=200)
    message = failed(run("apic_invoke", **ORGS), "protocol")
    assert "answered 200" in message
    assert "text/html" in message


@pytest.mark.parametrize(
    ("options", "changed", "told"),
    [
        ({"method": "POST", "body": {}}, True, "status_code allows only 200, 204, and the write was made."),
        ({"method": "GET"}, False, "status_code allows only 200, 204."),
        ({"method": "POST", "body": {}, "read_only": True}, False, "status_code allows only 200, 204."),
    ],
    ids=str,
)
def test_a_success_that_status_code_does_not_list(
    run: Run, options: dict[str, Any], changed: bool, told: str
) -> None:
    run.simulator.fault(platform="apinizer", path="/projects/", kind="status", status=201, body={"name": "x"})
    result = run("apinizer_invoke", path="/projects/", status_code=[204, 200], **options)
    assert failed(result, "rejected").endswith(f"/apiops/projects/ answered 201 Created; {told}")
    assert (result["error"]["description"], result["changed"], result["tries"]) == (None, changed, 1)


@pytest.mark.departs(
    "apinizer GET /apiops/projects ",
    because="the slash is missing",
)
def test_an_empty_answer_where_the_slash_is_missing(run: Run) -> None:
    result = run("apinizer_invoke", path="/projects")
    message = failed(result, "rejected")
    assert message.endswith("/apiops/projects answered 404 Not Found; most Apinizer paths end with a slash.")
    assert result["error"]["description"] is None


@pytest.mark.parametrize(
    ("told", "words", "quoted"),
    [
        ({"success": False, "envName": "prod", "detail": "no pod"}, "prod: no pod", ': "prod: no pod"'),
        ({"success": False}, None, ""),
    ],
    ids=str,
)
def test_a_deployment_that_failed(run: Run, told: dict[str, Any], words: str | None, quoted: str) -> None:
    body = {"status": "SUCCESS", "deploymentResult": told}
    run.simulator.fault(platform="apinizer", path="/projects/", kind="status", status=200, body=body)
    result = run("apinizer_invoke", path="/projects/", method="POST", body={})
    assert failed(result, "server").endswith(
        f"answered 200 OK, saved in the manager, but not deployed{quoted} (code deploymentResult); "
        "look at the platform's own log."
    )
    assert (result["error"]["description"], result["changed"]) == (words, True)


@pytest.mark.parametrize(
    ("fault", "note"),
    [
        ({"kind": "html"}, ", an HTML page (content type text/html); "),
        ({"kind": "html", "status": 401}, ", an HTML page (content type text/html); "),
        ({"kind": "not_json"}, ", JSON that cannot be read: "),
    ],
    ids=str,
)
def test_what_the_platform_did_not_say_is_not_quoted(run: Run, fault: dict[str, Any], note: str) -> None:
    run.simulator.fault(platform="apic", path="/api/orgs", times=None, **fault)
    result = run("apic_invoke", **ORGS)
    assert note in result["msg"]
    assert result["error"]["description"] is None


def test_html_of_a_proxy_that_fails(run: Run) -> None:
    run.simulator.fault(platform="apic", path="/api/orgs", kind="html", status=502, times=None)
    result = run("apic_invoke", **ORGS, retries=1)
    message = failed(result, "server")
    assert "answered 502" in message
    assert "an HTML page (content type text/html)" in message
    assert result["tries"] == 2


def test_text_that_announces_json(run: Run) -> None:
    run.simulator.fault(platform="apic", path="/api/orgs", kind="not_json")
    assert "JSON that cannot be read" in failed(run("apic_invoke", **ORGS), "protocol")


def test_a_token_endpoint_that_answers_a_page(run: Run) -> None:
    run.simulator.fault(platform="apinizer", path="/apiops/auth/token", kind="html", status=200)
    assert "HTML page" in failed(run("apinizer_token"), "protocol")


def test_words_that_would_move_the_cursor_or_turn_the_line(run: Run) -> None:
    body = '{"status": 400, "message": ["a\\u001b[2Jb\\u0007\\u009b1m\\u202ec\\u2066 d\\u2028e\\u0000"]}'
    run.simulator.fault(
        platform="apic",
        path="/api/orgs",
        kind="status",
        status=400,
        body=body,
        content_type="application/json",
    )
    result = run("apic_invoke", **ORGS)
    shown = "a\ufffd[2Jb\ufffd\ufffd1m\ufffdc\ufffd d e\ufffd"
    assert f'"{shown}"' in failed(result, "rejected")
    assert result["error"]["description"] == shown


def test_a_code_that_would_move_the_cursor(run: Run) -> None:
    body = {"error": "bad\x1b[2J"}
    run.simulator.fault(platform="apic", path="/api/orgs", kind="status", status=400, body=body)
    result = run("apic_invoke", **ORGS)
    assert result["error"]["code"] == "bad\ufffd[2J"
    assert "\x1b" not in failed(result, "rejected")


def test_a_secret_with_control_characters_is_masked_among_others(run: Run) -> None:
    secret = "p\x07ss\x1bword-1"
    body = {"message": [f"cannot take {secret} here"], "error": f"no {secret}"}
    run.simulator.fault(platform="apic", path="/api/orgs", kind="status", status=400, body=body)
    result = run("apic_invoke", method="POST", body={"password": secret}, **ORGS)
    assert '"cannot take ******** here" (code no ********)' in failed(result, "rejected")
    assert result["error"]["code"] == "no ********"


@pytest.mark.parametrize(
    ("listener", "words"),
    [
        ("expired_url", "certificate must be renewed"),
        ("wrong_name_url", "look at the host name in the URL"),
        ("unknown_ca_url", "look at ca_path: "),
    ],
)
def test_a_certificate_that_is_not_accepted(run: Run, listener: str, words: str) -> None:
    result = run("apic_invoke", url=run.simulator.description["tls"][listener], token="abcdefgh", **ORGS)
    assert words in failed(result, "tls")
    assert result["tries"] == 1


def test_a_ca_that_is_not_given(run: Run) -> None:
    run.ca_path = None
    assert "set ca_path to the CA that issued it" in failed(run("apic_invoke", **ORGS), "tls")


def test_certificates_unchecked_when_told_so(run: Run) -> None:
    run.ca_path = None
    assert run("apic_invoke", validate_certs=False, **ORGS)["status"] == 200


def test_a_client_certificate(run: Run) -> None:
    tls = run.simulator.description["tls"]
    both = {"client_cert": tls["client_cert"], "client_key": tls["client_key"]}
    without = run("apic_invoke", url=tls["mutual_url"], token="abcdefgh", retries=0, **ORGS)
    assert without["status"] is None
    assert without["error"]["kind"] in ("connect", "tls")
    assert without["msg"].endswith("; look at client_cert: the server may ask for a certificate.")
    answered = run(
        "apic_invoke", url=tls["mutual_url"], token="abcdefgh", status_code=[200, 401, 404], **ORGS, **both
    )
    assert answered["status"] in (200, 401, 404)


def test_a_client_certificate_that_does_not_serve(run: Run) -> None:
    tls = run.simulator.description["tls"]
    run.simulator.fault(kind="reset_before", times=None)
    both = {"client_cert": tls["client_cert"], "client_key": tls["client_key"]}
    result = run("apic_invoke", url=tls["mutual_url"], token="abcdefgh", retries=0, **ORGS, **both)
    message = failed(result, "connect")
    assert " closed the connection before it answered (" in message
    assert message.endswith("); look at the server, and whether it accepts the certificate in client_cert.")


def test_a_port_of_https_that_is_spoken_to_by_http(run: Run) -> None:
    url = run.given["apic"]["url"].replace("https:", "http:")
    message = failed(run("apic_invoke", url=url, token="abcdefgh", retries=0, **ORGS), "connect")
    assert " closed the connection before it answered (" in message
    assert message.endswith("); look at the address: its port may want https://.")


def test_a_port_of_http_that_is_spoken_to_by_https(run: Run) -> None:
    url = run.simulator.description["control_url"].replace("http:", "https:")
    message = failed(run("apic_invoke", url=url, token="abcdefgh", retries=0, **ORGS), "tls")
    assert message.startswith(f"GET {url}/api/orgs: the TLS handshake with ")
    assert message.endswith("; look at whether the port speaks TLS 1.2 or later, and not http://.")


def test_a_refused_connection_names_host_and_port(run: Run) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    result = run("apic_invoke", url=f"https://127.0.0.1:{port}", token="abcdefgh", retries=2, **ORGS)
    message = failed(result, "connect")
    assert f"127.0.0.1:{port}" in message
    assert "connection refused" in message
    assert result["tries"] == 3


def test_a_name_that_does_not_resolve(run: Run) -> None:
    result = run("apic_invoke", url="https://nowhere.invalid", token="abcdefgh", retries=0, **ORGS)
    assert "nowhere.invalid:443" in failed(result, "connect")


def test_no_answer_in_time(run: Run) -> None:
    run.simulator.fault(platform="apic", path="/api/orgs", kind="slow", seconds=3)
    result = run("apic_invoke", timeout=1.5, retries=0, **ORGS)
    assert "did not answer within 1.5 s (option timeout)" in failed(result, "timeout")


def test_a_write_cut_off_is_not_repeated(run: Run) -> None:
    organization = run.simulator.description["apic"]["organization"]
    path = f"/orgs/{organization}/catalogs"
    run.simulator.fault(platform="apic", method="POST", path="/catalogs", kind="reset_after")
    result = run("apic_invoke", method="POST", path=path, body={"name": "cut", "title": "Cut"})
    assert "The outcome is unknown" in failed(result, "connect")
    assert result["outcome_unknown"] is True
    assert len(run.requests(method="POST", path="/api" + path)) == 1


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 201, "headers": {"content-encoding": "gzip"}, "body": "none"},
        {"kind": "huge", "bytes": 65 * 1024 * 1024},
        {"kind": "not_json"},
    ],
    ids=["encoding", "too large", "no JSON"],
)
def test_a_write_whose_answer_cannot_be_read_was_made(run: Run, fault: dict[str, Any]) -> None:
    run.simulator.fault(platform="apic", method="POST", path="/api/orgs", **fault)
    result = run("apic_invoke", method="POST", path="/orgs", body={})
    assert "The write was made nevertheless; look at its result" in failed(result, "protocol")
    # That would be to make it again.
    assert "give dest" not in result["msg"]
    assert result["changed"] is True
    assert "outcome_unknown" not in result
    assert len(run.requests(method="POST", path="/api/orgs")) == 1


def test_a_read_whose_answer_is_too_large_belongs_in_a_file(run: Run) -> None:
    run.simulator.fault(platform="apic", path="/api/orgs", kind="huge", bytes=65 * 1024 * 1024)
    assert failed(run("apic_invoke", path="/orgs"), "protocol").endswith("; give dest to save it to a file.")


def test_a_read_cut_off_is_repeated(run: Run) -> None:
    run.simulator.fault(platform="apic", path="/api/orgs", kind="reset_after", times=2)
    result = run("apic_invoke", **ORGS)
    assert result["status"] == 200
    assert result["tries"] == 3


def test_an_expired_token_is_renewed_once(run: Run) -> None:
    run("apic_invoke", **ORGS)
    run.simulator.expire_tokens()
    result = run("apic_invoke", **ORGS)
    assert result["status"] == 200
    assert result["tries"] == 2
    assert len(run.requests(path="/api/token")) == 2
    first, refused, repeated = run.requests(path="/api/orgs")
    assert first["headers"]["authorization"] == refused["headers"]["authorization"]
    assert repeated["headers"]["authorization"] != refused["headers"]["authorization"]


def test_a_supplied_token_is_not_renewed(run: Run) -> None:
    result = run("apic_invoke", token="not.valid.token", **ORGS)
    assert "supplied, so it is not renewed" in failed(result, "auth")
    assert len(run.requests()) == 1


@pytest.mark.parametrize(
    ("module", "options", "advice"),
    [
        (
            "apic_invoke",
            ORGS,
            "look at token (from the task): it may have ended, or be of another "
            "installation or scope (a token of admin is no good for provider calls).",
        ),
        (
            "axway_invoke",
            {"path": "/management/v1alpha1/environments"},
            "look at token (from the task): it may have ended, or be of another installation.",
        ),
        (
            "apinizer_invoke",
            {"path": "/projects/"},
            "look at token (from the task): it may have ended, or be of another installation.",
        ),
        (
            "cmf_invoke",
            {"controller": "GenericService", "service": "GetObjectByName"},
            "look at token (from the task): it may have ended, have been "
            "revoked or be of another installation, or the platform wants auth_mode: exchange.",
        ),
    ],
)
def test_a_supplied_token_that_is_refused_is_named(
    run: Run, module: str, options: dict[str, Any], advice: str
) -> None:
    message = failed(run(module, token="refused-token", **options), "auth")
    assert message.endswith(f"; {advice} The token was supplied, so it is not renewed."), message
    assert len(run.requests()) == 1


def test_a_supplied_token_is_not_blamed_for_what_is_asked_without_it(run: Run) -> None:
    run.simulator.fault(platform="apic", path="identity-providers", kind="status", status=401)
    message = failed(run("apic_realm", token="unused-token"), "auth")
    assert "look at the realm and scope of the account" in message


@pytest.mark.parametrize("token", ["Bearer abcdefgh", "bearer abcdefgh", " Bearer\tabcdefgh\n"])
@pytest.mark.parametrize(
    ("module", "options"),
    [
        ("axway_invoke", {"path": "/x"}),
        ("apic_invoke", ORGS),
        ("apic_token", {"state": "absent"}),
        ("apinizer_token", {}),
        ("cmf_token", {}),
        ("cmf_token", {"auth_mode": "exchange", "tenant": "SampleTenant"}),
    ],
    ids=str,
)
def test_a_token_is_given_without_the_word_bearer(
    run: Run, module: str, options: dict[str, Any], token: str
) -> None:
    result = run(module, token=token, **options)
    variable = module.partition("_")[0].upper() + "_TOKEN"
    assert failed(result, "config") == (
        f"the option token (or the environment variable {variable}) must contain only the token, without the "
        "word Bearer."
    )
    assert run.requests() == []


@pytest.mark.parametrize("module", ["axway_token", "apic_token", "apinizer_token", "cmf_token"])
@pytest.mark.parametrize("space", [" ", "\n"])
def test_a_token_that_was_folded_is_none(run: Run, module: str, space: str) -> None:
    result = run(module, token=f"eyJhbGciOi{space}JSUzI1NiJ9")
    variable = module.partition("_")[0].upper() + "_TOKEN"
    assert failed(result, "config") == (
        f"the option token (or the environment variable {variable}) contains white space; write the token "
        "on one line."
    )
    assert run.requests() == []


def test_a_token_may_begin_like_the_word_bearer(run: Run) -> None:
    assert run("apic_token", token="Bearer-1234")["access_token"] == "Bearer-1234"


def test_apinizer_says_not_found_with_400(run: Run) -> None:
    project = run.simulator.description["apinizer"]["project"]
    path = "/projects/{project}/apiProxies/{proxy}/"
    result = run("apinizer_invoke", path=path, path_params={"project": project, "proxy": "none such"})
    message = failed(result, "not_found")
    assert result["status"] == 400
    assert "not found" in message or "not exist" in message


def test_cmf_fault(run: Run) -> None:
    result = run("cmf_invoke", **get_object("None such"))
    message = failed(result, "not_found")
    assert result["error"]["code"] == "Db20001"
    assert result["error"]["description"] in message


@pytest.mark.parametrize("status", [200, 400, 404, 500])
def test_cmf_fault_is_read_whatever_its_status(run: Run, status: int) -> None:
    run.simulator.configure(cmf={"fault_status": status})
    result = run("cmf_invoke", **get_object("None such"))
    failed(result, "not_found")
    assert result["status"] == status
    assert result["tries"] == 1


def test_axway_platform_refusal(run: Run) -> None:
    result = run("axway_invoke", service="platform", path="/client/none-such")
    assert "Resource Not Found" in failed(result, "not_found")


def test_axway_central_refusal_names_the_transaction(run: Run) -> None:
    result = run("axway_invoke", path="/management/v1/environments/none-such")
    failed(result, "not_found")
    assert result["error"]["request_id"]


def test_a_redirected_write_is_not_followed(run: Run) -> None:
    run.simulator.fault(
        platform="apinizer", method="POST", path="/projects/x/", kind="redirect", location="/apiops/projects/"
    )
    result = run("apinizer_invoke", method="POST", path="/projects/x/", body={})
    assert "a write never follows a redirect" in failed(result, "protocol")
    assert run.requests(path="/apiops/projects/") == []


def test_a_read_is_not_redirected_to_another_origin(run: Run) -> None:
    elsewhere = run.simulator.description["other_origin_url"] + "/api/orgs"
    run.simulator.fault(platform="apic", path="/api/orgs", kind="redirect", location=elsewhere)
    assert "another origin" in failed(run("apic_invoke", **ORGS), "protocol")
    assert run.requests(platform="other") == []


def test_a_read_is_redirected_within_its_origin(run: Run) -> None:
    run.simulator.fault(platform="apic", path="/api/nowhere", kind="redirect", location="/api/orgs")
    assert run("apic_invoke", path="/nowhere")["status"] == 200


def get_object(name: str) -> dict[str, Any]:
    """The options of a product service call that loads a material."""
    return {
        "controller": "GenericService",
        "service": "GetObjectByName",
        "namespace": "Cmf.Foundation.BusinessOrchestration.GenericServiceManagement",
        "assembly": "Cmf.Foundation.BusinessOrchestration",
        "properties": {"Name": name, "Type": "Material", "IgnoreLastServiceId": True},
        "read_only": True,
    }


def test_an_error_in_plain_text_is_named_as_such(run: Run) -> None:
    run.simulator.fault(
        platform="apic",
        path="/api/orgs",
        kind="status",
        status=400,
        body="Bad luck",
        content_type="text/plain",
    )
    message = failed(run("apic_invoke", **ORGS), "rejected")
    assert 'answered 400 Bad Request, "Bad luck" (content type text/plain)' in message


def test_only_a_call_is_told_of_unless(run: Run) -> None:
    """The modules for objects have no such option, and a call that has it needs no advice to set it."""
    run.simulator.fault(platform="apic", method="POST", kind="status", status=409, times=3, path="/catalogs$")
    new: dict[str, Any] = {
        "method": "POST",
        "path": "/orgs/test-organization/catalogs",
        "body": {"name": "new"},
    }
    probe: dict[str, Any] = {"unless": {"path": "/catalogs/test-organization/new"}}
    organization: dict[str, Any] = {"parent": {"org": "test-organization"}}
    messages = [
        failed(result, "conflict")
        for result in (
            run("apic_invoke", **new),
            run("apic_invoke", **new, **probe),
            run("apic_resource", kind="catalog", **organization, name="new"),
        )
    ]
    assert ["it exists already, or was changed in the meantime" in each for each in messages] == [True] * 3
    assert ["unless" in each for each in messages] == [True, False, False]

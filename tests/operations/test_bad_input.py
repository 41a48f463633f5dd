# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mistakes in the task: a clear line, and nothing sent."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.apiops.platforms.plugins.plugin_utils._arguments import validated
from tests.operations.conftest import OPERATIONS, Run


@pytest.mark.parametrize(
    ("module", "options", "words"),
    [
        (
            "apic_invoke",
            {"url": "apim.example.com", "path": "/orgs"},
            "has no scheme; write https://apim.example.com",
        ),
        ("apic_invoke", {"url": "https://me:pw@localhost", "path": "/orgs"}, "must not carry a user name"),
        ("apic_invoke", {"url": "ftp://localhost", "path": "/orgs"}, "must begin with https://"),
        (
            "apic_invoke",
            {"path": "https://elsewhere.example/api/orgs"},
            "path leads to https://elsewhere.example",
        ),
        ("apic_invoke", {"path": "//elsewhere.example/api/orgs"}, "path leads to https://elsewhere.example"),
        ("apic_invoke", {"path": "/orgs/../../token"}, "'..' as a segment"),
        ("apic_invoke", {"path": "/orgs/%2e%2e/token"}, "'..' as a segment"),
        (
            "apic_invoke",
            {"path": "/orgs/{org}/{name}", "path_params": {"org": "a", "name": ".."}},
            "path_params.name contains '.' or '..' as a segment",
        ),
        (
            "apic_invoke",
            {"path": "/orgs/{org}/.{name}", "path_params": {"org": "..", "name": "x/./y"}},
            "path_params.org and path_params.name contain '.' or '..' as a segment",
        ),
        (
            "apic_invoke",
            {"path": "/orgs/{org}/../x", "path_params": {"org": "a"}},
            "path '/orgs/{org}/../x' contains '.' or '..' as a segment; write the full path.",
        ),
        (
            "apic_invoke",
            {"path": "/orgs/{org}", "path_params": {"org": {"a": 1}}},
            "path_params.org must be a text or a number, not a mapping.",
        ),
        (
            "apic_invoke",
            {"path": "/orgs", "query": {"limit": 1, "filter": {"a": 1}}},
            "query.filter must be a text or a number, not a mapping.",
        ),
        (
            "apic_invoke",
            {"path": "/orgs", "query": {"filter": ["a", ["b"]]}},
            "query.filter: an item must be a text or a number, not a list.",
        ),
        (
            "apic_invoke",
            {"path": "/orgs", "query": {"filter": "p\udce4th"}},
            "query.filter is not valid UTF-8.",
        ),
        (
            "apic_invoke",
            {"path": "/orgs", "method": "POST", "body_format": "form", "body": {"scope": {"a": 1}}},
            "body.scope must be a text or a number, not a mapping.",
        ),
        (
            "apic_invoke",
            {"path": "/orgs", "method": "POST", "body_format": "form", "body": {"scope": [{"a": 1}]}},
            "body.scope: an item must be a text or a number, not a mapping.",
        ),
        (
            "apic_invoke",
            {"path": "/orgs", "method": "POST", "body_format": "multipart", "body": {"files": [["a"]]}},
            "body.files: an item must be a text or a number, not a list.",
        ),
        (
            "apic_invoke",
            {
                "path": "/orgs",
                "method": "POST",
                "body_format": "multipart",
                "body": {"file": {"content": {"a": 1}}},
            },
            "body.file.content must be a text or a number, not a mapping.",
        ),
        (
            "apic_invoke",
            {"path": "/orgs", "method": "POST", "body_format": "raw", "body": "p\udce4th"},
            "body is not valid UTF-8.",
        ),
        (
            "apic_invoke",
            {"calls": [{"name": "a", "path": "/x", "query": {"filter": {"a": 1}}}]},
            "call 'a': query.filter must be a text or a number, not a mapping.",
        ),
        ("apinizer_token", {"password": "p\udce4ss"}, "client_secret is not valid UTF-8."),
        ("apic_invoke", {"path": "/orgs\\x"}, "backslash"),
        ("apic_invoke", {"path": "/orgs\r\nX: y"}, "control character"),
        ("apic_invoke", {"path": "/orgs/{org}"}, "needs a value for {org} in path_params"),
        ("apic_invoke", {"path": "/orgs", "path_params": {"org": "x"}}, "{org} not in path"),
        ("apic_invoke", {}, "path is missing"),
        (
            "apic_invoke",
            {"path": "/orgs", "method": "get it"},
            "method 'get it' is not an HTTP method; use one such as GET or POST.",
        ),
        (
            "apic_invoke",
            {"path": "/orgs", "method": "GET\r\nX:"},
            r"method 'GET\r\nX:' is not an HTTP method; ",
        ),
        ("apic_invoke", {"path": "/orgs", "method": "gröt"}, "method 'gröt' is not an HTTP method; "),
        ("apic_invoke", {"path": "/orgs", "method": "trace"}, "method TRACE is not supported."),
        (
            "apic_invoke",
            {"path": "/orgs", "method": "CONNECT"},
            "method CONNECT is not supported.",
        ),
        (
            "apic_invoke",
            {"path": "/orgs", "method": "POST", "unless": {"path": "/orgs", "method": "(get)"}},
            "unless: method '(get)' is not an HTTP method; ",
        ),
        (
            "apic_invoke",
            {"calls": [{"name": "a", "path": "/x", "wait_for": {"path": "/y", "query": {"q": {}}}}]},
            "call 'a': wait_for: query.q must be a text or a number, not a mapping.",
        ),
        (
            "apic_invoke",
            {"calls": [{"name": "a", "path": "/x", "method": "get it"}]},
            "call 'a': method 'get it' is not an HTTP method; ",
        ),
        ("apic_invoke", {"path": "/orgs", "realm": "default-idp-2"}, "realm 'default-idp-2' is malformed"),
        ("apic_invoke", {"path": "/orgs", "realm": "provider/"}, "is malformed"),
        ("apic_invoke", {"path": "/orgs", "select": "results[?name=="}, "is not a JMESPath expression"),
        (
            "apic_invoke",
            {"path": "/orgs", "method": "POST", "unless": {"that": "a b"}},
            "unless.that 'a b' is not a JMESPath expression",
        ),
        (
            "apic_invoke",
            {"path": "/orgs", "method": "POST", "unless": {"that": "!(results[?lenght(name) > `3`])"}},
            "is not a JMESPath expression (Unknown function: lenght())",
        ),
        ("apic_invoke", {"path": "/orgs", "headers": {"authorization": "Bearer x"}}, "headers must not set"),
        ("apic_invoke", {"path": "/orgs", "timeout": 0}, "timeout must be"),
        ("apic_invoke", {"path": "/orgs", "retries": -1}, "must be 0 or more"),
        ("apic_invoke", {"path": "/orgs", "method": "POST", "verify": True}, "verify needs unless"),
        ("apic_invoke", {"path": "/orgs", "method": "POST", "paginate": True}, "paginate is for reads"),
        (
            "apic_invoke",
            {"path": "/orgs", "ca_path": "/nowhere/ca.pem"},
            "ca_path /nowhere/ca.pem does not exist",
        ),
        (
            "apic_invoke",
            {"path": "/orgs", "method": "POST", "src": "/nowhere/x"},
            "src /nowhere/x does not exist.",
        ),
        ("apic_invoke", {"path": "/orgs", "dest": "/nowhere/x"}, "does not exist or cannot be written"),
        ("axway_token", {"client_secret": None, "private_key": "no key"}, "private_key is not in PEM format"),
        (
            "axway_invoke",
            {"service": "traceability", "path": "/x", "paginate": True},
            "not for service traceability",
        ),
        (
            "apic_invoke",
            {"path": "/orgs", "dest": "/dev/shm/x", "select": "a"},
            "select and dest are mutually exclusive",
        ),
        (
            "apic_invoke",
            {"path": "/orgs", "method": "POST", "src": "/etc/hostname", "body_format": "form"},
            "src is sent as it is, so body_format must not be form.",
        ),
        ("apic_invoke", {"path": "/orgs", "max_pages": 0}, "max_pages must be 1 or more"),
        ("apic_invoke", {"path": "/orgs", "concurrency": 65}, "concurrency must be from 1 to 64"),
        ("cmf_invoke", {"service": "GetX"}, "controller and service, or path"),
        (
            "cmf_invoke",
            {"controller": "C", "service": "S", "body": {}, "input_type": "X"},
            "input_type and body are mutually exclusive.",
        ),
        (
            "cmf_invoke",
            {"path": "/C/S", "src": "/etc/hostname", "properties": {"a": 1}, "type": "T, A"},
            "properties, type and src are mutually exclusive.",
        ),
        (
            "cmf_invoke",
            {"controller": "C", "service": "S", "path": "/x"},
            "path and service are mutually exclusive",
        ),
        (
            "cmf_invoke",
            {"controller": "C", "service": "S", "properties": {}, "unless": {"that": "x"}},
            "unless needs path",
        ),
        (
            "apic_invoke",
            {"calls": [{"name": "a", "path": "/x"}, {"name": "a", "path": "/y"}]},
            "'a' is used twice",
        ),
        (
            "apic_invoke",
            {"calls": [{"name": "a", "path": "/x"}], "path": "/y"},
            "calls and path are mutually exclusive",
        ),
        ("apic_invoke", {"calls": [{"name": "a", "path": "/x"}], "concurrency": 0}, "concurrency must be"),
        ("apic_invoke", {"calls": [{"name": "a", "path": "/x", "select": "["}]}, "call 'a': select"),
    ],
)
def test_a_mistake_is_told_and_nothing_sent(
    run: Run, module: str, options: dict[str, Any], words: str
) -> None:
    result = run(module, **options)
    assert result["failed"] is True
    assert result["error"]["kind"] == "config", result
    assert words in result["msg"]
    assert "\n" not in result["msg"]
    assert result["tries"] == 0
    assert run.requests() == []


@pytest.mark.parametrize(
    ("module", "options"),
    [
        ("apic_token", {"identity_provider": "none-such"}),
        ("apic_realm", {"registry_type": "ldap"}),
        ("apic_invoke", {"identity_provider": "none-such", "path": "/orgs", "method": "POST", "body": {}}),
        ("axway_service_account", {"name": "robot", "roles": ["none-such"]}),
        ("axway_service_account", {"name": "robot", "teams": [{"name": "none-such"}]}),
    ],
    ids=str,
)
def test_a_mistake_that_only_reading_shows_is_told_before_anything_is_written(
    run: Run, module: str, options: dict[str, Any]
) -> None:
    result = run(module, **options)
    assert result["error"]["kind"] == "config", result
    assert (result["status"], result["tries"]) == (None, 0)
    asked = [request["method"] for request in run.requests() if not request["path"].endswith("/token")]
    assert asked == ["GET"] * len(asked) != []


@pytest.mark.parametrize("method", ["get", "PROPFIND", "m-search", " get\n"])
def test_a_method_is_sent_in_upper_case(run: Run, method: str) -> None:
    run.simulator.fault(platform="apic", path="/api/orgs", kind="status", status=207)
    result = run("apic_invoke", path="/orgs", method=method)
    assert result["status"] == 207
    (request,) = run.requests(path="/api/orgs")
    assert request["method"] == method.strip().upper()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"unless": "text"}, "unless must be a mapping, not str."),
        ({"unless": ["a"]}, "unless must be a mapping, not list."),
        ({"wait_for": 5}, "wait_for must be a mapping, not int."),
        ({"calls": "text"}, "calls must be a list of mappings, not str."),
        ({"calls": [{"name": "a"}, None]}, "calls must be a list of mappings, not NoneType."),
        ({"query": "limit=1&offset=2"}, "query must be a mapping, such as {limit: 10}, not a query string."),
        (
            {"calls": [{"name": "a", "unless": {"query": "a=1"}}]},
            "call 'a': unless.query must be a mapping, such as {limit: 10}, not a query string.",
        ),
        ({"calls": [{"name": "a", "unless": "x"}]}, "call 'a': unless must be a mapping, not str."),
        ({"calls": [{"path": "/orgs"}]}, "calls: number 1 (path /orgs) has no name."),
        (
            {"calls": [{"name": "a", "path": "/orgs"}, {"path": "/x?api_key=s3cret", "name": None}]},
            "calls: number 2 (path /x) has no name.",
        ),
        ({"calls": [{"name": "", "unless": "x"}]}, "calls: number 1 has no name."),
        ({"calls": {"path": "/orgs"}}, "calls: number 1 (path /orgs) has no name."),
    ],
)
def test_an_option_of_the_wrong_shape_is_named(options: dict[str, Any], message: str) -> None:
    assert validated(OPERATIONS["apic_invoke"], options)[1] == message


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ({"name": "b", "pth": "/x"}, "call 'b': Unsupported parameters: calls.pth. Supported parameters"),
        ({"name": 7, "unless": {"pth": "/x"}}, "call '7': Unsupported parameters: calls.unless.pth. "),
        ({"name": "b", "paginate": "perhaps"}, "call 'b': argument 'paginate' is of type "),
        ({"name": "b", "unless": {"exists": "perhaps"}}, "call 'b': argument 'exists' is of type "),
        ({"name": "b", "body_format": "xml"}, "call 'b': value of body_format must be one of: "),
        ("name=b pth=/x", "calls: number 2: Unsupported parameters: calls.pth. "),
        ("path=/x", "calls: number 2: missing required arguments: name"),
    ],
    ids=str,
)
def test_what_ansible_refuses_of_many_calls_is_told_with_the_call(call: Any, words: str) -> None:
    # The last is wrong as well: the first is told, and by itself.
    calls = [{"name": "a", "path": "/x"}, call, {"name": "c", "body_format": "yaml", "colour": "red"}]
    mistake = validated(OPERATIONS["apic_invoke"], {"calls": calls})[1]
    assert mistake.startswith(words)
    assert "colour" not in mistake


def test_a_team_that_ansible_refuses_is_named() -> None:
    teams = [{"name": "first"}, {"name": "second", "role": "x"}]
    mistake = validated(OPERATIONS["axway_service_account"], {"name": "robot", "teams": teams})[1]
    assert mistake.startswith("team 'second': Unsupported parameters: teams.role. ")


def test_a_call_may_have_a_number_for_a_name() -> None:
    params, mistake = validated(OPERATIONS["apic_invoke"], {"calls": [{"name": 0, "path": "/orgs"}]})
    assert (params["calls"][0]["name"], mistake) == ("0", "")


def test_a_service_that_has_no_name_is_told_by_itself() -> None:
    calls = [{"name": "a", "controller": "C", "service": "S"}, {"controller": "C", "service": "T"}]
    mistake = validated(OPERATIONS["cmf_invoke"], {"calls": calls})[1]
    assert mistake == "calls: number 2 (service T) has no name."


@pytest.mark.parametrize("unless", ["path=/orgs", '{"path": "/orgs"}'])
def test_a_text_that_ansible_reads_as_a_mapping(unless: str) -> None:
    params, mistake = validated(OPERATIONS["apic_invoke"], {"unless": unless})
    assert (params["unless"]["path"], mistake) == ("/orgs", "")


@pytest.mark.parametrize(
    ("variable", "value", "option"),
    [
        ("APIC_TIMEOUT", "soon", "timeout"),
        ("APIC_VALIDATE_CERTS", "perhaps", "validate_certs"),
        ("APIC_SCOPE", "x", "scope"),
    ],
)
def test_a_value_of_the_environment_is_blamed_on_its_variable(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, option: str
) -> None:
    monkeypatch.setenv(variable, value)
    mistake = validated(OPERATIONS["apic_invoke"], {})[1]
    assert option in mistake
    assert mistake.endswith(f" (from the environment variable {variable})")
    given = validated(OPERATIONS["apic_invoke"], {option: value})[1]
    assert given == mistake.rpartition(" (from")[0]


def test_a_variable_is_not_blamed_for_an_option_of_the_same_name_in_the_task(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("APIC_TIMEOUT", "10")
    mistake = validated(OPERATIONS["apic_invoke"], {"wait_for": {"timeout": "soon"}})[1]
    assert mistake.startswith("argument 'timeout' is of type ")
    assert "APIC_TIMEOUT" not in mistake

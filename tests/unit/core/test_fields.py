# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is secret by its name in the data of a call."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._core.fields import (
    MASK,
    secrets_in_data,
    without_secret_parameters,
    without_secrets,
)

CASES: list[tuple[Any, Any, list[str]]] = [
    (
        {"clientSecret": "a", "apiKey": "b", "token": "c"},
        {"clientSecret": MASK, "apiKey": MASK, "token": MASK},
        ["a", "b", "c"],
    ),
    ({"access_token": "a", "tokenLifetime": 5}, {"access_token": MASK, "tokenLifetime": 5}, ["a"]),
    ({"passphrase": None, "secret": ""}, {"passphrase": None, "secret": ""}, [""]),
    ({"password": True}, {"password": MASK}, []),
    ({"pin_code": "a", "passcode": 1234}, {"pin_code": "a", "passcode": MASK}, ["1234"]),
    ([{"privateKey": "a", "name": "b"}], [{"privateKey": MASK, "name": "b"}], ["a"]),
    ({"secrets": ["a", {"name": "b", "text": "c"}]}, {"secrets": MASK}, ["a", "c"]),
    (
        {"env": [{"name": "DB_PASSWORD", "value": "a"}]},
        {"env": [{"name": "DB_PASSWORD", "value": MASK}]},
        ["a"],
    ),
    ({"Key": "client-secret", "Value": "a"}, {"Key": "client-secret", "Value": MASK}, ["a"]),
    ({"kind": "Secret", "data": {"x": "a"}}, {"kind": "Secret", "data": MASK}, ["a"]),
    ({"name": "DB_HOST", "value": "a"}, {"name": "DB_HOST", "value": "a"}, []),
    (
        [{"op": "replace", "path": "/spec/client_secret", "value": "a"}],
        [{"op": "replace", "path": "/spec/client_secret", "value": MASK}],
        ["a"],
    ),
    # A mapping may bear the name of a secret and hold other things as well.
    (
        {"credentials": {"user": "a", "pin": 1234, "value": "b"}},
        {"credentials": {"user": "a", "pin": MASK, "value": MASK}},
        ["1234", "b"],
    ),
    ({"credentials": ["a", {"id": "b"}]}, {"credentials": [MASK, {"id": "b"}]}, ["a"]),
    ({"jwt": {"issuer": "a", "secret": "b"}}, {"jwt": {"issuer": "a", "secret": MASK}}, ["b"]),
    ({"auth": True, "otp": None, "cookie": ""}, {"auth": True, "otp": None, "cookie": ""}, [""]),
    (
        {"cookies": [{"name": "a", "value": "b", "path": "/"}]},
        {"cookies": [{"name": "a", "value": MASK, "path": "/"}]},
        ["b"],
    ),
    ({"type": "sshKey", "content": "a"}, {"type": "sshKey", "content": MASK}, ["a"]),
    ({"kind": "Credential", "data": {"x": "a"}}, {"kind": "Credential", "data": {"x": "a"}}, []),
    (
        [{"op": "add", "path": "/spec/bindPwd", "value": "a"}, {"path": "/pin/length", "value": 4}],
        [{"op": "add", "path": "/spec/bindPwd", "value": MASK}, {"path": "/pin/length", "value": 4}],
        ["a"],
    ),
    (
        [{"op": "add", "path": "/spec/host", "value": "a"}],
        [{"op": "add", "path": "/spec/host", "value": "a"}],
        [],
    ),
]


@pytest.mark.parametrize(("data", "shown", "_secrets"), CASES)
def test_data_as_it_is_shown(data: Any, shown: Any, _secrets: list[str]) -> None:
    assert without_secrets(data) == shown


@pytest.mark.parametrize(("data", "_shown", "secrets"), CASES)
def test_the_secrets_of_data(data: Any, _shown: Any, secrets: list[str]) -> None:
    assert list(secrets_in_data(data)) == secrets
    assert list(secrets_in_data(json.dumps(data))) == secrets


@pytest.mark.parametrize(
    ("text", "secrets"),
    [
        ("user=a&password=b%2Bc&password=d", ["b+c", "d"]),
        ("a text with = and nothing else", []),
        ("plain", []),
        ('{"password": ', []),
        ("[" * 100_000, []),
        ("a=" * 5_000, []),
        ("a: " * 5_000, []),
        ("Reset password: how it is done", []),
        ("user: a\n  pin: 'b'\n- otp: \"c\",\n", ["b", "c"]),
        ("<a><x:Pin u='v'>b &amp; c</x:Pin><p name='otp'>d</p></a>", ["b & c", "d"]),
        ("<jwt><![CDATA[<a>]]></jwt>", ["<a>"]),
    ],
)
def test_the_secrets_of_a_text(text: str, secrets: list[str]) -> None:
    assert list(secrets_in_data(text)) == secrets


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://h/p", "https://h/p"),
        ("https://h/p?a=1&b", "https://h/p?a=1&b"),
        ("https://h/p?a=1&api_key=x%20y&b=2", f"https://h/p?a=1&api_key={MASK}&b=2"),
        ("https://h/p?client%5Fsecret=x", f"https://h/p?client%5Fsecret={MASK}"),
        ("https://h/p?token=", "https://h/p?token="),
        (
            "https://h/p?sessionId=x&pin=1&user[otp]=2&sig=y&design=z",
            f"https://h/p?sessionId={MASK}&pin={MASK}&user[otp]={MASK}&sig={MASK}&design=z",
        ),
    ],
)
def test_a_url_as_it_is_shown(url: str, shown: str) -> None:
    assert without_secret_parameters(url) == shown


@pytest.mark.parametrize("naming", ["name", "key", "path", "field", "parameter", "id", "type", "kind"])
@pytest.mark.parametrize("holding", ["value", "values", "content", "data"])
def test_a_field_that_names_what_another_holds(naming: str, holding: str) -> None:
    fields = {naming: "db_password", holding: "a", "other": "b"}
    assert without_secrets(fields) == {**fields, holding: MASK}
    assert list(secrets_in_data(fields)) == ["a"]


@pytest.mark.parametrize("fields", [{"note": "password", "value": "a"}, {"name": 7, "value": "a"}], ids=str)
def test_a_field_that_names_nothing(fields: dict[str, Any]) -> None:
    assert without_secrets(fields) == fields
    assert list(secrets_in_data(fields)) == []

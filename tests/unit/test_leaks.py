# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The leak finder must find: every test and the demo trust its silence."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from tests.leaks import leaked, secrets_of, tokens_of

SECRET = 'a"b\\c %+ü/1'


@pytest.mark.parametrize(
    "printed",
    [
        SECRET,
        json.dumps(SECRET),
        json.dumps(SECRET, ensure_ascii=False),
        repr(SECRET),
        quote(SECRET, safe=""),
        quote_plus(SECRET),
        base64.b64encode(SECRET.encode()).decode(),
    ],
)
def test_a_secret_is_found_in_every_form(printed: str) -> None:
    assert leaked(f"msg: {printed}.", {"name": SECRET, "other": "not there"}) == ["name"]


def test_secrets_are_known_by_their_names(tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    key.write_text(
        "-----BEGIN PRIVATE KEY-----\ncommon\nits own\n-----END PRIVATE KEY-----\n", encoding="ascii"
    )
    description = {
        "pid": 7,
        "apic": {"url": "https://localhost:1", "password": "one", "api_key": "two", "client_id": "id"},
        "axway": {"client_secret": "three", "private_key_path": str(key), "public_key_path": "/nowhere"},
        "cmf": {"token": "four"},
    }
    assert secrets_of(description) == {
        "apic.password": "one",
        "apic.api_key": "two",
        "axway.client_secret": "three",
        "axway.private_key_path": "its own",
        "cmf.token": "four",
    }


def test_tokens_come_from_the_journal() -> None:
    journal = [
        {"number": 1, "headers": {}},
        {"number": 2, "headers": {"authorization": "Bearer abc"}},
    ]
    assert tokens_of(journal) == {"Authorization of request 2": "abc"}

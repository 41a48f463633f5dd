# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Masking: no form of a secret passes, and what is no secret stays as it is."""

from __future__ import annotations

import base64
import html
import json
import math
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from ansible_collections.apiops.platforms.plugins.module_utils._core.errors import one_line
from ansible_collections.apiops.platforms.plugins.module_utils._core.fields import MASK
from ansible_collections.apiops.platforms.plugins.module_utils._core.redaction import Redactor, Secrets

SECRET = "pä\"s\\w%o+r/d <&'>~!(*)"

FORMS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "url-encoded": lambda secret: quote(secret, safe=""),
    "url-encoded, slash kept": quote,
    "url-encoded, as a form": quote_plus,
    "url-encoded, lower case": lambda secret: lower_hex(quote(secret, safe="")),
    "url-encoded, lower case, as a form": lambda secret: lower_hex(quote_plus(secret)),
    "url-encoded as by JavaScript": lambda secret: quote(secret, safe="!'()*~"),
    "url-encoded as by Java": lambda secret: quote_plus(secret, safe="*").replace("~", "%7E"),
    "JSON": lambda secret: json.dumps(secret)[1:-1],
    "JSON, not only ASCII": lambda secret: json.dumps(secret, ensure_ascii=False)[1:-1],
    "JSON, slash escaped": lambda secret: json.dumps(secret)[1:-1].replace("/", "\\/"),
    "JSON as by .NET": lambda secret: "".join(
        char
        if char.isascii() and (char.isalnum() or char in " !#$%()*,-./:;=?@[]^_{|}~")
        else "\\\\"
        if char == "\\"
        else "\\u%04X" % ord(char)
        for char in secret
    ),
    "HTML": html.escape,
    "HTML, numeric": lambda secret: "".join(
        char if char.isalnum() and char.isascii() else "&#%d;" % ord(char) for char in secret
    ),
    "base64": lambda secret: base64.b64encode(secret.encode()).decode(),
    "base64, after a name": lambda secret: base64_after(b"name:", secret),
    "base64, between others": lambda secret: base64_after(b"na:", secret),
    "base64 for URLs": lambda secret: base64.urlsafe_b64encode(secret.encode()).decode().rstrip("="),
    "repr": repr,
    "repr of bytes": lambda secret: repr(secret.encode()),
    "white space run together": lambda secret: " ".join(secret.split()),
    "made fit for a message": one_line,
}


def base64_after(before: bytes, secret: str) -> str:
    """The characters of a longer text's base64 that come from the secret alone."""
    data = before + secret.encode()
    return base64.b64encode(data + b"xx").decode()[-(-len(before) * 8 // 6) : len(data) * 8 // 6]


def lower_hex(text: str) -> str:
    """Percent escapes in lower case, as .NET and others write them."""
    parts = text.split("%")
    return parts[0] + "".join("%" + part[:2].lower() + part[2:] for part in parts[1:])


def redactor(*secrets: str) -> Redactor:
    """One that knows ``secrets``."""
    knowing = Redactor()
    for secret in secrets:
        knowing.add(secret)
    return knowing


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_masked(form: str) -> None:
    printed = FORMS[form](SECRET)
    masked = redactor(SECRET).mask("Bad credentials: " + printed + " is wrong")
    assert printed not in masked
    assert masked.startswith("Bad credentials: ")
    assert masked.endswith(" is wrong")


@pytest.mark.parametrize("secret", ["two  spaces inside", "a\ttab in it", " around it "])
def test_a_secret_survives_no_tidying_of_its_white_space(secret: str) -> None:
    # A message is one line: white space is run together before it is masked.
    tidied = " ".join(("The password %s is wrong" % secret).split())
    assert " ".join(secret.split()) not in redactor(secret).mask(tidied)


@pytest.mark.parametrize("secret", ["lone\udce4byte", "\ud800 half a pair"])
def test_a_secret_that_is_no_unicode_can_be_known(secret: str) -> None:
    assert redactor(secret).mask("<%s>" % secret) == "<%s>" % MASK


def test_lines_of_a_key_are_masked_alone() -> None:
    key = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0BAQ\n-----END PRIVATE KEY-----\n"
    assert "kqhkiG9w0BAQ" not in redactor(key).mask("at line kqhkiG9w0BAQ of it")


def test_one_secret_inside_another() -> None:
    assert redactor("word", "password1").mask("password1 word") == "%s %s" % (MASK, MASK)


def test_results_are_scrubbed_all_through() -> None:
    result = redactor("hunter22").scrub(
        {"a": ["hunter22", {"b": "x hunter22"}], "n": 1, "t": ("hunter22",), "z": None, "f": False}
    )
    assert result == {"a": [MASK, {"b": "x " + MASK}], "n": 1, "t": [MASK], "z": None, "f": False}


def test_keys_are_scrubbed_too() -> None:
    # A server that echoes a form it read as JSON puts the secret there.
    assert "hunter22" not in str(redactor("hunter22").scrub({"client_secret=hunter22": ""}))


@pytest.mark.parametrize("secret", ["", "a", "abc", None])
def test_what_is_too_short_to_be_told_from_text(secret: str | None) -> None:
    knowing = Redactor()
    knowing.add(secret)
    assert knowing.mask("abc a") == "abc a"


@given(st.text(min_size=4, max_size=30), st.text(max_size=10), st.text(max_size=10))
def test_no_secret_passes(secret: str, before: str, after: str) -> None:
    assume(len(secret.strip()) >= 4 and set(secret) != {"*"})
    masked = redactor(secret).mask(before + secret + after)
    assert secret not in masked or secret in MASK * 3


@given(
    st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF), min_size=6, max_size=20),
    st.sampled_from(sorted(FORMS)),
)
@example("0000\xa0\x7f", "white space run together")
def test_no_form_of_any_secret_passes(secret: str, form: str) -> None:
    assume(secret == secret.strip() and "*" not in secret)
    printed = FORMS[form](secret)
    assert printed not in redactor(secret).mask("<" + printed + ">")


def test_what_the_task_sends_is_masked_in_failures_alone() -> None:
    secrets = Secrets()
    secrets.add("credential-1")
    secrets.failures.add("sent-2")
    text = "credential-1 sent-2"
    assert secrets.results.mask(text) == f"{MASK} sent-2"
    assert secrets.failures.mask(text) == f"{MASK} {MASK}"


def test_a_password_that_is_a_word_leaves_the_data_usable() -> None:
    knowing = redactor("admin")
    data = {"realm": "admin/default-idp-1", "json": {"roles": ["administrator"], "admin": {"name": "admin"}}}
    assert knowing.scrub(data) == data


def test_a_password_that_the_task_gives_in_the_open_leaves_the_data_usable() -> None:
    secrets = Secrets(["ci-user-7", "https://apim.example.com"])
    secrets.add("ci-user-7")
    data = {"claims": {"sub": "ci-user-7"}}
    assert secrets.results.scrub(data) == secrets.failures.scrub(data) == data


@pytest.mark.parametrize("password", ["admin", "20261123", "user-of-the-task"])
def test_a_password_that_is_a_word_is_masked_where_it_is_told(password: str) -> None:
    secrets = Secrets(["user-of-the-task"])
    secrets.add(password)
    encoded = base64.b64encode(password.encode()).decode()
    told = {
        "msg": f"Wrong password {password}",
        "error": {"kind": "auth", "description": f"Wrong: {password}"},
        "diff": {"after": password},
        "json": {"credentials": {"user_password": f"is {password}", "secret": [password]}, "basic": encoded},
    }
    scrubbed = secrets.failures.scrub(told)
    assert password not in str(scrubbed)
    assert encoded.rstrip("=") not in str(scrubbed)


def test_the_kind_of_an_error_is_no_secret() -> None:
    knowing = redactor("timeout")
    error = {"kind": "timeout", "description": "a timeout"}
    assert knowing.scrub({"error": error}) == {"error": {"kind": "timeout", "description": f"a {MASK}"}}


@pytest.mark.parametrize("secret", ["hunter22", "abcdefghijklmnop", "admin-7"])
def test_what_looks_generated_is_masked_in_data_too(secret: str) -> None:
    assert redactor(secret).scrub({"json": [secret]}) == {"json": [MASK]}


@pytest.mark.parametrize("password", ["s3cr3t-9", "87654321", "404404404404404404404"])
def test_a_number_that_is_a_secret_is_masked_under_its_name(password: str) -> None:
    secrets = Secrets()
    secrets.failures.add(password)
    number = int(password) if password.isdigit() else password
    told = {"status": 409, "verified": {"json": {"password": number, "pins": [1, 2.5, True]}}}
    assert secrets.failures.scrub(told) == {
        "status": 409,
        "verified": {"json": {"password": MASK, "pins": [1, 2.5, True]}},
    }


def test_a_number_that_no_word_could_be_is_masked_wherever_it_is() -> None:
    secret = 404404404404404404404
    knowing = redactor(str(secret))
    assert knowing.scrub({"json": [secret, secret + 1, {"id": secret}]}) == {
        "json": [MASK, secret + 1, {"id": MASK}]
    }


@pytest.mark.parametrize("sent", ["abc", "12"])
def test_a_short_secret_is_masked_where_the_name_says_what_it_is(sent: str) -> None:
    value = int(sent) if sent.isdigit() else sent
    told = {"verified": {"json": {"passcode": value, "secret": [value], "size": value, "token": "another"}}}
    assert redactor(sent).scrub(told) == {
        "verified": {"json": {"passcode": MASK, "secret": [MASK], "size": value, "token": "another"}}
    }


@given(
    st.lists(st.integers(0, 31), max_size=8).map(bytes),
    st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=8, max_size=20),
    st.lists(st.integers(0, 31), min_size=1, max_size=8).map(bytes),
)
def test_no_character_of_a_secret_s_own_is_left_in_base64(before: bytes, secret: str, after: bytes) -> None:
    redactor = Redactor()
    redactor.add(secret)
    data = before + secret.encode() + after
    text = base64.b64encode(data).decode()
    first, last = len(before) * 8 / 6, len(before + secret.encode()) * 8 / 6
    masked = redactor.mask(text)
    # A character in which another byte has a part may be left.
    left = text[: math.ceil(first)] + MASK + text[math.floor(last) :]
    assert MASK in masked
    assert len(masked) <= len(left)

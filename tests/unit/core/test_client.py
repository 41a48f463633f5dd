# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of what may be repeated, row by row, by counting what is sent; tokens and redirects."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from urllib3.util import parse_url

from ansible_collections.apiops.platforms.plugins.module_utils._core.errors import ApiError
from ansible_collections.apiops.platforms.plugins.module_utils._core.http.body import bytes_body
from ansible_collections.apiops.platforms.plugins.module_utils._core.http.message import Request, Response
from ansible_collections.apiops.platforms.plugins.module_utils._core.tokens.source import SuppliedToken
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apic.platform import Apic
from tests.unit.core.fakes import (
    Answer,
    Failure,
    FakeTransport,
    Script,
    Tokens,
    apic,
    client,
    cut_after_sending,
    refused_connection,
)

URL = "https://good.example/api/orgs"
OK = Answer(200, {"results": []})


def read() -> Request:
    """What may be sent as often as needed."""
    return Request("GET", URL, read_only=True, repeatable=True)


def write() -> Request:
    """What must not be sent twice when its outcome is in doubt."""
    return Request("POST", URL, body=bytes_body(b"{}", "application/json"))


def put() -> Request:
    """A write that does no more when it is sent twice."""
    return Request("PUT", URL, body=bytes_body(b"{}", "application/json"), repeatable=True)


def exchanged(
    platform: Apic, request: Request, *script: Script, retries: int = 3
) -> tuple[Response, FakeTransport]:
    """The answer in the end, and what was sent for it."""
    asking, fake, _pauses = client(platform, *script, retries=retries)
    return asking.exchange(request), fake


def refused(
    platform: Apic, request: Request, *script: Script, retries: int = 3
) -> tuple[ApiError, FakeTransport]:
    """The error in the end, and what was sent before it."""
    asking, fake, _pauses = client(platform, *script, retries=retries)
    with pytest.raises(ApiError) as caught:
        asking.exchange(request)
    assert caught.value.tries == len(fake.sent)
    return caught.value, fake


UNSENT: list[Script] = [
    refused_connection(),
    Failure("timeout"),
    Answer(429),
    Answer(429, {"message": ["slow down"]}, headers={"Retry-After": "1"}),
    Answer(503, headers={"Retry-After": "1"}),
]
IN_DOUBT: list[Script] = [
    Answer(408),
    Answer(500),
    Answer(502, "<html>Bad gateway</html>", "text/html"),
    Answer(503),
    Answer(504),
    Answer(500, {"message": ["it broke"]}),
    cut_after_sending(),
    Failure("timeout", "unknown"),
    Failure("protocol", "unknown"),
]
FINAL: list[Script] = [
    Answer(400),
    Answer(403),
    Answer(404),
    Answer(409),
    Answer(410),
    Answer(412),
    Answer(422),
    Answer(501),
    Answer(200, "<html></html>", "text/html"),
    Answer(200, b"{", "application/json"),
    Failure("tls", transient=False),
    Failure("config", transient=False),
]


@pytest.mark.parametrize("request_", [read(), write(), put()], ids=["read", "write", "put"])
@pytest.mark.parametrize("script", UNSENT, ids=str)
def test_what_never_took_effect_is_repeated(platform: Apic, request_: Request, script: Script) -> None:
    response, fake = exchanged(platform, request_, script, script, OK)
    assert len(fake.sent) == 3
    assert response.tries == 3
    error, fake = refused(platform, request_, script, retries=2)
    assert len(fake.sent) == 3
    assert "unknown" not in error.message


@pytest.mark.parametrize("request_", [read(), put()], ids=["read", "put"])
@pytest.mark.parametrize("script", IN_DOUBT, ids=str)
def test_what_is_in_doubt_is_repeated_where_that_is_safe(
    platform: Apic, request_: Request, script: Script
) -> None:
    response, _fake = exchanged(platform, request_, script, script, script, OK)
    assert response.tries == 4
    _error, fake = refused(platform, request_, script, retries=3)
    assert len(fake.sent) == 4
    _error, fake = refused(platform, request_, script, retries=0)
    assert len(fake.sent) == 1


@pytest.mark.parametrize("script", IN_DOUBT, ids=str)
def test_a_write_in_doubt_is_never_sent_twice(platform: Apic, script: Script) -> None:
    error, fake = refused(platform, write(), script, OK)
    assert len(fake.sent) == 1
    assert "outcome is unknown" in error.message


def test_a_write_in_doubt_after_others_that_were_not(platform: Apic) -> None:
    _error, fake = refused(platform, write(), Answer(429), refused_connection(), cut_after_sending(), OK)
    assert len(fake.sent) == 3


@pytest.mark.parametrize("request_", [read(), write(), put()], ids=["read", "write", "put"])
@pytest.mark.parametrize("script", FINAL, ids=str)
def test_what_is_an_answer_is_not_repeated(platform: Apic, request_: Request, script: Script) -> None:
    error, fake = refused(platform, request_, script, OK)
    assert len(fake.sent) == 1
    assert "unknown" not in error.message


GONE = Answer(404, {"status": 404, "message": ["Not there"]})
EARLIER = " The outcome is unknown: the platform may have acted on an earlier attempt."


def delete() -> Request:
    """A write that does no more when it is sent twice, and then finds nothing."""
    return Request("DELETE", URL, repeatable=True)


@pytest.mark.parametrize("script", IN_DOUBT, ids=str)
def test_what_is_gone_after_a_deletion_in_doubt_was_deleted(platform: Apic, script: Script) -> None:
    asking, fake, _pauses = client(platform, script, GONE, tokens=Tokens())
    response = asking.exchange(delete(), frozenset({204}))
    assert (response.status, response.tries, len(fake.sent)) == (404, 2, 2)


@pytest.mark.parametrize(
    "scripts",
    [
        (GONE,),
        (Answer(429), GONE),
        (refused_connection(), GONE),
        (cut_after_sending(), Answer(404, "default backend", "text/plain")),
    ],
    ids=str,
)
def test_what_is_gone_otherwise_is_not_there(platform: Apic, scripts: tuple[Script, ...]) -> None:
    asking, _fake, _pauses = client(platform, *scripts, tokens=Tokens())
    with pytest.raises(ApiError) as caught:
        asking.exchange(delete())
    assert caught.value.kind == "not_found"


def test_only_a_deletion_makes_what_is_gone_a_success(platform: Apic) -> None:
    for request in (read(), put()):
        asking, _fake, _pauses = client(platform, cut_after_sending(), GONE, tokens=Tokens())
        with pytest.raises(ApiError) as caught:
            asking.exchange(request)
        assert (caught.value.kind, caught.value.effect) == ("not_found", "none")


@pytest.mark.parametrize("last", [409, 412, 428, 400, 422, 403, 401, 429])
@pytest.mark.parametrize("script", IN_DOUBT, ids=str)
def test_a_refusal_after_an_attempt_in_doubt_leaves_it_open(
    platform: Apic, script: Script, last: int
) -> None:
    asking, _fake, _pauses = client(platform, script, Answer(last), tokens=Tokens(renewable=False))
    with pytest.raises(ApiError) as caught:
        asking.exchange(put())
    assert caught.value.effect == "unknown"
    assert EARLIER in caught.value.message


def test_a_refusal_that_no_attempt_in_doubt_went_before_is_an_answer(platform: Apic) -> None:
    for request, script in ((put(), Answer(429)), (read(), cut_after_sending())):
        asking, _fake, _pauses = client(platform, script, Answer(409), tokens=Tokens())
        with pytest.raises(ApiError) as caught:
            asking.exchange(request)
        assert caught.value.effect == "none"
        assert "unknown" not in caught.value.message


@pytest.mark.parametrize("script", IN_DOUBT, ids=str)
def test_what_stays_in_doubt_however_often_it_is_sent(platform: Apic, script: Script) -> None:
    asking, fake, _pauses = client(platform, script, tokens=Tokens())
    with pytest.raises(ApiError) as caught:
        asking.exchange(put())
    assert (caught.value.effect, len(fake.sent)) == ("unknown", 4)
    assert caught.value.message.endswith(" The outcome is unknown: the platform may have acted on it.")


def test_a_login_in_doubt_is_no_write(platform: Apic) -> None:
    for last in (cut_after_sending(), Answer(409)):
        error, _fake = refused(platform, put(), cut_after_sending(), last)
        assert error.effect == "none"
        assert "unknown" not in error.message


def test_retry_after_is_waited_for(platform: Apic) -> None:
    busy = Answer(429, headers={"Retry-After": "7"})
    asking, _fake, pauses = client(platform, busy, Answer(503, headers={"Retry-After": "3600"}), OK)
    asking.exchange(write())
    assert pauses == [7.0, 30.0]


@pytest.mark.parametrize("value", ["²", "soon", "-1", "99999999999999"])
def test_no_retry_after_is_a_crash(platform: Apic, value: str) -> None:
    response, _fake = exchanged(platform, read(), Answer(429, headers={"Retry-After": value}), OK)
    assert response.tries == 2


def test_statuses_that_are_accepted_are_taken_as_they_are(platform: Apic) -> None:
    asking, fake, _pauses = client(platform, Answer(500, "<html></html>", "text/html"), tokens=Tokens())
    assert asking.exchange(read(), frozenset({500})).status == 500
    assert len(fake.sent) == 1


def test_a_token_is_renewed_once_and_the_call_repeated(platform: Apic) -> None:
    tokens = Tokens()
    asking, fake, pauses = client(platform, Answer(401), OK, tokens=tokens)
    assert asking.exchange(write()).tries == 2
    assert [sent.headers["Authorization"] for sent in fake.sent] == ["Bearer token-0", "Bearer token-1"]
    assert tokens.renewals == 1
    assert pauses == []


@pytest.mark.parametrize("request_", [read(), write()], ids=["read", "write"])
def test_a_second_refusal_of_a_token_is_final(platform: Apic, request_: Request) -> None:
    tokens = Tokens()
    asking, fake, _pauses = client(platform, Answer(401), tokens=tokens)
    with pytest.raises(ApiError) as caught:
        asking.exchange(request_)
    assert (caught.value.kind, len(fake.sent), tokens.renewals) == ("auth", 2, 1)
    assert "renewed once" in caught.value.message


def test_renewal_counts_beside_the_retries(platform: Apic) -> None:
    tokens = Tokens()
    script = (Answer(502), Answer(401), Answer(502), Answer(502), OK)
    asking, fake, _pauses = client(platform, *script, tokens=tokens)
    assert asking.exchange(read()).tries == 5
    assert tokens.renewals == 1
    assert len(fake.sent) == 5


def test_a_supplied_token_is_not_renewed(platform: Apic) -> None:
    asking, fake, _pauses = client(platform, Answer(401), tokens=SuppliedToken("abc"))
    with pytest.raises(ApiError) as caught:
        asking.exchange(read())
    assert len(fake.sent) == 1
    assert "supplied" in caught.value.message


def test_nothing_is_renewed_without_a_token(platform: Apic) -> None:
    _error, fake = refused(platform, read(), Answer(401))
    assert len(fake.sent) == 1


def redirect(location: str, status: int = 302) -> Answer:
    """A redirect to location."""
    return Answer(status, headers={"Location": location})


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("request_", [write(), put()], ids=["write", "put"])
def test_a_write_never_follows_a_redirect(platform: Apic, request_: Request, status: int) -> None:
    error, fake = refused(platform, request_, redirect("/api/elsewhere", status), OK)
    assert (error.kind, error.status, len(fake.sent)) == ("protocol", status, 1)


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("/api/elsewhere", "https://good.example/api/elsewhere"),
        ("elsewhere?x=1", "https://good.example/api/elsewhere?x=1"),
        ("https://good.example:443/x", "https://good.example:443/x"),
        ("//good.example/x", "https://good.example/x"),
    ],
)
def test_a_read_follows_within_its_origin(platform: Apic, location: str, url: str) -> None:
    asking, fake, _pauses = client(platform, redirect(location), OK, tokens=Tokens())
    response = asking.exchange(read())
    assert [sent.url for sent in fake.sent] == [URL, url]
    assert fake.sent[1].headers["Authorization"] == "Bearer token-0"
    assert response.tries == 2


OUTSIDE = [
    "https://evil.example/",
    "//evil.example/",
    "http://good.example/api/orgs",
    "https://good.example:444/",
    "https://good.example.evil.example/",
    "https://good.example@evil.example/",
    "https://evil.example\\@good.example/",
    "//evil.example\\@good.example/",
    "https://good.example\\@evil.example/",
    "https://user:word@good.example/",
    "https://user@good.example/",
    "https://good.example:99999/",
    "https://good.example:port/",
    "https://[::1/",
    "https://good.example\u2100/",
    "ftp://good.example/",
    "file:///etc/passwd",
    "javascript:alert(1)",
]


@pytest.mark.parametrize("location", OUTSIDE)
def test_no_redirect_takes_the_token_out_of_its_origin(platform: Apic, location: str) -> None:
    asking, fake, _pauses = client(platform, redirect(location), OK, tokens=Tokens())
    with pytest.raises(ApiError) as caught:
        asking.exchange(read())
    assert caught.value.kind == "protocol"
    assert len(fake.sent) == 1
    assert "word@" not in caught.value.message


@given(
    st.lists(
        st.sampled_from(
            [
                "https:",
                "//",
                "/",
                "\\",
                "@",
                "evil.example",
                "good.example",
                ":",
                "443",
                "?",
                "#",
                "[",
                "]",
                ".",
                ";",
            ]
        ),
        max_size=8,
    ).map("".join)
)
@example("https://evil.example\\@good.example/")
def test_no_redirect_at_all_does(location: str) -> None:
    asking, fake, _pauses = client(apic(), redirect(location), OK, tokens=Tokens())
    with suppress(ApiError):
        asking.exchange(read())
    for sent in fake.sent:
        place = parse_url(sent.url)
        assert (place.scheme, place.host, place.port or 443, place.auth) == (
            "https",
            "good.example",
            443,
            None,
        )


def test_redirects_are_bounded(platform: Apic) -> None:
    error, fake = refused(platform, read(), redirect(URL))
    assert error.kind == "protocol"
    assert len(fake.sent) == 6


def test_a_redirect_without_a_place(platform: Apic) -> None:
    error, fake = refused(platform, read(), Answer(302))
    assert (error.kind, len(fake.sent)) == ("protocol", 1)


def test_a_redirect_that_is_accepted_is_an_answer(platform: Apic) -> None:
    asking, fake, _pauses = client(platform, redirect("https://evil.example/"))
    assert asking.exchange(write(), frozenset({302})).status == 302
    assert len(fake.sent) == 1

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When to repeat, and after how long."""

from __future__ import annotations

import time
from email.utils import formatdate
from typing import Any

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._core.errors import ApiError, Effect
from ansible_collections.apiops.platforms.plugins.module_utils._core.http.message import Request, Response
from ansible_collections.apiops.platforms.plugins.module_utils._core.http.retry import (
    RetryPolicy,
    is_busy,
    is_in_doubt,
    may_repeat,
    retry_after,
)


def asked(value: str) -> float | None:
    """What a server asks by this Retry-After."""
    return retry_after({"retry-after": value})


@pytest.mark.parametrize(
    ("value", "seconds"), [("0", 0.0), ("1", 1.0), (" 120 ", 120.0), ("999999999", 999999999.0)]
)
def test_retry_after_in_seconds(value: str, seconds: float) -> None:
    assert asked(value) == seconds


def test_retry_after_as_a_date() -> None:
    in_a_minute = asked(formatdate(time.time() + 60, usegmt=True))
    assert in_a_minute is not None
    assert 57 < in_a_minute <= 61
    assert asked("Wed, 21 Oct 2015 07:28:00 GMT") == 0


@pytest.mark.parametrize(
    "value",
    [
        "",
        "soon",
        "-5",
        "1.5.5",
        "²",
        "1²",
        "٣",
        "Fri, 31 Dec 99999 23:59:59 GMT",
        "Mon, 99 Foo",
        ",",
        "NaN",
        "inf",
        "0x10",
    ],
)
def test_a_retry_after_that_cannot_be_used(value: str) -> None:
    assert asked(value) is None
    assert retry_after({}) is None


@pytest.mark.parametrize("value", ["9999999999", "86400000000", "9" * 400, "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_an_absurd_retry_after_is_waited_for_up_to_the_maximum(value: str) -> None:
    assert RetryPolicy(3, 0.5, 30.0).pause(1, asked(value)) == 30.0


def test_back_off_is_exponential_with_full_jitter() -> None:
    policy = RetryPolicy(10, 0.5, 30.0)
    for attempt, most in enumerate((0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0), 1):
        pauses = [policy.pause(attempt, None) for _turn in range(200)]
        assert 0 <= min(pauses) < most / 4
        assert most * 3 / 4 < max(pauses) <= most
    assert policy.pause(10_000, None) <= 30


def test_what_the_server_asks_goes_before_the_back_off() -> None:
    policy = RetryPolicy(3, 0.5, 30.0)
    assert policy.pause(1, 12.0) == 12.0
    assert policy.pause(1, 0.0) == 0.0
    assert policy.pause(1, 31.0) == 30.0


@pytest.mark.parametrize(
    "bad",
    [
        {"retries": -1},
        {"retry_delay": -0.1},
        {"retry_max_delay": -1.0},
        {"retry_delay": float("nan")},
        {"retry_max_delay": float("nan")},
        {"retry_max_delay": float("inf")},
        {"retry_delay": float("inf")},
        {"total_timeout": 0.0},
        {"total_timeout": -1.0},
        {"total_timeout": float("nan")},
        {"total_timeout": float("inf")},
    ],
    ids=str,
)
def test_policies_that_cannot_be(bad: dict[str, Any]) -> None:
    with pytest.raises(ApiError) as caught:
        RetryPolicy.from_params(
            {"retries": 3, "retry_delay": 0.5, "retry_max_delay": 30.0, "total_timeout": None, **bad}
        )
    assert caught.value.kind == "config"


def test_a_policy_by_the_options() -> None:
    options: dict[str, Any] = {"retries": 0, "retry_delay": 0, "retry_max_delay": 0, "total_timeout": None}
    assert RetryPolicy.from_params(options) == RetryPolicy(0, 0, 0, None)
    options = {"retries": 2, "retry_delay": 1.5, "retry_max_delay": 9, "total_timeout": 0.1}
    assert RetryPolicy.from_params(options) == RetryPolicy(2, 1.5, 9, 0.1)


def test_a_login_always_has_a_limit() -> None:
    by_timeout = RetryPolicy(5, 1, 2).for_login(30)
    assert by_timeout == RetryPolicy(5, 1, 2, 120, "four times timeout; option total_timeout")
    set_by_user = RetryPolicy(total=7)
    assert set_by_user.for_login(30) == set_by_user


@pytest.mark.parametrize(
    ("status", "headers", "kind", "left"),
    [
        (429, {}, "rate_limited", "busy"),
        (503, {"retry-after": "1"}, "server", "busy"),
        (503, {}, "server", "in doubt"),
        (500, {"retry-after": "1"}, "server", "in doubt"),
        (500, {}, "server", "in doubt"),
        (502, {}, "server", "in doubt"),
        (504, {}, "server", "in doubt"),
        (408, {}, "timeout", "in doubt"),
        (501, {}, "server", "refused"),
        # Words that say why it refused are an answer.
        (500, {}, "conflict", "refused"),
        (200, {}, "server", "refused"),
        (401, {}, "auth", "refused"),
    ],
)
def test_what_a_refusal_leaves_open(status: int, headers: dict[str, str], kind: Any, left: str) -> None:
    response = Response(Request("POST", "https://good.example/"), status, "", headers)
    assert (is_busy(response), is_in_doubt(response, kind)) == (left == "busy", left == "in doubt")


@pytest.mark.parametrize("repeatable", [True, False])
def test_what_may_be_repeated(repeatable: bool) -> None:
    expected: dict[Effect, bool] = {"none": True, "unknown": repeatable, "applied": repeatable}
    for effect, allowed in expected.items():
        assert may_repeat(ApiError("server", "no", effect=effect, transient=True), repeatable) is allowed
        assert may_repeat(ApiError("server", "no", effect=effect), repeatable) is False

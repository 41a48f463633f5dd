# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Expressions that compare with a field where a value must be meant are refused; all others are not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.apiops.platforms.plugins.module_utils._core.calls.condition import Expression
from ansible_collections.apiops.platforms.plugins.module_utils._core.errors import ApiError


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('status == "SUCCESS"', "SUCCESS"),
        ('status != "SUCCESS"', "SUCCESS"),
        ('"SUCCESS" == status', "SUCCESS"),
        ('status == "in progress"', "in progress"),
        ('"my-state" == "in-progress"', "in-progress"),
        ('count > "5"', "5"),
        ('spec.description == "Kept"', "Kept"),
        ('resultList[?name == "x"]', "x"),
        ('results[?state=="published"] | [0].name', "published"),
        ('tags[?@ == "x"]', "x"),
        ('length(items) == "3"', "3"),
        ('!(status == ("x"))', "x"),
        ("a == 'x' && b == \"y\"", "y"),
        ('[?"first-name" == \'it\\\'s\' || "n" == m]', "n"),
        ('contains(tags, "x")', "x"),
        ('items[?starts_with(name, "x")]', "x"),
        ('ends_with(name, "x")', "x"),
        ('join(",", names)', ","),
        ('title == "Überblick \\"a\\""', 'Überblick "a"'),
    ],
)
def test_a_name_in_double_quotes_where_a_text_is_meant(text: str, name: str) -> None:
    with pytest.raises(ApiError) as caught:
        Expression("unless.that", text)
    assert caught.value.kind == "config"
    assert f"compares with a field named {name}, which is what double quotes mean" in caught.value.message
    assert f"write '{name}', in single quotes" in caught.value.message
    assert caught.value.message.endswith("or compare data with contains.")


@pytest.mark.parametrize("text", ["deployed == true", "[?enabled != false]", "true == deployed"])
def test_a_boolean_without_backticks(text: str) -> None:
    with pytest.raises(ApiError) as caught:
        Expression("select", text)
    assert "in backticks" in caught.value.message
    assert "contains" not in caught.value.message


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("\"my-field\" == 'x'", {"my-field": "x"}),
        ("'x' == \"my-field\"", {"my-field": "x"}),
        ("\"name\" == 'x'", {"name": "x"}),
        ('"count" >= `3`', {"count": 3}),
        ('"my-field" == null', {}),
        ("title == null", {}),
        ('"my-field" == other', {"my-field": 1, "other": 1}),
        ('other == @."my-field"', {"my-field": 1, "other": 1}),
        ("spec.\"x-y\" == 'z'", {"spec": {"x-y": "z"}}),
        ('spec."x-y" == spec."z"', {"spec": {"x-y": 1, "z": 1}}),
        ("wanted == actual", {"wanted": 1, "actual": 1}),
        ("deployed == `true`", {"deployed": True}),
        ("status == '\"SUCCESS\"'", {"status": '"SUCCESS"'}),
        ('status == `"SUCCESS"`', {"status": "SUCCESS"}),
        ('"a b" || "c d"', {"c d": 1}),
        ("contains(\"my-tags\", 'x')", {"my-tags": ["x"]}),
        ('sort_by(items, &"my-key")', {"items": [{"my-key": 1}]}),
        ('{"a b": name, c: "d-e"}', {"name": 1, "d-e": 2}),
        ("true", {"true": 1}),
        ("max_by(items, &\"n\").name == 'x'", {"items": [{"n": 1, "name": "x"}]}),
    ],
)
def test_what_is_right_is_not_refused(text: str, answer: Any) -> None:
    assert Expression("unless.that", text).holds(answer)


@given(st.text(min_size=1))
def test_any_text_in_double_quotes_on_the_right_is_told(name: str) -> None:
    quoted = '"%s"' % "".join("\\u%04x" % ord(char) if ord(char) < 0x10000 else char for char in name)
    with pytest.raises(ApiError):
        Expression("unless.that", "status == " + quoted)


def test_more_expressions_than_the_library_keeps() -> None:
    for number in range(300):
        assert Expression("that", f"name == '{number}'").holds({"name": str(number)})

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The comparison of data: what it takes for the same, what it does not, and how it tells."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.apiops.platforms.plugins.module_utils._core.changes import (
    changes,
    described,
    path_text,
)
from ansible_collections.apiops.platforms.plugins.module_utils._core.compare import (
    ABSENT,
    Change,
    differences,
    merged,
    not_among,
)
from ansible_collections.apiops.platforms.plugins.module_utils._core.fields import MASK

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5)
NAMES = st.sampled_from(["a", "b", "c", "d e", "ü"])
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=12,
)
OBJECTS = st.dictionaries(NAMES, JSON, max_size=4)


@pytest.mark.parametrize(
    ("current", "wanted"),
    [
        ({"a": 1, "b": 2}, {"a": 1}),
        ({"a": {"b": 1, "c": 2}}, {"a": {"c": 2}}),
        ({"a": [1, 2]}, {"a": [1, 2]}),
        ({"a": [{"b": 1, "id": 7}]}, {"a": [{"b": 1}]}),
        ({"a": 1.0}, {"a": 1}),
        ({"a": None}, {"a": None}),
        ({"a": {"b": 1}}, {"a": {}}),
        ({}, {}),
    ],
    ids=str,
)
def test_the_same(current: Any, wanted: Any) -> None:
    assert differences(current, wanted) == []


@pytest.mark.parametrize(
    ("current", "wanted", "path", "before", "after"),
    [
        ({"a": 1}, {"a": "1"}, ("a",), 1, "1"),
        ({"a": True}, {"a": 1}, ("a",), True, 1),
        ({"a": 0}, {"a": False}, ("a",), 0, False),
        ({"a": True}, {"a": "true"}, ("a",), True, "true"),
        ({}, {"a": None}, ("a",), ABSENT, None),
        ({"a": None}, {"a": ""}, ("a",), None, ""),
        ({"a": ""}, {"a": None}, ("a",), "", None),
        ({"a": None}, {"a": []}, ("a",), None, []),
        ({"a": {}}, {"a": []}, ("a",), {}, []),
        ({"a": []}, {"a": {}}, ("a",), [], {}),
        ({"a": None}, {"a": {}}, ("a",), None, {}),
        ({"a": [1, 2]}, {"a": [2, 1]}, ("a", 0), 1, 2),
        ({"a": [1, 2]}, {"a": [1]}, ("a",), [1, 2], [1]),
        ({"a": "1"}, {"a": ["1"]}, ("a",), "1", ["1"]),
        ({"a": {"b": [{"c": 1}]}}, {"a": {"b": [{"c": 2}]}}, ("a", "b", 0, "c"), 1, 2),
        ([1], {"a": 1}, (), [1], {"a": 1}),
        ({"a": "é"}, {"a": "e\u0301"}, ("a",), "é", "e\u0301"),
        ({"a": 2**53}, {"a": 2**53 + 1}, ("a",), 2**53, 2**53 + 1),
    ],
    ids=str,
)
def test_not_the_same(current: Any, wanted: Any, path: Any, before: Any, after: Any) -> None:
    found = differences(current, wanted)
    assert found[0] == Change(path, before, after)
    assert type(found[0].before) is type(before)


def test_every_difference_is_found_in_order() -> None:
    found = changes({"a": 1, "c": {"d": 1}}, {"c": {"d": 2, "e": 3}, "a": 2})
    assert found == [
        {"path": "c.d", "before": 1, "after": 2},
        {"path": "c.e", "after": 3},
        {"path": "a", "before": 1, "after": 2},
    ]


def test_items_that_no_row_has() -> None:
    rows = [{"name": "a", "n": 1}, {"name": "b", "n": 2}]
    assert not_among(rows, [{"name": "b"}, {"n": 1}]) == []
    assert not_among(rows, [{"name": "b", "n": 1}, {"name": "a"}]) == [{"name": "b", "n": 1}]
    assert not_among([1, "2"], [2, True]) == [2, True]
    assert not_among([], []) == []


def test_secrets_are_masked_in_changes() -> None:
    current = {"client_secret": "old-one", "env": [{"name": "DB_PASSWORD", "value": "v1"}], "t": "x"}
    wanted = {
        "client_secret": "new-one",
        "env": [{"name": "DB_PASSWORD", "value": "v2"}],
        "password": {"a": 1},
    }
    found = changes(current, wanted)
    assert found == [
        {"path": "client_secret", "before": MASK, "after": MASK},
        {"path": "env[0].value", "before": MASK, "after": MASK},
        {"path": "password", "after": MASK},
    ]


def test_changes_in_words() -> None:
    assert described({"path": "spec.a", "before": None, "after": "x"}, str) == 'spec.a is null, not "x"'
    assert described({"path": "spec.a", "after": 1}, str) == "spec.a is missing, not 1"
    assert described({"path": "", "before": [1], "after": {"a": 1}}, str) == 'it is [1], not {"a": 1}'
    assert len(described({"path": "a", "before": "x" * 1000, "after": "y" * 1000}, str)) < 200


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (("a", 0, "b"), "a[0].b"),
        (("a.b", "c/d"), '["a.b"]["c/d"]'),
        ((0, "a"), "[0].a"),
        (("x-y", "$t"), "x-y.$t"),
    ],
    ids=str,
)
def test_paths_as_they_are_read(path: Any, text: str) -> None:
    assert path_text(path) == text


@given(JSON)
def test_what_is_compared_with_itself_is_the_same(value: Any) -> None:
    assert differences(value, copy.deepcopy(value)) == []
    assert changes(value, value) == []


@given(OBJECTS, OBJECTS)
def test_what_is_merged_is_as_wanted_and_keeps_the_rest(
    current: dict[str, Any], wanted: dict[str, Any]
) -> None:
    before = copy.deepcopy((current, wanted))
    whole = merged(current, wanted)
    assert differences(whole, wanted) == []
    assert {name: whole[name] for name in current if name not in wanted} == {
        name: value for name, value in current.items() if name not in wanted
    }
    assert merged(whole, wanted) == whole
    assert (current, wanted) == before


@given(OBJECTS, JSON, JSON)
def test_what_is_not_given_does_not_matter(wanted: dict[str, Any], one: Any, other: Any) -> None:
    assert differences({**wanted, "other": one}, wanted) == []
    assert bool(differences({"z": one}, {"z": other})) == bool(differences(one, other))


@given(st.lists(JSON, max_size=4), st.lists(JSON, max_size=4))
def test_rows_are_among_themselves_whatever_else_there_is(rows: list[Any], others: list[Any]) -> None:
    assert not_among([*others, *rows], rows) == []
    assert not_among([], rows) == rows


@given(JSON, JSON)
def test_whoever_differs_says_where(current: Any, wanted: Any) -> None:
    for change in changes(current, wanted):
        assert change["path"] in described(change, str) or described(change, str).startswith("it is")

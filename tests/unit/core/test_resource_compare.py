# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How objects are compared and merged: by the rules of a kind, and by what holds for any data."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ansible_collections.apiops.platforms.plugins.module_utils._core.changes import (
    change_shown,
    not_compared,
    shown,
    without_secrets_of,
)
from ansible_collections.apiops.platforms.plugins.module_utils._core.compare import (
    ABSENT,
    Change,
    Rules,
    created,
    differences,
    merged,
)
from ansible_collections.apiops.platforms.plugins.module_utils._core.fields import MASK

NAMES = st.sampled_from(["a", "b", "c", "name"])
SCALARS = st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "x", "1", "true"])
DATA = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3)
)
OBJECTS = st.dictionaries(NAMES, DATA, max_size=4)
PATHS = st.frozensets(st.sampled_from(["a", "b", "a.b", "b.c", "a.*", "*"]), max_size=2)
RULES = st.builds(
    Rules,
    ignored=PATHS,
    secret=PATHS,
    sets=PATHS,
    keyed=st.sampled_from([{}, {"a": "name"}, {"b": "name"}]),
    added=PATHS,
    exact=PATHS,
    unset=PATHS,
    loose=PATHS,
)


def without_nulls(value: Any) -> Any:
    """The same as the platform stores it: a null is not set."""
    if isinstance(value, dict):
        return {name: without_nulls(item) for name, item in value.items() if item is not None}
    return [without_nulls(item) for item in value] if isinstance(value, list) else value


@given(OBJECTS, RULES)
def test_an_object_does_not_differ_from_itself(data: Any, rules: Rules) -> None:
    assert differences(data, data, rules) == []


@given(OBJECTS, OBJECTS, RULES)
@example({}, {"b": [None]}, Rules(keyed={"b": "name"}, added=frozenset({"b"})))
@example({}, {"b": [{"name": None}]}, Rules(keyed={"b": "name"}, added=frozenset({"b"})))
def test_what_is_merged_is_as_wanted(current: Any, wanted: Any, rules: Rules) -> None:
    after = merged(current, wanted, rules)
    assert differences(after, wanted, rules) == []
    assert merged(after, wanted, rules) == after


@given(OBJECTS, RULES)
def test_what_is_created_is_as_wanted(wanted: Any, rules: Rules) -> None:
    made = created(wanted, rules)
    assert differences(made, wanted, replace(rules, ignored=frozenset())) == []
    assert made == without_nulls(made)


@given(OBJECTS, OBJECTS, RULES)
def test_merging_keeps_what_nobody_mentions(current: Any, wanted: Any, rules: Rules) -> None:
    after = merged(current, wanted, Rules(**{**vars(rules), "exact": frozenset()}))
    for name in set(current) - set(wanted):
        assert after[name] == current[name]


@given(OBJECTS, OBJECTS)
def test_an_empty_difference_merges_to_the_same(current: Any, wanted: Any) -> None:
    if not differences(current, wanted, Rules()):
        assert without_nulls(merged(current, wanted, Rules())) == without_nulls(current)


SECRET_RULES = Rules(secret=frozenset({"secret", "spec.data", "list.password"}))


@given(st.text("klmnopqrst", min_size=8, max_size=12), OBJECTS)
def test_secrets_are_in_nothing_that_is_shown(secret: str, other: Any) -> None:
    wanted = {**other, "secret": secret, "spec": {"data": {"key": secret}}, "list": [{"password": secret}]}
    assert secret not in str(shown(wanted, SECRET_RULES))
    changes = differences({}, wanted, SECRET_RULES)
    assert secret not in str([change_shown(change, SECRET_RULES) for change in changes])
    assert secret not in str(without_secrets_of({**wanted, "list": []}, SECRET_RULES))


DIFFERENT: list[tuple[Any, Any]] = [
    (1, True),
    (0, False),
    (1, "1"),
    ("true", True),
    ([1, 2], [2, 1]),
    (["a", "a"], ["a"]),
    (["a"], ["a", "a"]),
    ([{"name": "x"}], [{"name": "y"}]),
    ("", ABSENT),
    ("x", None),
    ([], None),
    ({}, None),
    (ABSENT, []),
    (ABSENT, {}),
    (ABSENT, ""),
    ({"a": 1}, []),
    ([], {}),
    ("a", {"a": 1}),
]


@pytest.mark.parametrize(("current", "wanted"), DIFFERENT, ids=str)
def test_these_differ(current: Any, wanted: Any) -> None:
    found = differences({} if current is ABSENT else {"f": current}, {"f": wanted}, Rules())
    if wanted is ABSENT:
        return
    assert found
    assert found[0].path[0] == "f"


SAME: list[tuple[Any, Any]] = [
    (1, 1.0),
    ({"a": 1, "added": 2}, {"a": 1}),
    ([{"name": "x", "id": 7}], [{"name": "x"}]),
    (ABSENT, None),
    (None, None),
    ({"deep": [{"a": [1, {"b": 2, "c": 3}]}]}, {"deep": [{"a": [1, {"b": 2}]}]}),
]


@pytest.mark.parametrize(("current", "wanted"), SAME, ids=str)
def test_these_are_the_same(current: Any, wanted: Any) -> None:
    assert differences({} if current is ABSENT else {"f": current}, {"f": wanted}, Rules()) == []


@pytest.mark.parametrize("value", [None, "", [], {}])
@pytest.mark.parametrize("other", [None, "", [], {}, ABSENT])
def test_empty_is_not_set_where_the_kind_says_so(value: Any, other: Any) -> None:
    current = {} if other is ABSENT else {"f": other}
    assert differences(current, {"f": value}, Rules(unset=frozenset({"f"}))) == []


def test_a_number_is_its_text_where_the_kind_says_so() -> None:
    rules = Rules(loose=frozenset({"f"}))
    assert differences({"f": 1}, {"f": "1"}, rules) == []
    assert differences({"f": "1"}, {"f": 1}, rules) == []
    assert differences({"f": True}, {"f": "True"}, rules)


def test_the_order_of_a_set_does_not_count_but_its_items_do() -> None:
    rules = Rules(sets=frozenset({"f"}))
    assert differences({"f": ["b", "a"]}, {"f": ["a", "b"]}, rules) == []
    assert differences({"f": ["a", "a", "b"]}, {"f": ["a", "b"]}, rules)
    assert differences({"f": ["a", "c"]}, {"f": ["a", "b"]}, rules)
    assert (
        differences({"f": [{"n": 1, "id": 1}, {"n": 2, "id": 2}]}, {"f": [{"n": 2}, {"n": 1}]}, rules) == []
    )


def test_items_are_known_by_their_key() -> None:
    rules = Rules(keyed={"f": "name"})
    current = {"f": [{"name": "a", "id": 1, "x": 1}, {"name": "b", "id": 2}]}
    wanted = {"f": [{"name": "b"}, {"name": "a", "x": 2}]}
    assert merged(current, wanted, rules) == {"f": [{"name": "b", "id": 2}, {"name": "a", "id": 1, "x": 2}]}
    assert differences(merged(current, wanted, rules), wanted, rules) == []


def test_what_is_shared_is_only_added_to() -> None:
    rules = Rules(sets=frozenset({"tags"}), added=frozenset({"tags"}))
    assert differences({"tags": ["a", "b"]}, {"tags": ["b"]}, rules) == []
    assert merged({"tags": ["a"]}, {"tags": ["b"]}, rules) == {"tags": ["a", "b"]}
    exact = rules.changed(exact=["tags"])
    assert differences({"tags": ["a", "b"]}, {"tags": ["b"]}, exact)
    assert merged({"tags": ["a", "b"]}, {"tags": ["b"]}, exact) == {"tags": ["b"]}


def test_an_exact_mapping_holds_nothing_else() -> None:
    rules = Rules(exact=frozenset({"f"}))
    assert differences({"f": {"a": 1, "b": 2}}, {"f": {"a": 1}}, rules) == [Change(("f", "b"), 2, ABSENT)]
    assert merged({"f": {"a": 1, "b": 2}}, {"f": {"a": 1}}, rules) == {"f": {"a": 1}}


def test_base64_compares_by_its_bytes() -> None:
    rules = Rules(binary=frozenset({"f"}))
    text = base64.b64encode(b"some bytes, more than a line of them " * 4).decode()
    folded = "\n".join(text[at : at + 20] for at in range(0, len(text), 20))
    assert differences({"f": text}, {"f": folded}, rules) == []
    assert differences({"f": text}, {"f": "data:image/png;base64," + text}, rules) == []
    assert merged({"f": text}, {"f": folded}, rules) == {"f": text}
    assert differences({"f": text}, {"f": base64.b64encode(b"other").decode()}, rules)
    assert shown({"f": text}, rules)["f"].startswith("<148 bytes, sha256 ")


def test_secrets_are_told_as_not_compared() -> None:
    wanted = {"spec": {"data": {"key": "x"}, "other": 1}}
    assert not_compared(wanted, SECRET_RULES) == ["spec.data"]
    assert differences({"spec": {"other": 1}}, wanted, SECRET_RULES) == []
    assert shown(wanted, SECRET_RULES) == {"spec": {"data": MASK, "other": 1}}
    assert without_secrets_of(wanted, SECRET_RULES) == {"spec": {"other": 1}}

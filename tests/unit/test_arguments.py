# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Arguments in process are those that a module reads from its JSON."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.apiops.platforms.plugins.plugin_utils._arguments import plain, with_text_keys

SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text())
VALUES = st.recursive(
    SCALARS, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(SCALARS, inner, max_size=4))
)


@given(VALUES)
def test_what_is_plain_is_what_json_makes_of_it(value: Any) -> None:
    sent = json.loads(json.dumps(value))
    assert plain(value) == sent
    assert json.loads(json.dumps(with_text_keys(value))) == sent


@pytest.mark.parametrize(
    ("key", "text"),
    [
        (True, "true"),
        (None, "null"),
        (1.0, "1.0"),
        (date(2026, 3, 1), "2026-03-01"),
        (datetime(2026, 3, 1, 12, tzinfo=UTC), "2026-03-01T12:00:00+00:00"),
        (b"x", "x"),
    ],
    ids=str,
)
def test_a_key_is_a_text(key: Any, text: str) -> None:
    value = {"in": [{key: {key: 1}}]}
    assert plain(value) == with_text_keys(value) == {"in": [{text: {text: 1}}]}


def test_values_stay_as_they_are_for_a_module() -> None:
    # As unsafe texts of ansible-core 2.18: a text that ansible-core knows more of, and that str() keeps.
    tagged = type("Tagged", (str,), {"__str__": lambda self: self})
    given = tagged("x")
    kept = with_text_keys({1: [given]})["1"][0]
    assert kept is given
    (key, (item,)) = next(iter(plain({given: [given]}).items()))
    assert (type(key), type(item)) == (str, str)

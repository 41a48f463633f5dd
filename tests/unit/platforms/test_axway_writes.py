# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Patches of objects of Axway Central: what differs, applied, is what is wanted."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from ansible_collections.apiops.platforms.plugins.module_utils._core.compare import Rules, differences
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.axway.writes import patch
from tests.simulator.json_patch import patched

NAMES = st.sampled_from(["a", "b", "~", "a/b", ""])
VALUES = st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from(["", "x"])
DATA = st.recursive(
    VALUES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3)
)
OBJECTS = st.dictionaries(st.sampled_from(["spec", "title", "tags"]), DATA, max_size=3)
RULES = st.builds(
    Rules,
    sets=st.frozensets(st.sampled_from(["tags", "spec.a"])),
    exact=st.frozensets(st.sampled_from(["spec", "spec.a"])),
)


@given(OBJECTS, OBJECTS, RULES)
@example({"spec": None}, {"spec": {"a": False, "b": {"a": 1}}}, Rules())
@example({"spec": {"a": [False]}}, {"spec": {"a": [None]}}, Rules())
@example({"spec": {"a": None}}, {"spec": {"a": {"b": {"a": 1}}}}, Rules())
def test_a_patch_makes_an_object_as_wanted(current: Any, wanted: Any, rules: Rules) -> None:
    changes = differences(current, wanted, rules)
    after = patched(copy.deepcopy(current), patch(current, changes, None))
    assert differences(after, wanted, rules) == []

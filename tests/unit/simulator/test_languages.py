# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The small languages that Central speaks: queries and patches."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator import rsql
from tests.simulator.json_patch import BadPatch, patched

DOCUMENT = {"name": "env-1", "tags": ["a", "b"], "attributes": {"stage": "Prod"}, "spec": {}, "number": 12}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("name==env-1", True),
        ("name==ENV-1", True),
        ("name===ENV-1", False),
        ("name==env*", True),
        ("name===env*", False),
        ("name!=env-2", True),
        ("name!==env-1", False),
        ('name=="env-1"', True),
        ("name=='env-2'", False),
        ("attributes.stage==prod;name==env-1", True),
        ("attributes.stage==prod and name==env-2", False),
        ("name==env-2,attributes.stage==prod", True),
        ("name==env-2 or name==env-1", True),
        ("name==env-2;name==env-1,tags==b", True),
        ("tags==c", False),
        ("tags=in=(b,c)", True),
        ("name=in=('env-2', \"env-3\")", False),
        ("name=out=(env-2)", True),
        ("none==x", False),
        ("none!=x", True),
        ("number>9", True),
        ("number>12", False),
        ("number>=12;number<=12", True),
        ("number<100", True),
        ("name<env-0", False),
    ],
)
def test_queries(query: str, expected: bool) -> None:
    assert rsql.parse(query)(DOCUMENT) is expected


@pytest.mark.parametrize("query", ["", "name", "name==", "==x", "name==x;", "name==x y==z", "name~x"])
def test_bad_queries(query: str) -> None:
    with pytest.raises(rsql.BadQuery):
        rsql.parse(query)


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ({"op": "add", "path": "/tags/-", "value": "c"}, {"tags": ["a", "b", "c"]}),
        ({"op": "add", "path": "/tags/0", "value": "c"}, {"tags": ["c", "a", "b"]}),
        ({"op": "replace", "path": "/tags/1", "value": "c"}, {"tags": ["a", "c"]}),
        ({"op": "remove", "path": "/tags/0"}, {"tags": ["b"]}),
        ({"op": "replace", "path": "/name", "value": "x"}, {"name": "x"}),
        ({"op": "remove", "path": "/attributes/stage"}, {"attributes": {}}),
        ({"op": "add", "path": "/attributes/a~1b", "value": 1}, {"attributes": {"stage": "Prod", "a/b": 1}}),
        ({"op": "x-build-object-tree", "path": "/spec/a/b"}, {"spec": {"a": {"b": {}}}}),
    ],
)
def test_patches(operation: dict[str, Any], expected: dict[str, Any]) -> None:
    before = {**DOCUMENT}
    assert patched(DOCUMENT, [operation]) == {**DOCUMENT, **expected}
    assert before == DOCUMENT


@pytest.mark.parametrize(
    "operations",
    [
        {},
        [{"op": "replace", "path": "/none", "value": 1}],
        [{"op": "remove", "path": "/none"}],
        [{"op": "remove", "path": ""}],
        [{"op": "remove", "path": "/tags/7"}],
        [{"op": "add", "path": "/none/deep", "value": 1}],
        [{"op": "add", "path": "/name/deep", "value": 1}],
        [{"op": "test", "path": "/name", "value": "env-1"}],
    ],
)
def test_bad_patches(operations: Any) -> None:
    with pytest.raises(BadPatch):
        patched(DOCUMENT, operations)

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds of any objects and platform: a second run writes nothing, check mode predicts, prune spares."""

from __future__ import annotations

import copy
import json
from collections.abc import Collection, Mapping
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.apiops.platforms.plugins.module_utils._core.compare import (
    Change,
    Rules,
    created,
    differences,
    merged,
)
from ansible_collections.apiops.platforms.plugins.module_utils._core.errors import ApiError
from ansible_collections.apiops.platforms.plugins.module_utils._core.mode import Mode
from ansible_collections.apiops.platforms.plugins.module_utils._core.resources.reconcile import (
    Reconciler,
    ReconcileSettings,
)
from ansible_collections.apiops.platforms.plugins.module_utils._core.resources.resource import (
    Declared,
    Identity,
    Object,
    ResourceApi,
)

RULES = Rules(
    secret=frozenset({"secret"}),
    sets=frozenset({"set", "tags"}),
    keyed={"keyed": "name"},
    added=frozenset({"tags", "shared"}),
    unset=frozenset({"tags", "shared"}),
    ignored=frozenset({"served"}),
)
SECRET = "s3cret-of-the-tests"
BOXES = ("red", "blue")


class Shelf(ResourceApi):
    """A platform in memory: boxes, and things in them. It adds a field of its own to all that it keeps."""

    def __init__(self) -> None:
        self.objects: dict[Identity, Object] = {}
        self.requests = {"reads": 0, "writes": 0}

    def learn(self, items: list[Mapping[str, Any]]) -> None:
        """There is nothing to ask."""

    def declared(self, item: Mapping[str, Any], place: str) -> Declared:
        identity = item["identity"]
        needed = tuple(Identity("box", (), name) for _kind, name in identity.parent)
        absent = item["wanted"] is None
        return Declared(identity, absent, item["wanted"] or {}, RULES, place, len(needed), needed)

    def read_list(self, declared: Declared) -> dict[str, Object]:
        self.requests["reads"] += 1
        for _kind, name in declared.identity.parent:
            if Identity("box", (), name) not in self.objects:
                error = ApiError("not_found", f"no box {name}")
                error.from_platform = True
                raise error
        group = declared.identity[:2]
        return {each.name: copy.deepcopy(found) for each, found in self.objects.items() if each[:2] == group}

    def read_one(self, declared: Declared) -> Object | None:
        self.requests["reads"] += 1
        return copy.deepcopy(self.objects.get(declared.identity))

    def parent_is_there(self, declared: Declared) -> bool:
        return all(reference in self.objects for reference in declared.references)

    def create(self, declared: Declared) -> dict[str, Any]:
        self.requests["writes"] += 1
        assert declared.identity not in self.objects
        assert all(reference in self.objects for reference in declared.references)
        self.objects[declared.identity] = {**created(declared.wanted, declared.rules), "served": 1}
        return {}

    def update(
        self,
        declared: Declared,
        current: Object,
        changes: list[Change],
        secrets: bool,
        allow: Collection[str],
    ) -> None:
        assert changes
        self.requests["writes"] += 1
        self.objects[declared.identity] = merged(current, declared.wanted, declared.rules)

    def delete(self, declared: Declared, current: Object, allow: Collection[str]) -> None:
        self.requests["writes"] += 1
        del self.objects[declared.identity]
        for inside in [each for each in self.objects if each.parent == (("box", declared.identity.name),)]:
            del self.objects[inside]

    def with_mark(self, declared: Declared, owner: str) -> Declared:
        return self.declared(
            {"identity": declared.identity, "wanted": {**declared.wanted, "mark": owner}}, declared.place
        )

    def marked(self, current: Object, owner: str) -> bool:
        return bool(current.get("mark") == owner)

    def of_object(self, like: Declared, name: str, current: Object) -> Declared:
        return self.declared({"identity": like.identity._replace(name=name), "wanted": None}, "prune")


VALUES = st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from(["", "x", "1"])
DEEP = st.recursive(
    VALUES, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner)
)
KEYED = st.lists(
    st.fixed_dictionaries({"name": st.sampled_from("xyz"), "value": VALUES}),
    max_size=3,
    unique_by=lambda item: item["name"],
)
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "spec": st.dictionaries(st.sampled_from("abc"), DEEP, max_size=3),
        "list": st.lists(VALUES, max_size=3),
        "set": st.lists(st.sampled_from("abc"), max_size=3),
        "tags": st.lists(st.sampled_from("abc"), max_size=3, unique=True),
        "shared": st.dictionaries(st.sampled_from("abc"), VALUES, max_size=2),
        "keyed": KEYED,
        "secret": st.just(SECRET),
        "served": st.integers(),
    },
)
IDENTITIES = st.builds(
    Identity,
    st.just("thing"),
    st.sampled_from([(("box", name),) for name in BOXES]),
    st.sampled_from("abcd"),
)
THINGS = st.dictionaries(IDENTITIES, FIELDS, max_size=5)
WANTED = st.dictionaries(IDENTITIES, st.none() | FIELDS, max_size=5)


def shelf(things: Mapping[Identity, Object], boxes: Collection[str] = BOXES) -> Shelf:
    """A platform on which these are, in boxes that are there."""
    made = Shelf()
    made.objects = {Identity("box", (), name): {} for name in boxes}
    made.objects.update(
        {
            each: created(fields, RULES)
            for each, fields in copy.deepcopy(dict(things)).items()
            if each.parent[0][1] in boxes
        }
    )
    return made


def applied(
    api: Shelf, wanted: Mapping[Identity, Object | None], check: bool = False, **settings: Any
) -> dict[str, Any]:
    """The result of a task that wants this, the boxes included."""
    items: list[dict[str, Any]] = [{"identity": Identity("box", (), name), "wanted": {}} for name in BOXES]
    items += [{"identity": identity, "wanted": fields} for identity, fields in wanted.items()]
    declared = [api.declared(item, f"number {number}") for number, item in enumerate(items, 1)]
    mode = Mode(check=check, diff=True)
    return Reconciler(api, declared, ReconcileSettings(**settings), mode).perform()


@given(THINGS, WANTED, st.sampled_from([(), ("red",), BOXES]), st.sampled_from([1, 3]))
def test_a_run_is_predicted_and_leaves_nothing_to_do(
    things: Any, wanted: Any, boxes: Collection[str], concurrency: int
) -> None:
    api = shelf(things, boxes)
    before = copy.deepcopy(api.objects)
    predicted = applied(api, wanted, check=True)
    assert api.objects == before
    made = applied(api, wanted, concurrency=concurrency)
    assert made["summary"] == predicted["summary"]
    assert made["changed"] == predicted["changed"] == (api.requests["writes"] > 0)
    for one, other in zip(predicted["resources"], made["resources"], strict=True):
        assert (one["action"], one["changes"]) == (other["action"], other["changes"])
    writes = api.requests["writes"]
    again = applied(api, wanted)
    assert (again["changed"], api.requests["writes"]) == (False, writes)
    assert {each["action"] for each in again["resources"]} <= {"unchanged"}
    assert "diff" not in again or again["diff"] == []


@given(THINGS, WANTED)
def test_objects_are_as_wanted_and_others_as_before(things: Any, wanted: Any) -> None:
    api = shelf(things)
    before = copy.deepcopy(api.objects)
    applied(api, wanted)
    for identity, fields in wanted.items():
        if fields is None:
            assert identity not in api.objects
        else:
            assert differences(api.objects[identity], fields, RULES) == []
    for identity in set(before) - set(wanted):
        assert api.objects[identity] == before[identity]


@given(THINGS, WANTED)
def test_secrets_are_in_no_result(things: Any, wanted: Any) -> None:
    api = shelf(things)
    for check in (True, False):
        told = applied(api, wanted, check=check)
        assert SECRET not in json.dumps(told)
        for each in told["resources"]:
            declares = wanted.get(Identity(each["kind"], tuple(each["parent"].items()), each["name"]))
            assert ("secret" in each["not_compared"]) == bool(declares and "secret" in declares)


@given(THINGS, THINGS, WANTED, st.sampled_from(["none", "report", "delete"]))
def test_prune_touches_nothing_without_the_mark(things: Any, own: Any, wanted: Any, prune: str) -> None:
    api = shelf(things)
    api.objects.update(
        {each: {**created(fields, RULES), "mark": "us"} for each, fields in copy.deepcopy(own).items()}
    )
    before = copy.deepcopy(api.objects)
    predicted = applied(api, wanted, check=True, owner="us", prune=prune, prune_limit=9)
    made = applied(api, wanted, owner="us", prune=prune, prune_limit=9)
    assert made["summary"] == predicted["summary"]
    groups = {identity[:2] for identity in wanted}
    for identity, fields in before.items():
        if identity in wanted or identity.kind == "box":
            continue
        pruned = prune == "delete" and fields.get("mark") == "us" and identity[:2] in groups
        assert (identity not in api.objects) == pruned
        if not pruned:
            assert api.objects[identity] == fields
    writes = api.requests["writes"]
    applied(api, wanted, owner="us", prune=prune, prune_limit=0)
    assert api.requests["writes"] == writes

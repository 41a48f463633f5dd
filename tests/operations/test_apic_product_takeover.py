# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A product of API Connect replaces or supersedes another one, and is rolled back."""

from __future__ import annotations

from typing import Any

import pytest

from tests.operations.pets import HOME, Catalog, pets

LEFT = {"replaces": "retired", "supersedes": "deprecated"}
STEPS = {"replaces": ["stage", "replace"], "supersedes": ["stage", "supersede", "migrate"]}


def of_paths(catalog: Catalog) -> list[str]:
    """What was written, each by the end of its path."""
    return [each["path"].partition("/sandbox")[2] for each in catalog.writes()]


@pytest.mark.parametrize("option", LEFT)
@pytest.mark.parametrize("old", ["previous", {"version": "1.0.0"}, {"name": "pets", "version": "1.0.0"}])
def test_a_new_version_takes_over(either: Catalog, option: str, old: Any) -> None:
    either.good(**pets())
    either.subscribe("1.0.0", "gold")
    either.forget()
    new = {**pets("2.0.0"), option: old}
    predicted = either.good(**new, check=True, diff=True)
    assert either.writes() == []
    done = either.good(**new, diff=True)
    for result in (predicted, done):
        assert (result["changed"], result["action"]) == (True, "created")
        assert result["steps"] == STEPS[option]
        assert (result["replaced"]["version"], result["replaced"]["state"]) == ("1.0.0", LEFT[option])
        assert (result["subscriptions_migrated"], result["subscriptions_deleted"]) == (1, 0)
    assert predicted["diff"] == done["diff"]
    assert done["diff"]["before"] == {"pets:1.0.0": "published"}
    assert of_paths(either)[:2] == ["/stage", f"/products/pets/2.0.0/{option[:-1]}"]
    assert of_paths(either)[2:] == ["/products/pets/1.0.0/execute-migration-target"] * (
        "migrate" in done["steps"]
    )
    assert either.states() == {"pets:1.0.0": LEFT[option], "pets:2.0.0": "published"}
    assert either.subscriptions() == [("pets:2.0.0", "gold")]
    either.forget()
    for check in (True, False):
        again = either.good(**new, check=check)
        assert (again["changed"], again["replaced"]["version"]) == (False, "1.0.0")
    assert either.writes() == []


def test_subscriptions_stay_where_they_must(catalog: Catalog) -> None:
    """The old product keeps them, and a later run moves them, however the old one is named."""
    new = {**pets("2.0.0"), "supersedes": "previous"}
    catalog.good(**pets())
    catalog.subscribe("1.0.0")
    for changed in (True, False):
        assert catalog.good(**new, migrate_subscriptions=False)["changed"] == changed
    assert catalog.subscriptions() == [("pets:1.0.0", "default")]
    old = catalog.ask("/products/pets/1.0.0")
    assert old["superseded_by"]["product_url"] == catalog.ask("/products/pets/2.0.0")["url"]
    predicted = catalog.good(**new, check=True)
    done = catalog.good(**new)
    for result in (predicted, done):
        assert (result["action"], result["steps"]) == ("updated", ["migrate"])
        assert result["subscriptions_migrated"] == 1
    assert catalog.subscriptions() == [("pets:2.0.0", "default")]
    assert not catalog.good(**new)["changed"]


def test_a_task_ends_when_the_subscriptions_have_moved(catalog: Catalog) -> None:
    new = {**pets("2.0.0"), "supersedes": "previous"}
    catalog.good(**pets())
    catalog.subscribe("1.0.0")
    catalog.run.simulator.configure(apic={"migrations_behind": 1})
    catalog.good(**new)
    assert catalog.run.progress == ["waiting for its 1 subscription to move to pets:2.0.0"]
    assert catalog.subscriptions() == [("pets:2.0.0", "default")]
    catalog.run.simulator.configure(apic={"migrations_behind": 1000})
    late = catalog(**pets("3.0.0"), supersedes="previous", wait_timeout=0.01)
    assert (late["error"]["kind"], late["changed"]) == ("timeout", True)
    assert "pets:2.0.0 still waits for its 1 subscription to move to pets:3.0.0 after 0.01 s" in late["msg"]


def test_what_is_deprecated_gets_its_successor(catalog: Catalog) -> None:
    """Whoever deprecated it: then it has no migration target, or another one."""
    new = {**pets("2.0.0"), "supersedes": {"version": "1.0.0", "plans": {"gold": "default"}}}
    catalog.good(**pets())
    catalog.subscribe("1.0.0", "gold")
    catalog.good(name="pets", version="1.0.0", state="deprecated")
    predicted = catalog.good(**new, check=True)
    done = catalog.good(**new)
    assert predicted["steps"] == done["steps"] == ["publish", "set_target", "migrate"]
    assert catalog.subscriptions() == [("pets:2.0.0", "default")]
    assert catalog.states() == {"pets:1.0.0": "deprecated", "pets:2.0.0": "published"}
    assert not catalog.good(**new)["changed"]
    other = {**pets("3.0.0"), "supersedes": {"version": "1.0.0"}}
    assert catalog.good(**other)["steps"] == ["publish", "set_target"]
    assert not catalog.good(**other)["changed"]


def test_previous_is_one_version_however_often_the_task_runs(either: Catalog) -> None:
    """Others that are published beside it stay as they are."""
    for option, left in LEFT.items():
        for version in ("1.9.0", "1.10.0", "1.2.0"):
            either.good(**pets(version))
        new = {**pets("2.0.0"), option: "previous"}
        assert either.good(**new)["replaced"]["version"] == "1.10.0"
        for check in (True, False):
            assert not either.good(**new, check=check)["changed"]
        assert either.states()["pets:1.9.0"] == "published"
        assert either.states()["pets:1.10.0"] == left
        for version in ("1.9.0", "1.10.0", "1.2.0", "2.0.0"):
            either.good(name="pets", version=version, state="absent")


def test_previous_is_not_what_was_taken_over_long_ago(catalog: Catalog) -> None:
    """It was published again beside the new product since."""
    back = {**pets(), "supersedes": "previous"}
    for version in ("1.0.0", "2.0.0"):
        catalog.good(**pets(version), supersedes="previous")
    catalog.good(**back)
    catalog.good(**pets("2.0.0"))
    catalog.good(**pets("3.0.0"), supersedes={"version": "1.0.0"})
    assert catalog.good(**back)["replaced"]["version"] == "3.0.0"
    for check in (True, False):
        assert not catalog.good(**back, check=check)["changed"]
    assert catalog.states() == {
        "pets:1.0.0": "published",
        "pets:2.0.0": "published",
        "pets:3.0.0": "deprecated",
    }


@pytest.mark.parametrize("option", LEFT)
def test_what_was_never_approved_takes_over(catalog: Catalog, option: str) -> None:
    catalog.good(**pets())
    catalog.settings(product_lifecycle_approvals=["published"])
    catalog.good(**pets("2.0.0"))
    (task,) = catalog.ask("/tasks")["results"]
    catalog.ask(f"/tasks/{task['id']}", "PATCH", body={"state": "rejected"})
    assert catalog.states()["pets:2.0.0"] == "pending"
    new = {**pets("2.0.0"), option: "previous"}
    predicted = catalog.good(**new, check=True)
    assert predicted["steps"] == catalog.good(**new)["steps"] == ["staged", option[:-1]]
    assert not catalog.good(**new)["changed"]


def test_what_was_published_before_takes_over_as_well(catalog: Catalog) -> None:
    for version in ("1.0.0", "2.0.0"):
        catalog.good(**pets(version))
    assert catalog.good(**pets("2.0.0"), replaces="previous")["steps"] == ["replace"]
    assert catalog.states() == {"pets:1.0.0": "retired", "pets:2.0.0": "published"}


@pytest.mark.parametrize("option", LEFT)
@pytest.mark.parametrize("back_by", LEFT)
def test_a_version_is_rolled_back_and_comes_again(either: Catalog, option: str, back_by: str) -> None:
    either.good(**pets())
    either.subscribe("1.0.0")
    forward, back = {**pets("2.0.0"), option: "previous"}, {**pets(), back_by: "previous"}
    either.good(**forward)
    for task, new, old, left in (
        (back, "pets:1.0.0", "pets:2.0.0", LEFT[back_by]),
        (forward, "pets:2.0.0", "pets:1.0.0", LEFT[option]),
        (back, "pets:1.0.0", "pets:2.0.0", LEFT[back_by]),
    ):
        predicted = either.good(**task, check=True)
        assert predicted["steps"] == either.good(**task)["steps"]
        assert either.states() == {new: "published", old: left}
        assert either.subscriptions() == [(new, "default")]
        for check in (True, False):
            assert not either.good(**task, check=check)["changed"]
    for state in ("archived", "absent"):
        over = {"name": "pets", "version": "2.0.0", "state": state}
        assert [either.good(**over)["changed"] for _run in (1, 2)] == [True, False]
    assert not either.good(**back)["changed"]
    assert either.states() == {"pets:1.0.0": "published"}


def test_plans_move_where_the_task_says(catalog: Catalog) -> None:
    catalog.good(**pets())
    catalog.subscribe("1.0.0", "gold")
    new = pets("2.0.0", plans={"default": {}, "platinum": {}})
    catalog.forget()
    refused = catalog(**new, replaces="previous")
    assert "pets:1.0.0 has 1 subscription to its plan gold, which pets:2.0.0 does not have" in refused["msg"]
    for plans, words in (
        ({"silver": "default"}, "pets:1.0.0 has no plan silver; it has default, gold"),
        ({"gold": "silver"}, "pets:2.0.0 has no plan silver; it has default, platinum"),
    ):
        assert words in catalog(**new, replaces={"version": "previous", "plans": plans})["msg"]
    assert catalog.writes() == []
    catalog.good(**new, replaces={"version": "previous", "plans": {"gold": "platinum"}})
    assert catalog.subscriptions() == [("pets:2.0.0", "platinum")]


@pytest.mark.parametrize("option", LEFT)
@pytest.mark.parametrize("check", [True, False])
def test_an_old_product_that_is_not_there_is_a_mistake(catalog: Catalog, option: str, check: bool) -> None:
    new = {**pets("2.0.0"), option: {"version": "0.9.0"}}
    for state in ("absent", "staged", "retired", "deprecated"):
        if state != "absent":
            catalog.good(**pets("2.0.0"))
            catalog.good(name="pets", version="2.0.0", state="retired" if state == "staged" else state)
        catalog.good(**pets("2.0.0"), state="staged") if state == "staged" else None
        catalog.forget()
        refused = catalog(**new, check=check)
        assert (
            f"pets:0.9.0 is not in the catalog {HOME}, so pets:2.0.0 cannot {option[:-1]} it"
            in refused["msg"]
        )
        assert refused["error"]["kind"] == "config"
        assert (
            "Check mode does not see what earlier tasks of the play would change." in refused["msg"]
        ) == check
        assert catalog.writes() == []


@pytest.mark.parametrize("option", LEFT)
def test_nothing_is_left_to_take_over(catalog: Catalog, option: str) -> None:
    """The first version has no previous one, and a later version outlives the old one."""
    for check in (True, False):
        first = catalog.good(**pets(), **{option: "previous"}, check=check)
        assert (first["action"], first["steps"], first["replaced"]) == ("created", ["publish"], None)
    new = {**pets("2.0.0"), option: {"version": "1.0.0"}}
    catalog.good(**new)
    catalog.good(name="pets", version="1.0.0", state="absent")
    assert not catalog.good(**new)["changed"]


def test_only_what_is_published_can_be_taken_over(catalog: Catalog) -> None:
    catalog.good(**pets(), state="staged")
    refused = catalog(**pets("2.0.0"), replaces={"version": "1.0.0"})
    assert "pets:1.0.0 is staged, and only a published product can be replaced" in refused["msg"]
    assert catalog.states() == {"pets:1.0.0": "staged"}

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Walks at random through options and states of products: what holds after each task, by the journal.

No task that offers a product retires it, subscriptions are lost only where that is allowed, check mode
predicts each run, and a second run changes nothing.
"""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.operations.pets import Catalog, api, pets

VERSIONS = ("1.0.0", "2.0.0", "3.0.0")
STEPS = 20


class Walk:
    """One walk; ``random`` decides what each task says and what others do between two of them."""

    def __init__(self, catalog: Catalog, seed: int) -> None:
        self.catalog = catalog
        self.random = random.Random(seed)
        self.seen: set[str] = set()

    def one(self) -> None:
        """Something that others do, and then a task that is predicted, run, and run again."""
        self._by_others()
        task = self._task()
        name = "pets:" + (task.get("version") or task["product"]["info"]["version"])
        before, subscriptions = self.catalog.states(), self.catalog.subscriptions()
        self.catalog.forget()
        predicted = self.catalog(**task, check=True)
        assert self.catalog.writes() == [], task
        done = self.catalog(**task)
        self._look_at_writes(name, task, before.get(name))
        after = self.catalog.states()
        # A refusal is foreseen, and leaves everything as it was.
        assert bool(done.get("failed")) == bool(predicted.get("failed")) or "not_found" in str(done), (
            task,
            done,
        )
        self.seen.add("refused" if done.get("failed") else done["action"])
        if done.get("failed"):
            assert (after, done["changed"]) == (before, False), (task, done)
            return
        assert done["changed"] == predicted["changed"], task
        if task.get("state", "published") in ("staged", "published") and done["action"] != "pending":
            assert after[name] == task.get("state", "published"), (task, before, after)
        lost = len(subscriptions) - len(self.catalog.subscriptions())
        assert lost == done["subscriptions_deleted"], (task, done)
        assert not lost or "allow" in task, (task, before, after)
        if done["action"] != "pending":
            assert done["steps"] == predicted["steps"], task
        again = self.catalog.good(**task)
        assert not again["changed"], (task, before, done["steps"], again["steps"])

    def _task(self) -> dict[str, Any]:
        choice, version = self.random.choice, self.random.choice(VERSIONS)
        if self.random.random() < 0.25:
            state = choice(["deprecated", "retired", "archived", "absent"])
            task: dict[str, Any] = {"name": "pets", "version": version, "state": state}
        else:
            task = pets(version)
            if self.random.random() < 0.2:
                task["apis"] = [api(version, security=[])]
            if self.random.random() < 0.1:
                task["state"] = "staged"
            else:
                old = choice(["previous", *({"version": each} for each in VERSIONS), {"version": "previous"}])
                task.update(choice([{}, {"replaces": old}, {"supersedes": old}, {"supersedes": "previous"}]))
            if self.random.random() < 0.3:
                task["migrate_subscriptions"] = False
        if self.random.random() < 0.3:
            task["allow"] = ["retire_subscriptions"]
        return task

    def _by_others(self) -> None:
        published = [name for name, state in self.catalog.states().items() if state == "published"]
        if published and self.random.random() < 0.4:
            app = f"app-{len(self.catalog.subscriptions())}-{self.random.random()}".replace(".", "-")
            version = self.random.choice(published).partition(":")[2]
            self.catalog.subscribe(version, self.random.choice(["default", "gold"]), app)
        if self.random.random() < 0.1:
            self.catalog.settings(production_mode=self.random.random() < 0.5)
        wanted = ["published", "replace", "supersede", "retired"] if self.random.random() < 0.15 else []
        self.catalog.settings(product_lifecycle_approvals=wanted)
        for each in self.catalog.ask("/tasks")["results"]:
            if each["state"] == "pending" and self.random.random() < 0.7:
                decision = self.random.choice(["approved", "rejected"])
                self.catalog.ask(f"/tasks/{each['id']}", "PATCH", body={"state": decision})

    def _look_at_writes(self, name: str, task: dict[str, Any], before: str | None) -> None:
        """What the requests say of the product of the task, whether they succeeded or not."""
        own = "/products/" + name.replace(":", "/")
        for each in self.catalog.writes():
            verb = each["path"].rpartition("/")[2]
            if verb in ("replace", "supersede"):
                assert each["path"].endswith(f"{own}/{verb}"), task
            if verb in ("set-migration-target", "execute-migration-target"):
                assert own not in each["path"], task
            if each["method"] == "PATCH" and '"retired"' in each["body"]:
                assert each["path"].endswith(own), task
                offered = task.get("state", "published") in ("staged", "published")
                assert not offered or before == "archived", task
            if each["method"] == "DELETE":
                assert task["state"] == "absent", task
                assert each["path"].endswith(own), task


@pytest.mark.parametrize("seed", range(6))
def test_a_walk_through_options_and_states(catalog: Catalog, seed: int) -> None:
    walk = Walk(catalog, seed)
    for _step in range(STEPS):
        walk.one()
    assert {"created", "updated", "refused"} <= walk.seen

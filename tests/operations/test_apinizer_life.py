# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each kind of Apinizer from its creation to its deletion, with a fault at each request on the way."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apinizer.kind_table import KINDS
from tests.operations.apinizer_landscape import CHANGES, SECRET, item_of, publish, writes
from tests.operations.conftest import Run, actions
from tests.operations.faults import FAULTS, Lifetime

PERMISSION = {
    "kind": "status",
    "status": 400,
    "body": {
        "status": "FAILURE",
        "resultMessage": "User does not have required permission for this operation!",
    },
    "content_type": "application/json",
}
ALL = {"permission": PERMISSION, **FAULTS}
EVERYWHERE = ("permission", "reset after")
# An object without an envelope does not exist by the status alone.
ABSENT = {"credential_organization": ("404",)}

Item = dict[str, Any]


class Life:
    """One object of a kind, and what a task does to it at each stage of its life."""

    def __init__(self, run: Run, kind: str) -> None:
        self._run = run
        item = item_of(kind)
        where = {name: item[name] for name in ("kind", "parent", "name")}
        change = {**where, "spec": CHANGES.get(kind, {"description": "Another text."})}
        gone = {**where, "state": "absent"}
        # A policy is returned by its name and type, so that no change of it is seen.
        changes = {} if kind == "global_policy" else {"changed": (change, "updated", item)}
        #: What is declared, what becomes of it, and what leads back to the state before.
        self.stages: dict[str, tuple[Item, str, Item]] = {
            "created": (item, "created", gone),
            **changes,
            "deleted": (gone, "deleted", item),
        }

    def do(self, item: Item, **options: Any) -> dict[str, Any]:
        """The result of a task that tries nothing a second time."""
        self._run.simulator.clear_journal()
        return self._run("apinizer_resource", retries=0, diff=True, **item, **options)

    def requests(self) -> list[tuple[str, str, int]]:
        """Those of the last task: method, pattern of the path, and how many had both before."""
        found: Counter[tuple[str, str]] = Counter()
        numbered = []
        for each in self._run.requests(listener="apinizer"):
            if not each["path"].endswith("/auth/token"):
                key = (each["method"], f"^{re.escape(each['path'])}$")
                numbered.append((*key, found[key]))
                found[key] += 1
        return numbered


def walk(run: Run, kind: str, faults_of: Any) -> None:
    """Each stage once without a fault, then with those that ``faults_of`` gives for each request."""
    publish(run)
    life = Life(run, kind)
    lifetime = Lifetime(run, "apinizer", life.do, writes, SECRET)
    for stage, (item, action, back) in life.stages.items():
        if stage != "created":
            life.do(life.stages["created"][0])
        assert actions(life.do(item)) == [action]
        requests = life.requests()
        assert {method for method, _path, _number in requests} >= {"GET"}
        life.do(back)
        for place, request in enumerate(requests):
            for name in faults_of(place):
                if name not in ABSENT.get(kind, ()):
                    lifetime.survives((item, action, back), request, ALL[name])


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_request_of_a_kind_may_fail(run: Run, kind: str) -> None:
    """Three faults at each request; by and by the other kinds let the others befall it."""
    first, rest = (
        sorted(KINDS).index(kind),
        [name for name in ALL if name not in ("permission", "reset after")],
    )

    walk(run, kind, lambda place: (*EVERYWHERE, rest[(first + place) % len(rest)]))


@pytest.mark.parametrize("name", [name for name in ALL if name not in EVERYWHERE])
def test_every_fault_at_every_request_of_a_credential(run: Run, name: str) -> None:
    """It is found in a list, written at two addresses, and what it may access apart."""
    walk(run, "credential", lambda _place: (name,))

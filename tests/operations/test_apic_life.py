# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each kind of API Connect from its creation to its deletion, with a fault at each request on the way."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apic.kind_table import KINDS
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apic.kinds import EVERYTHING, Kind
from tests.operations.apic_landscape import SECRET, item_of, landscape, login_of, publish, writes
from tests.operations.conftest import Run, actions
from tests.operations.faults import FAULTS, Lifetime

# This befalls every write of every kind, the others take turns.
IN_DOUBT = "reset after"
OTHERS = [name for name in FAULTS if name != IN_DOUBT]
# Another value of a field, where it is not the summary.
CHANGES: dict[str, dict[str, Any]] = {
    "catalog_properties": {"properties": {"host": "b.example.com"}},
    "catalog_settings": {"application_lifecycle": {"enabled": False}},
    "cloud_settings": {"email_sender": {"name": "Another"}},
    "consumer_org_settings": {"invitation_ttl": 7200},
    "notification_style": {"allowed_html_tags": {"p": ["class"]}},
    "org_settings": {"invitation_ttl": 7200},
    "space_settings": {"invitation_ttl": 7200},
}

_ID = re.compile("[0-9a-f]{8}-[0-9a-f-]{27}")
Item = dict[str, Any]
Asked = tuple[str, str, int]


class Life:
    """One object of a kind, and what a task does to it at each stage of its life."""

    def __init__(self, run: Run, name: str) -> None:
        kind = KINDS[name]
        self._run = run
        self._login = login_of(run, kind)
        allow = ["delete_children"] if kind.inside == EVERYTHING else []
        self._options = {"retries": 0, "diff": True, "allow": allow, **self._login}
        if name == "subscription":
            publish(run)
        around = landscape(kind, kind.places[0])
        if around:
            assert not run("apic_resource", **self._login, resources=around).get("failed")
        #: What is declared, and what leads back to the state before, by what becomes of it.
        self.stages = self._stages(kind)

    def _stages(self, kind: Kind) -> dict[str, tuple[Item, Item]]:
        item = item_of(kind, kind.places[0])
        where: Item = {each: item[each] for each in item if each != "spec"}
        if kind.key == "product plan":
            where["spec"] = item["spec"]
        gone = {**where, "state": "absent"}
        stages: dict[str, tuple[Item, Item]] = {}
        if kind.deletable:
            stages["created"] = (item, gone)
        else:
            self.do(item)
        if kind.change in ("patch", "map") or kind.name in CHANGES:
            another = CHANGES.get(kind.name, {"summary": "Another."})
            before = {} if kind.name in CHANGES else {"summary": None}
            change = {**where, "spec": {**where.get("spec", {}), **another}}
            stages["updated"] = (change, {**item, "spec": {**item["spec"], **before}})
        if kind.deletable:
            stages["deleted"] = (gone, item)
        return stages

    def do(self, item: Item) -> dict[str, Any]:
        """The result of a task that tries nothing a second time."""
        self._run.simulator.clear_journal()
        return self._run("apic_resource", **self._options, **item)

    def requests(self) -> list[Asked]:
        """Those of the last task: method, pattern of the path, and how many had both before."""
        found: Counter[tuple[str, str]] = Counter()
        numbered = []
        for each in self._run.requests(listener="apic"):
            if not each["path"].endswith(("/token", "/identity-providers")):
                # Whatever is made anew has another id.
                key = (each["method"], f"^{_ID.sub(_ID.pattern, each['path'])}$")
                numbered.append((*key, found[key]))
                found[key] += 1
        return numbered


def walk(run: Run, kind: str, faults_of: Callable[[int, str], Iterable[str]]) -> None:
    """Each stage once without a fault, then with those that ``faults_of`` gives for each request."""
    life = Life(run, kind)
    lifetime = Lifetime(run, "apic", life.do, writes, SECRET)
    place = 0
    for action, (item, back) in life.stages.items():
        if action != "created" and "created" in life.stages:
            life.do(life.stages["created"][0])
        assert actions(life.do(item)) == [action]
        requests = life.requests()
        assert {method for method, _path, _number in requests} >= {"GET"}
        if action == "updated":
            assert_leaves_secrets(run)
        life.do(back)
        for request in requests:
            place += 1
            for name in faults_of(place, request[0]):
                lifetime.survives((item, action, back), request, FAULTS[name])


def assert_leaves_secrets(run: Run) -> None:
    """An update that is not about them neither sends nor masks secrets."""
    for each in writes(run):
        assert SECRET not in each["body"]
        assert "****" not in each["body"]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_request_of_a_kind_may_fail(run: Run, kind: str) -> None:
    """A fault at each request, of a write a second one; the other kinds let the others befall it."""
    first = sorted(KINDS).index(kind)

    def faults_of(place: int, method: str) -> list[str]:
        return [OTHERS[(first + place) % len(OTHERS)], *([] if method == "GET" else [IN_DOUBT])]

    walk(run, kind, faults_of)


@pytest.mark.parametrize("name", OTHERS)
def test_every_fault_at_every_request_of_a_credential(run: Run, name: str) -> None:
    """It is read, its secret is confirmed, and it is told once."""
    walk(run, "credential", lambda _place, _method: (name,))

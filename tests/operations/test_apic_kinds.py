# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every kind of API Connect: predicted, created, left, exported, applied and deleted."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._core.changes import without_secrets_of
from ansible_collections.apiops.platforms.plugins.module_utils._core.compare import differences
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apic.kind_table import KINDS
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apic.kinds import (
    EVERYTHING,
    PLACES,
    Kind,
)
from tests.operations.apic_landscape import SPECS, item_of, landscape, login_of, publish, writes
from tests.operations.conftest import Run, actions

# A kind in each of its places.
CASES = [(kind, place) for kind in KINDS.values() for place in kind.places]


@pytest.mark.parametrize(("kind", "place"), CASES, ids=[f"{kind.name}-{place}" for kind, place in CASES])
def test_a_kind(run: Run, kind: Kind, place: str) -> None:
    around = landscape(kind, place)
    login = login_of(run, kind)
    if kind.name == "subscription":
        publish(run)
        run.simulator.clear_journal()
    itself = item_of(kind, place)
    wanted = [*around, itself]
    if around:
        assert set(actions(run("apic_resource", **login, check=True, resources=wanted))) <= {
            "created",
            "updated",
        }
        assert writes(run) == []
        run("apic_resource", **login, resources=around)
    (first,) = run("apic_resource", **login, check=True, resources=[itself])["resources"]
    made = run("apic_resource", **login, resources=[itself])
    assert actions(made) == [first["action"]]
    assert first["action"] == (
        "updated" if kind.change in ("put", "map") and not kind.required else "created"
    )
    run.simulator.clear_journal()
    again = run("apic_resource", **login, resources=wanted)
    assert set(actions(again)) == {"unchanged"}
    where = {name: itself[name] for name in ("kind", "parent", "name", "version") if name in itself}
    exported = export_of(run, itself, login, **where)
    told = without_secrets_of(SPECS[kind.name], kind.rules)
    assert not differences(exported["spec"], told, kind.rules)
    assert "s3cr3t" not in str([{**made, "credentials": []}, exported])
    # Alone, and among all the others that its parent has.
    whole = run("apic_resource_info", **login, kind=kind.name, parent=itself["parent"], export=True)
    for items in ([exported], whole["resources"]):
        applied = run("apic_resource", **login, resources=items)
        assert set(actions(applied)) == {"unchanged"}
        assert not applied["changed"]
    assert writes(run) == []
    if not kind.deletable:
        return
    allow = ["delete_children"] if kind.inside == EVERYTHING else []
    gone = run("apic_resource", **login, resources=[{**itself, "state": "absent"}], allow=allow)
    assert actions(gone) == ["deleted"]
    assert actions(run("apic_resource", **login, resources=[{**itself, "state": "absent"}])) == ["unchanged"]
    from_export(run, kind, exported, login)


def from_export(run: Run, kind: Kind, exported: dict[str, Any], login: dict[str, Any]) -> None:
    """An object that is gone is made of its export, if that lacks no secret that a new one needs."""
    lacking = [name for name in kind.required if name in kind.secret]
    made = run("apic_resource", **login, resources=[exported])
    if lacking:
        assert f"a new {kind.name} needs {', '.join(lacking)}" in made["msg"]
        secret = {name: SPECS[kind.name][name] for name in lacking}
        made = run("apic_resource", **login, resources=[{**exported, "spec": {**exported["spec"], **secret}}])
    assert actions(made) == ["created"]
    where = {name: exported[name] for name in ("kind", "parent", "name", "version") if name in exported}
    again = export_of(run, exported, login, **where)
    assert again == exported


def export_of(run: Run, item: dict[str, Any], login: dict[str, Any], **where: Any) -> dict[str, Any]:
    """The export of an object."""
    found = run("apic_resource_info", **login, **where, export=True)
    assert not found.get("failed"), found["msg"]
    (exported,) = [each for each in found["resources"] if is_same(each, item)]
    return dict(exported)


def is_same(exported: dict[str, Any], item: dict[str, Any]) -> bool:
    """Whether an export is that of an item."""
    return all(exported.get(name) == item[name] for name in ("name", "version") if name in item)


def test_the_places_are_those_of_the_table() -> None:
    assert {place for kind in KINDS.values() for place in kind.places} == set(PLACES)

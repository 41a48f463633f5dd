# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every kind of Axway Central: created, left, exported, applied and deleted."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._platforms.axway.kind_table import (
    KINDS,
    kinds_named,
)
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.axway.kinds import (
    LIVING,
    SERVER_SUBRESOURCES,
    Kind,
)
from tests.operations.conftest import Run, actions
from tests.operations.landscape import central, writes

SPECS: dict[str, dict[str, Any]] = {
    "ReleaseTag": {"releaseType": "major"},
    "Secret": {"data": {"key": "s3cr3t-v4lue"}},
    "Webhook": {"url": "https://hooks.example.com", "headers": {"Authorization": "s3cr3t-v4lue"}},
}


def subresource(kind: Kind, name: str) -> Any:
    """A value of a subresource that users write."""
    if name == "icon":
        return "data:image/png;base64,AAAA"
    if name == "state":
        return "draft" if kind.name in LIVING else "active"
    return {"field": "value", "list": [1, 2]}


def objects(kind: Kind) -> list[dict[str, Any]]:
    """An object of the kind, after what it is in."""
    parents: list[dict[str, Any]] = []
    if kind.scopes:
        scope = next(each for each in kinds_named(kind.scopes[0]) if each.group == kind.group)
        assert not scope.scopes
        parents = [{"group": scope.group, "kind": scope.name, "name": "in-this"}]
    written = sorted(kind.subresources - SERVER_SUBRESOURCES)
    if kind.name == "ReleaseTag":
        # The platform moves it at once.
        written.remove("state")
    itself = {
        "group": kind.group,
        "kind": kind.name,
        "name": "an-object",
        "title": "An object",
        "attributes": {"mine": "1"},
        "tags": ["b", "a"],
        "spec": SPECS.get(kind.name, {"description": "Of a test.", "nested": {"list": ["x", {"y": 1}]}}),
        "subresources": {name: subresource(kind, name) for name in written},
    }
    if parents:
        itself["parent"] = {name: parents[0][name] for name in ("kind", "name")}
    return [*parents, itself]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.group}-{kind.name}")
def test_a_kind(run: Run, kind: Kind) -> None:
    wanted = objects(kind)
    itself = wanted[-1]
    assert actions(run("axway_resource", check=True, resources=wanted)) == ["created"] * len(wanted)
    made = run("axway_resource", resources=wanted)
    assert actions(made) == ["created"] * len(wanted)
    scope = "".join(
        f"/{each.plural}/in-this"
        for each in kinds_named(kind.scopes[0] if kind.scopes else "")
        if each.group == kind.group
    )
    there = central(run, f"{kind.group}/{kind.version}{scope}/{kind.plural}/an-object")
    assert (there["group"], there["kind"], there["name"]) == (kind.group, kind.name, "an-object")
    run.simulator.clear_journal()
    assert set(actions(run("axway_resource", resources=wanted))) == {"unchanged"}
    where = {name: itself[name] for name in ("group", "kind", "parent", "name") if name in itself}
    exported = run("axway_resource_info", **where, export=True)["resources"]
    assert [each["name"] for each in exported] == ["an-object"]
    assert "s3cr3t-v4lue" not in str([made, exported])
    assert actions(run("axway_resource", resources=exported)) == ["unchanged"]
    assert writes(run) == []
    gone = run("axway_resource", **where, state="absent", allow=["life_cycle"])
    assert actions(gone) == ["deleted"]
    assert run("axway_resource_info", **where)["resources"] == []

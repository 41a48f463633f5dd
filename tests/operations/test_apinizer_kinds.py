# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every kind of Apinizer from its creation to its deletion, with its export."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apinizer.kind_table import KINDS
from tests.operations.apinizer_landscape import (
    CHANGES,
    OTHER_SECRET,
    PARENT,
    SECRET,
    SPECS,
    item_of,
    publish,
    reads,
    writes,
)
from tests.operations.conftest import Run, actions

# A JWK is never sent again.
_ONE_SECRET = [name for name, spec in SPECS.items() if SECRET in json.dumps(spec) and name != "jwk"]


def test_each_kind_is_tested() -> None:
    assert sorted(SPECS) == sorted(KINDS)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_kind(run: Run, kind: str) -> None:
    publish(run)
    item = item_of(kind)
    where = {name: item[name] for name in ("kind", "parent", "name")}
    run.simulator.clear_journal()
    predicted = run("apinizer_resource", check=True, diff=True, **item)
    assert (actions(predicted), writes(run)) == (["created"], [])
    made = run("apinizer_resource", diff=True, **item)
    assert actions(made) == ["created"]
    assert (made["summary"], made["changes"]) == (predicted["summary"], predicted["changes"])
    assert made["resource"]
    run.simulator.clear_journal()
    again = run("apinizer_resource", **item)
    assert (actions(again), again["changes"], writes(run)) == (["unchanged"], [], [])
    told = run("apinizer_resource_info", **where)
    exported = run("apinizer_resource_info", **where, export=True)
    assert [each["name"] for each in exported["resources"]] == ["thing"]
    assert actions(run("apinizer_resource", resources=exported["resources"])) == ["unchanged"]
    assert writes(run) == []
    assert SECRET not in json.dumps([predicted, made, again, told, exported])
    assert "pr1vate" not in json.dumps([made, again, told, exported])
    assert actions(run("apinizer_resource", **where, state="absent")) == ["deleted"]
    run.simulator.clear_journal()
    assert actions(run("apinizer_resource", **where, state="absent")) == ["unchanged"]
    assert writes(run) == []
    assert run("apinizer_resource_info", **where)["resources"] == []


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"global_policy"}))
def test_a_change_of_a_kind(run: Run, kind: str) -> None:
    """Only what is declared changes; the rest stays as it is."""
    publish(run)
    item = item_of(kind)
    change: dict[str, Any] = {**item, "spec": CHANGES.get(kind, {"description": "Another text."})}
    assert actions(run("apinizer_resource", **item)) == ["created"]
    run.simulator.clear_journal()
    changed = run("apinizer_resource", **change)
    assert actions(changed) == ["updated"]
    assert len(writes(run)) == changed["requests"]["writes"] == 1
    assert actions(run("apinizer_resource", **change)) == ["unchanged"]
    rest = {name: value for name, value in item["spec"].items() if name not in change["spec"]}
    assert actions(run("apinizer_resource", **{**item, "spec": rest})) == ["unchanged"]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_many_of_a_kind_are_read_by_one_list(run: Run, kind: str) -> None:
    publish(run)
    many = [item_of(kind, f"thing{number}") for number in range(3)]
    assert actions(run("apinizer_resource", resources=many)) == ["created"] * 3
    run.simulator.clear_journal()
    assert actions(run("apinizer_resource", resources=many)) == ["unchanged"] * 3
    apart = {"credential": 3, "api_proxy_group": 3, "credential_organization": 2}
    assert (len(reads(run)), writes(run)) == (1 + apart.get(kind, 0), [])
    gone = [{**each, "spec": {}, "state": "absent"} for each in many]
    assert actions(run("apinizer_resource", resources=gone)) == ["deleted"] * 3


@pytest.mark.parametrize("kind", _ONE_SECRET)
def test_a_secret_is_sent_when_it_is_asked_for(run: Run, kind: str) -> None:
    """Otherwise another secret in the task changes nothing, which the result says."""
    run("apinizer_resource", **item_of(kind))
    spec = json.loads(json.dumps(SPECS[kind]).replace(SECRET, OTHER_SECRET))
    run.simulator.clear_journal()
    left = run("apinizer_resource", **{**item_of(kind), "spec": spec})
    assert (actions(left), writes(run)) == (["unchanged"], [])
    assert left["not_compared"]
    sent = run("apinizer_resource", **{**item_of(kind), "spec": spec}, update_secrets="always")
    assert actions(sent) == ["updated"]
    assert OTHER_SECRET in json.dumps(writes(run))
    assert OTHER_SECRET not in json.dumps(sent)


def test_export_then_apply_changes_nothing_for_every_kind(run: Run) -> None:
    """All kinds at once, exported by list where there is one, and applied together: no write."""
    publish(run)
    landscape = [item_of(kind) for kind in KINDS]
    # What a limit names as its credentials has to be there.
    partner = item_of("credential", "partner", access=[])
    made = run("apinizer_resource", resources=[partner, *landscape], order="dependency")
    assert actions(made) == ["created"] * (len(KINDS) + 1)
    exported = []
    for kind, row in KINDS.items():
        named: dict[str, Any] = {} if row.listed else {"name": "thing"}
        told = run("apinizer_resource_info", kind=kind, parent=PARENT, export=True, **named)
        assert "thing" in [each["name"] for each in told["resources"]]
        exported += told["resources"]
    assert SECRET not in json.dumps(exported)
    run.simulator.clear_journal()
    for check in (True, False):
        applied = run("apinizer_resource", resources=exported, order="dependency", check=check)
        assert set(actions(applied)) == {"unchanged"}
    assert writes(run) == []

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The watch topics of Axway Central: what they record, and how it is read."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.client import Simulator
from tests.unit.simulator.conftest import Client
from tests.unit.simulator.test_axway import bearer, central

__all__ = ["bearer", "central"]

MANAGEMENT = "/apis/management/v1"
EVENTS = "/events/management/v1/watchtopics/all"


def topic(central: Client, *filters: dict[str, Any]) -> None:
    """A topic named all, with these filters."""
    body = {"name": "all", "spec": {"description": "", "filters": list(filters)}}
    assert central.post(MANAGEMENT + "/watchtopics", json=body).status_code == 201


def environments(**fields: Any) -> dict[str, Any]:
    types = ["created", "updated", "deleted"]
    return {"group": "management", "kind": "Environment", "name": "*", "type": types, **fields}


@pytest.mark.parametrize(
    ("selected", "expected"),
    [
        (
            environments(),
            ["ResourceCreated a", "SubResourceUpdated a", "ResourceCreated b", "ResourceDeleted b"],
        ),
        (environments(name="b"), ["ResourceCreated b", "ResourceDeleted b"]),
        (environments(type=["updated"]), ["SubResourceUpdated a"]),
        (environments(group="catalog"), []),
        (environments(kind="APIService"), ["ResourceCreated pets"]),
        (
            environments(kind="APIService", scope={"kind": "Environment", "name": "a"}),
            ["ResourceCreated pets"],
        ),
        (environments(kind="APIService", scope={"kind": "Environment", "name": "b"}), []),
    ],
)
def test_a_topic_records_the_writes_that_its_filters_select(
    central: Client, selected: dict[str, Any], expected: list[str]
) -> None:
    central.post(MANAGEMENT + "/environments", json={"name": "before"})
    topic(central, selected)
    central.post(MANAGEMENT + "/environments", json={"name": "a"})
    central.put(MANAGEMENT + "/environments/a/x-notes", json={"x-notes": {"by": "us"}})
    central.post(MANAGEMENT + "/environments/a/apiservices", json={"name": "pets"})
    central.post(MANAGEMENT + "/environments", json={"name": "b"})
    central.delete(MANAGEMENT + "/environments/b")
    rows = central.get(EVENTS).json()
    assert [f"{row['type']} {row['payload']['name']}" for row in rows] == expected
    assert [row["metadata"]["sequenceID"] for row in rows] == list(range(1, len(rows) + 1))


def test_an_event_has_the_fields_that_the_vendor_documents(central: Client) -> None:
    topic(central, environments())
    central.post(MANAGEMENT + "/environments", json={"name": "a"})
    central.put(MANAGEMENT + "/environments/a/x-notes", json={"x-notes": {"by": "us"}})
    created, updated = central.get(EVENTS).json()
    fields = {"id", "time", "version", "type", "correlationId", "organization", "payload", "metadata"}
    assert set(created) == fields
    assert set(created["metadata"]) == {"watchTopicID", "watchTopicSelfLink", "sequenceID"}
    assert updated["metadata"]["subresource"] == "x-notes"
    assert updated["payload"]["x-notes"] == {"by": "us"}
    assert {"group", "kind", "name", "selfLink", "metadata"} <= set(created["payload"])
    assert "spec" not in created["payload"]


def test_events_are_read_like_other_lists(central: Client, simulator: Simulator) -> None:
    topic(central, environments())
    simulator.configure(axway={"events_per_write": 5})
    central.post(MANAGEMENT + "/environments", json={"name": "a"})

    def numbers(**query: Any) -> list[int]:
        return [row["metadata"]["sequenceID"] for row in central.get(EVENTS, params=query).json()]

    assert numbers(sort="sequenceID", query="sequenceID>3") == [4, 5]
    assert numbers(sort="sequenceID", pageSize=2, page=2) == [3, 4]
    assert numbers(sort="sequenceID,DESC", pageSize=1) == [5]
    assert central.get(EVENTS, params={"pageSize": 2}).headers["x-axway-total-count"] == "5"
    assert central.get(EVENTS, params={"sort": "name"}).status_code == 400
    assert central.get(EVENTS, params={"query": "sequenceID"}).status_code == 400
    assert central.get("/events/management/v1/watchtopics/none").status_code == 404


def test_events_are_kept_for_a_time(central: Client, simulator: Simulator) -> None:
    topic(central, environments())
    central.post(MANAGEMENT + "/environments", json={"name": "a"})
    simulator.configure(axway={"events_kept_seconds": 0})
    assert central.get(EVENTS).json() == []
    simulator.configure(axway={"events_kept_seconds": 60})
    central.post(MANAGEMENT + "/environments", json={"name": "b"})
    (row,) = central.get(EVENTS).json()
    assert row["metadata"]["sequenceID"] == 2

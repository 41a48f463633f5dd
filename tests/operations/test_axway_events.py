# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The event source axway_events: what it delivers and in which order, without a secret in it."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._core.fields import MASK
from tests.operations.watch import EVENTS, LIVE, TOPIC, Watch, main, numbers


def keys_of(value: Any) -> Iterator[str]:
    """All keys in a value, on every level."""
    if isinstance(value, dict):
        yield from value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from keys_of(each)


# --- what is delivered -----------------------------------------------------------------------------------


def test_events_come_in_their_order_and_say_what_happened(watch: Watch) -> None:
    watch.service("pets")
    watch.service("pets", title="All pets")
    watch.service("pets", subresources={"x-notes": {"a-b": 1}})
    watch.declare({"kind": "APIService", "parent": LIVE, "name": "pets", "state": "absent"})
    events = watch.first(4)
    assert numbers(events) == [1, 2, 3, 4]
    assert [(event["type"], event["subresource"]) for event in events] == [
        ("ResourceCreated", None),
        ("ResourceUpdated", None),
        ("SubResourceUpdated", "x-notes"),
        ("ResourceDeleted", None),
    ]
    for event in events:
        assert (event["platform"], event["watch_topic"], event["gap"]) == ("axway", TOPIC, False)
        assert (event["group"], event["kind"], event["name"]) == ("management", "APIService", "pets")
        assert event["scope"] == LIVE
        assert event["payload"]["metadata"]["selfLink"].endswith("/environments/live/apiservices/pets")
        assert event["id"]
        assert event["correlation_id"]
        assert event["time"].startswith("20")
        # ansible-rulebook has its own of that name.
        assert "meta" not in event
    assert events[2]["payload"]["x_notes"] == {"a_b": 1}


def test_conditions_can_name_every_key(watch: Watch) -> None:
    watch.service("pets", attributes={"the-team.name": "a", "plain": "b", "same_key": "c", "same-key": "d"})
    (event,) = watch.first(1)
    assert all(re.fullmatch(r"[A-Za-z0-9_]+", key) for key in keys_of(event))
    assert event["payload"]["attributes"] == {"the_team_name": "a", "plain": "b", "same_key": "c"}


@pytest.mark.parametrize(("start", "expected"), [("oldest", [1, 2, 3, 4]), ("2", [3, 4]), (3, [4])])
def test_it_begins_where_start_says(watch: Watch, start: Any, expected: list[int]) -> None:
    watch.record(4)
    assert numbers(watch.first(len(expected), start=start)) == expected


def test_latest_begins_after_what_is_there(watch: Watch) -> None:
    watch.record(3)
    assert watch.all_kept(3, start="latest") == []
    watch.record(1)
    assert numbers(watch.first(1, start="latest")) == [4]


def test_latest_begins_with_the_first_event_of_a_topic_that_has_none(watch: Watch) -> None:
    assert watch.all_kept(0, start="latest") == []
    watch.record(1)
    assert numbers(watch.first(1, start="latest")) == [1]


def test_what_is_there_comes_at_once_and_no_more_at_a_time_than_asked(watch: Watch) -> None:
    watch.record(25)
    watch.run.simulator.clear_journal()
    assert numbers(watch.first(25, max_events=10, interval=60)) == list(range(1, 26))
    assert [each["query"] for each in watch.reads()] == [
        f"sort=sequenceID&query=sequenceID%3E{after}&pageSize=10" for after in (0, 10, 20)
    ]


def test_the_object_of_an_event_comes_with_it_when_wanted(watch: Watch) -> None:
    watch.service("pets", spec={"description": "Pets."})
    watch.service("pets", title="All pets")
    watch.service("gone")
    watch.declare({"kind": "APIService", "parent": LIVE, "name": "gone", "state": "absent"})
    watch.run.simulator.clear_journal()
    events = watch.first(4, include_resource=True)
    assert [(event["resource"] or {}).get("title") for event in events] == [
        "All pets",
        "All pets",
        None,
        None,
    ]
    assert events[0]["resource"]["spec"] == {"description": "Pets."}
    assert all(re.fullmatch(r"\w+", key) for key in keys_of(events[0]["resource"]))
    asked = [each["path"].rpartition("/apiservices/") for each in watch.run.requests()]
    assert sorted(name for _place, found, name in asked if found) == ["gone", "pets"]


def test_why_an_object_cannot_be_read_is_in_its_event(watch: Watch) -> None:
    for name in ("pets", "dogs"):
        watch.service(name)
    body = {"errors": [{"status": 403, "title": "Forbidden", "detail": "Not for you."}]}
    forbidden = {"kind": "status", "status": 403, "body": body, "method": "GET"}
    watch.run.simulator.fault(**forbidden, path=".*/apiservices/pets", times=None)
    pets, dogs = watch.first(2, include_resource=True)
    assert (pets["resource"], "Not for you." in pets["resource_error"]) == (None, True)
    assert (dogs["resource"]["name"], dogs["resource_error"]) == ("dogs", None)


@pytest.mark.parametrize("link", [None, "", "https://elsewhere.example.com/x", "/management/../x", 5])
def test_an_object_without_a_usable_link_is_not_taken_as_deleted(watch: Watch, link: Any) -> None:
    row = {"type": "ResourceUpdated", "payload": {"selfLink": link}, "metadata": {"sequenceID": 1}}
    watch.run.simulator.fault(kind="status", status=200, body=[row], path=EVENTS, times=1)
    (event,) = watch.first(1, include_resource=True)
    assert (event["resource"], "no selfLink" in event["resource_error"]) == (None, True)


def test_objects_that_were_read_are_not_read_again_after_a_refusal(watch: Watch) -> None:
    for name in ("a", "b", "c", "d"):
        watch.service(name)
    busy = {"kind": "status", "status": 429, "method": "GET"}
    watch.run.simulator.fault(**busy, path=".*/apiservices/.*", skip=2, times=2)
    watch.run.simulator.clear_journal()
    events = watch.first(4, include_resource=True, retries=0)
    assert [event["resource"]["name"] for event in events] == ["a", "b", "c", "d"]
    asked = [each["path"].rpartition("/apiservices/") for each in watch.run.requests()]
    assert [name for _place, found, name in asked if found] == ["a", "b", "c", "c", "c", "d"]


def test_what_is_secret_by_its_kind_is_masked(watch: Watch) -> None:
    headers = {"Authorization": "Bearer of-the-webhook"}
    spec = {"url": "https://hook.example.com", "headers": headers}
    watch.declare({"kind": "Webhook", "parent": LIVE, "name": "hook", "spec": spec})
    payload = {"kind": "Credential", "name": "key", "data": {"apiKey": "of-the-credential"}}
    (event,) = watch.first(1, include_resource=True)
    assert event["resource"]["spec"] == {"url": spec["url"], "headers": MASK}
    row = {"type": "SubResourceUpdated", "payload": payload, "metadata": {"sequenceID": 2}}
    watch.run.simulator.fault(kind="status", status=200, body=[row], path=EVENTS, times=1)
    (event,) = watch.first(1, start=1, cursor_file=None)
    assert event["payload"] == {**payload, "data": MASK}


def test_an_event_without_a_number_is_told(watch: Watch, caplog: pytest.LogCaptureFixture) -> None:
    row = {"type": "ResourceCreated", "payload": {}, "metadata": {}}
    watch.run.simulator.fault(kind="status", status=200, body=[row], path=EVENTS, times=1)
    watch.record(1)
    assert numbers(watch.first(1)) == [1]
    assert "has no number (metadata.sequenceID)" in caplog.text


# --- secrets and memory ----------------------------------------------------------------------------------


def test_no_secret_is_in_an_event_or_a_log(watch: Watch, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    secret = watch.run.given["axway"]["client_secret"]
    watch.service("pets", attributes={"note": f"the secret is {secret}"})
    watch.run.simulator.fault(kind="status", status=500, body=f"for {secret}", path=EVENTS, skip=1)
    watch.service("more")
    events = watch.first(2, max_events=1, retries=0, include_resource=True)
    assert events[0]["payload"]["attributes"]["note"] == f"the secret is {MASK}"
    told = json.dumps(events) + watch.cursor_file.read_text() + caplog.text
    for each in (secret, *watch.run.simulator.issued_tokens()["axway"]):
        assert each not in told


def resident() -> int:
    """The bytes of memory that this process holds now."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_its_memory_does_not_grow_with_the_events(watch: Watch) -> None:
    for _time in range(10):
        watch.record(1000)
    sizes: dict[int, int] = {}

    async def measured() -> None:
        queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue(1)
        source = asyncio.create_task(main()(queue, watch.options()))
        for number in range(1, 10_001):
            # None of them is kept.
            assert (await queue.get())["sequence_id"] == number
            if number in (2_000, 10_000):
                sizes[number] = resident()
        source.cancel()

    asyncio.run(measured())
    # 8,000 events, which are several kilobytes each, could not be hidden in this.
    assert sizes[10_000] - sizes[2_000] < 8_000_000, sizes

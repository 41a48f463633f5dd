# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The event source axway_events: what it delivers, in which order, and what it takes not to lose an event."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import os
import re
import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._core.fields import MASK
from ansible_collections.apiops.platforms.plugins.plugin_utils import _event_source
from tests.operations.conftest import Run
from tests.operations.watch import EVENTS, LIVE, TOPIC, Watch, main, numbers

DAY = 24 * 3600
LOGIN = "/auth/realms/Broker/protocol/openid-connect/token"


@pytest.fixture
def watch(run: Run, tmp_path: Path) -> Watch:
    """A watch topic that has recorded nothing."""
    return Watch(run, tmp_path)


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


def test_an_event_without_a_number_is_told(watch: Watch, caplog: pytest.LogCaptureFixture) -> None:
    row = {"type": "ResourceCreated", "payload": {}, "metadata": {}}
    watch.run.simulator.fault(kind="status", status=200, body=[row], path=EVENTS, times=1)
    watch.record(1)
    assert numbers(watch.first(1)) == [1]
    assert "has no number (metadata.sequenceID)" in caplog.text


# --- at least once ---------------------------------------------------------------------------------------


def test_the_position_is_kept_for_this_user_alone(watch: Watch) -> None:
    watch.record(3)
    watch.all_kept(3)
    kept = json.loads(watch.cursor_file.read_text())
    assert (kept["watch_topic"], kept["sequence_id"]) == (TOPIC, 3)
    assert os.stat(watch.cursor_file).st_mode & 0o777 == 0o600
    assert list(watch.cursor_file.parent.iterdir()) == [watch.cursor_file]


def test_a_source_goes_on_where_it_ended(watch: Watch) -> None:
    watch.record(3)
    assert numbers(watch.all_kept(3)) == [1, 2, 3]
    watch.record(2)
    assert numbers(watch.all_kept(5)) == [4, 5]


def test_without_a_file_it_begins_anew(watch: Watch) -> None:
    watch.record(2)
    for _time in range(2):
        assert numbers(watch.first(2, cursor_file=None)) == [1, 2]


def test_what_the_rules_do_not_have_yet_comes_again(watch: Watch) -> None:
    watch.record(30)
    # The rules have 17 of them, the queue one more.
    assert numbers(watch.first(17, max_events=10)) == list(range(1, 18))
    assert json.loads(watch.cursor_file.read_text())["sequence_id"] == 10
    assert numbers(watch.all_kept(30, max_events=10)) == list(range(11, 31))


def test_the_last_event_is_kept_only_when_the_rules_have_it(watch: Watch) -> None:
    watch.record(1)

    async def never_taken() -> None:
        queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue(1)
        source = asyncio.create_task(main()(queue, watch.options()))
        while not queue.full():
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.2)
        source.cancel()
        await asyncio.wait([source])

    asyncio.run(never_taken())
    assert json.loads(watch.cursor_file.read_text())["sequence_id"] == 0
    assert numbers(watch.first(1)) == [1]


def test_a_file_that_cannot_be_written_is_told_before_an_event_is_lost(watch: Watch) -> None:
    watch.record(1)
    with pytest.raises(
        Exception, match=r"^axway_events: cursor_file /nowhere/c.json cannot be written: no such"
    ):
        watch.first(1, cursor_file="/nowhere/c.json")


# --- gaps ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "gap"), [(6, False), (8, True)])
def test_a_position_older_than_what_central_keeps_is_a_gap(watch: Watch, days: int, gap: bool) -> None:
    watch.record(2)
    watch.all_kept(2)
    kept = json.loads(watch.cursor_file.read_text())
    watch.cursor_file.write_text(json.dumps({**kept, "read_at": time.time() - days * DAY}))
    watch.record(1)
    events = watch.all_kept(3)
    assert [event["gap"] for event in events] == ([True, False] if gap else [False])
    assert set(events[0]) - set(events[-1]) == ({"since", "reason"} if gap else set())
    assert (events[-1]["sequence_id"], events[-1]["type"]) == (3, "ResourceCreated")
    # It is told once.
    watch.record(1)
    assert numbers(watch.all_kept(4)) == [4]


def test_a_gap_says_since_when(watch: Watch) -> None:
    watch.all_kept(0)
    kept = json.loads(watch.cursor_file.read_text())
    watch.cursor_file.write_text(json.dumps({**kept, "read_at": 0}))
    (event,) = watch.first(1)
    assert event["since"] == "1970-01-01T00:00:00+00:00"
    assert (event["watch_topic"], event["sequence_id"], event["type"]) == (TOPIC, 0, None)
    assert "not read for longer" in event["reason"]


def test_a_source_that_was_held_up_while_it_ran_tells_a_gap(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_event_source, "RETENTION", 0.1)
    events = watch.first(1, interval=0.3)
    assert [event["gap"] for event in events] == [True]


def test_a_topic_that_was_made_again_is_read_from_its_beginning(watch: Watch) -> None:
    watch.record(5)
    watch.all_kept(5)
    watch.declare({"kind": "WatchTopic", "name": TOPIC, "state": "absent"}, allow=["delete_children"])
    watch.make_topic()
    watch.record(2)
    events = watch.all_kept(2)
    assert [event["gap"] for event in events] == [True, False, False]
    assert "made again" in events[0]["reason"]
    assert numbers(events[1:]) == [1, 2]


# --- what goes wrong for a while -------------------------------------------------------------------------


def test_an_expired_token_is_renewed_once(watch: Watch) -> None:
    watch.record(1)
    expired: list[bool] = []

    def enough(events: list[dict[str, Any]]) -> bool:
        if len(events) == 1 and not expired:
            expired.append(True)
            watch.run.simulator.expire_tokens()
            watch.run.simulator.clear_journal()
            # By a token of its own.
            watch.run.store = type(watch.run.store)()
            watch.record(1)
        return len(events) == 2

    assert numbers(watch.deliver(enough)) == [1, 2]
    assert [each["status"] for each in watch.reads() if each["status"] != 200] == [401]
    # That of the write, and that of the source.
    assert len(watch.run.requests(path=LOGIN)) == 2


FAULTS: dict[str, dict[str, Any]] = {
    "429": {"kind": "status", "status": 429},
    "500": {"kind": "status", "status": 500},
    "503": {"kind": "status", "status": 503, "headers": {"Retry-After": "0"}},
    "page": {"kind": "html"},
    "page 403": {"kind": "html", "status": 403},
    "page 404": {"kind": "html", "status": 404},
    "reset": {"kind": "reset_before"},
    "truncated": {"kind": "truncate"},
    "no JSON": {"kind": "not_json"},
    "no list": {"kind": "status", "status": 200, "body": {"events": []}},
}


@pytest.mark.parametrize("name", FAULTS)
def test_no_event_is_lost_to_what_passes(watch: Watch, name: str, caplog: pytest.LogCaptureFixture) -> None:
    watch.record(4)
    # One read succeeds, then three fail, however often each is repeated.
    watch.run.simulator.fault(**FAULTS[name], path=EVENTS, skip=1, times=3)
    assert numbers(watch.first(4, max_events=2, retries=0)) == [1, 2, 3, 4]
    warnings = [each.getMessage() for each in caplog.records if each.name == "apiops.platforms"]
    assert sum("The next try is in" in text for text in warnings) == 3
    assert warnings[-1] == f"axway_events: {TOPIC} answers again."
    assert all("\n" not in text for text in warnings)


def test_a_login_that_fails_for_a_while_is_tried_again(watch: Watch) -> None:
    watch.record(1)
    watch.run.simulator.fault(kind="status", status=503, path=LOGIN, times=3)
    assert numbers(watch.first(1, retries=0)) == [1]


def test_it_waits_as_long_as_central_asks(watch: Watch) -> None:
    watch.record(1)
    busy = {"kind": "status", "status": 429, "headers": {"Retry-After": "1"}}
    watch.run.simulator.fault(**busy, path=EVENTS, times=1)
    watch.run.simulator.clear_journal()
    assert numbers(watch.first(1, retries=0)) == [1]
    refused, answered = watch.reads()
    assert (refused["status"], answered["status"]) == (429, 200)
    assert answered["at"] - refused["at"] >= 1


def test_it_keeps_to_the_rate(watch: Watch) -> None:
    watch.record(3)
    watch.run.simulator.clear_journal()
    watch.first(3, max_events=1, calls_per_minute=300)
    times = [each["at"] for each in watch.run.requests(listener="axway_central")]
    assert all(later - earlier > 0.1 for earlier, later in pairwise(times))


# --- the end ---------------------------------------------------------------------------------------------

MISTAKES: dict[str, tuple[dict[str, Any], str]] = {
    "no topic": ({"watch_topic": None}, "missing required arguments: watch_topic"),
    "unknown topic": ({"watch_topic": "nowhere"}, "answered 404 .*look at watch_topic and central_url"),
    "secret": ({"client_secret": "wrong-secret-1"}, "No token for the client .*look at .*client_secret"),
    "no secret": ({"client_secret": None}, "Axway Amplify needs the option client_secret"),
    "authority": ({"ca_path": None}, "certificate"),
    "start": (
        {"start": "yesterday"},
        "start must be latest, oldest or the number of an event, not 'yesterday'",
    ),
    "interval": ({"interval": 0}, "interval must be a number of seconds above 0"),
    "max_events": ({"max_events": 101}, "max_events must be from 1 to 100"),
    "unknown option": ({"watch_topics": "x"}, "Unsupported parameters .*watch_topics"),
    "address": ({"central_url": "central"}, "central_url 'central' has no scheme"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_in_the_options_ends_it_in_one_line(watch: Watch, name: str) -> None:
    options, said = MISTAKES[name]
    with pytest.raises(_event_source.SourceError) as raised:
        watch.first(1, **options)
    text = str(raised.value)
    assert text.startswith("axway_events: ")
    assert re.search(said, text), text
    assert "\n" not in text
    assert str(watch.options(**options).get("client_secret")) not in text
    assert not watch.cursor_file.exists()


def test_a_refused_login_is_not_repeated(watch: Watch) -> None:
    watch.run.simulator.clear_journal()
    with pytest.raises(_event_source.SourceError):
        watch.first(1, client_secret="wrong-secret-1")
    assert len(watch.run.requests(path=LOGIN)) == 1


def test_central_itself_may_forbid_it(watch: Watch) -> None:
    body = {"errors": [{"status": 403, "title": "Forbidden", "detail": "No access."}]}
    watch.run.simulator.fault(kind="status", status=403, body=body, path=EVENTS)
    with pytest.raises(_event_source.SourceError, match=r"answered 403.*look at the roles"):
        watch.first(1)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "holds no position"),
        ("[]", "holds no position"),
        ('{"sequence_id": 1}', "holds no position"),
        (
            '{"watch_topic": "live", "topic_id": "", "sequence_id": "1", "read_at": 0}',
            "holds no position",
        ),
        (
            '{"watch_topic": "other", "topic_id": "", "sequence_id": 1, "read_at": 0}',
            "is that of the watch topic other, not of live",
        ),
    ],
)
def test_a_file_that_is_no_cursor_is_left_alone(watch: Watch, content: str, said: str) -> None:
    watch.cursor_file.write_text(content)
    with pytest.raises(_event_source.SourceError, match=said):
        watch.first(1)
    assert watch.cursor_file.read_text() == content


def test_it_needs_ansible_core_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "ansible_collections")
    monkeypatch.setitem(sys.modules, "ansible.plugins.loader", None)
    with pytest.raises(
        ImportError, match=r"axway_events needs ansible-core 2.18 or later in the Python that"
    ):
        asyncio.run(main()(asyncio.Queue(), {}))


def test_it_ends_while_a_request_is_on_its_way(watch: Watch) -> None:
    watch.run.simulator.fault(kind="slow", seconds=90, path=EVENTS)
    began = time.monotonic()
    watch.deliver(lambda _events: time.monotonic() - began > 0.5)
    assert time.monotonic() - began < 60


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

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The event source axway_events: each event comes at least once, and it says where events may be missing."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
import time
from datetime import datetime
from typing import Any

import pytest

from ansible_collections.apiops.platforms.plugins.plugin_utils import _cursor, _event_source
from tests.operations.watch import TOPIC, Watch, main, numbers
from tests.playbook import CHECKOUT

DAY = 24 * 3600
# As JSON.
POSITION = {"watch_topic": '"live"', "topic_id": '""', "sequence_id": "1", "read_at": "0"}


def position(**fields: str) -> str:
    """The content of a cursor file with these fields, written as JSON."""
    return "{%s}" % ", ".join(f'"{name}": {value}' for name, value in {**POSITION, **fields}.items())


# --- at least once ---------------------------------------------------------------------------------------


def test_the_position_is_kept_for_this_user_alone(watch: Watch) -> None:
    watch.record(3)
    watch.all_kept(3)
    kept = watch.kept()
    assert (kept["watch_topic"], kept["sequence_id"]) == (TOPIC, 3)
    assert os.stat(watch.cursor_file).st_mode & 0o777 == 0o600
    lock = watch.cursor_file.with_name("cursor.json.lock")
    assert sorted(watch.cursor_file.parent.iterdir()) == [watch.cursor_file, lock]
    assert os.stat(lock).st_mode & 0o777 == 0o600


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
    assert watch.kept()["sequence_id"] == 10
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
    assert watch.kept()["sequence_id"] == 0
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
    watch.keep(read_at=time.time() - days * DAY)
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
    watch.keep(read_at=0)
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


def test_a_position_of_a_time_to_come_is_a_gap(watch: Watch) -> None:
    watch.all_kept(0)
    watch.keep(read_at=time.time() + DAY)
    watch.record(1)
    gap, event = watch.all_kept(1)
    assert (gap["gap"], gap["since"], event["sequence_id"]) == (True, None, 1)
    assert "look at the clock" in gap["reason"]
    # It is told once.
    watch.record(1)
    assert numbers(watch.all_kept(2)) == [2]


def test_events_that_expire_while_it_catches_up_are_a_gap(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch.all_kept(0)
    began = watch.kept()["read_at"]
    monkeypatch.setattr(_event_source, "RETENTION", 1.0)
    watch.run.simulator.configure(axway={"events_kept_seconds": 1.0})
    watch.record(20)

    def gap_told(events: list[dict[str, Any]]) -> bool:
        # As slow as a playbook.
        time.sleep(0.1)
        return any(event["gap"] for event in events)

    events = watch.deliver(gap_told, max_events=2)
    assert numbers(events) != list(range(1, 21))
    assert datetime.fromisoformat(events[-1]["since"]).timestamp() == int(began)


def test_the_time_of_the_position_stays_until_all_is_read(watch: Watch) -> None:
    watch.all_kept(0)
    before = watch.kept()["read_at"]
    watch.record(4)
    watch.first(3, max_events=2)
    assert (watch.kept()["sequence_id"], watch.kept()["read_at"]) == (2, before)
    watch.all_kept(4)
    assert watch.kept()["read_at"] > before


@pytest.mark.parametrize("events", [2, 8])
def test_a_topic_that_is_made_again_while_the_source_runs_is_a_gap(
    watch: Watch, events: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if events == 2:
        # Only the topic itself says so: its events have lower numbers than the position.
        monkeypatch.setattr(_event_source, "_SAME_FOR", 0.1)
    watch.record(5)
    watch.all_kept(5)
    watch.record(1)
    done: list[bool] = []

    def enough(got: list[dict[str, Any]]) -> bool:
        if got and not done:
            done.append(True)
            watch.make_topic_again()
            watch.record(events)
        return len(got) == 1 + 1 + events

    first, gap, *others = watch.deliver(enough, interval=1)
    assert (first["sequence_id"], gap["gap"], gap["sequence_id"]) == (6, True, 0)
    assert gap["since"]
    assert numbers(others) == list(range(1, events + 1))
    assert watch.kept()["read_at"]


def test_a_topic_without_events_is_asked_for_its_id_now_and_then_only(watch: Watch) -> None:
    watch.run.simulator.clear_journal()
    watch.deliver(lambda _events: len(watch.reads()) > 5)
    assert len(watch.run.requests(path=f"/apis/management/v1/watchtopics/{TOPIC}")) == 1


def test_a_topic_that_was_made_again_is_read_from_its_beginning(watch: Watch) -> None:
    watch.record(5)
    watch.all_kept(5)
    watch.make_topic_again()
    watch.record(2)
    events = watch.all_kept(2)
    assert [event["gap"] for event in events] == [True, False, False]
    assert "made again" in events[0]["reason"]
    assert numbers(events[1:]) == [1, 2]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "holds no position"),
        ("[]", "holds no position"),
        ('{"sequence_id": 1}', "holds no position"),
        (position(sequence_id='"1"'), "holds no position"),
        (position(sequence_id="true"), "holds no position"),
        (position(sequence_id="-1"), "holds no position"),
        (position(sequence_id="1.5"), "holds no position"),
        (position(read_at="-1e20"), "holds no position"),
        (position(read_at="1e999"), "holds no position"),
        (position(read_at="NaN"), "holds no position"),
        (position(topic_id="1"), "holds no position"),
        (position(watch_topic='"other"'), "is that of the watch topic other, not of live"),
    ],
)
def test_a_file_that_is_no_cursor_is_left_alone(watch: Watch, content: str, said: str) -> None:
    watch.cursor_file.write_text(content)
    with pytest.raises(_event_source.SourceError, match=said):
        watch.first(1)
    assert watch.cursor_file.read_text() == content


# --- two sources -----------------------------------------------------------------------------------------


def test_a_second_source_with_the_same_file_ends_in_one_line(watch: Watch) -> None:
    watch.record(1)

    async def story() -> str:
        first = asyncio.create_task(main()(asyncio.Queue(1), watch.options()))
        while not watch.cursor_file.exists():
            await asyncio.sleep(0.01)
        with pytest.raises(_event_source.SourceError) as raised:
            await main()(asyncio.Queue(1), watch.options())
        first.cancel()
        await asyncio.wait([first])
        return str(raised.value)

    text = asyncio.run(story())
    assert text == (
        f"axway_events: cursor_file {watch.cursor_file} is in use by another source; give each source a file "
        "of its own."
    )
    # The file is free again.
    assert numbers(watch.first(1)) == [1]


def test_a_source_that_was_killed_leaves_the_file_free(watch: Watch) -> None:
    code = (
        "import os, sys\n"
        "from ansible_collections.apiops.platforms.plugins.plugin_utils import _cursor\n"
        "with _cursor.held(sys.argv[1]):\n"
        "    print('held', flush=True)\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(watch.cursor_file)],
        env={**os.environ, "PYTHONPATH": str(CHECKOUT / ".cache" / "collections")},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert (done.stdout, done.returncode) == ("held\n", -9), done.stderr
    assert watch.all_kept(0) == []


def test_the_position_is_not_written_in_the_event_loop(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[threading.Thread] = []
    write = _cursor.write

    def recorded(path: str, cursor: _cursor.Cursor) -> None:
        threads.append(threading.current_thread())
        write(path, cursor)

    monkeypatch.setattr(_cursor, "write", recorded)
    watch.record(1)
    watch.all_kept(1)
    assert threads
    assert threading.main_thread() not in threads

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The event source axway_events as ansible-rulebook runs it, and a watch topic for it to read."""

from __future__ import annotations

import asyncio
import json
import runpy
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.playbook import CHECKOUT

if TYPE_CHECKING:
    from tests.operations.conftest import Run

SOURCE = (
    CHECKOUT
    / ".cache/collections/ansible_collections/apiops/platforms"
    / "extensions/eda/plugins/event_source/axway_events.py"
)
LIVE = {"kind": "Environment", "name": "live"}
# Of all that is in an environment.
TOPIC = "live"
LOGIN = "/auth/realms/Broker/protocol/openid-connect/token"
EVENTS = f"/events/management/v1/watchtopics/{TOPIC}"
_FILTER = {"group": "management", "name": "*", "type": ["created", "updated", "deleted"], "scope": LIVE}
# Seconds that a busy machine may take.
_PATIENCE = 120.0

Event = dict[str, Any]


class Watch:
    """A watch topic of the environment ``live``, and the source that reads it."""

    def __init__(self, run: Run, place: Path) -> None:
        self.run = run
        self.cursor_file = place / "cursor.json"
        self.declare({"kind": "Environment", "name": "live"})
        self.make_topic()

    def declare(self, *items: Event, **options: Any) -> None:
        """Have objects be as declared."""
        result = self.run("axway_resource", resources=list(items), **options)
        assert not result.get("failed"), result["msg"]

    def make_topic(self) -> None:
        """Make the topic, with a filter for each kind that the tests use."""
        filters = [{**_FILTER, "kind": kind} for kind in ("APIService", "Secret", "Webhook")]
        self.declare({"kind": "WatchTopic", "name": TOPIC, "spec": {"description": "", "filters": filters}})

    def make_topic_again(self) -> None:
        """Delete the topic and make another of its name, which has other events with the same numbers."""
        self.declare({"kind": "WatchTopic", "name": TOPIC, "state": "absent"}, allow=["delete_children"])
        self.make_topic()

    def service(self, name: str, **fields: Any) -> None:
        """Have a service be there, with these fields."""
        self.declare({"kind": "APIService", "parent": LIVE, "name": name, **fields})

    def record(self, number: int) -> None:
        """Have that many events more in the topic, by one write."""
        self.run.simulator.configure(axway={"events_per_write": number})
        self.service(f"many-{number}-{len(self.run.requests())}")
        self.run.simulator.configure(axway={"events_per_write": 1})

    def answer(self, numbers: list[int], **fault: Any) -> None:
        """Have Central answer events of these numbers, whatever it is asked."""
        rows = [
            {"type": "ResourceUpdated", "payload": {}, "metadata": {"sequenceID": each}} for each in numbers
        ]
        self.run.simulator.fault(kind="status", status=200, body=rows, path=EVENTS, **fault)

    def kept(self) -> Event:
        """What the cursor file holds."""
        kept: Event = json.loads(self.cursor_file.read_text())
        return kept

    def keep(self, **changes: Any) -> None:
        """Change what the cursor file holds."""
        self.cursor_file.write_text(json.dumps({**self.kept(), **changes}))

    def reads(self) -> list[Event]:
        """The requests for events so far."""
        return self.run.requests(path=EVENTS)

    def options(self, **options: Any) -> Event:
        """What a rulebook gives to the source."""
        given = {
            **self.run.given["axway"],
            **{"ca_path": self.run.ca_path, "watch_topic": TOPIC, "interval": 0.02, "retry_delay": 0.01},
            **{"start": "oldest", "cursor_file": str(self.cursor_file), **options},
        }
        return {name: value for name, value in given.items() if value is not None}

    def deliver(self, enough: Callable[[list[Event]], bool], **options: Any) -> list[Event]:
        """The events that rules get, one after the other, until they have enough and the source is ended."""
        return asyncio.run(asyncio.wait_for(self._deliver(enough, options), _PATIENCE))

    async def _deliver(self, enough: Callable[[list[Event]], bool], options: Event) -> list[Event]:
        # As long as that of ansible-rulebook.
        queue: asyncio.Queue[Event] = asyncio.Queue(1)
        source = asyncio.create_task(main()(queue, self.options(**options)))
        events: list[Event] = []
        while not enough(events):
            taking = asyncio.create_task(queue.get())
            await asyncio.wait([source, taking], return_when=asyncio.FIRST_COMPLETED, timeout=0.05)
            if taking.done():
                events.append(taking.result())
            else:
                taking.cancel()
            if source.done():
                break
        source.cancel()
        with suppress(asyncio.CancelledError):
            await source
        return events

    def first(self, number: int, **options: Any) -> list[Event]:
        """That many events, and no less; then the source is ended."""
        return self.deliver(lambda events: len(events) >= number, **options)

    def all_kept(self, number: int, **options: Any) -> list[Event]:
        """The events up to that number, and their position in the cursor file."""

        def kept(events: list[Event]) -> bool:
            return self.cursor_file.exists() and f'"sequence_id": {number},' in self.cursor_file.read_text()

        return self.deliver(kept, **options)


def main() -> Any:
    """The function that ansible-rulebook runs, as it finds it."""
    return runpy.run_path(str(SOURCE))["main"]


def numbers(events: list[Event]) -> list[int]:
    """The numbers of events."""
    return [event["sequence_id"] for event in events]

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An event source of ansible-rulebook: reads events again and again, delivers them, keeps the position.

The position is kept after the events were delivered, so each is delivered at least once.

PRIVATE to this collection.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Mapping
from contextlib import nullcontext
from datetime import UTC, datetime
from functools import partial
from typing import Any

from ansible_collections.apiops.platforms.plugins.module_utils._argument_spec import missing_library
from ansible_collections.apiops.platforms.plugins.module_utils._core.errors import ApiError
from ansible_collections.apiops.platforms.plugins.module_utils._core.http.retry import RetryPolicy
from ansible_collections.apiops.platforms.plugins.module_utils._core.mode import Mode
from ansible_collections.apiops.platforms.plugins.module_utils._core.operations.session import Context
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.axway.events import (
    RETENTION,
    Event,
    EventsOperation,
    Position,
)
from ansible_collections.apiops.platforms.plugins.plugin_utils import _cursor
from ansible_collections.apiops.platforms.plugins.plugin_utils._arguments import validated
from ansible_collections.apiops.platforms.plugins.plugin_utils._cursor import Cursor

logger = logging.getLogger("apiops.platforms")

# The longest pause of the back-off, in seconds, and how often to look whether events were taken.
_LONGEST_PAUSE = 300.0
_LOOK = 0.02
# Seconds after which to ask again whether a topic without new events is still the same.
_SAME_FOR = 300.0
# Seconds by which a clock may be set back: a position of a later time tells nothing.
_CLOCK_SET_BACK = 300.0
_MADE_AGAIN = "The topic was deleted and made again."


class SourceError(Exception):
    """Why a source ends, in one line."""


async def deliver(operation: EventsOperation, queue: Any, args: Mapping[str, Any]) -> None:
    """Puts events into the queue until it is cancelled; ``SourceError`` if the options must be mended."""
    missing, _reason = missing_library()
    params, mistake = ({}, missing) if missing else validated(operation, args)
    if mistake:
        raise SourceError(f"{operation.name}: {mistake}")
    try:
        await _Source(operation, queue, params).run()
    except ApiError as error:
        raise SourceError(f"{operation.name}: {error.message}") from None
    except SourceError as error:
        # ansible-rulebook logs the traceback of an error, which does not help the user.
        raise error.with_traceback(None) from None


class _Source:
    """One source, with the tokens of its own."""

    def __init__(self, operation: EventsOperation, queue: Any, params: Mapping[str, Any]) -> None:
        self._operation = operation
        self._queue = queue
        self._params = params
        self._policy = RetryPolicy(delay=params["interval"], max_delay=_LONGEST_PAUSE)
        self._warned: set[str] = set()
        self._context = Context(Mode(warn=self._warn))
        # When the id of the topic was last read, on the monotonic clock.
        self._identified = 0.0

    def _warn(self, text: str) -> None:
        """The same warning comes with each request: it is told once."""
        if text not in self._warned:
            self._warned.add(text)
            logger.warning("%s: %s", self._operation.name, text)

    async def run(self) -> None:
        """Delivers events for ever."""
        path = self._params["cursor_file"]
        with _cursor.held(path) if path else nullcontext():
            await self._deliver(*await self._begin())

    async def _deliver(self, position: Position, read_at: float, gaps: list[Event]) -> None:
        """Delivers what comes after a position. ``read_at`` is when there was last nothing more to read."""
        while True:
            result = await self._read(position=position)
            new = await self._made_again(position, result)
            if new:
                gaps.append(self._gap(new, read_at, _MADE_AGAIN))
                position, read_at = new, result["asked"]
                continue
            reason = _overdue(read_at)
            if reason:
                gaps.append(self._gap(position, read_at, reason))
                read_at = result["asked"]
            for event in (*gaps, *await self._completed(result["events"])):
                await self._queue.put(event)
            await self._taken()
            position, gaps = Position(*result["position"]), []
            if not result["more"]:
                read_at = result["asked"]
            await self._keep(position, read_at)
            if not result["more"]:
                await asyncio.sleep(self._params["interval"])

    async def _begin(self) -> tuple[Position, float, list[Event]]:
        """Where to begin, when that was true, and an event if others cannot be had."""
        path, topic = self._params["cursor_file"], self._params["watch_topic"]
        cursor = _cursor.read(path, topic) if path else None
        position, asked = await self._beginning(**({"start": "oldest"} if cursor else {}))
        if cursor is None:
            await self._keep(position, asked)
            return position, asked, []
        if cursor.topic_id == position.topic_id:
            return Position(cursor.topic_id, cursor.sequence_id), cursor.read_at, []
        return position, asked, [self._gap(position, cursor.read_at, _MADE_AGAIN)]

    async def _beginning(self, **start: str) -> tuple[Position, float]:
        """The position by the option ``start``, and when it was asked for."""
        result = await self._read(**start)
        self._identified = time.monotonic()
        return Position(*result["position"]), result["asked"]

    async def _made_again(self, position: Position, result: Mapping[str, Any]) -> Position | None:
        """The beginning of the topic, if it is not the one of the position any more.

        Its id takes a request: it is read if events tell another one, and now and then if there are none.
        """
        due = not result["events"] and time.monotonic() - self._identified > _SAME_FOR
        if not (due or result["other_topic"]):
            return None
        beginning, _asked = await self._beginning(start="oldest")
        return None if beginning.topic_id == position.topic_id else beginning

    async def _completed(self, events: list[Event]) -> list[Event]:
        """The events, with their objects if these are wanted."""
        if not (events and self._params["include_resource"]):
            return events
        completed: list[Event] = (await self._read(events=events))["events"]
        return completed

    def _gap(self, position: Position, since: float, reason: str) -> Event:
        known = since < time.time() + _CLOCK_SET_BACK
        at = datetime.fromtimestamp(since, UTC).isoformat(timespec="seconds") if known else None
        logger.warning(
            "%s: events may be missing since %s: %s", self._operation.name, at or "an unknown time", reason
        )
        return self._operation.gap(self._params, position, at, reason)

    async def _read(self, **wanted: Any) -> dict[str, Any]:
        """The result of a read, after as many that failed as it takes, and when it was ``asked``."""
        failures = 0
        while True:
            asked = time.time()
            result = await _in_thread(partial(self._operation.run, {**self._params, **wanted}, self._context))
            if not result.get("failed"):
                if failures:
                    logger.warning("%s: %s answers again.", self._operation.name, self._params["watch_topic"])
                return {**result, "asked": asked}
            if result.get("final", True):
                raise SourceError(f"{self._operation.name}: {result['msg']}")
            failures += 1
            pause = (result["wait"] or self._params["interval"]) + self._policy.pause(failures, None)
            logger.warning("%s: %s The next try is in %.0f s.", self._operation.name, result["msg"], pause)
            await asyncio.sleep(pause)

    async def _taken(self) -> None:
        """Waits until the rules have the last event: ansible-rulebook holds one in its queue meanwhile."""
        held = getattr(self._queue, "queue", self._queue)
        while not held.empty():
            await asyncio.sleep(_LOOK)

    async def _keep(self, position: Position, read_at: float) -> None:
        """Writes the position; not in the event loop, which must not wait for a disk."""
        if self._params["cursor_file"]:
            cursor = Cursor(self._params["watch_topic"], *position, read_at)
            await asyncio.to_thread(_cursor.write, self._params["cursor_file"], cursor)


def _overdue(read_at: float) -> str | None:
    """Why events may be missing that came after that time; None if Central still has them."""
    passed = time.time() - read_at
    if passed > RETENTION:
        return "The topic was not read for longer than Central keeps events."
    if passed < -_CLOCK_SET_BACK:
        return "The last position is of a time that has not come yet; look at the clock."
    return None


async def _in_thread(work: Any) -> dict[str, Any]:
    """What ``work`` returns, which may block, and raises nothing.

    It runs in a thread that nobody waits for: a request that is on its way must not hold up the end.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[dict[str, Any]] = loop.create_future()

    def tell(result: dict[str, Any]) -> None:
        if not done.done():
            done.set_result(result)

    def run() -> None:
        result = work()
        # Nobody waits any more where the loop has ended.
        if not loop.is_closed():
            loop.call_soon_threadsafe(tell, result)

    threading.Thread(target=run, daemon=True).start()
    return await done

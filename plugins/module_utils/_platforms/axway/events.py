# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The events of a watch topic of Axway Central, read by REST in the order of their numbers.

Source: the vendor's public documentation of watch topics.

PRIVATE to this collection.
"""

from __future__ import annotations

import math
import re
from typing import Any, Dict, List, Mapping, NamedTuple, Optional, Tuple
from urllib.parse import quote

from ..._core.calls.answer import Result
from ..._core.changes import shown
from ..._core.compare import LITERAL
from ..._core.errors import ApiError, config_error
from ..._core.operations.operation import Operation
from ..._core.operations.session import Context, Session
from ..._core.options import Option, Options, Params
from ..._core.redaction import Secrets
from .central import ADDRESS, CentralRequests
from .kind_table import kinds_named
from .platform import Axway

# Seconds for which Central keeps events.
RETENTION = 7 * 24 * 3600.0

_MOST_EVENTS = 100
_FINAL = ("config", "tls")
_FINAL_IF_SAID_BY_CENTRAL = ("forbidden", "not_found", "rejected")
# What Central says of one object, and says again each time.
_UNREADABLE = ("forbidden", "rejected")
_LINK = re.compile(r"(/[A-Za-z0-9][A-Za-z0-9._~-]*)+")
_UNUSABLE = re.compile(r"[^A-Za-z0-9_]")

Event = Dict[str, Any]


class Position(NamedTuple):
    """Up to where a topic was read. One that is made again has another ``topic_id``."""

    topic_id: str
    sequence_id: int


class AxwayEvents(Axway):
    """Axway Amplify, as far as an event source sees it: without paths, queries and bodies."""

    hints = {
        **Axway.hints,
        "not_found": "look at watch_topic and central_url",
        "rejected": "look at watch_topic",
        "rate_limited": "Axway allows a client 25 calls a minute by default; look at interval",
    }


class EventsOperation(Operation):
    """Reads the events after the parameter ``position``; without it, finds the position at which to begin.

    With the parameter ``events`` it adds to each the object that it is about. If it fails, what it has read
    stays in them, and the next try goes on from there.

    Of a failure the result tells whether it is ``final``, and the seconds to ``wait`` that the server asks.
    """

    @property
    def options(self) -> Options:
        return {
            **self.credentials,
            "watch_topic": Option(required=True),
            "start": Option(default="latest"),
            "cursor_file": Option("path"),
            "interval": Option("float", 15.0),
            "max_events": Option("int", _MOST_EVENTS),
            "include_resource": Option("bool", False),
            "calls_per_minute": Option("int"),
        }

    def execute(self, params: Params, context: Context, secrets: Secrets) -> Result:
        try:
            _check(params)
            platform = self.platform(params)
            session = Session(platform, context, secrets, [platform.base({})])
            topic = _WatchTopic(CentralRequests(platform, session.client()), params)  # type: ignore[arg-type]
            if "events" in params:
                return topic.with_resources(params["events"])
            position = params.get("position")
            return topic.beginning() if position is None else topic.after(position)
        except ApiError as error:
            error.details.update(final=_is_final(error), wait=error.retry_after)
            raise

    def gap(self, params: Params, position: Position, since: Optional[str], reason: str) -> Event:
        """The event that says that there may have been others, which nobody can read any more."""
        unknown = ("id", "time", "type", "correlation_id", "group", "kind", "name", "scope", "subresource")
        return {
            **_head(params, position.sequence_id, gap=True),
            **dict.fromkeys(unknown),
            "payload": {},
            "since": since,
            "reason": reason,
        }


def _is_final(error: ApiError) -> bool:
    """Whether somebody has to mend something. A page is an answer of a proxy, and passes."""
    if error.kind == "auth":
        return not error.is_page
    said = error.kind in _FINAL_IF_SAID_BY_CENTRAL and error.from_platform
    return error.kind in _FINAL or said


def _check(params: Params) -> None:
    if not re.fullmatch(r"latest|oldest|[0-9]{1,18}", params["start"]):
        raise config_error(
            "start must be latest, oldest or the number of an event, not %r." % str(params["start"])
        )
    if not 0 < params["interval"] < math.inf:
        raise config_error("interval must be a number of seconds above 0.")
    if not 1 <= params["max_events"] <= _MOST_EVENTS:
        raise config_error("max_events must be from 1 to %d." % _MOST_EVENTS)


class _WatchTopic:
    """One topic, as the parameters name it."""

    def __init__(self, central: CentralRequests, params: Params) -> None:
        self._central = central
        self._params = params
        self._name = str(params["watch_topic"])

    def beginning(self) -> Result:
        """The position at which to begin, by the option ``start``."""
        topic = self._central.ask("GET", "/management/v1/watchtopics/" + quote(self._name, safe=""))
        metadata = topic.get("metadata") if isinstance(topic, dict) else None
        identity = str((metadata or {}).get("id") or self._name)
        return {"events": [], "position": Position(identity, self._first()), "more": True}

    def _first(self) -> int:
        start = str(self._params["start"])
        if start.isdecimal():
            return int(start)
        if start == "oldest":
            return 0
        # A server that ignores the order answers with the oldest: then too many are delivered, not too few.
        return max((number for number, _row in self._rows(sort="sequenceID,DESC", pageSize=1)), default=0)

    def after(self, position: Position) -> Result:
        """The events after a position, at most ``max_events``, and the position after them.

        ``other_topic`` says that they are of another topic than the position, as far as they tell.
        """
        most, last = self._params["max_events"], position.sequence_id
        rows = self._rows(sort="sequenceID", query="sequenceID>%d" % last, pageSize=most)
        for number, _row in rows:
            if number <= last:
                order = "the event %d after the event %d, so others could be left out" % (number, last)
                raise ApiError(
                    "protocol", "The watch topic %s answered %s" % (self._name, order), advice=ADDRESS
                )
            last = number
        topics = {str(_mapping(row.get("metadata")).get("watchTopicID") or "") for _number, row in rows}
        return {
            "events": [self._event(number, row) for number, row in rows],
            "position": position._replace(sequence_id=last),
            "more": bool(rows) and len(rows) >= most,
            "other_topic": bool(topics - {"", position.topic_id}),
        }

    def _rows(self, **query: Any) -> List[Tuple[int, Event]]:
        """Events with their numbers. One without would be lost, so it is an error."""
        rows = []
        for row in self._central.events(self._name, **query):
            number = str(_mapping(row.get("metadata")).get("sequenceID"))
            if not re.fullmatch("[0-9]{1,18}", number):
                text = "An event of the watch topic %s has no number (metadata.sequenceID)" % self._name
                raise ApiError("protocol", text, advice=ADDRESS)
            rows.append((int(number), row))
        return rows

    def _event(self, number: int, row: Mapping[str, Any]) -> Event:
        payload, metadata = _mapping(row.get("payload")), _mapping(row.get("metadata"))
        scope = _mapping(_mapping(payload.get("metadata")).get("scope"))
        return {
            **_head(self._params, number, gap=False),
            **{name: row.get(name) for name in ("id", "time", "type")},
            "correlation_id": row.get("correlationId"),
            **{name: payload.get(name) for name in ("group", "kind", "name")},
            "scope": {name: scope.get(name) for name in ("kind", "name")} if scope else None,
            "subresource": metadata.get("subresource"),
            "payload": _shown(payload, payload.get("kind")),
        }

    def with_resources(self, events: List[Event]) -> Result:
        """The events, each with its object as it is now, or why it cannot be read. Each is read once."""
        found: Dict[str, Event] = {}
        for event in events:
            payload = event["payload"]
            link = str(_mapping(payload.get("metadata")).get("selfLink") or payload.get("selfLink"))
            if event["type"] == "ResourceDeleted":
                event.update(_no_resource(None))
                continue
            if "resource" not in event:
                event.update(found[link] if link in found else self._resource(link, event["kind"]))
            found[link] = {name: event[name] for name in _no_resource(None)}
        return {"events": events}

    def _resource(self, link: str, kind: Any) -> Event:
        if not _LINK.fullmatch(link):
            return _no_resource("The event has no selfLink by which its object can be read.")
        try:
            resource = self._central.ask("GET", link)
            return {
                **_no_resource(None),
                "resource": _shown(resource, _mapping(resource).get("kind") or kind),
            }
        except ApiError as error:
            if error.is_absence:
                return _no_resource(None)
            if error.kind in _UNREADABLE and error.from_platform:
                return _no_resource(error.message)
            raise


def _no_resource(error: Optional[str]) -> Event:
    """What an event says whose object does not exist any more, or cannot be read."""
    return {"resource": None, "resource_error": error}


def _shown(value: Any, kind: Any) -> Any:
    """An object of a kind, its secrets masked, with keys that a condition of a rule can name."""
    kinds = kinds_named(str(kind))
    return usable(shown(value, kinds[0].rules if kinds else LITERAL))


def _head(params: Params, number: int, gap: bool) -> Event:
    return {"platform": "axway", "watch_topic": params["watch_topic"], "sequence_id": number, "gap": gap}


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def usable(value: Any) -> Any:
    """The value with keys that a condition of a rule can name: of letters, digits and underscores.

    If two keys become the same, the one that is unchanged stays.
    """
    if isinstance(value, list):
        return [usable(each) for each in value]
    if not isinstance(value, dict):
        return value
    changed = {_UNUSABLE.sub("_", str(key)): usable(each) for key, each in value.items()}
    return {**changed, **{key: usable(each) for key, each in value.items() if key in changed}}


EVENTS = EventsOperation("axway_events", AxwayEvents)

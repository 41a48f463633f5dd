# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the watch topics of Axway Central record: an event for each write of an object that a filter selects.

Source: the vendor's public documentation of watch topics. That a filter for ``updated`` also selects updates
of subresources, and that the numbers of a topic begin at 1, is not documented.
"""

from __future__ import annotations

import copy
import time
import uuid
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tests.simulator.axway_accounts import ORG_ID

Resource = Mapping[str, Any]
Row = dict[str, Any]

_FILTER_TYPES = {
    "ResourceCreated": "created",
    "ResourceUpdated": "updated",
    "SubResourceUpdated": "updated",
    "ResourceDeleted": "deleted",
}


@dataclass(frozen=True)
class _Recorded:
    at: float
    row: Row


class WatchTopics:
    """The events of each topic, by the id of the topic, for as long as they are kept."""

    def __init__(self) -> None:
        self._recorded: dict[str, deque[_Recorded]] = defaultdict(deque)
        self._last: dict[str, int] = defaultdict(int)

    def record(
        self, topics: Iterable[Resource], kind: str, resource: Resource, sub: str | None, times: int
    ) -> None:
        """A write of an object or of its subresource, in the topics that select it, ``times`` times."""
        payload = {
            name: resource[name] for name in ("group", "kind", "name", "attributes", "tags", "metadata")
        }
        payload["selfLink"] = resource["metadata"]["selfLink"]
        if sub:
            payload.update({"subresource": sub, sub: resource.get(sub)})
        for topic in topics:
            if any(_selects(each, kind, payload) for each in topic["spec"].get("filters") or []):
                for _time in range(times):
                    self._add(topic["metadata"], kind, copy.deepcopy(payload), sub)

    def _add(self, topic: Resource, kind: str, payload: Row, sub: str | None) -> None:
        self._last[topic["id"]] += 1
        row = {
            "id": str(uuid.uuid4()),
            "time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "+0000",
            "version": "v1",
            "type": kind,
            "correlationId": str(uuid.uuid4()),
            "organization": {"id": str(ORG_ID)},
            "payload": payload,
            "metadata": {
                "watchTopicID": topic["id"],
                "watchTopicSelfLink": "/management/v1/" + topic["place"],
                "sequenceID": self._last[topic["id"]],
                **({"subresource": sub} if sub else {}),
            },
        }
        self._recorded[topic["id"]].append(_Recorded(time.monotonic(), row))

    def listed(self, topic: str, kept_seconds: float) -> list[Row]:
        """The events of a topic that are no older, in the order of their numbers."""
        recorded = self._recorded[topic]
        while recorded and recorded[0].at < time.monotonic() - kept_seconds:
            recorded.popleft()
        return [each.row for each in recorded]


def _selects(wanted: Resource, kind: str, payload: Row) -> bool:
    scope = payload["metadata"].get("scope") or {}
    in_scope = wanted.get("scope")
    return (
        wanted.get("group") == payload["group"]
        and wanted.get("kind") in ("*", payload["kind"])
        and wanted.get("name", "*") in ("*", payload["name"])
        and _FILTER_TYPES[kind] in (wanted.get("type") or [])
        and (
            not in_scope
            or (
                in_scope.get("kind") == scope.get("kind") and in_scope.get("name") in ("*", scope.get("name"))
            )
        )
    )

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fields of an object that are read or written apart: what a credential may access, the members of a group.

PRIVATE to this collection.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Callable, Iterator, List, Optional, Sequence
from urllib.parse import quote

from ..._core.compare import not_among
from ..._core.errors import ApiError
from ..._core.resources.resource import Object
from .documents import Located
from .requests import ApinizerRequests

Write = Callable[[], None]


class Parts:
    """Reads and writes such fields."""

    def __init__(self, api: ApinizerRequests) -> None:
        self._api = api

    def read(self, where: Located, current: Object, wanted: Object) -> Object:
        """The object with those of its parts that are wanted; with all that can be told if nothing is."""
        found = dict(current)
        for name in where.kind.parts:
            if name in found or (wanted and name not in wanted):
                continue
            value = self._told(where, name, name in wanted)
            if value is not None:
                found[name] = value
        return found

    def _told(self, where: Located, name: str, needed: bool) -> Optional[List[Any]]:
        try:
            if name == "access":
                return self._api.rows(where.item_path + "access/", where.kind)
            rows = self._api.rows(where.item_path + "proxies/forpromotion", where.kind)
            return [row.get("name") for row in rows]
        except ApiError as error:
            if error.status not in (404, 405) or error.kind != "rejected":
                raise
            if needed:
                text = (
                    "GET %s answered %d: this manager does not return %s of kind %s, so it cannot be compared"
                )
                told = text % (error.url, error.status or 0, name, where.kind.name)
                raise ApiError("rejected", told, advice="leave it out", **error.facts) from None
            return None

    def writes(self, where: Located, current: Object, wanted: Object) -> Iterator[Write]:
        """The requests that make the parts of an object as wanted; ``wanted`` holds those that differ."""
        item = where.item_path
        for name in where.kind.parts:
            if name not in wanted:
                continue
            before, after = current.get(name) or [], wanted[name] or []
            if name == "apiProxies":
                for proxy in not_among(before, after):
                    yield partial(self._api.write, "POST", _member(item, proxy))
                for proxy in not_among(after, before):
                    yield partial(self._api.write, "DELETE", _member(item, proxy))
            elif name == "access":
                yield from self._change(item + "access/", "credentialAccessList", before, after)
            elif name == "condition":
                yield self._condition(item + "condition/", before, after)
            else:
                yield self._replace(item, name, before, after)

    def _change(self, path: str, field: str, before: List[Any], after: List[Any]) -> Iterator[Write]:
        """What is missing is granted, what is too much is withdrawn; to grant twice is refused."""
        for method, rows in (("PUT", not_among(before, after)), ("DELETE", not_among(after, before))):
            if rows:
                yield partial(self._api.write, method, path, {field: rows})

    def _replace(self, item: str, name: str, before: List[Any], after: List[Any]) -> Write:
        """A list as a whole; an empty one is refused, so that all is taken away."""
        place = "credentials/" if name == "credentialNameList" else "endpoints/"
        method, rows = ("PUT", after) if after else ("DELETE", before)
        return partial(self._api.write, method, item + place, {name: rows})

    def _condition(self, path: str, before: Any, after: Any) -> Write:
        if not after:
            return partial(self._api.write, "DELETE", path)
        return partial(self._api.write, "PUT" if before else "POST", path, after)


def _member(item: str, proxy: Any) -> str:
    return "%sapiProxies/%s/" % (item, quote(str(proxy), safe=""))


def in_turn(writes: Sequence[Write]) -> None:
    """Make the writes of one object. ``ApiError`` tells whether any was made."""
    for number, write in enumerate(writes):
        try:
            write()
        except ApiError as error:
            if number:
                error.effect = "applied"
            raise

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""API Connect's objects: a tree of documents, addressed by name or id, each with absolute addresses in it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

# What the server decides; tolerated on input and ignored.
_READ_ONLY = {"id", "type", "api_version", "created_at", "updated_at", "url"}


@dataclass(frozen=True)
class Kind:
    """A kind of object: its plural in paths, its kind of parent, and what a new one must carry."""

    type: str
    plural: str
    parent: Kind | None = None
    required: tuple[str, ...] = ()
    # Where its objects are found, if not below their own plural.
    below: str | None = None

    @property
    def line(self) -> list[Kind]:
        """The kinds from the root down to this one."""
        return [*(self.parent.line if self.parent else []), self]

    @property
    def list_path(self) -> str:
        """``/consumer-orgs/{orgs}/{catalogs}/{consumer-orgs}/apps``, of apps."""
        return f"{self.parent.item_path}/{self.plural}" if self.parent else f"/{self.plural}"

    @property
    def item_path(self) -> str:
        """``/apps/{orgs}/{catalogs}/{consumer-orgs}/{apps}``, of apps."""
        if self.below:
            return f"{self.below}/{{{parameter(self)}}}"
        return "/" + "/".join([self.plural, *(f"{{{parameter(kind)}}}" for kind in self.line)])


def parameter(kind: Kind) -> str:
    """The name of the path parameter that says which object of a kind is meant."""
    return kind.plural.replace("-", "_")


@dataclass
class Node:
    """One object with those below it."""

    kind: Kind | None
    document: dict[str, Any] = field(default_factory=dict)
    parent: Node | None = None
    children: dict[str, list[Node]] = field(default_factory=dict)

    def of(self, kind: Kind) -> list[Node]:
        """The objects of a kind below this one."""
        return self.children.setdefault(kind.plural, [])

    def find(self, kind: Kind, name_or_id: str) -> Node | None:
        """The object of a kind with that id, or with that name in any case."""
        for node in self.of(kind):
            if node.document["id"] == name_or_id or node.name.lower() == name_or_id.lower():
                return node
        return None

    def add(self, kind: Kind, given: Mapping[str, Any], base: str) -> Node:
        """A new object with what was given and what the server adds; ``base`` begins its addresses."""
        now = _now()
        node = Node(kind, parent=self)
        own = {name: value for name, value in given.items() if name not in _READ_ONLY}
        identity = str(uuid.uuid4())
        name = own.pop("name", None) or str(own.get("title", identity)).lower().replace(" ", "-")
        node.document = {
            "type": kind.type,
            "api_version": "2.0.0",
            "id": identity,
            "name": name,
            "title": name,
            **own,
            "created_at": now,
            "updated_at": now,
        }
        path = kind.item_path.format_map(
            {parameter(each.kind): each.document["id"] for each in node.ancestry() if each.kind}
        )
        node.document["url"] = base + path
        self.of(kind).append(node)
        return node

    def update(self, changes: Mapping[str, Any]) -> None:
        """Merges changes into the document."""
        own = {name: value for name, value in changes.items() if name not in _READ_ONLY}
        self.document.update(own, updated_at=_now())

    def remove(self) -> None:
        """Takes it, and all below it, out of its parent."""
        assert self.parent
        assert self.kind
        self.parent.of(self.kind).remove(self)

    def ancestry(self) -> Iterator[Node]:
        """This object, its parent, and so on up to the root."""
        node: Node | None = self
        while node:
            yield node
            node = node.parent

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.document["name"])


ORG = Kind("org", "orgs")
CATALOG = Kind("catalog", "catalogs", ORG)
CONSUMER_ORG = Kind("consumer_org", "consumer-orgs", CATALOG, required=("owner_url",))
APP = Kind("app", "apps", CONSUMER_ORG)
SUBSCRIPTION = Kind(
    "subscription",
    "subscriptions",
    APP,
    required=("product_url", "plan"),
    below=APP.item_path + "/subscriptions",
)
PRODUCT = Kind("product", "products", CATALOG, below=CATALOG.item_path + "/products")
REGISTRATION = Kind("registration", "registrations", required=("client_id", "client_secret", "client_type"))
API_KEY = Kind("api_key", "api-keys", required=("client_type",))


def page(rows: Sequence[Mapping[str, Any]], query: Mapping[str, str], size: int | None) -> dict[str, Any]:
    """The list envelope with the rows that ``offset`` and ``limit`` select, cut down to plain ``fields``."""
    first = _number(query.get("offset"), 0)
    limit = _number(query.get("limit"), size or len(rows))
    wanted = query.get("fields", "")
    names = [] if not wanted or "(" in wanted else wanted.split(",")
    chosen = rows[first : first + limit]
    if names:
        chosen = [{name: row[name] for name in names if name in row} for row in chosen]
    return {"total_results": len(rows), "results": list(chosen)}


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() else default


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

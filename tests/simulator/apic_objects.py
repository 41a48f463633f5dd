# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""API Connect's objects: a tree of documents, addressed by name or id, each with absolute addresses in it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.simulator import apic_fields
from tests.simulator.apic_fields import IGNORED, Fields
from tests.simulator.apic_login import number
from tests.simulator.apic_schemas import SCHEMAS


@dataclass(frozen=True)
class Kind:
    """A kind of object: its plural in paths, its kind of parent, and its fields."""

    type: str
    plural: str
    fields: Fields
    parent: Kind | None = None
    # Where its objects are found, if not below their own plural.
    below: str | None = None

    def tells(self, name: str) -> bool:
        """Whether answers hold that address of what an object is in."""
        return self.fields.told is None or name in self.fields.told

    @property
    def line(self) -> list[Kind]:
        """The kinds from the root down to this one."""
        return [*(self.parent.line if self.parent else []), self]

    @property
    def list_path(self) -> str:
        """``/consumer-orgs/{orgs}/{catalogs}/{consumer-orgs}/apps``, of apps."""
        if self.below:
            return self.below
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
    """One object with those below it. ``settings``, which a catalog has, are at an address of their own."""

    kind: Kind | None
    document: dict[str, Any] = field(default_factory=dict)
    parent: Node | None = None
    children: dict[str, list[Node]] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    # What there is one of, by its path below the object.
    singles: dict[str, dict[str, Any]] = field(default_factory=dict)
    # What is kept and never told.
    hidden: dict[str, Any] = field(default_factory=dict)

    def of(self, kind: Kind) -> list[Node]:
        """The objects of a kind below this one."""
        return self.children.setdefault(kind.plural, [])

    def find(self, kind: Kind, name_or_id: str) -> Node | None:
        """The object of a kind with that id, or with that name in any case."""
        for node in self.of(kind):
            if node.document["id"] == name_or_id or node.name.lower() == name_or_id.lower():
                return node
        return None

    def find_version(self, kind: Kind, name: str, version: str) -> Node | None:
        """The object of a versioned kind with that name, in any case, and version."""
        for node in self.of(kind):
            if node.name.lower() == name.lower() and node.document["version"] == version:
                return node
        return None

    def add(self, kind: Kind, given: Mapping[str, Any], base: str) -> Node:
        """A new object with what was given and what the server adds; ``base`` begins its addresses."""
        now = _now()
        node = Node(kind, parent=self)
        own = {name: value for name, value in given.items() if name not in IGNORED}
        identity = str(uuid.uuid4())
        name = own.pop("name", None) or str(own.get("title", identity)).lower().replace(" ", "-")
        line = [each for each in node.ancestry() if each.kind]
        node.document = {
            "type": kind.type,
            "api_version": "2.0.0",
            "id": identity,
            "name": name,
            "title": name,
            **own,
            **{
                f"{each.kind.type}_url": each.document["url"]
                for each in line[1:]
                if each.kind and kind.tells(f"{each.kind.type}_url")
            },
            "created_at": now,
            "updated_at": now,
        }
        path = kind.item_path.format_map(
            {parameter(each.kind): each.document["id"] for each in line if each.kind}
        )
        node.document["url"] = base + path
        self.of(kind).append(node)
        return node

    def update(self, changes: Mapping[str, Any]) -> None:
        """Merges changes into the document."""
        own = {name: value for name, value in changes.items() if name not in IGNORED}
        self.document.update(own, updated_at=_now())
        for name in [name for name, value in own.items() if value is None]:
            del self.document[name]

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


ORG = Kind("org", "orgs", apic_fields.ORG)
CATALOG = Kind("catalog", "catalogs", apic_fields.CATALOG, ORG)
SPACE = Kind("space", "spaces", SCHEMAS["space"], CATALOG)
CONFIGURED_GATEWAY_SERVICE = Kind(
    "configured_gateway_service",
    "configured-gateway-services",
    SCHEMAS["configured_gateway_service"],
    CATALOG,
    below=CATALOG.item_path + "/configured-gateway-services",
)
TASK = Kind("task", "tasks", apic_fields.TASK, CATALOG, below=CATALOG.item_path + "/tasks")
CONSUMER_ORG = Kind("consumer_org", "consumer-orgs", apic_fields.CONSUMER_ORG, CATALOG)
APP = Kind("app", "apps", apic_fields.APP, CONSUMER_ORG)
SUBSCRIPTION = Kind(
    "subscription", "subscriptions", apic_fields.SUBSCRIPTION, APP, below=APP.item_path + "/subscriptions"
)
PRODUCT = Kind("product", "products", apic_fields.PRODUCT, CATALOG, below=CATALOG.item_path + "/products")
API = Kind("api", "apis", apic_fields.API, CATALOG, below=CATALOG.item_path + "/apis")
DRAFT_API = Kind(
    "draft_api", "draft-apis", apic_fields.DRAFT_API, ORG, below=ORG.item_path + "/drafts/draft-apis"
)
REGISTRATION = Kind("registration", "registrations", apic_fields.REGISTRATION)
API_KEY = Kind("api_key", "api-keys", apic_fields.API_KEY)


# What is told on request only.
WHOLE_DOCUMENTS = frozenset({"draft_api", "draft_product", "global_policy", "extension"})


def page(rows: Sequence[Mapping[str, Any]], query: Mapping[str, str], size: int | None) -> dict[str, Any]:
    """The list envelope with the rows that ``offset`` and ``limit`` select, cut down to plain ``fields``."""
    first = number(query, "offset", 0)
    limit = number(query, "limit", size or len(rows))
    chosen = [trimmed(row, query) for row in rows[first : first + limit]]
    return {"total_results": len(rows), "results": chosen}


def trimmed(row: Mapping[str, Any], query: Mapping[str, str]) -> dict[str, Any]:
    """The row, of which plain ``fields`` leave only those that they name."""
    wanted = query.get("fields", "")
    if not wanted or "(" in wanted:
        asked = set(re.findall(r"[\w-]+", wanted))
        return {name: value for name, value in row.items() if name not in WHOLE_DOCUMENTS or name in asked}
    return {name: row[name] for name in wanted.split(",") if name in row}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

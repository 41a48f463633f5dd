# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a kind of API Connect's objects is: where its objects are, how they change, how their fields compare.

Source: the vendor's OpenAPI description. ``kind_table`` holds the kinds.

PRIVATE to this collection.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Collection, Dict, FrozenSet, Iterator, List, Mapping, Optional, Tuple
from urllib.parse import quote

from ..._core.compare import Rules
from ..._core.errors import config_error

Parts = Tuple[Tuple[str, str], ...]

# Fields of every kind: those that are written, and those that the server takes and overlooks.
OF_ALL = ("title", "summary", "metadata")
SERVER = frozenset(
    (
        *("id", "type", "api_version", "scope", "created_at", "updated_at", "name", "version"),
        *("url", "org_url", "catalog_url", "space_url", "consumer_org_url", "app_url"),
    )
)

EVERYTHING = ("everything",)

# What an object can be in: the parts of its place from the outermost, and how the paths below it begin.
PLACES: Mapping[str, Tuple[Tuple[str, ...], str]] = {
    "cloud": ((), "/cloud"),
    "org": (("org",), "/orgs/{org}"),
    "user_registry": (("org", "user_registry"), "/user-registries/{org}/{user_registry}"),
    "availability_zone": (
        ("org", "availability_zone"),
        "/orgs/{org}/availability-zones/{availability_zone}",
    ),
    "truststore": (("org", "truststore"), "/orgs/{org}/truststores/{truststore}"),
    "catalog": (("org", "catalog"), "/catalogs/{org}/{catalog}"),
    "gateway": (
        ("org", "catalog", "configured_gateway_service"),
        "/catalogs/{org}/{catalog}/configured-gateway-services/{configured_gateway_service}",
    ),
    "space": (("org", "catalog", "space"), "/spaces/{org}/{catalog}/{space}"),
    "space_gateway": (
        ("org", "catalog", "space", "configured_gateway_service"),
        "/spaces/{org}/{catalog}/{space}/configured-gateway-services/{configured_gateway_service}",
    ),
    "consumer_org": (
        ("org", "catalog", "consumer_org"),
        "/consumer-orgs/{org}/{catalog}/{consumer_org}",
    ),
    "space_consumer_org": (
        ("org", "catalog", "space", "consumer_org"),
        "/consumer-orgs/{org}/{catalog}/{space}/{consumer_org}",
    ),
    "app": (("org", "catalog", "consumer_org", "app"), "/apps/{org}/{catalog}/{consumer_org}/{app}"),
    "space_app": (
        ("org", "catalog", "space", "consumer_org", "app"),
        "/apps/{org}/{catalog}/{space}/{consumer_org}/{app}",
    ),
}


@dataclass(frozen=True)
class Kind:
    """A kind of objects. ``rank`` orders kinds: what others refer to comes first.

    ``places`` are names of ``PLACES``. ``fields`` are those that users write, ``server`` those that the
    server owns besides. ``references`` says, by the path of a field that holds addresses, what it refers to.

    ``key`` is the field that identifies an object in its place: ``name``, or the name of what it refers to.
    ``change``: ``patch``; ``recreate``, where only a deletion and a new creation change an object; ``put``,
    of what is there once in its place; ``map``, of names and values.
    ``fixed`` fields are those that only a new creation changes, ``unread`` ones those that are never told.
    ``once`` are told in the answer to the creation alone. ``inside`` are the kinds that a deletion takes
    along; ``EVERYTHING`` is more than can be counted.
    ``transferred``: its owner changes by a transfer to one of its members.
    ``scope``: ``admin`` of a kind that is Cloud Manager's.
    ``document`` is the field that holds a whole document, which is read on request only.
    ``parts`` are the fields that are sent as parts of a form, and read at addresses of their own below the
    object; ``archives`` are those of them that hold a ZIP archive, in base64.
    """

    name: str
    plural: str
    rank: int
    places: Tuple[str, ...]
    fields: Tuple[str, ...] = ()
    server: FrozenSet[str] = frozenset()
    references: Mapping[str, str] = field(default_factory=dict)
    key: str = "name"
    change: str = "patch"
    versioned: bool = False
    at_root: bool = False
    required: Tuple[str, ...] = ()
    fixed: FrozenSet[str] = frozenset()
    unread: FrozenSet[str] = frozenset()
    secret: FrozenSet[str] = frozenset()
    proven: FrozenSet[str] = frozenset()
    once: Tuple[str, ...] = ()
    sets: FrozenSet[str] = frozenset()
    keyed: Mapping[str, str] = field(default_factory=dict)
    certificates: FrozenSet[str] = frozenset()
    inside: Tuple[str, ...] = ()
    document: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    archives: FrozenSet[str] = frozenset()
    transferred: bool = False
    scope: str = "provider"

    @property
    def single(self) -> bool:
        """Whether there is one of it in each place, without a name."""
        return self.change in ("put", "map")

    @property
    def deletable(self) -> bool:
        """Whether its objects can be deleted."""
        return not self.single or bool(self.required)

    @property
    def rules(self) -> Rules:
        """How its fields compare."""
        short = frozenset(short_path(path) for path in self.references)
        return Rules(
            # What a reference is called may be an object of the server's on the wire.
            ignored=(SERVER | self.server | self.unread) - short,
            secret=self.secret,
            proven=self.proven,
            sets=self.sets | short,
            keyed=self.keyed,
            binary=self.archives,
            masked="********",
            added=frozenset({"metadata"}),
            unset=frozenset({"summary", "metadata"}) | self.sets | short,
        )

    def place(self, parts: Collection[str]) -> Optional[str]:
        """The place of which the parts are those; None if it is not in such a one."""
        return next((name for name in self.places if set(PLACES[name][0]) == set(parts)), None)

    def list_path(self, parent: Parts) -> str:
        """Where the objects in a place are listed, or where the one of it is."""
        given = dict(parent)
        place = self.place(given)
        pattern = PLACES[place or self.places[0]][1]
        return "%s/%s" % (_filled(pattern, given), self.plural)

    def item_path(self, parent: Parts, name: str) -> str:
        """Where an object is, by its name (``name:version`` of a kind with versions) or its id."""
        if self.single:
            return self.list_path(parent)
        steps = "/".join(quote(step, safe="") for step in split_version(self, name))
        if not self.at_root:
            return "%s/%s" % (self.list_path(parent), steps)
        return "/".join(["", self.plural, *(quote(value, safe="") for _part, value in parent), steps])


def _filled(pattern: str, given: Mapping[str, str]) -> str:
    return pattern.format_map({name: quote(value, safe="") for name, value in given.items()})


def path_of_parent(parent: Parts) -> str:
    """Where the innermost part of a place is itself."""
    given = dict(parent)
    for parts, pattern in PLACES.values():
        if set(parts) == set(given):
            return _filled(pattern, given)
    raise KeyError(sorted(given))


def split_version(kind: Kind, name: str) -> List[str]:
    """A name as the steps of a path: name and version of a kind with versions."""
    head, colon, version = name.rpartition(":")
    return [head, version] if kind.versioned and colon else [name]


def short(wire: str) -> str:
    """The name of a reference without the ending of its field: ``owner`` of ``owner_url``."""
    if wire.endswith("_urls"):
        stem = wire[: -len("_urls")]
        return stem[:-1] + "ies" if stem.endswith("y") else stem + "s"
    return wire[: -len("_url")] if wire.endswith("_url") else wire


def short_path(path: str) -> str:
    """A path with the short name of its last step."""
    head, dot, wire = path.rpartition(".")
    return head + dot + short(wire)


def server_fields(kind: Kind, names: Collection[str]) -> Iterator[str]:
    """Those of the names that are fields of the server's own: by the table, and addresses of others."""
    for name in names:
        if name in SERVER or name in kind.server or name.endswith(("_url", "_urls")):
            yield name


def parent_of(kind: Kind, given: Any) -> Parts:
    """The place that an item names, in the order of the table. ``ApiError`` (config) lists the parts."""
    if given is not None and not isinstance(given, Mapping):
        raise config_error("parent must be a mapping, such as {org: ..., catalog: ...}.")
    parts: Dict[str, str] = {}
    for name, value in (given or {}).items():
        if value in (None, ""):
            continue
        if not isinstance(value, str):
            raise config_error(
                "parent.%s must be a string, and %r is not one; put it in quotes." % (name, value)
            )
        parts[str(name)] = value
    place = kind.place(parts)
    if place is None:
        places = [PLACES[each][0] for each in kind.places]
        wanted = " or ".join("{%s}" % ", ".join(each) for each in places)
        nearest = min(places, key=lambda each: len(set(each) ^ set(parts)))
        missing = [each for each in nearest if each not in parts]
        surplus = sorted(set(parts) - set(nearest))
        words = [
            *(["%s is missing" % ", ".join(missing)] if missing else []),
            *(["%s does not belong there" % ", ".join(surplus)] if surplus else []),
        ]
        raise config_error("The parent of kind %s is %s: %s." % (kind.name, wanted, " and ".join(words)))
    return tuple((name, parts[name]) for name in PLACES[place][0])

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of Apinizer's objects: where they are, how they are read and changed, how their fields compare.

PRIVATE to this collection.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, FrozenSet, Mapping, Tuple
from urllib.parse import quote

from ..._core.compare import Rules
from ..._core.errors import config_error

Parts = Tuple[Tuple[str, str], ...]

# What the manager owns of every object.
SERVER = frozenset({"id", "projectId", "projectName", "builtIn", "usedByRefs"})

# Stands for a field that a manager does not return.
NOT_RETURNED = "(not returned)"


@dataclass(frozen=True)
class Kind:
    """A kind of objects. ``rank`` orders kinds: what others refer to comes first.

    ``path`` is where a project lists its objects; ``everywhere`` says that there are some of no project too.
    ``fields`` are those that users write; none where they depend on a type. ``key`` is the field that holds
    the name in a list, ``in_path`` says that a new object is sent to its own address.

    ``alone``: one object can be read by its name. ``listed``: there is a list. ``bare``: answers have no
    envelope, paths no slash at the end, and 404 says that an object does not exist.

    ``change``: ``whole``, where an update replaces the object; ``given``, where it changes what it names;
    ``list``, where it replaces the object and goes to the list.
    ``untold`` are fields that not every manager returns. They are not compared where one does not.
    ``fixed`` fields are those that only a new creation changes, ``unread`` ones are never told.
    ``parts`` are fields that are read or written apart. ``refreshes``: an update has to ask for it that keys
    made of the object are made anew, or they are cleared. ``upserts``: a creation replaces what is there.
    ``since`` is the version of the manager that first told such objects.
    """

    name: str
    path: str
    rank: int
    fields: Tuple[str, ...] = ()
    required: Tuple[str, ...] = ()
    key: str = "name"
    in_path: bool = False
    alone: bool = True
    listed: bool = True
    bare: bool = False
    everywhere: bool = False
    change: str = "whole"
    server: FrozenSet[str] = frozenset()
    untold: FrozenSet[str] = frozenset()
    fixed: FrozenSet[str] = frozenset()
    unread: FrozenSet[str] = frozenset()
    secret: FrozenSet[str] = frozenset()
    sets: FrozenSet[str] = frozenset()
    keyed: Mapping[str, str] = field(default_factory=dict)
    unset: FrozenSet[str] = frozenset()
    references: Mapping[str, str] = field(default_factory=dict)
    parts: Tuple[str, ...] = ()
    constants: Mapping[str, str] = field(default_factory=dict)
    refreshes: bool = False
    upserts: bool = False
    since: str = ""

    @property
    def rules(self) -> Rules:
        """How its fields compare."""
        return Rules(
            ignored=SERVER | self.server | self.unread,
            secret=self.secret,
            masked=NOT_RETURNED,
            sets=self.sets,
            keyed=self.keyed,
            unset=self.unset | self.sets | frozenset(self.keyed) | frozenset({"description"}),
        )

    def list_path(self, parent: Parts) -> str:
        """Where the objects of a project are listed, or those of no project."""
        project = dict(parent).get("project")
        place = "/settings" if project is None else "/projects/" + quote(project, safe="")
        return "%s/%s/" % (place, self.path)

    def item_path(self, parent: Parts, name: str) -> str:
        """Where an object is."""
        return self.list_path(parent) + quote(name, safe="") + ("" if self.bare else "/")


def parent_of(kind: Kind, given: Any) -> Parts:
    """The place that an item names. ``ApiError`` (config) lists the parts."""
    if given is not None and not isinstance(given, Mapping):
        raise config_error("parent must be a mapping, such as {project: ...}.")
    parts: Dict[str, Any] = {name: value for name, value in (given or {}).items() if value not in (None, "")}
    needed = "{project}, or left out" if kind.everywhere else "{project}"
    surplus = sorted(set(parts) - {"project"})
    if surplus:
        raise config_error(
            "parent of kind %s is %s: %s does not belong there." % (kind.name, needed, ", ".join(surplus))
        )
    if "project" not in parts:
        if kind.everywhere:
            return ()
        raise config_error("parent of kind %s is %s: project is missing." % (kind.name, needed))
    if not isinstance(parts["project"], str):
        raise config_error(
            "parent.project must be a text, and %r is none; put it into quotes." % (parts["project"],)
        )
    return (("project", parts["project"]),)

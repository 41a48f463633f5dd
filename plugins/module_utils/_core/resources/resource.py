# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects of a platform as desired state: what identifies one, what is declared of it, how it is read and
written.

PRIVATE to this collection.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any, Collection, Dict, List, Mapping, NamedTuple, Optional, Tuple

from ..compare import Change, Rules

Object = Dict[str, Any]


class Identity(NamedTuple):
    """What tells an object from every other: its kind, what it is in, and its name.

    ``parent`` holds pairs of a kind (or another part of the place) and a name, from the outermost.
    """

    kind: str
    parent: Tuple[Tuple[str, str], ...]
    name: str

    def __str__(self) -> str:
        place = "".join(" in %s %s" % part for part in reversed(self.parent))
        return "%s%s%s" % (self.kind, self.name and " " + self.name, place)


class Work(ABC):
    """An object that a module of its own works on.

    Both ask the platform, and return the result of that module with ``resource``; they raise ``ApiError``.
    """

    #: How many requests were made, by ``reads`` and ``writes``.
    requests: Dict[str, int]

    @abstractmethod
    def planned(self) -> Dict[str, Any]:
        """What would be done, as in check mode."""

    @abstractmethod
    def performed(self) -> Dict[str, Any]:
        """Have the object be as declared."""


@dataclass(frozen=True)
class Declared:
    """An object as a task wants it.

    ``wanted`` are the fields given, in the platform's own shape. ``place`` says where the task declares it.
    ``rank`` orders kinds: what others refer to comes first. ``references`` are the objects that it needs to
    be there, its parent included. ``notes`` are told once, as a warning. ``work`` is for an object that a
    module of its own works on, of which nothing more is known here.
    """

    identity: Identity
    absent: bool
    wanted: Object
    rules: Rules
    place: str
    rank: int = 0
    references: Tuple[Identity, ...] = ()
    notes: Tuple[str, ...] = ()
    row: Any = field(default=None, compare=False)
    work: Optional[Work] = field(default=None, compare=False)


class ResourceApi(ABC):
    """How a platform's objects are read and written. What asks the platform raises ``ApiError``."""

    #: From how many objects of a group on they are read by one list.
    list_from = 2

    #: How many requests were made, by ``reads`` and ``writes``.
    requests: Dict[str, int]

    @abstractmethod
    def learn(self, items: List[Mapping[str, Any]]) -> None:
        """Ask the platform for what ``declared`` needs to know, if there is anything."""

    @abstractmethod
    def declared(self, item: Mapping[str, Any], place: str) -> Declared:
        """What an item of a task declares. Asks nothing; ``ApiError`` (config) names what is wrong."""

    @abstractmethod
    def read_list(self, declared: Declared) -> Dict[str, Object]:
        """Every object of the declared one's kind in its parent, by name. Asks the platform.

        ``ApiError`` of kind ``not_found`` if the parent does not exist.
        """

    @abstractmethod
    def read_one(self, declared: Declared) -> Optional[Object]:
        """The object, whole; None if the platform says that it does not exist. Asks the platform."""

    def parent_is_there(self, declared: Declared) -> bool:
        """Whether what the object is in is there. Asks the platform, if the object is in anything."""
        return True

    @abstractmethod
    def create(self, declared: Declared) -> Dict[str, Any]:
        """Create it. Returns what the platform tells only once, by name; usually nothing."""

    @abstractmethod
    def update(
        self,
        declared: Declared,
        current: Object,
        changes: List[Change],
        secrets: bool,
        allow: Collection[str],
    ) -> Optional[Dict[str, Any]]:
        """Change what is there into what is wanted. ``secrets`` says whether to send its secrets as well.

        Returns what the platform tells only once, by name, if it does.

        ``ApiError`` of kind ``conflict`` if somebody else changed it since ``current`` was read.
        """

    @abstractmethod
    def delete(self, declared: Declared, current: Object, allow: Collection[str]) -> None:
        """Delete it, as far as ``allow`` permits."""

    def lost(self, declared: Declared, told: Mapping[str, Any]) -> Optional[str]:
        """What to do where the platform did not tell what it tells only once of a new object; None if it
        did."""
        return None

    def foretold(
        self, declared: Declared, current: Optional[Object], changes: List[Change]
    ) -> Tuple[str, ...]:
        """What the platform will tell only once if the object is created or changed, and the task does not
        know."""
        return ()

    def completed(self, declared: Declared, listed: Object) -> Object:
        """The object with what a list leaves out. Asks the platform where that is needed."""
        return listed

    def refusal(
        self,
        declared: Declared,
        current: Optional[Object],
        allow: Collection[str],
        gone: Collection[Identity],
    ) -> Optional[str]:
        """Why what is wanted must not be done, asked before anything is written; None if it may. May ask.

        ``gone`` are the objects that the task deletes before.
        """
        return None

    def moved(self, declared: Declared, changes: List[Change]) -> List[Change]:
        """Those of the changes that the platform itself has made since, and that are to stay."""
        return []

    def is_going(self, current: Object, allow: Collection[str]) -> bool:
        """Whether the platform is deleting it already, and there is nothing to do but to wait."""
        return False

    def lingers(self, current: Object, allow: Collection[str]) -> bool:
        """Whether it stays for a while after its deletion."""
        return False

    def pending(self, declared: Declared, current: Optional[Object]) -> Optional[str]:
        """What the platform still has to do before the object is as wanted; None if nothing."""
        return None

    def predicted(self, declared: Declared, after: Object) -> Object:
        """A new object as it will be read, as far as that can be told: its fields, and what identifies it."""
        return after

    def parent_shown(self, identity: Identity) -> Dict[str, str]:
        """What the object is in, as the option ``parent`` takes it."""
        return dict(identity.parent)

    def shown(self, current: Object) -> Object:
        """The object as results and diffs show it: without what only the server knows."""
        return current

    def exported(self, declared: Declared, current: Object) -> Object:
        """The object in the form that ``resources`` takes: without what the server owns, without secrets."""
        raise NotImplementedError

    def with_mark(self, declared: Declared, owner: str) -> Declared:
        """The same with the mark of an owner, by which ``prune`` finds it."""
        raise NotImplementedError

    def marked(self, current: Object, owner: str) -> bool:
        """Whether an object carries the mark of an owner."""
        raise NotImplementedError

    def of_object(self, like: Declared, name: str, current: Object) -> Declared:
        """An object of the same group that nobody declares, to be deleted."""
        raise NotImplementedError

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has to be done so that the objects are as declared: read first, by list, and nothing written.

PRIVATE to this collection.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Collection, Dict, List, Mapping, Optional, Sequence, Set, Tuple, Union

from ..compare import Change, created, differences, merged
from ..errors import ApiError, config_error
from .resource import Declared, Identity, Object, ResourceApi

Group = Tuple[str, Tuple[Tuple[str, str], ...]]


@dataclass
class Step:
    """What is to be done about one object: ``action`` is created, updated, deleted or unchanged, or pending
    for one that the platform is deleting already.

    ``moved`` are differences that the platform itself made, which are left. ``told`` is what a module of its
    own plans for the object, or did to it.
    """

    declared: Declared
    current: Optional[Object]
    action: str
    changes: List[Change] = field(default_factory=list)
    moved: List[Change] = field(default_factory=list)
    told: Optional[Dict[str, Any]] = None

    def after(self) -> Optional[Object]:
        """The object as the step leaves it, as far as that can be told before; None if it is gone."""
        if self.action in ("unchanged", "pending"):
            return self.current
        if self.declared.absent:
            return None
        if self.current is None:
            return created(self.declared.wanted, self.declared.rules)
        after: Object = merged(self.current, self.declared.wanted, self.declared.rules)
        return after


class Reader:
    """Reads what is there: a list for each group (a kind in a parent) of ``list_from`` objects, else one
    object."""

    def __init__(self, api: ResourceApi, declared: Sequence[Declared], list_from: int = 2) -> None:
        self._api = api
        sizes: Dict[Group, int] = {}
        for each in declared:
            sizes[group_of(each.identity)] = sizes.get(group_of(each.identity), 0) + 1
        self._sizes = sizes
        self._list_from = list_from
        self._lists: Dict[Group, Union[Dict[str, Object], ApiError]] = {}
        self._single: Dict[Identity, Optional[Object]] = {}
        # Parents that are declared, and known not to be there yet.
        self._missing: Set[Identity] = set()
        # What earlier steps make of an object that is declared again.
        self._expected: Dict[Identity, Optional[Object]] = {}
        #: What earlier steps delete.
        self.gone: Set[Identity] = set()

    def current(self, declared: Declared) -> Optional[Object]:
        """The object as earlier steps leave it; None if it, or its declared parent, does not exist."""
        if declared.identity in self._expected:
            return self._expected[declared.identity]
        found = self._found(declared)
        if found is None and not declared.absent:
            self._missing.add(declared.identity)
        return found

    def _found(self, declared: Declared) -> Optional[Object]:
        if self._sizes[group_of(declared.identity)] < self._list_from:
            return None if self._has_no_parent(declared) else self._alone(declared)
        listed = self.listed(declared).get(declared.identity.name)
        return None if listed is None else self._api.completed(declared, listed)

    def _has_no_parent(self, declared: Declared) -> bool:
        """Whether what the object is in is declared, and known not to be there yet."""
        return any(reference in self._missing for reference in parents_of(declared))

    def _alone(self, declared: Declared) -> Optional[Object]:
        """The only object of its group. Where it does not exist, its parent must."""
        found = self._api.read_one(declared)
        known = any(parent in self._expected for parent in parents_of(declared))
        if found is None and not declared.absent and not known and not self._api.parent_is_there(declared):
            raise _no_parent(declared)
        return found

    def expect(self, step: Step) -> None:
        """Let later steps about the same object, and about what is in it, see what this step makes of it."""
        after = None if step.declared.absent else step.after()
        self._expected[step.declared.identity] = after
        if step.action in ("deleted", "pending"):
            self.gone.add(step.declared.identity)

    def listed(self, declared: Declared) -> Dict[str, Object]:
        """Every object of the group, by name. Asked for once, whatever comes back."""
        if self._has_no_parent(declared):
            return {}
        group = group_of(declared.identity)
        if group not in self._lists:
            self._lists[group] = self._asked(declared)
        answer = self._lists[group]
        if not isinstance(answer, ApiError):
            return answer
        if answer.kind != "not_found" or not answer.from_platform or not declared.identity.parent:
            raise answer
        # What is in something that does not exist is gone as well.
        if declared.absent:
            return {}
        raise _no_parent(declared)

    def _asked(self, declared: Declared) -> Union[Dict[str, Object], ApiError]:
        try:
            return self._api.read_list(declared)
        except ApiError as error:
            return error


def _no_parent(declared: Declared) -> ApiError:
    kind, name = declared.identity.parent[-1]
    text = "the %s %s, in which it is to be, does not exist; look at parent, or declare it before."
    return ApiError("not_found", text % (kind, name))


def group_of(identity: Identity) -> Group:
    """The kind and the parent of an object."""
    return identity.kind, identity.parent


def parents_of(declared: Declared) -> List[Identity]:
    """Those of an object's references that it is in."""
    return [
        reference
        for reference in declared.references
        if declared.identity.parent and (reference.kind, reference.name) == declared.identity.parent[-1]
    ]


def check_declarations(declared: Sequence[Declared]) -> None:
    """Raise ``ApiError`` (config) for declarations that contradict each other."""
    first: Dict[Identity, Declared] = {}
    for each in declared:
        other = first.setdefault(each.identity, each)
        if other is not each and (other.absent != each.absent or _contradict(other.wanted, each.wanted)):
            raise config_error(
                "%s and %s declare %s differently; declare it once."
                % (other.place, each.place, each.identity)
            )

    for each in declared:
        needed = [first[reference] for reference in each.references if reference in first]
        gone = next((other for other in needed if other.absent and not each.absent), None)
        if gone is not None:
            raise config_error(
                "%s needs %s, which %s declares absent." % (each.place, gone.identity, gone.place)
            )


def _contradict(one: Any, other: Any) -> bool:
    """Whether a field that both give has two values."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return any(_contradict(one[name], other[name]) for name in one if name in other)
    return bool(differences(one, other))


def in_order(declared: Sequence[Declared], order: str) -> List[Declared]:
    """The objects in the order of work: as declared, or (``dependency``) by rank and reference.

    Deletions come after the rest, in reverse. ``ApiError`` (config) for a reference to a later object.
    """
    if order == "input":
        _check_references(declared)
        return list(declared)
    present = _sorted([each for each in declared if not each.absent])
    absent = _sorted([each for each in declared if each.absent])
    return [*present, *reversed(absent)]


def _sorted(declared: Sequence[Declared]) -> List[Declared]:
    """By rank, and what is referred to before what refers to it.

    What is declared again, usually with a state, comes after all that stands before it in the task.
    """
    first: Dict[Identity, Declared] = {}
    ranked: List[Tuple[int, Declared]] = []
    highest = min((each.rank for each in declared), default=0)
    for each in declared:
        highest = max(highest, each.rank)
        ranked.append((highest if each.identity in first else each.rank, each))
        first.setdefault(each.identity, each)
    done: List[Declared] = []
    seen: Set[int] = set()

    def add(each: Declared) -> None:
        if id(each) in seen:
            return
        seen.add(id(each))
        for reference in each.references:
            if reference in first:
                add(first[reference])
        done.append(each)

    for _rank, each in sorted(ranked, key=lambda pair: pair[0]):
        add(each)
    return done


def _check_references(declared: Sequence[Declared]) -> None:
    places: Dict[Identity, Tuple[int, Declared]] = {}
    for number, each in enumerate(declared):
        places.setdefault(each.identity, (number, each))
    for number, each in enumerate(declared):
        for reference in each.references:
            later, other = places.get(reference, (-1, each))
            if later > number and not each.absent and not other.absent:
                raise config_error(
                    "%s refers to %s, which comes after it (%s); declare it before, or set order: dependency."
                    % (each.place, reference, other.place)
                )


def planned(
    api: ResourceApi, reader: Reader, declared: Declared, allow: Collection[str], with_secrets: bool
) -> Step:
    """The step for one object. ``ApiError`` (config) where it needs a permission that ``allow`` lacks."""
    if declared.work is not None:
        told = declared.work.planned()
        return Step(declared, None, str(told["action"]), told=told)
    current = reader.current(declared)
    step = compared(api, declared, current, with_secrets, allow)
    if step.action not in ("unchanged", "pending"):
        refused = api.refusal(declared, current, allow, reader.gone)
        if refused:
            raise config_error(refused)
    reader.expect(step)
    return step


def compared(
    api: ResourceApi,
    declared: Declared,
    current: Optional[Object],
    with_secrets: bool,
    allow: Collection[str],
) -> Step:
    """The step for an object that was read. ``ApiError`` (conflict) for one that is being deleted."""
    if current is not None and api.is_going(current, allow):
        if declared.absent:
            return Step(declared, current, "pending")
        text = "%s; run the task again when it is gone."
        raise ApiError("conflict", text % (api.pending(declared, current) or "it is being deleted"))
    if declared.absent:
        return Step(declared, current, "unchanged" if current is None else "deleted")
    if current is None:
        return Step(declared, None, "created", differences({}, declared.wanted, declared.rules))
    changes = differences(current, declared.wanted, declared.rules)
    moved = api.moved(declared, changes)
    changes = [change for change in changes if change not in moved]
    action = "updated" if changes or with_secrets else "unchanged"
    return Step(declared, current, action, changes, moved)


def surplus(
    api: ResourceApi,
    reader: Reader,
    declared: Sequence[Declared],
    others: Sequence[Declared],
    owner: Optional[str],
) -> List[Declared]:
    """The objects beside the declared ones, in their groups and in those for which ``others`` stand.

    Of an owner those that bear its mark. What others refer to comes last.
    """
    identities = {each.identity for each in declared}
    found: Dict[Identity, Declared] = {}
    for each in {group_of(each.identity): each for each in (*others, *declared)}.values():
        for name, current in reader.listed(each).items():
            identity = Identity(each.identity.kind, each.identity.parent, name)
            if identity not in identities and (owner is None or api.marked(current, owner)):
                found[identity] = api.of_object(each, name, current)
    return sorted(found.values(), key=lambda each: each.rank, reverse=True)


def check_surplus(
    api: ResourceApi, reader: Reader, found: Sequence[Declared], limit: int, allow: Collection[str]
) -> None:
    """``ApiError`` (config) for a deletion of more than ``limit``, or one for which ``allow`` is needed."""
    if len(found) > limit:
        names = ", ".join(str(each.identity) for each in found[:10])
        raise config_error(
            "prune would delete %d objects, and prune_limit allows %d: %s." % (len(found), limit, names)
        )
    gone = set(reader.gone)
    for each in found:
        current = reader.listed(each).get(each.identity.name)
        refused = api.refusal(each, current, allow, gone)
        if refused:
            raise config_error("prune: %s: %s" % (each.identity, refused))
        gone.add(each.identity)

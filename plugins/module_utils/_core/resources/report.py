# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What came of each object, and of all of them, as a task result.

PRIVATE to this collection.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, Mapping, Optional, Sequence

from ..changes import change_shown, not_compared, shown
from ..errors import ApiError, Effect, listed, overall
from .plan import Step
from .resource import Declared, Object, ResourceApi

ACTIONS = ("created", "updated", "deleted", "unchanged", "pending")
UNKNOWN = "<known after apply>"

_LONGEST_LIST = 20
# What a module of its own returns besides what it returns of its object.
_OF_TASK = ("changed", "diff")


@dataclass
class Outcome:
    """What came of one declared object: the step that was planned, and how it went.

    ``after`` is the object as read after the write. ``told`` is what the platform tells only once.
    ``undeclared`` says that ``prune`` found the object, and nobody declares it.
    """

    declared: Declared
    step: Optional[Step] = None
    action: str = "not_tried"
    after: Optional[Object] = None
    told: Optional[Dict[str, Any]] = None
    note: Optional[str] = None
    error: Optional[ApiError] = None
    undeclared: bool = False

    def result(self, api: ResourceApi) -> Dict[str, Any]:
        """The entry of ``resources``: where it is, what was done, and what of it changed."""
        if self.declared.work is not None:
            return self._of_module()
        identity, rules = self.declared.identity, self.declared.rules
        entry: Dict[str, Any] = {
            "kind": identity.kind,
            "parent": api.parent_shown(identity),
            "name": identity.name,
            "action": "failed" if self.error else self.action,
            "changed": self.changed,
            "changes": [change_shown(change, rules) for change in self.step.changes] if self.step else [],
            "resource": None if self.after is None else shown(api.shown(self.after), rules),
            "not_compared": not_compared(self.declared.wanted, rules, self.after),
        }
        if self.step and self.step.moved:
            entry["moved"] = [change_shown(change, rules) for change in self.step.moved]
        if self.note:
            entry["note"] = self.note
        if self.undeclared:
            entry["undeclared"] = True
        if self.error:
            entry.update(self.error.to_result())
        return {**entry, **(self.told or {})}

    def _of_module(self) -> Dict[str, Any]:
        """The same of an object that a module of its own works on: with all that this module returns."""
        identity = self.declared.identity
        told = (self.step.told if self.step else None) or {}
        return {
            "changes": [],
            "resource": None,
            "not_compared": [],
            **{name: value for name, value in told.items() if name not in _OF_TASK},
            "kind": identity.kind,
            "parent": dict(identity.parent),
            "name": identity.name,
            "action": "failed" if self.error else self.action,
            "changed": self.changed,
            **({"note": self.note} if self.note else {}),
            **(self.error.to_result() if self.error else {}),
        }

    @property
    def effect(self) -> Effect:
        """What was done to the object, as far as is known."""
        if self.error is not None:
            return self.error.effect
        if self.step is not None and self.step.told is not None:
            return "applied" if self.step.told["changed"] and self.action != "not_tried" else "none"
        begun_before = self.step is not None and self.step.action == "pending"
        pending = self.action == "pending" and not begun_before
        return "applied" if pending or self.action in ("created", "updated", "deleted") else "none"

    @property
    def changed(self) -> bool:
        """Whether the platform was certainly changed."""
        return self.effect == "applied"

    def diff(self, api: ResourceApi) -> Dict[str, Any]:
        """One pair of before and after, for ``--diff``; the fields as mappings."""
        if self.step is not None and self.step.told is not None:
            empty: Dict[str, Any] = {"before": {}, "after": {}}
            return {
                **empty,
                **dict.fromkeys(("before_header", "after_header"), str(self.declared.identity)),
                **self.step.told.get("diff", {}),
            }
        rules = self.declared.rules
        before = self.step.current if self.step else None
        after = self.after
        return {
            "before": {} if before is None else _with_values(shown(api.shown(before), rules)),
            "after": {} if after is None else _with_values(shown(api.shown(after), rules)),
            "before_header": str(self.declared.identity),
            "after_header": str(self.declared.identity),
        }


def _with_values(fields: Object) -> Object:
    """The fields that say something; servers fill in empty ones that nobody declared."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}


def summary_of(outcomes: Sequence[Outcome]) -> Dict[str, int]:
    """How many objects there are of each action, and how many failed or were not tried."""
    counted = dict.fromkeys((*ACTIONS, "failed", "not_tried"), 0)
    for outcome in outcomes:
        counted["failed" if outcome.error else outcome.action] += 1
    return counted


def sentence(summary: Mapping[str, int]) -> str:
    """The counts in words: ``2 created, 1 unchanged``."""
    told = ["%d %s" % (number, name.replace("_", " ")) for name, number in summary.items() if number]
    return ", ".join(told) or "nothing declared"


def failure(outcomes: Sequence[Outcome], told: Mapping[str, Any]) -> ApiError:
    """The error of the task: the failing objects first, then what was done and what was not."""
    named = [("%s (%s)" % (each.declared.identity, each.declared.place), each.error) for each in outcomes]
    errors = [(name, error) for name, error in named if error]
    first = errors[0][1]
    more = len(errors) - _LONGEST_LIST
    error = ApiError(
        first.kind,
        *listed(errors[:_LONGEST_LIST]),
        *([" | and %d more" % more] if more > 0 else []),
        " [%s]" % sentence(told["summary"]),
        effect=overall(error for _name, error in errors),
        **first.facts,
    )
    error.details = dict(told)
    return error

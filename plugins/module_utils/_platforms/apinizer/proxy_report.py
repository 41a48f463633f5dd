# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task tells of an API proxy: what was or would be done, the changes, the diff.

PRIVATE to this collection.
"""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Optional

from ..._core.calls.answer import Result
from ..._core.changes import change_shown, shown
from ..._core.compare import Rules
from ..._core.fields import without_secrets
from ..._core.mode import Mode
from ..._core.resources.resource import Object
from .proxy_deployment import State, Step
from .proxy_plan import Plan, Present
from .proxy_policies import shown_of
from .proxy_specification import changes_shown
from .proxy_wish import Wish

_AFTER = {"deploy": "deployed", "undeploy": "undeployed"}


class Report:
    """Makes the results of one task."""

    def __init__(self, title: str, wish: Wish, present: Present, mode: Mode) -> None:
        self._title = title
        self._wish = wish
        self._present = present
        self._mode = mode

    def result(
        self,
        plan: Plan,
        proxy: Optional[Object],
        states: Mapping[str, State],
        others: Optional[List[str]] = None,
        action: str = "",
    ) -> Result:
        """The result: of a plan that was carried out, or would be."""
        result: Result = {
            "changed": bool(action) or not plan.is_empty,
            "action": action or self._action(plan),
            "changes": self.changes(plan, action),
            "not_compared": plan.not_compared,
            "resource": None if proxy is None else without_secrets(proxy),
            "environments": environments(plan.environments, states, self._present.environments),
            "outdated": others or [],
        }
        if self._mode.diff:
            result["diff"] = self._diff(plan, action)
        return result

    def _action(self, plan: Plan) -> str:
        if plan.is_empty:
            return "unchanged"
        return "created" if self._present.proxy is None else "updated"

    def changes(self, plan: Plan, action: str = "") -> List[Dict[str, Any]]:
        """Every change as path, before and after."""
        told: List[Dict[str, Any]] = []
        if action == "deleted" or plan.parse == "POST":
            states = ("present", None) if action == "deleted" else (None, "present")
            told.append({"path": "state", "before": states[0], "after": states[1]})
        elif plan.specification and self._wish.specification is not None:
            told += changes_shown(
                self._present.specification, self._wish.specification.data, plan.specification
            )
        for setting in plan.settings:
            rules = setting.rules_of_paths
            told += [change_shown(change, rules) for change in setting.changes]
        for write in plan.policies:
            told += shown_of(write)
        for policy in plan.lost:
            told.append({"path": policy.path, "before": without_secrets(policy.fields), "after": None})
        if plan.revision:
            told.append(change_shown(plan.revision, Rules()))
        for name, step in plan.environments.items():
            if step.what:
                before = _before(self._present.environments.get(name))
                told.append({"path": "environments." + name, "before": before, "after": _AFTER[step.what]})
        return told

    def _diff(self, plan: Plan, action: str) -> Dict[str, Any]:
        before: Dict[str, Any] = {}
        after: Dict[str, Any] = {}
        if plan.specification and self._wish.specification is not None:
            before["specification"] = without_secrets(self._present.specification)
            after["specification"] = without_secrets(self._wish.specification.data)
        for setting in plan.settings:
            there = {} if setting.current is None else setting.current
            told = {name: there[name] for name in setting.wanted if name in there}
            if self._present.proxy is not None:
                before.setdefault("settings", {})[setting.name] = shown(told, setting.rules)
            after.setdefault("settings", {})[setting.name] = shown(setting.wanted, setting.rules)
        for change in self.changes(plan, action):
            group, _dot, _rest = str(change["path"]).partition(".")
            if group.startswith("policies[") or group in ("environments", "state", "revision"):
                before[change["path"]], after[change["path"]] = change["before"], change["after"]
        return {
            "before": {name: value for name, value in before.items() if value is not None},
            "after": {name: value for name, value in after.items() if value is not None},
            "before_header": self._title,
            "after_header": self._title,
        }


def environments(
    steps: Mapping[str, Step], states: Mapping[str, State], before: Mapping[str, State]
) -> List[Dict[str, Any]]:
    """The report on each environment that the task is about."""
    told = []
    for name, step in steps.items():
        was = before.get(name, State(name, deployed=False))
        told.append(
            {
                **states.get(name, was).result(),
                "action": _AFTER.get(step.what, "unchanged"),
                "reason": step.because or None,
                "revision_before": was.revision,
                "orphan": was.is_orphan,
            }
        )
    return told


def _before(state: Optional[State]) -> Optional[str]:
    if state is None:
        return None
    if state.is_orphan:
        return "orphan"
    if state.deployed is None:
        return "unknown"
    return ("outdated" if state.redeploy_required else "deployed") if state.deployed else "undeployed"

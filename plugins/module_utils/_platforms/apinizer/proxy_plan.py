# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What differs of an API proxy, and what has to be written: planned as a whole before anything is.

PRIVATE to this collection.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, List, Mapping, Optional

from ..._core.compare import ABSENT, Change
from ..._core.errors import ApiError, config_error
from ..._core.resources.resource import Object
from . import proxy_specification as specifications
from .proxy_creation import is_unfinished
from .proxy_deployment import State, Step, step_for
from .proxy_policies import Policies, Policy, Write, told_policies
from .proxy_settings import SettingState, states
from .proxy_wish import Wish


@dataclass(frozen=True)
class Present:
    """What was read. ``specification`` is None where the manager does not tell it."""

    proxy: Optional[Object]
    specification: Any = None
    environments: Mapping[str, State] = field(default_factory=dict)

    def policies(self) -> List[Policy]:
        """The policies that are there; raises ``ApiError`` if the manager tells none of its lists."""
        told = told_policies(self.proxy)
        if told is None:
            raise ApiError(
                "rejected", "This manager does not return the policies of a proxy; leave policies out."
            )
        return told


@dataclass
class Plan:
    """What is to be done. ``parse`` is POST for a new proxy, PUT for another specification, or empty.

    ``revision`` is a rollback. ``lost`` are policies that go with endpoints.
    """

    parse: str = ""
    specification: List[Change] = field(default_factory=list)
    settings: List[SettingState] = field(default_factory=list)
    policies: List[Write] = field(default_factory=list)
    environments: Dict[str, Step] = field(default_factory=dict)
    lost: List[Policy] = field(default_factory=list)
    not_compared: List[str] = field(default_factory=list)
    revision: Optional[Change] = None

    @property
    def changes_definition(self) -> bool:
        """Whether anything but deployments is written."""
        return bool(self.parse or self.settings or self.policies or self.revision)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is to be done."""
        return not self.changes_definition and not any(step.what for step in self.environments.values())


def plan_of(wish: Wish, present: Present) -> Plan:
    """What makes the proxy as it is wanted; raises ``ApiError`` (config) for what must not be done."""
    plan = Plan()
    _plan_specification(wish, present, plan)
    plan_details(wish, present, plan, new=present.proxy is None)
    for name, wanted in wish.environments.items():
        state = present.environments.get(name, State(name, deployed=False))
        plan.environments[name] = step_for(state, wanted, plan.changes_definition, wish.force)
    return plan


def _plan_specification(wish: Wish, present: Present, plan: Plan) -> None:
    if present.proxy is None:
        _check_new(wish)
        plan.parse = "POST"
        if wish.specification is not None:
            plan.specification = [Change(("specification",), ABSENT, wish.specification.data)]
        return
    wanted = wish.specification
    if wanted is None:
        return
    if present.specification is None:
        plan.not_compared.append("specification")
        plan.parse = "PUT" if wish.always else ""
        return
    plan.specification = specifications.changes_of(present.specification, wanted.data, wish.ignore)
    if plan.specification:
        plan.parse = "PUT"
        plan.lost = _lost(present, wanted.data)
    if plan.lost and "delete_policies" not in wish.allow:
        raise config_error(
            "The specification no longer has the endpoints of the policies %s, which the manager would "
            "delete with them; set allow: [delete_policies] to permit it." % _names(plan.lost)
        )


def _check_new(wish: Wish) -> None:
    kind = wish.type or (wish.specification.type if wish.specification else None)
    if kind is None:
        raise config_error(
            "API proxy %s does not exist, and a new one needs specification, or type %s."
            % (wish.name, " or ".join(specifications.UNPARSED))
        )
    if kind in specifications.PARSED and wish.specification is None:
        raise config_error("A new proxy of type %s needs specification." % kind)
    if not (wish.settings.get("client_route") or {}).get("relativePathList"):
        raise config_error(
            "API proxy %s does not exist, and a new one needs settings.client_route.relativePathList."
            % wish.name
        )


def _lost(present: Present, wanted: Any) -> List[Policy]:
    """The policies of endpoints that the specification had, and has no more."""
    had, has = (specifications.endpoints_of(data) for data in (present.specification, wanted))
    gone = had - has
    told = told_policies(present.proxy) or []
    return [each for each in told if (each.place.endpoint, each.place.method) in gone]


def _names(policies: List[Policy]) -> str:
    return ", ".join("%s (%s)" % (policy.name or policy.type, policy.place.title) for policy in policies)


def plan_details(wish: Wish, present: Present, plan: Plan, new: bool) -> None:
    """Plan what is written beside the specification.

    What the manager does not return is sent to a ``new`` proxy, and to one whose creation is not finished.
    """
    resend = new or wish.always or is_unfinished(present.proxy)
    plan.settings, plan.policies = [], []
    for state in states(wish.settings, present.proxy, wish.ignore):
        if state.changes or (resend and state.untold):
            plan.settings.append(state)
        plan.not_compared += [] if present.proxy is None else state.untold
    if wish.policies is None:
        return
    current = [] if present.proxy is None else present.policies()
    current = [each for each in current if each not in plan.lost]
    policies = _policies(wish, current)
    retyped = policies.retyped()
    if retyped and "recreate" not in wish.allow:
        raise config_error(
            "The type of policy %s cannot be changed; set allow: [recreate] to delete and create it."
            % ", ".join(retyped)
        )
    refused = policies.unsendable()
    if refused:
        raise config_error(refused[0].upper() + refused[1:])
    plan.policies = policies.writes()
    plan.not_compared += policies.not_compared()
    plan.not_compared = list(dict.fromkeys(plan.not_compared))


def _policies(wish: Wish, current: List[Policy]) -> Policies:
    wanted = wish.policies or []
    policies = Policies(current, wanted, wish.ignore, wish.exact)
    if not wish.always:
        return policies
    untold = {path.partition(": ")[2].partition("]")[0] for path in policies.not_compared()}
    return Policies(current, wanted, wish.ignore, wish.exact, untold)

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where an API proxy is deployed: what the manager and the pods say, what has to be done, and the proof.

PRIVATE to this collection.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, List, Mapping, Optional

from ..._core.resources.resource import Object


@dataclass(frozen=True)
class State:
    """A proxy in one environment. None stands for what the manager does not tell.

    ``deployed``, ``redeploy_required`` and ``revision`` are the manager's record, the rest is what the pods
    answer: ``route_active`` is None where none did.
    """

    name: str
    deployed: Optional[bool] = None
    redeploy_required: Optional[bool] = None
    revision: Optional[int] = None
    tells_health: bool = False
    route_active: Optional[bool] = None
    pods_responded: int = 0
    pods_active: int = 0
    pods: List[Object] = field(default_factory=list)

    @property
    def is_served(self) -> bool:
        """Whether every pod that answered has the route."""
        return bool(self.route_active) and 0 < self.pods_responded == self.pods_active

    @property
    def is_orphan(self) -> bool:
        """Whether pods have the route of a proxy that is not deployed according to the manager."""
        return self.deployed is False and self.pods_active > 0

    @property
    def orphan(self) -> Optional[bool]:
        """The same; None where it is not known, since a pod, or the manager, does not say."""
        silent = self.is_unknown or any(pod.get("error") for pod in self.pods)
        if self.is_orphan or self.deployed:
            return self.is_orphan
        return None if self.deployed is None or silent else False

    @property
    def is_unknown(self) -> bool:
        """Whether no pod said anything."""
        return self.pods_responded == 0

    def failing(self, active: bool) -> str:
        """The pods that do not have the route as wanted, in words."""
        told = []
        for pod in self.pods:
            if bool(pod.get("routeActive")) is active:
                continue
            name = str(pod.get("workerPodIp") or "a pod without a name")
            error = pod.get("error")
            state = "does not have the route" if active else "still has the route"
            told.append("%s %s" % (name, "says: %s" % error if error else state))
        return "; ".join(told)

    def result(self) -> Dict[str, Any]:
        """As results tell it."""
        return {
            "name": self.name,
            "deployed": self.deployed,
            "redeploy_required": self.redeploy_required,
            "revision": self.revision,
            "route_active": self.route_active,
            "pods_responded": self.pods_responded if self.tells_health else None,
            "pods_active": self.pods_active if self.tells_health else None,
            "pods": [
                {
                    "pod": pod.get("workerPodIp"),
                    "route_active": bool(pod.get("routeActive")),
                    "error": pod.get("error"),
                }
                for pod in self.pods
            ],
        }


def state_of(name: str, status: Optional[Mapping[str, Any]], health: Optional[Mapping[str, Any]]) -> State:
    """What both answers say; either may be None."""
    record = status or {}
    deployed = record.get("deployed")
    if deployed is None and health is not None:
        deployed = health.get("deployedInManager")
    known: Dict[str, Any] = {
        "deployed": deployed if isinstance(deployed, bool) else None,
        "redeploy_required": _flag(record.get("redeployRequired")),
        "revision": record.get("revision") if isinstance(record.get("revision"), int) else None,
    }
    if health is None:
        return State(name, **known)
    responded = int(health.get("podsResponded") or 0)
    return State(
        name,
        tells_health=True,
        route_active=bool(health.get("routeActive")) if responded else None,
        pods_responded=responded,
        pods_active=int(health.get("podsActive") or 0),
        pods=[pod for pod in health.get("pods") or [] if isinstance(pod, dict)],
        **known,
    )


def _flag(value: Any) -> Optional[bool]:
    return value if isinstance(value, bool) else None


@dataclass(frozen=True)
class Step:
    """What is done in an environment: ``deploy``, ``undeploy`` or nothing, and why."""

    what: str = ""
    because: str = ""


def step_for(state: State, wanted: bool, changed: bool, force: bool) -> Step:
    """What has to be done; ``changed`` says that the proxy is changed by this task."""
    if not wanted:
        if state.is_orphan:
            return Step("undeploy", "pods still have the route, though it is not deployed (an orphan)")
        if state.deployed or state.deployed is None:
            return Step("undeploy", "it is deployed" if state.deployed else "the manager does not say")
        return Step()
    if state.deployed is None:
        return Step("deploy", "the manager does not say whether it is deployed")
    if state.is_orphan:
        return Step("deploy", "pods have the route of an earlier deployment (an orphan)")
    if not state.deployed:
        return Step("deploy", "it is not deployed")
    if changed:
        return Step("deploy", "the proxy is changed")
    if state.redeploy_required:
        return Step("deploy", "the proxy was changed after it was deployed")
    if state.redeploy_required is None:
        return Step("deploy", "the manager does not say whether the deployment is of the last change")
    if state.tells_health and not state.is_unknown and not state.is_served:
        return Step("deploy", "not every pod has the route")
    return Step("deploy", "force is set") if force else Step()

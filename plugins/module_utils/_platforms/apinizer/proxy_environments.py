# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the state of an API proxy in environments, deploys and undeploys it there, and proves both.

PRIVATE to this collection.
"""

from __future__ import annotations

import time
from typing import Dict, Iterable, List, Mapping, Optional

from ..._core.errors import ApiError, config_error
from ..._core.mode import Mode
from ..._core.resources.resource import Object
from .proxy_deployment import State, Step, state_of
from .proxy_requests import ProxyRequests, told_deployments
from .proxy_wish import Wish

# Seconds between two looks at pods that do not have what was deployed yet.
_PAUSE = 1.0


class Environments:
    """The environments of one proxy. ``states`` are those last read, by name."""

    def __init__(self, requests: ProxyRequests, wish: Wish, mode: Mode) -> None:
        self._requests = requests
        self._wish = wish
        self._mode = mode
        self.states: Dict[str, State] = {}

    def read(self, proxy: Object, names: Iterable[str]) -> Dict[str, State]:
        """The state of the proxy in each of those environments."""
        self.states = {name: self._read(name, proxy) for name in names}
        for state in self.states.values():
            if not state.tells_health:
                self._mode.warn(
                    "this manager is too old to return the health of routes; what is deployed in %s "
                    "is not proven." % state.name
                )
                break
        return self.states

    def everywhere(self, proxy: Object) -> Dict[str, State]:
        """The state wherever the proxy may be deployed."""
        told = told_deployments(proxy)
        names = self._requests.environments() if told is None else list(told)
        return self.read(proxy, names)

    def _read(self, name: str, proxy: Object) -> State:
        """The state there; ``ApiError`` (config) names the environments where it is none of the project."""
        try:
            return self._state(name, proxy)
        except ApiError as error:
            if not error.is_absence:
                raise
            known = self._known()
            if not known or name in known:
                raise
            raise config_error(
                "environments: project %s has no environment %s; it has %s."
                % (self._wish.project, name, ", ".join(known))
            ) from None

    def _known(self) -> List[str]:
        try:
            return self._requests.environments()
        except ApiError:
            return []

    def _state(self, name: str, proxy: Optional[Object] = None) -> State:
        status: Optional[Mapping[str, object]] = self._requests.status(name)
        if status is None and proxy is not None:
            told = told_deployments(proxy)
            status = None if told is None else told.get(name, {"deployed": False})
        return state_of(name, status, self._requests.health(name))

    def carry_out(self, name: str, step: Step, record: Object) -> None:
        """Deploy or undeploy, once, and prove it. ``ApiError`` names what does not hold, and where."""
        before = self.states[name]
        deploys = step.what == "deploy"
        try:
            (self._requests.deploy if deploys else self._requests.undeploy)(name, record)
        except ApiError as error:
            if error.effect == "none" and error.kind != "conflict":
                raise
            if not self._is_done(name, before, deploys, error):
                if error.kind == "protocol":
                    # A success that cannot be read says nothing.
                    error.leaves_unknown()
                raise
        self._prove(name, deploys)

    def _is_done(self, name: str, before: State, deploys: bool, error: ApiError) -> bool:
        """Whether a deployment was made whose outcome is not known."""
        is_told = error.effect == "applied" and error.kind != "protocol"
        if is_told or error.code == "deploymentResult":
            return False
        now = self._state(name)
        if not deploys:
            return now.deployed is False
        again = before.revision is not None and now.revision == before.revision
        return now.deployed is True and now.redeploy_required is False and not again

    def _prove(self, name: str, deploys: bool) -> None:
        """Wait until manager and pods say the same as the task."""
        end = time.monotonic() + self._wish.wait_timeout
        while True:
            state = self._proven_state(name)
            self.states[name] = state
            if self._holds(state, deploys):
                return
            if not self._wish.wait or time.monotonic() >= end:
                self._tell(state, deploys)
                return
            self._mode.progress("waiting for the pods of %s" % name)
            time.sleep(min(_PAUSE, max(0.0, end - time.monotonic())))

    def _proven_state(self, name: str) -> State:
        try:
            return self._state(name)
        except ApiError as error:
            error.follows_write()
            raise

    @staticmethod
    def _holds(state: State, deploys: bool) -> bool:
        if state.deployed is not None and state.deployed is not deploys:
            return False
        if not state.tells_health:
            return True
        return state.is_served if deploys else state.pods_active == 0

    def _tell(self, state: State, deploys: bool) -> None:
        """Say what does not hold: a warning where nobody knows, or nobody waits for it, else a failure."""
        requests, name = self._requests, state.name
        agreed = state.deployed is None or state.deployed is deploys
        if agreed and state.is_unknown:
            self._mode.warn(
                "no pod of %s answered, so it is not proven that %s is served there." % (name, requests.title)
            )
            return
        words = state.failing(deploys) or "the manager has it as %sdeployed" % (
            "" if state.deployed else "not "
        )
        text = "%s was %s, but not every pod of %s follows: %s" % (
            requests.title,
            "deployed" if deploys else "undeployed",
            name,
            words,
        )
        if agreed and not self._wish.wait:
            self._mode.warn(text + "; wait is false, so that is not waited for.")
            return
        raise ApiError(
            "server",
            text,
            advice="look at these pods; the next run deploys again" if deploys else "look at these pods",
            effect="applied",
        )

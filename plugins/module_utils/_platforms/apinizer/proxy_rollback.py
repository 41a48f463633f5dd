# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which revision of an API proxy a rollback brings back, and where it was brought back before.

A rollback leaves no trace of its own in the history. So the deployment after it says in its description what
it is of.

PRIVATE to this collection.
"""

from __future__ import annotations

import re
from typing import List, Mapping, Optional, Union

from ..._core.errors import config_error
from ..._core.resources.resource import Object
from .proxy_deployment import State, Step, step_for
from .proxy_wish import PREVIOUS

_MARK = "rollback to revision %d"
_MARKED = re.compile(r"(?:^|\s)rollback to revision (\d+)$")


class History:
    """The records of deployments of one proxy, the newest first."""

    def __init__(self, records: List[Object]) -> None:
        self._records = records

    def revision(self, wanted: Union[int, str], environment: str) -> int:
        """The revision to bring back. The previous one is that before the newest in the environment."""
        if wanted != PREVIOUS:
            known = [int(record["revision"]) for record in self._records]
            if wanted not in known:
                told = ", ".join(str(number) for number in known) or "none"
                raise config_error("There is no revision %s to roll back to; there are %s." % (wanted, told))
            return int(wanted)
        deployed = self._deployed(environment)
        back = self._brought_back(environment)
        if back is not None:
            return back
        if len(deployed) < 2:
            raise config_error("There is no deployment to %s before the last one." % environment)
        return int(deployed[1]["revision"])

    def is_back(self, environment: str, revision: int, state: State) -> bool:
        """Whether the last deployment there is of that revision, and nothing was changed since."""
        return self._brought_back(environment) == revision and state.redeploy_required is False

    def _brought_back(self, environment: str) -> Optional[int]:
        deployed = self._deployed(environment)
        found = _MARKED.search(str(deployed[0].get("description") or "")) if deployed else None
        return int(found[1]) if found else None

    def _deployed(self, environment: str) -> List[Object]:
        return [
            record
            for record in self._records
            if record.get("environment") == environment and record.get("deploy") is True
        ]


def mark(revision: int) -> str:
    """What the description of a deployment says after a rollback."""
    return _MARK % revision


def steps_of(
    history: History, revision: int, wanted: Mapping[str, bool], states: Mapping[str, State], force: bool
) -> Mapping[str, Step]:
    """What has to be done in each environment after the rollback."""
    steps = {}
    for name, deployed in wanted.items():
        is_new = deployed and not history.is_back(name, revision, states[name])
        because = "it is rolled back to revision %d" % revision
        steps[name] = Step("deploy", because) if is_new else step_for(states[name], deployed, False, force)
    return steps

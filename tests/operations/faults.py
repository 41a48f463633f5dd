# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can befall a request, and how a test lets it befall one."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

from tests.operations.conftest import Run, actions

FAULTS: dict[str, dict[str, Any]] = {
    **{str(status): {"kind": "status", "status": status} for status in (401, 403, 404, 429, 500, 503)},
    "page": {"kind": "html"},
    "page 404": {"kind": "html", "status": 404},
    "reset before": {"kind": "reset_before"},
    "reset after": {"kind": "reset_after"},
    "truncated": {"kind": "truncate"},
    "no JSON": {"kind": "not_json"},
}
# After these the request was processed all the same.
PROCESSED = ("reset_after", "truncate")


def break_one(
    run: Run, fault: dict[str, Any], listener: str, method: str, path: str = "", skip: int = 0
) -> None:
    """Let the fault befall one request from now on."""
    run.simulator.clear_faults()
    run.simulator.fault(**fault, listener=listener, method=method, path=path, skip=skip)


def was_met(run: Run, listener: str) -> bool:
    """Whether a request met a fault since the journal was cleared."""
    return any(each["fault"] for each in run.requests(listener=listener))


class Lifetime:
    """One object, and what a task does to it: ``do`` gives the result of a task that declares it.

    ``writes`` are the requests of the last task that were no reads, ``secret`` is never to be seen.
    """

    def __init__(
        self,
        run: Run,
        listener: str,
        do: Callable[[Any], dict[str, Any]],
        writes: Callable[[Run], list[dict[str, Any]]],
        secret: str,
    ) -> None:
        self._run, self._listener, self._do = run, listener, do
        self._writes, self._secret = writes, secret

    def made(self) -> Counter[tuple[str, str, str]]:
        """The writes that were processed, whatever came back."""
        return Counter(
            (each["method"], each["path"], each["body"])
            for each in self._writes(self._run)
            if (each["status"] in (200, 201, 204) and not each["fault"]) or each["fault"] in PROCESSED
        )

    def survives(
        self, stage: tuple[Any, str, Any], request: tuple[str, str, int], fault: dict[str, Any]
    ) -> None:
        """The fault befalls that request; nothing is taken for absent, and the next run finishes.

        ``stage`` is what is declared, what becomes of it, and what leads back to the state before.
        """
        item, action, back = stage
        method, path, number = request
        break_one(self._run, fault, self._listener, method, path, number)
        broken = self._do(item)
        assert was_met(self._run, self._listener)
        done = self.made()
        # What is told once is told in these.
        assert self._secret not in json.dumps({**broken, "credentials": [], "client_secret": None})
        if broken.get("failed"):
            assert broken["error"]["kind"] != "config", broken["msg"]
            assert bool(done) == broken["changed"] or broken.get("outcome_unknown")
        else:
            # A renewed token, a new connection, or a write that was found by reading.
            assert actions(broken) == [action]
        self._run.simulator.clear_faults()
        again = self._do(item)
        assert set(actions(again)) <= {"created", "updated", "deleted", "unchanged"}
        done += self.made()
        assert set(done.values()) == {1}
        assert (actions(self._do(item)), self._writes(self._run)) == (["unchanged"], [])
        assert not self._do(back).get("failed")

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many calls in one task: in order, some at once, each with its own result.

PRIVATE to this collection.
"""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, Dict, List, Optional, Sequence, Tuple

from ..errors import ApiError, Effect, listed, overall
from ..exchange.client import Client
from ..mode import Mode
from .answer import Result
from .invoke import Invocation

# Seconds between two words on how far it is.
_PROGRESS_EVERY = 3.0

_LONGEST_LIST = 20


class _Interrupted(Exception):
    """Ends a pause of a call whose batch has been given up."""


class Batch:
    """Calls by name. With ``stop_at_failure`` no call is begun once one has failed."""

    def __init__(
        self, calls: Sequence[Tuple[str, Invocation]], concurrency: int, stop_at_failure: bool
    ) -> None:
        self._calls = calls
        self._concurrency = concurrency
        self._stop_at_failure = stop_at_failure
        self._lock = threading.Lock()
        self._errors: Dict[str, ApiError] = {}
        self._done = 0
        self._told_at = time.monotonic()
        self._stopped = threading.Event()

    def perform(self, client: Client, mode: Mode) -> Result:
        """``calls`` in the order of the calls, and a ``summary``; ``ApiError`` names every failure."""
        results = [outcome for outcome in self._outcomes(client, mode) if outcome is not None]
        summary = {
            "calls": len(self._calls),
            "satisfied": sum(bool(result.get("satisfied")) for result in results),
            "changed": sum(bool(result.get("changed")) for result in results),
            "failed": len(self._errors),
            "not_tried": len(self._calls) - len(results),
        }
        told: Dict[str, Any] = {"changed": summary["changed"] > 0, "calls": results, "summary": summary}
        if mode.diff:
            diffs = [result.pop("diff") for result in results if "diff" in result]
            told.update({"diff": diffs} if diffs else {})
        if self._errors:
            raise self._failure(told)
        return told

    def _outcomes(self, client: Client, mode: Mode) -> List[Optional[Result]]:
        if self._concurrency == 1:
            return [self._one(name, invocation, client, mode) for name, invocation in self._calls]
        client = replace(client, sleep=self._pause)
        pool = ThreadPoolExecutor(self._concurrency)
        try:
            begun = [
                pool.submit(self._one, name, invocation, client, mode) for name, invocation in self._calls
            ]
            return [future.result() for future in begun]
        finally:
            # An interrupt (Ctrl-C, the task's timeout) waits for nobody: no call begins after it, none is
            # repeated, and what is on its way ends by itself.
            self._stopped.set()
            pool.shutdown(wait=False)

    def _pause(self, seconds: float) -> None:
        if self._stopped.wait(seconds):
            raise _Interrupted

    def _one(self, name: str, invocation: Invocation, client: Client, mode: Mode) -> Optional[Result]:
        """The result of one call, a failed one too; None when it was not tried."""
        if self._stopped.is_set() or (self._stop_at_failure and self._errors):
            return None
        try:
            result = {"name": name, "failed": False, **invocation.perform(client, mode)}
        except ApiError as error:
            result = self._failed(name, error)
        except Exception as fault:
            # What the other calls did must not be lost with this one.
            effect: Effect = "none" if invocation.call.read_only else "unknown"
            text = "an internal error, %s (%s). Please report it." % (type(fault).__name__, fault)
            result = self._failed(name, ApiError("protocol", text, effect=effect))
        self._tell(mode)
        return result

    def _failed(self, name: str, error: ApiError) -> Result:
        with self._lock:
            self._errors[name] = error
        return {"name": name, **error.to_result()}

    def _tell(self, mode: Mode) -> None:
        with self._lock:
            self._done += 1
            if time.monotonic() - self._told_at < _PROGRESS_EVERY:
                return
            self._told_at = time.monotonic()
        mode.progress("%d of %d calls done, %d failed" % (self._done, len(self._calls), len(self._errors)))

    def _failure(self, told: Result) -> ApiError:
        """The error of the whole: every failed call by name, and how many were not tried."""
        names = [name for name, _invocation in self._calls if name in self._errors]
        first = self._errors[names[0]]
        counted = (len(names), len(self._calls), told["summary"]["not_tried"])
        error = ApiError(
            first.kind,
            "%d of %d calls failed, %d not tried. " % counted,
            *listed([(name, self._errors[name]) for name in names[:_LONGEST_LIST]]),
            *([" | and " + ", ".join(names[_LONGEST_LIST:])] if len(names) > _LONGEST_LIST else []),
            effect=overall(self._errors.values()),
            **first.facts,
        )
        error.details = told
        return error

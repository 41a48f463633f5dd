# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Has the objects of a platform be as declared: reads, plans, writes, and reads again.

Everything is read and planned before the first write, so that what cannot be done changes nothing.

PRIVATE to this collection.
"""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Callable, Dict, Iterable, List, Optional, Sequence, Set, Tuple

from ..changes import path_text, without_secrets_of
from ..compare import differences
from ..errors import ApiError, Effect
from ..mode import Mode
from .plan import Reader, Step, check_declarations, check_surplus, compared, in_order, planned, surplus
from .report import Outcome, failure, sentence, summary_of
from .resource import Declared, Identity, Object, ResourceApi

# How often an object that somebody else changed meanwhile is read and compared again.
_MOST_CONFLICTS = 3
# How a server says that what was sent with a write is no longer so (RFC 9110, RFC 6585).
_STALE = (412, 428)
_SURPLUS = "not declared"
_PRUNABLE = "not declared; prune: delete would delete it"
_ONCE = "its %s will be returned only once"
_SENT_EACH_TIME = "its secrets are sent each time (update_secrets: always)"


@dataclass(frozen=True)
class ReconcileSettings:
    """How a task wants its objects worked on; the fields are its options of the same names."""

    order: str = "input"
    on_error: str = "stop"
    concurrency: int = 1
    update_secrets: str = "on_create"
    allow: Tuple[str, ...] = ()
    wait: bool = False
    wait_timeout: float = 300.0
    owner: Optional[str] = None
    prune: str = "none"
    prune_in: Tuple[Declared, ...] = ()
    prune_limit: int = 0


class Reconciler:
    """One task's objects and how to work on them."""

    def __init__(
        self,
        api: ResourceApi,
        declared: Sequence[Declared],
        settings: ReconcileSettings,
        mode: Mode,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._api = api
        self._settings = settings
        self._mode = mode
        self._sleep = sleep
        if settings.owner is not None:
            declared = [
                each if each.absent or each.work else api.with_mark(each, settings.owner) for each in declared
            ]
        self._declared = list(declared)
        self._ordered = in_order(self._declared, settings.order)
        # To prune, each group has to be read by list anyway.
        listed = [each for each in self._ordered if each.work is None]
        self._reader = Reader(api, listed, api.list_from if settings.prune == "none" else 1)
        self._lock = threading.Lock()
        self._done = 0
        #: What failed, and what was not tried since it needs that.
        self._broken: Set[Identity] = set()
        self._users = _users(self._ordered)
        check_declarations(self._declared)

    def perform(self) -> Dict[str, Any]:
        """``resources`` in the order of the task, ``summary`` and ``changed``.

        ``ApiError`` names every failure.
        """
        outcomes = {id(each): Outcome(each) for each in self._ordered}
        in_input = [outcomes[id(each)] for each in self._declared]
        try:
            self._plan(outcomes)
        except _PlanFailed as failed:
            raise self._failed(in_input) from failed
        try:
            # After a failure nothing is deleted that nobody declares.
            prunes = self._settings.prune != "none" and not any(outcome.error for outcome in in_input)
            extra = self._surplus() if prunes else []
        except ApiError as refused:
            refused.details = self._told(in_input)
            raise
        try:
            self._check_surplus(extra)
        except ApiError as refused:
            refused.details = self._told(self._planned(in_input, extra))
            raise
        if self._mode.check:
            self._predict(outcomes.values())
        else:
            self._write([outcomes[id(each)] for each in self._ordered])
            self._await(in_input)
        pruned = self._prune(in_input, extra)
        self._await(pruned)
        in_input += pruned
        if any(outcome.error for outcome in in_input):
            raise self._failed(in_input)
        return self._told(in_input)

    def _plan(self, outcomes: Dict[int, Outcome]) -> None:
        for each in self._ordered:
            outcome = outcomes[id(each)]
            if self._is_stopped(outcome):
                continue
            with_secrets = self._sends_secrets(each)
            try:
                step = planned(self._api, self._reader, each, self._settings.allow, with_secrets)
                outcome.step = step
                if with_secrets and step.action == "updated":
                    outcome.note = _SENT_EACH_TIME
            except ApiError as error:
                self._fail(outcome, error)
                if self._settings.on_error == "stop" or error.kind == "config":
                    raise _PlanFailed from error

    def _sends_secrets(self, declared: Declared) -> bool:
        """Whether the task sends the object's secrets to what exists already."""
        if self._settings.update_secrets != "always" or declared.absent:
            return False
        return bool(without_secrets_of(declared.wanted, declared.rules) != declared.wanted)

    def _predict(self, outcomes: Iterable[Outcome]) -> None:
        for outcome in outcomes:
            step = outcome.step
            if step is None:
                continue
            outcome.action, outcome.after = step.action, step.after()
            if step.told is not None:
                continue
            if step.action == "created":
                outcome.after = self._api.predicted(outcome.declared, outcome.after or {})
            elif step.action == "pending" and self._settings.wait:
                outcome.action, outcome.after = "unchanged", None
            elif step.action == "deleted" and self._lingers(step):
                outcome.action, outcome.after = "pending", step.current
            if outcome.action == "pending":
                outcome.note = self._api.pending(outcome.declared, outcome.after)
            if outcome.action in ("created", "updated"):
                once = self._api.foretold(outcome.declared, step.current, step.changes)
                if once:
                    outcome.told = {"tells_once": list(once)}
                    outcome.note = _ONCE % " and ".join(once).replace("_", " ")

    def _lingers(self, step: Step) -> bool:
        return not self._settings.wait and self._api.lingers(step.current or {}, self._settings.allow)

    # --- writing -----------------------------------------------------------------------------------------

    def _write(self, outcomes: Sequence[Outcome]) -> None:
        if self._settings.concurrency == 1:
            for outcome in outcomes:
                self._one(outcome)
            return
        by_identity: Dict[Identity, Future[None]] = {}
        with ThreadPoolExecutor(self._settings.concurrency) as pool:
            for outcome in outcomes:
                # What it needs was handed in before, so that a worker never waits for one that comes later.
                needed = [*self._needed(outcome.declared), outcome.declared.identity]
                before = [by_identity[each] for each in needed if each in by_identity]
                by_identity[outcome.declared.identity] = pool.submit(self._after, before, outcome)

    def _after(self, before: Sequence[Future[None]], outcome: Outcome) -> None:
        for each in before:
            each.result()
        self._one(outcome)

    def _one(self, outcome: Outcome) -> None:
        if outcome.error or outcome.step is None or self._is_stopped(outcome):
            return
        try:
            self._carry_out(outcome, outcome.step)
        except ApiError as error:
            self._fail(outcome, error)
        except Exception as fault:
            # What was done to the other objects must not be lost with this one.
            text = "a fault of the collection, %s (%s); please report it." % (type(fault).__name__, fault)
            self._fail(outcome, ApiError("protocol", text, effect="unknown"))
        if outcome.action == "created" and outcome.declared.work is None:
            self._note_lost(outcome)
        self._tell(outcome)

    def _note_lost(self, outcome: Outcome) -> None:
        """Warn of a secret that the platform tells once, and that did not come."""
        lost = self._api.lost(outcome.declared, outcome.told or {})
        if lost:
            outcome.note = lost
            self._mode.warn("%s: %s." % (outcome.declared.identity, lost))

    def _fail(self, outcome: Outcome, error: ApiError) -> None:
        outcome.error = error
        self._broken.add(outcome.declared.identity)

    def _is_stopped(self, outcome: Outcome) -> bool:
        """Whether an earlier failure keeps this object from being worked on."""
        if not self._broken:
            return False
        if self._settings.on_error == "stop":
            return True
        needed = [*self._needed(outcome.declared), outcome.declared.identity]
        lacking = [each for each in needed if each in self._broken]
        if lacking:
            outcome.note = "not tried, since %s failed" % (lacking[0],)
            self._broken.add(outcome.declared.identity)
        return bool(lacking)

    def _needed(self, declared: Declared) -> Sequence[Identity]:
        """What has to be done before: what it refers to, or, before its deletion, what refers to it."""
        return self._users.get(declared.identity, ()) if declared.absent else declared.references

    def _tell(self, outcome: Outcome) -> None:
        with self._lock:
            self._done += 1
            done = self._done
        if outcome.action != "unchanged":
            word = "failed" if outcome.error else outcome.action
            total = len(self._declared)
            self._mode.progress("%d of %d: %s %s" % (done, total, word, outcome.declared.identity))

    def _carry_out(self, outcome: Outcome, step: Step) -> None:
        """Write what the step says, and read it again; a conflict is compared anew."""
        if outcome.declared.work is not None:
            if step.action != "unchanged":
                step.told = outcome.declared.work.performed()
            outcome.action = str((step.told or {})["action"])
            return
        made: Optional[str] = None
        for _time in range(_MOST_CONFLICTS):
            if step.action in ("unchanged", "pending"):
                outcome.action, outcome.after = made or step.action, step.current
                return
            try:
                self._send(outcome, step)
            except ApiError as error:
                again = self._look_again(outcome, step, error)
                if error.effect != "none":
                    made = made or step.action
                step = again
                continue
            outcome.action = made or step.action
            outcome.after = self._proven(outcome)
            return
        text = "it was changed by somebody else %d times while it was compared; run the task again."
        effect: Effect = "none" if made is None else "applied"
        raise ApiError("conflict", text % _MOST_CONFLICTS, effect=effect)

    def _send(self, outcome: Outcome, step: Step) -> None:
        declared = outcome.declared
        if step.action == "deleted":
            self._api.delete(declared, step.current or {}, self._settings.allow)
        elif step.action == "created":
            outcome.told = self._api.create(declared) or outcome.told
        else:
            secrets = self._sends_secrets(declared)
            told = self._api.update(declared, step.current or {}, step.changes, secrets, self._settings.allow)
            outcome.told = told or outcome.told

    def _look_again(self, outcome: Outcome, step: Step, error: ApiError) -> Step:
        """The step that is left after a write that met another, or that may have been made.

        ``ApiError`` where that does not tell: a write in doubt is not made again.
        """
        if (error.kind != "conflict" and error.effect == "none") or _was_made(error):
            raise error
        declared = outcome.declared
        try:
            current = self._api.read_one(declared)
        except ApiError:
            raise error from None
        if error.kind == "conflict":
            again = compared(
                self._api, declared, current, self._sends_secrets(declared), self._settings.allow
            )
            # Nobody changed it: the conflict is about something else, which the platform names.
            if current == step.current and error.status not in _STALE:
                raise error
            return again
        again = compared(self._api, declared, current, False, self._settings.allow)
        told = step.action == "created" or not self._sends_secrets(declared)
        if again.action in ("unchanged", "pending") and told:
            return again
        if current != step.current:
            error.effect = "applied"
        else:
            error.leaves_unknown()
        raise error

    def _proven(self, outcome: Outcome) -> Optional[Object]:
        """The object as read after the write; ``ApiError`` names fields that the platform did not keep."""
        declared = outcome.declared
        try:
            after = self._api.read_one(declared)
        except ApiError as error:
            error.effect = "applied"
            raise
        if declared.absent:
            return after
        if after is None:
            raise self._not_kept(outcome, "it does not exist")
        left = differences(after, declared.wanted, declared.rules)
        left = [change for change in left if change not in self._api.moved(declared, left)]
        if left and not self._api.pending(declared, after):
            paths = ", ".join(path_text(change.path) for change in left)
            raise self._not_kept(outcome, "the platform did not keep " + paths)
        return after

    @staticmethod
    def _not_kept(outcome: Outcome, what: str) -> ApiError:
        text = "it was %s, but afterwards %s" % (outcome.action, what)
        advice = "look at these fields, and at what the platform allows"
        return ApiError("conflict", text, advice=advice, effect="applied")

    # --- afterwards --------------------------------------------------------------------------------------

    def _await(self, outcomes: Sequence[Outcome]) -> None:
        """Wait for what the platform has still to do, after all writes; without ``wait`` say so."""
        end = time.monotonic() + self._settings.wait_timeout
        pause = 0.5
        waiting = [each for each in outcomes if self._is_pending(each)]
        while waiting and self._settings.wait and time.monotonic() < end:
            self._sleep(min(pause, max(0.0, end - time.monotonic())))
            pause = min(pause * 1.5, 10.0)
            for outcome in waiting:
                self._read_again(outcome)
                if outcome.action == "pending" and not self._is_pending(outcome):
                    outcome.action = "unchanged"
            waiting = [each for each in waiting if self._is_pending(each)]
        for outcome in waiting:
            reason = self._api.pending(outcome.declared, outcome.after)
            if self._settings.wait:
                text = "after %g s (wait_timeout) %s." % (self._settings.wait_timeout, reason)
                outcome.error = ApiError("timeout", text, effect=outcome.effect)
            else:
                outcome.action, outcome.note = "pending", reason

    def _read_again(self, outcome: Outcome) -> None:
        try:
            outcome.after = self._api.read_one(outcome.declared)
        except ApiError as error:
            error.effect = outcome.effect
            outcome.error = error

    def _is_pending(self, outcome: Outcome) -> bool:
        may_be = outcome.action in ("created", "updated", "deleted", "pending") and not outcome.error
        may_be = may_be and outcome.declared.work is None
        return bool(may_be and self._api.pending(outcome.declared, outcome.after))

    def _surplus(self) -> List[Declared]:
        listed = [each for each in self._declared if each.work is None]
        settings = self._settings
        return surplus(self._api, self._reader, listed, settings.prune_in, settings.owner)

    def _check_surplus(self, extra: Sequence[Declared]) -> None:
        if self._settings.prune == "delete":
            check_surplus(self._api, self._reader, extra, self._settings.prune_limit, self._settings.allow)

    def _planned(self, outcomes: List[Outcome], extra: Sequence[Declared]) -> List[Outcome]:
        """What is told when the deletions are refused: in check mode all that was planned, with them."""
        if not self._mode.check:
            return outcomes
        self._predict(outcomes)
        return [*outcomes, *self._prune(outcomes, extra)]

    def _prune(self, outcomes: Sequence[Outcome], extra: Sequence[Declared]) -> List[Outcome]:
        """What came of the objects that nobody declares. After any failure none is deleted."""
        pruned = []
        failed = any(outcome.error for outcome in outcomes)
        for each in extra:
            current = self._reader.listed(each).get(each.identity.name)
            outcome = Outcome(each, Step(each, current, "deleted"), undeclared=True)
            if self._settings.prune == "report":
                outcome.action, outcome.after = "unchanged", current
                outcome.note = _SURPLUS if self._settings.owner is None else _PRUNABLE
            elif failed:
                outcome.note = "not deleted, since something failed before"
            elif self._mode.check:
                self._predict([outcome])
            else:
                self._one(outcome)
            pruned.append(outcome)
        return pruned

    def _told(self, outcomes: Sequence[Outcome]) -> Dict[str, Any]:
        told: Dict[str, Any] = {
            "changed": any(outcome.changed for outcome in outcomes),
            "resources": [outcome.result(self._api) for outcome in outcomes],
            "summary": summary_of(outcomes),
        }
        if self._mode.diff:
            told["diff"] = [outcome.diff(self._api) for outcome in outcomes if outcome.changed]
        self._mode.progress(sentence(told["summary"]))
        return told

    def _failed(self, outcomes: Sequence[Outcome]) -> ApiError:
        return failure(outcomes, self._told(outcomes))


def _was_made(error: ApiError) -> bool:
    """Whether the platform says itself that it made the write, and what failed after it."""
    success = error.status is not None and 200 <= error.status < 300
    return error.from_platform and success and error.effect == "applied"


def _users(declared: Sequence[Declared]) -> Dict[Identity, List[Identity]]:
    """For each object those that refer to it, and that are to be deleted."""
    users: Dict[Identity, List[Identity]] = {}
    for each in declared:
        for reference in each.references if each.absent else ():
            users.setdefault(reference, []).append(each.identity)
    return users


class _PlanFailed(Exception):
    """Ends the planning: nothing is written."""

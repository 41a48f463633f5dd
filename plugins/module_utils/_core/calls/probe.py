# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A probe: a read that tells whether something is so.

PRIVATE to this collection.
"""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass, replace
from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple

from ..changes import changes, described, quoted
from ..compare import not_among
from ..errors import ApiError, Part, Quote, config_error
from ..exchange.client import Client
from ..exchange.paging import announces_more
from ..exchange.platform import Platform
from ..fields import without_secrets
from ..http.address import without_query
from ..http.message import checked_headers, for_other_requests
from ..mode import Mode
from ..options import Params
from .answer import (
    Result,
    answer_of,
    check_pages,
    data_of,
    failure_after,
    fetched_pages,
    result_of,
    told_of,
)
from .call import READ_METHODS, Call, method_of
from .condition import Expression, NotApplicable

# What a wait outlasts: an answer that may be another a moment later.
_PASSING = frozenset({"not_found", "rate_limited", "server", "timeout", "connect"})


@dataclass(frozen=True)
class ProbeResult:
    """What a probe saw: whether it holds, and the answer.

    ``absent`` says that the platform knows no such thing, ``problem`` why a condition cannot be asked of the
    answer.
    """

    holds: bool
    result: Result
    absent: bool = False
    problem: Optional[str] = None


@dataclass(frozen=True)
class Probe:
    """A read that tells whether something is so: that it exists (or not), or that a condition holds."""

    option: str
    platform: Platform
    call: Call
    that: Optional[Expression]
    contains: Any
    exists: bool

    @classmethod
    def build(cls, platform: Platform, option: str, params: Params, call: Call) -> Probe:
        """The probe under ``option``; what addresses the platform and is left out is that of ``call``."""
        for name in ("that", "contains"):
            if params.get(name) is not None and params.get("exists") is False:
                raise config_error("%s: %s and exists: false are mutually exclusive." % (option, name))
        that = Expression(option + ".that", params["that"]) if params.get("that") is not None else None
        try:
            asked = Call.build(platform, addressed(platform, option, params, call.params), read_only=True)
            check_pages(platform, asked)
        except ApiError as error:
            raise config_error("%s: " % option, *error.whole()) from error
        contains = _data(option + ".contains", params.get("contains"))
        return cls(option, platform, asked, that, contains, params.get("exists") is not False)

    @property
    def is_about_existence(self) -> bool:
        """Whether it has no condition, so that any success will do."""
        return self.that is None and self.contains is None

    def ask(self, client: Client) -> ProbeResult:
        """Make the read. The platform's own "not found" means that it does not exist; other refusals raise.

        So does a list that goes on, where more of it could make a difference: that is no absence.
        """
        try:
            result, more = self._answered(client)
        except ApiError as error:
            if not error.is_absence:
                raise
            missing = {"status": error.status, "url": self.call.shown_url, "tries": error.tries}
            return ProbeResult(
                not self.exists, {**missing, "content": error.description or error.code or ""}, absent=True
            )
        if self.is_about_existence:
            return ProbeResult(self.exists, result)
        answer = data_of(result)
        try:
            reason = self._reason(answer, client.mask)
        except NotApplicable as problem:
            return ProbeResult(False, result, problem=str(problem))
        if more and not (reason is None and self._holds_for_more(answer)):
            raise self._undecided(result, more, reason, self._reason(answer, unquoted))
        return ProbeResult(reason is None, result)

    def unmet(self, seen: ProbeResult, mask: Callable[[str], str]) -> str:
        """Why it does not hold, with the status of the answer and what it says."""
        answer = data_of(seen.result)
        if seen.problem:
            reason: Optional[str] = seen.problem
        elif seen.absent or self.is_about_existence:
            reason = "it does not exist" if self.exists else "it exists"
        else:
            reason = self._reason(answer, mask)
        text = mask(json.dumps(without_secrets(answer), ensure_ascii=False, default=str))
        said = "empty" if answer in ("", None) else text if len(text) <= 300 else text[:300] + " ..."
        return "%s (status %s, the answer: %s)" % (reason, seen.result.get("status"), said)

    def _answered(self, client: Client) -> Tuple[Result, Optional[str]]:
        """The answer, and what is said of the rows of a list that were not read."""
        if self.call.params.get("paginate"):
            result, pages = fetched_pages(client, self.platform, self.call, self.call.params["max_pages"])
            return result, (pages.warning or "more rows than came") if pages.incomplete else None
        response = client.exchange(self.call.request(), self.call.accept)
        result = result_of(self.call, response)
        pager, answer = self.platform.pager(self.call.params), result.get("json")
        rows = pager.rows(answer) if pager else None
        total = None if pager is None or rows is None else pager.total(answer, response.headers)
        if rows is not None and total is not None and len(rows) < total:
            return result, "%d of %d rows were read" % (len(rows), total)
        return result, "a page of several was read" if announces_more(response.headers) else None

    def _reason(self, answer: Any, mask: Callable[[str], str]) -> Optional[str]:
        """Why the conditions do not hold of an answer; None if they do."""
        if self.that is not None and not self.that.holds(answer):
            return "%r does not hold" % self.that.text
        if self.contains is None:
            return None
        if isinstance(self.contains, dict):
            if not isinstance(answer, dict):
                raise NotApplicable("%s.contains is a mapping, but the answer is not" % self.option)
            different = changes(answer, self.contains)
            return described(different[0], mask) if different else None
        rows = self._rows(answer)
        if rows is None:
            raise NotApplicable("%s.contains is a list, but the answer has none" % self.option)
        lacking = not_among(rows, self.contains)
        return "none of its rows is %s" % quoted(without_secrets(lacking[0]), mask) if lacking else None

    def _rows(self, answer: Any) -> Optional[List[Any]]:
        """The rows of a list, out of the platform's envelope where it has one."""
        pager = self.platform.pager(self.call.params)
        return answer if isinstance(answer, list) else pager.rows(answer) if pager else None

    def _holds_for_more(self, answer: Any) -> bool:
        """Whether a condition that holds over some rows of a list holds over all: not if it needs none."""
        pager = self.platform.pager(self.call.params)
        if self.that is None or pager is None:
            return True
        empty = pager.whole(answer, [])
        looked_at = isinstance(answer, list) or any(
            self.that.names(name) for name, value in empty.items() if value != answer[name]
        )
        try:
            return not (looked_at and self.that.holds(empty))
        except NotApplicable:
            return True

    def _undecided(
        self, result: Result, more: str, reason: Optional[str], unquoting: Optional[str]
    ) -> ApiError:
        """The failure over a part of a list; ``unquoting`` is the reason without what it quotes."""
        quote = Quote(reason or "", unquoting or "")
        what: List[Part] = ["in those ", quote] if reason else ["more of them may tell otherwise"]
        if self.call.params.get("paginate"):
            parts = ["but the list is incomplete: %s (" % more.rstrip("."), *what, ")"]
            advice = "look at max_pages, or narrow the list by query"
            return failure_after(self.call, result, "protocol", *parts, advice=advice)
        advice = "set %s.paginate: true, so that all of them are read" % self.option
        return failure_after(self.call, result, "config", "but %s, and " % more, *what, advice=advice)


@dataclass(frozen=True)
class Wait:
    """``wait_for``: how long to wait for a probe, and how long to pause between polls, in seconds."""

    probe: Probe
    timeout: float
    interval: float

    def perform(self, client: Client, mode: Mode) -> Result:
        """Poll until the probe holds; ``ApiError`` (timeout) with the last answer, or the last refusal."""
        end = time.monotonic() + self.timeout
        # A poll is itself the repetition.
        polling = replace(client, policy=replace(client.policy, retries=0))
        polls = 0
        while True:
            polls += 1
            refused = None
            try:
                seen = self.probe.ask(polling)
            except ApiError as error:
                if error.kind not in _PASSING and not error.transient:
                    raise
                seen, refused = ProbeResult(False, {}), error
            if seen.holds:
                return {"polls": polls, **answer_of(seen.result)}
            left = end - time.monotonic()
            if left <= 0:
                raise self._not_in_time(seen, refused, polls, client.mask)
            url = without_query(self.probe.call.url)
            mode.progress("waiting for %s: poll %d, %d s left" % (url, polls, left))
            asked = refused.retry_after if refused and refused.retry_after is not None else 0.0
            client.sleep(min(max(self.interval, asked), left))

    def skipped(self, mode: Mode) -> Result:
        """What a wait brings in check mode after a write that was not made: its effect will not come."""
        mode.progress("not waiting for %s: check mode wrote nothing" % without_query(self.probe.call.url))
        return {"polls": 0}

    def _not_in_time(
        self, seen: ProbeResult, refused: Optional[ApiError], polls: int, mask: Callable[[str], str]
    ) -> ApiError:
        url = without_query(self.probe.call.url)
        last: Sequence[Part]
        if refused:
            last = refused.whole()
        else:
            last = [Quote(self.probe.unmet(seen, mask), self.probe.unmet(seen, unquoted))]
        error = ApiError(
            "timeout",
            "%s %s was polled %d times in %g s (wait_for.timeout), and still "
            % (self.probe.call.method, url, polls, self.timeout),
            *last,
            status=refused.status if refused else seen.result.get("status"),
            method=self.probe.call.method,
            url=url,
            tries=polls,
        )
        error.details["last_answer"] = told_of(seen.result)
        return error


def unquoted(_text: str) -> str:
    """What stands in the place of a quotation where nothing of an answer may be repeated."""
    return "..."


def not_applicable(call: Call, result: Result, problem: str) -> ApiError:
    """The failure of a condition or a selection over the answer of a call."""
    advice = "look at %s and at the answer" % problem.split()[0]
    return failure_after(call, result, "config", "but %s" % problem, advice=advice)


def _data(option: str, value: Any) -> Any:
    """What is to be compared."""
    if value is None:
        return None
    if not isinstance(value, (dict, list)):
        raise config_error("%s must be a mapping of fields, or a list of items." % option)
    if not value:
        raise config_error("%s is empty, so it would always hold." % option)
    return value


def addressed(platform: Platform, option: str, probe: Params, call: Params) -> Dict[str, Any]:
    """The options of a probe, with what it takes over from its call."""
    given = {name: value for name, value in probe.items() if value is not None}
    if not any(name in given for name in platform.addressing):
        given.update({name: call.get(name) for name in platform.addressing})
    if "path" not in given and not platform.locates(given):
        if method_of(given, platform) not in READ_METHODS:
            # Taking over the call's own path would make the very write that is being guarded.
            raise config_error("%s needs path, the address to read." % option)
        given["path"] = call["path"]
    if "path_params" not in given and call.get("path_params") and "path" in given:
        placeholders = set(re.findall(r"\{([^{}]*)\}", given["path"]))
        given["path_params"] = {
            name: value for name, value in call["path_params"].items() if name in placeholders
        }
    given["max_pages"] = call.get("max_pages")
    given["headers"] = for_other_requests(checked_headers(call.get("headers")))
    return given

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting: a probe asked again and again until it holds.

PRIVATE to this collection.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Callable, Optional, Sequence, Tuple

from ..errors import ApiError, Part, Quote
from ..exchange.client import Client
from ..http.address import without_query
from ..mode import Mode
from .answer import Result, answer_of, told_of
from .probe import Probe, ProbeResult, unquoted

# What a wait outlasts: an answer that may be another a moment later.
_PASSING = frozenset({"not_found", "rate_limited", "server", "timeout", "connect"})


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
            seen, refused = self._polled(polling)
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

    def _polled(self, client: Client) -> Tuple[ProbeResult, Optional[ApiError]]:
        """What one poll saw; a refusal that may pass is returned, any other is raised."""
        try:
            return self.probe.ask(client), None
        except ApiError as error:
            if error.kind not in _PASSING and not error.transient:
                raise
            return ProbeResult(False, {}), error

    def _not_in_time(
        self, seen: ProbeResult, refused: Optional[ApiError], polls: int, mask: Callable[[str], str]
    ) -> ApiError:
        url = without_query(self.probe.call.url)
        unmet = Quote(self.probe.unmet(seen, mask), self.probe.unmet(seen, unquoted))
        last: Sequence[Part] = refused.whole() if refused else [unmet]
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

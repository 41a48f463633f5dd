# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Authorised exchanges: the bearer added, renewed once on 401, repeated by the retry table.

PRIVATE to this collection.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace
from typing import Callable, Dict, FrozenSet, Mapping, Optional

from ..errors import UNKNOWN, ApiError, Effect, Quote
from ..http import document, retry
from ..http.address import redirect_target, without_query
from ..http.deadline import Deadline
from ..http.message import Request, Response, clock_ahead
from ..http.retry import RetryPolicy
from ..http.transport import Transport
from ..tokens.source import TokenSource
from ..tokens.token import Ask, Token
from .platform import Platform
from .refusal import Refusal, kind_of, unexpected

_MOST_REDIRECTS = 5
_UNKNOWN_ONCE = "The outcome is unknown: the platform may have acted on it, so it was not sent again."
_UNKNOWN_EARLIER = "The outcome is unknown: the platform may have acted on an earlier attempt."


@dataclass
class Client:
    """Exchanges with one platform. Without ``tokens`` it asks unauthorised, as for a token itself.

    ``mask`` keeps secrets out of what is quoted; ``headers`` are those to go with a request to a URL, unless
    it has its own of them, and ``watch`` is shown every request as it goes.
    ``turn`` takes a turn for a request and says how many seconds to wait for it.
    """

    platform: Platform
    transport: Transport
    policy: RetryPolicy
    tokens: Optional[TokenSource] = None
    sleep: Callable[[float], None] = time.sleep
    mask: Callable[[str], str] = str
    headers: Callable[[str], Mapping[str, str]] = lambda _url: {}
    watch: Callable[[Request], None] = lambda _request: None
    turn: Callable[[], float] = float

    def login(self) -> Ask:
        """Begin exchanges that take no longer together than one may: those of a login."""
        deadline = self.policy.deadline()
        return lambda request: self._exchange(request, frozenset(), deadline)

    def exchange(self, request: Request, accept: FrozenSet[int] = frozenset()) -> Response:
        """Send until there is an answer to keep: of the statuses ``accept``, else any success.

        A deletion that may have been applied, and then finds nothing to delete, is a success as well.
        Raises ``ApiError`` for every refusal and failure, its ``tries`` counting what was sent.
        """
        return self._exchange(request, accept, self.policy.deadline())

    def _exchange(self, request: Request, accept: FrozenSet[int], deadline: Deadline) -> Response:
        tries = repeats = redirects = 0
        renewed = in_doubt = False
        while True:
            token = self._token_in_turn()
            tries += 1
            try:
                response = self.transport.send(self._complete(request, token), deadline)
                refused = self._refused(response, accept)
                # The platform says of what is to be deleted that there is no such thing.
                absent = refused is not None and refused.kind == "not_found" and refused.from_platform
                if refused is not None and not (in_doubt and absent and request.method == "DELETE"):
                    raise self._failure(response, refused)
            except ApiError as error:
                error.tries = tries
                if self._renews(error, token, renewed):
                    renewed = True
                elif (
                    repeats < self.policy.retries
                    and retry.may_repeat(error, request.repeatable)
                    and self._paused(repeats + 1, error, deadline)
                ):
                    repeats += 1
                    in_doubt = in_doubt or error.effect == "unknown"
                else:
                    self._conclude(error, request, in_doubt)
                    raise
                continue
            response.tries = tries
            if not self._leads_elsewhere(response, accept):
                response.refused = not in_doubt and _did_nothing(response)
                return response
            redirects += 1
            try:
                request = self._redirected(request, response, redirects)
            except ApiError as error:
                self._conclude(error, request, in_doubt)
                raise

    def _paused(self, repeat: int, error: ApiError, deadline: Deadline) -> bool:
        """Wait before that repetition (from 1); False, at once, if the deadline leaves no time for it."""
        pause = self.policy.pause(repeat, error.retry_after)
        if not deadline.allows(pause):
            if not deadline.is_over:
                error.notes.append("The limit of %s left no time for another try." % deadline)
            return False
        deadline.spend(pause)
        self.sleep(pause)
        return True

    def _token_in_turn(self) -> Optional[Token]:
        """The token for a request whose turn has come.

        Who waited for a login missed the turn, and takes another: all who waited would go at once.
        """
        if self.tokens is None:
            return None
        token = self.tokens.current()
        for _time in range(2):
            seconds = self.turn()
            if seconds > 0:
                self.sleep(seconds)
            before, token = token, self.tokens.current()
            if token == before:
                break
        return token

    def _refused(self, response: Response, accept: FrozenSet[int]) -> Optional[Refusal]:
        """How an answer refuses; None where it is one to keep, or to follow."""
        success = 200 <= response.status < 300
        if (response.status in accept and not success) or self._leads_elsewhere(response, accept):
            return None
        refused = None if self._is_fulfilled(response) else self.platform.refusal(response)
        if refused is None and accept and response.status not in accept:
            return unexpected(response, accept)
        return refused

    def _leads_elsewhere(self, response: Response, accept: FrozenSet[int]) -> bool:
        """Whether an answer is a redirect, and neither a status to keep nor the platform's own success."""
        redirects = 300 <= response.status < 400 and "location" in response.headers
        return redirects and response.status not in accept and not self._is_fulfilled(response)

    def _is_fulfilled(self, response: Response) -> bool:
        """Whether a write was made, by a status that says so on this platform alone."""
        write = self.tokens is not None and not response.request.read_only
        return write and self.platform.fulfilled(response)

    def _failure(self, response: Response, refused: Refusal) -> ApiError:
        words = self.mask(refused.description) if refused.description else None
        failure = self.platform.failure(response, replace(refused, description=words))
        in_doubt = retry.is_in_doubt(response, refused.kind)
        failure.transient = in_doubt or retry.is_busy(response)
        if in_doubt and not response.request.read_only:
            failure.effect = "unknown"
        failure.retry_after = retry.retry_after(response.headers)
        failure.clock_ahead = clock_ahead(response.headers)
        if self.tokens and 200 <= response.status < 300 and not response.request.read_only:
            # A write that was made: what it answered may not be told again.
            failure.details["answer"] = {"status": response.status, **document.data_in(response)}
        return failure

    def _conclude(self, error: ApiError, request: Request, in_doubt: bool) -> None:
        """Say what became of a write that failed. What is asked without a token is a login at most.

        ``in_doubt`` says that an attempt before the one that failed may have been applied.
        """
        if error.effect == "unknown" and not request.repeatable:
            error.notes.append(_UNKNOWN_ONCE)
        elif self.tokens is None:
            error.effect = "none"
        elif error.effect == "unknown":
            error.notes.append(UNKNOWN)
        elif error.effect == "applied" and error.kind == "protocol":
            error.follows_write()
        elif in_doubt and error.effect == "none" and not error.is_absence:
            error.effect = "unknown"
            error.notes.append(_UNKNOWN_EARLIER)

    def _complete(self, request: Request, token: Optional[Token]) -> Request:
        headers = {**self.headers(request.url), **request.headers}
        if token is not None:
            headers["Authorization"] = "Bearer " + token.access_token
        complete = replace(request, headers=headers)
        self.watch(complete)
        return complete

    def _renews(self, error: ApiError, token: Optional[Token], renewed: bool) -> bool:
        """Renew a token that was refused; False where it is not, and then the error tells why.

        ``renewed`` says that the token of this call was renewed before.
        """
        if error.kind != "auth" or token is None or self.tokens is None:
            return False
        reason = self.tokens.renew(token, renewed)
        error.notes += [reason] if reason else []
        return reason is None

    def _redirected(self, request: Request, response: Response, redirects: int) -> Request:
        """The request at its new place, if it may go there."""
        target = redirect_target(request.url, response.headers["location"])
        if not request.read_only:
            reason = "a write never follows a redirect"
        elif target is None:
            reason = "it leads to another origin, where the token must not go"
        elif redirects > _MOST_REDIRECTS:
            reason = "there were too many redirects"
        else:
            return replace(request, url=target)
        url = without_query(request.url)
        # By these two a web application also answers a write that it has made.
        unknown = response.status in (302, 303) and not request.read_only
        effect: Effect = "unknown" if unknown else "none"
        raise ApiError(
            "protocol",
            "%s %s answered %d, a redirect" % (request.method, url, response.status),
            Quote(" to " + without_query(target) if target else ""),
            " that was not followed: %s" % reason,
            advice="look at the address",
            effect=effect,
            status=response.status,
            method=request.method,
            url=url,
            tries=response.tries,
        )


def _did_nothing(response: Response) -> bool:
    """Whether the status says that the platform did not do what it was asked."""
    if response.status < 400:
        return response.status == 304
    return not retry.is_in_doubt(response, kind_of(response.status))


class CountedExchanges:
    """Exchanges of one task. ``counts`` are those made, by ``reads`` and ``writes``."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._lock = threading.Lock()
        self.counts: Dict[str, int] = {"reads": 0, "writes": 0}

    def exchange(self, request: Request) -> Response:
        """Count the request and send it, as ``Client.exchange`` does."""
        with self._lock:
            self.counts["reads" if request.read_only else "writes"] += 1
        return self._client.exchange(request)

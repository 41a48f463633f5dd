# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One call made so that it can be made again: probe, call, verify, wait, page, select.

PRIVATE to this collection.
"""

from __future__ import annotations

import json
import math
from contextlib import suppress
from functools import partial
from typing import Any, Callable, Iterator, Optional

from ..compare import merged
from ..errors import ApiError, Quote, config_error
from ..exchange.client import Client
from ..exchange.platform import Platform
from ..exchange.refusal import HINTS
from ..fields import MASK, without_secrets
from ..http.address import without_query
from ..http.download import download_of
from ..http.message import Request, Response
from ..mode import Mode
from ..options import Params
from .answer import (
    Result,
    check_pages,
    data_of,
    failure_after,
    fetched_pages,
    head_of,
    keep_answer,
    nothing_there,
    result_of,
    told_of,
)
from .call import Call
from .condition import Expression, NotApplicable
from .merge import TRIES, Draft, Merge, is_changed_meanwhile
from .probe import Probe, Wait, not_applicable, unquoted


class Invocation:
    """One declared call with everything around it, checked when built, performed on demand."""

    def __init__(self, platform: Platform, params: Params) -> None:
        self.platform = platform
        self.call = Call.build(platform, params)
        self.select = Expression("select", params["select"]) if params.get("select") is not None else None
        self.unless = self._probe("unless")
        self.merge = Merge(platform, self.call) if params.get("merge") else None
        awaited, timing = self._probe("wait_for"), self.call.params.get("wait_for") or {}
        self.wait = Wait(awaited, timing["timeout"], timing["interval"]) if awaited else None
        self.download = download_of(params, self.call.accept, platform.params["timeout"])
        self._check_combinations(params)

    def _probe(self, option: str) -> Optional[Probe]:
        params = self.call.params.get(option)
        return None if params is None else Probe.build(self.platform, option, params, self.call)

    def _check_combinations(self, params: Params) -> None:
        if self.wait and not all(0 < each < math.inf for each in (self.wait.timeout, self.wait.interval)):
            raise config_error("wait_for: timeout and interval must be seconds above 0.")
        wants_it = self.unless and self.unless.is_about_existence and self.unless.exists
        if wants_it and self.call.method in ("PUT", "PATCH"):
            raise config_error(
                "unless only asks whether the object exists, so %s would never be sent; say what must "
                "differ, with unless.contains or unless.that." % self.call.method
            )
        if params.get("verify") and self.unless is None and self.merge is None:
            raise config_error("verify needs unless or merge, which are checked again after the call.")
        if params.get("verify") and self.call.read_only:
            raise config_error("verify is for writes; this call is read-only.")
        if params.get("paginate") and not self.call.read_only:
            raise config_error("paginate is for reads: a method such as GET, or read_only: true.")
        check_pages(self.platform, self.call)
        if params.get("paginate") and self.download:
            raise config_error("paginate and dest are mutually exclusive.")
        if self.merge and (self.download or self.call.read_only):
            raise config_error("merge cannot be combined with dest or read_only.")
        if self.select and self.download:
            raise config_error("select and dest are mutually exclusive: select does not read a saved file.")
        if params.get("max_pages", 1) < 1:
            raise config_error("max_pages must be 1 or more.")

    def secrets(self) -> Iterator[str]:
        """What is secret by its name in what the call and its probes send, and in their conditions."""
        probes = [probe for probe in (self.unless, self.wait and self.wait.probe) if probe]
        for call in (self.call, *(probe.call for probe in probes)):
            yield from call.secrets()
        for expression in (self.select, *(probe.that for probe in probes)):
            if expression:
                yield from expression.secrets()

    def perform(self, client: Client, mode: Mode) -> Result:
        """The result of the call as documented for the ``*_invoke`` modules; raises ``ApiError``."""
        if self.merge:
            result = self._merged(client, mode, self.merge)
        elif self.unless:
            result = self._made_unless(client, mode, self.unless)
        elif mode.check and not self.call.read_only:
            result = self._predicted(mode, None)
        else:
            result = self._made(client, mode)
        try:
            # A write that was only predicted has no answer.
            if result["status"] is not None:
                self._follow_up(client, mode, result)
        except ApiError as error:
            # What was done stays done.
            if result["changed"]:
                error.effect = "applied"
            if not (self.call.read_only or mode.check or result.get("satisfied")):
                keep_answer(error, result)
            raise
        return result

    def _made_unless(self, client: Client, mode: Mode, unless: Probe) -> Result:
        """The call, unless the probe holds; then the probe's answer."""
        before = unless.ask(client)
        if before.problem:
            raise not_applicable(unless.call, before.result, before.problem)
        if before.holds:
            return {**before.result, "changed": False, "satisfied": True}
        if self.call.read_only or not mode.check:
            return {**self._made(client, mode), "satisfied": False}
        place = without_query(unless.call.url)
        updates = self.call.method in ("PUT", "PATCH") and place == without_query(self.call.url)
        if updates and before.absent and place not in mode.there:
            raise nothing_there(self.call, before.result)
        if before.absent and unless.exists:
            mode.there.add(place)
        document = None
        if updates and not before.absent:
            document = self._updated(before.result.get("json"))
        return {**self._predicted(mode, document), "satisfied": False}

    def _merged(self, client: Client, mode: Mode, merge: Merge) -> Result:
        """The write of what differs, composed anew if the object was changed meanwhile."""
        told: Result = {"not_compared": merge.not_compared} if merge.not_compared else {}
        in_doubt = False
        for left in reversed(range(TRIES)):
            draft = self._draft(client, mode, merge)
            if not draft.changes:
                return {**draft.read, **told, "changed": in_doubt, "satisfied": not in_doubt}
            merge.check(draft)
            told["satisfied"] = False
            if mode.diff:
                told["diff"] = draft.diff()
            if mode.check:
                return {**self._predicted(mode, self._updated(draft.read.get("json", {}))), **told}
            try:
                response = client.exchange(draft.write.request(), draft.write.accept)
                if response.refused:
                    told.pop("diff", None)
                return {**result_of(draft.write, response), **told, "changed": not response.refused}
            except ApiError as error:
                if not left or not is_changed_meanwhile(error):
                    raise
                in_doubt = in_doubt or error.effect == "unknown"
        raise AssertionError("the last try either succeeds or raises")

    def _draft(self, client: Client, mode: Mode, merge: Merge) -> Draft:
        try:
            return merge.draft(client)
        except ApiError as error:
            would_be_there = mode.check and without_query(merge.read.url) in mode.there
            if not error.is_absence or not would_be_there:
                raise
            return merge.created()

    def _updated(self, current: Any) -> Any:
        """An object as an update would leave it, for what check mode can tell; None where that is nothing."""
        body = self.call.params.get("body")
        if self.platform.document(self.call.params, current) is not current:
            return None
        return merged(current, body) if isinstance(body, dict) else current

    def _predicted(self, mode: Mode, document: Any) -> Result:
        """What check mode reports of a write: the keys of an answer, with what can be told of them."""
        mode.predicted.add(self.call.url)
        nothing: Result = {"status": None, "headers": {}, "elapsed": 0.0, "tries": 0, "request_id": None}
        place = {"method": self.call.method, "url": self.call.shown_url}
        result = {**nothing, **place, **self._written(mode)}
        if document is not None:
            result["json"] = document
        if self.wait:
            result["waited_for"] = self.wait.skipped(mode)
        if self.select:
            result["selected"] = None
            with suppress(NotApplicable):
                result["selected"] = self.select.search(document)
        return result

    def _follow_up(self, client: Client, mode: Mode, result: Result) -> None:
        """Verify a write, wait, and select: what takes an answer to begin with."""
        if self.call.params.get("verify") and not result["satisfied"]:
            self._verify(client, result)
        if self.wait:
            vain = mode.check and bool(mode.predicted)
            result["waited_for"] = self.wait.skipped(mode) if vain else self.wait.perform(client, mode)
        if self.select and ("json" in result or "content" in result):
            result["selected"] = self._selected(self.select, result)

    def _selected(self, select: Expression, result: Result) -> Any:
        probe = self.merge.read if self.merge else self.unless.call if self.unless else self.call
        answered = probe if result.get("satisfied") else self.call
        try:
            return select.search(data_of(result))
        except NotApplicable as problem:
            error = not_applicable(answered, result, str(problem))
            if not answered.read_only and result["changed"]:
                error.follows_write()
            raise error from problem

    def _made(self, client: Client, mode: Mode) -> Result:
        """The call itself: one answer, all pages, or a file."""
        if self.call.params.get("paginate"):
            result, pages = fetched_pages(client, self.platform, self.call, self.call.params["max_pages"])
            if pages.warning:
                mode.warn("%s: %s" % (without_query(self.call.url), pages.warning))
            return result
        request = self.call.request()
        if not self.download:
            response = self._exchanged(client, request)
            result = result_of(self.call, response)
        else:
            request.open_sink = self.download.open_sink
            try:
                if not mode.check:
                    self.download.begin()
                response = self._exchanged(client, request)
                result = self._saved(response, mode)
            finally:
                self.download.end()
        if not self.call.read_only and not response.refused:
            result.update(self._written(mode))
        return result

    def _exchanged(self, client: Client, request: Request) -> Response:
        """The answer. The error of a conflict says what makes the call repeatable."""
        try:
            return client.exchange(request, self.call.accept)
        except ApiError as error:
            if error.advice == HINTS["conflict"] and not self.unless:
                error.advice += "; unless makes the call repeatable"
            raise

    def _saved(self, response: Response, mode: Mode) -> Result:
        """The result of a download; ``changed`` when the file is not what it was."""
        download = self.download
        if response.unsaved:
            raise self._unsaved(response, response.unsaved)
        if download is None or not response.saved:
            return result_of(self.call, response)
        differs, attributes = download.differs(), download.differences()
        try:
            if differs and not mode.check:
                download.commit()
            elif attributes and not mode.check:
                download.set_attributes()
        except ApiError as error:
            raise self._unsaved(response, error) from error
        result = {**head_of(self.call, response), "changed": differs or bool(attributes)}
        result["dest"] = download.path
        if result["changed"] and mode.diff:
            before = "".join("%s: %s\n" % (name, had) for name, (had, _to_have) in attributes.items())
            after = "".join("%s: %s\n" % (name, to_have) for name, (_had, to_have) in attributes.items())
            if differs:
                after += "(the answer of %s %s)\n" % (self.call.method, self.call.shown_url)
            result["diff"] = {"before_header": download.path, "after_header": download.path}
            result["diff"].update(before=before, after=after)
        return result

    def _unsaved(self, response: Response, error: ApiError) -> ApiError:
        error.tries = response.tries
        if response.body and not self.call.read_only:
            keep_answer(error, result_of(self.call, response))
        return error

    def _written(self, mode: Mode) -> Result:
        """What a write reports before and after it is made alike."""
        result: Result = {"changed": True}
        if mode.diff:
            result["diff"] = {"before": "", "after": self._shown()}
        return result

    def _shown(self) -> str:
        """The write as a diff shows it."""
        params = self.call.params
        lines = ["%s %s" % (self.call.method, self.call.shown_url)]
        if params.get("src") is not None:
            lines.append("(the content of %s)" % params["src"])
        elif params.get("body_format") == "raw" or isinstance(params.get("body"), str):
            lines.append(MASK if params.get("body") else "")
        elif params.get("body") is not None:
            lines.append(json.dumps(without_secrets(params["body"]), indent=2, ensure_ascii=False))
        return "\n".join(lines) + "\n"

    def _verify(self, client: Client, made: Result) -> None:
        """Ask again; ``ApiError`` (conflict) with both answers if what was to be so is not."""
        if self.merge:
            draft = self.merge.draft(client)
            holds, seen = not draft.changes, draft.read
            unmet: Callable[[Callable[[str], str]], str] = partial(self.merge.unmet, draft)
        elif self.unless:
            after = self.unless.ask(client)
            holds, seen, unmet = after.holds, after.result, partial(self.unless.unmet, after)
        else:
            return
        if holds:
            return
        found = Quote(unmet(client.mask), unmet(unquoted))
        advice = "look at what the platform made of it"
        error = failure_after(self.call, made, "conflict", "but afterwards ", found, advice=advice)
        error.details["verified"] = told_of(seen)
        raise error

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One call made so that it can be made again: probe, call, verify, wait, page, select.

PRIVATE to this collection.
"""

from __future__ import annotations

import json
import math
import time
from dataclasses import dataclass, replace
from typing import Any, Callable, Dict, Iterator, Optional, Tuple

from . import document
from .address import without_query
from .call import Call, Probe
from .client import Client
from .condition import Expression, Misfit
from .download import Download
from .errors import ApiError, Kind, config_error
from .fields import without_secrets
from .http import Response
from .options import Params
from .paging import Pager, Pages
from .platform import Platform
from .refusal import request_id_of
from .secrets import MASK

Result = Dict[str, Any]

# What a wait outlasts: an answer that may be another a moment later.
_PASSING = frozenset({"not_found", "rate_limited", "server", "timeout", "connect"})


@dataclass(frozen=True)
class Mode:
    """How the task runs, and whom to tell about progress and oddities."""

    check: bool = False
    diff: bool = False
    progress: Callable[[str], None] = lambda _text: None
    warn: Callable[[str], None] = lambda _text: None


@dataclass(frozen=True)
class Finding:
    """What a probe found: whether it holds, the answer it saw, and why the condition does not fit that."""

    holds: bool
    result: Result
    misfit: Optional[str] = None


class Invocation:
    """One declared call with everything around it, checked when built, performed on demand."""

    def __init__(self, platform: Platform, params: Params) -> None:
        self.platform = platform
        self.call = Call.build(platform, params)
        self.select = Expression("select", params["select"]) if params.get("select") is not None else None
        self.unless = self._probe("unless")
        self.wait_for = self._probe("wait_for")
        self.pager = platform.pager(self.call.params) if params.get("paginate") else None
        dest = params.get("dest")
        self.download = Download(dest, self.call.accept) if dest is not None else None
        self._check_combinations(params)

    def _probe(self, option: str) -> Optional[Probe]:
        params = self.call.params.get(option)
        return None if params is None else Probe.build(self.platform, option, params, self.call)

    def _check_combinations(self, params: Params) -> None:
        if params.get("verify") and self.unless is None:
            raise config_error("verify needs unless, the probe to ask again after the call.")
        if params.get("verify") and self.call.read_only:
            raise config_error("verify is for writes; this call is read-only.")
        if params.get("paginate") and not self.call.read_only:
            raise config_error("paginate is for reads: a method such as GET, or read_only: true.")
        if params.get("paginate") and self.download:
            raise config_error("paginate and dest exclude each other.")
        if self.select and self.download:
            raise config_error("select and dest exclude each other: what goes to a file is not looked into.")
        wait = params.get("wait_for") or {"timeout": 1, "interval": 1}
        if not all(0 < wait[name] < math.inf for name in ("timeout", "interval")):
            raise config_error("wait_for: timeout and interval must be seconds above 0.")
        if params.get("max_pages", 1) < 1:
            raise config_error("max_pages must be 1 or more.")

    def secrets(self) -> Iterator[str]:
        """What is secret by its name in what the call and its probes send."""
        probes = [probe.call for probe in (self.unless, self.wait_for) if probe]
        for call in (self.call, *probes):
            yield from call.secrets()

    def perform(self, client: Client, mode: Mode) -> Result:
        """The result of the call as documented for the ``*_invoke`` modules; raises ``ApiError``."""
        before = _find(client, self.unless) if self.unless else None
        if self.unless and before and before.misfit:
            raise _misfitting(self.unless.call, before.result, before.misfit)
        if before is not None and before.holds:
            result = {**before.result, "changed": False, "satisfied": True}
        elif mode.check and not self.call.read_only:
            result = {**self._written(mode), "method": self.call.method, "url": self.call.shown_url}
        else:
            result = self._made(client, mode)
        if before is not None:
            result["satisfied"] = before.holds
        try:
            if "status" in result:
                self._follow_up(client, mode, result)
        except ApiError as error:
            # What was done stays done.
            error.details["changed"] = result["changed"]
            raise
        return result

    def _follow_up(self, client: Client, mode: Mode, result: Result) -> None:
        """Verify a write, wait, and select: what takes an answer to begin with."""
        if self.call.params.get("verify") and not result["satisfied"]:
            self._verify(client, result)
        if self.wait_for:
            result["waited_for"] = self._wait(client, mode, self.wait_for)
        if self.select and ("json" in result or "content" in result):
            result["selected"] = self._selected(self.select, result)

    def _selected(self, select: Expression, result: Result) -> Any:
        answered = self.unless.call if self.unless and result["satisfied"] else self.call
        try:
            return select.search(_data(result))
        except Misfit as misfit:
            error = _misfitting(answered, result, str(misfit))
            if not answered.read_only and result["changed"]:
                error.came_after_the_write()
            raise error from misfit

    def _made(self, client: Client, mode: Mode) -> Result:
        """The call itself: one answer, all pages, or a file."""
        if self.pager:
            return self._paged(client, mode, self.pager)
        request = self.call.request()
        if not self.download:
            response = client.exchange(request, self.call.accept)
            result = _result(self.call, response)
        else:
            request.open_sink = self.download.open_sink
            try:
                response = client.exchange(request, self.call.accept)
                result = self._saved(response, mode)
            finally:
                self.download.discard()
        if not self.call.read_only and not response.refused:
            result.update(self._written(mode))
        return result

    def _saved(self, response: Response, mode: Mode) -> Result:
        """The result of a download; ``changed`` when the file is not what it was."""
        download = self.download
        if download is None or not response.saved:
            return _result(self.call, response)
        changed = download.differs()
        if changed and not mode.check:
            download.commit()
        result = {**_head(self.call, response), "changed": changed, "dest": download.path}
        if changed and mode.diff:
            result["diff"] = {"before_header": download.path, "after_header": download.path}
            result["diff"].update(
                before="", after="(the answer of %s %s)\n" % (self.call.method, self.call.shown_url)
            )
        return result

    def _paged(self, client: Client, mode: Mode, pager: Pager) -> Result:
        def fetch(params: Dict[str, Any]) -> Tuple[Response, Any]:
            response = client.exchange(Call.build(self.platform, params).request(), self.call.accept)
            return response, document.json_of(response)

        pages = Pages(pager, fetch, dict(self.call.written), self.call.params["max_pages"])
        result = _result(self.call, pages.responses[0])
        result["pages"] = len(pages.responses)
        result["tries"] = sum(response.tries for response in pages.responses)
        result["elapsed"] = round(sum(response.elapsed for response in pages.responses), 3)
        if pages.answer is not None:
            result["json"] = pages.answer
        if pages.warning:
            mode.warn("%s: %s" % (without_query(self.call.url), pages.warning))
        return result

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
        """Ask the probe again; ``ApiError`` (conflict) with both answers if it does not hold now."""
        if self.unless is None:
            return
        after = _find(client, self.unless)
        if after.holds:
            return
        unmet = _unmet(self.unless, after, client.mask)
        text = "yet afterwards %s; look at what the platform made of it" % unmet
        error = _answered(self.call, made, "conflict", text)
        error.details["verified"] = _told(after.result)
        raise error

    def _wait(self, client: Client, mode: Mode, probe: Probe) -> Result:
        """Poll until the probe holds; ``ApiError`` (timeout) with the last answer, or the last refusal."""
        wait = self.call.params["wait_for"]
        end = time.monotonic() + wait["timeout"]
        # A poll is itself the repetition.
        polling = replace(client, policy=replace(client.policy, retries=0))
        polls = 0
        while True:
            polls += 1
            found, refused = self._polled(polling, probe)
            if found.holds:
                return {"polls": polls, **_answer(found.result)}
            left = end - time.monotonic()
            if left <= 0:
                raise self._not_in_time(probe, found, refused, polls, client.mask)
            mode.progress("waiting for %s: poll %d, %d s left" % (without_query(probe.call.url), polls, left))
            asked = refused.retry_after if refused and refused.retry_after is not None else 0.0
            client.sleep(min(max(wait["interval"], asked), left))

    def _polled(self, client: Client, probe: Probe) -> Tuple[Finding, Optional[ApiError]]:
        """What one poll found; a refusal that may pass is returned, any other is raised."""
        try:
            return _find(client, probe), None
        except ApiError as error:
            broken = error.outcome in ("unsent", "unknown") and error.kind not in ("config", "tls", "auth")
            if error.kind not in _PASSING and not broken:
                raise
            return Finding(False, {}), error

    def _not_in_time(
        self,
        probe: Probe,
        found: Finding,
        refused: Optional[ApiError],
        polls: int,
        mask: Callable[[str], str],
    ) -> ApiError:
        url = without_query(probe.call.url)
        last = refused.message if refused else _unmet(probe, found, mask)
        error = ApiError(
            "timeout",
            "%s %s was polled %d times in %g s (wait_for.timeout), and still %s"
            % (probe.call.method, url, polls, self.call.params["wait_for"]["timeout"], last),
            status=refused.status if refused else found.result.get("status"),
            method=probe.call.method,
            url=url,
            tries=polls,
        )
        error.details["last_answer"] = _told(found.result)
        return error


def _find(client: Client, probe: Probe) -> Finding:
    """Ask a probe. The platform's own "not found" means that it is not there; any other refusal is raised."""
    try:
        response = client.exchange(probe.call.request(), probe.call.accept)
    except ApiError as error:
        if error.kind != "not_found" or not error.spoken:
            raise
        missing = {"status": error.status, "url": probe.call.shown_url, "tries": error.tries}
        return Finding(not probe.exists, {**missing, "content": error.description or ""})
    result = _result(probe.call, response)
    if probe.that is None:
        return Finding(probe.exists, result)
    try:
        return Finding(probe.that.holds(_data(result)), result)
    except Misfit as misfit:
        return Finding(False, result, str(misfit))


def _misfitting(call: Call, result: Result, misfit: str) -> ApiError:
    """The failure of an expression over the answer of a call."""
    text = "but %s; look at the expression and at the answer" % misfit
    return _answered(call, result, "config", text)


def _answered(call: Call, result: Result, kind: Kind, text: str) -> ApiError:
    """A failure after the answer of a call, which is kept: it may not come twice."""
    url = without_query(call.url)
    error = ApiError(
        kind,
        "%s %s answered %s, %s." % (call.method, url, result["status"], text),
        status=result["status"],
        method=call.method,
        url=url,
        tries=result["tries"],
    )
    error.details["answer"] = _told(result)
    return error


def _unmet(probe: Probe, found: Finding, mask: Callable[[str], str]) -> str:
    condition = found.misfit or (
        "%r does not hold" % probe.that.text
        if probe.that
        else "it is %s" % ("not there" if probe.exists else "there")
    )
    answer = mask(json.dumps(without_secrets(_data(found.result)), ensure_ascii=False, default=str))
    return "%s (the answer: %s)" % (condition, answer if len(answer) <= 300 else answer[:300] + " ...")


def _head(call: Call, response: Response) -> Result:
    """What a result says of an answer besides its body."""
    headers = dict(response.headers)
    if "set-cookie" in headers:
        headers["set-cookie"] = MASK
    return {
        "changed": False,
        "status": response.status,
        "url": call.shown(response.request.url),
        "headers": headers,
        "elapsed": round(response.elapsed, 3),
        "tries": response.tries,
        "request_id": request_id_of(response.headers),
    }


def _result(call: Call, response: Response) -> Result:
    """An answer as a task result: ``json`` where it is JSON, else ``content``."""
    result = _head(call, response)
    text = document.text_of(response)
    try:
        if text.strip() and (document.looks_like_json(response) or text.lstrip()[:1] in "{["):
            result["json"] = document.value_of(response)
            return result
    except document.NotJson:
        pass
    result["content"] = text
    return result


def _data(result: Result) -> Any:
    return result["json"] if "json" in result else result.get("content")


def _answer(result: Result) -> Result:
    return {name: result[name] for name in ("status", "json", "content") if name in result}


def _told(result: Result) -> Result:
    """The answer as a failure tells it, which is shown at any verbosity."""
    told: Result = without_secrets(_answer(result))
    return told

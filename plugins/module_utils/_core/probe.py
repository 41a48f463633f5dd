# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A probe: a read that tells whether something is so.

PRIVATE to this collection.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Callable, Dict, Optional

from .answer import Result, data_of, failure_after, result_of
from .call import READ_METHODS, Call, method_of
from .client import Client
from .condition import Expression, NotApplicable
from .errors import ApiError, config_error
from .fields import without_secrets
from .http import checked_headers, for_other_requests
from .options import Params
from .platform import Platform


@dataclass(frozen=True)
class Observation:
    """What a probe saw: whether it holds, the answer, and why its condition cannot be asked of that."""

    holds: bool
    result: Result
    problem: Optional[str] = None


@dataclass(frozen=True)
class Probe:
    """A read that tells whether something is so: that it exists (or not), or that a condition holds."""

    call: Call
    that: Optional[Expression]
    exists: bool

    @classmethod
    def build(cls, platform: Platform, option: str, params: Params, call: Call) -> Probe:
        """The probe under ``option``; what addresses the platform and is left out is that of ``call``."""
        if params.get("that") is not None and params.get("exists") is False:
            raise config_error("%s: that and exists: false exclude each other." % option)
        that = Expression(option + ".that", params["that"]) if params.get("that") is not None else None
        addressed = _addressed(platform, option, params, call.params)
        try:
            asked = Call.build(platform, addressed, read_only=True)
        except ApiError as error:
            raise config_error("%s: %s" % (option, error.message)) from error
        return cls(asked, that, params.get("exists") is not False)

    def ask(self, client: Client) -> Observation:
        """Make the read. The platform's own "not found" means that it is not there; other refusals raise."""
        try:
            response = client.exchange(self.call.request(), self.call.accept)
        except ApiError as error:
            if error.kind != "not_found" or not error.spoken:
                raise
            missing = {"status": error.status, "url": self.call.shown_url, "tries": error.tries}
            return Observation(not self.exists, {**missing, "content": error.description or ""})
        result = result_of(self.call, response)
        if self.that is None:
            return Observation(self.exists, result)
        try:
            return Observation(self.that.holds(data_of(result)), result)
        except NotApplicable as error:
            return Observation(False, result, str(error))

    def unmet(self, seen: Observation, mask: Callable[[str], str]) -> str:
        """Why it does not hold, with the answer."""
        condition = seen.problem or (
            "%r does not hold" % self.that.text
            if self.that
            else "it is %s" % ("not there" if self.exists else "there")
        )
        answer = mask(json.dumps(without_secrets(data_of(seen.result)), ensure_ascii=False, default=str))
        return "%s (the answer: %s)" % (condition, answer if len(answer) <= 300 else answer[:300] + " ...")


def not_applicable(call: Call, result: Result, problem: str) -> ApiError:
    """The failure of an expression over the answer of a call."""
    text = "but %s; look at the expression and at the answer" % problem
    return failure_after(call, result, "config", text)


def _addressed(platform: Platform, option: str, probe: Params, call: Params) -> Dict[str, Any]:
    given = {name: value for name, value in probe.items() if value is not None}
    if not any(name in given for name in platform.addressing):
        given.update({name: call.get(name) for name in platform.addressing})
    if "path" not in given and not platform.locates(given):
        if method_of(given, platform) not in READ_METHODS:
            # Taking over the call's own path would make the very write that is being guarded.
            raise config_error("%s must say what to ask: its path is missing." % option)
        given["path"] = call["path"]
    if "path_params" not in given and call.get("path_params") and "path" in given:
        placeholders = set(re.findall(r"\{([^{}]*)\}", given["path"]))
        given["path_params"] = {
            name: value for name, value in call["path_params"].items() if name in placeholders
        }
    given["headers"] = for_other_requests(checked_headers(call.get("headers")))
    return given

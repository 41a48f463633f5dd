# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The operation of the modules that call services: one call, or many.

PRIVATE to this collection.
"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import (
    Any,
    Dict,
    List,
    Mapping,
    Optional,
    Tuple,
)

from ..calls.answer import Result
from ..calls.batch import Batch
from ..calls.call import call_options
from ..calls.invoke import Invocation
from ..errors import ApiError, config_error
from ..exchange.platform import Platform
from ..http.body import fits
from ..options import Option, Options, Params
from ..redaction import Secrets
from .operation import Operation
from .session import Context, Session


class InvokeOperation(Operation):
    """Calls services: one call, or many of ``calls``."""

    @property
    def options(self) -> Options:
        platform = self.platform
        single = call_options(platform.call_options, platform.default_method)
        return {
            **self.credentials,
            **single,
            "calls": Option(
                "list",
                elements="dict",
                suboptions={"name": Option(required=True), "headers": Option("dict"), **single},
            ),
            "concurrency": Option("int", 1),
            "on_error": Option(default="stop", choices=("stop", "continue")),
            "calls_per_minute": Option("int"),
        }

    def execute(self, params: Params, context: Context, secrets: Secrets) -> Result:
        platform = self.platform(params)
        concurrency = concurrency_of(params)
        alone = None if params.get("calls") is not None else Invocation(platform, params)
        invocations = [("", alone)] if alone else self._invocations(platform, params)
        for _name, invocation in invocations:
            for secret in invocation.secrets():
                secrets.failures.add(secret)
        addresses = [invocation.call.url for _name, invocation in invocations]
        session = Session(platform, context, secrets, addresses, 1 if alone else concurrency)
        # Calls bring the user's headers themselves: each may have others.
        client = replace(session.client(), headers=lambda _url: {})
        if alone:
            return alone.perform(client, context.mode)
        return Batch(invocations, concurrency, params["on_error"] == "stop").perform(client, context.mode)

    def _invocations(self, platform: Platform, params: Params) -> List[Tuple[str, Invocation]]:
        alone = sorted(
            name
            for name, option in call_options(platform.call_options, platform.default_method).items()
            # What comes from the environment, each of the calls has as well.
            if params.get(name) != option.default and not any(map(os.environ.get, option.environment))
        )
        if alone:
            raise config_error(
                "calls and %s are mutually exclusive; give them in each call." % ", ".join(alone)
            )
        shared = params.get("headers") or {}
        prepared: Dict[str, Invocation] = {}
        for call in params["calls"]:
            if call["name"] in prepared:
                raise config_error("calls: the name %r is used twice." % call["name"])
            headers = {**_fitting(shared, call), **(call.get("headers") or {})}
            try:
                prepared[call["name"]] = Invocation(platform, {**call, "headers": headers})
            except ApiError as error:
                raise config_error("call %r: " % call["name"], *error.whole()) from error
        return list(prepared.items())


def _fitting(shared: Mapping[str, Any], call: Params) -> Mapping[str, Any]:
    """The headers of all calls, less a ``Content-Type`` by which this call's body could not be read."""
    return {
        name: value
        for name, value in shared.items()
        if name.lower() != "content-type" or call.get("src") or fits(str(value), call["body_format"])
    }


def concurrency_of(params: Params) -> int:
    """How many requests a task makes at once; ``ApiError`` (config) for a number that cannot be."""
    concurrency: Optional[int] = params.get("concurrency")
    if concurrency is None or not 1 <= concurrency <= 64:
        raise config_error("concurrency must be from 1 to 64.")
    return concurrency

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Toy: its address, how it grants a token, how it says no, how it pages.

PRIVATE to this collection.
"""

from __future__ import annotations

from typing import Any, Mapping, Optional

from ..._core.exchange.paging import CallParams, Pager, count, first, with_query
from ..._core.exchange.platform import Platform
from ..._core.exchange.refusal import Refusal, first_text, kind_of
from ..._core.http.address import base_url
from ..._core.http.body import json_body
from ..._core.operations.invoke_operation import InvokeOperation
from ..._core.operations.operation import TokenOperation
from ..._core.options import Option, Params
from ..._core.tokens.grants import Login, RequestGrant, token_request
from ..._core.tokens.token import Grant


class Toy(Platform):
    """One installation with the credentials of one task."""

    name = "toy"
    title = "Toy"
    options = {
        "url": Option(environment=("TOY_URL",)),
        "api_key": Option(secret=True, environment=("TOY_API_KEY",)),
        "token": Option(secret=True, environment=("TOY_TOKEN",)),
    }
    credential_sets = (("api_key",), ("token",))

    def base(self, call: Params) -> str:
        """Its addresses: everything is below ``/v1``."""
        self.need("url")
        return base_url("url", self.params["url"]) + "/v1"

    def grant(self) -> Grant:
        """How it grants a token: a key for a bearer, as JSON."""
        self.need("url", "api_key")
        endpoint, key = self.base({}) + "/login", self.params["api_key"]
        request = token_request(endpoint, json_body({"key": key}))
        credentials = "%s, and at %s" % (self.options_text("api_key"), self.options_text("url"))
        login = Login("the owner of the key", credentials, self.options_text("url"))
        return RequestGrant((self.name, endpoint, key), (), request, login)

    def read_refusal(self, status: int, answer: Any) -> Optional[Refusal]:
        """How it says no: ``{"ok": false, "reason": ..., "text": ...}``, with 200 as well as with 4xx."""
        if not isinstance(answer, dict) or answer.get("ok") is not False:
            return None
        kind = "not_found" if answer.get("reason") == "absent" else kind_of(status)
        return Refusal(kind, first_text(answer.get("reason")), first_text(answer.get("text")))

    def pager(self, call: Params) -> Optional[Pager]:
        """How it pages: ``from`` counts rows."""
        return RowPager()


class RowPager(Pager):
    """``from`` in the query; ``rows`` and ``total`` in the answer."""

    list_name = "rows"

    def total(self, answer: Any, headers: Mapping[str, str]) -> Optional[int]:
        return count(answer.get("total"))

    def following(self, call: CallParams, page: int, fetched: int) -> CallParams:
        return with_query(call, **{"from": _beginning(call) + fetched})

    def is_whole(self, call: CallParams) -> bool:
        return _beginning(call) == 0


def _beginning(call: CallParams) -> int:
    """The row from which the user wants the list."""
    return first(call, "query", "from", 0)


TOKEN = TokenOperation("toy_token", Toy)
INVOKE = InvokeOperation("toy_invoke", Toy)

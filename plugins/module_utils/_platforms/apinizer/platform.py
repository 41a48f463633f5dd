# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Apinizer: tokens and the Management API below ``/apiops``.

Sources: the vendor's page on the token endpoint and its published API reference.

PRIVATE to this collection.
"""

from __future__ import annotations

import re
from typing import Any, Collection, Dict, List, Mapping, Optional
from urllib.parse import urlsplit

from ..._core.errors import config_error
from ..._core.exchange.paging import CallParams, Pager
from ..._core.exchange.platform import Platform, how_to_set
from ..._core.exchange.refusal import Refusal, first_text, kind_of
from ..._core.http.address import base_url
from ..._core.http.body import form_body
from ..._core.http.message import Response
from ..._core.operations.invoke_operation import InvokeOperation
from ..._core.operations.operation import TokenOperation
from ..._core.options import Option, Params
from ..._core.tokens.grants import Login, RequestGrant, surrounded_by_space, token_request
from ..._core.tokens.token import Grant

# The platform says most things with 400; which of them is meant, only the words tell.
_NOT_PERMITTED = re.compile(
    r"not have (required )?(privilege|permission)|required \w+ permission|not authori[sz]ed", re.I
)
_NOT_FOUND = re.compile(r"\b(is|was) not found\b|\bnot exists?\b", re.I)
_EXISTS = re.compile(r"\balready\b", re.I)
_NOT_DEPLOYED = re.compile(r"\bbut deployment failed\b", re.I)


class Apinizer(Platform):
    """One Apinizer manager with the credentials of one task."""

    name = "apinizer"
    title = "Apinizer"
    options = {
        "url": Option(environment=("APINIZER_URL",)),
        "username": Option(aliases=("client_id",), environment=("APINIZER_USERNAME",)),
        "password": Option(secret=True, aliases=("client_secret",), environment=("APINIZER_PASSWORD",)),
        "token": Option(secret=True, environment=("APINIZER_TOKEN",)),
    }
    credential_sets = (("username", "password"), ("token",))
    hints = {
        "rejected": "look at path, query and body",
        "not_found": "look at the path (most end with a slash) and the names in it",
    }

    def base(self, call: Params) -> str:
        return self._address() + "/apiops"

    def pager(self, call: Params) -> Optional[Pager]:
        return WholeList()

    def document(self, call: Params, answer: Any) -> Any:
        """Most objects are the one row of a list, some are bare."""
        rows = WholeList().rows(answer)
        return answer if rows is None else rows[0] if len(rows) == 1 else None

    def write_only(self, fields: Mapping[str, Any]) -> Collection[str]:
        """Null stands for a password, and for the values of a variable that are not visible."""
        names = ["password"]
        names += ["value"] if fields.get("visible") is False else []
        names += ["globalValue"] if fields.get("globalVisible") is False else []
        return [name for name in names if name in fields and fields[name] is None]

    def grant(self) -> Grant:
        if not self.params.get("username") and not self.params.get("password"):
            choices = [how_to_set(name, self.options[name]) for name in ("username", "password", "token")]
            raise config_error("Apinizer needs %s and %s; or instead of both %s." % tuple(choices))
        self.need("url", "username", "password")
        endpoint = self._address() + "/apiops/auth/token"
        username, password = self.params["username"], self.params["password"]
        fields = {"grant_type": "client_credentials", "client_id": username, "client_secret": password}
        credentials = "%s, which are those of a user of the management console, and at %s%s" % (
            self.options_text("username", "password"),
            self.options_text("url"),
            surrounded_by_space(username=username, password=password),
        )
        login = Login("the user %s" % username, credentials, self.options_text("url"))
        # The endpoint takes a form only.
        request = token_request(endpoint, form_body(fields))
        return RequestGrant(("apinizer", endpoint, username, password), (), request, login)

    def refusal(self, response: Response) -> Optional[Refusal]:
        """An empty 404 where the slash at the end is missing says nothing of what the path names."""
        path = urlsplit(response.request.url).path
        if response.status == 404 and not response.body:
            if path.endswith("/") or "/credential-organizations/" in path:
                return Refusal("not_found")
            return Refusal("rejected", hint="most Apinizer paths end with a slash")
        return super().refusal(response)

    def read_refusal(self, status: int, answer: Any) -> Optional[Refusal]:
        """``status: FAILURE``, the older ``success: false``, OAuth errors, deployments failed with 200."""
        if not isinstance(answer, dict):
            return None
        code = first_text(answer.get("error"), answer.get("errorCode"))
        words = first_text(
            answer.get("resultMessage"), answer.get("error_description"), answer.get("message")
        )
        failed = (
            answer.get("status") == "FAILURE" or answer.get("success") is False or bool(answer.get("error"))
        )
        if failed or status >= 400:
            return Refusal(_kind(status, words or ""), code, words)
        deployment = answer.get("deploymentResult")
        undeployed = _undeployed(deployment) if isinstance(deployment, dict) else []
        if undeployed:
            words = "; ".join(dict.fromkeys(text for text in map(_outcome, undeployed) if text)) or None
            note = "saved in the manager, but not deployed"
            return Refusal("server", "deploymentResult", words, note=note, effect="applied")
        # A rollback tells of it in words alone.
        if _NOT_DEPLOYED.search(words or ""):
            return Refusal("server", None, words, effect="applied")
        return None

    def _address(self) -> str:
        self.need("url")
        address = base_url("url", self.params["url"])
        return address[: -len("/apiops")] if address.endswith("/apiops") else address


class WholeList(Pager):
    """``resultList``, which is never paged."""

    list_name = "resultList"

    def total(self, answer: Any, headers: Mapping[str, str]) -> Optional[int]:
        return 0

    def following(self, call: CallParams, page: int, fetched: int) -> CallParams:
        return call


def _kind(status: int, words: str) -> Any:
    if status != 400 and status >= 300:
        return kind_of(status)
    # "is not found or user does not have privilege" says neither: it must never be taken for absence.
    if _NOT_PERMITTED.search(words):
        return "forbidden"
    # Names of objects stand in brackets, and may be made of any words.
    words = re.sub(r"\([^()]*\)", "", words)
    if _NOT_FOUND.search(words):
        return "not_found"
    return "conflict" if _EXISTS.search(words) else "rejected"


def _undeployed(result: Dict[str, Any]) -> List[Dict[str, Any]]:
    """The parts of a deployment that failed, else the whole if that did; three shapes are documented.

    The whole may be a success though a part of it is none.
    """
    lists = (result.get("detailList"), result.get("deploymentResults"), result.get("environmentResults"))
    parts = [part for each in lists if isinstance(each, list) for part in each if isinstance(part, dict)]
    failed = [each for part in parts for each in _undeployed(part)]
    return failed or ([result] if result.get("success") is False else [])


def _outcome(result: Dict[str, Any]) -> str:
    """What was said of a part of a deployment, and of which."""
    where = first_text(result.get("envName"), result.get("environmentName"))
    pod = first_text(result.get("podName"), result.get("podIp"))
    what = first_text(result.get("detail"), result.get("message"))
    place = ", pod ".join(name for name in (where, pod) if name)
    return ": ".join(text for text in (place, what) if text)


TOKEN = TokenOperation("apinizer_token", Apinizer)
INVOKE = InvokeOperation("apinizer_invoke", Apinizer)

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests about objects of the MES: reads and writes, counted.

Sources: public clients of the services, one of them tested against MES 10.2.7.

PRIVATE to this collection.
"""

from __future__ import annotations

from typing import Any, Dict, Mapping, Optional

from ..._core.errors import ApiError, config_error
from ..._core.exchange.client import Client, CountedExchanges
from ..._core.exchange.refusal import wrong_answer
from ..._core.http import document
from ..._core.http.address import join
from ..._core.http.body import Body, json_body
from ..._core.http.message import Request, Response
from ..._core.resources.resource import Object
from .platform import Cmf, metadata_first

# What to look at where an answer is not that of a MES.
_ADDRESS = "look at url: is it that of the MES?"
# The only word for an object that does not exist.
_NOT_FOUND = "Db20001"
_PRODUCT = "Cmf.Foundation.BusinessOrchestration"


class CmfRequests:
    """Requests to the services of the product. ``counts`` are those made, by ``reads`` and ``writes``."""

    def __init__(self, platform: Cmf, client: Client) -> None:
        self._platform = platform
        self._client = CountedExchanges(client)
        self._base = platform.base({})
        self.counts = self._client.counts

    def by_name(self, kind: str, name: str, levels: int = 1) -> Optional[Object]:
        """The object of a name; None if the MES says that it does not exist."""
        asked = {"Name": name, "Type": kind, "LevelsToLoad": levels}
        try:
            found = self._instance(self._service("GenericService", "GetObjectByName", asked, True))
        except ApiError as error:
            _check_absence(error)
            return None
        told = str(found.get("Name"))
        if told != name:
            raise config_error("the MES has it as %s; write the name so." % told)
        return found

    def by_id(self, kind: str, identity: str, levels: int = 1) -> Optional[Object]:
        """The object of an id; None if the MES says that it does not exist."""
        query = {"Id": identity, "Type": kind, "LevelsToLoad": str(levels)}
        try:
            return self._instance(self._send("GET", "GenericService/GetObjectById", None, query))
        except ApiError as error:
            _check_absence(error)
            return None

    def ask(self, controller: str, service: str, asked: Mapping[str, Any]) -> Dict[str, Any]:
        """What a service answers that changes nothing."""
        response = self._service(controller, service, asked, True)
        answer = document.json_of(response)
        if not isinstance(answer, dict):
            raise wrong_answer(response, "the answer is no output of a service", _ADDRESS)
        return answer

    def write(self, controller: str, service: str, given: Mapping[str, Any]) -> None:
        """Write, once: a write in doubt is read back rather than sent again."""
        self._service(controller, service, given, False)

    def upload(self, body: Body) -> str:
        """Upload a file; the text that the MES answers."""
        response = self._send(
            "POST", "GenericService/UploadFile", body, accept="text/plain, application/json"
        )
        return document.text_of(response).strip().strip('"')

    def _service(self, controller: str, service: str, given: Mapping[str, Any], read_only: bool) -> Response:
        """Call a service with its input object, whose type follows from its name."""
        kind = "%s.%sManagement.InputObjects.%sInput, %s" % (_PRODUCT, controller, service, _PRODUCT)
        body = json_body(metadata_first({"$type": kind, **given}))
        return self._send("POST", "%s/%s" % (controller, service), body, read_only=read_only)

    def _send(
        self,
        method: str,
        path: str,
        body: Optional[Body],
        query: Optional[Mapping[str, str]] = None,
        read_only: bool = False,
        accept: str = "application/json",
    ) -> Response:
        read_only = read_only or method == "GET"
        headers = {**self._platform.headers(), "Accept": accept}
        url = join(self._base, path, {}, dict(query or {}))
        request = Request(method, url, headers, body, read_only=read_only, repeatable=read_only)
        return self._client.exchange(request)

    @staticmethod
    def _instance(response: Response) -> Object:
        answer = document.json_of(response)
        found = answer.get("Instance") if isinstance(answer, dict) else None
        if not isinstance(found, dict):
            raise wrong_answer(response, "the answer holds no Instance", _ADDRESS)
        return found


def _check_absence(error: ApiError) -> None:
    """Raise the error, unless the MES itself says by its code that there is no such object."""
    if error.is_absence and error.code == _NOT_FOUND:
        return
    if error.kind == "rejected" and error.from_platform:
        error.advice = "look at kind: is it a type of this MES?"
    raise error

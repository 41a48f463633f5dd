# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests about one API proxy of Apinizer.

Managers differ by their age: what one has no address for is None, which is another thing than absence.

PRIVATE to this collection.
"""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Optional
from urllib.parse import quote

from ..._core.errors import ApiError
from ..._core.exchange.refusal import wrong_answer
from ..._core.http import document
from ..._core.http.body import MultipartBody
from ..._core.http.download import ToFile
from ..._core.http.file_attributes import FileAttributes
from ..._core.http.message import Response
from ..._core.resources.resource import Object
from .platform import WholeList
from .proxy_policies import PIPELINES, Write
from .proxy_specification import Specification, data_of
from .requests import ADDRESS, ApinizerRequests

# A package holds secrets.
_MODE = 0o600


class ProxyRequests:
    """Reads and writes of a proxy by the names of its project and its own."""

    def __init__(self, requests: ApinizerRequests, project: str, name: str) -> None:
        self._api = requests
        self._name = name
        self._project = "/projects/%s/" % quote(project, safe="")
        self._list = self._project + "apiProxies/"
        self._item = "%s%s/" % (self._list, quote(name, safe=""))
        self.title = "API proxy %s in project %s" % (name, project)

    @property
    def counts(self) -> Dict[str, int]:
        """The requests that were made, by ``reads`` and ``writes``."""
        return self._api.counts

    # --- reading -----------------------------------------------------------------------------------------

    def proxy(self) -> Optional[Object]:
        """The proxy with its policies; None if the manager says that it does not exist."""
        try:
            return self._row(self._api.answer(self._item, {"withPolicies": "true"}))
        except ApiError as error:
            # Of a project that does not exist the manager says the same.
            if error.is_absence and error.status == 400 and not _is_about_project(error):
                return None
            raise

    def with_policies(self, proxy: Object) -> Object:
        """The proxy with the lists of its policies from where they are told too."""
        if any(name in proxy for name in PIPELINES.values()):
            return proxy
        told = self._row(self._api.answer(self._item + "policies/"))
        lists = {name: told[name] for name in (*PIPELINES.values(), "endpointList") if name in told}
        return {**proxy, **lists}

    def specification(self) -> Any:
        """What the specification says; None if the manager does not tell it."""
        answer = document.json_of(self._api.answer(self._item + "spec/"))
        text = answer.get("importedContentOfBackendApi") if isinstance(answer, dict) else None
        return data_of(text) if isinstance(text, str) and text.strip() else None

    def names(self) -> List[str]:
        """The names of all proxies of the project."""
        return [str(row.get("name")) for row in self._rows(self._api.answer(self._list))]

    def environments(self) -> List[str]:
        """The names of the environments of the project."""
        return [str(row.get("name")) for row in self._rows(self._api.answer(self._project + "environments/"))]

    def status(self, environment: str) -> Optional[Object]:
        """Whether the proxy is deployed there; None if the manager is too old to tell."""
        response = self._told(self._of(environment) + "deploy-status/")
        return None if response is None else self._row(response)

    def health(self, environment: str) -> Optional[Object]:
        """What the pods there say of the route; None if the manager is too old to tell."""
        response = self._told(self._of(environment) + "route-health/")
        return None if response is None else self._row(response)

    def histories(self) -> Optional[List[Object]]:
        """The records of deployments, the newest first; None if the manager is too old to tell."""
        response = self._told(self._item + "deploy-histories/")
        if response is None:
            return None
        rows = [row for row in self._rows(response) if isinstance(row.get("revision"), int)]
        return sorted(rows, key=lambda row: int(row["revision"]), reverse=True)

    # --- writing -----------------------------------------------------------------------------------------

    def keep(self, path: str) -> None:
        """Save the proxy as a package, in a file that only its owner reads."""
        download = ToFile(path, frozenset(), FileAttributes(mode=_MODE), False, "snapshot")
        download.begin()
        try:
            response = self._api.answer(self._item + "export/", sink=download.open_sink)
            if not response.saved:
                raise wrong_answer(response, "the answer is no package", ADDRESS)
            download.commit()
        finally:
            download.end()

    def parse(self, method: str, fields: Object, specification: Optional[Specification]) -> None:
        """Make the proxy (POST), or have its specification read anew (PUT)."""
        metadata = {"apiProxyName": self._name, **fields, "reParse": method == "PUT", "deploy": False}
        if specification is None:
            self._api.write(method, self._list + "url/", metadata)
            return
        form = MultipartBody({"metadata": {**metadata}, "specFile": specification.part})
        self._api.send(method, self._list + "file/", form)

    def set(self, path: str, body: Optional[Object]) -> None:
        """Change a setting."""
        try:
            self._api.write("PATCH", self._item + path, body)
        except ApiError as error:
            if _has_no_address(error):
                raise _older(error, "does not take settings one by one") from None
            raise

    def change_policy(self, write: Write) -> None:
        """Add, change or remove a policy."""
        path = "%spolicies/%s/" % (self._item, quote(write.policy.name, safe=""))
        self._api.write(write.method, path, write.body)

    def deploy(self, environment: str, record: Object) -> None:
        self._api.write("POST", self._of(environment), record)

    def undeploy(self, environment: str, record: Object) -> None:
        self._api.write("DELETE", self._of(environment), record)

    def roll_back(self, revision: int) -> None:
        """Bring the definition back to what it was at a revision; nothing is deployed by it."""
        self._api.write("POST", "%sdeploy-histories/%d/rollback/" % (self._item, revision))

    def delete(self) -> None:
        self._api.write("DELETE", self._item)

    # --- requests ----------------------------------------------------------------------------------------

    def _of(self, environment: str) -> str:
        return "%senvironments/%s/" % (self._item, quote(environment, safe=""))

    def _told(self, path: str) -> Optional[Response]:
        """The answer to a read; None where an older manager has no such address."""
        try:
            return self._api.answer(path)
        except ApiError as error:
            if _has_no_address(error):
                return None
            raise

    def _row(self, response: Response) -> Object:
        rows = self._rows(response)
        if len(rows) != 1:
            raise wrong_answer(response, "the answer is not the object that was asked for", ADDRESS)
        return rows[0]

    @staticmethod
    def _rows(response: Response) -> List[Object]:
        rows = WholeList().rows(document.json_of(response))
        if rows is None or not all(isinstance(row, dict) for row in rows):
            raise wrong_answer(response, "the answer is no list of objects", ADDRESS)
        return rows


def _has_no_address(error: ApiError) -> bool:
    """Whether the manager itself knows no such address: an empty 404, and no page of what stands between."""
    return error.status in (404, 405) and error.from_platform and not error.is_page and not error.description


def _is_about_project(error: ApiError) -> bool:
    return (error.description or "").startswith("Project")


def _older(error: ApiError, words: str) -> ApiError:
    text = "%s %s answered %d: this manager %s, as older ones"
    return ApiError(
        "rejected",
        text % (error.method, error.url, error.status or 0, words),
        advice="look at its version",
        **error.facts,
    )


def told_deployments(proxy: Mapping[str, Any]) -> Optional[Dict[str, Object]]:
    """Where a proxy is deployed by its own word, by environment; None if it does not say."""
    rows = proxy.get("deploymentList")
    if not isinstance(rows, list):
        return None
    return {str(row.get("environmentName")): row for row in rows if isinstance(row, dict)}

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The API proxies of Apinizer, and where they are deployed by the manager's record and by what pods answer.

PRIVATE to this collection.
"""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Optional

from ..._core.calls.answer import Result
from ..._core.fields import without_secrets
from ..._core.operations.operation import Operation
from ..._core.operations.session import Context, Session
from ..._core.options import Option, Options, Params
from ..._core.redaction import Secrets
from ..._core.resources.resource import Object
from .kind_table import KINDS
from .platform import Apinizer
from .proxy_deployment import state_of
from .proxy_requests import ProxyRequests, told_deployments
from .requests import ApinizerRequests


class ProxyInfoOperation(Operation):
    """Shows the proxies of projects, and where they are deployed."""

    @property
    def options(self) -> Options:
        return {
            **self.credentials,
            "projects": Option("list", elements="str"),
            "name": Option(),
            "calls_per_minute": Option("int"),
        }

    def execute(self, params: Params, context: Context, secrets: Secrets) -> Result:
        platform = Apinizer(params)
        session = Session(platform, context, secrets, [platform.base({})])
        requests = ApinizerRequests(platform, session.client())
        projects = params.get("projects")
        if projects is None:
            rows = requests.rows("/projects/", KINDS["environment_variable"])
            projects = [str(row["name"]) for row in rows]
        found = [row for project in projects for row in _proxies(requests, project, params.get("name"))]
        return {"changed": False, "proxies": found, "requests": dict(requests.counts)}


def _proxies(requests: ApinizerRequests, project: str, wanted: Optional[str]) -> List[Dict[str, Any]]:
    """The proxies of a project. Any read that fails is an error: an orphan may be where nobody looked."""
    everywhere = ProxyRequests(requests, project, wanted or "")
    names = [wanted] if wanted is not None else everywhere.names()
    environments = everywhere.environments() if names else []
    found = []
    for name in names:
        proxy = ProxyRequests(requests, project, name)
        told = proxy.proxy()
        if told is None:
            # It was deleted since it was listed.
            continue
        found.append(
            {
                "project": project,
                "name": name,
                "resource": without_secrets(told),
                "environments": [_environment(proxy, each, told) for each in environments],
            }
        )
    return found


def _environment(requests: ProxyRequests, name: str, proxy: Object) -> Dict[str, Any]:
    told = told_deployments(proxy)
    status: Optional[Mapping[str, Any]]
    status = requests.status(name) if told is None else told.get(name, {"deployed": False})
    state = state_of(name, status, requests.health(name))
    return {**state.result(), "orphan": state.orphan}


PROXY_INFO = ProxyInfoOperation("apinizer_proxy_info", Apinizer)

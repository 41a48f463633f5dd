# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The deployments of Apinizer's API proxies: what the manager records, and the routes that its pods have.

Source: the vendor's published API reference.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from tests.simulator import apinizer_documents as documents

if TYPE_CHECKING:
    from tests.simulator.apinizer import Apinizer

PODS = ("127.0.0.1", "127.0.0.2")
# What a record of a deployment brings back.
_DEFINITION = ("given", "specification", "endpoints", "policies", "settings")


def deploy(manager: Apinizer, proxy: dict[str, Any], environment: str, given: dict[str, Any]) -> None:
    """Deploy to an environment: record it, and have the pods take the route, but for those that do not."""
    if manager.settings.deployments_fail:
        return
    revision = _recorded(proxy, environment, given, deployed=True)
    proxy["deployments"][environment] = {
        "deployed": True,
        "lastDeployTime": documents.now(),
        "revision": revision,
        "redeployRequired": False,
    }
    taken = [pod for pod in PODS if pod not in manager.settings.stale_pods]
    proxy["routes"][environment] = sorted({*proxy["routes"].get(environment, []), *taken})


def undeploy(manager: Apinizer, proxy: dict[str, Any], environment: str, given: dict[str, Any]) -> None:
    """Undeploy from an environment; pods may have the route of a proxy that is not deployed."""
    there = proxy["deployments"].pop(environment, None)
    routes = proxy["routes"].get(environment, [])
    if there is None and not routes:
        raise manager.refused(f"ApiProxy (name: {proxy['name']}) is not deployed to {environment}!")
    _recorded(proxy, environment, given, deployed=False)
    proxy["routes"][environment] = [pod for pod in routes if pod in manager.settings.stale_pods]


def _recorded(proxy: dict[str, Any], environment: str, given: dict[str, Any], deployed: bool) -> int:
    revision = max((record["revision"] for record in proxy["history"]), default=0) + 1
    kept = {name: copy.deepcopy(proxy[name]) for name in _DEFINITION}
    record = {
        "revision": revision,
        "username": "apiops",
        "deploymentTime": documents.now(),
        "description": given.get("description") or "Deployed by APIOPS Api",
        "environment": environment,
        "deploy": deployed,
        "persistent": bool(given.get("persistent")),
        "backendApiVersion": proxy["given"].get("backendApiVersion") or "1.0.0",
    }
    proxy["history"].append({**record, "definition": kept})
    return int(revision)


def records(proxy: dict[str, Any]) -> list[dict[str, Any]]:
    """The history, the newest first."""
    told = [
        {name: value for name, value in each.items() if name != "definition"} for each in proxy["history"]
    ]
    return list(reversed(told))


def roll_back(manager: Apinizer, proxy: dict[str, Any], revision: int) -> None:
    """Bring the definition back; where it is deployed stays."""
    found = [each for each in proxy["history"] if each["revision"] == revision]
    if not found:
        raise manager.refused(f"Rollback failed for deploy history revision ({revision})!")
    proxy.update(copy.deepcopy(found[0]["definition"]))
    redeploy_required(proxy)


def redeploy_required(proxy: dict[str, Any]) -> None:
    """The definition is another one than the deployed."""
    for deployment in proxy["deployments"].values():
        deployment["redeployRequired"] = True


def route_health(manager: Apinizer, proxy: dict[str, Any], environment: str) -> dict[str, Any]:
    """What the gateways' pods say of the route, beside what the manager says of the deployment."""
    deployed = environment in proxy["deployments"]
    having = proxy["routes"].get(environment, [])
    answering = [] if manager.settings.silent_pods else list(PODS)
    route = proxy["given"].get("clientRoute") or {}
    paths, methods = route.get("relativePathList"), route.get("methodList")
    active = [pod for pod in answering if pod in having]
    everywhere = bool(active) and active == answering

    def served(there: bool) -> dict[str, Any]:
        return {
            "servedPath": (paths or ["/" + proxy["name"]])[0] if there else None,
            "methods": (methods or ["ALL"]) if there else [],
            "apinizerRootContext": "/apigateway",
        }

    return {
        "routeActive": everywhere,
        **served(bool(active)),
        "podsResponded": len(answering),
        "podsActive": len(active),
        "deployedInManager": deployed,
        "inconsistent": bool(answering) and deployed is not everywhere,
        "pods": [
            {"routeActive": pod in active, **served(pod in active), "workerPodIp": f"http://{pod}:8091"}
            for pod in answering
        ],
    }

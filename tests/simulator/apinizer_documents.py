# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How Apinizer tells of an API proxy: in a list, alone, by its policies, and by the gateways that serve it.

Source: the vendor's published API reference.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

PIPELINES = {"REQUEST": "requestPolicyList", "RESPONSE": "responsePolicyList", "ERROR": "errorPolicyList"}
_PODS = ("127.0.0.1", "127.0.0.2")


def apply_setting(proxy: dict[str, Any], setting: str, given: dict[str, Any]) -> None:
    """Changes what a proxy was made of; settings that no answer tells are only taken."""
    if setting == "client-route":
        proxy["clientRoute"] = {name: value for name, value in given.items() if not name.startswith("deploy")}
    if setting == "addresses":
        addresses = {"routingAddressList": given.get("routingAddressList")}
        proxy["routingInfo"] = {**(proxy.get("routingInfo") or {}), **addresses}
    if setting == "metadata":
        proxy["apiProxyDescription"] = given.get("description")


def summary(proxy: dict[str, Any]) -> dict[str, Any]:
    """The proxy as a list tells it, and the page of its policies."""
    given = proxy["given"]
    told = {
        "name": proxy["name"],
        "description": given.get("apiProxyDescription"),
        "type": _api_type(given),
        "soapToRest": bool(given.get("soapToRest")),
        "clientRoute": given.get("clientRoute"),
    }
    return {name: value for name, value in told.items() if value is not None}


def described(proxy: dict[str, Any]) -> dict[str, Any]:
    """The proxy as it is told alone, where some things have other names."""
    given = proxy["given"]
    told = {
        "name": proxy["name"],
        "description": given.get("apiProxyDescription"),
        "apiType": _api_type(given),
        "categoryList": [],
        "sharingType": "PROJECT",
        "clientRoute": given.get("clientRoute"),
        "routing": given.get("routingInfo"),
        "endpointList": [],
        "deploymentList": [
            {
                "environmentName": name,
                "deployed": deployment["deployed"],
                "redeployRequired": deployment["redeployRequired"],
            }
            for name, deployment in proxy["deployments"].items()
        ],
    }
    return {name: value for name, value in told.items() if value is not None}


def _api_type(given: dict[str, Any]) -> str:
    return "SOAP" if given["apiProxyCreationType"] == "WSDL" and not given.get("soapToRest") else "REST"


def pipelines(proxy: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The policies of a proxy in three lists."""
    kept = proxy["policies"].values()
    return {
        field: [policy["policy"] for policy in kept if policy["pipeline"] == pipeline]
        for pipeline, field in PIPELINES.items()
    }


def route_health(proxy: dict[str, Any], environment: str) -> dict[str, Any]:
    """What the gateways' pods say of the route, beside what the manager says of the deployment."""
    there = environment in proxy["deployments"]
    route = proxy["given"].get("clientRoute") or {}
    served = {
        "routeActive": there,
        "servedPath": (route.get("relativePathList") or ["/" + proxy["name"]])[0] if there else None,
        "methods": (route.get("methodList") or ["ALL"]) if there else [],
        "apinizerRootContext": "/apigateway",
    }
    return {
        **served,
        "podsResponded": len(_PODS),
        "podsActive": len(_PODS) if there else 0,
        "deployedInManager": there,
        "inconsistent": False,
        "pods": [{**served, "workerPodIp": pod} for pod in _PODS],
    }


def now() -> str:
    """The time, as deployments have it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

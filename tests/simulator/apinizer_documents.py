# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How Apinizer tells of an API proxy: in a list and alone, and what its settings change of that.

Source: the vendor's published API reference.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

# The field that the vendor's pages send the fields of a setting in; its OpenAPI file has them bare.
_WITHIN = {
    "cache": "cacheSettings",
    "client-route": "clientRoute",
    "cors": "corsSettings",
    "forwarded-ip-header": "forwardedIpHeaderParam",
    "json-error-template": "jsonErrorResponseTemplate",
    "ntlm": "ntlmSettings",
    "xml-error-template": "xmlErrorResponseTemplate",
}
_METHODS = ("get", "post", "put", "head", "options", "delete", "patch", "trace")


def apply_setting(proxy: dict[str, Any], setting: str, sent: dict[str, Any]) -> None:
    """Changes what a proxy was made of; settings that no answer tells are only kept."""
    fields = sent.get(_WITHIN.get(setting, ""), sent)
    fields = {name: value for name, value in fields.items() if not name.startswith("deploy")}
    proxy["settings"][setting] = {**proxy["settings"].get(setting, {}), **fields}
    given = proxy["given"]
    if setting == "client-route":
        given["clientRoute"] = fields
    if setting == "addresses":
        addresses = {"routingAddressList": fields.get("routingAddressList")}
        given["routingInfo"] = {**(given.get("routingInfo") or {}), **addresses}
    if setting == "metadata" and "description" in fields:
        given["apiProxyDescription"] = fields["description"]


def endpoints_of(specification: str | None) -> list[dict[str, Any]]:
    """The endpoints that the manager makes of a specification."""
    try:
        paths = json.loads(specification or "{}").get("paths") or {}
    except ValueError:
        return []
    return [
        {
            "endpoint": path,
            "active": True,
            "httpMethod": method.upper(),
            "backendResourceUrl": path,
            "backendHttpMethod": method.upper(),
        }
        for path, item in paths.items()
        for method in item
        if method in _METHODS
    ]


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
        "categoryList": proxy["settings"].get("metadata", {}).get("categoryList", []),
        "sharingType": proxy["settings"].get("metadata", {}).get("sharingType", "PROJECT"),
        "clientRoute": given.get("clientRoute"),
        "routing": _routing(proxy),
        "endpointList": proxy["endpoints"],
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


def _routing(proxy: dict[str, Any]) -> dict[str, Any] | None:
    """What is told of the routing, under another name than it is sent."""
    told = {**(proxy["given"].get("routingInfo") or {}), **proxy["settings"].get("routing-status", {})}
    return {"routingEnabled": True, **told} if told else None


def _api_type(given: dict[str, Any]) -> str:
    return "SOAP" if given["apiProxyCreationType"] == "WSDL" and not given.get("soapToRest") else "REST"


def now() -> str:
    """The time, as deployments have it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

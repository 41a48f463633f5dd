# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The policies of Apinizer's API proxies: lists in an order, of the proxy and of each of its endpoints.

Source: the vendor's published API reference.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.simulator.apinizer import Apinizer

PIPELINES = {"REQUEST": "requestPolicyList", "RESPONSE": "responsePolicyList", "ERROR": "errorPolicyList"}
# What is never told of a policy.
_SECRETS = ("password", "secretKey", "clientSecret", "apiKey")
_BASIC = ("type", "name", "description", "active")


def told(proxy: dict[str, Any], endpoint: dict[str, Any] | None, how: str) -> dict[str, list[dict[str, Any]]]:
    """The policies of a proxy, or of one endpoint of it, in three lists.

    ``how`` is ``whole``, or ``basic`` for no more than names and types, or ``nameless``.
    """
    place = _endpoint_key(endpoint)
    return {
        field: [
            _told(policy, how)
            for policy in proxy["policies"]
            if (policy["endpoint"], policy["pipeline"]) == (place, pipeline)
        ]
        for pipeline, field in PIPELINES.items()
    }


def _told(kept: dict[str, Any], how: str) -> dict[str, Any]:
    policy = {"name": kept["name"], **kept["policy"]}
    shown = {name: None if name in _SECRETS else value for name, value in policy.items()}
    if how == "basic":
        return {name: value for name, value in shown.items() if name in _BASIC}
    return {name: value for name, value in shown.items() if name != "name"} if how == "nameless" else shown


def _endpoint_key(endpoint: dict[str, Any] | None) -> list[str] | None:
    return None if endpoint is None else [endpoint["endpoint"], endpoint["httpMethod"]]


def place_of(manager: Apinizer, proxy: dict[str, Any], given: dict[str, Any]) -> tuple[list[Any] | None, str]:
    """The endpoint, if it is about one, and the pipeline that a write names."""
    metadata = given.get("operationMetadata")
    if not isinstance(metadata, dict):
        raise manager.refused("operationMetadata value can not be empty!")
    endpoint = None
    if metadata.get("targetScope") == "ENDPOINT":
        endpoint = [metadata.get("targetEndpoint"), metadata.get("targetEndpointHTTPMethod")]
        if endpoint not in [_endpoint_key(each) for each in proxy["endpoints"]]:
            raise manager.refused(f"Endpoint (name: {endpoint[0]}) was not found!")
    pipeline = metadata.get("targetPipeline")
    if pipeline not in PIPELINES:
        raise manager.refused("targetPipeline value must be one of " + ", ".join(PIPELINES) + "!")
    return endpoint, pipeline


def write(manager: Apinizer, proxy: dict[str, Any], method: str, name: str, given: dict[str, Any]) -> None:
    """Add (POST), replace or move (PUT), or remove (DELETE) a policy."""
    endpoint, pipeline = place_of(manager, proxy, given)
    policies: list[dict[str, Any]] = proxy["policies"]
    alike = [policy for policy in policies if policy["name"].lower() == name.lower()]
    if method == "DELETE":
        here = [
            policy for policy in alike if (policy["endpoint"], policy["pipeline"]) == (endpoint, pipeline)
        ]
        if not here:
            raise manager.refused(f"A policy with name ({name}) does not exist in API Proxy!")
        proxy["policies"] = [policy for policy in policies if policy not in here]
        return
    if not isinstance(given.get("policy"), dict):
        raise manager.refused("policy value can not be empty!")
    order = given["operationMetadata"].get("order")
    if order is not None and order < 1:
        raise manager.refused("order value can not be less than 1!")
    if method == "POST" and alike:
        raise manager.refused(f"A policy with same name ({name}) is already exist in API Proxy!")
    if method == "PUT" and not alike:
        raise manager.refused(f"A policy with name ({name}) does not exist in API Proxy!")
    if alike and alike[0]["policy"].get("type") != given["policy"].get("type"):
        raise manager.refused("Policy type can not be changed!")
    kept = {"name": alike[0]["name"] if alike else name, "endpoint": endpoint, "pipeline": pipeline}
    # The name in a body does not count.
    kept["policy"] = {key: value for key, value in given["policy"].items() if key != "name"}
    stays = (
        bool(alike) and order is None and (alike[0]["endpoint"], alike[0]["pipeline"]) == (endpoint, pipeline)
    )
    if stays:
        policies[policies.index(alike[0])] = kept
        return
    proxy["policies"] = _placed([policy for policy in policies if policy not in alike], kept, order)


def _placed(policies: list[dict[str, Any]], kept: dict[str, Any], order: int | None) -> list[dict[str, Any]]:
    """The policies with one more, at a place in its own list that begins with 1."""
    place = (kept["endpoint"], kept["pipeline"])
    own = [policy for policy in policies if (policy["endpoint"], policy["pipeline"]) == place]
    others = [policy for policy in policies if policy not in own]
    own.insert(len(own) if order is None else order - 1, kept)
    return [*others, *own]


def of_new_endpoints(proxy: dict[str, Any], drops: bool) -> None:
    """Once its specification was read anew: policies go with their endpoints, or all of them do."""
    keys = [None, *(_endpoint_key(each) for each in proxy["endpoints"])]
    proxy["policies"] = [] if drops else [each for each in proxy["policies"] if each["endpoint"] in keys]

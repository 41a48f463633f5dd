# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A landscape of Axway Central as tests declare it, and what the simulator was asked about it."""

from __future__ import annotations

import base64
from typing import Any

from tests.operations.conftest import Run

IN_LIVE = {"kind": "Environment", "name": "live"}
DEFINITION = base64.b64encode(b'{"openapi": "3.0.0"}').decode()
# In an order in which each object comes after what it refers to.
LANDSCAPE: list[dict[str, Any]] = [
    {"kind": "Stage", "name": "prod", "title": "Production"},
    {"kind": "Category", "name": "animals", "spec": {"description": "All animals."}},
    {
        **IN_LIVE,
        "title": "Live",
        "spec": {"production": True},
        "subresources": {"stages": {"allowed": ["prod"]}},
    },
    {"kind": "APIService", "parent": IN_LIVE, "name": "pets", "spec": {"description": "Pets."}},
    {
        "kind": "APIServiceRevision",
        "parent": IN_LIVE,
        "name": "pets-1",
        "spec": {"apiService": "pets", "definition": {"type": "oas3", "value": DEFINITION}},
    },
    {
        "kind": "APIServiceInstance",
        "parent": IN_LIVE,
        "name": "pets-live",
        "spec": {"apiServiceRevision": "pets-1", "endpoint": [{"host": "pets.example.com", "port": 443}]},
        "subresources": {"lifecycle": {"stage": "prod"}},
    },
    {"kind": "Asset", "name": "pets", "tags": ["demo"], "spec": {"type": "API", "categories": ["animals"]}},
    {
        "kind": "AssetMapping",
        "parent": {"kind": "Asset", "name": "pets"},
        "name": "pets-live",
        "spec": {"inputs": {"apiService": "management/live/pets"}},
    },
]


def writes(run: Run) -> list[dict[str, Any]]:
    """The requests to Central that were no reads."""
    return [each for each in run.requests(listener="axway_central") if each["method"] != "GET"]


def reads(run: Run) -> list[dict[str, Any]]:
    """The requests to Central that were reads."""
    return [each for each in run.requests(listener="axway_central") if each["method"] == "GET"]


def central(run: Run, path: str, method: str = "GET", **options: Any) -> Any:
    """What Central answers to a call by somebody else."""
    result = run("axway_invoke", path="/" + path, method=method, **options)
    assert not result.get("failed"), result["msg"]
    return result.get("json")

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects and packages of the MES as tests declare them, and what the simulator was asked about them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.operations.conftest import Run

SPACE = "Cmf.Navigo.BusinessObjects"
TYPES = {kind: f"{SPACE}.{kind}, {SPACE}" for kind in ("Material", "Product", "Flow")}
PRODUCT: dict[str, Any] = {
    "kind": "Product",
    "name": "Product-09",
    "types": TYPES,
    "spec": {"Description": "A product.", "Yield": 0.95, "IsEnabled": True},
}
LOT: dict[str, Any] = {
    "kind": "Material",
    "name": "Lot-0009",
    "types": TYPES,
    "spec": {
        "Description": "A lot.",
        "PrimaryQuantity": 25,
        "Product": {"$type": "Product", "Name": "Product-09"},
        "Flow": {"$type": "Flow", "Name": "Flow-01"},
    },
}
LANDSCAPE = [PRODUCT, LOT]
CODES = {"load": 0, "validate": 1}

_READS = ("GetObjectByName", "GetObjectById", "FileExists", "GetMasterDataPackageObjectTypes", "ExecuteQuery")


def services(run: Run) -> list[str]:
    """The services that were called, in their order."""
    return [each["path"].rpartition("/")[2] for each in run.requests(listener="cmf")]


def writes(run: Run) -> list[dict[str, Any]]:
    """The requests that were no reads."""
    return [each for each in run.requests(listener="cmf") if not each["path"].endswith(_READS)]


def written(run: Run) -> list[str]:
    """The services of the same that answered."""
    return [each["path"].rpartition("/")[2] for each in writes(run)]


def reads(run: Run) -> list[dict[str, Any]]:
    """The requests that were reads."""
    return [each for each in run.requests(listener="cmf") if each["path"].endswith(_READS)]


def sent(entry: dict[str, Any]) -> dict[str, Any]:
    """The input of a request."""
    body: dict[str, Any] = json.loads(entry["body"])
    return body


def instance(run: Run, kind: str, name: str) -> dict[str, Any]:
    """An object as the MES has it."""
    result = run(
        "cmf_invoke", path="GenericService/GetObjectByName", body={"Name": name, "Type": kind}, read_only=True
    )
    assert not result.get("failed"), result["msg"]
    found: dict[str, Any] = result["json"]["Instance"]
    return found


def change(run: Run, kind: str, name: str, **properties: Any) -> None:
    """Somebody else changes an object."""
    whole = {**instance(run, kind, name), **properties}
    result = run("cmf_invoke", path="GenericService/FullUpdateObject", body={"Object": whole})
    assert not result.get("failed"), result["msg"]


def package_file(directory: Path, content: bytes = b"rows") -> Path:
    """A file to load."""
    path = directory / "master-data.xlsx"
    path.write_bytes(content)
    return path

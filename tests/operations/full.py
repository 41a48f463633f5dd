# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Platforms on which there is an object of every kind, for what works on whole platforms."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apic.kind_table import (
    KINDS as APIC_KINDS,
)
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apinizer.kind_table import (
    KINDS as APINIZER_KINDS,
)
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.axway.kind_table import (
    KINDS as AXWAY_KINDS,
)
from tests.operations import apic_landscape, apinizer_landscape
from tests.operations.conftest import Run
from tests.operations.test_axway_kinds import objects


def axway() -> list[dict[str, Any]]:
    """An object of every kind of Axway Central."""
    return _once(each for kind in AXWAY_KINDS for each in objects(kind))


def apic(scope: str = "provider") -> list[dict[str, Any]]:
    """An object of every kind of API Connect, in each of its places."""
    kinds = [kind for kind in APIC_KINDS.values() if kind.scope == scope]
    cases = [(kind, place) for kind in kinds for place in kind.places]
    around = [each for kind, place in cases for each in apic_landscape.landscape(kind, place)]
    itself = [apic_landscape.item_of(kind, place) for kind, place in cases]
    return _merged([*around, *itself])


def apinizer() -> list[dict[str, Any]]:
    """An object of every kind of Apinizer."""
    return [apinizer_landscape.item_of(kind) for kind in APINIZER_KINDS]


def _once(items: Any) -> list[dict[str, Any]]:
    return list({json.dumps(each, sort_keys=True): each for each in items}.values())


def _merged(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each object once, with the fields of all that declare it."""
    found: dict[str, dict[str, Any]] = {}
    for item in items:
        identity = {name: item.get(name) for name in ("kind", "parent", "name", "version")}
        if "name" not in item and item["kind"] == "subscription":
            identity["spec"] = item["spec"]
        key = json.dumps(identity, sort_keys=True)
        before = found.get(key, {})
        found[key] = {**before, **item, "spec": {**before.get("spec", {}), **item.get("spec", {})}}
    return list(found.values())


def made(run: Run, platform: str) -> None:
    """Make all of it on the simulator."""
    if platform == "apic":
        apic_landscape.publish(run)
    if platform == "apinizer":
        apinizer_landscape.publish(run)
    done(run(f"{platform}_resource", resources=ALL[platform](), order="dependency"))


def made_of_cloud(run: Run) -> dict[str, Any]:
    """Make what is Cloud Manager's; returns the options of who may have it."""
    login = apic_landscape.login_of(run, APIC_KINDS["registration"])
    done(run("apic_resource", **login, resources=apic("admin"), order="dependency"))
    return login


def done(result: dict[str, Any]) -> dict[str, Any]:
    """A result, which must not be that of a failure."""
    assert not result.get("failed"), result["msg"]
    return result


ALL: Mapping[str, Any] = {"axway": axway, "apic": apic, "apinizer": apinizer}

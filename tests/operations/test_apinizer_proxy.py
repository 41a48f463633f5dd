# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An API proxy of Apinizer through its life: made, changed by what differs, deployed where needed, proven."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.operations.conftest import Run
from tests.operations.proxies import SPECIFICATION, Proxy, limit, pets


@pytest.fixture
def proxy(run: Run) -> Proxy:
    """The proxy, of a simulator in its first state."""
    return Proxy(run)


def test_a_proxy_is_made_set_and_deployed_once(proxy: Proxy) -> None:
    predicted = proxy.good(**pets(), check=True, diff=True)
    assert (predicted["action"], predicted["changed"], proxy.writes()) == ("created", True, [])
    made = proxy.good(**pets(), diff=True)
    assert proxy.writes() == ["POST file/", "POST pets/policies/limit/", "POST pets/environments/test/"]
    assert (made["action"], made["changes"], made["diff"]) == (
        "created",
        predicted["changes"],
        predicted["diff"],
    )
    (state,) = made["environments"]
    assert (state["action"], state["deployed"], state["route_active"]) == ("deployed", True, True)
    assert (state["pods_active"], state["pods_responded"], state["revision"]) == (2, 2, 1)
    assert proxy.told()["description"] == "Pets of the shop."
    proxy.forget()
    for check in (True, False):
        again = proxy.good(**pets(), check=check)
        assert (again["changed"], again["action"], again["changes"]) == (False, "unchanged", [])
        assert again["requests"] == {"reads": 4, "writes": 0}
    assert (proxy.writes(), proxy.reads()) == ([], 8)


def test_the_order_of_keys_and_the_format_do_not_count(proxy: Proxy) -> None:
    proxy.good(**pets())
    proxy.forget()
    turned = dict(reversed(list(SPECIFICATION.items())))
    for text in (json.dumps(turned, indent=2), "# A comment.\n" + json.dumps(turned)):
        assert not proxy.good(**pets(specification=text))["changed"]
    assert proxy.writes() == []


def changed_specification(**paths: Any) -> dict[str, Any]:
    """The specification with other endpoints."""
    return {**SPECIFICATION, "paths": {**SPECIFICATION["paths"], **paths}}


def test_a_changed_specification_is_read_anew_and_deployed_once(proxy: Proxy) -> None:
    proxy.good(**pets(environments=["test", "production"]))
    proxy.forget()
    other = pets(
        specification=changed_specification(**{"/dogs": {"get": {}}}), environments=["test", "production"]
    )
    predicted = proxy.good(**other, check=True)
    done = proxy.good(**other)
    assert proxy.writes() == [
        "PUT file/",
        "POST pets/environments/test/",
        "POST pets/environments/production/",
    ]
    assert done["changes"] == predicted["changes"]
    assert [change["path"] for change in done["changes"]] == [
        'specification.paths["/dogs"]',
        "environments.test",
        "environments.production",
    ]
    proxy.forget()
    assert not proxy.good(**other)["changed"]


def test_five_changed_policies_are_five_writes_and_one_deployment_each(proxy: Proxy) -> None:
    names = [f"limit{number}" for number in range(5)]
    both = ["test", "production"]
    proxy.good(**pets(policies=[limit(name) for name in names], environments=both))
    proxy.forget()
    changed = [limit(name, messageCountForInterval=200) for name in names]
    proxy.good(**pets(policies=changed, environments=both))
    assert proxy.writes() == [
        *(f"PUT pets/policies/{name}/" for name in names),
        "POST pets/environments/test/",
        "POST pets/environments/production/",
    ]

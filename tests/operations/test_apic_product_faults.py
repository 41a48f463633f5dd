# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong while a product of API Connect is published, replaced, withdrawn: each request in turn.

Nothing is published twice, nothing that a request failed to find is taken as absent, and the next run
finishes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._core.tokens.store import MemoryStore
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apic import product
from tests.operations.conftest import Run
from tests.operations.faults import FAULTS, PROCESSED
from tests.operations.pets import Catalog, api, pets

ALL_FAULTS: dict[str, dict[str, Any]] = {**FAULTS, "409": {"kind": "status", "status": 409}}
NEW = {**pets("2.0.0"), "replaces": "previous"}
END = {"name": "pets", "version": "1.0.0", "state": "absent"}
# All requests of the module, but not those by which a test approves something.
PATHS = "/(catalogs/(?!.*/tasks)|drafts/|consumer-orgs/|spaces/|devops/)"
# Each task of a product's life, what is there before it, and what is there after it.
TASKS: dict[str, tuple[list[dict[str, Any]], dict[str, Any], dict[str, str]]] = {
    "publish": ([], pets(), {"pets:1.0.0": "published"}),
    "publish again": ([pets()], {**pets(), "apis": [api(security=[])]}, {"pets:1.0.0": "published"}),
    "replace": ([pets()], NEW, {"pets:1.0.0": "retired", "pets:2.0.0": "published"}),
    "supersede": (
        [pets()],
        {**pets("2.0.0"), "supersedes": {"version": "1.0.0"}},
        {"pets:1.0.0": "deprecated", "pets:2.0.0": "published"},
    ),
    "roll back": (
        [pets(), NEW],
        {**pets(), "replaces": {"version": "2.0.0"}},
        {"pets:1.0.0": "published", "pets:2.0.0": "retired"},
    ),
    "clean up": ([pets(), NEW], END, {"pets:2.0.0": "published"}),
    "withdraw": ([pets()], END, {}),
}
BUYERS = {"type": "custom", "orgs": ["buyers"], "groups": ["partners"]}


def subscribed(catalog: Catalog, state: str = "published") -> None:
    """The first version has a subscription."""
    catalog.good(**pets())
    catalog.subscribe("1.0.0")
    catalog.good(name="pets", version="1.0.0", state=state)


class Deciding(list[str]):
    """Approves what waits, as soon as a task tells that it waits."""

    def __init__(self, catalog: Catalog) -> None:
        super().__init__()
        self._catalog = catalog

    def append(self, _text: str) -> None:
        for task in self._catalog.ask("/tasks")["results"]:
            if task["state"] == "pending":
                self._catalog.ask(f"/tasks/{task['id']}", "PATCH", body={"state": "approved"})


def with_gateway(catalog: Catalog, place: str) -> None:
    """A gateway service."""
    body = {"name": "east", "gateway_service_url": "https://localhost/api/orgs/o/east"}
    path = f"{place}/{catalog.home}{'/blue' if place == '/spaces' else ''}/configured-gateway-services"
    result = catalog.run("apic_invoke", method="POST", path=path, body=body)
    assert not result.get("failed"), result["msg"]


def slow(catalog: Catalog) -> None:
    """Publishing waits for an approval and for a gateway, of which others tell."""
    catalog.settings(product_lifecycle_approvals=["published"])
    with_gateway(catalog, "/catalogs")
    catalog.run.progress = Deciding(catalog)
    catalog.run.simulator.configure(apic={"gateways_behind": 1, "tells_service_status": False})


def with_space(catalog: Catalog) -> None:
    """A space with a gateway service, and a consumer organization and a group."""
    catalog.settings(spaces_enabled=True)
    catalog.ask("/spaces", "POST", body={"name": "blue"})
    with_gateway(catalog, "/catalogs")
    with_gateway(catalog, "/spaces")
    catalog.ask("/consumer-orgs", "POST", body={"name": "buyers", "owner_url": "https://localhost/api/user"})
    for place in ("/catalogs", "/spaces"):
        path = f"{place}/{catalog.home}{'/blue' if place == '/spaces' else ''}/consumer-groups"
        result = catalog.run("apic_invoke", method="POST", path=path, body={"name": "partners"})
        assert not result.get("failed"), result["msg"]


# Tasks that make requests of further sorts, and what others do before them.
MORE: dict[str, tuple[Callable[[Catalog], None], dict[str, Any], dict[str, str]]] = {
    "migrate": (
        subscribed,
        {**pets("2.0.0"), "supersedes": "previous"},
        {"pets:1.0.0": "deprecated", "pets:2.0.0": "published"},
    ),
    "set a target": (
        lambda catalog: subscribed(catalog, state="deprecated"),
        {**pets("2.0.0"), "supersedes": {"version": "1.0.0"}},
        {"pets:1.0.0": "deprecated", "pets:2.0.0": "published"},
    ),
    "wait": (slow, {**pets(), "wait": True}, {"pets:1.0.0": "published"}),
    "show in a space": (
        with_space,
        {
            **pets(),
            "space": "blue",
            "gateway_services": ["east"],
            "visibility": {"view": BUYERS, "subscribe": BUYERS},
        },
        {"pets:1.0.0": "published"},
    ),
}


def made(catalog: Catalog) -> Counter[str]:
    """How often each write was made."""
    return Counter(
        f"{each['method']} {re.sub('^.*/sandbox', '', each['path'])}"
        for each in catalog.writes()
        if "/tasks/" not in each["path"]
        and (each["fault"] in PROCESSED or (not each["fault"] and each["status"] < 400))
    )


# Tasks share most of their requests: two meet every fault, and the others those that differ most.
EVERY_FAULT = ("replace", "migrate")
FEW_FAULTS = ("404", "500", "page 404", "reset after")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        (name, kind)
        for name in (*TASKS, *MORE)
        for kind in (ALL_FAULTS if name in EVERY_FAULT else FEW_FAULTS)
    ],
)
def test_each_request_that_fails_is_made_good_by_the_next_run(
    run: Run, name: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(product, "_PAUSE", 0.01)
    fault = ALL_FAULTS[kind]
    before, task, after = (MORE if name in MORE else TASKS)[name]
    catalog = Catalog(run)

    def begin() -> None:
        run.simulator.reset()
        run.store = MemoryStore()
        if callable(before):
            before(catalog)
        else:
            for each in before:
                catalog.good(**each)
        catalog.forget()

    begin()
    steps = sum(catalog.good(**task)["requests"].values())
    once, subscriptions = made(catalog), catalog.subscriptions()
    for number in range(steps):
        begin()
        run.simulator.fault(**fault, platform="apic", path=PATHS, skip=number)
        broken = catalog(**task, retries=0)
        assert any(each["fault"] for each in run.requests(platform="apic"))
        if broken.get("failed"):
            was_written = sum(made(catalog).values()) > 0
            assert broken["changed"] == was_written or broken.get("outcome_unknown")
            assert not broken["changed"] or "done" in broken
        else:
            assert broken["changed"]
        run.simulator.clear_faults()
        again = catalog.good(**task)
        assert (catalog.states(), catalog.subscriptions()) == (after, subscriptions)
        assert again["changed"] or made(catalog) == once
        assert made(catalog) == once
        assert not catalog.good(**task)["changed"]


def test_a_failure_tells_what_was_done(run: Run) -> None:
    catalog = Catalog(run)
    catalog.good(**pets())
    run.simulator.fault(kind="status", status=500, method="POST", path="/replace$")
    failed = catalog(**NEW)
    assert failed["changed"]
    assert failed["done"] == ["staged pets:2.0.0"]
    assert failed["replaced"] == {"name": "pets", "version": "1.0.0", "state": "published"}
    assert failed["msg"].endswith("[staged pets:2.0.0; pets:1.0.0 is published]")


def test_a_write_in_doubt_that_cannot_be_read_back_stays_in_doubt(run: Run) -> None:
    """The failure is that of the write, not that of the read after it."""
    run.simulator.fault(kind="reset_after", method="POST", path="/publish$")
    catalog = Catalog(run)
    catalog.forget()
    run.simulator.fault(
        kind="status", status=403, method="GET", path="/products/pets/1.0.0$", skip=1, times=None
    )
    failed = catalog(**pets())
    assert (failed["method"], failed.get("outcome_unknown")) == ("POST", True)
    assert sum(made(catalog).values()) == 1

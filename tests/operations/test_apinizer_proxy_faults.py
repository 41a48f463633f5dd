# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong while an API proxy is made, changed, rolled back and deleted: each request in turn.

Nothing is made twice, nothing that a request failed to find is taken as absent, and the next run finishes.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.apiops.platforms.plugins.module_utils._core.tokens.store import MemoryStore
from tests.operations.apinizer_landscape import writes
from tests.operations.conftest import Run
from tests.operations.faults import FAULTS, PROCESSED
from tests.operations.proxies import SPECIFICATION, Proxy, limit, pets

BOTH = ["test", "production"]
MADE = pets(environments=BOTH)
OTHER = {**SPECIFICATION, "paths": {"/pets": SPECIFICATION["paths"]["/pets"], "/dogs": {"get": {}}}}
CHANGED = pets(
    specification=OTHER,
    settings={"client_route": {"relativePathList": ["/animals"]}},
    policies=[limit("new"), limit(messageCountForInterval=5)],
    environments=BOTH,
)
BACK = {"rollback_to": "1", "environments": BOTH}
GONE = {"state": "absent", "allow": ["undeploy"]}
# Each task of a proxy's life, and what is there before it.
TASKS: dict[str, tuple[list[dict[str, Any]], dict[str, Any]]] = {
    "make": ([], MADE),
    "change": ([MADE], CHANGED),
    "undeploy": ([MADE], {"environments": [{"name": name, "state": "undeployed"} for name in BOTH]}),
    "roll back": ([MADE, CHANGED], BACK),
    "delete": ([MADE], GONE),
}
# Settings that no manager tells are not sent with a new proxy.
UNTOLD = {"cors": {"name": "shop", "corsActive": True}, "keys": {"publicKey": "shop-1"}}
FULL = pets(settings={**MADE["settings"], **UNTOLD}, environments=BOTH)
TASKS["make with settings that are not told"] = ([], FULL)
# They leave no trace by which a second one could be told from a first; it has the same effect.
REPEATABLE = ("POST /deploy-histories/1/rollback/", *(f"PATCH /settings/{name}/" for name in UNTOLD))


# Of tasks with the same requests, one meets every fault, and the others those that differ most.
MET = [
    (name, kind) for name in TASKS for kind in (FAULTS if name == "make" else ("404", "500", "reset after"))
]


def made(run: Run) -> Counter[str]:
    """How often each write was made."""
    return Counter(
        f"{each['method']} {each['path'].partition('/pets')[2]}"
        for each in writes(run)
        if each["fault"] in PROCESSED or (not each["fault"] and each["status"] < 400)
    )


def state_of(proxy: Proxy) -> Any:
    """What the manager tells of the proxy, but for the times and numbers of its deployments."""
    rows = proxy.run("apinizer_invoke", path="/projects/SampleProject/apiProxies/")["json"]["resultList"]
    if not rows:
        return None
    return {**proxy.told(), "specification": json.loads(proxy.ask("spec/")["importedContentOfBackendApi"])}


@pytest.mark.parametrize(("name", "kind"), MET)
def test_each_request_that_fails_is_made_good_by_the_next_run(run: Run, name: str, kind: str) -> None:
    before, task = TASKS[name]
    proxy, fault = Proxy(run), FAULTS[kind]

    def begin() -> None:
        run.simulator.reset()
        run.store = MemoryStore()
        for each in before:
            proxy.good(**each)
        proxy.forget()

    begin()
    steps = sum(proxy.good(**task)["requests"].values())
    once, after = made(run), state_of(proxy)
    for number in range(steps):
        begin()
        run.simulator.fault(**fault, platform="apinizer", path="/apiProxies/", skip=number)
        broken = proxy(**task, retries=0)
        assert any(each["fault"] for each in run.requests(platform="apinizer"))
        if broken.get("failed"):
            was_written = sum(made(run).values())
            assert broken["changed"] or broken.get("outcome_unknown") or not was_written
            assert not broken["changed"] or "done" in broken
        run.simulator.clear_faults()
        again = proxy.good(**task)
        assert state_of(proxy) == after
        twice = made(run) - once
        twice = Counter({write: often for write, often in twice.items() if write not in REPEATABLE})
        assert again["changed"] or made(run) == once or not broken.get("failed")
        assert not once - made(run)
        assert not twice
        assert not proxy.good(**task)["changed"]


NAMES = ["a", "b", "c", "d"]
POLICIES = st.lists(
    st.builds(
        lambda name, count, pipeline: {**limit(name, messageCountForInterval=count), "pipeline": pipeline},
        st.sampled_from(NAMES),
        st.integers(1, 2),
        st.sampled_from(["REQUEST", "ERROR"]),
    ),
    max_size=4,
    unique_by=lambda policy: policy["name"],
)
TASK = st.fixed_dictionaries(
    {
        "specification": st.sampled_from([SPECIFICATION, OTHER, {**SPECIFICATION, "paths": {}}]),
        "settings": st.builds(
            lambda paths: {"client_route": {"relativePathList": paths}},
            st.lists(st.sampled_from(["/x", "/y", "/z"]), min_size=1, max_size=3, unique=True),
        ),
        "policies": POLICIES,
        "environments": st.builds(
            lambda states: [{"name": name, "state": state} for name, state in zip(BOTH, states, strict=True)],
            st.tuples(*[st.sampled_from(["deployed", "undeployed"])] * 2),
        ),
        "compare": st.sampled_from([{}, {"exact": ["policies"]}]),
    }
)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TASK, min_size=1, max_size=3))
def test_whatever_is_declared_one_after_the_other_a_second_run_writes_nothing(
    run: Run, tasks: list[dict[str, Any]]
) -> None:
    run.simulator.reset()
    run.store = MemoryStore()
    proxy = Proxy(run)
    for task in tasks:
        predicted = proxy.good(**task, check=True)
        done = proxy.good(**task)
        assert (done["changed"], done["changes"]) == (predicted["changed"], predicted["changes"])
        proxy.forget()
        again = proxy.good(**task)
        assert (again["changed"], again["requests"]["writes"], proxy.writes()) == (False, 0, [])
        wanted = [policy["name"] for policy in task["policies"] if policy["pipeline"] == "REQUEST"]
        there = [policy["name"] for policy in proxy.told()["requestPolicyList"]]
        assert [name for name in there if name in wanted] == wanted


@pytest.mark.parametrize("step", ["POST file/", "PATCH pets/settings/cors/", "POST pets/environments/test/"])
def test_an_answer_to_a_write_that_is_no_json_says_nothing(run: Run, step: str) -> None:
    """What cannot be read back is not reported as made: its outcome is unknown."""
    proxy = Proxy(run)
    method, path = step.split(" ")
    run.simulator.fault(kind="not_json", method=method, path=".*/apiProxies/" + path)
    failed = proxy(**FULL, retries=0)
    assert failed["failed"]
    assert "JSON that cannot be read" in failed["msg"]
    assert failed["msg"].count("The outcome is unknown") == 1
    assert "was made nevertheless" not in failed["msg"]
    assert proxy.good(**FULL)["changed"]
    assert not proxy.good(**FULL)["changed"]

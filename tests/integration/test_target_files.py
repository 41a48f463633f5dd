# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Targets whose files the controller does not have: they share a login as all others do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.integration.platforms import environment_of
from tests.integration.plays import Play, PlayRun
from tests.integration.target_machines import Targets
from tests.operations.conftest import Run
from tests.simulator.client import Simulator

pytestmark = pytest.mark.same_on_every_core

HOSTS = 6
LOGINS = {"apic": "/api/token", "axway": "/auth/realms/Broker/protocol/openid-connect/token"}


@pytest.fixture
def targets(tmp_path: Path) -> Targets:
    """No targets yet."""
    return Targets(tmp_path)


def toolkit(of: dict[str, Any], **changes: str) -> str:
    """A credentials.json as it comes with the toolkit of API Connect."""
    client = {"client_id": of["client_id"], "client_secret": of["client_secret"], **changes}
    return json.dumps({"toolkit": {"endpoint": of["url"] + "/api", **client}})


def files_of(simulator: Simulator) -> dict[str, str]:
    """What every target has."""
    of = simulator.description
    return {
        "ca.pem": Path(of["ca_path"]).read_text("utf-8"),
        "key.pem": Path(of["axway"]["private_key_path"]).read_text("utf-8"),
        "credentials.json": toolkit(of["apic"]),
        "org.json": "{}",
    }


def apic(simulator: Simulator, **options: Any) -> dict[str, Any]:
    """A call to API Connect."""
    of = simulator.description["apic"]
    names = ("url", "username", "password", "client_id", "client_secret")
    given = {**{name: of[name] for name in names}, "ca_path": simulator.description["ca_path"]}
    kept = {name: value for name, value in {**given, "path": "/orgs", **options}.items() if value is not None}
    return {"apiops.platforms.apic_invoke": kept}


def axway(simulator: Simulator, **options: Any) -> dict[str, Any]:
    """A call to Axway Central."""
    of = simulator.description["axway"]
    given = {name: of[name] for name in ("auth_url", "platform_url", "central_url")}
    path = "/management/v1alpha1/environments"
    ca_path = simulator.description["ca_path"]
    return {"apiops.platforms.axway_invoke": {**given, "ca_path": ca_path, "path": path, **options}}


def tasks(simulator: Simulator, here: Path) -> dict[str, dict[str, Any]]:
    """A task for every option that may name a file of the target."""
    of = simulator.description
    upload = {"method": "POST", "path": "/token", "read_only": True, "status_code": [400, 415]}
    part = {"file": {"path": str(here / "org.json")}}
    return {
        "ca_path": apic(simulator, ca_path=str(here / "ca.pem")),
        "credentials_file": apic(
            simulator,
            url=None,
            client_id=None,
            client_secret=None,
            credentials_file=str(here / "credentials.json"),
        ),
        "private_key_path": axway(
            simulator, client_id=of["axway"]["key_client_id"], private_key_path=str(here / "key.pem")
        ),
        "src": apic(simulator, src=str(here / "org.json"), **upload),
        "dest": apic(simulator, dest=str(here / "orgs.json")),
        "part": apic(simulator, body=part, body_format="multipart", **upload),
    }


def register(simulator: Simulator, client: dict[str, str]) -> None:
    """Have API Connect know another client, and forget how."""
    of = simulator.description["apic"]
    admin = {"scope": "admin", "username": of["admin_username"], "password": of["admin_password"]}
    made = Run(simulator)("apic_invoke", method="POST", path="/cloud/registrations", body=client, **admin)
    assert made["changed"], made
    simulator.clear_journal()


def run(play: Play, targets: Targets, *listed: dict[str, Any], **keywords: Any) -> PlayRun:
    """All tasks on all targets at once."""
    playbook = [{"hosts": "all", "gather_facts": False, "tasks": list(listed), **keywords}]
    return play(playbook, inventory=targets.inventory, forks=HOSTS)


def logins(simulator: Simulator) -> list[dict[str, Any]]:
    """The requests for a token."""
    return [entry for entry in simulator.journal() if entry["path"] in LOGINS.values()]


OPTIONS = ["ca_path", "credentials_file", "private_key_path", "src", "dest", "part"]


@pytest.mark.parametrize("option", OPTIONS)
def test_six_targets_with_files_of_their_own_log_in_once(
    play: Play, targets: Targets, fresh_simulator: Simulator, option: str
) -> None:
    targets.add(HOSTS, files_of(fresh_simulator))
    task = tasks(fresh_simulator, targets.here)[option]
    ran = run(play, targets, task, task)
    assert ran.rc == 0, ran.output
    accepted = [entry for entry in logins(fresh_simulator) if entry["status"] == 200]
    assert len(accepted) == 1
    calls = [entry for entry in fresh_simulator.journal() if "authorization" in entry["headers"]]
    assert len(calls) == 2 * HOSTS


@pytest.mark.parametrize("option", OPTIONS)
def test_six_targets_with_a_wrong_secret_are_refused_once(
    play: Play, targets: Targets, fresh_simulator: Simulator, option: str
) -> None:
    wrong = {"credentials.json": toolkit(fresh_simulator.description["apic"], client_secret="wrong-secret")}
    targets.add(HOSTS, {**files_of(fresh_simulator), **wrong})
    task = tasks(fresh_simulator, targets.here)[option]
    given = next(iter(task.values()))
    if option == "private_key_path":
        given["client_id"] = "no-such-client"
    elif option != "credentials_file":
        given["password"] = "wrong-password"
    ran = run(play, targets, task)
    assert [result.result["error"]["kind"] for result in ran.results] == ["auth"] * HOSTS, ran.output
    assert len({result.result["msg"] for result in ran.results}) == 1
    assert len(logins(fresh_simulator)) == 1


@pytest.mark.parametrize("module", ["apic_token", "apic_invoke"])
def test_the_files_of_the_controller_do_not_matter(
    play: Play, targets: Targets, fresh_simulator: Simulator, module: str
) -> None:
    targets.add(HOSTS, files_of(fresh_simulator))
    wrong = toolkit(fresh_simulator.description["apic"], client_secret="secret-of-the-controller")
    (targets.here / "credentials.json").write_text(wrong, encoding="utf-8")
    given = tasks(fresh_simulator, targets.here)["credentials_file"]["apiops.platforms.apic_invoke"]
    if module == "apic_token":
        del given["path"]
    ran = run(play, targets, {f"apiops.platforms.{module}": given})
    assert ran.rc == 0, ran.output
    assert [entry["status"] for entry in logins(fresh_simulator)] == [200]


def test_targets_with_other_credentials_in_the_file_have_tokens_of_their_own(
    play: Play, targets: Targets, fresh_simulator: Simulator
) -> None:
    other = {"client_id": "mine", "client_secret": "secret"}
    register(fresh_simulator, {"name": "mine", "client_type": "toolkit", **other})
    targets.add(2, files_of(fresh_simulator))
    file = toolkit(fresh_simulator.description["apic"], **other)
    targets.add(2, {**files_of(fresh_simulator), "credentials.json": file})
    task = tasks(fresh_simulator, targets.here)["credentials_file"]
    ran = run(play, targets, task, task)
    assert ran.rc == 0, ran.output
    assert len(logins(fresh_simulator)) == 2
    used = [entry["headers"]["authorization"] for entry in fresh_simulator.journal(path="/api/orgs")]
    assert sorted(used.count(one) for one in set(used)) == [4, 4]


def test_credentials_in_the_environment_of_the_targets(
    play: Play, targets: Targets, fresh_simulator: Simulator
) -> None:
    targets.add(HOSTS, {}, environment_of(fresh_simulator.description))
    call = {"apiops.platforms.apic_invoke": {"path": "/orgs"}}
    ran = run(play, targets, call, call)
    assert ran.rc == 0, ran.output
    assert [entry["status"] for entry in logins(fresh_simulator)] == [200]


MISTAKES = {
    "another origin": {"path": "https://elsewhere.example/orgs"},
    "no such file": {"method": "POST", "src": "{{ here }}/missing"},
    "no such part": {
        "method": "POST",
        "body_format": "multipart",
        "body": {"file": {"path": "{{ here }}/missing"}},
    },
    "an expression": {"select": "[?"},
    "no directory": {"dest": "{{ here }}/no/such/directory/file"},
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_sends_nothing(
    play: Play, targets: Targets, fresh_simulator: Simulator, mistake: dict[str, Any]
) -> None:
    targets.add(2, files_of(fresh_simulator))
    task = apic(fresh_simulator, ca_path=str(targets.here / "ca.pem"), **mistake)
    ran = run(play, targets, task, vars={"here": str(targets.here)})
    assert [result.result["error"]["kind"] for result in ran.results] == ["config"] * 2, ran.output
    assert fresh_simulator.journal() == []

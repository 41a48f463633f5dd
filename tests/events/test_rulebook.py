# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rulebooks of the guide under ansible-rulebook itself: no event is lost, whatever happens on the way."""

from __future__ import annotations

import json
import signal
import socket
import time
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.events.rulebook import Project, Rulebook
from tests.operations.conftest import Run
from tests.simulator.client import Simulator

PRODUCTION = {"kind": "Environment", "name": "production"}
SERVICES = "/apis/management/v1/environments/production/apiservices"
EVENTS = "/events/management/v1/watchtopics/production"
BATCH = 50


@pytest.fixture
def project(fresh_simulator: Simulator, tmp_path: Path) -> Project:
    """The examples, beside a simulator on which there is an environment with a service."""
    project = Project(fresh_simulator, tmp_path)
    run = Run(fresh_simulator)
    service(run, "pets")
    return project


def service(run: Run, name: str, **fields: Any) -> None:
    """Have a service of production be there."""
    of_service = {"kind": "APIService", "parent": PRODUCTION, "name": name, **fields}
    result = run("axway_resource", resources=[PRODUCTION, of_service])
    assert not result.get("failed"), result["msg"]


class Story:
    """Rulebooks that run one after the other, and the events that each got."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.run = Run(project.simulator)
        self.cursor = project.place / "production-cursor.json"
        self.seen: list[int] = []
        self._writes = 0

    def record(self, number: int) -> None:
        """Has the topic record that many events more, by few writes."""
        for _write in range(number // BATCH):
            self._writes += 1
            service(self.run, "pets", title=f"Pets {self._writes}")

    def kept(self) -> dict[str, Any]:
        """What the cursor file holds."""
        kept: dict[str, Any] = json.loads(self.cursor.read_text())
        return kept

    def end(self, rulebook: Rulebook, number: int) -> float:
        """Ends a rulebook by a signal; returns how long that took."""
        _code, seconds = rulebook.ended(number)
        self.seen += rulebook.numbers()
        return seconds


def test_a_thousand_events_over_restarts_an_expired_token_429_and_an_outage(project: Project) -> None:
    options = f"        interval: 0.3\n        retry_delay: 0.05\n        max_events: {BATCH}\n"
    project.change("rulebook.yml", "        watch_topic", options + "        watch_topic")
    project.change("drift.yml", "/srv/configuration", str(project.place))
    (project.place / "platforms" / "axway").mkdir(parents=True)
    declared = "kind: Environment\nname: production\n"
    (project.place / "platforms" / "axway" / "production.yml").write_text(declared)
    project.play("topic.yml")
    simulator, story = project.simulator, Story(project)
    simulator.configure(axway={"events_per_write": BATCH})

    with Rulebook(project, "rulebook.yml") as first:
        first.until(story.cursor.exists)
        story.record(300)
        first.until(lambda: len(first.numbers()) >= 120)
        story.end(first, signal.SIGKILL)

    with Rulebook(project, "rulebook.yml") as second:
        story.record(200)
        second.until(lambda: 500 in second.numbers())
        simulator.expire_tokens()
        simulator.fault(kind="status", status=429, headers={"Retry-After": "1"}, path=EVENTS, times=5)
        story.run.store = Run(simulator).store
        story.record(200)
        second.until(lambda: 700 in second.numbers())
        simulator.fault(kind="reset_before", path=EVENTS, times=None)
        simulator.fault(kind="reset_before", listener="axway_auth", times=None)
        simulator.expire_tokens()
        time.sleep(2)
        simulator.clear_faults()
        story.run.store = Run(simulator).store
        story.record(200)
        second.until(lambda: len(second.numbers()) >= 630)
        assert story.end(second, signal.SIGTERM) < 20

    # As if that had been eight days ago: the playbook of the first rule compares everything.
    story.cursor.write_text(json.dumps({**story.kept(), "read_at": time.time() - 8 * 24 * 3600}))
    with Rulebook(project, "rulebook.yml") as third:
        story.record(100)
        third.until(lambda: 1000 in third.numbers())
        assert json.loads((project.place / "reports" / "drift.json").read_text())
        # A new service, which the playbook of the second rule reads.
        simulator.configure(axway={"events_per_write": 1})
        simulator.clear_journal()
        service(story.run, "dogs", title="All dogs")
        third.until(
            lambda: any(each["path"] == f"{SERVICES}/dogs" for each in simulator.journal(method="GET"))
        )
        third.until(lambda: story.kept()["sequence_id"] == 1001)
        story.end(third, signal.SIGTERM)

    assert set(story.seen) == set(range(1, 1001))
    # What was on its way at each of the two ends, at most.
    assert len(story.seen) - 1000 <= 2 * BATCH
    told = first.output + second.output + third.output + story.cursor.read_text()
    secret = simulator.description["axway"]["client_secret"]
    assert [each for each in (secret, *simulator.issued_tokens()["axway"]) if each in told] == []


def test_a_mistake_ends_it_with_one_line(project: Project) -> None:
    # As beside the package `ansible`, which brings a package of this name along.
    elsewhere = project.home / "ansible_collections"
    elsewhere.mkdir()
    (elsewhere / "__init__.py").touch()
    secret = "a-wrong-secret-1"
    environment = {"AXWAY_CLIENT_SECRET": secret, "PYTHONPATH": str(project.home)}
    with Rulebook(project, "rulebook.yml", **environment) as rulebook:
        code, _seconds = rulebook.ended()
    assert code == 1
    (line,) = [line for line in rulebook.output.splitlines() if "Source error" in line]
    assert "axway_events: No token for the client" in line
    assert "Traceback" not in rulebook.output
    assert secret not in rulebook.output


def test_a_call_of_central_starts_a_playbook(project: Project) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    project.change("webhook_rulebook.yml", "port: 5000", f"port: {port}")
    simulator, token = project.simulator, "a-token-for-the-webhook"
    project.play("webhook.yml", WEBHOOK_TOKEN=token)
    answer = Run(simulator)("axway_invoke", path="/management/v1/integrations/rulebook/webhooks/rulebook")
    assert answer["json"]["spec"]["auth"] == {"secret": {"name": "token", "key": "authorization"}}
    # The simulator sends nothing itself.
    event = {
        "type": "ResourceUpdated",
        "payload": {"kind": "APIService", "name": "pets", "metadata": {"scope": PRODUCTION}},
    }
    url = f"http://127.0.0.1:{port}/axway"
    simulator.clear_journal()

    def sent(authorization: str) -> int:
        with requests.Session() as session:
            session.trust_env = False
            return session.post(
                url, json=event, headers={"Authorization": authorization}, timeout=30
            ).status_code

    def listening() -> bool:
        with socket.socket() as client:
            return client.connect_ex(("127.0.0.1", port)) == 0

    with Rulebook(
        project, "webhook_rulebook.yml", "--env-vars", "WEBHOOK_TOKEN", WEBHOOK_TOKEN=token
    ) as rulebook:
        rulebook.until(listening)
        assert sent("Bearer another") == 401
        assert simulator.journal() == []
        assert sent(f"Bearer {token}") == 200
        rulebook.until(lambda: any(each["path"] == f"{SERVICES}/pets" for each in simulator.journal()))
        rulebook.ended(signal.SIGTERM)
    assert not listening()
    assert token not in rulebook.output

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects of API Connect by playbooks: what is told once is kept, and unseen."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.platforms import run
from tests.integration.plays import Play
from tests.leaks import leaked
from tests.operations.apic_landscape import LUR, ORG, SANDBOX
from tests.simulator.client import Simulator

pytestmark = pytest.mark.leaks

PARTNERS = {**SANDBOX, "consumer_org": "partners"}
# What an application needs.
AROUND = [
    {"kind": "user_registry", "parent": ORG, "name": "people", "spec": LUR},
    {"kind": "user", "parent": {**ORG, "user_registry": "people"}, "name": "steve"},
    {"kind": "configured_catalog_user_registry", "parent": SANDBOX, "name": "people"},
    {"kind": "consumer_org", "parent": SANDBOX, "name": "partners", "spec": {"owner": "steve"}},
]
SECRETS = {"credential": "s3cr3t-of-a-credential/4711"}
TASKS = """
    - apiops.platforms.apic_resource: {resources: "{{ around }}"}
      diff: true
    - apiops.platforms.apic_resource:
        kind: app
        parent: "{{ partners }}"
        name: shop
      diff: true
      register: shop
    - ansible.builtin.assert: {that: shop.client_secret | length == 32}
    - ansible.builtin.copy: {content: "{{ shop.client_secret }}", dest: "{{ kept }}", mode: "0600"}
      no_log: true
    - &credential
      apiops.platforms.apic_resource:
        kind: credential
        parent: "{{ dict(partners, app='shop') }}"
        name: second
        spec: {client_id: second, client_secret: "{{ given.credential }}"}
      diff: true
      register: told
    - <<: *credential
    - ansible.builtin.assert: {that: not told.changed}
    - ansible.builtin.debug: {var: told}
    - apiops.platforms.apic_resource:
        resources:
          - {kind: app, parent: "{{ partners }}", name: other}
          - {kind: app, parent: "{{ partners }}", name: refused, spec: {state: enabled}}
      ignore_errors: true
      register: failed
    - ansible.builtin.copy:
        content: "{{ failed.credentials[0].client_secret }}"
        dest: "{{ kept }}2"
        mode: "0600"
      no_log: true
    - apiops.platforms.apic_resource_info: {kind: app, parent: "{{ partners }}"}
      register: found
    - ansible.builtin.debug: {var: found}
"""


@pytest.mark.usefixtures("execution")
def test_apic_resource_keeps_what_is_told_once_unseen(
    play: Play, fresh_simulator: Simulator, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    play.variables.update(given=SECRETS, around=AROUND, partners=PARTNERS, kept=str(kept))
    path = f"/api/consumer-orgs/{ORG['org']}/sandbox/partners/apps"
    fresh_simulator.fault(platform="apic", path=path, method="POST", kind="status", status=400, skip=2)
    ran = run(play, fresh_simulator, TASKS, verbosity=3, env={"ANSIBLE_LOG_PATH": str(tmp_path / "log")})
    assert ran.rc == 0, ran.output
    told = {"shop": kept.read_text("utf-8"), "other": Path(f"{kept}2").read_text("utf-8")}
    assert [len(each) for each in told.values()] == [32, 32]
    for shown in (ran.output, (tmp_path / "log").read_text("utf-8")):
        assert leaked(shown, {**SECRETS, **told}) == []


def test_apic_resource_by_the_role(play: Play, fresh_simulator: Simulator, tmp_path: Path) -> None:
    of = fresh_simulator.description["apic"]
    names = ("url", "username", "password", "client_id", "client_secret")
    given = {**{f"apic_{name}": of[name] for name in names}, "apic_ca_path": of_ca(fresh_simulator)}
    shop = {"kind": "app", "parent": PARTNERS, "name": "shop"}
    kept = tmp_path / "kept"
    content = "{{ apic_resources_credentials | map(attribute='client_secret') | join }}"
    actions = "{{ apic_resources_results | map(attribute='action') | unique | join(' ') }}"
    tasks = [
        {"ansible.builtin.copy": {"content": content, "dest": str(kept), "mode": "0600"}, "no_log": True},
        {"name": "Left", "ansible.builtin.debug": {"msg": actions}},
    ]
    plays = [
        {"hosts": "all", "gather_facts": False, "roles": ["apiops.platforms.apic"], "tasks": tasks},
    ]
    first = play(plays, extra_vars={**given, "apic_resources": [*AROUND, shop]}, verbosity=3)
    assert first.rc == 0, first.output
    secret = kept.read_text("utf-8")
    assert len(secret) == 32
    assert leaked(first.output, {"secret": secret}) == []
    assert first.of("Left").result["msg"] == "created"
    second = play(plays, extra_vars={**given, "apic_resources": [*AROUND, shop]})
    assert second.of("Left").result["msg"] == "unchanged"
    assert kept.read_text("utf-8") == ""


def of_ca(simulator: Simulator) -> str:
    """Where the simulator's authority is."""
    return str(simulator.description["ca_path"])

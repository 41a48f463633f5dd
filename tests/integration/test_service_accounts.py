# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service accounts in a playbook, in process and on the target: what shows, and what does not."""

from __future__ import annotations

import json

import pytest

from tests.integration.platforms import run
from tests.integration.plays import Play
from tests.integration.secret_tasks import all_secrets, prepare
from tests.leaks import leaked
from tests.simulator.client import Simulator

pytestmark = pytest.mark.same_on_every_core

TASKS = """
    - name: Create
      apiops.platforms.axway_service_account:
        name: robot
        description: Deploys
        roles: [developer]
      register: robot
    - name: Create a signer
      apiops.platforms.axway_service_account:
        name: signer
        generate_key: true
      register: signer
    - name: Again
      apiops.platforms.axway_service_account:
        name: "{{ item }}"
      register: again
      loop: [robot, signer]
    - name: Use
      apiops.platforms.axway_token:
        client_id: "{{ robot.service_account.client_id }}"
        client_secret: "{{ robot.client_secret }}"
    - name: Sign
      apiops.platforms.axway_token:
        client_id: "{{ signer.service_account.client_id }}"
        client_secret: "{{ omit }}"
        private_key: "{{ signer.private_key }}"
    - name: List
      apiops.platforms.axway_service_account_info:
        name: robot
      register: listed
    - name: Rotate
      apiops.platforms.axway_service_account:
        name: robot
        rotate: always
        service_client_secret: a secret of "its" öwn/2
      register: rotated
    - name: Compare
      ansible.builtin.assert:
        that:
          - robot is changed
          - again is not changed
          - again.results[0].service_account.guid == robot.service_account.guid
          - again.results | selectattr('client_secret', 'defined') | length == 0
          - again.results | selectattr('private_key', 'defined') | length == 0
          - listed.service_accounts | map(attribute='name') == ['robot']
          - listed is not changed
          - rotated.client_secret != robot.client_secret
        quiet: true
    - name: Refuse
      apiops.platforms.axway_service_account:
        name: robot
        auth_type: certificate
      ignore_errors: true
    - name: Remove
      apiops.platforms.axway_service_account:
        name: "{{ item }}"
        state: absent
      loop: [robot, signer, robot]
"""


@pytest.mark.usefixtures("execution")
def test_the_life_of_an_account(play: Play, fresh_simulator: Simulator) -> None:
    known = prepare(play, fresh_simulator)
    ran = run(play, fresh_simulator, TASKS, verbosity=4, diff=True)
    assert ran.rc == 0, ran.output
    assert ran.of("Refuse").result["msg"].startswith("The auth_type of the service account robot_")
    assert [item["changed"] for item in ran.of("Remove").items] == [True, True, False]
    made = {
        entry["path"] + str(number): secret
        for number, entry in enumerate(fresh_simulator.journal(platform="axway"))
        if entry["method"] in ("POST", "PUT") and (secret := _secret_in(entry["body"]))
    }
    assert len(made) == 2
    assert leaked(ran.output, {**all_secrets(known, fresh_simulator), **made}) == []
    assert "PRIVATE KEY" not in ran.output


def _secret_in(body: str) -> str:
    try:
        return str(json.loads(body).get("secret", ""))
    except ValueError:
        return ""


@pytest.mark.usefixtures("execution")
def test_check_mode_shows_the_difference(play: Play, fresh_simulator: Simulator) -> None:
    tasks = """
        - name: Create
          apiops.platforms.axway_service_account:
            name: robot
            description: Deploys every night
    """
    ran = run(play, fresh_simulator, tasks, check=True, diff=True)
    assert ran.rc == 0, ran.output
    assert ran.of("Create").changed
    assert '+    "description": "Deploys every night",' in ran.stdout
    assert fresh_simulator.journal(platform="axway", method="POST", path="/api/v1/client") == []


def test_async_is_refused(play: Play, fresh_simulator: Simulator) -> None:
    tasks = """
        - name: Create
          apiops.platforms.axway_service_account:
            name: robot
          async: 30
    """
    ran = run(play, fresh_simulator, tasks)
    assert ran.rc == 2
    assert "async" in ran.of("Create").result["msg"]
    assert fresh_simulator.journal(platform="axway") == []

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects of Apinizer by tasks, in process and on the target."""

from __future__ import annotations

import pytest

from tests.integration.platforms import run
from tests.integration.plays import Play
from tests.leaks import leaked
from tests.simulator.apinizer import PROJECT
from tests.simulator.client import Simulator

SECRETS = {"value": "s3cr3t-v4lue-of-a-variable", "password": "s3cr3t-p4ssword-4711"}
TASKS = """
    - &objects
      apiops.platforms.apinizer_resource: &options
        defaults:
          parent: {project: "{{ project }}"}
        resources:
          - kind: environment_variable
            name: BACKEND
            spec:
              environmentValueList:
                - {environmentName: test, value: a.example.com, visible: true}
                - {environmentName: production, value: "{{ given.value }}", visible: false}
          - kind: credential
            name: partner
            spec: {email: p@example.com, fullName: Partner, password: "{{ given.password }}"}
          - kind: ip_group
            name: partners
            spec: {ipList: [192.0.2.1]}
      check_mode: true
      diff: true
      register: told
    - ansible.builtin.debug: {var: told}
    - <<: *objects
      check_mode: false
    - ansible.builtin.debug: {var: told}
    - <<: *objects
      check_mode: false
    - ansible.builtin.assert:
        that: told is not changed and told.summary.unchanged == 3 and told.requests.writes == 0
    - apiops.platforms.apinizer_resource_info:
        kind: credential
        parent: {project: "{{ project }}"}
        export: true
      register: found
    - ansible.builtin.assert:
        that: found.resources | map(attribute='name') | list == ['partner']
    - apiops.platforms.apinizer_resource:
        resources: "{{ found.resources }}"
      register: again
    - ansible.builtin.assert: {that: again is not changed}
"""


@pytest.mark.usefixtures("execution")
def test_apinizer_resource_and_apinizer_resource_info(play: Play, fresh_simulator: Simulator) -> None:
    play.variables.update(given=SECRETS, project=PROJECT)
    ran = run(play, fresh_simulator, TASKS, verbosity=4)
    assert ran.rc == 0, ran.output
    assert leaked(ran.output, SECRETS) == []
    bodies = "".join(each["body"] for each in fresh_simulator.journal(listener="apinizer"))
    assert all(secret in bodies for secret in SECRETS.values())

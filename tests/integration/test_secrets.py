# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No secret on the screen, in the log or in a failure, at the highest verbosity, through both doors."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.integration.platforms import run
from tests.integration.plays import Play
from tests.leaks import leaked, secrets_of, tokens_of
from tests.simulator.client import Simulator

TASKS = """
    - apiops.platforms.axway_token:
      register: axway
    - apiops.platforms.axway_token:
        auth_method: client_secret_basic
    - apiops.platforms.axway_invoke:
        path: /management/v1/environments
        method: POST
        body: {name: leaky, spec: {}, client_secret: "{{ simulator.axway.client_secret }}"}
      diff: true
    - apiops.platforms.apic_token:
      register: apic
    - apiops.platforms.apic_invoke:
        path: /none/such
      ignore_errors: true
    - apiops.platforms.apic_invoke:
        path: /orgs
        token: "{{ apic.access_token }}"
      loop: [1, 2]
    - apiops.platforms.apic_token:
        password: "{{ simulator.apic.admin_password }}"
      ignore_errors: true
    - apiops.platforms.apinizer_token:
    - apiops.platforms.apinizer_invoke:
        path: /projects/
        timeout: soon
      ignore_errors: true
    - apiops.platforms.cmf_token:
    - apiops.platforms.cmf_invoke:
        controller: GenericService
        service: GetObjectByName
        namespace: Cmf.Foundation.BusinessOrchestration.GenericServiceManagement
        properties: {Name: "{{ simulator.cmf.token }}", Type: Material}
        read_only: true
      ignore_errors: true
"""


@pytest.mark.usefixtures("door")
def test_nothing_leaks(play: Play, fresh_simulator: Simulator, tmp_path: Path) -> None:
    log = tmp_path / "ansible.log"
    # The platforms repeat in their errors what they were sent, as some do.
    for platform, path, names in (
        ("apic", "/none/such", ("password", "client_secret")),
        ("apinizer", "/projects/", ("password",)),
    ):
        sent = [fresh_simulator.description[platform][name] for name in names]
        fresh_simulator.fault(
            platform=platform, path=path, kind="status", status=400, times=None, body={"message": sent}
        )
    ran = run(play, fresh_simulator, TASKS, verbosity=4, env={"ANSIBLE_LOG_PATH": str(log)})
    assert ran.rc == 0, ran.output
    secrets = {**secrets_of(fresh_simulator.description), **tokens_of(fresh_simulator.journal())}
    assert leaked(ran.output, secrets) == []
    assert leaked(log.read_text(encoding="utf-8"), secrets) == []


def test_tokens_are_on_no_disk(play: Play, fresh_simulator: Simulator, tmp_path: Path) -> None:
    ran = run(play, fresh_simulator, TASKS, env={"ANSIBLE_LOCAL_TEMP": str(tmp_path / "temporary")})
    assert ran.rc == 0, ran.output
    tokens = tokens_of(fresh_simulator.journal())
    assert tokens
    for directory, _directories, files in os.walk(tmp_path):
        for name in files:
            # The record and the playbook's variables are the test's own.
            if name not in ("record.jsonl", "variables.json"):
                assert leaked((Path(directory) / name).read_text("utf-8", "replace"), tokens) == [], name

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets that objects hold: sent, and in nothing that is shown, nor in a failure or a prediction."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.platforms import run
from tests.integration.plays import Play
from tests.integration.secret_tasks import repeat
from tests.leaks import leaked
from tests.simulator.client import Simulator

pytestmark = pytest.mark.leaks

SECRETS = {
    "data": "s3cr3t of the dätä/4711",
    "header": "Bearer h34der-93217",
    "credential": "cr3dential-20211",
}
TASKS = """
    - apiops.platforms.axway_resource: {kind: Environment, name: live}
    - apiops.platforms.axway_resource: {kind: Application, name: shop}
    - &secret
      apiops.platforms.axway_resource: &options
        kind: Secret
        parent: {kind: Environment, name: live}
        name: key
        spec: {data: {password: "{{ given.data }}"}}
        update_secrets: always
      check_mode: true
      diff: true
      register: told
    - ansible.builtin.debug: {var: told}
    - <<: *secret
      check_mode: false
    - ansible.builtin.debug: {var: told}
    - <<: *secret
      check_mode: false
    - ansible.builtin.debug: {var: told}
    - apiops.platforms.axway_resource:
        resources:
          - kind: Webhook
            parent: {kind: Environment, name: live}
            name: hook
            title: "{{ item }}"
            spec: {url: "https://hooks.example.com", headers: {Authorization: "{{ given.header }}"}}
          - kind: Credential
            parent: {kind: Application, name: shop}
            name: own
            title: "{{ item }}"
            subresources: {data: {clientSecret: "{{ given.credential }}"}}
      diff: true
      loop: [One, Two]
      register: told
    - ansible.builtin.debug: {var: told}
    - apiops.platforms.axway_resource_info: {kind: Webhook, parent: {kind: Environment, name: live}}
      register: told
    - ansible.builtin.debug: {var: told}
    - apiops.platforms.axway_resource:
        <<: *options
        titel: unknown
      ignore_errors: true
    - apiops.platforms.axway_resource:
        resources:
          - {kind: Secret, name: key, spec: {data: {password: "{{ given.data }}"}}}
          - {kind: Sekret, name: key, spec: {data: {password: "{{ given.data }}"}}}
      ignore_errors: true
    - apiops.platforms.axway_resource:
        src: "{{ broken }}"
      ignore_errors: true
    - apiops.platforms.axway_resource:
        <<: *options
        name: refused
      diff: true
      ignore_errors: true
      register: told
    - ansible.builtin.debug: {var: told}
"""


@pytest.mark.usefixtures("execution")
def test_nothing_of_an_objects_secrets(play: Play, fresh_simulator: Simulator, tmp_path: Path) -> None:
    play.variables.update(given=SECRETS, broken=str(play.directory / "files" / "broken.yml"))
    (play.directory / "files").mkdir(exist_ok=True)
    broken = play.directory / "files" / "broken.yml"
    broken.write_text(f"spec: [{SECRETS['data']}\nkind: Secret\n", encoding="utf-8")
    repeat(fresh_simulator, "axway", "/secrets/refused$", [SECRETS["data"]], 400)
    ran = run(play, fresh_simulator, TASKS, verbosity=4, env={"ANSIBLE_LOG_PATH": str(tmp_path / "log")})
    assert ran.rc == 0, ran.output
    assert len(ran.results) == TASKS.count("\n    - ")
    assert [each.status for each in ran.results].count("ignored") == 4, ran.output
    assert leaked(ran.output, SECRETS) == []
    assert leaked((tmp_path / "log").read_text("utf-8"), SECRETS) == []
    # They were sent, and it is told that they were not compared.
    bodies = "".join(each["body"] for each in fresh_simulator.journal(listener="axway_central"))
    assert all(
        secret.encode("ascii", "backslashreplace").decode() in bodies or secret in bodies
        for secret in SECRETS.values()
    )
    assert '"not_compared": [' in ran.output

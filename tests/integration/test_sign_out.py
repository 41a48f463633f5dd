# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing out of API Connect in a playbook: the token of the run ends, wherever it came from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.integration.platforms import run
from tests.integration.plays import Play
from tests.simulator.client import Simulator

pytestmark = pytest.mark.same_on_every_core

TASKS = """
    - name: Nothing yet
      apiops.platforms.apic_token:
        state: absent
    - name: Call
      apiops.platforms.apic_invoke:
        path: /orgs
    - name: Predict
      apiops.platforms.apic_token:
        state: absent
      check_mode: true
    - name: Sign out
      apiops.platforms.apic_token:
        state: absent
    - name: Nothing more
      apiops.platforms.apic_token:
        state: absent
    - name: Call again
      apiops.platforms.apic_invoke:
        path: /orgs
"""


@pytest.mark.usefixtures("execution")
def test_the_token_of_the_run_ends(play: Play, fresh_simulator: Simulator) -> None:
    ran = run(play, fresh_simulator, TASKS)
    assert ran.rc == 0, ran.output
    changed = {result.task: result.changed for result in ran.results if "apic_token" in result.action}
    assert changed == {"Nothing yet": False, "Predict": True, "Sign out": True, "Nothing more": False}
    asked = [
        entry["path"] for entry in fresh_simulator.journal(platform="apic") if "orgs" not in entry["path"]
    ]
    providers = "/api/cloud/provider/identity-providers"
    assert asked == [providers, "/api/token", "/api/me/sign-out", providers, "/api/token"]


SUPPLIED = """
    - name: Log in
      apiops.platforms.apic_token:
      register: login
    - name: Predict
      apiops.platforms.apic_token:
        state: absent
        token: "{{ login.access_token }}"
      check_mode: true
    - name: Still there
      apiops.platforms.apic_token:
    - name: Sign out
      apiops.platforms.apic_token:
        state: absent
        token: "{{ login.access_token }}"
    - name: Another
      apiops.platforms.apic_token:
      register: another
    - name: Compare
      ansible.builtin.assert:
        that: another.access_token != login.access_token
        quiet: true
"""


@pytest.mark.usefixtures("execution")
def test_the_token_of_the_run_ends_where_it_was_supplied(play: Play, fresh_simulator: Simulator) -> None:
    ran = run(play, fresh_simulator, SUPPLIED)
    assert ran.rc == 0, ran.output
    paths = [entry["path"] for entry in fresh_simulator.journal(platform="apic")]
    assert [path for path in paths if "identity" not in path] == [
        "/api/token",
        "/api/me/sign-out",
        "/api/token",
    ]


REFUSED = """
    - name: Sign in and out
      block:
        - name: Log in
          apiops.platforms.apic_token:
            password: wrong-password
      always:
        - name: Predict
          apiops.platforms.apic_token:
            password: wrong-password
            state: absent
          check_mode: true
        - name: Sign out
          apiops.platforms.apic_token:
            password: wrong-password
            state: absent
"""


@pytest.mark.usefixtures("execution")
def test_after_a_refused_login_there_is_nothing_to_end(play: Play, fresh_simulator: Simulator) -> None:
    ran = run(play, fresh_simulator, REFUSED)
    assert ran.of("Log in").status == "failed"
    for task in ("Predict", "Sign out"):
        assert (ran.of(task).status, ran.of(task).changed) == ("ok", False)
    assert len(fresh_simulator.journal(platform="apic", path="/api/token")) == 1


@pytest.mark.parametrize("path", ["/orgs", "/nowhere"])
def test_the_role_signs_out_in_the_end(
    play: Play, execution: str, fresh_simulator: Simulator, tmp_path: Path, path: str
) -> None:
    del execution
    apic = fresh_simulator.description["apic"]
    toolkit = {
        "endpoint": apic["url"] + "/api",
        **{name: apic[name] for name in ("client_id", "client_secret")},
    }
    file = tmp_path / "credentials.json"
    file.write_text(json.dumps({"toolkit": toolkit}), encoding="utf-8")
    variables: dict[str, Any] = {
        "apic_credentials_file": str(file),
        "apic_username": apic["username"],
        "apic_password": apic["password"],
        "apic_ca_path": fresh_simulator.description["ca_path"],
        "apic_sign_out": True,
        "apic_calls": [{"name": "call", "path": path}],
    }
    plays = [{"hosts": "all", "gather_facts": False, "roles": ["apiops.platforms.apic"]}]
    ran = play(plays, extra_vars=variables)
    assert ran.rc == (0 if path == "/orgs" else 2), ran.output
    paths = [entry["path"] for entry in fresh_simulator.journal(platform="apic")]
    assert paths[1:] == ["/api/token", "/api" + path, "/api/me/sign-out"]

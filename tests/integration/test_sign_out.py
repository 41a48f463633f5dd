# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing out of API Connect in a playbook: the token of the run ends, through whichever door it came."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.integration.platforms import run
from tests.integration.plays import Play
from tests.simulator.client import Simulator

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


@pytest.mark.usefixtures("door")
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


@pytest.mark.parametrize("path", ["/orgs", "/nowhere"])
def test_the_role_signs_out_in_the_end(
    play: Play, door: str, fresh_simulator: Simulator, tmp_path: Path, path: str
) -> None:
    del door
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
        "ansible_python_interpreter": "{{ ansible_playbook_python }}",
    }
    plays = [{"hosts": "all", "gather_facts": False, "roles": ["apiops.platforms.apic"]}]
    ran = play(plays, extra_vars=variables)
    assert ran.rc == (0 if path == "/orgs" else 2), ran.output
    paths = [entry["path"] for entry in fresh_simulator.journal(platform="apic")]
    assert paths[1:] == ["/api/token", "/api" + path, "/api/me/sign-out"]

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may only set variables takes no credentials of the environment, whatever the variables."""

from __future__ import annotations

import json
import sys

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._core.http.address import origin_url
from tests.integration.plays import Play
from tests.leaks import leaked, secrets_of
from tests.operations.conftest import OPERATIONS
from tests.operations.test_environment import cutting
from tests.operations.test_guard import ADDRESSES, CALLS, LOGIN_METHODS
from tests.simulator.client import Simulator

pytestmark = pytest.mark.same_on_every_core

# The way that each platform's environment is for.
OWNED = {"axway": "axway secret", "apic": "apic user", "apinizer": "apinizer user", "cmf": "cmf token"}


def owned(platform: str, simulator: Simulator) -> dict[str, str]:
    """An environment with credentials and address, as AWX makes it."""
    of = {**simulator.description[platform], "ca_path": simulator.description["ca_path"]}
    options = OPERATIONS[f"{platform}_token"].options
    names = (*LOGIN_METHODS[OWNED[platform]], *ADDRESSES[platform], "ca_path")
    return {options[name].environment[0]: of[name] for name in names}


@pytest.mark.usefixtures("execution")
@pytest.mark.parametrize("platform", OWNED)
def test_variables_of_a_role_lead_nowhere_else(play: Play, simulator: Simulator, platform: str) -> None:
    env = owned(platform, simulator)
    elsewhere = simulator.description["other_origin_url"]
    before = len(simulator.journal())
    with cutting() as (proxy, taken):
        tried = {
            ADDRESSES[platform][-1]: (elsewhere, f"leads to {origin_url(elsewhere)}"),
            "validate_certs": (False, "is false"),
            "proxy": (proxy, f"leads through {proxy}"),
        }
        tasks = [
            {
                "block": [
                    {
                        "ansible.builtin.include_role": {"name": f"apiops.platforms.{platform}"},
                        "vars": {f"{platform}_{option}": value},
                    }
                ],
                "rescue": [{"ansible.builtin.meta": "noop"}],
            }
            for option, (value, _words) in tried.items()
        ]
        given = {f"{platform}_calls": [{"name": "one", **CALLS[platform]}], f"{platform}_retries": 0}
        ran = play([{"hosts": "all", "gather_facts": False, "tasks": tasks}], extra_vars=given, env=env)
    failed = [each.result for each in ran.results if each.status == "failed"]
    assert [result["error"]["kind"] for result in failed] == ["config"] * 3, ran.output
    for result, (option, (_value, words)) in zip(failed, tried.items(), strict=True):
        assert result["msg"].startswith(f"{option} {words}, but the environment supplies ")
    assert leaked(ran.output, secrets_of(simulator.description)) == []
    assert taken == []
    assert len(simulator.journal()) == before


@pytest.mark.usefixtures("execution")
def test_neither_module_defaults_nor_a_lookup_lead_elsewhere(play: Play, simulator: Simulator) -> None:
    elsewhere = simulator.description["other_origin_url"]
    before = len(simulator.journal())
    call = {"name": "Call", "apiops.platforms.apinizer_invoke": {"path": "/projects/"}}
    token = "{{ lookup('apiops.platforms.token', 'apinizer', url=there) }}"
    plays = [
        {
            "hosts": "all",
            "gather_facts": False,
            "module_defaults": {"group/apiops.platforms.apinizer": {"url": "{{ there }}"}},
            "tasks": [
                {**call, "ignore_errors": True},
                {"name": "Look up", "ansible.builtin.set_fact": {"token": token}, "ignore_errors": True},
            ],
        }
    ]
    ran = play(plays, extra_vars={"there": elsewhere}, env=owned("apinizer", simulator))
    words = f"url leads to {origin_url(elsewhere)}, but the environment supplies APINIZER_PASSWORD for "
    assert ran.of("Call").result["msg"].startswith(words)
    assert words in ran.of("Look up").result["msg"]
    assert len(simulator.journal()) == before


@pytest.mark.usefixtures("execution")
def test_the_environment_of_a_task_is_the_environment(play: Play, fresh_simulator: Simulator) -> None:
    """Who writes the playbook may say otherwise, and so may a variable where the playbook lets it."""
    env = owned("apinizer", fresh_simulator)
    there = {"APINIZER_URL": "{{ there }}", "APINIZER_CA_PATH": env["APINIZER_CA_PATH"]}
    call = {"apiops.platforms.apinizer_invoke": {"path": "/projects/"}}
    allowed = {
        "name": "Allowed",
        "apiops.platforms.apinizer_invoke": {"path": "/projects/", "url": "{{ there }}"},
        "environment": {"APINIZER_ALLOW_OVERRIDE": "true"},
    }
    tasks = [{"name": "Led", **call, "environment": there}, allowed]
    url = env.pop("APINIZER_URL")
    env["APINIZER_URL"] = "https://127.0.0.1:1"
    ran = play([{"hosts": "all", "gather_facts": False, "tasks": tasks}], extra_vars={"there": url}, env=env)
    assert ran.rc == 0, ran.output
    assert len(fresh_simulator.journal(path="/apiops/projects/")) == 2


def test_who_may_set_any_variable_reads_the_environment(play: Play, simulator: Simulator) -> None:
    """As the guides say: no module can keep it from them, since Ansible runs what they name."""
    took = play.directory / "took"
    interpreter = play.directory / "interpreter"
    interpreter.write_text(f'#!/bin/sh\nenv > "{took}"\nexec {json.dumps(sys.executable)} "$@"\n')
    interpreter.chmod(0o700)
    attack = {"apiops_in_process": False, "ansible_python_interpreter": str(interpreter)}
    env = owned("apinizer", simulator)
    plays = [{"hosts": "all", "gather_facts": False, "roles": ["apiops.platforms.apinizer"]}]
    assert play(plays, extra_vars=attack, env=env).rc == 0
    assert env["APINIZER_PASSWORD"] in took.read_text(encoding="utf-8")

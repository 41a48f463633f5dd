# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One token request for each credential in a whole run, whatever hosts, forks, strategies and tasks."""

from __future__ import annotations

import sys
from shlex import quote
from typing import Any

import pytest

from tests.integration.platforms import environment_of, run
from tests.integration.plays import Play
from tests.playbook import LOCALHOST
from tests.simulator.client import Simulator

pytestmark = pytest.mark.same_on_every_core

TOKEN_PATH = "/api/token"


def hosts(number: int) -> dict[str, Any]:
    """An inventory of local hosts."""
    local = LOCALHOST["all"]["hosts"]["localhost"]
    return {"all": {"hosts": {f"host{index:02}": local for index in range(number)}}}


@pytest.mark.parametrize("strategy", ["linear", "free", "host_pinned"])
def test_twenty_hosts_ask_once(play: Play, fresh_simulator: Simulator, strategy: str) -> None:
    ran = run(
        play,
        fresh_simulator,
        """
        - apiops.platforms.apic_token:
        - apiops.platforms.apic_invoke:
            path: /orgs
        - apiops.platforms.apic_invoke:
            path: /orgs
          loop: [1, 2, 3]
        """,
        keywords={"strategy": f"ansible.builtin.{strategy}"},
        inventory=hosts(20),
        forks=20,
    )
    assert ran.rc == 0, ran.output
    assert len(fresh_simulator.journal(path="/api/orgs")) == 20 * 4
    assert len(fresh_simulator.journal(path=TOKEN_PATH)) == 1


@pytest.mark.usefixtures("execution")
def test_roles_included_dynamically_ask_once(play: Play, fresh_simulator: Simulator) -> None:
    ran = run(
        play,
        fresh_simulator,
        """
        - ansible.builtin.include_role:
            name: apiops.platforms.apic
          vars:
            apic_calls: [{name: orgs, path: /orgs}]
            apic_realm: "{{ simulator.apic.realm }}"
          loop: [1, 2]
        """,
        extra_vars={
            f"apic_{name}": "{{ simulator.apic.%s }}" % name
            for name in ("url", "username", "password", "client_id", "client_secret")
        },
        env={"APIC_CA_PATH": fresh_simulator.description["ca_path"]},
        inventory=hosts(3),
        forks=3,
    )
    assert ran.rc == 0, ran.output
    assert len(fresh_simulator.journal(path="/api/orgs")) == 3 * 2
    assert len(fresh_simulator.journal(path=TOKEN_PATH)) == 1


def test_twenty_hosts_with_a_wrong_password_ask_once(play: Play, fresh_simulator: Simulator) -> None:
    ran = run(
        play,
        fresh_simulator,
        """
        - apiops.platforms.apic_token:
            password: wrong-password
        """,
        inventory=hosts(20),
        forks=20,
    )
    assert ran.rc == 2
    assert all(result.result["error"]["kind"] == "auth" for result in ran.results)
    assert len(fresh_simulator.journal(path=TOKEN_PATH)) == 1


def test_the_store_can_be_turned_off(play: Play, fresh_simulator: Simulator) -> None:
    tasks = """
        - apiops.platforms.apic_token:
        - apiops.platforms.apic_token:
    """
    run(play, fresh_simulator, tasks, extra_vars={"apiops_token_store": "none"})
    assert len(fresh_simulator.journal(path=TOKEN_PATH)) == 2


def test_other_credentials_never_get_this_token(play: Play, fresh_simulator: Simulator) -> None:
    ran = run(
        play,
        fresh_simulator,
        """
        - name: Right
          apiops.platforms.apic_token:
        - name: Wrong
          apiops.platforms.apic_token:
            password: another password
          ignore_errors: true
        """,
    )
    assert ran.of("Wrong").status == "ignored"
    assert len(fresh_simulator.journal(path=TOKEN_PATH)) == 2


# --- on targets ------------------------------------------------------------------------------------------

ON_TARGET = {"apiops_in_process": False}


def test_modules_on_targets_borrow_the_token_of_the_run(play: Play, fresh_simulator: Simulator) -> None:
    ran = run(
        play,
        fresh_simulator,
        """
        - apiops.platforms.apic_token:
          vars: {apiops_in_process: true}
        - name: Call
          apiops.platforms.apic_invoke:
            path: /orgs
          loop: [1, 2]
        - apiops.platforms.apic_token:
          register: token
        - ansible.builtin.assert:
            that: [token.reused, token.realm == simulator.apic.realm]
        """,
        keywords={"vars": ON_TARGET},
    )
    assert ran.rc == 0, ran.output
    assert len(fresh_simulator.journal(path="/api/orgs")) == 2
    assert len(fresh_simulator.journal(path=TOKEN_PATH)) == 1


def test_a_token_acquired_on_a_target_serves_the_run(play: Play, fresh_simulator: Simulator) -> None:
    ran = run(
        play,
        fresh_simulator,
        """
        - apiops.platforms.apic_invoke:
            path: /orgs
        - apiops.platforms.apic_invoke:
            path: /orgs
        - apiops.platforms.apic_token:
          vars: {apiops_in_process: true}
          register: token
        - ansible.builtin.assert:
            that: [token.reused, token.expires_in > 0]
        """,
        keywords={"vars": ON_TARGET},
    )
    assert ran.rc == 0, ran.output
    assert len(fresh_simulator.journal(path=TOKEN_PATH)) == 1


def test_a_token_renewed_on_a_target_replaces_the_old_one(play: Play, fresh_simulator: Simulator) -> None:
    fresh_simulator.fault(platform="apic", path="/api/orgs", kind="status", status=401, skip=1)
    call = """
        - apiops.platforms.apic_invoke:
            path: /orgs
    """
    ran = run(play, fresh_simulator, call * 3, extra_vars=ON_TARGET)
    assert ran.rc == 0, ran.output
    assert len(fresh_simulator.journal(path=TOKEN_PATH)) == 2


@pytest.mark.usefixtures("execution")
def test_a_call_that_is_refused_whatever_the_token_makes_one_renewal_in_a_loop(
    play: Play, fresh_simulator: Simulator
) -> None:
    fresh_simulator.fault(platform="apic", path="/api/orgs", kind="status", status=401, times=None)
    ran = run(
        play,
        fresh_simulator,
        """
        - name: Call
          apiops.platforms.apic_invoke:
            path: /orgs
          loop: [1, 2, 3, 4]
          ignore_errors: true
        """,
    )
    assert [item["error"]["kind"] for item in ran.of("Call").items] == ["auth"] * 4, ran.output
    assert len(fresh_simulator.journal(path=TOKEN_PATH)) == 2


TOKEN = """
        - apiops.platforms.apic_token:
            password: "{{ password }}"
"""
CALL = """
        - apiops.platforms.apic_invoke:
            path: /orgs
            password: "{{ password }}"
"""
ALIASED_CALL = """
        - apiops.platforms.apinizer_invoke:
            path: /projects/
            url: "{{ simulator.apinizer.url }}"
            client_id: "{{ simulator.apinizer.username }}"
            client_secret: "{{ wrong }}"
"""


@pytest.mark.parametrize("tasks", [TOKEN + CALL, CALL], ids=["token", "call"])
def test_of_many_targets_one_logs_in(play: Play, fresh_simulator: Simulator, tasks: str) -> None:
    password = fresh_simulator.description["apic"]["password"]
    given = {**ON_TARGET, "password": password}
    ran = run(play, fresh_simulator, tasks, extra_vars=given, inventory=hosts(4), forks=4)
    assert ran.rc == 0, ran.output
    assert len(fresh_simulator.journal(path="/api/orgs")) == 4
    assert len(fresh_simulator.journal(path=TOKEN_PATH)) == 1


@pytest.mark.parametrize("tasks", [TOKEN, CALL], ids=["token", "call"])
def test_of_many_targets_with_a_wrong_password_one_asks(
    play: Play, fresh_simulator: Simulator, tasks: str
) -> None:
    given = {**ON_TARGET, "password": "wrong-password"}
    ran = run(play, fresh_simulator, tasks, extra_vars=given, inventory=hosts(4), forks=4)
    assert [result.result["error"]["kind"] for result in ran.results] == ["auth"] * 4, ran.output
    assert len({result.result["msg"] for result in ran.results}) == 1
    assert len(fresh_simulator.journal(path=TOKEN_PATH)) == 1


def test_the_tasks_of_a_target_do_not_repeat_a_refused_login(play: Play, fresh_simulator: Simulator) -> None:
    given = {**ON_TARGET, "wrong": "wrong-password"}
    ran = run(play, fresh_simulator, ALIASED_CALL * 2, extra_vars=given, keywords={"ignore_errors": True})
    assert [result.result["error"]["kind"] for result in ran.results] == ["auth"] * 2, ran.output
    assert len(fresh_simulator.journal(path="/apiops/auth/token")) == 1


def test_credentials_of_a_play_s_environment(play: Play, fresh_simulator: Simulator) -> None:
    of = fresh_simulator.description["apic"]
    names = ("url", "username", "password", "client_id", "client_secret")
    ran = play(
        [
            {
                "hosts": "all",
                "gather_facts": False,
                "environment": {
                    **{f"APIC_{name.upper()}": of[name] for name in names},
                    "APIC_CA_PATH": fresh_simulator.description["ca_path"],
                },
                "tasks": [
                    {"apiops.platforms.apic_token": {}},
                    {"apiops.platforms.apic_invoke": {"path": "/orgs"}},
                ],
            }
        ],
        extra_vars=ON_TARGET,
    )
    assert ran.rc == 0, ran.output
    assert len(fresh_simulator.journal(path=TOKEN_PATH)) == 1


def test_a_target_with_other_credentials_makes_no_use_of_the_loan(
    play: Play, fresh_simulator: Simulator
) -> None:
    """The controller sees a user of its environment; the interpreter of the target sets another."""
    of = fresh_simulator.description["apic"]
    interpreter = play.directory / "python"
    interpreter.write_text(
        "#!/bin/sh\nexport APIC_SCOPE=admin "
        f"APIC_USERNAME={quote(of['admin_username'])} APIC_PASSWORD={quote(of['admin_password'])}\n"
        f'exec {sys.executable} "$@"\n',
        encoding="utf-8",
    )
    interpreter.chmod(0o700)
    ran = play(
        [
            {
                "hosts": "all",
                "gather_facts": False,
                "tasks": [
                    {"apiops.platforms.apic_token": {}},
                    {"apiops.platforms.apic_invoke": {"path": "/orgs"}},
                    {
                        "apiops.platforms.apic_token": {},
                        "vars": {**ON_TARGET, "ansible_python_interpreter": str(interpreter)},
                        "register": "other",
                    },
                    {
                        "ansible.builtin.assert": {
                            "that": ["not other.reused", "other.realm is match('admin/')"]
                        }
                    },
                ],
            }
        ],
        env=environment_of(fresh_simulator.description),
    )
    assert ran.rc == 0, ran.output
    assert len(fresh_simulator.journal(path=TOKEN_PATH)) == 2


def test_the_loan_can_be_turned_off(play: Play, fresh_simulator: Simulator) -> None:
    tasks = """
        - apiops.platforms.apic_token:
        - apiops.platforms.apic_token:
    """
    run(play, fresh_simulator, tasks, extra_vars={**ON_TARGET, "apiops_token_store": "none"})
    assert len(fresh_simulator.journal(path=TOKEN_PATH)) == 2

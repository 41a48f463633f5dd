# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One token request for each credential in a whole run, whatever hosts, forks, strategies and tasks."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.platforms import run
from tests.integration.plays import Play
from tests.playbook import LOCALHOST
from tests.simulator.client import Simulator

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

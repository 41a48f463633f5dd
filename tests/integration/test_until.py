# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible's ``until`` around a call: it counts ``attempts``, and the call its ``tries``."""

from __future__ import annotations

import pytest

from tests.integration.platforms import run
from tests.integration.plays import Play
from tests.simulator.client import Simulator

pytestmark = pytest.mark.same_on_every_core

CALL = "{path: /state}"
CALLS = "{calls: [{name: one, path: /state}]}"


def answers(simulator: Simulator, *states: bool | None) -> None:
    """Let the platform tell whether it is ready, the last answer for ever; None is a passing failure."""
    for number, ready in enumerate(states, 1):
        simulator.fault(
            platform="apic",
            path="/api/state",
            kind="status",
            status=503 if ready is None else 200,
            body={"ready": ready},
            times=None if number == len(states) else 1,
        )


@pytest.mark.usefixtures("execution")
@pytest.mark.parametrize(
    ("call", "answer"), [(CALL, "answer"), (CALLS, "answer.calls[0]")], ids=["a call", "calls"]
)
def test_until_repeats_a_call(play: Play, fresh_simulator: Simulator, call: str, answer: str) -> None:
    answers(fresh_simulator, False, False, None, True)
    tasks = f"""
        - name: Ask
          apiops.platforms.apic_invoke: {call}
          register: answer
          until: {answer}.json.ready
          retries: 5
          delay: 0.01
        - name: Tell
          ansible.builtin.debug:
            msg: ["{{{{ answer.attempts }}}}", "{{{{ {answer}.tries }}}}", "{{{{ {answer}.json.ready }}}}"]
    """
    ran = run(play, fresh_simulator, tasks)
    assert ran.rc == 0, ran.output
    # The third attempt met the failure, and tried again.
    assert [str(told) for told in ran.of("Tell").result["msg"]] == ["3", "2", "True"]
    assert len(fresh_simulator.journal(path="/api/state")) == 4


@pytest.mark.usefixtures("execution")
def test_until_gives_up(play: Play, fresh_simulator: Simulator) -> None:
    answers(fresh_simulator, None, False)
    tasks = """
        - name: Ask
          apiops.platforms.apic_invoke: {path: /state}
          register: answer
          until: answer.json.ready
          retries: 3
          delay: 0.01
          ignore_errors: true
    """
    ran = run(play, fresh_simulator, tasks)
    asked = ran.of("Ask")
    assert asked.status == "ignored", ran.output
    # Four, of which Ansible counts the repetitions, and one more for the failure that passed.
    assert len(fresh_simulator.journal(path="/api/state")) == 5
    assert asked.result["attempts"] == 3
    assert asked.result["tries"] == 1
    assert asked.result["json"] == {"ready": False}


@pytest.mark.usefixtures("execution")
def test_until_decides_on_the_kind_of_a_failure(play: Play, fresh_simulator: Simulator) -> None:
    missing = {"status": 404, "message": ["no such thing"]}
    fresh_simulator.fault(
        platform="apic", path="/api/state", kind="status", status=404, body=missing, times=2
    )
    answers(fresh_simulator, True)
    tasks = """
        - name: Ask
          apiops.platforms.apic_invoke: {path: /state}
          register: answer
          until: answer is succeeded or answer.error.kind != 'not_found'
          retries: 5
          delay: 0.01
    """
    ran = run(play, fresh_simulator, tasks)
    assert ran.rc == 0, ran.output
    assert (ran.of("Ask").result["attempts"], ran.of("Ask").result["tries"]) == (3, 1)

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where Ansible itself shows secrets, as the table in the guide says, and that its advice helps."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from ansible import release

from tests.integration.platforms import DEFAULTS
from tests.integration.plays import Play
from tests.integration.test_secrets import texts_below
from tests.leaks import leaked
from tests.playbook import CHECKOUT, variables_of
from tests.simulator.client import Simulator

GUIDE = CHECKOUT / "docs" / "docsite" / "rst" / "guide_tokens_and_secrets.rst"
VERSION = tuple(map(int, release.__version__.split(".")[:2]))

OWN = "a-secret-of-its-own-4711"


@dataclass(frozen=True)
class Way:
    """A way to run a task that is given the secret as ``own``, or otherwise."""

    tasks: str
    env: Mapping[str, str] = field(default_factory=dict)
    arguments: tuple[str, ...] = ()
    launcher: tuple[str, ...] = ()
    verbosity: int = 0


LOGIN = Way("""
    - apiops.platforms.apic_token:
        password: "{{ own }}"
      ignore_errors: true
""")
# What a body holds is known to be a secret by its name alone, of which Ansible knows nothing.
CALL = Way("""
    - apiops.platforms.apic_invoke:
        method: POST
        path: /nowhere
        body: {client_secret: "{{ own }}"}
      ignore_errors: true
""")
ANYTHING = Way("""
    - ansible.builtin.command: env
      changed_when: false
""")
RESCUED = """
    - block:
        - apiops.platforms.apic_invoke: {method: POST, path: /nowhere, body: {client_secret: "{{ own }}"}}
      rescue:
        - ansible.builtin.debug:
            var: %s
"""
IN_ONE_LINE = """
    - apiops.platforms.apic_invoke: {method: POST, path: /nowhere, body: {client_secret: "%s"}}
      ignore_errors: true
"""

# By row of the table: the way that shows the secret, and the one that the table advises.
PLACES = {
    "``--extra-vars`` on the command line": (
        replace(ANYTHING, verbosity=4, arguments=("--extra-vars", f"another={OWN}")),
        ANYTHING,
    ),
    "``environment`` of a task that runs as a module": (
        Way(
            """
    - apiops.platforms.apic_token:
        password: "{{ omit }}"
      environment: {APIC_PASSWORD: "{{ own }}"}
      ignore_errors: true
""",
            verbosity=4,
        ),
        replace(LOGIN, verbosity=4),
    ),
    "The environment of ``ansible-playbook``": (
        replace(ANYTHING, verbosity=1, env={"APIC_PASSWORD": OWN}),
        replace(LOGIN, verbosity=1),
    ),
    "``ANSIBLE_DEBUG``": (replace(CALL, env={"ANSIBLE_DEBUG": "1"}), CALL),
    "``ANSIBLE_KEEP_REMOTE_FILES``": (replace(CALL, env={"ANSIBLE_KEEP_REMOTE_FILES": "1"}), CALL),
    "``ansible_failed_task``": (Way(RESCUED % "ansible_failed_task"), Way(RESCUED % "ansible_failed_result")),
    "The debugger": (
        replace(
            CALL,
            env={"ANSIBLE_ENABLE_TASK_DEBUGGER": "1", "ANSIBLE_TASK_DEBUGGER_IGNORE_ERRORS": "0"},
            launcher=("bash", "-c", 'printf "p task.args\\nc\\n" | "$0" "$@"'),
        ),
        CALL,
    ),
    "Excerpts of the playbook": (Way(IN_ONE_LINE % OWN), Way(IN_ONE_LINE % "{{ own }}")),
}
# What this ansible-core does not show.
SPARED = {"Excerpts of the playbook"} if VERSION < (2, 19) else set()


def left(play: Play, simulator: Simulator, tmp_path: Path, way: Way) -> str:
    """What a run printed, and what it left on the disk."""
    play.launcher = way.launcher
    defaults = json.dumps(DEFAULTS)
    head = f"- hosts: all\n  gather_facts: false\n  module_defaults: {defaults}\n  tasks:\n"
    variables = {**variables_of(simulator.description), "own": OWN, "apiops_in_process": False}
    ran = play(head + way.tasks, *way.arguments, extra_vars=variables, env=way.env, verbosity=way.verbosity)
    files = [text for name, text in texts_below(tmp_path).items() if not name.endswith("record.jsonl")]
    return "".join([ran.output, *files])


@pytest.mark.parametrize("row", PLACES)
def test_ansible_shows_a_secret_and_the_advice_helps(
    play: Play, fresh_simulator: Simulator, tmp_path: Path, row: str
) -> None:
    showing, advised = PLACES[row]
    assert leaked(left(play, fresh_simulator, tmp_path, advised), {"own": OWN}) == []
    shown = leaked(left(play, fresh_simulator, tmp_path, showing), {"own": OWN})
    assert bool(shown) == (row not in SPARED)


def test_the_table_has_these_rows() -> None:
    section = (
        GUIDE.read_text(encoding="utf-8").partition("Where Ansible shows secrets\n")[2].partition("\n----")[0]
    )
    rows = re.findall(r"^   \* - (.+)$", section, re.M)
    assert sorted(rows) == sorted(["Where", *PLACES])

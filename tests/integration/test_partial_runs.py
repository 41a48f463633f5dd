# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run of a part of a playbook prunes nothing, since the part may not declare all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from tests.integration.platforms import DEFAULTS
from tests.integration.plays import Play, PlayRun
from tests.operations.conftest import Run
from tests.operations.full import done
from tests.playbook import variables_of
from tests.simulator.client import Simulator

NAMES = ("old", "one", "two")
# Two tasks add to what is declared, as roles of a playbook do; the last one prunes.
TASKS = """
- name: Add one
  ansible.builtin.set_fact:
    declared: "{{ declared | default([]) + [{'kind': 'Environment', 'name': 'one'}] }}"
  when: with_one | default(true)
  tags: [one]

- name: Add two
  ansible.builtin.set_fact:
    declared: "{{ declared | default([]) + [{'kind': 'Environment', 'name': 'two'}] }}"
  tags: [two]

- name: Prune
  apiops.platforms.axway_resource:
    resources: "{{ declared }}"
    owner: us
    prune: "{{ prune | default('delete') }}"
    prune_limit: 9
  when: pruning | default(true)
  tags: [two]
"""
LOOP = """
- name: Prune by an emptied file
  apiops.platforms.axway_resource:
    src: "{directory}/declared"
    owner: us
    prune: delete
    prune_limit: 9
  ignore_errors: true

- name: Prune
  apiops.platforms.axway_resource:
    kind: Environment
    name: "{{ item }}"
    owner: us
    prune: delete
    prune_limit: 9
  loop: [one, two]
"""


def test_a_part_of_a_playbook_prunes_nothing(play: Play, fresh_simulator: Simulator, tmp_path: Path) -> None:
    resources = [{"kind": "Environment", "name": name} for name in NAMES]
    done(Run(fresh_simulator)("axway_resource", resources=resources, owner="us"))

    def ran(*arguments: str, tasks: str = TASKS, **variables: Any) -> PlayRun:
        return play(
            [
                {
                    "hosts": "all",
                    "gather_facts": False,
                    "module_defaults": DEFAULTS,
                    "tasks": yaml.safe_load(tasks),
                }
            ],
            *arguments,
            extra_vars={**variables_of(fresh_simulator.description), **variables},
        )

    for argument in ("--tags=two", "--skip-tags=one", "--start-at-task=Add two"):
        refused = ran(argument)
        assert refused.rc == 2, refused.output
        assert "prune: delete does not run with --tags, --skip-tags or --start-at-task" in refused.output
    declared = tmp_path / "declared"
    declared.mkdir()
    (declared / "one.yml").write_text("kind: Environment\nname: one\n", encoding="utf-8")
    (declared / "two.yml").write_text("# kind: Environment\n# name: two\n", encoding="utf-8")
    refused = ran(tasks=LOOP.replace("{directory}", str(tmp_path)))
    assert "prune: delete does not run in a loop" in refused.output
    assert "two.yml declares no object, and prune: delete would delete" in " ".join(refused.output.split())
    assert ran("--tags=two", prune="report").rc == 0
    assert ran("--tags=one").rc == 0
    assert ran(pruning=False).rc == 0
    assert fresh_simulator.journal(method="DELETE") == []
    assert ran().rc == 0
    (deleted,) = fresh_simulator.journal(method="DELETE")
    assert deleted["path"].endswith("/old")

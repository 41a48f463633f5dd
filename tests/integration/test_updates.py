# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Comparing and merging in playbooks, in process and on the target: data of templates, check mode, diff."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.integration.platforms import run
from tests.integration.plays import Play, PlayRun
from tests.simulator.client import Simulator

pytestmark = pytest.mark.same_on_every_core

TASKS = """
- name: Have it
  apiops.platforms.axway_invoke:
    calls:
      - name: environment
        method: POST
        path: /management/v1/environments
        body:
          name: quoted
          title: "{{ title }}"
          tags: [prod]
          attributes: {team: other}
          spec: {replicas: 3}
        unless:
          path: /management/v1/environments
          contains: [{name: quoted}]
          paginate: true
      - name: numbers
        method: PUT
        path: /management/v1/environments/quoted
        body: {name: quoted}
        unless:
          contains: "{{ {'name': 'quoted', 'spec': {'replicas': replicas | int}} }}"
      - name: description
        method: PUT
        path: /management/v1/environments/quoted
        body: {title: "{{ title }}", spec: {description: "{{ description }}", client_secret: hush-hush-1}}
        merge: true
        verify: true
        select: spec.description
"""


def have(play: Play, simulator: Simulator, description: str, check: bool = False) -> PlayRun:
    """Run the tasks."""
    variables: dict[str, Any] = {
        "title": "Peter's \"x\" || name == 'y'",
        "replicas": "3",
        "description": description,
    }
    ran = run(play, simulator, TASKS, extra_vars=variables, check=check, diff=True)
    assert ran.rc == 0, ran.output
    assert "hush-hush" not in ran.output
    return ran


@pytest.mark.usefixtures("execution")
def test_data_is_compared_and_merged(play: Play, fresh_simulator: Simulator) -> None:
    have(play, fresh_simulator, "old")
    predicted = have(play, fresh_simulator, "new", check=True)
    made = have(play, fresh_simulator, "new")
    again = have(play, fresh_simulator, "new", check=True)
    changed = [
        [call["changed"] for call in ran.of("Have it").result["calls"]] for ran in (predicted, made, again)
    ]
    assert changed == [[False, False, True], [False, False, True], [False, False, False]]
    for ran in (predicted, made):
        last = ran.of("Have it").result["calls"][2]
        assert (last["selected"], last["not_compared"]) == ("new", ["spec.client_secret"])
        assert '-    "description": "old"' in ran.output
        assert '+    "description": "new"' in ran.output
        assert "attributes" not in ran.stdout.partition("--- before")[2].partition("PLAY RECAP")[0]
    puts = [json.loads(entry["body"]) for entry in fresh_simulator.journal(method="PUT")]
    assert len(puts) == 2
    assert all(body["attributes"] == {"team": "other"} and body["tags"] == ["prod"] for body in puts)
    assert puts[-1]["spec"] == {"replicas": 3, "description": "new", "client_secret": "hush-hush-1"}

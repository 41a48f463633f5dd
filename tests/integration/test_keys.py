# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys that YAML does not read as text: sent alike in process and on the target."""

from __future__ import annotations

import json
import textwrap
from typing import Any
from urllib.parse import parse_qsl

import pytest
import yaml

from tests.integration.platforms import DEFAULTS
from tests.integration.plays import Play
from tests.playbook import variables_of
from tests.simulator.client import Simulator

ODD = "{on: 1, off: 2, null: 3, 7: 4, 1.50: 5, 2026-03-01: 6, 2026-03-01 12:30:00: 7, .inf: 8}"
SENT = {
    "true": "1",
    "false": "2",
    "null": "3",
    "7": "4",
    "1.5": "5",
    "2026-03-01": "6",
    "2026-03-01T12:30:00": "7",
    "Infinity": "8",
}


def number(pairs: list[tuple[str, str]]) -> dict[str, int]:
    """The pairs as a mapping; no name may come twice."""
    assert len(dict(pairs)) == len(pairs)
    return {name: int(value) for name, value in pairs}


@pytest.mark.usefixtures("execution")
@pytest.mark.parametrize("seconds", [0, 60], ids=["waiting", "async"])
def test_keys_that_are_no_text(play: Play, fresh_simulator: Simulator, seconds: int) -> None:
    # As a text: written by a YAML library, the keys would be others.
    tasks = textwrap.dedent(
        f"""
        - name: Calls
          apiops.platforms.apic_invoke:
            calls:
              - name: read
                path: "/none/{{true}}/{{null}}/{{7}}/{{2026-03-01}}"
                path_params: {{on: 1, null: 3, 7: 4, 2026-03-01: 6}}
                query: &odd {ODD}
                headers: {{on: 1, null: 3, 7: 4, 2026-03-01: 6}}
                status_code: [404]
              - name: json
                path: /none
                method: POST
                body: {{within: [*odd]}}
                status_code: [404]
              - name: form
                path: /none
                method: POST
                body_format: form
                body: *odd
                status_code: [404]
              - name: multipart
                path: /none
                method: POST
                body_format: multipart
                body: *odd
                status_code: [404]
          async: {seconds}
          poll: 1
        - name: One
          apiops.platforms.cmf_invoke:
            controller: DataCollection
            service: GetNothing
            properties: *odd
            read_only: true
            status_code: [404]
          async: {seconds}
          poll: 1
        """
    )
    head = yaml.safe_dump([{"hosts": "all", "gather_facts": False, "module_defaults": DEFAULTS}])
    playbook = head + "  tasks:\n" + textwrap.indent(tasks, "  ")
    play.variables["ansible_async_dir"] = str(play.directory)
    ran = play(playbook, extra_vars=variables_of(fresh_simulator.description))
    assert ran.rc == 0, ran.output
    read, in_json, form, multipart = (
        entry for entry in fresh_simulator.journal(platform="apic") if "/none" in entry["path"]
    )
    wanted = {name: int(value) for name, value in SENT.items()}
    assert read["path"] == "/api/none/1/3/4/6"
    assert number(parse_qsl(read["query"])) == wanted
    of_headers: dict[str, Any] = {
        name: read["headers"].get(name) for name in ("true", "null", "7", "2026-03-01")
    }
    assert of_headers == {"true": "1", "null": "3", "7": "4", "2026-03-01": "6"}
    assert json.loads(in_json["body"]) == {"within": [wanted]}
    assert number(parse_qsl(form["body"])) == wanted
    assert [f'name="{name}"' in multipart["body"] for name in wanted] == [True] * len(wanted)
    (one,) = fresh_simulator.journal(platform="cmf")
    assert {name: json.loads(one["body"]).get(name) for name in wanted} == wanted

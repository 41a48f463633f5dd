# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An API proxy of Apinizer kept by playbooks as its files say, in process and as a module on a target."""

from __future__ import annotations

import pytest

from tests.integration.platforms import run
from tests.integration.plays import LONG_ON_THE_TARGET, Play
from tests.simulator.client import Simulator

TASKS = """
    - name: Kept
      apiops.platforms.apinizer_proxy:
        project: "{{ simulator.apinizer.project }}"
        name: pets
        specification: "{{ file }}"
        settings: {client_route: {relativePathList: [/pets]}}
        policies:
          - {name: limit, type: policy-script, spec: {scriptBody: "{{ body }}"}}
        environments: [test]
"""
SPECIFICATION = """
openapi: 3.0.3
info: {title: Pets, version: 1.0.0, x-since: 2026-11-27}
paths: {/pets: {get: {responses: {200: {description: '{{ not_a_template }}'}}}}}
"""


@pytest.mark.usefixtures("execution")
@LONG_ON_THE_TARGET
def test_a_proxy_is_kept_as_its_files_say(play: Play, fresh_simulator: Simulator) -> None:
    file = play.directory / "pets.yaml"
    file.write_text(SPECIFICATION, encoding="utf-8")
    play.variables.update(file=str(file), body="first")
    runs = [run(play, fresh_simulator, TASKS, check=check, diff=True) for check in (True, False, False)]
    results = [each.of("Kept").result for each in runs]
    assert [each["action"] for each in results] == ["created", "created", "unchanged"]
    assert results[0]["diff"] == results[1]["diff"]
    assert "description: '{{ not_a_template }}'" in results[0]["diff"]["after"]
    (made,) = fresh_simulator.journal(method="POST", contains="specFile")
    assert '"x-since": "2026-11-27"' in made["body"]
    assert results[1]["environments"][0]["route_active"]
    fresh_simulator.configure(apinizer={"deployments_fail": True})
    play.variables["body"] = "second"
    failed = run(play, fresh_simulator, TASKS).of("Kept").result
    assert "pod worker-test-0: Connection refused" in failed["msg"]
    assert failed["done"] == ["changed policy limit"]

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A product of API Connect published by playbooks from its files, in process and as a module on a target."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.platforms import run
from tests.integration.plays import LONG_ON_THE_TARGET, Play
from tests.simulator.client import Simulator

TASKS = """
    - name: Published
      apiops.platforms.apic_product:
        catalog: "{{ simulator.apic.organization }}/{{ simulator.apic.catalog }}"
        product: "{{ files }}/pets.yaml"
        apis: ["{{ files }}/cats.yaml"]
"""
PRODUCT = """
product: 1.0.0
info: {name: pets, title: Pets, version: 1.0.0}
apis:
  pets: {$ref: apis/pets.yaml}
  cats: {name: "cats:1.0.0"}
plans: {default: {title: Default}}
"""
API = """
openapi: 3.0.3
info: {title: %(name)s, version: 1.0.0, x-ibm-name: %(name)s, x-since: 2026-11-27}
paths: {/%(name)s: {$ref: %(fragment)s}}
"""


@pytest.fixture
def files(play: Play) -> Path:
    """The files of the product, found by a variable."""
    folder = play.directory / "product"
    play.variables["files"] = str(folder)
    for name, content in {
        "pets.yaml": PRODUCT,
        "cats.yaml": API % {"name": "cats", "fragment": "apis/get.yaml"},
        "apis/pets.yaml": API % {"name": "pets", "fragment": "get.yaml"},
        "apis/get.yaml": "get:\n  responses:\n    200: {description: '{{ not_a_template }}'}\n",
    }.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content, encoding="utf-8")
    return folder


@pytest.mark.usefixtures("execution")
@LONG_ON_THE_TARGET
def test_files_are_published_once(play: Play, fresh_simulator: Simulator, files: Path) -> None:
    runs = [run(play, fresh_simulator, TASKS, check=check, diff=True) for check in (True, False, True, False)]
    results = [each.of("Published").result for each in runs]
    assert [each["action"] for each in results] == ["created", "created", "unchanged", "unchanged"]
    assert results[0]["diff"] == results[1]["diff"]
    assert "description: '{{ not_a_template }}'" in results[0]["diff"]["after"]
    (published,) = fresh_simulator.journal(method="POST", contains="/publish")
    assert '"x-since": "2026-11-27"' in published["body"]
    (files / "apis" / "get.yaml").write_text("post: {}\n", encoding="utf-8")
    changed = run(play, fresh_simulator, TASKS, check=True).of("Published").result
    assert [each["path"] for each in changed["changes"]] == [
        f'apis["{name}:1.0.0"].paths["/{name}"].{method}'
        for name in ("cats", "pets")
        for method in ("post", "get")
    ]


def test_a_file_that_is_not_there_is_named(play: Play, fresh_simulator: Simulator, files: Path) -> None:
    (files / "apis" / "pets.yaml").unlink()
    failed = run(play, fresh_simulator, TASKS).of("Published").result
    assert failed["error"]["kind"] == "config"
    assert "pets.yaml refers to apis/pets.yaml by $ref, but the file" in failed["msg"]

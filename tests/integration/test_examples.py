# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every example of the plugins' documentation and the roles' READMEs runs; test_guides runs the others."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.integration import examples
from tests.integration.examples import World
from tests.integration.platforms import environment_of
from tests.integration.plays import Play, PlayRun
from tests.simulator.client import Simulator

pytestmark = pytest.mark.same_on_every_core


@pytest.fixture
def world(fresh_simulator: Simulator, tmp_path: Path) -> World:
    """A simulator on which there is what the examples of all platforms are about."""
    made = World(fresh_simulator, tmp_path)
    for prepare in examples.PLATFORMS.values():
        prepare(made)
    return made


def ran(play: Play, world: World, *blocks: str) -> PlayRun:
    """The run of those examples, with addresses and credentials in the environment; it must not fail."""
    playbook = world.adapted(examples.playbook_of(*blocks))
    environment = environment_of(world.simulator.description)
    done = play(
        playbook,
        extra_vars=world.variables,
        beside=world.beside,
        env={
            **environment,
            "APINIZER_TOKEN": world.simulator.description["apinizer"]["token"],
            "SSL_CERT_FILE": world.simulator.description["ca_path"],
            "PATH": f"{world.directory / 'bin'}{os.pathsep}{os.environ['PATH']}",
        },
    )
    assert done.rc == 0, done.output
    assert not {result.status for result in done.results} & {"failed", "ignored"}, done.output
    return done


def tasks_of(tasks: list[dict[str, Any]]) -> list[str]:
    """The names of all tasks, those in blocks included."""
    return [
        name for task in tasks for name in (tasks_of(task["block"]) if "block" in task else [task["name"]])
    ]


@pytest.mark.parametrize("name", [*examples.PLUGINS, *examples.OTHERS])
def test_examples_of_a_plugin(play: Play, world: World, name: str) -> None:
    (shown,) = world.adapted(examples.playbook_of(examples.of_plugin(name)))
    done = ran(play, world, examples.of_plugin(name))
    ok = [result.task for result in done.results if result.status == "ok"]
    assert ok == tasks_of(shown["tasks"])


@pytest.mark.parametrize(
    "name", [name for name in examples.PLUGINS if name.endswith(("_resource", "_object", "_master_data"))]
)
def test_declared_objects_of_the_examples_are_as_declared_after_one_run(
    play: Play, world: World, name: str
) -> None:
    shown = examples.of_plugin(name)
    assert any(result.changed for result in ran(play, world, shown).results)
    assert [result.task for result in ran(play, world, shown).results if result.changed] == []


@pytest.mark.parametrize("name", examples.READMES)
def test_examples_of_a_readme(play: Play, world: World, name: str) -> None:
    blocks = examples.of_readme(name)
    assert blocks
    ran(play, world, *blocks)

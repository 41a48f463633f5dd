# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks of the README and the guides: check mode predicts them, and a second run changes nothing."""

from __future__ import annotations

import re

import pytest

from docs.examples import PAGES, shown_in
from docs.pictures import RUN, flows
from tests.integration.platforms import environment_of
from tests.integration.plays import Play
from tests.playbook import CHECKOUT
from tests.simulator.client import Simulator

pytestmark = pytest.mark.same_on_every_core

EXAMPLES = CHECKOUT / "docs" / "docsite" / "rst" / "examples"
PLAYBOOKS = sorted(path.name for path in EXAMPLES.glob("*.yml"))
# What only reads; every other playbook makes something in its first run.
READING = {name for name in PLAYBOOKS if re.search("_first|tokens|troubleshooting", name)}
# Of these there are pictures.
NIGHTLY = {f"{role}_nightly.yml" for role in flows()}


def test_every_example_is_shown_in_a_page() -> None:
    assert {path for page in PAGES for path in shown_in(page)} == set(EXAMPLES.rglob("*.*"))


class Guide:
    """Runs the examples against a simulator, their credentials in the environment."""

    def __init__(self, play: Play, simulator: Simulator) -> None:
        self._play = play
        self.simulator = simulator
        self.package = play.directory / "master-data.xlsx"
        self.package.write_bytes(b"rows")
        self.organization = simulator.description["apic"]["organization"]

    def changes(self, name: str, check: bool = False) -> bool:
        """Whether the example changes anything; it must not fail."""
        ran = self._play(
            (EXAMPLES / name).read_text(encoding="utf-8"),
            extra_vars={
                "my_organization": self.organization,
                "my_files": str(EXAMPLES / "apic"),
                "my_central": str(EXAMPLES / "axway"),
                "my_specification": str(EXAMPLES / "apinizer" / "pets.yaml"),
                "my_material": "Lot-Nightly",
                "my_package": str(self.package),
                "my_directory": str(self._play.directory),
            },
            env=environment_of(self.simulator.description),
            check=check,
        )
        assert ran.rc == 0, ran.output
        return any(result.changed for result in ran.results)


@pytest.fixture
def guide(play: Play, fresh_simulator: Simulator) -> Guide:
    """Runs examples against a simulator in its first state."""
    return Guide(play, fresh_simulator)


@pytest.mark.parametrize("name", sorted(READING))
def test_an_example_that_reads(guide: Guide, name: str) -> None:
    if name == "cmf_first.yml":
        guide.changes("cmf_nightly.yml")
    assert [guide.changes(name, check=True), guide.changes(name)] == [False, False]


@pytest.mark.parametrize("name", sorted(set(PLAYBOOKS) - READING - NIGHTLY))
def test_an_example_that_writes(guide: Guide, name: str) -> None:
    assert [guide.changes(name, check=True), guide.changes(name), guide.changes(name)] == [True, True, False]


@pytest.mark.parametrize("role", flows())
def test_a_night_asks_what_the_picture_shows(guide: Guide, role: str) -> None:
    assert guide.changes(f"{role}_nightly.yml", check=True)
    for night, steps in enumerate(
        (flows()[role], [step for step in flows()[role] if not step.get("once")]), start=1
    ):
        guide.simulator.clear_journal()
        assert guide.changes(f"{role}_nightly.yml") == (night == 1)
        asked = [
            "{method} {path}".format(**request).replace(guide.organization, "my-organization")
            for request in guide.simulator.journal()
        ]
        assert asked == [step["request"] for step in steps]


def seen(text: str) -> list[str]:
    """The lines of a terminal, whatever its width."""
    lines = (" ".join(line.rstrip("*").split()) for line in text.splitlines())
    return [line for line in lines if line]


def test_a_run_looks_as_the_picture_shows(play: Play, fresh_simulator: Simulator) -> None:
    for run in RUN.read_text(encoding="utf-8").split("$ ansible-playbook ")[1:]:
        command, _end, shown = run.partition("\n")
        name, *options = command.split()
        ran = play(
            (EXAMPLES / name).read_text(encoding="utf-8"),
            *options,
            env=environment_of(fresh_simulator.description),
        )
        assert seen(ran.stdout) == seen(shown)

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of the event source says what the code does, as that of the modules."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.apiops.platforms.plugins.module_utils._platforms.axway.events import EVENTS
from ansible_collections.apiops.platforms.plugins.plugin_utils._arguments import validated
from tests.playbook import CHECKOUT, environment
from tests.unit.test_documentation import declared, documented, variables_in

SOURCES = CHECKOUT / "extensions" / "eda" / "plugins" / "event_source"


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The documentation of the source, its fragments merged. ansible-doc knows no event sources."""
    command = [str(Path(sys.executable).parent / "ansible-doc"), "--json", "-t", "module"]
    done = subprocess.run(
        [*command, "--module-path", str(SOURCES), "axway_events"],
        env=environment(tmp_path_factory.mktemp("home")),
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    documents: dict[str, Any] = json.loads(done.stdout)
    return dict(documents["axway_events"])


def test_its_options_are_documented(document: dict[str, Any]) -> None:
    assert documented(document["doc"]["options"]) == declared(EVENTS.options)
    named = {name: variables_in(option) for name, option in document["doc"]["options"].items()}
    assert named == {name: set(option.environment) for name, option in EVENTS.options.items()}


def test_its_example_gives_valid_options(document: dict[str, Any]) -> None:
    (ruleset,) = yaml.safe_load(document["examples"])
    ((name, given),) = ruleset["sources"][0].items()
    assert name == f"apiops.platforms.{EVENTS.name}"
    _params, mistake = validated(EVENTS, given)
    assert not mistake


def test_galaxy_is_told_of_it() -> None:
    told = yaml.safe_load((CHECKOUT / "meta" / "extensions.yml").read_text(encoding="utf-8"))
    assert [each["args"]["ext_dir"] for each in told["extensions"]] == ["eda/plugins/event_source"]
    assert [path.name for path in SOURCES.glob("*.py")] == [f"{EVENTS.name}.py"]

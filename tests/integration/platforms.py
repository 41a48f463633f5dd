# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays whose tasks find the simulated platforms by module defaults, as a user would set them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from tests.integration.plays import Play, PlayRun
from tests.playbook import variables_of
from tests.simulator.client import Simulator
from tests.simulator.platforms import GIVEN

DEFAULTS: dict[str, dict[str, Any]] = {
    f"group/apiops.platforms.{platform}": {
        **{name: "{{ simulator.%s.%s }}" % (platform, name) for name in names},
        "ca_path": "{{ apiops_ca_path }}",
        "retry_delay": 0.01,
    }
    for platform, names in GIVEN.items()
}


def environment_of(description: Mapping[str, Any]) -> dict[str, str]:
    """The environment variables by which tasks and roles find the simulated platforms."""
    return {
        f"{platform}_{name}".upper(): str(value)
        for platform, names in GIVEN.items()
        for name, value in {
            **{name: description[platform][name] for name in names},
            "ca_path": description["ca_path"],
        }.items()
    }


def run(
    play: Play,
    simulator: Simulator,
    tasks: str,
    keywords: dict[str, Any] | None = None,
    extra_vars: dict[str, Any] | None = None,
    **options: Any,
) -> PlayRun:
    """Run the tasks, given as YAML, on all hosts; ``keywords`` are further ones of the play."""
    playbook = [
        {
            "hosts": "all",
            "gather_facts": False,
            "module_defaults": DEFAULTS,
            **(keywords or {}),
            "tasks": yaml.safe_load(tasks),
        }
    ]
    return play(playbook, extra_vars={**variables_of(simulator.description), **(extra_vars or {})}, **options)

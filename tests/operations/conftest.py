# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of the operation tests: operations run against the simulator, without Ansible around them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._core.mode import Mode
from ansible_collections.apiops.platforms.plugins.module_utils._core.operations.operation import Operation
from ansible_collections.apiops.platforms.plugins.module_utils._core.operations.session import Context
from ansible_collections.apiops.platforms.plugins.plugin_utils._arguments import validated
from docs.generate.declared import PLATFORMS, modules_of, operation_of
from tests.operations.accounts import Accounts
from tests.operations.pets import Catalog
from tests.operations.watch import Watch
from tests.simulator.client import Simulator
from tests.simulator.platforms import GIVEN

OPERATIONS: Mapping[str, Operation] = {
    module: operation_of(module) for platform in PLATFORMS for module in modules_of(platform)
}


def performed(module: str, given: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """The result of a module by its name; an option given as None is left out, the others must be valid."""
    operation = OPERATIONS[module]
    params, mistake = validated(
        operation, {name: value for name, value in given.items() if value is not None}
    )
    assert not mistake, mistake
    return operation.run(params, context)


class Run:
    """Runs operations by module name, with the simulator's address and credentials filled in.

    ``progress`` and ``warnings`` gather what they tell. One token store and one keeper of turns serve
    all runs of a test.
    """

    def __init__(self, simulator: Simulator) -> None:
        description = simulator.description
        self.simulator = simulator
        self.given = {
            platform: {name: description[platform][name] for name in names}
            for platform, names in GIVEN.items()
        }
        self.ca_path = description["ca_path"]
        self.store = Context().store
        self.turns = Context().turns
        self.progress: list[str] = []
        self.warnings: list[str] = []

    def __call__(
        self, module: str, check: bool = False, diff: bool = False, quotes: bool = True, **options: Any
    ) -> dict[str, Any]:
        """The result of a module; an option given as None is left out."""
        given = {
            **self.given[module.partition("_")[0]],
            "ca_path": self.ca_path,
            "retry_delay": 0.01,
            **options,
        }
        mode = Mode(
            check=check,
            diff=diff,
            quotes=quotes,
            progress=self.progress.append,
            warn=self.warnings.append,
        )
        return performed(module, given, Context(mode, self.store, self.turns))

    def requests(self, **filters: str) -> list[dict[str, Any]]:
        """What the simulator's journal holds."""
        return self.simulator.journal(**filters)


@pytest.fixture
def run(fresh_simulator: Simulator) -> Run:
    """Runs operations against a simulator in its first state."""
    return Run(fresh_simulator)


@pytest.fixture
def account(run: Run) -> Accounts:
    """The modules for service accounts, with a simulator in its first state."""
    return Accounts(run)


@pytest.fixture
def catalog(run: Run) -> Catalog:
    """The catalog of the simulator, in its first state."""
    return Catalog(run)


@pytest.fixture
def watch(run: Run, tmp_path: Path) -> Watch:
    """A watch topic that has recorded nothing, and its event source."""
    return Watch(run, tmp_path)


@pytest.fixture(params=[False, True], ids=["development", "production"])
def either(catalog: Catalog, request: pytest.FixtureRequest) -> Catalog:
    """A catalog of either sort."""
    catalog.settings(production_mode=request.param)
    catalog.forget()
    return catalog


def actions(result: dict[str, Any]) -> list[str]:
    """What was done to each object; the task must not have failed."""
    assert not result.get("failed"), result["msg"]
    return [each["action"] for each in result["resources"]]

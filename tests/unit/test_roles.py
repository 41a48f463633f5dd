# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The roles say what the operations declare: every option is a variable, of the same type and as secret.

`make generate` writes that; what it writes is held against the declarations here.
"""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from ansible_collections.apiops.platforms.plugins.lookup.token import OPERATIONS
from docs.generate.declared import operation_of
from tests.playbook import CHECKOUT

OWN = ("calls", "concurrency", "on_error", "calls_per_minute")
# What a role has besides.
_OBJECTS = ("resources", "resources_src")
FURTHER = {"apic": ("sign_out", *_OBJECTS), "apinizer": _OBJECTS, "axway": _OBJECTS, "cmf": _OBJECTS}
# Types that a blank variable has as well; of others Ansible would refuse it.
BLANK = {"str", "path"}


def role_file(role: str, name: str) -> Any:
    """A YAML file of a role."""
    return yaml.safe_load((CHECKOUT / "roles" / role / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("role", OPERATIONS)
def test_argument_specs(role: str) -> None:
    declared = role_file(role, "meta/argument_specs.yml")["argument_specs"]["main"]["options"]
    expected = {f"{role}_{name}": option for name, option in OPERATIONS[role].credentials.items()}
    assert set(declared) == set(expected) | {f"{role}_{name}" for name in (*OWN, *FURTHER.get(role, ()))}
    for name, option in expected.items():
        entry = declared[name]
        assert entry["type"] == (option.type if option.type in BLANK and not option.choices else "raw"), name
        assert "choices" not in entry, name
        assert all(f"V({choice})" in entry["description"][-1] for choice in option.choices), name
        assert entry.get("no_log", False) == option.secret, name
        # What is not set stays to the module: its default, or the environment's.
        assert "default" not in entry, name
        assert "required" not in entry, name


@pytest.mark.parametrize("role", OPERATIONS)
def test_how_calls_are_made(role: str) -> None:
    declared = role_file(role, "meta/argument_specs.yml")["argument_specs"]["main"]["options"]
    defaults = role_file(role, "defaults/main.yml")
    options = operation_of(f"{role}_invoke").options
    for name in OWN:
        assert declared[f"{role}_{name}"]["type"] == "raw"
        default = [] if name == "calls" else options[name].default
        assert declared[f"{role}_{name}"].get("default") == defaults.get(f"{role}_{name}") == default


@pytest.mark.parametrize("role", OPERATIONS)
def test_every_variable_reaches_the_modules(role: str) -> None:
    *_reading, block = role_file(role, "tasks/main.yml")
    (defaults,) = block["module_defaults"].values()
    names = OPERATIONS[role].credentials
    assert defaults == {name: "{{ %s_%s | default(omit) }}" % (role, name) for name in names}


@pytest.mark.parametrize("role", OPERATIONS)
def test_the_readme_lists_every_variable(role: str) -> None:
    declared = role_file(role, "meta/argument_specs.yml")["argument_specs"]["main"]["options"]
    text = (CHECKOUT / "roles" / role / "README.md").read_text(encoding="utf-8")
    rows = [line.split(" | ") for line in text.splitlines() if line.startswith(f"| `{role}_")]
    assert [row[0] for row in rows] == [f"| `{name}`" for name in declared]
    environments = [option.environment for option in OPERATIONS[role].credentials.values()]
    for row, environment in zip(rows, environments, strict=False):
        assert row[2] == ", ".join(f"`{variable}`" for variable in environment)

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The roles say what the operations declare: every option is a variable, of the same type and as secret.

They describe it in the words of its documentation.
"""

from __future__ import annotations

import importlib
import re
from typing import Any

import pytest
import yaml

from ansible_collections.apiops.platforms.plugins.module_utils._core.operations.token_operation import (
    TokenOperation,
)
from ansible_collections.apiops.platforms.plugins.module_utils._core.options import Option
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apic import platform as apic
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apinizer import platform as apinizer
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.axway import platform as axway
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.cmf import platform as cmf
from tests.operations.conftest import OPERATIONS
from tests.playbook import CHECKOUT

TOKENS = {"apic": apic.TOKEN, "apinizer": apinizer.TOKEN, "axway": axway.TOKEN, "cmf": cmf.TOKEN}
OWN = ("calls", "concurrency", "on_error", "calls_per_minute")
# What a role has besides.
FURTHER = {"apic": ("sign_out",), "axway": ("resources", "resources_src")}


def role_file(role: str, name: str) -> Any:
    """A YAML file of a role."""
    return yaml.safe_load((CHECKOUT / "roles" / role / name).read_text(encoding="utf-8"))


def documentation(role: str) -> dict[str, list[str]]:
    """How the options that a role passes on are described, paragraph by paragraph."""
    name = f"ansible_collections.apiops.platforms.plugins.doc_fragments.{role}"
    fragment = importlib.import_module(name).ModuleDocFragment
    texts = (fragment.DOCUMENTATION, fragment.HTTP)
    options = {name: option for text in texts for name, option in yaml.safe_load(text)["options"].items()}
    return {name: option["description"] for name, option in options.items()}


def description(role: str, paragraphs: list[str]) -> list[str]:
    """The same for the role's variable: a sentence on what it is, and what supplies it if it is not set."""
    what = re.split(r"(?<=\.)\s", paragraphs[0])[0]
    supplied = [paragraph for paragraph in paragraphs if f"E({role.upper()}_" in paragraph]
    return [re.sub(r"\bO\((\w)", rf"O({role}_\1", text) for text in (what, *supplied)]


# What the description says of a type, in the place of the specification: Ansible would refuse a blank.
_TYPES = {
    "bool": "V(true) or V(false).",
    "int": "A whole number.",
    "float": "A number.",
    "dict": "A mapping.",
    "list": "A list, a text of one in YAML or JSON, or the name of a set, as V(nightly) for "
    "C(calls/nightly.yml) beside the playbook.",
}


def what_it_takes(option: Option) -> list[str]:
    """What a variable takes that the specification cannot say."""
    if option.choices:
        *others, last = (f"V({choice})" for choice in option.choices)
        return [f"One of {', '.join(others)} and {last}."]
    return [_TYPES[option.type]] if option.type in _TYPES else []


def in_markdown(text: str) -> str:
    """A described variable's text in a README: variables as code, all other marks left out."""
    text = re.sub(r"\bO\((\w+)=(\w+)\)", r"`\1: \2`", text)
    return re.sub(r"\b[A-Z]\(([^)]*)\)", r"\1", re.sub(r"\bO\((\w+)\)", r"`\1`", text))


@pytest.mark.parametrize(("role", "operation"), TOKENS.items(), ids=TOKENS)
def test_argument_specs(role: str, operation: TokenOperation) -> None:
    declared = role_file(role, "meta/argument_specs.yml")["argument_specs"]["main"]["options"]
    expected = {f"{role}_{name}": option for name, option in operation.credentials.items()}
    described = documentation(role)
    assert set(declared) == set(expected) | {f"{role}_{name}" for name in (*OWN, *FURTHER.get(role, ()))}
    for name, option in expected.items():
        entry = declared[name]
        taken = what_it_takes(option)
        assert entry["type"] == ("raw" if taken else option.type), name
        assert "choices" not in entry, name
        assert entry.get("no_log", False) == option.secret, name
        told = description(role, described[name.removeprefix(f"{role}_")])
        assert entry["description"] == [*told, *taken], name
        # What is not set stays to the module: its default, or the environment's.
        assert "default" not in entry, name
        assert "required" not in entry, name


@pytest.mark.parametrize("role", TOKENS)
def test_how_calls_are_made(role: str) -> None:
    declared = role_file(role, "meta/argument_specs.yml")["argument_specs"]["main"]["options"]
    defaults = role_file(role, "defaults/main.yml")
    options = OPERATIONS[f"{role}_invoke"].options
    for name in OWN:
        entry, option = declared[f"{role}_{name}"], options[name]
        assert entry["type"] == "raw"
        assert entry["description"][1:] == what_it_takes(option)
        default = [] if name == "calls" else option.default
        assert entry.get("default") == defaults.get(f"{role}_{name}") == default


@pytest.mark.parametrize(("role", "operation"), TOKENS.items(), ids=TOKENS)
def test_every_variable_reaches_the_modules(role: str, operation: TokenOperation) -> None:
    *_reading, block = role_file(role, "tasks/main.yml")
    (defaults,) = block["module_defaults"].values()
    assert defaults == {name: "{{ %s_%s | default(omit) }}" % (role, name) for name in operation.credentials}


@pytest.mark.parametrize(("role", "operation"), TOKENS.items(), ids=TOKENS)
def test_the_readme_lists_every_variable(role: str, operation: TokenOperation) -> None:
    text = (CHECKOUT / "roles" / role / "README.md").read_text(encoding="utf-8")
    for name, option in operation.credentials.items():
        (row,) = [line for line in text.splitlines() if line.startswith(f"| `{role}_{name}` |")]
        assert all(f"`{variable}`" in row for variable in option.environment), name
        meaning = in_markdown(description(role, documentation(role)[name])[0])
        assert row.endswith(f" | {meaning} |"), name

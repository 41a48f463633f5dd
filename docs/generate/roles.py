# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts of a role that follow from the options of its platform's modules.

They are the arguments, the defaults, what the tasks pass on, and the table of the README.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from ansible_collections.apiops.platforms.plugins.module_utils._core.options import Option
from docs.generate.declared import credentials_of, descriptions_of, first_sentence, operation_of
from docs.generate.text import as_yaml

_VARIABLES = Path(__file__).parent / "role_variables.yml"

# What a variable of a type takes. The description says it: by the specification Ansible would refuse a blank.
_TAKES = {
    "bool": "V(true) or V(false).",
    "int": "A whole number.",
    "float": "A number.",
    "dict": "A mapping.",
    "list": "A list.",
}


@dataclass(frozen=True)
class _Variable:
    """A variable of a role, with the option it is passed on as."""

    name: str
    option: Option
    description: list[str]
    # What of it is in the README.
    meaning: str
    # The role's own default. What else is not set, the module decides.
    default: Any = None

    def specification(self) -> dict[str, Any]:
        """Its entry in the argument specification."""
        more = takes(self.option)
        entry: dict[str, Any] = {
            "description": self.description + more,
            "type": "raw" if more else self.option.type,
        }
        if self.option.secret:
            entry["no_log"] = True
        if self.default is not None:
            entry["default"] = self.default
        return entry

    def row(self) -> str:
        """Its row in the table of the README."""
        default = self.option.default if self.default is None else self.default
        shown = "" if default is None else "`%s`" % written(default)
        environment = ", ".join(f"`{variable}`" for variable in self.option.environment)
        return f"| `{self.name}` | {shown} | {environment} | {in_markdown(self.meaning)} |"


def argument_specs(platform: str, text: str) -> str:
    """``meta/argument_specs.yml``; the role's description stays."""
    head, _options, _rest = text.partition("    options:\n")
    options = {variable.name: variable.specification() for variable in _variables(platform)}
    return head + "    options:\n" + as_yaml(options, spaces=6)


def defaults(platform: str, text: str) -> str:
    """``defaults/main.yml``."""
    head, _mark, _rest = text.partition("---\n")
    own = {each.name: each.default for each in _own(platform) if each.default is not None}
    return head + "---\n# Written by `make generate`.\n" + as_yaml(own)


def tasks(platform: str, text: str) -> str:
    """``tasks/main.yml``, with every credential passed on; the tasks stay."""
    start = f"    group/apiops.platforms.{platform}:\n"
    end = "  block:\n"
    before, _start, rest = text.partition(start)
    _old, _end, after = rest.partition(end)
    passed = {name: "{{ %s_%s | default(omit) }}" % (platform, name) for name in credentials_of(platform)}
    return before + start + "      # Written by `make generate`.\n" + as_yaml(passed, spaces=6) + end + after


def readme(platform: str, text: str) -> str:
    """``README.md``, with the table of the variables; all else stays."""
    rows = ["| variable | default | environment | meaning |", "|---|---|---|---|"]
    rows += [variable.row() for variable in _variables(platform)]
    table = "\n".join(["<!-- `make generate` writes this table. -->", "", *rows, ""])
    pattern = r"(?m)^(?:<!-- `make generate` .*\n\n)?\| variable \|.*\n(?:\|.*\n)+"
    return re.sub(pattern, lambda _: table, text)


def _variables(platform: str) -> list[_Variable]:
    described = descriptions_of(platform)
    variables = []
    for name, option in credentials_of(platform).items():
        description = _of_role(platform, described[name])
        variables.append(_Variable(f"{platform}_{name}", option, description, description[0]))
    return variables + _own(platform)


def _own(platform: str) -> list[_Variable]:
    """The variables that are no credentials."""
    of_calls = operation_of(f"{platform}_invoke").options
    variables = []
    for name, entry in yaml.safe_load(_VARIABLES.read_text(encoding="utf-8")).items():
        if platform in entry.get("platforms", [platform]):
            module = "cmf_object" if platform == "cmf" else f"{platform}_resource"
            description = [
                text.replace("PLATFORM", platform).replace("MODULE", module) for text in entry["description"]
            ]
            option = Option(entry["type"]) if "type" in entry else of_calls[name]
            default = entry.get("default", option.default)
            meaning = " ".join(description)
            variables.append(_Variable(f"{platform}_{name}", option, description, meaning, default))
    return variables


def _of_role(platform: str, description: list[str]) -> list[str]:
    """An option's description for the role's variable: what it is, and what supplies it if it is not set."""
    supplied = [paragraph for paragraph in description if f"E({platform.upper()}_" in paragraph]
    texts = [first_sentence(description), *supplied]
    return [re.sub(r"\bO\((\w)", rf"O({platform}_\1", text) for text in texts]


def takes(option: Option) -> list[str]:
    """What a variable takes that the specification cannot say."""
    if option.choices:
        names = [f"V({choice})" for choice in option.choices]
        words = " and ".join([*([", ".join(names[:-1])] if names[1:] else []), names[-1]])
        return [f"A list of {words}." if option.type == "list" else f"One of {words}."]
    return [_TAKES[option.type]] if option.type in _TAKES else []


def in_markdown(text: str) -> str:
    """A description with variables as code, and without all other marks."""
    text = re.sub(r"\bO\((\w+)=(\w+)\)", r"`\1: \2`", text)
    return re.sub(r"\b[A-Z]\(([^)]*)\)", r"\1", re.sub(r"\bO\((\w+)\)", r"`\1`", text))


def written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)

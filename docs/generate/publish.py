# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The roles that are pipelines of one module: its options are their variables, beside some of their own."""

from __future__ import annotations

import importlib
import re
from typing import Any

import yaml

from docs.generate import roles
from docs.generate.declared import first_sentence, operation_of
from docs.generate.text import as_yaml

#: By role, the module, and those of its options that the role describes by itself.
PIPELINES = {
    "apic_publish": ("apic_product", ("catalog",)),
    "apinizer_release": ("apinizer_proxy", ("environments",)),
}
_TABLE = "<!-- `make generate` writes this table. -->\n\n"


def argument_specs(role: str, text: str) -> str:
    """``meta/argument_specs.yml``: of an option of the module, the description is the module's."""
    module, own = PIPELINES[role]
    mark = f"    # Written by `make generate`, except for the {own[0]} and what is no option of {module}.\n"
    head, _mark, rest = text.partition("    options:\n")
    options = yaml.safe_load(rest)
    described = _described(role)
    for name, entry in options.items():
        option = name.removeprefix(f"{role}_")
        if option in described:
            takes = roles.takes(operation_of(module).options[option])
            told = described[option]
            paragraphs = [told] if isinstance(told, str) else told
            entry["description"] = [_of_role(role, each, options) for each in paragraphs] + takes
    return head.removesuffix(mark) + mark + "    options:\n" + as_yaml(options, spaces=6)


def readme(role: str, text: str, specification: str) -> str:
    """``README.md``, with the table of the variables, by the argument specification."""
    options = yaml.safe_load(specification)["argument_specs"]["main"]["options"]
    rows = [
        "| variable | default | meaning |",
        "|---|---|---|",
        *(_row(role, *each) for each in options.items()),
    ]
    pattern = r"(?m)^(?:<!-- `make generate` .*\n\n)?\| variable \|.*\n(?:\|.*\n)+"
    return re.sub(pattern, lambda _: _TABLE + "\n".join([*rows, ""]), text)


def _row(role: str, name: str, entry: dict[str, Any]) -> str:
    option = operation_of(PIPELINES[role][0]).options.get(name.removeprefix(f"{role}_"))
    default = entry.get("default", None if option is None else option.default)
    shown = "" if default is None else "`%s`" % roles.written(default)
    meaning = roles.in_markdown(first_sentence(entry["description"]))
    return f"| `{name}` | {shown} | {meaning} |"


def _described(role: str) -> dict[str, list[str] | str]:
    """The descriptions of the module's options, but for those of which the role tells by itself."""
    name, own = PIPELINES[role]
    module = importlib.import_module(f"ansible_collections.apiops.platforms.plugins.modules.{name}")
    options = yaml.safe_load(module.DOCUMENTATION)["options"]
    return {name: option["description"] for name, option in options.items() if name not in own}


def _of_role(role: str, text: str, variables: dict[str, Any]) -> str:
    """A paragraph of the module's documentation, about the role's variables."""
    text = re.sub(r"\bRV\((\w+)=(\w+)\)", r"C(\1: \2)", text)
    names = "|".join(name.removeprefix(f"{role}_") for name in variables)
    return re.sub(rf"\bO\(({names})\b", rf"O({role}_\1", text)

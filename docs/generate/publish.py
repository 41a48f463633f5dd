# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role apic_publish, whose variables are the options of apic_product and some of its own."""

from __future__ import annotations

import importlib
import re
from typing import Any

import yaml

from docs.generate import roles
from docs.generate.declared import first_sentence, operation_of
from docs.generate.text import as_yaml

_MODULE = "apic_product"
_PREFIX = "apic_publish_"
_MARK = "    # Written by `make generate`, except for the catalog and what is no option of apic_product.\n"
_TABLE = "<!-- `make generate` writes this table. -->\n\n"


def argument_specs(text: str) -> str:
    """``meta/argument_specs.yml``: of an option of the module, the description is the module's."""
    head, _mark, rest = text.partition("    options:\n")
    options = yaml.safe_load(rest)
    described = _described()
    for name, entry in options.items():
        option = name.removeprefix(_PREFIX)
        if option in described:
            takes = roles.takes(operation_of(_MODULE).options[option])
            entry["description"] = [_of_role(each, options) for each in described[option]] + takes
    return head.removesuffix(_MARK) + _MARK + "    options:\n" + as_yaml(options, spaces=6)


def readme(text: str, specification: str) -> str:
    """``README.md``, with the table of the variables, by the argument specification."""
    options = yaml.safe_load(specification)["argument_specs"]["main"]["options"]
    rows = ["| variable | default | meaning |", "|---|---|---|", *(_row(*each) for each in options.items())]
    pattern = r"(?m)^(?:<!-- `make generate` .*\n\n)?\| variable \|.*\n(?:\|.*\n)+"
    return re.sub(pattern, lambda _: _TABLE + "\n".join([*rows, ""]), text)


def _row(name: str, entry: dict[str, Any]) -> str:
    option = operation_of(_MODULE).options.get(name.removeprefix(_PREFIX))
    default = entry.get("default", None if option is None else option.default)
    shown = "" if default is None else "`%s`" % roles.written(default)
    meaning = roles.in_markdown(first_sentence(entry["description"]))
    return f"| `{name}` | {shown} | {meaning} |"


def _described() -> dict[str, list[str]]:
    """The descriptions of the module's own options; where the role publishes is told by the role."""
    module = importlib.import_module(f"ansible_collections.apiops.platforms.plugins.modules.{_MODULE}")
    options = yaml.safe_load(module.DOCUMENTATION)["options"]
    return {name: option["description"] for name, option in options.items() if name != "catalog"}


def _of_role(text: str, variables: dict[str, Any]) -> str:
    """A paragraph of the module's documentation, about the role's variables."""
    text = re.sub(r"\bRV\((\w+)=(\w+)\)", r"C(\1: \2)", text)
    names = "|".join(name.removeprefix(_PREFIX) for name in variables)
    return re.sub(rf"\bO\(({names})\b", rf"O({_PREFIX}\1", text)

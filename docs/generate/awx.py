# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The AWX credential types: a field for each option of a login that the environment can supply."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from ansible_collections.apiops.platforms.plugins.module_utils._core.options import Option
from docs.generate.declared import credentials_of, descriptions_of, first_sentence, operation_of
from docs.generate.text import Inline, as_yaml

# Fields that are the same for every platform, by the option each supplies.
_COMMON = yaml.safe_load((Path(__file__).parent / "awx_fields.yml").read_text(encoding="utf-8"))
# Tokens that end too soon to be stored.
_SHORT_LIVED = {"apic": ("refresh_token", "token"), "axway": ("token",)}


def credential_type(platform: str, text: str) -> str:
    """The credential type; its name, what is required, and the labels and help of its fields stay."""
    start = "inputs:\n"
    head, _start, rest = text.partition(start)
    inputs = (yaml.safe_load(start + rest) or {}).get("inputs") or {}
    own = {field["id"]: field for field in inputs.get("fields", [])}
    options = _own_options(platform)
    # Fields that are there keep their order.
    ordered = sorted(options, key=lambda name: list(own).index(name) if name in own else len(own))
    described = descriptions_of(platform)
    fields = [_field(name, options[name], own.get(name, {}), described[name]) for name in ordered]
    fields += [{"id": entry["id"], **entry["field"]} for entry in _COMMON.values()]
    variables = {**{name: options[name].environment[0] for name in ordered}, **_common_variables(platform)}
    body = {
        "inputs": {"fields": fields, "required": Inline(inputs.get("required", _located_by(platform)))},
        "injectors": _injectors(fields, variables),
    }
    return head + as_yaml(body)


def _own_options(platform: str) -> dict[str, Option]:
    """The platform's own options that have a field. A file is given by its content, if that is an option."""
    options = {}
    declared = operation_of(f"{platform}_token").platform.options
    for name, option in declared.items():
        content = name.removesuffix("_path")
        if option.type == "path" and content != name and content in declared:
            secret = declared[content].secret
            options[content] = Option("path", secret=secret, environment=option.environment)
        elif option.type != "path" and option.environment and name not in _SHORT_LIVED.get(platform, ()):
            options[name] = option
    return options


def _field(name: str, option: Option, own: dict[str, Any], description: list[str]) -> dict[str, Any]:
    field = {
        "id": name,
        "label": own.get("label", re.sub(r"\b(url|api)\b", lambda word: word[0].upper(), _label(name))),
        "type": "boolean" if option.type == "bool" else "string",
    }
    if option.choices:
        field["choices"] = Inline(option.choices)
    if option.default is not None:
        field["default"] = option.default
    if option.secret:
        field["secret"] = True
    if option.type == "path":
        field["multiline"] = True
    plain = re.sub(r"\b[A-Z]\(([^)]*)\)", r"\1", first_sentence(description))
    return {**field, "help_text": own.get("help_text", plain)}


def _label(name: str) -> str:
    words = name.replace("_", " ")
    return words if words.startswith(("url", "api")) else words.capitalize()


def _located_by(platform: str) -> list[str]:
    return list(operation_of(f"{platform}_token").platform.locating)


def _common_variables(platform: str) -> dict[str, str]:
    """The environment variables of the common fields."""
    declared = credentials_of(platform)
    allowing = {"allow_override": operation_of(f"{platform}_token").platform.allow_override()}
    return {
        entry["id"]: allowing.get(name) or declared[name].environment[0] for name, entry in _COMMON.items()
    }


def _injectors(fields: list[dict[str, Any]], variables: dict[str, str]) -> dict[str, Any]:
    """A variable for each field; of a text of several lines it names a file."""
    files = [field["id"] for field in fields if field.get("multiline")]
    injected = {}
    for name, variable in variables.items():
        in_file = "{%% if %s %%}{{ tower.filename.%s }}{%% endif %%}" % (name, name)
        injected[variable] = in_file if name in files else "{{ %s }}" % name
    return {"file": {f"template.{name}": "{{ %s }}" % name for name in files}, "env": injected}

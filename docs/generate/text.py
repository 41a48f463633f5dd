# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes YAML as the linters want it: lists indented, no anchors, templates in double quotes."""

from __future__ import annotations

from textwrap import indent
from typing import Any

import yaml


class Inline(list[Any]):
    """A list that is written in one line."""


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    style = "|" if "\n" in text else '"' if text.startswith("{") else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _inline(dumper: yaml.SafeDumper, items: Inline) -> yaml.Node:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=True)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(Inline, _inline)


def as_yaml(value: Any, spaces: int = 0) -> str:
    """The value as YAML, indented by so many spaces."""
    text = yaml.dump(
        value,
        Dumper=_Dumper,
        sort_keys=False,
        width=98 - spaces,
        allow_unicode=True,
        default_flow_style=False,
    )
    return indent(text, " " * spaces)

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of the event source in its guide: Ansible's tools do not show the documentation of a source."""

from __future__ import annotations

import json
import re
import textwrap
from typing import Any

import yaml

from ansible_collections.apiops.platforms.plugins.doc_fragments.axway import ModuleDocFragment
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.axway.events import EVENTS

_START = ".. options of the source, written by make generate\n"
_END = ".. end of the options\n"
_MARKUP = re.compile(r"\b([CEMOV])\(([^)]*)\)")
_WIDTH = 125


def guide(text: str) -> str:
    """``guide_events.rst`` with the table; all else stays."""
    head, _start, rest = text.partition(_START)
    _old, _end, tail = rest.partition(_END)
    rows = ["Option", "Default", "Meaning"], *_rows()
    table = "".join(row(cells) for cells in rows)
    return (
        f"{head}{_START}\n.. list-table::\n   :header-rows: 1\n   :widths: 20 12 68\n\n{table}\n{_END}{tail}"
    )


def _rows() -> list[list[str]]:
    described = yaml.safe_load(ModuleDocFragment.SOURCE)["options"]
    own = {name: option for name, option in EVENTS.options.items() if name not in EVENTS.credentials}
    return [
        [
            f"``{name}``",
            "required" if option.required else _default(option.default),
            in_rst(" ".join(described[name]["description"])),
        ]
        for name, option in own.items()
    ]


def _default(value: Any) -> str:
    return "none" if value is None else f"``{json.dumps(value) if isinstance(value, bool) else value}``"


def row(cells: list[str]) -> str:
    """A row of a list table."""
    first, *others = (textwrap.fill(cell, _WIDTH - 7, break_long_words=False) for cell in cells)
    whole = "\n- ".join(textwrap.indent(cell, "  ").lstrip() for cell in (first, *others))
    return "   * - " + textwrap.indent(whole, "     ").lstrip() + "\n"


def in_rst(text: str) -> str:
    """A text with the markup of Ansible's documentation, in reStructuredText."""

    def marked(found: re.Match[str]) -> str:
        name = found[2].rpartition(".")[2]
        return f"`{name} <../../../plugins/modules/{name}.py>`__" if found[1] == "M" else f"``{found[2]}``"

    return _MARKUP.sub(marked, text)

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of the playbooks export, plan, apply and drift, in their guide."""

from __future__ import annotations

from typing import Any

import yaml

from docs.generate import events
from docs.generate.declared import CHECKOUT

_START = ".. variables of the playbooks, written by make generate\n"
_END = ".. end of the variables\n"


def guide(text: str) -> str:
    """``guide_configuration_as_code.rst`` with the table; all else stays."""
    head, _start, rest = text.partition(_START)
    _old, _end, tail = rest.partition(_END)
    rows = ["Variable", "Default", "Meaning"], *_rows()
    table = "".join(events.row(row) for row in rows)
    return (
        f"{head}{_START}\n.. list-table::\n   :header-rows: 1\n   :widths: 25 15 60\n\n{table}\n{_END}{tail}"
    )


def _rows() -> list[list[str]]:
    """A row for each description; variables of several platforms share one."""
    names: dict[str, list[str]] = {}
    defaults: dict[str, Any] = {}
    for name, option in options().items():
        names.setdefault(option["description"], []).append(f"``{name}``")
        defaults[option["description"]] = option["default"]
    return [
        [
            ", ".join(of),
            f"``{defaults[text]}``" if defaults[text] not in ("", [], {}) else "none",
            events.in_rst(text),
        ]
        for text, of in names.items()
    ]


def options() -> dict[str, dict[str, Any]]:
    """The variables with their descriptions and defaults."""
    declared = yaml.safe_load((CHECKOUT / "playbooks/vars/configuration.yml").read_text(encoding="utf-8"))
    found: dict[str, dict[str, Any]] = declared["__apiops_options"]
    return found

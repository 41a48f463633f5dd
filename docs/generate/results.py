# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The RETURN of modules of the same sort, which is one for all platforms: tokens, calls, declared objects."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from docs.generate.declared import operation_of
from docs.generate.text import as_yaml

_FOLDER = Path(__file__).parent / "results"
_START = 'RETURN = r"""\n'
_END = '"""\n'
_MARK = "# Written by `make generate`, but for samples of this module's own and results that no other has.\n"


# The sorts of modules, by the ends of their names, with the files of their common results.
SORTS = {
    "token": ("token",),
    "invoke": ("invoke",),
    "resource": ("resource",),
    "object": ("resource",),
    "resource_info": ("resource_info", "reading"),
    "object_info": ("resource_info", "reading"),
    "export": ("export", "reading"),
    "proxy_info": ("reading",),
}


def returned(module: str, text: str) -> str:
    """The module's file with the common results in its RETURN; what is only its own stays."""
    common: dict[str, Any] = {}
    for name in SORTS[module.partition("_")[2]]:
        common.update(yaml.safe_load((_FOLDER / f"{name}.yml").read_text(encoding="utf-8")))
    before, _start, rest = text.partition(_START)
    old, _end, after = rest.partition(_END)
    if "state" in operation_of(module).options:
        _except_for_absence(common)
    results = _with_own(common, yaml.safe_load(old) or {})
    return before.removesuffix(_MARK) + _MARK + _START + as_yaml(results) + _END + after


def _except_for_absence(results: Mapping[str, Any]) -> None:
    """Say that there are none of these where the task ends a token."""
    for entry in results.values():
        if entry["returned"] == "success":
            entry["returned"] = "success, unless O(state) is V(absent)"


def _with_own(common: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """The common results with the module's own samples, and with its further results in their places."""
    further = [name for name in own if name not in common]
    names = list(own) if further else []
    results: dict[str, Any] = {name: own[name] for name in itertools.takewhile(further.__contains__, names)}
    for name, entry in common.items():
        mine = own.get(name, {})
        results[name] = dict(entry)
        if "sample" in mine:
            results[name].setdefault("sample", mine["sample"])
        if "contains" in entry:
            results[name]["contains"] = _with_own(entry["contains"], mine.get("contains", {}))
        following = names[names.index(name) + 1 :] if name in names else []
        for other in following:
            if other in common:
                break
            results[other] = own[other]
    return results

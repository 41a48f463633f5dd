# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON Patch as Central takes it: add, replace and remove, and ``x-build-object-tree``."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any


class BadPatch(Exception):
    """A patch that cannot be applied."""


def patched(document: dict[str, Any], operations: Any) -> dict[str, Any]:
    """A copy of the document with the operations applied in order; ``BadPatch`` if one does not fit."""
    if not isinstance(operations, list):
        raise BadPatch("A patch is a list of operations.")
    result = copy.deepcopy(document)
    for operation in operations:
        names = [
            part.replace("~1", "/").replace("~0", "~") for part in str(operation.get("path")).split("/")[1:]
        ]
        if not names:
            raise BadPatch("The path of an operation must not be empty.")
        _apply(result, str(operation.get("op")), names, operation.get("value"))
    return result


def _apply(document: Any, kind: str, names: Sequence[str], value: Any) -> None:
    build = kind == "x-build-object-tree"
    for name in names[:-1]:
        if build and isinstance(document, dict):
            document.setdefault(name, {})
        document = _child(document, name)
    last = names[-1]
    if isinstance(document, list):
        _apply_to_list(document, kind, last, value)
    elif not isinstance(document, dict):
        raise BadPatch(f"There is nothing at {last}.")
    elif build:
        document.setdefault(last, {})
    elif kind == "add" or (kind == "replace" and last in document):
        document[last] = value
    elif kind == "remove" and last in document:
        del document[last]
    else:
        raise BadPatch(f"The operation {kind} does not fit at {last}.")


def _apply_to_list(items: list[Any], kind: str, name: str, value: Any) -> None:
    if kind == "add" and name == "-":
        items.append(value)
        return
    at = _index(items, name)
    if kind == "add":
        items.insert(at, value)
    elif kind == "replace":
        items[at] = value
    elif kind == "remove":
        del items[at]
    else:
        raise BadPatch(f"The operation {kind} does not fit in a list.")


def _child(document: Any, name: str) -> Any:
    if isinstance(document, dict) and name in document:
        return document[name]
    if isinstance(document, list):
        return document[_index(document, name)]
    raise BadPatch(f"There is nothing at {name}.")


def _index(items: list[Any], name: str) -> int:
    if not name.isdecimal() or int(name) >= len(items):
        raise BadPatch(f"There is no item {name}.")
    return int(name)

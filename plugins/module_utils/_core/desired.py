# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Desired state: what of a resource is not as wanted, and how that shows in a result.

PRIVATE to this collection.
"""

from __future__ import annotations

from typing import Any, Dict, Mapping


def differing(current: Mapping[str, Any], wanted: Mapping[str, Any]) -> Dict[str, Any]:
    """The fields of ``wanted`` that ``current`` has otherwise; the order in a list is of no account."""
    return {name: value for name, value in wanted.items() if not _same(current.get(name), value)}


def difference(before: Mapping[str, Any], changes: Mapping[str, Any]) -> Dict[str, Any]:
    """The ``diff`` of a result: the resource before (empty if there was none) and with the changes made."""
    return {"before": dict(before), "after": {**before, **changes}}


def _same(current: Any, wanted: Any) -> bool:
    if isinstance(wanted, list):
        return bool(_sorted(current or []) == _sorted(wanted))
    if isinstance(wanted, str):
        # A text that was never set is told as null, or not at all.
        return (current or "") == wanted
    return bool(current == wanted)


def _sorted(values: Any) -> Any:
    """A list in an order that depends on nothing but what is in it, each item once."""
    if not isinstance(values, list):
        return values
    return sorted({repr(_plain(value)) for value in values})


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return sorted((name, _plain(item)) for name, item in value.items())
    return _sorted(value) if isinstance(value, list) else value

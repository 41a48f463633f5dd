# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The query language of Central, as far as clients use it: ``name==env-1;attributes.stage=in=(a,b)``.

Source: the vendor's public documentation of its API server.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from operator import ge, gt, le, lt
from typing import Any

Predicate = Callable[[Mapping[str, Any]], bool]

_COMPARISON = re.compile(
    r"""\s*(?P<field>[\w.\-]+)\s*(?P<operator>===|!==|==|!=|=in=|=out=|<=|>=|<|>)\s*
    (?P<value>\((?:[^()]*)\)|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s;,()]+)\s*""",
    re.X,
)
_CONNECTIVE = re.compile(r"\s*(;|,|and\b|or\b)\s*")


_ORDERS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
}


class BadQuery(Exception):
    """A text that is no query."""


def parse(text: str) -> Predicate:
    """The query as a test of documents. ``;`` and ``and`` bind tighter than ``,`` and ``or``."""
    alternatives: list[list[Predicate]] = [[]]
    at = 0
    while True:
        found = _COMPARISON.match(text, at)
        if not found:
            raise BadQuery(f"Query could not be parsed at position {at}: {text}")
        alternatives[-1].append(_comparison(*found.group("field", "operator", "value")))
        at = found.end()
        if at >= len(text):
            return lambda document: any(all(test(document) for test in tests) for tests in alternatives)
        connective = _CONNECTIVE.match(text, at)
        if not connective:
            raise BadQuery(f"Query could not be parsed at position {at}: {text}")
        if connective[1] in (",", "or"):
            alternatives.append([])
        at = connective.end()


def _comparison(field: str, operator: str, value: str) -> Predicate:
    if operator in ("=in=", "=out="):
        wanted = {_plain(part.strip()) for part in value.strip("()").split(",")}
        return lambda document: (not wanted.isdisjoint(_values(document, field))) is (operator == "=in=")
    if operator in _ORDERS:
        return lambda document: any(
            _ORDERS[operator](*_pair(each, value)) for each in _values(document, field)
        )
    text = _plain(value)
    exact = len(operator) == 3
    pattern = re.compile(
        re.escape(text) if exact else re.escape(text).replace(r"\*", ".*").replace("_", "."),
        0 if exact else re.IGNORECASE,
    )
    equal = operator.startswith("==")
    return lambda document: any(map(pattern.fullmatch, _values(document, field))) is equal


def _pair(found: str, value: str) -> tuple[Any, Any]:
    """Two texts to be told apart by their order: as numbers, where both are some."""
    wanted = _plain(value)
    both = found.isdecimal() and wanted.isdecimal()
    return (int(found), int(wanted)) if both else (found, wanted)


def _plain(value: str) -> str:
    return value[1:-1] if value[:1] in ("'", '"') else value


def _values(document: Mapping[str, Any], field: str) -> list[str]:
    """The texts at a dotted place: one, several where there is a list, or none."""
    value: Any = document
    for name in field.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    found = value if isinstance(value, list) else [value]
    return [str(item) for item in found if item is not None]

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is secret by its name in the data of a call: fields of a body, pairs of name and value, parameters.

PRIVATE to this collection.
"""

from __future__ import annotations

import json
from typing import Any, Dict, Iterator, List, Mapping, Set
from urllib.parse import parse_qsl, quote_plus, urlsplit

from .secrets import MASK, is_secret_name

# In {"name": "DB_PASSWORD", "value": ...} or in a JSON patch, one field names what another holds.
_NAMING = frozenset({"name", "key", "path", "field", "parameter", "id", "type", "kind"})
_HOLDING = frozenset({"value", "values", "content", "data"})


def without_secrets(value: Any) -> Any:
    """Data of a request as it may be shown: asterisks for what is secret by its name."""
    if isinstance(value, dict):
        hidden = _secret_fields(value)
        return {
            key: MASK if key in hidden and item not in (None, "") else without_secrets(item)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [without_secrets(item) for item in value]
    return value


def secrets_in_data(value: Any) -> Iterator[str]:
    """The texts and numbers in the data of a request that are secret by their name.

    A text that is JSON or a form is read as such.
    """
    if isinstance(value, str):
        value = _read(value)
    if isinstance(value, dict):
        hidden = _secret_fields(value)
        for key, item in value.items():
            yield from _texts(item) if key in hidden else secrets_in_data(item)
    elif isinstance(value, list):
        for item in value:
            yield from secrets_in_data(item)


def without_secret_parameters(url: str) -> str:
    """The URL with asterisks for the parameters that are secret by their name."""
    query = urlsplit(url).query
    shown = "&".join(_shown(parameter) for parameter in query.split("&"))
    return url if shown == query else url.replace("?" + query, "?" + shown, 1)


def _shown(parameter: str) -> str:
    name, equals, value = parameter.partition("=")
    known = parse_qsl(parameter, keep_blank_values=True)
    return name + equals + quote_plus(MASK, safe="*") if value and is_secret_name(known[0][0]) else parameter


def _secret_fields(fields: Mapping[Any, Any]) -> Set[Any]:
    """The keys of the fields that are secret by their own name, or by the one that stands beside them."""
    hidden = {key for key in fields if is_secret_name(key)}
    named = (value for key, value in fields.items() if str(key).lower() in _NAMING)
    if any(isinstance(name, str) and is_secret_name(name) for name in named):
        hidden.update(key for key in fields if str(key).lower() in _HOLDING)
    return hidden


def _texts(value: Any) -> Iterator[str]:
    """What a secret field holds, but for what only names it."""
    if isinstance(value, dict):
        for key, item in value.items():
            if str(key).lower() not in _NAMING:
                yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def _read(text: str) -> Any:
    if text.lstrip()[:1] in ("{", "["):
        try:
            return json.loads(text, parse_int=str, parse_float=str)
        except (ValueError, RecursionError):
            return None
    fields: Dict[str, List[str]] = {}
    if "=" in text:
        for name, value in parse_qsl(text):
            fields.setdefault(name, []).append(value)
    return fields

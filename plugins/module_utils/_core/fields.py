# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is secret by its name in the data of a call: fields of a body, pairs of name and value, parameters.

PRIVATE to this collection.
"""

from __future__ import annotations

import html
import json
import re
from typing import Any, Dict, FrozenSet, Iterator, Mapping
from urllib.parse import parse_qsl, quote_plus, urlsplit

from .redaction import MASK
from .secret_names import hides_all, hides_values, is_secret_name

# In {"name": "DB_PASSWORD", "value": ...} or in a JSON patch, one field names what another holds.
_NAMING = frozenset({"name", "key", "path", "field", "parameter", "id", "type", "kind"})
_HOLDING = frozenset({"value", "values", "content", "data"})


# A line of YAML, of a properties file or of a file of variables.
_LINE = re.compile(r"^[ \t]*(?:- +|export +)?[\"']?([\w.$-]+)[\"']?[ \t]*[:=](.*)$", re.M)
# A tag of XML with its attributes, and the text after it.
_TAG = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)([^<>]*)>(?:\s*<!\[CDATA\[(.*?)\]\]>|([^<]*))", re.S)
_ATTRIBUTE = re.compile(r"([\w.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


def without_secrets(value: Any) -> Any:
    """Data of a request as it may be shown: asterisks for what is secret by its name."""
    if isinstance(value, dict):
        fields = _Fields(value)
        return {key: fields.shown(key, item) for key, item in value.items()}
    if isinstance(value, list):
        return [without_secrets(item) for item in value]
    return value


def secrets_in_data(value: Any) -> Iterator[str]:
    """The texts and numbers in the data of a request that are secret by their name.

    A text is read as JSON, or else as a form, as lines of names and values (YAML, properties) and as XML.
    """
    if isinstance(value, str):
        yield from _secrets_in_text(value)
    elif isinstance(value, dict):
        fields = _Fields(value)
        for key, item in value.items():
            yield from fields.secrets(key, item)
    elif isinstance(value, list):
        for item in value:
            yield from secrets_in_data(item)


class _Fields:
    """The fields of a mapping: which are secret by their own name, or by the one that stands beside them.

    ``of_secret`` says that the mapping itself bears the name of a secret, so that what it holds is one.
    """

    def __init__(self, fields: Mapping[Any, Any], of_secret: bool = False) -> None:
        names = [value for key, value in fields.items() if _is(key, _NAMING) and isinstance(value, str)]
        self._all_held = any(hides_all(name) for name in names)
        self._held = of_secret or any(hides_values(name) for name in names)

    def shown(self, key: Any, item: Any) -> Any:
        """What that field holds, as it may be shown."""
        if self._is_whole(key):
            return item if item in (None, "") else MASK
        return _values_shown(item) if self._is_value(key) else without_secrets(item)

    def secrets(self, key: Any, item: Any) -> Iterator[str]:
        """What of that field is secret."""
        if self._is_whole(key):
            return _texts(item)
        return _values(item) if self._is_value(key) else secrets_in_data(item)

    def _is_whole(self, key: Any) -> bool:
        return hides_all(key) or (self._all_held and _is(key, _HOLDING))

    def _is_value(self, key: Any) -> bool:
        return hides_values(key) or (self._held and _is(key, _HOLDING))


def _is(key: Any, names: FrozenSet[str]) -> bool:
    return str(key).lower() in names


def _values_shown(value: Any) -> Any:
    """What a field holds whose texts and numbers are secret, as it may be shown."""
    if isinstance(value, dict):
        fields = _Fields(value, of_secret=True)
        return {key: fields.shown(key, item) for key, item in value.items()}
    if isinstance(value, list):
        return [_values_shown(item) for item in value]
    return value if value in (None, "") or isinstance(value, bool) else MASK


def _values(value: Any) -> Iterator[str]:
    """The secrets of such a field."""
    if isinstance(value, dict):
        fields = _Fields(value, of_secret=True)
        for key, item in value.items():
            yield from fields.secrets(key, item)
    elif isinstance(value, list):
        for item in value:
            yield from _values(item)
    else:
        yield from _texts(value)


def without_secret_parameters(url: str) -> str:
    """The URL with asterisks for the parameters that are secret by their name."""
    query = urlsplit(url).query
    shown = "&".join(_shown(parameter) for parameter in query.split("&"))
    return url if shown == query else url.replace("?" + query, "?" + shown, 1)


def _shown(parameter: str) -> str:
    name, equals, value = parameter.partition("=")
    known = parse_qsl(parameter, keep_blank_values=True)
    return name + equals + quote_plus(MASK, safe="*") if value and is_secret_name(known[0][0]) else parameter


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


def _secrets_in_text(text: str) -> Iterator[str]:
    try:
        data = json.loads(text, parse_int=str, parse_float=str) if _looks_like_json(text) else None
    except (ValueError, RecursionError):
        data = None
    if data is not None:
        yield from secrets_in_data(data)
        return
    for written in (*_form(text), *_lines(text), *_tags(text)):
        fields = _Fields(written)
        for name, value in written.items():
            # Of what is no secret only JSON is looked into: a value may hold names and values without end.
            if is_secret_name(name) or _looks_like_json(value) or _is(name, _HOLDING):
                yield from fields.secrets(name, value)


def _looks_like_json(text: str) -> bool:
    return text.lstrip()[:1] in ("{", "[")


def _form(text: str) -> Iterator[Dict[str, str]]:
    return ({name: value} for name, value in parse_qsl(text)) if "=" in text else iter(())


def _lines(text: str) -> Iterator[Dict[str, str]]:
    return ({found[1]: found[2].strip(" \t\r,\"'")} for found in _LINE.finditer(text))


def _tags(text: str) -> Iterator[Dict[str, str]]:
    """The attributes of each tag, and its text: by the name of the tag, and as a value beside them."""
    for tag, attributes, data, content in _TAG.findall(text):
        held = (data or html.unescape(content)).strip()
        given = {name: html.unescape(one or other) for name, one, other in _ATTRIBUTE.findall(attributes)}
        yield {"content": held, **given}
        yield {tag: held}

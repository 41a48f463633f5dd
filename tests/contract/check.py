# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What in an exchange departs from the description of its platform."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from tests.contract.description import Description, Operation
from tests.contract.exchange import Body, Exchange, Unreadable

# What stands before the paths of the descriptions.
_ARCHIVE = "PK\x03\x04"
_BEFORE = {
    "apic": re.compile(r"(/integration/apis/[^/]+/[^/]+)?/api(?=/)"),
    "apinizer": re.compile(r"(?=/)"),
}
_TRUTHS = {"true": True, "false": False}


def departures(exchange: Exchange, description: Description) -> list[str]:
    """Every departure in words: the operation, where in the exchange, and what is wrong there.

    Where a request can be of several operations (a version by its id, or by its name) the best counts.
    """
    path, found = _BEFORE[exchange.platform].subn("", exchange.path, count=1)
    operations = description.operations(exchange.method, path) if found else []
    if not operations and exchange.status is None:
        # A fault answered, so it did not matter what was asked for.
        return []
    if not operations:
        return [f"{exchange.platform} {exchange.method} {exchange.path} is not described"]
    told = []
    for operation in operations:
        checks = (_query, _request_body, _answer)
        words = [each for check in checks for each in check(exchange, operation, description)]
        told.append([f"{exchange.platform} {operation.name}: {each}" for each in dict.fromkeys(words)])
    return min(told, key=len)


def _query(exchange: Exchange, operation: Operation, description: Description) -> Iterator[str]:
    parameters = {
        name: found for (place, name), found in description.parameters(operation).items() if place == "query"
    }
    given: dict[str, list[str]] = {}
    for name, value in exchange.query:
        given.setdefault(name, []).append(value)
    for name, (_pointer, parameter) in parameters.items():
        if parameter.get("required") and name not in given:
            yield f"query: {name} is required"
    for name, values in given.items():
        if name not in parameters:
            yield f"query: {name} is not described"
            continue
        pointer, _parameter = parameters[name]
        for words in description.mistakes(pointer, _typed(values, description, pointer), "request"):
            yield f"query: {name} {words}"


def _typed(values: list[str], description: Description, pointer: str) -> Any:
    """The texts in the type that a schema wants, if they can be read as that."""
    _place, schema = description.at(pointer)
    if schema.get("type") == "array":
        return values
    (text, *others) = values
    if others:
        return values
    if schema.get("type") == "integer" and re.fullmatch(r"-?\d+", text):
        return int(text)
    if schema.get("type") == "boolean":
        return _TRUTHS.get(text, text)
    return text


def _request_body(exchange: Exchange, operation: Operation, description: Description) -> Iterator[str]:
    described = operation.content.get("requestBody")
    if not exchange.body.content:
        if described and described.get("required"):
            yield "body: is required"
        return
    if not described:
        yield "body: is not described"
        return
    pointer, described = description.at(f"{operation.pointer}/requestBody")
    yield from (
        f"body: {words}" for words in _body(exchange.body, pointer, described, description, "request")
    )
    yield from _prose(exchange.body, operation)


def _prose(body: Body, operation: Operation) -> Iterator[str]:
    """What the description says of fields in words alone."""
    if body.media_type != "application/json":
        return
    try:
        value = body.value()
    except Unreadable:
        return
    if not isinstance(value, dict):
        return
    for name in operation.words_of("Required fields"):
        if name not in value:
            yield f"body: .{name} is required"
    for name in operation.words_of("Fields not allowed"):
        if name in value:
            yield f"body: .{name} is not allowed"


def _answer(exchange: Exchange, operation: Operation, description: Description) -> Iterator[str]:
    if exchange.status is None:
        return
    responses = operation.content["responses"]
    status = str(exchange.status)
    key = next((key for key in (status, f"{status[0]}XX", "default") if key in responses), None)
    if key is None:
        yield f"{status} is not described"
        # Even so it should be told as another refusal is.
        key = "401" if status[0] == "4" and "401" in responses else None
    if key is None:
        return
    pointer, described = description.at(f"{operation.pointer}/responses/{key}")
    if not described.get("content"):
        if exchange.answer.content:
            yield f"{status}: the answer's body is not described"
        return
    for words in _body(exchange.answer, pointer, described, description, "answer"):
        yield f"{status}: {words}"


def _body(
    body: Body, pointer: str, described: Mapping[str, Any], description: Description, direction: str
) -> Iterator[str]:
    media_type = body.media_type
    if media_type not in described["content"]:
        yield f"{media_type or 'no media type'} is not described"
        return
    if "schema" not in described["content"][media_type]:
        return
    place = f"{pointer}/content/{media_type.replace('/', '~1')}/schema"
    try:
        value = body.value()
        if media_type == "multipart/form-data":
            value = _parts_typed(value, description, place)
    except Unreadable as why:
        yield str(why)
        return
    yield from description.mistakes(place, value, direction)


def _parts_typed(parts: Mapping[str, list[str]], description: Description, pointer: str) -> dict[str, Any]:
    """A part that can come several times as a list, any other alone; a document where one is described."""
    place, schema = description.at(pointer)
    typed: dict[str, Any] = {}
    for name, values in parts.items():
        field, items = schema.get("properties", {}).get(name, {}), None
        if field.get("type") == "array":
            _place, items = description.at(f"{place}/properties/{name}/items")
        wanted = field if items is None else items
        read = [_document(value) if wanted.get("type") == "object" else value for value in values]
        typed[name] = read[0] if items is None and len(read) == 1 else read
    return typed


def _document(text: str) -> Any:
    if text.startswith(_ARCHIVE):
        # A description has no other word for it.
        return {}
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        raise Unreadable("has a part that is neither YAML nor JSON") from None

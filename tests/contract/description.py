# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A vendor's description: which operation a request is of, and what is wrong with a value by its schema."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from jsonschema import ValidationError
from openapi_schema_validator import OAS30ReadValidator, OAS30WriteValidator, oas30_format_checker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

_HOME = "urn:description"
_METHODS = ("get", "put", "post", "delete", "patch", "head", "options")
_VALIDATORS = {"request": OAS30WriteValidator, "answer": OAS30ReadValidator}


@dataclass(frozen=True)
class Operation:
    """One method of one path, with where it stands in the description."""

    method: str
    path: str
    pointer: str
    content: Mapping[str, Any]

    @property
    def name(self) -> str:
        """``GET /orgs/{org}/catalogs``."""
        return f"{self.method} {self.path}"

    def words_of(self, heading: str) -> list[str]:
        """The names that its prose lists under a heading such as ``Required fields``."""
        found = re.search(rf"{heading}:\n((?:\s+- .*\n?)+)", self.content.get("description", "") + "\n")
        return re.findall(r"- (\w+)", found[1]) if found else []


class Description:
    """One OpenAPI 3.0 document."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = _usable(document)
        self._registry: Registry[Any] = Registry().with_resource(
            _HOME, Resource.from_contents(self._document, default_specification=DRAFT4)
        )

    @classmethod
    def read(cls, file: Path) -> Description:
        """That of a file in YAML."""
        with file.open(encoding="utf-8") as stream:
            return cls(yaml.load(stream, getattr(yaml, "CSafeLoader", yaml.SafeLoader)))

    @cached_property
    def _operations(self) -> list[tuple[re.Pattern[str], Operation]]:
        return [
            (
                re.compile(re.sub(r"\\{[^/]+?\\}", "[^/]+", re.escape(path))),
                Operation(method.upper(), path, f"/paths/{_escaped(path)}/{method}", entry),
            )
            for path, methods in self._document["paths"].items()
            for method, entry in methods.items()
            if method in _METHODS
        ]

    def operations(self, method: str, path: str) -> list[Operation]:
        """The operations that a request can be of: all that have as many fixed words in their path."""
        matching = [
            operation
            for pattern, operation in self._operations
            if operation.method == method and pattern.fullmatch(path)
        ]
        fewest = min((operation.path.count("{") for operation in matching), default=0)
        return [operation for operation in matching if operation.path.count("{") == fewest]

    def at(self, pointer: str) -> tuple[str, Any]:
        """What stands at a pointer, a reference followed: where that is, and its content."""
        value: Any = self._document
        for part in pointer.split("/")[1:]:
            name = part.replace("~1", "/").replace("~0", "~")
            value = value[int(name)] if isinstance(value, list) else value[name]
        if isinstance(value, Mapping) and "$ref" in value:
            return self.at(value["$ref"].removeprefix("#"))
        return pointer, value

    def parameters(self, operation: Operation) -> dict[tuple[str, str], tuple[str, Mapping[str, Any]]]:
        """By place and name each parameter of an operation: where its schema stands, and itself."""
        found = {}
        for holder in (operation.pointer.rpartition("/")[0], operation.pointer):
            _pointer, entry = self.at(holder)
            for number in range(len(entry.get("parameters", ()))):
                place, parameter = self.at(f"{holder}/parameters/{number}")
                found[parameter["in"], parameter["name"]] = (place + "/schema", parameter)
        return found

    def mistakes(self, pointer: str, value: Any, direction: str) -> Iterator[str]:
        """What is wrong with a value by the schema at a pointer, and the fields that it does not name."""
        validator = _VALIDATORS[direction](
            {"$ref": f"{_HOME}#{pointer}"}, registry=self._registry, format_checker=oas30_format_checker
        )
        for error in validator.iter_errors(value):
            if error.validator != "additionalProperties":
                yield f"{_where(error.absolute_path)}{_in_short(error)}".strip()
        yield from self._unknown(pointer, value, "")

    def _unknown(self, pointer: str, value: Any, where: str) -> Iterator[str]:
        """Fields that a schema does not name, unless it says that there may be others.

        JSON Schema takes a schema that says nothing for open. A generated one says nothing because it names
        everything, and what it does not name the server overlooks.
        """
        parts = [(place, self.at(place)[1]) for place in self._parts(pointer, value)]
        if isinstance(value, list):
            items = next((f"{place}/items" for place, schema in parts if "items" in schema), None)
            for each in value if items else ():
                yield from self._unknown(str(items), each, f"{where}[]")
        if not isinstance(value, Mapping):
            return
        if any(schema.get("additionalProperties") for _place, schema in parts):
            return
        if not any({"properties", "additionalProperties"} & set(schema) for _place, schema in parts):
            return
        fields = {
            name: f"{place}/properties/{_escaped(name)}"
            for place, schema in parts
            for name in schema.get("properties", ())
        }
        for name, each in value.items():
            if name in fields:
                yield from self._unknown(fields[name], each, f"{where}.{name}")
            else:
                yield f"{where}.{name} is not described"

    def _parts(self, pointer: str, value: Any) -> Iterator[str]:
        """The schemas that speak of a value: that at the pointer, and those it is made of."""
        place, schema = self.at(pointer)
        yield place
        chosen = _chosen(schema, value)
        if chosen:
            yield from self._parts(chosen, value)
            return
        for keyword in ("allOf", "oneOf", "anyOf"):
            for number in range(len(schema.get(keyword, ()))):
                yield from self._parts(f"{place}/{keyword}/{number}", value)


def _chosen(schema: Mapping[str, Any], value: Any) -> str | None:
    """Where the schema is that the discriminator chooses."""
    discriminator = schema.get("discriminator", {})
    kind = value.get(discriminator.get("propertyName")) if isinstance(value, Mapping) else None
    reference = discriminator.get("mapping", {}).get(kind)
    return str(reference).removeprefix("#") if reference else None


def _usable(document: dict[str, Any]) -> dict[str, Any]:
    """The document mended where nothing could be held against it, as generators leave it.

    A schema that is one of its own heirs, all of which are made of it, goes in circles: what the heirs share
    becomes a schema of its own. Where several schemas fit because they are open, "one of" says no. And the
    choices of what may be null often leave null out.
    """
    schemas = document.get("components", {}).get("schemas", {})
    for name in [name for name, schema in schemas.items() if "oneOf" in schema and "properties" in schema]:
        discriminator = schemas[name].pop("discriminator")
        del schemas[name]["oneOf"]
        heirs = [{"$ref": reference} for reference in discriminator["mapping"].values()]
        for heir in heirs:
            for part in schemas[heir["$ref"].rpartition("/")[2]].get("allOf", ()):
                if part.get("$ref") == f"#/components/schemas/{name}":
                    part["$ref"] += "-shared"
        schemas[f"{name}-shared"] = schemas[name]
        schemas[name] = {"oneOf": heirs, "discriminator": discriminator}
    _loosen(document)
    return document


def _loosen(value: Any) -> None:
    if isinstance(value, dict):
        if "oneOf" in value and "discriminator" not in value:
            value["anyOf"] = value.pop("oneOf")
        if value.get("nullable") and "enum" in value:
            value["enum"].append(None)
        for each in value.values():
            _loosen(each)
    elif isinstance(value, list):
        for each in value:
            _loosen(each)


def _escaped(text: str) -> str:
    return text.replace("~", "~0").replace("/", "~1")


def _where(path: Iterable[str | int]) -> str:
    return "".join("[]" if isinstance(part, int) else f".{part}" for part in path)


def _in_short(error: ValidationError) -> str:
    """What follows the place: without the value, which differs from test to test and may be long."""
    if error.validator == "required":
        return "." + str(error.message).replace("'", "").replace("a required property", "required")
    if error.validator in ("oneOf", "anyOf"):
        return " is none of what it can be"
    if error.validator in ("type", "enum", "format"):
        wanted: Any = error.validator_value
        choices = (
            [wanted] if isinstance(wanted, str) else ["null" if each is None else each for each in wanted]
        )
        return f" is {_kind(error.instance)}, not {', '.join(choices)}"
    return f" {error.message}"


def _kind(value: Any) -> str:
    """A word of an enumeration, or what type the value is of."""
    if value is None:
        return "null"
    return value if isinstance(value, str) and re.fullmatch(r"[A-Z_]{1,30}", value) else type(value).__name__

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a product of API Connect, read on the controller as the vendor's toolkit reads them.

A product names its APIs by ``$ref``, relative to its own file, and an API may take fragments of other files
in by ``$ref``, relative to the file in which that stands. YAML is read by the rules of YAML 1.2, as the
vendor's tools are written in JavaScript: ``yes`` is a text, and so is a date.

PRIVATE to this collection.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any, Protocol

from ansible_collections.apiops.platforms.plugins.module_utils._core.errors import config_error
from ansible_collections.apiops.platforms.plugins.module_utils._core.yaml_text import yaml_of
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apic.product_documents import (
    api_name,
)


class Files(Protocol):
    """Finds and reads files; ``option`` is the option of the task that names them."""

    def found(self, option: str, path: str) -> str:
        """The whole path of a file that a task names."""

    def text(self, option: str, path: str) -> str:
        """The text of a file, by its whole path."""


class ProductFiles:
    """Reads a product and its APIs; raises ``ApiError`` (config) that names the file."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._read: dict[str, Any] = {}

    def read(self, product: Any, apis: list[Any]) -> tuple[Any, list[Any]]:
        """The product with the names of its APIs for their files, and the definitions of all APIs.

        Either may be a path or the content itself.
        """
        file = self._files.found("product", product) if isinstance(product, str) else None
        whole = product if file is None else self._document("product", file)
        definitions = [self._api("apis", api) if isinstance(api, str) else api for api in apis]
        references = whole.get("apis") if isinstance(whole, Mapping) else None
        if not isinstance(references, Mapping):
            return whole, definitions
        named = {}
        for key, reference in references.items():
            named[key] = reference
            path = reference.get("$ref") if isinstance(reference, Mapping) else None
            if isinstance(path, str):
                definition = self._api("product", path, beside=file)
                others = {name: value for name, value in reference.items() if name != "$ref"}
                named[key] = {**others, "name": api_name(definition, os.path.basename(path))}
                definitions.append(definition)
        return {**whole, "apis": named}, definitions

    def _api(self, option: str, path: str, beside: str | None = None) -> Any:
        """The definition of an API, with the fragments of other files in it."""
        if "://" in path:
            raise config_error(f"{option} refers to {path}, but APIs are read from files only.")
        if path.lower().endswith(_WSDL):
            raise config_error(
                f"{option} refers to the API {path}, but this module does not publish APIs that are made "
                "from WSDL files; look at the vendor's toolkit for them."
            )
        file = self._files.found(option, path) if beside is None else _referred(option, beside, path)
        return self._whole(option, self._document(option, file), file, ((file, ""),))

    def _whole(self, option: str, value: Any, file: str, within: tuple[tuple[str, str], ...]) -> Any:
        """A value with the fragments in it that other files hold; ``within`` are those it is part of."""
        if isinstance(value, list):
            return [self._whole(option, each, file, within) for each in value]
        if not isinstance(value, dict):
            return value
        reference = value.get("$ref")
        if not isinstance(reference, str) or reference.startswith("#") or "://" in reference:
            return {name: self._whole(option, each, file, within) for name, each in value.items()}
        path, _hash, pointer = reference.partition("#")
        other = _referred(option, file, path)
        if (other, pointer) in within:
            raise config_error(f"{option}: {os.path.basename(file)} includes itself by $ref {reference}.")
        fragment = _at(self._content(option, other), pointer)
        if fragment is _NOTHING:
            raise config_error(
                f"{option}: {os.path.basename(file)} refers to {reference} by $ref, but "
                f"{os.path.basename(other)} has nothing at {pointer}."
            )
        return self._whole(option, fragment, other, (*within, (other, pointer)))

    def _document(self, option: str, file: str) -> dict[str, Any]:
        content = self._content(option, file)
        if not isinstance(content, dict):
            raise config_error(
                f"{option} {os.path.basename(file)} must be a mapping of fields, as {{info: ...}}."
            )
        return content

    def _content(self, option: str, file: str) -> Any:
        if file not in self._read:
            self._read[file] = _loaded(option, file, self._files.text(option, file))
        return self._read[file]


def with_product(files: Files, arguments: dict[str, Any]) -> dict[str, Any]:
    """The options of M(apic_product) with the content of the product and of its APIs."""
    product, apis = arguments.get("product"), arguments.get("apis") or []
    if product is None or not isinstance(apis, list):
        return arguments
    read, definitions = ProductFiles(files).read(product, apis)
    return {**arguments, "product": read, "apis": definitions}


_NOTHING = object()
_WSDL = (".wsdl", ".xsd", ".zip")


def _referred(option: str, file: str, path: str) -> str:
    """The whole path of a file that another one refers to by ``$ref``."""
    other = os.path.normpath(os.path.join(os.path.dirname(file), path))
    if not os.path.exists(other):
        raise config_error(
            f"{option}: {os.path.basename(file)} refers to {path} by $ref, but the file {other} does not "
            "exist."
        )
    return other


def _at(value: Any, pointer: str) -> Any:
    """What a JSON pointer leads to."""
    for step in filter(None, pointer.split("/")):
        name = step.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict) and name in value:
            value = value[name]
        elif isinstance(value, list) and name.isdecimal() and int(name) < len(value):
            value = value[int(name)]
        else:
            return _NOTHING
    return value


def _loaded(option: str, file: str, text: str) -> Any:
    name = os.path.basename(file)
    try:
        return json.loads(text) if name.endswith(".json") else yaml_of(text)
    except json.JSONDecodeError as error:
        raise config_error(f"{option} {name} cannot be read: {error.msg}, line {error.lineno}.") from None
    except ValueError as error:
        raise config_error(f"{option} {name} cannot be read: {error}.") from None

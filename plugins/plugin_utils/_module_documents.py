# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents that declare what a module of its own works on: its options beside ``kind``, its name.

PRIVATE to this collection.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.apiops.platforms.plugins.module_utils._core.errors import ApiError, config_error
from ansible_collections.apiops.platforms.plugins.module_utils._core.operations.own_module import (
    ModuleOperation,
)
from ansible_collections.apiops.platforms.plugins.module_utils._core.operations.resource_operation import (
    PLACE,
)
from ansible_collections.apiops.platforms.plugins.plugin_utils._arguments import validated
from ansible_collections.apiops.platforms.plugins.plugin_utils._product_files import Files, with_product
from ansible_collections.apiops.platforms.plugins.plugin_utils._specification_files import (
    with_specification,
)

# How the files are read that the options of a module name.
_READ: Mapping[str, Callable[[Files, dict[str, Any]], dict[str, Any]]] = {
    "apic_product": with_product,
    "apinizer_proxy": with_specification,
}


class Beside:
    """Finds files beside a document that names them, else where Ansible looks for files."""

    def __init__(self, files: Files, document: str | None) -> None:
        self._files = files
        self._directory = None if document is None else os.path.dirname(document)

    def found(self, option: str, path: str) -> str:
        """The whole path of a file."""
        beside = None if self._directory is None else os.path.normpath(os.path.join(self._directory, path))
        if beside is not None and os.path.exists(beside):
            return beside
        try:
            return self._files.found(option, path)
        except ApiError:
            if beside is None:
                raise
            raise config_error(
                f"{option} {path} does not exist; it is looked for beside the document."
            ) from None

    def text(self, option: str, path: str) -> str:
        """The text of a file, by its whole path."""
        return self._files.text(option, path)


def prepared(
    operation: ModuleOperation, document: Mapping[str, Any], files: Files, file: str | None
) -> dict[str, Any]:
    """The document with the files read that it names, and its options validated as the module does it.

    ``file`` is where the document stands. ``ApiError`` (config) says what is wrong with it.
    """
    place = document.get(PLACE)
    given = {name: value for name, value in document.items() if name not in ("kind", PLACE)}
    surplus = sorted(set(given).intersection(operation.options) - operation.declarable)
    try:
        if surplus:
            raise config_error(f"{surplus[0]} belongs to the task, and not to what is declared.")
        params, mistake = validated(operation, _READ[operation.name](Beside(files, file), given))
        if mistake:
            raise config_error(mistake)
    except ApiError as error:
        if place is None:
            raise
        raise config_error(f"src {place}: ", *error.whole()) from None
    own = {name: params.get(name) for name in sorted(operation.declarable)}
    return {**own, "kind": operation.name, **({} if place is None else {PLACE: place})}

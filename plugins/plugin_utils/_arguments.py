# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Arguments of a task or a lookup, made plain and validated as a module would validate them.

PRIVATE to this collection.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.errors import UnsupportedError

from ansible_collections.apiops.platforms.plugins.module_utils._argument_spec import argument_spec
from ansible_collections.apiops.platforms.plugins.module_utils._core.operation import Operation
from ansible_collections.apiops.platforms.plugins.module_utils._core.secrets import Redactor


def validated(operation: Operation, given: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """The parameters of an operation, environment fallbacks and defaults filled in, and what is wrong.

    The second is one line in the words of a module, secrets masked; empty when all is well.
    """
    written = plain(given)
    checked = _validator(operation).validate(written)
    if not checked.error_messages:
        return operation.settled(checked.validated_parameters, written), ""
    redactor = Redactor()
    for secret in checked._no_log_values:
        redactor.add(str(secret))
    error = checked.errors[0]
    name = f"apiops.platforms.{operation.name}"
    unsupported = (
        f"Unsupported parameters for ({name}) module: " if isinstance(error, UnsupportedError) else ""
    )
    return {}, redactor.mask(unsupported + error.msg)


@cache
def _validator(operation: Operation) -> ArgumentSpecValidator:
    return ArgumentSpecValidator(argument_spec(operation.options))


def plain(value: Any) -> Any:
    """A templated value as a module would get it: plain dicts, lists, texts and numbers.

    Ansible's own subclasses carry tags, and vaulted texts are decrypted when they are made texts.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [plain(item) for item in value]
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)

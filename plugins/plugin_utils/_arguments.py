# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Arguments of a task or a lookup, made plain and validated as a module would validate them.

PRIVATE to this collection.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.errors import UnsupportedError

from ansible_collections.apiops.platforms.plugins.module_utils._argument_spec import (
    argument_spec,
    supplied_by_environment,
    tidy_variables,
    trimmed,
    which,
    with_origins,
    with_place,
    without_blanks,
)
from ansible_collections.apiops.platforms.plugins.module_utils._core.errors import ApiError
from ansible_collections.apiops.platforms.plugins.module_utils._core.operations.operation import Operation
from ansible_collections.apiops.platforms.plugins.module_utils._core.options import Option
from ansible_collections.apiops.platforms.plugins.module_utils._core.redaction import Redactor


def validated(operation: Operation, given: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """The parameters of an operation, environment fallbacks and defaults filled in, and what is wrong.

    The second is one line in the words of a module, secrets masked; empty when all is well.
    """
    specification = _specification(operation)
    written = without_blanks(operation, trimmed(specification, plain(given)))
    mistake = wrong_shape(operation.options, written)
    if mistake:
        return {}, mistake
    with tidy_variables(operation.options):
        checked = _validator(operation).validate(written)
    if not checked.error_messages:
        try:
            supplied = supplied_by_environment(operation)
            params = operation.effective_params(checked.validated_parameters, written, supplied)
            return with_origins(operation.options, params, written), ""
        except ApiError as refused:
            return {}, refused.message
    redactor = Redactor()
    for secret in checked._no_log_values:
        redactor.add(str(secret))
    error = checked.errors[0]
    name = f"apiops.platforms.{operation.name}"
    unsupported = (
        f"Unsupported parameters for ({name}) module: " if isinstance(error, UnsupportedError) else ""
    )
    message = with_place(unsupported + error.msg, specification, written)
    return {}, redactor.mask(message)


def wrong_shape(options: Mapping[str, Option], given: Mapping[str, Any], within: str = "") -> str:
    """What is wrong with the first option that should be a mapping and is none; empty when there is none.

    So it is with a mapping of a list that lacks what it must have. Ansible says so too, but not which one it
    is. A text that it could read as a mapping is left to it, except for a query string: of that it would make
    one parameter.
    """
    for name, option in options.items():
        value = given.get(name)
        if name == "query" and isinstance(value, str) and not value.lstrip().startswith("{"):
            return f"{within}query must be a mapping, such as {{limit: 10}}, not a query string."
        if option.suboptions is None or value is None:
            continue
        items = value if isinstance(value, list) and option.type == "list" else [value]
        for place, item in enumerate(items, 1):
            if isinstance(item, Mapping):
                lacking = _lacking(option.suboptions, item)
                one = which(name, place, item)
                inside = f"{one}: " if option.type == "list" else f"{within}{name}."
                mistake = (
                    f"{one} has no {lacking}." if lacking else wrong_shape(option.suboptions, item, inside)
                )
            elif isinstance(item, str) and ("=" in item or item.lstrip().startswith("{")):
                mistake = ""
            else:
                wanted = "a list of mappings" if option.type == "list" else "a mapping"
                mistake = f"{within}{name} must be {wanted}, not {type(item).__name__}."
            if mistake:
                return mistake
    return ""


def _lacking(options: Mapping[str, Option], given: Mapping[str, Any]) -> str:
    """The first option that must be given and is not; empty when all are."""
    required = (name for name, option in options.items() if option.required)
    return next((name for name in required if given.get(name) in (None, "")), "")


@cache
def _specification(operation: Operation) -> dict[str, dict[str, Any]]:
    return argument_spec(operation.options)


@cache
def _validator(operation: Operation) -> ArgumentSpecValidator:
    return ArgumentSpecValidator(_specification(operation))


def with_text_keys(value: Any) -> Any:
    """The same with every key a text, which the JSON for a module needs: YAML has others, such as dates."""
    if isinstance(value, Mapping):
        return {_key(key): with_text_keys(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [with_text_keys(item) for item in value]
    return value


def _key(key: Any) -> str:
    """A key as it is written in JSON: ``true`` where YAML read one of ``on``."""
    written = plain(key)
    return written if isinstance(written, str) else json.dumps(written)


def plain(value: Any) -> Any:
    """A templated value as a module would get it: plain dicts, lists, texts and numbers.

    Ansible's own subclasses carry tags, and vaulted texts are decrypted when they are made texts.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Mapping):
        return {_key(key): plain(item) for key, item in value.items()}
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
    # A text that templating marks as unsafe stays one when it is made a text on ansible-core 2.18.
    return str.__str__(str(value))

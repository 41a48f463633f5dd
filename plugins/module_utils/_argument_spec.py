# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The declared options of an operation as Ansible's argument specification.

PRIVATE to this collection.
"""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from typing import Any, Collection, Dict, Iterator, List, Mapping, Tuple

from ansible.module_utils.basic import env_fallback, missing_required_lib

from ._core.options import Option, Options, variables_of


def argument_spec(options: Options) -> Dict[str, Dict[str, Any]]:
    """The specification, for both doors and the lookup alike."""
    return {name: _entry(option) for name, option in options.items()}


def _entry(option: Option) -> Dict[str, Any]:
    # Said outright also where it is false: Ansible warns of names that look like a secret's.
    entry: Dict[str, Any] = {"type": option.type, "no_log": option.secret}
    if option.default is not None:
        entry["default"] = option.default
    if option.required:
        entry["required"] = True
    if option.choices:
        entry["choices"] = list(option.choices)
    if option.elements:
        entry["elements"] = option.elements
    if option.aliases:
        entry["aliases"] = list(option.aliases)
    if option.environment:
        entry["fallback"] = (env_fallback, list(option.environment))
    if option.suboptions is not None:
        entry["options"] = argument_spec(dict(option.suboptions))
    return entry


@contextmanager
def empty_variables_unset(options: Options) -> Iterator[None]:
    """Within it, an environment variable of an option that is empty is none: AWX sets them so."""
    empty = [variable for variable in variables_of(options) if os.environ.get(variable) == ""]
    for variable in empty:
        del os.environ[variable]
    try:
        yield
    finally:
        os.environ.update(dict.fromkeys(empty, ""))


def missing_library() -> Tuple[str, str]:
    """Ansible's own words for the first library that is not there, and the import error; empty if all are."""
    failures: List[Tuple[str, str]] = []
    try:
        import requests  # noqa: F401
    except ImportError as error:
        failures.append(("requests", str(error)))
    try:
        import jmespath  # noqa: F401
    except ImportError as error:
        failures.append(("jmespath", str(error)))
    return (missing_required_lib(failures[0][0]), failures[0][1]) if failures else ("", "")


def with_origin(message: str, specification: Mapping[str, Any], given: Collection[str]) -> str:
    """What Ansible says of a value it cannot take, and the environment variable that holds it, if one does.

    ``given`` are the names of the options as the task writes them.
    """
    for name, entry in specification.items():
        _fallback, variables = entry.get("fallback", (None, []))
        held = [variable for variable in variables if variable in os.environ]
        blamed = re.match(r"(argument '|value of )%s\b" % re.escape(name), message)
        if held and blamed and not {name, *entry.get("aliases", [])}.intersection(given):
            return "%s (from the environment variable %s)" % (message, held[0])
    return message

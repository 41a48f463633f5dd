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
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.errors import UnsupportedError
from ansible.module_utils.parsing.convert_bool import boolean

from ._core.operations.operation import Operation
from ._core.options import ORIGINS, Option, Options, Params, names_of

# How one task makes many calls, or many objects.
_PACE = ("concurrency", "on_error", "calls_per_minute")


def argument_spec(options: Options) -> Dict[str, Dict[str, Any]]:
    """The specification, for modules, action plugins and the lookup alike."""
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


def without_blanks(operation: Operation, given: Mapping[str, Any]) -> Dict[str, Any]:
    """The arguments of a task without blank ones, where a blank is as good as nothing."""
    paced = {name: option for name, option in operation.options.items() if name in _PACE}
    unset = names_of({**operation.credentials, **paced})
    return {name: value for name, value in given.items() if name not in unset or value not in (None, "")}


def supplied_by_environment(operation: Operation) -> Dict[str, Any]:
    """What the environment supplies and a task may not have sent elsewhere, by option.

    Nothing if the environment itself allows that. A value that is none of its option's is left out.
    """
    if boolean(os.environ.get(operation.platform.allow_override(), ""), strict=False):
        return {}
    supplied = {}
    for name, option in operation.credentials.items():
        entry = _entry(option)
        texts = (_trimmed(entry, os.environ.get(each, "")) for each in option.environment)
        text = next(filter(None, texts), None)
        if text is None:
            continue
        checked = ArgumentSpecValidator({name: entry}).validate({name: text})
        if not checked.error_messages:
            supplied[name] = checked.validated_parameters[name]
    return supplied


def trimmed(specification: Mapping[str, Any], given: Mapping[str, Any]) -> Dict[str, Any]:
    """The options without the space or line end that a text of several lines in YAML leaves around them.

    Secrets stay as they are: nobody knows what belongs to them.
    """
    entries = {
        each: entry for name, entry in specification.items() for each in (name, *entry.get("aliases", ()))
    }
    return {name: _trimmed(entries.get(name, {}), value) for name, value in given.items()}


def _trimmed(entry: Mapping[str, Any], value: Any) -> Any:
    if isinstance(value, str) and not entry.get("no_log"):
        ends = {"str": None, "path": "\r\n"}
        kind = entry.get("type")
        return value.strip(ends[kind]) if kind in ends else value
    if "options" in entry and isinstance(value, list):
        return [_trimmed(entry, item) for item in value]
    if "options" in entry and isinstance(value, Mapping):
        return trimmed(entry["options"], value)
    return value


def with_origins(options: Options, params: Params, given: Collection[str]) -> Dict[str, Any]:
    """The parameters, and where they came from: the options that the task writes are ``given``."""
    origins = {}
    for name, option in options.items():
        variable = next((each for each in option.environment if os.environ.get(each)), None)
        if {name, *option.aliases}.intersection(given):
            origins[name] = ("task", "")
        elif variable is not None:
            origins[name] = ("environment", variable)
    return {**params, ORIGINS: origins}


@contextmanager
def tidy_variables(options: Options) -> Iterator[None]:
    """Within it, the options' environment variables are as options would be.

    One that is empty is none, as AWX sets them so, and those that are no secrets are without space around
    them.
    """
    before: Dict[str, str] = {}
    for option in options.values():
        for variable in option.environment:
            value = os.environ.get(variable)
            if value is not None:
                before[variable] = value
                os.environ[variable] = _trimmed(_entry(option), value)
                if not os.environ[variable]:
                    del os.environ[variable]
    try:
        yield
    finally:
        os.environ.update(before)


def missing_library() -> Tuple[str, str]:
    """Ansible's own words for the first library that is missing, and the import error; empty if all are."""
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


def with_place(message: str, specification: Mapping[str, Any], given: Mapping[str, Any]) -> str:
    """What Ansible says of a value it cannot take, and where that stands, which Ansible does not say.

    It may be one of many mappings in a list, or an environment variable. ``given`` are the options as the
    task writes them.
    """
    for name, entry in specification.items():
        if entry.get("elements") == "dict" and "options" in entry and isinstance(given.get(name), list):
            refused = _refused_element(name, entry, given[name])
            if refused:
                return refused
    for name, entry in specification.items():
        _fallback, variables = entry.get("fallback", (None, []))
        held = [variable for variable in variables if variable in os.environ]
        blamed = re.match(r"(argument '|value of )%s\b(?!.* found in )" % re.escape(name), message, re.S)
        if held and blamed and not {name, *entry.get("aliases", [])}.intersection(given):
            return "%s (from the environment variable %s)" % (message, held[0])
    return message


def _refused_element(name: str, entry: Mapping[str, Any], elements: List[Any]) -> str:
    """What Ansible says of the first element of the list that it refuses, and which one it is."""
    validator = ArgumentSpecValidator({name: entry})
    for place, element in enumerate(elements, 1):
        checked = validator.validate({name: [element]})
        if checked.error_messages:
            error = checked.errors[0]
            kind = "Unsupported parameters: " if isinstance(error, UnsupportedError) else ""
            return "%s: %s%s" % (which(name, place, element), kind, error.msg)
    return ""


def which(option: str, place: int, element: Any) -> str:
    """One mapping of a list that an option holds: by its name, else by its place and what is known of it."""
    given = element if isinstance(element, Mapping) else {}
    if given.get("name") not in (None, ""):
        return "%s %r" % (option.rstrip("s"), str(given["name"]))
    known = ["%s %s" % (name, given[name]) for name in ("service", "path") if given.get(name)]
    told = " (%s)" % known[-1].partition("?")[0] if known else ""
    return "%s: number %d%s" % (option, place, told)

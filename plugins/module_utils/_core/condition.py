# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conditions and selections over answers: JMESPath, checked before anything is sent.

PRIVATE to this collection.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Iterator, Mapping

from .errors import config_error

try:
    import jmespath
    import jmespath.exceptions
    import jmespath.functions
except ImportError:  # the doors report it before anything here is used
    pass


class Misfit(Exception):
    """An answer of a shape that a function of an expression does not take; the text quotes nothing of it."""


class Expression:
    """A JMESPath expression; ``option`` names where the user wrote it. Raises ``ApiError`` (config)."""

    def __init__(self, option: str, text: str) -> None:
        self._option = option
        self.text = text
        try:
            self._compiled = _compiled(text)
        except jmespath.exceptions.JMESPathError as error:
            reason = " ".join(str(error).split())
            raise config_error("%s %r is not a JMESPath expression (%s)." % (option, text, reason)) from error

    def search(self, answer: Any) -> Any:
        """What it yields over ``answer``; raises ``Misfit`` where a function does not take what is there."""
        try:
            return self._compiled.search(answer)
        # The library checks the types of most arguments, not of all.
        except (ValueError, TypeError) as error:
            told = "%s %r does not fit: %s" % (self._option, self.text, _reason(error))
            raise Misfit(told) from error

    def holds(self, answer: Any) -> bool:
        """Whether it yields something true: not null, false, empty or zero."""
        return bool(self.search(answer))


def _reason(error: Exception) -> str:
    """What was not taken, by types alone: the library quotes the value, which may be long, or a secret."""
    if not isinstance(error, jmespath.exceptions.JMESPathTypeError):
        return "it cannot be evaluated over this answer"
    *others, last = error.expected_types
    expected = " or ".join(filter(None, (", ".join(others), last)))
    return "%s() takes %s, not %s" % (error.function_name, expected, error.actual_type)


@lru_cache(maxsize=256)
def _compiled(text: str) -> Any:
    """The parsed expression, its functions checked: the library itself does so only over an answer."""
    compiled = jmespath.compile(text)
    for function in _functions(compiled.parsed):
        name, given = function["value"], len(function["children"])
        if name not in jmespath.functions.Functions.FUNCTION_TABLE:
            raise jmespath.exceptions.UnknownFunctionError("Unknown function: %s()" % name)
        parameters = jmespath.functions.Functions.FUNCTION_TABLE[name]["signature"]
        variadic = parameters and parameters[-1].get("variadic")
        if given < len(parameters) or (given > len(parameters) and not variadic):
            raise jmespath.exceptions.ArityError(len(parameters), given, name)
    return compiled


def _functions(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The calls of functions in a part of an expression."""
    if node["type"] == "function_expression":
        yield node
    for child in node["children"]:
        if isinstance(child, dict):
            yield from _functions(child)

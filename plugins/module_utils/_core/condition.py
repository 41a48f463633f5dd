# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conditions and selections over answers: JMESPath, checked before anything is sent.

PRIVATE to this collection.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Iterator, Mapping

from .errors import ApiError, config_error

try:
    import jmespath
    import jmespath.exceptions
    import jmespath.functions
except ImportError:  # the doors report it before anything here is used
    pass


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
        """What it yields over ``answer``; ``ApiError`` (config) where a function does not fit it."""
        try:
            return self._compiled.search(answer)
        except jmespath.exceptions.JMESPathError as error:
            reason = " ".join(str(error).split())
            raise ApiError(
                "config", "%s %r does not fit the answer (%s)." % (self._option, self.text, reason)
            ) from error

    def holds(self, answer: Any) -> bool:
        """Whether it yields something true: not null, false, empty or zero."""
        return bool(self.search(answer))


@lru_cache(maxsize=256)
def _compiled(text: str) -> Any:
    """The parsed expression, its functions known: the library itself looks at them only over an answer."""
    compiled = jmespath.compile(text)
    for name in _functions(compiled.parsed):
        if name not in jmespath.functions.Functions.FUNCTION_TABLE:
            raise jmespath.exceptions.UnknownFunctionError("Unknown function: %s()" % name)
    return compiled


def _functions(node: Mapping[str, Any]) -> Iterator[str]:
    """The names of the functions in a part of an expression."""
    if node["type"] == "function_expression":
        yield node["value"]
    for child in node["children"]:
        if isinstance(child, dict):
            yield from _functions(child)

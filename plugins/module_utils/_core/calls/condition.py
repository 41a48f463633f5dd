# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conditions and selections over answers: JMESPath, checked before anything is sent.

PRIVATE to this collection.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Dict, Iterator, Mapping, Optional

from ..errors import config_error
from ..fields import MASK, is_secret_name

try:
    import jmespath
    import jmespath.exceptions
    import jmespath.functions
    import jmespath.lexer
    import jmespath.parser
except ImportError:  # reported before anything here is used
    pass


Node = Mapping[str, Any]

# What a quoted name begins with in an expression that is read for its quotes alone: no field is named so.
_QUOTED = "\0"
# A name in an expression, and the part before the first value or name in quotes.
_NAME = re.compile(r"[\w-]+")
_FIRST_QUOTE = re.compile(r"([^'\"`]*)(['\"`])?(.*)", re.S)
_NEEDS_NO_QUOTES = re.compile("[A-Za-z_][A-Za-z0-9_]*")
# Arguments that are values as a rule: of which function, and which of them.
_VALUES = {"contains": 1, "starts_with": 1, "ends_with": 1, "join": 0}


class NotApplicable(Exception):
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
            told = " (%s)" % reason if _told(text) == text else ""
            raise config_error(
                "%s %r is not a JMESPath expression%s." % (option, _told(text), told)
            ) from error
        mistaken = _mistaken_field(text)
        if mistaken:
            data = ", or compare data with contains" if option.endswith(".that") else ""
            raise config_error("%s %r %s%s." % (option, _told(text), mistaken, data))

    def search(self, answer: Any) -> Any:
        """What it yields over ``answer``; ``NotApplicable`` where a function does not take what is there."""
        try:
            return self._compiled.search(answer)
        # The library checks the types of most arguments, not of all.
        except (ValueError, TypeError) as error:
            told = "%s %r does not fit: %s" % (self._option, self.text, _reason(error))
            raise NotApplicable(told) from error

    def names(self, field: str) -> bool:
        """Whether it looks into a field of that name."""
        return any(
            part["type"] == "field" and part["value"] == field for part in _parts(self._compiled.parsed)
        )

    def secrets(self) -> Iterator[str]:
        """The values in it that stand beside a field named like a secret, in a comparison or a function."""
        for part in _parts(self._compiled.parsed):
            if part["type"] in ("comparator", "function_expression") and _names_secret(part):
                yield from (str(each["value"]) for each in _parts(part) if each["type"] == "literal")

    def holds(self, answer: Any) -> bool:
        """Whether it yields something true: not null, false, empty or zero."""
        return bool(self.search(answer))


def _names_secret(node: Node) -> bool:
    return any(part["type"] == "field" and is_secret_name(part["value"]) for part in _parts(node))


def _told(text: str) -> str:
    """An expression as the message of a mistake tells it: what is quoted beside a secret may be one."""
    if not any(map(is_secret_name, _NAME.findall(text))):
        return text
    before, quote, _after = _FIRST_QUOTE.match(text).groups("")  # type: ignore[union-attr]
    return before + quote + (MASK if quote else "")


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
    compiled = _parsed(text)
    for function in _parts(compiled.parsed):
        if function["type"] != "function_expression":
            continue
        name, given = function["value"], len(function["children"])
        if name not in jmespath.functions.Functions.FUNCTION_TABLE:
            raise jmespath.exceptions.UnknownFunctionError("Unknown function: %s()" % name)
        parameters = jmespath.functions.Functions.FUNCTION_TABLE[name]["signature"]
        variadic = parameters and parameters[-1].get("variadic")
        if given < len(parameters) or (given > len(parameters) and not variadic):
            raise jmespath.exceptions.ArityError(len(parameters), given, name)
    return compiled


def _parsed(text: str) -> Any:
    """The parsed expression."""
    # The library keeps expressions too. When it has many, its version 1.0.0 makes room by what Python 3.11
    # refuses.
    jmespath.parser.Parser.purge()
    return jmespath.compile(text)


def _parts(node: Node) -> Iterator[Node]:
    """A part of an expression and all that is in it."""
    yield node
    for child in node["children"]:
        if isinstance(child, dict):
            yield from _parts(child)


@lru_cache(maxsize=256)
def _mistaken_field(text: str) -> Optional[str]:
    """What is wrong with a field that stands where a value must be meant: the comparison never holds."""
    for node in _parts(_parsed(_marked(text)).parsed):
        field = None
        if node["type"] == "comparator":
            field = _mistaken_side(*node["children"])
        elif node["type"] == "function_expression" and node["value"] in _VALUES:
            value = node["children"][_VALUES[node["value"]]]
            field = value if _is_quoted(value) else None
        if field is not None:
            return _advice(field["value"], _names_secret(node))
    return None


def _marked(text: str) -> str:
    """The expression with a mark in every name in double quotes: the parser makes no difference of them."""
    tokens = jmespath.lexer.Lexer().tokenize(text)
    starts = [token["start"] for token in tokens if token["type"] == "quoted_identifier"]
    for start in reversed(starts):
        text = text[: start + 1] + "\\u0000" + text[start + 1 :]
    return text


def _mistaken_side(left: Dict[str, Any], right: Dict[str, Any]) -> Optional[Node]:
    """The side of a comparison that must be meant as a value, though it is written as a field."""
    for side, other in ((right, left), (left, right)):
        if side["type"] == "field" and side["value"] in ("true", "false"):
            return side
        if not _is_quoted(side) or other["type"] == "literal" or other == _NULL:
            continue
        # On the left, what needs the quotes is a field in all likelihood.
        if side is right or _NEEDS_NO_QUOTES.fullmatch(side["value"][1:]):
            return side
    return None


_NULL = {"type": "field", "children": [], "value": "null"}


def _is_quoted(node: Node) -> bool:
    return bool(node["type"] == "field" and node["value"].startswith(_QUOTED))


def _advice(name: str, secret: bool) -> str:
    """What to write instead; ``secret`` says that the name may be the value of a secret."""
    if not name.startswith(_QUOTED):
        return "compares with a field named %s; write `%s`, in backticks, for the value" % (name, name)
    name = MASK if secret else name[1:]
    return (
        "compares with a field named %s, which is what double quotes mean; write '%s', in single quotes, for "
        'the text; a field that is meant is written @."%s"' % (name, name, name)
    )

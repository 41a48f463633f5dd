# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON answers, read faithfully: big integers exact, order kept, hostile texts refused.

PRIVATE to this collection.
"""

from __future__ import annotations

import codecs
import json
import math
from typing import Any, Callable, Dict, Optional, TypeVar

from .message import Response

# A value nested deeper cannot travel through Ansible's own JSON layers.
DEEPEST = 200
# Longer digit strings cost time squared to convert, and newer Pythons refuse them.
LONGEST_NUMBER = 4000

# Under which name an answer keeps the value once read.
_VALUE = "json"

# Codecs of Python that rewrite a text instead of decoding it.
_NOT_CHARSETS = frozenset(
    {
        "idna",
        "punycode",
        "raw_unicode_escape",
        "undefined",
        "unicode_escape",
        "utf-7",
        "raw-unicode-escape",
        "unicode-escape",
    }
)

_T = TypeVar("_T", int, float)


class NotJson(ValueError):
    """A text that is not JSON, or not JSON that can be taken on; the argument says why."""


def data_in(response: Response) -> Dict[str, Any]:
    """What an answer holds: ``json`` where it is JSON, else ``content``."""
    text = text_of(response)
    try:
        if text.strip() and (looks_like_json(response) or text.lstrip()[:1] in "{["):
            return {"json": value_of(response)}
    except NotJson:
        pass
    return {"content": text}


def text_of(response: Response) -> str:
    """The body as text: in the charset it announces, else UTF-8; a byte order mark is dropped."""
    for parameter in response.headers.get("content-type", "").split(";")[1:]:
        name, _equals, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            try:
                charset = codecs.lookup(value.strip(" \"'")).name
                if charset not in _NOT_CHARSETS:
                    return response.body.decode(charset, "replace").lstrip("\ufeff")
                break
            except (LookupError, ValueError):
                break
    return response.body.decode("utf-8", "replace").lstrip("\ufeff")


def parse(text: str) -> Any:
    """The value of a JSON text. Of a repeated key the last one counts, as every common reader has it.

    Raises ``NotJson``, also for NaN, numbers of absurd length and nesting beyond ``DEEPEST``.
    """
    try:
        value = json.loads(
            text, parse_int=_number(int), parse_float=_number(float), parse_constant=_refuse_constant
        )
    except NotJson:
        raise
    except RecursionError:
        raise NotJson("nested too deeply") from None
    except ValueError as error:
        raise NotJson(str(error)) from None
    if _deeper_than(value, DEEPEST):
        raise NotJson("nested more than %d levels deep" % DEEPEST)
    return value


def looks_like_json(response: Response) -> bool:
    """Whether the answer announces JSON, or announces nothing and begins like it."""
    kind = response.content_type
    if kind:
        return kind == "application/json" or kind.endswith("+json") or kind == "text/json"
    return response.body.lstrip()[:1] in (b"{", b"[")


def is_html(response: Response) -> bool:
    """Whether the answer is a web page, as a login page or a proxy sends it."""
    start = response.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:15].lower()
    return response.content_type in ("text/html", "application/xhtml+xml") or start.startswith(
        (b"<!doctype html", b"<html")
    )


def is_unwanted_page(response: Response) -> bool:
    """Whether the answer is a web page that the request did not ask for by its ``Accept``."""
    accepted = [value for name, value in response.request.headers.items() if name.lower() == "accept"]
    return is_html(response) and not ("html" in accepted[-1].lower() if accepted else False)


def value_of(response: Response) -> Any:
    """The JSON value of an answer, None for an empty one; raises as ``parse`` does. Read once and kept."""
    if not response.body.strip():
        return None
    if _VALUE not in response.kept:
        response.kept[_VALUE] = parse(text_of(response))
    return response.kept[_VALUE]


def json_of(response: Response) -> Optional[Any]:
    """The JSON value of an answer, or None where it holds none; never raises."""
    try:
        return value_of(response)
    except NotJson:
        return None


def _number(convert: Callable[[str], _T]) -> Callable[[str], _T]:
    def converted(digits: str) -> _T:
        if len(digits) > LONGEST_NUMBER:
            raise NotJson("a number of %d digits" % len(digits))
        number = convert(digits)
        if isinstance(number, float) and math.isinf(number):
            raise NotJson("a number out of range, %s" % digits[:30])
        return number

    return converted


def _refuse_constant(name: str) -> Any:
    raise NotJson("%s is not JSON" % name)


def _deeper_than(value: Any, limit: int) -> bool:
    level = [value]
    for _depth in range(limit + 1):
        level = [
            item
            for node in level
            if isinstance(node, (dict, list))
            for item in (node.values() if isinstance(node, dict) else node)
            if isinstance(item, (dict, list))
        ]
        if not level:
            return False
    return True

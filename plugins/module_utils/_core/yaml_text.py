# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""YAML by the rules of version 1.2, as tools for API definitions read it: ``yes`` is a text, so is a date.

PRIVATE to this collection.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any

_NAMES = "tag:yaml.org,2002:"
_SCALARS = (
    ("bool", "true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", "~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("int", "[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+0123456789."),
    ("merge", "<<", "<"),
)


def yaml_of(text: str) -> Any:
    """The value of a YAML text, its keys texts as in JSON; ``ValueError`` says what is wrong with it.

    Raises ``ImportError`` where there is no PyYAML.
    """
    import yaml

    try:
        return _text_keys(yaml.load(text, Loader=_loader()))
    except yaml.YAMLError as error:
        raise ValueError(_problem(error, text)) from None


def _problem(error: Exception, text: str) -> str:
    """What is wrong, and in which line."""
    mark = getattr(error, "problem_mark", None)
    lines = text.splitlines()
    if mark and mark.line < len(lines) and "\t" in lines[mark.line]:
        return "line %d has a tab; indent YAML by spaces" % (mark.line + 1)
    problem = str(getattr(error, "problem", None) or "it is no YAML")
    if problem == "but found another document":
        problem = "it has more than one document"
    return problem + (", line %d" % (mark.line + 1) if mark else "")


def _text_keys(value: Any) -> Any:
    """The same with every key as the text that it is in JSON, such as the status of a response."""
    if isinstance(value, dict):
        return {
            key if isinstance(key, str) else json.dumps(key): _text_keys(each) for key, each in value.items()
        }
    return [_text_keys(each) for each in value] if isinstance(value, list) else value


@lru_cache(maxsize=1)
def _loader() -> Any:
    """The class that reads scalars by the core schema of YAML 1.2."""
    import yaml

    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
        """Knows no other scalars than those of the schema."""

        yaml_implicit_resolvers: Any = {}

    def whole_number(loader: Any, node: Any) -> int:
        text = str(loader.construct_scalar(node))
        return int(text, 0) if re.match("0[ox]", text) else int(text)

    for name, pattern, first in _SCALARS:
        Loader.add_implicit_resolver(_NAMES + name, re.compile("^(?:%s)$" % pattern), list(first))
    Loader.add_constructor(_NAMES + "int", whole_number)
    return Loader

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of what a task declares that are the same on every platform: kinds, names of fields, placeholders.

PRIVATE to this collection.
"""

from __future__ import annotations

import difflib
import re

# Not that of typing, which is slow to ask whether something is one.
from collections.abc import Mapping
from typing import Any, Collection, Optional, Tuple, TypeVar

from ..errors import config_error

_K = TypeVar("_K")

# What results, diffs and exports have in place of a value that they do not show.
_PLACEHOLDER = r"\*{4,}|\$encrypted\$|<known after apply>|<\d+ bytes, sha256 [0-9a-f]{16}>"


def kind_named(name: str, kinds: Mapping[str, _K], platform: str) -> _K:
    """The kind of a name; ``ApiError`` (config) names the nearest if there is none."""
    if name in kinds:
        return kinds[name]
    close = difflib.get_close_matches(name, list(kinds), 3, 0.6)
    hint = "; did you mean %s?" % " or ".join(close) if close else "; it is one of %s." % ", ".join(kinds)
    raise config_error("kind %r is no kind of %s%s" % (name, platform, hint))


def instead_of(name: Any, offered: Collection[str]) -> str:
    """The end of a message on a field that a kind does not have: the nearest, or all that it takes."""
    close = difflib.get_close_matches(str(name), offered, 1)
    return "; did you mean %s?" % close[0] if close else "; it takes %s." % ", ".join(offered)


def refuse_placeholders(fields: Mapping[Any, Any], masks: str = "(?!)") -> None:
    """Raise ``ApiError`` (config) for a value that stands where an export or a result left one out.

    ``masks`` is a pattern for what the platform itself shows in place of a secret.
    """
    _refuse_placeholders(fields, re.compile("%s|%s" % (_PLACEHOLDER, masks)), ())


def refusal_of_children(number: int) -> Optional[str]:
    """Why an object with so many objects in it is not deleted; None if there are none."""
    if number <= 0:
        return None
    objects = "1 object is" if number == 1 else "%d objects are" % number
    return "%s in it and would be deleted with it; set allow: [delete_children] to do so." % objects


def refusal_of_recreation(fields: str) -> str:
    """Why fields that only a new object can have are not changed."""
    return "%s cannot be changed; set allow: [recreate] to delete it and create it anew." % fields


def _refuse_placeholders(value: Any, pattern: re.Pattern[str], path: Tuple[str, ...]) -> None:
    if isinstance(value, Mapping):
        for name, item in value.items():
            _refuse_placeholders(item, pattern, (*path, str(name)))
    elif isinstance(value, list):
        for item in value:
            _refuse_placeholders(item, pattern, path)
    elif isinstance(value, str) and pattern.fullmatch(value):
        raise config_error(
            "%s is %r, which looks like an exported placeholder; give the value itself, or leave it out."
            % (".".join(path), value)
        )

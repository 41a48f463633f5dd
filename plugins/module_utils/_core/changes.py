# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes as results, diffs and messages tell them: paths as they are read, secrets masked.

PRIVATE to this collection.
"""

from __future__ import annotations

import hashlib
import json
import re

# Not that of typing, which is slow to ask whether something is one.
from collections.abc import Mapping
from typing import Any, Callable, Dict, List, Tuple

from .compare import ABSENT, Change, Path, Rules, decoded, differences, is_incomparable, matches
from .fields import MASK, without_secrets

_PLAIN_NAME = re.compile("[A-Za-z0-9_$@-]+")
# A value longer than this is not quoted whole.
_LONGEST_QUOTE = 60


def changes(current: Any, wanted: Any) -> List[Dict[str, Any]]:
    """The differences as ``[{path, before, after}]``, to be shown: secrets are masked.

    There is no ``before`` where the value is missing.
    """
    shown = without_secrets(current), without_secrets(wanted)
    told = []
    for difference in differences(current, wanted):
        change = {"path": path_text(difference.path)}
        if difference.before is not ABSENT:
            change["before"] = at(shown[0], difference.path)
        told.append({**change, "after": at(shown[1], difference.path)})
    return told


def change_shown(change: Change, rules: Rules) -> Dict[str, Any]:
    """A change of an object by the rules of its kind; null stands for a field that does not exist."""
    values = {"before": change.before, "after": change.after}
    return {
        "path": path_text(change.path),
        **{name: shown(value, rules, change.path) for name, value in values.items()},
    }


def described(change: Mapping[str, Any], mask: Callable[[str], str]) -> str:
    """One of these changes in words; ``mask`` keeps secrets out before a long value is shortened."""
    before = "missing" if "before" not in change else quoted(change["before"], mask)
    return "%s is %s, not %s" % (change["path"] or "it", before, quoted(change["after"], mask))


def path_text(path: Path) -> str:
    """A path as it is read: ``spec.items[0].name``."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += "[%d]" % step
        elif _PLAIN_NAME.fullmatch(step):
            text += "." + step
        else:
            text += "[%s]" % json.dumps(step, ensure_ascii=False)
    return text.lstrip(".")


def at(value: Any, path: Path) -> Any:
    """What is at a path in data that is shown: a mask where that begins before."""
    for step in path:
        if value == MASK:
            break
        value = value[step]
    return value


def quoted(value: Any, mask: Callable[[str], str]) -> str:
    """A value as a message quotes it."""
    text = mask(json.dumps(value, ensure_ascii=False, default=str))
    return text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + " ..."


def shown(value: Any, rules: Rules, path: Path = ()) -> Any:
    """A value as a result or a diff shows it: secrets masked, long binary data as size and digest."""
    if value is ABSENT:
        return None
    if path and matches(path, rules.secret):
        return None if value is None else MASK
    if isinstance(value, Mapping):
        return {name: shown(item, rules, (*path, name)) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [shown(item, rules, path) for item in value]
    if isinstance(value, str) and matches(path, rules.binary):
        data = decoded(value)
        if data is not None:
            return "<%d bytes, sha256 %s>" % (len(data), hashlib.sha256(data).hexdigest()[:16])
    return value


def not_compared(wanted: Any, rules: Rules, current: Any = None, path: Path = ()) -> List[str]:
    """The paths of what is wanted and cannot be compared: secrets, and what the server owns or masks."""
    if path and (is_incomparable(path, rules) or (rules.masked is not None and current == rules.masked)):
        return [path_text(path)]
    if isinstance(wanted, (list, tuple)):
        found = [name for item in wanted for name in not_compared(item, rules, None, path)]
        return list(dict.fromkeys(found))
    if not isinstance(wanted, Mapping):
        return []
    there = current if isinstance(current, Mapping) else {}
    return [
        name
        for key, value in wanted.items()
        for name in not_compared(value, rules, there.get(key), (*path, key))
    ]


def secrets_of(wanted: Any, rules: Rules, path: Path = ()) -> List[Tuple[Path, Any]]:
    """The secrets in what is wanted: where each is, and its value."""
    if path and matches(path, rules.secret):
        return [(path, wanted)]
    if not isinstance(wanted, Mapping):
        return []
    return [found for name, value in wanted.items() for found in secrets_of(value, rules, (*path, name))]


def without_secrets_of(wanted: Any, rules: Rules, path: Path = ()) -> Any:
    """What is wanted without its secrets: what an update sends that is not about them."""
    if isinstance(wanted, (list, tuple)):
        return [without_secrets_of(item, rules, path) for item in wanted]
    if not isinstance(wanted, Mapping):
        return wanted
    return {
        name: without_secrets_of(value, rules, (*path, name))
        for name, value in wanted.items()
        if not matches((*path, name), rules.secret)
    }

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Merging: an object read, the body put into it, and written if that makes a difference.

PRIVATE to this collection.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Callable, Dict, Iterator, List, Mapping, Tuple

from ..changes import at, described, path_text
from ..compare import ABSENT, Change, Path, differences, merged
from ..errors import ApiError, config_error
from ..exchange.client import Client
from ..exchange.platform import Platform
from ..fields import MASK, without_secrets
from ..http.message import Response
from .answer import Result, data_of, failure_after, result_of
from .call import Call
from .probe import addressed

# How often a write is composed anew when the object was changed between the read and the write.
TRIES = 3

# What platforms and exports show in place of a secret.
_PLACEHOLDER = re.compile(r"\*{3,}|\u2022{3,}|\$encrypted\$")
# How objects that were changed meanwhile are told, by status: of an ETag, and of a version in the body.
_CHANGED_MEANWHILE = (412, 428)


@dataclass(frozen=True)
class Draft:
    """A write as it would be made of what was read; it need not be made if there are no ``changes``."""

    read: Result
    write: Call
    before: Any
    after: Any
    changes: List[Change]

    def diff(self) -> Dict[str, Any]:
        """The fields that change, as the ``diff`` of a result; secrets are masked."""
        before, after = (_only(without_secrets(data), self.changes) for data in (self.before, self.after))
        header = "%s %s" % (self.write.method, self.write.shown_url)
        return {"before_header": header, "after_header": header, "before": before, "after": after}


class Merge:
    """``merge``: the object at the call's own path, and the body to put into it.

    ``not_compared`` says which fields of the body are secrets.
    """

    def __init__(self, platform: Platform, call: Call) -> None:
        self._platform = platform
        self._call = call
        body = call.written.get("body")
        if call.method not in ("PUT", "PATCH"):
            raise config_error("merge is for PUT and PATCH, and not for %s." % call.method)
        if call.params.get("unless") is not None:
            raise config_error("merge and unless are mutually exclusive: merge reads and compares by itself.")
        if not isinstance(body, dict) or not body or call.params.get("body_format") not in (None, "json"):
            raise config_error("merge needs body, a mapping of the fields to set, sent as JSON.")
        placeholder = next(_placeholders(body, ()), None)
        if placeholder is not None:
            text = "body.%s looks like a placeholder for a secret; leave it out, or give the secret."
            raise config_error(text % path_text(placeholder))
        self._compared, self.not_compared = _apart(body, without_secrets(body), ())
        if not self._compared:
            raise config_error(
                "body contains only secrets, which merge cannot compare; send it without merge."
            )
        asked = addressed(platform, "merge", {"method": "GET"}, call.params)
        self.read = Call.build(platform, asked, read_only=True)

    def draft(self, client: Client) -> Draft:
        """Read the object, and compose the write; ``ApiError`` if it does not exist, or is none."""
        response = client.exchange(self.read.request(), self.read.accept)
        result = result_of(self.read, response)
        current = self._platform.document(self._call.params, data_of(result))
        if not isinstance(current, dict):
            text = "but with no object to merge with"
            raise failure_after(self.read, result, "config", text, advice="look at path")
        after = merged(current, self._call.params["body"])
        # A null that is given and a field that does not exist are one.
        different = [
            change
            for change in differences(current, self._compared)
            if change.before is not ABSENT or not _is_unset(change.after)
        ]
        return Draft(result, self._write(response, after), current, after, different)

    def created(self) -> Draft:
        """The write where check mode knows that a call before it would have made the object."""
        body = self._call.params["body"]
        changes = [Change((name,), ABSENT, body[name]) for name in body]
        return Draft({}, self._call, {}, body, changes)

    def check(self, draft: Draft) -> None:
        """Refuse to write back what the platform shows in place of a secret: it would replace that."""
        if self._call.method != "PUT":
            return
        hidden = next(_placeholders(draft.after, ()), None) or next(self._write_only(draft.after, ()), None)
        if hidden is not None:
            text = "but does not return %s, which a PUT would overwrite" % path_text(hidden)
            advice = "give it in body, or use PATCH"
            raise failure_after(self.read, draft.read, "config", text, advice=advice)

    def unmet(self, draft: Draft, mask: Callable[[str], str]) -> str:
        """What of the body is not so after the write."""
        first = draft.changes[0]
        change = {"path": path_text(first.path), "after": at(without_secrets(draft.after), first.path)}
        if first.before is not ABSENT:
            change["before"] = at(without_secrets(draft.before), first.path)
        return described(change, mask)

    def _write(self, response: Response, after: Mapping[str, Any]) -> Call:
        """The call with the whole object for PUT, and on condition that it is still as it was read."""
        headers = dict(self._call.params.get("headers") or {})
        tag = response.headers.get("etag")
        # A weak one is no good for a write: it never matches (RFC 9110, section 13.1.1).
        if tag and not tag.startswith("W/") and not any(name.lower() == "if-match" for name in headers):
            headers["If-Match"] = tag
        body = after if self._call.method == "PUT" else self._call.params["body"]
        return Call.build(self._platform, {**self._call.written, "body": body, "headers": headers})

    def _write_only(self, value: Any, path: Path) -> Iterator[Path]:
        """Where the platform has values that it does not tell."""
        if isinstance(value, dict):
            for name in self._platform.write_only(value):
                yield (*path, name)
        for step, item in _items(value):
            yield from self._write_only(item, (*path, step))


def is_changed_meanwhile(error: ApiError) -> bool:
    """Whether a write was refused because the object is no longer what was read."""
    return error.kind == "conflict" and error.status in _CHANGED_MEANWHILE


def _items(value: Any) -> Iterator[Tuple[Any, Any]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        yield from enumerate(value)


def _placeholders(value: Any, path: Path) -> Iterator[Path]:
    """Where something stands in place of a secret."""
    if isinstance(value, str) and _PLACEHOLDER.fullmatch(value):
        yield path
    for step, item in _items(value):
        yield from _placeholders(item, (*path, step))


def _apart(value: Any, shown: Any, path: Path) -> Tuple[Any, List[str]]:
    """The data without what is secret by its name, and where that is; ``shown`` is the same, masked."""
    if isinstance(value, list):
        parts = [_apart(item, shown[number], (*path, number)) for number, item in enumerate(value)]
        return [part for part, _secret in parts], [name for _part, secret in parts for name in secret]
    if not isinstance(value, dict):
        return value, []
    kept, secret = {}, []
    for name, item in value.items():
        if shown[name] == MASK:
            secret.append(path_text((*path, name)))
            continue
        part, inside = _apart(item, shown[name], (*path, name))
        secret += inside
        # A mapping of nothing but secrets says nothing of the object.
        if not inside or part:
            kept[name] = part
    return kept, secret


def _is_unset(value: Any) -> bool:
    """Whether it is null, or a mapping of nothing else."""
    if isinstance(value, dict):
        return bool(value) and all(map(_is_unset, value.values()))
    return value is None


def _only(shown: Any, changes: List[Change]) -> str:
    """Of an object the fields that change, each down to the first list, as JSON."""
    chosen: Dict[str, Any] = {}
    for change in changes:
        source, target = shown, chosen
        for number, name in enumerate(change.path):
            if not isinstance(source, dict) or name not in source:
                break
            source = source[name]
            last = number + 1 == len(change.path) or not isinstance(change.path[number + 1], str)
            if last or not isinstance(source, dict):
                target[str(name)] = source
                break
            target = target.setdefault(str(name), {})
    return json.dumps(chosen, indent=2, ensure_ascii=False) + "\n" if chosen else ""

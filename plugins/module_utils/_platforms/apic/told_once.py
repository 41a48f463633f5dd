# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets that API Connect returns only once: of an application, a credential or an API key, in the answer to
its creation.

A creation may be answered with 302 and the address of the new object, which has no secret in it. Nobody knows
the secret of a new credential then, so that it can be reset: the answer to that has the new one.

PRIVATE to this collection.
"""

from __future__ import annotations

from typing import Any, Dict, Mapping, Optional
from urllib.parse import quote

from ..._core.errors import ApiError
from .documents import Located
from .fields import MASKED
from .kinds import Kind
from .requests import ApicRequests, told_of

_RESET = "/reset-client-secret"
_CALL = "to get a new one, call apic_invoke with method: POST and path: %%s%s" + _RESET
_AGAIN = {"app": _CALL % "/credentials/NAME", "credential": _CALL % ""}
_ANEW = "delete it and create it again"


def told(kind: Kind, answer: Mapping[str, Any]) -> Dict[str, Any]:
    """What an answer has of the secrets that are returned once."""
    return {name: answer[name] for name in kind.once if answer.get(name) not in (None, "", MASKED)}


def is_lost(kind: Kind, known: Mapping[str, Any]) -> bool:
    """Whether a secret of a new object is neither given nor told."""
    return bool(kind.once) and not known.get(kind.once[-1])


def renewed(requests: ApicRequests, where: Located, item: str) -> Dict[str, Any]:
    """The secret of a new object after a reset; nothing if it has none that can be reset, or that fails."""
    try:
        credential = _credential(requests, where, item)
        if credential is None:
            return {}
        answer = told_of(requests.write("POST", credential + _RESET))
        return told(where.kind, {**(requests.one(credential) or {}), **answer})
    except ApiError:
        # What was created is there all the same; the note says that its secret is not known.
        return {}


def _credential(requests: ApicRequests, where: Located, item: str) -> Optional[str]:
    """Where the credential of a new object is: an application is made with one."""
    if where.kind.name == "credential":
        return item
    rows = requests.rows(item + "/credentials") if where.kind.name == "app" else []
    return "%s/credentials/%s" % (item, quote(str(rows[0]["name"]), safe="")) if len(rows) == 1 else None


def untold(where: Located, item: str, wanted: Mapping[str, Any], result: Mapping[str, Any]) -> Optional[str]:
    """What to do about a new object whose secret nobody knows; None if it is given or told."""
    if not is_lost(where.kind, {**wanted, **result}):
        return None
    again = _AGAIN[where.kind.name] % item if where.kind.name in _AGAIN else _ANEW
    name = where.kind.once[-1].replace("_", " ")
    return "API Connect did not return its %s, which it returns only once; %s" % (name, again)

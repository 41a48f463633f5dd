# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Masking: what is secret stays secret in every text that leaves an operation.

PRIVATE to this collection.
"""

from __future__ import annotations

import base64
import html
import json
import threading
from functools import lru_cache
from typing import Any, Callable, Collection, FrozenSet, Iterator, Optional, Set, Tuple
from urllib.parse import quote

from .errors import one_line
from .fields import MASK, is_secret_name

# A shorter value cannot be told from ordinary text: masking it would garble the answers.
SHORTEST = 4

# A password may be a word that any answer holds ("admin"), but no generated secret looks like one.
_LONGEST_WORD = 15

# What the results of this collection say in its own words or the platform's, to be read and not used.
_TOLD = frozenset(["diff", "error", "msg", "warnings"])

# Names in the results of this collection: a secret of that name must not take them away.
_OWN_KEYS = frozenset(
    [
        "answer",
        "calls",
        "changed",
        "code",
        "content",
        "description",
        "dest",
        "diff",
        "elapsed",
        "error",
        "expires_at",
        "expires_in",
        "failed",
        "files",
        "groups",
        "headers",
        "identity_provider",
        "identity_providers",
        "json",
        "kind",
        "last_answer",
        "method",
        "msg",
        "name",
        "not_compared",
        "not_exported",
        "outcome_unknown",
        "pages",
        "realm",
        "request_id",
        "requests",
        "resources",
        "satisfied",
        "scope",
        "secrets_file",
        "selected",
        "service_account",
        "service_accounts",
        "status",
        "subscriptions_deleted",
        "subscriptions_migrated",
        "summary",
        "summary_text",
        "token_type",
        "tries",
        "url",
        "variables",
        "verified",
        "waited_for",
        "warnings",
    ]
)


def _forms(secret: str) -> Iterator[str]:
    """The secret as it may come back: plain, or as one of the encodings that servers and libraries write."""
    data = secret.encode("utf-8", "surrogatepass")
    yield secret
    # By RFC 3986, as Python, JavaScript and Java do it, and with a space as plus.
    for encoded in (quote(data, safe=""), quote(data), quote(data, safe="!'()*~"), quote(data, safe="*")):
        for variant in (encoded, encoded.replace("~", "%7E")):
            yield from _both_cases(variant, "%")
            yield from _both_cases(variant.replace("%20", "+"), "%")
    for text in (json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1], _as_dotnet(secret)):
        yield from _both_cases(text, "\\u")
        yield from _both_cases(text.replace("/", "\\/"), "\\u")
    yield html.escape(secret)
    yield "".join(char if _is_plain(char) else "&#%d;" % ord(char) for char in secret)
    yield repr(secret)[1:-1]
    yield repr(data)[2:-1]
    for encoded in (base64.b64encode(data).decode(), *(_base64_after(before, data) for before in range(3))):
        yield encoded.rstrip("=")
        yield encoded.rstrip("=").replace("+", "-").replace("/", "_")


@lru_cache(maxsize=64)
def _forms_of_parts(secret: str) -> FrozenSet[str]:
    """The forms of a secret and of each of its lines; what is too short to be told from text is left out."""
    # A message is one line, in which not every character may be shown.
    in_a_line = (" ".join(secret.split()), one_line(secret))
    parts = {secret, secret.strip(), *in_a_line, *map(str.strip, secret.splitlines())}
    return frozenset(form for part in parts if len(part) >= SHORTEST for form in _forms(part))


def _base64_after(before: int, data: bytes) -> str:
    """What base64 makes of the data after that many bytes, as a user's name and a colon before a password.

    Characters in which other bytes have a part are left out.
    """
    encoded = base64.b64encode(bytes(before) + data).decode()
    return encoded[(before * 8 + 5) // 6 : (before + len(data)) * 8 // 6]


def _is_plain(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _as_dotnet(secret: str) -> str:
    """JSON as .NET writes it: what HTML minds is escaped too."""
    kept = " !#$%()*,-./:;=?@[]^_{|}~"
    return "".join(
        char if _is_plain(char) or char in kept else "\\\\" if char == "\\" else "\\u%04X" % ord(char)
        for char in secret
    )


def _both_cases(text: str, escape: str) -> Iterator[str]:
    """The text with the hexadecimal digits after each escape in upper and in lower case."""
    digits = 2 if escape == "%" else 4
    head, *rest = text.split(escape)
    yield head + "".join(escape + part[:digits].upper() + part[digits:] for part in rest)
    yield head + "".join(escape + part[:digits].lower() + part[digits:] for part in rest)


class Redactor:
    """Knows the secrets of one operation and masks them in texts and results. Safe to share by threads.

    ``open_texts`` are what the task gives in the open, such as the name of the user.
    """

    def __init__(self, open_texts: Collection[str] = ()) -> None:
        self._open_texts = tuple(open_texts)
        self._secrets: Set[str] = set()
        self._words: Set[str] = set()
        self._forms: Tuple[str, ...] = ()
        self._shortest = SHORTEST
        self._lock = threading.Lock()

    def add(self, secret: Optional[str]) -> None:
        """Mask ``secret`` from now on, and each line of one that has several."""
        if not secret or secret in self._secrets:
            return
        forms = _forms_of_parts(secret)
        with self._lock:
            self._secrets.add(secret)
            # The longest first: one secret may be part of another.
            self._forms = tuple(sorted(forms.union(self._forms), key=len, reverse=True))
            self._shortest = len(self._forms[-1]) if self._forms else SHORTEST
            is_word = len(secret) <= _LONGEST_WORD and (secret.isalpha() or secret.isdigit())
            if is_word or any(secret in text for text in self._open_texts):
                self._words.add(secret)

    def mask(self, text: str) -> str:
        """The text with every known secret, in any of its forms, replaced by asterisks."""
        if len(text) < self._shortest:
            return text
        for form in self._forms:
            if form in text:
                text = text.replace(form, MASK)
        return text

    def scrub(self, value: Any, mask: Optional[Callable[[str], str]] = None) -> Any:
        """A result (nested dicts, lists, texts) with its texts and keys masked, and numbers that are secrets.

        A secret that is an ordinary word, or that the task gives in the open as well, stays in the data of
        the answer: there it stands for something else (the realm ``admin/default-idp-1``), and the data are
        to be used. It is masked in what is told of a failure, and in fields named like secrets.
        """
        mask = mask or self._mask_data
        if isinstance(value, str):
            return mask(value)
        if isinstance(value, dict):
            return {
                key if key in _OWN_KEYS else self.scrub(key, mask): self.scrub(
                    item, self._mask_below(key, mask)
                )
                for key, item in value.items()
            }
        if isinstance(value, (list, tuple)):
            return [self.scrub(item, mask) for item in value]
        # An answer may tell as a number what was given as a text.
        if isinstance(value, (int, float)) and not isinstance(value, bool) and str(value) in self._secrets:
            return MASK if mask(str(value)) == MASK else value
        return value

    def _mask_data(self, text: str) -> str:
        if not self._words:
            return self.mask(text)
        for form in self._forms:
            if form not in self._words:
                text = text.replace(form, MASK)
        return text

    def _mask_below(self, key: Any, mask: Callable[[str], str]) -> Callable[[str], str]:
        """How to mask what that key of a dictionary holds, where ``mask`` is how to mask the dictionary."""
        # The kinds of errors are words of this collection, on which playbooks decide.
        if key == "kind":
            return self._mask_data
        if key in _TOLD:
            return self.mask
        return self._mask_named if is_secret_name(key) else mask

    def _mask_named(self, text: str) -> str:
        """What a field named like a secret holds: there even a short one can be told from other text."""
        return MASK if text in self._secrets else self.mask(text)


class Secrets:
    """The secrets of one operation: its credentials, and what the task sends under the name of a secret.

    ``results`` masks the credentials. ``failures`` masks both: a platform may quote what it refuses, while a
    success may well be asked for what the task itself has set. What is sent is added to ``failures``
    alone.
    """

    def __init__(self, open_texts: Collection[str] = ()) -> None:
        self.results = Redactor(open_texts)
        self.failures = Redactor(open_texts)

    def add(self, secret: Optional[str]) -> None:
        """Mask a credential everywhere from now on."""
        self.results.add(secret)
        self.failures.add(secret)

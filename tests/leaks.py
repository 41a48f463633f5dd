# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks for secrets where they must not be: in what a run printed, wrote or recorded."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, quote_plus

_SECRET_NAME = re.compile(r"(secret|password|token|api_key)$")
_KEY_FILE_NAME = re.compile(r"(private_key_path|client_key)$")

# What a login sends and no description names, because it is made for the occasion.
_SENT = ("client_assertion", "refresh_token")


def secrets_of(simulator: Mapping[str, Any]) -> dict[str, str]:
    """The secrets in the simulator's description, as ``{"apic.password": value, ...}``.

    A private key counts as the first line of its PEM that belongs to this key alone.
    """
    return dict(_secrets_below(simulator, ""))


def _secrets_below(value: Mapping[str, Any], place: str) -> Iterator[tuple[str, str]]:
    for name, item in value.items():
        if isinstance(item, dict):
            yield from _secrets_below(item, f"{place}{name}.")
        elif isinstance(item, str) and _SECRET_NAME.search(name):
            yield place + name, item
        elif isinstance(item, str) and _KEY_FILE_NAME.search(name):
            yield place + name, key_line(Path(item).read_text(encoding="ascii"))


def key_line(pem: str) -> str:
    """The first line of a key in PEM that belongs to this key alone."""
    return pem.splitlines()[2]


def tokens_of(journal: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """What the requests proved their right with, as ``{"Authorization of request 7": value, ...}``."""
    return {name: value for entry in journal for name, value in _proofs(entry)}


def _proofs(entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    authorization = entry["headers"].get("authorization")
    if authorization:
        yield f"Authorization of request {entry['number']}", authorization.split(" ", 1)[-1]
    for name, value in parse_qsl(entry.get("body", "")):
        if name in _SENT:
            yield f"{name} of request {entry['number']}", value


def leaked(text: str, secrets: Mapping[str, str]) -> list[str]:
    """The names of those ``secrets`` that ``text`` holds, plainly or encoded; never their values."""
    return [name for name, secret in secrets.items() if any(form in text for form in forms(secret))]


def forms(secret: str) -> list[str]:
    """How a secret may stand in a text: plain, escaped for JSON or Python, URL-encoded, in base64."""
    data = secret.encode()
    return [
        secret,
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        repr(secret)[1:-1],
        quote(secret, safe=""),
        quote_plus(secret),
        base64.b64encode(data).decode().rstrip("="),
        base64.urlsafe_b64encode(data).decode().rstrip("="),
        # As part of something longer, as in HTTP Basic: what its own bytes become there, by their place.
        *(_base64_after(before, data) for before in range(3)),
    ]


def _base64_after(before: int, data: bytes) -> str:
    encoded = base64.b64encode(bytes(before) + data).decode()
    return encoded[-(-before * 8 // 6) : (before + len(data)) * 8 // 6]

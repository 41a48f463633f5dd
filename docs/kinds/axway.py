# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of Axway Central's kinds, from the table that the modules use; `make generate` writes it."""

from __future__ import annotations

from collections.abc import Iterator

from ansible_collections.apiops.platforms.plugins.module_utils._platforms.axway.kind_table import KINDS
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.axway.kinds import (
    LIVING,
    REFERENCES,
    SERVER_SUBRESOURCES,
    Kind,
)
from docs.kinds.text import code, head, keyed, references, section

_EVERY = """\
The module gets the definition of any other kind from the platform.

Of every kind, ``title``, ``attributes``, ``tags``, ``owner`` and ``spec`` are compared as far as a task gives
them. ``tags`` is a set; tags, attributes and finalizers that others added stay. ``icon.data`` and
``spec.definition.value`` are compared by their bytes. Subresources are given under ``subresources``, or at
the top of a document, and written by requests of their own."""


def page() -> str:
    """The page of the documentation."""
    groups = sorted({kind.group for kind in KINDS})
    top = head("axway", "Kinds of Axway Central", _EVERY)
    return "\n".join([top, *(line for group in groups for line in _group(group))])


def _group(group: str) -> Iterator[str]:
    title = f"Group {group}"
    yield from (title, "-" * len(title), "")
    for kind in sorted((kind for kind in KINDS if kind.group == group), key=lambda kind: kind.name):
        yield from section(kind.name, "^", (), _facts(kind))


def _facts(kind: Kind) -> Iterator[tuple[str, str]]:
    rules = kind.rules
    yield "Path", f"``/apis/{kind.group}/{kind.version}{'/…' if kind.scopes else ''}/{kind.plural}``"
    yield "In", ", ".join(kind.scopes)
    yield "Subresources", code(kind.subresources - SERVER_SUBRESOURCES)
    yield "Of the server", code(kind.subresources & SERVER_SUBRESOURCES)
    yield "Sets", code(rules.sets - {"tags", "finalizers"})
    yield "Lists by key", keyed(rules.keyed)
    yield "Secret", code(rules.secret)
    yield "Refers to", references(REFERENCES.get(kind.name, {}))
    yield "Life cycle", "draft, active, deprecated, archived" if kind.name in LIVING else ""

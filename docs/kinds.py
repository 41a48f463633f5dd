# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of Axway Central's kinds, from the table that the modules use; `make generate` writes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from ansible_collections.apiops.platforms.plugins.module_utils._platforms.axway.kinds import (
    KINDS,
    LIVING,
    REFERENCES,
    SERVER_SUBRESOURCES,
    Kind,
)

PAGE = Path(__file__).parent / "docsite" / "rst" / "guide_axway_kinds.rst"
_HEAD = """\
..
  Copyright (c) 2026, apiops.platforms contributors
  GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
  SPDX-License-Identifier: GPL-3.0-or-later

.. This page is written by `make generate`.

.. _ansible_collections.apiops.platforms.docsite.guide_axway_kinds:

Kinds of Axway Central
======================

The kinds that `axway_resource <../../../plugins/modules/axway_resource.py>`__ knows, as it reads and writes
them. It asks the platform's own definitions for a kind that is not here.

Of every kind, ``title``, ``attributes``, ``tags``, ``owner`` and ``spec`` are compared as far as a task gives
them. ``tags`` is a set; tags, attributes and finalizers that others added stay. ``icon.data`` and
``spec.definition.value`` are compared by their bytes. Subresources are given under ``subresources``, or at
the top of a document, and written by requests of their own.
"""


def page() -> str:
    """The page of the documentation."""
    groups = sorted({kind.group for kind in KINDS})
    return "\n".join([_HEAD, *(line for group in groups for line in _group(group))])


def _group(group: str) -> Iterator[str]:
    title = f"Group {group}"
    yield from (title, "-" * len(title), "")
    for kind in sorted((kind for kind in KINDS if kind.group == group), key=lambda kind: kind.name):
        yield from _section(kind)


def _section(kind: Kind) -> Iterator[str]:
    yield from (kind.name, "^" * len(kind.name), "")
    yield f":Path: ``/apis/{kind.group}/{kind.version}{'/…' if kind.scopes else ''}/{kind.plural}``"
    for name, words in _facts(kind):
        if words:
            yield f":{name}: {words}"
    yield ""


def _facts(kind: Kind) -> Iterator[tuple[str, str]]:
    rules = kind.rules
    yield "In", ", ".join(kind.scopes)
    yield "Subresources", _code(kind.subresources - SERVER_SUBRESOURCES)
    yield "Of the server", _code(kind.subresources & SERVER_SUBRESOURCES)
    yield "Sets", _code(rules.sets - {"tags", "finalizers"})
    yield "Lists by key", ", ".join(f"``{path}`` by ``{key}``" for path, key in sorted(rules.keyed.items()))
    yield "Secret", _code(rules.secret)
    references = REFERENCES.get(kind.name, {})
    yield "Refers to", ", ".join(f"{to} by ``{path}``" for path, to in references.items())
    yield "Life cycle", "draft, active, deprecated, archived" if kind.name in LIVING else ""


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"``{name}``" for name in sorted(names))

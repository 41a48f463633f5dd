# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the page of API Connect's kinds from the table that the modules use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apic.kind_table import KINDS
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apic.kinds import (
    PLACES,
    Kind,
    short,
    short_path,
)

PAGE = Path(__file__).parent / "docsite" / "rst" / "guide_apic_kinds.rst"
_HEAD = """\
..
  Copyright (c) 2026, apiops.platforms contributors
  GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
  SPDX-License-Identifier: GPL-3.0-or-later

.. This page is written by `make generate`.

.. _ansible_collections.apiops.platforms.docsite.guide_apic_kinds:

Kinds of API Connect
====================

The kinds that `apic_resource <../../../plugins/modules/apic_resource.py>`__ knows, as it reads and writes
them.

Of every kind, ``spec`` takes ``title``, ``summary``, ``metadata`` and the fields named here, and only those
that are given are compared. Metadata that others set stay. A field that refers to another object takes its
name: ``owner`` for the platform's ``owner_url``, ``groups`` for ``group_urls``. The name of an object with
versions is ``NAME:VERSION``, that of a user ``USERNAME`` or ``REGISTRY/USERNAME``. An address does as well.

*Told once* is what the module returns in ``credentials``. *Never told* is what the platform does not tell:
such a field is sent when an object is created, and not compared.
"""
_CHANGE = {
    "recreate": "It cannot be changed: to change it, it is deleted and created anew (``allow: [recreate]``).",
    "put": "There is one in each parent, without a name. A change replaces it, with what was there before.",
    "map": "There is one in each parent, without a name. A property that is null is to be not there.",
}


def page() -> str:
    """The page of the documentation."""
    return "\n".join([_HEAD, *(line for name in sorted(KINDS) for line in _section(KINDS[name]))])


def _section(kind: Kind) -> Iterator[str]:
    yield from (kind.name, "-" * len(kind.name), "")
    if kind.change in _CHANGE:
        yield from (_CHANGE[kind.change], "")
    yield f":Parent: {_places(kind)}"
    for name, words in _facts(kind):
        if words:
            yield f":{name}: {words}"
    yield ""


def _places(kind: Kind) -> str:
    return " or ".join(f"``{{{', '.join(PLACES[place][0])}}}``" for place in kind.places)


def _facts(kind: Kind) -> Iterator[tuple[str, str]]:
    fields = {short(name) if name in kind.references else name for name in kind.fields}
    yield "Known by", _key(kind)
    yield "Fields", _code(fields)
    yield "Needed", ", ".join(f"``{name}``" for name in kind.required)
    yield "Only in a new object", _code(kind.fixed)
    references = {short_path(path): target for path, target in kind.references.items()}
    yield "Refers to", ", ".join(f"{_target(to)} by ``{path}``" for path, to in references.items())
    yield "Sets", _code(kind.sets)
    yield "Lists by key", ", ".join(f"``{path}`` by ``{key}``" for path, key in sorted(kind.keyed.items()))
    yield "Secret", _code(kind.secret)
    yield "Confirmed by the platform", _code(kind.proven)
    yield "Never told", _code(kind.unread)
    yield "Told once", _code(kind.once)
    yield "Of the server", _code(kind.server)
    yield "Deleted with it", ", ".join(name.replace("_", " ") + "s" for name in kind.inside)


def _key(kind: Kind) -> str:
    if kind.single:
        return ""
    if kind.key == "name":
        return "``name`` and ``version``" if kind.versioned else "``name``"
    keys = " and ".join(f"``{key}``" for key in kind.key.split())
    if " " in kind.key:
        return f"{keys} in ``spec``; as ``name``, {'/'.join(kind.key.upper().split())}"
    return f"``name``, which is that of the {_target(kind.key)}" if kind.change == "recreate" else keys


def _target(name: str) -> str:
    return name.replace("integration/", "integration of a ").replace("_", " ").replace("-", " ")


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"``{name}``" for name in sorted(names))

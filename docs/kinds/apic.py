# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the page of API Connect's kinds from the table that the modules use."""

from __future__ import annotations

from collections.abc import Iterator

from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apic.kind_table import KINDS
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apic.kinds import (
    EVERYTHING,
    PLACES,
    Kind,
    short,
    short_path,
)
from docs.kinds.text import code, head, keyed, references, section

_EVERY = """\
For every kind, ``spec`` takes ``title``, ``summary``, ``metadata`` and the fields listed here. The module
compares only the fields that you declare. Metadata that others set stay. A field that refers to another
object takes its name: ``owner`` for the platform's ``owner_url``, ``groups`` for ``group_urls``. An object
with versions is named ``NAME:VERSION``, a user ``USERNAME`` or ``REGISTRY/USERNAME``. You can also give an
address.

*Returned once*: the platform returns the field when it creates the object, and the module returns it in
``credentials``. *Never returned*: the platform does not return the field. The module sends it when it
creates the object, and does not compare it.

*Scope* ``admin``: the kind belongs to Cloud Manager. Set ``scope: admin`` for the module. The ``org`` of the
parent is ``admin``, the organization that has the services, mail servers and registries of the cloud.
Its ``keystore``, ``truststore``, ``tls_client_profile``, ``user_registry`` and ``user`` objects are declared
in the same way. What public sources do not describe is not among the kinds: gateway extensions, tiers,
and the settings of Cloud Manager on audit, single sign-on and the synchronization of roles."""
_CHANGE = {
    "recreate": (
        "The platform cannot change it. With ``allow: [recreate]``, the module deletes it and "
        "creates it again."
    ),
    "put": (
        "Each parent has one, without a name. A change replaces it, and keeps the fields that you"
        " do not declare."
    ),
    "map": "Each parent has one, without a name. A property that is null is removed.",
}
_VERSION_12 = "API Connect 10 may not have it. The module then says so, and changes nothing."
_NOTES = {
    "configured_portal_service": (
        "API Connect 10 may not have it. Declare ``portal`` in ``catalog_settings`` there. The module says "
        "so, and changes nothing."
    ),
    "configured_jwt_provider": _VERSION_12,
    "jwt_provider": _VERSION_12,
    "project": _VERSION_12,
    "watsonx_settings": _VERSION_12,
    "policy": (
        "``policy`` is the document of the policy, ``implementation`` its ZIP archive in base64, as "
        "``ansible.builtin.slurp`` returns a file. Archives are equal if they hold the same files, whenever "
        "they were packed. When the document or the archive changes, the module sends those of both that you "
        "declare. The module does not declare the policies of API Connect 12 that have a ``policy_kind``."
    ),
}


def page() -> str:
    """The page of the documentation."""
    top = head("apic", "Kinds of API Connect", _EVERY)
    return "\n".join([top, *(line for name in sorted(KINDS) for line in _section(KINDS[name]))])


def _section(kind: Kind) -> Iterator[str]:
    texts = [notes[key] for notes, key in ((_CHANGE, kind.change), (_NOTES, kind.name)) if key in notes]
    return section(kind.name, "-", texts, _facts(kind))


def _places(kind: Kind) -> str:
    return " or ".join(f"``{{{', '.join(PLACES[place][0])}}}``" for place in kind.places)


def _facts(kind: Kind) -> Iterator[tuple[str, str]]:
    yield "Scope", "``admin``" if kind.scope == "admin" else ""
    yield "Parent", _places(kind)
    fields = {short(name) if name in kind.references else name for name in kind.fields}
    yield "Known by", _key(kind)
    yield "Fields", code(fields)
    yield "Required", ", ".join(f"``{name}``" for name in kind.required)
    yield "Only in a new object", code(kind.fixed)
    yield "By transfer", "``owner``, to a member of it" if kind.transferred else ""
    yield "Refers to", references({short_path(path): _target(to) for path, to in kind.references.items()})
    yield "Sets", code(kind.sets)
    yield "Lists by key", keyed(kind.keyed)
    yield "Secret", code(kind.secret)
    yield "Confirmed by the platform", code(kind.proven)
    yield "Never returned", code(kind.unread)
    yield "Returned once", code(kind.once)
    yield "Of the server", code(kind.server)
    inside = [name if kind.inside == EVERYTHING else name.replace("_", " ") + "s" for name in kind.inside]
    yield "Deleted with it", ", ".join(inside)


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

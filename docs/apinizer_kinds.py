# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of Apinizer's kinds, from the table that the modules use; `make generate` writes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apinizer.forms import UNTOLD
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apinizer.kind_table import KINDS
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apinizer.kinds import Kind

PAGE = Path(__file__).parent / "docsite" / "rst" / "guide_apinizer_kinds.rst"
_HEAD = """\
..
  Copyright (c) 2026, apiops.platforms contributors
  GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
  SPDX-License-Identifier: GPL-3.0-or-later

.. This page is written by `make generate`.

.. _ansible_collections.apiops.platforms.docsite.guide_apinizer_kinds:

Kinds of Apinizer
=================

The kinds that `apinizer_resource <../../../plugins/modules/apinizer_resource.py>`__ knows, as it reads and
writes them. Objects are known by their ``name``, whatever Apinizer calls it, in a ``parent`` of
``{project: NAME}``.

Of every kind, ``spec`` takes the fields named here, as the vendor's reference describes them, and only those
that are given are compared. *Secret* fields are sent when an object is created, when something of the list
item that holds them changes, and each time with ``update_secrets: always``. *Never told* is what Apinizer
does not tell: it is sent when an object is created, and not compared.
"""
_NOTES = {
    "environment_variable": "Say ``visible`` with each value. A value that is not visible is a secret: it is "
    "not compared, and an update about something else keeps it. An empty value clears the one that is there.",
    "connection": "The fields depend on ``type``. What bears the name of a secret, such as ``password``, is "
    "one. An update reads the connection first, and sends the secrets that are there.",
    "certificate": "The certificate is compared by its fingerprint. JWKs that are made of it are made anew "
    "when it changes.",
    "key": "An environment of a key changes only together with its ``content``. JWKs that are made of the "
    "key are made anew when it changes.",
    "keystore": "An environment of a keystore changes only together with its ``file`` and ``password``. JWKs "
    "that are made of the keystore are made anew when it changes.",
    "jwk": "An update takes a JWK away from what it is made of, and needs ``allow: [detach]`` then.",
    "global_policy": "Apinizer tells the name and the type of a policy. All other fields, which are those of "
    "the type, are secret here.",
    "policy_group": "Apinizer tells the name and ``targetPipeline`` of a group. All other fields are secret "
    "here, and sent together: without ``policyList``, a change is refused.",
    "credential": "A change of any field but ``access`` needs ``password``, since Apinizer takes all fields "
    "together. ``access`` is a set of ``{name, type}``, where ``type`` is ``API_PROXY`` unless it is given.",
    "credential_organization": "There is no list of them.",
    "rlcl": "Its lists and its condition are written apart. A ``condition`` that is null is to be not there.",
    "api_proxy_group": "``apiProxies`` are the names of its members. Managers before 2026.09 do not tell "
    "them: a task that gives them fails there.",
}


def page() -> str:
    """The page of the documentation."""
    return "\n".join([_HEAD, *(line for name in sorted(KINDS) for line in _section(KINDS[name]))])


def _section(kind: Kind) -> Iterator[str]:
    yield from (kind.name, "-" * len(kind.name), "")
    if kind.name in _NOTES:
        yield from (_NOTES[kind.name], "")
    if kind.everywhere:
        yield from ("Without a ``parent``, it is an object of no project.", "")
    for name, words in _facts(kind):
        if words:
            yield f":{name}: {words}"
    yield ""


def _facts(kind: Kind) -> Iterator[tuple[str, str]]:
    yield "Path", f"``/projects/{{project}}/{kind.path}/``"
    yield "Known by", f"``{kind.key}``"
    yield "Fields", _code(kind.fields)
    yield "Needed", ", ".join(f"``{name}``" for name in kind.required)
    yield "Only in a new object", _code(kind.fixed)
    yield "Refers to", ", ".join(f"{_target(to)} by ``{path}``" for path, to in kind.references.items())
    yield "Sets", _code(kind.sets)
    yield "Lists by key", ", ".join(f"``{path}`` by ``{key}``" for path, key in sorted(kind.keyed.items()))
    yield "Secret", _secret(kind)
    yield "Never told", _code(kind.unread)
    yield "Told by managers from", kind.since


def _secret(kind: Kind) -> str:
    if kind.name in UNTOLD:
        return "all but " + _code(UNTOLD[kind.name])
    # What is hidden has another name while it is compared.
    names = {
        "hiddenGlobalValue": "globalValue",
        "environmentValueList.hiddenValue": "environmentValueList.value",
        "metadata.secretValue": "metadata.value",
    }
    return _code(names.get(path, path) for path in kind.secret)


def _target(name: str) -> str:
    return name.replace("_", " ")


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"``{name}``" for name in sorted(names))

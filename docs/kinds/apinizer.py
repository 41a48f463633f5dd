# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of Apinizer's kinds, from the table that the modules use; `make generate` writes it."""

from __future__ import annotations

from collections.abc import Iterator

from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apinizer.forms import UNTOLD
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apinizer.kind_table import KINDS
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apinizer.kinds import Kind
from docs.kinds.text import code, head, keyed, references, section

_EVERY = """\
Each object has a ``name``, whatever Apinizer calls it, and a ``parent`` of ``{project: NAME}``.

For every kind, ``spec`` takes the fields listed here, as the vendor's reference describes them. The module
compares only the fields that you declare. It sends *secret* fields when it creates an object, when the list
item that holds them changes, and each time with ``update_secrets: always``. *Never returned*: Apinizer does
not return the field. The module sends it when it creates the object, and does not compare it."""
_NOTES = {
    "environment_variable": (
        "Set ``visible`` with each value. A value that is not visible is a secret: the module "
        "does not compare it, and keeps it when something else changes. An empty value clears it."
    ),
    "connection": (
        "The fields depend on ``type``. A field with the name of a secret, such as ``password``, "
        "is a secret. An update first reads the connection, and sends the secrets that it has."
    ),
    "certificate": (
        "The module compares the fingerprint of the certificate. When it changes, Apinizer updates"
        " the JWKs that are made from it."
    ),
    "key": (
        "The environments of a key change only together with its ``content``. When the key "
        "changes, Apinizer updates the JWKs that are made from it."
    ),
    "keystore": (
        "The environments of a keystore change only together with its ``file`` and ``password``. "
        "When the keystore changes, Apinizer updates the JWKs that are made from it."
    ),
    "jwk": (
        "A JWK that is made from a certificate, a key or an address leaves it when it is changed."
        " This needs ``allow: [detach]``."
    ),
    "global_policy": (
        "Apinizer returns only the name and the type of a policy. The module treats all other "
        "fields as secrets."
    ),
    "policy_group": (
        "Apinizer returns only the name and ``targetPipeline`` of a group. The module treats all "
        "other fields as secrets, and sends them together. It refuses a change without "
        "``policyList``."
    ),
    "credential": (
        "A change of any field but ``access`` needs ``password``, because Apinizer takes all "
        "fields together. ``access`` is a set of ``{name, type}``. The default ``type`` is "
        "``API_PROXY``."
    ),
    "credential_organization": "Apinizer has no list of them, so each is read by its name.",
    "rlcl": (
        "The module writes its lists and its condition by requests of their own. A ``condition`` "
        "that is null is removed."
    ),
    "vector_db": (
        "``transport`` holds ``family`` and the fields of that family. An update keeps its secrets, "
        "but not when ``family`` changes: give them then."
    ),
    "api_proxy_group": (
        "``apiProxies`` are the names of its members. Managers before 2026.09 do not return them,"
        " so a task that declares them fails there."
    ),
}


def page() -> str:
    """The page of the documentation."""
    return "\n".join(
        [
            head("apinizer", "Kinds of Apinizer", _EVERY),
            *(line for name in sorted(KINDS) for line in _section(KINDS[name])),
        ]
    )


def _section(kind: Kind) -> Iterator[str]:
    texts = [_NOTES[kind.name]] if kind.name in _NOTES else []
    if kind.everywhere:
        texts.append("Without a ``parent``, it is an object of no project.")
    return section(kind.name, "-", texts, _facts(kind))


def _facts(kind: Kind) -> Iterator[tuple[str, str]]:
    yield "Path", f"``/projects/{{project}}/{kind.path}/``"
    yield "Known by", f"``{kind.key}``"
    yield "Fields", code(kind.fields)
    yield "Required", ", ".join(f"``{name}``" for name in kind.required)
    yield "Only in a new object", code(kind.fixed)
    yield "Refers to", references({path: to.replace("_", " ") for path, to in kind.references.items()})
    yield "Sets", code(kind.sets)
    yield "Lists by key", keyed(kind.keyed)
    yield "Secret", _secret(kind)
    yield "Never returned", code(kind.unread)
    yield "Returned by managers from", kind.since


def _secret(kind: Kind) -> str:
    if kind.name in UNTOLD:
        return "all but " + code(UNTOLD[kind.name])
    # What is hidden has another name while it is compared.
    names = {
        "hiddenGlobalValue": "globalValue",
        "environmentValueList.hiddenValue": "environmentValueList.value",
        "metadata.secretValue": "metadata.value",
    }
    return code(names.get(path, path) for path in kind.secret)

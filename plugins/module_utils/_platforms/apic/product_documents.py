# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documents of a product and of its APIs: checked, and compared with those that a catalog has.

Documents are compared whole: a path or a plan that a file no longer has is a change as well.

PRIVATE to this collection.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any, Collection, Dict, List, Mapping, Optional, Sequence

from ..._core.changes import at, path_text
from ..._core.compare import ABSENT, Change, Rules, differences
from ..._core.errors import config_error
from ..._core.fields import MASK, without_secrets

Document = Mapping[str, Any]

# Lists whose order says nothing.
_SETS = frozenset(
    "visibility.%s.%s" % (side, names) for side in ("view", "subscribe") for names in ("orgs", "tags")
)


@dataclass(frozen=True)
class Documents:
    """A product and its APIs, each API by its name and version as ``pets:1.0.0``."""

    product: Document
    apis: Mapping[str, Document]

    @property
    def name(self) -> str:
        return str(self.product["info"]["name"])

    @property
    def version(self) -> str:
        return str(self.product["info"]["version"])

    @property
    def plans(self) -> List[str]:
        """The names of the plans."""
        return [str(name) for name in self.product.get("plans") or {}]

    def with_visibility(self, visibility: Optional[Document]) -> Documents:
        """The same, shown to whom an option says instead."""
        if visibility is None:
            return self
        return replace(self, product={**self.product, "visibility": visibility})


def documents_of(product: Any, apis: Optional[Sequence[Any]]) -> Documents:
    """The documents as a task gives them; ``ApiError`` (config) says what is wrong with them."""
    whole = _plain(product, "product")
    _identity(whole, "product", "name")
    by_name: Dict[str, Document] = {}
    for number, each in enumerate(apis or [], 1):
        document = _plain(each, "apis: number %d" % number)
        name = api_name(document, "apis: number %d" % number)
        if by_name.setdefault(name, document) != document:
            raise config_error("%s is given twice, with different content; remove one of them." % name)
    wanted = _references(whole)
    missing = [name for name in wanted if name not in by_name]
    if missing:
        raise config_error(
            "The product names the APIs %s, but the task has no files of them; refer to the files by $ref in "
            "the product, or list them in apis." % ", ".join(missing)
        )
    surplus = [name for name in by_name if name not in wanted]
    if surplus:
        raise config_error(
            "apis has %s, which the product does not contain; add it to apis of the product, or leave it out."
            % ", ".join(surplus)
        )
    return Documents(whole, by_name)


def api_name(document: Document, where: str) -> str:
    """Name and version of an API by its definition; ``ApiError`` (config) if it does not tell them."""
    _identity(document, where, "x-ibm-name")
    configuration = document.get("x-ibm-configuration")
    wsdl = configuration.get("wsdl-definition") if isinstance(configuration, Mapping) else None
    if isinstance(wsdl, Mapping) and wsdl.get("wsdl"):
        raise config_error(
            "%s is made from the WSDL file %s, and this module does not publish such APIs; look at the "
            "vendor's toolkit for them." % (where, wsdl["wsdl"])
        )
    return "%s:%s" % (document["info"]["x-ibm-name"], document["info"]["version"])


def _identity(document: Document, where: str, name: str) -> None:
    if "kind" in document and "apiVersion" in document:
        raise config_error(
            "%s has the kind %s, which is the format of API Connect v12 for projects. This module does not "
            "publish it; give it a product with info, apis and plans, and APIs in OpenAPI."
            % (where, document["kind"])
        )
    info = document.get("info")
    if not isinstance(info, Mapping):
        raise config_error("%s has no info with its name and version; is it the right file?" % where)
    for field in (name, "version"):
        if info.get(field) in (None, ""):
            raise config_error("%s has no info.%s; API Connect needs it to publish." % (where, field))
        if not isinstance(info[field], str):
            raise config_error(
                "%s: info.%s is %s without quotes, which is not a text; put it into quotes."
                % (where, field, json.dumps(info[field], default=str))
            )


def _references(product: Document) -> List[str]:
    """The APIs that a product names."""
    apis = product.get("apis")
    if not isinstance(apis, Mapping) or not apis:
        raise config_error("product has no apis; a product needs at least one API.")
    names = []
    for key, reference in apis.items():
        name = reference.get("name") if isinstance(reference, Mapping) else None
        if not isinstance(name, str):
            raise config_error(
                "product: apis.%s must have a $ref to a file, or a name such as pets:1.0.0." % key
            )
        names.append(name)
    return names


def _plain(value: Any, where: str) -> Document:
    """A document in the types of JSON: as it is sent, and as it comes back."""
    if not isinstance(value, Mapping):
        raise config_error("%s must be the path of a file, or a mapping with its content." % where)
    try:
        plain: Dict[str, Any] = json.loads(json.dumps(value, default=_text))
    except (TypeError, ValueError, RecursionError) as error:
        raise config_error("%s cannot be written as JSON (%s)." % (where, error)) from error
    return plain


def _text(value: Any) -> str:
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    raise TypeError("a value of type %s" % type(value).__name__)


def document_changes(current: Optional[Document], wanted: Document, ignore: Collection[str]) -> List[Change]:
    """What is otherwise in the catalog: of the wanted fields, and fields that are there besides.

    ``ignore`` are paths that do not count.
    """
    rules = Rules(sets=_SETS, ignored=frozenset(ignore), literal=True)
    if current is None:
        return [Change((), ABSENT, wanted)]
    besides = [
        Change(change.path, change.after, ABSENT)
        for change in differences(wanted, current, rules)
        if change.before is ABSENT
    ]
    return [*differences(current, wanted, rules), *besides]


def changes_shown(
    name: str, current: Optional[Document], wanted: Document, changes: Sequence[Change]
) -> List[Dict[str, Any]]:
    """Changes of a document as ``[{path, before, after}]``, secrets masked; ``name`` begins the paths."""
    before, after = without_secrets(current), without_secrets(wanted)
    return [
        {
            "path": name + _below(path_text(change.path)),
            "before": None if change.before is ABSENT else _shown_at(before, change),
            "after": None if change.after is ABSENT else _shown_at(after, change),
        }
        for change in changes
    ]


def _shown_at(document: Any, change: Change) -> Any:
    try:
        return at(document, change.path)
    except (KeyError, IndexError, TypeError):
        # A list that compares as a set is told as a whole, merged.
        return MASK


def _below(path: str) -> str:
    return "" if not path else path if path.startswith("[") else "." + path

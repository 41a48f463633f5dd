# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task wants of a product, read from its options.

PRIVATE to this collection.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Dict, FrozenSet, Mapping, Optional, Tuple

from ..._core.errors import config_error
from ..._core.options import Option, Options, Params
from .product_documents import Document, Documents, documents_of

# The states in which a product is as its documents say.
OFFERED = ("staged", "published")
_STATES = (*OFFERED, "deprecated", "retired", "archived", "absent")
_CATALOG = re.compile(r"[^/\s]+/[^/\s]+")
_SIDE: Mapping[str, Option] = {
    "enabled": Option("bool"),
    "orgs": Option("list", elements="str"),
    "groups": Option("list", elements="str"),
}
# The names in product files of what options name otherwise.
_IN_FILES = {"groups": "tags"}

OPTIONS: Options = {
    "space": Option(),
    "product": Option("raw"),
    "apis": Option("list", elements="raw"),
    "name": Option(),
    "version": Option(),
    "state": Option(default="published", choices=_STATES),
    "replaces": Option("raw"),
    "supersedes": Option("raw"),
    "migrate_subscriptions": Option("bool", True),
    "gateway_services": Option("list", elements="str"),
    "visibility": Option(
        "dict",
        suboptions={
            "view": Option(
                "dict",
                required=True,
                suboptions={
                    "type": Option(required=True, choices=("public", "authenticated", "custom")),
                    **_SIDE,
                },
            ),
            "subscribe": Option(
                "dict",
                required=True,
                suboptions={"type": Option(required=True, choices=("authenticated", "custom")), **_SIDE},
            ),
        },
    ),
    "compare": Option("dict", suboptions={"ignore": Option("list", elements="str")}),
    "validate": Option("bool", True),
    "allow": Option("list", elements="str", choices=("retire_subscriptions",)),
    "wait": Option("bool", False),
    "wait_timeout": Option("float", 300.0),
    "calls_per_minute": Option("int"),
}


@dataclass(frozen=True)
class Takeover:
    """A product that the wanted one replaces or supersedes (the ``verb``).

    Without a ``version`` it is the newest other one that is published. ``plans`` says to which plan the
    subscriptions to a plan of it move.
    """

    verb: str
    name: str
    version: Optional[str] = None
    plans: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Wish:
    """A product as a task wants it. ``documents`` are None where the task names the product only."""

    catalog: str
    space: Optional[str]
    name: str
    version: str
    documents: Optional[Documents]
    state: str
    takeover: Optional[Takeover]
    migrate_subscriptions: bool
    gateway_services: Optional[Tuple[str, ...]]
    visibility: Optional[Document]
    ignore: FrozenSet[str]
    validate: bool
    allow_retiring: bool
    wait: bool
    wait_timeout: float

    @property
    def title(self) -> str:
        """``pets:1.0.0``."""
        return "%s:%s" % (self.name, self.version)


def wish_of(params: Params) -> Wish:
    """What the options say; ``ApiError`` (config) if they contradict one another."""
    catalog = str(params.get("catalog") or "")
    if not catalog:
        raise config_error("Which catalog? Set catalog to ORGANIZATION/CATALOG, by their names.")
    if not _CATALOG.fullmatch(catalog):
        raise config_error(
            "catalog must be ORGANIZATION/CATALOG, such as my-organization/sandbox, not %r." % catalog
        )
    if params["scope"] == "consumer":
        raise config_error("A product cannot be published with scope consumer; leave scope out.")
    if not 0 < params["wait_timeout"] < 86400:
        raise config_error("wait_timeout must be a number of seconds above 0 and below a day.")
    visibility = _visibility(params.get("visibility"))
    documents = _documents(params, visibility)
    name, version = (
        (documents.name, documents.version) if documents else (params.get("name"), params.get("version"))
    )
    if not name or not version:
        raise config_error("Which product? Set product to its file, or set name and version.")
    services = params.get("gateway_services")
    ignore = set((params.get("compare") or {}).get("ignore") or ())
    return Wish(
        catalog=catalog,
        space=params.get("space") or None,
        name=name,
        version=version,
        documents=documents,
        state=params["state"],
        takeover=_takeover(params, name, version),
        migrate_subscriptions=params["migrate_subscriptions"],
        gateway_services=None if services is None else tuple(services),
        visibility=visibility,
        ignore=frozenset(ignore | ({"visibility"} if visibility else set())),
        validate=params["validate"],
        allow_retiring="retire_subscriptions" in (params.get("allow") or ()),
        wait=params["wait"],
        wait_timeout=params["wait_timeout"],
    )


def _documents(params: Params, visibility: Optional[Document]) -> Optional[Documents]:
    if params.get("product") is None:
        if params.get("apis"):
            raise config_error("apis needs product: set product to the file of the product.")
        return None
    if params.get("name") or params.get("version"):
        raise config_error(
            "name and version come from the file of the product; leave them out, or leave product out."
        )
    return documents_of(params["product"], params.get("apis")).with_visibility(visibility)


def _visibility(given: Optional[Mapping[str, Any]]) -> Optional[Document]:
    """The visibility without what it leaves open, as product files write it."""
    if given is None:
        return None
    return {
        side: {
            "enabled": True,
            **{_IN_FILES.get(name, name): value for name, value in fields.items() if value is not None},
        }
        for side, fields in given.items()
    }


def _takeover(params: Params, name: str, version: str) -> Optional[Takeover]:
    given = {verb: params[option] for verb, option in _VERBS.items() if params.get(option)}
    if not given:
        return None
    if len(given) > 1:
        raise config_error(
            "A product either replaces another one or supersedes it; leave out replaces or supersedes."
        )
    ((verb, value),) = given.items()
    option = _VERBS[verb]
    if params["state"] != "published":
        raise config_error("%s needs state published, not %s." % (option, params["state"]))
    if value == "previous":
        return Takeover(verb, name)
    if not isinstance(value, Mapping) or set(value) - {"name", "version", "plans"}:
        raise config_error(
            "%s must be previous, or a mapping with version, plans and name, such as {version: 1.0.0}."
            % option
        )
    plans = value.get("plans") or {}
    if not isinstance(plans, Mapping):
        raise config_error(
            "%s.plans must be a mapping of plans of the old product to plans of the new one." % option
        )
    old_name, old_version = str(value.get("name") or name), value.get("version")
    if old_version == "previous":
        old_version = None
    elif not isinstance(old_version, str) or not old_version:
        raise config_error("%s.version must be a version in quotes, or previous." % option)
    if old_version is None and old_name != name:
        raise config_error(
            "%s: previous is a version of %s itself; give the version of %s." % (option, name, old_name)
        )
    if (old_name.lower(), old_version) == (name.lower(), version):
        raise config_error("%s names %s:%s itself; it must name the old product." % (option, name, version))
    return Takeover(verb, old_name, old_version, _texts(plans))


_VERBS: Mapping[str, str] = {"replace": "replaces", "supersede": "supersedes"}


def _texts(plans: Mapping[Any, Any]) -> Dict[str, str]:
    return {str(source): str(target) for source, target in plans.items()}

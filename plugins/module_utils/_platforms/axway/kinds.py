# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of Axway Central, as data: where their objects are, what they are in, how their fields compare.

Sources: the models of the vendor's public agent SDK (groups, plurals, scopes, subresources), its guide to the
API server, and its sample files.

PRIVATE to this collection.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import FrozenSet, Mapping, Tuple

from ..._core.compare import Rules

# Parts of every object that the server owns.
_SERVER = frozenset({"group", "apiVersion", "kind", "name", "metadata"})
# Subresources that the server or an agent writes.
SERVER_SUBRESOURCES = frozenset(
    [
        "agentstate",
        "complianceruntimeresult",
        "dataplane",
        "invoiced",
        "latestrelease",
        "marketplace",
        "progress",
        "references",
        "releasehash",
        "result",
        "samplestate",
        "source",
        "status",
    ]
)
# What users and agents share: what is there besides what is wanted stays.
_SHARED = frozenset({"attributes", "finalizers", "tags"})
# The server has these empty where they are not set.
_NEVER_NULL = frozenset({"attributes", "finalizers", "spec", "tags"})
_BINARY = frozenset({"icon.data", "spec.icon.data", "spec.definition.value"})

# Lists of a kind of which the order does not count.
_SETS: Mapping[str, Tuple[str, ...]] = {
    "APIServiceInstance": ("spec.credentialRequestDefinitions",),
    "Asset": ("spec.categories",),
    "Environment": ("stages.allowed",),
    "Product": ("spec.categories",),
    "Quota": ("spec.resources",),
    "ResourceHook": ("spec.triggers",),
    "WatchTopic": ("spec.filters",),
}
# Lists of which the items are known by a field.
_KEYED: Mapping[str, Mapping[str, str]] = {"Product": {"spec.assets": "name"}}
# What is not to be compared nor shown.
_SECRET: Mapping[str, Tuple[str, ...]] = {
    "Credential": ("data",),
    "DataplaneSecret": ("spec.data",),
    "IdentityProviderSecret": ("spec.data",),
    "Secret": ("spec.data",),
    "Webhook": ("spec.headers",),
}
# The life of these is a sequence of states, which the platform moves on by itself as well.
LIFE_CYCLE = ("draft", "active", "deprecated", "archived")
LIVING = frozenset({"Asset", "Product", "ProductPlan", "ReleaseTag"})
# These are deleted as drafts or archived only.
ARCHIVED_FIRST = frozenset({"Asset", "Product"})

# Which field names which kind of object: in the same scope, or (kind, in no scope).
REFERENCES: Mapping[str, Mapping[str, str]] = {
    "APIServiceInstance": {
        "spec.apiServiceRevision": "APIServiceRevision",
        "spec.accessRequestDefinition": "AccessRequestDefinition",
        "spec.credentialRequestDefinitions": "CredentialRequestDefinition",
        "lifecycle.stage": "Stage",
    },
    "APIServiceRevision": {"spec.apiService": "APIService"},
    "Asset": {"spec.categories": "Category"},
    "Environment": {"stages.allowed": "Stage"},
    "Product": {"spec.assets.name": "Asset", "spec.categories": "Category"},
    "ProductPlan": {"spec.product": "Product"},
    "PublishedProduct": {"spec.product.name": "Product"},
    "PublishedStage": {"spec.stage.name": "Stage"},
    "ResourceHook": {"spec.webhooks": "Webhook"},
    "Webhook": {"spec.auth.secret.name": "Secret"},
}


@dataclass(frozen=True)
class Kind:
    """A kind of objects: its place in the API, and ``rank``, by which what others refer to comes first.

    ``scopes`` are the kinds that its objects can be in; none for a kind of the top. ``subresources`` are
    written apart from the object.
    """

    group: str
    name: str
    plural: str
    rank: int
    scopes: Tuple[str, ...]
    subresources: FrozenSet[str]
    version: str

    @property
    def rules(self) -> Rules:
        """How its fields compare."""
        return Rules(
            ignored=_SERVER | SERVER_SUBRESOURCES,
            secret=frozenset(_SECRET.get(self.name, ())),
            sets=frozenset(_SETS.get(self.name, ())) | {"tags", "finalizers"},
            keyed=_KEYED.get(self.name, {}),
            added=_SHARED,
            binary=_BINARY,
            unset=_NEVER_NULL,
        )

    @property
    def hides_secrets(self) -> bool:
        """Whether the object itself, and not a subresource, holds secrets."""
        return any(path.startswith("spec.") for path in _SECRET.get(self.name, ()))

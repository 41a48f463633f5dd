# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of Central's kinds: what it holds, and how it has lists compared."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._core.compare import differences
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.axway.kind_table import (
    KINDS,
    kinds_named,
)
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.axway.kinds import REFERENCES
from tests.simulator import axway_kinds as simulated

# Of a kind's name followed by s or with y turned to ies, these are not.
IRREGULAR = {
    "assistedsearch",
    "authprofiles",
    "categoryvisibility",
    "commandlines",
    "consumerproductplanvisibility",
    "consumerproductvisibility",
    "consumerstagevisibility",
    "groups",
    "idpmetadatas",
    "idpsecrets",
    "productplanvisibility",
    "productvisibility",
    "resources",
    "resourceversions",
    "stagevisibility",
}
LISTS: dict[str, dict[str, str]] = {
    "set": {
        "APIServiceInstance": "spec.credentialRequestDefinitions",
        "Asset": "spec.categories",
        "Environment": "stages.allowed",
        "Product": "spec.categories",
        "Quota": "spec.resources",
        "ResourceHook": "spec.triggers",
        "WatchTopic": "spec.filters",
    },
    "keyed": {"Product": "spec.assets"},
    "ordered": {
        "APIServiceInstance": "spec.endpoint",
        "Document": "spec.sections",
        "ProductPlan": "spec.features",
    },
}
ROWS = [(how, kind, path) for how, kinds in LISTS.items() for kind, path in kinds.items()]


def test_the_table_holds_the_kinds_that_there_are() -> None:
    ours = {(kind.group, kind.name): (kind.plural, set(kind.scopes), kind.subresources) for kind in KINDS}
    theirs = {
        (kind.group, kind.name): (kind.plural, set(kind.scopes), kind.subresources)
        for kind in simulated.KINDS
    }
    assert ours == theirs
    assert (len(KINDS), len(ours)) == (86, 86)


def test_irregular_plurals() -> None:
    regular = {re.sub("([^aeiou])y$", r"\1ie", kind.name.lower()) + "s" for kind in KINDS}
    found = {kind.plural for kind in KINDS if kind.plural not in regular}
    definitions = {kind.plural for kind in KINDS if kind.name == "ResourceDefinition"}
    assert found | definitions == IRREGULAR


def test_what_a_reference_names_is_a_kind_that_comes_before() -> None:
    for name, fields in REFERENCES.items():
        for referred in fields.values():
            ranks = [kind.rank for kind in kinds_named(referred)]
            assert ranks, referred
            assert min(ranks) < max(kind.rank for kind in kinds_named(name)), (name, referred)


def at(path: str, items: list[Any]) -> dict[str, Any]:
    """An object with that list at a path."""
    outer, inner = path.split(".")
    return {outer: {inner: items}}


@pytest.mark.parametrize(("how", "name", "path"), ROWS)
def test_lists_of_a_kind(how: str, name: str, path: str) -> None:
    for kind in kinds_named(name):
        one: dict[str, Any] = {"name": "one", "other": 1}
        two: dict[str, Any] = {"name": "two", "other": 2}
        there = at(path, [{**one, "added": 7}, two])
        assert differences(there, at(path, [one, two]), kind.rules) == []
        assert bool(differences(there, at(path, [two, one]), kind.rules)) == (how == "ordered")
        assert differences(there, at(path, [one]), kind.rules)
        assert differences(there, at(path, [one, two, two]), kind.rules)
        assert differences(there, at(path, [one, {**two, "other": 3}]), kind.rules)


def test_every_set_and_key_of_the_table_is_tested() -> None:
    found = {
        (how, kind.name, path)
        for kind in KINDS
        for how, paths in (("set", kind.rules.sets - {"tags", "finalizers"}), ("keyed", kind.rules.keyed))
        for path in paths
    }
    assert found == {row for row in ROWS if row[0] != "ordered"}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.group}-{kind.name}")
def test_tags_are_a_set_that_others_add_to(kind: Any) -> None:
    assert differences({"tags": ["b", "theirs", "a"]}, {"tags": ["a", "b"]}, kind.rules) == []
    assert differences({"tags": ["a"]}, {"tags": ["a", "b"]}, kind.rules)
    exact = kind.rules.changed(exact=["tags"])
    assert differences({"tags": ["a", "theirs"]}, {"tags": ["a"]}, exact)

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole platforms exported: an object of every kind, laid out as files and applied, changes nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apic.kind_table import KINDS as APIC
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apinizer.kind_table import (
    KINDS as APINIZER,
)
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.axway.kind_table import (
    KINDS as AXWAY,
)
from ansible_collections.apiops.platforms.plugins.plugin_utils._documents import loaded
from ansible_collections.apiops.platforms.plugins.plugin_utils._export_files import is_of, laid_out
from tests.operations.apic_landscape import SANDBOX
from tests.operations.apinizer_landscape import PARENT
from tests.operations.conftest import Run
from tests.operations.full import ALL, done, made, made_of_cloud

KINDS: Mapping[str, set[str]] = {
    "apic": {kind.name for kind in APIC.values() if kind.scope == "provider"},
    "apinizer": set(APINIZER),
    "axway": {kind.name for kind in AXWAY},
}
# Of these there is no list, or they are the platform's own.
NOT_EXPORTED = {
    "apic": {kind.name for kind in APIC.values() if kind.scope == "admin"},
    "apinizer": {"credential_organization"},
    "axway": {"Component", "ResourceGroup"},
}
OWN = [
    "CommandLineInterface",
    "Component",
    "ResourceDefinition",
    "ResourceDefinitionVersion",
    "ResourceGroup",
]
SECRETS_IN = re.compile(r"s3cr3t|pr1vate")


def export(run: Run, platform: str, **options: Any) -> dict[str, Any]:
    """What is found, which must not fail."""
    found = run(f"{platform}_export", dest="not written here", **options)
    assert not found.get("failed"), found["msg"]
    return found


def applied(run: Run, platform: str, found: dict[str, Any], **options: Any) -> dict[str, Any]:
    """What comes of the files of an export, as long as no variable in them is defined."""
    texts = laid_out(platform, found["resources"], found["groups"]).files
    items = [_without_variables(each) for path, text in texts.items() for each in loaded(path, text)]
    assert not SECRETS_IN.search(json.dumps([found, texts]))
    # By this an export knows the files that it wrote, before it deletes one.
    assert [
        path for path, text in texts.items() if not all(is_of(path, each) for each in loaded(path, text))
    ] == []
    return run(f"{platform}_resource", resources=items, order="dependency", **options)


def _without_variables(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_variables(item) for name, item in value.items() if not _is_variable(item)}
    if isinstance(value, list):
        return [_without_variables(item) for item in value if not _is_variable(item)]
    return value


def _is_variable(value: Any) -> bool:
    return isinstance(value, str) and bool(re.fullmatch(r"{{ \w+ \| default\(omit\) }}", value))


def writes(run: Run) -> list[str]:
    """What was asked besides reads and logins."""
    return [
        f"{each['method']} {each['path']}"
        for each in run.requests()
        if each["method"] != "GET" and not re.search("/(token|verify-client-secret)$", each["path"])
    ]


@pytest.mark.parametrize("platform", ALL)
def test_a_whole_platform_exported_and_applied_changes_nothing(run: Run, platform: str) -> None:
    made(run, platform)
    run.simulator.clear_journal()
    found = export(run, platform)
    told = {each["kind"] for each in found["resources"]}
    assert set(found["not_exported"]) == NOT_EXPORTED[platform]
    left = KINDS[platform] - told - (set(OWN) if platform == "axway" else set())
    assert left == (NOT_EXPORTED[platform] & KINDS[platform]) - set(OWN)
    summary = done(applied(run, platform, found))["summary"]
    assert {name: number for name, number in summary.items() if number} == {
        "unchanged": len(found["resources"])
    }
    assert writes(run) == []
    assert json.dumps(export(run, platform)["resources"]) == json.dumps(found["resources"])


@pytest.mark.parametrize("platform", ALL)
def test_an_error_at_any_read_exports_nothing(run: Run, platform: str) -> None:
    """Also at the last one; the message names what could not be read, and how to go on without it."""
    made(run, platform)
    run.simulator.clear_journal()
    export(run, platform)
    paths = [each["path"] for each in run.requests() if each["method"] == "GET"]
    for path in (paths[0], paths[len(paths) // 2], paths[-1]):
        run.simulator.fault(kind="status", status=403, path=path, times=None)
        failed = run(f"{platform}_export", dest="x")
        assert failed["failed"]
        assert "resources" not in failed
        assert path in failed["msg"]
        run.simulator.clear_faults()


def test_kinds_of_a_platform_itself_are_exported_if_they_are_named(run: Run) -> None:
    made(run, "axway")
    found = export(run, "axway", kinds=["Component", "AccessControlList"])
    assert {each["kind"] for each in found["resources"]} == {"Component", "AccessControlList"}
    assert found["not_exported"] == []
    assert applied(run, "axway", found)["summary"]["unchanged"] == len(found["resources"])


@pytest.mark.parametrize(
    ("platform", "parent", "itself"),
    [
        ("apic", SANDBOX, "catalog"),
        ("axway", {"kind": "Environment", "name": "in-this"}, "Environment"),
        ("apinizer", PARENT, None),
    ],
)
def test_one_parent_is_exported_with_itself(
    run: Run, platform: str, parent: dict[str, str], itself: str | None
) -> None:
    made(run, platform)
    found = export(run, platform, parent=parent)
    place = [[*parent.values()]] if platform == "axway" else [[*each] for each in parent.items()]
    inside = [each for each in found["resources"] if each["place"][: len(place)] == place]
    rest = [each for each in found["resources"] if each not in inside]
    assert len(inside) > 10
    assert [(each["kind"], each["name"]) for each in rest] == (
        [(itself, list(parent.values())[-1])] if itself else []
    )
    assert not (platform == "apinizer" and any(not each["place"] for each in found["resources"]))


def test_what_is_cloud_manager_s_exported_and_applied_changes_nothing(run: Run) -> None:
    login = made_of_cloud(run)
    run.simulator.clear_journal()
    found = export(run, "apic", **login)
    told = {each["kind"] for each in found["resources"]}
    assert {kind.name for kind in APIC.values() if kind.scope == "admin"} <= told
    summary = done(applied(run, "apic", found, **login))["summary"]
    assert {name: number for name, number in summary.items() if number} == {
        "unchanged": len(found["resources"])
    }
    assert writes(run) == []


def test_kinds_and_exclude_choose(run: Run) -> None:
    made(run, "apic")
    run.simulator.clear_journal()
    found = export(run, "apic", parent=SANDBOX, kinds=["app", "credential"])
    assert {each["kind"] for each in found["resources"]} == {"app", "credential"}
    assert {group["kind"] for group in found["groups"]} == {"app", "credential"}
    assert len(run.requests(listener="apic")) < 20
    rest = export(run, "apic", parent=SANDBOX, exclude=["consumer_org"])
    assert {"app", "credential", "consumer_org"}.isdisjoint(each["kind"] for each in rest["resources"])
    assert any(each["kind"] == "member" for each in rest["resources"])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"kinds": ["ap"]}, "kind 'ap' is no kind of apic; did you mean app?"),
        ({"exclude": ["nonsense"]}, "kind 'nonsense' is no kind of apic"),
        ({"parent": {"org": 1}}, "parent.org must be a name, and 1 is none."),
        ({"parent": {"catalog": "x"}}, "parent has the parts catalog; it takes one of {org"),
        ({"parent": {**SANDBOX, "catalog": "none"}}, "catalog none in org test-organization"),
    ],
)
def test_a_wrong_export_is_refused(run: Run, options: dict[str, Any], words: str) -> None:
    failed = run("apic_export", dest="x", **options)
    assert failed["failed"]
    assert words in failed["msg"]

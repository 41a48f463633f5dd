# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Releases of Axway's assets and products: made when something changed, and never twice."""

from __future__ import annotations

from typing import Any

import pytest

from tests.operations.conftest import Run

ASSET: dict[str, Any] = {"kind": "Asset", "name": "pets"}
PRODUCT: dict[str, Any] = {"kind": "Product", "name": "shop"}


def have(run: Run, *resources: dict[str, Any]) -> None:
    """Have these objects."""
    result = run("axway_resource", resources=list(resources))
    assert not result.get("failed"), result["msg"]


def released(run: Run, **options: Any) -> tuple[bool, str | None]:
    """Whether a release was made, and the version after it."""
    result = run("axway_release", **options)
    assert not result.get("failed"), result["msg"]
    return result["changed"], result["version"]


def tags(run: Run, plural: str = "assets", name: str = "pets") -> list[str]:
    """The release tags that there are."""
    result = run("axway_invoke", path=f"/catalog/v1/{plural}/{name}/releasetags")
    return [tag["name"] for tag in result["json"]]


@pytest.fixture(autouse=True)
def _objects(run: Run) -> None:
    have(run, {**ASSET, "title": "Pets"}, {**PRODUCT, "spec": {"assets": [{"name": "pets"}]}})


def test_a_release_is_made_once(run: Run) -> None:
    predicted = run("axway_release", **ASSET, check=True)
    assert predicted["changed"]
    assert tags(run) == []
    assert released(run, **ASSET, release_type="major") == (True, "1.0.0")
    assert released(run, **ASSET) == (False, "1.0.0")
    assert not run("axway_release", **ASSET, check=True)["changed"]
    assert tags(run) == [predicted["tag"]]


def test_a_change_of_the_object_or_of_a_part_is_released(run: Run) -> None:
    released(run, **ASSET, release_type="major")
    have(run, {**ASSET, "title": "All pets"})
    assert released(run, **ASSET) == (True, "1.1.0")
    mapping = {"kind": "AssetMapping", "parent": ASSET, "name": "map", "spec": {"inputs": {}}}
    have(run, mapping)
    assert released(run, **ASSET, release_type="patch") == (True, "1.1.1")
    assert released(run, **ASSET) == (False, "1.1.1")


def test_what_was_before_is_released_again(run: Run) -> None:
    titles = ["Pets", "All pets", "Pets"]
    for title in titles:
        have(run, {**ASSET, "title": title})
        assert released(run, **ASSET)[0]
    assert len(set(tags(run))) == 3


def test_a_product_is_released_with_the_releases_of_its_assets(run: Run) -> None:
    assert released(run, **PRODUCT, release_type="major") == (True, "1.0.0")
    assert released(run, **PRODUCT) == (False, "1.0.0")
    released(run, **ASSET)
    assert released(run, **PRODUCT) == (True, "1.1.0")
    assert released(run, **PRODUCT) == (False, "1.1.0")


def test_a_tag_of_somebody_else_tells_nothing(run: Run) -> None:
    have(run, {"kind": "ReleaseTag", "parent": ASSET, "name": "theirs", "spec": {"releaseType": "major"}})
    assert released(run, **ASSET) == (True, "1.1.0")
    assert released(run, **ASSET) == (False, "1.1.0")


def test_a_release_in_doubt_is_not_made_again(run: Run) -> None:
    run.simulator.fault(kind="reset_after", method="POST", path="/releasetags$")
    assert released(run, **ASSET)[0]
    assert len(tags(run)) == 1
    assert not released(run, **ASSET)[0]


def test_a_failure_after_the_release_tag_tells_that_it_was_made(run: Run) -> None:
    run.simulator.fault(kind="status", status=500, method="GET", path="/releasetags/", times=None)
    failed = run("axway_release", **ASSET, retries=0)
    assert (failed["failed"], failed["changed"]) == (True, True)
    run.simulator.clear_faults()
    assert not released(run, **ASSET)[0]


def test_what_is_not_there_is_not_released(run: Run) -> None:
    refused = run("axway_release", kind="Asset", name="cats")
    assert refused["error"]["kind"] == "not_found"
    assert refused["msg"] == "The Asset cats does not exist; look at kind and name."
    # In check mode a task before may have made it.
    assert run("axway_release", kind="Asset", name="cats", check=True)["changed"]
    assert run.warnings == [
        "the Asset cats does not exist yet; check mode assumes that an earlier task creates it."
    ]

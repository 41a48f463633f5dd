# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Products and proxies declared beside other objects: planned with them, and made in their turn."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.apiops.platforms.plugins.module_utils._core.errors import ApiError, config_error
from ansible_collections.apiops.platforms.plugins.module_utils._core.operations.own_module import (
    ModuleOperation,
)
from ansible_collections.apiops.platforms.plugins.plugin_utils import _module_documents
from tests.operations.apic_landscape import LUR, ORG
from tests.operations.apinizer_landscape import PARENT, item_of
from tests.operations.conftest import OPERATIONS, Run
from tests.operations.full import done
from tests.operations.pets import HOME
from tests.operations.pets import pets as product
from tests.operations.proxies import limit
from tests.operations.proxies import pets as proxy
from tests.simulator.apic_login import ORGANIZATION
from tests.simulator.apinizer import PROJECT

NIGHTLY = {"org": ORGANIZATION, "catalog": "nightly"}
BUYERS = {**NIGHTLY, "consumer_org": "buyers"}
USER = {"email": "steve@example.com", "password": "s3cr3t-of-steve"}


class Files:
    """Files as they are, without a search path."""

    def found(self, option: str, path: str) -> str:
        if not Path(path).exists():
            raise config_error(f"{option} {path} does not exist")
        return path

    def text(self, option: str, path: str) -> str:
        return Path(path).read_text(encoding="utf-8")


def document(kind: str, file: Path | None = None, **options: Any) -> dict[str, Any]:
    """A document as it is handed to the operation."""
    operation = OPERATIONS[kind]
    assert isinstance(operation, ModuleOperation)
    return _module_documents.prepared(operation, options, Files(), None if file is None else str(file))


def apic(**options: Any) -> list[dict[str, Any]]:
    """A subscription, the product that it is to, and what both are in; in the order of nobody's need."""
    plan = {"product": "pets:1.0.0", "plan": "gold"}
    return [
        {"kind": "subscription", "parent": {**BUYERS, "app": "shop"}, "spec": plan},
        document("apic_product", **{"catalog": f"{ORGANIZATION}/nightly", **product(), **options}),
        {"kind": "app", "parent": BUYERS, "name": "shop"},
        {"kind": "consumer_org", "parent": NIGHTLY, "name": "buyers", "spec": {"owner": "steve"}},
        {"kind": "configured_gateway_service", "parent": NIGHTLY, "name": "v6"},
        {"kind": "configured_catalog_user_registry", "parent": NIGHTLY, "name": "people"},
        {"kind": "catalog", "parent": ORG, "name": "nightly", "spec": {"title": "Nightly builds"}},
        {"kind": "user", "parent": {**ORG, "user_registry": "people"}, "name": "steve", "spec": USER},
        {"kind": "user_registry", "parent": ORG, "name": "people", "spec": LUR},
    ]


def apinizer(**options: Any) -> list[dict[str, Any]]:
    """A group of proxies, a proxy in it, and something that its policies may name."""
    route = {"relativePathList": ["/group"]}
    group = {"description": "Pets.", "apiProxies": ["pets"], "clientRoute": route}
    return [
        {"kind": "api_proxy_group", "parent": PARENT, "name": "all", "spec": group},
        document("apinizer_proxy", **{"project": PROJECT, "name": "pets", **proxy(), **options}),
        item_of("ip_group"),
    ]


MAKE = {"apic": apic, "apinizer": apinizer}
# What differs, and of which kind.
CHANGED: dict[str, dict[str, Any]] = {
    "apic": product(plans={"default": {"title": "Other"}, "gold": {"title": "Gold"}}),
    "apinizer": {"settings": {**proxy()["settings"], "metadata": {"description": "Other."}}},
}


def writes(run: Run) -> list[str]:
    """What was asked besides reads and logins."""
    rows = [each for each in run.requests() if each["method"] != "GET" and "token" not in each["path"]]
    return [f"{each['method']} {each['path']}" for each in rows if "/validate" not in each["path"]]


def counted(result: dict[str, Any]) -> dict[str, int]:
    """The counts of a result that are not zero."""
    return {name: number for name, number in result["summary"].items() if number}


@pytest.mark.parametrize("platform", MAKE)
def test_what_modules_of_their_own_make_is_planned_and_made_in_its_turn(run: Run, platform: str) -> None:
    """On an empty platform check mode predicts the very run, and a second one changes nothing."""
    declared, module = MAKE[platform](), f"{platform}_resource"
    predicted = done(run(module, check=True, diff=True, order="dependency", resources=declared))
    assert writes(run) == []
    made = done(run(module, diff=True, order="dependency", resources=declared))
    assert made["summary"] == predicted["summary"]
    assert made["requests"]["writes"] == len(writes(run)) > 0
    own = [(row["kind"], row["name"], row["action"], row["changed"]) for row in made["resources"]][1]
    assert own[0] in ("apic_product", "apinizer_proxy")
    assert own[2:] == ("created", True)
    assert made["resources"][1]["parent"] == ({"project": PROJECT} if platform == "apinizer" else NIGHTLY)
    assert made["resources"][1]["resource"]["name"] == "pets"
    assert len(made["diff"]) == len(predicted["diff"]) == sum(each["changed"] for each in made["resources"])
    assert "diff" not in made["resources"][1]
    run.simulator.clear_journal()
    again = done(run(module, diff=True, order="dependency", resources=declared))
    assert counted(again) == {"unchanged": len(declared)}
    assert (writes(run), again["changed"], again["diff"]) == ([], False, [])
    reads = [each for each in run.requests(method="GET") if "login" not in each["path"]]
    assert again["requests"]["reads"] == len(reads)
    changed = MAKE[platform](**CHANGED[platform])
    for check in (True, False):
        told = done(run(module, check=check, diff=True, order="dependency", resources=changed))
        assert counted(told) == {"updated": 1, "unchanged": len(declared) - 1}
        assert len(told["diff"]) == 1
        assert told["resources"][1]["changes"]
    assert counted(done(run(module, resources=changed, order="dependency"))) == {"unchanged": len(declared)}


@pytest.mark.parametrize("platform", MAKE)
@pytest.mark.parametrize("on_error", ["stop", "continue"])
def test_what_needs_it_is_not_tried_after_a_failure(run: Run, platform: str, on_error: str) -> None:
    """The failure is that of the module: nothing is lost of what it tells, and a second run finishes."""
    declared, module = MAKE[platform](), f"{platform}_resource"
    path = {"apic": ".*/publish", "apinizer": ".*/apiProxies/file/"}[platform]
    run.simulator.fault(kind="status", status=500, method="POST", path=path, times=None)
    failed = run(module, order="dependency", resources=declared, on_error=on_error, retries=0)
    assert failed["failed"]
    assert failed["resources"][1]["action"] == "failed"
    assert failed["resources"][1]["status"] == 500
    assert failed["summary"]["failed"] >= 1
    assert failed["requests"]["writes"] > 0
    run.simulator.clear_faults()
    done(run(module, order="dependency", resources=declared))
    assert counted(done(run(module, order="dependency", resources=declared))) == {"unchanged": len(declared)}


@pytest.mark.parametrize("platform", MAKE)
def test_a_read_that_fails_is_told_before_anything_is_written(run: Run, platform: str) -> None:
    declared, module = MAKE[platform](), f"{platform}_resource"
    done(run(module, order="dependency", resources=declared))
    changed = MAKE[platform](**CHANGED[platform])
    path = {"apic": ".*/products/pets/1.0.0", "apinizer": ".*/apiProxies/pets/"}[platform]
    run.simulator.fault(kind="status", status=500, method="GET", path=path, times=None)
    run.simulator.clear_journal()
    for check in (True, False):
        failed = run(module, check=check, order="dependency", resources=changed, retries=0)
        assert failed["resources"][1]["action"] == "failed"
        assert "answered 500" in failed["msg"]
    assert writes(run) == []


def test_pruning_leaves_products_alone(run: Run) -> None:
    declared = apic()
    done(run("apic_resource", order="dependency", resources=declared, owner="us"))
    pruning: dict[str, Any] = {"owner": "us", "prune": "delete", "prune_limit": 9, "order": "dependency"}
    assert counted(done(run("apic_resource", resources=declared, **pruning))) == {"unchanged": len(declared)}
    rest = [each for each in declared if each["kind"] not in ("subscription", "apic_product")]
    assert done(run("apic_resource", resources=rest, **pruning))["summary"]["deleted"] == 0


def test_a_document_says_that_its_object_is_gone(run: Run) -> None:
    done(run("apinizer_resource", order="dependency", resources=apinizer()[1:]))
    gone: dict[str, Any] = {"project": PROJECT, "name": "pets", "state": "absent"}
    refused = run("apinizer_resource", resources=[document("apinizer_proxy", **gone)])
    assert "set allow: [undeploy]" in refused["msg"]
    whole = run("apinizer_resource", state="absent", resources=[document("apinizer_proxy", **gone)])
    assert "state: absent of the task does not reach kind apinizer_proxy" in whole["msg"]
    gone["allow"] = ["undeploy"]
    told = done(run("apinizer_resource", resources=[document("apinizer_proxy", **gone)]))
    assert counted(told) == {"deleted": 1}
    assert counted(done(run("apinizer_resource", resources=[document("apinizer_proxy", **gone)]))) == {
        "unchanged": 1
    }


def test_files_are_found_beside_the_document(tmp_path: Path) -> None:
    (tmp_path / "pets").mkdir()
    (tmp_path / "pets" / "product.yml").write_text(
        yaml.safe_dump({**product()["product"], "apis": {"pets": {"$ref": "api.json"}}}), encoding="utf-8"
    )
    (tmp_path / "pets" / "api.json").write_text(json.dumps(product()["apis"][0]), encoding="utf-8")
    file = tmp_path / "platforms" / "pets.yml"
    told = document("apic_product", file, catalog=HOME, product="../pets/product.yml")
    assert told["product"]["apis"] == {"pets": {"name": "pets:1.0.0"}}
    assert [each["info"]["version"] for each in told["apis"]] == ["1.0.0"]
    with pytest.raises(ApiError, match=r"product none\.yml does not exist; it is looked for beside the docu"):
        document("apic_product", file, catalog=HOME, product="none.yml")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"url": "https://x.example.com"}, "url belongs to the task, and not to what is declared"),
        ({"stat": "published"}, "Unsupported parameters for .*: stat"),
        ({"state": "gone"}, "value of state must be one of"),
    ],
)
def test_mistakes_in_options_are_told_with_their_place(options: dict[str, Any], words: str) -> None:
    given = {"_place": "pets.yml", "catalog": HOME, "name": "pets", "version": "1.0.0", **options}
    with pytest.raises(ApiError, match=f"src pets.yml: {words}"):
        document("apic_product", **given)


def test_a_product_without_its_catalog_is_a_mistake(run: Run) -> None:
    declared = [document("apic_product", **product())]
    assert "resources: number 1: Which catalog?" in run("apic_resource", resources=declared)["msg"]


def test_no_secret_of_a_proxy_is_told(run: Run) -> None:
    """Neither by a plan with its diff, nor by a failure that repeats what was sent."""
    secret = "s3cr3t-of-a-policy"
    declared = [
        document("apinizer_proxy", project=PROJECT, name="pets", **proxy(policies=[limit(password=secret)]))
    ]
    told = [run("apinizer_resource", check=True, diff=True, resources=declared)]
    path = ".*/policies/limit/"
    run.simulator.fault(
        kind="status",
        status=400,
        body={"status": "FAILURE", "resultMessage": f"No {secret}!"},
        path=path,
        method="POST",
    )
    told += [run("apinizer_resource", diff=True, resources=declared, retries=0) for _time in range(2)]
    assert [each.get("failed", False) for each in told] == [False, True, False]
    for each in told:
        assert secret not in json.dumps(each)
    assert secret not in json.dumps([run.progress, run.warnings])

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bodies from files and answers to files: whole or not at all, and unchanged when nothing changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.operations.conftest import Run

PRODUCT = "product: 1.0.0\ninfo:\n  name: pets\n  title: Pets\n  version: 1.0.0\napis: {}\nplans: {}\n"
API = "openapi: 3.0.0\ninfo:\n  title: Pets\n  version: 1.0.0\n  x-ibm-name: pets\npaths: {}\n"


def test_an_apic_publish(run: Run, tmp_path: Path) -> None:
    apic = run.simulator.description["apic"]
    (tmp_path / "product.yaml").write_text(PRODUCT)
    (tmp_path / "api.yaml").write_text(API)
    options: dict[str, Any] = {
        "method": "POST",
        "path": "/catalogs/{org}/{catalog}/publish",
        "path_params": {"org": apic["organization"], "catalog": apic["catalog"]},
        "body_format": "multipart",
        "body": {
            "product": {"path": str(tmp_path / "product.yaml"), "content_type": "application/yaml"},
            "openapi": [{"path": str(tmp_path / "api.yaml"), "content_type": "application/yaml"}],
        },
        "unless": {"path": "/catalogs/{org}/{catalog}/products/pets/1.0.0", "that": "state == 'published'"},
        "verify": True,
    }
    first = run("apic_invoke", **options)
    assert not first.get("failed"), first
    assert (first["status"], first["changed"]) == (201, True)
    assert run("apic_invoke", **options)["changed"] is False
    (request,) = run.requests(method="POST", contains="pets")
    assert request["headers"]["content-type"].startswith("multipart/form-data; boundary=")
    assert int(request["headers"]["content-length"]) == request["body_bytes"]
    assert 'name="product"; filename="product.yaml"\r\nContent-Type: application/yaml' in request["body"]


def test_an_apinizer_proxy_out_and_in_again(run: Run, tmp_path: Path) -> None:
    project = run.simulator.description["apinizer"]["project"]
    below = f"/projects/{project}/apiProxies"
    proxy = {
        "apiProxyName": "pets",
        "apiProxyCreationType": "REVERSE_PROXY",
        "clientRoute": {"relativePathList": ["/pets"]},
        "routingInfo": {"routingAddressList": [{"address": "https://pets.example"}]},
    }
    made = run("apinizer_invoke", method="POST", path=f"{below}/url/", body=proxy)
    assert not made.get("failed"), made
    package = tmp_path / "pets.zip"
    exported = run("apinizer_invoke", path=f"{below}/pets/export/", dest=str(package))
    assert (exported["changed"], exported["dest"]) == (True, str(package))
    assert package.read_bytes()[:2] == b"PK"
    imported = run(
        "apinizer_invoke",
        method="PUT",
        path=f"{below}/pets/import/",
        body_format="multipart",
        body={"apiProxyExportFile": {"path": str(package)}, "metadata": {"deploy": False}},
    )
    assert not imported.get("failed"), imported
    (request,) = run.requests(method="PUT")
    assert 'name="metadata"\r\nContent-Type: application/json\r\n\r\n{"deploy": false}' in request["body"]


def test_the_same_answer_leaves_the_file_alone(run: Run, tmp_path: Path) -> None:
    dest = tmp_path / "orgs.json"
    assert run("apic_invoke", path="/orgs", dest=str(dest))["changed"] is True
    assert json.loads(dest.read_text())["total_results"] == 1
    before = dest.stat()
    again = run("apic_invoke", path="/orgs", dest=str(dest))
    assert again["changed"] is False
    assert dest.stat().st_mtime_ns == before.st_mtime_ns
    assert dest.stat().st_ino == before.st_ino


def test_check_mode_predicts_a_download(run: Run, tmp_path: Path) -> None:
    dest = tmp_path / "orgs.json"
    assert run("apic_invoke", check=True, path="/orgs", dest=str(dest))["changed"] is True
    assert list(tmp_path.iterdir()) == []


def test_a_refusal_or_a_broken_answer_leaves_the_file_alone(run: Run, tmp_path: Path) -> None:
    dest = tmp_path / "orgs.json"
    dest.write_text("what was there")
    run.simulator.fault(platform="apic", path="/api/orgs", kind="truncate", times=None)
    broken = run("apic_invoke", path="/orgs", dest=str(dest), retries=1)
    assert broken["error"]["kind"] == "protocol"
    assert broken["tries"] == 2
    assert run("apic_invoke", path="/none/such", dest=str(dest))["error"]["kind"] == "not_found"
    run.simulator.clear_faults()
    run.simulator.fault(platform="apic", path="/api/orgs", kind="html", status=200)
    assert run("apic_invoke", path="/orgs", dest=str(dest))["error"]["kind"] == "protocol"
    assert [path.name for path in tmp_path.iterdir()] == ["orgs.json"]
    assert dest.read_text() == "what was there"


def test_a_download_that_broke_is_fetched_again_whole(run: Run, tmp_path: Path) -> None:
    run.simulator.fault(platform="apic", path="/api/orgs", kind="truncate")
    result = run("apic_invoke", path="/orgs", dest=str(tmp_path / "orgs.json"))
    assert (result["tries"], result["changed"]) == (2, True)
    assert json.loads((tmp_path / "orgs.json").read_text())["total_results"] == 1


def test_a_body_from_a_file(run: Run, tmp_path: Path) -> None:
    organization = run.simulator.description["apic"]["organization"]
    source = tmp_path / "catalog.json"
    source.write_text('{"name": "filed", "title": "From a file"}')
    result = run("apic_invoke", method="POST", path=f"/orgs/{organization}/catalogs", src=str(source))
    assert result["json"]["title"] == "From a file"
    (request,) = run.requests(method="POST", contains="filed")
    assert request["headers"]["content-type"] == "application/json"
    assert request["headers"]["content-length"] == str(source.stat().st_size)


def test_form_and_raw_bodies(run: Run) -> None:
    options: dict[str, Any] = {"method": "POST", "path": "/none", "status_code": [404]}
    run("apic_invoke", body_format="form", body={"a": [1, 2], "b": "x y&z", "c": None, "d": True}, **options)
    run("apic_invoke", body_format="raw", body="plain ü", headers={"Content-Type": "text/plain"}, **options)
    form, raw = run.requests(path="/api/none")
    assert form["body"] == "a=1&a=2&b=x+y%26z&d=true"
    assert form["headers"]["content-type"] == "application/x-www-form-urlencoded"
    assert (raw["body"], raw["headers"]["content-type"]) == ("plain ü", "text/plain")


def test_a_refusal_with_status_200_is_not_saved(run: Run, tmp_path: Path) -> None:
    refused = {"success": False, "message": "no such project", "trace": "x" * 900_000}
    run.simulator.fault(platform="apinizer", path="/apiops/projects", kind="status", status=200, body=refused)
    dest = tmp_path / "projects.json"
    result = run("apinizer_invoke", path="/projects/", dest=str(dest))
    assert result["error"]["description"] == "no such project"
    assert list(tmp_path.iterdir()) == []

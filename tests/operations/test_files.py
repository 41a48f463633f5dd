# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bodies from files and answers to files: whole or not at all, and unchanged when nothing changed."""

from __future__ import annotations

import email.policy
import errno
import json
import os
import stat
import threading
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest

from tests.devices import device
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


# --- attributes, devices and FIFOs ------------------------------------------------------------------------


def test_a_file_that_differs_in_its_mode_alone(run: Run, tmp_path: Path) -> None:
    dest = tmp_path / "orgs.json"
    call: dict[str, Any] = {"path": "/orgs", "dest": str(dest)}
    assert run("apic_invoke", **call, mode="0640")["changed"] is True
    before = dest.stat()
    assert before.st_mode & 0o7777 == 0o640
    assert run("apic_invoke", **call)["changed"] is False
    assert run("apic_invoke", **call, mode="u=rw,g=r,o=", group=str(before.st_gid))["changed"] is False
    predicted = run("apic_invoke", **call, mode="u+x", check=True, diff=True)
    assert dest.stat() == before
    result = run("apic_invoke", **call, mode="u+x", diff=True)
    assert predicted["changed"] is result["changed"] is True
    assert predicted["diff"] == result["diff"]
    assert (result["diff"]["before"], result["diff"]["after"]) == ("mode: 0640\n", "mode: 0740\n")
    after = dest.stat()
    assert (after.st_mode & 0o7777, after.st_ino) == (0o740, before.st_ino)
    dest.write_text("other")
    both = run("apic_invoke", **call, mode="u-x", diff=True)["diff"]
    assert both["before"] == "mode: 0740\n"
    assert both["after"] == f"mode: 0640\n(the answer of GET {run.given['apic']['url']}/api/orgs)\n"


def test_each_call_has_attributes_of_its_own(run: Run, tmp_path: Path) -> None:
    modes = {"a": "0600", "b": "0640", "c": None}
    calls: list[dict[str, Any]] = [
        {"name": name, "path": "/orgs", "dest": str(tmp_path / name), "mode": mode}
        for name, mode in modes.items()
    ]
    first = run("apic_invoke", calls=calls, diff=True)
    assert [call["changed"] for call in first["calls"]] == [True, True, True]
    assert [(tmp_path / name).stat().st_mode & 0o777 for name in "ab"] == [0o600, 0o640]
    calls[1]["mode"] = "0644"
    again = run("apic_invoke", calls=calls, diff=True)
    assert [call["changed"] for call in again["calls"]] == [False, True, False]
    assert [diff["after"] for diff in again["diff"]] == ["mode: 0644\n"]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"mode": "rw"}, "mode 'rw' is not a file mode; "),
        ({"owner": "no such user"}, "owner 'no such user' does not exist"),
        ({"group": "no such group"}, "group 'no such group' does not exist"),
        ({"dest": os.devnull, "mode": "0666"}, f"dest {os.devnull} is not a regular file; "),
    ],
    ids=str,
)
def test_attributes_that_cannot_be_are_told_before_anything_is_sent(
    run: Run, tmp_path: Path, options: dict[str, Any], told: str
) -> None:
    result = run("apic_invoke", **{"path": "/orgs", "dest": str(tmp_path / "x"), **options})
    assert result["error"]["kind"] == "config"
    assert result["msg"].startswith(told)
    assert run.requests() == []


def test_a_device_is_written_to(run: Run, tmp_path: Path) -> None:
    null = device(tmp_path, "null")
    for check in (True, False):
        assert run("apic_invoke", path="/orgs", dest=str(null), check=check)["changed"] is True
    assert stat.S_ISCHR(null.stat().st_mode)


def test_a_fifo_is_written_to_once(run: Run, tmp_path: Path) -> None:
    dest = tmp_path / "fifo"
    os.mkfifo(dest)
    run.simulator.fault(platform="apic", path="/api/orgs", kind="truncate")
    assert run("apic_invoke", path="/orgs", dest=str(dest), check=True)["changed"] is True
    run.simulator.fault(platform="apic", path="/api/orgs", kind="truncate")
    came: list[bytes] = []
    reader = threading.Thread(target=lambda: came.append(dest.read_bytes()))
    reader.start()
    result = run("apic_invoke", path="/orgs", dest=str(dest))
    reader.join()
    assert (result["changed"], result["tries"], result["dest"]) == (True, 2, str(dest))
    assert json.loads(came[0])["total_results"] == 1
    assert stat.S_ISFIFO(dest.stat().st_mode)


def test_a_fifo_without_a_reader_ends_the_task_before_anything_is_sent(run: Run, tmp_path: Path) -> None:
    dest = tmp_path / "fifo"
    os.mkfifo(dest)
    result = run("apic_invoke", method="POST", path="/orgs", body={}, dest=str(dest), timeout=0.3)
    assert result["error"]["kind"] == "config"
    assert result["msg"].startswith(f"dest {dest} was not opened for reading in 0.3 s (timeout); ")
    assert (result["changed"], run.requests()) == (False, [])


def test_an_environment_that_allows_unsafe_writes_allows_them_each_call(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dest = tmp_path / "orgs.json"
    dest.write_text("old")

    def refused(*_arguments: object) -> None:
        raise OSError(errno.EBUSY, "Device or resource busy")

    monkeypatch.setattr(os, "replace", refused)
    calls = [{"name": "a", "path": "/orgs", "dest": str(dest)}]
    for value in (None, "", "false"):
        if value is not None:
            monkeypatch.setenv("ANSIBLE_UNSAFE_WRITES", value)
        assert "(Device or resource busy)" in run("apic_invoke", calls=calls)["msg"]
    monkeypatch.setenv("ANSIBLE_UNSAFE_WRITES", "true")
    assert run("apic_invoke", calls=calls)["changed"] is True
    assert json.loads(dest.read_text())["total_results"] == 1


# --- the content type of parts ----------------------------------------------------------------------------

PARTS: dict[str, Any] = {"method": "POST", "path": "/none", "status_code": [404], "body_format": "multipart"}


def parts_of(request: dict[str, Any]) -> dict[str, str]:
    """The parts of a body by the names of their fields, read by the content type it came with."""
    head = f"Content-Type: {request['headers']['content-type']}\r\n\r\n"
    message = BytesParser(policy=email.policy.HTTP).parsebytes((head + request["body"]).encode())
    assert not message.defects
    return {
        str(part.get_param("name", header="Content-Disposition")): part.get_content().strip()
        for part in message.iter_parts()
    }


@pytest.mark.parametrize(
    ("given", "subtype"),
    [
        ({"Content-Type": "multipart/form-data"}, "form-data"),
        ({"content-type": "multipart/form-data; boundary=foreign"}, "form-data"),
        ({"Content-Type": "application/json", "CONTENT-TYPE": "multipart/mixed"}, "mixed"),
    ],
    ids=str,
)
def test_parts_are_read_by_our_boundary(run: Run, given: dict[str, str], subtype: str) -> None:
    run("apic_invoke", **PARTS, body={"a": "1", "b": "2"}, headers=given)
    (request,) = run.requests(path="/api/none")
    assert request["headers"]["content-type"].startswith(f"multipart/{subtype}; boundary=")
    assert parts_of(request) == {"a": "1", "b": "2"}


def test_a_probe_has_the_content_type_of_its_own_body(run: Run) -> None:
    asking = {"method": "POST", "path": "/nothing", "body": {"a": 1}, "status_code": [404], "that": "x"}
    headers = {"Content-Type": "multipart/mixed"}
    run("apic_invoke", **PARTS, body={"a": "1"}, headers=headers, unless=asking)
    (probe,) = run.requests(path="/api/nothing")
    assert probe["headers"]["content-type"] == "application/json"
    (request,) = run.requests(path="/api/none")
    assert parts_of(request) == {"a": "1"}


@pytest.mark.parametrize("shared", ["multipart/form-data", "multipart/mixed; boundary=x", "application/json"])
def test_a_content_type_of_all_calls_is_for_those_it_fits(run: Run, shared: str) -> None:
    calls = [
        {"name": "parts", **PARTS, "body": {"a": "1"}},
        {"name": "json", **PARTS, "body_format": "json", "body": {"a": 1}},
        {"name": "form", **PARTS, "body_format": "form", "body": {"a": 1}},
        {"name": "nothing", **PARTS, "method": "GET"},
    ]
    result = run("apic_invoke", calls=calls, headers={"Content-Type": shared})
    assert not result.get("failed"), result["msg"]
    parts, in_json, form, _nothing = run.requests(path="/api/none")
    assert parts_of(parts) == {"a": "1"}
    assert in_json["headers"]["content-type"] == "application/json"
    alone = "application/x-www-form-urlencoded" if shared.startswith("multipart") else shared
    assert form["headers"]["content-type"] == alone


@pytest.mark.parametrize(
    ("form", "content_type"),
    [("multipart", "application/json"), ("json", "multipart/form-data"), ("form", "multipart/mixed")],
)
@pytest.mark.parametrize("many", [False, True], ids=["one", "many"])
def test_a_content_type_by_which_the_body_cannot_be_read(
    run: Run, form: str, content_type: str, many: bool
) -> None:
    call = {
        "method": "POST",
        "path": "/none",
        "body_format": form,
        "body": {"a": "1"},
        "headers": {"Content-Type": content_type},
    }
    result = run("apic_invoke", **({"calls": [{"name": "x", **call}]} if many else call))
    assert result["error"]["kind"] == "config"
    told = f"headers: Content-Type {content_type} does not fit body_format {form}; leave one of them out."
    assert result["msg"] == ("call 'x': " if many else "") + told
    assert run.requests() == []


def test_a_refusal_with_status_200_is_not_saved(run: Run, tmp_path: Path) -> None:
    refused = {"success": False, "message": "no such project", "trace": "x" * 900_000}
    run.simulator.fault(platform="apinizer", path="/apiops/projects", kind="status", status=200, body=refused)
    dest = tmp_path / "projects.json"
    result = run("apinizer_invoke", path="/projects/", dest=str(dest))
    assert result["error"]["description"] == "no such project"
    assert list(tmp_path.iterdir()) == []

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Services of Apinizer that only calls reach: groups that are deployed, packages of objects."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.operations.apinizer_landscape import PARENT, apinizer, item_of, publish
from tests.operations.conftest import Run, actions
from tests.simulator.apinizer import PROJECT

P = f"/projects/{PROJECT}"


def test_a_group_of_proxies_is_deployed_and_undeployed(run: Run) -> None:
    publish(run)
    assert actions(run("apinizer_resource", **item_of("api_proxy_group"))) == ["created"]
    place = f"{P}/apiProxyGroups/thing"
    deployment: dict[str, Any] = {
        "path": f"{place}/environments/test/",
        "method": "POST",
        "unless": {
            "path": f"{place}/environments/",
            "that": "resultList[?name=='test' && deployed && !redeployRequired]",
        },
        "verify": True,
    }
    assert [run("apinizer_invoke", **deployment)["changed"] for _time in range(2)] == [True, False]
    apinizer(run, f"{place}/environments/test/", "DELETE")
    history = apinizer(run, f"{place}/deploy-histories/")["resultList"]
    assert [(each["revision"], each["deploy"]) for each in history] == [(2, False), (1, True)]
    run.simulator.configure(apinizer={"deployments_fail": True})
    failed = run("apinizer_invoke", **deployment)
    assert "saved in the manager, but not deployed" in failed["msg"]


def test_objects_are_packed_and_unpacked(run: Run, tmp_path: Path) -> None:
    run("apinizer_resource", **item_of("ip_group"))
    package = tmp_path / "groups.zip"
    place = f"{P}/export-import/IP_GROUP"
    assert apinizer(run, f"{place}/objects/")["resultList"] == [{"name": "thing"}]
    exported = run(
        "apinizer_invoke",
        path=f"{place}/export/",
        method="POST",
        body={"names": ["thing"]},
        dest=str(package),
    )
    assert not exported.get("failed"), exported
    unknown = run("apinizer_invoke", path=f"{place}/export/", method="POST", body={"names": ["nothing"]})
    assert unknown["error"]["kind"] == "not_found"
    run("apinizer_resource", kind="ip_group", parent=PARENT, name="thing", state="absent")
    told = apinizer(
        run,
        f"{place}/import/",
        "POST",
        body_format="multipart",
        body={
            "exportFile": {"path": str(package), "content_type": "application/zip"},
            "override": "true",
        },
    )
    assert "not deployed to any worker: IP_GROUP: thing" in told["unresolvedReferences"][0]
    assert actions(run("apinizer_resource", **item_of("ip_group"))) == ["unchanged"]

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every fault of the laboratory through both doors: a failed task of one line, and never a traceback."""

from __future__ import annotations

import pytest

from tests.integration.platforms import run
from tests.integration.plays import Play
from tests.operations.test_laboratory import TROUBLES
from tests.simulator.client import Simulator

PLACES = {name: f"/faults/{number}" for number, name in enumerate(TROUBLES)}


@pytest.mark.usefixtures("door")
def test_every_fault_of_a_call(play: Play, fresh_simulator: Simulator) -> None:
    for name, path in PLACES.items():
        fresh_simulator.fault(platform="apic", path=f"/api{path}$", **TROUBLES[name].fault)
    ran = run(
        play,
        fresh_simulator,
        """
        - name: Call
          apiops.platforms.apic_invoke:
            path: "{{ item }}"
            retries: 1
            timeout: 1
          loop: "{{ paths }}"
          ignore_errors: true
        """,
        extra_vars={"paths": list(PLACES.values())},
    )
    assert ran.rc == 0, ran.output
    assert "Traceback" not in ran.output
    results = ran.of("Call").result["results"]
    assert [result["item"] for result in results] == list(PLACES.values())
    for (name, fault), result in zip(TROUBLES.items(), results, strict=True):
        assert result["error"]["kind"] in fault.kinds, (name, result)
        assert "\n" not in result["msg"]


@pytest.mark.usefixtures("door")
@pytest.mark.parametrize("name", ["400", "503", "reset after", "a page", "deep JSON", "silence"])
def test_a_fault_of_a_login(play: Play, fresh_simulator: Simulator, name: str) -> None:
    fault = TROUBLES[name]
    for path in ("/openid-connect/token", "/api/token", "/apiops/auth/token", "/oauth2/token"):
        fresh_simulator.fault(path=path, **fault.fault)
    ran = run(
        play,
        fresh_simulator,
        """
        - apiops.platforms.axway_token: &options {retries: 1, timeout: 1}
        - apiops.platforms.apic_token: *options
        - apiops.platforms.apinizer_token: *options
        - apiops.platforms.cmf_token:
            auth_mode: exchange
            tenant: "{{ simulator.cmf.tenant }}"
            retries: 1
            timeout: 1
        """,
        keywords={"ignore_errors": True},
    )
    assert [result.status for result in ran.results] == ["ignored"] * 4, ran.output
    assert "Traceback" not in ran.output
    kinds = [result.result["error"]["kind"] for result in ran.results]
    assert set(kinds) <= fault.kinds, kinds

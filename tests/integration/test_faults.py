# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every fault of the laboratory, in process and on the target: a failed task of one line, no traceback."""

from __future__ import annotations

import pytest

from tests.integration.platforms import run
from tests.integration.plays import Play
from tests.operations.test_laboratory import TROUBLES
from tests.simulator.client import Simulator

pytestmark = pytest.mark.same_on_every_core

PLACES = {name: f"/faults/{number}" for number, name in enumerate(TROUBLES)}


@pytest.mark.usefixtures("execution")
def test_every_fault_of_a_call(play: Play, fresh_simulator: Simulator) -> None:
    for name, path in PLACES.items():
        fresh_simulator.fault(platform="apic", path=f"/api{path}$", times=None, **TROUBLES[name].fault)
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
    for (name, trouble), result in zip(TROUBLES.items(), results, strict=True):
        assert result["error"]["kind"] == trouble.kind, (name, result)
        assert "\n" not in result["msg"]


# How often a login is tried that meets the fault, with one repetition allowed, by the path of the platform.
# CMF's portal is searched for another path after a page, and names the same.
TRIES = {"400": 1, "503": 2, "reset after": 2, "a page": 1, "deep JSON": 1, "silence": 2}
LOGINS = {
    "/openid-connect/token": TRIES,
    "/api/token": TRIES,
    "/apiops/auth/token": TRIES,
    "/oauth2/token": {**TRIES, "a page": 2},
}


@pytest.mark.usefixtures("execution")
def test_faults_of_a_login(play: Play, fresh_simulator: Simulator) -> None:
    for path, tries in LOGINS.items():
        for name, times in tries.items():
            fresh_simulator.fault(path=path, **{**TROUBLES[name].fault, "times": times})
    ran = run(
        play,
        fresh_simulator,
        """
        - apiops.platforms.axway_token: &options {retries: 1, timeout: 1}
          loop: &faults "{{ faults }}"
        - apiops.platforms.apic_token: *options
          loop: *faults
        - apiops.platforms.apinizer_token: *options
          loop: *faults
        - apiops.platforms.cmf_token:
            auth_mode: exchange
            tenant: "{{ simulator.cmf.tenant }}"
            retries: 1
            timeout: 1
          loop: *faults
        """,
        keywords={"ignore_errors": True},
        # A refusal that is kept would be told again without a request.
        extra_vars={"faults": list(TRIES), "apiops_token_store": "none"},
    )
    assert [result.status for result in ran.results] == ["ignored"] * len(LOGINS), ran.output
    assert "Traceback" not in ran.output
    for of_platform in ran.results:
        for name, result in zip(TRIES, of_platform.result["results"], strict=True):
            assert result["error"]["kind"] == TROUBLES[name].kind_at_login, (name, result)
    asked = [entry["path"] for entry in fresh_simulator.journal()]
    for path, tries in LOGINS.items():
        assert sum(each.endswith(path) for each in asked) == sum(tries.values())

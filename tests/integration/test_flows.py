# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documented flows of the platforms, in process and on the target, counted in the journal."""

from __future__ import annotations

import pytest

from tests.integration.platforms import run
from tests.integration.plays import Play
from tests.simulator.client import Simulator

pytestmark = pytest.mark.usefixtures("execution")


def test_axway(play: Play, fresh_simulator: Simulator) -> None:
    ran = run(
        play,
        fresh_simulator,
        """
        - name: Token
          apiops.platforms.axway_token:
          register: token
        - name: The token can be used by later tasks
          ansible.builtin.assert:
            that: token.access_token.split('.') | length == 3
            quiet: true
        - name: Central
          apiops.platforms.axway_invoke:
            path: /management/v1alpha1/environments
        - name: Traceability
          apiops.platforms.axway_invoke:
            service: traceability
            path: /traceability/summary
            query:
              groupBy: [proxyId, proxyRevision]
              count: 10
              offset: 0
              from: 1668895561864
              to: 1669500361864
        - name: Platform
          apiops.platforms.axway_invoke:
            service: platform
            path: /env
            select: "result[].name"
        """,
    )
    assert ran.rc == 0, ran.output
    assert len(fresh_simulator.journal(path="/apis/management/v1alpha1/environments")) == 1
    (summary,) = fresh_simulator.journal(path="/api/traceability/v1/traceability/summary")
    assert summary["query"] == (
        "groupBy=proxyId&groupBy=proxyRevision&count=10&offset=0&from=1668895561864&to=1669500361864"
    )
    assert fresh_simulator.journal(path="/api/v1/env")[0]["status"] == 200
    assert isinstance(ran.of("Central").result["json"], list)
    assert isinstance(ran.of("Platform").result["selected"], list)
    assert not any(result.changed for result in ran.results)


def test_apic(play: Play, fresh_simulator: Simulator) -> None:
    ran = run(
        play,
        fresh_simulator,
        """
        - name: Realm
          apiops.platforms.apic_realm:
        - name: Token
          apiops.platforms.apic_token:
          register: token
        - name: The token names its realm
          ansible.builtin.assert:
            that: token.realm == simulator.apic.realm
            quiet: true
        - name: Organizations
          apiops.platforms.apic_invoke:
            path: /orgs
        - name: Catalog
          apiops.platforms.apic_invoke: &catalog
            method: POST
            path: /orgs/{org}/catalogs
            path_params:
              org: "{{ simulator.apic.organization }}"
            body:
              name: nightly
              title: Nightly
            unless:
              path: /catalogs/{org}/nightly
        - name: Catalog again
          apiops.platforms.apic_invoke: *catalog
        """,
    )
    assert ran.rc == 0, ran.output
    assert ran.of("Realm").result["realm"] == "provider/default-idp-2"
    assert ran.of("Catalog").result["status"] == 201
    assert ran.of("Catalog").changed
    assert not ran.of("Catalog again").changed
    assert ran.of("Catalog again").result["satisfied"] is True
    assert len(fresh_simulator.journal(method="POST", contains="nightly")) == 1


def test_apinizer(play: Play, fresh_simulator: Simulator) -> None:
    ran = run(
        play,
        fresh_simulator,
        """
        - name: Token
          apiops.platforms.apinizer_token:
        - name: Projects
          apiops.platforms.apinizer_invoke:
            path: /projects/
            select: "resultList[].name"
        - name: Health
          apiops.platforms.apinizer_invoke:
            path: /test/healthcheck
        """,
    )
    assert ran.rc == 0, ran.output
    assert fresh_simulator.description["apinizer"]["project"] in ran.of("Projects").result["selected"]
    assert ran.of("Health").result["content"] == "OK"


def test_cmf(play: Play, fresh_simulator: Simulator) -> None:
    ran = run(
        play,
        fresh_simulator,
        """
        - name: Custom service
          apiops.platforms.cmf_invoke:
            controller: amsOSRAM
            service: CustomGetMaterialAttributes
            properties:
              MaterialName: Lot-1
            read_only: true
          ignore_errors: true
        """,
    )
    assert ran.rc == 0, ran.output
    (request,) = fresh_simulator.journal(path="/api/amsOSRAM/CustomGetMaterialAttributes")
    assert request["body"].startswith(
        '{"$type": "Cmf.Custom.amsOSRAM.Orchestration.InputObjects.CustomGetMaterialAttributesInput, '
        'Cmf.Custom.amsOSRAM.Orchestration", "MaterialName"'
    )
    assert request["headers"]["authorization"] == "Bearer " + fresh_simulator.description["cmf"]["token"]

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the jobs of the tests are to do: playbooks, and the calls that they are given."""

from __future__ import annotations

from typing import Any

import yaml

# All four roles, by the playbooks of the job templates.
EVERY_ROLE = [
    {"ansible.builtin.import_playbook": f"apiops.platforms.{platform}"}
    for platform in ("axway", "apic", "apinizer", "cmf")
]

# For each role a read, and a write that is not made where its effect is there.
CALLS: dict[str, Any] = yaml.safe_load("""
axway_calls:
  - name: read
    path: /management/v1/environments
  - name: write
    method: POST
    path: /management/v1/environments
    body: {name: nightly, title: Nightly builds, spec: {}}
    unless: {path: /management/v1/environments/nightly}
apic_calls:
  - name: read
    path: /orgs
  - name: write
    method: POST
    path: /orgs/test-organization/catalogs
    body: {name: nightly, title: Nightly builds}
    unless: {path: /catalogs/test-organization/nightly}
apinizer_calls:
  - name: read
    path: /projects/
  - name: write
    method: POST
    path: /projects/SampleProject/apiProxies/url/
    body:
      apiProxyName: pets
      apiProxyCreationType: REVERSE_PROXY
      clientRoute: {relativePathList: [/pets]}
      routingInfo: {routingAddressList: [{address: https://pets.example}]}
    unless: {path: /projects/SampleProject/apiProxies/pets/}
cmf_calls:
  - name: read
    controller: amsOSRAM
    service: CustomGetMaterialAttributes
    properties: {MaterialName: Lot-0001}
    read_only: true
  - name: write
    controller: GenericService
    service: CreateObject
    namespace: Cmf.Foundation.BusinessOrchestration.GenericServiceManagement
    assembly: Cmf.Foundation.BusinessOrchestration
    properties:
      Object: {$type: "Cmf.Navigo.BusinessObjects.Material, Cmf.Navigo.BusinessObjects", Name: Lot-1}
    unless:
      service: GetObjectByName
      properties: {Name: Lot-1, Type: Material, IgnoreLastServiceId: true}
""")

# How many of the calls write.
WRITES = 4

# A catalog for each host, one host after the other.
CATALOGS: list[dict[str, Any]] = yaml.safe_load("""
- hosts: all
  gather_facts: false
  serial: 1
  roles:
    - apiops.platforms.apic
  vars:
    apic_calls:
      - name: catalog
        method: POST
        path: /orgs/test-organization/catalogs
        body: {name: "{{ inventory_hostname }}", title: "{{ inventory_hostname }}"}
        unless: {path: "/catalogs/test-organization/{{ inventory_hostname }}"}
""")

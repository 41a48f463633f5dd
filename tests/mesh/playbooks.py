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

# The same on every host of the inventory, all hosts at once: what slicing is for.
EVERY_ROLE_SLICED = [
    {
        "hosts": "all",
        "gather_facts": False,
        "roles": [f"apiops.platforms.{platform}" for platform in ("axway", "apic", "apinizer", "cmf")],
    }
]

# The credentials of the four roles, job by job: each platform's first way to log in, and another.
CREDENTIALS = [
    ["axway secret", "apic user", "apinizer user", "cmf token"],
    ["axway key", "apic key", "apinizer token", "cmf token"],
]

# For each role a read, and a write of something of the host's own that is not made where it is there.
CALLS: dict[str, Any] = yaml.safe_load("""
axway_calls:
  - name: read
    path: /management/v1/environments
  - name: write
    method: POST
    path: /management/v1/environments
    body: {name: "{{ inventory_hostname }}", title: Nightly builds, spec: {}}
    unless: {path: "/management/v1/environments/{{ inventory_hostname }}"}
apic_calls:
  - name: read
    path: /orgs
  - name: write
    method: POST
    path: /orgs/test-organization/catalogs
    body: {name: "{{ inventory_hostname }}", title: Nightly builds}
    unless: {path: "/catalogs/test-organization/{{ inventory_hostname }}"}
apinizer_calls:
  - name: read
    path: /projects/
  - name: write
    method: POST
    path: /projects/SampleProject/apiProxies/url/
    body:
      apiProxyName: "{{ inventory_hostname }}"
      apiProxyCreationType: REVERSE_PROXY
      clientRoute: {relativePathList: ["/{{ inventory_hostname }}"]}
      routingInfo: {routingAddressList: [{address: https://pets.example}]}
    unless: {path: "/projects/SampleProject/apiProxies/{{ inventory_hostname }}/"}
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
      Object:
        $type: Cmf.Navigo.BusinessObjects.Material, Cmf.Navigo.BusinessObjects
        Name: "{{ inventory_hostname }}"
    unless:
      service: GetObjectByName
      properties: {Name: "{{ inventory_hostname }}", Type: Material, IgnoreLastServiceId: true}
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

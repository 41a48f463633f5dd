#!/usr/bin/python

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and entry point of the module apic_resource_info."""

from __future__ import annotations

DOCUMENTATION = r"""
module: apic_resource_info
short_description: Find and export objects of API Connect
version_added: 1.0.0
description:
  - Returns the objects of a kind, all in a parent or one by its name, without fields of the server.
  - R(Kinds of API Connect,ansible_collections.apiops.platforms.docsite.guide_apic_kinds) lists the kinds and
    their fields.
  - With O(export), the objects have the form that M(apiops.platforms.apic_resource) takes, with names in
    place of the addresses of other objects.
attributes:
  check_mode:
    details: It does the same in check mode, because it changes nothing.
  idempotent:
    details: It changes nothing.
extends_documentation_fragment:
  - apiops.platforms.apic
  - apiops.platforms.apic.resource_info
  - apiops.platforms.apic.http
  - apiops.platforms.attributes
seealso:
  - module: apiops.platforms.apic_resource
author:
  - apiops.platforms contributors (@apiops)
"""

EXAMPLES = r"""
- name: List all catalogs
  apiops.platforms.apic_resource_info:
    kind: catalog
    parent: {org: my-organization}
  register: catalogs

- name: Export the applications of a consumer organization, to apply them elsewhere
  apiops.platforms.apic_resource_info:
    kind: app
    parent: {org: my-organization, catalog: production, consumer_org: partners}
    export: true
  register: applications
"""

# Written by `make generate`, but for samples of this module's own and results that no other has.
RETURN = r"""
resources:
  description: The objects. Empty if there is none.
  returned: success
  type: list
  elements: dict
  sample:
    - name: nightly
      title: Nightly builds
requests:
  description: How many requests were made, without logins and repetitions.
  returned: success
  type: dict
  contains:
    reads:
      description: How many of them read.
      type: int
      sample: 3
    writes:
      description: How many of them wrote.
      type: int
      sample: 2
msg:
  description: One line that says what was asked, what the platform answered, and what to look at.
  returned: failure
  type: str
  sample: GET https://apic.example.com/api/orgs/my-organization/catalogs answered 403 Forbidden, "You
    do not have the permission"; look at the roles of the account.
error:
  description: What went wrong, for use in conditions. The module that makes calls describes its keys.
  returned: failure
  type: dict
  contains:
    kind:
      description: The kind of failure, such as V(config) or V(forbidden).
      type: str
      sample: forbidden
    code:
      description: The platform's own code. Null if there is none.
      type: str
      sample: '403'
    description:
      description: The platform's own words. Null if there are none.
      type: str
      sample: You do not have the permission
    request_id:
      description: The id of the request in the platform's logs. Null if there is none.
      type: str
      sample: 6f0c7a1e-8b8e-4f0f-9d56-1f3b1c1d8a52
status:
  description: HTTP status of the answer that failed, or null if there was none.
  returned: failure
  type: int
  sample: 403
method:
  description: HTTP method of the request that failed, or null if none did.
  returned: failure
  type: str
  sample: GET
url:
  description: URL of the request that failed, without its query, or null if none did.
  returned: failure
  type: str
  sample: https://apic.example.com/api/catalogs/my-organization/nightly
tries:
  description: How often the request that failed was sent.
  returned: failure
  type: int
  sample: 1
"""

from ansible_collections.apiops.platforms.plugins.module_utils._module import run_module
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apic.resource_operations import (
    RESOURCE_INFO,
)


def main() -> None:
    run_module(RESOURCE_INFO)


if __name__ == "__main__":
    main()

#!/usr/bin/python

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and entry point of the module apinizer_resource_info."""

from __future__ import annotations

DOCUMENTATION = r"""
module: apinizer_resource_info
short_description: Find and show objects of Apinizer
version_added: 1.0.0
description:
  - Shows the objects of a kind, all in a project or one by its name, without what only the server knows and
    without secrets, also where the platform tells them.
  - The kinds and their fields are described in
    R(the page of the kinds,ansible_collections.apiops.platforms.docsite.guide_apinizer_kinds).
  - With O(export) they come in the form that M(apiops.platforms.apinizer_resource) takes.
attributes:
  check_mode:
    details: It changes nothing, so it does the same.
  idempotent:
    details: It changes nothing.
extends_documentation_fragment:
  - apiops.platforms.apinizer
  - apiops.platforms.apinizer.resource_info
  - apiops.platforms.apinizer.http
  - apiops.platforms.attributes
seealso:
  - module: apiops.platforms.apinizer_resource
author:
  - apiops.platforms contributors (@apiops)
"""

EXAMPLES = r"""
- name: All variables of a project
  apiops.platforms.apinizer_resource_info:
    kind: environment_variable
    parent: {project: Shop}
  register: variables

- name: The IP groups of a project, ready to be applied elsewhere
  apiops.platforms.apinizer_resource_info:
    kind: ip_group
    parent: {project: Shop}
    export: true
  register: groups
"""

RETURN = r"""
resources:
  description: The objects that were found; none if there is none.
  returned: success
  type: list
  elements: dict
  sample:
    - name: partners
      ipList: [192.0.2.1]
requests:
  description: How many requests were made, logins and repetitions left out.
  returned: success
  type: dict
  contains:
    reads:
      description: How many read.
      type: int
      sample: 3
    writes:
      description: How many wrote.
      type: int
      sample: 2
msg:
  description: One line that says what was asked, what came back and what to look at.
  returned: failure
  type: str
  sample: >-
    GET https://apinizer.example.com/apiops/projects/Shop/ipGroups/
    answered 400 Bad Request, "User does not have required permission for this operation!"; look at the
    permissions of the account.
error:
  description: What went wrong, for conditions on it. See M(apiops.platforms.apinizer_invoke).
  returned: failure
  type: dict
  contains:
    kind:
      description: What kind of failure it is, such as V(config) or V(forbidden).
      type: str
      sample: forbidden
    code:
      description: The platform's own code. Null if it gave none.
      type: str
      sample: deploymentResult
    description:
      description: The platform's own words. Null if it gave none.
      type: str
      sample: User does not have required permission for this operation!
    request_id:
      description: The id by which the platform's logs know the request. Null if it gave none.
      type: str
      sample: 6f0c7a1e-8b8e-4f0f-9d56-1f3b1c1d8a52
status:
  description: HTTP status of the answer that failed, or null if there was none.
  returned: failure
  type: int
  sample: 400
method:
  description: HTTP method of the request that failed, or null if none did.
  returned: failure
  type: str
  sample: GET
url:
  description: URL of the request that failed, without its query, or null if none did.
  returned: failure
  type: str
  sample: https://apinizer.example.com/apiops/projects/Shop/ipGroups/
tries:
  description: How often the request that failed was sent.
  returned: failure
  type: int
  sample: 1
"""

from ansible_collections.apiops.platforms.plugins.module_utils._module import run_module
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apinizer.resources import (
    RESOURCE_INFO,
)


def main() -> None:
    run_module(RESOURCE_INFO)


if __name__ == "__main__":
    main()

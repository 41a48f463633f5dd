#!/usr/bin/python

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and entry point of the module apinizer_resource_info."""

from __future__ import annotations

DOCUMENTATION = r"""
module: apinizer_resource_info
short_description: Find and export objects of Apinizer
version_added: 1.0.0
description:
  - Returns the objects of a kind, all in a project or one by its name, without fields of the server. Secrets
    are masked, also those that Apinizer returns in clear.
  - R(Kinds of Apinizer,ansible_collections.apiops.platforms.docsite.guide_apinizer_kinds) lists the kinds and
    their fields.
  - With O(export), the objects have the form that M(apiops.platforms.apinizer_resource) takes.
attributes:
  check_mode:
    details: It does the same in check mode, because it changes nothing.
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
- name: List all variables of a project
  apiops.platforms.apinizer_resource_info:
    kind: environment_variable
    parent: {project: Shop}
  register: variables

- name: Export the IP groups of a project, to apply them elsewhere
  apiops.platforms.apinizer_resource_info:
    kind: ip_group
    parent: {project: Shop}
    export: true
  register: groups
"""

# Written by `make generate`, but for samples of this module's own and results that no other has.
RETURN = r"""
resources:
  description: The objects. Empty if there is none.
  returned: success
  type: list
  elements: dict
  sample:
    - name: partners
      ipList:
        - 192.0.2.1
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
  sample: GET https://apinizer.example.com/apiops/projects/Shop/ipGroups/ answered 400 Bad Request,
    "User does not have required permission for this operation!"; look at the permissions of the account.
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
      sample: deploymentResult
    description:
      description: The platform's own words. Null if there are none.
      type: str
      sample: User does not have required permission for this operation!
    request_id:
      description: The id of the request in the platform's logs. Null if there is none.
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

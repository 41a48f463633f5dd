#!/usr/bin/python

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and entry point of the module apinizer_proxy_info."""

from __future__ import annotations

DOCUMENTATION = r"""
module: apinizer_proxy_info
short_description: Show API proxies of Apinizer and where they are deployed
version_added: 1.0.0
description:
  - Returns the API proxies of projects, and for each environment what the manager's record says and what the
    pods answer. Secrets are masked.
  - A proxy with which pods still answer, although the manager says that it is not deployed, is an orphan.
    The manager never asks for a deployment there, so nothing else shows it.
  - If anything cannot be read, the task fails.
options:
  projects:
    description:
      - The names of the projects. If not set, all projects that the account can see.
    type: list
    elements: str
  name:
    description:
      - The name of a proxy, to return only this one.
    type: str
  calls_per_minute:
    description:
      - At most how many requests to make in a minute, evenly spaced. Logins do not count.
    type: int
attributes:
  check_mode:
    details: It does the same in check mode, because it changes nothing.
  idempotent:
    details: It changes nothing.
extends_documentation_fragment:
  - apiops.platforms.apinizer
  - apiops.platforms.apinizer.http
  - apiops.platforms.attributes
seealso:
  - module: apiops.platforms.apinizer_proxy
author:
  - apiops.platforms contributors (@apiops)
"""

EXAMPLES = r"""
- name: Find out where the proxies of a project are deployed
  apiops.platforms.apinizer_proxy_info:
    projects: [Shop]
  register: found

- name: Show orphaned deployments
  ansible.builtin.debug:
    msg: "{{ item.environments | selectattr('orphan', 'sameas', true) | map(attribute='name') | join(', ') }}"
  loop: "{{ found.proxies }}"
"""

# Written by `make generate`, but for samples of this module's own and results that no other has.
RETURN = r"""
proxies:
  description: The proxies. Empty if there is none.
  returned: success
  type: list
  elements: dict
  contains:
    project:
      description: The name of the project.
      type: str
      sample: Shop
    name:
      description: The name of the proxy.
      type: str
      sample: pets
    resource:
      description: The proxy, without secrets.
      type: dict
      sample:
        name: pets
        clientRoute:
          relativePathList:
            - /pets
    environments:
      description: The state in each environment of the project.
      type: list
      elements: dict
      contains:
        name:
          description: The name of the environment.
          type: str
          sample: test
        deployed:
          description: Whether the proxy is deployed there, by the manager's record. Null if it does
            not tell.
          type: bool
          sample: false
        orphan:
          description: Whether pods have the route, although the manager says that it is not deployed.
            Null if that is not known, because a pod or the manager does not tell.
          type: bool
          sample: true
        redeploy_required:
          description: Whether the proxy has changed since it was deployed. Null if the manager does
            not tell.
          type: bool
          sample: false
        revision:
          description: The revision of the last deployment there. Null if the manager does not tell.
          type: int
          sample: 3
        route_active:
          description: Whether all pods that answered have the route. Null if none answered.
          type: bool
          sample: true
        pods_responded:
          description: How many pods answered. Null if the manager does not tell.
          type: int
          sample: 2
        pods_active:
          description: How many pods have the route. Null if the manager does not tell.
          type: int
          sample: 2
        pods:
          description: What each pod answered, with C(pod), C(route_active) and C(error).
          type: list
          elements: dict
          sample:
            - pod: http://192.0.2.11:8091
              route_active: true
              error: null
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
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apinizer.proxy_info import (
    PROXY_INFO,
)


def main() -> None:
    run_module(PROXY_INFO)


if __name__ == "__main__":
    main()

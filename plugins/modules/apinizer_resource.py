#!/usr/bin/python

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and entry point of the module apinizer_resource."""

from __future__ import annotations

DOCUMENTATION = r"""
module: apinizer_resource
short_description: Manage objects of Apinizer
version_added: 1.0.0
description:
  - Creates, changes and deletes objects of a project of an Apinizer manager, such as environment variables,
    connections, certificates, credentials and IP groups, until they are as declared. A second run changes
    nothing.
  - It takes one object, many, or files. The kinds and their fields are described in
    R(the page of the kinds,ansible_collections.apiops.platforms.docsite.guide_apinizer_kinds).
  - It reads first, one list for each kind in each project where the platform has one, and plans everything
    before it writes anything. What is there beside the declared fields stays. No write of the platform
    answers with an object, so after each it reads the object again, and fails if the platform did not keep a
    field.
  - An object that is saved in the manager and not deployed to all gateways is a failure, which names the
    environments.
  - Check mode reads only, and predicts the run. With C(--diff), each changed object is shown before and
    after, secrets masked.
notes:
  - The platform keeps no version of an object, so two runs at once can overwrite each other.
  - A credential is changed only together with its password, which the platform does not tell. A task that
    gives no C(password) is refused where another field differs; what it may access is changed without.
  - Global policies and policy groups are told by name and type. Their other fields are sent when they are
    created, and again with O(update_secrets=always).
  - Managers before 2026.09 do not tell IP groups and rate limit control lists. A task about them fails there,
    before anything is written.
  - O(owner) and O(prune) are refused, since objects of Apinizer have no field for a mark.
attributes:
  check_mode:
    details: Reads are made, writes are predicted.
  idempotent:
    details: With O(update_secrets=always) it reports a change each time, where secrets are declared.
extends_documentation_fragment:
  - apiops.platforms.apinizer
  - apiops.platforms.apinizer.resource
  - apiops.platforms.apinizer.http
  - apiops.platforms.attributes
seealso:
  - module: apiops.platforms.apinizer_resource_info
  - module: apiops.platforms.apinizer_invoke
author:
  - apiops.platforms contributors (@apiops)
"""

EXAMPLES = r"""
- name: A variable with a value for each environment
  apiops.platforms.apinizer_resource:
    kind: environment_variable
    parent: {project: Shop}
    name: BACKEND
    spec:
      environmentValueList:
        - {environmentName: test, value: "https://test.example.com", visible: true}
        - {environmentName: production, value: "{{ backend_with_key }}", visible: false}

- name: A group of addresses, and one that is gone
  apiops.platforms.apinizer_resource:
    defaults:
      parent: {project: Shop}
    resources:
      - kind: ip_group
        name: partners
        spec:
          ipList: [192.0.2.1, 198.51.100.0/24]
      - kind: ip_group
        name: old
        state: absent

- name: A credential, and what it may access
  apiops.platforms.apinizer_resource:
    kind: credential
    parent: {project: Shop}
    name: partner
    spec:
      email: partner@example.com
      fullName: A partner
      password: "{{ partner_password }}"
      access:
        - name: Pets

- name: A certificate in two environments, compared by its fingerprint
  apiops.platforms.apinizer_resource:
    kind: certificate
    parent: {project: Shop}
    name: backend
    spec:
      alias: backend
      certificateDescription: Of the backend
      environmentList: [test, production]
      pemEncodedFile: "{{ lookup('ansible.builtin.file', 'backend.pem') }}"

- name: All files of a directory, what others refer to first
  apiops.platforms.apinizer_resource:
    src: apinizer
    defaults:
      parent: {project: Shop}
    order: dependency
"""

RETURN = r"""
resources:
  description:
    - What came of each object, in the order in which they were declared, with its C(kind), C(parent),
      C(name), C(action), C(changes), C(resource), C(not_compared) and, where it failed, the keys of a
      failure.
  returned: when the task was accepted
  type: list
  elements: dict
  sample:
    - kind: ip_group
      parent: {project: Shop}
      name: partners
      action: created
summary:
  description: How many objects there are of each action.
  returned: when the task was accepted
  type: dict
  sample: {created: 1, updated: 0, deleted: 0, unchanged: 3, pending: 0, failed: 0, not_tried: 0}
summary_text:
  description: The same in words.
  returned: when the task was accepted
  type: str
  sample: 1 created, 3 unchanged
action:
  description: What was done, one of V(created), V(updated), V(deleted), V(unchanged), V(pending) and
    V(failed).
  returned: when the task was accepted and declares one object by O(kind) and O(name)
  type: str
  sample: created
changes:
  description: The fields that changed, each with its C(path) and its values C(before) and C(after). Secrets
    are masked.
  returned: when the task was accepted and declares one object by O(kind) and O(name)
  type: list
  elements: dict
  sample:
    - path: description
      before: Partners
      after: Partners of the shop
resource:
  description: The object as it was read last, without what only the server knows. Null if it is not there.
  returned: when the task was accepted and declares one object by O(kind) and O(name)
  type: dict
  sample: {name: partners, description: Partners, ipList: [192.0.2.1]}
not_compared:
  description: The paths of declared fields that were not compared, which are secrets and what the server
    owns.
  returned: when the task was accepted and declares one object by O(kind) and O(name)
  type: list
  elements: str
  sample: [password]
note:
  description: What is to be known besides.
  returned: when the task was accepted, declares one object, and there is something to tell
  type: str
  sample: the secrets were sent again
moved:
  description: Changes that the platform has made since, and that are left.
  returned: when the task was accepted, declares one object, and the platform has moved its state on
  type: list
  elements: dict
  sample: []
requests:
  description: How many requests were made, logins and repetitions left out.
  returned: when the task was accepted
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
diff:
  description: Each changed object before and after, as YAML.
  returned: in diff mode, when the task was accepted
  type: raw
  sample:
    - before: ""
      after: |
        name: partners
      before_header: ip_group partners in project Shop
      after_header: ip_group partners in project Shop
msg:
  description: One line that names every object that failed, what came back and what to look at, and what was
    done.
  returned: failure
  type: str
  sample: >-
    ip_group partners in project Shop (resources: number 2): PUT
    https://apinizer.example.com/apiops/projects/Shop/ipGroups/partners/ answered 400 Bad Request, "User does
    not have required permission for this operation!"; look at the permissions of the account. [1 created, 1
    failed]
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
  sample: PUT
url:
  description: URL of the request that failed, without its query, or null if none did.
  returned: failure
  type: str
  sample: https://apinizer.example.com/apiops/projects/Shop/ipGroups/partners/
tries:
  description: How often the request that failed was sent.
  returned: failure
  type: int
  sample: 1
outcome_unknown:
  description: That the platform may have made a write that failed all the same.
  returned: failure, when the platform may have made the write all the same
  type: bool
  sample: true
"""

from ansible_collections.apiops.platforms.plugins.module_utils._module import run_module
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apinizer.resources import RESOURCE


def main() -> None:
    run_module(RESOURCE)


if __name__ == "__main__":
    main()

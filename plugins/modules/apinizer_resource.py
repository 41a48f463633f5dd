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
  - Creates, changes and deletes objects in a project of an Apinizer manager as declared, such as environment
    variables, connections, certificates, credentials and IP groups. A second run changes nothing.
  - It takes one object, many, or files.
    R(Kinds of Apinizer,ansible_collections.apiops.platforms.docsite.guide_apinizer_kinds) lists the kinds and
    their fields.
  - It first reads one list for each kind in each project, if Apinizer has such a list, and plans everything
    before it writes anything. Fields that are not declared stay as they are. After each write it reads the
    object again, and fails if the manager did not keep a field.
  - If the manager saves an object but does not deploy it to all gateways, the task fails and names the
    environments.
  - Check mode only reads, and predicts the run. C(--diff) shows each changed object before and after, with
    secrets masked.
notes:
  - Apinizer has no versions of objects, so two runs at the same time can overwrite each other.
  - Apinizer changes a credential only together with its password, which it does not return. If another field
    differs, a task without C(password) fails. C(access) can be changed without it.
  - Apinizer returns only the name and type of global policies and policy groups. The module sends their other
    fields when it creates them, and again with O(update_secrets=always).
  - Managers before 2026.09 do not return IP groups and rate limit control lists. A task that declares them
    fails there before it writes anything.
  - O(owner) and O(prune) are refused, because objects of Apinizer have no field for a mark.
attributes:
  check_mode:
    details: It makes the reads, and predicts the writes.
  diff_mode:
    support: full
  idempotent:
    details: With O(update_secrets=always) it reports a change each time, if secrets are declared.
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
- name: Set a variable with a value for each environment
  apiops.platforms.apinizer_resource:
    kind: environment_variable
    parent: {project: Shop}
    name: BACKEND
    spec:
      environmentValueList:
        - {environmentName: test, value: "https://test.example.com", visible: true}
        - {environmentName: production, value: "{{ backend_with_key }}", visible: false}

- name: Ensure that one group of addresses exists and another does not
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

- name: Create or change a credential and what it may access
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

- name: Ensure that two environments have this certificate
  apiops.platforms.apinizer_resource:
    kind: certificate
    parent: {project: Shop}
    name: backend
    spec:
      alias: backend
      certificateDescription: Of the backend
      environmentList: [test, production]
      pemEncodedFile: "{{ lookup('ansible.builtin.file', 'backend.pem') }}"

- name: Apply all files of a directory, in the order of their references
  apiops.platforms.apinizer_resource:
    src: apinizer
    defaults:
      parent: {project: Shop}
    order: dependency
"""

# Written by `make generate`, but for samples of this module's own and results that no other has.
RETURN = r"""
resources:
  description:
    - The result for each object, in the order of the declaration, with its C(kind), C(parent), C(name),
      C(action), C(changes), C(resource), C(not_compared) and, if it failed, the keys of a failure.
    - Objects that pruning found follow. They have C(undeclared).
    - In check mode, C(tells_once) names what the platform would return of a new object, and never again.
  returned: when the task was accepted
  type: list
  elements: dict
  sample:
    - kind: ip_group
      parent:
        project: Shop
      name: partners
      action: created
summary:
  description: The number of objects for each action.
  returned: when the task was accepted
  type: dict
  sample:
    created: 1
    updated: 0
    deleted: 0
    unchanged: 3
    pending: 0
    failed: 0
    not_tried: 0
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
  description: The fields that changed, each with its C(path) and its values C(before) and C(after).
    Secrets are masked.
  returned: when the task was accepted and declares one object by O(kind) and O(name)
  type: list
  elements: dict
  sample:
    - path: description
      before: Partners
      after: Partners of the shop
resource:
  description: The object as it was last read, without fields of the server. Null if it does not exist.
  returned: when the task was accepted and declares one object by O(kind) and O(name)
  type: dict
  sample:
    name: partners
    description: Partners
    ipList:
      - 192.0.2.1
not_compared:
  description: The paths of declared fields that were not compared, which are secrets and fields of
    the server.
  returned: when the task was accepted and declares one object by O(kind) and O(name)
  type: list
  elements: str
  sample:
    - password
note:
  description: Additional information about the object.
  returned: when the task was accepted, declares one object, and there is additional information
  type: str
  sample: the secrets were sent again
moved:
  description: Changes that the platform made, such as after a release, and that the module leaves.
  returned: when the task was accepted, declares one object, and the platform changed its state
  type: list
  elements: dict
  sample: []
requests:
  description: How many requests were made, without logins and repetitions.
  returned: when the task was accepted
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
diff:
  description: Each changed object before and after, as YAML.
  returned: in diff mode, when the task was accepted
  type: raw
  sample:
    - before: ''
      after: |
        name: partners
      before_header: ip_group partners in project Shop
      after_header: ip_group partners in project Shop
msg:
  description: One line that names every object that failed, what came back and what to look at, and
    what was done.
  returned: failure
  type: str
  sample: 'ip_group partners in project Shop (resources: number 2): PUT https://apinizer.example.com/apiops/projects/Shop/ipGroups/partners/
    answered 400 Bad Request, "User does not have required permission for this operation!"; look at
    the permissions of the account. [1 created, 1 failed]'
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
  description: True if the platform may have made a write that failed.
  returned: failure, when the platform may have made the write
  type: bool
  sample: true
"""

from ansible_collections.apiops.platforms.plugins.module_utils._module import run_module
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apinizer.resources import RESOURCE


def main() -> None:
    run_module(RESOURCE)


if __name__ == "__main__":
    main()

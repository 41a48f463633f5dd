#!/usr/bin/python

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and entry point of the module axway_resource."""

from __future__ import annotations

DOCUMENTATION = r"""
module: axway_resource
short_description: Manage objects of Axway Central
version_added: 1.0.0
description:
  - Creates, changes and deletes objects of Axway Central as declared, such as environments, API services,
    assets and products. A second run changes nothing.
  - It takes one object, many, or files. Every file for C(axway central apply) works.
  - It first reads one list for each kind in each parent, and plans everything before it writes anything.
    Fields that are not declared stay as they are. After each write it reads the object again, and fails if
    the platform did not keep a field.
  - It knows the kinds of Central's groups C(catalog), C(management) and C(definitions). It gets the
    definition of any other kind from the platform.
  - Check mode only reads, and predicts the run, also on an empty organization. C(--diff) shows each changed
    object before and after, with secrets masked.
notes:
  - A release tag is an object with its own name, which is created once. Use M(apiops.platforms.axway_release)
    to create one when something changed.
  - A release changes the C(state) of an asset or product. If the declared C(state) comes before the current
    one, the module leaves it, and returns it in C(moved).
attributes:
  check_mode:
    details: It makes the reads, and predicts the writes.
  diff_mode:
    support: full
  idempotent:
    details: With O(update_secrets=always) it reports a change each time, if secrets are declared.
extends_documentation_fragment:
  - apiops.platforms.axway
  - apiops.platforms.axway.resource
  - apiops.platforms.axway.http
  - apiops.platforms.attributes
seealso:
  - module: apiops.platforms.axway_resource_info
  - module: apiops.platforms.axway_invoke
author:
  - apiops.platforms contributors (@apiops)
"""

EXAMPLES = r"""
- name: Create or change an environment
  apiops.platforms.axway_resource:
    kind: Environment
    name: production
    title: Production
    spec:
      production: true
      description: What customers use.

- name: Ensure that a stage exists and a category does not
  apiops.platforms.axway_resource:
    resources:
      - kind: Stage
        name: live
        title: Live
      - kind: Category
        name: old
        state: absent

- name: Create or change a service with its revision from a file
  apiops.platforms.axway_resource:
    defaults:
      parent: {kind: Environment, name: production}
    resources:
      - kind: APIService
        name: pets
        title: Pets
      - kind: APIServiceRevision
        name: pets-1.0.0
        spec:
          apiService: pets
          definition:
            type: oas3
            contentType: application/json
            value: "{{ lookup('ansible.builtin.file', 'pets.json') | b64encode }}"

- name: Apply all files of a directory, in the order of their references
  apiops.platforms.axway_resource:
    src: central
    order: dependency
    calls_per_minute: 25

- name: Do the same, and delete other objects of this owner
  apiops.platforms.axway_resource:
    src: central
    order: dependency
    owner: team-pets
    prune: delete
    prune_limit: 5
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
    - kind: Environment
      parent: {}
      name: production
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
    - path: spec.production
      before: false
      after: true
resource:
  description: The object as it was last read, without fields of the server. Null if it does not exist.
  returned: when the task was accepted and declares one object by O(kind) and O(name)
  type: dict
  sample:
    name: production
    title: Production
    spec:
      production: true
not_compared:
  description: The paths of declared fields that were not compared, which are secrets and fields of
    the server.
  returned: when the task was accepted and declares one object by O(kind) and O(name)
  type: list
  elements: str
  sample: []
note:
  description: Additional information about the object.
  returned: when the task was accepted, declares one object, and there is additional information
  type: str
  sample: it is being deleted, and waits for the finalizers agent
moved:
  description: Changes that the platform made, such as after a release, and that the module leaves.
  returned: when the task was accepted, declares one object, and the platform changed its state
  type: list
  elements: dict
  sample:
    - path: state
      before: active
      after: draft
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
        name: production
      before_header: Environment production
      after_header: Environment production
msg:
  description: One line that names every object that failed, what came back and what to look at, and
    what was done.
  returned: failure
  type: str
  sample: 'Environment production (resources: number 2): PUT https://apicentral.axway.com/apis/management/v1/environments/production
    answered 403 Forbidden, "No access"; look at the roles and permissions of the account. [1 created,
    1 failed]'
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
      sample: No access
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
  sample: PUT
url:
  description: URL of the request that failed, without its query, or null if none did.
  returned: failure
  type: str
  sample: https://apicentral.axway.com/apis/management/v1/environments/production
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
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.axway.resources import RESOURCE


def main() -> None:
    run_module(RESOURCE)


if __name__ == "__main__":
    main()

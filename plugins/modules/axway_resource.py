#!/usr/bin/python

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and entry point of the module axway_resource."""

from __future__ import annotations

DOCUMENTATION = r"""
module: axway_resource
short_description: Have objects of Axway Central be as declared
version_added: 1.0.0
description:
  - Creates, changes and deletes objects of Axway Central, such as environments, API services, assets and
    products, until they are as declared. A second run changes nothing.
  - It takes one object, many, or files. Every file made for C(axway central apply) will do.
  - It reads first, one list for each kind in each parent, and plans everything before it writes anything.
    What others wrote beside the declared fields stays. After each write it reads the object again, and fails
    if the platform did not keep a field.
  - It knows the kinds of Central's groups C(catalog), C(management) and C(definitions). It asks the platform
    for a kind that it does not know.
  - Check mode reads only, and predicts the run, also on an empty organization. With C(--diff), each changed
    object is shown before and after, secrets masked.
notes:
  - A release tag is an object with a name of its own, which is made once. See
    M(apiops.platforms.axway_release) to make one where something changed.
  - The platform moves the C(state) of an asset or product on when it is released. A C(state) that lies before
    the one that is there is left, and told in C(moved).
attributes:
  check_mode:
    details: Reads are made, writes are predicted.
  idempotent:
    details: With O(update_secrets=always) it reports a change each time, where secrets are declared.
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
- name: An environment
  apiops.platforms.axway_resource:
    kind: Environment
    name: production
    title: Production
    spec:
      production: true
      description: What customers use.

- name: A stage, and a category that is gone
  apiops.platforms.axway_resource:
    resources:
      - kind: Stage
        name: live
        title: Live
      - kind: Category
        name: old
        state: absent

- name: A service of an environment, with its revision from a file
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

- name: All files of a directory, what others refer to first
  apiops.platforms.axway_resource:
    src: central
    order: dependency
    calls_per_minute: 25

- name: The same, and whatever else of this owner is there is gone
  apiops.platforms.axway_resource:
    src: central
    order: dependency
    owner: team-pets
    prune: delete
    prune_limit: 5
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
    - kind: Environment
      parent: {}
      name: production
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
    - path: spec.production
      before: false
      after: true
resource:
  description: The object as it was read last, without what only the server knows. Null if it is not there.
  returned: when the task was accepted and declares one object by O(kind) and O(name)
  type: dict
  sample: {name: production, title: Production, spec: {production: true}}
not_compared:
  description: The paths of declared fields that were not compared, which are secrets and what the server
    owns.
  returned: when the task was accepted and declares one object by O(kind) and O(name)
  type: list
  elements: str
  sample: []
note:
  description: What is to be known besides.
  returned: when the task was accepted, declares one object, and there is something to tell
  type: str
  sample: it is being deleted, and waits for the finalizers agent
moved:
  description: Changes that the platform has made since, and that are left.
  returned: when the task was accepted, declares one object, and the platform has moved its state on
  type: list
  elements: dict
  sample:
    - path: state
      before: active
      after: draft
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
        name: production
      before_header: Environment production
      after_header: Environment production
msg:
  description: One line that names every object that failed, what came back and what to look at, and what was
    done.
  returned: failure
  type: str
  sample: >-
    Environment production (resources: number 2): PUT https://apicentral.axway.com/apis/management/v1/environments/production
    answered 403 Forbidden, "No access"; look at the roles and permissions of the account. [1 created, 1
    failed]
error:
  description: What went wrong, for conditions on it. See M(apiops.platforms.axway_invoke).
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
      sample: "403"
    description:
      description: The platform's own words. Null if it gave none.
      type: str
      sample: No access
    request_id:
      description: The id by which the platform's logs know the request. Null if it gave none.
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
  description: That the platform may have made a write that failed all the same.
  returned: failure, when the platform may have made the write all the same
  type: bool
  sample: true
"""

from ansible_collections.apiops.platforms.plugins.module_utils._module import run_module
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.axway.resources import RESOURCE


def main() -> None:
    run_module(RESOURCE)


if __name__ == "__main__":
    main()

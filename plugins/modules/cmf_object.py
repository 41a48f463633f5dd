#!/usr/bin/python

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and entry point of the module cmf_object."""

from __future__ import annotations

DOCUMENTATION = r"""
module: cmf_object
short_description: Manage objects of Critical Manufacturing MES (preview)
version_added: 1.0.0
description:
  - B(Preview.) The vendor publishes no description of this API. The module relies on what public clients send
    and receive, and was not tested against an MES. Try it on a test installation first. It may change in a
    minor release.
  - Creates, changes and terminates objects of the MES as declared. A second run changes nothing. It takes one
    object, many, or files.
  - It reads every object and plans everything before it writes anything. Properties that are not declared
    stay as they are. After each write it reads the object again, and fails if the MES did not keep a
    property.
  - To change an object, it sends back the whole object that it read, with the stamps by which the MES notices
    that somebody else has changed it. It then reads and compares the object again, up to three times.
  - Only the MES's own code for an unknown object (C(Db20001)) counts as absence.
  - Check mode only reads, and predicts the run. C(--diff) shows each changed object before and after, with
    secrets masked.
notes:
  - It changes plain properties only. Use M(apiops.platforms.cmf_invoke) for attributes, relations, lists,
    rows of tables, versions and change sets. Public evidence does not cover how the MES takes them.
  - Objects are read one by one, because there is no evidence of a list that every MES has.
attributes:
  check_mode:
    details: It makes the reads, and predicts the writes.
  diff_mode:
    support: full
  idempotent:
    details: With O(update_secrets=always) it reports a change each time, if secrets are declared.
extends_documentation_fragment:
  - apiops.platforms.cmf
  - apiops.platforms.cmf.resource
  - apiops.platforms.cmf.http
  - apiops.platforms.attributes
seealso:
  - module: apiops.platforms.cmf_object_info
  - module: apiops.platforms.cmf_master_data
  - module: apiops.platforms.cmf_invoke
author:
  - apiops.platforms contributors (@apiops)
"""

EXAMPLES = r"""
- name: Change two properties of a material
  apiops.platforms.cmf_object:
    kind: Material
    name: Lot-0815
    spec:
      PrimaryQuantity: 24
      Product: Product-02

- name: Ensure that a product and a material exist and another material is terminated
  apiops.platforms.cmf_object:
    defaults:
      types:
        Material: Cmf.Navigo.BusinessObjects.Material, Cmf.Navigo.BusinessObjects
        Product: Cmf.Navigo.BusinessObjects.Product, Cmf.Navigo.BusinessObjects
    resources:
      - kind: Product
        name: Product-03
        spec: {Description: A new product}
      - kind: Material
        name: Lot-0817
        spec:
          PrimaryQuantity: 25
          Product: {$type: Product, Name: Product-03}
      - kind: Material
        name: Lot-0816
        state: absent

- name: Apply all files of a directory
  apiops.platforms.cmf_object:
    src: mes
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
    - kind: Material
      parent: {}
      name: Lot-0815
      action: updated
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
    - path: PrimaryQuantity
      before: '25'
      after: 24
resource:
  description: The object as it was last read, without fields of the server. Null if it does not exist.
  returned: when the task was accepted and declares one object by O(kind) and O(name)
  type: dict
  sample:
    Name: Lot-0815
    PrimaryQuantity: 24
not_compared:
  description: The paths of declared fields that were not compared, which are secrets and fields of
    the server.
  returned: when the task was accepted and declares one object by O(kind) and O(name)
  type: list
  elements: str
  sample:
    - ApiPassword
note:
  description: Additional information about the object.
  returned: when the task was accepted, declares one object, and there is additional information
  type: str
  sample: 'its secrets are sent each time (update_secrets: always)'
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
    - before: |
        PrimaryQuantity: '25'
      after: |
        PrimaryQuantity: 24
      before_header: Material Lot-0815
      after_header: Material Lot-0815
msg:
  description: One line that names every object that failed, what came back and what to look at, and
    what was done.
  returned: failure
  type: str
  sample: 'Material Lot-0815 (the task): POST https://mes.example.com/api/GenericService/FullUpdateObject
    answered 403 Forbidden; look at the roles and permissions of the account. [1 failed]'
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
      sample: Val50046
    description:
      description: The platform's own words. Null if there are none.
      type: str
      sample: The data for object Lot-0815 of type Material has been changed by another user.
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
  sample: POST
url:
  description: URL of the request that failed, without its query, or null if none did.
  returned: failure
  type: str
  sample: https://mes.example.com/api/GenericService/FullUpdateObject
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
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.cmf.object_operations import OBJECT


def main() -> None:
    run_module(OBJECT)


if __name__ == "__main__":
    main()

#!/usr/bin/python

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and entry point of the module cmf_invoke."""

from __future__ import annotations

DOCUMENTATION = r"""
module: cmf_invoke
short_description: Call services of Critical Manufacturing MES
version_added: 1.0.0
description:
  - Calls services of Critical Manufacturing MES, those of the product and custom ones of a project, with the
    personal access token of a user.
  - Give a service by O(controller) and O(service), with the O(properties) of its input object. The C($type)
    of the input follows from these names for custom services. Product services need O(namespace) or O(type).
  - Give any other path by O(path), with O(body).
  - Most services of the MES write, and are not idempotent by themselves. A write can name a probe (O(unless))
    that tells whether its effect is already there. A second run then changes nothing. Set
    O(read_only=true) for a service that only reads.
  - The MES reports some failures with status 200 and C(HasErrors) in the output. Such an answer fails the
    task.
extends_documentation_fragment:
  - apiops.platforms.cmf
  - apiops.platforms.cmf.http
  - apiops.platforms.cmf.call
  - apiops.platforms.attributes.invoke
  - apiops.platforms.attributes
seealso:
  - module: apiops.platforms.cmf_token
author:
  - apiops.platforms contributors (@apiops)
"""

EXAMPLES = r"""
# Address and token come from CMF_URL and CMF_TOKEN, unless a task or module_defaults gives them.

# Sends POST https://mes.example.com:8443/api/amsOSRAM/MaterialIn with
# {
#   "$type": "Cmf.Custom.amsOSRAM.Orchestration.InputObjects.MaterialInInput,
#             Cmf.Custom.amsOSRAM.Orchestration",
#   "MaterialName": "Lot-0815",
#   "ResourceName": "Furnace-01"
# }
- name: Call a custom service
  apiops.platforms.cmf_invoke:
    url: https://mes.example.com:8443
    token: "{{ cmf_personal_token }}"
    controller: amsOSRAM
    service: MaterialIn
    properties:
      MaterialName: Lot-0815
      ResourceName: Furnace-01

- name: Call a custom service that only reads, with another input type
  apiops.platforms.cmf_invoke:
    controller: amsOSRAM
    service: GetFlowInformationForERP
    input_type: CustomGetFlowInformationForERPInput
    properties:
      FlowName: Main flow
    read_only: true
  register: flow

- name: Call the same service, with the whole input
  apiops.platforms.cmf_invoke:
    path: /api/amsOSRAM/GetFlowInformationForERP
    body:
      $type: >-
        Cmf.Custom.amsOSRAM.Orchestration.InputObjects.CustomGetFlowInformationForERPInput,
        Cmf.Custom.amsOSRAM.Orchestration
      FlowName: Main flow
    read_only: true

- name: Create an object if it does not exist, and verify it
  apiops.platforms.cmf_invoke:
    controller: GenericService
    namespace: Cmf.Foundation.BusinessOrchestration.GenericServiceManagement
    assembly: Cmf.Foundation.BusinessOrchestration
    service: CreateObject
    properties:
      Object:
        $type: Cmf.Foundation.BusinessObjects.Site, Cmf.Foundation.BusinessObjects
        Name: Site-01
    unless:
      service: GetObjectByName
      properties:
        Name: Site-01
        Type: Site
    verify: true

- name: Get a master data package
  apiops.platforms.cmf_invoke:
    method: GET
    path: GenericService/GetObjectById
    query:
      Id: "{{ package_id }}"
      Type: MasterDataPackage
      LevelsToLoad: 1
    select: Instance
  register: package

- name: Load the package and wait until it is loaded
  apiops.platforms.cmf_invoke:
    path: MasterData/PerformMasterDataPackage
    body:
      $type: >-
        Cmf.Foundation.BusinessOrchestration.MasterDataManagement.InputObjects.PerformMasterDataPackageInput,
        Cmf.Foundation.BusinessOrchestration
      MasterDataPackage: "{{ package.selected }}"
      ExecutionOperation: "{{ package_operation }}"
      IsToPerformImmediate: true
    wait_for:
      method: GET
      path: GenericService/GetObjectById
      query:
        Id: "{{ package_id }}"
        Type: MasterDataPackage
      that: Instance.LastExecutionEndDate
      timeout: 1800
      interval: 10

- name: Make two reads at the same time, with a token from the Security Portal
  apiops.platforms.cmf_invoke:
    auth_mode: exchange
    tenant: "{{ cmf_tenant }}"
    concurrency: 2
    on_error: continue
    calls:
      - name: Lot-0815
        controller: amsOSRAM
        service: CustomGetMaterialAttributes
        properties:
          MaterialName: Lot-0815
        read_only: true
      - name: Lot-0816
        controller: amsOSRAM
        service: CustomGetMaterialAttributes
        properties:
          MaterialName: Lot-0816
        read_only: true
  register: materials
"""

# Written by `make generate`, but for samples of this module's own and results that no other has.
RETURN = r"""
status:
  description:
    - HTTP status of the answer. If the probe of O(unless) held, the status of its answer.
    - After a failure, the status of the answer that failed, or null if there was none.
    - Null in check mode for a write that was not made.
  returned: failure, and success without O(calls)
  type: int
  sample: 200
json:
  description:
    - The answer, if it is JSON. With O(paginate), the first answer with the rows of all pages in it.
    - In check mode, for a V(PUT) or V(PATCH), the object as it would be, if O(merge) or a probe at
      the same path read it, and the platform returns it without an envelope.
  returned: success, when the answer is JSON and was not saved to O(dest)
  type: raw
  sample:
    $id: '1'
    Instance:
      Id: '1907'
      Name: Site-01
content:
  description: The answer as text, if it is not JSON.
  returned: success, when the answer is not JSON and was not saved to O(dest)
  type: str
  sample: 3B5D5C3712955042212316173CCF37BE
url:
  description: URL of the request, or after a redirect of the answer. After a failure it has no query,
    and is null if nothing was sent.
  returned: failure, and success without O(calls)
  type: str
  sample: https://mes.example.com/api/GenericService/CreateObject
method:
  description: HTTP method of the request.
  returned: failure, and in check mode for a write that was not made
  type: str
  sample: POST
headers:
  description: Headers of the answer, with names in lower case. Cookies are masked. Empty in check mode
    for a write that was not made.
  returned: success without O(calls)
  type: dict
  sample:
    content-type: application/json
elapsed:
  description: Seconds that the request took, or with O(paginate) all requests together, without pauses
    before repetitions.
  returned: success without O(calls)
  type: float
  sample: 0.042
tries:
  description: How often the request was sent, or with O(paginate) how many requests were.
  returned: failure, and success without O(calls)
  type: int
  sample: 1
request_id:
  description: The id of the request in the platform's logs, from the headers of the answer. Null if
    there is none.
  returned: success without O(calls)
  type: str
  sample: 6f0c7a1e-8b8e-4f0f-9d56-1f3b1c1d8a52
selected:
  description:
    - The result of O(select). Null if it found nothing.
    - In check mode, for a write that was not made, the result for the object in RV(json). Null if there
      is none.
  returned: success, when O(select) is given
  type: raw
  sample: 0
satisfied:
  description: Whether the probe of O(unless) held, or O(merge) found nothing to change, so that the
    call was not made.
  returned: success, when O(unless) or O(merge) is given
  type: bool
  sample: true
not_compared:
  description: The fields of O(body) that O(merge) did not compare, because they have the name of a
    secret.
  returned: success, when O(merge) is given and there are any
  type: list
  elements: str
  sample:
    - spec.password
waited_for:
  description: The wait of O(wait_for).
  returned: success, when O(wait_for) is given
  type: dict
  contains:
    polls:
      description: How often the probe was made. 0 in check mode after a write that was not made.
      type: int
      sample: 3
    status:
      description: HTTP status of the probe's last answer.
      type: int
      sample: 200
    json:
      description: The probe's last answer, if it is JSON.
      type: raw
      sample:
        $id: '1'
        Instance:
          LastExecutionResult: 0
    content:
      description: The probe's last answer as text, if it is not JSON.
      type: str
      sample: OK
pages:
  description: How many pages were fetched.
  returned: success, when the answer was fetched page by page
  type: int
  sample: 4
dest:
  description: The file that holds the answer.
  returned: success, when the answer was saved to O(dest)
  type: str
  sample: /var/tmp/package.xlsx
diff:
  description:
    - The request of a write, as the C(after) of an empty C(before). With O(merge), the fields that
      change, before and after.
    - With O(calls), a list of these.
  returned: success in diff mode, when something was or would be written; with O(calls) after a failure
    too
  type: raw
  sample:
    before: ''
    after: |
      POST https://mes.example.com/api/amsOSRAM/MaterialIn
      {
        "$type": "Cmf.Custom.amsOSRAM.Orchestration.InputObjects.MaterialInInput, Cmf.Custom...",
        "MaterialName": "Lot-0815"
      }
calls:
  description:
    - The result of each of O(calls) that was tried, in order, with the keys listed here.
    - Each also has its C(name), C(failed) and C(changed).
  returned: when O(calls) is given, unless the task has a mistake
  type: list
  elements: dict
  sample:
    - name: Site-01
      failed: false
      changed: false
      satisfied: true
      status: 200
summary:
  description: The numbers of results of O(calls).
  returned: when O(calls) is given, unless the task has a mistake
  type: dict
  contains:
    calls:
      description: How many calls there are.
      type: int
      sample: 12
    satisfied:
      description: How many were not made, because their probe held.
      type: int
      sample: 10
    changed:
      description: How many changed something.
      type: int
      sample: 1
    failed:
      description: How many failed.
      type: int
      sample: 1
    not_tried:
      description: How many were not tried, because another one failed.
      type: int
      sample: 0
answer:
  description:
    - The answer of the call, with C(status) and C(json) or C(content). If a condition does not fit,
      or O(merge) cannot write, the answer to the read before the call.
    - The answer to a write is complete, because the platform may not return it again. If it contains
      a field with the name of a secret, or is text, only RV(msg) appears on the screen. C(register)
      and C(rescue) have everything. With C(async) the answer is masked.
    - In the answer to a read, fields with the name of a secret are masked.
  returned: failure, after a successful write, if the probe does not hold after the call (O(verify)),
    an expression or O(unless.contains) does not fit the answer, a probe did not see all of a list,
    or O(merge) cannot write what it read
  type: dict
verified:
  description: The answer to the read after the call. Fields with the name of a secret are masked.
  returned: failure, when the effect is missing after the call (O(verify))
  type: dict
last_answer:
  description: The last answer of the probe. Fields with the name of a secret are masked.
  returned: failure, when O(wait_for) was not met in time, or a condition does not fit the answer of
    a probe after the call
  type: dict
msg:
  description: One line that says what was asked, what the platform answered, and what to look at.
  returned: failure
  type: str
  sample: 'POST https://mes.example.com/api/GenericService/CreateObject answered 500 Internal Server
    Error, "The data for object Site-01 of type Site already exists." (code Db20005); it exists already,
    or was changed meanwhile: load it anew, or set IgnoreLastServiceId.'
outcome_unknown:
  description:
    - True if the platform may have made the write in spite of the failure. C(changed) is then not certain.
    - Look at the platform, or set O(unless) and run the task again.
  returned: failure, when the platform may have made the write
  type: bool
  sample: true
error:
  description: What went wrong, for use in conditions.
  returned: failure
  type: dict
  contains:
    kind:
      description:
        - The kind of failure, one of V(config) (the task has a mistake), V(connect), V(tls), V(timeout),
          V(auth), V(forbidden), V(not_found), V(conflict), V(rate_limited), V(rejected), V(server)
          and V(protocol) (something other than the platform's API answered, or the answer cannot be
          read).
      type: str
      sample: conflict
    code:
      description: The platform's own code. Null if there is none.
      type: str
      sample: Db20005
    description:
      description: The platform's own words. Null if there are none.
      type: str
      sample: The data for object Site-01 of type Site already exists.
    request_id:
      description: The id of the request in the platform's logs. Null if there is none.
      type: str
      sample: null
"""

from ansible_collections.apiops.platforms.plugins.module_utils._module import run_module
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.cmf.platform import INVOKE


def main() -> None:
    run_module(INVOKE)


if __name__ == "__main__":
    main()

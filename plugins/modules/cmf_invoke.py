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
  - Calls services of Critical Manufacturing MES, the custom ones of a project as well as those of the
    product, with the personal access token of a user.
  - A service is called by O(controller) and O(service), with the O(properties) of its input object. The
    C($type) of the input is made from these names, as custom services follow them. Product services need
    O(namespace) or O(type).
  - Any other path is called by O(path), with O(body).
  - Most services of the MES are no reads, and are not idempotent by themselves. A write can name a probe
    (O(unless)) that tells whether its effect is there already; a second run then changes nothing. A service
    that only reads is marked O(read_only=true).
  - The MES reports some failures with status 200, by C(HasErrors) in the output. Such an answer fails the
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
- name: A custom service
  apiops.platforms.cmf_invoke:
    url: https://mes.example.com:8443
    token: "{{ cmf_personal_token }}"
    controller: amsOSRAM
    service: MaterialIn
    properties:
      MaterialName: Lot-0815
      ResourceName: Furnace-01

- name: A custom service whose input is not named after it, and which only reads
  apiops.platforms.cmf_invoke:
    controller: amsOSRAM
    service: GetFlowInformationForERP
    input_type: CustomGetFlowInformationForERPInput
    properties:
      FlowName: Main flow
    read_only: true
  register: flow

- name: The same service, with all of its input written out
  apiops.platforms.cmf_invoke:
    path: /api/amsOSRAM/GetFlowInformationForERP
    body:
      $type: >-
        Cmf.Custom.amsOSRAM.Orchestration.InputObjects.CustomGetFlowInformationForERPInput,
        Cmf.Custom.amsOSRAM.Orchestration
      FlowName: Main flow
    read_only: true

- name: A product object, created if it is not there, and looked up again afterwards
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

- name: A master data package, read by GET
  apiops.platforms.cmf_invoke:
    method: GET
    path: GenericService/GetObjectById
    query:
      Id: "{{ package_id }}"
      Type: MasterDataPackage
      LevelsToLoad: 1
    select: Instance
  register: package

- name: The package loaded, and the end of that awaited
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

- name: Two reads at the same time, with a token exchanged by the Security Portal
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
    - HTTP status of the answer. If the probe of O(unless) held, that of its answer.
    - After a failure, that of the answer that failed, or null if there was none.
    - Null in check mode for a write that was not made.
  returned: failure, and success without O(calls)
  type: int
  sample: 200
json:
  description:
    - The answer, if it is JSON. With O(paginate), the first answer with the rows of all pages in it.
    - In check mode, for a V(PUT) or V(PATCH) that was not made, the object as it would be, if O(merge)
      or a probe at the same path read it, and the platform puts nothing around it.
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
  description: URL of the request, after a redirect the one that answered. After a failure it lacks
    the query, and is null if nothing was sent.
  returned: failure, and success without O(calls)
  type: str
  sample: https://mes.example.com/api/GenericService/CreateObject
method:
  description: HTTP method of the request.
  returned: failure, and in check mode for a write that was not made
  type: str
  sample: POST
headers:
  description: Headers of the answer, by names in lower case. Cookies are masked. Empty in check mode
    for a write that was not made.
  returned: success without O(calls)
  type: dict
  sample:
    content-type: application/json
elapsed:
  description: Seconds the request took, or with O(paginate) all requests together. Pauses before repetitions
    do not count.
  returned: success without O(calls)
  type: float
  sample: 0.042
tries:
  description: How often the request was sent, or with O(paginate) how many requests were.
  returned: failure, and success without O(calls)
  type: int
  sample: 1
request_id:
  description: The id by which the platform's logs know the request, from the headers of the answer.
    Null if they hold none.
  returned: success without O(calls)
  type: str
  sample: 6f0c7a1e-8b8e-4f0f-9d56-1f3b1c1d8a52
selected:
  description:
    - What O(select) yielded. Null if it found nothing.
    - In check mode, for a write that was not made, what it yields of the object as RV(json) has it.
      Null if there is none.
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
  description: The fields of O(body) that O(merge) did not compare, since they are secret by their name.
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
      change, as they are and as they are to be.
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
    - The result of each of O(calls) that was tried, in their order, with the keys listed here.
    - Each also has its C(name), and C(failed) and C(changed) of its own.
  returned: when O(calls) is given, unless the task itself is wrong
  type: list
  elements: dict
  sample:
    - name: Site-01
      failed: false
      changed: false
      satisfied: true
      status: 200
summary:
  description: The results of O(calls), counted.
  returned: when O(calls) is given, unless the task itself is wrong
  type: dict
  contains:
    calls:
      description: How many calls there are.
      type: int
      sample: 12
    satisfied:
      description: For how many of them the probe held, so that they were not made.
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
      description: How many were not tried, since another had failed.
      type: int
      sample: 0
answer:
  description:
    - The answer of the call, with C(status) and C(json) or C(content). If a condition does not fit,
      or O(merge) cannot write, the answer to the read before the call.
    - That to a write is whole, since the platform may not tell it again. If it holds what is secret
      by its name, or is a text, the result is not shown on the screen but for RV(msg), and what C(register)
      or C(rescue) has of it can be used; of a task with C(async) it is masked.
    - That to a read is masked where it is secret by its name.
  returned: failure, when it came after a write was answered with success, the probe does not hold after
    the call (O(verify)), an expression or O(unless.contains) does not fit the answer, a probe did not
    see all of a list, or O(merge) cannot write what it read
  type: dict
verified:
  description: The answer to the read after the call, masked where it is secret by its name.
  returned: failure, when what was to be so is not after the call (O(verify))
  type: dict
last_answer:
  description: The last answer of the probe, masked where it is secret by its name.
  returned: failure, when O(wait_for) was not met in time, or the answer of a probe after the call does
    not fit
  type: dict
msg:
  description: One line that says what was asked, what came back and what to look at.
  returned: failure
  type: str
  sample: 'POST https://mes.example.com/api/GenericService/CreateObject answered 500 Internal Server
    Error, "The data for object Site-01 of type Site already exists." (code Db20005); it is there already,
    or was changed meanwhile: load it anew, or set IgnoreLastServiceId.'
outcome_unknown:
  description:
    - That the platform may have made the write all the same, so that C(changed) is not known to be
      false.
    - Look at the platform, or give O(unless) and run the task again.
  returned: failure, when the platform may have made the write all the same
  type: bool
  sample: true
error:
  description: What went wrong, for conditions on it.
  returned: failure
  type: dict
  contains:
    kind:
      description:
        - What kind of failure it is, one of V(config) (the task itself is wrong), V(connect), V(tls),
          V(timeout), V(auth), V(forbidden), V(not_found), V(conflict), V(rate_limited), V(rejected),
          V(server) and V(protocol) (something else than the platform's API answered, or the answer
          cannot be read).
      type: str
      sample: conflict
    code:
      description: The platform's own code. Null if it gave none.
      type: str
      sample: Db20005
    description:
      description: The platform's own words. Null if it gave none.
      type: str
      sample: The data for object Site-01 of type Site already exists.
    request_id:
      description: The id by which the platform's logs know the request. Null if it gave none.
      type: str
      sample: null
"""

from ansible_collections.apiops.platforms.plugins.module_utils._module import run_module
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.cmf.platform import INVOKE


def main() -> None:
    run_module(INVOKE)


if __name__ == "__main__":
    main()

#!/usr/bin/python

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and entry point of the module axway_invoke."""

from __future__ import annotations

DOCUMENTATION = r"""
module: axway_invoke
short_description: Call services of Axway Amplify
version_added: 1.0.0
description:
  - Calls services of Axway Amplify (Central, Traceability or the platform itself) with the access token of a
    service account.
  - A write can name a probe (O(unless)) that tells whether its effect is already there. A second run then
    changes nothing. An update can be merged into the existing object (O(merge)).
  - Axway allows a client 25 calls a minute by default.
extends_documentation_fragment:
  - apiops.platforms.axway
  - apiops.platforms.axway.http
  - apiops.platforms.axway.call
  - apiops.platforms.attributes.invoke
  - apiops.platforms.attributes
seealso:
  - module: apiops.platforms.axway_token
author:
  - apiops.platforms contributors (@apiops)
"""

EXAMPLES = r"""
# Credentials come from AXWAY_CLIENT_ID and AXWAY_CLIENT_SECRET, unless a task or module_defaults gives them.

- name: List the environments of Central
  apiops.platforms.axway_invoke:
    path: /apis/management/v1alpha1/environments
  register: environments

- name: Get the traffic by proxy and revision
  apiops.platforms.axway_invoke:
    service: traceability
    path: /api/traceability/v1/traceability/summary
    query:
      groupBy:
        - proxyId
        - proxyRevision
      count: 10
      offset: 0
      from: 1668895561864
      to: 1669500361864
  register: traffic

- name: List the environments of the platform
  apiops.platforms.axway_invoke:
    service: platform
    path: /api/v1/env

- name: List all environments in production, from all pages
  apiops.platforms.axway_invoke:
    path: management/v1/environments
    query:
      pageSize: 100
    paginate: true
    select: "[?spec.production].name"
  register: production

- name: Create an environment if it does not exist, and verify it
  apiops.platforms.axway_invoke:
    method: POST
    path: management/v1/environments
    body:
      name: test-eu
      title: Test in Europe
      spec:
        production: false
    unless:
      path: management/v1/environments/test-eu
    verify: true

- name: Change its description if it differs, and keep all other fields
  apiops.platforms.axway_invoke:
    method: PUT
    path: management/v1/environments/{name}
    path_params:
      name: test-eu
    body:
      spec:
        description: Kept by a playbook
    merge: true
    verify: true

- name: Change its title if it differs, with a patch for Central
  apiops.platforms.axway_invoke:
    method: PATCH
    path: management/v1/environments/{name}
    path_params:
      name: test-eu
    headers:
      Content-Type: application/json-patch+json
    body:
      - op: replace
        path: /title
        value: Test in Europe
    unless:
      contains:
        title: Test in Europe

- name: Delete an environment and wait until it is gone
  apiops.platforms.axway_invoke:
    method: DELETE
    path: management/v1/environments/{name}
    path_params:
      name: test-eu
    unless:
      exists: false
    wait_for:
      exists: false
      timeout: 120

- name: Get three lists at the same time, with a private key
  apiops.platforms.axway_invoke:
    client_id: sa-signer_8cde1a18-2aeb-4bcd-85d5-cfb53ec9efb4
    private_key_path: /etc/axway/signer.pem
    region: eu
    concurrency: 3
    on_error: continue
    calls:
      - name: environments
        path: management/v1/environments
        paginate: true
      - name: teams
        service: platform
        path: team
        query:
          org_id: "{{ axway_org_id }}"
      - name: roles
        service: platform
        path: role
        select: result[?client].id
  register: inventory

- name: Show the lists
  ansible.builtin.debug:
    msg: "{{ inventory.calls | items2dict(key_name='name', value_name='json') }}"
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
    - name: production
      title: Production
      metadata:
        resourceVersion: '175'
content:
  description: The answer as text, if it is not JSON.
  returned: success, when the answer is not JSON and was not saved to O(dest)
  type: str
  sample: OK
url:
  description: URL of the request, or after a redirect of the answer. After a failure it has no query,
    and is null if nothing was sent.
  returned: failure, and success without O(calls)
  type: str
  sample: https://apicentral.axway.com/apis/management/v1/environments?pageSize=100
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
  sample:
    - production
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
        success: true
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
  sample: /var/tmp/environments.json
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
      POST https://apicentral.axway.com/apis/management/v1/environments
      {
        "name": "test-eu"
      }
calls:
  description:
    - The result of each of O(calls) that was tried, in order, with the keys listed here.
    - Each also has its C(name), C(failed) and C(changed).
  returned: when O(calls) is given, unless the task has a mistake
  type: list
  elements: dict
  sample:
    - name: roles
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
  sample: POST https://apicentral.axway.com/apis/management/v1/environments answered 403 Forbidden,
    "You are not authorized to perform this action."; look at the roles of the service account, and
    at tenant_id.
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
      sample: forbidden
    code:
      description: The platform's own code. Null if there is none.
      type: str
      sample: '403'
    description:
      description: The platform's own words. Null if there are none.
      type: str
      sample: You are not authorized to perform this action.
    request_id:
      description: The id of the request in the platform's logs. Null if there is none.
      type: str
      sample: 6f0c7a1e-8b8e-4f0f-9d56-1f3b1c1d8a52
"""

from ansible_collections.apiops.platforms.plugins.module_utils._module import run_module
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.axway.platform import INVOKE


def main() -> None:
    run_module(INVOKE)


if __name__ == "__main__":
    main()

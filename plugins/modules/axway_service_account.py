#!/usr/bin/python

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and entry point of the module axway_service_account."""

from __future__ import annotations

DOCUMENTATION = r"""
module: axway_service_account
short_description: Create, change, rotate and remove service accounts of Axway Amplify
version_added: 1.0.0
description:
  - Creates, changes, rotates or removes a service account, with at most one request that changes something.
  - It finds an account by its name, or by its guid or client id. Fields that the task does not set stay as
    they are.
  - The secret or private key of a new account is returned once. A later run changes nothing and returns none,
    unless O(rotate=always).
  - The account that logs in needs a role that may manage others, such as C(administrator).
options:
  state:
    description:
      - Whether the service account should exist.
      - With V(absent), the task fails if the account with the O(guid) or O(service_client_id) has another
        name than O(name), whatever O(allow_rename) says.
    type: str
    choices: [present, absent]
    default: present
  description:
    description:
      - What the service account is for. An empty text removes the description.
    type: str
  auth_type:
    description:
      - How the service account logs in, with a V(secret) or with a key pair (V(certificate)).
      - If not set, V(certificate) for a new account with O(public_key) or O(generate_key), otherwise
        V(secret).
      - Axway cannot change it. The task fails if an existing account has the other type.
    type: str
    choices: [secret, certificate]
  service_client_secret:
    description:
      - The secret for a new account, or for O(rotate=always). If not set, the platform generates one.
      - It is not compared with the secret of an existing account, which cannot be read.
      - O(client_secret) belongs to the service account that logs in.
    type: str
  public_key:
    description:
      - The public key of the service account as PEM text. It is compared, and replaced if it differs. A
        private key is refused, and not sent.
      - It cannot be combined with O(generate_key).
    type: str
  generate_key:
    description:
      - Whether the platform generates the key pair of a new account. The private key is returned once.
    type: bool
    default: false
  roles:
    description:
      - The ids of all roles of the service account in its organization.
      - New roles are checked against those that the platform offers.
    type: list
    elements: str
  teams:
    description:
      - All teams of the service account, each once. An empty list means none.
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - The name of the team. Set this or O(teams[].guid).
        type: str
      guid:
        description:
          - The guid of the team.
        type: str
      roles:
        description:
          - The ids of the roles of the service account in the team.
        type: list
        elements: str
        default: []
  tags:
    description:
      - All tags of the service account.
    type: list
    elements: str
  rotate:
    description:
      - Whether to replace the secret or the key pair of an existing account. The old one stops working at
        once.
      - With V(always), every run changes something. The platform does not record who created a key pair, so
        it also replaces your own key pair with a generated one.
      - A key pair is not rotated if the task sets its O(public_key), which is then compared as usual.
    type: str
    choices: [never, always]
    default: never
  allow_rename:
    description:
      - Whether to rename the account with the O(guid) if it has another O(name). Its client id then changes
        too, and the old one stops working at once.
    type: bool
    default: false
attributes:
  diff_mode:
    support: full
    details: It shows the fields that change, except when the result contains a new secret and is hidden.
  idempotent:
    support: partial
    details: It is, except with O(rotate=always).
  async:
    support: none
    details: With C(async) the result would be masked, and with it a secret that is returned only once.
extends_documentation_fragment:
  - apiops.platforms.axway
  - apiops.platforms.axway.account
  - apiops.platforms.axway.http
  - apiops.platforms.attributes
notes:
  - A result with a new secret or private key does not appear on the screen, as with C(no_log). Later tasks
    can use the registered result. Store the secret at once, in a task with C(no_log).
  - If the outcome of a creation is unknown, it is not repeated. The next run finds the account if it was
    created. O(rotate=always) then gives it a secret that you know.
  - Hosts that run the task at the same time may each create an account with this name. Set C(run_once) if the
    task runs for several hosts.
seealso:
  - module: apiops.platforms.axway_service_account_info
  - module: apiops.platforms.axway_token
author:
  - apiops.platforms contributors (@apiops)
"""

EXAMPLES = r"""
- name: Create a service account for the pipeline
  apiops.platforms.axway_service_account:
    name: pipeline
    description: Deploys from the pipeline
    roles:
      - developer
    teams:
      - name: Default Team
        roles:
          - api_access
  register: pipeline

# Only a new account has a secret to store. Later runs change nothing and return none.
- name: Store its secret
  community.hashi_vault.vault_kv2_write:
    path: axway/pipeline
    data:
      client_id: "{{ pipeline.service_account.client_id }}"
      client_secret: "{{ pipeline.client_secret }}"
  when: pipeline.client_secret is defined
  no_log: true

- name: Create a service account with your own key pair
  apiops.platforms.axway_service_account:
    name: signer
    public_key: "{{ lookup('ansible.builtin.file', 'signer.pub.pem') }}"

- name: Replace the secret
  apiops.platforms.axway_service_account:
    name: pipeline
    rotate: always
  register: rotated

- name: Rename the account, which changes its client id
  apiops.platforms.axway_service_account:
    guid: 6d66dc36-f838-4006-8c44-5340d4698be5
    name: deployer
    allow_rename: true

- name: Remove the account
  apiops.platforms.axway_service_account:
    name: deployer
    state: absent
"""

RETURN = r"""
service_account:
  description: The service account, as the platform returns it. Null if it does not exist. In check mode, as
    it would be, without values that the platform sets.
  returned: success
  type: dict
  contains:
    guid:
      description: The guid, which never changes.
      type: str
      sample: 6d66dc36-f838-4006-8c44-5340d4698be5
    client_id:
      description: The client id with which it logs in.
      type: str
      sample: pipeline_6d66dc36-f838-4006-8c44-5340d4698be5
    name:
      description: The name.
      type: str
      sample: pipeline
    description:
      description: The description.
      type: str
      sample: Deploys from the pipeline
    auth_type:
      description: How it logs in, with a V(secret) or with a key pair (V(certificate)).
      type: str
      sample: secret
    public_key:
      description: Its public key as PEM text, if it has one. For a new key pair of O(generate_key), the
        platform may return only the private key.
      type: str
    roles:
      description: The ids of its roles in the organization.
      type: list
      elements: str
      sample: [developer]
    teams:
      description: Its teams, if the task gives O(teams). Each has C(guid), C(name), and its C(roles) there.
      type: list
      elements: dict
      sample: [{guid: 2f3c, name: Default Team, roles: [api_access]}]
    tags:
      description: Its tags.
      type: list
      elements: str
      sample: []
    org_guid:
      description: The guid of its organization.
      type: str
      sample: 5f9a1b8e-50f8-4f2c-9d3e-0c6f3a1d2b4c
    created:
      description: When it was created.
      type: str
      sample: "2026-11-24T09:00:00.000Z"
    updated:
      description: When it was last changed.
      type: str
      sample: "2026-11-24T09:00:00.000Z"
client_secret:
  description: The secret of the account, if the task created the account or replaced its secret. It is not
    returned again.
  returned: when it is new
  type: str
private_key:
  description: The private key of the account as PEM text, if the platform generated a key pair. It is not
    returned again.
  returned: when the platform generated a new key pair
  type: str
diff:
  description: The fields that change, before and after.
  returned: when something changes or would
  type: dict
  sample: {before: {tags: []}, after: {tags: [ci]}}
msg:
  description: One line that says what was asked, what the platform answered, and what to look at.
  returned: failure
  type: str
  sample: >-
    POST https://platform.axway.com/api/v1/client answered 403 Forbidden, "You are not authorized to perform
    this action. Please contact your organization administrator."; look at the roles of the service account,
    and at tenant_id.
error:
  description: What went wrong, for use in conditions.
  returned: failure
  type: dict
  contains:
    kind:
      description:
        - The kind of failure, one of V(config) (the task has a mistake), V(connect), V(tls), V(timeout),
          V(auth), V(forbidden), V(not_found), V(conflict), V(rate_limited), V(rejected), V(server) and
          V(protocol) (something other than the platform's API answered, or the answer cannot be read).
      type: str
      sample: forbidden
    code:
      description: The platform's own code. Null if there is none.
      type: str
      sample: "403"
    description:
      description: The platform's own words. Null if there are none.
      type: str
      sample: You are not authorized to perform this action. Please contact your organization administrator.
    request_id:
      description: The id of the request in the platform's logs. Null if there is none.
      type: str
      sample: null
status:
  description: HTTP status of the answer. Null if there was none.
  returned: failure
  type: int
  sample: 403
method:
  description: HTTP method of the request that failed.
  returned: failure
  type: str
  sample: POST
url:
  description: URL of the request that failed, without its query.
  returned: failure
  type: str
  sample: https://platform.axway.com/api/v1/client
tries:
  description: How often the request that failed was sent. 0 if it was not, or if no request failed.
  returned: failure
  type: int
  sample: 1
outcome_unknown:
  description: True if the platform may have acted on the failed request. A creation is then not repeated.
  returned: failure, when the platform may have made the write
  type: bool
  sample: true
"""

from ansible_collections.apiops.platforms.plugins.module_utils._module import run_module
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.axway.service_account import (
    SERVICE_ACCOUNT,
)


def main() -> None:
    run_module(SERVICE_ACCOUNT)


if __name__ == "__main__":
    main()

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
  - Has a service account be as the task says, by one request that changes something, or by none.
  - An account is found by its name, or by its guid or client id. What the task leaves out stays as it is.
  - The secret or private key of a new account is returned once. A later run changes nothing and returns none,
    unless O(rotate=always).
  - The account that logs in needs a role by which it may manage others, such as C(administrator).
options:
  state:
    description:
      - Whether the service account is to be there.
      - With V(absent) the task fails if the account with the O(guid) or O(service_client_id) has another
        O(name) than the task gives, whatever O(allow_rename) says.
    type: str
    choices: [present, absent]
    default: present
  description:
    description:
      - What the service account is for. An empty text removes the description.
    type: str
  auth_type:
    description:
      - How the service account will log in, by a V(secret) or by a key pair (V(certificate)).
      - Left out, V(certificate) for a new account with O(public_key) or O(generate_key), otherwise V(secret).
      - Axway cannot change it. The task fails if the account has another.
    type: str
    choices: [secret, certificate]
  service_client_secret:
    description:
      - The secret for a new account, or for O(rotate=always). Left out, one is generated.
      - Since it cannot be read, that of an account that is there is not compared with it.
      - O(client_secret) is that of the service account that logs in.
    type: str
  public_key:
    description:
      - The public key of the service account as PEM text. It is compared, and replaced where it differs.
        A private key is refused, and not sent.
      - It cannot be combined with O(generate_key).
    type: str
  generate_key:
    description:
      - Whether the platform is to make the key pair of a new account. The private key is returned, once.
    type: bool
    default: false
  roles:
    description:
      - The ids of the roles that the service account has in its organization, these and no others.
      - Those it does not have yet are checked against the ones that the platform offers.
    type: list
    elements: str
  teams:
    description:
      - The teams of which the service account is a member, each once, these and no others. An empty list
        means none.
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - The name of the team. Either it or O(teams[].guid) is needed.
        type: str
      guid:
        description:
          - The guid of the team.
        type: str
      roles:
        description:
          - The ids of the roles that the service account has in the team.
        type: list
        elements: str
        default: []
  tags:
    description:
      - The tags of the service account, these and no others.
    type: list
    elements: str
  rotate:
    description:
      - Whether to replace the secret, or the key pair, of an account that is there. The old one ends at once.
      - With V(always) every run changes something. The platform does not tell who made a key pair, so one of
        your own is replaced as well, by one that the platform makes.
      - A key pair is not rotated where the task gives its O(public_key), which is compared as without it.
    type: str
    choices: [never, always]
    default: never
  allow_rename:
    description:
      - Whether to rename the account with the O(guid) if it has another O(name). Its client id then changes
        too, and the old one ends at once.
    type: bool
    default: false
attributes:
  diff_mode:
    support: full
    details: It shows the fields that change, but nothing where a result holds a new secret, since that is not
      shown at all.
  idempotent:
    support: partial
    details: Not with O(rotate=always).
  async:
    support: none
    details: A result might come back masked, and with it a secret that is told only once.
extends_documentation_fragment:
  - apiops.platforms.axway
  - apiops.platforms.axway.account
  - apiops.platforms.axway.http
  - apiops.platforms.attributes
notes:
  - A result with a new secret or private key is not shown on the screen, as with C(no_log). What C(register)
    keeps of it can be used. Store it at once, and give tasks that do so C(no_log).
  - If the outcome of a creation is unknown, it is not repeated. The next run finds the account if it was
    made; O(rotate=always) then gives it a secret that is known.
  - Hosts that run the task at the same time may each create an account of the name. For several hosts give
    the task C(run_once).
seealso:
  - module: apiops.platforms.axway_service_account_info
  - module: apiops.platforms.axway_token
author:
  - apiops.platforms contributors (@apiops)
"""

EXAMPLES = r"""
- name: A service account for the pipeline
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

# Only a new account has a secret to keep: afterwards nothing changes, and there is none.
- name: Keep its secret
  community.hashi_vault.vault_kv2_write:
    path: axway/pipeline
    data:
      client_id: "{{ pipeline.service_account.client_id }}"
      client_secret: "{{ pipeline.client_secret }}"
  when: pipeline.client_secret is defined
  no_log: true

- name: A service account with a key pair of its own
  apiops.platforms.axway_service_account:
    name: signer
    public_key: "{{ lookup('ansible.builtin.file', 'signer.pub.pem') }}"

- name: Replace the secret
  apiops.platforms.axway_service_account:
    name: pipeline
    rotate: always
  register: rotated

- name: Rename it, which gives it another client id
  apiops.platforms.axway_service_account:
    guid: 6d66dc36-f838-4006-8c44-5340d4698be5
    name: deployer
    allow_rename: true

- name: Remove it
  apiops.platforms.axway_service_account:
    name: deployer
    state: absent
"""

RETURN = r"""
service_account:
  description: The service account, as the platform tells it. Null if it is not there. In check mode, as it
    would be, without what the platform decides.
  returned: success
  type: dict
  contains:
    guid:
      description: The guid, which it keeps for life.
      type: str
      sample: 6d66dc36-f838-4006-8c44-5340d4698be5
    client_id:
      description: The client id by which it logs in.
      type: str
      sample: pipeline_6d66dc36-f838-4006-8c44-5340d4698be5
    name:
      description: The name.
      type: str
      sample: pipeline
    description:
      description: What it is for.
      type: str
      sample: Deploys from the pipeline
    auth_type:
      description: How it logs in, by a V(secret) or by a key pair (V(certificate)).
      type: str
      sample: secret
    public_key:
      description: Its public key as PEM text, if it has one. Not with a new O(generate_key), of which the
        platform may tell the private key alone.
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
    told again.
  returned: when it is new
  type: str
private_key:
  description: The private key of the account as PEM text, if the platform made a key pair. It is not told
    again.
  returned: when the platform made a new pair
  type: str
diff:
  description: The fields that change, before and after.
  returned: when something changes or would
  type: dict
  sample: {before: {tags: []}, after: {tags: [ci]}}
msg:
  description: One line that says what was asked, what came back and what to look at.
  returned: failure
  type: str
  sample: >-
    POST https://platform.axway.com/api/v1/client answered 403 Forbidden, "You are not authorized to perform
    this action. Please contact your organization administrator."; look at the roles of the service account,
    and at tenant_id.
error:
  description: What went wrong, for conditions on it.
  returned: failure
  type: dict
  contains:
    kind:
      description:
        - What kind of failure it is, one of V(config) (the task itself is wrong), V(connect), V(tls),
          V(timeout), V(auth), V(forbidden), V(not_found), V(conflict), V(rate_limited), V(rejected),
          V(server) and V(protocol) (something else than the platform's API answered, or the answer cannot
          be read).
      type: str
      sample: forbidden
    code:
      description: The platform's own code. Null if it gave none.
      type: str
      sample: "403"
    description:
      description: The platform's own words. Null if it gave none.
      type: str
      sample: You are not authorized to perform this action. Please contact your organization administrator.
    request_id:
      description: The id by which the platform's logs know the request. Null if it gave none.
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
  description: True if the request that failed may have been applied. A creation is then not repeated.
  returned: failure, when the platform may have made the write all the same
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

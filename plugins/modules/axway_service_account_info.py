#!/usr/bin/python

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and entry point of the module axway_service_account_info."""

from __future__ import annotations

DOCUMENTATION = r"""
module: axway_service_account_info
short_description: List service accounts of Axway Amplify, or show one
version_added: 1.0.0
description:
  - Lists the service accounts of an organization, from all pages, or shows the one with a guid or client id.
  - The platform returns the description, the public key and the teams only for one account, not in the list.
options:
  term:
    description:
      - List the accounts that the platform finds by this term. It cannot be combined with a guid or client
        id.
    type: str
  roles:
    description:
      - List the accounts with these roles. It cannot be combined with a guid or client id.
    type: list
    elements: str
  auth_type:
    description:
      - List the accounts that log in with a V(secret), or with a key pair (V(certificate)).
    type: str
    choices: [secret, certificate]
attributes:
  check_mode:
    details: It does the same in check mode, because it changes nothing.
  idempotent:
    details: It changes nothing.
extends_documentation_fragment:
  - apiops.platforms.axway
  - apiops.platforms.axway.account
  - apiops.platforms.axway.http
  - apiops.platforms.attributes
seealso:
  - module: apiops.platforms.axway_service_account
author:
  - apiops.platforms contributors (@apiops)
"""

EXAMPLES = r"""
- name: List all service accounts of the organization
  apiops.platforms.axway_service_account_info:
  register: all

- name: List the accounts that log in with a key pair
  apiops.platforms.axway_service_account_info:
    auth_type: certificate
  register: signers

- name: Show one account, with its description and teams
  apiops.platforms.axway_service_account_info:
    service_client_id: pipeline_6d66dc36-f838-4006-8c44-5340d4698be5
  register: pipeline
"""

RETURN = r"""
service_accounts:
  description: The service accounts, as the platform returns them. Empty if there is none.
  returned: success
  type: list
  elements: dict
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
      description: The description, if one account was asked for.
      type: str
      sample: Deploys from the pipeline
    auth_type:
      description: How it logs in, with a V(secret) or with a key pair (V(certificate)).
      type: str
      sample: secret
    public_key:
      description: Its public key as PEM text, if it has one and one account was asked for.
      type: str
    roles:
      description: The ids of its roles in the organization.
      type: list
      elements: str
      sample: [developer]
    teams:
      description: Its teams, if one account was asked for. Each has C(guid), C(name), and its C(roles) there.
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
msg:
  description: One line that says what was asked, what the platform answered, and what to look at.
  returned: failure
  type: str
  sample: >-
    GET https://platform.axway.com/api/v1/client answered 403 Forbidden, "You are not authorized to perform
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
  sample: GET
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
"""

from ansible_collections.apiops.platforms.plugins.module_utils._module import run_module
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.axway.service_account import (
    SERVICE_ACCOUNT_INFO,
)


def main() -> None:
    run_module(SERVICE_ACCOUNT_INFO)


if __name__ == "__main__":
    main()

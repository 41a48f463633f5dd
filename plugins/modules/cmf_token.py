#!/usr/bin/python

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and entry point of the module cmf_token."""

from __future__ import annotations

DOCUMENTATION = r"""
module: cmf_token
short_description: Obtain an access token for Critical Manufacturing MES
version_added: 1.0.0
description:
  - Returns the token for calls to Critical Manufacturing MES. This is the personal access token itself, or
    with O(auth_mode=exchange) a short-lived access token from the Security Portal.
  - Create a personal access token in the MES, at Administration, Security, Users, Access Token.
  - M(apiops.platforms.cmf_invoke) obtains its token by itself. Use this module to get a token for
    something else, or to find out when a token expires.
extends_documentation_fragment:
  - apiops.platforms.cmf
  - apiops.platforms.cmf.http
  - apiops.platforms.attributes.token
  - apiops.platforms.attributes
seealso:
  - module: apiops.platforms.cmf_invoke
  - plugin: apiops.platforms.token
    plugin_type: lookup
author:
  - apiops.platforms contributors (@apiops)
"""

EXAMPLES = r"""
- name: Show when the personal access token expires, and warn a month before
  apiops.platforms.cmf_token:
    url: https://mes.example.com
    token: "{{ cmf_personal_token }}"
    warn_expiry_days: 30
  register: personal

- name: Exchange it for a short-lived access token
  apiops.platforms.cmf_token:
    url: https://mes.example.com
    token: "{{ cmf_personal_token }}"
    auth_mode: exchange
    tenant: "{{ cmf_tenant }}"
  register: login

- name: Use the token in another task
  ansible.builtin.uri:
    url: https://mes.example.com/api/GenericService/GetObjectByName?Name=Lot-0815&Type=Material
    headers:
      Authorization: "Bearer {{ login.access_token }}"
  no_log: true
"""

# Written by `make generate`, but for samples of this module's own and results that no other has.
RETURN = r"""
access_token:
  description: The token. It is sent in the header C(Authorization), after the word C(Bearer).
  returned: success
  type: str
  sample: eyJhbGciOiJSUzI1NiIs...
token_type:
  description: The type of the token.
  returned: success
  type: str
  sample: Bearer
expires_in:
  description: Seconds until the token expires. Null if it is not known.
  returned: success
  type: int
  sample: 3000
expires_at:
  description: When the token expires, as ISO 8601 in UTC. Null if it is not known.
  returned: success
  type: str
  sample: '2026-11-23T16:30:00Z'
scope:
  description: The scope that the platform granted. Null if it returns none.
  returned: success
  type: str
  sample: null
reused:
  description: Whether the token was supplied or already there, so that no login was needed.
  returned: success
  type: bool
  sample: false
claims:
  description: The claims in the token, decoded but not verified. Null if the token is not a JWT.
  returned: success
  type: dict
  sample:
    tenantName: plant
    sub: operator
    exp: 1795454400
msg:
  description: One line that says what was asked, what the platform answered, and what to look at.
  returned: failure
  type: str
  sample: 'No token for the owner of the personal token: POST https://mes.example.com/SecurityPortal/api/tenant/plant/oauth2/token
    answered 401 Unauthorized, "Invalid refresh token" (code invalid_grant); look at token (from the
    environment variable CMF_TOKEN), and oauth_client_id, and at tenant and url (from the task).'
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
      sample: auth
    code:
      description: The platform's own code. Null if there is none.
      type: str
      sample: invalid_grant
    description:
      description: The platform's own words. Null if there are none.
      type: str
      sample: Invalid refresh token
    request_id:
      description: The id of the request in the platform's logs. Null if there is none.
      type: str
      sample: null
status:
  description: HTTP status of the answer. Null if there was none.
  returned: failure
  type: int
  sample: 401
method:
  description: HTTP method of the request that failed.
  returned: failure
  type: str
  sample: POST
url:
  description: URL of the request that failed, without its query.
  returned: failure
  type: str
  sample: https://mes.example.com/SecurityPortal/api/tenant/plant/oauth2/token
tries:
  description: How often the request that failed was sent. 0 if it was not, or if no request failed.
  returned: failure
  type: int
  sample: 1
"""

from ansible_collections.apiops.platforms.plugins.module_utils._module import run_module
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.cmf.platform import TOKEN


def main() -> None:
    run_module(TOKEN)


if __name__ == "__main__":
    main()

#!/usr/bin/python

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and entry point of the module apic_token."""

from __future__ import annotations

DOCUMENTATION = r"""
module: apic_token
short_description: Obtain an access token for IBM API Connect, or sign out
version_added: 1.0.0
description:
  - Logs in to the management server of IBM API Connect, by user and password, API key, refresh token or
    client credentials, and returns the access token.
  - If the login needs a realm and none is given, the module finds it.
  - M(apiops.platforms.apic_invoke) obtains its token by itself. Use this module to get a token for
    something else, or to exchange an API key once for many tasks.
options:
  state:
    description:
      - V(present) obtains a token. V(absent) signs out. It revokes O(token) if it is given, otherwise the
        token that the run has for these credentials, and the user's refresh tokens. Later tasks log in again.
      - V(absent) never logs in only to sign out, and does not return RV(access_token) and the related values.
        The task reports a change if there was a valid token.
    type: str
    choices: [present, absent]
    default: present
extends_documentation_fragment:
  - apiops.platforms.apic
  - apiops.platforms.apic.http
  - apiops.platforms.attributes.token
  - apiops.platforms.attributes
seealso:
  - module: apiops.platforms.apic_realm
  - module: apiops.platforms.apic_invoke
  - plugin: apiops.platforms.token
    plugin_type: lookup
author:
  - apiops.platforms contributors (@apiops)
"""

EXAMPLES = r"""
- name: Log in as a user of the API Manager, in the realm that takes a password
  apiops.platforms.apic_token:
    url: https://apic.example.com
    username: "{{ apic_username }}"
    password: "{{ apic_password }}"
    client_id: "{{ apic_client_id }}"
    client_secret: "{{ apic_client_secret }}"
  register: login

# Without options, the environment variables APIC_URL, APIC_USERNAME and so on are used.
- name: Log in to a given realm with credentials from the environment
  apiops.platforms.apic_token:
    realm: provider/default-idp-2

- name: Exchange an API key, once for the whole play
  apiops.platforms.apic_token:
    url: https://apic.example.com
    api_key: "{{ apic_api_key }}"
    client_id: "{{ apic_client_id }}"
    client_secret: "{{ apic_client_secret }}"
  register: login

- name: Use the token in further tasks
  apiops.platforms.apic_invoke:
    url: https://apic.example.com
    token: "{{ login.access_token }}"
    path: me

- name: Log in to the Cloud Manager, with address and client from the toolkit's credentials.json
  apiops.platforms.apic_token:
    credentials_file: credentials.json
    scope: admin
    username: "{{ apic_admin_username }}"
    password: "{{ apic_admin_password }}"

- name: Log in to the developer portal of a catalog
  apiops.platforms.apic_token:
    credentials_file: credentials.json
    scope: consumer
    catalog: my-organization/sandbox
    username: "{{ portal_username }}"
    password: "{{ portal_password }}"

- name: Log in as an application, without a user
  apiops.platforms.apic_token:
    url: https://apic.example.com
    grant_type: client_credentials
    client_id: "{{ my_client_id }}"
    client_secret: "{{ my_client_secret }}"

- name: Log in with a refresh token, if the server issues them
  apiops.platforms.apic_token:
    url: https://apic.example.com
    realm: provider/default-idp-2
    refresh_token: "{{ apic_refresh_token }}"
    client_id: "{{ apic_client_id }}"
    client_secret: "{{ apic_client_secret }}"

- name: Sign out at the end, so that no token remains valid
  apiops.platforms.apic_token:
    url: https://apic.example.com
    username: "{{ apic_username }}"
    password: "{{ apic_password }}"
    client_id: "{{ apic_client_id }}"
    client_secret: "{{ apic_client_secret }}"
    state: absent
"""

# Written by `make generate`, but for samples of this module's own and results that no other has.
RETURN = r"""
access_token:
  description: The token. It is sent in the header C(Authorization), after the word C(Bearer).
  returned: success, unless O(state) is V(absent)
  type: str
  sample: eyJhbGciOiJSUzI1NiIs...
token_type:
  description: The type of the token.
  returned: success, unless O(state) is V(absent)
  type: str
  sample: Bearer
expires_in:
  description: Seconds until the token expires. Null if it is not known.
  returned: success, unless O(state) is V(absent)
  type: int
  sample: 28800
expires_at:
  description: When the token expires, as ISO 8601 in UTC. Null if it is not known.
  returned: success, unless O(state) is V(absent)
  type: str
  sample: '2026-11-23T16:30:00Z'
scope:
  description: The scope that the platform granted. Null if it returns none.
  returned: success, unless O(state) is V(absent)
  type: str
  sample: null
reused:
  description: Whether the token was supplied or already there, so that no login was needed.
  returned: success, unless O(state) is V(absent)
  type: bool
  sample: false
claims:
  description: The claims in the token, decoded but not verified. Null if the token is not a JWT.
  returned: success, unless O(state) is V(absent)
  type: dict
  sample:
    iss: IBM API Connect
    realm: provider/default-idp-2
    exp: 1795480200
realm:
  description: The realm of the login. Null if the login has none, or if the token was supplied by O(token).
  returned: success, unless O(state) is V(absent)
  type: str
  sample: provider/default-idp-2
msg:
  description: One line that says what was asked, what the platform answered, and what to look at.
  returned: failure
  type: str
  sample: 'No token for the user jane: POST https://apic.example.com/api/token answered 401 Unauthorized,
    "Invalid credentials"; look at username and password (from the environment variables APIC_USERNAME
    and APIC_PASSWORD), and client_id, client_secret and realm provider/default-idp-2 (from the task).'
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
      sample: '401'
    description:
      description: The platform's own words. Null if there are none.
      type: str
      sample: Invalid credentials
    request_id:
      description: The id of the request in the platform's logs. Null if there is none.
      type: str
      sample: 6f0c7a1e-8b8e-4f0f-9d56-1f3b1c1d8a52
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
  sample: https://apic.example.com/api/token
tries:
  description: How often the request that failed was sent. 0 if it was not, or if no request failed.
  returned: failure
  type: int
  sample: 1
"""

from ansible_collections.apiops.platforms.plugins.module_utils._module import run_module
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apic.platform import TOKEN


def main() -> None:
    run_module(TOKEN)


if __name__ == "__main__":
    main()

#!/usr/bin/python

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and entry point of the module axway_token."""

from __future__ import annotations

DOCUMENTATION = r"""
module: axway_token
short_description: Obtain an access token for Axway Amplify
version_added: 1.0.0
description:
  - Logs a service account in to Axway Amplify, with its client secret or its private key, and returns the
    access token.
  - M(apiops.platforms.axway_invoke) obtains its token by itself. Use this module to get a token
    for something else, or to check credentials.
extends_documentation_fragment:
  - apiops.platforms.axway
  - apiops.platforms.axway.http
  - apiops.platforms.attributes.token
  - apiops.platforms.attributes
seealso:
  - module: apiops.platforms.axway_invoke
  - plugin: apiops.platforms.token
    plugin_type: lookup
author:
  - apiops.platforms contributors (@apiops)
"""

EXAMPLES = r"""
- name: Log in with a client secret
  apiops.platforms.axway_token:
    client_id: sa-test_6d66dc36-f838-4006-8c44-5340d4698be5
    client_secret: "{{ axway_client_secret }}"
  register: login

# Without options, the environment variables AXWAY_CLIENT_ID and AXWAY_CLIENT_SECRET are used.
- name: Log in with credentials from the environment
  apiops.platforms.axway_token:
  register: login

- name: Log in with a client secret by HTTP Basic
  apiops.platforms.axway_token:
    client_id: sa-test_6d66dc36-f838-4006-8c44-5340d4698be5
    client_secret: "{{ axway_client_secret }}"
    auth_method: client_secret_basic

- name: Log in with a private key
  apiops.platforms.axway_token:
    client_id: sa-signer_8cde1a18-2aeb-4bcd-85d5-cfb53ec9efb4
    private_key_path: /etc/axway/signer.pem

- name: Log in with an encrypted private key from a vault
  apiops.platforms.axway_token:
    client_id: sa-signer_8cde1a18-2aeb-4bcd-85d5-cfb53ec9efb4
    private_key: "{{ axway_private_key }}"
    private_key_passphrase: "{{ axway_key_passphrase }}"

- name: Log in with Axway's command line tool
  apiops.platforms.axway_token:
    auth_method: cli
    client_id: sa-test_6d66dc36-f838-4006-8c44-5340d4698be5
    client_secret: "{{ axway_client_secret }}"
    cli_path: /opt/axway/bin/axway

- name: Log in with that tool and a private key
  apiops.platforms.axway_token:
    auth_method: cli
    client_id: sa-signer_8cde1a18-2aeb-4bcd-85d5-cfb53ec9efb4
    private_key_path: /etc/axway/signer.pem

- name: Use the token in another task
  apiops.platforms.axway_invoke:
    token: "{{ login.access_token }}"
    service: platform
    path: /env

- name: Use it in a template
  ansible.builtin.uri:
    url: https://platform.axway.com/api/v1/env
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
  sample: 1800
expires_at:
  description: When the token expires, as ISO 8601 in UTC. Null if it is not known.
  returned: success
  type: str
  sample: '2026-11-23T16:30:00Z'
scope:
  description: The scope that the platform granted. Null if it returns none.
  returned: success
  type: str
  sample: openid email profile
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
    iss: https://login.axway.com/auth/realms/Broker
    orgId: '100'
    exp: 1795451400
org:
  description: The organization of the account, as the vendor's command line tool tells it. Null unless
    it logged in.
  returned: success
  type: dict
  sample: null
  contains:
    guid:
      description: The guid of the organization.
      type: str
    id:
      description: Its number.
      type: int
    name:
      description: Its name.
      type: str
    region:
      description: Its region.
      type: str
msg:
  description: One line that says what was asked, what the platform answered, and what to look at.
  returned: failure
  type: str
  sample: 'No token for the client my-client: POST https://login.axway.com/auth/realms/Broker/protocol/openid-connect/token
    answered 401 Unauthorized, "Invalid client or Invalid client credentials" (code unauthorized_client);
    look at client_id and client_secret (from the task), and at region and auth_realm.'
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
      sample: unauthorized_client
    description:
      description: The platform's own words. Null if there are none.
      type: str
      sample: Invalid client or Invalid client credentials
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
  sample: https://login.axway.com/auth/realms/Broker/protocol/openid-connect/token
tries:
  description: How often the request that failed was sent. 0 if it was not, or if no request failed.
  returned: failure
  type: int
  sample: 1
"""

from ansible_collections.apiops.platforms.plugins.module_utils._module import run_module
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.axway.platform import TOKEN


def main() -> None:
    run_module(TOKEN)


if __name__ == "__main__":
    main()

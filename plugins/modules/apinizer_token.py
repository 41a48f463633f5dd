#!/usr/bin/python

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and entry point of the module apinizer_token."""

from __future__ import annotations

DOCUMENTATION = r"""
module: apinizer_token
short_description: Obtain an access token for the Management API of Apinizer
version_added: 1.0.0
description:
  - Logs a user of the management console in to the Management API of Apinizer, and returns the access
    token. The credentials are sent as a form, by the grant C(client_credentials).
  - A personal API access token from the console needs no login. Give it as O(token).
  - M(apiops.platforms.apinizer_invoke) obtains its token by itself. Use this module to get a token
    for something else, or to check credentials.
extends_documentation_fragment:
  - apiops.platforms.apinizer
  - apiops.platforms.apinizer.http
  - apiops.platforms.attributes.token
  - apiops.platforms.attributes
seealso:
  - module: apiops.platforms.apinizer_invoke
  - plugin: apiops.platforms.token
    plugin_type: lookup
author:
  - apiops.platforms contributors (@apiops)
"""

EXAMPLES = r"""
- name: Log in
  apiops.platforms.apinizer_token:
    url: https://apinizer.example.com
    username: "{{ apinizer_username }}"
    password: "{{ apinizer_password }}"
  register: login

- name: Log in, with the names in Apinizer's documentation
  apiops.platforms.apinizer_token:
    url: https://apinizer.example.com
    client_id: "{{ apinizer_username }}"
    client_secret: "{{ apinizer_password }}"

- name: Use the token in another task
  apiops.platforms.apinizer_invoke:
    url: https://apinizer.example.com
    token: "{{ login.access_token }}"
    path: projects/
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
  sample: 3600
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
    sub: deployer
    exp: 1795455000
msg:
  description: One line that says what was asked, what the platform answered, and what to look at.
  returned: failure
  type: str
  sample: 'No token for the user jane: POST https://apinizer.example.com/apiops/auth/token answered
    401 Unauthorized, "Bad credentials" (code unauthorized_client); look at username and password (from
    the task), which are those of a user of the management console, and at url (from the task).'
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
      sample: Bad credentials
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
  sample: https://apinizer.example.com/apiops/auth/token
tries:
  description: How often the request that failed was sent. 0 if it was not, or if no request failed.
  returned: failure
  type: int
  sample: 1
"""

from ansible_collections.apiops.platforms.plugins.module_utils._module import run_module
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apinizer.platform import TOKEN


def main() -> None:
    run_module(TOKEN)


if __name__ == "__main__":
    main()

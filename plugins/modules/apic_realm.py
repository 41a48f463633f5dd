#!/usr/bin/python

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and entry point of the module apic_realm."""

from __future__ import annotations

DOCUMENTATION = r"""
module: apic_realm
short_description: Find the realm to log in to IBM API Connect with
version_added: 1.0.0
description:
  - Lists the identity providers of a scope without logging in, and picks the one to log in with.
  - It picks the O(identity_provider) if one is named; otherwise the only one of the O(registry_type) if that
    is given; otherwise the default one if it takes passwords (registry type C(lur), C(ldap) or C(authurl));
    otherwise the only one that does. If there is no such provider, the task fails and lists the candidates.
    It never tries a password on several providers.
  - M(apiops.platforms.apic_token) and M(apiops.platforms.apic_invoke) do the same if they need a realm and
    none is given.
  - The realm changes only with the user registry, so you can store it.
  - The module ignores the credentials among its options, including O(realm) and O(token). It accepts them so
    that one set of C(module_defaults) serves all modules of the group.
options:
  registry_type:
    description:
      - Type of the user registry behind the identity provider to pick. If not set, the module picks as its
        description says.
    type: str
    choices: [lur, ldap, authurl, oidc]
attributes:
  check_mode:
    details: The module does the same in check mode, because it changes nothing on the platform.
extends_documentation_fragment:
  - apiops.platforms.apic
  - apiops.platforms.apic.http
  - apiops.platforms.attributes
seealso:
  - module: apiops.platforms.apic_token
  - module: apiops.platforms.apic_invoke
author:
  - apiops.platforms contributors (@apiops)
"""

EXAMPLES = r"""
- name: Find the realm for users of the API Manager
  apiops.platforms.apic_realm:
    url: https://apic.example.com
  register: login

- name: Get a token
  apiops.platforms.apic_token:
    url: https://apic.example.com
    realm: "{{ login.realm }}"
    username: "{{ apic_username }}"
    password: "{{ apic_password }}"
    client_id: "{{ apic_client_id }}"
    client_secret: "{{ apic_client_secret }}"
  register: token

- name: Find the realm of a named identity provider
  apiops.platforms.apic_realm:
    url: https://apic.example.com
    identity_provider: corporate-ldap

- name: Find the realm for administrators of the Cloud Manager in an LDAP directory
  apiops.platforms.apic_realm:
    url: https://apic.example.com
    scope: admin
    registry_type: ldap

- name: Check without a login that the management server answers
  apiops.platforms.apic_realm:
    url: https://apic.example.com
    identity_provider: default-idp-2
  register: server
  until: server is succeeded
  retries: 30
  delay: 10
"""

RETURN = r"""
realm:
  description: The realm to log in to. If the server does not return it, it is the O(scope), a slash and the
    name.
  returned: success
  type: str
  sample: provider/default-idp-2
identity_provider:
  description: The identity provider that was picked, as the server describes it, with its C(realm).
  returned: success
  type: dict
  sample:
    name: default-idp-2
    title: API Manager User Registry
    default: true
    registry_type: lur
    realm: provider/default-idp-2
identity_providers:
  description: All identity providers of the scope, in the same form.
  returned: success
  type: list
  elements: dict
  sample:
    - name: default-idp-2
      title: API Manager User Registry
      default: true
      registry_type: lur
      realm: provider/default-idp-2
scope:
  description: The scope of the identity providers.
  returned: success
  type: str
  sample: provider
msg:
  description: One line that says what was asked, what the platform answered, and what to look at.
  returned: failure
  type: str
  sample: >-
    More than one identity provider of scope provider takes a password; choose one by identity_provider or
    realm. The candidates: default-idp-2 (lur), corporate-ldap (ldap).
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
      sample: config
    code:
      description: The platform's own code. Null if there is none.
      type: str
      sample: null
    description:
      description: The platform's own words. Null if there are none.
      type: str
      sample: null
    request_id:
      description: The id of the request in the platform's logs. Null if there is none.
      type: str
      sample: null
status:
  description: HTTP status of the answer. Null if there was none.
  returned: failure
  type: int
  sample: 503
method:
  description: HTTP method of the request that failed.
  returned: failure
  type: str
  sample: GET
url:
  description: URL of the request that failed, without its query.
  returned: failure
  type: str
  sample: https://apic.example.com/api/cloud/provider/identity-providers
tries:
  description: How often the request that failed was sent. 0 if it was not, or if no request failed.
  returned: failure
  type: int
  sample: 1
"""

from ansible_collections.apiops.platforms.plugins.module_utils._module import run_module
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apic.platform import REALM


def main() -> None:
    run_module(REALM)


if __name__ == "__main__":
    main()

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
  - Lists the identity providers of a scope, which needs no login, and picks the one to log in with.
  - It is the O(identity_provider) if one is named; else the only one of the O(registry_type) if that is
    given; else the default one if a password can be used with it (registry type C(lur), C(ldap) or
    C(authurl)); else the only one for which this is so. If that decides nothing, the task fails and lists
    the candidates. Passwords are never tried out.
  - M(apiops.platforms.apic_token) and M(apiops.platforms.apic_invoke) do the same by themselves when they
    need a realm that is not given.
  - The realm does not change until the user registry does, so it can be kept.
  - The credentials among the options are not used. They are accepted so that one set of C(module_defaults)
    serves all modules of the group; O(realm) and O(token) are among them.
options:
  registry_type:
    description:
      - Type of the user registry behind the identity provider to pick. Left out, the module picks as its
        description says.
    type: str
    choices: [lur, ldap, authurl, oidc]
attributes:
  check_mode:
    details: The list is fetched in check mode too, since that changes nothing on the platform.
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
- name: The realm for users of the API Manager
  apiops.platforms.apic_realm:
    url: https://apic.example.com
  register: login

- name: A token for it
  apiops.platforms.apic_token:
    url: https://apic.example.com
    realm: "{{ login.realm }}"
    username: "{{ apic_username }}"
    password: "{{ apic_password }}"
    client_id: "{{ apic_client_id }}"
    client_secret: "{{ apic_client_secret }}"
  register: token

- name: The realm of an identity provider that is known by name
  apiops.platforms.apic_realm:
    url: https://apic.example.com
    identity_provider: corporate-ldap

- name: The realm for administrators in the Cloud Manager, who are in an LDAP directory
  apiops.platforms.apic_realm:
    url: https://apic.example.com
    scope: admin
    registry_type: ldap

- name: Whether the management server answers, which needs no login
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
  description: The realm to log in to. Where the server does not give it, it is the O(scope), a slash and
    the name.
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
  description: All identity providers of the scope, likewise.
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
  description: The scope they are of.
  returned: success
  type: str
  sample: provider
msg:
  description: One line that says what was asked, what came back and what to look at.
  returned: failure
  type: str
  sample: >-
    More than one identity provider of scope provider takes a password; choose one by identity_provider or
    realm. The candidates: default-idp-2 (lur), corporate-ldap (ldap).
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
      sample: config
    code:
      description: The platform's own code. Null if it gave none.
      type: str
      sample: null
    description:
      description: The platform's own words. Null if it gave none.
      type: str
      sample: null
    request_id:
      description: The id by which the platform's logs know the request. Null if it gave none.
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

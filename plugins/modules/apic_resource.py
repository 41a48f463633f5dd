#!/usr/bin/python

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and entry point of the module apic_resource."""

from __future__ import annotations

DOCUMENTATION = r"""
module: apic_resource
short_description: Manage objects of API Connect
version_added: 1.0.0
description:
  - Creates, changes and deletes objects of an API Connect management server, such as catalogs and their
    settings, consumer organizations, applications, credentials and subscriptions, until they are as declared.
    A second run changes nothing.
  - It takes one object, many, or files. The kinds and their fields are described in
    R(the page of the kinds,ansible_collections.apiops.platforms.docsite.guide_apic_kinds).
  - It reads first, one list for each kind in each parent, and plans everything before it writes anything.
    What others wrote beside the declared fields stays. After each write it reads the object again, and fails
    if the platform did not keep a field.
  - A field that holds the address of another object (C(owner_url), C(group_urls)) takes the name of that
    object (C(owner), C(groups)), or an address. What the addresses lead to is compared, whatever host they
    name.
  - Check mode reads only, and predicts the run, also on an empty platform. With C(--diff), each changed
    object is shown before and after, secrets masked.
notes:
  - What API Connect tells once, such as the secret of a new application, is returned in RV(credentials). The
    result of such a task is kept off the screen, as with C(no_log); a registered variable holds it. Store it
    at once.
  - The C(client_secret) of a credential is not sent again if the platform confirms that it is the one in use.
  - An object of a kind that cannot be changed (most of C(configured_*)) is deleted and created anew only with
    O(allow=recreate).
attributes:
  async:
    support: none
    details: A result might come back masked, and with it a secret that is told only once.
  check_mode:
    details: Reads are made, writes are predicted.
  idempotent:
    details: With O(update_secrets=always) it reports a change each time, where secrets are declared.
extends_documentation_fragment:
  - apiops.platforms.apic
  - apiops.platforms.apic.resource
  - apiops.platforms.apic.http
  - apiops.platforms.attributes
seealso:
  - module: apiops.platforms.apic_resource_info
  - module: apiops.platforms.apic_invoke
author:
  - apiops.platforms contributors (@apiops)
"""

EXAMPLES = r"""
- name: A catalog
  apiops.platforms.apic_resource:
    kind: catalog
    parent: {org: my-organization}
    name: nightly
    spec: {title: Nightly builds}

- name: Its settings and properties
  apiops.platforms.apic_resource:
    defaults:
      parent: {org: my-organization, catalog: nightly}
    resources:
      - kind: catalog_settings
        spec:
          application_lifecycle: {enabled: true}
          product_lifecycle_approvals: [published, replace]
      - kind: catalog_properties
        spec:
          properties: {backend: https://backend.example.com}

- name: A consumer organization whose owner is a user of the catalog
  apiops.platforms.apic_resource:
    defaults:
      parent: {org: my-organization}
    resources:
      - kind: user_registry
        name: consumers
        spec: {integration: lur, registry_type: lur}
      - kind: user
        parent: {user_registry: consumers}
        name: steve
        spec: {email: steve@example.com, password: "{{ initial_password }}"}
      - kind: configured_catalog_user_registry
        parent: {catalog: nightly}
        name: consumers
      - kind: consumer_org
        parent: {catalog: nightly}
        name: partners
        spec: {title: Partners, owner: steve}

- name: An application
  apiops.platforms.apic_resource:
    kind: app
    parent: {org: my-organization, catalog: nightly, consumer_org: partners}
    name: shop
    spec:
      title: Shop
      redirect_endpoints: [https://shop.example.com/callback]
  register: shop

- name: Keep its secret, which is told once
  ansible.builtin.copy:
    content: "{{ shop.client_secret }}"
    dest: /etc/shop/client_secret
    mode: "0600"
  no_log: true
  when: shop.client_secret is defined

- name: Its subscription
  apiops.platforms.apic_resource:
    kind: subscription
    parent: {org: my-organization, catalog: nightly, consumer_org: partners, app: shop}
    spec: {product: "pets:1.0.0", plan: gold}

- name: All files of a directory, what others refer to first
  apiops.platforms.apic_resource:
    src: apic
    order: dependency
"""

RETURN = r"""
resources:
  description:
    - What came of each object, in the order in which they were declared, with its C(kind), C(parent),
      C(name), C(action), C(changes), C(resource), C(not_compared) and, where it failed, the keys of a
      failure.
  returned: when the task was accepted
  type: list
  elements: dict
  sample:
    - kind: app
      parent: {org: my-organization, catalog: sandbox, consumer_org: partners}
      name: shop
      action: created
summary:
  description: How many objects there are of each action.
  returned: when the task was accepted
  type: dict
  sample: {created: 1, updated: 0, deleted: 0, unchanged: 3, pending: 0, failed: 0, not_tried: 0}
summary_text:
  description: The same in words.
  returned: when the task was accepted
  type: str
  sample: 1 created, 3 unchanged
action:
  description: What was done, one of V(created), V(updated), V(deleted), V(unchanged), V(pending) and
    V(failed).
  returned: when one object is declared by O(kind) and O(name)
  type: str
  sample: created
changes:
  description: The fields that changed, each with its C(path) and its values C(before) and C(after). Secrets
    are masked.
  returned: when one object is declared by O(kind) and O(name)
  type: list
  elements: dict
  sample:
    - path: redirect_endpoints
      before: []
      after: ["https://shop.example.com"]
resource:
  description: The object as it was read last, without what only the server knows. Null if it is not there.
  returned: when one object is declared by O(kind) and O(name)
  type: dict
  sample: {name: shop, title: Shop, state: enabled}
not_compared:
  description: The paths of declared fields that were not compared, which are secrets and what the server
    owns.
  returned: when one object is declared by O(kind) and O(name)
  type: list
  elements: str
  sample: [client_secret]
note:
  description: What is to be known besides.
  returned: when one object is declared and there is something to tell
  type: str
  sample: it waits for an approval
moved:
  description: Differences that the platform made, and that are left, such as a state that waits for an
    approval.
  returned: when one object is declared and there are such
  type: list
  elements: dict
  sample:
    - path: state
      before: pending
      after: enabled
credentials:
  description:
    - What API Connect tells once, when an application, a credential or an API key is created, with the
      C(kind), C(parent) and C(name) of the object. It is also returned where the task fails afterwards.
  returned: when something was told
  type: list
  elements: dict
  contains:
    kind:
      description: The kind of the object.
      type: str
      sample: app
    parent:
      description: What the object is in.
      type: dict
      sample: {org: my-organization, catalog: sandbox, consumer_org: partners}
    name:
      description: The name of the object.
      type: str
      sample: shop
    client_id:
      description: The client id of the application or credential.
      type: str
      sample: 0f5ef0b6a3c0a7a5c2a0b0c4bd9b3f5e
    client_secret:
      description: Its client secret.
      type: str
      sample: 5a1b9f0d7e6c4b3a2918273645546372
    api_key:
      description: The API key.
      type: str
      sample: 0f3bb1c1-5a6a-4b9e-8a51-9a6b1d0c7e42
client_id:
  description: The client id that was told.
  returned: when one object is declared and it was told
  type: str
  sample: 0f5ef0b6a3c0a7a5c2a0b0c4bd9b3f5e
client_secret:
  description: The client secret that was told.
  returned: when one object is declared and it was told
  type: str
  sample: 5a1b9f0d7e6c4b3a2918273645546372
api_key:
  description: The API key that was told.
  returned: when one object is declared and it was told
  type: str
  sample: 0f3bb1c1-5a6a-4b9e-8a51-9a6b1d0c7e42
requests:
  description: How many requests were made, logins and repetitions left out.
  returned: when the task was accepted
  type: dict
  contains:
    reads:
      description: How many read.
      type: int
      sample: 3
    writes:
      description: How many wrote.
      type: int
      sample: 2
diff:
  description: Each changed object before and after, as YAML.
  returned: in diff mode
  type: raw
  sample:
    - before: ""
      after: |
        name: shop
      before_header: app shop in consumer_org partners in catalog sandbox in org my-organization
      after_header: app shop in consumer_org partners in catalog sandbox in org my-organization
msg:
  description: One line that names every object that failed, what came back and what to look at, and what was
    done.
  returned: failure
  type: str
  sample: >-
    app shop in consumer_org partners in catalog sandbox in org my-organization (resources: number 2): PATCH
    https://apic.example.com/api/apps/my-organization/sandbox/partners/shop answered 403 Forbidden, "You do
    not have the permission"; look at the roles of the account. [1 created, 1 failed]
error:
  description: What went wrong, for conditions on it. See M(apiops.platforms.apic_invoke).
  returned: failure
  type: dict
  contains:
    kind:
      description: What kind of failure it is, such as V(config) or V(forbidden).
      type: str
      sample: forbidden
    code:
      description: The platform's own code. Null if it gave none.
      type: str
      sample: "403"
    description:
      description: The platform's own words. Null if it gave none.
      type: str
      sample: You do not have the permission
    request_id:
      description: The id by which the platform's logs know the request. Null if it gave none.
      type: str
      sample: 6f0c7a1e-8b8e-4f0f-9d56-1f3b1c1d8a52
status:
  description: HTTP status of the answer that failed, or null if there was none.
  returned: failure
  type: int
  sample: 403
method:
  description: HTTP method of the request that failed, or null if none did.
  returned: failure
  type: str
  sample: PATCH
url:
  description: URL of the request that failed, without its query, or null if none did.
  returned: failure
  type: str
  sample: https://apic.example.com/api/apps/my-organization/sandbox/partners/shop
tries:
  description: How often the request that failed was sent.
  returned: failure
  type: int
  sample: 1
outcome_unknown:
  description: That the platform may have made a write that failed all the same.
  returned: when a write fails in the midst of it
  type: bool
  sample: true
"""

from ansible_collections.apiops.platforms.plugins.module_utils._module import run_module
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apic.resource_operations import (
    RESOURCE,
)


def main() -> None:
    run_module(RESOURCE)


if __name__ == "__main__":
    main()

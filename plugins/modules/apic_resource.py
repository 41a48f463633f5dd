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
  - Creates, changes and deletes objects of an API Connect management server as declared, such as catalogs and
    their settings, consumer organizations, applications, credentials and subscriptions. A second run changes
    nothing.
  - It takes one object, many, or files.
    R(Kinds of API Connect,ansible_collections.apiops.platforms.docsite.guide_apic_kinds) lists the kinds and
    their fields.
  - It first reads one list for each kind in each parent, and plans everything before it writes anything.
    Fields that are not declared stay as they are. After each write it reads the object again, and fails if
    the platform did not keep a field.
  - A field that holds the address of another object (C(owner_url), C(group_urls)) takes the name of that
    object (C(owner), C(groups)), or its address. The module compares the objects that addresses lead to,
    whatever host they name.
  - Check mode only reads, and predicts the run, also on an empty platform. C(--diff) shows each changed
    object before and after, with secrets masked.
notes:
  - RV(credentials) contains what API Connect returns only once, such as the secret of a new application. The
    result of such a task is kept off the screen, as with C(no_log), but a registered variable contains it.
    Store it at once.
  - The module does not send the C(client_secret) of a credential again if the platform confirms that it is in
    use.
  - API Connect cannot change objects of some kinds (most of C(configured_*)). The module deletes such an
    object and creates it again only with O(allow=recreate).
attributes:
  async:
    support: none
    details: The result might come back masked, and a secret that the platform returns only once would be
      lost.
  check_mode:
    details: It makes the reads, and predicts the writes.
  diff_mode:
    support: full
  idempotent:
    details: With O(update_secrets=always) it reports a change each time, if secrets are declared.
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
- name: Create or change a catalog
  apiops.platforms.apic_resource:
    kind: catalog
    parent: {org: my-organization}
    name: nightly
    spec: {title: Nightly builds}

- name: Change its settings and properties
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

- name: Create a consumer organization with a user of the catalog as its owner
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

- name: Create or change an application
  apiops.platforms.apic_resource:
    kind: app
    parent: {org: my-organization, catalog: nightly, consumer_org: partners}
    name: shop
    spec:
      title: Shop
      redirect_endpoints: [https://shop.example.com/callback]
  register: shop

- name: Store its secret, which API Connect returns only once
  ansible.builtin.copy:
    content: "{{ shop.client_secret }}"
    dest: /etc/shop/client_secret
    mode: "0600"
  no_log: true
  when: shop.client_secret is defined

- name: Subscribe it to a plan
  apiops.platforms.apic_resource:
    kind: subscription
    parent: {org: my-organization, catalog: nightly, consumer_org: partners, app: shop}
    spec: {product: "pets:1.0.0", plan: gold}

- name: Apply all files of a directory, in the order of their references
  apiops.platforms.apic_resource:
    src: apic
    order: dependency
"""

# Written by `make generate`, but for samples of this module's own and results that no other has.
RETURN = r"""
resources:
  description:
    - The result for each object, in the order of the declaration, with its C(kind), C(parent), C(name),
      C(action), C(changes), C(resource), C(not_compared) and, if it failed, the keys of a failure.
    - Objects that pruning found follow. They have C(undeclared).
    - In check mode, C(tells_once) names what the platform would return of a new object, and never again.
  returned: when the task was accepted
  type: list
  elements: dict
  sample:
    - kind: app
      parent:
        org: my-organization
        catalog: sandbox
        consumer_org: partners
      name: shop
      action: created
summary:
  description: The number of objects for each action.
  returned: when the task was accepted
  type: dict
  sample:
    created: 1
    updated: 0
    deleted: 0
    unchanged: 3
    pending: 0
    failed: 0
    not_tried: 0
summary_text:
  description: The same in words.
  returned: when the task was accepted
  type: str
  sample: 1 created, 3 unchanged
action:
  description: What was done, one of V(created), V(updated), V(deleted), V(unchanged), V(pending) and
    V(failed).
  returned: when the task was accepted and declares one object by O(kind) and O(name)
  type: str
  sample: created
changes:
  description: The fields that changed, each with its C(path) and its values C(before) and C(after).
    Secrets are masked.
  returned: when the task was accepted and declares one object by O(kind) and O(name)
  type: list
  elements: dict
  sample:
    - path: redirect_endpoints
      before: []
      after:
        - https://shop.example.com
resource:
  description: The object as it was last read, without fields of the server. Null if it does not exist.
  returned: when the task was accepted and declares one object by O(kind) and O(name)
  type: dict
  sample:
    name: shop
    title: Shop
    state: enabled
not_compared:
  description: The paths of declared fields that were not compared, which are secrets and fields of
    the server.
  returned: when the task was accepted and declares one object by O(kind) and O(name)
  type: list
  elements: str
  sample:
    - client_secret
note:
  description: Additional information about the object.
  returned: when the task was accepted, declares one object, and there is additional information
  type: str
  sample: it waits for an approval
moved:
  description: Changes that the platform made, such as after a release, and that the module leaves.
  returned: when the task was accepted, declares one object, and the platform changed its state
  type: list
  elements: dict
  sample:
    - path: state
      before: pending
      after: enabled
credentials:
  description:
    - What API Connect returns only once, when it creates an application, a credential or an API key,
      with the C(kind), C(parent) and C(name) of the object. It is also returned if the task fails afterwards.
  returned: when API Connect returned such a value
  type: list
  elements: dict
  contains:
    kind:
      description: The kind of the object.
      type: str
      sample: app
    parent:
      description: The place of the object.
      type: dict
      sample:
        org: my-organization
        catalog: sandbox
        consumer_org: partners
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
  description: The client id that API Connect returned.
  returned: when the task declares one object, and API Connect returned such a value
  type: str
  sample: 0f5ef0b6a3c0a7a5c2a0b0c4bd9b3f5e
client_secret:
  description: The client secret that API Connect returned.
  returned: when the task declares one object, and API Connect returned such a value
  type: str
  sample: 5a1b9f0d7e6c4b3a2918273645546372
api_key:
  description: The API key that API Connect returned.
  returned: when the task declares one object, and API Connect returned such a value
  type: str
  sample: 0f3bb1c1-5a6a-4b9e-8a51-9a6b1d0c7e42
requests:
  description: How many requests were made, without logins and repetitions.
  returned: when the task was accepted
  type: dict
  contains:
    reads:
      description: How many of them read.
      type: int
      sample: 3
    writes:
      description: How many of them wrote.
      type: int
      sample: 2
diff:
  description: Each changed object before and after, as YAML.
  returned: in diff mode, when the task was accepted
  type: raw
  sample:
    - before: ''
      after: |
        name: shop
      before_header: app shop in consumer_org partners in catalog sandbox in org my-organization
      after_header: app shop in consumer_org partners in catalog sandbox in org my-organization
msg:
  description: One line that names every object that failed, what came back and what to look at, and
    what was done.
  returned: failure
  type: str
  sample: 'app shop in consumer_org partners in catalog sandbox in org my-organization (resources: number
    2): PATCH https://apic.example.com/api/apps/my-organization/sandbox/partners/shop answered 403 Forbidden,
    "You do not have the permission"; look at the roles of the account. [1 created, 1 failed]'
error:
  description: What went wrong, for use in conditions. The module that makes calls describes its keys.
  returned: failure
  type: dict
  contains:
    kind:
      description: The kind of failure, such as V(config) or V(forbidden).
      type: str
      sample: forbidden
    code:
      description: The platform's own code. Null if there is none.
      type: str
      sample: '403'
    description:
      description: The platform's own words. Null if there are none.
      type: str
      sample: You do not have the permission
    request_id:
      description: The id of the request in the platform's logs. Null if there is none.
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
  description: True if the platform may have made a write that failed.
  returned: failure, when the platform may have made the write
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

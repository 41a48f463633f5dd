#!/usr/bin/python

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and entry point of the module apic_product."""

from __future__ import annotations

DOCUMENTATION = r"""
module: apic_product
short_description: Publish products of IBM API Connect with their APIs, and change their state
version_added: 1.0.0
description:
  - Publishes a product with its APIs in a catalog or a space, and changes its state. A second run changes
    nothing.
  - For O(state=staged) and O(state=published), the module compares the documents in the catalog with the
    files, so it finds a changed API even if its version is the same. In a development catalog, it publishes
    the product again. In production mode, API Connect does not accept a version twice, so the task fails and
    says what to do.
  - Whole documents are compared. A path or a plan that the files no longer contain is a change too.
  - Products of a catalog share their APIs. If publishing would change an API for other products too, the
    result and the diff name these products. In production mode the task fails.
options:
  catalog:
    description:
      - The catalog, as the name of its organization, a slash and its own name. It must be given.
      - If not set, the value of the environment variable E(APIC_CATALOG) is used.
    type: str
  space:
    description:
      - The name of a space of the catalog, if products are published in spaces.
    type: str
  product:
    description:
      - The file of the product on the controller, or its content. Ansible's search path for files applies. A
        vaulted file is decrypted. Templates are not filled in.
      - APIs that the product names by C($ref) are read from their files, relative to the file of the product,
        as the vendor's toolkit does. The same goes for parts of other files that an API includes by C($ref).
      - YAML is read by the rules of version 1.2, as the toolkit does. A version is a text, so put one such as
        C(1.0) into quotes.
    type: raw
  apis:
    description:
      - The APIs that the product names by C(name) instead of C($ref). Each is a file, or its content.
    type: list
    elements: raw
  name:
    description:
      - The name of the product, for a task without O(product), such as one with O(state=retired).
    type: str
  version:
    description:
      - The version of the product, for a task without O(product).
    type: str
  state:
    description:
      - The state of the product. V(published) makes it available. V(staged) puts it into the catalog, but
        does not make it available. With V(deprecated), it keeps running, but takes no new subscriptions.
        V(retired) and V(archived) take it out of service. V(absent) retires and deletes it.
      - API Connect deletes the subscriptions to a product that is retired. See O(allow).
      - Documents are only compared for V(staged) and V(published).
    type: str
    choices: [staged, published, deprecated, retired, archived, absent]
    default: published
  replaces:
    description:
      - The product that this one replaces. API Connect retires it, and moves its subscriptions to this one.
      - V(previous) is the newest other version of this product that is published. Otherwise, give a mapping
        of C(version), C(plans), and C(name) if the name is another one.
      - C(plans) maps plans of the old product to plans of this one. Plans with the same name need no entry.
        The task fails if a plan with subscriptions has no counterpart.
      - If there is no previous version, this one is just published. If a version that you name does not
        exist, the task fails, unless this product is already published.
      - If the old product is already retired, nothing is replaced. If this product has already replaced a
        version, V(previous) is that one, so that a second run changes nothing.
    type: raw
  supersedes:
    description:
      - The product that this one supersedes, in the form of O(replaces). API Connect deprecates it, so it
        keeps running, and this product becomes its migration target.
      - Its subscriptions are migrated to this product. See O(migrate_subscriptions).
    type: raw
  migrate_subscriptions:
    description:
      - Whether to migrate the subscriptions of the product in O(supersedes). With V(false), they stay, and
        its consumers can migrate them.
      - Whether to keep subscriptions when a changed product is published again. V(false) deletes them, and
        needs O(allow).
    type: bool
    default: true
  gateway_services:
    description:
      - The names of the gateway services of the catalog that the product runs on. If not set, API Connect
        takes all of them when it publishes the product, and the module does not change them later.
    type: list
    elements: str
  visibility:
    description:
      - Who can see the product and subscribe to it. This overrides the file of the product. The module
        changes it without publishing the product again, in production mode too.
    type: dict
    suboptions:
      view:
        description: Who can see the product.
        type: dict
        required: true
        suboptions:
          type:
            description: Everybody, users who have logged in, or the organizations in C(orgs) and C(groups).
            type: str
            choices: [public, authenticated, custom]
            required: true
          enabled:
            description: Whether anybody can see the product. If not set, they can.
            type: bool
          orgs:
            description: The names of consumer organizations, for V(custom).
            type: list
            elements: str
          groups:
            description: The names of groups of consumer organizations, for V(custom).
            type: list
            elements: str
      subscribe:
        description: Who can subscribe to the product.
        type: dict
        required: true
        suboptions:
          type:
            description: Users who have logged in, or the organizations in C(orgs) and C(groups).
            type: str
            choices: [authenticated, custom]
            required: true
          enabled:
            description: Whether anybody can subscribe. If not set, they can.
            type: bool
          orgs:
            description: The names of consumer organizations, for V(custom).
            type: list
            elements: str
          groups:
            description: The names of groups of consumer organizations, for V(custom).
            type: list
            elements: str
  compare:
    description:
      - How documents are compared.
    type: dict
    suboptions:
      ignore:
        description:
          - Paths of fields that are not compared, in the product and in its APIs, such as
            V(x-ibm-configuration.phase).
        type: list
        elements: str
  validate:
    description:
      - Whether the server validates the documents before they are published, and in check mode. It does not
        store them.
    type: bool
    default: true
  allow:
    description:
      - What the task may do beyond what it names. V(retire_subscriptions) permits the deletion of the
        subscriptions to a product that is retired. Without it, such a task fails before it writes anything,
        and the message says how many subscriptions there are.
    type: list
    elements: str
    choices: [retire_subscriptions]
  wait:
    description:
      - Whether to wait for approvals, if the catalog needs them, and then until the gateways have processed
        the product.
      - With V(false), a product that waits for an approval has RV(action=pending), and a second run does not
        ask for the approval again. If a gateway has already failed, the task fails in both cases.
    type: bool
    default: false
  wait_timeout:
    description:
      - How long to wait at most for approvals, and then for gateways, in seconds.
    type: float
    default: 300.0
  calls_per_minute:
    description:
      - At most how many requests to make in a minute, evenly spaced. Logins do not count.
    type: int
attributes:
  check_mode:
    details: It makes the reads, and the server validates the documents, but does not store them.
  diff_mode:
    support: full
  idempotent:
    support: full
extends_documentation_fragment:
  - apiops.platforms.apic
  - apiops.platforms.apic.http
  - apiops.platforms.attributes
notes:
  - Products in the format of API Connect v12 that starts with C(kind), and APIs that are made from a WSDL
    file, are not supported. The task fails before it sends anything.
seealso:
  - module: apiops.platforms.apic_invoke
author:
  - apiops.platforms contributors (@apiops)
"""

EXAMPLES = r"""
- name: Publish the product and its APIs as they are in git
  apiops.platforms.apic_product:
    catalog: my-organization/sandbox
    product: pets/product.yaml

- name: Publish the next version in place of the previous one
  apiops.platforms.apic_product:
    catalog: my-organization/sandbox
    product: pets/product-2.yaml
    replaces: previous
    wait: true

- name: Delete an old version
  apiops.platforms.apic_product:
    catalog: my-organization/sandbox
    name: pets
    version: 1.0.0
    state: absent
"""

RETURN = r"""
action:
  description: What was or would be done. V(pending) means that the product waits for an approval.
  returned: success
  type: str
  choices: [created, updated, deleted, unchanged, pending]
  sample: created
product:
  description: The product as it was last read. Null if it does not exist.
  returned: success
  type: dict
  sample:
    name: pets
    version: 1.0.0
    state: published
    url: https://apic.example.com/api/catalogs/9b1f0c/2d7a4e/products/51e0aa
steps:
  description: The steps that were or would be taken, in order. The name of a state means the change to it. If
    one of them waits for an approval, the steps after it are left to the next run.
  returned: success
  type: list
  elements: str
  sample: [stage, replace]
changes:
  description: The differences in the product and its documents. Secrets are masked.
  returned: success
  type: list
  elements: dict
  sample:
    - path: apis["pets:1.0.0"].paths["/cats"]
      before:
      after: {get: {}}
replaced:
  description: The product that was or would be replaced or superseded, with its state afterwards. Null if
    there is none.
  returned: success, and failure after a write
  type: dict
  sample: {name: pets, version: 0.9.0, state: retired}
shared:
  description: The APIs that change for other products too, and these products.
  returned: success
  type: list
  elements: dict
  sample:
    - api: pets:1.0.0
      products: [zoo:3.1.0]
subscriptions_deleted:
  description: How many subscriptions were or would be deleted.
  returned: success
  type: int
  sample: 0
subscriptions_migrated:
  description: How many subscriptions were or would be migrated to this product.
  returned: success
  type: int
  sample: 2
gateways:
  description: The status of the product on each gateway, if the server returns it.
  returned: success
  type: list
  elements: dict
  sample:
    - service_url: https://apic.example.com/api/orgs/9b1f0c/gateway-services/7c02
      status: published
      processed_at: "2026-11-27T08:00:00.000Z"
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
      sample: 1
diff:
  description: The product, its documents that differ, and the product it replaces, before and after, as YAML.
  returned: in diff mode
  type: dict
  sample:
    before: ""
    after: |
      product:
        info: {name: pets, version: 1.0.0}
      state: published
    before_header: pets:1.0.0 in catalog my-organization/sandbox
    after_header: pets:1.0.0 in catalog my-organization/sandbox
done:
  description: What was written before the failure, in words.
  returned: failure after a write
  type: list
  elements: str
  sample: ["staged pets:2.0.0"]
msg:
  description: One line that says what was asked, what the platform answered, what to look at, and what was
    done.
  returned: failure
  type: str
  sample: >-
    Retiring pets:1.0.0 would delete 3 subscriptions; set allow: [retire_subscriptions] to do so, or have
    another product replace it, which takes them over.
error:
  description: What went wrong, for use in conditions. See M(apiops.platforms.apic_invoke).
  returned: failure
  type: dict
  contains:
    kind:
      description: The kind of failure, such as V(config) or V(forbidden).
      type: str
      sample: config
    code:
      description: The platform's own code. Null if there is none.
      type: str
      sample: "409"
    description:
      description: The platform's own words. Null if there are none.
      type: str
      sample: The product pets:1.0.0 is already published
    request_id:
      description: The id of the request in the platform's logs. Null if there is none.
      type: str
      sample: 6f0c7a1e-8b8e-4f0f-9d56-1f3b1c1d8a52
status:
  description: HTTP status of the answer that failed, or null if there was none.
  returned: failure
  type: int
  sample: 409
method:
  description: HTTP method of the request that failed, or null if none did.
  returned: failure
  type: str
  sample: POST
url:
  description: URL of the request that failed, without its query, or null if none did.
  returned: failure
  type: str
  sample: https://apic.example.com/api/catalogs/my-organization/sandbox/publish
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
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apic.product import PRODUCT


def main() -> None:
    run_module(PRODUCT)


if __name__ == "__main__":
    main()

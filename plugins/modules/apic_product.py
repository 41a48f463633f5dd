#!/usr/bin/python

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and entry point of the module apic_product."""

from __future__ import annotations

DOCUMENTATION = r"""
module: apic_product
short_description: Have a product of IBM API Connect and its APIs in a catalog, from their files
version_added: 1.0.0
description:
  - Publishes a product with its APIs in a catalog or a space, and takes it through its life. A second run
    changes nothing.
  - For O(state=staged) and O(state=published) the documents of the catalog are compared with the files, so
    that changed content of an API is seen though its version is the same. In a development catalog the
    product is then published again. In production mode API Connect takes no version a second time, and the
    task fails and says what to do.
  - Documents are compared whole. A path or a plan that the files no longer have is a change as well.
  - An API is in a catalog once for all products that have it. Where publishing would change one for other
    products too, the result and the diff name them; in production mode the task fails.
options:
  catalog:
    description:
      - The catalog, as the name of its organization, a slash and its own name. It must be given.
      - If not set, the value of the environment variable E(APIC_CATALOG) is used.
    type: str
  space:
    description:
      - The name of a space of the catalog, where products are published in spaces.
    type: str
  product:
    description:
      - The file of the product, or its content. A file is read on the controller, and looked for where
        Ansible looks for files. A vaulted one is decrypted. Templates are not filled in.
      - APIs that it names by C($ref) are read from their files, relative to that of the product, as the
        vendor's toolkit does; so are fragments of other files that an API takes in by C($ref).
      - YAML is read by the rules of version 1.2, as the toolkit does. A version is a text, so one such as
        C(1.0) has to stand in quotes.
    type: raw
  apis:
    description:
      - The APIs that the product names by C(name) rather than by C($ref), each a file or the content of one.
    type: list
    elements: raw
  name:
    description:
      - The name of the product, where it is named without its file, as for O(state=retired).
    type: str
  version:
    description:
      - The version of the product, where it is named without its file.
    type: str
  state:
    description:
      - What the product is to be. V(published) offers it. V(staged) has it in the catalog, but does not offer
        it. V(deprecated) has it keep running, and takes no new subscriptions. V(retired) and V(archived) end
        it. V(absent) deletes it, after retiring it.
      - API Connect deletes the subscriptions to a product that is retired. See O(allow).
      - Documents count for V(staged) and V(published) only.
    type: str
    choices: [staged, published, deprecated, retired, archived, absent]
    default: published
  replaces:
    description:
      - The product that this one replaces. It is retired, and its subscriptions move to this one.
      - V(previous) is the newest other version of this product that is published. Else it is a mapping of
        C(version), C(name) where that is another one, and C(plans).
      - C(plans) maps plans of the old product to plans of this one. Plans of the same name need not be given.
        One that has subscriptions and no counterpart is refused.
      - Nothing is done where the old product is not there, or is retired already.
    type: raw
  supersedes:
    description:
      - The product that this one supersedes, in the form of O(replaces). It is deprecated, and its consumers
        are offered to move to this one.
    type: raw
  migrate_subscriptions:
    description:
      - Whether subscriptions stay when a changed product is published again. Dropping them has to be allowed
        by O(allow).
    type: bool
    default: true
  gateway_services:
    description:
      - The names of the gateway services of the catalog on which the product is to run. Left out, API Connect
        takes all on publishing, and the module leaves what there is.
    type: list
    elements: str
  visibility:
    description:
      - Who sees the product and may subscribe to it, in place of what its file says. It is changed without
        publishing, in production mode as well.
    type: dict
    suboptions:
      view:
        description: Who sees the product.
        type: dict
        required: true
        suboptions:
          type:
            description: Everybody, those who have logged in, or some.
            type: str
            choices: [public, authenticated, custom]
            required: true
          enabled:
            description: Whether the product can be seen at all, which it can if this is left out.
            type: bool
          orgs:
            description: The names of consumer organizations, for V(custom).
            type: list
            elements: str
      subscribe:
        description: Who may subscribe to it.
        type: dict
        required: true
        suboptions:
          type:
            description: Those who have logged in, or some.
            type: str
            choices: [authenticated, custom]
            required: true
          enabled:
            description: Whether anybody may subscribe, which they may if this is left out.
            type: bool
          orgs:
            description: The names of consumer organizations, for V(custom).
            type: list
            elements: str
  compare:
    description:
      - How documents are compared.
    type: dict
    suboptions:
      ignore:
        description:
          - Paths of fields that do not count, in the product and in its APIs, such as
            V(x-ibm-configuration.phase).
        type: list
        elements: str
  validate:
    description:
      - Whether to have the server validate the documents before they are published, and in check mode. It
        keeps nothing of them.
    type: bool
    default: true
  allow:
    description:
      - What the task may do besides. V(retire_subscriptions) lets it delete subscriptions, which retiring a
        product does. Otherwise a task that would is refused before anything is written, and tells their
        number.
    type: list
    elements: str
    choices: [retire_subscriptions]
  wait:
    description:
      - Whether to wait until what was done is approved, where the catalog wants approvals, and until the
        gateways have processed it.
      - Without it, what waits for an approval ends as RV(action=pending), and a second run makes no second
        request for it. A gateway that has failed by then fails the task either way.
    type: bool
    default: false
  wait_timeout:
    description:
      - Seconds to wait at most, for each of both.
    type: float
    default: 300.0
  calls_per_minute:
    description:
      - At most how many requests to make in a minute, evenly spaced. Logins do not count.
    type: int
attributes:
  check_mode:
    details: Reads are made, and the server validates the documents, of which it keeps nothing.
  diff_mode:
    support: full
  idempotent:
    support: full
extends_documentation_fragment:
  - apiops.platforms.apic
  - apiops.platforms.apic.http
  - apiops.platforms.attributes
notes:
  - An API that is made from a WSDL file is refused.
seealso:
  - module: apiops.platforms.apic_invoke
author:
  - apiops.platforms contributors (@apiops)
"""

EXAMPLES = r"""
- name: The product and its APIs as they are in git
  apiops.platforms.apic_product:
    catalog: my-organization/sandbox
    product: pets/product.yaml

- name: The next version, which takes the place of the one before
  apiops.platforms.apic_product:
    catalog: my-organization/sandbox
    product: pets/product-2.yaml
    replaces: previous
    wait: true

- name: The version before, if it is still there
  apiops.platforms.apic_product:
    catalog: my-organization/sandbox
    name: pets
    version: 1.0.0
    state: absent
"""

RETURN = r"""
action:
  description: What was or would be done. V(pending) says that it waits for an approval.
  returned: success
  type: str
  choices: [created, updated, deleted, unchanged, pending]
  sample: created
product:
  description: The product as it was read last. Null if it is not there.
  returned: success
  type: dict
  sample:
    name: pets
    version: 1.0.0
    state: published
    url: https://apic.example.com/api/catalogs/9b1f0c/2d7a4e/products/51e0aa
steps:
  description: What was or would be written, in order. A state stands for the change to it.
  returned: success
  type: list
  elements: str
  sample: [stage, replace]
changes:
  description: Where the product and its documents were not as wanted. Secrets are masked.
  returned: success
  type: list
  elements: dict
  sample:
    - path: apis["pets:1.0.0"].paths["/cats"]
      before:
      after: {get: {}}
replaced:
  description: The product that was or would be replaced or superseded, with its state after that. Null if
    there is none.
  returned: success, and failure after a write
  type: dict
  sample: {name: pets, version: 0.9.0, state: retired}
shared:
  description: The APIs that change for other products as well, and these products.
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
gateways:
  description: What the gateways say of the product, as far as the server tells it.
  returned: success
  type: list
  elements: dict
  sample:
    - service_url: https://apic.example.com/api/orgs/9b1f0c/gateway-services/7c02
      status: published
      processed_at: "2026-11-27T08:00:00.000Z"
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
  description: One line that says what was asked, what came back and what to look at, and what was done.
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

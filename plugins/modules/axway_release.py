#!/usr/bin/python

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and entry point of the module axway_release."""

from __future__ import annotations

DOCUMENTATION = r"""
module: axway_release
short_description: Release an asset or product of Axway Central when something in it changed
version_added: 1.0.0
description:
  - Creates a release tag of an asset or product, and with it a release, if something in it changed since the
    last one. A second run creates none.
  - The content that counts is what people write, such as title, C(spec), attributes and tags; the mappings
    and resources of an asset; the documents, resources and overview of a product, and the last releases of
    its assets.
  - The tag has a digest of this content in the attribute C(apiops-content). Its name consists of the version
    before it and the digest, so the same release is never created twice. If the last tag has no digest,
    because another tool created it, a release is created.
options:
  kind:
    description:
      - What to release.
    type: str
    required: true
    choices: [Asset, Product]
  name:
    description:
      - The name of the asset or product.
    type: str
    required: true
  release_type:
    description:
      - The part of the version that a release increases.
    type: str
    choices: [major, minor, patch]
    default: minor
  wait:
    description:
      - Whether to wait until the platform has created the release, and fail if it could not.
    type: bool
    default: true
  wait_timeout:
    description:
      - How long to wait at most, in seconds.
    type: float
    default: 300.0
  calls_per_minute:
    description:
      - At most how many requests to make in a minute, evenly spaced. Logins do not count.
    type: int
attributes:
  check_mode:
    details: It makes the reads, and predicts a release from what is there. It does not know what an earlier
      task only predicts.
  idempotent:
    support: full
extends_documentation_fragment:
  - apiops.platforms.axway
  - apiops.platforms.axway.http
  - apiops.platforms.attributes
seealso:
  - module: apiops.platforms.axway_resource
author:
  - apiops.platforms contributors (@apiops)
"""

EXAMPLES = r"""
- name: Apply the asset from git
  apiops.platforms.axway_resource:
    src: central/pets
    order: dependency

- name: Release it if something changed
  apiops.platforms.axway_release:
    kind: Asset
    name: pets
    release_type: minor
"""

RETURN = r"""
tag:
  description: The name of the release tag that was or would be created, or of the last one.
  returned: success
  type: str
  sample: release-after-1.0.0-2f4a6c8e0b1d
version:
  description: The version of the last release. In check mode, the version before the predicted one. Null if
    there is none.
  returned: success
  type: str
  sample: 1.1.0
release:
  description: The name of the last release. In check mode, the one before the predicted one.
  returned: success
  type: str
  sample: pets-1.1.0
content:
  description: The digest of the content that was or would be released.
  returned: success
  type: str
  sample: 2f4a6c8e0b1d3f5a7c9e1b3d5f7a9c1e3b5d7f9a1c3e5b7d9f1a3c5e7b9d1f3a
requests:
  description: How many requests were made, without logins and repetitions.
  returned: success
  type: dict
  contains:
    reads:
      description: How many of them read.
      type: int
      sample: 5
    writes:
      description: How many of them wrote.
      type: int
      sample: 1
msg:
  description: One line that says what was asked, what the platform answered, and what to look at.
  returned: failure
  type: str
  sample: >-
    GET https://apicentral.axway.com/apis/management/v1/environments
    answered 403 Forbidden, "No access"; look at the roles and permissions of the account.
error:
  description: What went wrong, for use in conditions. See M(apiops.platforms.axway_invoke).
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
      sample: "403"
    description:
      description: The platform's own words. Null if there are none.
      type: str
      sample: No access
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
  sample: GET
url:
  description: URL of the request that failed, without its query, or null if none did.
  returned: failure
  type: str
  sample: https://apicentral.axway.com/apis/management/v1/environments/production
tries:
  description: How often the request that failed was sent.
  returned: failure
  type: int
  sample: 1
outcome_unknown:
  description: True if the platform may have created the release tag in spite of the failure.
  returned: failure, when the platform may have made the write
  type: bool
  sample: true
"""

from ansible_collections.apiops.platforms.plugins.module_utils._module import run_module
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.axway.release import RELEASE


def main() -> None:
    run_module(RELEASE)


if __name__ == "__main__":
    main()

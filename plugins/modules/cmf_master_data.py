#!/usr/bin/python

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and entry point of the module cmf_master_data."""

from __future__ import annotations

DOCUMENTATION = r"""
module: cmf_master_data
short_description: Load a master data package into Critical Manufacturing MES once (preview)
version_added: 1.0.0
description:
  - B(Preview.) The vendor publishes no description of this API. The module relies on what public clients send
    and receive, and was not tested against an MES. Try it on a test installation first. It may change in a
    minor release.
  - Uploads the file of a master data package, creates the package, validates it if wanted, loads it, and
    waits for the end. It fails with the errors of the log.
  - The name of the package is O(name) and the beginning of the file's checksum. So the MES itself says
    whether this content was loaded, and a second run changes nothing. Another content is another package.
  - After a failure or a lost connection, a second run continues where the first one stopped. An execution
    that is running is awaited and not begun again. A load that ended with errors is repeated.
  - Check mode only reads. It neither uploads nor validates anything, and predicts whether the package would
    be loaded.
options:
  src:
    description:
      - The file to load. It is read on the machine on which the module runs, and streamed.
    type: path
    required: true
  name:
    description:
      - The beginning of the package's name, followed by a hyphen and 12 digits of the checksum. If not set,
        the name of the file without its ending.
    type: str
  operation_codes:
    description:
      - The numbers of the two operations. Installations differ, so the module has no default and fails
        without O(operation_codes.load). With swapped numbers, the module would only validate, or load without
        a validation.
      - To find the numbers, validate a package in the MES and read C(LastExecutionOperation) of the package
        with M(apiops.platforms.cmf_object_info). Set them once with C(module_defaults).
    type: dict
    suboptions:
      load:
        description:
          - The number of the operation that loads.
        type: int
        choices: [0, 1]
      validate:
        description:
          - The number of the operation that only validates.
        type: int
        choices: [0, 1]
  validate:
    description:
      - Whether to validate the package before it is loaded. If it has errors, it is not loaded.
      - It needs O(operation_codes.validate).
    type: bool
    default: false
  wait_timeout:
    description:
      - How long to wait for the end at most, in seconds. After that the task fails, and a second run
        continues to wait.
    type: float
    default: 21600.0
  calls_per_minute:
    description:
      - At most how many requests to make in a minute, evenly spaced. Logins do not count.
    type: int
notes:
  - All object types of the package are loaded.
  - If the MES begins an execution without saying so in C(LastExecutionStartDate) of the package, and the
    connection breaks at that moment, a second run could load the package again.
attributes:
  check_mode:
    details: It makes the reads, and predicts the load. It does not know whether the package has errors.
  diff_mode:
    support: full
  idempotent:
    support: full
extends_documentation_fragment:
  - apiops.platforms.cmf
  - apiops.platforms.cmf.http
  - apiops.platforms.attributes
seealso:
  - module: apiops.platforms.cmf_object_info
  - module: apiops.platforms.cmf_invoke
author:
  - apiops.platforms contributors (@apiops)
"""

EXAMPLES = r"""
- name: Validate and load a package, once for each content
  apiops.platforms.cmf_master_data:
    src: master-data.xlsx
    operation_codes: {load: 0, validate: 1}
    validate: true

- name: Name the numbers of the operations once for several packages
  module_defaults:
    apiops.platforms.cmf_master_data:
      operation_codes: {load: 0, validate: 1}
  block:
    - name: Load a package
      apiops.platforms.cmf_master_data:
        src: master-data.xlsx
        name: products
"""

RETURN = r"""
action:
  description: What was done, V(loaded) or V(unchanged).
  returned: success
  type: str
  sample: loaded
package:
  description: The name of the package.
  returned: when the file was read
  type: str
  sample: master-data-9f86d081884c
checksum:
  description: The SHA-256 checksum of the file, as the MES writes it.
  returned: when the file was read
  type: str
  sample: 9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08
uploaded:
  description: Whether the file was or would be uploaded. The MES keeps files by their checksums.
  returned: when the file was read
  type: bool
  sample: true
log:
  description: The log of the last execution of the package. Empty if there was none.
  returned: when the file was read
  type: list
  elements: dict
  contains:
    name:
      description: What was loaded.
      type: str
      sample: Product
    failed:
      description: Whether it has errors.
      type: bool
      sample: false
    messages:
      description: What the MES says of it.
      type: list
      elements: str
      sample: []
    created:
      description: How many objects were created.
      type: int
      sample: 2
    updated:
      description: How many objects were changed.
      type: int
      sample: 0
    skipped:
      description: How many objects were skipped.
      type: int
      sample: 0
diff:
  description: The package before and after.
  returned: in diff mode, when the package was loaded
  type: dict
  sample:
    before: {loaded: false}
    after: {loaded: true}
requests:
  description: How many requests were made, without logins and repetitions.
  returned: when the file was read
  type: dict
  contains:
    reads:
      description: How many of them read.
      type: int
      sample: 6
    writes:
      description: How many of them wrote.
      type: int
      sample: 3
msg:
  description: One line that says what was asked, what the platform answered, and what to look at.
  returned: failure
  type: str
  sample: >-
    The package master-data-9f86d081884c was loaded with errors, "Product: Row 2: no such product.";
    look at these rows of master-data.xlsx.
error:
  description: What went wrong, for use in conditions. The module that makes calls describes its keys.
  returned: failure
  type: dict
  contains:
    kind:
      description: The kind of failure, such as V(config) or V(rejected).
      type: str
      sample: rejected
    code:
      description: The platform's own code. Null if there is none.
      type: str
      sample: Val50046
    description:
      description: The platform's own words. Null if there are none.
      type: str
      sample: The data for object P of type Product has been changed by another user.
    request_id:
      description: The id of the request in the platform's logs. Null if there is none.
      type: str
      sample: 6f0c7a1e-8b8e-4f0f-9d56-1f3b1c1d8a52
status:
  description: HTTP status of the answer that failed, or null if there was none.
  returned: failure
  type: int
  sample: 400
method:
  description: HTTP method of the request that failed, or null if none did.
  returned: failure
  type: str
  sample: POST
url:
  description: URL of the request that failed, without its query, or null if none did.
  returned: failure
  type: str
  sample: https://mes.example.com/api/GenericService/CreateObject
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
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.cmf.master_data import MASTER_DATA


def main() -> None:
    run_module(MASTER_DATA)


if __name__ == "__main__":
    main()

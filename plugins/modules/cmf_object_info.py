#!/usr/bin/python

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and entry point of the module cmf_object_info."""

from __future__ import annotations

DOCUMENTATION = r"""
module: cmf_object_info
short_description: Read and export an object of Critical Manufacturing MES (preview)
version_added: 1.0.0
description:
  - B(Preview.) The vendor publishes no description of this API. The module relies on what public clients send
    and receive, and was not tested against an MES. Try it on a test installation first. It may change in a
    minor release.
  - Returns one object of the MES by its name or id, with its id and stamps, as services want it back. Values
    of properties with the name of a secret are masked.
  - Only the MES's own code for an unknown object (C(Db20001)) counts as absence. A terminated object exists.
    Its C(UniversalState) is V(4) or V(Terminated).
  - With O(export), the object has the form that M(apiops.platforms.cmf_object) takes, with its plain
    properties.
options:
  kind:
    description:
      - The type of the object, such as V(Material), with or without its namespace.
    type: str
    required: true
  name:
    description:
      - The name of the object. Give this or O(id).
    type: str
  id:
    description:
      - The id of the object.
    type: str
  levels_to_load:
    description:
      - How many levels of objects that it refers to the MES loads with it (C(LevelsToLoad)). With V(0), names
        of references may be missing.
    type: int
    default: 1
  export:
    description:
      - Whether to return the object in the form that C(resources) of M(apiops.platforms.cmf_object) takes,
        without what only the MES writes, and without secrets.
    type: bool
    default: false
  calls_per_minute:
    description:
      - At most how many requests to make in a minute, evenly spaced. Logins do not count.
    type: int
attributes:
  check_mode:
    details: It does the same in check mode, because it changes nothing.
  idempotent:
    details: It changes nothing.
extends_documentation_fragment:
  - apiops.platforms.cmf
  - apiops.platforms.cmf.http
  - apiops.platforms.attributes
seealso:
  - module: apiops.platforms.cmf_object
  - module: apiops.platforms.cmf_invoke
author:
  - apiops.platforms contributors (@apiops)
"""

EXAMPLES = r"""
- name: Read a material by its name
  apiops.platforms.cmf_object_info:
    kind: Material
    name: Lot-0815
  register: found

- name: Fail if it does not exist or is terminated
  ansible.builtin.assert:
    that:
      - found.resources | length > 0
      - found.resources[0].UniversalState not in [4, 'Terminated']

- name: Export it, to apply it elsewhere
  apiops.platforms.cmf_object_info:
    kind: Material
    name: Lot-0815
    export: true
  register: exported
"""

# Written by `make generate`, but for samples of this module's own and results that no other has.
RETURN = r"""
resources:
  description: The objects. Empty if there is none.
  returned: success
  type: list
  elements: dict
  sample:
    - $type: Cmf.Navigo.BusinessObjects.Material, Cmf.Navigo.BusinessObjects
      Id: '2004231200000000003'
      Name: Lot-0815
      PrimaryQuantity: '25'
      LastServiceHistoryId: '2004231300000000007'
requests:
  description: How many requests were made, without logins and repetitions.
  returned: success
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
msg:
  description: One line that says what was asked, what the platform answered, and what to look at.
  returned: failure
  type: str
  sample: 'POST https://mes.example.com/api/GenericService/GetObjectByName answered 400 Bad Request,
    "The entity type Matrial does not exist." (code Val50002); look at kind: is it a type of this MES?'
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
      sample: Val50002
    description:
      description: The platform's own words. Null if there are none.
      type: str
      sample: The entity type Matrial does not exist.
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
  sample: https://mes.example.com/api/GenericService/GetObjectByName
tries:
  description: How often the request that failed was sent.
  returned: failure
  type: int
  sample: 1
"""

from ansible_collections.apiops.platforms.plugins.module_utils._module import run_module
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.cmf.object_operations import (
    OBJECT_INFO,
)


def main() -> None:
    run_module(OBJECT_INFO)


if __name__ == "__main__":
    main()

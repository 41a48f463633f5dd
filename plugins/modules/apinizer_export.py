#!/usr/bin/python

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and entry point of the module apinizer_export."""

from __future__ import annotations

DOCUMENTATION = r"""
module: apinizer_export
short_description: Export objects of Apinizer to files
version_added: 1.0.0
description:
  - Writes a file for each object, in the form that O(apiops.platforms.apinizer_resource#module:src) of
    M(apiops.platforms.apinizer_resource) takes. Applied as it is, an export changes nothing.
  - The path of a file is the place of its object, such as C(project/Shop/ip_group/partners.yml).
    Fields of the server are left out, and the order is the same each time, so that a difference in a
    repository is one on the platform.
  - Secrets are not exported. A file names a variable in place of each, and C(secrets.md) lists them. Where a
    variable is not defined, the field is left out, so that what is there keeps its secret.
  - If anything cannot be read, nothing is written, and the message names every list that failed.
  - Apinizer tells policies and policy groups by name and type alone. Complete their files before you create
    them somewhere else.
attributes:
  check_mode:
    details: It reads, and writes no file.
  diff_mode:
    support: full
  async:
    support: none
    details: The files are written by the controller, after everything was read.
extends_documentation_fragment:
  - apiops.platforms.apinizer
  - apiops.platforms.apinizer.export
  - apiops.platforms.apinizer.http
  - apiops.platforms.attributes
seealso:
  - module: apiops.platforms.apinizer_resource
  - module: apiops.platforms.apinizer_resource_info
author:
  - apiops.platforms contributors (@apiops)
"""

EXAMPLES = r"""
- name: Export a project of Apinizer
  apiops.platforms.apinizer_export:
    parent: {project: Shop}
    dest: platforms/apinizer
  register: export

- name: Show the variables to fill in
  ansible.builtin.debug:
    var: export.variables

- name: Export all variables and connections, and delete the files of what is gone
  apiops.platforms.apinizer_export:
    dest: platforms/apinizer
    kinds: [environment_variable, connection]
    prune: delete
"""

# Written by `make generate`, but for samples of this module's own and results that no other has.
RETURN = r"""
dest:
  description: The directory of the files.
  returned: success
  type: str
  sample: /srv/platforms/live
files:
  description: The files, in the order of their paths, and then those of objects that are gone.
  returned: success
  type: list
  elements: dict
  contains:
    path:
      description: The path below RV(dest).
      type: str
      sample: project/Shop/ip_group/partners.yml
    action:
      description:
        - V(created), V(updated) or V(unchanged). A file that declares the same is unchanged, however
          it is written.
        - The file of an object that is gone is V(gone), or V(deleted) with O(prune=delete).
      type: str
      sample: created
variables:
  description: The variables that stand for secrets, which an export cannot tell.
  returned: success
  type: list
  elements: dict
  contains:
    variable:
      description: The name of the variable.
      type: str
      sample: apinizer_shop_connection_mail_password
    file:
      description: The file in which it is used.
      type: str
      sample: project/Shop/connection/mail.yml
    field:
      description: The field that it fills.
      type: str
      sample: spec.password
secrets_file:
  description: The file that lists these variables.
  returned: success
  type: str
  sample: /srv/platforms/live/secrets.md
not_exported:
  description: Kinds that are not exported, because the platform has no list of them, because they are
    its own, or because the account is of another scope.
  returned: success
  type: list
  elements: str
  sample: []
summary:
  description: How many files were V(created), V(updated), V(deleted) or V(unchanged), or are V(gone).
  returned: success
  type: dict
  sample:
    created: 2
    updated: 1
    deleted: 0
    gone: 0
    unchanged: 7
summary_text:
  description: The same in words.
  returned: success
  type: str
  sample: 2 created, 1 updated, 7 unchanged
diff:
  description: Each file that was or would be written or deleted, before and after.
  returned: success in diff mode
  type: list
  elements: dict
  sample:
    - before: ''
      after: |
        kind: catalog
        name: nightly
      before_header: org/my-organization/catalog/nightly.yml
      after_header: org/my-organization/catalog/nightly.yml
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
  sample: GET https://apinizer.example.com/apiops/projects/Shop/ipGroups/ answered 400 Bad Request,
    "User does not have required permission for this operation!"; look at the permissions of the account.
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
      sample: deploymentResult
    description:
      description: The platform's own words. Null if there are none.
      type: str
      sample: User does not have required permission for this operation!
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
  sample: GET
url:
  description: URL of the request that failed, without its query, or null if none did.
  returned: failure
  type: str
  sample: https://apinizer.example.com/apiops/projects/Shop/ipGroups/
tries:
  description: How often the request that failed was sent.
  returned: failure
  type: int
  sample: 1
"""

from ansible_collections.apiops.platforms.plugins.module_utils._module import run_module
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apinizer.export import EXPORT


def main() -> None:
    run_module(EXPORT)


if __name__ == "__main__":
    main()

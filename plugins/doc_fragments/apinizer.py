# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of Apinizer: address and credentials, HTTP, calls.

PRIVATE to this collection.
"""

from __future__ import annotations

from ansible_collections.apiops.platforms.plugins.doc_fragments._call import call_options
from ansible_collections.apiops.platforms.plugins.doc_fragments._http import http_options
from ansible_collections.apiops.platforms.plugins.doc_fragments._resource import (
    export_options,
    info_options,
    resource_options,
)


class ModuleDocFragment:
    """Options of the modules for Apinizer."""

    DOCUMENTATION = r"""
options:
  url:
    description:
      - Address of the Apinizer manager, such as V(https://apinizer.example.com). It may end with V(/apiops).
      - If not set, the value of the environment variable E(APINIZER_URL) is used. Without it the task fails.
    type: str
  username:
    description:
      - Name of a user of the management console. Apinizer's documentation calls it C(client_id).
      - If not set, the value of the environment variable E(APINIZER_USERNAME) is used.
    type: str
    aliases: [client_id]
  password:
    description:
      - Password of the user O(username). Apinizer's documentation calls it C(client_secret).
      - If not set, the value of the environment variable E(APINIZER_PASSWORD) is used.
    type: str
    aliases: [client_secret]
  token:
    description:
      - A personal API access token, or another access token, to use as it is. O(username) and O(password) are
        then ignored, and the token is not renewed.
      - If not set, the value of the environment variable E(APINIZER_TOKEN) is used, unless O(username) or
        O(password) is set.
    type: str
notes:
  - If the environment contains both a secret and the address, as in AWX, the secret is sent only to that
    address. A task that gives another origin, O(proxy) or O(ca_path), or sets O(validate_certs) to V(false),
    fails before it sends anything. It may do so with its own credentials, or if the environment variable
    E(APINIZER_ALLOW_OVERRIDE) is V(true).
attributes:
  action_group:
    description:
      - Use C(group/apiops.platforms.apinizer) or C(group/apiops.platforms.all) in C(module_defaults) to set
        options for all modules of the group at once.
    support: full
    membership:
      - apiops.platforms.apinizer
      - apiops.platforms.all
"""

    HTTP: str = http_options("APINIZER")

    CALL: str = call_options(
        method="GET",
        base="O(url) with V(/apiops)",
        pages="Apinizer sends its lists in one page.",
        rows="those of C(resultList), which also contains a single object",
    )

    RESOURCE: str = resource_options(
        kind="V(environment_variable) or V(ip_group)",
        parent="V({project: Shop})",
        document=". An API proxy is declared by C(kind: apinizer_proxy) and the options of "
        "M(apiops.platforms.apinizer_proxy), and deployed in its turn. Its specification is found beside "
        "the file that declares it",
        mark="Apinizer has no field for one, so that it is refused",
        allow={
            "detach": "changing a JWK that is made of a certificate, a key or an address, which detaches it",
            "recreate": "deleting an object and creating it again, where a field cannot be changed otherwise",
        },
        own="{}",
    )

    RESOURCE_INFO: str = info_options(
        kind="V(environment_variable) or V(ip_group)", parent="V({project: Shop})", own="{}"
    )

    EXPORT: str = export_options(parent="V({project: Shop})")

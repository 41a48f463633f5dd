# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of Toy: address and credentials, HTTP, calls.

PRIVATE to this collection.
"""

from __future__ import annotations

from ansible_collections.apiops.platforms.plugins.doc_fragments._call import call_options
from ansible_collections.apiops.platforms.plugins.doc_fragments._http import http_options


class ModuleDocFragment:
    """Options of the modules for Toy."""

    DOCUMENTATION = r"""
options:
  url:
    description:
      - Address of Toy, such as V(https://toy.example.com).
      - If not set, the value of the environment variable E(TOY_URL) is used; without it, the task fails.
    type: str
  api_key:
    description:
      - Key of a user, to log in with.
      - If not set, the value of the environment variable E(TOY_API_KEY) is used.
    type: str
  token:
    description:
      - An access token to use as it is, instead of the O(api_key).
      - If not set, the value of the environment variable E(TOY_TOKEN) is used, unless O(api_key) is set.
    type: str
notes:
  - Where the environment supplies both a secret and the address, as AWX does, the secret stays with that
    address. A task that names another origin, O(proxy) or O(ca_path) or sets O(validate_certs) to V(false)
    is refused before anything is sent. It may do so with credentials of its own, or where the environment
    variable E(TOY_ALLOW_OVERRIDE) is V(true).
attributes:
  action_group:
    description:
      - Use C(group/apiops.platforms.toy) or C(group/apiops.platforms.all) in C(module_defaults) to set
        options for all modules of the group at once.
    support: full
    membership:
      - apiops.platforms.toy
      - apiops.platforms.all
"""

    HTTP: str = http_options("TOY")

    CALL: str = call_options(
        method="GET",
        base="O(url) with V(/v1)",
        pages="Toy counts rows by C(from) in the query, which may say with which to begin.",
        rows="what C(rows) holds",
    )

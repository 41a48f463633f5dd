# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of Critical Manufacturing MES: address and credentials, HTTP, calls.

PRIVATE to this collection.
"""

from __future__ import annotations

from ansible_collections.apiops.platforms.plugins.doc_fragments._call import call_options
from ansible_collections.apiops.platforms.plugins.doc_fragments._http import http_options


class ModuleDocFragment:
    """Options of the modules for Critical Manufacturing MES."""

    DOCUMENTATION = r"""
options:
  url:
    description:
      - Address of the MES host, such as V(https://mes.example.com:8443). A V(/api) at its end may stay.
      - If not set, the value of the environment variable E(CMF_URL) is used; without it, the task fails.
    type: str
  token:
    description:
      - The user's personal access token.
      - If not set, the value of the environment variable E(CMF_TOKEN) is used; without it, the task fails.
    type: str
  auth_mode:
    description:
      - What to do with O(token). V(direct) sends it with the calls as it is. V(exchange) has the Security
        Portal exchange it for a short-lived access token, which is renewed when it ends.
    type: str
    choices: [direct, exchange]
    default: direct
  tenant:
    description:
      - Name of the tenant, needed for O(auth_mode=exchange).
      - If not set, the value of the environment variable E(CMF_TENANT) is used.
    type: str
  security_portal_url:
    description:
      - Address of the Security Portal, for O(auth_mode=exchange). Left out, it is O(url) with
        V(/SecurityPortal).
      - Where the portal has no token endpoint at its usual place, which it tells by 404, 405 or a web page,
        its OpenID Connect discovery document is asked where to get a token.
      - If not set, the value of the environment variable E(CMF_SECURITY_PORTAL_URL) is used.
    type: str
  oauth_client_id:
    description:
      - As which client to ask the Security Portal, for O(auth_mode=exchange).
    type: str
    default: MES
  warn_expiry_days:
    description:
      - Warn when the personal access token ends in less than so many days; V(0) never warns. The token tells
        its end itself.
    type: int
    default: 7
notes:
  - Where the environment supplies both a secret and the address, as AWX does, the secret stays with that
    address. A task that names another origin, O(proxy) or O(ca_path) or sets O(validate_certs) to V(false)
    is refused before anything is sent. It may do so with credentials of its own, or where the environment
    variable E(CMF_ALLOW_OVERRIDE) is V(true).
attributes:
  action_group:
    description:
      - Use C(group/apiops.platforms.cmf) or C(group/apiops.platforms.all) in C(module_defaults) to set
        options for all modules of the group at once.
    support: full
    membership:
      - apiops.platforms.cmf
      - apiops.platforms.all
"""

    HTTP: str = http_options("CMF")

    CALL: str = call_options(
        method="POST",
        base="O(url) with V(/api)",
        pages="The MES counts pages by C(PageNumber) in the input, which must be given as O(properties) or "
        "as a mapping in O(body), and may say with which to begin. It works for outputs that hold exactly "
        "one list.",
        rows="what the one list in the output holds",
        own=r"""
controller:
  description:
    - Name of the controller whose O(service) to call, such as C(amsOSRAM) in C(/api/amsOSRAM/<ServiceName>).
  type: str
service:
  description:
    - Name of the service to call, at the path C(/api/<controller>/<service>). It is given together with
      O(controller), instead of O(path).
  type: str
input_type:
  description:
    - Class of the input object, without its namespace. Left out, it is C(<service>Input).
  type: str
namespace:
  description:
    - Namespace of the input object, to which C(.InputObjects) is added. Left out, it is
      C(Cmf.Custom.<controller>.Orchestration).
  type: str
assembly:
  description:
    - Assembly of the input object. Left out, it is the O(namespace).
  type: str
type:
  description:
    - The whole C($type) of the input object, instead of one made of O(input_type), O(namespace) and
      O(assembly).
  type: str
properties:
  description:
    - Properties of the input object. They are sent after its C($type), in the order given.
    - Left out, a call of a O(service) sends an input object without properties, unless O(body) or O(src) is
      given, which are sent instead, or the O(method) is V(GET).
    - In it and in O(body), C($id) and C($type) come first in every object, whatever their place.
  type: dict
""",
        own_probe=r"""
controller:
  description:
    - As O(controller). If this, O(unless.namespace) and O(unless.assembly) are all left out, those of the
      call are taken.
  type: str
service:
  description:
    - As O(service). Left out, O(unless.path) says what to ask.
  type: str
input_type:
  description:
    - As O(input_type). That of the call is not taken.
  type: str
namespace:
  description:
    - As O(namespace). See O(unless.controller).
  type: str
assembly:
  description:
    - As O(assembly). See O(unless.controller).
  type: str
type:
  description:
    - As O(type). That of the call is not taken.
  type: str
properties:
  description:
    - As O(properties). Those of the call are not taken.
  type: dict
""",
    )

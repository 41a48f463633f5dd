# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of Critical Manufacturing MES: address and credentials, HTTP, calls, objects.

PRIVATE to this collection.
"""

from __future__ import annotations

from ansible_collections.apiops.platforms.plugins.doc_fragments._call import call_options
from ansible_collections.apiops.platforms.plugins.doc_fragments._http import http_options
from ansible_collections.apiops.platforms.plugins.doc_fragments._resource import resource_options


class ModuleDocFragment:
    """Options of the modules for Critical Manufacturing MES."""

    DOCUMENTATION = r"""
options:
  url:
    description:
      - Address of the MES host, such as V(https://mes.example.com:8443). It may end with V(/api).
      - If not set, the value of the environment variable E(CMF_URL) is used. Without it the task fails.
    type: str
  token:
    description:
      - The user's personal access token.
      - If not set, the value of the environment variable E(CMF_TOKEN) is used. Without it the task fails.
    type: str
  auth_mode:
    description:
      - How to use O(token). V(direct) sends it with the calls as it is. V(exchange) exchanges it at the
        Security Portal for a short-lived access token, which is renewed when it expires.
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
      - Address of the Security Portal, for O(auth_mode=exchange).
      - If the portal answers 404, 405 or a web page at the usual token endpoint, the module finds the
        endpoint in its OpenID Connect discovery document.
      - If not set, the value of the environment variable E(CMF_SECURITY_PORTAL_URL) is used, otherwise O(url)
        with V(/SecurityPortal).
    type: str
  oauth_client_id:
    description:
      - The client id for requests to the Security Portal, for O(auth_mode=exchange).
    type: str
    default: MES
  warn_expiry_days:
    description:
      - Warn when the personal access token expires in less than this number of days. V(0) never warns. The
        token itself contains its expiry date.
    type: int
    default: 7
notes:
  - If the environment contains both a secret and the address, as in AWX, the secret is sent only to that
    address. A task that gives another origin, O(proxy) or O(ca_path), or sets O(validate_certs) to V(false),
    fails before it sends anything. It may do so with its own credentials, or if the environment variable
    E(CMF_ALLOW_OVERRIDE) is V(true).
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
        pages="The MES counts pages by C(PageNumber) in the input, given as O(properties) or as a mapping in "
        "O(body). The input may set the first page. The output must contain exactly one list.",
        rows="those of the one list in the output",
        own=r"""
controller:
  description:
    - Name of the controller of the O(service), such as C(amsOSRAM) in C(/api/amsOSRAM/<ServiceName>).
  type: str
service:
  description:
    - Name of the service to call, at the path C(/api/<controller>/<service>). Give it with O(controller), in
      place of O(path).
  type: str
input_type:
  description:
    - Class of the input object, without its namespace. If not set, C(<service>Input).
  type: str
namespace:
  description:
    - Namespace of the input object, to which C(.InputObjects) is added. If not set,
      C(Cmf.Custom.<controller>.Orchestration).
  type: str
assembly:
  description:
    - Assembly of the input object. If not set, the O(namespace).
  type: str
type:
  description:
    - The whole C($type) of the input object, in place of O(input_type), O(namespace) and O(assembly).
  type: str
properties:
  description:
    - Properties of the input object. They are sent after its C($type), in the given order.
    - If not set, a call of a O(service) sends O(body) or O(src) if one is given, otherwise an input object
      without properties. A call by V(GET) sends none.
    - In every object of O(properties) and O(body), C($id) and C($type) are sent first.
  type: dict
""",
        own_probe=r"""
controller:
  description:
    - As O(controller). If none of this, O(unless.namespace) and O(unless.assembly) is set, all three are
      those of the call.
  type: str
service:
  description:
    - As O(service). If not set, O(unless.path) is used.
  type: str
input_type:
  description:
    - As O(input_type). The value of the call is not used.
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
    - As O(type). The value of the call is not used.
  type: str
properties:
  description:
    - As O(properties). The values of the call are not used.
  type: dict
""",
    )

    RESOURCE: str = resource_options(
        kind="V(Material), which is the type of an object with or without its namespace",
        parent="",
        document="",
        mark="",
        allow={},
        own=r"""
state:
  description:
    - V(present) creates the object if it does not exist, and changes it if it differs. For an object that is
      terminated the task fails.
    - V(absent) terminates the object, which cannot be undone. The MES keeps it and its name. An object that
      does not exist, or is terminated already, is left as it is.
    - An item of O(resources) may have its own C(state).
  type: str
  choices: [present, absent]
  default: present
spec:
  description:
    - The properties of the object. Only the given properties are compared and written. All others stay as
      they are.
    - A value is a text, a number, V(true), V(false), null or a reference to another object. A number equals
      the text that writes it, because the MES returns many numbers as texts.
    - Write a reference as C({$type, Name}), where C($type) can be a short name of O(types). If the object
      already refers to something in this property, the name alone is enough. References are compared by name.
  type: dict
types:
  description:
    - The whole types of objects by their short names, such as V(Material) with
      V(Cmf.Navigo.BusinessObjects.Material, Cmf.Navigo.BusinessObjects). The MES needs them to create
      objects, and for references that an object does not have yet.
    - Set them once for many tasks in O(defaults), with C(module_defaults).
  type: dict
ignore_last_service_id:
  description:
    - Whether to write the object even if somebody else has changed it since it was read. What they changed is
      then lost.
    - If not V(true), the module reads and compares the object again, up to three times.
  type: bool
""",
        without=("parent", "version", "owner", "prune", "prune_in", "prune_limit", "allow"),
    )

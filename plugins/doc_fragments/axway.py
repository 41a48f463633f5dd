# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of Axway Amplify: addresses and credentials, HTTP, calls.

PRIVATE to this collection.
"""

from __future__ import annotations

import yaml

from ansible_collections.apiops.platforms.plugins.doc_fragments._call import call_options
from ansible_collections.apiops.platforms.plugins.doc_fragments._http import http_options
from ansible_collections.apiops.platforms.plugins.doc_fragments._resource import (
    export_options,
    info_options,
    resource_options,
)

# Those of the event source, besides addresses and credentials.
_SOURCE = r"""
watch_topic:
  description:
    - The name of the watch topic to read. M(apiops.platforms.axway_resource) makes one.
  type: str
  required: true
start:
  description:
    - Where to begin if there is no position in O(cursor_file). V(latest) delivers what is recorded from then
      on, V(oldest) all that Central still has, and a number what comes after the event of that
      C(sequence_id).
  type: str
  default: latest
cursor_file:
  description:
    - The file in which the source keeps up to where it has delivered events. Only this user can read it. Each
      source needs a file of its own, and locks it by a file beside it whose name ends in C(.lock).
    - If not set, the position is in memory only, and the source begins as O(start) says each time.
  type: path
interval:
  description:
    - Seconds between two requests. While there are more events to read, the next request follows at once.
    - Axway allows a client 25 calls a minute by default; an interval of 15 seconds takes four of them.
  type: float
  default: 15.0
max_events:
  description:
    - The most events to read with one request, up to 100. So many are in memory at a time, and may come twice
      after an interruption.
  type: int
  default: 100
include_resource:
  description:
    - Whether to add to each event the object as it is now, in C(resource). It is null if the object does not
      exist any more. It is also null if the object cannot be read, and C(resource_error) says why.
    - It takes another request for each object that an answer is about.
  type: bool
  default: false
calls_per_minute:
  description:
    - At most how many requests the source makes in a minute, evenly spaced. Logins do not count.
  type: int
"""


class ModuleDocFragment:
    """Options of the modules for Axway Amplify."""

    DOCUMENTATION = r"""
options:
  client_id:
    description:
      - Client id of the service account.
      - If not set, the value of the environment variable E(AXWAY_CLIENT_ID) is used.
    type: str
  client_secret:
    description:
      - Client secret of the service account.
      - If not set, the value of the environment variable E(AXWAY_CLIENT_SECRET) is used.
    type: str
  private_key:
    description:
      - The RSA private key of a service account with a key pair, as PEM text.
      - It cannot be combined with O(private_key_path).
    type: str
  private_key_path:
    description:
      - The file with the RSA private key of a service account with a key pair.
      - It cannot be combined with O(private_key).
      - If not set, the value of the environment variable E(AXWAY_PRIVATE_KEY_PATH) is used.
    type: path
  private_key_passphrase:
    description:
      - The passphrase of an encrypted key in O(private_key) or O(private_key_path).
    type: str
  auth_method:
    description:
      - How the service account authenticates. V(client_secret_post) sends O(client_secret) in the form,
        V(client_secret_basic) sends it by HTTP Basic, V(private_key_jwt) sends an assertion signed with the
        private key. V(cli) logs in with Axway's command line tool, by the secret or else by the unencrypted
        key.
      - If not set, V(client_secret_post) if there is a secret, otherwise V(private_key_jwt).
    type: str
    choices: [client_secret_post, client_secret_basic, private_key_jwt, cli]
  cli_path:
    description:
      - Axway's command line tool, the program C(axway), for O(auth_method=cli). A name without a directory is
        searched in the C(PATH) of the machine where the task runs.
      - It gets address, credentials and certificates by a configuration in a home directory of its own. Only
        this user can read the directory, and it is removed afterwards, even if the task is killed. The tool
        may take as long as C(total_timeout), which for a login is four times C(timeout) if not set.
      - If not set, the value of the environment variable E(AXWAY_CLI_PATH) is used.
      - It trusts the authorities of C(ca_path) and those of Node.js, and cannot use C(client_cert).
    type: path
    default: axway
  audience:
    description:
      - The audience (C(aud)) of the signed assertion. If not set, the address of the token endpoint.
    type: str
  auth_realm:
    description:
      - The realm of the login service.
    type: str
    default: Broker
  region:
    description:
      - The region of the organization. It sets O(auth_url), O(platform_url) and O(central_url) if they are
        not given.
      - If not set, the value of the environment variable E(AXWAY_REGION) is used.
    type: str
    choices: [us, eu, ap, eu2]
    default: us
  auth_url:
    description:
      - Address of the login service, such as V(https://login.axway.com).
      - If not set, the value of the environment variable E(AXWAY_AUTH_URL) is used, otherwise the address of
        the O(region).
    type: str
  platform_url:
    description:
      - Address of the platform, such as V(https://platform.axway.com).
      - If not set, the value of the environment variable E(AXWAY_PLATFORM_URL) is used, otherwise the address
        of the O(region).
    type: str
  central_url:
    description:
      - Address of Central, such as V(https://apicentral.axway.com).
      - If not set, the value of the environment variable E(AXWAY_CENTRAL_URL) is used, otherwise the address
        of the O(region).
    type: str
  tenant_id:
    description:
      - The id of the organization, sent with calls as C(X-Axway-Tenant-Id). A service account works without
        it.
      - If not set, the value of the environment variable E(AXWAY_TENANT_ID) is used.
    type: str
  token:
    description:
      - An access token to use as it is. All other credentials are then ignored, and the token is not renewed.
      - If not set, the value of the environment variable E(AXWAY_TOKEN) is used, unless another credential or
        O(auth_method) is set.
    type: str
requirements:
  - cryptography (Python library, only with a private key)
notes:
  - If the environment contains both a secret and the address, as in AWX, the secret is sent only to that
    address. A task that gives another origin, O(proxy), O(ca_path) or O(cli_path), or sets O(validate_certs)
    to V(false), fails before it sends anything. It may do so with its own credentials, or if the environment
    variable E(AXWAY_ALLOW_OVERRIDE) is V(true).
attributes:
  action_group:
    description:
      - Use C(group/apiops.platforms.axway) or C(group/apiops.platforms.all) in C(module_defaults) to set
        options for all modules of the group at once.
    support: full
    membership:
      - apiops.platforms.axway
      - apiops.platforms.all
"""

    HTTP: str = http_options("AXWAY")

    SOURCE: str = yaml.safe_dump(
        {"options": {**yaml.safe_load(DOCUMENTATION)["options"], **yaml.safe_load(_SOURCE)}}, sort_keys=False
    )

    ACCOUNT = r"""
options:
  guid:
    description:
      - The guid of the service account, which never changes.
      - It cannot be combined with O(service_client_id).
    type: str
  service_client_id:
    description:
      - The client id of the service account to manage. O(client_id) is the one that logs in.
    type: str
  name:
    description:
      - The name of the service account. Upper and lower case matter.
    type: str
  org_id:
    description:
      - The organization of the service account, by its guid or its number.
      - If not set, the organization of the service account that logs in.
    type: str
  calls_per_minute:
    description:
      - At most how many requests to make in a minute, evenly spaced. Logins do not count.
      - The rate applies to all local tasks of the run that use the same credentials, across hosts and forks.
        A task that runs as a module on a target keeps to the rate by itself.
      - Axway allows a client 25 calls a minute by default.
    type: int
"""

    CALL: str = call_options(
        method="GET",
        base="the address of the O(service)",
        pages="Central and the platform count pages by the parameter C(page). O(query) may set the first. "
        "The paging of the traceability service is not documented, so it is refused there.",
        rows="those of C(result) in answers of the platform",
        own=r"""
service:
  description:
    - The service to call. Its address is O(central_url) with V(/apis) for V(central), O(central_url) with
      V(/api/traceability/v1) for V(traceability), and O(platform_url) with V(/api/v1) for V(platform).
    - If not set, V(central).
  type: str
  choices: [central, traceability, platform]
""",
        own_probe=r"""
service:
  description:
    - As O(service). If not set, the service of the call.
  type: str
  choices: [central, traceability, platform]
""",
    )

    RESOURCE: str = resource_options(
        kind="V(Environment) or V(APIService)",
        parent="V({kind: Environment, name: production})",
        document=", or as a whole document for C(axway central apply). In such a document C(state) is the "
        "state of the object, such as V(active), unless it is V(present) or V(absent)",
        mark="the attribute C(apiops-owner)",
        allow={
            "delete_children": "deleting an object with everything in it",
            "force_delete": "deleting in spite of finalizers, which agents may still need",
            "life_cycle": "taking an object through the states before the wanted one, or before its deletion",
        },
        own=r"""
group:
  description:
    - The group of the kind, V(catalog) or V(management). It is needed only if a kind exists in several groups
      and O(parent) does not decide.
  type: str
title:
  description:
    - The title of the object.
  type: str
attributes:
  description:
    - Attributes of the object. Attributes that others set stay.
  type: dict
tags:
  description:
    - Tags of the object. Tags that others set stay, unless O(compare.exact) contains C(tags).
  type: list
  elements: str
subresources:
  description:
    - Subresources of the object, by name, such as C(state), C(icon), C(stages) or C(x-my-details).
  type: dict
""",
    )

    RESOURCE_INFO: str = info_options(
        kind="V(Environment) or V(APIService)",
        parent="V({kind: Environment, name: production})",
        own=r"""
group:
  description:
    - The group of the kind, V(catalog) or V(management). It is needed only if a kind exists in several groups
      and O(parent) does not decide.
  type: str
""",
    )

    EXPORT: str = export_options(parent="V({kind: Environment, name: production})")

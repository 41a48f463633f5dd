# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of IBM API Connect: address and credentials, HTTP, calls.

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
    """Options of the modules for IBM API Connect."""

    DOCUMENTATION = r"""
options:
  url:
    description:
      - Address of the platform API, such as V(https://apic.example.com), with a path prefix if it has one.
      - It may end with V(/api) or V(/consumer-api), as in the toolkit's C(credentials.json).
      - If not set, the value of the environment variable E(APIC_URL) is used, otherwise the address in
        O(credentials_file). Without any of them the task fails.
    type: str
  scope:
    description:
      - The API to use, with its identity providers. V(provider) is for the API Manager, V(admin) for the
        Cloud Manager, V(consumer) for the developer portal of a O(catalog).
      - If not set, the value of the environment variable E(APIC_SCOPE) is used.
    type: str
    choices: [provider, admin, consumer]
    default: provider
  catalog:
    description:
      - The catalog of the developer portal for O(scope=consumer), as the name of its organization, a slash
        and its own name. Other scopes ignore it.
      - If not set, the value of the environment variable E(APIC_CATALOG) is used.
    type: str
  identity_provider:
    description:
      - Name of the identity provider to use, such as V(default-idp-2). See O(realm).
      - If not set, the value of the environment variable E(APIC_IDENTITY_PROVIDER) is used.
    type: str
  realm:
    description:
      - The realm to log in to, such as V(provider/default-idp-2).
      - If not set, the value of the environment variable E(APIC_REALM) is used.
      - >-
        Without either, the module finds it when a login needs it: the realm of the O(identity_provider) if
        one is named; otherwise that of the default provider if it takes passwords (registry type C(lur),
        C(ldap) or C(authurl)); otherwise that of the only provider that does. If there is no such provider,
        the task fails and lists the candidates. It never tries a password on several providers.
    type: str
  username:
    description:
      - Name of the user to log in as.
      - If not set, the value of the environment variable E(APIC_USERNAME) is used.
    type: str
  password:
    description:
      - Password of the user O(username).
      - If not set, the value of the environment variable E(APIC_PASSWORD) is used.
    type: str
  api_key:
    description:
      - An API key, which users of OIDC registries need. It may be single-use, so an exchange whose outcome is
        unknown is not repeated.
      - If not set, the value of the environment variable E(APIC_API_KEY) is used.
    type: str
  refresh_token:
    description:
      - A refresh token. The server issues them only if its administrator has enabled them.
      - If not set, the value of the environment variable E(APIC_REFRESH_TOKEN) is used.
    type: str
  client_id:
    description:
      - Client id of the application that logs in. Every login needs it. It is in the C(credentials.json) of
        the toolkit, or comes from your own registration.
      - If not set, the value of the environment variable E(APIC_CLIENT_ID) is used, otherwise the one in
        O(credentials_file).
    type: str
  client_secret:
    description:
      - The secret of O(client_id).
      - If not set, the value of the environment variable E(APIC_CLIENT_SECRET) is used, otherwise the one in
        O(credentials_file).
    type: str
  credentials_file:
    description:
      - The toolkit's file C(credentials.json), which supplies O(url), O(client_id) and O(client_secret) if
        they are not set.
      - It supplies id and secret together, from C(consumer_toolkit) for O(scope=consumer), otherwise from
        C(toolkit).
      - A file in the task takes precedence over the environment variables of these three options. A file in
        the environment does not.
      - If not set, the value of the environment variable E(APIC_CREDENTIALS_FILE) is used.
    type: path
  grant_type:
    description:
      - The credentials to log in with, together with O(client_id) and O(client_secret). V(password) takes
        O(username) and O(password), V(api_key) takes O(api_key), V(refresh_token) takes O(refresh_token), and
        V(client_credentials) takes nothing else. V(password) and V(refresh_token) need the O(realm).
      - If not set, it is the first of V(api_key), V(password) and V(refresh_token) whose credentials are
        given. V(client_credentials) is never chosen, because its token belongs to the application and not to
        a user, and sees other objects.
      - If not set, the value of the environment variable E(APIC_GRANT_TYPE) is used, unless the task gives
        O(username), O(password), O(api_key) or O(refresh_token).
    type: str
    choices: [password, api_key, client_credentials, refresh_token]
  token:
    description:
      - An access token to use as it is. All other credentials are then ignored, and the token is not renewed.
      - If not set, the value of the environment variable E(APIC_TOKEN) is used, unless another credential,
        O(credentials_file) or O(grant_type) is set.
    type: str
notes:
  - If the environment contains both a secret and the address, as in AWX, the secret is sent only to that
    address. A task that gives another origin, O(proxy) or O(ca_path), or sets O(validate_certs) to V(false),
    fails before it sends anything. It may do so with its own credentials, or if the environment variable
    E(APIC_ALLOW_OVERRIDE) is V(true).
attributes:
  action_group:
    description:
      - Use C(group/apiops.platforms.apic) or C(group/apiops.platforms.all) in C(module_defaults) to set
        options for all modules of the group at once.
    support: full
    membership:
      - apiops.platforms.apic
      - apiops.platforms.all
"""

    HTTP: str = http_options("APIC")

    CALL: str = call_options(
        method="GET",
        base="O(url) with V(/api), or with V(/consumer-api) for O(scope=consumer)",
        pages="API Connect counts rows by the parameter C(offset). O(query) may set the first one.",
        rows="those of C(results)",
    )

    RESOURCE: str = resource_options(
        kind="V(catalog) or V(app)",
        parent="V({org: my-organization, catalog: sandbox})",
        document=". A product is declared by C(kind: apic_product) and the options of "
        "M(apiops.platforms.apic_product), and published in its turn. Its files are found beside the file "
        "that declares it",
        mark="C(apiops_owner) in its metadata",
        allow={
            "delete_children": "deleting an object with everything in it",
            "force": "changing settings of a catalog that the platform changes only when told to (C(force))",
            "recreate": "deleting an object and creating it again, where a field cannot be changed otherwise",
        },
        own="{}",
    )

    RESOURCE_INFO: str = info_options(
        kind="V(catalog) or V(app)",
        parent="V({org: my-organization, catalog: sandbox})",
        own="{}",
    )

    EXPORT: str = export_options(parent="V({org: my-organization, catalog: sandbox})")

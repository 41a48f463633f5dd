# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of IBM API Connect: address and credentials, HTTP, calls.

PRIVATE to this collection.
"""

from __future__ import annotations

from ansible_collections.apiops.platforms.plugins.doc_fragments._call import call_options
from ansible_collections.apiops.platforms.plugins.doc_fragments._http import http_options


class ModuleDocFragment:
    """Options of the modules for IBM API Connect."""

    DOCUMENTATION = r"""
options:
  url:
    description:
      - Address of the platform API, such as V(https://apic.example.com), with a path prefix if it has one.
        A V(/api) or V(/consumer-api) at its end, as the toolkit's C(credentials.json) has it, may stay.
      - If not set, the value of the environment variable E(APIC_URL) is used; without it, that of the
        O(credentials_file); without that, the task fails.
    type: str
  scope:
    description:
      - Whose identity providers to look among, and whose API to use. V(provider) is for the API Manager,
        V(admin) for the Cloud Manager, V(consumer) for the developer portal of a O(catalog).
      - If not set, the value of the environment variable E(APIC_SCOPE) is used.
    type: str
    choices: [provider, admin, consumer]
    default: provider
  catalog:
    description:
      - The catalog of the developer portal for O(scope=consumer), as the name of its organization, a slash
        and its own name. Otherwise it is of no account.
      - If not set, the value of the environment variable E(APIC_CATALOG) is used.
    type: str
  identity_provider:
    description:
      - Name of the identity provider to choose, such as V(default-idp-2). See O(realm).
      - If not set, the value of the environment variable E(APIC_IDENTITY_PROVIDER) is used.
    type: str
  realm:
    description:
      - The realm to log in to, such as V(provider/default-idp-2).
      - If not set, the value of the environment variable E(APIC_REALM) is used.
      - Without either, it is discovered where a login needs it. It is that of the O(identity_provider) if one
        is named; else that of the default one if a password can be used with it (registry type C(lur),
        C(ldap) or C(authurl)); else that of the only one for which this is so. If that decides nothing, the
        task fails and lists the candidates. Passwords are never tried out.
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
      - An API key, as users of OIDC registries need it. It may be good for one exchange only, so an exchange
        of which the outcome is in doubt is not repeated.
      - If not set, the value of the environment variable E(APIC_API_KEY) is used.
    type: str
  refresh_token:
    description:
      - A refresh token. The server issues them only where its administrator has switched them on.
      - If not set, the value of the environment variable E(APIC_REFRESH_TOKEN) is used.
    type: str
  client_id:
    description:
      - Client id of the application that logs in. It is in the C(credentials.json) that comes with the
        toolkit, or that of a registration of your own. Every login needs it.
      - If not set, the value of the environment variable E(APIC_CLIENT_ID) is used; without it, that of the
        O(credentials_file).
    type: str
  client_secret:
    description:
      - The secret that belongs to O(client_id).
      - If not set, the value of the environment variable E(APIC_CLIENT_SECRET) is used; without it, that of
        the O(credentials_file).
    type: str
  credentials_file:
    description:
      - The file C(credentials.json) that comes with the toolkit, for what is not set of O(url), O(client_id)
        and O(client_secret). It supplies id and secret together. For O(scope=consumer) it does so from what
        is under C(consumer_toolkit), otherwise from what is under C(toolkit).
      - A file that the task names comes before the environment variables of these three options. One that
        the environment names comes after them.
      - If not set, the value of the environment variable E(APIC_CREDENTIALS_FILE) is used.
    type: path
  grant_type:
    description:
      - By which credentials to log in; left out, by those that are given, and by V(client_credentials) only
        if asked to. All go together with O(client_id) and O(client_secret). V(password) takes O(username) and
        O(password), V(api_key) takes O(api_key), V(refresh_token) takes O(refresh_token),
        V(client_credentials) takes nothing else. V(password) and V(refresh_token) need the O(realm).
      - Left out, it is the first of V(api_key), V(password) and V(refresh_token) whose credentials are given.
        V(client_credentials) must be asked for, because the token is then that of the application and of no
        user, and sees something else.
      - If not set, the value of the environment variable E(APIC_GRANT_TYPE) is used, unless the task gives
        O(username), O(password), O(api_key) or O(refresh_token).
    type: str
    choices: [password, api_key, client_credentials, refresh_token]
  token:
    description:
      - An access token to use as it is. All other credentials are then ignored, and it is not renewed.
      - If not set, the value of the environment variable E(APIC_TOKEN) is used, unless any other
        credential, the O(credentials_file) or the O(grant_type) is set.
    type: str
notes:
  - Where the environment supplies both a secret and the address, as AWX does, the secret stays with that
    address. A task that names another origin, O(proxy) or O(ca_path) or sets O(validate_certs) to V(false)
    is refused before anything is sent. It may do so with credentials of its own, or where the environment
    variable E(APIC_ALLOW_OVERRIDE) is V(true).
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
        pages="API Connect counts rows by the parameter C(offset), and the O(query) may say with which to "
        "begin.",
        rows="what C(results) holds",
    )

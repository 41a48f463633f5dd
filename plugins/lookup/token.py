# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookup of an access token."""

from __future__ import annotations

DOCUMENTATION = r"""
name: token
short_description: Obtain an access token for an API platform
version_added: 1.0.0
description:
  - Logs in to a platform and returns the access token, for use in the headers of other modules.
  - It does what the token module of the platform does, M(apiops.platforms.axway_token) and the like, with the
    same options. The modules that call services obtain their token by themselves.
  - A template is evaluated anew wherever it is used. Where its token is needed often, keep it by
    M(ansible.builtin.set_fact) with C(no_log).
extends_documentation_fragment:
  - apiops.platforms.lookup
  - apiops.platforms.lookup.http
requirements:
  - requests (Python library)
  - jmespath (Python library)
  - cryptography (Python library, only with a private key)
notes:
  - Where the environment supplies both a secret and the address, the secret stays with that address, as the
    notes of the platform's token module say.
  - The token is a secret. Give tasks that use it C(no_log), unless they do not show it.
author:
  - apiops.platforms contributors (@apiops)
"""

EXAMPLES = r"""
- name: A call by another module, with what AXWAY_CLIENT_ID and AXWAY_CLIENT_SECRET hold
  ansible.builtin.uri:
    url: https://platform.axway.com/api/v1/env
    headers:
      Authorization: "Bearer {{ lookup('apiops.platforms.token', 'axway') }}"
  no_log: true

- name: A token kept for many tasks
  ansible.builtin.set_fact:
    apic_token: >-
      {{ lookup('apiops.platforms.token', 'apic', url='https://apic.example.com',
                realm='provider/default-idp-2', username=apic_username, password=apic_password,
                client_id=apic_client_id, client_secret=apic_client_secret) }}
  no_log: true

- name: An Apinizer manager whose certificate a CA of its own has issued
  ansible.builtin.uri:
    url: https://apinizer.example.com/apiops/projects/
    ca_path: /etc/pki/apinizer-ca.pem
    headers:
      Authorization: "Bearer {{ lookup('apiops.platforms.token', 'apinizer', **apinizer) }}"
  vars:
    apinizer:
      url: https://apinizer.example.com
      username: "{{ apinizer_username }}"
      password: "{{ apinizer_password }}"
      ca_path: /etc/pki/apinizer-ca.pem
  no_log: true
"""

RETURN = r"""
_list:
  description: The access tokens, in the order of the platforms asked for.
  type: list
  elements: str
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase

from ansible_collections.apiops.platforms.plugins.module_utils._argument_spec import missing_library
from ansible_collections.apiops.platforms.plugins.module_utils._core.errors import ApiError
from ansible_collections.apiops.platforms.plugins.module_utils._core.operations.operation import (
    TokenOperation,
)
from ansible_collections.apiops.platforms.plugins.module_utils._core.operations.session import Context
from ansible_collections.apiops.platforms.plugins.module_utils._core.tokens.store import MemoryStore
from ansible_collections.apiops.platforms.plugins.module_utils._masking import mask_everywhere
from ansible_collections.apiops.platforms.plugins.module_utils._platforms import NAMES
from ansible_collections.apiops.platforms.plugins.plugin_utils._arguments import plain, validated
from ansible_collections.apiops.platforms.plugins.plugin_utils._run_store import token_store

_PLATFORM = "ansible_collections.apiops.platforms.plugins.module_utils._platforms.%s.platform"


def _operation(platform: str) -> TokenOperation:
    """Whatever else the token module of a platform does, a lookup obtains a token."""
    module = import_module(_PLATFORM % platform)
    return TokenOperation(module.TOKEN.name, module.TOKEN.platform)


OPERATIONS: Mapping[str, TokenOperation] = {name: _operation(name) for name in NAMES}


class LookupModule(LookupBase):
    """Runs the platform's token operation where the template is evaluated, on the controller."""

    def run(self, terms: list[Any], variables: Mapping[str, Any] | None = None, **options: Any) -> list[str]:
        """A token for each platform in ``terms``; AnsibleLookupError says in one line why there is none."""
        missing, _reason = missing_library()
        if missing:
            raise AnsibleLookupError(missing)
        if not terms:
            raise AnsibleLookupError("Name the platform: %s." % _listed())
        wanted = self._templar.template((variables or {}).get("apiops_token_store", "run"))
        try:
            store = token_store(plain(wanted))
        except ApiError as error:
            raise AnsibleLookupError(error.message) from error
        return [_token(str(term), options, store) for term in terms]


def _token(platform: str, options: Mapping[str, Any], store: MemoryStore) -> str:
    operation = OPERATIONS.get(platform)
    if operation is None:
        raise AnsibleLookupError("%r is none of the platforms %s." % (platform, _listed()))
    params, mistake = validated(operation, options)
    if mistake:
        raise AnsibleLookupError("%s: %s" % (platform, mistake))
    result = operation.run(params, Context(store=store))
    if result.get("failed"):
        raise AnsibleLookupError(str(result["msg"]))
    token = str(result["access_token"])
    mask_everywhere(token)
    return token


def _listed() -> str:
    return ", ".join(OPERATIONS)

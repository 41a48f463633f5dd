# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is compared: the tasks of the collection and those that one would write with ansible.builtin.uri.

All find the platforms by the environment, as `environment_of` sets it.
"""

from __future__ import annotations

from typing import Any

Task = dict[str, Any]

CA = "{{ apiops_ca_path }}"

INVOKE: Task = {"name": "Call", "apiops.platforms.apic_invoke": {"path": "/orgs"}}

URI_LOGIN: Task = {
    "name": "Log in",
    "ansible.builtin.uri": {
        "url": "{{ simulator.apic.url }}/api/token",
        "method": "POST",
        "body_format": "json",
        "body": {
            "grant_type": "password",
            "realm": "{{ simulator.apic.realm }}",
            "username": "{{ simulator.apic.username }}",
            "password": "{{ simulator.apic.password }}",
            "client_id": "{{ simulator.apic.client_id }}",
            "client_secret": "{{ simulator.apic.client_secret }}",
        },
        "headers": {"Accept": "application/json"},
        "ca_path": CA,
    },
    "register": "apic",
}

URI: Task = {
    "name": "Call by hand",
    "ansible.builtin.uri": {
        "url": "{{ simulator.apic.url }}/api/orgs",
        "headers": {"Accept": "application/json", "Authorization": "Bearer {{ apic.json.access_token }}"},
        "ca_path": CA,
    },
}

DEBUG: Task = {"name": "Do nothing", "ansible.builtin.debug": {"msg": "{{ item }}"}}

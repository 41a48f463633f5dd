# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible's own masking of secrets, where ansible-core has it.

PRIVATE to this collection.
"""

from __future__ import annotations


def mask_everywhere(secret: str) -> bool:
    """Have Ansible mask a secret wherever it would be shown, while tasks go on using it.

    False before ansible-core 2.22, which cannot do that.
    """
    try:
        from ansible.module_utils.secrets import register_secret
    except ImportError:
        return False
    register_secret(secret)
    return True

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the files of M(apic_product) on the controller, and runs it there when the task is local."""

from __future__ import annotations

from typing import Any

from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apic.product import PRODUCT
from ansible_collections.apiops.platforms.plugins.plugin_utils._file_action import FileAction
from ansible_collections.apiops.platforms.plugins.plugin_utils._product_files import with_product


class ActionModule(FileAction):
    """Reads the product and its APIs, and runs ``apic_product``."""

    operation = PRODUCT

    def with_files(self, arguments: dict[str, Any]) -> dict[str, Any]:
        return with_product(self, arguments)

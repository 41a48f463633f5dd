# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the specification of M(apinizer_proxy), and runs it in process when the task is local."""

from __future__ import annotations

from typing import Any

from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apinizer.proxy import PROXY
from ansible_collections.apiops.platforms.plugins.plugin_utils._file_action import FileAction
from ansible_collections.apiops.platforms.plugins.plugin_utils._specification_files import (
    with_specification,
)


class ActionModule(FileAction):
    """Reads the file of the specification, and runs ``apinizer_proxy``."""

    operation = PROXY

    def with_files(self, arguments: dict[str, Any]) -> dict[str, Any]:
        return with_specification(self, arguments)

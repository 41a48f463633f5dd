# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs M(apinizer_proxy_info) in process when the task is local."""

from __future__ import annotations

from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apinizer.proxy_info import (
    PROXY_INFO,
)
from ansible_collections.apiops.platforms.plugins.plugin_utils._action import OperationAction


class ActionModule(OperationAction):
    """Runs ``apinizer_proxy_info`` in process when the task is local."""

    operation = PROXY_INFO

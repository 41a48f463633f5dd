# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs M(cmf_master_data) in process when the task is local."""

from __future__ import annotations

from ansible_collections.apiops.platforms.plugins.module_utils._platforms.cmf.master_data import MASTER_DATA
from ansible_collections.apiops.platforms.plugins.plugin_utils._action import OperationAction


class ActionModule(OperationAction):
    """Runs ``cmf_master_data`` in process when the task is local."""

    operation = MASTER_DATA

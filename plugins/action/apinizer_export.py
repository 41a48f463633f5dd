# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs M(apinizer_export), in process when the task is local, and writes the files on the controller."""

from __future__ import annotations

from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apinizer.export import EXPORT
from ansible_collections.apiops.platforms.plugins.plugin_utils._export_action import ExportAction


class ActionModule(ExportAction):
    """Runs ``apinizer_export`` and writes the files."""

    operation = EXPORT

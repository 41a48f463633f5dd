# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a figure was measured on."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version


def machine() -> str:
    """The machine and the versions, as one line."""
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python "
        f"{platform.python_version()}, ansible-core {version('ansible-core')}"
    )

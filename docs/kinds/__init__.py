# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages of each platform's kinds, from the tables that the modules use; `make generate` writes them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from docs.kinds import apic, apinizer, axway
from docs.kinds.text import page_of


def pages() -> Mapping[Path, str]:
    """Every page, and what it should hold."""
    written = {"apic": apic.page, "apinizer": apinizer.page, "axway": axway.page}
    return {page_of(platform): page() for platform, page in written.items()}

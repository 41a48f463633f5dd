# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The platforms, each in a folder of its own; `make generate` lists them here.

PRIVATE to this collection.
"""

from __future__ import annotations

NAMES = ("apic", "apinizer", "axway", "cmf")

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes what is stale, and says so."""

from __future__ import annotations

from docs.generate import generated
from docs.generate.declared import CHECKOUT

for path, text in generated().items():
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(f"generate: wrote {path.relative_to(CHECKOUT)}")

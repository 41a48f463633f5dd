# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Words of others, made fit to be shown.

PRIVATE to this collection.
"""

from __future__ import annotations

import re

# C0 and C1 move a terminal's cursor, colour it or ring it; the others turn the direction of what is read.
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def one_line(text: str) -> str:
    """The text on one line, white space run together; U+FFFD for characters that steer how it is shown."""
    return _UNFIT.sub("\ufffd", " ".join(text.split()))

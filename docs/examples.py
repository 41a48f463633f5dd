# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The examples that the tests run, in the pages that show them.

The README and the guides are read on the forge too, which includes no files. A comment before a block of code
names the file, relative to the page: ``.. example: FILE`` in reStructuredText, ``<!-- example: FILE -->`` in
Markdown.
"""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

_CHECKOUT = Path(__file__).resolve().parent.parent
PAGES = [_CHECKOUT / "README.md", *sorted((_CHECKOUT / "docs" / "docsite" / "rst").glob("*.rst"))]

# The last line of the license in every file.
_LICENSE = re.compile(r"^(?:#|//) SPDX-.*\n(?:---\n)?", re.M)
_BLOCK = re.compile(
    r"""
    ^(?P<head>(?P<indent>\ *)\.\.\ example:\ (?P<rst>\S+)\n\n
              (?P=indent)\.\.\ code-block::\ \w+\n\n)
     (?:(?P=indent)\ {4}.*\n|\n(?=\n*(?P=indent)\ {4}))*
    |
    ^(?P<open><!--\ example:\ (?P<markdown>\S+)\ -->\n+```\w+\n)(?s:.*?)^(?P<close>```\n)
    """,
    re.M | re.X,
)


def shown_in(page: Path) -> list[Path]:
    """The example files that a page shows."""
    blocks = _BLOCK.finditer(page.read_text(encoding="utf-8"))
    return [page.parent / (block["rst"] or block["markdown"]) for block in blocks]


def updated(page: Path) -> str:
    """The text of a page, with its examples as their files have them."""

    def block(found: re.Match[str]) -> str:
        if found["markdown"]:
            return found["open"] + code_of(page.parent / found["markdown"]) + found["close"]
        return found["head"] + textwrap.indent(code_of(page.parent / found["rst"]), found["indent"] + " " * 4)

    return _BLOCK.sub(block, page.read_text(encoding="utf-8"))


def code_of(path: Path) -> str:
    """What an example file holds below its license."""
    _license, code = _LICENSE.split(path.read_text(encoding="utf-8"), maxsplit=1)
    return code.strip("\n") + "\n"

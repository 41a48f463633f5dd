# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the pages of kinds have in common: their head, and how facts about a kind are written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

_FOLDER = Path(__file__).parent.parent / "docsite" / "rst"
_HEAD = """\
..
  Copyright (c) 2026, apiops.platforms contributors
  GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
  SPDX-License-Identifier: GPL-3.0-or-later

.. This page is written by `make generate`.

.. _ansible_collections.apiops.platforms.docsite.guide_{platform}_kinds:

{title}
{line}

The kinds that `{platform}_resource <../../../plugins/modules/{platform}_resource.py>`__ knows, as it reads
and writes them.

{more}
"""


def page_of(platform: str) -> Path:
    """The page of a platform's kinds."""
    return _FOLDER / f"guide_{platform}_kinds.rst"


def head(platform: str, title: str, more: str) -> str:
    """The head of the page; ``more`` is what there is to know of every kind."""
    return _HEAD.format(platform=platform, title=title, line="=" * len(title), more=more)


def section(
    title: str, underline: str, texts: Iterable[str], facts: Iterable[tuple[str, str]]
) -> Iterator[str]:
    """The lines on one kind: paragraphs, then those of the facts that there are."""
    yield from (title, underline * len(title), "")
    for text in texts:
        yield from (text, "")
    yield from (f":{name}: {words}" for name, words in facts if words)
    yield ""


def code(names: Iterable[str]) -> str:
    """Names in the order of the alphabet, as code."""
    return ", ".join(f"``{name}``" for name in sorted(names))


def keyed(lists: Mapping[str, str]) -> str:
    """Lists whose items are known by a key."""
    return ", ".join(f"``{path}`` by ``{key}``" for path, key in sorted(lists.items()))


def references(targets: Mapping[str, str]) -> str:
    """What fields refer to."""
    return ", ".join(f"{target} by ``{path}``" for path, target in targets.items())

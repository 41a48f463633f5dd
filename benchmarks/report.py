# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables of what was measured: as text for the screen, as a page for the documentation."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.machine import machine


@dataclass(frozen=True)
class Conclusion:
    """What the figures say: ``text`` with the goal if there is one, ``met`` whether that is reached."""

    text: str
    met: bool = True


@dataclass
class Table:
    """One comparison. ``title`` and ``about`` say what is compared; the first column names the contenders."""

    title: str
    about: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]] = field(default_factory=list)
    conclusions: list[Conclusion] = field(default_factory=list)

    def text(self) -> str:
        """The table for a screen."""
        lines = [self.columns, *self.rows]
        widths = [max(len(line[column]) for line in lines) for column in range(len(self.columns))]
        told = [
            "  " + "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
            for line in lines
        ]
        conclusions = [
            f"  {conclusion.text}{'' if conclusion.met else ' MISSED'}" for conclusion in self.conclusions
        ]
        return "\n".join([self.title, "", *conclusions, "", *told])

    def page(self) -> str:
        """The table as reStructuredText."""
        lines = [self.title, "-" * len(self.title), "", self.about, ""]
        lines += [
            f"* {conclusion.text}{'' if conclusion.met else ' (missed)'}" for conclusion in self.conclusions
        ]
        lines += ["", ".. list-table::", "   :header-rows: 1", ""]
        for row in (self.columns, *self.rows):
            lines += [f"   {'*' if not number else ' '} - {cell}".rstrip() for number, cell in enumerate(row)]
        return "\n".join([*lines, ""])


def page(tables: Sequence[Table]) -> str:
    """The page of the documentation."""
    head = _HEAD.format(machine=machine())
    return "\n".join([head, *(table.page() for table in tables)])


def spread(figures: Sequence[float], digits: int = 2) -> str:
    """The median of several runs, and the least and most."""
    low, middle, high = min(figures), statistics.median(figures), max(figures)
    if len(figures) == 1:
        return f"{middle:.{digits}f}"
    return f"{middle:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


def ratio(slower: Sequence[float], faster: Sequence[float]) -> float:
    """How many times as long the slower one takes: the median over the runs, each pair run in turn."""
    return statistics.median(slow / fast for slow, fast in zip(slower, faster, strict=True))


def megabytes(peaks: Sequence[int]) -> str:
    """The largest of some sizes in bytes."""
    return f"{max(peaks) / 1e6:.0f}"


_HEAD = """\
..
  Copyright (c) 2026, apiops.platforms contributors
  GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
  SPDX-License-Identifier: GPL-3.0-or-later

.. This page is written by `make bench`.

.. _ansible_collections.apiops.platforms.docsite.guide_benchmarks:

Benchmarks
==========

What ``make bench`` last measured, on: {machine}. The contenders ran in turn, each in processes of its own,
against a simulator on the same machine, so no network is in the figures. Where there are several runs the
median stands first, then the least and the most.
"""

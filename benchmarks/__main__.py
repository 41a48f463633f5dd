# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`make bench`: measures all of it, prints tables, and writes them into the documentation.

Ends with 1 if a goal is missed.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks import batch, catalogs, hosts, loop, nightly, objects
from benchmarks.machine import machine
from benchmarks.report import Table, page
from benchmarks.stage import stage

PAGE = Path(__file__).parent.parent / "docs" / "docsite" / "rst" / "guide_benchmarks.rst"


def main() -> int:
    """Measure, tell, write; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="measured runs of each contender (default 3)")
    rounds = parser.parse_args().rounds
    tables: list[Table] = []
    contenders = (loop, nightly, hosts, batch, objects, catalogs)
    for measure in [each.measure for each in contenders]:
        with stage() as prepared:
            measured = measure(prepared, rounds)
        for table in measured:
            tables.append(table)
            print(table.text() + "\n", flush=True)
    print(machine())
    PAGE.write_text(page(tables), encoding="utf-8")
    return 0 if all(conclusion.met for table in tables for conclusion in table.conclusions) else 1


if __name__ == "__main__":
    sys.exit(main())

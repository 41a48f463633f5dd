# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What departs although nothing allows it, and what allows although nothing departs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tests.contract.allowances import Allowance
from tests.contract.check import departures
from tests.contract.description import Description
from tests.contract.exchange import Exchange


class Report:
    """The outcome for all exchanges."""

    def __init__(self, descriptions: Mapping[str, Description], allowances: Sequence[Allowance]) -> None:
        self._descriptions = descriptions
        self._allowances = allowances
        self._tests: dict[str, set[str]] = defaultdict(set)
        self._used: set[Allowance] = set()
        self._marks: dict[tuple[str, str], bool] = {}
        self.exchanges = 0

    def add(self, exchanges: Iterable[Exchange]) -> None:
        """Checks exchanges."""
        for exchange in exchanges:
            self.exchanges += 1
            self._add(exchange)

    def _add(self, exchange: Exchange) -> None:
        marks = [(exchange.test.partition("[")[0], each["from"]) for each in exchange.departs]
        for mark in marks:
            self._marks.setdefault(mark, False)
        for words in departures(exchange, self._descriptions[exchange.platform]):
            allowed = {allowance for allowance in self._allowances if allowance.covers(words)}
            marked = [mark for mark in marks if words.startswith(mark[1])]
            self._used |= allowed
            self._marks.update(dict.fromkeys(marked, True))
            if not allowed and not marked:
                self._tests[words].add(exchange.test)

    def lines(self) -> Iterator[str]:
        """What is wrong, a line for each kind of departure with the tests where it occurs."""
        for words, tests in sorted(self._tests.items()):
            first, *others = sorted(tests)
            more = f" and {len(others)} more" if others else ""
            yield f"{words}\n    {first}{more}"
        for allowance in self._allowances:
            if allowance not in self._used:
                yield f"nothing departs any more as allowed: {allowance.pattern}"
        for (test, words), used in sorted(self._marks.items()):
            if not used:
                yield f"nothing departs as {test} is marked: {words}"

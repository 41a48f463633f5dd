# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`make demo`: runs playbooks/demo.yml twice against the simulator and tells what happened.

Given an argument, the collection installed below that directory is run instead of this checkout.

Ends with 0 if both runs succeed, the second one changes nothing, and no secret was printed; else with 1.
"""

from __future__ import annotations

import signal
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from tests.demo.report import exchange_lines, recap_line, title
from tests.demo.run import Run, run_playbook
from tests.leaks import leaked, secrets_of, tokens_of
from tests.playbook import COLLECTIONS, variables_of, write_private
from tests.simulator.client import Simulator


def main(arguments: Sequence[str]) -> int:
    """Runs the demo; returns the exit code."""
    collections = Path(arguments[0]) if arguments else COLLECTIONS
    # A demo that is told to end still stops the simulator and removes its files.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _end)
    with tempfile.TemporaryDirectory(prefix="apiops-demo-") as directory, Simulator.start() as simulator:
        _introduce(simulator.description)
        variables = write_private(Path(directory) / "variables.json", variables_of(simulator.description))

        print(title("First run: what the roles do"))
        first = run_playbook(variables, collections, hide_unchanged=False)
        first_journal = simulator.journal()
        simulator.clear_journal()

        print(title("Second run: the same playbook again, showing only what changes"))
        second = run_playbook(variables, collections, hide_unchanged=True)
        second_journal = simulator.journal()

        secrets = secrets_of(simulator.description) | tokens_of([*first_journal, *second_journal])

    print(title("What the platforms were asked"))
    for line in exchange_lines(first_journal, second_journal):
        print(line)

    print(title("Recap"))
    print(recap_line("first run", first))
    print(recap_line("second run", second))
    problems = _problems(first, second, secrets)
    for problem in problems:
        print(f"FAILED: {problem}")
    if not problems:
        print(f"The second run changed nothing, and none of {len(secrets)} secrets and tokens was printed.")
    return 1 if problems else 0


def _end(number: int, frame: FrameType | None) -> NoReturn:
    sys.exit(128 + number)


def _introduce(simulator: Mapping[str, Any]) -> None:
    print("Four simulated platforms listen on this machine, over TLS with a CA of their own:")
    for platform, description in simulator.items():
        address = (
            description.get("url") or description.get("auth_url") if isinstance(description, dict) else None
        )
        if address:
            print(f"  {platform:<9} {address}")


def _problems(first: Run, second: Run, secrets: Mapping[str, str]) -> list[str]:
    runs = {"first run": first, "second run": second}
    problems = [f"the {name} did not succeed" for name, run in runs.items() if not run.succeeded]
    if second.changed:
        problems.append(f"the second run changed {second.changed} things; it should have changed none")
    problems += [f"{name} was printed" for name in leaked(first.output + second.output, secrets)]
    return problems


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""(a) A loop of 100 calls by apic_invoke and by ansible.builtin.uri, with debug as the floor."""

from __future__ import annotations

import statistics

from benchmarks.contenders import DEBUG, INVOKE, URI, URI_LOGIN
from benchmarks.report import Conclusion, Table, megabytes, ratio, spread
from benchmarks.stage import Ran, Stage

CALLS = 100
LEAST_RATIO = 30
MOST_MILLISECONDS = 15


def measure(stage: Stage, rounds: int) -> list[Table]:
    """The loops in turn, ``rounds`` times."""
    loop = {"loop": "{{ range(%d) | list }}" % CALLS}
    contenders = {
        "apic_invoke": [{**INVOKE, **loop}],
        "uri": [URI_LOGIN, {**URI, **loop}],
        "debug": [{**DEBUG, **loop}],
    }
    runs: dict[str, list[Ran]] = {name: [] for name in contenders}
    for _round in range(rounds):
        for name, tasks in contenders.items():
            runs[name].append(stage.run(tasks))
    assert [runs[name][0].calls for name in contenders] == [CALLS, CALLS, 0]
    seconds = {name: [ran.task for ran in measured] for name, measured in runs.items()}
    times = ratio(seconds["uri"], seconds["apic_invoke"])
    above = statistics.median(
        (call - floor) / CALLS * 1000
        for call, floor in zip(seconds["apic_invoke"], seconds["debug"], strict=True)
    )
    table = Table(
        f"A loop of {CALLS} calls",
        "One task that loops. ``apic_invoke`` logs in inside the loop, ``uri`` in a task before.",
        ("", "loop, s", "whole playbook, s", "largest process, MB"),
        [
            (
                name,
                spread(seconds[name]),
                spread([ran.process for ran in measured]),
                megabytes([ran.peak for ran in measured]),
            )
            for name, measured in runs.items()
        ],
        [
            Conclusion(f"uri takes {times:.0f} times as long (goal: {LEAST_RATIO})", times >= LEAST_RATIO),
            Conclusion(
                f"a call takes {above:.1f} ms more than a debug (goal: at most {MOST_MILLISECONDS})",
                above <= MOST_MILLISECONDS,
            ),
        ],
    )
    return [table]

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""(c) Fifty hosts with ten calls each: how often the token endpoint is asked, and how long it takes."""

from __future__ import annotations

from benchmarks.contenders import INVOKE, URI, URI_LOGIN
from benchmarks.report import Conclusion, Table, megabytes, ratio, spread
from benchmarks.stage import Ran, Stage
from tests.playbook import LOCALHOST

HOSTS = 50
CALLS = 10
FORKS = 10


def measure(stage: Stage, rounds: int) -> list[Table]:
    """Both plays in turn, ``rounds`` times."""
    here = LOCALHOST["all"]["hosts"]["localhost"]
    inventory = {"all": {"hosts": {f"host{number}": here for number in range(HOSTS)}}}
    loop = {"loop": "{{ range(%d) | list }}" % CALLS}
    contenders = {
        "apiops.platforms": [{**INVOKE, **loop}],
        "uri, a token per host": [URI_LOGIN, {**URI, **loop}],
    }
    runs: dict[str, list[Ran]] = {name: [] for name in contenders}
    for _round in range(rounds):
        for name, tasks in contenders.items():
            runs[name].append(stage.run(tasks, inventory=inventory, forks=FORKS))
    assert {ran.calls for measured in runs.values() for ran in measured} == {HOSTS * CALLS}
    seconds = {name: [ran.process for ran in measured] for name, measured in runs.items()}
    ours, theirs = seconds.values()
    logins = max(ran.logins for ran in runs["apiops.platforms"])
    table = Table(
        f"{HOSTS} hosts with {CALLS} calls each",
        f"{FORKS} forks, all hosts with the same credentials. ``uri`` gets a token for each host, once.",
        ("", "token requests", "whole playbook, s", "largest process, MB"),
        [
            (
                name,
                str(measured[0].logins),
                spread(seconds[name]),
                megabytes([ran.peak for ran in measured]),
            )
            for name, measured in runs.items()
        ],
        [
            Conclusion(f"token requests in the whole run: {logins} (goal: 1)", logins == 1),
            Conclusion(f"uri takes {ratio(theirs, ours):.0f} times as long"),
        ],
    )
    return [table]

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""(d), (e), (f) Many calls in one task, eight at once, against a bare pool of eight threads with `requests`.

Timed is what makes the calls: the task, from its start in the worker to its end, its login included; and the
pool, from the first call to the last.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys

from benchmarks.report import Conclusion, Table, megabytes, ratio, spread
from benchmarks.stage import Ran, Stage

THREADS = 8
SIZES = (10, 100, 1000, 10000)
COMPARED = (1000, 10000)
LEAST_SHARE = 0.7
GOAL_AT = 1000
MOST_GROWTH = 1.5

# The bare pool, in a process of its own as the task has one.
_POOL = """
import json, sys, time
from concurrent.futures import ThreadPoolExecutor
import requests
from requests.adapters import HTTPAdapter

given = json.load(sys.stdin)
session = requests.Session()
session.trust_env = False
session.verify = given["ca_path"]
session.mount("https://", HTTPAdapter(pool_connections=given["threads"], pool_maxsize=given["threads"]))
session.headers["Authorization"] = "Bearer " + given["token"]

def call(number):
    answer = session.get(given["url"], timeout=30)
    answer.raise_for_status()
    return answer.json()

started = time.monotonic()
with ThreadPoolExecutor(given["threads"]) as pool:
    answers = list(pool.map(call, range(given["calls"])))
seconds = time.monotonic() - started
(peak,) = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM:")]
print(seconds, int(peak) * 1024)
"""


def measure(stage: Stage, rounds: int) -> list[Table]:
    """Task and pool in turn, ``rounds`` times for each size."""
    _run(stage, 1)
    bearer = stage.simulator.journal(path="/api/orgs")[0]["headers"]["authorization"]
    task: dict[int, list[Ran]] = {size: [] for size in SIZES}
    pool: dict[int, list[tuple[float, int]]] = {size: [] for size in COMPARED}
    for size in SIZES:
        for _round in range(rounds):
            task[size].append(_run(stage, size))
            if size in COMPARED:
                pool[size].append(_pool(stage, bearer.partition(" ")[2], size))
    assert all(ran.calls == size for size, measured in task.items() for ran in measured)
    return [_compared(task, pool), _growth(task)]


def _run(stage: Stage, calls: int) -> Ran:
    """A task of that many calls; their list is given as a variable."""
    task = {
        "name": "Calls",
        "apiops.platforms.apic_invoke": {"calls": "{{ calls }}", "concurrency": THREADS},
    }
    return stage.run([task], calls=[{"name": str(number), "path": "/orgs"} for number in range(calls)])


def _pool(stage: Stage, token: str, calls: int) -> tuple[float, int]:
    """Seconds that the same calls take a bare pool, and the size of its process in bytes."""
    description = stage.simulator.description
    given = {
        "url": description["apic"]["url"] + "/api/orgs",
        "ca_path": description["ca_path"],
        "token": token,
        "threads": THREADS,
        "calls": calls,
    }
    ran = subprocess.run(
        [sys.executable, "-c", _POOL], input=json.dumps(given), capture_output=True, text=True, check=True
    )
    seconds, peak = ran.stdout.split()
    return float(seconds), int(peak)


def _compared(task: dict[int, list[Ran]], pool: dict[int, list[tuple[float, int]]]) -> Table:
    rows: list[tuple[str, ...]] = []
    conclusions = []
    for size in COMPARED:
        ours, bare = [ran.task for ran in task[size]], [seconds for seconds, _peak in pool[size]]
        share = ratio(bare, ours)
        rows += [
            (f"{size} calls in one task", spread(ours), megabytes([ran.peak for ran in task[size]])),
            (f"{size} by a bare pool", spread(bare), megabytes([peak for _seconds, peak in pool[size]])),
        ]
        conclusions.append(_share_of(size, share))
    about = f"``calls`` with ``concurrency: {THREADS}``, against {THREADS} threads of bare ``requests``."
    return Table("Many calls in one task", about, ("", "seconds", "largest process, MB"), rows, conclusions)


def _share_of(size: int, share: float) -> Conclusion:
    text = f"{size} calls: {share:.0%} of the pool's rate"
    if size != GOAL_AT:
        return Conclusion(text)
    return Conclusion(f"{text} (goal: {LEAST_SHARE:.0%})", share >= LEAST_SHARE)


def _growth(task: dict[int, list[Ran]]) -> Table:
    small, large = SIZES[-2:]
    cost = {size: statistics.median(ran.task for ran in task[size]) / size * 1000 for size in SIZES}
    grown = cost[large] / cost[small]
    return Table(
        "Growth",
        "The same task with more and more calls.",
        ("calls", "seconds", "ms a call", "largest process, MB"),
        [
            (
                str(size),
                spread([ran.task for ran in task[size]]),
                f"{cost[size]:.2f}",
                megabytes([ran.peak for ran in task[size]]),
            )
            for size in SIZES
        ],
        [
            Conclusion(
                f"one of {large} calls costs {grown:.2f} times one of {small} (goal: at most {MOST_GROWTH})",
                grown <= MOST_GROWTH,
            )
        ],
    )

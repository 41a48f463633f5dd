# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""1,000 calls in one task, eight at once, against a bare pool of eight threads with `requests`.

Both make the same calls in turn, each run in a process of its own. Timed is what makes the calls: the task,
from its start in the worker to its end, its token included; and the pool, from the first call to the last.
Ends with 1 if the task makes calls at less than 70 % of the pool's rate.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.machine import machine
from tests.integration.plays import Play
from tests.playbook import variables_of
from tests.simulator.client import Simulator

CALLS = 1000
THREADS = 8
LEAST_SHARE = 0.7

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
print(time.monotonic() - started)
"""

_TASK: dict[str, Any] = {
    "name": "Calls",
    "apiops.platforms.apic_invoke": {
        "url": "{{ simulator.apic.url }}",
        "username": "{{ simulator.apic.username }}",
        "password": "{{ simulator.apic.password }}",
        "client_id": "{{ simulator.apic.client_id }}",
        "client_secret": "{{ simulator.apic.client_secret }}",
        "ca_path": "{{ apiops_ca_path }}",
        "calls": "{{ calls }}",
        "concurrency": THREADS,
    },
}


def task_seconds(play: Play, simulator: Simulator, calls: int) -> float:
    """The duration of one task that makes all calls; RuntimeError if not each was answered once."""
    simulator.clear_journal()
    named = [{"name": str(number), "path": "/orgs"} for number in range(calls)]
    ran = play(
        [{"hosts": "all", "gather_facts": False, "tasks": [_TASK]}],
        extra_vars={**variables_of(simulator.description), "calls": named},
    )
    answered = len(simulator.journal(path="/api/orgs"))
    if ran.rc or answered != calls:
        raise RuntimeError(f"{answered} of {calls} calls answered\n{ran.output[-2000:]}")
    return ran.of("Calls").seconds


def pool_seconds(simulator: Simulator, token: str, calls: int) -> float:
    """The duration of the same calls by a bare pool."""
    description = simulator.description
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
    return float(ran.stdout)


def main() -> int:
    """Measures, prints the medians, and returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.batch")
    parser.add_argument("--rounds", type=int, default=5, help="measured rounds after the warm-up (default 5)")
    rounds = parser.parse_args().rounds
    task: list[float] = []
    pool: list[float] = []
    with tempfile.TemporaryDirectory(prefix="apiops-bench-") as directory, Simulator.start() as simulator:
        play = Play(Path(directory))
        task_seconds(play, simulator, 10)
        bearer = simulator.journal(path="/api/orgs")[0]["headers"]["authorization"]
        for _round in range(rounds):
            task.append(task_seconds(play, simulator, CALLS))
            pool.append(pool_seconds(simulator, bearer.partition(" ")[2], CALLS))
    share = statistics.median(one / other for one, other in zip(pool, task, strict=True))
    print(f"{CALLS} calls, {THREADS} at once, median of {rounds} runs (least to most), in seconds:")
    for name, seconds in (("one task", task), ("bare pool", pool)):
        print(f"  {name:<10} {statistics.median(seconds):6.2f}  ({min(seconds):.2f} to {max(seconds):.2f})")
    print(f"The task makes calls at {share:.0%} of the pool's rate (wanted: {LEAST_SHARE:.0%}).")
    print(machine())
    return 0 if share >= LEAST_SHARE else 1


if __name__ == "__main__":
    sys.exit(main())

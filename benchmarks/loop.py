# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`make bench`: a loop of 40 calls by apic_invoke and by ansible.builtin.uri, with debug as the floor.

Every run is an ansible-playbook process of its own, the contenders in turn. Timed are the loop alone, from
the start of its task to the end, and the whole process with Ansible's own start-up, which no module can make
shorter. Ends with 1 if the loop of apic_invoke, its token included, takes more than a twentieth of uri's.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.machine import machine
from tests.integration.plays import Play
from tests.playbook import variables_of
from tests.simulator.client import Simulator

CALLS = 40
LEAST_RATIO = 20

Task = Mapping[str, Any]

_LOOP = "{{ range(%d) | list }}" % CALLS

_INVOKE: Task = {
    "name": "Call with the token obtained inside",
    "apiops.platforms.apic_invoke": {
        "url": "{{ simulator.apic.url }}",
        "username": "{{ simulator.apic.username }}",
        "password": "{{ simulator.apic.password }}",
        "client_id": "{{ simulator.apic.client_id }}",
        "client_secret": "{{ simulator.apic.client_secret }}",
        "realm": "{{ simulator.apic.realm }}",
        "ca_path": "{{ apiops_ca_path }}",
        "path": "/orgs",
    },
    "loop": _LOOP,
}

_URI_TOKEN: Task = {
    "name": "Ask for a token",
    "ansible.builtin.uri": {
        "url": "{{ simulator.apic.url }}/api/token",
        "method": "POST",
        "body_format": "json",
        "body": {
            "grant_type": "password",
            "realm": "{{ simulator.apic.realm }}",
            "username": "{{ simulator.apic.username }}",
            "password": "{{ simulator.apic.password }}",
            "client_id": "{{ simulator.apic.client_id }}",
            "client_secret": "{{ simulator.apic.client_secret }}",
        },
        "headers": {"Accept": "application/json"},
        "ca_path": "{{ apiops_ca_path }}",
    },
    "register": "answer",
}

_URI: Task = {
    "name": "Call with that token",
    "ansible.builtin.uri": {
        "url": "{{ simulator.apic.url }}/api/orgs",
        "headers": {"Accept": "application/json", "Authorization": "Bearer {{ answer.json.access_token }}"},
        "ca_path": "{{ apiops_ca_path }}",
    },
    "loop": _LOOP,
}

_DEBUG: Task = {
    "name": "Do nothing",
    "ansible.builtin.debug": {"msg": "{{ item }}"},
    "loop": _LOOP,
}


@dataclass(frozen=True)
class Contender:
    """What is timed: its tasks, of which the last is the loop, and how many calls must be answered."""

    name: str
    tasks: tuple[Task, ...]
    calls: int


INVOKE = Contender("apic_invoke", (_INVOKE,), CALLS)
URI = Contender("uri", (_URI_TOKEN, _URI), CALLS)
DEBUG = Contender("debug", (_DEBUG,), 0)
CONTENDERS = (INVOKE, URI, DEBUG)


@dataclass
class Times:
    """Seconds of the loop task and of the whole process, run by run."""

    loop: list[float] = field(default_factory=list)
    process: list[float] = field(default_factory=list)


def measure(contender: Contender, play: Play, simulator: Simulator, times: Times) -> None:
    """One run; RuntimeError if it fails or the platform did not answer all its calls."""
    simulator.clear_journal()
    started = time.perf_counter()
    ran = play(
        [{"hosts": "all", "gather_facts": False, "tasks": list(contender.tasks)}],
        extra_vars=variables_of(simulator.description),
    )
    times.process.append(time.perf_counter() - started)
    journal = simulator.journal(platform="apic", method="GET", path="/api/orgs")
    answered = sum(entry["status"] == 200 for entry in journal)
    if ran.rc or answered != contender.calls:
        raise RuntimeError(f"{contender.name}: {answered} calls answered\n{ran.output}")
    times.loop.append(ran.of(contender.tasks[-1]["name"]).seconds)


def main() -> int:
    """Measures, prints the medians, and returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.loop")
    parser.add_argument("--rounds", type=int, default=5, help="measured rounds after the warm-up (default 5)")
    rounds = parser.parse_args().rounds
    measured = {contender.name: Times() for contender in CONTENDERS}
    with tempfile.TemporaryDirectory(prefix="apiops-bench-") as directory, Simulator.start() as simulator:
        play = Play(Path(directory))
        for contender in CONTENDERS:
            # Writes the bytecode that every later run finds.
            measure(contender, play, simulator, Times())
        for _round in range(rounds):
            for contender in CONTENDERS:
                measure(contender, play, simulator, measured[contender.name])
    return _report(measured, rounds)


def _report(measured: Mapping[str, Times], rounds: int) -> int:
    loop = {name: statistics.median(times.loop) for name, times in measured.items()}
    process = {name: statistics.median(times.process) for name, times in measured.items()}
    ratio = loop[URI.name] / loop[INVOKE.name]
    print(f"A loop of {CALLS} calls, median of {rounds} runs (least to most), in seconds:")
    print(f"  {'':<12} {'the loop':<24} the whole ansible-playbook")
    for name, times in measured.items():
        print(f"  {name:<12} {_spread(times.loop):<24} {_spread(times.process)}")
    print(f"The loop of uri takes {ratio:.0f} times as long as that of apic_invoke (wanted: {LEAST_RATIO}),")
    print(f"the whole ansible-playbook {process[URI.name] / process[INVOKE.name]:.1f} times.")
    print(machine())
    return 0 if ratio >= LEAST_RATIO else 1


def _spread(seconds: list[float]) -> str:
    return f"{statistics.median(seconds):6.2f}  ({min(seconds):.2f} to {max(seconds):.2f})"


if __name__ == "__main__":
    sys.exit(main())

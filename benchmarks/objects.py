# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""(g) Objects that are as declared, in one task, against a GET and a PUT of each, and a loop of `uri`.

The vendor's tool makes a GET and a PUT of each; here a bare script with `requests` does. Another one, which
only fetches the lists, sets the goal. A sample pack shows the same for documents of many kinds.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from benchmarks import pack
from benchmarks.contenders import CA
from benchmarks.report import Conclusion, Table, megabytes, spread
from benchmarks.stage import Ran, Stage

SIZES = (200, 1000)
LOOPED = 200
LEAST_SHARE = 0.7
MOST_EACH = 0.002
MOST_MEMORY = 150e6
PER_MINUTE = 25
_PAGE = 100
_PATH = "/apis/catalog/v1/categories"
_COLUMNS = ("", "requests", "seconds", "largest process, MB", "minutes")

# One after the other, as the tool works; `lists` only fetches what is there.
_BARE = """
import json, sys, time
import requests

given = json.load(sys.stdin)
session = requests.Session()
session.trust_env = False
session.verify = given["ca_path"]
session.headers["Authorization"] = "Bearer " + given["token"]

def ask(method, path, **how):
    answer = session.request(method, given["url"] + path, timeout=30, **how)
    answer.raise_for_status()
    return answer.json()

started = time.monotonic()
for method, path, body in given["requests"]:
    ask(method, path, json=body)
seconds = time.monotonic() - started
(peak,) = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM:")]
print(seconds, int(peak) * 1024)
"""


@dataclass(frozen=True)
class Measured:
    """What one contender took: seconds, bytes of its largest process, requests."""

    seconds: list[float]
    peaks: list[int]
    requests: int

    def row(self, name: str) -> tuple[str, ...]:
        """The row of a table."""
        minutes = f"{self.requests / PER_MINUTE:.1f}"
        return name, str(self.requests), spread(self.seconds), megabytes(self.peaks), minutes


def measure(stage: Stage, rounds: int) -> list[Table]:
    """The contenders in turn, ``rounds`` times for each number of objects."""
    return [*(_table(stage, size, rounds) for size in SIZES), _pack(stage, rounds)]


def _pack(stage: Stage, rounds: int) -> Table:
    """A sample pack: applied to an empty organization, applied again, and as the vendor's tool does it."""
    wanted = pack.documents()
    tool_requests = [
        # What is there by now.
        ("PUT" if method == "WRITE" else method, path, body)
        for document in wanted
        for method, path, body in pack.requests_of(document)
    ]
    first, again, tool = [], [], []
    for _round in range(rounds):
        stage.simulator.reset()
        first.append(_apply(stage, wanted))
        bearer = bearer_of(stage, "axway_central")
        again.append(_apply(stage, wanted))
        tool.append(_bare(stage, bearer, tool_requests))
    made, left = (
        Measured([ran.task for ran in runs], [ran.peak for ran in runs], runs[-1].calls)
        for runs in (first, again)
    )
    each = Measured([ran[0] for ran in tool], [ran[1] for ran in tool], len(tool_requests))
    kinds = {document["kind"] for document in wanted}
    about = (
        f"{len(wanted)} documents of {len(kinds)} kinds, from stages to a published product, such as those "
        "of the vendor's own sample. The vendor's tool makes a GET and a PUT of each, and a PUT of each "
        "subresource, every time; the first time here each object is read again after it was written. "
        f"The last column is how many minutes the requests take at {PER_MINUTE} a minute."
    )
    goal = each.requests // 3
    return Table(
        "A sample pack",
        about,
        _COLUMNS,
        [
            made.row("one task, nothing is there"),
            left.row("one task, all is there"),
            each.row("bare: a GET and the PUTs of each"),
        ],
        [
            Conclusion(
                f"a second run makes {left.requests} requests (goal: a third of the tool's, {goal}), which "
                f"take {left.requests / PER_MINUTE:.1f} minutes and not {each.requests / PER_MINUTE:.1f}",
                left.requests <= goal,
            )
        ],
    )


def _table(stage: Stage, size: int, rounds: int) -> Table:
    objects = [_object(number) for number in range(size)]
    _apply(stage, objects, concurrency=8)
    bearer = bearer_of(stage, "axway_central")
    ours, lists, tool, loop = [], [], [], []
    for number in range(rounds):
        ours.append(_apply(stage, objects))
        lists.append(_bare(stage, bearer, _lists(size)))
        tool.append(_bare(stage, bearer, _each(objects)))
        # It takes half a second for each of them.
        if size == LOOPED and number == 0:
            loop.append(_loop(stage, bearer, objects))
    task = Measured([ran.task for ran in ours], [ran.peak for ran in ours], ours[-1].calls)
    bare = Measured([each[0] for each in lists], [each[1] for each in lists], size // _PAGE)
    each = Measured([each[0] for each in tool], [each[1] for each in tool], 2 * size)
    rows = [
        task.row("one task"),
        bare.row("bare: the lists alone"),
        each.row("bare: a GET and a PUT of each"),
    ]
    if loop:
        rows.append(
            Measured([loop[0].task], [loop[0].peak], loop[0].calls).row("a loop of uri: a GET of each")
        )
    about = (
        f"{size} objects of Axway Central that are as declared. The last column is how many minutes the "
        f"requests take at {PER_MINUTE} a minute, which the vendor documents as the limit."
    )
    return Table(f"{size} objects as declared", about, _COLUMNS, rows, _conclusions(size, task, bare))


def _conclusions(size: int, task: Measured, bare: Measured) -> list[Conclusion]:
    seconds = statistics.median(task.seconds)
    most = statistics.median(bare.seconds) / LEAST_SHARE + MOST_EACH * size
    peak = max(task.peaks)
    return [
        Conclusion(
            f"{task.requests} requests, {seconds:.2f} s (goal: {most:.2f} s, which is the lists' time by "
            f"{LEAST_SHARE} and {MOST_EACH * 1000:.0f} ms an object)",
            seconds <= most and task.requests == bare.requests,
        ),
        Conclusion(f"{peak / 1e6:.0f} MB (goal: below {MOST_MEMORY / 1e6:.0f} MB)", peak < MOST_MEMORY),
    ]


def _object(number: int) -> dict[str, Any]:
    return {
        "kind": "Category",
        "name": f"category-{number}",
        "title": f"Category {number}",
        "tags": ["benchmark", str(number % 7)],
        "attributes": {"number": str(number)},
        "spec": {"description": f"The category of number {number}."},
    }


def _apply(stage: Stage, objects: list[dict[str, Any]], concurrency: int = 1) -> Ran:
    task = {
        "name": "Have the objects",
        "apiops.platforms.axway_resource": {"resources": "{{ objects }}", "concurrency": concurrency},
    }
    return stage.run([task], objects=objects)


def bearer_of(stage: Stage, listener: str) -> str:
    """The token that the last run called a platform with."""
    entry = stage.simulator.journal(listener=listener)[-1]
    return str(entry["headers"]["authorization"]).partition(" ")[2]


def _bare(stage: Stage, bearer: str, requests: list[tuple[str, str, Any]]) -> tuple[float, int]:
    return bare(stage, stage.simulator.description["axway"]["central_url"], bearer, requests)


def bare(stage: Stage, url: str, bearer: str, requests: list[tuple[str, str, Any]]) -> tuple[float, int]:
    """Seconds and bytes that a bare script takes for the requests."""
    given = {
        "url": url,
        "ca_path": stage.simulator.description["ca_path"],
        "token": bearer,
        "requests": requests,
    }
    ran = subprocess.run(
        [sys.executable, "-c", _BARE], input=json.dumps(given), capture_output=True, text=True, check=True
    )
    seconds, peak = ran.stdout.split()
    return float(seconds), int(peak)


def _lists(size: int) -> list[tuple[str, str, Any]]:
    pages = range(1, size // _PAGE + 1)
    return [("GET", f"{_PATH}?page={page}&pageSize={_PAGE}", None) for page in pages]


def _each(objects: list[dict[str, Any]]) -> list[tuple[str, str, Any]]:
    return [
        (method, f"{_PATH}/{wanted['name']}", wanted if method == "PUT" else None)
        for wanted in objects
        for method in ("GET", "PUT")
    ]


def _loop(stage: Stage, bearer: str, objects: list[dict[str, Any]]) -> Ran:
    task = {
        "name": "Look at each",
        "ansible.builtin.uri": {
            "url": "{{ simulator.axway.central_url }}" + _PATH + "/{{ item.name }}",
            "headers": {"Authorization": f"Bearer {bearer}"},
            "ca_path": CA,
        },
        "loop": "{{ objects }}",
        "loop_control": {"label": "{{ item.name }}"},
    }
    return stage.run([task], objects=objects)

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""(g) Objects that are as declared, in one task, against a GET and a PUT of each, and a loop of `uri`.

The vendor's tool makes a GET and a PUT of each; here a bare script with `requests` does. Another one, which
only fetches the lists, sets the goal.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

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
if given["lists"]:
    for page in range(1, given["pages"] + 1):
        ask("GET", "", params={"page": page, "pageSize": given["page_size"]})
else:
    for wanted in given["objects"]:
        ask("GET", "/" + wanted["name"])
        ask("PUT", "/" + wanted["name"], json=wanted)
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
    return [_table(stage, size, rounds) for size in SIZES]


def _table(stage: Stage, size: int, rounds: int) -> Table:
    objects = [_object(number) for number in range(size)]
    _apply(stage, objects, concurrency=8)
    bearer = _bearer(stage)
    ours, lists, tool, loop = [], [], [], []
    for number in range(rounds):
        ours.append(_apply(stage, objects))
        lists.append(_bare(stage, bearer, objects, lists=True))
        tool.append(_bare(stage, bearer, objects, lists=False))
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
    columns = ("", "requests", "seconds", "largest process, MB", "minutes")
    return Table(f"{size} objects as declared", about, columns, rows, _conclusions(size, task, bare))


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


def _bearer(stage: Stage) -> str:
    entry = stage.simulator.journal(listener="axway_central")[0]
    return str(entry["headers"]["authorization"]).partition(" ")[2]


def _bare(stage: Stage, bearer: str, objects: list[dict[str, Any]], *, lists: bool) -> tuple[float, int]:
    description = stage.simulator.description
    given = {
        "url": description["axway"]["central_url"] + _PATH,
        "ca_path": description["ca_path"],
        "token": bearer,
        "lists": lists,
        "pages": len(objects) // _PAGE,
        "page_size": _PAGE,
        "objects": objects,
    }
    ran = subprocess.run(
        [sys.executable, "-c", _BARE], input=json.dumps(given), capture_output=True, text=True, check=True
    )
    seconds, peak = ran.stdout.split()
    return float(seconds), int(peak)


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

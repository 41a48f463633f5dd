# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""(h) Objects of API Connect that are as declared, in one task, against a bare GET of each."""

from __future__ import annotations

import json
import statistics
from typing import Any

from benchmarks.objects import MOST_MEMORY, Measured, bare, bearer_of
from benchmarks.report import Conclusion, Table
from benchmarks.stage import Ran, Stage
from tests.simulator.apic_login import ORGANIZATION

SIZE = 500
_CATALOGS = 10
_COLUMNS = ("", "requests", "seconds", "largest process, MB")
_ORG = {"org": ORGANIZATION}
_REGISTRY = {**_ORG, "user_registry": "people"}

Item = dict[str, Any]


def measure(stage: Stage, rounds: int, size: int = SIZE) -> list[Table]:
    """The contenders in turn, ``rounds`` times."""
    _prepare(stage)
    objects = _objects(size)
    _apply(stage, objects, concurrency=8)
    bearer = bearer_of(stage, "apic")
    ours, each = [], []
    for _round in range(rounds):
        ours.append(_apply(stage, objects))
        each.append(bare(stage, stage.simulator.description["apic"]["url"] + "/api", bearer, _reads(objects)))
    task = Measured([ran.task for ran in ours], [ran.peak for ran in ours], ours[-1].calls)
    gets = Measured([ran[0] for ran in each], [ran[1] for ran in each], len(objects))
    about = (
        f"{len(objects)} objects of API Connect that are as declared: the settings of {_CATALOGS} catalogs, "
        "applications, and a subscription of each. The module lists applications by their consumer "
        "organization; a subscription is alone in its application."
    )
    return [
        Table(
            f"{len(objects)} objects of API Connect as declared",
            about,
            _COLUMNS,
            [task.row("one task")[:4], gets.row("bare: a GET of each")[:4]],
            _conclusions(task, gets),
        )
    ]


def _conclusions(task: Measured, gets: Measured) -> list[Conclusion]:
    seconds, bare_seconds = statistics.median(task.seconds), statistics.median(gets.seconds)
    peak = max(task.peaks)
    return [
        Conclusion(
            f"{task.requests} requests in {seconds:.2f} s, where a GET of each makes {gets.requests} in "
            f"{bare_seconds:.2f} s (goal: no more requests)",
            task.requests <= gets.requests,
        ),
        Conclusion(f"{peak / 1e6:.0f} MB (goal: below {MOST_MEMORY / 1e6:.0f} MB)", peak < MOST_MEMORY),
    ]


def _catalog(number: int) -> Item:
    return {**_ORG, "catalog": f"catalog-{number}"}


def _prepare(stage: Stage) -> None:
    """Catalogs with a consumer organization and a published product each."""
    objects: list[Item] = [
        {"kind": "user_registry", "parent": _ORG, "name": "people",
         "spec": {"integration": "lur", "registry_type": "lur"}},
        {"kind": "user", "parent": _REGISTRY, "name": "steve", "spec": {"email": "steve@example.com"}},
    ]  # fmt: skip
    for number in range(_CATALOGS):
        place = _catalog(number)
        objects += [
            {"kind": "catalog", "parent": _ORG, "name": place["catalog"]},
            {"kind": "configured_catalog_user_registry", "parent": place, "name": "people"},
            {"kind": "consumer_org", "parent": place, "name": "partners", "spec": {"owner": "steve"}},
        ]
    _apply(stage, objects)
    info = {"name": "pets", "title": "Pets", "version": "1.0.0"}
    api = {"openapi": "3.0.0", "info": {**info, "x-ibm-name": "pets"}, "paths": {}}
    product = {"product": "1.0.0", "info": info, "plans": {"gold": {"title": "Gold"}}}
    parts = {
        name: {"filename": f"{name}.json", "content": json.dumps(content)}
        for name, content in (("product", product), ("openapi", api))
    }
    publish = {
        "name": "Publish a product in each catalog",
        "apiops.platforms.apic_invoke": {
            "calls": [
                {
                    "name": f"{number}",
                    "method": "POST",
                    "path": f"/catalogs/{ORGANIZATION}/catalog-{number}/publish",
                    "body_format": "multipart",
                    "body": "{{ parts }}",
                }
                for number in range(_CATALOGS)
            ],
        },
    }
    stage.run([publish], parts=parts)


def _objects(size: int) -> list[Item]:
    """Settings of each catalog, then as many applications as subscriptions."""
    objects: list[Item] = [
        {"kind": "catalog_settings", "parent": _catalog(number), "spec": {"task_self_approval": True}}
        for number in range(_CATALOGS)
    ]
    subscriptions: list[Item] = []
    for number in range((size - _CATALOGS) // 2):
        place = {**_catalog(number % _CATALOGS), "consumer_org": "partners"}
        name = f"app-{number}"
        objects.append({"kind": "app", "parent": place, "name": name, "spec": {"title": f"App {number}"}})
        spec = {"product": "pets:1.0.0", "plan": "gold"}
        subscriptions.append({"kind": "subscription", "parent": {**place, "app": name}, "spec": spec})
    return [*objects, *subscriptions]


def _reads(objects: list[Item]) -> list[tuple[str, str, Any]]:
    """A GET of each; the subscription of an application is found in its list."""
    paths = []
    for wanted in objects:
        parent = wanted["parent"]
        if wanted["kind"] == "catalog_settings":
            paths.append(f"/catalogs/{parent['org']}/{parent['catalog']}/settings")
            continue
        app = parent.get("app", wanted.get("name"))
        path = f"/apps/{parent['org']}/{parent['catalog']}/{parent['consumer_org']}/{app}"
        paths.append(path + ("/subscriptions" if wanted["kind"] == "subscription" else ""))
    return [("GET", path, None) for path in paths]


def _apply(stage: Stage, objects: list[Item], concurrency: int = 1) -> Ran:
    options = {"resources": "{{ objects }}", "concurrency": concurrency}
    task = {"name": "Have the objects", "apiops.platforms.apic_resource": options}
    return stage.run([task], objects=objects)

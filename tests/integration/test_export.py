# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole platforms exported to files by playbooks, in process and on the target, and applied from there."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from tests.integration.platforms import run
from tests.integration.plays import Play, PlayRun
from tests.leaks import leaked, secrets_of, tokens_of
from tests.operations.conftest import Run
from tests.operations.full import ALL, made
from tests.simulator.client import Simulator

PLATFORMS = sorted(ALL)
_EXPORT = """
    - name: {platform} exported
      apiops.platforms.{platform}_export: {{dest: "{directory}/{platform}"}}
"""
_APPLY = """
    - name: {platform} applied
      apiops.platforms.{platform}_resource: {{src: "{directory}/{platform}", order: dependency}}
"""


def tasks(directory: Path, *texts: str) -> str:
    """The tasks for every platform."""
    return "".join(text.format(platform=name, directory=directory) for text in texts for name in PLATFORMS)


@pytest.fixture
def full(fresh_simulator: Simulator) -> Simulator:
    """A simulator with an object of every kind on each platform."""
    for platform in PLATFORMS:
        made(Run(fresh_simulator), platform)
    fresh_simulator.clear_journal()
    return fresh_simulator


def contents(directory: Path) -> dict[str, tuple[bytes, int]]:
    """What is in the files, and when they were written."""
    return {
        str(path.relative_to(directory)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in directory.rglob("*")
        if path.is_file()
    }


_NO_WRITE = "/(token|verify-client-secret|validate|GetObjectByName)$"


def writes(simulator: Simulator) -> list[str]:
    """What was asked besides reads and logins."""
    return [
        f"{each['method']} {each['path']}"
        for each in simulator.journal()
        if each["method"] != "GET" and not re.search(_NO_WRITE, each["path"])
    ]


def result(ran: PlayRun, task: str) -> dict[str, Any]:
    """The result of a task of a run that must not fail."""
    assert ran.rc == 0, ran.output
    return ran.of(task).result


@pytest.mark.first_and_last_core
@pytest.mark.usefixtures("execution")
def test_whole_platforms_exported_and_applied_change_nothing(
    play: Play, full: Simulator, tmp_path: Path
) -> None:
    directory = tmp_path / "platforms"
    predicted = run(play, full, tasks(directory, _EXPORT), check=True, diff=True)
    assert not directory.exists()
    ran = run(play, full, tasks(directory, _EXPORT, _APPLY), diff=True, verbosity=3)
    before = contents(directory)
    for platform in PLATFORMS:
        exported, applied = (result(ran, f"{platform} {word}") for word in ("exported", "applied"))
        assert exported["changed"]
        assert exported["summary"] == result(predicted, f"{platform} exported")["summary"]
        assert exported["files"] == result(predicted, f"{platform} exported")["files"]
        assert exported["summary"]["created"] == len(exported["files"]) > 15
        assert {action for action, number in applied["summary"].items() if number} == {"unchanged"}
        assert len(applied["resources"]) == len(exported["files"]) - 1
        assert not applied["changed"]
    assert writes(full) == []
    again = run(play, full, tasks(directory, _EXPORT))
    assert not any(each.changed for each in again.results), again.output
    assert contents(directory) == before
    mode = 0o666 & ~_umask()
    assert {path.stat().st_mode & 0o777 for path in directory.rglob("*") if path.is_file()} == {mode}
    text = "".join(content.decode() for content, _time in before.values())
    secrets = {**secrets_of(full.description), **tokens_of(full.journal())}
    assert leaked(text + ran.output + json.dumps([each.result for each in ran.results]), secrets) == []
    assert not re.search("s3cr3t|pr1vate", text + ran.output)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@pytest.mark.same_on_every_core
def test_an_export_writes_what_differs_and_removes_what_is_gone_if_asked(
    play: Play, fresh_simulator: Simulator, tmp_path: Path
) -> None:
    """A read that fails in the middle writes nothing. Files that are no part of an export are left alone."""
    made(Run(fresh_simulator), "apic")
    directory = tmp_path / "apic"
    export = f"""
    - name: Exported
      apiops.platforms.apic_export: {{dest: "{directory}"}}
    """
    assert run(play, fresh_simulator, export).rc == 0
    catalog = next(directory.glob("org/*/catalog/thing.yml"))
    own = directory / "notes" / "mine.yml"
    own.parent.mkdir()
    own.write_text("kind: nothing\n", encoding="utf-8")
    catalog.write_text("# commented\n" + catalog.read_text(encoding="utf-8"), encoding="utf-8")
    catalog.chmod(0o600)
    gone = catalog.parent / "old"
    (gone / "app").mkdir(parents=True)
    organization = gone.parent.parent.name
    parent = f"parent: {{org: {organization}, catalog: old}}\n"
    gone.with_suffix(".yml").write_text(
        f"kind: catalog\nparent: {{org: {organization}}}\nname: old\n", encoding="utf-8"
    )
    (gone / "app" / "x.yml").write_text(f"kind: app\n{parent}name: x\n", encoding="utf-8")
    role = next(directory.glob("org/*/role/thing.yml"))
    role.write_text("kind: role\n", encoding="utf-8")
    role.chmod(0o600)
    before = contents(directory)

    fresh_simulator.fault(kind="status", status=500, path=".*/apps", times=None)
    failed = run(play, fresh_simulator, export.replace("dest:", "retries: 0, dest:"))
    fresh_simulator.clear_faults()
    assert failed.rc != 0
    assert "nothing is exported, since not everything could be read" in failed.output
    assert contents(directory) == before

    told = result(run(play, fresh_simulator, export, diff=True), "Exported")
    parts = {each["path"]: each["action"] for each in told["files"] if each["action"] != "unchanged"}
    old = str(gone.relative_to(directory))
    assert parts == {
        str(role.relative_to(directory)): "updated",
        f"{old}.yml": "gone",
        f"{old}/app/x.yml": "gone",
    }
    assert [each["after_header"] for each in told["diff"]] == [str(role.relative_to(directory))]
    assert role.stat().st_mode & 0o777 == 0o600
    assert catalog.read_text(encoding="utf-8").startswith("# commented")

    partial = export.replace("dest:", "kinds: [role], prune: delete, dest:")
    assert not result(run(play, fresh_simulator, partial), "Exported")["changed"]
    pruned = result(run(play, fresh_simulator, export.replace("dest:", "prune: delete, dest:")), "Exported")
    assert pruned["summary"]["deleted"] == 2
    assert not gone.exists()
    assert not gone.with_suffix(".yml").exists()
    assert own.exists()
    os.replace(catalog, directory.parent / "kept")
    refused = run(play, fresh_simulator, export.replace(str(directory), str(directory.parent / "kept")))
    assert "is not a directory" in refused.output


def test_variables_fill_in_secrets_and_unsafe_texts_stay(
    play: Play, fresh_simulator: Simulator, tmp_path: Path
) -> None:
    """A secret that is given is sent where the object is new."""
    own = Run(fresh_simulator)
    parent = {"kind": "Environment", "name": "live"}
    hook = {
        "kind": "Webhook",
        "parent": parent,
        "name": "hook",
        "spec": {"url": "https://x.example.com/{{ id }}", "headers": {"Authorization": "s3cr3t"}},
    }
    own("axway_resource", resources=[parent, hook])
    export = f"""
    - apiops.platforms.axway_export: {{dest: "{tmp_path}/axway", parent: {parent}}}
    - name: Deleted
      apiops.platforms.axway_resource: {{src: "{tmp_path}/axway", state: absent, order: dependency}}
    - name: Applied
      apiops.platforms.axway_resource: {{src: "{tmp_path}/axway", order: dependency}}
      vars: {{axway_live_webhook_hook_headers_authorization: n3w-s3cr3t}}
    """
    assert result(run(play, fresh_simulator, export), "Applied")["summary"]["created"] == 2
    posted = [
        each for each in fresh_simulator.journal() if each["method"] == "POST" and "webhooks" in each["path"]
    ]
    assert json.loads(posted[-1]["body"])["spec"] == {
        "url": "https://x.example.com/{{ id }}",
        "headers": {"Authorization": "n3w-s3cr3t"},
    }

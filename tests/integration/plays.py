# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Running a playbook in a test, with the result of every task."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.playbook import ANSIBLE_PLAYBOOK, CHECKOUT, LOCALHOST, environment, write_private

# For a test that takes long: in process on every ansible-core, on the target on the first and the last.
LONG_ON_THE_TARGET = pytest.mark.parametrize(
    "execution",
    ["in process", pytest.param("on the target", marks=pytest.mark.first_and_last_core)],
    indirect=True,
)

_CALLBACKS = Path(__file__).parent / "plugins" / "callback"

# Seconds after which a run is killed.
_TIME_LIMIT = 400


@dataclass(frozen=True)
class TaskResult:
    """What became of one task on one host.

    ``status`` is ``ok``, ``failed``, ``ignored``, ``skipped`` or ``unreachable``; ``result`` is what a
    ``register`` would hold, a loop's items under ``results``. Where the task or its plugin said no_log,
    ansible-core gives callbacks a censored result: a test that needs such a value registers it and asserts
    in a later task. ``seconds`` run from the start of the task in its worker.
    """

    task: str
    action: str
    host: str
    status: str
    changed: bool
    seconds: float
    result: dict[str, Any]

    @property
    def items(self) -> list[dict[str, Any]]:
        """The result of each item of a loop."""
        return list(self.result["results"])


@dataclass(frozen=True)
class PlayRun:
    """A finished ansible-playbook: its exit code, what it printed, and the results in order of arrival."""

    rc: int
    stdout: str
    stderr: str
    results: list[TaskResult]

    @property
    def output(self) -> str:
        """All that was printed: for searching, and as the message of an assertion."""
        return self.stdout + self.stderr

    def of(self, task: str, host: str | None = None) -> TaskResult:
        """The only result of the task of that name, on that host; LookupError if it is not exactly one."""
        found = [each for each in self.results if each.task == task and host in (None, each.host)]
        if len(found) != 1:
            raise LookupError(f"{len(found)} results of task {task!r}\n{self.output}")
        return found[0]


@dataclass
class Play:
    """Runs playbooks in directories of their own below ``directory``.

    ``variables`` are given to every run; ``launcher`` is a command that starts the one it is given.
    """

    directory: Path
    variables: dict[str, Any] = field(default_factory=dict)
    launcher: tuple[str, ...] = ()

    def __call__(
        self,
        playbook: Sequence[Mapping[str, Any]] | str,
        *arguments: str,
        extra_vars: Mapping[str, Any] | None = None,
        env: Mapping[str, str] | None = None,
        inventory: Mapping[str, Any] | None = None,
        beside: Mapping[str, str] | None = None,
        verbosity: int = 0,
        forks: int | None = None,
        check: bool = False,
        diff: bool = False,
    ) -> PlayRun:
        """Runs a playbook, given as plays or as YAML text, and waits for its end.

        ``arguments`` are further ones of the command line; ``inventory`` is one in Ansible's YAML form, by
        default localhost with connection local; ``beside`` are files by their names from the playbook. A run
        that takes more than 400 s is killed and raises subprocess.TimeoutExpired.
        """
        directory = Path(tempfile.mkdtemp(prefix="run-", dir=self.directory))
        text = playbook if isinstance(playbook, str) else yaml.safe_dump(_plain(playbook), sort_keys=False)
        (directory / "playbook.yml").write_text(text, encoding="utf-8")
        for name, content in (beside or {}).items():
            (directory / name).parent.mkdir(exist_ok=True)
            (directory / name).write_text(content, encoding="utf-8")
        (directory / "inventory.yml").write_text(
            yaml.safe_dump(_plain(inventory or LOCALHOST)), encoding="utf-8"
        )
        variables = write_private(directory / "variables.json", {**self.variables, **(extra_vars or {})})
        options = [
            f"--inventory={directory / 'inventory.yml'}",
            f"--extra-vars=@{variables}",
            *(["-" + "v" * verbosity] if verbosity else []),
            *([f"--forks={forks}"] if forks else []),
            *(["--check"] if check else []),
            *(["--diff"] if diff else []),
        ]
        record = directory / "record.jsonl"
        settings = {
            "ANSIBLE_CALLBACK_PLUGINS": str(_CALLBACKS),
            "ANSIBLE_CALLBACKS_ENABLED": "record",
            "APIOPS_TESTS_RECORD": str(record),
            "ANSIBLE_NOCOLOR": "1",
            **(env or {}),
        }
        command = [
            *self.launcher,
            str(ANSIBLE_PLAYBOOK),
            *options,
            *arguments,
            str(directory / "playbook.yml"),
        ]
        rc, stdout, stderr = _run(command, environment(self.directory, **settings))
        return PlayRun(rc, stdout, stderr, _results(record))


def _plain(value: Any) -> Any:
    """``value`` of plain lists and dictionaries, as YAML's safe dumper takes them."""
    return json.loads(json.dumps(value))


def _run(command: list[str], env: dict[str, str]) -> tuple[int, str, str]:
    process = subprocess.Popen(
        command,
        cwd=CHECKOUT,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        # A group of its own, so that the workers can be killed with it.
        start_new_session=True,
    )
    try:
        stdout, stderr = process.communicate(timeout=_TIME_LIMIT)
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise
    return process.returncode, stdout, stderr


def _results(record: Path) -> list[TaskResult]:
    if not record.exists():
        return []
    return [TaskResult(**json.loads(line)) for line in record.read_text(encoding="utf-8").splitlines()]

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A callback for tests: the result of every task, as ansible-core hands it to callbacks, in a file."""

from __future__ import annotations

import json
import os
import time
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: record
short_description: Records the result of every task
type: notification
description:
  - Appends one line of JSON for each task and host to the file that the environment variable
    E(APIOPS_TESTS_RECORD) names.
  - A result under no_log arrives censored.
requirements:
  - enabled in the configuration
"""


class CallbackModule(CallbackBase):
    """One line per task and host, with the fields of ``tests.integration.plays.TaskResult``.

    ansible-core 2.18 offers a result's parts under the private names only; later versions keep those.
    """

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "record"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self) -> None:
        super().__init__()
        self._started: dict[tuple[str, str], float] = {}
        self._path = os.environ["APIOPS_TESTS_RECORD"]

    def v2_runner_on_start(self, host: Any, task: Any) -> None:
        self._started[host.get_name(), task._uuid] = time.monotonic()

    def v2_runner_on_ok(self, result: Any) -> None:
        self._record(result, "ok")

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        self._record(result, "ignored" if ignore_errors else "failed")

    def v2_runner_on_skipped(self, result: Any) -> None:
        self._record(result, "skipped")

    def v2_runner_on_unreachable(self, result: Any) -> None:
        self._record(result, "unreachable")

    def _record(self, result: Any, status: str) -> None:
        host, task = result._host.get_name(), result._task
        started = self._started.pop((host, task._uuid), None)
        entry = {
            "task": task.name,
            "action": task.action,
            "host": host,
            "status": status,
            "changed": bool(result._result.get("changed")),
            "seconds": time.monotonic() - started if started else 0.0,
            "result": result._result,
        }
        with open(self._path, "a", encoding="utf-8") as file:
            print(json.dumps(entry, default=str), file=file)

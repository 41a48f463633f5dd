# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No result has a key that ansible-core gives a meaning of its own to: it would overwrite it, or be misled.

A list called ``results`` counts as the items of a loop, and ``no_log`` then does not hide it; ``attempts``
belongs to ``until``. That the results have the documented keys and no others, test_documentation.py says.
"""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ansible
import pytest
import yaml
from ansible import release

from tests.playbook import CHECKOUT

VERSION = tuple(map(int, release.__version__.split(".")[:2]))
CORE = Path(ansible.__file__).parent
MODULES = sorted(path.stem for path in (CHECKOUT / "plugins" / "modules").glob("*.py"))

# What the supported ansible-cores read from task results, or write into them.
RESERVED = frozenset(
    {
        *("add_group", "add_host", "ansible_facts", "ansible_index_var", "ansible_job_id", "ansible_loop"),
        *("ansible_loop_var", "ansible_module_results", "ansible_parsed", "ansible_stats", "async_result"),
        *("attempts", "break_when_result", "censored", "changed_when_result", "exception", "deprecations"),
        *("failed_when_result", "false_condition", "finished", "include", "include_args", "include_file"),
        *("invocation", "item", "module_stderr", "module_stdout", "notify", "rc", "reason", "results"),
        *("retries", "skip_reason", "skipped", "skipped_reason", "started", "stats", "stderr"),
        *("stderr_lines", "stdout", "stdout_lines", "unreachable", "warnings"),
        *("break_when_suppressed_exception", "changed_when_suppressed_exception"),
        *("failed_when_suppressed_exception", "suppress_tmpdir_delete"),
    }
)
# What means to ansible-core what it means here.
SHARED = frozenset({"changed", "failed", "msg", "diff"})
# What the search below takes for keys of results, and is of something else.
OTHERS = frozenset({"_pass", "become", "ctx", "error", "messages", "socket_path", "warning"})

# How variables are called that hold results.
_RESULTS = frozenset(
    {
        *("_result", "_return_data", "async_result", "clean_copy", "item_result", "loop_res", "res"),
        *("res_item", "result", "result_item", "results", "return_data", "task_result"),
    }
)


def returned(entries: dict[str, Any]) -> set[str]:
    """The documented keys, and those of what is in ``calls``."""
    below = entries.get("calls", {}).get("contains") or {}
    return {*entries, *below}


@pytest.mark.parametrize("module", MODULES)
def test_no_key_of_a_result_is_ansibles(module: str) -> None:
    name = f"ansible_collections.apiops.platforms.plugins.modules.{module}"
    keys = returned(yaml.safe_load(importlib.import_module(name).RETURN))
    assert "error" in keys
    assert keys.intersection(RESERVED) == set()
    assert not [key for key in keys if key.startswith(("_", "ansible_"))]


def keys_in(source: str) -> Iterator[str]:
    """The texts by which a program looks into variables that are called like results."""
    for node in ast.walk(ast.parse(source)):
        key: ast.expr | None = None
        holder: ast.expr | None = None
        if isinstance(node, ast.Subscript):
            key, holder = node.slice, node.value
        elif isinstance(node, ast.Compare):
            key, holder = node.left, node.comparators[0]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            looks = node.func.attr in ("get", "pop", "setdefault")
            key, holder = node.args[0], node.func.value if looks else None
        name = getattr(holder, "id", getattr(holder, "attr", ""))
        if isinstance(key, ast.Constant) and isinstance(key.value, str) and name in _RESULTS:
            yield key.value


def test_the_list_holds_what_this_ansible_core_looks_for() -> None:
    folders = ("executor", "executor/process", "plugins/strategy", "plugins/callback", "_internal")
    paths = [path for folder in folders for path in (CORE / folder).glob("*.py")]
    found = {key for path in paths for key in keys_in(path.read_text(encoding="utf-8"))}
    assert found >= {"results", "attempts", "invocation"}
    known = RESERVED | SHARED | OTHERS
    assert {key for key in found if not key.startswith("_ansible_")} - known == set()


def test_the_list_holds_what_this_ansible_core_declares() -> None:
    task = importlib.import_module("ansible._internal._task") if VERSION >= (2, 21) else None
    declared = {
        key
        for from_module in (False, True)
        for key in (
            task.UnifiedTaskResult.get_result_key_to_resolved_field_mapping(from_module) if task else ()
        )
    }
    # Older ones declare none.
    assert (declared >= {"changed", "rc"}) == (VERSION >= (2, 21))
    known = RESERVED | SHARED
    assert {key for key in declared if not key.startswith("_ansible_")} - known == set()

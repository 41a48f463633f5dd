# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The floors of the core: an import leads downwards, none leads to Ansible, all of it is Python 3.8."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

MODULE_UTILS = Path(__file__).parents[3] / "plugins" / "module_utils"

# From the ground up; a module may import those of the floors below its own.
FLOORS = (
    {"names", "words"},
    {"errors", "limit", "mode", "options", "secrets"},
    {"address", "condition", "files", "fields", "file_attributes"},
    {"tls", "assertion", "proxies", "body", "compare"},
    {"failures", "changes"},
    {"http"},
    {"document"},
    {"place", "refusal"},
    {"download"},
    {"retry", "paging"},
    {"token"},
    {"grants", "store", "platform"},
    {"client", "call", "guard"},
    {"answer"},
    {"probe"},
    {"merge", "wait"},
    {"invoke"},
    {"batch"},
    {"operation"},
)
FLOOR = {name: number for number, floor in enumerate(FLOORS) for name in floor}
CORE = sorted(path for path in (MODULE_UTILS / "_core").glob("*.py") if path.stem != "__init__")
PLATFORMS = sorted(path for path in (MODULE_UTILS / "_platforms").glob("*.py") if path.stem != "__init__")


def imports(path: Path) -> Iterator[str]:
    """The modules a file imports when it is run, dots in front of the relative ones."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for_types = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and isinstance(block.test, ast.Name) and block.test.id == "TYPE_CHECKING"
        for node in ast.walk(block)
    }
    for node in ast.walk(tree):
        if id(node) in for_types:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield "." * node.level + node.module
        elif isinstance(node, ast.ImportFrom):
            yield from ("." * node.level + alias.name for alias in node.names)


def test_every_module_has_its_floor() -> None:
    assert {path.stem for path in CORE} == set(FLOOR)


@pytest.mark.parametrize("path", CORE, ids=lambda path: path.stem)
def test_the_core_imports_only_downwards(path: Path) -> None:
    relative = [name for name in imports(path) if name.startswith(".")]
    assert all(name.startswith(".") and not name.startswith("..") for name in relative)
    upwards = [name for name in relative if FLOOR[name[1:]] >= FLOOR[path.stem]]
    assert upwards == []


@pytest.mark.parametrize("path", PLATFORMS, ids=lambda path: path.stem)
def test_a_platform_knows_the_core_and_no_other_platform(path: Path) -> None:
    relative = [name for name in imports(path) if name.startswith(".")]
    own = "." + path.stem.partition("_")[0]
    assert all(name.startswith((".._core", own)) for name in relative)


@pytest.mark.parametrize("path", CORE + PLATFORMS, ids=lambda path: path.stem)
def test_nothing_here_knows_ansible(path: Path) -> None:
    assert not [name for name in imports(path) if name.partition(".")[0].startswith("ansible")]


@pytest.mark.parametrize("path", sorted(MODULE_UTILS.rglob("*.py")), ids=lambda path: path.stem)
def test_it_is_python_3_8(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 8))
    assert not path.stat().st_size or "from __future__ import annotations" in ast.unparse(tree)

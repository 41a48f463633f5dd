# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The floors of the core: no import leads up or in a circle, none to Ansible, and all of it is Python 3.8.

Imports that are for types alone count as well.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

MODULE_UTILS = Path(__file__).parents[3] / "plugins" / "module_utils"

# The folders of the core and what each stands on; "" is the ground floor, the files beside the folders.
FLOORS = ("", "http", "tokens", "exchange", "calls resources", "operations")
FLOOR = {name: number for number, names in enumerate(FLOORS) for name in names.split(" ")}


def sources(below: str) -> list[Path]:
    """The files of a part of module_utils, but for those that only make a folder a package."""
    return sorted(path for path in (MODULE_UTILS / below).rglob("*.py") if path.stem != "__init__")


CORE = sources("_core")
PLATFORMS = sources("_platforms")


def name_of(path: Path) -> str:
    """A file as its name within module_utils is written in an import."""
    return ".".join(path.relative_to(MODULE_UTILS).with_suffix("").parts)


def imports(path: Path) -> Iterator[str]:
    """What a file imports, for types too: names within module_utils from its top, others as they are."""
    place = name_of(path).split(".")
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield str(node.module)
        elif isinstance(node, ast.ImportFrom):
            start = [*place[: -node.level], *([node.module] if node.module else [])]
            for alias in node.names:
                whole = ".".join([*start, alias.name])
                yield (
                    whole if (MODULE_UTILS / (whole.replace(".", "/") + ".py")).exists() else ".".join(start)
                )


def folder_of(name: str) -> str:
    """The folder of the core that a module is in."""
    steps = name.split(".")
    return steps[1] if len(steps) > 2 else ""


def test_every_folder_has_its_floor() -> None:
    assert {folder_of(name_of(path)) for path in CORE} == set(FLOOR)


@pytest.mark.parametrize("path", CORE, ids=name_of)
def test_no_import_leads_up(path: Path) -> None:
    own = folder_of(name_of(path))
    inside = {name for name in imports(path) if name.startswith("_core") or name.startswith("_platforms")}
    assert {name.partition(".")[0] for name in inside} <= {"_core"}
    above = [name for name in inside if folder_of(name) != own and FLOOR[folder_of(name)] >= FLOOR[own]]
    assert above == []


def test_no_imports_go_in_a_circle() -> None:
    known = {name_of(path) for path in CORE + PLATFORMS}
    graph = {name_of(path): known.intersection(imports(path)) for path in CORE + PLATFORMS}
    assert len(list(TopologicalSorter(graph).static_order())) == len(known)


@pytest.mark.parametrize("path", PLATFORMS, ids=name_of)
def test_a_platform_knows_the_core_and_no_other_platform(path: Path) -> None:
    own = ".".join(name_of(path).split(".")[:2])
    inside = [name for name in imports(path) if name.startswith(("_core", "_platforms"))]
    assert all(name.startswith(("_core.", own + ".")) for name in inside)


@pytest.mark.parametrize("path", CORE + PLATFORMS, ids=name_of)
def test_nothing_here_knows_ansible(path: Path) -> None:
    assert not [name for name in imports(path) if name.partition(".")[0].startswith("ansible")]


@pytest.mark.parametrize("path", sorted(MODULE_UTILS.rglob("*.py")), ids=name_of)
def test_it_is_python_3_8(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 8))
    assert not path.stat().st_size or "from __future__ import annotations" in ast.unparse(tree)

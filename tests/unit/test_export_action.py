# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files whose objects are gone: an export deletes what it wrote itself, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ansible_collections.apiops.platforms.plugins.plugin_utils._export_action import carry_out, changes
from ansible_collections.apiops.platforms.plugins.plugin_utils._export_files import Layout, laid_out

LIVE = [["Environment", "live"]]
SERVICES = "Environment/live/APIService"
PETS = "kind: APIService\nparent: {kind: Environment, name: live}\nname: pets\n"
# Files that an export did not write, or that somebody put more into, and which of them it lists.
FOREIGN = {
    f"{SERVICES}/.pets.yml": (PETS, False),
    f"{SERVICES}/all-services.yml": (PETS + "---\n" + PETS.replace("pets", "dogs"), False),
    f"{SERVICES}/others.yml": (PETS, False),
    f"{SERVICES}/pets.yml": (PETS + "---\n" + PETS.replace("pets", "dogs"), True),
    f"{SERVICES}/pets.yaml": (PETS, False),
    f"{SERVICES}/dogs.yml": (PETS.replace("pets", "dogs").replace("live", "test"), False),
    f"{SERVICES}/cats.yml": ("kind: APIService\nname: [", False),
    f"{SERVICES}/empty.yml": ("# kind: APIService\n# name: empty\n", False),
    f"{SERVICES}/defaults.yml": ("owner: us\n", False),
    f"{SERVICES}/old/notes.yml": ("kind: note\n", False),
    f"{SERVICES}.yml": ("- kind: APIService\n", False),
}


def item(kind: str, name: str, place: list[list[str]]) -> dict[str, Any]:
    """An object as the operation finds it."""
    declared: dict[str, Any] = {"kind": kind, "name": name}
    if place:
        declared["parent"] = {"kind": place[-1][0], "name": place[-1][1]}
    return {"kind": kind, "place": place, "name": name, "item": declared, "secrets": []}


def exported(dest: Path, *names: str, environments: tuple[str, ...] = ("live",)) -> dict[str, str]:
    """What an export with ``prune: delete`` did to each file."""
    rows = [item("Environment", name, []) for name in environments]
    rows += [item("APIService", name, LIVE) for name in names]
    groups: list[dict[str, Any]] = [
        {"kind": "Environment", "place": []},
        {"kind": "APIService", "place": LIVE},
    ]
    done = list(changes(str(dest), laid_out("axway", rows, groups), "deleted"))
    for each in done:
        carry_out(str(dest), each)
    return {each["path"]: each["action"] for each in done if each["action"] not in ("created", "unchanged")}


def test_an_export_deletes_the_files_that_it_wrote(tmp_path: Path) -> None:
    exported(tmp_path, "pets", "dogs:1.0", "Ab", "ab", environments=("live", "old"))
    old = tmp_path / "Environment/old/APIService/pets.yml"
    old.parent.mkdir(parents=True)
    old.write_text(PETS.replace("live", "old"), encoding="utf-8")
    there = sorted(path.name for path in (tmp_path / SERVICES).iterdir())
    assert len(there) == 4
    done = exported(tmp_path, "ab")
    # The name of the file that is left no longer needs to differ.
    assert done == {
        **{f"{SERVICES}/{name}": "deleted" for name in there},
        "Environment/old.yml": "deleted",
        "Environment/old/APIService/pets.yml": "deleted",
    }
    assert sorted(path.name for path in tmp_path.rglob("*")) == [
        *("APIService", "Environment", "ab.yml", "live", "live.yml")
    ]


@pytest.mark.parametrize("path", FOREIGN)
def test_an_export_keeps_the_files_that_it_did_not_write(tmp_path: Path, path: str) -> None:
    text, is_listed = FOREIGN[path]
    exported(tmp_path, "birds")
    file = tmp_path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    assert exported(tmp_path, "birds") == ({path: "gone"} if is_listed else {})
    assert file.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("link", [SERVICES, f"{SERVICES}/shared", f"{SERVICES}/pets.yml"])
def test_an_export_deletes_nothing_through_a_link(tmp_path: Path, link: str) -> None:
    dest, other = tmp_path / "dest", tmp_path / "other"
    other.mkdir()
    (other / "pets.yml").write_text(PETS, encoding="utf-8")
    exported(dest)
    place = dest / link
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(other / "pets.yml" if link.endswith(".yml") else other)
    assert exported(dest) == {}
    assert (other / "pets.yml").read_text(encoding="utf-8") == PETS
    assert place.is_symlink()


def test_a_directory_that_is_a_link_itself_is_exported_into(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "dest").symlink_to(tmp_path / "real")
    exported(tmp_path / "dest", "pets", "dogs")
    assert exported(tmp_path / "dest", "dogs") == {f"{SERVICES}/pets.yml": "deleted"}


def test_what_is_no_directory_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "dest"
    file.write_text("", encoding="utf-8")
    with pytest.raises(Exception, match="is not a directory"):
        list(changes(str(file), Layout(), "deleted"))

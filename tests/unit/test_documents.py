# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of ``src`` that declare nothing: none of them is passed over in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._core.errors import ApiError
from ansible_collections.apiops.platforms.plugins.plugin_utils import _documents

STAGE = "kind: Stage\nname: prod\n"
EMPTY = {
    "nothing": "",
    "comments": "# kind: Stage\n# name: prod\n",
    "start": "---\n",
    "null": "null\n",
    "mapping": "{}\n",
    "list": "[]\n",
    "documents": "---\n---\n",
    "other": "owner: us\n",
}


def read(path: Path, told: list[str]) -> list[str]:
    """The names that the files declare."""
    documents = _documents.read(
        [str(path)],
        str,
        text_of=lambda file: Path(file).read_text(encoding="utf-8"),
        template=lambda each, _place: dict(each),
        pass_over=told.append,
    )
    return [each["name"] for _file, each in documents]


@pytest.mark.parametrize("name", EMPTY)
def test_a_file_of_a_directory_that_declares_nothing_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.yml").write_text(EMPTY[name], encoding="utf-8")
    (tmp_path / "b.yml").write_text(STAGE, encoding="utf-8")
    told: list[str] = []
    assert read(tmp_path, told) == ["prod"]
    assert told == [f"src {tmp_path}: a.yml declares no object"]


@pytest.mark.parametrize("name", EMPTY)
def test_a_directory_that_declares_nothing_is_an_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.yml").write_text(EMPTY[name], encoding="utf-8")
    with pytest.raises(ApiError, match="declares no object"):
        read(tmp_path, [])


@pytest.mark.parametrize("name", sorted({*EMPTY} - {"mapping", "other"}))
def test_a_file_that_declares_nothing_is_an_error(tmp_path: Path, name: str) -> None:
    """A document that is not empty is read as an object, with its mistakes."""
    file = tmp_path / "a.yml"
    file.write_text(EMPTY[name], encoding="utf-8")
    with pytest.raises(ApiError, match="declares no object"):
        read(file, [])


@pytest.mark.parametrize("empty", ["# name: dogs\n", "null\n", "[null]\n"])
def test_an_empty_document_of_a_file_is_told(tmp_path: Path, empty: str) -> None:
    file = tmp_path / "a.yml"
    file.write_text(f"{STAGE}---\n{empty}---\n{STAGE}", encoding="utf-8")
    for path in (file, tmp_path):
        told: list[str] = []
        assert read(path, told) == ["prod", "prod"]
        assert told == [f"src {path}: a.yml, document 2 is empty"]


@pytest.mark.parametrize("name", ["APIService", "pets.yml"])
def test_a_link_to_nothing_is_an_error(tmp_path: Path, name: str) -> None:
    """It may stand for a whole directory, whose objects would count as declared no longer."""
    (tmp_path / "a.yml").write_text(STAGE, encoding="utf-8")
    (tmp_path / ".hidden").symlink_to(tmp_path / "nowhere")
    assert read(tmp_path, []) == ["prod"]
    (tmp_path / name).symlink_to(tmp_path / "nowhere")
    with pytest.raises(ApiError, match=rf"cannot be read: No such file or directory, .*{name}"):
        read(tmp_path, [])

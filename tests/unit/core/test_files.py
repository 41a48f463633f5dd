# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that options name: what is said of those that cannot be read, and when they are others."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._core.errors import ApiError
from ansible_collections.apiops.platforms.plugins.module_utils._core.files import (
    check_file,
    check_readable,
    state,
    state_within,
)


def message(check: Callable[[str, str], None], path: Path) -> str:
    """What is said of a file that is refused."""
    with pytest.raises(ApiError) as caught:
        check("the option", str(path))
    assert caught.value.kind == "config"
    return caught.value.message


@contextmanager
def denied(monkeypatch: pytest.MonkeyPatch, path: Path) -> Iterator[None]:
    """Within it, the system denies to look at a path and what is below it: to root it denies nothing."""

    def refusing(function: Callable[..., object]) -> Callable[..., object]:
        def call(given: object, *arguments: object, **further: object) -> object:
            if not isinstance(given, int) and os.fspath(given).startswith(str(path)):  # type: ignore[call-overload]
                raise PermissionError(13, "Permission denied", given)
            return function(given, *arguments, **further)

        return call

    with monkeypatch.context() as patched:
        patched.setattr("os.stat", refusing(os.stat))
        patched.setattr("os.listdir", refusing(os.listdir))
        patched.setattr("builtins.open", refusing(open))
        yield


@pytest.mark.parametrize("check", [check_readable, check_file])
def test_what_is_not_there(tmp_path: Path, check: Callable[[str, str], None]) -> None:
    path = tmp_path / "missing"
    assert message(check, path) == f"the option {path} does not exist."


@pytest.mark.parametrize("check", [check_readable, check_file])
@pytest.mark.parametrize("closed", ["", "directory", "directory/file"])
def test_what_may_not_be_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, check: Callable[[str, str], None], closed: str
) -> None:
    path = tmp_path / "directory" / "file"
    path.parent.mkdir()
    path.write_text("content", encoding="utf-8")
    with denied(monkeypatch, tmp_path / closed):
        assert message(check, path) == f"the option {path} cannot be read: permission denied."


def test_a_file_below_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("content", encoding="utf-8")
    assert message(check_readable, tmp_path / "file" / "x").endswith("cannot be read: not a directory.")


def test_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert message(check_file, tmp_path) == f"the option {tmp_path} is a directory, not a file."
    assert message(check_file, tmp_path / "pipe").endswith("is a device or a pipe, not a file.")


def test_what_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("content", encoding="utf-8")
    os.mkfifo(tmp_path / "pipe")
    check_file("the option", str(tmp_path / "file"))
    for path in (tmp_path, tmp_path / "file", tmp_path / "pipe"):
        check_readable("the option", str(path))


def rewrite(path: Path) -> None:
    """Other content in the same file, of the same size and, as is told, of the same time."""
    before = path.stat()
    path.write_text(path.read_text(encoding="utf-8")[::-1], encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def replace(path: Path) -> None:
    """Another file in its place."""
    before = path.stat()
    other = path.with_name("other")
    other.write_text("another", encoding="utf-8")
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(path)


def swing(path: Path) -> None:
    """A link in its place, as Kubernetes renews a secret."""
    target = path.with_name("target")
    target.write_text("another", encoding="utf-8")
    path.unlink()
    path.symlink_to(target)


@pytest.mark.parametrize("renew", [rewrite, replace, swing, Path.unlink])
@pytest.mark.parametrize("watched", ["file", "."])
def test_a_renewed_file_is_another(tmp_path: Path, renew: Callable[[Path], None], watched: str) -> None:
    path = tmp_path / "file"
    path.write_text("content", encoding="utf-8")
    os.utime(path, ns=(0, 0))
    before = state_within(str(tmp_path / watched))
    assert state_within(str(tmp_path / watched)) == before
    renew(path)
    assert state_within(str(tmp_path / watched)) != before


def test_what_is_not_there_has_a_state(tmp_path: Path) -> None:
    path = tmp_path / "file"
    before = state(str(path))
    assert state(str(path)) == before
    path.write_text("content", encoding="utf-8")
    assert state(str(path)) != before

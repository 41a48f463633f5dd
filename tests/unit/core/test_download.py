# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A file arrives whole or not at all, and nothing is left beside it."""

from __future__ import annotations

import os
import resource
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._core.errors import ApiError
from ansible_collections.apiops.platforms.plugins.module_utils._core.http.download import (
    Download,
    download_of,
)
from ansible_collections.apiops.platforms.plugins.module_utils._core.http.message import Request, Response


def answer(status: int = 200, content_type: str = "application/zip") -> Response:
    """The head of an answer."""
    return Response(Request("GET", "https://good.example/"), status, "", {"content-type": content_type})


def download_to(path: Path, timeout: float = 1, **options: Any) -> Download:
    """A download to that place."""
    download = download_of({"dest": str(path), **options}, frozenset(), timeout)
    assert download is not None
    return download


def written(path: Path, data: bytes, timeout: float = 1, **options: Any) -> Download:
    """A download that took ``data``."""
    download = download_to(path, timeout, **options)
    download.begin()
    assert download.open_sink(answer()) == download.write
    download.write(data)
    return download


def commit(path: Path, data: bytes, timeout: float = 1, **options: Any) -> None:
    """Download to that place."""
    download = written(path, data, timeout, **options)
    try:
        download.commit()
    finally:
        download.end()


def test_nothing_is_there_before_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "x"
    download = written(target, b"new")
    assert not target.exists()
    assert download.differs()
    download.commit()
    download.end()
    assert target.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [target]


def test_an_end_without_a_commit_leaves_what_was(tmp_path: Path) -> None:
    target = tmp_path / "x"
    target.write_bytes(b"old")
    written(target, b"new").end()
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_every_attempt_begins_anew(tmp_path: Path) -> None:
    target = tmp_path / "x"
    target.write_bytes(b"whole")
    download = written(target, b"half of")
    download.open_sink(answer())
    download.write(b"whole")
    assert not download.differs()
    download.end()
    assert list(tmp_path.iterdir()) == [target]


def test_permissions(tmp_path: Path) -> None:
    target = tmp_path / "x"
    previous = os.umask(0o027)
    try:
        commit(target, b"1")
    finally:
        os.umask(previous)
    assert target.stat().st_mode & 0o7777 == 0o640
    target.chmod(0o604)
    commit(target, b"2")
    assert target.stat().st_mode & 0o7777 == 0o604


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "real", tmp_path / "link"
    target.write_bytes(b"old")
    link.symlink_to(target)
    commit(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


@pytest.mark.parametrize(
    ("status", "content_type"), [(404, "application/json"), (500, ""), (302, ""), (200, "text/html")]
)
def test_what_is_no_content_stays_in_memory(tmp_path: Path, status: int, content_type: str) -> None:
    assert download_to(tmp_path / "x").open_sink(answer(status, content_type)) is None
    assert list(tmp_path.iterdir()) == []


def test_places_that_cannot_be(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "missing" / "x"):
        with pytest.raises(ApiError) as caught:
            download_to(place)
        assert caught.value.kind == "config"


def fill(download: Download) -> None:
    """Write, in pieces smaller than a buffer, more than there is room for."""
    for _turn in range(10):
        download.write(b"x" * 5000)


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    target = tmp_path / "x"
    target.write_bytes(b"old")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    download = written(target, b"begun")
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
    try:
        with pytest.raises(ApiError) as caught:
            fill(download)
        download.end()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert caught.value.kind == "config"
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]

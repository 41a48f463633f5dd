# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a download goes: a file keeps what it had, a device stays one, and a FIFO holds nobody up."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._core.errors import ApiError
from ansible_collections.apiops.platforms.plugins.module_utils._core.http.download import download_of
from tests.devices import device
from tests.unit.core.test_download import commit, download_to, written

ROOT = os.geteuid() == 0
# A user and a group other than those of these tests, where they may give a file away.
USER, GROUP = (12345, 12346) if ROOT else (os.geteuid(), os.getgroups()[-1])
# An access control list as Linux keeps it: mode 0640 and a further user, 7, who may read.
ACL = bytes.fromhex(
    "0200000001000600ffffffff020004000700000004000400ffffffff10000400ffffffff20000000ffffffff"
)


@pytest.fixture
def common() -> Iterator[Path]:
    """A directory that every user may look into."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name)
        path.chmod(0o755)
        yield path


@contextmanager
def unprivileged() -> Iterator[None]:
    """Within it, this process is one that the system denies something."""
    if not ROOT:
        yield
        return
    os.setresuid(USER, USER, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


def message(path: Path, **options: Any) -> str:
    """What is said of a destination that cannot be, before anything is sent."""
    with pytest.raises(ApiError) as caught:
        download_to(path, **options).begin()
    assert caught.value.kind == "config"
    return caught.value.message


# --- files -----------------------------------------------------------------------------------------------


def test_a_replaced_file_keeps_what_it_had(tmp_path: Path) -> None:
    target = tmp_path / "x"
    target.write_bytes(b"old")
    os.setxattr(target, "user.origin", b"somewhere")
    os.chown(target, USER, GROUP)
    os.setxattr(target, "system.posix_acl_access", ACL)
    target.chmod(0o4640)
    commit(target, b"new")
    held = target.stat()
    assert target.read_bytes() == b"new"
    assert (held.st_uid, held.st_gid, stat.S_IMODE(held.st_mode)) == (USER, GROUP, 0o4640)
    assert os.getxattr(target, "user.origin") == b"somewhere"
    assert os.getxattr(target, "system.posix_acl_access") == ACL


def test_a_replaced_file_gets_nothing_that_its_directory_gives_to_new_ones(tmp_path: Path) -> None:
    target = tmp_path / "x"
    target.write_bytes(b"old")
    target.chmod(0o640)
    os.setxattr(tmp_path, "system.posix_acl_default", ACL)
    commit(target, b"new")
    assert os.listxattr(target) == []
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_sums_over_the_old_content_are_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "x"
    target.write_bytes(b"old")
    names = {"security.selinux", "security.ima", "security.evm", "security.capability", "user.a"}
    given: dict[str, bytes] = {}
    monkeypatch.setattr(os, "listxattr", lambda file: [] if isinstance(file, int) else sorted(names))
    monkeypatch.setattr(os, "getxattr", lambda _path, name: name.encode())
    monkeypatch.setattr(os, "setxattr", lambda _file, name, value: given.update({name: value}))
    commit(target, b"new")
    assert given == {"security.selinux": b"security.selinux", "user.a": b"user.a"}


def test_extended_attributes_that_the_system_refuses_are_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "x"
    target.write_bytes(b"old")

    def refused(*_arguments: object) -> None:
        raise OSError(errno.ENOTSUP, "Operation not supported")

    for name in ("listxattr", "getxattr", "setxattr"):
        with monkeypatch.context() as patched:
            patched.setattr(os, name, (lambda _file: ["user.a"]) if name == "listxattr" else refused)
            commit(target, name.encode())
        assert target.read_bytes() == name.encode()
    with monkeypatch.context() as patched:
        patched.delattr(os, "listxattr")
        commit(target, b"on a system without them")
    assert target.read_bytes() == b"on a system without them"


@pytest.mark.parametrize("given", [{"owner": str(USER)}, {"group": str(GROUP)}], ids=str)
def test_a_file_that_is_given_away_is_not_run_as_another(tmp_path: Path, given: dict[str, Any]) -> None:
    target = tmp_path / "x"
    target.write_bytes(b"old")
    target.chmod(0o6755)
    before = target.stat()
    commit(target, b"new", **given)
    held = target.stat()
    user, group = (USER, before.st_gid) if "owner" in given else (before.st_uid, GROUP)
    another = (user, group) != (before.st_uid, before.st_gid)
    kept = 0o755 if another else 0o6755
    assert (held.st_uid, held.st_gid, stat.S_IMODE(held.st_mode)) == (user, group, kept)


def test_an_owner_that_cannot_be_kept(common: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = common / "x"
    target.write_bytes(b"old")
    target.chmod(0o6755)
    before = target.stat()

    def refused(*_arguments: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "chown", refused)
    commit(target, b"new")
    assert target.read_bytes() == b"new"
    assert stat.S_IMODE(target.stat().st_mode) == stat.S_IMODE(before.st_mode) & 0o777
    with pytest.raises(ApiError) as caught:
        commit(target, b"newer", owner="987654")
    assert (
        "cannot be written (owner and group cannot be set: Operation not permitted)" in caught.value.message
    )
    assert target.read_bytes() == b"new"
    assert [path.name for path in common.iterdir()] == ["x"]


@pytest.mark.parametrize("there", [True, False], ids=["there", "new"])
def test_attributes_that_are_given(tmp_path: Path, there: bool) -> None:
    target = tmp_path / "x"
    if there:
        target.write_bytes(b"old")
        target.chmod(0o755)
    commit(target, b"new", mode="u=rw,g+w,o=", owner=str(USER), group=str(GROUP))
    held = target.stat()
    assert (held.st_uid, held.st_gid) == (USER, GROUP)
    previous = os.umask(0o022)
    os.umask(previous)
    new = 0o666 & ~previous
    assert stat.S_IMODE(held.st_mode) == ((0o755 if there else new) & 0o070 | 0o620)


def test_attributes_alone(tmp_path: Path) -> None:
    target = tmp_path / "x"
    target.write_bytes(b"same")
    target.chmod(0o644)
    before = target.stat()
    download = written(target, b"same", mode="0600")
    assert not download.differs()
    assert download.differences() == {"mode": ("0644", "0600")}
    download.set_attributes()
    download.end()
    held = target.stat()
    assert (held.st_ino, stat.S_IMODE(held.st_mode)) == (before.st_ino, 0o600)
    assert download.differences() == {}
    assert list(tmp_path.iterdir()) == [target]


# --- files that cannot be replaced -----------------------------------------------------------------------


def test_a_directory_that_cannot_be_written_to(common: Path) -> None:
    target = common / "x"
    target.write_bytes(b"old")
    target.chmod(0o666)
    os.setxattr(target, "user.origin", b"somewhere")
    before = target.stat()
    common.chmod(0o555)
    with unprivileged():
        assert message(target) == (
            f"dest {target}: the directory {common} does not exist or cannot be written; with unsafe_writes "
            "the file itself would be written to."
        )
        assert message(common / "new", unsafe_writes=True).endswith("does not exist or cannot be written.")
        commit(target, b"new", unsafe_writes=True)
    held = target.stat()
    assert (target.read_bytes(), os.getxattr(target, "user.origin")) == (b"new", b"somewhere")
    assert (held.st_ino, held.st_uid, held.st_mode) == (before.st_ino, before.st_uid, before.st_mode)
    assert [path.name for path in common.iterdir()] == ["x"]
    common.chmod(0o755)


@pytest.mark.parametrize("number", [errno.EBUSY, errno.EPERM, errno.EACCES, errno.EXDEV, errno.ETXTBSY])
@pytest.mark.parametrize("unsafe", [True, False], ids=["unsafe", "safe"])
def test_a_file_that_the_system_does_not_replace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, unsafe: bool
) -> None:
    target = tmp_path / "x"
    target.write_bytes(b"an old and longer content")
    target.chmod(0o640)
    before = target.stat().st_ino

    def refused(*_arguments: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "replace", refused)
    if unsafe:
        commit(target, b"new", unsafe_writes=True, mode="0600")
        assert target.read_bytes() == b"new"
        assert stat.S_IMODE(target.stat().st_mode) == 0o600
    else:
        with pytest.raises(ApiError) as caught:
            commit(target, b"new", mode="0600")
        assert f"dest {target} cannot be written ({os.strerror(number)})" in caught.value.message
        assert target.read_bytes() == b"an old and longer content"
        assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert target.stat().st_ino == before
    assert list(tmp_path.iterdir()) == [target]


def test_unsafe_writes_are_for_what_cannot_be_replaced_alone(tmp_path: Path) -> None:
    target = tmp_path / "x"
    target.write_bytes(b"old")
    before = target.stat().st_ino
    commit(target, b"new", unsafe_writes=True)
    assert target.stat().st_ino != before


# --- devices and FIFOs -----------------------------------------------------------------------------------


def fifo(directory: Path) -> Path:
    """A new FIFO."""
    path = directory / "fifo"
    os.mkfifo(path)
    return path


def read_later(path: Path, seconds: float = 0.0) -> tuple[threading.Thread, list[bytes]]:
    """Reads all of a file in a thread, which begins after that time."""
    came: list[bytes] = []

    def read() -> None:
        time.sleep(seconds)
        came.append(path.read_bytes())

    thread = threading.Thread(target=read)
    thread.start()
    return thread, came


def test_a_device_stays_one(tmp_path: Path) -> None:
    null, link = device(tmp_path, "null"), tmp_path / "link"
    before = set(tmp_path.iterdir())
    link.symlink_to(null)
    for place in (null, link):
        download = written(place, b"x" * 100_000)
        assert download.differs()
        assert download.differences() == {}
        download.commit()
        download.end()
    assert stat.S_ISCHR(null.stat().st_mode)
    assert link.is_symlink()
    assert set(tmp_path.iterdir()) == {*before, link}


def test_a_device_that_is_full(tmp_path: Path) -> None:
    full = device(tmp_path, "full")
    with pytest.raises(ApiError) as caught:
        commit(full, b"new")
    assert f"dest {full} cannot be written (No space left on device)" in caught.value.message


@pytest.mark.parametrize("seconds", [0.0, 0.3], ids=["there", "late"])
def test_a_fifo_is_written_to(tmp_path: Path, seconds: float) -> None:
    path = fifo(tmp_path)
    thread, came = read_later(path, seconds)
    # More than a pipe holds.
    data = os.urandom(300_000)
    commit(path, data, timeout=60)
    thread.join()
    assert came == [data]
    assert stat.S_ISFIFO(path.stat().st_mode)
    assert list(tmp_path.iterdir()) == [path]


def test_a_broken_answer_reaches_no_reader(tmp_path: Path) -> None:
    path = fifo(tmp_path)
    thread, came = read_later(path)
    written(path, b"half of", timeout=60).end()
    thread.join()
    assert came == [b""]


def test_a_fifo_that_nothing_reads(tmp_path: Path) -> None:
    path = fifo(tmp_path)
    assert message(path) == (
        f"dest {path} was not opened for reading in 1 s (timeout); look at what should read it."
    )


def test_a_fifo_that_nothing_reads_on(tmp_path: Path) -> None:
    path = fifo(tmp_path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    download = written(path, b"x" * 1_000_000)
    with pytest.raises(ApiError) as caught:
        download.commit()
    assert (
        f"dest {path} cannot be written (nothing was read from it for 1 s (timeout))" in caught.value.message
    )
    os.close(reader)
    with pytest.raises(ApiError) as caught:
        download.commit()
    assert "cannot be written (Broken pipe)" in caught.value.message
    download.end()


@pytest.mark.parametrize("path", ["", "a\0b"])
def test_what_is_no_path(path: str) -> None:
    with pytest.raises(ApiError, match="is not the path of a file") as caught:
        download_of({"dest": path}, frozenset(), 1.0)
    assert caught.value.kind == "config"


def test_places_that_cannot_be_written_to(common: Path) -> None:
    path = fifo(common)
    path.chmod(0o400)
    for option in ({"mode": "0600"}, {"owner": "0"}, {"group": "0"}):
        assert message(path, **option) == (
            f"dest {path} is not a regular file; leave out mode, owner and group."
        )
    with unprivileged():
        assert message(path) == f"dest {path} cannot be opened (Permission denied)."

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modes as Ansible reads them, and users and groups by name or number."""

from __future__ import annotations

import grp
import os
import pwd
import stat
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from ansible.module_utils.basic import AnsibleModule
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.apiops.platforms.plugins.module_utils._core.errors import ApiError
from ansible_collections.apiops.platforms.plugins.module_utils._core.http.file_attributes import (
    FileAttributes,
)

WHO = st.one_of(st.just("a"), st.text("ugo", max_size=3))
CHANGE = st.tuples(st.sampled_from("+-="), st.text("rwxXstugo", max_size=4)).map("".join)
CLAUSE = st.tuples(WHO, st.lists(CHANGE, min_size=1, max_size=3).map("".join)).map("".join)
SYMBOLIC = st.lists(CLAUSE, min_size=1, max_size=3).map(",".join)


def after(mode: Any, before: int) -> str:
    """The mode that a file of that mode is to have, as a difference tells it."""
    had: Any = SimpleNamespace(st_mode=stat.S_IFREG | before, st_uid=0, st_gid=0)
    return FileAttributes.from_params({"mode": mode}).differences(had).get("mode", ("", "%04o" % before))[1]


@given(SYMBOLIC, st.integers(0, 0o7777), st.sampled_from([0o022, 0o077, 0]))
def test_symbols_mean_what_they_mean_to_ansible(text: str, before: int, umask: int) -> None:
    had = SimpleNamespace(st_mode=stat.S_IFREG | before)
    previous = os.umask(umask)
    try:
        assert after(text, before) == "%04o" % AnsibleModule._symbolic_mode_to_octal(had, text)
    finally:
        os.umask(previous)


@pytest.mark.parametrize(
    ("mode", "to_have"),
    [
        ("0640", "0640"),
        ("640", "0640"),
        ("0", "0000"),
        (0, "0000"),
        ("7777", "7777"),
        ("0o640", "0640"),
        (0o640, "0640"),
        ("4755", "4755"),
        ("u=rw,g=r,o=", "0640"),
        ("+x", "0755"),
        ("g+w,o-r", "0660"),
        ("=", "0000"),
    ],
)
def test_ways_to_write_a_mode(mode: Any, to_have: str) -> None:
    previous = os.umask(0o022)
    try:
        assert after(mode, 0o644) == to_have
    finally:
        os.umask(previous)


@pytest.mark.parametrize(
    "mode", ["", "rw", "u", "u=rw,", "z+r", "ua+r", "0999", "17777", 0o10000, -1, "-1", True, ["0640"], 6.4]
)
def test_what_is_no_mode(mode: Any) -> None:
    with pytest.raises(ApiError) as caught:
        FileAttributes.from_params({"mode": mode})
    assert caught.value.kind == "config"
    assert caught.value.message.startswith(f"mode {mode!r} is not a file mode; ")


def test_users_and_groups() -> None:
    user, group = pwd.getpwall()[0], grp.getgrall()[0]
    named = FileAttributes.from_params({"owner": user.pw_name, "group": group.gr_name})
    numbered = FileAttributes.from_params({"owner": str(user.pw_uid), "group": str(group.gr_gid)})
    assert named == numbered == FileAttributes(None, user.pw_uid, group.gr_gid)
    assert named
    assert not FileAttributes.from_params({})
    assert FileAttributes.from_params({"owner": "0"})
    for option in ("owner", "group"):
        with pytest.raises(ApiError) as caught:
            FileAttributes.from_params({option: "no such name"})
        assert caught.value.message == f"{option} 'no such name' does not exist on this host."


def test_differences_are_told_by_name_where_there_is_one() -> None:
    user, group = pwd.getpwall()[0], grp.getgrall()[0]
    had: Any = SimpleNamespace(st_mode=stat.S_IFREG | 0o644, st_uid=user.pw_uid, st_gid=group.gr_gid)
    given = FileAttributes("u+x", 987654, 987655)
    assert given.differences(had) == {
        "mode": ("0644", "0744"),
        "owner": (user.pw_name, "987654"),
        "group": (group.gr_name, "987655"),
    }
    assert FileAttributes(0o644, user.pw_uid, group.gr_gid).differences(had) == {}


def test_what_cannot_be_set_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "x"
    file.touch()

    def refused(*_arguments: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "chown", refused)
    monkeypatch.setattr(os, "chmod", refused)
    with pytest.raises(OSError, match="owner and group cannot be set: Operation not permitted"):
        FileAttributes(None, 987654).set_on(str(file))
    with pytest.raises(OSError, match="the mode cannot be set: Operation not permitted"):
        FileAttributes(0o600).set_on(str(file))

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers saved to files, in process and on the target: attributes, devices and FIFOs."""

from __future__ import annotations

import json
import os
import stat
import threading
from pathlib import Path

import pytest

from tests.devices import device
from tests.integration.platforms import run
from tests.integration.plays import Play
from tests.simulator.client import Simulator

pytestmark = pytest.mark.same_on_every_core


@pytest.mark.usefixtures("execution")
def test_attributes_of_a_saved_file(play: Play, fresh_simulator: Simulator, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("old")
    (tmp_path / "kept").chmod(0o604)
    os.setxattr(tmp_path / "kept", "user.origin", b"somewhere")
    tasks = f"""
        - name: Saved
          apiops.platforms.apic_invoke:
            path: /orgs
            dest: {tmp_path}/new
            mode: 0640
            owner: "{os.geteuid()}"
        - name: Many
          apiops.platforms.apic_invoke:
            calls:
              - {{name: kept, path: /orgs, dest: {tmp_path}/kept}}
              - {{name: given, path: /orgs, dest: {tmp_path}/given, mode: "u=rw,go="}}
        """
    check = run(play, fresh_simulator, tasks, check=True)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["kept"]
    first = run(play, fresh_simulator, tasks)
    second = run(play, fresh_simulator, tasks)
    for ran, changed in ((check, True), (first, True), (second, False)):
        assert ran.rc == 0, ran.output
        assert [result.changed for result in ran.results] == [changed, changed], ran.output
    modes = {name: (tmp_path / name).stat().st_mode & 0o7777 for name in ("new", "kept", "given")}
    assert modes == {"new": 0o640, "kept": 0o604, "given": 0o600}
    assert os.getxattr(tmp_path / "kept", "user.origin") == b"somewhere"
    (tmp_path / "new").chmod(0o644)
    third = run(play, fresh_simulator, tasks, check=True, diff=True)
    assert third.of("Saved").changed
    assert "-mode: 0644" in third.output
    assert "+mode: 0640" in third.output
    assert not third.of("Many").changed


@pytest.mark.usefixtures("execution")
def test_devices_and_fifos(play: Play, fresh_simulator: Simulator, tmp_path: Path) -> None:
    null, read, unread = device(tmp_path, "null"), tmp_path / "read", tmp_path / "unread"
    for path in (read, unread):
        os.mkfifo(path)
    came: list[bytes] = []
    reader = threading.Thread(target=lambda: came.append(read.read_bytes()), daemon=True)
    reader.start()
    ran = run(
        play,
        fresh_simulator,
        f"""
        - name: Device
          apiops.platforms.apic_invoke:
            path: /orgs
            dest: {null}
        - name: Read
          apiops.platforms.apic_invoke:
            path: /orgs
            dest: {read}
        - name: Unread
          apiops.platforms.apic_invoke:
            path: /orgs
            dest: {unread}
            timeout: 1
        """,
    )
    assert (ran.of("Device").changed, ran.of("Read").changed) == (True, True), ran.output
    assert f"dest {unread} was not opened for reading in 1 s" in ran.of("Unread").result["msg"]
    assert ran.of("Unread").result["error"]["kind"] == "config"
    reader.join()
    assert json.loads(came[0])["total_results"] == 1
    assert stat.S_ISCHR(null.stat().st_mode)
    assert stat.S_ISFIFO(read.stat().st_mode)
    assert len(fresh_simulator.journal(path="/api/orgs")) == 2

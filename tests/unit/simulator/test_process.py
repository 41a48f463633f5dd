# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator as a process: it starts, it ends with its owner, and it leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.simulator import client
from tests.simulator.client import Simulator

_OWNER = """
import sys
from tests.simulator.client import Simulator
simulator = Simulator.start(sys.argv[1])
sys.stdin.read()
"""
_CHECKOUT = Path(client.__file__).resolve().parent.parent.parent


def _gone(process: int) -> bool:
    """Whether a process that is not our child ends within a few seconds."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


def test_it_ends_when_its_owner_is_killed(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _OWNER, str(tmp_path)], cwd=_CHECKOUT, stdin=subprocess.PIPE
    ) as owner:
        ready = tmp_path / "simulator.json"
        deadline = time.monotonic() + 20
        while not ready.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        process = json.loads(ready.read_text(encoding="utf-8"))["pid"]
        owner.send_signal(signal.SIGKILL)
        # Nobody has waited for the owner yet: it is a zombie now, and that counts as ended.
        assert _gone(process)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_on_a_signal_quietly(tmp_path: Path, number: signal.Signals) -> None:
    with Simulator.start(tmp_path) as simulator:
        address = urlsplit(simulator.description["apic"]["url"])
        # An idle connection does not keep it alive.
        with socket.create_connection(("127.0.0.1", address.port or 0)):
            os.kill(simulator.description["pid"], number)
            assert _gone(simulator.description["pid"])
    assert (tmp_path / "stderr.txt").read_text(encoding="utf-8") == ""


def test_files_with_secrets_are_private(tmp_path: Path) -> None:
    with Simulator.start(tmp_path):
        modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert {"simulator.json", "ca.pem", "client.key", "axway-private-key.pem"} <= set(modes)
    assert all(mode == 0o600 for name, mode in modes.items() if name != "stderr.txt")


def test_a_failed_start_tells_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "_CHECKOUT", tmp_path)
    with pytest.raises(RuntimeError, match="No module named"):
        Simulator.start()


def test_stop_can_be_called_twice() -> None:
    simulator = Simulator.start()
    simulator.stop()
    simulator.stop()

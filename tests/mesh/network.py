# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A receptor mesh on loopback, configured as AWX does it: a control node, and execution nodes."""

from __future__ import annotations

import re
import shutil
import socket
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from receptorctl.socket_interface import ReceptorControl

from tests.mesh.keys import RECEPTOR, Keys
from tests.mesh.node import RUNNER, Node
from tests.playbook import write_private

# The type of work, by AWX's name of it.
_WORK = "ansible-runner"

# The name of what a node's configuration says of TLS.
_TLS = "mutual"

# Seconds in which what is waited for must come, and between two looks.
_PATIENCE = 60
_PAUSE = 0.1

# Seconds in which receptor hands on what it has.
_GRACE = 2


class Mesh:
    """The nodes' network, over mutual TLS. Work is signed by ``control`` and sent to ``executing`` only.

    It is there as long as its nodes live.
    """

    def __init__(self, control: Node, executing: Sequence[Node], keys: Keys) -> None:
        self.control = control
        self._keys = keys
        signing = {"work-signing": {"privatekey": str(keys.signing), "tokenexpiration": "1m"}}
        listener = {"tcp-listener": {"bindaddr": "127.0.0.1", "port": 0, "tls": _TLS}}
        self._start(control, signing, listener)
        self.port = _port_of(control)
        peer = {"tcp-peer": {"address": f"127.0.0.1:{self.port}", "tls": _TLS}}
        verifying = {"work-verification": {"publickey": str(keys.verifying)}}
        work = {"worktype": _WORK, "command": str(RUNNER), "params": "worker"}
        command = {"work-command": {**work, "allowruntimeparams": True, "verifysignature": True}}
        for node in executing:
            self._start(node, verifying, command, peer)
        until(lambda: all(map(self.knows, executing)))

    def submit(self, node: Node, payload: Path) -> str:
        """Sends a packed job to a node; returns the id of the unit of work."""
        # As AWX starts it: the directory of the job is removed when the job has ended.
        worker = {"params": f"--private-data-dir={node.job} --delete"}
        with self._client() as client, payload.open("rb") as job:
            answer = client.submit_work(
                _WORK, job, node=node.name, tlsclient=_TLS, signwork=True, params=worker
            )
        return str(answer["unitid"])

    def save(self, unit: str, results: Path, given_up: Callable[[], bool]) -> None:
        """Writes what the worker of a unit sends to the new file ``results``, until it has sent all.

        When ``given_up`` is true, what came until then.
        """
        with self._client() as client:
            connection, stream = client.get_work_results(unit, return_socket=True)
        with connection, stream, results.open("xb") as file:
            copying = threading.Thread(target=shutil.copyfileobj, args=(stream, file))
            copying.start()
            try:
                while copying.is_alive() and not given_up():
                    copying.join(_PAUSE)
                copying.join(_GRACE)
            finally:
                connection.shutdown(socket.SHUT_RDWR)
                copying.join()

    def heard(self, unit: str) -> str:
        """What has reached the control node so far of that which the worker of a unit sends."""
        file = self._place(unit) / "stdout"
        return file.read_text("utf-8") if file.exists() else ""

    def state(self, unit: str) -> tuple[str, str]:
        """What receptor says of a unit of work: the name of its state, and more of it in words."""
        answer = self._command(f"work status {unit}")
        return answer["StateName"], answer["Detail"]

    def release(self, unit: str, node: Node) -> None:
        """Has a unit of work removed from the control node, and from its own unless that is lost."""
        self._command(f"work {'release' if self.knows(node) else 'force-release'} {unit}")
        until(lambda: not self._place(unit).exists())

    def knows(self, node: Node) -> bool:
        """Whether the control node has a way to that node."""
        return node.name in self._command("status")["RoutingTable"]

    def _place(self, unit: str) -> Path:
        return self.control.data / self.control.name / unit

    def _command(self, command: str) -> dict[str, Any]:
        with self._client() as client:
            answer: dict[str, Any] = client.simple_command(command)
            return answer

    def _client(self) -> closing[Any]:
        return closing(ReceptorControl(str(_socket_of(self.control))))

    def _start(self, node: Node, *parts: dict[str, Any]) -> None:
        certificate, key = self._keys.certify(node.name, node.home)
        tls = {"name": _TLS, "cert": str(certificate), "key": str(key)}
        authority = str(self._keys.authority)
        service = {"service": "control", "filename": str(_socket_of(node)), "tls": _TLS}
        configuration = [
            {"node": {"id": node.name, "datadir": str(node.data)}},
            # So that the port can be read, and all that receptor may ever log.
            {"log-level": {"level": "debug"}},
            {"tls-server": {**tls, "clientcas": authority, "requireclientcert": True}},
            {"tls-client": {**tls, "rootcas": authority}},
            {"control-service": service},
            *parts,
        ]
        file = write_private(node.home / "receptor.json", configuration)
        receptor = node.start(str(RECEPTOR), "--config", str(file))
        until(lambda: _socket_of(node).exists() or receptor.poll() is not None)
        assert receptor.poll() is None, node.log.read_text("utf-8")


def until(condition: Callable[[], bool]) -> None:
    """Waits until it is true; AssertionError if that takes more than a minute."""
    deadline = time.monotonic() + _PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(_PAUSE)


def _socket_of(node: Node) -> Path:
    return node.home / "receptor.sock"


def _port_of(node: Node) -> int:
    """The port that the node listens on, which the system chose."""

    def logged() -> list[str]:
        return re.findall(r"Listening on TCP 127\.0\.0\.1:(\d+)", node.log.read_text("utf-8"))

    until(lambda: bool(logged()))
    (port,) = logged()
    return int(port)

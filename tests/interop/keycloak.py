# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the Keycloak of `scripts/setup-keycloak` on loopback, with a realm of the caller's. For Linux."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import requests
import trustme

from tests.playbook import CHECKOUT, write_private
from tests.processes import processes, signal_all
from tests.simulator import certificates

_DISTRIBUTION = CHECKOUT / ".cache" / "keycloak"

# Seconds that it may take to listen, to end by itself, and to write down what it answered.
_START_SECONDS = 300
_STOP_SECONDS = 120
_RECORD_SECONDS = 120

_LISTENING = re.compile(r"Listening on: (https://127\.0\.0\.1:[1-9]\d*)$", re.MULTILINE)
# It lives for a minute and sees a few dozen requests: what would make it faster later only delays it.
_JAVA = "-Xms256m -Xmx512m -XX:TieredStopAtLevel=1"


class Seen(NamedTuple):
    """A request by the server's own record."""

    method: str
    path: str
    status: int


class Keycloak:
    """A running server, ended at the end of its ``with`` block, whatever happened.

    ``url`` is its address with ``/auth``, ``ca_path`` whom to trust, ``certificate`` and ``key`` what serves
    on loopback. ``realm`` is the realm's representation, as Keycloak imports it.
    """

    def __init__(self, realm: Mapping[str, Any]) -> None:
        self._temporary = tempfile.TemporaryDirectory(prefix="keycloak-")
        self._home = Path(self._temporary.name)
        self._log = self._home / "log.txt"
        self._record = self._home / "data" / "log" / "requests.log"
        self.ca_path, self.certificate, self.key = (
            str(self._home / name) for name in ("ca.pem", "server.pem", "server.key")
        )
        self._furnish(realm)
        self._marks = count()
        self._begin = 0
        self._process: subprocess.Popen[bytes] | None = None
        self.url = ""

    def __enter__(self) -> Keycloak:
        self._process = self._launched()
        try:
            self.url = self._address(self._process) + "/auth"
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def processes(self) -> list[int]:
        """The processes of the server: its starter and Java."""
        return processes(self._is_ours) if self._process else []

    def _is_ours(self, process: Path) -> bool:
        """Whether it is in the server's group and runs."""
        fields = (process / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
        state, _parent, group = fields[:3]
        return self._process is not None and int(group) == self._process.pid and state not in "ZX"

    def stop(self) -> None:
        """Ends it and removes its files; ``RuntimeError`` if anything of it is left."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            signal_all(self.processes(), number)
            deadline = time.monotonic() + _STOP_SECONDS
            while self.processes() and time.monotonic() < deadline:
                time.sleep(0.05)
        left = self.processes()
        if self._process:
            self._process.wait()
        self._temporary.cleanup()
        if left:
            raise RuntimeError(f"processes {left} of Keycloak do not end")

    def forget(self) -> None:
        """Leaves the requests so far out of ``requests``."""
        self._mark()
        self._begin = self._record.stat().st_size

    def requests(self, path: str) -> list[Seen]:
        """The requests to a path since the last ``forget``, oldest first."""
        self._mark()
        return [seen for seen in self._seen() if seen.path == path]

    def _mark(self) -> None:
        """Waits until what was answered so far is written down: until a later request of its own is."""
        path = f"/auth/mark/{next(self._marks)}"
        with direct(self.ca_path) as session:
            session.get(self.url.removesuffix("/auth") + path, timeout=_RECORD_SECONDS)
        deadline = time.monotonic() + _RECORD_SECONDS
        while not any(seen.path == path for seen in self._seen()):
            if time.monotonic() > deadline:
                raise RuntimeError(f"Keycloak did not write down a request\n{self._end_of_log()}")
            time.sleep(0.01)

    def _seen(self) -> list[Seen]:
        with self._record.open(encoding="ascii") as file:
            file.seek(self._begin)
            fields = [line.split() for line in file.read().splitlines(keepends=True) if line.endswith("\n")]
        return [Seen(method, path, int(status)) for method, path, status in fields]

    def _furnish(self, realm: Mapping[str, Any]) -> None:
        """A home of its own, so that what runs from the same checkout at the same time shares no data."""
        (self._home / "bin").mkdir()
        shutil.copy(_DISTRIBUTION / "bin" / "kc.sh", self._home / "bin")
        for name in ("conf", "lib", "providers", "themes"):
            (self._home / name).symlink_to(_DISTRIBUTION / name)
        (self._home / "data" / "import").mkdir(parents=True)
        write_private(self._home / "data" / "import" / "realm.json", dict(realm))
        authority = trustme.CA()
        leaf = authority.issue_cert("localhost", "127.0.0.1")
        files = {
            "ca.pem": authority.cert_pem.bytes(),
            "server.pem": b"".join(blob.bytes() for blob in leaf.cert_chain_pems),
            "server.key": leaf.private_key_pem.bytes(),
        }
        for name, content in files.items():
            certificates.write_private(self._home / name, content)

    def _launched(self) -> subprocess.Popen[bytes]:
        options = {
            "http-host": "127.0.0.1",
            # One that is free, told in the log.
            "https-port": "0",
            "https-certificate-file": self.certificate,
            "https-certificate-key-file": self.key,
            # Its name is the one it is called by.
            "hostname-strict": "false",
            "cache": "local",
            "shutdown-delay": "0",
            "http-access-log-enabled": "true",
            "http-access-log-file-enabled": "true",
            "http-access-log-file-name": self._record.stem,
            "http-access-log-file-rotate": "false",
            "http-access-log-pattern": "%m %U %s",
        }
        inherited = {name: os.environ[name] for name in ("PATH", "JAVA_HOME") if name in os.environ}
        with self._log.open("xb") as log:
            return subprocess.Popen(
                # The signal: should this process be killed, the server ends with it.
                [
                    *("setpriv", "--pdeathsig", "TERM", str(self._home / "bin" / "kc.sh")),
                    *("start", "--optimized", "--import-realm"),
                    *(f"--{name}={value}" for name, value in options.items()),
                ],
                cwd=self._home,
                env={**inherited, "HOME": str(self._home), "LC_ALL": "C.UTF-8", "JAVA_OPTS_KC_HEAP": _JAVA},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # A group of its own, by which all of it is found.
                start_new_session=True,
            )

    def _address(self, process: subprocess.Popen[bytes]) -> str:
        deadline = time.monotonic() + _START_SECONDS
        while process.poll() is None and time.monotonic() < deadline:
            found = _LISTENING.search(self._log.read_text("utf-8", "replace"))
            if found:
                return found[1]
            time.sleep(0.1)
        raise RuntimeError(f"Keycloak did not start\n{self._end_of_log()}")

    def _end_of_log(self) -> str:
        return "\n".join(self._log.read_text("utf-8", "replace").splitlines()[-40:])


def direct(ca_path: str) -> requests.Session:
    """A session that trusts these authorities, and goes through no proxy: all is on loopback."""
    session = requests.Session()
    session.trust_env = False
    session.verify = ca_path
    return session


def client(client_id: str, **fields: Any) -> dict[str, Any]:
    """A client that logs in for itself, as a service account of Axway's does; ``fields`` are Keycloak's."""
    return {
        "clientId": client_id,
        "publicClient": False,
        "serviceAccountsEnabled": True,
        "standardFlowEnabled": False,
        **fields,
    }


def realm_of(name: str, *clients: Mapping[str, Any]) -> dict[str, Any]:
    """A realm with these clients, whose tokens live as long as Axway's."""
    return {"realm": name, "enabled": True, "accessTokenLifespan": 1800, "clients": list(clients)}

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts the simulator, and asks it: for pytest, the demo and the benchmarks. Standard library only."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, Request, build_opener

_CHECKOUT = Path(__file__).resolve().parent.parent.parent
_READY_SECONDS = 60
_STOP_SECONDS = 5

# Loopback is never reached through a proxy.
_opener = build_opener(ProxyHandler({}))


class Simulator:
    """A running simulator, ended by ``stop`` or at the end of its ``with`` block.

    ``description`` is the content of its simulator.json: addresses, credentials, files.
    """

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        description: dict[str, Any],
        directory: tempfile.TemporaryDirectory[str] | None,
    ) -> None:
        self.description = description
        self._process = process
        self._temporary = directory

    @classmethod
    def start(cls, directory: str | os.PathLike[str] | None = None) -> Simulator:
        """Starts one and waits until it listens; ``RuntimeError`` with what it printed if it does not.

        Its files go to ``directory``, or to a temporary one that goes when it stops.
        """
        temporary = None if directory else tempfile.TemporaryDirectory(prefix="apiops-simulator-")
        place = Path(directory or temporary.name)  # type: ignore[union-attr]
        place.mkdir(parents=True, exist_ok=True)
        ready = place / "simulator.json"
        ready.unlink(missing_ok=True)
        errors = place / "stderr.txt"
        command = [sys.executable, "-m", "tests.simulator"]
        with errors.open("wb") as stderr:
            process = subprocess.Popen(
                [*command, "--directory", str(place.resolve()), "--exit-with", str(os.getpid())],
                cwd=_CHECKOUT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                # The owner decides when it ends, not the terminal.
                start_new_session=True,
            )
        deadline = time.monotonic() + _READY_SECONDS
        while not ready.exists():
            if process.poll() is not None or time.monotonic() > deadline:
                process.kill()
                process.wait()
                said = errors.read_text(encoding="utf-8", errors="replace")
                if temporary:
                    temporary.cleanup()
                raise RuntimeError(f"the simulator did not start:\n{said}")
            time.sleep(0.01)
        return cls(process, json.loads(ready.read_text(encoding="utf-8")), temporary)

    def __enter__(self) -> Simulator:
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Ends it, and removes its files if they are temporary."""
        self._process.terminate()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._temporary:
            self._temporary.cleanup()

    def journal(self, **filters: str) -> list[dict[str, Any]]:
        """The requests so far, oldest first; filters: platform, listener, method, path, contains."""
        answer = self._ask("GET", "/journal?" + urlencode(filters))
        assert isinstance(answer, list)
        return answer

    def clear_journal(self) -> None:
        """Forgets the requests so far."""
        self._ask("DELETE", "/journal")

    def reset(self) -> None:
        """State, journal, faults and settings as at the start; every token it issued is unknown again."""
        self._ask("POST", "/reset")

    def fault(self, **fields: Any) -> None:
        """Puts a fault in force: ``kind``, which requests it befalls, and the fields of its kind."""
        self._ask("POST", "/faults", fields)

    def clear_faults(self) -> None:
        """Takes all faults out of force."""
        self._ask("DELETE", "/faults")

    def configure(self, **settings: dict[str, Any]) -> None:
        """Changes settings of platforms: ``configure(apic={"token_lifetime": 5})``."""
        self._ask("POST", "/settings", settings)

    def label(self, **label: Any) -> None:
        """Says to which test the exchanges belong that are written down from now on."""
        self._ask("POST", "/label", label)

    def issued_tokens(self) -> dict[str, list[str]]:
        """Every access token issued so far and the ID tokens within them, by platform."""
        answer = self._ask("GET", "/tokens")
        assert isinstance(answer, dict)
        return answer

    def expire_tokens(self) -> None:
        """Ends every access token issued so far, on all platforms."""
        self._ask("POST", "/tokens/expire")

    def _ask(self, method: str, path: str, content: Any = None) -> Any:
        data = None if content is None else json.dumps(content).encode()
        headers = {"Content-Type": "application/json"}
        request = Request(self.description["control_url"] + path, data, headers, method=method)
        try:
            with _opener.open(request, timeout=30) as response:
                return json.load(response)
        except HTTPError as error:
            with error:
                raise ValueError(json.load(error)["error"]) from None

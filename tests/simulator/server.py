# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts every listener in one event loop, tells where they are, and ends when the owner does."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from tests.simulator import certificates
from tests.simulator.certificates import Certificates
from tests.simulator.connection import listen
from tests.simulator.control import Control
from tests.simulator.exchanges import Exchanges
from tests.simulator.faults import Faults
from tests.simulator.journal import Journal
from tests.simulator.platforms import SIMULATED
from tests.simulator.recorder import Recorder, Site, Sites
from tests.simulator.tokens import Signer

_POLL_SECONDS = 0.5

# Which platform a path belongs to, on the listeners that serve all of them.
_BY_PATH = (
    (re.compile(r"/auth/realms/"), "axway_auth"),
    (re.compile(r"/api/v1/"), "axway_platform"),
    (re.compile(r"/apis/|/events/|/api/traceability/"), "axway_central"),
    (re.compile(r"/apiops(/|$)"), "apinizer"),
    (re.compile(r"/SecurityPortal/|/api/([A-Z]|amsOSRAM)"), "cmf"),
)


_WRONG_OR_MUTUAL = ("expired", "wrong_name", "unknown_ca", "mutual")


async def serve(directory: Path, owner: int) -> None:
    """Listens until SIGTERM, SIGINT or the end of the process ``owner``."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    directory.mkdir(parents=True, exist_ok=True)
    simulation = Simulation(directory)
    servers = await simulation.start()
    while not ended.is_set() and _alive(owner):
        try:
            await asyncio.wait_for(ended.wait(), _POLL_SECONDS)
        except TimeoutError:
            continue
    for server in servers:
        server.close()


class Simulation:
    """The platforms, their journal and their faults, with files in one directory."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._journal = Journal()
        self._faults = Faults()
        self._exchanges = Exchanges()
        signer = Signer()
        self._platforms = {name: simulated(signer, directory) for name, simulated in SIMULATED.items()}
        self._sites = {
            site: Site(name, application)
            for name, platform in self._platforms.items()
            for site, application in platform.sites().items()
        }

    async def start(self) -> list[asyncio.Server]:
        """Opens every listener and writes simulator.json; returns the servers."""
        files = certificates.make(self._directory)
        sites = {**self._sites, "other_origin": Site("other", _elsewhere)}
        served: list[tuple[str, Sites, str]] = [
            *((name, site, "trusted") for name, site in sites.items()),
            *((f"tls_{name}", _ByPath(sites), name) for name in _WRONG_OR_MUTUAL),
        ]
        servers, urls = [], {}
        for name, at, certificate in served:
            recorder = Recorder(name, at, self._journal, self._faults, self._exchanges)
            server, port = await listen(recorder, files.contexts[certificate])
            servers.append(server)
            urls[name] = f"https://localhost:{port}"
        control = Control(self._journal, self._faults, self._exchanges, self._platforms)
        server, port = await listen(control.application(), None)
        self._write({**self._description(urls, files), "control_url": f"http://127.0.0.1:{port}"})
        return [*servers, server]

    def _description(self, urls: Mapping[str, str], files: Certificates) -> dict[str, Any]:
        return {
            "pid": os.getpid(),
            "ca_path": str(files.ca_path),
            **{
                name: platform.describe(*(urls[site] for site in self._sites_of(name)))
                for name, platform in self._platforms.items()
            },
            "tls": {
                **{f"{name}_url": urls[f"tls_{name}"] for name in _WRONG_OR_MUTUAL},
                "client_cert": str(files.client_cert),
                "client_key": str(files.client_key),
            },
            "other_origin_url": urls["other_origin"],
        }

    def _sites_of(self, platform: str) -> list[str]:
        return [name for name, site in self._sites.items() if site.platform == platform]

    def _write(self, description: Mapping[str, Any]) -> None:
        text = json.dumps(description, ensure_ascii=False, indent=1)
        unfinished = certificates.write_private(self._directory / "simulator.json.new", text.encode())
        unfinished.replace(self._directory / "simulator.json")


@dataclass(frozen=True)
class _ByPath:
    """All platforms behind one address; what belongs to none is API Connect's."""

    sites: Mapping[str, Site]

    def at(self, path: str) -> Site:
        """The site that a path belongs to."""
        named = (name for pattern, name in _BY_PATH if pattern.match(path))
        return self.sites[next(named, "apic")]


async def _elsewhere(scope: Scope, receive: Receive, send: Send) -> None:
    await JSONResponse({"origin": "other"})(scope, receive, send)


def _alive(process: int) -> bool:
    """Whether the process runs. One that ended and waits for its parent to notice does not."""
    try:
        os.kill(process, 0)
        status = Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace")
    except ProcessLookupError:
        return False
    except (PermissionError, FileNotFoundError):
        # Of another user; or a system without /proc, or one that ended this very moment: ask again later.
        return True
    return not status.rpartition(")")[2].strip().startswith(("Z", "X"))

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The certified OpenID provider ``oidc-provider``, as a server at Axway's paths on loopback."""

from __future__ import annotations

import json
import os
import select
import signal
import ssl
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import HTTPSHandler, ProxyHandler, Request, build_opener

import trustme

from tests.playbook import CHECKOUT

PACKAGE = CHECKOUT / ".cache" / "node" / "oidc_provider"
REALM = "/auth/realms/Broker"
CONNECT = REALM + "/protocol/openid-connect"
# Seconds until it listens, and until it has ended when its standard input has.
START_LIMIT, END_LIMIT = 60, 10


@dataclass(frozen=True)
class OpenIdProvider:
    """A running provider: its origin, and the CA that its certificate is of."""

    url: str
    ca_path: Path
    process: subprocess.Popen[str]

    def journal(self, path: str | None = None) -> list[dict[str, Any]]:
        """The requests since ``forget``, of one path or all.

        Each is ``{number, method, path, headers, body, status}``, and ``reason`` why the provider refused,
        which it keeps to itself.
        """
        entries: list[dict[str, Any]] = self.ask("/journal")
        return [entry for entry in entries if path in (None, entry["path"])]

    def logins(self) -> list[dict[str, Any]]:
        """The requests for a token."""
        return self.journal(CONNECT + "/token")

    def forget(self) -> None:
        """Forgets the requests so far."""
        self.ask("/journal", method="DELETE")

    def lose_an_answer(self) -> None:
        """The next token will be issued, and the connection cut before it is told."""
        self.ask("/lose-an-answer", method="POST")

    def ask(self, path: str, data: bytes | None = None, method: str | None = None) -> Any:
        """The JSON that is answered to a request other than the product's."""
        context = ssl.create_default_context(cafile=self.ca_path)
        # Loopback is never reached through a proxy.
        opener = build_opener(ProxyHandler({}), HTTPSHandler(context=context))
        with opener.open(Request(self.url + path, data, method=method), timeout=30) as answer:
            return json.loads(answer.read() or b"null")


@contextmanager
def running_provider(directory: Path, settings: Mapping[str, Any]) -> Iterator[OpenIdProvider]:
    """A provider in a process group of its own, ended with the context.

    ``settings`` are what server.mjs reads besides certificate and key; nothing of them is written to disk.
    """
    authority = trustme.CA()
    leaf = authority.issue_cert("127.0.0.1")
    ca_path, errors = directory / "ca.pem", directory / "stderr.txt"
    authority.cert_pem.write_to_path(ca_path)
    with errors.open("wb") as stderr:
        process = subprocess.Popen(
            ["node", str(PACKAGE / "server.mjs")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            start_new_session=True,
        )
    with process:
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            tls = {
                "certificate": b"".join(blob.bytes() for blob in leaf.cert_chain_pems).decode(),
                "key": leaf.private_key_pem.bytes().decode(),
            }
            with suppress(BrokenPipeError):
                process.stdin.write(json.dumps({**settings, **tls}) + "\n")
                process.stdin.flush()
            ready = select.select([process.stdout], [], [], START_LIMIT)[0]
            said = process.stdout.readline() if ready else ""
            assert said, errors.read_text("utf-8")
            yield OpenIdProvider("https://127.0.0.1:%d" % json.loads(said)["port"], ca_path, process)
        finally:
            end(process)


def end(process: subprocess.Popen[str]) -> int:
    """Ends the server by the end of its input, or by force; its status, negative if it took force."""
    assert process.stdin is not None
    with suppress(BrokenPipeError):
        process.stdin.close()
    try:
        return process.wait(END_LIMIT)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        return process.wait()

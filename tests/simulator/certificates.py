# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator's certificate authority, and TLS contexts that are right or wrong in one way each."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme

_NAMES = ("localhost", "127.0.0.1")


@dataclass(frozen=True)
class Certificates:
    """The files that clients use, and the server contexts by what is to be expected of them."""

    ca_path: Path
    client_cert: Path
    client_key: Path
    contexts: Mapping[str, ssl.SSLContext]


def make(directory: Path) -> Certificates:
    """Issues everything anew and writes what clients need to ``directory``, keys for this user only.

    ``contexts`` holds ``trusted``, ``expired`` (since a day), ``wrong_name`` (for another host),
    ``unknown_ca`` (issued by nobody the client knows) and ``mutual`` (asks the client for a certificate).
    """
    authority, stranger = trustme.CA(), trustme.CA()
    now = datetime.now(UTC)
    trusted = authority.issue_cert(*_NAMES)
    expired = authority.issue_cert(
        *_NAMES, not_before=now - timedelta(days=30), not_after=now - timedelta(days=1)
    )
    contexts = {
        "trusted": _context(trusted),
        "expired": _context(expired),
        "wrong_name": _context(authority.issue_cert("elsewhere.invalid")),
        "unknown_ca": _context(stranger.issue_cert(*_NAMES)),
        "mutual": _context(trusted),
    }
    contexts["mutual"].verify_mode = ssl.CERT_REQUIRED
    authority.configure_trust(contexts["mutual"])

    client = authority.issue_cert("client@simulator.invalid")
    files = {
        "ca.pem": authority.cert_pem.bytes(),
        "client.pem": b"".join(blob.bytes() for blob in client.cert_chain_pems),
        "client.key": client.private_key_pem.bytes(),
    }
    for name, content in files.items():
        write_private(directory / name, content)
    return Certificates(directory / "ca.pem", directory / "client.pem", directory / "client.key", contexts)


def write_private(path: Path, content: bytes) -> Path:
    """Writes a file that only this user may read; returns its path."""
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_bytes(content)
    return path


def _context(leaf: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    leaf.configure_cert(context)
    return context

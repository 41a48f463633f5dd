# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Receptor, and what the nodes of a mesh prove themselves with."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from tests.playbook import CHECKOUT

# What `scripts/setup-go` builds.
RECEPTOR = CHECKOUT / ".cache" / "receptor" / "receptor"

_BITS = 2048


class Keys:
    """The authority that certifies the nodes of a mesh, and the pair of keys by which work is signed.

    All files are in ``directory``, for this user only.
    """

    def __init__(self, directory: Path) -> None:
        self.authority = directory / "authority.pem"
        self.signing = directory / "signing.key"
        self.verifying = directory / "verifying.pem"
        self._key = directory / "authority.key"
        _receptor("cert-init", commonname="mesh", bits=_BITS, outcert=self.authority, outkey=self._key)
        pair = rsa.generate_private_key(65537, _BITS)
        private = pair.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
        _write(self.signing, private)
        public = pair.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        _write(self.verifying, public)

    def certify(self, name: str, directory: Path) -> tuple[Path, Path]:
        """Makes a certificate for the node of that name on loopback; returns its file and the key's."""
        request, certificate, key = (directory / f"node.{suffix}" for suffix in ("req", "pem", "key"))
        names = {"commonname": name, "nodeid": name, "ipaddress": "127.0.0.1"}
        _receptor("cert-makereq", **names, bits=_BITS, outreq=request, outkey=key)
        authority = {"cacert": self.authority, "cakey": self._key}
        _receptor("cert-signreq", **authority, req=request, outcert=certificate, verify="true")
        return certificate, key


def _receptor(command: str, **parameters: object) -> None:
    given = [f"{name}={value}" for name, value in parameters.items()]
    subprocess.run([str(RECEPTOR), f"--{command}", *given], stdin=subprocess.DEVNULL, check=True)


def _write(path: Path, data: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)

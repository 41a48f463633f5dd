# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Client assertions signed with a private key (``private_key_jwt``, RFC 7523).

PRIVATE to this collection.
"""

from __future__ import annotations

import base64
import json
import re
import time
import uuid
from dataclasses import dataclass
from typing import Any, Optional

from ..errors import config_error
from ..files import unreadable

TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
# Seconds an assertion may be used; each is used once, at once.
LIFE = 60
_ONE_LINE = re.compile("(-----BEGIN [A-Z ]+-----)([A-Za-z0-9+/= ]+)(-----END [A-Z ]+-----)")


@dataclass(frozen=True)
class PrivateKey:
    """An RSA key ready to sign, and its PEM text."""

    pem: str
    key: Any


def private_key(text: Optional[str], path: Optional[str], passphrase: Optional[str]) -> PrivateKey:
    """The RSA key in ``text`` or in the file ``path``; ``ApiError`` (config) says what is wrong with it."""
    try:
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
        from cryptography.hazmat.primitives.serialization import load_pem_private_key
    except ImportError as error:
        raise config_error("Signing with a private key needs the Python library cryptography.") from error
    if text is not None and path is not None:
        raise config_error("private_key and private_key_path are mutually exclusive.")
    option = "private_key" if text is not None else "private_key_path"
    pem = _in_lines(text if text is not None else _read(path))
    if "PUBLIC KEY-----" in pem and "PRIVATE KEY-----" not in pem:
        raise config_error("%s contains a public key; give the private key." % option)
    if "PRIVATE KEY-----" not in pem:
        raise config_error(
            "%s is not in PEM format: it must begin with -----BEGIN PRIVATE KEY----- or the like." % option
        )
    if "OPENSSH PRIVATE KEY-----" in pem:
        raise config_error("%s is in the format of OpenSSH; convert it with ssh-keygen -p -m PEM." % option)
    encrypted = "ENCRYPTED" in pem
    if encrypted and not passphrase:
        raise config_error("%s is encrypted: private_key_passphrase is missing." % option)
    try:
        secret = passphrase.encode() if passphrase and encrypted else None
        key = load_pem_private_key(pem.encode(), password=secret)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        reason = "private_key_passphrase is wrong" if encrypted else "it is damaged"
        raise config_error("%s cannot be read: %s." % (option, reason)) from error
    if not isinstance(key, RSAPrivateKey):
        raise config_error("%s is not an RSA key; only RSA keys can be used here." % option)
    return PrivateKey(pem, key)


def signed(key: PrivateKey, client_id: str, audience: str) -> str:
    """A fresh assertion (RS256) by which ``client_id`` proves itself to ``audience``."""
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256

    now = int(time.time())
    header = {"alg": "RS256", "typ": "JWT"}
    claims = {
        "aud": audience,
        "iss": client_id,
        "sub": client_id,
        "iat": now,
        "exp": now + LIFE,
        "jti": str(uuid.uuid4()),
    }
    message = "%s.%s" % (_segment(header), _segment(claims))
    signature = key.key.sign(message.encode(), PKCS1v15(), SHA256())
    return message + "." + base64.urlsafe_b64encode(signature).rstrip(b"=").decode()


def _segment(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value, separators=(",", ":")).encode()).rstrip(b"=").decode()


def _read(path: Optional[str]) -> str:
    if path is None:
        raise config_error("private_key_jwt needs private_key or private_key_path.")
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except UnicodeDecodeError as error:
        raise config_error("private_key_path %s is not text." % path) from error
    except OSError as error:
        raise unreadable("private_key_path", path, error) from error


def _in_lines(text: str) -> str:
    r"""The key with its line ends, where it came in one line.

    Variables of CI hold ``\n``, as two characters, for each line end. YAML puts a space in its place where a
    text is folded (``>``).
    """
    line = text.strip().strip("\"'")
    if "\n" in line:
        return text
    lines = line.replace("\\r", "").replace("\\n", "\n")
    folded = _ONE_LINE.fullmatch(lines)
    if folded:
        begin, content, end = folded.groups()
        lines = "\n".join([begin, *content.split(), end])
    return lines + "\n"

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens: signed or opaque ones, whose they are, and until when they are good."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

Reason = Literal["unknown", "expired", "revoked"]


class BadToken(Exception):
    """A token that is not good (any more), and the ``reason``."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


@dataclass
class Holder:
    """Whom a token was given to: the subject's name, the claims, and the end (epoch, s)."""

    subject: str
    claims: Mapping[str, Any]
    ends: float
    revoked: bool = False


@dataclass
class TokenSettings:
    """How a platform issues its tokens. ``token_lifetime`` is in seconds."""

    token_lifetime: float
    opaque_tokens: bool = False
    omit_expires_in: bool = False


class Signer:
    """Signs JWTs: RS256 with a key of the simulator's own, or HS256 with a secret that nobody is told."""

    def __init__(self) -> None:
        self._rsa = RSAKey.generate_key(2048, parameters={"use": "sig", "alg": "RS256"}, auto_kid=True)
        self._secret = OctKey.generate_key(256)

    @property
    def key_set(self) -> dict[str, Any]:
        """The public key as a JWK set."""
        return {"keys": [self._rsa.as_dict(private=False)]}

    def signed(self, claims: Mapping[str, Any], algorithm: str = "RS256") -> str:
        """The claims as a JWT."""
        if algorithm == "HS256":
            return jwt.encode({"alg": "HS256", "typ": "JWT"}, dict(claims), self._secret)
        header = {"alg": "RS256", "typ": "JWT", "kid": self._rsa.kid}
        return jwt.encode(header, dict(claims), self._rsa)


@dataclass
class Tokens:
    """The tokens that one platform has issued."""

    signer: Signer
    _holders: dict[str, Holder] = field(default_factory=dict)

    def issue(
        self,
        subject: str,
        claims: Mapping[str, Any],
        settings: TokenSettings,
        algorithm: str = "RS256",
    ) -> str:
        """A new token; ``iat``, ``exp`` and ``jti`` are added to the claims."""
        now = time.time()
        ends = now + settings.token_lifetime
        complete = {**claims, "jti": secrets.token_hex(16), "iat": int(now), "exp": int(ends)}
        token = (
            secrets.token_urlsafe(32) if settings.opaque_tokens else self.signer.signed(complete, algorithm)
        )
        self._holders[token] = Holder(subject, complete, ends)
        return token

    def holder(self, token: str) -> Holder:
        """Whose token it is; ``BadToken`` if it is unknown, expired or revoked."""
        holder = self._holders.get(token)
        if holder is None:
            raise BadToken("unknown")
        if holder.revoked:
            raise BadToken("revoked")
        if holder.ends <= time.time():
            raise BadToken("expired")
        return holder

    def issued(self) -> list[str]:
        """Every token issued so far, and the ID tokens that they carry."""
        claims = [holder.claims for holder in self._holders.values()]
        return [*self._holders, *(each["id_token"] for each in claims if "id_token" in each)]

    def revoke(self, token: str) -> None:
        """From now on the token is refused."""
        if token in self._holders:
            self._holders[token].revoked = True

    def revoke_all_of(self, subject: str) -> None:
        """From now on every token of that subject is refused."""
        for holder in self._holders.values():
            holder.revoked = holder.revoked or holder.subject == subject

    def expire(self) -> None:
        """Ends every token issued so far."""
        for holder in self._holders.values():
            holder.ends = 0


def bearer(headers: Mapping[str, str]) -> str | None:
    """The bearer token of a request, or None if it carries none."""
    scheme, _space, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None

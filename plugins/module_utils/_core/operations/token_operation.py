# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The operation of the modules that obtain a token.

PRIVATE to this collection.
"""

from __future__ import annotations

from typing import (
    Any,
    Dict,
)

from ..calls.answer import Result
from ..options import Options, Params
from ..redaction import Secrets
from ..tokens.source import GrantedToken
from ..tokens.token import Token
from .operation import Operation
from .session import Context, Session


class TokenOperation(Operation):
    """Obtains a token, or hands back the one the run holds."""

    returns_token = True
    secret_results = ("access_token",)

    @property
    def options(self) -> Options:
        return self.credentials

    def execute(self, params: Params, context: Context, secrets: Secrets) -> Result:
        platform = self.platform(params)
        source = Session(platform, context, secrets).tokens()
        token = source.current()
        for nested in token.nested_tokens:
            secrets.add(nested)
        reused = source.reused if isinstance(source, GrantedToken) else True
        return {"changed": False, "reused": reused, **platform.token_details(), **described(token)}


def described(token: Token) -> Dict[str, Any]:
    """A token as the token modules return it; ``expires_in`` in seconds from now."""
    return {
        "access_token": token.access_token,
        "token_type": token.token_type,
        "expires_in": token.remaining,
        "expires_at": token.expires_at,
        "scope": token.scope,
        "claims": token.claims,
        **token.details,
    }

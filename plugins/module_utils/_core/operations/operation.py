# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one module does, declared and run without knowing Ansible.

PRIVATE to this collection.
"""

from __future__ import annotations

import os
import traceback
from abc import ABC, abstractmethod
from dataclasses import replace
from typing import (
    Any,
    ClassVar,
    Collection,
    Dict,
    Tuple,
    Type,
)

from ..calls.answer import Result, without_told_secrets
from ..errors import ApiError, Effect
from ..exchange.platform import Platform
from ..fields import MASK
from ..options import Options, Params, http_options, secrets_in
from ..redaction import Redactor, Secrets
from ..tokens.source import GrantedToken
from .guard import check_overrides
from .session import Context, Session


class Operation(ABC):
    """What one module does. ``options`` are all it takes.

    ``returns_token``: its result is a token. ``secret_results`` names the results that are secrets, and asked
    for: they are not masked, and kept off the screen. ``one_time_secret`` says that they cannot be asked for
    again.
    """

    returns_token: ClassVar[bool] = False
    secret_results: ClassVar[Tuple[str, ...]] = ()
    one_time_secret: ClassVar[bool] = False

    def __init__(self, name: str, platform: Type[Platform]) -> None:
        self.name = name
        self.platform = platform

    @property
    @abstractmethod
    def options(self) -> Options:
        """The options, by name."""

    @property
    def credentials(self) -> Options:
        """Those of them by which a token is obtained."""
        return {**self.platform.options, **http_options(self.platform.name.upper())}

    @abstractmethod
    def execute(self, params: Params, context: Context, secrets: Secrets) -> Result:
        """Do it; raises ``ApiError``."""

    def effective_params(self, params: Params, given: Collection[str], environment: Params) -> Dict[str, Any]:
        """The parameters without credentials of the environment that rival those ``given`` in the task.

        ``given`` are the names of the options as the task writes them, ``environment`` what the environment
        supplies, by option. Raises ``ApiError`` (config) if its secrets would be sent elsewhere.
        """
        names = {name for name, option in self.options.items() if {name, *option.aliases}.intersection(given)}
        chosen = [each for each in self.platform.credential_sets if names.intersection(each)]
        others = [each for each in self.platform.credential_sets if chosen and each not in chosen]
        superseded = [other for name in names for other in self.platform.supersedes.get(name, ())]
        dropped = {*(name for each in others for name in each), *superseded} - names
        kept = {name: None if name in dropped else value for name, value in params.items()}
        check_overrides(self.platform, self.credentials, kept, names, environment)
        return kept

    def run(self, params: Params, context: Context) -> Result:
        """The task result for validated ``params``, secrets masked; with ``failed`` and ``msg`` if it failed.

        Never raises.
        """
        public = (params.get(name) for name, option in self.platform.options.items() if not option.secret)
        secrets = Secrets([value for value in public if isinstance(value, str)])
        try:
            for secret in secrets_in(self.options, params):
                secrets.add(secret)
            return self.masked(self.execute(params, _discreet(context, secrets), secrets), secrets.results)
        except ApiError as error:
            failure = error
        except Exception as fault:
            effect: Effect = "none" if self.returns_token else "unknown"
            failure = ApiError("protocol", self._bug(fault), effect=effect)
        return self.masked(failure.to_result(context.mode.quotes), secrets.failures)

    def masked(self, result: Result, redactor: Redactor) -> Result:
        """The result as it may leave the operation."""
        asked = {name: result.pop(name) for name in self.secret_results if name in result}
        return {**redactor.scrub(result), **asked}

    def secrets_of(self, result: Result) -> Tuple[str, ...]:
        """The secrets that a result holds because they were asked for."""
        return tuple(str(result[name]) for name in self.secret_results if result.get(name))

    def is_secret(self, result: Result) -> bool:
        """Whether a result must not be shown: what was asked for, or what a failure keeps of an answer."""
        told = bool(result.get("failed")) and without_told_secrets(result) != result
        return told or bool(self.secrets_of(result))

    def concealed(self, result: Result) -> Result:
        """The result without its secrets, for where it is written to a file."""
        shown = without_told_secrets(result) if result.get("failed") else result
        return {
            name: MASK if value and name in self.secret_results else value for name, value in shown.items()
        }

    def _bug(self, error: Exception) -> str:
        place = traceback.extract_tb(error.__traceback__)[-1]
        return (
            "%s failed with an internal error: %s in %s, line %s (%s). Please report it with this line."
            % (
                self.name,
                type(error).__name__,
                os.path.basename(place.filename),
                place.lineno,
                " ".join(str(error).split()),
            )
        )


def _discreet(context: Context, secrets: Secrets) -> Context:
    """The same, whose progress and warnings are masked as failures are: they too quote what is sent."""
    mode, mask = context.mode, secrets.failures.mask
    masked = replace(
        mode, progress=lambda text: mode.progress(mask(text)), warn=lambda text: mode.warn(mask(text))
    )
    return replace(context, mode=masked)


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
        told = {
            "access_token": token.access_token,
            "token_type": token.token_type,
            "expires_in": token.remaining,
            "expires_at": token.expires_at,
            "scope": token.scope,
            "claims": token.claims,
        }
        return {"changed": False, "reused": reused, **platform.token_details(), **told, **token.details}

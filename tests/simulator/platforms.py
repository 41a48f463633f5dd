# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulated platforms: for each of the collection there is a file of its name here, with its class."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.playbook import PLATFORMS
from tests.simulator.platform import Platform
from tests.simulator.tokens import Signer

Simulated = Callable[[Signer, Path], Platform[Any]]


def _class_of(platform: str) -> Any:
    return getattr(import_module(f"tests.simulator.{platform}"), platform.capitalize())


# What makes each of them: given what signs its tokens, and a directory for its files.
SIMULATED: Mapping[str, Simulated] = {name: _class_of(name) for name in PLATFORMS}
# The options by which tasks find each of them, and the path of its token endpoint.
GIVEN: Mapping[str, tuple[str, ...]] = {name: _class_of(name).given for name in PLATFORMS}
LOGINS: Mapping[str, str] = {name: _class_of(name).login for name in PLATFORMS}

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the code declares and the documentation fragments describe: platforms, modules and options."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import Any

import yaml

from ansible_collections.apiops.platforms.plugins.module_utils._core.operations.operation import Operation
from ansible_collections.apiops.platforms.plugins.module_utils._core.options import Option

CHECKOUT = Path(__file__).resolve().parent.parent.parent
_PLUGINS = "ansible_collections.apiops.platforms.plugins"
_FOLDER = CHECKOUT / "plugins" / "module_utils" / "_platforms"

PLATFORMS = sorted(path.parent.name for path in _FOLDER.glob("*/platform.py"))


def modules_of(platform: str) -> list[str]:
    """The names of the platform's modules."""
    return sorted(path.stem for path in (CHECKOUT / "plugins" / "modules").glob(f"{platform}_*.py"))


def operation_of(module: str) -> Operation:
    """The operation that a module runs."""
    operation: Operation = importlib.import_module(f"{_PLUGINS}.action.{module}").ActionModule.operation
    return operation


def credentials_of(platform: str) -> dict[str, Option]:
    """The options by which a platform's token is obtained, those of HTTP among them."""
    return dict(operation_of(f"{platform}_token").credentials)


def descriptions_of(platform: str) -> dict[str, list[str]]:
    """How these options are described, paragraph by paragraph."""
    fragment = importlib.import_module(f"{_PLUGINS}.doc_fragments.{platform}").ModuleDocFragment
    options: dict[str, Any] = {}
    for text in (fragment.DOCUMENTATION, fragment.HTTP):
        options.update(yaml.safe_load(text)["options"])
    return {name: option["description"] for name, option in options.items()}


def first_sentence(description: list[str]) -> str:
    """What an option is, in one sentence."""
    return re.split(r"(?<=\.)\s", description[0])[0]

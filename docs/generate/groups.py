# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where all platforms are listed: for the lookup, the action groups, and the tool that checks these."""

from __future__ import annotations

import re

from docs.generate.declared import PLATFORMS, modules_of
from docs.generate.text import as_yaml

_CONFIG = """
[[sessions.extra_checks.action_groups_config]]
name = "PLATFORM"
pattern = "^PLATFORM_.*$"
doc_fragment = "apiops.platforms.PLATFORM"
"""
_CONFIGS = r"(?m)(?:^\n\[\[sessions\.extra_checks\.action_groups_config\]\]\n(?:.+\n)+)+"


def names(text: str) -> str:
    """``_platforms/__init__.py``."""
    head, _mark, _rest = text.partition("NAMES = ")
    return head + "NAMES = (%s)\n" % ", ".join(f'"{name}"' for name in PLATFORMS)


def runtime(text: str) -> str:
    """``meta/runtime.yml`` with the modules of each platform."""
    groups: dict[str, object] = {platform: modules_of(platform) for platform in PLATFORMS}
    groups["all"] = [{"metadata": {"extend_group": list(PLATFORMS)}}]
    head, _mark, _rest = text.partition("action_groups:\n")
    return head + as_yaml({"action_groups": groups})


def checked(text: str) -> str:
    """``antsibull-nox.toml`` with the action group of each platform; all else stays."""
    listed = "".join(_CONFIG.replace("PLATFORM", platform) for platform in PLATFORMS)
    return re.sub(_CONFIGS, lambda _: listed, text, count=1)

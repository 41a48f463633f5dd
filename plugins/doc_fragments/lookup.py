# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the token lookup: the options of all token modules, and for which platform each is.

PRIVATE to this collection.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import yaml

from ansible_collections.apiops.platforms.plugins.doc_fragments._http import http_options
from ansible_collections.apiops.platforms.plugins.module_utils._platforms import NAMES

_FRAGMENT = "ansible_collections.apiops.platforms.plugins.doc_fragments.%s"


def _credentials() -> str:
    """The documentation of all platforms' addresses and credentials; an option tells each one's meaning."""
    options: dict[str, dict[str, Any]] = {}
    for platform in NAMES:
        fragment = import_module(_FRAGMENT % platform).ModuleDocFragment
        for name, option in yaml.safe_load(fragment.DOCUMENTATION)["options"].items():
            meaning = "For V(%s): %s" % (platform, " ".join(option["description"]))
            aliases = option.pop("aliases", [])
            options.setdefault(name, {**option, "description": []})["description"].append(meaning)
            for alias in aliases:
                options[alias]["description"].append("For V(%s): another name of O(%s)." % (platform, name))
    documentation: str = yaml.safe_dump({"options": options}, sort_keys=False)
    return documentation


class ModuleDocFragment:
    """Options of the lookup."""

    DOCUMENTATION: str = _credentials()

    HTTP: str = http_options(*map(str.upper, NAMES))

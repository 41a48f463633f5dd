# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the token lookup: its platforms, the options of their token modules, and whose each is.

PRIVATE to this collection.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import yaml

from ansible_collections.apiops.platforms.plugins.doc_fragments._http import http_options
from ansible_collections.apiops.platforms.plugins.module_utils._platforms import NAMES

_FRAGMENT = "ansible_collections.apiops.platforms.plugins.doc_fragments.%s"
_TERMS = """
description:
  - The platform to obtain a token for, one of %s and %s. For several, a token each is returned; options that
    are given must then be ones that each of them has.
type: list
elements: str
required: true
"""


def _platforms() -> str:
    """The documentation of the platforms, and of their addresses and credentials: whose means what."""
    *others, last = ("V(%s)" % name for name in NAMES)
    options: dict[str, dict[str, Any]] = {"_terms": yaml.safe_load(_TERMS % (", ".join(others), last))}
    for platform in NAMES:
        fragment = import_module(_FRAGMENT % platform).ModuleDocFragment
        for name, option in yaml.safe_load(fragment.DOCUMENTATION)["options"].items():
            meaning = "For V(%s): %s" % (platform, " ".join(option["description"]))
            aliases = option.pop("aliases", [])
            options.setdefault(name, {**option, "description": []})["description"].append(meaning)
            for alias in aliases:
                options[alias]["description"].append("For V(%s): another name of O(%s)." % (platform, name))
    modules = [{"module": "apiops.platforms.%s_token" % name} for name in NAMES]
    documentation: str = yaml.safe_dump({"options": options, "seealso": modules}, sort_keys=False)
    return documentation


class ModuleDocFragment:
    """Options of the lookup."""

    DOCUMENTATION: str = _platforms()

    HTTP: str = http_options(*map(str.upper, NAMES))

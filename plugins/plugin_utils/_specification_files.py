# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file of a specification that M(apinizer_proxy) takes, read on the controller.

PRIVATE to this collection.
"""

from __future__ import annotations

import os
from typing import Any

from ansible_collections.apiops.platforms.plugins.module_utils._core.errors import config_error
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apinizer import proxy_specification
from ansible_collections.apiops.platforms.plugins.plugin_utils._product_files import Files


def with_specification(files: Files, arguments: dict[str, Any]) -> dict[str, Any]:
    """The options with the content of the specification, if they name a file."""
    given = arguments.get("specification")
    if not isinstance(given, str) or "://" in given.split("\n")[0] or "\n" in given.strip():
        return arguments
    if given.lstrip()[:1] in ("{", "<"):
        return arguments
    text = files.text("specification", files.found("specification", given))
    # Read here, it needs no PyYAML on the target.
    content = proxy_specification.data_of(text)
    if content is None:
        raise config_error(
            f"specification {os.path.basename(given)} cannot be read: it is no JSON, no YAML and no XML."
        )
    return {**arguments, "specification": content}

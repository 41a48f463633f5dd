# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file credentials.json that comes with the toolkit of API Connect.

Source: the vendor's documentation of the management REST API (10.0.8) shows one:
``{"cloud_id", "toolkit": {"endpoint", "client_id", "client_secret"}, "consumer_toolkit": {...}}``.

PRIVATE to this collection.
"""

from __future__ import annotations

import json
from typing import Any, Dict, Mapping

from ..._core.errors import config_error
from ..._core.files import unreadable
from ..._core.options import ORIGINS

# What the file supplies, by the name of the option: its own name for it.
SUPPLIED = {"url": "endpoint", "client_id": "client_id", "client_secret": "client_secret"}


def with_credentials_file(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """The parameters, those that are not set supplied by ``credentials_file`` if it is.

    The pair of client id and secret is taken whole or not at all. Raises ``ApiError`` (config) if the file
    cannot be used.
    """
    path = params.get("credentials_file")
    if not path:
        return params
    section = _section(path, "consumer_toolkit" if params["scope"] == "consumer" else "toolkit")
    supplied = {option: section.get(name) for option, name in SUPPLIED.items()}
    if params.get("client_id") or params.get("client_secret"):
        supplied = {"url": supplied["url"]}
    added = {name: value for name, value in supplied.items() if not params.get(name)}
    origins = {**params.get(ORIGINS, {}), **dict.fromkeys(added, ("file", path))}
    return {**params, **added, ORIGINS: origins}


def _section(path: str, name: str) -> Dict[str, Any]:
    try:
        # With a byte order mark or without: editors of Windows write one.
        with open(path, encoding="utf-8-sig") as file:
            content = json.load(file)
    except OSError as error:
        raise unreadable("credentials_file", path, error) from error
    except (ValueError, RecursionError) as error:
        raise config_error(
            "credentials_file %s is no JSON; it must be the credentials.json that comes with the toolkit."
            % path
        ) from error
    section = content.get(name) if isinstance(content, dict) else None
    wanted = list(SUPPLIED.values())
    if not isinstance(section, dict) or not all(isinstance(section.get(key), str) for key in wanted):
        raise config_error(
            "credentials_file %s has no %s with %s; it must be the credentials.json that comes with the "
            "toolkit." % (path, name, ", ".join(wanted))
        )
    return section

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options, each declared once: its type, default, environment fallback and whether it is a secret.

Modules and action plugins turn these declarations into Ansible's argument specification; a test holds them
against the documentation.

PRIVATE to this collection.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, Iterator, Mapping, Optional, Set, Tuple


@dataclass(frozen=True)
class Option:
    """One option. ``type`` and ``elements`` are Ansible's; ``environment`` are its fallback variables."""

    type: str = "str"
    default: Any = None
    required: bool = False
    choices: Tuple[Any, ...] = ()
    elements: Optional[str] = None
    secret: bool = False
    environment: Tuple[str, ...] = ()
    aliases: Tuple[str, ...] = ()
    suboptions: Optional[Mapping[str, Option]] = None


Options = Dict[str, Option]
Params = Mapping[str, Any]

# Under this name the parameters hold where those that are set came from, by option: ("task", ""),
# ("environment", variable) or ("file", path).
ORIGINS = " origins"


def http_options(prefix: str) -> Options:
    """The options of every module that talks HTTP; ``prefix`` begins their environment variables."""
    return {
        "validate_certs": Option("bool", True, environment=(prefix + "_VALIDATE_CERTS",)),
        "ca_path": Option("path", environment=(prefix + "_CA_PATH",)),
        "client_cert": Option("path", environment=(prefix + "_CLIENT_CERT",)),
        "client_key": Option("path", environment=(prefix + "_CLIENT_KEY",)),
        "proxy": Option(environment=(prefix + "_PROXY",)),
        "timeout": Option("float", 30.0, environment=(prefix + "_TIMEOUT",)),
        "total_timeout": Option("float"),
        "retries": Option("int", 3),
        "retry_delay": Option("float", 0.5),
        "retry_max_delay": Option("float", 30.0),
        "headers": Option("dict"),
    }


def names_of(options: Mapping[str, Option]) -> Set[str]:
    """The names by which a task may give the options, aliases among them."""
    return {*options, *(alias for option in options.values() for alias in option.aliases)}


def secrets_in(options: Mapping[str, Option], params: Params) -> Iterator[str]:
    """The values of the secret options that are set, nested ones included."""
    for name, option in options.items():
        value = params.get(name)
        if value is None:
            continue
        if option.secret:
            yield str(value)
        for nested in (value if isinstance(value, list) else [value]) if option.suboptions else []:
            yield from secrets_in(option.suboptions or {}, nested)

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documented ways to log in, each gone by tests and shown by an example of a module."""

from __future__ import annotations

from collections.abc import Mapping

_CLIENT = frozenset({"client_id", "client_secret"})
_USER = frozenset({"username", "password"})

# By platform and way, the credentials that an example gives: options, with the value where there are choices.
LOGIN_METHODS: Mapping[str, Mapping[str, frozenset[str]]] = {
    "axway": {
        "secret in the form": _CLIENT,
        "secret by basic": _CLIENT | {"auth_method=client_secret_basic"},
        "key in a file": frozenset({"client_id", "private_key_path"}),
        "encrypted key": frozenset({"client_id", "private_key", "private_key_passphrase"}),
        "command line tool": _CLIENT | {"auth_method=cli"},
        "command line tool with a key": frozenset({"client_id", "private_key_path", "auth_method=cli"}),
        "token": frozenset({"access_token"}),
    },
    "apic": {
        "user": _CLIENT | _USER,
        "user of a realm": _CLIENT | _USER | {"realm"},
        "administrator": _USER | {"credentials_file", "scope=admin"},
        "api key": _CLIENT | {"api_key"},
        "client": _CLIENT | {"grant_type=client_credentials"},
        "refresh token": _CLIENT | {"refresh_token", "realm"},
        "token": frozenset({"access_token"}),
        "credentials file": _USER | {"credentials_file", "scope=admin"},
        "user of a portal": _USER | {"credentials_file", "scope=consumer", "catalog"},
    },
    "apinizer": {"user": _USER, "personal token": frozenset({"token"})},
    "cmf": {
        "personal token": frozenset({"token"}),
        "exchange": frozenset({"token", "auth_mode=exchange", "tenant"}),
    },
}

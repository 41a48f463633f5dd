# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts ansible-playbook for the demo, the tests and the benchmarks, apart from the user's own settings."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parent.parent

# The platforms, each a folder.
PLATFORMS = tuple(
    sorted(path.parent.name for path in CHECKOUT.glob("plugins/module_utils/_platforms/*/platform.py"))
)

# Where `scripts/setup` made the checkout a collection.
COLLECTIONS = CHECKOUT / ".cache" / "collections"

# Beside the interpreter that runs this file, so that every Python environment tests its own ansible-core.
# Not resolved: the interpreter of a virtual environment is a link that leads out of it.
ANSIBLE_PLAYBOOK = Path(sys.executable).parent / "ansible-playbook"

# This machine alone. Its modules run on the Python that ansible-playbook itself runs on, unless
# APIOPS_TESTS_TARGET_PYTHON names another.
LOCALHOST: Mapping[str, Any] = {
    "all": {
        "hosts": {
            "localhost": {
                "ansible_connection": "local",
                "ansible_python_interpreter": os.environ.get(
                    "APIOPS_TESTS_TARGET_PYTHON", "{{ ansible_playbook_python }}"
                ),
            }
        }
    }
}

# What would change Ansible, the platforms' options, Python, the language of messages, proxies or trust.
_UNWANTED_PREFIXES = ("ANSIBLE_", *(f"{name.upper()}_" for name in PLATFORMS), "LC_", "PYTHON")
_UNWANTED = {
    "ALL_PROXY",
    "CURL_CA_BUNDLE",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "LANG",
    "NETRC",
    "NO_PROXY",
    "REQUESTS_CA_BUNDLE",
    "SSL_CERT_DIR",
    "SSL_CERT_FILE",
}


def environment(home: Path, **settings: str) -> dict[str, str]:
    """The environment of a run: the user's without what would change it, and with ``settings`` added.

    ``home`` is a directory that serves as home, so that ~/.ansible neither matters nor grows.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(_UNWANTED_PREFIXES) and name.upper() not in _UNWANTED
    }
    return {
        **kept,
        "HOME": str(home),
        # By default below the home directory that the password database names, whatever HOME says.
        "ANSIBLE_REMOTE_TMP": str(home / ".ansible" / "tmp"),
        "LC_ALL": "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8",
        "ANSIBLE_CONFIG": str(CHECKOUT / "tests" / "ansible.cfg"),
        **settings,
    }


def variables_of(simulator: Mapping[str, Any]) -> dict[str, Any]:
    """The variables with which a playbook finds the simulator: its whole description, and its CA."""
    return {"simulator": dict(simulator), "apiops_ca_path": simulator["ca_path"]}


def write_private(path: Path, value: Any) -> Path:
    """Writes ``value`` as JSON to a new file that only this user may read; returns ``path``."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(value, file, ensure_ascii=False, indent=1)
    return path

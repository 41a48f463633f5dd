# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook that installs by ansible.controller: that of awx.awx, whose modules have the same names.

Ansible resolves the name of a module before it knows any variable, so there have to be two.
"""

from __future__ import annotations

from pathlib import Path

from docs.generate.declared import CHECKOUT

_PLAYBOOKS = CHECKOUT / "playbooks"
_OTHERS = {
    "ansible-galaxy collection install awx.awx": "ansible-galaxy collection install ansible.controller",
    "awx.awx.": "ansible.controller.",
    "tasks/awx/": "tasks/controller/",
    "install_awx": "install_controller",
    "Install apiops.platforms in AWX": "Install apiops.platforms in automation controller",
    "# Puts into AWX what": (
        "# Written by `make generate`, of install_awx.yml.\n# Puts into automation controller what"
    ),
}


def playbooks() -> dict[Path, str]:
    """The files of the playbook, and what they hold."""
    files = {_PLAYBOOKS / "install_controller.yml": _of(_PLAYBOOKS / "install_awx.yml")}
    for tasks in sorted((_PLAYBOOKS / "tasks" / "awx").glob("*.yml")):
        files[_PLAYBOOKS / "tasks" / "controller" / tasks.name] = _of(tasks)
    return files


def _of(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    for own, other in _OTHERS.items():
        text = text.replace(own, other)
    return text

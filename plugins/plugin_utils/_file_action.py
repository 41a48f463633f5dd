# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action plugin of modules whose files are read on the controller before anything runs.

PRIVATE to this collection.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

import yaml

from ansible_collections.apiops.platforms.plugins.module_utils._core.errors import ApiError, config_error
from ansible_collections.apiops.platforms.plugins.plugin_utils._action import OperationAction


class FileAction(OperationAction):
    """Reads files on the controller, wherever the task runs, and writes diffs as YAML."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """The task result."""
        try:
            self._task.args = self.with_files(dict(self._task.args))
        except ApiError as error:
            return error.to_result()
        result = super().run(tmp, task_vars)
        if isinstance(result.get("diff"), list):
            result["diff"] = [_as_yaml(each) for each in result["diff"]]
        elif isinstance(result.get("diff"), dict):
            result["diff"] = _as_yaml(result["diff"])
        return result

    @abstractmethod
    def with_files(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """The arguments of the task, with the content of files in place of their paths."""

    def found(self, option: str, path: str) -> str:
        """The whole path of a file or directory, looked for where Ansible looks for files."""
        from ansible.errors import AnsibleError

        try:
            return str(self._find_needle("files", path))
        except AnsibleError:
            raise config_error(
                f"{option} {path} does not exist; it is looked for on the controller, beside the playbook."
            ) from None

    def text(self, option: str, path: str) -> str:
        """The text of a file, decrypted if it is vaulted."""
        from ansible.errors import AnsibleError

        try:
            content, _show = self._loader._get_file_contents(path)
        except AnsibleError as error:
            raise config_error(f"{option} {path} cannot be read ({' '.join(str(error).split())}).") from None
        try:
            return bytes(content).decode("utf-8-sig")
        except UnicodeDecodeError:
            raise config_error(f"{option} {path} cannot be read: it is not UTF-8.") from None


def _as_yaml(diff: dict[str, Any]) -> dict[str, Any]:
    texts = {
        name: yaml.safe_dump(diff[name], sort_keys=True, allow_unicode=True) if diff[name] else ""
        for name in ("before", "after")
        if isinstance(diff.get(name), dict)
    }
    return {**diff, **texts}

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action plugin of the modules ``*_resource``: it reads the files of ``src`` before anything runs.

PRIVATE to this collection.
"""

from __future__ import annotations

from typing import Any

import yaml
from ansible.utils.display import Display

from ansible_collections.apiops.platforms.plugins.module_utils._core.errors import ApiError, config_error
from ansible_collections.apiops.platforms.plugins.plugin_utils import _documents
from ansible_collections.apiops.platforms.plugins.plugin_utils._action import OperationAction
from ansible_collections.apiops.platforms.plugins.plugin_utils._arguments import plain


class ResourceAction(OperationAction):
    """Reads ``src`` on the controller, wherever the task runs, and writes diffs as YAML."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """The task result."""
        try:
            self._read_sources()
        except ApiError as error:
            return error.to_result()
        result = super().run(tmp, task_vars)
        if isinstance(result.get("diff"), list):
            result["diff"] = [_as_yaml(each) for each in result["diff"]]
        return result

    def _read_sources(self) -> None:
        arguments = dict(self._task.args)
        sources = arguments.pop("src", None)
        if sources is None:
            return
        paths = [sources] if isinstance(sources, str) else [str(path) for path in sources]
        documents = _documents.read(paths, self._found, self._text, self._filled, Display().warning)
        arguments["resources"] = [*(arguments.get("resources") or []), *documents]
        self._task.args = arguments

    def _found(self, path: str) -> str:
        """The whole path of a file or directory, looked for where Ansible looks for files."""
        from ansible.errors import AnsibleError

        try:
            return str(self._find_needle("files", path))
        except AnsibleError:
            raise config_error(
                f"src {path} is not there; it is looked for on the controller, beside the playbook."
            ) from None

    def _text(self, path: str) -> str:
        """The text of a file, decrypted if it is vaulted."""
        from ansible.errors import AnsibleError

        try:
            content, _show = self._loader._get_file_contents(path)
        except AnsibleError as error:
            raise config_error(f"src {path} cannot be read ({' '.join(str(error).split())}).") from None
        try:
            return bytes(content).decode("utf-8-sig")
        except UnicodeDecodeError:
            raise config_error(f"src {path} cannot be read: it is not UTF-8.") from None

    def _filled(self, document: Any, place: str) -> Any:
        """A document with its templates filled in."""
        from ansible.errors import AnsibleError

        try:
            return plain(self._templar.template(self._trusted(document)))
        except AnsibleError as error:
            raise config_error(
                f"src {place}: a template in it cannot be filled in ({' '.join(str(error).split())})."
            ) from None

    def _trusted(self, value: Any) -> Any:
        """The same, decrypted, and marked as a template that the user wrote.

        From ansible-core 2.19 on others are not filled in.
        """
        if isinstance(value, _documents.Vaulted):
            value = self._loader._vault.decrypt(value.encode()).decode()
        if isinstance(value, str):
            return _as_template(value)
        if isinstance(value, dict):
            return {key: self._trusted(item) for key, item in value.items()}
        return [self._trusted(item) for item in value] if isinstance(value, list) else value


def _as_template(text: str) -> str:
    try:
        from ansible.template import trust_as_template
    except ImportError:
        return text
    trusted: str = trust_as_template(text)
    return trusted


def _as_yaml(diff: dict[str, Any]) -> dict[str, Any]:
    texts = {
        name: yaml.safe_dump(diff[name], sort_keys=True, allow_unicode=True) if diff[name] else ""
        for name in ("before", "after")
        if isinstance(diff.get(name), dict)
    }
    return {**diff, **texts}

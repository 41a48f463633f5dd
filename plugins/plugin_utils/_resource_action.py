# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action plugin of the modules ``*_resource``: it reads the files of ``src`` before anything runs.

PRIVATE to this collection.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from ansible import context
from ansible.utils.display import Display
from ansible.utils.unsafe_proxy import wrap_var

from ansible_collections.apiops.platforms.plugins.module_utils._core.errors import config_error
from ansible_collections.apiops.platforms.plugins.module_utils._core.operations.own_module import (
    ModuleOperation,
)
from ansible_collections.apiops.platforms.plugins.module_utils._core.operations.resource_operation import (
    ResourceOperation,
)
from ansible_collections.apiops.platforms.plugins.plugin_utils import _documents
from ansible_collections.apiops.platforms.plugins.plugin_utils._arguments import plain
from ansible_collections.apiops.platforms.plugins.plugin_utils._file_action import FileAction
from ansible_collections.apiops.platforms.plugins.plugin_utils._module_documents import prepared


class ResourceAction(FileAction):
    """Reads and templates the files of ``src``, and prunes nothing in a part of a run."""

    def with_files(self, arguments: dict[str, Any]) -> dict[str, Any]:
        if arguments.get("prune") == "delete":
            self._refuse_parts()
        sources = arguments.pop("src", None)
        resources = arguments.get("resources") or []
        if not isinstance(resources, list):
            return arguments
        placed: list[tuple[str | None, Any]] = [(None, each) for each in resources]
        if sources is None and not any(self._module(each) for each in resources):
            return arguments
        paths = [sources] if isinstance(sources, str) else [str(path) for path in sources or ()]
        found, text = partial(self.found, "src"), partial(self.text, "src")
        pass_over = _refuse_empty if arguments.get("prune") == "delete" else _warn_of_empty
        placed += _documents.read(paths, found, text, self._filled, pass_over)
        return {**arguments, "resources": [self._prepared(file, each) for file, each in placed]}

    def _module(self, document: Any) -> ModuleOperation | None:
        """The operation of the module of its own that works on what a document declares."""
        modules = self.operation.modules if isinstance(self.operation, ResourceOperation) else {}
        return modules.get(str(document.get("kind"))) if isinstance(document, Mapping) else None

    def _prepared(self, file: str | None, document: Any) -> Any:
        operation = self._module(document)
        return document if operation is None else prepared(operation, plain(document), self, file)

    def _refuse_parts(self) -> None:
        """Refuses to delete what is not declared where a part of what is declared may be missing."""
        variables = self._templar.available_variables
        tags = list(variables.get("ansible_run_tags") or ["all"])
        if tags != ["all"] or variables.get("ansible_skip_tags") or context.CLIARGS.get("start_at_task"):
            raise config_error(
                "prune: delete does not run with --tags, --skip-tags or --start-at-task, since tasks that "
                "add to what is declared may be left out; run the whole playbook, or set prune: report."
            )
        if self._task.loop is not None:
            raise config_error(
                "prune: delete does not run in a loop, since each item would delete what the others declare; "
                "give all objects to one task as resources."
            )

    def _filled(self, document: Any, place: str) -> Any:
        """A document with its templates filled in."""
        from ansible.errors import AnsibleError

        try:
            filled = plain(self._templar.template(self._trusted(document)))
            return _without(self._templar.available_variables.get("omit"), filled)
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
        if isinstance(value, _documents.Unsafe):
            return wrap_var(str(value))
        if isinstance(value, str):
            return _as_template(value)
        if isinstance(value, dict):
            return {key: self._trusted(item) for key, item in value.items()}
        return [self._trusted(item) for item in value] if isinstance(value, list) else value


def _warn_of_empty(what: str) -> None:
    Display().warning(f"{what}, and is left out.")


def _refuse_empty(what: str) -> None:
    """Refuses what would leave its objects undeclared, and so delete them."""
    raise config_error(
        f"{what}, and prune: delete would delete what was declared there; declare it again, or remove the "
        "file or document."
    )


def _without(omitted: Any, value: Any) -> Any:
    """The same without what a template omits; from ansible-core 2.19 on that is gone already."""
    if isinstance(value, dict):
        return {key: _without(omitted, item) for key, item in value.items() if item != omitted}
    if isinstance(value, list):
        return [_without(omitted, item) for item in value if item != omitted]
    return value


def _as_template(text: str) -> str:
    try:
        from ansible.template import trust_as_template
    except ImportError:
        return text
    trusted: str = trust_as_template(text)
    return trusted

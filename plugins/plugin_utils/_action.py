# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""In process: an operation run in the worker process when the task is local.

Any other task (a remote connection, ``become``, ``async``, or ``apiops_in_process: false``) runs the
module of the same name on its target.

PRIVATE to this collection.
"""

from __future__ import annotations

import gc
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar

from ansible.errors import AnsibleActionFail
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action import ActionBase
from ansible.release import __version__ as ansible_version
from ansible.utils.display import Display

from ansible_collections.apiops.platforms.plugins.module_utils._argument_spec import missing_library
from ansible_collections.apiops.platforms.plugins.module_utils._core.errors import (
    ApiError,
    Effect,
    config_error,
)
from ansible_collections.apiops.platforms.plugins.module_utils._core.mode import Mode
from ansible_collections.apiops.platforms.plugins.module_utils._core.operations.operation import Operation
from ansible_collections.apiops.platforms.plugins.module_utils._core.operations.session import Context
from ansible_collections.apiops.platforms.plugins.module_utils._core.options import names_of
from ansible_collections.apiops.platforms.plugins.module_utils._core.tokens.store import MemoryStore
from ansible_collections.apiops.platforms.plugins.module_utils._masking import mask_everywhere
from ansible_collections.apiops.platforms.plugins.module_utils._module import unseal
from ansible_collections.apiops.platforms.plugins.plugin_utils._arguments import (
    plain,
    validated,
    with_text_keys,
    wrong_shape,
)
from ansible_collections.apiops.platforms.plugins.plugin_utils._loan import Sealed, with_lent_token
from ansible_collections.apiops.platforms.plugins.plugin_utils._run_store import STORE, token_store

display = Display()

# What Ansible adds to the answer of a module, besides the module's own result.
_OF_ANSIBLE = ("ansible_facts", "deprecations", "warnings")
# How the names of variables begin that count when a program starts, for it or for a library of it: this
# process runs already.
_READ_AT_START = ("PYTHON", "LD_", "DYLD_", "OPENSSL_")
# From 2.19 on ansible-core itself tells the message of a failure whose result it hides.
_TELLS_HIDDEN_FAILURES = tuple(map(int, ansible_version.split(".")[:2])) >= (2, 19)
_DAMAGED = (
    "The module's result came back damaged; look at the connection plugin, and at what it masks or cuts."
)


class OperationAction(ActionBase):
    """The action plugin of every module of this collection; a subclass names its operation."""

    operation: ClassVar[Operation]

    _supports_check_mode = True
    TRANSFERS_FILES = False

    @property
    def _supports_async(self) -> bool:
        """Not where the result holds a secret that cannot be asked for again: it might come back masked."""
        return not self.operation.one_time_secret

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """The task result: that of the operation, wherever it ran."""
        try:
            result: dict[str, Any] = super().run(tmp, task_vars)
        except AnsibleActionFail as refused:
            return _config_failure(str(refused.message))
        del tmp
        result.update(self._answer(task_vars or {}))
        if self.operation.is_secret(result):
            # Hides the result on the screen; the registered value stays usable.
            result["_ansible_no_log"] = True
            if result.get("failed") and not self._task.no_log and not _TELLS_HIDDEN_FAILURES:
                display.error(str(result["msg"]), wrap_text=False)
        for secret in self.operation.secrets_of(result):
            mask_everywhere(secret)
        return result

    def _answer(self, variables: dict[str, Any]) -> dict[str, Any]:
        """The result from in process or from the target; a variable of ours that is wrong runs neither."""
        try:
            given = self._variable(variables, "apiops_in_process", True)
            try:
                wanted = bool(boolean(given))
            except TypeError:
                raise config_error(f"apiops_in_process must be true or false, not {given!r}.") from None
            store = token_store(self._variable(variables, "apiops_token_store", "run"))
        except ApiError as error:
            return error.to_result()
        return self._in_process(store) if wanted and self._is_local() else self._on_target(variables, store)

    def _variable(self, variables: Mapping[str, Any], name: str, default: Any) -> Any:
        return plain(self._templar.template(variables.get(name, default)))

    def _is_local(self) -> bool:
        return bool(
            self._connection.transport == "local"
            and not self._play_context.become
            and not self._task.async_val
            and not any(str(name).startswith(_READ_AT_START) for name in self._environment())
        )

    def _compute_environment_string(self, raw_environment_out: dict[str, Any] | None = None) -> str:
        """The task's environment. A variable that is null is empty; Ansible would make it the text None."""
        raw_environment: dict[str, Any] = {}
        super()._compute_environment_string(raw_environment)
        given = {name: "" if value is None else value for name, value in raw_environment.items()}
        if raw_environment_out is not None:
            raw_environment_out.clear()
            raw_environment_out.update(given)
        return str(self._connection._shell.env_prefix(**given))

    def _in_process(self, store: MemoryStore) -> dict[str, Any]:
        missing, reason = missing_library()
        if missing:
            return {**_config_failure(missing), "reason": reason}
        # A worker inherits Ansible's whole heap: no collection needs to walk through it again and again.
        gc.freeze()
        # A module run here begins in the directory of the playbook, so relative paths do.
        with environment(self._environment()), directory(self._loader.get_basedir()):
            params, mistake = validated(self.operation, self._task.args)
            if mistake:
                return _config_failure(mistake)
            mode = Mode(
                check=bool(self._task.check_mode),
                diff=bool(self._task.diff),
                quotes=not self._task.no_log,
                progress=lambda text: display.v(f"{self._task.get_name()}: {text}", host=self._host()),
                warn=display.warning,
            )
            return self.operation.run(params, Context(mode, store, STORE))

    def _on_target(self, variables: dict[str, Any], store: MemoryStore) -> dict[str, Any]:
        mistake = wrong_shape(self.operation.options, plain(self._task.args))
        if mistake:
            return _config_failure(mistake)
        self._register_secrets()
        if self._task.async_val:
            wrapped = not self._connection.has_native_async
            given = {**with_text_keys(self._task.args), **self._told}
            begun = self._execute_module(module_args=given, task_vars=variables, wrap_async=wrapped)
            return _with_error(begun, self._effect)
        if self._task.args.get("wait_for") or self._task.args.get("calls"):
            # A module is heard when it ends.
            text = "runs on its target, and shows no progress from there"
            display.v(f"{self._task.get_name()}: {text}", host=self._host())
        if store is not STORE:
            return self._sealed(variables)[0]

        def run(loan: Mapping[str, Any]) -> Sealed:
            return self._sealed(variables, _loan=loan)

        def log_in(loan: Mapping[str, Any]) -> Sealed:
            name = f"apiops.platforms.{self.operation.platform.name}_token"
            return self._executed(name, {**self._credentials(), "_loan": loan}, variables, "none")

        task = self._credentials_there(variables)
        login = run if self.operation.returns_token else log_in
        return with_lent_token(STORE, task, run, login, quotes=not self._task.no_log)

    def _register_secrets(self) -> None:
        """Have Ansible mask the secret options of the task, as it does where it validates them itself."""
        for name, option in self.operation.credentials.items():
            given = (self._task.args.get(each) for each in (name, *option.aliases) if option.secret)
            for secret in filter(None, given):
                mask_everywhere(plain(str(secret)))

    def _credentials(self) -> dict[str, Any]:
        """What the task gives of the options by which a token is obtained."""
        names = names_of(self.operation.credentials)
        return {name: value for name, value in self._task.args.items() if name in names}

    def _credentials_there(self, variables: Mapping[str, Any]) -> tuple[str, ...]:
        """All by which the credentials of tasks may differ: a file is that of a host and a user."""
        context = self._play_context
        whole = [
            self._connection.transport,
            *(variables.get("inventory_hostname"), self._task.delegate_to, context.remote_addr),
            *(context.remote_user, context.become, context.become_user),
            self._environment(),
            self._credentials(),
        ]
        return (self.operation.platform.name, json.dumps(plain(whole), sort_keys=True))

    def _environment(self) -> dict[str, Any]:
        """The keyword ``environment`` of the task and of all around it."""
        variables: dict[str, Any] = {}
        self._compute_environment_string(variables)
        return variables

    def _sealed(self, variables: dict[str, Any], **further: Any) -> Sealed:
        """The result of the task's module on its target, and what it gives back to the run's store."""
        arguments = {**self._task.args, **further}
        return self._executed(self._task.action, arguments, variables, self._effect)

    def _executed(
        self, name: str, arguments: Mapping[str, Any], variables: dict[str, Any], effect: Effect
    ) -> Sealed:
        """The same of any module; ``effect`` is what it may have done if it gives no result."""
        key = os.urandom(32).hex()
        given = {**with_text_keys(arguments), **self._told, "_seal_key": key}
        answer: dict[str, Any] = self._execute_module(name, module_args=given, task_vars=variables)
        sealed = answer.pop("sealed", None)
        if sealed is None:
            return _with_error(answer, effect), {}
        try:
            result, returned = unseal(sealed, key)
        except ValueError:
            return ApiError("protocol", _DAMAGED, effect=effect).to_result(), {}
        return {**{name: answer[name] for name in _OF_ANSIBLE if name in answer}, **result}, returned

    @property
    def _told(self) -> dict[str, Any]:
        """What the module is told of the task besides its arguments."""
        return {"_task_no_log": True} if self._task.no_log else {}

    @property
    def _effect(self) -> Effect:
        """What the task's module may have done if it gives no result."""
        return "none" if self.operation.returns_token else "unknown"

    def _host(self) -> str:
        return str(self._play_context.remote_addr or "localhost")


def _config_failure(message: str) -> dict[str, Any]:
    return config_error(message).to_result()


def _with_error(answer: dict[str, Any], effect: Effect) -> dict[str, Any]:
    """What came of a module that sealed no result: its arguments were refused, or it did not run."""
    if not answer.get("failed") or "error" in answer:
        return answer
    return {**ApiError("config", "The module gave no result.", effect=effect).to_result(), **answer}


@contextmanager
def environment(variables: Mapping[str, Any]) -> Iterator[None]:
    """The task's ``environment`` as that of this process, for fallbacks, proxies and programs it starts.

    A variable that is None is taken out.
    """
    if not variables:
        yield
        return
    before, temporary = dict(os.environ), tempfile.tempdir
    for name in variables:
        os.environ.pop(name, None)
    os.environ.update({str(name): str(value) for name, value in variables.items() if value is not None})
    # Python asks for TMPDIR once.
    tempfile.tempdir = None
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
        tempfile.tempdir = temporary


@contextmanager
def directory(path: str) -> Iterator[None]:
    """``path`` as the directory in which this process works."""
    before = os.getcwd()
    os.chdir(path)
    try:
        yield
    finally:
        os.chdir(before)

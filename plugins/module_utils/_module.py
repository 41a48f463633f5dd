# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""On the target: an operation run as an ordinary module.

Its action plugin gives it a key, and the module returns its result sealed by that key: an exclusive or with
bytes that the key yields. So AnsibleModule's masking does not garble it, and a connection plugin that prints
what it carries shows nothing. What goes back to the run's token store travels in it.

PRIVATE to this collection.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from typing import Any, Dict, NoReturn, Optional, Tuple

from ansible.module_utils.basic import AnsibleModule

from ._argument_spec import (
    argument_spec,
    missing_library,
    supplied_by_environment,
    tidy_variables,
    trimmed,
    with_origins,
    with_place,
    without_blanks,
)
from ._core.errors import ApiError, config_error
from ._core.mode import Mode
from ._core.operations.operation import Operation
from ._core.operations.session import Context
from ._core.tokens.store import BorrowedStore, MemoryStore, TokenNeeded


class Module(AnsibleModule):  # type: ignore[misc]
    """A module that its action plugin may give a key to seal the result with, and lend a token.

    The plugin also tells whether the task has no_log.

    Sealed, it travels so that neither AnsibleModule's masking garbles it nor a connection plugin's debugging
    shows it. That is between action plugin and module alone: no option of the user's.
    """

    seal_key: Optional[str] = None
    task_no_log = False
    store: MemoryStore
    params: Dict[str, Any]

    def __init__(self, operation: Operation) -> None:
        self._operation = operation
        spec = argument_spec(operation.options)
        super().__init__(argument_spec=spec, supports_check_mode=True)

    def _load_params(self) -> None:
        super()._load_params()
        self.seal_key = self.params.pop("_seal_key", None)
        # Ansible's own _ansible_no_log is set for no_target_syslog as well.
        self.task_no_log = bool(self.params.pop("_task_no_log", False))
        loan = self.params.pop("_loan", None)
        self.store = BorrowedStore(loan) if loan else MemoryStore()
        self.params = without_blanks(self._operation, trimmed(self.argument_spec, self.params))
        self.given = dict(self.params)

    def _log_invocation(self) -> None:
        """Keep the arguments out of the target's system log: a body may hold secrets that no option declares.

        The parameter ``no_log`` does not: Ansible sets it anew by that of the task.
        """

    def _return_formatted(self, kwargs: Dict[str, Any]) -> None:
        """Print the result without the list of secrets that ansible-core adds to it from 2.22 on.

        A task with ``async`` writes it to the job's file. What it is for, the action plugin does.
        """
        new_secrets = getattr(self, "_new_secrets", None)
        if new_secrets is not None:
            new_secrets.flush()
        super()._return_formatted(kwargs)

    def fail_json(self, msg: str, **kwargs: Any) -> NoReturn:
        """Fail without repeating the arguments: a body may hold secrets that no option declares."""
        kwargs.setdefault("invocation", {})
        for name, value in config_error("").to_result().items():
            if name != "msg":
                kwargs.setdefault(name, value)
        super().fail_json(with_place(msg, self.argument_spec, self.given), **kwargs)
        raise SystemExit(1)


def run_module(operation: Operation) -> None:
    """Run the operation with the module's arguments, and exit or fail with its result."""
    with tidy_variables(operation.options):
        module = Module(operation)
    missing, reason = missing_library()
    if missing:
        module.fail_json(msg=missing, reason=reason, invocation={})
    returned = module.store.returned if isinstance(module.store, BorrowedStore) else {}
    try:
        result = _result(module, operation)
    except TokenNeeded as needed:
        # The action plugin runs the module again. Only if that ends so too, it shows this.
        result = config_error("The credentials on the target changed while the task ran.").to_result()
        returned["needed"] = {"identity": needed.identity, "login": needed.login}
    if module.seal_key:
        # A short secret may well be part of the seal: Ansible's masking would break it.
        module.no_log_values.clear()
        module.exit_json(changed=False, sealed=seal(result, returned, module.seal_key), invocation={})
    # Only a task with async comes here, whose result goes to a file.
    result = operation.concealed(result)
    if result.pop("failed", False):
        module.fail_json(invocation={}, **result)
    module.exit_json(invocation={}, **result)


def _result(module: Module, operation: Operation) -> Dict[str, Any]:
    mode = Mode(
        check=module.check_mode, diff=bool(module._diff), quotes=not module.task_no_log, warn=module.warn
    )
    try:
        params = operation.effective_params(module.params, module.given, supplied_by_environment(operation))
    except ApiError as refused:
        return refused.to_result()
    params = with_origins(operation.options, params, module.given)
    return operation.run(params, Context(mode, module.store))


def seal(result: Dict[str, Any], returned: Dict[str, Any], key: str) -> str:
    """A result, and what goes back to the run's token store, as a text to be read with the key only.

    ``key`` is random, in hexadecimal digits, and seals one text.
    """
    packed = zlib.compress(json.dumps([result, returned]).encode())
    return base64.b64encode(_crossed(packed, key)).decode()


def unseal(text: str, key: str) -> Tuple[Dict[str, Any], Dict[str, Any]]:
    """What such a text holds; ``ValueError`` if it came back as another."""
    try:
        packed = _crossed(base64.b64decode(text, validate=True), key)
        result, returned = json.loads(zlib.decompress(packed))
    except (ValueError, zlib.error):
        raise ValueError("what was sealed came back as another text") from None
    return result, returned


def _crossed(data: bytes, key: str) -> bytes:
    """The exclusive or with bytes that the key yields. A library of ciphers need not be on the target."""
    pad = hashlib.shake_256(bytes.fromhex(key)).digest(len(data))
    crossed = int.from_bytes(data, "big") ^ int.from_bytes(pad, "big")
    return crossed.to_bytes(len(data), "big")

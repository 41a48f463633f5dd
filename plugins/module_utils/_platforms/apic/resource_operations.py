# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The operations of ``apic_resource`` and ``apic_resource_info``.

PRIVATE to this collection.
"""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Tuple

from ..._core.calls.answer import Result
from ..._core.errors import ApiError
from ..._core.operations.operation import Operation
from ..._core.operations.resource_operation import ResourceInfoOperation, ResourceOperation
from ..._core.operations.session import Context
from ..._core.options import Params
from ..._core.redaction import Secrets
from .kind_table import KINDS
from .platform import Apic
from .product import PRODUCT
from .resources import ApicResources

# What API Connect tells in the answer to a creation, and never again.
_ONCE = tuple(sorted({name for kind in KINDS.values() for name in kind.once}))


class ApicResourceOperation(ResourceOperation):
    """The same, which also returns the secrets that API Connect tells once."""

    secret_results = ("credentials", *_ONCE)
    one_time_secret = True

    def execute(self, params: Params, context: Context, secrets: Secrets) -> Result:
        try:
            result = super().execute(params, context, secrets)
        except ApiError as error:
            error.details = _with_credentials(error.details, params)
            raise
        return _with_credentials(result, params)

    def secrets_of(self, result: Result) -> Tuple[str, ...]:
        told: List[Mapping[str, Any]] = result.get("credentials") or []
        return tuple(str(each[name]) for each in told for name in _ONCE if each.get(name))


def _with_credentials(result: Mapping[str, Any], params: Params) -> Dict[str, Any]:
    """The result with what was told once apart: by object, and of a single object at the top."""
    told, rows = [], []
    for row in result.get("resources") or []:
        once = {name: row[name] for name in _ONCE if row.get(name)}
        rows.append({name: value for name, value in row.items() if name not in _ONCE})
        if once:
            told.append({**{name: row[name] for name in ("kind", "parent", "name")}, **once})
    if not told:
        return dict(result)
    alone = params.get("resources") is None
    single = {name: told[0][name] for name in _ONCE if alone and name in told[0]}
    return {**result, "resources": rows, "credentials": told, **single}


RESOURCE: Operation = ApicResourceOperation(
    "apic_resource", Apic, ApicResources, {}, ("delete_children", "force", "recreate"), (PRODUCT,)
)
RESOURCE_INFO: Operation = ResourceInfoOperation("apic_resource_info", Apic, ApicResources, {})

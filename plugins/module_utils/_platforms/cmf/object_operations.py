# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The operations of ``cmf_object`` and ``cmf_object_info``.

PRIVATE to this collection.
"""

from __future__ import annotations

from typing import Any, Dict

from ..._core.calls.answer import Result
from ..._core.errors import config_error
from ..._core.operations.operation import Operation
from ..._core.operations.resource_operation import ResourceOperation
from ..._core.operations.session import Context, Session
from ..._core.options import Option, Options, Params
from ..._core.redaction import Secrets
from ..._core.resources.resource import Object
from . import values
from .documents import kind_of
from .objects import CmfObjects
from .platform import Cmf
from .requests import CmfRequests

# What objects of a MES have not: a place, versions of their own, a mark of an owner, things in them.
_MISSING = ("parent", "version", "owner", "prune", "prune_in", "prune_limit", "allow")


class CmfObjectOperation(ResourceOperation):
    """Has objects of the MES be as declared."""

    @property
    def options(self) -> Options:
        return {name: option for name, option in super().options.items() if name not in _MISSING}


class CmfObjectInfoOperation(Operation):
    """Reads one object, also in the form that ``resources`` takes."""

    @property
    def options(self) -> Options:
        return {
            **self.credentials,
            "kind": Option(required=True),
            "name": Option(),
            "id": Option(),
            "levels_to_load": Option("int", 1),
            "export": Option("bool", False),
            "calls_per_minute": Option("int"),
        }

    def execute(self, params: Params, context: Context, secrets: Secrets) -> Result:
        kind = kind_of(params["kind"])
        name, identity = params.get("name"), params.get("id")
        if (name is None) == (identity is None):
            raise config_error("give either name or id: the MES has no proven list of its objects.")
        levels = params["levels_to_load"]
        if levels < 0:
            raise config_error("levels_to_load must not be below 0.")
        platform = Cmf(params)
        session = Session(platform, context, secrets, [platform.base({})])
        api = CmfRequests(platform, session.client())
        ask, asked = (api.by_name, name) if identity is None else (api.by_id, identity)
        found = ask(kind, str(asked), levels)
        rows = [_exported(kind, found) if params["export"] else values.whole(found)] if found else []
        return {"changed": False, "resources": rows, "requests": dict(api.counts)}


def _exported(kind: str, found: Object) -> Dict[str, Any]:
    return {
        "kind": kind,
        "name": str(found.get("Name")),
        "types": {kind: found.get("$type")},
        "spec": values.exported(found),
    }


OBJECT = CmfObjectOperation(
    "cmf_object",
    Cmf,
    CmfObjects,
    {"types": Option("dict"), "ignore_last_service_id": Option("bool")},
    (),
)
OBJECT_INFO = CmfObjectInfoOperation("cmf_object_info", Cmf)

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The operation of the modules ``*_export``: it reads; whoever runs it writes the files.

PRIVATE to this collection.
"""

from __future__ import annotations

from typing import Any, Callable, Collection, Iterable, List, Tuple, Type

from ..calls.answer import Result
from ..errors import config_error
from ..exchange.client import Client
from ..exchange.platform import Platform
from ..options import Option, Options, Params
from ..redaction import Secrets
from ..resources.checks import kind_named
from ..resources.export import Exported, Landscape, exported
from .operation import Operation
from .session import Context, Session

# Makes the part that knows where a platform's objects are.
MakeLandscape = Callable[[Any, Client], Landscape]


class ExportOperation(Operation):
    """Finds all objects below a parent, in the form that ``resources`` takes.

    ``dest`` and ``prune`` are about the files, which the action plugin writes.
    """

    def __init__(
        self, name: str, platform: Type[Platform], landscape: MakeLandscape, kinds: Collection[str]
    ) -> None:
        super().__init__(name, platform)
        self._landscape = landscape
        self._kinds = dict.fromkeys(kinds)

    @property
    def options(self) -> Options:
        return {
            **self.credentials,
            "dest": Option("path", required=True),
            "parent": Option("dict"),
            "kinds": Option("list", elements="str"),
            "exclude": Option("list", elements="str"),
            "prune": Option(default="report", choices=("report", "delete")),
            "calls_per_minute": Option("int"),
        }

    def execute(self, params: Params, context: Context, secrets: Secrets) -> Result:
        kinds, exclude = params.get("kinds") or [], params.get("exclude") or []
        for name in (*kinds, *exclude):
            kind_named(name, self._kinds, self.platform.name)
        parent = params.get("parent") or {}
        for name, value in parent.items():
            if not isinstance(value, str) or not value:
                raise config_error("parent.%s must be a name, and %r is none." % (name, value))
        platform = self.platform(params)
        session = Session(platform, context, secrets, [platform.base({})])
        landscape = self._landscape(platform, session.client())
        found = exported(landscape, parent, kinds, exclude)
        asked = [kind for kind in kinds or self._kinds if kind not in exclude]
        unknown = [*landscape.unlisted, *(kind for kind in landscape.on_request if kind not in kinds)]
        return {
            "changed": False,
            "resources": [_row(each) for each in found.objects],
            "groups": [{"kind": kind, "place": _listed(place)} for kind, place in found.groups],
            "not_exported": [kind for kind in asked if kind in unknown],
            "requests": dict(landscape.api.requests),
        }


def _row(found: Exported) -> Result:
    return {
        "kind": found.identity.kind,
        "place": _listed(found.identity.parent),
        "name": found.identity.name,
        "item": found.item,
        "secrets": [list(path) for path in found.secrets],
    }


def _listed(place: Iterable[Tuple[str, str]]) -> List[List[str]]:
    return [list(part) for part in place]

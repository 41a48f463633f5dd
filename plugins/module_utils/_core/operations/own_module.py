# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects that a module of their own works on, such as what is published from files: declared beside others,
planned and carried out by the operation of that module.

PRIVATE to this collection.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace
from typing import Any, ClassVar, Dict, FrozenSet, Mapping, Tuple

from ..calls.answer import Result
from ..compare import Rules
from ..errors import ApiError
from ..options import Params
from ..redaction import Secrets
from ..resources.resource import Declared, Identity, Work
from .operation import Operation
from .session import Context


class ModuleOperation(Operation):
    """The operation of a module that works on one object, which can be declared beside others.

    The name of the module is the kind of the object. ``rank`` orders kinds as everywhere. ``placed_by`` are
    those of the options for credentials that say where the object is. ``shown_as`` is the result that holds
    the object.
    """

    rank: ClassVar[int]
    placed_by: ClassVar[Tuple[str, ...]] = ()
    shown_as: ClassVar[str] = "resource"

    @property
    def declarable(self) -> FrozenSet[str]:
        """The options that declare the object; the others belong to the task."""
        return frozenset(set(self.options) - set(self.credentials) | set(self.placed_by))

    @abstractmethod
    def identity(self, params: Params) -> Tuple[Identity, Tuple[Identity, ...]]:
        """Which object options are about, and what it needs to be there. Raises ``ApiError`` (config)."""

    @abstractmethod
    def is_gone(self, params: Params) -> bool:
        """Whether the options want the object to be gone."""


class OwnModule(Work):
    """One such object of a task. ``requests`` are those made for it."""

    def __init__(
        self, operation: ModuleOperation, params: Params, context: Context, secrets: Secrets
    ) -> None:
        self._operation = operation
        self._params = params
        self._context = context
        self._secrets = secrets
        self.requests: Dict[str, int] = {"reads": 0, "writes": 0}

    def planned(self) -> Result:
        return self._executed(replace(self._context, mode=replace(self._context.mode, check=True)))

    def performed(self) -> Result:
        return self._executed(self._context)

    def _executed(self, context: Context) -> Result:
        try:
            result = self._operation.execute(self._params, context, self._secrets)
        except ApiError as error:
            self._count(error.details.pop("requests", {}))
            raise
        self._count(result.pop("requests", {}))
        return {"resource": result.pop(self._operation.shown_as, None), **result}

    def _count(self, requests: Mapping[str, int]) -> None:
        for name, number in requests.items():
            self.requests[name] += number


def declared_by(
    operation: ModuleOperation,
    options: Mapping[str, Any],
    params: Params,
    place: str,
    context: Context,
    secrets: Secrets,
) -> Declared:
    """What the options of a module declare, in a task with ``params``. Raises ``ApiError`` (config)."""
    own = {name: value for name, value in options.items() if name in operation.declarable}
    if own.get("calls_per_minute") is None:
        own["calls_per_minute"] = params.get("calls_per_minute")
    whole = {**params, **own}
    identity, references = operation.identity(whole)
    return Declared(
        identity=identity,
        absent=operation.is_gone(whole),
        wanted=own,
        rules=Rules(),
        place=place,
        rank=operation.rank,
        references=references,
        work=OwnModule(operation, whole, context, secrets),
    )

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the parts of a manager have in common: objects of a project by name, and the answers to writes.

Source: the vendor's published API reference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from starlette.requests import Request
from starlette.responses import Response

from tests.simulator.platform import Handler, of_the_moment

if TYPE_CHECKING:
    from tests.simulator.apinizer import Apinizer

PROJECT = "/apiops/projects/{project}/"

Rows = dict[str, dict[str, Any]]
SectionT = TypeVar("SectionT", bound="Section")


class Section:
    """Objects of some kinds. ``TABLE`` holds their routes: method, path and the name of a handler."""

    TABLE: ClassVar[Mapping[tuple[str, str], str]] = {}

    def __init__(self, manager: Apinizer) -> None:
        self.manager = manager

    @classmethod
    def routes(cls: type[SectionT], section: Callable[[], SectionT]) -> Iterator[tuple[str, Handler, str]]:
        """Path, handler and method of every route; ``section`` gives the objects of the moment."""
        for (method, path), handler in cls.TABLE.items():
            yield path, of_the_moment(section, getattr(cls, handler)), method

    def one(self, rows: Rows, request: Request, missing: str) -> dict[str, Any]:
        """The object that the path names; ``missing`` says that there is none of that name."""
        name = request.path_params["name"]
        if name not in rows:
            raise self.manager.refused(missing % name)
        return rows[name]

    async def written(self, request: Request, *needed: str) -> dict[str, Any]:
        """The body of a write, which the user must be permitted to make."""
        self.manager.permit("MANAGE")
        given = await self.manager.body(request)
        for name in needed:
            if not given.get(name):
                raise self.manager.refused(f"{name} value can not be empty!")
        return given

    def removed(self, rows: Rows, request: Request, missing: str) -> Response:
        """The answer to a deletion."""
        self.manager.permit("MANAGE")
        self.one(rows, request, missing)
        del rows[request.path_params["name"]]
        return self.done()

    def done(self) -> Response:
        """The answer to a write: what became of its deployment, and no object."""
        return self.manager.success(deploymentResult=self.manager.everywhere())

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packages of objects of an Apinizer project, exported by their names and imported into a project.

Source: the vendor's published API reference.
"""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from tests.simulator.apinizer_rows import PROJECT, Rows, Section

_PACKAGES = PROJECT + "export-import/"
_CONTENT = "objects.json"


class Packages(Section):
    """Objects of the types that the simulator can pack."""

    @property
    def _types(self) -> dict[str, Rows]:
        return {"ENV_VARIABLE": self.manager.objects.variables, "IP_GROUP": self.manager.objects.groups}

    def _rows(self, request: Request) -> tuple[str, Rows]:
        kind = request.path_params["type"].upper()
        if kind not in self._types:
            raise self.manager.refused(f"Export/import type ({kind}) is not supported!")
        return kind, self._types[kind]

    async def types(self, request: Request) -> Response:
        """Their names."""
        return self.manager.success(list(self._types))

    async def list_objects(self, request: Request) -> Response:
        """Those whose names contain the text that is asked for."""
        wanted = request.query_params.get("filter") or ""
        _kind, rows = self._rows(request)
        return self.manager.success([{"name": name} for name in rows if wanted in name])

    async def pack(self, request: Request) -> Response:
        """A package; a name that is not known fails the call."""
        self.manager.permit("EXPORT_IMPORT")
        kind, rows = self._rows(request)
        names = (await self.manager.body(request)).get("names") or []
        missing = [name for name in names if name not in rows]
        if missing or not names:
            raise self.manager.refused(f"{kind} (name: {', '.join(missing)}) was not found!")
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
            content = {"type": kind, "objects": [rows[name] for name in names]}
            package.writestr(zipfile.ZipInfo(_CONTENT), json.dumps(content))
        return Response(packed.getvalue(), 200, {}, "application/octet-stream")

    async def unpack(self, request: Request) -> Response:
        """Objects of the same names are replaced only with ``override``; nothing is deployed."""
        self.manager.permit("EXPORT_IMPORT")
        kind, rows = self._rows(request)
        async with request.form() as form:
            part, override = form.get("exportFile"), form.get("override") == "true"
            if not isinstance(part, UploadFile) or not (part.filename or "").endswith(".zip"):
                raise self.manager.refused("exportFile must be a .zip file!")
            packed = await part.read()
        found = self._content(packed)
        if found["type"] != kind:
            raise self.manager.refused(f"The package holds {found['type']}, not {kind}!")
        for row in found["objects"]:
            name = row["name"]
            while name in rows and not override:
                name += "_1"
            rows[name] = {**row, "name": name}
        names = ", ".join(f"{kind}: {row['name']}" for row in found["objects"])
        told = f"The following imported objects are not deployed to any worker: {names}"
        return self.manager.success(unresolvedReferences=[told])

    def _content(self, packed: bytes) -> dict[str, Any]:
        try:
            with zipfile.ZipFile(io.BytesIO(packed)) as package:
                found: dict[str, Any] = json.loads(package.read(_CONTENT))
                return found
        except (zipfile.BadZipFile, KeyError, ValueError):
            raise self.manager.refused("exportFile is not a valid export!") from None

    TABLE = {
        ("GET", _PACKAGES + "types/"): "types",
        ("GET", _PACKAGES + "{type}/objects/"): "list_objects",
        ("POST", _PACKAGES + "{type}/export/"): "pack",
        ("POST", _PACKAGES + "{type}/import/"): "unpack",
    }

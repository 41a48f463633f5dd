# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fields that API Connect takes as parts of a form, and returns at addresses of their own: documents and ZIP
archives.

PRIVATE to this collection.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import zipfile
from typing import Any, Dict, Mapping, Optional

from ..._core.compare import decoded
from ..._core.errors import config_error
from ..._core.http.body import MultipartBody
from ..._core.resources.resource import Object
from .kinds import Kind
from .requests import ApicRequests

_ZIP = "application/zip"


def form(kind: Kind, fields: Mapping[str, Any]) -> MultipartBody:
    """The form that has those of the fields that are parts of one."""
    return MultipartBody({name: _part(kind, name, fields[name]) for name in kind.parts if name in fields})


def _part(kind: Kind, name: str, value: Any) -> Mapping[str, Any]:
    if name in kind.archives:
        return {"content": decoded(value), "filename": name + ".zip", "content_type": _ZIP}
    text = json.dumps(value, ensure_ascii=False)
    return {"content": text, "filename": name + ".json", "content_type": "application/json"}


def read(requests: ApicRequests, kind: Kind, item: str, names: Mapping[str, Any]) -> Object:
    """Those of the named fields that are parts, as the platform returns them below an object's path."""
    found: Dict[str, Any] = {}
    for name, place in kind.parts.items():
        if name not in names:
            continue
        path = "%s/%s" % (item, place)
        value: Any = requests.content(path, _ZIP) if name in kind.archives else requests.one(path)
        if value is not None:
            found[name] = base64.b64encode(value).decode("ascii") if name in kind.archives else value
    return found


def check(kind: Kind, fields: Mapping[str, Any]) -> None:
    """``ApiError`` (config) for a field that should hold an archive and does not."""
    for name in kind.archives:
        value = fields.get(name)
        if value is not None and _entries(value) is None:
            raise config_error(
                "spec.%s must be a ZIP archive in base64, as ansible.builtin.slurp returns a file." % name
            )


def same_archive(one: Any, other: Any) -> bool:
    """Whether two archives hold the same files, whenever and however they were packed."""
    entries = _entries(one)
    return entries is not None and entries == _entries(other)


def _entries(value: Any) -> Optional[Dict[str, str]]:
    """The files of an archive with the digests of their content; None if it is no archive."""
    data = decoded(value) if isinstance(value, str) else None
    if data is None:
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [name for name in archive.namelist() if not name.endswith("/")]
            return {name: hashlib.sha256(archive.read(name)).hexdigest() for name in names}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        return None

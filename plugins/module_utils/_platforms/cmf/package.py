# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A master data package of the MES: its file, and what the MES tells of its execution.

Sources: a public client that was tested against MES 10.2.7.

PRIVATE to this collection.
"""

from __future__ import annotations

import hashlib
import json
import mimetypes
import os
import re
from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Tuple

from ..._core.errors import config_error
from ..._core.files import check_file, unreadable
from ..._core.http.body import MultipartBody
from ..._core.resources.resource import Object

KIND = "MasterDataPackage"

_SPACE = "Cmf.Foundation.BusinessObjects"
_CHUNK = 256 * 1024
_IN_NAME = 12
# What a log says of a part that failed.
_FAILED = 3


@dataclass(frozen=True)
class PackageFile:
    """The file of a package. ``name`` is the package's, which the checksum makes that of this content."""

    path: str
    name: str
    checksum: str
    size: int
    content_type: str

    @classmethod
    def read(cls, path: str, name: Optional[str]) -> PackageFile:
        """The file at a path; ``ApiError`` (config) if it cannot be read."""
        check_file("src", path)
        digest, size = hashlib.sha256(), 0
        try:
            with open(path, "rb") as file:
                for piece in iter(lambda: file.read(_CHUNK), b""):
                    digest.update(piece)
                    size += len(piece)
        except OSError as error:
            raise unreadable("src", path, error) from error
        if not size:
            raise config_error("src %s is empty." % path)
        checksum = digest.hexdigest()
        stem = name or os.path.splitext(os.path.basename(path))[0]
        guessed = mimetypes.guess_type(path)[0] or "application/octet-stream"
        return cls(path, "%s-%s" % (stem, checksum[:_IN_NAME]), checksum.upper(), size, guessed)

    @property
    def filename(self) -> str:
        """Its name without the directories."""
        return os.path.basename(self.path)

    def body(self) -> MultipartBody:
        """The upload, which streams it."""
        return MultipartBody({"file": {"path": self.path, "content_type": self.content_type}})

    def package(self) -> Object:
        """The new package of it."""
        return {
            "$type": "%s.%s, %s" % (_SPACE, KIND, _SPACE),
            "Name": self.name,
            "Type": "Generic",
            "Revision": None,
            "Package": {
                "$type": "%s.CmfFile, %s" % (_SPACE, _SPACE),
                "Filename": self.filename,
                # The MES refuses a number here.
                "Size": str(self.size),
                "Checksum": self.checksum,
                "ContentType": self.content_type,
            },
        }

    def is_in(self, package: Object) -> bool:
        """Whether a package holds this file, as far as the MES tells."""
        file = package.get("Package")
        checksum = file.get("Checksum") if isinstance(file, dict) else None
        return checksum is None or str(checksum).upper() == self.checksum


@dataclass(frozen=True)
class Execution:
    """The last execution of a package: what was done, when, and what came of it; null where none was."""

    operation: Optional[int]
    start: Optional[str]
    end: Optional[str]
    result: Optional[int]
    log: Tuple[Any, ...] = ()

    @classmethod
    def of(cls, package: Object) -> Execution:
        """What the MES tells of it."""
        start, end = (package.get("LastExecution" + name) for name in ("StartDate", "EndDate"))
        return cls(
            _number(package.get("LastExecutionOperation")),
            None if start is None else str(start),
            None if end is None else str(end),
            _number(package.get("LastExecutionResult")),
            _log(package.get("LastExecutionLog")),
        )

    @property
    def is_running(self) -> bool:
        """Whether it has begun and not come to its end."""
        if self.end is None:
            return self.start is not None
        return self.start is not None and _moment(self.end) < _moment(self.start)

    @property
    def is_over(self) -> bool:
        """Whether it has come to its end."""
        return self.end is not None and not self.is_running

    def succeeded(self, operation: int) -> bool:
        """Whether this operation ended without errors."""
        return self.is_over and self.operation == operation and self.result == 0

    def began_after(self, other: Execution) -> bool:
        """Whether it is another one than the one that was read before."""
        return (self.operation, self.start, self.end) != (other.operation, other.start, other.end)

    def entries(self) -> List[Dict[str, Any]]:
        """The log as results show it."""
        return [
            {
                "name": entry.get("Name"),
                "failed": _number(entry.get("State")) == _FAILED,
                "messages": list(entry.get("Messages") or []),
                **{
                    name.lower(): entry.get("%sObjectsCounter" % name)
                    for name in ("Created", "Updated", "Skipped")
                },
            }
            for entry in self.log
            if isinstance(entry, dict)
        ]

    def errors(self) -> str:
        """What the log says of what failed, in one line."""
        entries = self.entries()
        chosen = [entry for entry in entries if entry["failed"]] or entries
        told = (
            "%s: %s" % (entry["name"], ", ".join(str(each) for each in entry["messages"]))
            for entry in chosen
            if entry["messages"]
        )
        return "; ".join([*told, *(str(entry) for entry in self.log if not isinstance(entry, dict))])


def _number(value: Any) -> Optional[int]:
    try:
        return None if value is None or isinstance(value, bool) else int(str(value))
    except ValueError:
        return -1


def _log(text: Any) -> Tuple[Any, ...]:
    """The entries of the log, which is JSON in a text; another text is one entry."""
    if text in (None, ""):
        return ()
    try:
        entries = json.loads(text) if isinstance(text, str) else text
    except ValueError:
        entries = text
    return tuple(entries) if isinstance(entries, list) else (entries,)


def _moment(text: str) -> Tuple[str, float]:
    """A point in time as it compares: to the second as it is written, then the fraction."""
    fraction = re.search(r"\.\d+", text)
    return text[:19], float(fraction[0]) if fraction else 0.0

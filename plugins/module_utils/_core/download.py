# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A body saved to a file: whole or not at all, and only when it differs from what is there.

PRIVATE to this collection.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import threading
from contextlib import suppress
from typing import IO, Any, FrozenSet, Optional

from .address import without_query
from .document import is_unwanted_page
from .errors import ApiError, config_error
from .http import Response

_CHUNK = 1024 * 1024

_UMASK_LOCK = threading.Lock()


class Download:
    """Writes beside ``path`` and renames into place on ``commit``. Every attempt begins anew.

    ``accept`` are the statuses that count as success; without any, each from 200 to 299 does.
    """

    def __init__(self, path: str, accept: FrozenSet[int] = frozenset()) -> None:
        directory = os.path.dirname(os.path.realpath(path))
        if os.path.isdir(path):
            raise config_error("dest %s is a directory; name a file in it." % path)
        if not os.path.isdir(directory) or not os.access(directory, os.W_OK):
            raise config_error(
                "dest %s: the directory %s does not exist or cannot be written." % (path, directory)
            )
        self.path = path
        self._accept = accept
        # A link stays one: what it leads to is replaced.
        self._target = os.path.realpath(path)
        self._directory = os.path.dirname(self._target)
        self._file: Optional[IO[bytes]] = None
        # The answer that comes, of which a failure tells.
        self._response: Response
        self._partial = ""
        self._digest: Any = None

    def open_sink(self, response: Response) -> Optional[Download]:
        """Take the body of a success; a refusal stays in memory, to be read."""
        self.discard()
        success = 200 <= response.status < 300 and (not self._accept or response.status in self._accept)
        if not success or is_unwanted_page(response):
            return None
        self._response = response
        self._digest = hashlib.sha256()
        try:
            handle, self._partial = tempfile.mkstemp(dir=self._directory, prefix=".apiops-")
            self._file = os.fdopen(handle, "wb")
        except OSError as error:
            raise self._failed(error) from error
        return self

    def write(self, chunk: bytes) -> None:
        """Take the next bytes; ``ApiError`` (config) when the disk does not."""
        try:
            if self._file is not None:
                self._file.write(chunk)
        except OSError as error:
            raise self._failed(error) from error
        self._digest.update(chunk)

    def differs(self) -> bool:
        """Whether what was written is not what the file holds."""
        try:
            with open(self.path, "rb") as existing:
                digest = hashlib.sha256()
                for chunk in iter(lambda: existing.read(_CHUNK), b""):
                    digest.update(chunk)
        except OSError:
            return True
        return bool(digest.digest() != self._digest.digest())

    def commit(self) -> None:
        """Put the file in place; the mode is that of the file it replaces, or what the umask leaves."""
        if self._file is None:
            return
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            os.fchmod(self._file.fileno(), self._mode())
            self._file.close()
            os.replace(self._partial, self._target)
        except OSError as error:
            raise self._failed(error) from error
        self._file = None

    def discard(self) -> None:
        """Remove what was written and not committed."""
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
            os.unlink(self._partial)
            self._file = None

    def _mode(self) -> int:
        try:
            return os.stat(self.path).st_mode & 0o7777
        except FileNotFoundError:
            # The umask can only be read by being set, which must not happen twice at once.
            with _UMASK_LOCK:
                umask = os.umask(0o077)
                os.umask(umask)
            return 0o666 & ~umask

    def _failed(self, error: OSError) -> ApiError:
        response, request = self._response, self._response.request
        url = without_query(request.url)
        failure = ApiError(
            "config",
            "%s %s answered %d, but dest %s cannot be written (%s)."
            % (request.method, url, response.status, self.path, error.strerror or error),
            status=response.status,
            method=request.method,
            url=url,
            tries=response.tries,
        )
        if not request.read_only:
            failure.came_after_the_write()
        return failure

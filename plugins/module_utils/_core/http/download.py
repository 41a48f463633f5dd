# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A body saved to a file: when it has come whole, and only where it differs from what is there.

PRIVATE to this collection.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import contextmanager, suppress
from typing import IO, Any, Dict, FrozenSet, Iterator, Mapping, Optional, Tuple

from ..errors import ApiError
from .address import without_query
from .destination import Destination, destination_of
from .document import is_unwanted_page
from .file_attributes import FileAttributes
from .message import Response


class Download:
    """Keeps a body in a file until ``commit`` brings it to its place. Every attempt begins anew.

    ``accept`` are the statuses that count as success; without any, each from 200 to 299 does.
    """

    def __init__(self, path: str, destination: Destination, accept: FrozenSet[int] = frozenset()) -> None:
        self.path = path
        self._destination = destination
        self._accept = accept
        self._file: Optional[IO[bytes]] = None
        # The answer that comes, of which a failure tells.
        self._response: Response
        self._partial = ""
        self._digest: Any = None

    @classmethod
    def from_params(
        cls, params: Mapping[str, Any], accept: FrozenSet[int], timeout: float
    ) -> Optional[Download]:
        """The one that a call asks for, if any; ``ApiError`` (config) for a destination that cannot be."""
        path = params.get("dest")
        if path is None:
            return None
        attributes = FileAttributes.from_params(params)
        return cls(path, destination_of(path, attributes, bool(params.get("unsafe_writes")), timeout), accept)

    def begin(self) -> None:
        """Open the destination before anything is sent; ``ApiError`` (config) if it cannot be written to."""
        self._destination.open()

    def open_sink(self, response: Response) -> Optional[Download]:
        """Take the body of a success; a refusal stays in memory, to be read."""
        self._remove()
        success = 200 <= response.status < 300 and (not self._accept or response.status in self._accept)
        if not success or is_unwanted_page(response):
            return None
        self._response = response
        self._digest = hashlib.sha256()
        with self._failing():
            handle, self._partial = tempfile.mkstemp(dir=self._destination.directory, prefix=".apiops-")
            self._file = os.fdopen(handle, "w+b")
        return self

    def write(self, chunk: bytes) -> None:
        """Take the next bytes; ``ApiError`` (config) when the disk does not."""
        with self._failing():
            if self._file is not None:
                self._file.write(chunk)
        self._digest.update(chunk)

    def differs(self) -> bool:
        """Whether what was written is not what the destination holds."""
        return self._destination.differs(self._digest.digest())

    def differences(self) -> Dict[str, Tuple[str, str]]:
        """Which attributes of a file that is there are to change, by option, before and after."""
        return self._destination.differences()

    def commit(self) -> None:
        """Bring the body to its place."""
        if self._file is not None:
            with self._failing():
                self._file.flush()
                self._destination.put(self._file, self._partial)

    def set_attributes(self) -> None:
        """Change no more than the attributes of what is there."""
        with self._failing():
            self._destination.set_attributes()

    def end(self) -> None:
        """Let go of the destination, and remove what was written and not committed."""
        self._destination.close()
        self._remove()

    def _remove(self) -> None:
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
            with suppress(FileNotFoundError):
                os.unlink(self._partial)
            self._file = None

    @contextmanager
    def _failing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise self._failed(error) from error

    def _failed(self, error: OSError) -> ApiError:
        response, request = self._response, self._response.request
        url = without_query(request.url)
        failure = ApiError(
            "config",
            "%s %s answered %d, but dest %s cannot be written (%s)"
            % (request.method, url, response.status, self.path, error.strerror or error),
            status=response.status,
            method=request.method,
            url=url,
            tries=response.tries,
        )
        if not request.read_only:
            failure.follows_write()
        return failure

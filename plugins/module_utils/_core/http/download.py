# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A response body that is saved: it waits in a file of its own until it is whole, and then goes to ``dest``.

``dest`` is a regular file, which is replaced in one step, or a device or a FIFO, which is written to.

PRIVATE to this collection.
"""

from __future__ import annotations

import errno
import hashlib
import os
import select
import shutil
import stat
import tempfile
import time
from abc import ABC, abstractmethod
from contextlib import contextmanager, suppress
from typing import IO, Any, Callable, Dict, FrozenSet, Iterator, Mapping, Optional, Tuple

from ..errors import ApiError, config_error
from .address import without_query
from .document import is_unwanted_page
from .file_attributes import FileAttributes
from .message import Response

_CHUNK = 1024 * 1024
# Seconds between two looks whether a FIFO is read.
_PAUSE = 0.05
# Why a file cannot be replaced that can perhaps be written to, such as one that is mounted by itself.
_NOT_REPLACED = frozenset({errno.EPERM, errno.EXDEV, errno.EACCES, errno.ETXTBSY, errno.EBUSY})


class Download(ABC):
    """Keeps a body in a file until ``commit`` brings it to its place. Every attempt begins anew.

    ``accept`` are the statuses that count as success; without any, each from 200 to 299 does. ``directory``
    is where the file is until then, None if anywhere. ``option`` is what a task names the place by.
    """

    directory: Optional[str] = None

    def __init__(self, path: str, accept: FrozenSet[int], option: str = "dest") -> None:
        self.path = path
        self.option = option
        self._accept = accept
        self._file: Optional[IO[bytes]] = None
        # The answer that comes, of which a failure tells.
        self._response: Response
        self._partial = ""
        self._digest: Any = None

    @abstractmethod
    def begin(self) -> None:
        """Get ready before anything is sent; ``ApiError`` (config) if the place cannot be written to."""

    def open_sink(self, response: Response) -> Optional[Callable[[bytes], None]]:
        """Take the body of a success; a refusal stays in memory, to be read."""
        self._remove()
        success = 200 <= response.status < 300 and (not self._accept or response.status in self._accept)
        if not success or is_unwanted_page(response):
            return None
        self._response = response
        self._digest = hashlib.sha256()
        with self._failing():
            handle, self._partial = tempfile.mkstemp(dir=self.directory, prefix=".apiops-")
            self._file = os.fdopen(handle, "w+b")
        return self.write

    def write(self, chunk: bytes) -> None:
        """Take the next bytes; ``ApiError`` (config) when the disk does not."""
        with self._failing():
            if self._file is not None:
                self._file.write(chunk)
        self._digest.update(chunk)

    def differs(self) -> bool:
        """Whether what was written is not what is there."""
        return True

    def differences(self) -> Dict[str, Tuple[str, str]]:
        """Which attributes of what is there are to change, as ``FileAttributes.differences`` says."""
        return {}

    def commit(self) -> None:
        """Bring the body to its place, and set the attributes."""
        if self._file is not None:
            with self._failing():
                self._file.flush()
                self._put(self._file)

    @abstractmethod
    def _put(self, file: IO[bytes]) -> None:
        """The same with the whole body in ``file``; ``OSError`` if it cannot."""

    def set_attributes(self) -> None:
        """Change no more than the attributes of what is there, where ``differences`` has any."""
        return

    def end(self) -> None:
        """Let go of what is held open, and remove what was written and not committed."""
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
        """Within it, an ``OSError`` becomes the error of the answer that cannot be saved."""
        try:
            yield
        except OSError as error:
            response, request = self._response, self._response.request
            url = without_query(request.url)
            failure = ApiError(
                "config",
                "%s %s answered %d, but %s %s cannot be written (%s)"
                % (request.method, url, response.status, self.option, self.path, error.strerror or error),
                status=response.status,
                method=request.method,
                url=url,
                tries=response.tries,
            )
            if not request.read_only:
                failure.follows_write()
            raise failure from error


def download_of(params: Mapping[str, Any], accept: FrozenSet[int], timeout: float) -> Optional[Download]:
    """The one that a call asks for, if any; ``ApiError`` (config) for a destination that cannot be."""
    path = params.get("dest")
    if path is None:
        return None
    if not path or "\0" in path:
        raise config_error("dest %r is not the path of a file." % path)
    attributes = FileAttributes.from_params(params)
    try:
        mode = os.stat(path).st_mode
    except OSError:
        mode = stat.S_IFREG
    if stat.S_ISDIR(mode):
        raise config_error("dest %s is a directory; name a file in it." % path)
    if stat.S_ISSOCK(mode):
        raise config_error("dest %s is a socket, which cannot be written to by its path." % path)
    if stat.S_ISREG(mode):
        return ToFile(path, accept, attributes, bool(params.get("unsafe_writes")))
    if attributes:
        raise config_error("dest %s is not a regular file; leave out mode, owner and group." % path)
    return ToDevice(path, accept, timeout)


class ToFile(Download):
    """To a file that is replaced in one step, or does not exist yet.

    With ``unsafe_writes`` it is written to where it cannot be replaced, and may then be there by halves.
    """

    def __init__(
        self,
        path: str,
        accept: FrozenSet[int],
        attributes: FileAttributes,
        unsafe_writes: bool,
        option: str = "dest",
    ) -> None:
        super().__init__(path, accept, option)
        # A link stays one: what it leads to is replaced.
        self._target = os.path.realpath(path)
        self._attributes = attributes
        self._unsafe_writes = unsafe_writes
        self.directory = os.path.dirname(self._target)
        if os.path.isdir(self.directory) and os.access(self.directory, os.W_OK):
            return
        writable = os.access(self._target, os.W_OK)
        if not (writable and unsafe_writes):
            raise config_error(
                "%s %s: the directory %s does not exist or cannot be written%s."
                % (
                    option,
                    path,
                    self.directory,
                    "; with unsafe_writes the file itself would be written to" if writable else "",
                )
            )
        self.directory = None

    def begin(self) -> None:
        """Nothing is held open."""

    def differs(self) -> bool:
        held = hashlib.sha256()
        try:
            with open(self._target, "rb") as existing:
                for chunk in iter(lambda: existing.read(_CHUNK), b""):
                    held.update(chunk)
        except OSError:
            return True
        return bool(held.digest() != self._digest.digest())

    def differences(self) -> Dict[str, Tuple[str, str]]:
        try:
            return self._attributes.differences(os.stat(self._target))
        except OSError:
            return {}

    def _put(self, file: IO[bytes]) -> None:
        if self.directory is None or not self._replaced(file):
            file.seek(0)
            with open(self._target, "wb") as existing:
                shutil.copyfileobj(file, existing, _CHUNK)
            self._attributes.set_on(self._target)

    def set_attributes(self) -> None:
        with self._failing():
            self._attributes.set_on(self._target)

    def _replaced(self, file: IO[bytes]) -> bool:
        """Whether the file now is the one with the body; False where it is to be written to."""
        if os.path.exists(self._target):
            self._attributes.set_on_successor(file.fileno(), self._target)
        else:
            self._attributes.set_on_new(file.fileno())
        os.fsync(file.fileno())
        try:
            os.replace(self._partial, self._target)
        except OSError as error:
            if self._unsafe_writes and error.errno in _NOT_REPLACED:
                return False
            raise
        return True


class ToDevice(Download):
    """To a device or a FIFO. What reads it has ``timeout`` seconds to begin, and for each pause."""

    def __init__(self, path: str, accept: FrozenSet[int], timeout: float) -> None:
        super().__init__(path, accept)
        self._timeout = timeout
        self._descriptor: Optional[int] = None

    def begin(self) -> None:
        end = time.monotonic() + self._timeout
        while self._descriptor is None:
            try:
                # Without O_NONBLOCK, this waits for a reader forever.
                self._descriptor = os.open(self.path, os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
            except OSError as error:
                if error.errno != errno.ENXIO:
                    raise config_error(
                        "dest %s cannot be opened (%s)." % (self.path, error.strerror)
                    ) from error
                if time.monotonic() >= end:
                    raise config_error(
                        "dest %s was not opened for reading in %g s (timeout); look at what should read it."
                        % (self.path, self._timeout)
                    ) from error
                time.sleep(_PAUSE)

    def _put(self, file: IO[bytes]) -> None:
        file.seek(0)
        for chunk in iter(lambda: file.read(_CHUNK), b""):
            rest = memoryview(chunk)
            while rest:
                rest = rest[self._written(rest) :]

    def _written(self, data: memoryview) -> int:
        """How much of it could be written; 0 when something was read in the meantime."""
        if self._descriptor is None:
            raise OSError(errno.EBADF, "it is not open")
        try:
            return os.write(self._descriptor, data)
        except BlockingIOError:
            waiting = select.poll()
            waiting.register(self._descriptor, select.POLLOUT)
            if waiting.poll(self._timeout * 1000):
                return 0
        raise OSError(errno.ETIMEDOUT, "nothing was read from it for %g s (timeout)" % self._timeout)

    def end(self) -> None:
        super().end()
        if self._descriptor is not None:
            with suppress(OSError):
                os.close(self._descriptor)
            self._descriptor = None

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The destination of a download: a regular file, which is replaced, or a device or FIFO, never replaced.

PRIVATE to this collection.
"""

from __future__ import annotations

import errno
import hashlib
import os
import select
import shutil
import stat
import time
from abc import ABC, abstractmethod
from contextlib import suppress
from typing import IO, Dict, Optional, Tuple

from ..errors import config_error
from .file_attributes import FileAttributes

_CHUNK = 1024 * 1024
# Seconds between two looks whether a FIFO is read.
_PAUSE = 0.05
# Why a file cannot be replaced that can perhaps be written to, such as one that is mounted by itself.
_NOT_REPLACED = frozenset({errno.EPERM, errno.EXDEV, errno.EACCES, errno.ETXTBSY, errno.EBUSY})


class Destination(ABC):
    """Where a body goes once it is whole. ``directory`` is where it waits until then, None if anywhere."""

    directory: Optional[str] = None

    @abstractmethod
    def open(self) -> None:
        """Get ready before anything is sent; ``ApiError`` (config) if it cannot be written to."""

    def differs(self, digest: bytes) -> bool:
        """Whether its content is another than the one of that SHA-256."""
        return True

    def differences(self) -> Dict[str, Tuple[str, str]]:
        """Which of its attributes are to change, as ``FileAttributes.differences`` says."""
        return {}

    @abstractmethod
    def put(self, file: IO[bytes], name: str) -> None:
        """Take what the file of that name holds, and set the attributes; ``OSError`` if it cannot."""

    def set_attributes(self) -> None:
        """Set them where the content stays; ``OSError`` if it cannot."""
        return

    def close(self) -> None:
        """Let go of what is held open."""
        return


def destination_of(path: str, attributes: FileAttributes, unsafe_writes: bool, timeout: float) -> Destination:
    """The destination at that path; ``ApiError`` (config) where there can be none."""
    if not path or "\0" in path:
        raise config_error("dest %r is no path of a file." % path)
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return RegularFile(path, attributes, unsafe_writes)
    if stat.S_ISDIR(mode):
        raise config_error("dest %s is a directory; name a file in it." % path)
    if stat.S_ISSOCK(mode):
        raise config_error("dest %s is a socket, which cannot be written to by its path." % path)
    if stat.S_ISREG(mode):
        return RegularFile(path, attributes, unsafe_writes)
    if attributes:
        raise config_error("dest %s is no regular file; leave out mode, owner and group." % path)
    return Stream(path, timeout)


class RegularFile(Destination):
    """A file that is replaced in one step, or is not there yet.

    With ``unsafe_writes`` it is written to where it cannot be replaced, and may then be there by halves.
    """

    def __init__(self, path: str, attributes: FileAttributes, unsafe_writes: bool) -> None:
        # A link stays one: what it leads to is replaced.
        self._path = os.path.realpath(path)
        self._attributes = attributes
        self._unsafe_writes = unsafe_writes
        self.directory = os.path.dirname(self._path)
        if os.path.isdir(self.directory) and os.access(self.directory, os.W_OK):
            return
        writable = os.access(self._path, os.W_OK)
        if not (writable and unsafe_writes):
            raise config_error(
                "dest %s: the directory %s does not exist or cannot be written%s."
                % (
                    path,
                    self.directory,
                    "; with unsafe_writes the file itself would be written to" if writable else "",
                )
            )
        self.directory = None

    def open(self) -> None:
        """Nothing is held open."""

    def differs(self, digest: bytes) -> bool:
        held = hashlib.sha256()
        try:
            with open(self._path, "rb") as existing:
                for chunk in iter(lambda: existing.read(_CHUNK), b""):
                    held.update(chunk)
        except OSError:
            return True
        return held.digest() != digest

    def differences(self) -> Dict[str, Tuple[str, str]]:
        try:
            return self._attributes.differences(os.stat(self._path))
        except OSError:
            return {}

    def put(self, file: IO[bytes], name: str) -> None:
        if self.directory is None or not self._replaced(file, name):
            file.seek(0)
            with open(self._path, "wb") as existing:
                shutil.copyfileobj(file, existing, _CHUNK)
            self.set_attributes()

    def set_attributes(self) -> None:
        self._attributes.set_on(self._path)

    def _replaced(self, file: IO[bytes], name: str) -> bool:
        """Whether the file now is the one of that name; False where it is to be written to."""
        if os.path.exists(self._path):
            self._attributes.set_on_successor(file.fileno(), self._path)
        else:
            self._attributes.set_on_new(file.fileno())
        os.fsync(file.fileno())
        try:
            os.replace(name, self._path)
        except OSError as error:
            if self._unsafe_writes and error.errno in _NOT_REPLACED:
                return False
            raise
        return True


class Stream(Destination):
    """A device or a FIFO. What reads it has ``timeout`` seconds to begin, and for each pause."""

    def __init__(self, path: str, timeout: float) -> None:
        self._path = path
        self._timeout = timeout
        self._descriptor: Optional[int] = None

    def open(self) -> None:
        end = time.monotonic() + self._timeout
        while self._descriptor is None:
            try:
                # Without O_NONBLOCK, this waits for a reader forever.
                self._descriptor = os.open(self._path, os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
            except OSError as error:
                if error.errno != errno.ENXIO:
                    raise config_error(
                        "dest %s cannot be opened (%s)." % (self._path, error.strerror)
                    ) from error
                if time.monotonic() >= end:
                    raise config_error(
                        "dest %s was not opened for reading in %g s (timeout); look at what should read it."
                        % (self._path, self._timeout)
                    ) from error
                time.sleep(_PAUSE)

    def put(self, file: IO[bytes], name: str) -> None:
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

    def close(self) -> None:
        if self._descriptor is not None:
            with suppress(OSError):
                os.close(self._descriptor)
            self._descriptor = None

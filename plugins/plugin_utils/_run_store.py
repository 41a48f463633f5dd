# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The run's tokens and turns, in memory that all workers of one ``ansible-playbook`` share, and no one else.

Ansible imports a task's action plugin in the parent process before it forks the workers. What is made
at that import, an anonymous file and the key of the digests, every worker inherits; both are gone when
the run ends, and nothing is on disk.

PRIVATE to this collection.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import tempfile
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ansible_collections.apiops.platforms.plugins.module_utils._core.errors import config_error
from ansible_collections.apiops.platforms.plugins.module_utils._core.tokens.store import (
    KeyedStore,
    MemoryStore,
    Record,
)

# Record locks are on single bytes far beyond the content, which needs none there: one for the content,
# and one for each key, its place drawn from the key.
_CONTENT = 1 << 40
_KEYS = 1 << 41
# Seconds until a lock is asked for again that the kernel takes for a deadlock.
_PAUSE = 0.002


class RunStore(KeyedStore):
    """Records in a file without a name. The kernel releases the locks of a worker that dies."""

    def __init__(self) -> None:
        super().__init__(os.urandom(32))
        # A file that has no name and ends with the processes that hold it.
        if hasattr(os, "memfd_create"):
            self._file = os.memfd_create("apiops.platforms")
        else:
            with tempfile.TemporaryFile() as file:
                self._file = os.dup(file.fileno())
        self._one_thread = threading.Lock()

    @contextmanager
    def _held(self, key: str) -> Iterator[None]:
        # Record locks do not keep the threads of one process apart: the inherited lock does.
        with super()._held(key), self._locked(_KEYS + int(key[:10], 16)):
            yield

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """The content for one thread of one process."""
        with self._one_thread, self._locked(_CONTENT):
            yield

    def _keys(self) -> list[str]:
        with self._alone():
            return list(self._content())

    def _read(self, key: str) -> Record | None:
        with self._alone():
            return self._content().get(key)

    def _write(self, key: str, record: Record) -> None:
        with self._alone():
            text = json.dumps({**self._content(), key: record}).encode()
            os.pwrite(self._file, b"%08x" % zlib.crc32(text) + text, 0)
            os.ftruncate(self._file, 8 + len(text))

    def _content(self) -> dict[str, Record]:
        """All records; none if a worker was killed while it wrote: then tokens are simply asked for again."""
        data = os.pread(self._file, os.fstat(self._file).st_size, 0)
        if data[:8] != b"%08x" % zlib.crc32(data[8:]):
            return {}
        content: dict[str, Record] = json.loads(data[8:])
        return content

    @contextmanager
    def _locked(self, place: int) -> Iterator[None]:
        """A record lock, once it comes.

        To the kernel a process waits and holds as one: where one of its threads waits for a key and another
        holds the content, it sees a deadlock that is none, since who holds the content waits for nothing.
        """
        while True:
            try:
                fcntl.lockf(self._file, fcntl.LOCK_EX, 1, place)
                break
            except OSError as error:
                if error.errno != errno.EDEADLK:
                    raise
                time.sleep(_PAUSE)
        try:
            yield
        finally:
            fcntl.lockf(self._file, fcntl.LOCK_UN, 1, place)


STORE = RunStore()


def token_store(wanted: Any) -> MemoryStore:
    """The store that the variable ``apiops_token_store`` asks for: the run's, or one for this task alone.

    ``ApiError`` (config) for any other value.
    """
    if wanted not in ("run", "none"):
        raise config_error(f"apiops_token_store must be run or none, not {wanted!r}.")
    return STORE if wanted == "run" else MemoryStore()

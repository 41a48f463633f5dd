# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Watching a run from outside, as another user of the machine might: its processes, and what it writes.

For Linux: it reads /proc and is told of new files by inotify.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path

from inotify_simple import Event, INotify, flags

from tests.processes import processes

# Seconds between two looks at the processes, and how long to wait for news of files.
_PROCESS_PAUSE = 0.02
_FILE_PAUSE = 0.05


class Watch:
    """Within its ``with`` block, watches the processes whose home is ``home``, and all files below it.

    ``kept`` is a directory on the same file system that keeps a second name of every file that appears, so
    that its content is there when the run has long removed it.
    """

    def __init__(self, home: Path, kept: Path) -> None:
        self._home = home
        self._kept = kept
        self._seen: dict[str, set[str]] = {"cmdline": set(), "environ": set()}
        self._names: dict[str, str] = {}
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=work) for work in (self._processes, self._files)]
        self._inotify = INotify()
        self._directories: dict[int, Path] = {}

    def __enter__(self) -> Watch:
        self._kept.mkdir()
        self._add(self._home)
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()
        self._inotify.close()

    @property
    def commands(self) -> list[str]:
        """The command lines seen."""
        return sorted(self._seen["cmdline"])

    @property
    def environments(self) -> list[str]:
        """The environments seen, as the processes were started with them."""
        return sorted(self._seen["environ"])

    @property
    def files(self) -> dict[str, str]:
        """What was written: contents by path below the home."""
        return {name: (self._kept / kept).read_text("utf-8", "replace") for kept, name in self._names.items()}

    def _processes(self) -> None:
        while not self._ended.wait(_PROCESS_PAUSE):
            processes(self._looked_at)

    def _looked_at(self, process: Path) -> bool:
        environ = (process / "environ").read_text("utf-8", "replace")
        watched = f"HOME={self._home}\0" in environ
        if watched:
            self._seen["environ"].add(environ)
            self._seen["cmdline"].add((process / "cmdline").read_text("utf-8", "replace"))
        return watched

    def _files(self) -> None:
        while True:
            last = self._ended.is_set()
            for event in self._inotify.read(timeout=int(_FILE_PAUSE * 1000)):
                self._noticed(event)
            if last:
                return

    def _noticed(self, event: Event) -> None:
        directory = self._directories.get(event.wd)
        if directory is None or not event.name:
            return
        self._appeared(directory / event.name)

    def _appeared(self, path: Path) -> None:
        if path.is_symlink():
            return
        if path.is_dir():
            self._add(path)
            return
        # What is neither, such as a socket, holds nothing.
        if not path.is_file():
            return
        name = str(len(self._names))
        try:
            os.link(path, self._kept / name)
        except OSError:
            # It is gone already.
            return
        self._names[name] = str(path.relative_to(self._home))

    def _add(self, directory: Path) -> None:
        try:
            number = self._inotify.add_watch(directory, flags.CREATE | flags.MOVED_TO | flags.ONLYDIR)
        except OSError:
            return
        self._directories[number] = directory
        for path in directory.iterdir():
            self._appeared(path)

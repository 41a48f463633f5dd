# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Running Axway's command line tool in a home directory of its own, of which nothing is left afterwards.

PRIVATE to this collection.
"""

from __future__ import annotations

import json
import os
import selectors
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from typing import IO, Any, Dict, List, Mapping, Optional, Tuple

# The most that the tool may print, in bytes: an account measures some thousands.
MOST_OUTPUT = 16 * 1024 * 1024
_CHUNK = 64 * 1024

# Waits until whoever runs the tool is gone, however it ended, and then ends the tool and removes its home.
# It reads the process groups as they begin, and an empty line when one is over.
_WATCH = """
while read -r line; do group=$line; done
[ -z "$group" ] || kill -s KILL -- "-$group"
rm -rf -- "$1"
"""


class DeadlineExceeded(Exception):
    """The tool did not end in time."""


class OutputTooLarge(Exception):
    """The tool printed more than ``MOST_OUTPUT`` bytes."""


class Home:
    """A home directory for the tool, which only this user may read; a context, which ends with it.

    It is in memory where the system offers that. ``environment`` is that of the tool, but for the home;
    ``settings`` are its configuration, ``key`` a private key as PEM text.
    """

    def __init__(
        self, environment: Mapping[str, str], settings: Mapping[str, Any], key: Optional[str]
    ) -> None:
        self._environment = environment
        self._settings = settings
        self._key = key

    def __enter__(self) -> Home:
        memory = "/dev/shm"
        place = memory if os.path.isdir(memory) and os.access(memory, os.W_OK) else None
        self._path = tempfile.mkdtemp(prefix="apiops-axway-", dir=place)
        try:
            self._watcher = _started(
                ["/bin/sh", "-c", _WATCH, "sh", self._path],
                {"PATH": os.defpath},
                (subprocess.PIPE, subprocess.DEVNULL, subprocess.DEVNULL),
            )
        except BaseException:
            shutil.rmtree(self._path, ignore_errors=True)
            raise
        try:
            self._fill()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        self._watcher.kill()
        self._watcher.wait()
        if self._watcher.stdin:
            self._watcher.stdin.close()
        shutil.rmtree(self._path, ignore_errors=True)

    def run(self, command: List[str], limit: float) -> Tuple[int, str, str]:
        """Exit status, standard output and standard error of a program, whose home this is.

        Raises ``OSError`` if it cannot be run, ``DeadlineExceeded`` after ``limit`` seconds,
        ``OutputTooLarge``.
        """
        process = _started(
            command,
            {**self._environment, "HOME": self._path},
            (subprocess.DEVNULL, subprocess.PIPE, subprocess.PIPE),
        )
        with process:
            self._tell(str(process.pid))
            try:
                output, complaint = _printed(process, time.monotonic() + limit)
            except BaseException:
                os.killpg(process.pid, signal.SIGKILL)
                raise
        self._tell("")
        return process.returncode, output, complaint

    def _fill(self) -> None:
        configuration = dict(self._settings)
        if self._key is not None:
            path = _write(os.path.join(self._path, "key.pem"), self._key)
            configuration["auth"] = {**self._settings["auth"], "secretFile": path}
        directory = self._path
        for name in (".axway", "axway-cli"):
            directory = os.path.join(directory, name)
            os.mkdir(directory, mode=0o700)
        _write(os.path.join(directory, "config.json"), json.dumps(configuration))

    def _tell(self, line: str) -> None:
        """Tell who watches; one that somebody ended can be told nothing."""
        with suppress(OSError):
            if self._watcher.stdin:
                self._watcher.stdin.write(line.encode() + b"\n")


def _started(
    command: List[str], environment: Mapping[str, str], streams: Tuple[int, int, int]
) -> subprocess.Popen[bytes]:
    """A program in a process group of its own, so that all it starts can be ended with it."""
    stdin, stdout, stderr = streams
    # AnsibleModule.run_command is there on targets only, and neither bounds nor ends what it runs.
    return subprocess.Popen(  # pylint: disable=ansible-bad-function
        command,
        bufsize=0,
        env=environment,
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
        start_new_session=True,
    )


def _printed(process: subprocess.Popen[bytes], end: float) -> Tuple[str, str]:
    """What a process prints on standard output and standard error until it is over."""
    texts: Dict[Optional[IO[bytes]], bytearray] = {process.stdout: bytearray(), process.stderr: bytearray()}
    with selectors.DefaultSelector() as selector:
        for stream in texts:
            if stream:
                selector.register(stream, selectors.EVENT_READ, texts[stream])
        while selector.get_map():
            ready = selector.select(max(0.0, end - time.monotonic()))
            if not ready:
                raise DeadlineExceeded
            for key, _events in ready:
                chunk = os.read(key.fd, _CHUNK)
                key.data.extend(chunk)
                if not chunk:
                    selector.unregister(key.fileobj)
                if len(key.data) > MOST_OUTPUT:
                    raise OutputTooLarge
    try:
        process.wait(max(0.0, end - time.monotonic()))
    except subprocess.TimeoutExpired:
        raise DeadlineExceeded from None
    output, complaint = (text.decode("utf-8", "replace") for text in texts.values())
    return output, complaint


def _write(path: str, text: str) -> str:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    return path

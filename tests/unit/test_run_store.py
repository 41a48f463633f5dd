# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The run's memory, shared by processes that were forked: one login, and nobody waits for the dead."""

from __future__ import annotations

import os
import signal
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._core.errors import ApiError
from ansible_collections.apiops.platforms.plugins.module_utils._core.tokens.token import Token
from ansible_collections.apiops.platforms.plugins.plugin_utils._run_store import (
    STORE,
    RunStore,
    token_store,
)

# The parent of a run forks as these tests do. Python warns because the tests have threads beside it.
pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")

IDENTITY = ("apic", "https://good.example", "user", "secret")


@contextmanager
def forked(work: Callable[[], object]) -> Iterator[int]:
    """A worker process that does the work; its number. It is gone when the context ends."""
    process = os.fork()
    if not process:
        try:
            work()
        finally:
            os._exit(0)
    try:
        yield process
    finally:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)


def exit_statuses(count: int, work: Callable[[], object]) -> list[int]:
    """How so many worker processes ended that did the work at once: 0 for each that did all of it."""
    workers = []
    for _worker in range(count):
        process = os.fork()
        if not process:
            try:
                work()
                os._exit(0)
            finally:
                traceback.print_exc()
                os._exit(1)
        workers.append(process)
    return [os.waitpid(worker, 0)[1] for worker in workers]


def wait_for(path: Path) -> None:
    """Return when the file is there."""
    end = time.monotonic() + 30
    while not path.exists():
        assert time.monotonic() < end, f"{path.name} never came"
        time.sleep(0.01)


def test_a_worker_finds_the_token_of_another(tmp_path: Path) -> None:
    store = RunStore()

    def log_in() -> None:
        store.obtain(IDENTITY, lambda: Token("of the other"), None)
        (tmp_path / "done").touch()

    with forked(log_in):
        wait_for(tmp_path / "done")
    token, reused = store.obtain(IDENTITY, lambda: Token("mine"), None)
    assert (token.access_token, reused) == ("of the other", True)


def test_a_worker_killed_while_it_logs_in_blocks_nobody(tmp_path: Path) -> None:
    store = RunStore()

    def hang() -> Token:
        (tmp_path / "begun").touch()
        time.sleep(60)
        return Token("never")

    with forked(lambda: store.obtain(IDENTITY, hang, None)) as worker:
        wait_for(tmp_path / "begun")
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(store.obtain, IDENTITY, lambda: Token("mine"), None)
            time.sleep(0.2)
            assert not waiting.done()
            os.kill(worker, signal.SIGKILL)
            token, reused = waiting.result(timeout=30)
    assert (token.access_token, reused) == ("mine", False)


def test_a_worker_killed_while_it_writes_loses_tokens_and_no_more(tmp_path: Path) -> None:
    store = RunStore()
    store.obtain(IDENTITY, lambda: Token("first"), None)

    class Broken(RunStore):
        """Writes half of it, and is killed."""

        def _write(self, key: str, record: object) -> None:
            with self._locked(1 << 40):
                os.pwrite(store._file, b"00000000{half", 0)
                (tmp_path / "half").touch()
                time.sleep(60)

    broken = Broken()
    broken._file = store._file
    with forked(lambda: broken.obtain(("other",), lambda: Token("x"), None)) as worker:
        wait_for(tmp_path / "half")
        os.kill(worker, signal.SIGKILL)
        token, _reused = store.obtain(IDENTITY, lambda: Token("second"), None)
    assert token.access_token == "second"
    assert store.obtain(IDENTITY, lambda: Token("third"), None)[0].access_token == "second"


def test_many_workers_make_one_login(tmp_path: Path) -> None:
    store = RunStore()

    def log_in() -> Token:
        (tmp_path / f"login-{os.getpid()}").touch()
        time.sleep(0.1)
        return Token("one")

    def work() -> None:
        store.obtain(IDENTITY, log_in, None)
        (tmp_path / f"done-{os.getpid()}").touch()

    assert exit_statuses(20, work) == [0] * 20
    assert len(list(tmp_path.glob("done-*"))) == 20
    assert len(list(tmp_path.glob("login-*"))) == 1


THREADS, ROUNDS = 8, 40


def test_threads_of_many_workers_lose_nothing() -> None:
    """As tasks with ``concurrency`` in several forks: each keeps a token of its own, and takes turns."""
    store = RunStore()
    store.keep(("bystander",), Token("kept"))
    first = time.monotonic()

    def work(thread: int) -> None:
        own = (str(os.getpid()), str(thread))
        for number in range(ROUNDS):
            store.keep(own, Token(f"{own} {number}"))
            store.turn(IDENTITY, 10)
            held = store.kept(own)
            assert held
            assert held.access_token == f"{own} {number}"

    def work_in_threads() -> None:
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(work, range(THREADS)))

    assert exit_statuses(3, work_in_threads) == [0] * 3
    assert store.kept(("bystander",))
    turns = 3 * THREADS * ROUNDS
    assert store.turn(IDENTITY, 10) >= turns * 10 - (time.monotonic() - first)


def test_workers_share_their_turns(tmp_path: Path) -> None:
    store = RunStore()

    def take() -> None:
        store.turn(IDENTITY, 10)
        (tmp_path / "taken").touch()

    with forked(take):
        wait_for(tmp_path / "taken")
    assert 8 < store.turn(IDENTITY, 10) <= 10


def test_the_memory_holds_no_credentials() -> None:
    store = RunStore()
    store.obtain(IDENTITY, lambda: Token("token"), None)
    content = os.pread(store._file, 10_000, 0)
    assert b"token" in content
    assert not [part for part in IDENTITY if part.encode() in content]


def test_another_secret_finds_no_token_of_the_old_one() -> None:
    store = RunStore()
    store.obtain(IDENTITY, lambda: Token("old"), None)
    changed = (*IDENTITY[:-1], "changed secret")
    assert store.obtain(changed, lambda: Token("new"), None)[0].access_token == "new"
    # Nor do parts that only together are the same.
    shifted = ("apic", "https://good.example", "usersecret", "")
    assert store.obtain(shifted, lambda: Token("other"), None)[0].access_token == "other"


def test_the_variable() -> None:
    assert token_store("run") is STORE
    assert not isinstance(token_store("none"), RunStore)
    for wrong in ("off", "Run", None, False, ["run"]):
        with pytest.raises(ApiError) as caught:
            token_store(wrong)
        assert caught.value.message == f"apiops_token_store must be run or none, not {wrong!r}."
        assert caught.value.kind == "config"

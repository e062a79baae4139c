"""Backup, restore and tidying in a process of its own, which may be killed or have no room to write."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import TYPE_CHECKING

from shopsync_gui.core.errors import ShopSyncError
from shopsync_gui.core.settings import HistorySettings
from shopsync_gui.store import Store, open_store
from tests.store.conftest import NOW

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

#: What a process tells: that it begins, and how it ended.
BEGUN, DONE = "begun", "done"
_YEAR = timedelta(days=365)


def back_up(store: Store, copy: Path) -> None:
    store.backup_to(copy)


def restore(store: Store, copy: Path) -> None:
    store.restore(copy, NOW)


def tidy(store: Store, _copy: Path) -> None:
    for _ in store.retention.pieces(HistorySettings(days=31), NOW + _YEAR):
        pass


WORK: dict[str, Callable[[Store, Path], None]] = {
    "backup": back_up,
    "restore": restore,
    "tidy": tidy,
}


@contextmanager
def at_work(name: str, path: Path, copy: Path, largest: int | None = None) -> Iterator[Worker]:
    """A process that does this work; no file of it can grow beyond `largest` bytes."""
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["tests.store.copying"])
    ours, theirs = processes.Pipe()
    process = processes.Process(
        target=_carry_out, args=(name, path, copy, largest, theirs), daemon=True
    )
    process.start()
    theirs.close()
    try:
        assert ours.recv() == BEGUN
        yield Worker(process, ours)
    finally:
        process.kill()
        process.join()
        ours.close()


class Worker:
    """A process that has begun its work."""

    def __init__(self, process: BaseProcess, pipe: Pipe) -> None:
        self._process = process
        self._pipe = pipe

    def kill(self) -> None:
        """End it with SIGKILL, wherever it is."""
        self._process.kill()
        self._process.join()

    def outcome(self) -> tuple[str, str]:
        """How it ended, and what it had to say."""
        assert self._pipe.poll(30), "it did not end"
        name, words = self._pipe.recv()
        return name, words


def _carry_out(name: str, path: Path, copy: Path, largest: int | None, pipe: Pipe) -> None:
    with closing(open_store(path)) as store:
        pipe.send(BEGUN)
        if largest is not None:
            import resource  # POSIX only

            resource.setrlimit(resource.RLIMIT_FSIZE, (largest, resource.RLIM_INFINITY))
        try:
            WORK[name](store, copy)
            told = (DONE, "")
        except ShopSyncError as error:
            told = (type(error).__name__, str(error))
        with suppress(OSError):
            pipe.send(told)

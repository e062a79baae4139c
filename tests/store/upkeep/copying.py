"""Work on the database file in a process of its own, which may be killed or have no room to write."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import TYPE_CHECKING

from shopsync_gui.core.errors import ShopSyncError
from shopsync_gui.core.settings.settings import HistorySettings
from shopsync_gui.store import Store, open_store
from shopsync_gui.store.database.database import MIGRATIONS
from shopsync_gui.store.upkeep.archive import replace_damaged
from tests.patience import patient
from tests.store.conftest import NOW

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext
    from multiprocessing.process import BaseProcess

#: The exit code of a process that ended in the middle.
KILLED = 9
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


def merge(store: Store, _copy: Path) -> None:
    """Index what waits and put the index together, as the end of a reading does."""
    while store.search_index.add_pending():
        pass
    for _ in store.search_index.tidy():
        pass


def migrate(path: Path) -> None:
    """Bring the file up to a version that writes every product anew."""
    open_store(path, migrations=later_migrations(path.parent)).close()


def later_migrations(folder: Path) -> Path:
    """The program's migrations and one more, in a folder beside the file."""
    scripts = folder / "migrations"
    scripts.mkdir(exist_ok=True)
    for script in MIGRATIONS.glob("0*.py"):
        (scripts / script.name).write_text(script.read_text("utf-8"), "utf-8")
    (scripts / "0900_later.py").write_text(_LATER, "utf-8")
    return scripts


_LATER = """
def up(migrator, db):
    db.execute_sql("ALTER TABLE product ADD COLUMN later TEXT")
    db.execute_sql("UPDATE product SET later = name || hex(randomblob(40))")
    db.execute_sql("CREATE INDEX product_later ON product (later)")
"""

WORK: dict[str, Callable[[Store, Path], None]] = {
    "backup": back_up,
    "restore": restore,
    "tidy": tidy,
    "merge": merge,
}


def replace_and_die(path: Path, copy: Path, dies_at: int) -> None:
    """Put a backup in the place of a damaged file, and end just before the N-th renaming."""
    left = dies_at

    def move(old: Path, new: Path) -> None:
        nonlocal left
        left -= 1
        if not left:
            os._exit(KILLED)
        old.replace(new)

    replace_damaged(path, copy, NOW, move)


@contextmanager
def at_work(name: str, path: Path, copy: Path, largest: int | None = None) -> Iterator[Worker]:
    """A process that does this work; no file of it can grow beyond `largest` bytes."""
    processes = _processes()
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


def _processes() -> ForkServerContext:
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["tests.store.upkeep.copying"])
    return processes


def died_replacing(path: Path, copy: Path, dies_at: int) -> bool:
    """Have a process do `replace_and_die`; False where it was done before that renaming."""
    process = _processes().Process(target=replace_and_die, args=(path, copy, dies_at), daemon=True)
    process.start()
    process.join(patient(30))
    assert process.exitcode in (0, KILLED)
    return process.exitcode == KILLED


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
    pipe.send(BEGUN)
    if largest is not None:
        import resource  # POSIX only

        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, resource.RLIM_INFINITY))
    try:
        if name == "migrate":
            migrate(path)
        else:
            with closing(open_store(path)) as store:
                WORK[name](store, copy)
        told = (DONE, "")
    except ShopSyncError as error:
        told = (type(error).__name__, str(error))
    with suppress(OSError):
        pipe.send(told)

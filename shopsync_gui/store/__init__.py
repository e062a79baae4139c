"""The store: all SQL is in this package. A Store is one connection, used by one thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core import errors
from shopsync_gui.store.database.database import (
    BUSY_SECONDS,
    MIGRATIONS,
    Database,
    empty_database,
    open_database,
)
from shopsync_gui.store.database.file_condition import is_absent
from shopsync_gui.store.database.replacement_mark import replacement_mark
from shopsync_gui.store.parts import StoreParts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from datetime import datetime
    from pathlib import Path

    from shopsync_gui.store.upkeep.archive import BackupSummary


class Store(StoreParts):
    """The database as a whole, beside its parts.

    Open it in the thread that uses it. `database` is for this package and for tests.
    """

    def __init__(self, path: Path, database: Database) -> None:
        super().__init__(database)
        self.path = path

    @property
    def read_only(self) -> bool:
        """Whether nothing can be written."""
        return self.database.read_only

    def close(self) -> None:
        """Close the connection; the store is of no use afterwards."""
        if self._grid is not None:
            self._grid.close()
        with self.database.translated():
            self.database.close()

    def transaction(self) -> AbstractContextManager[None]:
        """Everything inside is committed together, or not at all. Keep it short."""
        return self.database.atomic()

    def unhurried(self) -> AbstractContextManager[None]:
        """A transaction that does not wait for the disk: a power cut may undo it, but only whole."""
        return self.database.unhurried()

    def small_cache(self) -> AbstractContextManager[None]:
        """Keep less of the file in memory inside: writes that wait for answers need no more."""
        return self.database.small_cache()

    def backup_to(self, path: Path) -> None:
        """An online copy of the whole database, in a new or empty file. Raises StoreNotWritten."""
        from shopsync_gui.store.database.copies import copy_database

        copy_database(self.database, path)

    def keep_copy(self) -> Path:
        """A copy in the data folder's backups, of which the newest few stay. Raises StoreNotWritten."""
        from shopsync_gui.store.database.copies import keep_copy

        return keep_copy(self.database, self.path)

    def backup_summary(self, source: Path) -> BackupSummary:
        """A backup's summary. Raises NotABackup, StoreTooNew, StoreDamaged, StoreNotWritten."""
        from shopsync_gui.store.upkeep import archive

        return archive.summary_of(source, self.path.parent)

    def restore(self, source: Path, now: datetime) -> None:
        """Put a backup in the place of everything. Raises as backup_summary, and StoreBusy."""
        from shopsync_gui.store.upkeep import archive

        archive.restore(self.database, source, self.path.parent, now)

    def replacement_mark(self) -> int:
        """Another number after everything was replaced: ids that were read before mean other rows."""
        return replacement_mark(self.database)

    def erase(self) -> None:
        """Forget everything. Raises StoreNotWritten, StoreBusy."""
        from shopsync_gui.store.upkeep import archive

        archive.erase(self.database, self.path.parent)

    def hold_reserve(self) -> None:
        """Hold room on the disk back for the end of a run."""
        from shopsync_gui.store.upkeep.reserve import hold_reserve

        hold_reserve(self.path)

    def release_reserve(self) -> bool:
        """Give that room to what is to be stored now; whether there was any."""
        from shopsync_gui.store.upkeep.reserve import release_reserve

        return release_reserve(self.path)

    def fold_log(self) -> None:
        """Put into the file what stands in the log beside it, as far as nobody reads there."""
        self.database.rows("PRAGMA wal_checkpoint(PASSIVE)")

    def shorten_log(self) -> bool:
        """Put all of the log into the file and empty it; whether nobody was at work, else it stays."""
        return self.database.shorten_log()

    def integrity(self) -> list[str]:
        """The faults that SQLite sees in the file; empty when it is sound."""
        faults = [text for (text,) in self.database.rows("PRAGMA integrity_check") if text != "ok"]
        return faults + [str(row) for row in self.database.rows("PRAGMA foreign_key_check")]

    def checked_tables(self, *, indexes: bool) -> Iterator[str]:
        """Check table after table; each that is sound is handed over. Raises StoreDamaged.

        `indexes`: also whether they hold what the tables hold, which takes several times as long.
        """
        check = "integrity_check" if indexes else "quick_check"
        tables = self.database.rows(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0 ORDER BY name"
        )
        for (name,) in tables:
            faults = self.database.rows(f"PRAGMA {check}('{name}')")
            if faults != [("ok",)]:
                raise errors.StoreDamaged(path=self.path, detail=f"{check} {name}")
            yield str(name)

    def interrupt(self) -> None:
        """Stop the query that another thread is running on this store."""
        self.database.connection().interrupt()
        if self._grid is not None:
            self._grid.interrupt()


def open_store(
    path: Path,
    *,
    read_only: bool = False,
    busy_seconds: float = BUSY_SECONDS,
    migrations: Path = MIGRATIONS,
) -> Store:
    """Open the database file, made and brought up to date unless `read_only`.

    A write waits `busy_seconds` for another connection's. `migrations` is the folder of the scripts.

    Raises FaultySqlite, StoreTooNew, StoreDamaged, StoreBusy, StoreNotWritten; FileNotFoundError when a
    read-only file is not there yet.
    """
    database = open_database(
        path, read_only=read_only, busy_seconds=busy_seconds, migrations=migrations
    )
    return Store(path, database)


def open_store_to_read(path: Path) -> Store:
    """Open the database file for who only reads and makes nothing: where none is, an empty one in memory.

    A file that cannot be written is read as it is. Raises as open_store.
    """
    if is_absent(path):
        return Store(path, empty_database(path))
    try:
        return open_store(path)
    except errors.StoreNotWritten as refused:
        try:
            return open_store(path, read_only=True)
        except errors.StoreLogNotRead:
            raise
        except (errors.StoreError, FileNotFoundError):
            raise refused from None

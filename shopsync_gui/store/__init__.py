"""The only SQL: one Store is one connection to the database file, used by one thread."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from shopsync_gui.store.database import Database, copy_database, keep_copy, open_database

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from datetime import datetime
    from pathlib import Path

    from shopsync_gui.store.archive import BackupSummary
    from shopsync_gui.store.catalogue import CatalogueStore
    from shopsync_gui.store.categories import CategoryStore
    from shopsync_gui.store.connections import Connections
    from shopsync_gui.store.details import DetailsReader
    from shopsync_gui.store.echoes import EchoStore
    from shopsync_gui.store.grid import Grid
    from shopsync_gui.store.journal import Journal
    from shopsync_gui.store.mail import MailStore
    from shopsync_gui.store.orders import OrderStore
    from shopsync_gui.store.overview import Overview
    from shopsync_gui.store.pull import PullStore
    from shopsync_gui.store.runs import Runs
    from shopsync_gui.store.settings import SettingsStore
    from shopsync_gui.store.target import TargetStore
    from shopsync_gui.store.traits import TraitStore


class Store:
    """The rooms of the database, each entered when it is first needed.

    Open it in the thread that uses it.
    """

    def __init__(self, path: Path, database: Database) -> None:
        self.path = path
        self._db = database

    @cached_property
    def connections(self) -> Connections:
        """The connected shops."""
        from shopsync_gui.store.connections import Connections

        return Connections(self._db)

    @cached_property
    def categories(self) -> CategoryStore:
        """The shops' categories."""
        from shopsync_gui.store.categories import CategoryStore

        return CategoryStore(self._db)

    @cached_property
    def catalogue(self) -> CatalogueStore:
        """The products, and the index of the search."""
        from shopsync_gui.store.catalogue import CatalogueStore

        return CatalogueStore(self._db)

    @cached_property
    def pull(self) -> PullStore:
        """What a reading of a shop brings in."""
        from shopsync_gui.store.pull import PullStore

        return PullStore(self._db, self.categories, self.catalogue)

    @cached_property
    def orders(self) -> OrderStore:
        """Products that only old orders know."""
        from shopsync_gui.store.orders import OrderStore

        return OrderStore(self._db)

    @cached_property
    def mail(self) -> MailStore:
        """The outbox."""
        from shopsync_gui.store.mail import MailStore

        return MailStore(self._db)

    @cached_property
    def target(self) -> TargetStore:
        """What the account holds, and its backups."""
        from shopsync_gui.store.target import TargetStore

        return TargetStore(self._db)

    @cached_property
    def traits(self) -> TraitStore:
        """How the accounts behave."""
        from shopsync_gui.store.traits import TraitStore

        return TraitStore(self._db)

    @cached_property
    def runs(self) -> Runs:
        """The runs."""
        from shopsync_gui.store.runs import Runs

        return Runs(self._db)

    @cached_property
    def journal(self) -> Journal:
        """The writes to the account."""
        from shopsync_gui.store.journal import Journal

        return Journal(self._db)

    @cached_property
    def echoes(self) -> EchoStore:
        """How the account shows what was written, and which category stands for which."""
        from shopsync_gui.store.echoes import EchoStore

        return EchoStore(self._db)

    @cached_property
    def settings(self) -> SettingsStore:
        """The user's choices."""
        from shopsync_gui.store.settings import SettingsStore

        return SettingsStore(self._db)

    @cached_property
    def grid(self) -> Grid:
        """The list of products."""
        from shopsync_gui.store.grid import Grid

        return Grid(self._db)

    @cached_property
    def details(self) -> DetailsReader:
        """All about one product."""
        from shopsync_gui.store.details import DetailsReader

        return DetailsReader(self._db, self.grid)

    @cached_property
    def overview(self) -> Overview:
        """Counts, categories and SKUs."""
        from shopsync_gui.store.overview import Overview

        return Overview(self._db)

    def close(self) -> None:
        """Close the connection; the store is of no use afterwards."""
        if "grid" in self.__dict__:
            self.grid.close()
        with self._db.translated():
            self._db.close()

    def transaction(self) -> AbstractContextManager[None]:
        """Everything inside is committed together, or not at all. Keep it short."""
        return self._db.atomic()

    def backup_to(self, path: Path) -> None:
        """An online copy of the whole database, in a new or empty file. Raises StoreFull."""
        copy_database(self._db, path)

    def keep_copy(self) -> Path:
        """A copy in the data folder's backups, of which the newest few stay. Raises StoreFull."""
        return keep_copy(self._db, self.path)

    def backup_facts(self, source: Path) -> BackupSummary:
        """What a backup holds. Raises NotABackup, StoreTooNew, StoreDamaged, StoreFull."""
        from shopsync_gui.store import archive

        return archive.facts_of(source, self.path.parent)

    def restore(self, source: Path, now: datetime) -> None:
        """Put a backup in the place of everything. Raises as backup_facts, and StoreBusy."""
        from shopsync_gui.store import archive

        archive.restore(self._db, source, self.path.parent, now)

    def erase(self) -> None:
        """Forget everything. Raises StoreFull, StoreBusy."""
        from shopsync_gui.store import archive

        archive.erase(self._db, self.path.parent)

    def fold_log(self) -> None:
        """Put into the file what stands in the log beside it, as far as nobody reads there."""
        self._db.rows("PRAGMA wal_checkpoint(PASSIVE)")

    def integrity(self) -> list[str]:
        """What SQLite finds wrong with the file; empty when it is sound."""
        found = [text for (text,) in self._db.rows("PRAGMA integrity_check") if text != "ok"]
        return found + [str(row) for row in self._db.rows("PRAGMA foreign_key_check")]

    def interrupt(self) -> None:
        """Stop the query that another thread is running on this store."""
        self._db.connection().interrupt()
        if "grid" in self.__dict__:
            self.grid.interrupt()


def open_store(path: Path, *, read_only: bool = False) -> Store:
    """Open the database file, made and brought up to date unless `read_only`.

    Raises FaultySqlite, StoreTooNew, StoreDamaged, StoreBusy, StoreFull; FileNotFoundError when a
    read-only file is not there yet.
    """
    return Store(path, open_database(path, read_only=read_only))

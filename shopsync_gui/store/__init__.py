"""The only SQL: one Store is one connection to the database file, used by one thread."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from shopsync_gui.store import archive
from shopsync_gui.store.archive import BackupFacts
from shopsync_gui.store.catalogue import CatalogueStore, UnseenProduct
from shopsync_gui.store.categories import CategoryStore
from shopsync_gui.store.connections import Connection, ConnectionOptions, Connections
from shopsync_gui.store.database import Database, copy_database, keep_copy, open_database
from shopsync_gui.store.details import Change, DetailsReader, ProductDetails
from shopsync_gui.store.grid import (
    CatalogueCounts,
    Former,
    Grid,
    GridRow,
)
from shopsync_gui.store.journal import Journal, JournalEntry, JournalOp, JournalState, NewEntry
from shopsync_gui.store.mail import MailStore, OutgoingMail
from shopsync_gui.store.orders import OrderReading, OrderStore
from shopsync_gui.store.overview import CategoryCount, Overview, SkuGroup, SkuProduct, SkuTrouble
from shopsync_gui.store.product_rows import order_key
from shopsync_gui.store.pull import Landed, PullStore
from shopsync_gui.store.query import ChangeKind, GridQuery, GridSort
from shopsync_gui.store.runs import Runs
from shopsync_gui.store.settings import SettingsStore
from shopsync_gui.store.target import TargetStore

__all__ = [
    "BackupFacts",
    "CatalogueCounts",
    "CatalogueStore",
    "CategoryCount",
    "CategoryStore",
    "Change",
    "ChangeKind",
    "Connection",
    "ConnectionOptions",
    "Connections",
    "DetailsReader",
    "Former",
    "Grid",
    "GridQuery",
    "GridRow",
    "GridSort",
    "Journal",
    "JournalEntry",
    "JournalOp",
    "JournalState",
    "Landed",
    "MailStore",
    "NewEntry",
    "OrderReading",
    "OrderStore",
    "OutgoingMail",
    "Overview",
    "ProductDetails",
    "PullStore",
    "Runs",
    "SettingsStore",
    "SkuGroup",
    "SkuProduct",
    "SkuTrouble",
    "Store",
    "TargetStore",
    "UnseenProduct",
    "open_store",
    "order_key",
]


class Store:
    """The rooms of the database. Open it in the thread that uses it."""

    def __init__(self, path: Path, database: Database) -> None:
        self.path = path
        self._db = database
        self.connections = Connections(database)
        self.categories = CategoryStore(database)
        self.catalogue = CatalogueStore(database)
        self.pull = PullStore(database, self.categories, self.catalogue)
        self.orders = OrderStore(database)
        self.mail = MailStore(database)
        self.target = TargetStore(database)
        self.runs = Runs(database)
        self.journal = Journal(database)
        self.settings = SettingsStore(database)
        self.grid = Grid(database)
        self.details = DetailsReader(database, self.grid)
        self.overview = Overview(database)

    def close(self) -> None:
        """Close the connection; the store is of no use afterwards."""
        self.grid.close()
        with self._db.translated():
            self._db.close()

    def transaction(self) -> AbstractContextManager[None]:
        """Everything inside is committed together, or not at all. Keep it short."""
        return self._db.atomic()  # type: ignore[no-any-return]

    def backup_to(self, path: Path) -> None:
        """An online copy of the whole database, in a new or empty file. Raises StoreFull."""
        copy_database(self._db, path)

    def keep_copy(self) -> Path:
        """A copy in the data folder's backups, of which the newest few stay. Raises StoreFull."""
        return keep_copy(self._db, self.path)

    def backup_facts(self, source: Path) -> BackupFacts:
        """What a backup holds. Raises NotABackup, StoreTooNew, StoreDamaged, StoreFull."""
        return archive.facts_of(source, self.path.parent)

    def restore(self, source: Path, now: datetime) -> None:
        """Put a backup in the place of everything. Raises as backup_facts, and StoreBusy."""
        archive.restore(self._db, source, self.path.parent, now)

    def erase(self) -> None:
        """Forget everything. Raises StoreFull, StoreBusy."""
        archive.erase(self._db, self.path.parent)

    def integrity(self) -> list[str]:
        """What SQLite finds wrong with the file; empty when it is sound."""
        found = [text for (text,) in self._db.rows("PRAGMA integrity_check") if text != "ok"]
        return found + [str(row) for row in self._db.rows("PRAGMA foreign_key_check")]

    def interrupt(self) -> None:
        """Stop the query that another thread is running on this store."""
        self._db.connection().interrupt()
        self.grid.interrupt()


def open_store(path: Path, *, read_only: bool = False) -> Store:
    """Open the database file, made and brought up to date unless `read_only`.

    Raises FaultySqlite, StoreTooNew, StoreDamaged, StoreBusy, StoreFull; FileNotFoundError when a
    read-only file is not there yet.
    """
    return Store(path, open_database(path, read_only=read_only))

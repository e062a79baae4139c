"""The store: all SQL is in this package. A Store is one connection, used by one thread."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from shopsync_gui.core.errors import StoreDamaged
from shopsync_gui.store.copies import copy_database, keep_copy
from shopsync_gui.store.database import (
    BUSY_SECONDS,
    MIGRATIONS,
    Database,
    open_database,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from datetime import datetime
    from pathlib import Path

    from shopsync_gui.store.archive import BackupSummary
    from shopsync_gui.store.catalogue import CatalogueStore
    from shopsync_gui.store.categories import CategoryStore
    from shopsync_gui.store.changes import Changes
    from shopsync_gui.store.check_items import CheckItems
    from shopsync_gui.store.connections import Connections
    from shopsync_gui.store.details import DetailsReader
    from shopsync_gui.store.echoes import EchoStore
    from shopsync_gui.store.grid import Grid
    from shopsync_gui.store.journal import Journal
    from shopsync_gui.store.letters import LetterStore
    from shopsync_gui.store.mail import MailStore
    from shopsync_gui.store.orders import OrderStore
    from shopsync_gui.store.overview import Overview
    from shopsync_gui.store.price_history import PriceHistories
    from shopsync_gui.store.pull import PullStore
    from shopsync_gui.store.removal import Removals
    from shopsync_gui.store.retention import Retention
    from shopsync_gui.store.runs import Runs
    from shopsync_gui.store.search_index import SearchIndex
    from shopsync_gui.store.settings import SettingsStore
    from shopsync_gui.store.target import TargetStore
    from shopsync_gui.store.team import TeamStore
    from shopsync_gui.store.team_documents import TeamDocuments
    from shopsync_gui.store.traits import TraitStore
    from shopsync_gui.store.views import ViewStore


class Store:
    """The parts of the database, each imported and made when it is first used: a start stays quick.

    Open it in the thread that uses it. `database` is for this package and for tests.
    """

    def __init__(self, path: Path, database: Database) -> None:
        self.path = path
        self.database = database
        self._grid: Grid | None = None

    @cached_property
    def connections(self) -> Connections:
        """The connected shops."""
        from shopsync_gui.store.connections import Connections

        return Connections(self.database)

    @cached_property
    def categories(self) -> CategoryStore:
        """The shops' categories."""
        from shopsync_gui.store.categories import CategoryStore

        return CategoryStore(self.database)

    @cached_property
    def catalogue(self) -> CatalogueStore:
        """The products."""
        from shopsync_gui.store.catalogue import CatalogueStore

        return CatalogueStore(self.database, self.search_index)

    @cached_property
    def search_index(self) -> SearchIndex:
        """The index of the search."""
        from shopsync_gui.store.search_index import SearchIndex

        return SearchIndex(self.database)

    @cached_property
    def changes(self) -> Changes:
        """What changed since a moment."""
        from shopsync_gui.store.changes import Changes

        return Changes(self.database, self.grid)

    @cached_property
    def pull(self) -> PullStore:
        """Products and checkpoints as they are read from the shop."""
        from shopsync_gui.store.pull import PullStore

        return PullStore(self.database, self.categories, self.catalogue, self.search_index)

    @cached_property
    def prices(self) -> PriceHistories:
        """The recorded prices of products."""
        from shopsync_gui.store.price_history import PriceHistories

        return PriceHistories(self.database)

    @cached_property
    def letters(self) -> LetterStore:
        """The newsletters."""
        from shopsync_gui.store.letters import LetterStore

        return LetterStore(self.database, self.grid, self.prices)

    @cached_property
    def orders(self) -> OrderStore:
        """Products that only old orders know."""
        from shopsync_gui.store.orders import OrderStore

        return OrderStore(self.database)

    @cached_property
    def mail(self) -> MailStore:
        """The outbox."""
        from shopsync_gui.store.mail import MailStore

        return MailStore(self.database)

    @cached_property
    def target(self) -> TargetStore:
        """The account's products and categories as last read."""
        from shopsync_gui.store.target import TargetStore

        return TargetStore(self.database)

    @cached_property
    def team(self) -> TeamStore:
        """The team that this data folder belongs to."""
        from shopsync_gui.store.team import TeamStore

        return TeamStore(self.database)

    @cached_property
    def team_documents(self) -> TeamDocuments:
        """The letters, presets and views that a team shares."""
        from shopsync_gui.store.document_bodies import DocumentBodies
        from shopsync_gui.store.team_documents import TeamDocuments

        bodies = DocumentBodies(self.database, self.connections, self.letters, self.views)
        return TeamDocuments(self.database, bodies)

    @cached_property
    def traits(self) -> TraitStore:
        """How the accounts behave."""
        from shopsync_gui.store.traits import TraitStore

        return TraitStore(self.database)

    @cached_property
    def check_items(self) -> CheckItems:
        """What compatibility checks created in the accounts."""
        from shopsync_gui.store.check_items import CheckItems

        return CheckItems(self.database)

    @cached_property
    def runs(self) -> Runs:
        """The runs."""
        from shopsync_gui.store.runs import Runs

        return Runs(self.database)

    @cached_property
    def retention(self) -> Retention:
        """What is old enough to go."""
        from shopsync_gui.store.retention import Retention

        return Retention(self.database)

    @cached_property
    def removals(self) -> Removals:
        """Shops that are being disconnected."""
        from shopsync_gui.store.removal import Removals

        return Removals(self.database)

    @cached_property
    def journal(self) -> Journal:
        """The writes to the account."""
        from shopsync_gui.store.journal import Journal

        return Journal(self.database)

    @cached_property
    def echoes(self) -> EchoStore:
        """How the account shows what was written, and which category stands for which."""
        from shopsync_gui.store.echoes import EchoStore

        return EchoStore(self.database)

    @cached_property
    def views(self) -> ViewStore:
        """The saved views of the products."""
        from shopsync_gui.store.views import ViewStore

        return ViewStore(self.database)

    @cached_property
    def settings(self) -> SettingsStore:
        """The user's choices."""
        from shopsync_gui.store.settings import SettingsStore

        return SettingsStore(self.database)

    @property
    def grid(self) -> Grid:
        """The list of products."""
        if self._grid is None:
            from shopsync_gui.store.grid import Grid

            self._grid = Grid(self.database)
        return self._grid

    @cached_property
    def details(self) -> DetailsReader:
        """All about one product."""
        from shopsync_gui.store.details import DetailsReader

        return DetailsReader(self.database, self.grid)

    @cached_property
    def overview(self) -> Overview:
        """Counts, categories and SKUs."""
        from shopsync_gui.store.overview import Overview

        return Overview(self.database)

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

    def backup_to(self, path: Path) -> None:
        """An online copy of the whole database, in a new or empty file. Raises StoreFull."""
        copy_database(self.database, path)

    def keep_copy(self) -> Path:
        """A copy in the data folder's backups, of which the newest few stay. Raises StoreFull."""
        return keep_copy(self.database, self.path)

    def backup_summary(self, source: Path) -> BackupSummary:
        """A backup's summary. Raises NotABackup, StoreTooNew, StoreDamaged, StoreFull."""
        from shopsync_gui.store import archive

        return archive.summary_of(source, self.path.parent)

    def restore(self, source: Path, now: datetime) -> None:
        """Put a backup in the place of everything. Raises as backup_summary, and StoreBusy."""
        from shopsync_gui.store import archive

        archive.restore(self.database, source, self.path.parent, now)

    def erase(self) -> None:
        """Forget everything. Raises StoreFull, StoreBusy."""
        from shopsync_gui.store import archive

        archive.erase(self.database, self.path.parent)

    def fold_log(self) -> None:
        """Put into the file what stands in the log beside it, as far as nobody reads there."""
        self.database.rows("PRAGMA wal_checkpoint(PASSIVE)")

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
                raise StoreDamaged(path=self.path, detail=f"{check} {name}")
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

    Raises FaultySqlite, StoreTooNew, StoreDamaged, StoreBusy, StoreFull; FileNotFoundError when a
    read-only file is not there yet.
    """
    database = open_database(
        path, read_only=read_only, busy_seconds=busy_seconds, migrations=migrations
    )
    return Store(path, database)

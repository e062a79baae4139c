"""The database file: opened safely, migrated with a backup, its errors in the program's words.

Migrations are the numbered scripts in `migrations/`, run in the order of their numbers. There is no
0003: its change was dropped before it was released. A file remembers the names of the scripts it
has seen, so a number that was given once is not given again.
"""

from __future__ import annotations

import contextlib
import os
from array import array
from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import apsw
import msgspec

from shopsync_gui.core import errors
from shopsync_gui.store.database.file_condition import (
    finish_replacement,
    make_new,
    make_private,
    make_private_folder,
    refuse_unusable,
)
from shopsync_gui.store.database.log_length import keep_log_short
from shopsync_gui.store.database.reading import reading_connection
from shopsync_gui.store.database.sqlite_errors import as_store_error, check_sqlite

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from shopsync_gui.store.database.writer import Writer

R = TypeVar("R", bound=msgspec.Struct)

MIGRATIONS = Path(__file__).parents[1] / "migrations"
#: How long a connection waits for another one that is writing, before StoreBusy.
BUSY_SECONDS = 10.0
#: The cache is in KiB of the file. There are several readers; what they do not keep, the system does: with
#: eight times as much none of them is quicker.
_READER_PRAGMAS = ("foreign_keys = 1", "temp_store = memory", "cache_size = -2048")
_WRITER_CACHE, _SMALL_CACHE = -65536, -16384
_WRITER_PRAGMAS = (
    "foreign_keys = 1", "temp_store = memory", f"cache_size = {_WRITER_CACHE}", "journal_mode = wal",
    "synchronous = full",
)  # fmt: skip


class Database:
    """One connection to the file; every failure arrives as a StoreError.

    Reading is APSW's alone. peewee, which takes a while to import, joins in at the first write.
    """

    def __init__(self, path: Path, *, read_only: bool, busy_seconds: float = BUSY_SECONDS) -> None:
        self.path = path
        self.read_only = read_only
        self._busy_seconds = busy_seconds
        self._connection: apsw.Connection | None = None

    def connect(self) -> None:
        """Open the file."""
        flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE
        with self.translated():
            if self.read_only:
                self._connection = reading_connection(self.path)
            else:
                self._connection = apsw.Connection(str(self.path), flags=flags)
            self._connection.setbusytimeout(int(self._busy_seconds * 1000))
            for pragma in _READER_PRAGMAS if self.read_only else _WRITER_PRAGMAS:
                self._connection.execute(f"PRAGMA {pragma}")
            if not self.read_only:
                keep_log_short(self._connection)

    def connection(self) -> apsw.Connection:
        """APSW's connection."""
        assert self._connection is not None
        return self._connection

    def close(self) -> None:
        """Close the file, if it is open."""
        if self._connection is not None:
            self._connection.close()

    @cached_property
    def writer(self) -> Writer:
        """Transactions and migrations, on the same connection."""
        from shopsync_gui.store.database.writer import Writer

        return Writer(self)

    def atomic(self) -> AbstractContextManager[None]:
        """A transaction: its writes are committed together, or not at all; may be nested."""
        return self.writer.atomic()  # type: ignore[no-any-return]

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """A read transaction: all reads are of one moment; may be nested."""
        connection = self.connection()
        if connection.in_transaction:
            yield
            return
        try:
            with self.translated():
                connection.execute("BEGIN")
            yield
        finally:
            with self.translated():
                while not connection.get_autocommit():
                    # What interrupts a reading may come a moment too late, and is over at once.
                    with contextlib.suppress(apsw.InterruptError):
                        connection.execute("COMMIT")

    def shorten_log(self) -> bool:
        """Empty the log, all of which the file then holds; False at once where somebody is at work."""
        connection = self.connection()
        connection.setbusytimeout(0)  # else others would wait until the readers are done
        try:
            return not self.value("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.setbusytimeout(int(self._busy_seconds * 1000))

    def execute_sql(self, sql: str, params: Sequence[Any] = ()) -> apsw.Cursor:
        """One statement."""
        with self.translated():
            return self.connection().execute(sql, params)

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        with self.translated():
            return self.connection().execute(sql, params).fetchall()

    def named(self, kind: type[R], rest: str, params: Sequence[Any] = ()) -> list[R]:
        """The rows of a query as `kind`: its fields are the columns, `rest` begins with FROM."""
        columns = ", ".join(kind.__struct_fields__)
        with self.translated():
            cursor = self.connection().execute(f"SELECT {columns} {rest}", params)
            return [kind(*row) for row in cursor]

    def stream(self, sql: str, params: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """The rows of a query one by one; nothing may be written before the last of them is read.

        A write on this connection fails at once where another one has written since the first row.
        """
        with self.translated():
            yield from self.connection().execute(sql, params)

    def column(
        self, sql: str, params: Sequence[Any] = (), code: Literal["i", "q"] = "q"
    ) -> array[int]:
        """The whole numbers in the first column of all rows, as an array of this type."""
        return array(code, (number for (number,) in self.stream(sql, params)))

    def one(self, sql: str, params: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        """The first row of a query."""
        rows = self.rows(sql, params)
        return rows[0] if rows else None

    def value(self, sql: str, params: Sequence[Any] = ()) -> Any:
        """The first value of the first row, None where there is none."""
        row = self.one(sql, params)
        return None if row is None else row[0]

    def script(self, sql: str) -> None:
        """Several statements, each ended by a semicolon at the end of its line."""
        for statement in sql.split(";\n"):
            if statement.strip():
                self.execute_sql(statement)

    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """One statement for many rows, all of them or none; one commit, where no transaction is open."""
        alone = contextlib.nullcontext() if self.connection().in_transaction else self.atomic()
        with alone, self.translated():
            self.connection().executemany(sql, rows)

    @contextlib.contextmanager
    def relaxed(self) -> Iterator[None]:
        """Commits inside do not wait for the disk: a power cut may undo the last of them, whole."""
        if self.connection().in_transaction:
            yield
            return
        self.execute_sql("PRAGMA synchronous = normal")
        try:
            yield
        finally:
            self.execute_sql("PRAGMA synchronous = full")

    @contextlib.contextmanager
    def sorting_in_files(self) -> Iterator[None]:
        """Sort inside in temporary files, a few megabytes of memory at a time; not in a transaction.

        An index of a million products would take a hundred megabytes.
        """
        self.execute_sql("PRAGMA temp_store = file")
        try:
            with self.small_cache():
                yield
        finally:
            self.execute_sql("PRAGMA temp_store = memory")

    @contextlib.contextmanager
    def small_cache(self) -> Iterator[None]:
        """Keep fewer pages of the file in memory inside; what others took is free for something else."""
        before = self.value("PRAGMA cache_size")
        self.execute_sql(f"PRAGMA cache_size = {_SMALL_CACHE}")
        try:
            yield
        finally:
            self.execute_sql(f"PRAGMA cache_size = {before}")

    @contextlib.contextmanager
    def unhurried(self) -> Iterator[None]:
        """A transaction in `relaxed`."""
        with self.relaxed(), self.atomic():
            yield

    @contextlib.contextmanager
    def translated(self) -> Iterator[None]:
        """Turn SQLite's errors into StoreNotWritten, StoreBusy or StoreDamaged."""
        try:
            yield
        except apsw.Error as error:
            problem = as_store_error(error, self.path)
            if problem is None:
                raise
            raise problem from error


def open_database(
    path: Path,
    *,
    read_only: bool,
    busy_seconds: float = BUSY_SECONDS,
    migrations: Path = MIGRATIONS,
) -> Database:
    """Open and, unless read-only, bring the file up to date, with a backup before.

    `migrations` is the folder of the scripts. Raises FaultySqlite, StoreTooNew, StoreDamaged,
    StoreBusy, StoreNotWritten; FileNotFoundError when a read-only file is not there yet.
    """
    check_sqlite(apsw.sqlitelibversion())
    if not read_only:
        finish_replacement(path)
    refuse_unusable(path, needs=os.R_OK if read_only else os.R_OK | os.W_OK)
    if read_only and not path.exists():
        raise FileNotFoundError(path)
    if not read_only:
        make_private_folder(path.parent)
        make_new(path)
        make_private(path)
    database = Database(path, read_only=read_only, busy_seconds=busy_seconds)
    try:
        with database.translated():
            database.connect()
            tables = database.value("SELECT count(*) FROM sqlite_master WHERE type = 'table'")
            names = os.listdir(migrations)  # noqa: PTH208 - as paths they take ten times as long
            known = {os.path.splitext(name)[0] for name in names if name[0].isdigit()}
            seen = applied(database)
            if seen - known:
                raise errors.StoreTooNew(path=path)
            if tables and not seen:
                raise errors.StoreForeign(path=path)
            if read_only and not seen:
                raise FileNotFoundError(path)  # another program is about to make it
            if known - seen and not read_only:
                if seen:
                    from shopsync_gui.store.database.copies import keep_copy  # after an update only

                    keep_copy(database, path)
                database.writer.upgrade(str(migrations))
    except BaseException:
        database.close()
        raise
    return database


def empty_database(path: Path) -> Database:
    """A database of nothing in memory, in the place of the one that is not at `path`."""
    check_sqlite(apsw.sqlitelibversion())
    database = Database(Path(":memory:"), read_only=False)
    database.connect()
    database.writer.upgrade(str(MIGRATIONS))
    database.path = path
    return database


def applied(database: Database) -> set[str]:
    """The names of the migrations that the file has seen."""
    known = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_migration'"
    if database.value(known) is None:
        return set()
    return {name for (name,) in database.rows("SELECT name FROM schema_migration")}

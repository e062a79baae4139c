"""Transactions and migrations, by peewee on the reader's connection; imported at the first write."""

from __future__ import annotations

import contextlib
from datetime import datetime
from typing import TYPE_CHECKING, Any

import peewee
from playhouse.apsw_ext import APSWDatabase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shopsync_gui.store.database.database import Database


class Writer(APSWDatabase):  # type: ignore[misc]
    """A connection to write on, open already; every failure arrives as a StoreError."""

    def __init__(self, database: Database) -> None:
        super().__init__(str(database.path), thread_safe=False)
        self._database = database
        self.connect()

    def _connect(self) -> Any:
        return self._database.connection()

    def execute_sql(self, sql: str, params: Sequence[Any] | None = None) -> Any:
        """Execute a statement as peewee does, with the program's errors."""
        # APSW binds no datetime, but playhouse.migrations notes its times so.
        plain = [
            value.isoformat() if isinstance(value, datetime) else value for value in params or ()
        ]
        with self._translated():
            return super().execute_sql(sql, plain)

    def begin(self, lock_type: str | None = None) -> Any:
        """Begin a transaction as peewee does, but with the right to write from the start on.

        A transaction that reads first and writes then fails at once, without waiting its turn, if
        another connection has written in between.
        """
        with self._translated():
            return super().begin(lock_type or "IMMEDIATE")

    def commit(self) -> Any:
        """Commit as peewee does, with the program's errors: a full disk may show only now."""
        with self._translated():
            return super().commit()

    def script(self, sql: str) -> None:
        """Several statements, each ended by a semicolon at the end of its line."""
        self._database.script(sql)

    def upgrade(self, folder: str) -> None:
        """Run the migrations that the file has not seen, all of them or none.

        Another program that starts at the same moment waits, and finds them done.
        """
        from playhouse.migrations import Runner  # slow to import, seldom needed

        with self.atomic():
            Runner(self, folder).up()

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        with self._database.translated():
            try:
                yield
            except peewee.PeeweeException as error:
                # peewee wraps the driver's exception and keeps it only as the context of its own.
                cause: BaseException | None = error
                while isinstance(cause, peewee.PeeweeException):
                    cause = cause.__cause__ or cause.__context__
                raise (error if cause is None else cause) from error

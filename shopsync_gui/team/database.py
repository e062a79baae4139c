"""A team's database, open: its statements, its schema, and its failures in the program's words."""

from __future__ import annotations

import contextlib
import logging
import socket
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
import peewee

from shopsync_gui.core.errors import (
    TeamNotSecure,
    TeamNotThere,
    TeamPasswordMissing,
    TeamRefused,
    TeamServerTooOld,
    TeamSignInRefused,
    TeamTooNew,
    TeamUnreachable,
)
from shopsync_gui.system.secrets import TEAM_PASSWORD, VARIABLES
from shopsync_gui.team.address import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from shopsync_gui.core.errors import ShopSyncError
    from shopsync_gui.team.address import TeamAddress

log = logging.getLogger(__name__)

T = TypeVar("T")

MIGRATIONS = Path(__file__).parent / "migrations"
_OLDEST_SERVER = 140_000
#: The advisory lock under which the schema is changed.
_SCHEMA_LOCK = 7_467_796
#: SQLSTATE classes: sign-in and unknown database; the connection's end and a server that ends.
_SIGN_IN = ("28", "3D")
_CONNECTION = ("08", "57P", "53")


def _known() -> set[str]:
    """The migrations that this program knows."""
    return {file.stem for file in MIGRATIONS.iterdir() if file.name[0].isdigit()}


class TeamDatabase:
    """The database, open; used by one thread. Every failure arrives as a TeamError."""

    def __init__(self, address: TeamAddress, password: str | None) -> None:
        self.address = address
        self._database = peewee.PostgresqlDatabase(
            address.dbname,
            prefer_psycopg3=True,
            thread_safe=False,
            autoconnect=False,
            **address.parameters(password),
        )
        with self._translated():
            self._database.connect()
        version = self._connection.info.server_version
        if version < _OLDEST_SERVER:
            self.close()
            raise TeamServerTooOld(host=address.host, version=version // 10_000)

    @property
    def _connection(self) -> Any:
        return self._database.connection()  # type: ignore[no-untyped-call]

    def rows(
        self, sql: str, params: Sequence[object] | Mapping[str, object] = ()
    ) -> list[tuple[Any, ...]]:
        """All rows of one statement, which is committed when it returns."""
        with self._translated():
            cursor = self._database.execute_sql(sql, params or None)  # type: ignore[no-untyped-call]
            return list(cursor) if cursor.description is not None else []

    def value(self, sql: str, params: Sequence[object] = ()) -> Any:
        """The first value of the first row, None where there is none."""
        return next((row[0] for row in self.rows(sql, params)), None)

    def records(self, kind: type[T], sql: str, params: Sequence[object] = ()) -> tuple[T, ...]:
        """All rows of one statement as values of a type, whose fields are called as the columns are."""
        rows = self.rows(f"SELECT row_to_json(each) FROM ({sql}) AS each", params)
        return tuple(msgspec.convert(row, kind) for (row,) in rows)

    @contextlib.contextmanager
    def atomic(self) -> Iterator[None]:
        """A transaction."""
        with self._translated(), self._database.atomic():
            yield

    @contextlib.contextmanager
    def at_once(self) -> Iterator[None]:
        """A transaction that takes one round trip, of statements whose rows nobody wants."""
        with self._translated(), self._connection.pipeline():
            yield

    # --- the schema -----------------------------------------------------------------------------

    def check(self) -> None:
        """Make sure that a team is here which this program knows. Raises TeamNotThere, TeamTooNew."""
        applied = self._applied()
        if not applied:
            raise TeamNotThere(address=self.address.text)
        if applied != _known():
            self.upgrade()

    def schema_number(self) -> int:
        """The number of the schema in this database; one that was made anew has another."""
        return int(self.value("SELECT %s::regnamespace::oid::bigint", (SCHEMA,)))

    def upgrade(self) -> None:
        """Bring the schema up to date, one computer at a time. Raises TeamTooNew."""
        from playhouse.migrations import Runner

        self.rows("SELECT pg_advisory_lock(%s)", (_SCHEMA_LOCK,))
        try:
            if self._applied() - _known():
                raise TeamTooNew(host=self.address.host)
            self.rows(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
            with self._translated():
                Runner(self._database, str(MIGRATIONS), schema=SCHEMA).up()
        finally:
            self.rows("SELECT pg_advisory_unlock(%s)", (_SCHEMA_LOCK,))

    def _applied(self) -> set[str]:
        """The migrations that the database has seen."""
        if self.value("SELECT to_regclass(%s)", (f"{SCHEMA}.schema_migration",)) is None:
            return set()
        return {name for (name,) in self.rows(f"SELECT name FROM {SCHEMA}.schema_migration")}

    # --- the connection's end -------------------------------------------------------------------

    @contextlib.contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Break the connection off after so many seconds: what waits on it fails then."""
        limit = threading.Timer(seconds, self.cut)
        limit.daemon = True
        limit.start()
        try:
            yield
        finally:
            limit.cancel()

    def close(self) -> None:
        """Close the connection, as far as it is still there."""
        with contextlib.suppress(Exception):
            self._database.close()

    def cut(self) -> None:
        """Break the connection off, from another thread: a call that waits on it fails then."""
        with contextlib.suppress(Exception):
            wire = socket.socket(fileno=self._connection.fileno())
            try:
                wire.shutdown(socket.SHUT_RDWR)
            finally:
                wire.detach()  # it stays the driver's

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        """Turn the driver's errors, which peewee may have wrapped, into TeamErrors."""
        import psycopg

        try:
            yield
        except (peewee.PeeweeException, psycopg.Error) as error:
            raise self._problem(error) from error

    def _problem(self, error: BaseException) -> ShopSyncError:
        while isinstance(error, peewee.PeeweeException) and (below := error.__context__):
            error = below
        # The driver wraps what the server says in words about the way there.
        words = (
            getattr(getattr(error, "diag", None), "message_primary", None)
            or (str(error).strip().rpartition("\n")[2].rpartition("FATAL:")[2].strip()[:300])
        )
        state, host = str(getattr(error, "sqlstate", None) or ""), self.address.host
        log.warning("the team's database: %s %s", type(error).__name__, state)
        if state.startswith(_CONNECTION) or (not state and not self._database.is_closed()):
            return TeamUnreachable(host=host)
        if state and not state.startswith(_SIGN_IN):
            return TeamRefused(host=host, detail=words)
        lower = words.lower()
        if "no password supplied" in lower:
            return TeamPasswordMissing(host=host, variable=VARIABLES[TEAM_PASSWORD])
        if "ssl" in lower or "certificate" in lower:
            return TeamNotSecure(host=host, detail=words)
        if state or "authentication failed" in lower or "does not exist" in lower:
            return TeamSignInRefused(host=host, detail=words)
        return TeamUnreachable(host=host)

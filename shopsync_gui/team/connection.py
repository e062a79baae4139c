"""One connection to a team's database, on a thread of its own, where every call has a deadline."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import logging
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import peewee

from shopsync_gui.core.errors import (
    TeamError,
    TeamNotSecure,
    TeamNotThere,
    TeamPackageMissing,
    TeamPasswordMissing,
    TeamRefused,
    TeamServerTooOld,
    TeamSignInRefused,
    TeamTooNew,
    TeamUnreachable,
)
from shopsync_gui.system.secrets import TEAM_PASSWORD, VARIABLES
from shopsync_gui.team.address import DEADLINE, SCHEMA, TeamAddress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Executor, Future

log = logging.getLogger(__name__)

T = TypeVar("T")

MIGRATIONS = Path(__file__).parent / "migrations"
_OLDEST_SERVER = 140_000
#: The advisory lock under which the schema is changed.
_SCHEMA_LOCK = 7_467_796
#: SQLSTATE classes: sign-in and unknown database; the connection's end and a server that ends.
_SIGN_IN = ("28", "3D")
_CONNECTION = ("08", "57P", "53")


class TeamDatabase:
    """The database, open; used by one thread. Every failure arrives as a TeamError."""

    def __init__(self, address: TeamAddress, password: str | None) -> None:
        self.address = address
        self._database = _driver(address, password)
        with self._translated():
            self._database.connect()
        version = self._connection.info.server_version
        if version < _OLDEST_SERVER:
            self.close()
            raise TeamServerTooOld(host=address.host, version=version // 10_000)

    @property
    def _connection(self) -> Any:
        return self._database.connection()  # type: ignore[no-untyped-call]

    def rows(self, sql: str, params: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of one statement, which is committed when it returns."""
        with self._translated():
            cursor = self._database.execute_sql(sql, params or None)  # type: ignore[no-untyped-call]
            return list(cursor.fetchall()) if cursor.description is not None else []

    def value(self, sql: str, params: Sequence[object] = ()) -> Any:
        """The first value of the first row, None where there is none."""
        rows = self.rows(sql, params)
        return rows[0][0] if rows else None

    @contextlib.contextmanager
    def atomic(self) -> Iterator[None]:
        """A transaction."""
        with self._translated(), self._database.atomic():
            yield

    # --- the schema -----------------------------------------------------------------------------

    def check(self) -> None:
        """Make sure that a team is here which this program knows. Raises TeamNotThere, TeamTooNew."""
        if not self._applied():
            raise TeamNotThere(address=self.address.text)
        self.upgrade()

    def upgrade(self) -> None:
        """Bring the schema up to date, one computer at a time. Raises TeamTooNew."""
        from playhouse.migrations import Runner

        known = {file.stem for file in MIGRATIONS.iterdir() if file.name[0].isdigit()}
        if self._applied() == known:
            return
        self.rows("SELECT pg_advisory_lock(%s)", (_SCHEMA_LOCK,))
        try:
            if self._applied() - known:
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

    def close(self) -> None:
        """Close the connection, as far as it is still there."""
        with contextlib.suppress(Exception):
            self._database.close()

    def cut(self) -> None:
        """Break the connection off, from another thread: a call that waits on it fails then."""
        with contextlib.suppress(OSError, *_driver_errors()):
            wire = socket.socket(fileno=self._connection.fileno())
            try:
                wire.shutdown(socket.SHUT_RDWR)
            finally:
                wire.detach()  # it stays the driver's

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        """Turn the driver's errors, which peewee may have wrapped, into TeamErrors."""
        try:
            yield
        except peewee.PeeweeException as error:
            cause: BaseException = error
            while isinstance(cause, peewee.PeeweeException):
                below = cause.__cause__ or cause.__context__
                if below is None:
                    break
                cause = below
            raise self._problem(cause) from error
        except _driver_errors() as error:
            raise self._problem(error) from error

    def _problem(self, error: BaseException) -> Exception:
        diagnosis = getattr(error, "diag", None)
        said = getattr(diagnosis, "message_primary", None) or _last_line(str(error))
        host, words = self.address.host, said
        state = str(getattr(error, "sqlstate", None) or "")
        log.warning("the team's database: %s %s", type(error).__name__, state)
        if state.startswith(_CONNECTION):
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


def _driver(address: TeamAddress, password: str | None) -> peewee.PostgresqlDatabase:
    if importlib.util.find_spec("psycopg") is None:
        raise TeamPackageMissing
    return peewee.PostgresqlDatabase(
        address.database,
        prefer_psycopg3=True,
        thread_safe=False,
        autoconnect=False,
        **address.parameters(password),
    )


def _driver_errors() -> tuple[type[Exception], ...]:
    import psycopg

    return (psycopg.Error,)


def _last_line(text: str) -> str:
    """The server's own words in one line, without what libpq says of the way there."""
    line = text.strip().splitlines()[-1] if text.strip() else "–"
    return line.rpartition("FATAL:")[2].strip()[:300]


class TeamConnection:
    """Calls on a TeamDatabase, each with a deadline; connects when it is first needed.

    A call that fails for want of a connection, or that is late, raises TeamUnreachable; the next
    one connects anew. `executor` runs the calls; a thread of its own where none is given.
    """

    def __init__(
        self,
        address: TeamAddress,
        password: Callable[[], str | None],
        executor: Executor | None = None,
    ) -> None:
        self.address = address
        self._password = password
        self._given = executor
        self._executor: Executor | None = executor
        self._database: TeamDatabase | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is connected, as far as is known."""
        return self._database is not None

    async def call(self, work: Callable[[TeamDatabase], T], seconds: float = DEADLINE) -> T:
        """The result of `work`, within so many seconds. Raises TeamError."""
        future = self._submit(work)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), seconds)
        except TimeoutError:
            raise self._late() from None
        except asyncio.CancelledError:
            if not future.done():
                self._break()
            raise

    def call_now(self, work: Callable[[TeamDatabase], T], seconds: float = 2 * DEADLINE) -> T:
        """As `call`, for a thread that may wait."""
        try:
            return self._submit(work).result(seconds)
        except TimeoutError:
            raise self._late() from None

    def close(self) -> None:
        """Give the connection back; what was locked by it is free then."""
        if self._executor is not None and self._database is not None:
            database, self._database = self._database, None
            future = self._executor.submit(database.close)
            with contextlib.suppress(TimeoutError, TeamError):
                future.result(1.0)
                database = None  # type: ignore[assignment]
            if database is not None:
                database.cut()
        if isinstance(self._executor, ThreadPoolExecutor) and self._given is None:
            self._executor.shutdown(wait=False)
            self._executor = None

    def _submit(self, work: Callable[[TeamDatabase], T]) -> Future[T]:
        def run() -> T:
            database = self._database
            if database is None:
                database = self._database = TeamDatabase(self.address, self._password())
            try:
                return work(database)
            except TeamError as error:
                if isinstance(error, TeamUnreachable):
                    database.close()
                    if self._database is database:
                        self._database = None
                raise

        if self._executor is None:
            self._executor = ThreadPoolExecutor(1, thread_name_prefix="team")
        return self._executor.submit(run)

    def _late(self) -> TeamUnreachable:
        log.warning("the team's database does not answer in time")
        self._break()
        return TeamUnreachable(host=self.address.host)

    def _break(self) -> None:
        """Give up a connection on which a call hangs; the next one has another thread."""
        database, self._database = self._database, None
        if database is not None:
            database.cut()
        if self._given is None and isinstance(self._executor, ThreadPoolExecutor):
            self._executor.shutdown(wait=False, cancel_futures=True)
            self._executor = None

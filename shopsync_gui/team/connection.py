"""Calls to a team's database, each with a deadline: from the engine, and from a thread that may wait."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from shopsync_gui.core.errors import TeamError, TeamUnreachable
from shopsync_gui.system.secrets import TEAM, TEAM_PASSWORD
from shopsync_gui.team.address import parse_address
from shopsync_gui.team.database import TeamDatabase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Executor

    from shopsync_gui.system.secrets import Secrets

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

#: Seconds for one request to the server, twice as long with connecting; and for giving a connection back.
DEADLINE, _CLOSE_SECONDS = 6.0, 1.0


def connect(text: str, secrets: Secrets, password: str = "") -> TeamDatabase:
    """The database at an address, by this password or the one that is kept. Raises TeamError."""
    return TeamDatabase(parse_address(text), password or secrets.get(TEAM, TEAM_PASSWORD, text))


@contextlib.contextmanager
def connected(
    text: str, secrets: Secrets, password: str = "", *, seconds: float = 2 * DEADLINE
) -> Iterator[TeamDatabase]:
    """The same, for so many seconds: then it is broken off, and what waits on it fails."""
    database = connect(text, secrets, password)
    limit = threading.Timer(seconds, database.cut)
    limit.daemon = True
    limit.start()
    try:
        yield database
    finally:
        limit.cancel()
        database.close()


def own_thread() -> Executor:
    """A thread that begins with its first call."""
    return ThreadPoolExecutor(1, thread_name_prefix="team")


class TeamConnection:
    """Calls on a thread of its own; connects when it is first needed.

    A call that fails for want of a connection, or that is late, raises TeamUnreachable; the next
    one connects anew.
    """

    def __init__(
        self, text: str, secrets: Secrets, threads: Callable[[], Executor] = own_thread
    ) -> None:
        self._text, self._secrets, self._threads = text, secrets, threads
        self._host = parse_address(text).host
        self._executor = threads()
        self._database: TeamDatabase | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is connected, as far as is known."""
        return self._database is not None

    async def call(
        self, work: Callable[Concatenate[TeamDatabase, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """The result of `work` on the database, in time. Raises TeamError."""
        seconds = DEADLINE if self.is_open else 2 * DEADLINE
        future = self._executor.submit(
            self._run, self._executor, lambda db: work(db, *args, **kwargs)
        )
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), seconds)
        except TimeoutError:
            log.warning("the team's database does not answer in time")
            self._give_up()
            raise TeamUnreachable(host=self._host) from None
        except asyncio.CancelledError:
            if not future.done():
                self._give_up()
            raise

    def close(self) -> None:
        """Give the connection back; what was locked by it is free then."""
        if self._database is not None:
            with contextlib.suppress(TimeoutError, TeamError):
                self._executor.submit(self._database.close).result(_CLOSE_SECONDS)
                self._database = None
        self._give_up()

    def _run(self, executor: Executor, work: Callable[[TeamDatabase], T]) -> T:
        database = self._database
        if database is None:
            database = connect(self._text, self._secrets)
            if executor is not self._executor:  # it was given up meanwhile
                database.close()
                raise TeamUnreachable(host=self._host)
            self._database = database
        try:
            return work(database)
        except TeamUnreachable:
            database.close()
            if self._database is database:
                self._database = None
            raise

    def _give_up(self) -> None:
        """Break off a connection on which a call hangs; the next one has another thread."""
        database, self._database = self._database, None
        if database is not None:
            database.cut()
        self._executor.shutdown(wait=False, cancel_futures=True)
        self._executor = self._threads()

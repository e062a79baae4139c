"""Calls to a team's database, each with a deadline: from the engine, and from a thread that may wait."""

from __future__ import annotations

import asyncio
import contextlib
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

P = ParamSpec("P")
T = TypeVar("T")

#: Seconds for one call on an open connection, and for giving one back.
DEADLINE, _CLOSE_SECONDS = 6.0, 1.0


def connect(text: str, secrets: Secrets, password: str = "") -> TeamDatabase:
    """The database at an address, by this password or the one that is kept. Raises TeamError."""
    return TeamDatabase(parse_address(text), password or secrets.get(TEAM, TEAM_PASSWORD, text))


@contextlib.contextmanager
def connected(
    text: str, secrets: Secrets, password: str = "", *, seconds: float = 2 * DEADLINE
) -> Iterator[TeamDatabase]:
    """The same, for so many seconds."""
    with contextlib.closing(connect(text, secrets, password)) as database, database.within(seconds):
        yield database


def own_thread() -> Executor:
    """A thread that begins with its first call."""
    return ThreadPoolExecutor(1, thread_name_prefix="team")


class TeamConnection:
    """A connection on a thread of its own, made when it is first needed, and anew after it was lost."""

    def __init__(
        self, text: str, secrets: Secrets, threads: Callable[[], Executor] = own_thread
    ) -> None:
        self._text, self._secrets = text, secrets
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
        future = self._executor.submit(self._run, lambda db: work(db, *args, **kwargs))
        try:
            return await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            if self._database is not None and not future.done():
                self._database.cut()
            raise

    def close(self) -> None:
        """Give the connection back; what was locked by it is free then."""
        with contextlib.suppress(TimeoutError, TeamError):
            self._executor.submit(self._close).result(_CLOSE_SECONDS)
        self._executor.shutdown(wait=False)

    def _run(self, work: Callable[[TeamDatabase], T]) -> T:
        database = self._database = self._database or connect(self._text, self._secrets)
        try:
            with database.within(DEADLINE):
                return work(database)
        except TeamUnreachable:
            self._close()
            raise

    def _close(self) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None

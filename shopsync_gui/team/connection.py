"""Calls to a team's database on a thread of its own, each with a deadline."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from shopsync_gui.core.errors import TeamError, TeamUnreachable
from shopsync_gui.system.secrets import TEAM, TEAM_PASSWORD
from shopsync_gui.team.address import DEADLINE, parse_address
from shopsync_gui.team.database import TeamDatabase

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor, Future

    from shopsync_gui.system.secrets import Secrets
    from shopsync_gui.team.address import TeamAddress

log = logging.getLogger(__name__)

T = TypeVar("T")

#: Seconds in which a connection is given back in good order.
_CLOSE_SECONDS = 1.0


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
        self._executor = executor or _thread()
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
                self._give_up()
            raise

    def call_now(self, work: Callable[[TeamDatabase], T], seconds: float = 2 * DEADLINE) -> T:
        """As `call`, for a thread that may wait."""
        try:
            return self._submit(work).result(seconds)
        except TimeoutError:
            raise self._late() from None

    def close(self) -> None:
        """Give the connection back; what was locked by it is free then."""
        if self._database is not None:
            with contextlib.suppress(TimeoutError, TeamError):
                self._executor.submit(self._database.close).result(_CLOSE_SECONDS)
                self._database = None
        self._give_up()

    def _submit(self, work: Callable[[TeamDatabase], T]) -> Future[T]:
        executor = self._executor

        def run() -> T:
            database = self._database
            if database is None:
                database = TeamDatabase(self.address, self._password())
                if executor is not self._executor:  # it was given up meanwhile
                    database.close()
                    raise TeamUnreachable(host=self.address.host)
                self._database = database
            try:
                return work(database)
            except TeamUnreachable:
                database.close()
                if self._database is database:
                    self._database = None
                raise

        return executor.submit(run)

    def _late(self) -> TeamUnreachable:
        log.warning("the team's database does not answer in time")
        self._give_up()
        return TeamUnreachable(host=self.address.host)

    def _give_up(self) -> None:
        """Break off a connection on which a call hangs; the next one has another thread."""
        database, self._database = self._database, None
        if database is not None:
            database.cut()
        if self._given is None:
            self._executor.shutdown(wait=False, cancel_futures=True)
            self._executor = _thread()


def _thread() -> Executor:
    """A thread that begins with its first call."""
    return ThreadPoolExecutor(1, thread_name_prefix="team")


def link_to(
    text: str, secrets: Secrets, executor: Executor | None = None, *, password: str = ""
) -> TeamConnection:
    """The connection to the team at an address, by this password or the one that is kept.

    Without any libpq looks into the user's pgpass file.
    """
    return TeamConnection(
        parse_address(text), lambda: password or secrets.get(TEAM, TEAM_PASSWORD, text), executor
    )

"""The account's lists, read while the last pages of the shop are read."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Self, TypeVar

from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.sync.account.account_reading import shows_all
from shopsync_gui.sync.account.broken_list import listed_or_known

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from datetime import datetime

    from shopsync_gui.core.plan.plan import Target
    from shopsync_gui.sync.run.session import Session

T = TypeVar("T")

#: Seconds that a reading may wait for the shop, and still say what the account is like. While a run
#: creates, it looks at the account again after 300 s at the latest.
MOST_SECONDS = 60.0


class AccountAhead:
    """A reading of the account beside the end of the pull; an async context manager, which ends it.

    It saves the time that the lists take, and nothing rests on it but what is beyond doubt: it is made
    while nothing that was written is still to be settled or learned, and counts where it shows every
    product that is known to be there. In a team it is made during this computer's turn only, and counts
    where that was the turn at this very account, and where what the others know, which is taken in after
    it, leaves nothing open either.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._counts = session.job.kind is not JobKind.RETRY and session.job.orders_since is None
        self._reading: asyncio.Task[Target] | None = None
        self._ended: tuple[float, datetime] | None = None

    async def __aenter__(self) -> Self:
        """Read as soon as the shop is nearly read, where that may be."""
        if self._counts and self._session.lease.keeps_others_out and self._is_at_rest():
            self._reading = asyncio.create_task(self._read_beside())
        return self

    async def __aexit__(self, *error: object) -> None:
        """Read no longer."""
        await self._end()

    async def _end(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)
        self._reading = None

    async def beside(self, work: Callable[[], Coroutine[None, None, T]]) -> T:
        """The result of reading the shop; a failure of the account ends that. Raises ServiceError."""
        if self._reading is None:
            return await work()
        working = asyncio.create_task(work())
        try:
            await asyncio.wait((working, self._reading), return_when=asyncio.FIRST_COMPLETED)
            if self._reading.done():
                self._reading.result()
            return await working
        finally:
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)

    async def look(self, *, anew: bool) -> Target:
        """The account as it was read beside the shop, else read now. Raises ServiceError."""
        if anew or self._reading is None or not self._session.progress.nearly_read.is_set():
            await self._end()
            self._reading = asyncio.create_task(self._read(self._session.account.target()))
        return await self._reading

    async def target(self) -> Target | None:
        """The reading; None where none was begun, or where it is to be read anew. Raises ServiceError."""
        if not self._counts or self._reading is None:
            return None
        if not self._reading.done() and not self._session.progress.nearly_read.is_set():
            return None
        target = await self._reading
        self._reading = None
        if not self._session.lease.keeps_others_out or not self._is_at_rest():
            return None
        good = self._is_young() and await shows_all(self._session, target)
        return target if good else None

    async def _read_beside(self) -> Target:
        await self._session.progress.nearly_read.wait()
        return await self._read(listed_or_known(self._session))

    async def _read(self, reading: Coroutine[None, None, Target]) -> Target:
        target = await reading
        self._ended = self._now()
        return target

    def _is_at_rest(self) -> bool:
        """Whether the outcome of all that was written is known, and how the account shows it."""
        store, connection_id = self._session.store, self._session.connection.id
        return (
            not store.journal.unsettled(connection_id)
            and store.echoes.last_unread(connection_id) is None
            and next(store.journal.claimed(connection_id), None) is None
        )

    def _is_young(self) -> bool:
        """Whether the account was read just now; the loop's clock stands still while the computer sleeps."""
        if self._ended is None:
            return False
        (ended, moment), (now, by_clock) = self._ended, self._now()
        return max(now - ended, abs((by_clock - moment).total_seconds())) <= MOST_SECONDS

    def _now(self) -> tuple[float, datetime]:
        return asyncio.get_running_loop().time(), self._session.parts.now()

"""The right to write to an account, as a run holds it: alone, or as one of a team."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from shopsync_gui.core.runs import Job
    from shopsync_gui.store import Store
    from shopsync_gui.store.connections import Connection
    from shopsync_gui.store.journal_entries import JournalEntry
    from shopsync_gui.sync.session import Session
    from shopsync_gui.system.secrets import Secrets


class Lease(Protocol):
    """What a run asks of the others who write to its account.

    All three raise TeamError where the right cannot be proven; then nothing may be written.
    """

    async def take_over(self, session: Session) -> None:
        """Take in what others know and the writes that they left open, before the account is read."""

    async def before_write(self, entry: JournalEntry) -> None:
        """Have the intent known to the others; it returns when the write may be sent."""

    async def before_leaving(self) -> None:
        """Make sure that the right still holds, just before a request leaves."""


#: Obtains the right for one run, or without a job for a check that tries the account out, and gives
#: it back. Entering raises AccountLeased,
#: ScheduleOfColleague, TeamError.
LeaseMaker = Callable[["Job | None", "Connection"], AbstractAsyncContextManager[Lease]]


#: How runs obtain it on a store that a job's own thread has opened.
LeaseSource = Callable[["Store", "Secrets"], LeaseMaker]


class Alone:
    """The lease where no team is joined: the lock of the data folder is all there is."""

    async def take_over(self, session: Session) -> None:
        """Nobody else knows anything."""

    async def before_write(self, entry: JournalEntry) -> None:
        """The journal on this computer is enough."""

    async def before_leaving(self) -> None:
        """Nobody can take the right away."""


@asynccontextmanager
async def alone(_job: Job | None, _connection: Connection) -> AsyncIterator[Lease]:
    """The lease of a computer that is in no team."""
    yield Alone()

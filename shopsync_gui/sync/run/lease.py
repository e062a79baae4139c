"""The right to write to an account, as a run holds it: alone, or as one of a team."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from shopsync_gui.core.plan.plan import Plan, Target
    from shopsync_gui.core.runs.jobs import Job
    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.store.runs.journal_entries import Ended, JournalEntry
    from shopsync_gui.sync.run.session import Session
    from shopsync_gui.system.secrets import Secrets


class Look(Protocol):
    """A look at what the account holds, for whoever has to see which one it is."""

    def __call__(self, *, anew: bool) -> Awaitable[Target]:
        """The account as it was read before, if it was, or read anew. Raises ServiceError."""


class Lease(Protocol):
    """The right of a run to write, among others who write to its account.

    All raise TeamError where the right cannot be proven; then nothing may be written.
    """

    @property
    def is_shared(self) -> bool:
        """Whether others write to the account, too, in turns."""

    @property
    def keeps_others_out(self) -> bool:
        """Whether nobody else who is known to write to the account has done so since this run began."""

    async def take_over(self, session: Session, look: Look) -> None:
        """Take in what others know and the writes that they left open, before the account is read."""

    async def recall(self, session: Session) -> None:
        """Take in once more what others know of the account, for nothing is known of it here any more."""

    async def ends_told(self) -> Mapping[int, Ended] | None:
        """Return the ends that others found of writes in this journal, by their numbers.

        None where they cannot be asked now: what is open here may have been settled by one of them.
        """

    async def before_write(self, entry: JournalEntry) -> None:
        """Have the intent known to the others; it returns when the write may be sent."""

    async def before_leaving(self) -> None:
        """Make sure that the right still holds, just before a request leaves."""

    async def keep(self) -> None:
        """Keep the right, if there is one, while the run waits and writes nothing."""

    async def approve(self, session: Session, plan: Plan) -> None:
        """Note that the user approved this plan although the brake stops it."""

    async def is_approved(self, session: Session, plan: Plan) -> bool:
        """Whether an approval that was given before covers this plan."""


#: Obtains the right for one run, or without a job for a check that tries the account out, and gives
#: it back. Entering raises AccountLeased, ScheduleOfColleague, TeamError.
LeaseMaker = Callable[["Job | None", "Connection"], AbstractAsyncContextManager[Lease]]


#: How runs obtain it on a store that a job's own thread has opened.
LeaseSource = Callable[["Store", "Secrets"], LeaseMaker]


class Alone:
    """The lease where no team is joined: the lock of the data folder is all there is."""

    is_shared = False
    keeps_others_out = True

    async def take_over(self, session: Session, look: Look) -> None:
        """Do nothing: nobody else knows anything."""

    async def recall(self, session: Session) -> None:
        """Do nothing: nobody else knows anything."""

    async def ends_told(self) -> Mapping[int, Ended]:
        """Return nothing: whatever is open here, nobody else settles."""
        return {}

    async def before_write(self, entry: JournalEntry) -> None:
        """Do nothing: the journal on this computer is enough."""

    async def before_leaving(self) -> None:
        """Do nothing: nobody can take the right away."""

    async def keep(self) -> None:
        """Do nothing: nobody can take the right away."""

    async def approve(self, session: Session, plan: Plan) -> None:
        """Note it for this run, which may be interrupted and go on."""
        session.store.brake_approvals.approve(session.run_id, plan.brakes)

    async def is_approved(self, session: Session, plan: Plan) -> bool:
        """Whether this run was approved before it was interrupted."""
        from shopsync_gui.core.planning.brakes import within  # the window's start does without

        approved = session.store.brake_approvals.approved(session.run_id)
        return bool(approved) and within(plan.brakes, approved)


@asynccontextmanager
async def alone(_job: Job | None, _connection: Connection) -> AsyncIterator[Lease]:
    """The lease of a computer that is in no team."""
    yield Alone()

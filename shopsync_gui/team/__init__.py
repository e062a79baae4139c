"""A team on one PostgreSQL, and all that speaks to it; imported in full only where one is joined."""

from __future__ import annotations

from contextlib import asynccontextmanager, closing
from typing import TYPE_CHECKING, TypeVar

from shopsync_gui.store import open_store
from shopsync_gui.sync.run.lease import alone
from shopsync_gui.system.paths import database_file

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from concurrent.futures import Executor
    from pathlib import Path

    from shopsync_gui.core.runs.jobs import Job
    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.sync.run.lease import Lease, LeaseMaker
    from shopsync_gui.system.secrets import Secrets
    from shopsync_gui.team.members import TeamOffice

T = TypeVar("T")

#: Seconds that a run waits for a database that it lost, before it pauses.
_PATIENCE = 120.0


def lease_maker(
    store: Store,
    secrets: Secrets,
    *,
    threads: Callable[[], Executor] | None = None,
    patience: float = _PATIENCE,
) -> LeaseMaker:
    """Choose how runs on this store obtain the right to write: of the team, or alone where there is none."""

    @asynccontextmanager
    async def lease(job: Job | None, connection: Connection) -> AsyncIterator[Lease]:
        """Hold the account of this connection while a run works; that of the demo is nobody else's."""
        member = store.team.membership()
        if connection.demo or member is None:
            async with alone(job, connection) as own:
                yield own
            return
        from shopsync_gui.team.connection import TeamConnection, own_thread
        from shopsync_gui.team.lease import TeamLease

        with closing(TeamConnection(member.address, secrets, threads or own_thread)) as link:
            held = TeamLease(store, member, link, job, connection, patience)
            try:
                await held.begin()
                yield held
            finally:
                await held.end()

    return lease


def at_office(home: Path, secrets: Secrets, work: Callable[[TeamOffice], T]) -> T:
    """Do something about the team of a data folder, with a store of its own: on any thread."""
    from shopsync_gui.team.members import TeamOffice

    with closing(open_store(database_file(home))) as store:
        return work(TeamOffice(store, secrets))

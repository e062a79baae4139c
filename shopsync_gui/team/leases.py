"""The leases of the runs of one computer in a team."""

from __future__ import annotations

from contextlib import asynccontextmanager, closing
from typing import TYPE_CHECKING

from shopsync_gui.sync.run.lease import alone
from shopsync_gui.team.connection import TeamConnection, own_thread
from shopsync_gui.team.lease import TeamLease

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from concurrent.futures import Executor

    from shopsync_gui.core.runs.jobs import Job
    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.sync.run.lease import Lease, LeaseMaker
    from shopsync_gui.system.secrets import Secrets

#: Seconds that a run waits for a database that it lost, before it pauses.
PATIENCE = 120.0


def team_leases(
    store: Store,
    secrets: Secrets,
    *,
    threads: Callable[[], Executor] = own_thread,
    patience: float = PATIENCE,
) -> LeaseMaker:
    """Make the leases of the runs of one computer in a team."""

    @asynccontextmanager
    async def lease(job: Job | None, connection: Connection) -> AsyncIterator[Lease]:
        """Hold the account of this connection while a run works; that of the demo is nobody else's."""
        member = store.team.membership()
        if connection.demo or member is None:
            async with alone(job, connection) as own:
                yield own
            return
        with closing(TeamConnection(member.address, secrets, threads)) as link:
            held = TeamLease(store, member, link, job, connection, patience)
            try:
                await held.begin()
                yield held
            finally:
                await held.end()

    return lease

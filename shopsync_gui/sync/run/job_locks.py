"""The locks of a job: on its shop, and on the account that it writes to."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from shopsync_gui.core import errors
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.run_labels import kind_label
from shopsync_gui.system.lock import is_held, job_lock

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.system.lock import HeldLocks


@contextmanager
def lock_job(store: Store, home: Path, connection: Connection) -> Iterator[HeldLocks]:
    """Hold the shop and its account in the data folder `home` for one job.

    Jobs of different shops run side by side; those of one account take turns, be it that they sign in
    as different API users. Raises AlreadyRunning on entry, which names what is at work where that is no sync.
    """
    with ExitStack() as held:
        try:
            locks = held.enter_context(job_lock(home, _names(store, connection)))
        except errors.AlreadyRunning:
            what = _at_work(store, connection)
            if what is None:
                raise
            raise errors.JobRunning(what=what) from None
        yield locks


def _at_work(store: Store, connection: Connection) -> str | None:
    """Name what stands as running for the shop or its account; None for a sync, and where no run does."""
    same = {connection.id, *store.connections.sharers(connection)}
    run = next((run for run in store.runs.running() if run.connection_id in same), None)
    return None if run is None or run.kind is JobKind.SYNC else kind_label(run)


def lock_shop(home: Path, connection_id: int) -> AbstractContextManager[HeldLocks]:
    """Hold a shop alone, whose connection is to be changed. Raises AlreadyRunning on entry while a job runs."""
    return job_lock(home, [_shop(connection_id)])


def close_dead_runs(store: Store, home: Path) -> frozenset[int]:
    """End the recorded runs whose program is dead; returns the connections whose runs go on.

    Where that cannot be stored, this store shows them ended: whoever works holds the shop's lock.
    """
    alive = {run.connection_id for run in store.runs.running()}
    for connection_id in sorted(alive):
        if is_held(home, _shop(connection_id)):
            continue
        now, why = datetime.now(UTC), errors.Interrupted().problem
        try:
            if store.read_only:
                store.runs.note_interrupted(connection_id, now, why)
            else:
                with job_lock(home, [_shop(connection_id)], patience=0):
                    store.runs.close_interrupted(connection_id, now)
        except errors.AlreadyRunning:
            continue
        except errors.StoreNotWritten as error:
            full = isinstance(error, errors.StoreFull)
            store.runs.note_interrupted(connection_id, now, error.problem if full else why)
        alive.discard(connection_id)
    return frozenset(alive)


def are_taken(store: Store, home: Path, connections: Iterable[int]) -> frozenset[int]:
    """The connections among these for which no job could begin now: another program is at work."""
    taken = set(connections)
    for connection in store.connections.all():
        if connection.id in taken:
            with (
                suppress(errors.AlreadyRunning),
                job_lock(home, _names(store, connection), patience=0),
            ):
                taken.discard(connection.id)
    return frozenset(taken & {connection.id for connection in store.connections.all()})


def _names(store: Store, connection: Connection) -> list[str]:
    accounts = store.connections.account_keys(connection)
    return [_shop(connection.id), *(f"account {key}" for key in accounts)]


def _shop(connection_id: int) -> str:
    return f"shop {connection_id}"

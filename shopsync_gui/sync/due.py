"""When a shop is synced by itself, and whether reading what changed is enough then."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.runs import Job, JobKind, RunState
from shopsync_gui.core.schedule import PAUSED_AGAIN, Repeat, next_run, whole_is_due
from shopsync_gui.sync.shop_facts import zone_of

if TYPE_CHECKING:
    from shopsync_gui.store import Store
    from shopsync_gui.store.connections import Connection


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """The next sync by itself: `at` (UTC) may be past; `job` is what to do then."""

    at: datetime
    job: Job


def is_scheduled(connection: Connection) -> bool:
    """Whether the shop has a schedule, and the user's consent still covers what is written."""
    return (
        connection.options.schedule.repeat is not Repeat.NEVER
        and connection.consented_at is not None
    )


def due_of(store: Store, connection: Connection, now: datetime) -> Due | None:
    """The connection's next sync by itself; None for never.

    A run that paused is tried again soon. The whole catalogue is read by the first run of
    each day of the shop, in between only what changed.
    """
    if not is_scheduled(connection):
        return None
    latest = store.runs.latest(connection.id, (JobKind.SYNC,))
    # Consent may come from an import of old orders: then the first sync is counted from it.
    last = connection.consented_at if latest is None else latest.finished_at or latest.started_at
    at = next_run(connection.options.schedule, last, now)
    if at is None:
        return None
    if latest is not None and last is not None and latest.state is RunState.PAUSED:
        at = min(at, min(last, now) + PAUSED_AGAIN)
    whole = store.runs.whole_pull_at(connection.id)
    quick = not whole_is_due(whole, now, zone_of(store, connection, now))
    job = Job(
        kind=JobKind.SYNC, connection_id=connection.id, consent=True, quick=quick, unattended=True
    )
    return Due(at=at, job=job)

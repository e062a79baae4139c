"""The syncs that are due by themselves, and whether reading what changed is enough for them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from shopsync_gui.core.runs.jobs import Job, JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.settings.schedule import PAUSED_AGAIN, next_run, whole_is_due
from shopsync_gui.sync.schedule.missing_consent import missing_consent, schedule_awaits_consent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shopsync_gui.core.settings.schedule import Schedule
    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.sync.schedule.missing_consent import MissingConsent


#: A run that paused is tried again after this time at the latest.
_LONGEST_REST = timedelta(hours=4)


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """The next sync by itself: `at` (UTC) may be past; `job` is what to do then.

    `scheduled` is when the schedule alone has it run: later, where a paused run is tried again before.
    """

    at: datetime
    scheduled: datetime
    job: Job


def is_scheduled(connection: Connection) -> bool:
    """Whether the shop has a schedule, and the user's consent still covers what is written."""
    return connection.options.schedule.repeats and connection.consented_at is not None


def awaited_consent(store: Store, connection: Connection) -> MissingConsent | None:
    """The consent for which the shop's schedule waits; None where it waits for none."""
    if not connection.options.schedule.repeats or connection.consented_at is not None:
        return None
    may_write = store.connections.may_write(connection)
    awaits = schedule_awaits_consent(connection, may_write=may_write)
    return missing_consent(store, connection) if awaits else None


def set_schedule(
    store: Store, connection: Connection, schedule: Schedule, now: datetime
) -> Connection:
    """Sync the shop by itself so from `now` on; the same schedule again changes nothing."""
    before = replace(connection.options.schedule, set_at=None)
    if replace(schedule, set_at=None) == before:
        return connection
    options = replace(connection.options, schedule=replace(schedule, set_at=now))
    return store.connections.update(connection.id, options=options)


def fair_order(store: Store, jobs: Iterable[Job]) -> list[Job]:
    """The order of several shops' jobs: who waited longest first, those that did not go well last."""

    def rank(job: Job) -> tuple[bool, datetime]:
        latest = store.runs.latest(job.connection_id, (JobKind.SYNC,))
        if latest is None:
            return False, datetime.min.replace(tzinfo=UTC)
        return latest.state in (RunState.PAUSED, RunState.FAILED), latest.last_at

    return sorted(jobs, key=rank)


def due_of(store: Store, connection: Connection, now: datetime) -> Due | None:
    """The connection's next sync by itself; None for never.

    A run that paused is tried again soon, and the more seldom the longer its trouble lasts. The
    whole catalogue is read by the first run of each day of the shop, in between only what changed.
    A viewer of a team leaves the schedule to the others.
    """
    moments = _moments(store, connection, now)
    if moments is None:
        return None
    from shopsync_gui.sync.shop.shop_facts import zone_of  # a shop without a schedule needs no zone

    at, scheduled = moments
    whole = store.shop_readings.last_whole_at(connection.id)
    quick = not whole_is_due(whole, now, zone_of(store, connection, now))
    job = Job(
        kind=JobKind.SYNC,
        connection_id=connection.id,
        consent=True,
        quick=quick,
        unattended=True,
        due=at,
    )
    return Due(at=at, scheduled=scheduled, job=job)


def due_at(store: Store, connection: Connection, now: datetime) -> datetime | None:
    """The moment (UTC) of `due_of` alone, for who starts nothing."""
    moments = _moments(store, connection, now)
    return None if moments is None else moments[0]


def _moments(
    store: Store, connection: Connection, now: datetime
) -> tuple[datetime, datetime] | None:
    """The moments `at` and `scheduled` of the next sync by itself."""
    if not is_scheduled(connection) or not store.connections.may_write(connection):
        return None
    latest = store.runs.latest(connection.id, (JobKind.SYNC,))
    # Consent may come from an import of old orders: then the first sync is counted from it.
    last = connection.consented_at if latest is None else latest.finished_at or latest.started_at
    at = next_run(connection.options.schedule, last, now)
    if at is None:
        return None
    scheduled = at
    if latest is not None and last is not None and latest.state is RunState.PAUSED:
        at = min(at, min(last, now) + _rest(last - latest.started_at))
    # A colleague's computer that ran the schedule may have left the team since.
    elsewhere = store.team.elsewhere_until(connection.id)
    return max(at, elsewhere or at), max(scheduled, elsewhere or scheduled)


def _rest(trouble: timedelta) -> timedelta:
    """Tell how long a run that paused is left alone after trying for so long."""
    return min(max(PAUSED_AGAIN, trouble), _LONGEST_REST)

"""When a shop is synced by itself, and whether reading what changed is enough then."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.runs import Job, JobKind, RunState
from shopsync_gui.core.schedule import FULL_EVERY, PAUSED_AGAIN, Repeat, next_run
from shopsync_gui.core.text import _

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


class Obstacle(StrEnum):
    """What keeps the syncs of a schedule from running always."""

    #: The secrets are kept for this session only.
    SECRETS = "secrets"
    #: A closed window ends the program.
    NO_TRAY = "no_tray"
    #: After the computer was off, the program waits for its user to start it.
    NO_START = "no_start"


class Surroundings(msgspec.Struct, frozen=True, kw_only=True):
    """What the computer offers to syncs by themselves."""

    tray: bool
    starts_with_system: bool
    secrets_last: bool


def obstacles(connection: Connection, around: Surroundings) -> tuple[Obstacle, ...]:
    """What keeps a shop's schedule from running always; nothing without a schedule."""
    if not is_scheduled(connection):
        return ()
    met = (
        (Obstacle.SECRETS, not around.secrets_last),
        (Obstacle.NO_TRAY, not around.tray),
        (Obstacle.NO_START, not around.starts_with_system),
    )
    return tuple(obstacle for obstacle, there in met if there)


def obstacle_text(obstacle: Obstacle) -> str:
    """An obstacle as a sentence."""
    return {
        Obstacle.SECRETS: _("The passwords are kept until the program ends only."),
        Obstacle.NO_TRAY: _("There is no tray here: closing the window ends the program."),
        Obstacle.NO_START: _("The program does not start with the system."),
    }[obstacle]


def due_of(store: Store, connection: Connection, now: datetime) -> Due | None:
    """The connection's next sync by itself; None for never.

    A run that paused is tried again soon. The whole catalogue is read once a day, in between only
    what changed.
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
    quick = whole is not None and now - whole < FULL_EVERY
    job = Job(
        kind=JobKind.SYNC, connection_id=connection.id, consent=True, quick=quick, unattended=True
    )
    return Due(at=at, job=job)

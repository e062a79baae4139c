"""The consent that a shop's schedule waits for, and the words on it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.text import N_, translate

if TYPE_CHECKING:
    from shopsync_gui.core.runs.runs import RunReport
    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection

#: What stands in place of the moment of the next sync.
WAITS = N_("waits for your consent")
#: What a list of things to do says of it.
CONSENT_NEEDED = N_("The schedule waits for your consent")


class MissingConsent(StrEnum):
    """The reason why no consent covers the next sync of a shop."""

    FIRST = "first"
    CHANGED = "changed"
    BRAKE = "brake"
    UNUSED = "unused"


_TEXTS = {
    MissingConsent.FIRST: N_(
        "The first sync needs your consent; after it the schedule takes effect."
    ),
    MissingConsent.CHANGED: N_(
        "The schedule waits: the options or the account have changed since you consented. Sync the"
        " shop once yourself, and it goes on."
    ),
    MissingConsent.BRAKE: N_(
        "The schedule waits: the safety brake stopped the last sync. Look at it and approve it, and"
        " it goes on."
    ),
    MissingConsent.UNUSED: N_(
        "The schedule waits: the sync that you consented to ended before both sides were read, so the"
        " consent covered nothing. Start it once more yourself, and the schedule takes effect."
    ),
}


def lacks_consent(connection: Connection, *, may_write: bool) -> bool:
    """Whether the next sync by itself needs a consent; a viewer of a team has none to give."""
    return may_write and connection.consented_at is None


def schedule_awaits_consent(connection: Connection, *, may_write: bool) -> bool:
    """Whether the shop has a schedule that goes on only once the user consents."""
    return connection.options.schedule.repeats and lacks_consent(connection, may_write=may_write)


def missing_consent(store: Store, connection: Connection) -> MissingConsent | None:
    """The consent that the shop's next sync by itself would need; None where there is one."""
    if not lacks_consent(connection, may_write=store.connections.may_write(connection)):
        return None
    latest = store.runs.latest(connection.id, (JobKind.SYNC,))
    if latest is not None and latest.state is RunState.STOPPED and not latest.is_outdated:
        return MissingConsent.BRAKE
    if latest is not None and _covered_nothing(latest):
        return MissingConsent.UNUSED
    # Whoever consented before has had an account to write to.
    return MissingConsent.CHANGED if connection.account_identity else MissingConsent.FIRST


def _covered_nothing(run: RunReport) -> bool:
    """Whether a sync ended before there was a plan that the consent to it could cover."""
    return run.state is not RunState.RUNNING and run.planned is None and not run.is_outdated


def missing_consent_text(missing: MissingConsent) -> str:
    """Say what the schedule waits for, and the way on, as sentences."""
    return translate(_TEXTS[missing])

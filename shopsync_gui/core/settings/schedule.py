"""The moment of the next sync by itself, and the age that a proof of equality may have; pure."""

# Annotations are no strings here: msgspec would compile each of them when it reads the first shop.

from datetime import UTC, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Annotated

import msgspec

from shopsync_gui.core.kept_types import Moment

#: A quick sync reads only what changed; the whole catalogue is read at least this often.
FULL_EVERY = timedelta(hours=24)
#: A run that paused (offline, sign-in, quota) is tried again after this time.
PAUSED_AGAIN = timedelta(minutes=15)
#: The longest interval in hours: a week.
MOST_HOURS = 168
#: By so much the system may correct its clock without anybody noticing.
_STEP = timedelta(minutes=5)
_DAY = timedelta(days=1)
_GRACE = timedelta(hours=2)


class Repeat(StrEnum):
    """The intervals at which a shop can be synced by itself."""

    NEVER = "never"
    HOURS = "hours"
    DAILY = "daily"
    WEEKLY = "weekly"


class Schedule(msgspec.Struct, frozen=True, kw_only=True):
    """A schedule: every `hours` hours, or at `minute` of the user's day, on `weekday` (Monday is 0).

    `set_at` is when the user chose this: no moment before it is overdue. A stored one beyond these
    limits is none.
    """

    repeat: Repeat = Repeat.NEVER
    hours: Annotated[int, msgspec.Meta(ge=1, le=MOST_HOURS)] = 6
    minute: Annotated[int, msgspec.Meta(ge=0, lt=24 * 60)] = 180
    weekday: Annotated[int, msgspec.Meta(ge=0, le=6)] = 0
    set_at: Moment | None = None

    @property
    def repeats(self) -> bool:
        """Whether the shop is to be synced by itself at all."""
        return self.repeat is not Repeat.NEVER


def next_run(
    schedule: Schedule, last: datetime | None, now: datetime, zone: tzinfo | None = None
) -> datetime | None:
    """The moment of the next run in UTC: `now` or earlier when one is due, None for never.

    A moment that passed while the program was off, or the computer asleep, is due at once, but
    only once. Slots are of `zone`, the computer's own if it is None. Without an earlier run (`last`)
    nothing is overdue. If `last` is in the future the clock was set back: nobody knows how long ago
    it was, so the next run is due at once.
    """
    if not schedule.repeats:
        return None
    if last is not None and last > now + _STEP:
        return now
    last = None if last is None else min(last, now)
    if schedule.repeat is Repeat.HOURS:
        return (last or now) + timedelta(hours=max(1, schedule.hours))
    slot = _slot_before(schedule, now, zone)
    if last is not None and last < slot and not (schedule.set_at and schedule.set_at > slot):
        return slot
    return _slot_after(schedule, now, zone)


def whole_is_due(last: datetime | None, now: datetime, zone: tzinfo) -> bool:
    """Whether the whole shop is to be read: it was not on this calendar day of the shop's `zone`.

    `last` is when the last whole reading began. A clock that was set back makes one due.
    """
    return last is None or last.astimezone(zone).date() != now.astimezone(zone).date()


def longest_age(schedule: Schedule) -> timedelta | None:
    """The age from which a proof of equality is worth a warning; None for never."""
    match schedule.repeat:
        case Repeat.NEVER:
            return None
        case Repeat.WEEKLY:
            return 7 * _DAY + _GRACE
    return FULL_EVERY + max(timedelta(hours=schedule.hours), _GRACE)


def is_stale(schedule: Schedule, verified: datetime | None, now: datetime) -> bool:
    """Whether the last proof of equality is older than the schedule allows."""
    age = longest_age(schedule)
    return age is not None and (verified is None or now - verified > age)


def _slot_before(schedule: Schedule, now: datetime, zone: tzinfo | None) -> datetime:
    slot = _slot_on(schedule, now, zone, 0)
    days = 0
    while slot > now:
        days -= 1
        slot = _slot_on(schedule, now, zone, days)
    return slot


def _slot_after(schedule: Schedule, now: datetime, zone: tzinfo | None) -> datetime:
    slot = _slot_on(schedule, now, zone, 0)
    days = 0
    while slot <= now:
        days += 1
        slot = _slot_on(schedule, now, zone, days)
    return slot


def _slot_on(schedule: Schedule, now: datetime, zone: tzinfo | None, steps: int) -> datetime:
    """The slot of the day, or of the week, so many steps from the one of `now`."""
    day = now.astimezone(zone).date()
    if schedule.repeat is Repeat.WEEKLY:
        day += timedelta(days=schedule.weekday - day.weekday(), weeks=steps)
    else:
        day += steps * _DAY
    hour, minute = divmod(schedule.minute % (24 * 60), 60)
    return datetime.combine(day, time(hour, minute), zone).astimezone(UTC)
